//! What a rule author sees: golden pairs of a broken file and the words about it.
//! `UPDATE_EXPECTED=1` writes the words anew.

use crate::program::root;
use crate::rules::day;
use redlane::diagnostics::{Code, Source, render};
use redlane::rulepack::load;
use redlane::storage::{PackFiles, PackFolder};
use std::collections::BTreeSet;

const PACK: &str = r#"
id = "golden"
title = "Golden pairs"
version = "1"
owner = "test"
description = "Broken on purpose"
families = ["GP"]
"#;

const LIST: &str = r#"
name = "ports"
title = "Ports"
match = "exact"
owner = "test"
source = "test"
reason = "test"
effective = 2026-01-01
review_by = 2027-12-31
entries = ["MYPKG"]
"#;

const SELECTIVITY: &str = r#"
discount_floor_percent = 50
[[lane]]
name = "green"
min_score = 0
treatment = "release"
[threat.general]
cap = 100
"#;

fn diagnosed(name: &str, text: &str) -> (String, BTreeSet<Code>) {
    let expired = LIST.replace("\"ports\"", "\"old\"").replace("2027-12-31", "2026-01-02");
    let phrases = LIST.replace("\"ports\"", "\"words\"").replace("exact", "phrase");
    let files = PackFiles {
        folder: "golden".into(),
        selectivity: Some(Source::new("selectivity.toml", SELECTIVITY)),
        instruments: None,
        lock: None,
        lists: Vec::new(),
        packs: vec![PackFolder {
            name: "golden".into(),
            pack: Source::new("golden/pack.toml", PACK),
            rules: vec![Source::new(&format!("golden/{name}"), text)],
            lists: vec![
                Source::new("golden/lists/ports.toml", LIST),
                Source::new("golden/lists/old.toml", &expired),
                Source::new("golden/lists/words.toml", &phrases),
            ],
        }],
    };
    let (_, problems) = load(&files, day());
    let codes = problems.iter().map(|problem| problem.code).collect();
    (problems.iter().map(|problem| render(problem, false)).collect::<Vec<_>>().join("\n\n") + "\n", codes)
}

#[test]
fn golden_pairs() {
    let folder = root().join("tests/data/diagnostics");
    let mut seen = BTreeSet::new();
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).expect("golden pairs").map(|e| e.expect("readable").path()).collect();
    names.sort();
    let mut pairs = 0;
    for path in names.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml")) {
        let text = std::fs::read_to_string(&path).expect("readable");
        let (found, codes) = diagnosed("gp-golden.toml", &text);
        seen.extend(codes);
        let golden = path.with_extension("txt");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(&golden, &found).expect("written");
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        assert!(found == expected, "{} says\n{found}\ninstead of\n{expected}", path.display());
        pairs += 1;
    }
    assert!(pairs >= 20, "only {pairs} golden pairs");
    for code in Code::ALL {
        // These need a folder without a file, or more files than one.
        let elsewhere = matches!(code, Code::MissingFile | Code::UnknownName);
        assert!(elsewhere || seen.contains(code), "no golden pair shows {}", code.id());
    }
}
