//! What a program can hold of the laws: import layers, file names, file sizes, column names.

use crate::program::root;
use redlane::columns::Column;
use std::path::PathBuf;

fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    walkdir::WalkDir::new(&src)
        .into_iter()
        .map(|entry| entry.expect("readable").into_path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| {
            let name = path.strip_prefix(&src).map(PathBuf::from).expect("below src").display().to_string();
            (name, std::fs::read_to_string(&path).expect("readable"))
        })
        .collect()
}

/// Which rooms a room may use. Rooms not named may be used by all.
const FORBIDDEN: [(&str, &[&str]); 12] = [
    ("domain/", &["columns", "tables", "manifest", "rulepack", "hits", "scores", "report", "pipeline", "storage"]),
    ("columns/", &["tables", "manifest", "rulepack", "hits", "scores", "report", "pipeline"]),
    ("wording/", &["tables", "manifest", "rulepack", "hits", "scores", "report", "pipeline"]),
    ("tables/", &["manifest", "rulepack", "hits", "scores", "report", "pipeline", "indicators"]),
    ("manifest/", &["rulepack", "hits", "scores", "selectivity", "explanation", "report", "pipeline", "indicators"]),
    ("reference/", &["manifest", "rulepack", "hits", "scores", "selectivity", "explanation", "report", "pipeline"]),
    ("history/", &["manifest", "rulepack", "hits", "scores", "selectivity", "explanation", "report", "pipeline"]),
    ("indicators/", &["manifest", "rulepack", "hits", "scores", "selectivity", "explanation", "report", "pipeline"]),
    ("hits/", &["manifest", "scores", "selectivity", "explanation", "report", "pipeline"]),
    ("scores/", &["manifest", "indicators", "selectivity", "explanation", "report", "pipeline"]),
    ("selectivity/", &["manifest", "indicators", "hits", "rulepack", "explanation", "report", "pipeline"]),
    ("explanation/", &["manifest", "report", "pipeline"]),
];

#[test]
fn stages_do_not_know_each_other() {
    for (name, text) in sources() {
        for (room, forbidden) in FORBIDDEN {
            if !name.starts_with(room) {
                continue;
            }
            for other in forbidden {
                assert!(!text.contains(&format!("crate::{other}")), "{name} uses crate::{other}");
            }
        }
    }
}

#[test]
fn files_are_small_and_well_named() {
    for (name, text) in sources() {
        assert!(text.lines().count() <= 600, "{name} has {} lines", text.lines().count());
        assert!(text.starts_with("//!"), "{name} does not say what it is");
        let file = name.rsplit('/').next().unwrap_or_default();
        assert!(!["utils.rs", "helpers.rs", "common.rs", "misc.rs", "util.rs"].contains(&file), "{name}");
    }
    let main = std::fs::read_to_string(root().join("src/main.rs")).expect("readable");
    assert!(main.lines().count() <= 40);
}

#[test]
fn column_names_stand_only_in_the_catalogue() {
    // Words that are columns and plain words alike.
    let plain = ["nature", "voyage", "packages", "seals", "terminal", "hs2", "hs4", "hs6", "etd", "eta"];
    // Reference tables, the files they are imported from, and the tables of US customs have columns of their own, some
    // under the same names.
    let theirs = ["reference/table.rs", "reference/import.rs", "manifest/release.rs", "manifest/ams.rs"];
    let ours = ["columns/catalogue.rs", "cli/", "report/", "rulepack/keys.rs", "manifest/mapping.rs"];
    let allowed = [&theirs[..], &ours].concat();
    for (name, text) in sources() {
        if allowed.iter().any(|room| name.starts_with(room)) {
            continue;
        }
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for column in Column::ALL.iter().filter(|column| !plain.contains(&column.name())) {
            assert!(!code.contains(&format!("\"{}\"", column.name())), "{name} names {} as text", column.name());
        }
    }
}

#[test]
fn the_library_reads_no_clock_environment_or_working_directory() {
    for (name, text) in sources().into_iter().filter(|(name, _)| !name.starts_with("cli/") && name != "main.rs") {
        let text: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for forbidden in
            ["Local::now", "Utc::now", "SystemTime", "Instant::now", "env::var", "env::temp_dir", "current_dir"]
        {
            assert!(!text.contains(forbidden), "{name} uses {forbidden}");
        }
        for asks_environment in ["NamedTempFile::new()", "tempfile::tempfile()", "tempfile::tempdir()"] {
            assert!(!text.contains(asks_environment), "{name}: {asks_environment} reads TMPDIR");
        }
        let may_touch_files = ["manifest/", "reference/", "storage/"].iter().any(|room| name.starts_with(room));
        assert!(may_touch_files || !text.contains("std::fs"), "{name} touches files");
    }
}
