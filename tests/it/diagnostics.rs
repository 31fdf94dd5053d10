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

/// A list whose entries are wrong in the ways entries can be; only there for rules that ask it.
const WATCHED: &str = r#"
name = "watched"
title = "Watched"
match = "exact"
owner = "test"
source = "test"
reason = "test"
effective = 2026-01-01
review_by = 2027-12-31
entries = [
  "mrku 356772-7",
  "MRKU3567727",
  "TO ORDER",
  { value = "MSKU9070323", until = 2026-11-22, owner = "port unit", case = "2026/17" },
]
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
    let mut files = PackFiles {
        folder: "golden".into(),
        selectivity: Some(Source::new("selectivity.toml", SELECTIVITY)),
        instruments: None,
        lock: None,
        lists: Vec::new(),
        orphans: Vec::new(),
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
    if text.contains("'watched'") {
        files.packs[0].lists.push(Source::new("golden/lists/watched.toml", WATCHED));
    }
    let (_, mut problems) = load(&files, day());
    // The lists are there to be asked by some pairs; the others are not about them.
    let is_about_lists = text.starts_with("# lists\n");
    problems.retain(|problem| is_about_lists || problem.code != Code::UnaskedList);
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
        // These need a folder without a file, more files than one, or a lock: see governance and bad_inputs.
        let elsewhere = matches!(
            code,
            Code::MissingFile | Code::UnknownName | Code::LogicChanged | Code::StaleLock | Code::ExpiringList
        );
        assert!(elsewhere || seen.contains(code), "no golden pair shows {}", code.id());
    }
}

/// A list that says what means nothing would leave its phrases unfound, or its exceptions unheard, in silence.
#[test]
fn how_a_list_is_read_means_something() {
    let files = PackFiles::read(&root().join("rules")).expect("the packs are there");
    for (from, to, says) in [
        ("\"waste_word_exceptions\"", "\"waste_word_exception\"", "did you mean `waste_word_exceptions`"),
        ("\"waste_word_exceptions\"", "\"drug_hs\"", "is no list of phrases and cannot mask any"),
        ("\"waste_word_exceptions\"", "\"residue_words\"", "is masked by itself or by the grammar"),
        ("\"waste_word_exceptions\"", "\"grammar_purpose\"", "is masked by itself or by the grammar"),
        (
            "languages = [\"en\", \"fr\", \"es\", \"pt\"]",
            "languages = [\"EN\", \"la\"]",
            "none of its languages has any",
        ),
        ("\"SCORIES\"", "\"!!\"", "`!!` has no word"),
        ("\"SCORIES\"", "{ value = \"676-99-4\", hyphens = true }", "`676-99-4` is no CAS number"),
        ("match = \"phrase\"", "match = \"exact\"", "`residue_words` holds no phrases"),
    ] {
        let mut files = files.clone();
        let lists = files.packs.iter_mut().flat_map(|pack| &mut pack.lists);
        let source = lists.into_iter().find(|list| list.name.ends_with("residue_words.toml")).expect("shipped");
        assert!(source.text.contains(from), "{from}");
        *source = Source::new(&source.name.clone(), &source.text.replacen(from, to, 1));
        let (_, problems) = load(&files, day());
        let said: Vec<String> = problems.iter().map(|problem| render(problem, false)).collect();
        assert!(said.iter().any(|said| said.contains(says)), "{to}: {said:?}");
    }
}

/// Shipped rules, broken one by one as an author might: each says what is wrong, in the file it is in.
#[test]
fn broken_copies_of_shipped_rules_are_diagnosed() {
    let files = PackFiles::read(&root().join("rules")).expect("the packs are there");
    let text = std::fs::read_to_string(root().join("tests/data/broken_rules.toml")).expect("readable");
    let cases: toml::Table = text.parse().expect("TOML");
    let cases = cases["broken"].as_array().expect("a list");
    assert!(cases.len() >= 20);
    let wrong: Vec<String> = cases.iter().filter_map(|case| broken(&files, case).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn broken(files: &PackFiles, case: &toml::Value) -> Result<(), String> {
    let text = |key: &str| case.get(key).and_then(toml::Value::as_str).unwrap_or_default();
    let mut files = files.clone();
    let id = format!("id = \"{}\"", text("rule"));
    let mut sources = files.packs.iter_mut().flat_map(|pack| &mut pack.rules);
    let source = sources.find(|source| source.text.contains(&id)).ok_or_else(|| format!("no rule {id}"))?;
    let at = source.text.find(&id).unwrap_or_default();
    let end = source.text[at..].find("\n[[rule]]\n").map_or(source.text.len(), |length| at + length);
    let rule = &source.text[at..end];
    if !rule.contains(text("from")) {
        return Err(format!("{id} has no `{}`", text("from")));
    }
    let all = case.get("all").and_then(toml::Value::as_bool).unwrap_or(false);
    let changed = if all { rule.replace(text("from"), text("to")) } else { rule.replacen(text("from"), text("to"), 1) };
    let whole = format!("{}{changed}{}", &source.text[..at], &source.text[end..]);
    let name = source.name.clone();
    *source = Source::new(&name, &whole);
    let (_, problems) = load(&files, day());
    let found = problems.iter().any(|problem| {
        let said = render(problem, false);
        // The lock is a file of its own.
        let place = *problem.source.name == *name || problem.source.name.ends_with("pack.lock");
        problem.code.id() == text("code") && place && said.contains(text("says"))
    });
    let said: Vec<String> = problems.iter().map(|problem| render(problem, false)).collect();
    if found { Ok(()) } else { Err(format!("{id}: no {} with `{}`:\n{}", text("code"), text("says"), said.join("\n"))) }
}
