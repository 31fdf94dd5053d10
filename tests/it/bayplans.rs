//! Bay plans beside manifests: whose they are, what of them is ranked, and what rows of a plan are not judged by; seals across bills
//! and terminals, which the same papers state.

use crate::program::{read, read_json, run, shared_data, stderr, stdout};
use serde_json::Value;
use std::path::Path;

/// A container of a plan: number, port of discharge, mass with the box, and 4 empty or 5 full.
struct Stowed(&'static str, &'static str, u32, u8);

/// A bay plan of a ship and voyage.
fn plan(ship: &str, voyage: &str, stowed: &[Stowed]) -> String {
    let cell = |(at, Stowed(number, port, kg, status)): (usize, &Stowed)| {
        format!(
            "LOC+147+{:07}::5'FTX+AAA+++96'MEA+VGM++KGM:{kg}'LOC+9+ESALG'LOC+11+{port}:139:6'RFF+BM:1'\
             EQD+CN+{number}+22G1+++{status}'",
            10_182 + at
        )
    };
    let cells: String = stowed.iter().enumerate().map(cell).collect();
    let segments = 4 + stowed.len() * 7;
    format!(
        "UNB+UNOA:2+A+B+261123:0800+1'UNH+1+BAPLIE:D:95B:UN:SMDG22'BGM++1+9'\
         TDT+20+{voyage}+++FXLU:172:20+++9V2036:103:ZZZ:{ship}'{cells}UNT+{segments}+1'UNZ+1+1'"
    )
}

/// Rows of a manifest: container, bill, port of discharge.
fn manifest(ship: &str, voyage: &str, rows: &[(&str, &str, &str)]) -> String {
    let header =
        "vessel_name,voyage,container_no,bill_no,place_of_discharge,load_status,gross_kg,packages,goods_description\n";
    let line = |(number, bill, port): &(&str, &str, &str)| {
        format!("{ship},{voyage},{number},{bill},{port},full,20000,900,CERAMIC FLOOR TILES\n")
    };
    header.to_owned() + &rows.iter().map(line).collect::<String>()
}

struct Work(tempfile::TempDir);

impl Work {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("written");
        path
    }

    fn out(&self) -> String {
        self.path("out")
    }

    /// Scores with these arguments; gives back what was said.
    fn score(&self, arguments: &[&str], exit: i32) -> String {
        let out = self.out();
        let settings = ["--run-date", "2026-11-23", "--out", &out, "--format", "none"];
        stderr(&run(&[&["score"], arguments, &settings].concat(), exit))
    }

    /// Containers of the run, each with the rules that fired on it.
    fn fired(&self) -> Vec<(String, Vec<String>)> {
        let explained = read_json(Path::new(&self.out()).join("explanations.json"));
        let containers = explained["containers"].as_array().expect("a list").iter();
        let mut fired: Vec<(String, Vec<String>)> = containers
            .map(|container| {
                let rules = container["fired"].as_array().expect("a list").iter();
                let rules = rules.filter_map(|fired| fired["rule"].as_str()).map(str::to_owned).collect();
                (container["container_no"].as_str().expect("a number").to_owned(), rules)
            })
            .collect();
        fired.sort();
        fired
    }

    fn containers(&self) -> Vec<String> {
        self.fired().into_iter().map(|(number, _)| number).collect()
    }

    fn fired_on(&self, rule: &str) -> Vec<String> {
        let fired = self.fired().into_iter();
        fired.filter(|(_, rules)| rules.iter().any(|known| known == rule)).map(|(number, _)| number).collect()
    }

    /// How often a rule fired, was quiet, and was not evaluable.
    fn coverage(&self, rule: &str) -> [u64; 3] {
        let coverage = read_json(Path::new(&self.out()).join("coverage.json"));
        let rules = coverage["rules"].as_array().expect("a list");
        let found = rules.iter().find(|known| known["rule"] == rule).expect("the rule ran");
        ["fired", "quiet", "not_evaluable"].map(|state| found[state].as_u64().expect("a number"))
    }
}

const ONE: &str = "ZZZU6000018";
const TWO: &str = "ZZZU1100014";
const THREE: &str = "ZZZU5000013";
const FOUR: &str = "ZZZU1100020";

#[test]
fn a_plan_of_another_ship_or_voyage_is_refused_with_the_reason() {
    let work = Work::new();
    let manifest = work.file("m.csv", &manifest("FICTION STAR", "261W", &[(ONE, "B1", "CGPNR")]));
    let stowed = [Stowed(ONE, "CGPNR", 22_300, 5)];
    for (name, ship, voyage, says) in [
        (
            "ship.edi",
            "FICTION MOON",
            "261W",
            "another ship than the manifests: the plan says FICTION MOON, voyage 261W",
        ),
        (
            "voyage.edi",
            "FICTION STAR",
            "262W",
            "another voyage than the manifests: the plan says FICTION STAR, voyage 262W",
        ),
        ("back.edi", "FICTION STAR", "261E", "another voyage than the manifests"),
    ] {
        let file = work.file(name, &plan(ship, voyage, &stowed));
        let said = work.score(&[&manifest, "--bayplan", &file], 2);
        assert!(said.contains(says), "{said}");
        assert!(said.contains("the manifests say FICTION STAR, voyage 261W"), "{said}");
        assert!(said.contains("--bayplan-any"), "{said}");
        assert!(!Path::new(&work.out()).exists(), "nothing was scored");
        work.score(&[&manifest, "--bayplan", &file, "--bayplan-any"], 0);
        assert_eq!(work.coverage("RT-031"), [0, 1, 0], "somebody insists, so it is held against the plan");
        std::fs::remove_dir_all(work.out()).expect("removed");
    }
}

#[test]
fn names_and_numbers_of_ships_and_voyages_are_folded() {
    let work = Work::new();
    let manifest = work.file("m.csv", &manifest("M/V Fiction Star", "0261W", &[(ONE, "B1", "CGPNR")]));
    for (ship, voyage) in [
        ("FICTION STAR", "261W"),
        ("FICTION-STAR", "261"),
        ("fiction star", "261W/262E"),
        ("FICTION STAR", ""),
        ("", "261-W"),
    ] {
        let file = work.file("plan.edi", &plan(ship, voyage, &[Stowed(ONE, "CGPNR", 22_300, 5)]));
        work.score(&[&manifest, "--bayplan", &file], 0);
        assert_eq!(work.coverage("RT-031"), [0, 1, 0], "{ship} {voyage}");
    }
}

/// A ship comes in under one number and leaves under another; plans of both say so in a reference.
#[test]
fn a_plan_may_name_the_voyage_in_and_the_voyage_out() {
    let work = Work::new();
    let in_and_out = plan("FICTION STAR", "262E", &[Stowed(ONE, "CGPNR", 22_300, 5)]);
    let in_and_out = in_and_out.replace("FICTION STAR'", "FICTION STAR'RFF+VON:261W'");
    let file = work.file("plan.edi", &in_and_out);
    for (voyage, exit) in [("261W", 0), ("262E", 0), ("263W", 2)] {
        let manifest = work.file("m.csv", &manifest("FICTION STAR", voyage, &[(ONE, "B1", "CGPNR")]));
        work.score(&[&manifest, "--bayplan", &file], exit);
    }
}

#[test]
fn a_plan_without_a_container_of_the_manifests_is_refused() {
    let work = Work::new();
    let manifest = work.file("m.csv", &manifest("FICTION STAR", "261W", &[(ONE, "B1", "CGPNR"), (TWO, "B2", "CGPNR")]));
    let file = work.file("plan.edi", &plan("FICTION STAR", "261W", &[Stowed(THREE, "CGPNR", 22_300, 5)]));
    let said = work.score(&[&manifest, "--bayplan", &file], 2);
    assert!(said.contains("no container in common") && said.contains("has 1") && said.contains("2 row(s)"), "{said}");
    work.score(&[&manifest, "--bayplan", &file, "--bayplan-any"], 0);
    assert_eq!(work.fired_on("RT-031"), [TWO, ONE], "neither is on board");
}

/// A handful of boxes that travelled on both is no proof that the plan is this ship's.
#[test]
fn a_plan_with_next_to_none_of_the_containers_is_refused() {
    let work = Work::new();
    let numbers: Vec<String> = (0..40).map(|at| format!("ZZZU10{at:05}")).collect();
    let own: Vec<(&str, &str, &str)> = numbers[..21].iter().map(|number| (&**number, "B1", "CGPNR")).collect();
    let manifest = work.file("m.csv", &manifest("FICTION STAR", "261W", &own));
    let planned = |numbers: &'static [String]| {
        let stowed: Vec<Stowed> = numbers.iter().map(|number| Stowed(number, "CGPNR", 22_300, 5)).collect();
        plan("FICTION STAR", "261W", &stowed)
    };
    let numbers: &'static [String] = numbers.leak();
    let one = work.file("one.edi", &planned(&numbers[20..]));
    let said = work.score(&[&manifest, "--bayplan", &one], 2);
    assert!(said.contains("only one container in common"), "{said}");
    let some = work.file("some.edi", &planned(&numbers[18..38]));
    work.score(&[&manifest, "--bayplan", &some], 0);
}

/// Gate moves name no ship: nothing of it is compared, but containers in common are asked.
#[test]
fn what_names_no_ship_is_compared_by_its_containers() {
    let work = Work::new();
    let manifest = work.file("m.csv", &manifest("FICTION STAR", "261W", &[(ONE, "B1", "CGPNR")]));
    let moves = |number: &str| {
        format!(
            "UNB+UNOA:2+A+B+261123:0800+1'UNH+1+CODECO:D:95B:UN:ITG14'BGM+34+1+9'EQD+CN+{number}+22G1+++5'\
             MEA+AAE+VGM+KGM:22300'UNT+5+1'UNZ+1+1'"
        )
    };
    let own = work.file("own.edi", &moves(ONE));
    work.score(&[&manifest, "--bayplan", &own], 0);
    assert_eq!(work.coverage("RT-031"), [0, 1, 0]);
    let other = work.file("other.edi", &moves(THREE));
    assert!(work.score(&[&manifest, "--bayplan", &other], 2).contains("no container in common"));
}

#[test]
fn a_plan_holds_for_the_rows_of_its_ship_alone() {
    let work = Work::new();
    let star = work.file("star.csv", &manifest("FICTION STAR", "261W", &[(ONE, "B1", "CGPNR"), (TWO, "B2", "CGPNR")]));
    let moon = work.file("moon.csv", &manifest("FICTION MOON", "9", &[(THREE, "B3", "CGPNR")]));
    let file = work.file("plan.edi", &plan("FICTION STAR", "261W", &[Stowed(ONE, "CGPNR", 22_300, 5)]));
    work.score(&[&star, &moon, "--bayplan", &file], 0);
    assert_eq!(work.fired_on("RT-031"), [TWO], "what comes with another ship is not missing from this one's plan");
    assert_eq!(work.coverage("RT-031"), [1, 1, 1]);
    assert_eq!(work.coverage("RT-030"), [0, 2, 1]);
}

#[test]
fn containers_for_other_ports_are_left_aside_and_counted() {
    let work = Work::new();
    let manifest = work.file("m.csv", &manifest("FICTION STAR", "261W", &[(ONE, "B1", "CGPNR")]));
    let stowed = [
        Stowed(ONE, "CGPNR", 22_300, 5),
        Stowed(TWO, "CGPNR", 22_300, 5),
        Stowed(THREE, "AOLAD", 22_300, 5),
        Stowed(FOUR, "AOLOB", 22_300, 5),
    ];
    let file = work.file("plan.edi", &plan("FICTION STAR", "261W", &stowed));
    let said = work.score(&[&manifest, "--bayplan", &file], 0);
    assert!(
        said.contains("bay plan: 4 containers, 3 of them in no manifest; 1 of those is a row of its own, "),
        "{said}"
    );
    assert!(said.contains("2 are for other ports than CGPNR and left aside"), "{said}");
    assert!(said.contains("2 rows in = 2 scored + 0 rejected"), "{said}");
    assert_eq!(work.containers(), [TWO, ONE]);
    assert_eq!(work.fired_on("RT-030"), [TWO], "the one for this port that nobody filed");
    let record = read_json(Path::new(&work.out()).join("run.json"));
    assert!(record["notices"].to_string().contains("left aside"), "the run's record says it: {}", record["notices"]);

    let said = work.score(&[&manifest, "--bayplan", &file, "--all-ports"], 0);
    assert!(said.contains("4 rows in = 4 scored + 0 rejected"), "{said}");
    assert_eq!(work.fired_on("RT-030"), [TWO], "those for other ports are ranked, not accused");
    assert_eq!(work.coverage("RT-030"), [1, 3, 0]);

    work.score(&[&manifest, "--bayplan", &file, "--port", "CGPNR", "--port", "aolad"], 0);
    assert_eq!(work.containers(), [TWO, THREE, ONE]);
    assert_eq!(work.fired_on("RT-030"), [TWO, THREE]);
    let said = stderr(&run(&["score", &manifest, "--bayplan", &file, "--port", "POINTE NOIRE"], 2));
    assert!(said.contains("not a UN/LOCODE"), "{said}");
}

/// A manifest is no bay plan: nothing would be missing on either side. A table with the cells of a plan is one.
#[test]
fn a_manifest_is_no_plan() {
    let work = Work::new();
    let rows = [(ONE, "B1", "CGPNR"), (TWO, "B2", "CGPNR")];
    let filed = manifest("FICTION STAR", "261W", &rows);
    let (one, copy) = (work.file("m.csv", &filed), work.file("copy.csv", &filed));
    let with = |column: &str, value: &str| {
        let lines = filed.lines().enumerate();
        lines.map(|(at, line)| format!("{line},{}\n", if at == 0 { column } else { value })).collect::<String>()
    };
    let refused = [
        (one.clone(), "is one of the manifests too"),
        (work.file("empty.csv", &with("consignee_name", "KINOLAN")), "no bay plan but a manifest"),
        (copy, "states `packages`"),
    ];
    for (plan, why) in refused {
        let said = work.score(&[&one, "--bayplan", &plan], 2);
        assert!(said.contains(why) && said.contains("a bay plan is"), "{said}");
    }
    let plans = [("stowage_cell", "0010182"), ("document_kind", "bay_plan"), ("document_kind", "equipment_list")];
    for (column, value) in plans {
        let plan = work.file("plan.csv", &with(column, value));
        assert!(
            work.score(&[&one, "--bayplan", &plan], 0).contains("bay plan: 2 containers, 0 of them in no manifest\n")
        );
    }
    let said = work.score(&[&one, "--port", "CGPNR"], 0);
    assert!(said.contains("--port CGPNR leaves no container aside without --bayplan"), "{said}");
}

/// Where no manifest says a port, nobody knows which are this call's: every container is a row, and none is accused.
#[test]
fn without_a_port_of_this_call_nothing_is_left_aside() {
    let work = Work::new();
    let manifest = work.file("m.csv", &manifest("FICTION STAR", "261W", &[(ONE, "B1", "")]));
    let stowed = [Stowed(ONE, "CGPNR", 22_300, 5), Stowed(TWO, "CGPNR", 22_300, 5), Stowed(THREE, "AOLAD", 22_300, 5)];
    let file = work.file("plan.edi", &plan("FICTION STAR", "261W", &stowed));
    let said = work.score(&[&manifest, "--bayplan", &file], 0);
    assert!(said.contains("2 of them in no manifest; those are rows of their own"), "{said}");
    assert_eq!(work.coverage("RT-030"), [0, 1, 2], "the manifested one is quiet, of the others it cannot be told");
    // Given twice, a plan says nothing more.
    let again = work.score(&[&manifest, "--bayplan", &file, "--bayplan", &file], 0);
    assert!(again.contains("3 rows in = 3 scored + 0 rejected"), "{again}");
}

/// A port in words is no port of this call, and is not held against the plan's code.
#[test]
fn a_port_in_words_is_not_known() {
    let work = Work::new();
    let manifest = work.file("m.csv", &manifest("FICTION STAR", "261W", &[(ONE, "B1", "Pointe Noire")]));
    let stowed = [Stowed(ONE, "CGPNR", 22_300, 5), Stowed(TWO, "CGPNR", 22_300, 5), Stowed(THREE, "AOLAD", 22_300, 5)];
    let file = work.file("plan.edi", &plan("FICTION STAR", "261W", &stowed));
    let said = work.score(&[&manifest, "--bayplan", &file], 0);
    assert!(said.contains("2 of them in no manifest; those are rows of their own"), "{said}");
    assert!(said.contains("name this port with --port"), "{said}");
    assert_eq!(work.fired_on("RT-032"), [""; 0]);
    let named = work.score(&[&manifest, "--bayplan", &file, "--port", "CGPNR"], 0);
    assert!(!named.contains("name this port with --port"), "{named}");
    assert_eq!(work.fired_on("RT-030"), [TWO]);
}

/// A box stands in its cell, whatever is written for its number.
#[test]
fn a_placeholder_in_a_plan_is_looked_at_by_hand() {
    let work = Work::new();
    let stowed = [
        Stowed(ONE, "CGPNR", 22_300, 5),
        Stowed("CONTAINER", "CGPNR", 22_300, 5),
        Stowed("XXXX0000000", "CGPNR", 9_000, 5),
    ];
    let file = work.file("plan.edi", &plan("FICTION STAR", "261W", &stowed));
    let said = work.score(&[&file], 7);
    assert!(said.contains("3 rows in = 1 scored + 2 rejected"), "{said}");
    assert!(!said.contains("loose cargo"), "{said}");
    let rejects = String::from_utf8(read(Path::new(&work.out()).join("rejects.csv"))).expect("UTF-8");
    assert!(rejects.contains("in cell 0010183") && rejects.contains("in cell 0010184"), "{rejects}");
}

/// A row that only the plan gave says the same as the plan: nothing is compared there.
#[test]
fn what_only_the_plan_has_is_held_against_nothing() {
    let work = Work::new();
    let manifest = work.file("m.csv", &manifest("FICTION STAR", "261W", &[(ONE, "B1", "CGPNR")]));
    let stowed = [Stowed(ONE, "AOLAD", 31_000, 4), Stowed(TWO, "CGPNR", 22_300, 5)];
    let file = work.file("plan.edi", &plan("FICTION STAR", "261W", &stowed));
    work.score(&[&manifest, "--bayplan", &file], 0);
    assert_eq!(work.containers(), [TWO, ONE]);
    for rule in ["RT-032", "RT-033"] {
        assert_eq!(work.fired_on(rule), [ONE]);
        assert_eq!(work.coverage(rule), [1, 0, 1], "{rule} has nothing to compare on {TWO}");
    }
}

/// Plans state no goods in words, no packages, no parties; the mass they state is a weight.
#[test]
fn rows_of_a_plan_are_not_judged_as_manifests() {
    let work = Work::new();
    let stowed = [Stowed(ONE, "CGPNR", 22_300, 5), Stowed(TWO, "CGPNR", 0, 5), Stowed(THREE, "CGPNR", 2_280, 4)];
    let file = work.file("plan.edi", &plan("FICTION STAR", "261W", &stowed));
    let table = work.path("plan.csv");
    run(&["convert", &file, "-o", &table], 0);
    // The same as a table: it says of itself what it was read from.
    for input in [&file, &table] {
        work.score(&[input], 0);
        assert_eq!(work.fired_on("DQ-018"), [TWO], "{input}: no mass at all on a loaded box");
        assert_eq!(work.coverage("DQ-018"), [1, 2, 0], "{input}");
        assert_eq!(work.coverage("DQ-011"), [0, 1, 2], "{input}: quiet on the empty one");
        assert_eq!(work.coverage("DQ-020"), [0, 1, 2], "{input}: 96 is a code, not a description");
        assert_eq!(work.coverage("DQ-030"), [0, 1, 2], "{input}");
    }
    let rows = String::from_utf8(read(&table)).expect("UTF-8");
    assert!(rows.lines().next().is_some_and(|header| header.contains("document_kind")), "{rows}");
    assert_eq!(rows.matches("bay_plan").count(), 3, "{rows}");
}

#[test]
fn the_plan_of_a_real_ship_accuses_nobody_of_what_plans_do_not_state() {
    let Some(file) = shared_data("edifact/xpress_euphrates_2017_D95B_SMDG22.edi") else { return };
    let work = Work::new();
    work.score(&[&file.display().to_string()], 0);
    for rule in ["DQ-011", "DQ-018", "DQ-020", "DQ-022"] {
        assert_eq!(work.coverage(rule)[0], 0, "{rule}");
    }
    let Some(manifest) = shared_data("manifests/venetia_950S_CGPNR_awmds.xml") else { return };
    let (manifest, file) = (manifest.display().to_string(), file.display().to_string());
    let said = work.score(&[&manifest, "--bayplan", &file], 2);
    assert!(said.contains("X-PRESS EUPHRATES, voyage 0133"), "{said}");
    assert!(said.contains("VENETIA (IMO 9400203), voyage 950S"), "{said}");
    work.score(&[&manifest], 0);
    assert!(["MRKU3567727", "MSKU9887885"].iter().all(|number| work.fired_on("PH-024").iter().any(|on| on == number)));
}

/// A seal on containers of several bills is a sign; on part loads of one container, or on containers that share a bill, it is not.
#[test]
fn seals_across_bills_are_told_from_part_loads() {
    let work = Work::new();
    let rows = [
        ("ZZZU1000015", "B1", "FX440001"),
        ("ZZZU1000020", "B2", "FX440001"),
        ("ZZZU1000036", "B3", "FX440002"),
        ("ZZZU1000036", "B4", "FX440002"),
        ("ZZZU1000041", "B5", "FX440003"),
        ("ZZZU1000041", "B6", "FX440003"),
        ("ZZZU1000057", "B6", "FX440003"),
        ("ZZZU1000062", "B7", "FX440004"),
        ("ZZZU1000062", "B8", "FX440004"),
        ("ZZZU1000078", "B9", "FX440004"),
        ("ZZZU1000083", "", "FX440005"),
    ];
    let lines: String = rows.map(|(number, bill, seal)| format!("{number},{bill},{seal},full\n")).concat();
    let manifest = work.file("m.csv", &format!("container_no,bill_no,seals,load_status\n{lines}"));
    work.score(&[&manifest], 0);
    let across = ["ZZZU1000015", "ZZZU1000020", "ZZZU1000062", "ZZZU1000078"];
    assert_eq!(work.fired_on("PH-024"), across, "B5 and B6 share a container, B3 and B4 are part loads of one");
    let twice = [&across[..2], &["ZZZU1000041", "ZZZU1000057"], &across[2..]].concat();
    assert_eq!(work.fired_on("PH-021"), twice, "a seal on two containers is a sign whatever their bills");
    assert_eq!(work.coverage("PH-024"), [4, 3, 1], "without a bill it cannot be told");
}

/// Terminals are taken where a code list says that the place is one.
#[test]
fn terminals_are_read_where_it_is_certain() {
    let work = Work::new();
    let entry = |number: &str, beside: &str| {
        format!("EQD+CN+{number}+22G1+++5'LOC+11+CGPNR:139:6{beside}'MEA+AAE+VGM+KGM:22300'")
    };
    let list = format!(
        "UNB+UNOA:2+A+B+261123:0800+1'UNH+1+COPRAR:D:00B:UN:SMDG21'BGM+119+1+9'{}{}{}UNT+11+1'UNZ+1+1'",
        entry(ONE, "+CTPN:TER:ZZZ"),
        entry(TWO, "+PNMCT:72:306"),
        entry(THREE, "+ROW 7"),
    );
    let list = work.file("list.edi", &list);
    let bill = "<Awmds><Bol_segment><Bol_id><Bol_reference>B1</Bol_reference></Bol_id><ctn_segment><Ctn_reference>ZZZU6000018\
                </Ctn_reference></ctn_segment><Location><Location_code>PST77</Location_code><Location_info>PARC</Location_info>\
                </Location></Bol_segment></Awmds>";
    let awmds = work.file("m.xml", bill);
    let table = work.file("m.csv", "container_no,bill_no,place_of_discharge,terminal\nZZZU6000018,B1,CGPNR,CTPN 2\n");
    let terminals = |file: &str| -> Vec<Option<String>> {
        let rows = work.path("rows.ndjson");
        run(&["convert", file, "-o", &rows], 0);
        let text = String::from_utf8(read(&rows)).expect("UTF-8");
        let row =
            |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["terminal"].as_str().map(str::to_owned);
        text.lines().map(row).collect()
    };
    assert_eq!(terminals(&list), [Some("CTPN".into()), Some("PNMCT".into()), None]);
    assert_eq!(terminals(&awmds), [Some("PST77".to_owned())]);
    assert_eq!(terminals(&table), [Some("CTPN 2".to_owned())]);
    let messages = ["w.edi", "w.xml"].map(|name| work.path(name));
    for message in &messages {
        run(&["convert", &table, "-o", message], 0);
        assert_eq!(terminals(message), [Some("CTPN 2".to_owned())], "{message}");
    }
    let proposal =
        stdout(&run(&["mapping", "suggest", &work.file("s.csv", "Container No,Terminal\nZZZU6000018,CTPN\n")], 0));
    assert!(proposal.contains("terminal = \"Terminal\""), "{proposal}");
}
