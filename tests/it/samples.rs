//! Every sample is run; its ranking and rejects are what its `expected/` folder holds.
//! `UPDATE_EXPECTED=1` writes them anew.

use crate::program::{read, read_json, redlane, root, stderr};
use std::path::Path;

#[test]
fn samples_give_what_they_promise() {
    let mut run = 0;
    for entry in std::fs::read_dir(root().join("sample_manifests")).expect("samples") {
        let folder = entry.expect("readable").path();
        if folder.join("run.toml").is_file() {
            run_sample(&folder);
            run += 1;
        }
    }
    assert!(run >= 3, "only {run} samples");
}

fn run_sample(folder: &Path) {
    let text = String::from_utf8(read(folder.join("run.toml"))).expect("UTF-8");
    let settings: toml::Table = text.parse().expect("TOML");
    let arguments: Vec<&str> =
        settings["args"].as_array().expect("a list").iter().filter_map(toml::Value::as_str).collect();
    let out = tempfile::tempdir().expect("a folder");
    let output = redlane()
        .arg("score")
        .args(&arguments)
        .args(["--rules", "rules", "--format", "none", "-q", "--out"])
        .arg(out.path())
        .output()
        .expect("the program starts");
    let shown = folder.display();
    let exit = settings.get("exit").and_then(toml::Value::as_integer).unwrap_or(0);
    assert_eq!(output.status.code().map(i64::from), Some(exit), "{shown}: {}", stderr(&output));
    let counts = read_json(out.path().join("run.json"))["counts"].clone();
    for key in ["rows_in", "rows_rejected", "containers"] {
        assert_eq!(counts[key].as_i64(), settings[key].as_integer(), "{shown}: {key}");
    }
    for file in ["ranking.csv", "rejects.csv"] {
        let expected = folder.join("expected").join(file);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::create_dir_all(folder.join("expected")).expect("a folder");
            std::fs::copy(out.path().join(file), &expected).expect("written");
        }
        let (found, expected) = (read(out.path().join(file)), read(&expected));
        let (found, expected) = (String::from_utf8_lossy(&found), String::from_utf8_lossy(&expected));
        if found != expected {
            let diff = similar::TextDiff::from_lines(&*expected, &*found);
            let diff = diff.unified_diff().context_radius(1).to_string();
            panic!(
                "{shown}/{file} differs (UPDATE_EXPECTED=1 writes it anew)\n{}",
                diff.chars().take(4000).collect::<String>()
            );
        }
    }
}
