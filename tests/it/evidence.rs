//! Every reason shows its evidence: words, entries, values, others.

use crate::program::{read_json, root, run, score_into, stdout};
use crate::rules::shipped;
use proptest::prelude::*;
use redlane::cases::case_table;
use redlane::columns::Column;
use redlane::explanation::{Evidence, Look, Readings, asked_keys};
use redlane::history::Witnesses;
use redlane::hits::{HitPlan, HitTable};
use redlane::reference::Reference;
use redlane::rulepack::{Condition, RulePack, Verdict};
use redlane::tables::ManifestTable;
use redlane::wording::one_line;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The shipped packs with the rows of all their cases, on which every rule fires somewhere.
fn cases() -> &'static (RulePack, ManifestTable) {
    static CASES: OnceLock<(RulePack, ManifestTable)> = OnceLock::new();
    CASES.get_or_init(|| {
        let pack = shipped();
        let table = case_table(&pack, Reference::embedded());
        (pack, table)
    })
}

/// What is shown of a column is its value, or a part of it with the words that matched.
fn shows(evidence: &[Evidence], column: Column, value: &str) -> bool {
    let value = one_line(value);
    let part_of_value = |shown: &str| value.contains(shown.trim_matches('…'));
    evidence.iter().filter(|one| one.column() == Some(column)).any(|one| match one {
        Evidence::Mention { words, excerpt, .. } => {
            part_of_value(words) && excerpt.contains(words.trim_end_matches('…'))
        }
        Evidence::Listed { value, .. } => part_of_value(value),
        // Codes have words, numbers have units.
        Evidence::Value { value: Some(shown), .. } => {
            value.split(", ").all(|item| shown.contains(item)) || (shown.contains('…') && part_of_value(shown))
        }
        _ => false,
    })
}

/// For rows of a table and one column: where its value decided that a rule fired, and does not stand in the evidence.
fn unshown(plan: &HitPlan<'_>, look: &Look<'_, '_>, verdicts: &HitTable, column: Column) -> (usize, Vec<String>) {
    let mut without = look.table.clone();
    without.remove(column);
    let changed = plan.evaluate(&without);
    let (mut decided, mut wrong) = (0, Vec::new());
    for (number, rule) in plan.rules.iter().enumerate() {
        let Condition::Row(condition) = &rule.condition else { continue };
        if !condition.columns().contains(&column) {
            continue;
        }
        for row in 0..look.table.height() {
            let Some(value) = look.table.shown(column, row) else { continue };
            if verdicts.verdict(number, row) != Verdict::Fired || changed.verdict(number, row) == Verdict::Fired {
                continue;
            }
            decided += 1;
            let evidence = look.evidence(number, row, &mut Readings::default());
            if !shows(&evidence, column, &value) {
                wrong.push(format!("{}: {} = {value:?} is not in {evidence:#?}", rule.id, column.name()));
            }
        }
    }
    (decided, wrong)
}

/// Of every column in turn the values are taken away: where a rule then no longer fires, they decided.
fn all_unshown(pack: &RulePack, table: &ManifestTable) -> (usize, Vec<String>) {
    let plan = HitPlan::of(pack.rules.iter().collect(), &pack.lists, None, &Reference::embedded().deciding_words);
    let (verdicts, grounds) = (plan.evaluate(table), plan.grounds(table));
    let witnesses = Witnesses::of(&asked_keys(&grounds, table), table);
    let look = Look { plan: &plan, lists: &pack.lists, table, grounds: &grounds, witnesses: &witnesses };
    let (mut decided, mut wrong) = (0, Vec::new());
    for column in plan.columns() {
        let (of_column, unshown) = unshown(&plan, &look, &verdicts, column);
        decided += of_column;
        wrong.extend(unshown);
    }
    (decided, wrong)
}

#[test]
fn every_value_that_decided_a_fired_rule_is_in_its_explanation() {
    let (pack, table) = cases();
    let (decided, wrong) = all_unshown(pack, table);
    assert!(wrong.is_empty(), "{} of {decided}:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(decided > 500, "only {decided} values decided");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// Rows that no author thought of: what one case leaves out comes from another, and rules fire together.
    #[test]
    fn so_it_is_on_rows_mixed_of_cases(pairs in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 24)) {
        let (pack, table) = cases();
        let mixed: Vec<ManifestTable> = pairs.iter().map(|(a, b)| {
            let [mut row, other] = [a, b].map(|at| table.take(&[at.index(table.height())]));
            for &column in Column::ALL {
                if row.shown(column, 0).is_none() && let Some(vector) = other.vector(column) {
                    row.set(column, vector.clone());
                }
            }
            row
        }).collect();
        let table = ManifestTable::stacked(&mixed.iter().collect::<Vec<_>>());
        let (_, wrong) = all_unshown(pack, &table);
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// What a column decides without being null or not: rules fire by their own parts only, and nothing else is shown.
#[test]
fn what_decides_nothing_is_not_shown() {
    let (pack, table) = cases();
    let plan = HitPlan::of(pack.rules.iter().collect(), &pack.lists, None, &Reference::embedded().deciding_words);
    let (verdicts, grounds) = (plan.evaluate(table), plan.grounds(table));
    let mut fired = 0;
    for (number, rule) in plan.rules.iter().enumerate() {
        let Condition::Row(condition) = &rule.condition else { continue };
        let read: BTreeSet<Column> = condition.columns();
        for row in 0..table.height() {
            let parts: Vec<_> = grounds.of(number, row).collect();
            assert_eq!(parts.is_empty(), verdicts.verdict(number, row) != Verdict::Fired, "{}", rule.id);
            assert!(parts.iter().all(|ground| ground.part.columns().is_subset(&read)));
            fired += usize::from(!parts.is_empty());
        }
    }
    assert!(fired > 500, "{fired}");
}

/// Rules whose cases state only what is made of a name, a size-type or an amount, which no manifest does.
const MAY_HAVE_HOLES: [&str; 3] = ["PH-032", "TB-001", "TT-001"];

/// Over the rows of all cases, which state little more than their rule asks.
#[test]
fn no_reason_has_a_hole() {
    let (pack, table) = cases();
    let plan = HitPlan::of(pack.rules.iter().collect(), &pack.lists, None, &Reference::embedded().deciding_words);
    let (verdicts, grounds) = (plan.evaluate(table), plan.grounds(table));
    let witnesses = Witnesses::of(&asked_keys(&grounds, table), table);
    let look = Look { plan: &plan, lists: &pack.lists, table, grounds: &grounds, witnesses: &witnesses };
    let mut wrong: BTreeSet<String> = BTreeSet::new();
    for (number, rule) in plan.rules.iter().enumerate() {
        for row in (0..table.height()).filter(|row| verdicts.verdict(number, *row) == Verdict::Fired) {
            let evidence = look.evidence(number, row, &mut Readings::default());
            let said_twice = evidence.iter().enumerate().find(|(at, one)| {
                let same = |other: &Evidence| match (one, other) {
                    (Evidence::Value { column, value, .. }, Evidence::Value { column: of, value: known, .. }) => {
                        (column, value) == (of, known)
                    }
                    _ => *one == other,
                };
                evidence[..*at].iter().any(same)
            });
            assert!(said_twice.is_none(), "{} shows {said_twice:?} twice", rule.id);
            let filling = look.filling(rule, row, &evidence, &BTreeSet::new());
            let reason = rule.reason.filled(table, row, &filling);
            let is_hole = ["(not stated)", "()", "(, ", "[", " :", " ,"].iter().any(|sign| reason.contains(sign));
            if is_hole && !MAY_HAVE_HOLES.contains(&&*rule.id) {
                wrong.insert(format!("{}: {} => {reason}", rule.id, rule.reason));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

/// What stands side by side is said once, and what is not stated not at all.
#[test]
fn values_side_by_side_are_said_once() {
    let (_folder, file) = scored_text(
        "container_no,bill_no,place_of_receipt,place_of_loading,place_of_discharge,goods_description,un_no,shipping_marks\n\
         MSKU9070323,B1,BRSSZ,BRSSZ,CGPNR,FROZEN CHICKEN,,N/M\n\
         MSKU9070344,B2,,BRSSZ,CGPNR,FROZEN CHICKEN,,N/M\n\
         MSKU9070365,B3,,BEANR,CGPNR,PAINT UN 1263 CLASS 3,1263,N/M\n",
    );
    for container in ["MSKU9070323", "MSKU9070344"] {
        assert!(reason(&file, container, "NA-010").starts_with("By way of BRSSZ: FROZEN CHICKEN"));
    }
    let safety = reason(&file, "MSKU9070365", "SF-003");
    assert!(safety.starts_with("Class 3 (flammable liquid), UN 1263: PAINT"), "{safety}");
    // The number stands in the description, and N/M proves nothing.
    let before = &container(&file, "MSKU9070365")["before_opening"];
    assert!(!before.to_string().contains("N/M"), "{before}");
}

/// Each of the numbers that were read is seen where it stands, however far they are apart.
#[test]
fn every_match_of_a_long_text_is_shown() {
    let between =
        "AND WHATEVER ELSE STANDS BETWEEN THE TWO OF THEM IN A LONG TEXT OF AN AGENT WHO WRITES A LOT ".repeat(3);
    let text = format!("TOYOTA YARIS 1HGCM82633A004352 {between} HONDA ACCORD 1M8GDM9AXKP042788");
    let (_folder, file) = scored_text(&format!(
        "container_no,bill_no,size_type,weight_scope,gross_kg,goods_description\nMSKU9070323,B1,45G1,container,25000,{text}\n"
    ));
    let seen = evidence(&file, "MSKU9070323", "VH-004");
    let text = seen.iter().find(|one| one["column"] == "goods_description").expect("the text")["value"].to_string();
    assert!(text.contains("1HGCM82633A004352") && text.contains("1M8GDM9AXKP042788"), "{text}");
}

fn container<'v>(file: &'v Value, number: &str) -> &'v Value {
    let containers = file["containers"].as_array().expect("a list");
    containers.iter().find(|one| one["container_no"] == number).expect("explained")
}

fn reason<'v>(file: &'v Value, number: &str, rule: &str) -> &'v str {
    let container = container(file, number);
    let told = ["fired", "before_opening"].iter().flat_map(|kind| container[*kind].as_array().expect("a list"));
    let mut of_rule = told.filter(|told| told["rule"] == rule);
    of_rule
        .next()
        .and_then(|told| told["reason"].as_str())
        .unwrap_or_else(|| panic!("{rule} did not fire: {container}"))
}

fn scored_text(text: &str) -> (tempfile::TempDir, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("m.csv");
    std::fs::write(&input, text).expect("written");
    let out = folder.path().join("out");
    score_into(&out, &[&input.display().to_string()], &["-q", "--format", "none", "--explain", "all"]);
    let file = read_json(out.join("explanations.json"));
    (folder, file)
}

fn evidence<'v>(file: &'v Value, container: &str, rule: &str) -> Vec<&'v Value> {
    let containers = file["containers"].as_array().expect("a list");
    let container = containers.iter().find(|one| one["container_no"] == container).expect("explained");
    let fired = container["fired"].as_array().expect("a list").iter().find(|fired| fired["rule"] == rule);
    let fired = fired.unwrap_or_else(|| panic!("{rule} did not fire: {container}"));
    fired["evidence"].as_array().expect("a list").iter().collect()
}

#[test]
fn the_words_are_shown_wherever_they_stand() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = root().join("sample_manifests/01_night_before_arrival/manifest.csv").display().to_string();
    score_into(folder.path(), &[&manifest], &["-q", "--format", "none"]);
    let file = read_json(folder.path().join("explanations.json"));
    assert_eq!(file["version"], 2);
    let seen = evidence(&file, "KJVU6764055", "NA-001");
    let words = seen.iter().find(|one| one["value"] == "POTASSIUM PERMANGANATE").expect("the words");
    assert_eq!((&words["kind"], &words["column"]), (&Value::from("mention"), &Value::from("shipping_marks")));
    assert!(
        words["excerpt"].as_str().is_some_and(|text| text.contains("KMNO4 / POTASSIUM PERMANGANATE 50 KG")),
        "{words}"
    );
    let out = folder.path().display().to_string();
    let text = stdout(&run(&["explain", "KJVU6764055", "--run", &out], 0));
    assert!(text.contains("seen: shipping_marks: "), "{text}");
    assert!(text.contains("nature               28 (transshipment)"), "{text}");
    // The reason shows them too: the goods description does not hold them.
    let why = text.lines().find(|line| line.contains("Names a controlled precursor")).expect("a reason");
    assert!(why.contains("KMNO4") || why.contains("POTASSIUM"), "{why}");
}

#[test]
fn the_others_are_named_and_counted() {
    let rows: String = (0..8).map(|number| format!("MSKU90703{number}0,B{number},ZT4711001\n")).collect();
    let (folder, file) = scored_text(&format!("container_no,bill_no,seals\n{rows}MSKU9070399,B9,ZT4711002\n"));
    let seen = evidence(&file, "MSKU9070330", "PH-021");
    let others = seen.iter().find(|one| one["kind"] == "others").expect("others");
    let names = ["MSKU9070300", "MSKU9070310", "MSKU9070320", "MSKU9070340", "MSKU9070350"];
    assert_eq!(others["values"], serde_json::json!(names));
    assert_eq!((&others["of"], &others["count"]), (&Value::from("ZT4711001"), &Value::from(7)));
    let out = folder.path().join("out").display().to_string();
    let text = stdout(&run(&["explain", "MSKU9070330", "--run", &out], 0));
    assert!(text.contains("MSKU9070350 and 2 more"), "{text}");
}

#[test]
fn a_listed_value_shows_the_entry_and_who_answers_for_it() {
    let pack = shipped();
    let list = pack.lists.iter().find(|list| list.name == "watch_parties").expect("shipped");
    let name = &list.entries[0].value;
    let (_folder, file) = scored_text(&format!("container_no,bill_no,consignee_name\nMSKU9070323,B1,{name}\n"));
    let container = &file["containers"][0];
    let mut pieces = container["fired"]
        .as_array()
        .expect("a list")
        .iter()
        .flat_map(|fired| fired["evidence"].as_array().expect("a list"));
    let listed = pieces.find(|one| one["kind"] == "list" && one["list"] == *list.title).expect("listed");
    assert_eq!(listed["entry"], Value::from(name.clone()));
    assert_eq!(listed["owner"], Value::from(list.owner.clone()));
    assert_eq!(listed["until"], Value::from(list.review_by.to_string()));
    assert_eq!(listed["note"], list.entries[0].note.clone().map_or(Value::Null, Value::from));
}

#[test]
fn a_long_description_is_quoted_where_it_matters_and_not_three_times_from_its_beginning() {
    let beginning = "HOUSEHOLD GOODS OF SEVERAL OWNERS PACKED AND LOADED BY THEMSELVES ".repeat(4);
    let text = format!("{beginning} 1 X SCRAPPED TOYOTA YARIS AND USED TYRES");
    let (folder, file) = scored_text(&format!("container_no,bill_no,goods_description\nMSKU9070323,B1,{text}\n"));
    let fired = file["containers"][0]["fired"].as_array().expect("a list");
    let reasons: Vec<&str> = fired.iter().filter_map(|fired| fired["reason"].as_str()).collect();
    let repeated = reasons.iter().filter(|reason| reason.contains(&beginning.trim()[..100])).count();
    assert!(repeated <= 1, "{reasons:#?}");
    assert!(reasons.iter().any(|reason| reason.contains("USED TYRES")), "{reasons:#?}");
    let out = folder.path().join("out").display().to_string();
    let output = crate::program::redlane()
        .env("COLUMNS", "80")
        .args(["explain", "MSKU9070323", "--run", &out])
        .output()
        .expect("the program starts");
    let page = stdout(&output);
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    assert!(page.contains("--all names every rule"), "{page}");
    let all = stdout(&run(&["explain", "MSKU9070323", "--run", &out, "--all"], 0));
    assert!(all.lines().count() > 2 * page.lines().count() || all.len() > page.len(), "{all}");
}
