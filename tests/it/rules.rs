//! The shipped packs: checked, tested, and within the rules of the house.

use crate::program::{root, run, stderr, stdout};
use chrono::NaiveDate;
use redlane::cases::run_cases;
use redlane::columns::Column as C;
use redlane::reference::Reference;
use redlane::rulepack::condition::Expr;
use redlane::rulepack::{Condition, RulePack, Verdict, json_schema, load};
use redlane::storage::PackFiles;
use serde_json::Value;

pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

pub fn shipped() -> RulePack {
    let files = PackFiles::read(&root().join("rules")).expect("the packs are there");
    let (pack, problems) = load(&files, day());
    assert!(problems.is_empty(), "{problems:#?}");
    pack.expect("no errors")
}

#[test]
fn every_case_is_validated() {
    let pack = shipped();
    let reports = run_cases(&pack, Reference::embedded());
    let wrong: Vec<_> = reports.iter().filter(|report| !report.validated()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(pack.rules.len() >= 30);
    for verdict in [Verdict::Fired, Verdict::Quiet, Verdict::NotEvaluable] {
        assert!(reports.iter().any(|report| report.expected == verdict));
    }
}

#[test]
fn no_rule_asks_for_a_persons_nationality() {
    for rule in shipped().rules {
        let text = format!("{} {} {}", rule.title, rule.when, rule.officer_task).to_lowercase();
        for word in ["nationality", "ethnic", "religion", "national of", "muslim", "christian", "citizen"] {
            assert!(!text.contains(word), "{}: {word}", rule.id);
        }
    }
}

/// Geography comes from lists, which have reason, owner and dates, or from comparing places with each other:
/// no country stands in a condition. The country of a party's address may be asked only of lists that rest on law.
#[test]
fn no_country_is_guilty_by_itself() {
    let pack = shipped();
    let of_parties = [C::ShipperCountry, C::ConsigneeCountry, C::NotifyCountry, C::ForwarderCountry];
    let of_routes = [
        C::OriginCountry,
        C::LoadingCountry,
        C::DischargeCountry,
        C::DeliveryCountry,
        C::DestinationCountry,
        C::TransitCountry,
        C::RouteCountries,
        C::VesselFlag,
    ];
    let is_country = |expr: &Expr| matches!(expr, Expr::Column(c) if of_parties.contains(c) || of_routes.contains(c));
    let mut asked = 0;
    for rule in &pack.rules {
        let Condition::Row(expr) = &rule.condition else { continue };
        expr.walk(&mut |part| match part {
            Expr::Compare(_, left, right) | Expr::Contains(left, right) | Expr::StartsWith(left, right) => {
                let literal = |expr: &Expr| matches!(expr, Expr::Text(_));
                let named = is_country(left) && literal(right) || is_country(right) && literal(left);
                assert!(!named, "{} names a country in its condition", rule.id);
            }
            Expr::InTexts(text, ..) | Expr::Like { text, .. } => {
                assert!(!is_country(text), "{} names countries in its condition", rule.id);
            }
            Expr::InList(value, list) if is_country(value) => {
                asked += 1;
                let list = pack.lists.get(*list);
                let party = matches!(&**value, Expr::Column(c) if of_parties.contains(c));
                assert!(!party || list.legal.is_some(), "{}: {} rests on no law", rule.id, list.name);
                assert!(list.reason.len() > 40 && !list.owner.is_empty(), "{} has no reason", list.name);
            }
            _ => {}
        });
    }
    assert!(asked > 10, "the test looks at nothing");
}

#[test]
fn lists_have_reasons_owners_and_dates() {
    for list in shipped().lists.iter() {
        assert!(!list.owner.is_empty() && list.reason.len() > 20 && !list.source.is_empty(), "{}", list.name);
        assert!(list.effective < list.review_by, "{}", list.name);
    }
}

#[test]
fn weak_data_quality_never_outranks_a_strong_rule() {
    let pack = shipped();
    let cap = pack.selectivity.cap(redlane::domain::Threat::DataQuality);
    let strongest = pack.rules.iter().map(|rule| rule.points).max().unwrap_or(0);
    assert!((cap as i32) < strongest);
    assert!(pack.rules.iter().filter(|rule| rule.points >= 20).all(|rule| rule.points > cap as i32));
}

#[test]
fn an_expired_list_stops_and_says_so() {
    let output = run(&["rules", "check", "--run-date", "2040-01-01"], 4);
    assert!(stderr(&output).contains("RL023") && stderr(&output).contains("expired on"));
}

#[test]
fn check_test_list_and_schema_work_from_the_command_line() {
    assert!(stderr(&run(&["rules", "check", "--run-date", "2026-11-23"], 0)).contains("no errors"));
    assert!(stdout(&run(&["rules", "test", "--run-date", "2026-11-23"], 0)).contains("validated, 0 not"));
    let list = run(&["rules", "list", "--format", "json", "--run-date", "2026-11-23"], 0);
    let list: serde_json::Value = serde_json::from_slice(&list.stdout).expect("JSON");
    assert_eq!(list["rules"].as_array().map(Vec::len), Some(shipped().rules.len()));
    let schema: serde_json::Value = serde_json::from_slice(&run(&["rules", "schema"], 0).stdout).expect("JSON");
    assert!(schema["properties"]["rule"]["items"]["properties"]["when"]["description"].is_string());
}

/// Every pack but that of combinations, which names rules of all the others.
#[test]
fn a_single_pack_can_be_used_alone() {
    let packs = shipped().packs;
    assert!(packs.len() >= 18);
    for pack in packs.iter().filter(|pack| pack.id != "combinations") {
        let folder = format!("rules/{}", pack.id);
        run(&["rules", "check", "--rules", &folder, "--run-date", "2026-11-23"], 0);
    }
}

/// Whoever reads the library as JSON misses nothing that a rule file states.
#[test]
fn rules_as_json_have_every_key_and_as_text_a_line_per_family() {
    let list = |format| run(&["rules", "list", "--format", format, "--run-date", "2026-11-23"], 0);
    let all: Value = serde_json::from_slice(&list("json").stdout).expect("JSON");
    let rules = all["rules"].as_array().expect("a list");
    let schema = json_schema();
    let keys = schema["properties"]["rule"]["items"]["properties"].as_object().expect("keys");
    assert!(keys.len() > 15 && rules.len() > 300);
    for key in keys.keys().map(String::as_str).filter(|key| *key != "case") {
        assert!(rules.iter().all(|rule| rule.get(key).is_some()), "no `{key}`");
        assert!(rules.iter().any(|rule| !rule[key].is_null()), "`{key}` is null throughout");
    }
    let pack = shipped();
    let seals = rules.iter().find(|rule| rule["id"] == "PH-021").expect("the rule");
    assert_eq!(seals["reason"], pack.rule("PH-021").expect("the rule").reason.to_string());
    let lists = all["lists"].as_array().expect("a list");
    assert!(lists.iter().any(|list| list["legal"]["instrument"].is_string()));
    assert_eq!(all["packs"].as_array().map(Vec::len), Some(pack.packs.len()));
    let text = stdout(&list("text"));
    for info in &pack.packs {
        let line = format!("{}  {} ({})\n", info.families[0], info.title, info.id);
        assert_eq!(text.matches(&line).count(), 1, "{line}");
    }
}

/// What help shows as an example is a rule that there is.
#[test]
fn rules_named_in_help_exist() {
    let pack = shipped();
    let id = regex::Regex::new(r"\b[A-Z]{2}-[0-9]{3}\b").expect("a pattern");
    let schema = json_schema().to_string();
    let named: Vec<&str> = id.find_iter(&schema).map(|id| id.as_str()).collect();
    assert!(!named.is_empty());
    for name in named {
        assert!(pack.rule(name).is_some(), "{name} is no rule");
    }
}
