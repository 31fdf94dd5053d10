//! Running the program as a user would.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub fn redlane() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_redlane"));
    command.current_dir(root()).env("NO_COLOR", "1").env_remove("COLUMNS");
    command
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs and gives back what came out; the test fails with everything said if the exit code differs.
pub fn run(arguments: &[&str], exit: i32) -> Output {
    let output = redlane().args(arguments).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(exit), "{arguments:?}\n{}\n{}", stdout(&output), stderr(&output));
    output
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = path.as_ref();
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn read_json(path: impl AsRef<Path>) -> serde_json::Value {
    serde_json::from_slice(&read(path)).expect("valid JSON")
}

/// A file that is not part of the project; tests that need it are skipped where it is absent.
pub fn shared_data(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("REDLANE_SHARED_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let path = folder.join(path);
    if !path.exists() {
        eprintln!("skipped: {} is absent", path.display());
        return None;
    }
    Some(path)
}

/// Scores into a fresh folder with the settings the tests share. Degraded runs have tests of their own.
pub fn score_into(out: &Path, inputs: &[&str], more: &[&str]) -> Output {
    let out = out.display().to_string();
    let mut arguments = vec!["score"];
    arguments.extend_from_slice(inputs);
    arguments.extend_from_slice(&["--run-date", "2026-11-23", "--seed", "7", "--fail-on", "none", "--out", &out]);
    arguments.extend_from_slice(more);
    run(&arguments, 0)
}

/// A copy of the shipped packs, for changing.
pub fn copied_rules() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = folder.path().join("rules");
    std::fs::create_dir(&rules).expect("a folder");
    copy_folder(&root().join("rules"), &rules);
    (folder, rules)
}

/// Copies what is in a folder into another that is there.
pub fn copy_folder(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).min_depth(1) {
        let entry = entry.expect("readable");
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        match entry.file_type().is_dir() {
            true => std::fs::create_dir_all(target).expect("a folder"),
            false => drop(std::fs::copy(entry.path(), target).expect("copied")),
        }
    }
}
