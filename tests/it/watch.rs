//! Watch lists: entries as people type them, how long they count, and the command that puts them on and takes them off.

use crate::program::{copied_rules, redlane, root, run, stderr, stdout};
use crate::rules::{day, shipped};
use redlane::cases::run_cases;
use redlane::columns::Column;
use redlane::diagnostics::{Code, Diagnostic, Source, render};
use redlane::hits::HitPlan;
use redlane::reference::{DecidingWords, Entry, MatchKind, Reference};
use redlane::rulepack::{Fold, ListText, load};
use redlane::storage::PackFiles;
use std::collections::BTreeSet;
use std::path::Path;

const KOLVERA: &str = "Kolvera Logistique SA";
const PARTIES: &str = "parties/lists/watch_parties.toml";
const MANIFEST: &str = "container_no,bill_no,consignee_name,vessel_name,seals\n\
     MSKU9070323,FICT 000117,KOLVERA LOGISTIQUE S.A.,M/V FICTION ÉTOILE,QQQ-000117\n\
     TCLU1234568,FICT000999,FICTION FOODS SARL,FICTION FERRY,FX1\n";

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("readable")
}

/// `redlane watch …` over a folder of packs as of a day; what it said on both streams.
fn watch(rules: &Path, on: &str, arguments: &[&str], exit: i32) -> String {
    let rules = rules.display().to_string();
    let more = ["--rules", &rules, "--run-date", on];
    let all: Vec<&str> = ["watch"].into_iter().chain(arguments.iter().copied()).chain(more).collect();
    let output = run(&all, exit);
    stdout(&output) + &stderr(&output)
}

fn rules_command(rules: &Path, on: &str, command: &str, exit: i32) -> String {
    let rules = rules.display().to_string();
    let output = run(&["rules", command, "--rules", &rules, "--run-date", on], exit);
    stdout(&output) + &stderr(&output)
}

/// What the explanations of a run over `MANIFEST` say.
fn explained(rules: &Path, on: &str) -> String {
    let work = tempfile::tempdir().expect("a folder");
    let (manifest, out) = (work.path().join("manifest.csv"), work.path().join("out"));
    std::fs::write(&manifest, MANIFEST).expect("written");
    let output = redlane()
        .arg("score")
        .arg(&manifest)
        .args(["--seed", "7", "--run-date", on, "--out"])
        .arg(&out)
        .arg("--rules")
        .arg(rules)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", stderr(&output));
    text(&out.join("explanations.json"))
}

#[test]
fn entries_are_read_as_the_columns_they_are_asked_of() {
    let table: toml::Table = text(&root().join("tests/data/folds.toml")).parse().expect("TOML");
    let folds = table["fold"].as_array().expect("a list");
    assert!(folds.len() >= 30);
    let words = DecidingWords::embedded();
    for case in folds {
        let said = |key: &str| case.get(key).and_then(toml::Value::as_str);
        let column = Column::named(said("column").expect("a column")).expect("a column of the catalogue");
        let written = said("written").expect("an entry");
        let match_kind = MatchKind::named(said("match").unwrap_or("exact")).expect("a kind of match");
        let fold = Fold::of(column);
        let flaw = fold.flaw(written, match_kind, words);
        match (said("value"), said("flaw")) {
            (Some(value), None) => {
                assert_eq!(fold.value(written, words).as_deref(), Some(value), "{written} in {}", column.name());
                assert_eq!(flaw, None, "{written} in {}", column.name());
            }
            (None, Some(part)) => {
                let flaw = flaw.unwrap_or_else(|| panic!("{written} can be met in {}", column.name()));
                assert!(flaw.contains(part), "{written} in {}: {flaw}", column.name());
            }
            _ => panic!("{written}: either a value or a flaw"),
        }
    }
}

/// What explanations say of a party that is met.
const MET: &str = "\"entry\": \"Kolvera Logistique SA\"";

/// The key columns and the entries of lists go through the same folding, so that the key of a name is the value of that name
/// typed as an entry.
#[test]
fn a_key_and_an_entry_are_folded_alike() {
    let words = DecidingWords::embedded();
    for name in [
        "Kolvera Logistique SA",
        "Société Générale de Négoce S.A.R.L.",
        "FICTION IMPORT-EXPORT CO., LTD",
        "J. P. FICTION",
    ] {
        for column in [Column::ConsigneeKey, Column::ShipperKey, Column::NotifyKey] {
            let value = Fold::of(column).value(name, words).expect("a name");
            assert_eq!(
                Fold::of(column).value(&value, words),
                Some(value.clone()),
                "{name}: folding twice is folding once"
            );
            assert_eq!(Fold::of(column).value(&name.to_uppercase(), words), Some(value), "{name}");
        }
    }
}

#[test]
fn a_party_typed_as_it_stands_on_the_papers_is_met_until_its_last_day() {
    let (_keep, rules) = copied_rules();
    let file = rules.join(PARTIES);
    let before = text(&file).replace("entries = [\n", "entries = [\n  # kept: a comment of the owner\n");
    std::fs::write(&file, &before).expect("written");
    assert!(!explained(&rules, "2026-11-29").contains(MET));

    let add = [
        "add",
        "party",
        KOLVERA,
        "--reason",
        "undeclared cigarettes",
        "--owner",
        "port unit",
        "--until",
        "2026-12-15",
        "--case",
        "2026/17",
    ];
    let said = watch(&rules, "2026-11-29", &add, 0);
    assert!(said.contains("watch_parties has 4 entries now") && said.contains("until 2026-12-15"), "{said}");
    let line = "  { value = \"Kolvera Logistique SA\", note = \"undeclared cigarettes\", owner = \"port unit\", until = 2026-12-15, \
                case = \"2026/17\" },\n]";
    let after = text(&file);
    assert_eq!(after, before.replace("\n]", &format!("\n{line}")), "nothing else is touched");

    assert!(explained(&rules, "2026-11-29").contains(MET));
    assert!(explained(&rules, "2026-12-15").contains(MET), "the last day counts");
    assert!(!explained(&rules, "2026-12-16").contains(MET), "the day after does not");
    let said = rules_command(&rules, "2026-12-16", "check", 0);
    assert!(
        said.contains("RL034") && said.contains("counted until 2026-12-15") && said.contains("port unit"),
        "{said}"
    );
    assert!(watch(&rules, "2026-12-16", &["list", "party"], 0).contains("has ended"));

    let said = watch(&rules, "2026-11-29", &["list", "party"], 0);
    for part in [KOLVERA, "port unit", "2026-12-15", "2026/17", "undeclared cigarettes", "counts"] {
        assert!(said.contains(part), "no {part} in {said}");
    }

    // The same party in another spelling is there already, and taken off in yet another.
    let again = ["add", "party", "KOLVERA  LOGISTIQUE S.A.", "--reason", "r", "--owner", "o", "--until", "2027-01-01"];
    assert!(watch(&rules, "2026-11-29", &again, 0).contains("has it already"));
    assert_eq!(text(&file), after);
    let ended = watch(&rules, "2026-12-16", &[&again[..8], &["2027-12-01"]].concat(), 1);
    assert!(ended.contains("it has ended") && ended.contains("watch remove"), "{ended}");
    let said = watch(&rules, "2026-11-29", &["remove", "party", "kolvera logistique"], 0);
    assert!(said.contains("taken off") && said.contains("2026/17"), "{said}");
    assert_eq!(text(&file), before, "as it was before");
    assert!(watch(&rules, "2026-11-29", &["remove", "party", KOLVERA], 1).contains("watch list party"));
}

#[test]
fn vessels_bills_and_seals_are_watched_too() {
    let (_keep, rules) = copied_rules();
    let said = explained(&rules, "2026-11-29");
    for rule in ["PT-026", "PT-027", "PT-028"] {
        assert!(said.contains(rule), "{rule} does not fire on an entry of the shipped list");
    }
    let add = |kind: &str, name: &str| {
        watch(&rules, "2026-11-29", &["add", kind, name, "--reason", "r", "--owner", "o", "--until", "2027-06-15"], 0)
    };
    add("container", "tclu 123456-8");
    add("vessel", "mv fiction ferry");
    add("bill", "fict-000-999");
    add("seal", "fx 1");
    let said = explained(&rules, "2026-11-29");
    assert!(said.matches("PT-027").count() >= 2 && said.matches("PT-028").count() >= 2, "{said}");
    assert!(said.contains("PT-021") && said.matches("PT-026").count() >= 2, "{said}");
    assert!(rules_command(&rules, "2026-11-29", "check", 0).contains("0 warning(s)"));
}

#[test]
fn what_can_never_be_met_is_refused() {
    let (_keep, rules) = copied_rules();
    for (kind, name, says) in [
        ("party", "TO ORDER", "read as no name"),
        ("container", "MRKU 356772", "four letters and seven digits"),
        ("vessel", "...", "can never be met"),
        ("vessel", "TBN", "names no ship"),
        ("vessel", "M/V", "names no ship"),
        ("vessel", "MV to be named", "names no ship"),
        ("seal", " - ", "can never be met"),
        ("seal", "no seal", "can never be met"),
        ("seal", "0000", "can never be met"),
        ("bill", "N/A", "can never be met"),
    ] {
        let add = ["add", kind, name, "--reason", "r", "--owner", "o", "--until", "2027-06-15"];
        let said = watch(&rules, "2026-11-29", &add, 2);
        assert!(said.contains(says), "{kind} {name}: {said}");
    }
    let longest = "KOLVERA ".repeat(9_000);
    for kind in ["party", "vessel", "bill", "seal"] {
        let add = ["add", kind, &longest, "--reason", "r", "--owner", "o", "--until", "2027-06-15"];
        assert!(watch(&rules, "2026-11-29", &add, 2).contains("a cell holds 65536 at most"), "{kind}");
    }
    let month = ["add", "party", KOLVERA, "--reason", "r", "--owner", "o", "--until", "15.6.2027"];
    assert!(watch(&rules, "2026-11-29", &month, 2).contains("year-month-day"));
    let past = ["add", "party", KOLVERA, "--reason", "r", "--owner", "o", "--until", "2026-11-28"];
    assert!(watch(&rules, "2026-11-29", &past, 2).contains("is past"));
    std::fs::remove_file(rules.join("parties/lists/watch_seals.toml")).expect("removed");
    let said = watch(&rules, "2026-11-29", &["list", "seal"], 4);
    assert!(said.contains("there is no list watch_seals") && said.contains("rules/parties/lists"), "{said}");
}

/// Whoever is told that an entry is on the list finds it there, however many add at once.
#[test]
fn nobodys_entry_is_lost_where_several_add_at_once() {
    let (_keep, rules) = copied_rules();
    let folder = rules.display().to_string();
    let names: Vec<String> = ('A'..='H').map(|letter| format!("Kolvera {letter}{letter} Trading")).collect();
    let adding: Vec<_> = names
        .iter()
        .map(|name| {
            let add = ["watch", "add", "party", name, "--reason", "r", "--owner", "o", "--until", "2027-06-15"];
            let days = ["--rules", &folder, "--run-date", "2026-11-29"];
            redlane().args(add).args(days).spawn().expect("the program starts")
        })
        .collect();
    for mut one in adding {
        assert!(one.wait().expect("it ends").success());
    }
    let list = text(&rules.join(PARTIES));
    assert!(names.iter().all(|name| list.contains(&**name)), "{list}");
}

/// Firms of which only the number differs are not each other.
#[test]
fn a_number_is_part_of_who_is_watched() {
    let (_keep, rules) = copied_rules();
    let more = ["--reason", "r", "--owner", "o", "--until", "2027-06-15"];
    let add = |name: &str| watch(&rules, "2026-11-29", &[&["add", "party", name][..], &more].concat(), 0);
    assert!(add("Nordic Group 5").contains("4 entries"));
    assert!(add("Nordic Group 9 Ltd").contains("5 entries"));
    assert!(add("NORDIC GROUP 9 LIMITED").contains("has it already"));
    let said = watch(&rules, "2026-11-29", &["remove", "party", "Nordic Group 9"], 0);
    assert!(said.contains("Nordic Group 9 Ltd") && !said.contains("Nordic Group 5"), "{said}");
}

/// What papers can bear, but a slip may have made.
#[test]
fn doubtful_entries_are_taken_and_said() {
    let (_keep, rules) = copied_rules();
    for (kind, name, says) in [
        ("container", "MRKU 356772 1", "check digit of the container"),
        ("vessel", "IMO 9400204", "check digit of the IMO number"),
        ("party", "S.A.R.L.", "a legal form and no name"),
        ("container", "MRKU 356772 7", ""),
        ("vessel", "9400203", ""),
    ] {
        let add = ["add", kind, name, "--reason", "r", "--owner", "o", "--until", "2027-06-15"];
        let said = watch(&rules, "2026-11-29", &add, 0);
        assert!(said.contains(says) && said.contains("warning") != says.is_empty(), "{kind} {name}: {said}");
    }
}

#[test]
fn a_ports_entries_break_no_case() {
    let (_keep, rules) = copied_rules();
    for name in ["watch_parties", "watch_containers", "watch_vessels", "watch_bills", "watch_seals"] {
        let file = rules.join(format!("parties/lists/{name}.toml"));
        let list = text(&file);
        let start = list.find("entries = [").expect("entries");
        std::fs::write(&file, format!("{}entries = []\n", &list[..start])).expect("written");
    }
    let said = rules_command(&rules, "2026-11-29", "check", 0);
    assert!(said.contains("0 warning(s)"), "an empty watch list is one: {said}");
    assert!(rules_command(&rules, "2026-11-29", "test", 0).contains(", 0 not"));
    let add = |kind: &str, name: &str| {
        watch(&rules, "2026-11-29", &["add", kind, name, "--reason", "r", "--owner", "o", "--until", "2027-06-15"], 0)
    };
    // Even those that the cases expect to be left alone.
    add("party", "FICTION FOODS SARL");
    add("container", "MSKU9070323");
    assert!(rules_command(&rules, "2026-11-29", "test", 0).contains(", 0 not"));
}

/// The rules that ask a list which ports fill: each of their cases says itself what the list holds.
#[test]
fn cases_bring_the_entries_of_lists_that_ports_fill() {
    let pack = shipped();
    let filled_by_ports =
        |name: &str| name.starts_with("watch_") || name.starts_with("trusted_") || name == "watched_ports";
    let mut cases = 0;
    for rule in &pack.rules {
        let redlane::rulepack::Condition::Row(expr) = &rule.condition else { continue };
        for list in expr.lists().into_iter().map(|id| &pack.lists.get(id).name).filter(|name| filled_by_ports(name)) {
            for case in &rule.cases {
                assert!(case.lists.contains_key(list), "{}: \"{}\" leaves {list} to the folder", rule.id, case.name);
                cases += 1;
            }
        }
    }
    assert!(cases >= 30);
    assert!(run_cases(&pack, Reference::embedded()).iter().all(|report| report.validated()));
}

fn with_list(name: &str, changed: impl Fn(&str) -> String) -> Vec<Diagnostic> {
    let mut files = PackFiles::read(&root().join("rules")).expect("the packs are there");
    let lists = files.packs.iter_mut().flat_map(|pack| &mut pack.lists).chain(&mut files.lists);
    let ending = format!("{name}.toml");
    let source = lists.into_iter().find(|list| Path::new(&*list.name).ends_with(&ending)).expect("shipped");
    *source = Source::new(&source.name.clone(), &changed(&source.text));
    load(&files, day()).1
}

#[test]
fn a_wrong_entry_is_pointed_at() {
    for (list, from, to, code, says) in [
        ("watch_containers", "QQQU0000017", "QQQU 17", Code::DeadEntry, "four letters and seven digits"),
        ("watched_ports", "SGSIN", "Singapore", Code::DeadEntry, "the two letters of its country"),
        ("strategic_hs", "\"2612\"", "\"26AB\"", Code::DeadEntry, "digits"),
        ("cwc_un_numbers", "\"1051\"", "\"UN 105\"", Code::DeadEntry, "four digits"),
        (
            "watch_parties",
            "FICTION DELTA STARLIGHT IMPEX",
            "Fiction Orchid General Trading L.L.C.",
            Code::RepeatedEntry,
            "FICTION ORCHID",
        ),
        ("watch_containers", "QQQU0000022", "qqqu-000001-7", Code::RepeatedEntry, "QQQU0000017"),
    ] {
        let problems = with_list(list, |text| {
            assert!(text.contains(from), "{list} has no {from}");
            text.replacen(from, to, 1)
        });
        let found = problems.iter().find(|problem| problem.code == code);
        let found = found.unwrap_or_else(|| panic!("{list}: {to}: {problems:#?}"));
        let pointed_at = &found.source.text[found.span.clone()];
        assert!(pointed_at.contains(to.trim_matches('"')), "{pointed_at}");
        assert!(render(found, false).contains(says), "{}", render(found, false));
    }
}

#[test]
fn a_list_that_nobody_asks_is_told() {
    let files = PackFiles::read(&root().join("rules")).expect("the packs are there");
    for (name, help) in [("watch_partys", "did you mean `watch_parties`"), ("national_register", "a rule names it")] {
        let mut files = files.clone();
        let text =
            known_text(&files, "watch_parties").replace("name = \"watch_parties\"", &format!("name = \"{name}\""));
        let parties = files.packs.iter_mut().find(|pack| pack.name == "parties").expect("shipped");
        parties.lists.push(Source::new(&format!("rules/parties/lists/{name}.toml"), &text));
        let (pack, problems) = load(&files, day());
        assert!(pack.is_some(), "a warning stops nothing: {problems:#?}");
        let [problem] = &problems[..] else { panic!("{problems:#?}") };
        assert_eq!(problem.code, Code::UnaskedList);
        assert!(render(problem, false).contains(help), "{}", render(problem, false));
    }
}

fn known_text(files: &PackFiles, name: &str) -> String {
    let lists = files.packs.iter().flat_map(|pack| &pack.lists);
    let ending = format!("{name}.toml");
    lists.into_iter().find(|list| list.name.ends_with(&ending)).expect("shipped").text.to_string()
}

/// Whoever is told that a rule fired is told under which entry, as its owner wrote it.
#[test]
fn the_entry_behind_a_value_is_found() {
    let pack = shipped();
    let plan = HitPlan::new(&pack, day(), DecidingWords::embedded());
    let list = pack.lists.find("watch_parties").expect("shipped");
    let found = plan.matched_entries(list, Column::ConsigneeKey, "FICTION BLUE HERON COMMODITIES");
    let [entry] = found[..] else { panic!("{found:?}") };
    assert!(entry.value.starts_with("Fiction Blue Heron") && entry.note.is_some(), "{entry:?}");
    assert!(plan.matched_entries(list, Column::ConsigneeKey, "FICTION FOODS").is_empty());
    assert!(plan.matched_entries(list, Column::GoodsDescription, "FICTION BLUE HERON COMMODITIES").is_empty());
    let codes = pack.lists.find("strategic_hs").expect("shipped");
    let found = plan.matched_entries(codes, Column::AllHsCodes, "284410");
    assert!(found.iter().any(|entry| entry.value == "2844"), "{found:?}");
}

#[test]
fn a_list_file_is_changed_where_it_must_be_and_nowhere_else() {
    let head = "name = \"watch_x\"\ntitle = \"x\"\nmatch = \"exact\"\nowner = \"o\"\nsource = \"s\"\nreason = \"r\"\n\
                effective = 2026-01-01\nreview_by = 2027-06-30\n";
    let entry = Entry { value: "NEW \"ONE\"".to_owned(), until: day().succ_opt(), ..Entry::default() };
    for (entries, without_first) in [
        ("entries = []\n", None),
        ("entries = [\n]\n", None),
        ("entries = [\n  # nobody yet\n]\n", None),
        (
            "entries = [{ value = \"A\" }, { value = \"B\", note = \"b # c\" }]\n",
            Some("entries = [{ value = \"B\", note = \"b # c\" }]\n"),
        ),
        ("entries = [\"A\", \"B\",] # two\n", Some("entries = [\"B\",] # two\n")),
        ("[[entries]]\nvalue = \"A\"\n", Some("")),
        (
            "\n[[entries]]\nvalue = \"A\"\nnote = \"[[entries]]\"\n\n# about B\n[[entries]]\nvalue = \"B\"\n",
            Some("\n# about B\n[[entries]]\nvalue = \"B\"\n"),
        ),
        (
            "[[entries]]\r\nvalue = \"A\"\r\n[legal]\r\ninstrument = \"X\"\r\njurisdiction = \"x\"\r\napplies_from = 2026-01-01\r\napplied = true",
            None,
        ),
        ("entries = [\"A\", \"B\"]\n", Some("entries = [\"B\"]\n")),
        ("entries = [ \"A\" ]", Some("entries = [ ]")),
        ("entries = [\n  \"A\", # why A\n  # about B\n  \"B\"\n]\n", Some("entries = [\n  # about B\n  \"B\"\n]\n")),
        (
            "entries = [\n  \"A\",\n  \"B\", # the last, no more\n]\n[legal]\ninstrument = \"X\"\njurisdiction = \"x\"\napplies_from = 2026-01-01\napplied = true\n",
            Some(
                "entries = [\n  \"B\", # the last, no more\n]\n[legal]\ninstrument = \"X\"\njurisdiction = \"x\"\napplies_from = 2026-01-01\napplied = true\n",
            ),
        ),
        (
            "entries = [\r\n  \"A\",\r\n  { value = \"B\", note = \"b\" }\r\n]\r\n",
            Some("entries = [\r\n  { value = \"B\", note = \"b\" }\r\n]\r\n"),
        ),
        ("entries = [\n  \"A\", \"B\",\n  \"C\" ]\n", Some("entries = [\n  \"B\",\n  \"C\" ]\n")),
    ] {
        let source = Source::new("watch_x.toml", &format!("{head}{entries}"));
        let Ok(list) = ListText::read(&source) else { panic!("{entries} cannot be read") };
        let added = Source::new("watch_x.toml", &list.with(&entry));
        let Ok(more) = ListText::read(&added) else { panic!("{}", added.text) };
        assert_eq!(more.entries, [&list.entries[..], std::slice::from_ref(&entry)].concat(), "{}", added.text);
        let back = more.without(&BTreeSet::from([more.entries.len() - 1]));
        let back = Source::new("watch_x.toml", &back);
        let Ok(back) = ListText::read(&back) else { panic!("{entries}") };
        assert_eq!(back.entries, list.entries);
        if let Some(expected) = without_first {
            assert_eq!(list.without(&BTreeSet::from([0])), format!("{head}{expected}"));
        }
    }
}
