//! Governance: the lock, expiry, the legal switch, comparison of packs, instruments, precheck, pages.

use crate::program::{copied_rules, read, read_json, redlane, root, run, score_into, stderr, stdout};
use crate::rules::shipped;
use redlane::rulepack::{Condition, Given, Verdict, rule_pages};
use serde_json::Value;
use std::path::Path;

const SAMPLE: &str = "sample_manifests/02_asycuda_transshipment";
const DAY: [&str; 2] = ["--run-date", "2026-11-23"];

fn change(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("readable");
    assert!(text.contains(from), "{} has no {from}", file.display());
    std::fs::write(file, text.replacen(from, to, 1)).expect("written");
}

fn change_rule(file: &Path, id: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("readable");
    let at = text.find(&format!("id = \"{id}\"")).unwrap_or_else(|| panic!("no {id}"));
    let changed = text[at..].replacen(from, to, 1);
    std::fs::write(file, format!("{}{changed}", &text[..at])).expect("written");
}

fn with_rules(command: &[&str], rules: &Path, exit: i32) -> String {
    let rules = rules.display().to_string();
    let arguments: Vec<&str> = command.iter().copied().chain(["--rules", &rules]).chain(DAY).collect();
    let output = run(&arguments, exit);
    stdout(&output) + &stderr(&output)
}

#[test]
fn the_shipped_lock_is_that_of_the_shipped_rules() {
    let said = with_rules(&["rules", "check"], &root().join("rules"), 0);
    assert!(said.contains("0 warning(s)"), "{said}");
    assert!(root().join("rules/pack.lock").is_file());
}

#[test]
fn a_rule_cannot_change_in_silence() {
    let (_keep, rules) = copied_rules();
    let file = rules.join("physical/ph-seal.toml");
    let before = shipped().rule("PH-021").expect("a rule").clone();
    let points = format!("points = {}\nbox_alone = true\nwhen = \"seal_containers >= 2", before.points);
    change(&file, &points, "points = 34\nbox_alone = true\nwhen = \"seal_containers >= 2");
    let said = with_rules(&["rules", "check"], &rules, 4);
    assert!(said.contains("RL027") && said.contains("PH-021") && said.contains("set version = "), "{said}");
    let refused = with_rules(&["rules", "lock"], &rules, 4);
    assert!(refused.contains("RL027") && refused.contains("not written"), "{refused}");
    let id = "id = \"PH-021\"\nversion = ";
    change(&file, &format!("{id}{}", before.version), &format!("{id}{}", before.version + 1));
    assert!(with_rules(&["rules", "check"], &rules, 4).contains("RL028"));
    with_rules(&["rules", "lock"], &rules, 0);
    with_rules(&["rules", "check"], &rules, 0);
}

#[test]
fn layout_is_not_logic_but_the_blanks_of_a_literal_are() {
    let (_keep, rules) = copied_rules();
    let file = rules.join("physical/ph-weight.toml");
    change_rule(&file, "PH-002", "load_status = 'empty' AND", "load_status = 'empty'    AND");
    with_rules(&["rules", "check"], &rules, 0);
    // One blank agreed on, two written: that was the same logic once.
    let version = shipped().rule("PH-002").expect("a rule").version;
    change_rule(&file, "PH-002", "weight_scope = 'bill'", "weight_scope = 'b ill'");
    change_rule(&file, "PH-002", &format!("version = {version}"), &format!("version = {}", version + 1));
    with_rules(&["rules", "lock"], &rules, 0);
    with_rules(&["rules", "check"], &rules, 0);
    change_rule(&file, "PH-002", "weight_scope = 'b ill'", "weight_scope = 'b  ill'");
    assert!(with_rules(&["rules", "check"], &rules, 4).contains("RL027"));
    let agreed = root().join("rules").display().to_string();
    let (_kept, locked) = copied_rules();
    let file = locked.join("physical/ph-weight.toml");
    change_rule(&file, "PH-002", "weight_scope = 'bill'", "weight_scope = 'b ill'");
    let before = locked.display().to_string();
    let changed = |old: &str| stdout(&run(&["rules", "diff", old, &rules.display().to_string(), DAY[0], DAY[1]], 0));
    assert!(changed(&before).contains("'b  ill'"), "{}", changed(&before));
    assert!(changed(&agreed).contains("'b  ill'"));
}

#[test]
fn a_comment_is_layout_whatever_signs_it_has() {
    let (_keep, rules) = copied_rules();
    let file = rules.join("physical/ph-weight.toml");
    let id = "when = \"load_status = 'empty' AND";
    change_rule(&file, "PH-002", id, "when = \"load_status = 'empty' /* the box's own */ AND");
    with_rules(&["rules", "check"], &rules, 0);
    // An apostrophe in a comment begins no literal: the blanks of the next literal still count.
    change_rule(&file, "PH-002", "'bill'", "' bill'");
    assert!(with_rules(&["rules", "check"], &rules, 4).contains("RL027"));
    // What a line comment takes away is gone from the logic.
    change_rule(&file, "PH-002", "' bill'", "'bill'");
    change_rule(&file, "PH-002", "IS NOT TRUE\"", "IS NOT TRUE OR bill_no -- IS NULL\\n IS NOT NULL\"");
    assert!(with_rules(&["rules", "check"], &rules, 4).contains("RL027"));
}

#[test]
fn a_list_near_its_end_is_announced() {
    let list = shipped().lists.iter().map(|list| list.review_by).min().expect("lists");
    let near = (list - chrono::Duration::days(12)).to_string();
    let output = run(&["rules", "check", "--run-date", &near], 0);
    assert!(stderr(&output).contains("RL029") && stderr(&output).contains("expires in 12 day(s)"));
}

#[test]
fn what_an_expired_list_stops_is_said_in_every_result() {
    let out = tempfile::tempdir().expect("a folder");
    let inputs = format!("{SAMPLE}/manifest.xml");
    let folder = out.path().display().to_string();
    let output = run(&["score", &inputs, "--run-date", "2031-01-01", "--out", &folder, "--format", "none"], 7);
    assert!(stderr(&output).contains("rules are not evaluable where they decide"), "{}", stderr(&output));
    let coverage = read_json(out.path().join("coverage.json"));
    let stopped = coverage["lists_not_in_force"].as_array().expect("a list");
    assert!(stopped.iter().any(|list| list["list"] == "vague_terms" && list["rules"][0].is_string()));
    let explanations = read_json(out.path().join("explanations.json"));
    for container in explanations["containers"].as_array().expect("a list") {
        let missing = container["not_evaluable"].as_array().expect("a list");
        let named = missing.iter().filter_map(|rule| rule["lists"][0].as_str());
        assert!(named.into_iter().any(|list| list.contains("expired on")), "{container}");
    }
    let run_info = read_json(out.path().join("run.json"));
    assert!(run_info["lists"].as_array().expect("a list").iter().any(|list| list["in_force"] == false));
}

/// Contested law is the port's decision: one list, one switch, and the results say what it did.
#[test]
fn a_contested_list_has_a_switch_of_its_own() {
    let (keep, rules) = copied_rules();
    let manifest = keep.path().join("m.csv");
    let text = "container_no,place_of_loading,place_of_discharge,place_of_delivery,goods_description\n\
                MSKU9070323,CNSHA,AEJEA,IRBND,MARAGING STEEL BARS FOR CENTRIFUGE ROTORS\n";
    std::fs::write(&manifest, text).expect("written");
    let state_of = |rule: &str| -> Value {
        let out = tempfile::tempdir().expect("a folder");
        let rules = rules.display().to_string();
        score_into(out.path(), &[&manifest.display().to_string()], &["--rules", &rules, "-q", "--format", "none"]);
        let container = read_json(out.path().join("explanations.json"))["containers"][0].clone();
        for state in ["fired", "not_evaluable"] {
            let found = container[state].as_array().expect("a list").iter().find(|entry| entry["rule"] == rule);
            if let Some(entry) = found {
                return serde_json::json!({ "state": state, "lists": entry["lists"] });
            }
        }
        serde_json::json!({ "state": "quiet" })
    };
    assert_eq!(state_of("SE-036")["state"], "fired");
    // Behind IS TRUE and OR a stopped list must not become a "no".
    assert_eq!(state_of("ST-012")["state"], "quiet");
    change(&rules.join("lists/iran_route_countries.toml"), "applied = true", "applied = false");
    let after = state_of("SE-036");
    assert_eq!(after["state"], "not_evaluable", "{after}");
    assert!(after["lists"].to_string().contains("switched off"), "{after}");
    std::fs::write(&manifest, text.replace("MARAGING STEEL BARS FOR CENTRIFUGE ROTORS", "RIFLES AND AMMUNITION"))
        .expect("written");
    assert_eq!(state_of("AR-006")["state"], "not_evaluable");
    // Cases say what a rule does when its lists count; the switch does not break them.
    let tested = with_rules(&["rules", "test"], &rules, 0);
    assert!(tested.contains("validated, 0 not"), "{tested}");
    let coverage = with_rules(&["rules", "coverage"], &rules, 0);
    assert!(coverage.contains("iran_route_countries is switched off here"), "{coverage}");
}

#[test]
fn what_is_no_pack_is_not_passed_over() {
    let (_keep, rules) = copied_rules();
    std::fs::remove_file(rules.join("trusted-trader/pack.toml")).expect("removed");
    let said = with_rules(&["rules", "check"], &rules, 4);
    assert!(said.contains("RL030") && said.contains("trusted-trader"), "{said}");
}

#[test]
fn one_broken_list_is_one_error() {
    let (_keep, rules) = copied_rules();
    change(&rules.join("lists/iran_route_countries.toml"), "applied = true", "aplied = true");
    let said = with_rules(&["rules", "check"], &rules, 4);
    assert!(said.contains("RL002") && !said.contains("RL012") && !said.contains("RL028"), "{said}");
}

#[test]
fn the_lock_is_of_all_packs_and_versions_only_rise() {
    let (_keep, rules) = copied_rules();
    let single = rules.join("dangerous-goods").display().to_string();
    assert!(stderr(&run(&["rules", "lock", "--rules", &single], 2)).contains("single pack"));
    let file = rules.join("physical/ph-seal.toml");
    let before = shipped().rule("PH-021").expect("a rule").version;
    change_rule(&file, "PH-021", &format!("version = {before}"), &format!("version = {}", before + 3));
    with_rules(&["rules", "lock"], &rules, 0);
    change_rule(&file, "PH-021", &format!("version = {}", before + 3), &format!("version = {before}"));
    assert!(with_rules(&["rules", "lock"], &rules, 4).contains("goes back to version"));
}

#[test]
fn pages_do_not_touch_what_others_wrote() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("pages");
    std::fs::create_dir(&out).expect("a folder");
    std::fs::write(out.join("CONTRIBUTING.md"), "We use pages Generated by `redlane rules pages`.").expect("written");
    let shown = out.display().to_string();
    let arguments = ["rules", "pages", "--out", &shown, "--run-date", "2026-11-23"];
    run(&arguments, 0);
    std::fs::write(out.join("README.md"), "# Ours\n").expect("written");
    assert!(stderr(&run(&arguments, 6)).contains("README.md"));
    assert!(out.join("CONTRIBUTING.md").is_file());
    assert_eq!(std::fs::read_to_string(out.join("README.md")).expect("readable"), "# Ours\n");
}

#[test]
fn a_comparison_explains_every_container_that_moved() {
    let (_keep, rules) = copied_rules();
    change_rule(&rules.join("physical/ph-seal.toml"), "PH-020", "status = \"active\"", "status = \"shadow\"");
    change_rule(&rules.join("document-quality/dq-goods.toml"), "DQ-021", "points = ", "points = 1");
    let (rules, old) = (rules.display().to_string(), root().join("rules").display().to_string());
    let manifest = format!("{SAMPLE}/manifest.xml");
    let mut arguments = vec!["rules", "diff", &old, &rules, "--on", &manifest, "--capacity", "20"];
    arguments.extend(DAY);
    let words = stdout(&run(&arguments, 0));
    assert!(words.contains("status: active → shadow") && words.contains("Per rule"), "{words}");
    arguments.extend(["--format", "json"]);
    let output = run(&arguments, 0);
    assert!(stderr(&output).contains("RL027"), "the version did not rise: {}", stderr(&output));
    let difference: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(difference["packs"]["changed"].as_array().map(Vec::len), Some(2));
    let runs = &difference["runs"];
    let moved = runs["moved"].as_array().expect("a list");
    assert!(!moved.is_empty());
    let number = |value: &Value| value.as_i64().expect("a number");
    for container in moved {
        let deltas = container["rules"].as_array().expect("a list");
        let sum: i64 = deltas.iter().map(|delta| number(&delta["new"]) - number(&delta["old"])).sum();
        assert_eq!(sum, number(&container["new"]["score"]) - number(&container["old"]["score"]), "{container}");
    }
    let entered = moved.iter().filter(|c| c["new"]["selected"] == true && c["old"]["selected"] == false).count();
    assert_eq!(runs["entered"], entered);
    assert_eq!(runs["entered"], runs["left"], "the capacity is the same");
}

#[test]
fn the_same_packs_make_no_difference() {
    let manifest = format!("{SAMPLE}/manifest.xml");
    let mut arguments = vec!["rules", "diff", "rules", "rules", "--on", &manifest, "--format", "json"];
    arguments.extend(DAY);
    let difference: Value = serde_json::from_slice(&run(&arguments, 0).stdout).expect("JSON");
    assert_eq!(difference["runs"]["moved"], serde_json::json!([]));
    assert_eq!(difference["packs"]["added"], serde_json::json!([]));
    assert_eq!(difference["packs"]["changed"], serde_json::json!([]));
}

/// Every setting of selectivity.toml is compared: what is changed in it is said.
#[test]
fn each_setting_that_differs_is_said() {
    let changes = [
        ("discount_floor_percent = 50", "discount_floor_percent = 40", "discount floor: 50 % → 40 %"),
        ("min_score = 25", "min_score = 26", "lane orange: from 25, scan"),
        ("treatment = \"release\"", "treatment = \"let go\"", "lane green: from 0, release → from 0, let go"),
        ("cap = 12", "cap = 13", "cap of data_quality: 12 → 13"),
        ("boxes = 2", "boxes = 1", "like boxes: 1 of 1 or more, 2 of 10 or more"),
        ("# How points", "#  How points", "the files do, in comments"),
    ];
    let old = root().join("rules").display().to_string();
    for (from, to, said) in changes {
        let (_keep, rules) = copied_rules();
        change(&rules.join("selectivity.toml"), from, to);
        let rules = rules.display().to_string();
        let words = stdout(&run(&["rules", "diff", &old, &rules], 0));
        assert!(words.contains(said) && !words.contains("The packs do not differ"), "{to}: {words}");
        let arguments = ["rules", "diff", &old, &rules, "--format", "json"];
        let difference: Value = serde_json::from_slice(&run(&arguments, 0).stdout).expect("JSON");
        let settings = difference["packs"]["selectivity"].as_array().map(Vec::len);
        let only_in_files = difference["packs"]["only_in_files"].as_bool();
        assert_eq!(
            (settings, only_in_files),
            if from.starts_with('#') { (Some(0), Some(true)) } else { (Some(1), Some(false)) }
        );
    }
}

#[test]
fn boxes_that_moved_without_a_rule_are_told_why() {
    let (_keep, rules) = copied_rules();
    let file = rules.join("selectivity.toml");
    let text = std::fs::read_to_string(&file).expect("readable");
    let (before, _) = text.split_once("[like_boxes]").expect("it is there");
    std::fs::write(&file, format!("{before}[like_boxes]\nall = true\n")).expect("written");
    let manifest = root().join("sample_manifests/01_night_before_arrival/manifest.csv").display().to_string();
    let (rules, old) = (rules.display().to_string(), root().join("rules").display().to_string());
    let mut arguments = vec!["rules", "diff", &old, &rules, "--on", &manifest, "--capacity", "40", "--seed", "5"];
    arguments.extend(DAY);
    let words = stdout(&run(&arguments, 0));
    assert!(words.contains("100 or more → all opened"), "{words}");
    assert!(words.contains("(consignment → score): it no longer stands by for like boxes"), "{words}");
    assert!(words.contains("(score → capacity): others have the slots now"), "nobody passed it: {words}");
}

#[test]
fn instruments_are_served_or_said_not_to_be() {
    let manifest = format!("{SAMPLE}/manifest.xml");
    let mut arguments = vec!["rules", "coverage", &manifest, "--format", "json"];
    arguments.extend(DAY);
    let matrix: Value = serde_json::from_slice(&run(&arguments, 0).stdout).expect("JSON");
    let unserved = matrix["not_served"].as_array().expect("a list");
    for id in ["NPT", "CTBT", "FMCT", "NEW-START"] {
        let entry = unserved.iter().find(|entry| entry["id"] == id).unwrap_or_else(|| panic!("no {id}"));
        assert!(entry["why"].as_str().is_some_and(|why| why.len() > 40), "{entry}");
    }
    let served = matrix["served"].as_array().expect("a list");
    for id in [
        "UNSCR-1540",
        "UNSCR-1718",
        "UNSCR-1737",
        "UNSCR-1929",
        "ATT",
        "CWC",
        "CITES",
        "BASEL",
        "DRUGS-1988",
        "TFA-7.4",
    ] {
        let entry = served.iter().find(|entry| entry["id"] == id).unwrap_or_else(|| panic!("no {id}"));
        let rules = entry["rules"].as_array().expect("a list");
        assert!(!rules.is_empty(), "no rule serves {id}");
        let best = rules.iter().filter_map(|rule| rule["evaluable_share"].as_f64()).fold(0.0, f64::max);
        assert_eq!(entry["evaluable_shares"][2].as_f64(), Some(best), "{entry}");
    }
    let page = stdout(&run(&["rules", "coverage", "--format", "markdown", "--run-date", "2026-11-23"], 0));
    assert!(page.contains("## CITES") && page.contains("cannot serve"));
    let pack = shipped();
    assert!(served.iter().all(|entry| pack.instruments.iter().any(|known| entry["id"] == known.id.as_str())));
}

#[test]
fn a_precheck_says_how_to_mend_and_nothing_of_targeting() {
    let manifest = format!("{SAMPLE}/manifest.xml");
    let output = run(&["precheck", &manifest, "--run-date", "2026-11-23", "--show", "10000"], 0);
    let said = stdout(&output) + &stderr(&output);
    let json = run(&["precheck", &manifest, "--run-date", "2026-11-23", "--format", "json"], 0);
    let found: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let whole = said.clone() + &stdout(&json);
    let pack = shipped();
    for rule in &pack.rules {
        let task = rule.officer_task.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!whole.contains(task.trim()), "it tells the task of {}", rule.id);
        assert!(!whole.contains(&rule.id), "it names {}", rule.id);
        if rule.pack == "document-quality" {
            assert!(rule.correction.as_ref().is_some_and(|text| text.len() > 15), "{} has no correction", rule.id);
        } else {
            assert!(!said.contains(&rule.title), "it names {}", rule.title);
        }
    }
    for threat in ["narcotics", "sanctions", "smuggl"] {
        assert!(!said.to_lowercase().contains(threat), "{said}");
    }
    let bills = found["bills"].as_array().expect("a list");
    assert!(!bills.is_empty());
    for bill in bills {
        let quality = bill["quality"].as_f64().expect("a number");
        let problems = bill["problems"].as_array().expect("a list");
        assert!((0.0..=100.0).contains(&quality));
        assert_eq!(problems.is_empty(), quality == 100.0, "{bill}");
        assert!(problems.iter().all(|problem| problem["correction"].as_str().is_some_and(|text| !text.is_empty())));
    }
    // Nor do warnings about packs, on any day.
    let later = run(&["precheck", &manifest, "--run-date", "2031-01-01"], 0);
    for pack in pack.packs.iter().filter(|pack| pack.id != "document-quality") {
        assert!(!stderr(&later).contains(&format!("/{}/", pack.id)), "{}", stderr(&later));
    }
    let targeting = redlane().args(["precheck", &manifest, "--pack", "narcotics"]).output().expect("it starts");
    assert_eq!(targeting.status.code(), Some(2), "{}", stderr(&targeting));
}

#[test]
fn the_pages_of_the_rules_are_those_of_the_rules() {
    let pages = rule_pages(&shipped());
    let folder = root().join("docs/rules");
    for (name, text) in &pages {
        let written = String::from_utf8(read(folder.join(name))).expect("UTF-8");
        assert!(written == *text, "docs/rules/{name} is old: run `redlane rules pages --out docs/rules`");
    }
    let files = std::fs::read_dir(&folder).expect("pages").count();
    assert_eq!(files, pages.len(), "a page of a rule that is gone: run `redlane rules pages --out docs/rules`");
}

#[test]
fn every_rule_is_documented_and_says_what_happens_without_data() {
    let pack = shipped();
    assert!(pack.rules.len() >= 100);
    for rule in &pack.rules {
        let said = |text: &Option<String>| text.as_ref().is_some_and(|text| text.trim().len() >= 3);
        assert!(said(&rule.source) && said(&rule.limits), "{}: source and limits", rule.id);
        assert!(rule.officer_task.len() > 20 && rule.cases.len() >= 2, "{}", rule.id);
        if rule.pack != "document-quality" {
            assert!(rule.max_hit_rate.is_some(), "{}: max_hit_rate", rule.id);
        }
        let Condition::Row(expr) = &rule.condition else { continue };
        let empty = redlane::cases::verdict_without_data(&pack, rule);
        let shown = rule.cases.iter().any(|case| case.expect == Verdict::NotEvaluable);
        assert!(
            empty != Verdict::NotEvaluable || shown,
            "{} is not evaluable on an empty row, and no case says so",
            rule.id
        );
        assert!(!expr.columns().is_empty(), "{} asks nothing", rule.id);
        assert!(rule.cases.iter().all(|case| matches!(case.given, Given::Row(_))), "{}", rule.id);
    }
}
