//! Synthetic manifests.

use crate::program::{read, run, score_into, stderr, stdout};
use redlane::columns::Column;
use redlane::synthetic::{Numbers, Scenario};
use std::collections::{BTreeMap, BTreeSet, HashSet};

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    for (seed, name) in [("4", "a.csv"), ("4", "b.csv"), ("5", "c.csv")] {
        run(&["generate", "--rows", "40000", "--seed", seed, "-o", &path(name), "-q"], 0);
    }
    assert!(read(path("a.csv")) == read(path("b.csv")));
    assert!(read(path("a.csv")) != read(path("c.csv")));
    let single = path("d.csv");
    run(&["generate", "--rows", "40000", "--seed", "4", "-o", &single, "-q", "--threads", "1"], 0);
    assert!(read(path("a.csv")) == read(single));
}

/// Not a claim of accuracy: the patterns were planted for rules of this kind to find.
#[test]
fn planted_patterns_rank_above_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (manifest, truth) = (path("m.csv"), path("truth.csv"));
    run(&["generate", "--rows", "5000", "--seed", "9", "-o", &manifest, "--truth", &truth, "-q"], 0);
    let text = String::from_utf8(read(&truth)).expect("UTF-8");
    let planted: BTreeSet<&str> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(planted.len() > 30, "{}", planted.len());
    score_into(&folder.path().join("out"), &[&manifest], &["-q", "--format", "none", "--capacity", "40"]);
    let ranking = String::from_utf8(read(folder.path().join("out/ranking.csv"))).expect("UTF-8");
    let top =
        ranking.lines().skip(1).take(40).filter(|line| planted.contains(line.split(',').nth(1).unwrap_or(""))).count();
    assert!(top >= 30, "only {top} of the first 40 carry a planted pattern");
}

/// What seeds must not share, of every row of a run.
fn numbers_of(rows: u64, seed: u64) -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    let scenario = Scenario { rows, seed, planted: rows / 50 };
    let made = scenario.for_each_table(&mut |table| {
        for row in 0..table.height() {
            for column in [Column::ContainerNo, Column::BillNo, Column::ManifestNo, Column::Voyage] {
                numbers.insert(format!("{column:?} {}", table.text(column).get(row).expect("stated")));
            }
            let seals = table.list(Column::Seals).get(row).expect("stated");
            numbers.extend(seals.map(|seal| format!("seal {seal}")));
        }
        Ok(())
    });
    assert_eq!(made.expect("made").len() as u64, rows / 50);
    numbers
}

#[test]
fn seeds_share_no_number() {
    let seeds = [0, 1, 2, 3, 12, 20_261_123, 20_261_124, u64::MAX];
    let runs = seeds.map(|seed| numbers_of(9_000, seed));
    for (at, one) in runs.iter().enumerate() {
        // A container, a bill and a seal per row, or nearly so.
        assert!(one.len() > 20_000, "{}", one.len());
        for (other, seed) in runs[..at].iter().zip(seeds) {
            let shared: Vec<&String> = one.intersection(other).collect();
            assert!(shared.is_empty(), "seeds {} and {seed}: {shared:?}", seeds[at]);
        }
    }
}

/// The scheme and not luck: as many seeds in a row as are promised, wherever they begin, with every container they may have.
#[test]
fn seeds_in_a_row_fill_the_space_without_meeting() {
    assert_eq!(Numbers::seeds_apart(10_000), 8_192);
    assert_eq!(Numbers::seeds_apart(65_536), 2_048);
    assert_eq!(Numbers::seeds_apart(1_000_000), 128);
    for (first, seeds, rows) in [(0, 4_096, 256), (20_261_001, 4_096, 256), (u64::MAX - 3, 4, 300_000)] {
        assert!(seeds <= Numbers::seeds_apart(rows));
        let (mut containers, mut seals) = (HashSet::new(), HashSet::new());
        for seed in first..=first + (seeds - 1) {
            let numbers = Numbers::new(seed);
            for row in 0..rows {
                let container = numbers.container(row);
                assert!(container.check_digit_ok(), "{container:?}");
                assert!(containers.insert(container), "{container:?} of seed {seed} is not the first");
                assert!(seals.insert(numbers.seal(row)), "a seal of seed {seed} is not the first");
            }
        }
    }
    // Further apart than that, containers may meet, as the page says; bills do not.
    let (near, far) = (Numbers::new(5), Numbers::new(5 + (1 << 27)));
    assert_eq!(near.container(0), far.container(0));
    assert_ne!(near.bill(0), far.bill(0));
}

#[test]
fn planted_cases_are_exactly_as_many_as_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (manifest, truth) = (path("m.csv"), path("truth.csv"));
    let asked = [
        ("300", "8", 8),
        ("300", "1", 1),
        ("300", "0", 0),
        ("300", "4%", 12),
        ("300", "60%", 180),
        ("300", "300", 300),
        ("70000", "8", 8),
        ("70000", "1.5%", 1_050),
    ];
    for (rows, planted, expected) in asked {
        let arguments = ["generate", "--rows", rows, "--seed", "3", "--planted", planted, "-o", &manifest];
        let said = stderr(&run(&[&arguments[..], &["--truth", &truth]].concat(), 0));
        assert!(said.contains(&format!("{rows} rows, {expected} planted")), "{said}");
        let text = String::from_utf8(read(&truth)).expect("UTF-8");
        let cases: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
        let containers: BTreeSet<&str> = cases.iter().map(|case| case[0]).collect();
        assert_eq!((cases.len(), containers.len()), (expected, expected), "--rows {rows} --planted {planted}");
        let manifest = String::from_utf8(read(&manifest)).expect("UTF-8");
        assert_eq!(manifest.lines().count() - 1, rows.parse::<usize>().expect("a number"));
        let of_case = |case: &[&str]| manifest.lines().any(|row| row.contains(case[0]) && row.contains(case[1]));
        assert!(cases.iter().take(12).all(|case| of_case(case)), "a case is not in the manifest");
        // Eight cases are dealt from ten patterns; a shared seal takes two containers.
        let patterns: BTreeSet<&str> = cases.iter().map(|case| case[2]).collect();
        assert!(rows != "300" || expected != 8 || patterns.len() >= 7, "{text}");
        let shared = cases.iter().filter(|case| case[2] == "shared_seal").count();
        assert!(shared.is_multiple_of(2), "{text}");
    }
    let too_many = run(&["generate", "--rows", "300", "--planted", "301", "-o", &manifest], 2);
    assert!(stderr(&too_many).contains("301 containers are to be planted on 300 rows"));
    for wrong in ["1.5", "101%", "-1", "some"] {
        let refused = run(&["generate", "--rows", "300", &format!("--planted={wrong}"), "-o", &manifest], 2);
        assert!(stderr(&refused).contains(wrong), "{}", stderr(&refused));
    }
}

/// A container on one call, and when that is.
struct Visit {
    voyage: String,
    bill: String,
    eta: i32,
}

#[test]
fn some_boxes_come_back_on_a_later_call() {
    let mut visits: BTreeMap<String, Vec<Visit>> = BTreeMap::new();
    let scenario = Scenario { rows: 120_000, seed: 6, planted: 1_200 };
    let planted = scenario.for_each_table(&mut |table| {
        for row in 0..table.height() {
            let text = |column| table.text(column).get(row).expect("stated").to_owned();
            let eta = table.date(Column::Eta, row).expect("stated");
            let voyage = text(Column::VesselName) + &text(Column::Voyage);
            let visit = Visit { voyage, bill: text(Column::BillNo), eta };
            visits.entry(text(Column::ContainerNo)).or_default().push(visit);
        }
        Ok(())
    });
    let back = visits.values().filter(|visits| visits.len() > 1).count();
    assert!((1_000..4_000).contains(&back), "{back} of {} containers come back", visits.len());
    for (container, visits) in &visits {
        for (at, visit) in visits.iter().enumerate() {
            for earlier in &visits[..at] {
                assert_ne!(visit.voyage, earlier.voyage, "{container}");
                assert_ne!(visit.bill, earlier.bill, "{container}");
                assert!((visit.eta - earlier.eta).abs() >= 7, "{container}: {} and {}", visit.eta, earlier.eta);
            }
        }
    }
    for case in planted.expect("made") {
        assert!(visits[&case.container_no].iter().any(|visit| visit.bill == case.bill_no), "{case:?}");
    }
}

#[test]
fn the_run_date_is_that_of_messages() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    for ending in ["csv", "edi"] {
        for day in ["2026-11-23", "2027-01-31"] {
            let file = path(&format!("{day}.{ending}"));
            run(&["generate", "--rows", "60", "--run-date", day, "-o", &file, "-q"], 0);
        }
    }
    assert!(read(path("2026-11-23.csv")) == read(path("2027-01-31.csv")));
    assert!(read(path("2026-11-23.edi")) != read(path("2027-01-31.edi")));
    let help = stdout(&run(&["generate", "--help"], 0)).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("messages (.edi) are dated") && !help.contains("lists"), "{help}");
}
