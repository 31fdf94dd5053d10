//! Visits: a container on one call of a ship is what is scored, ranked and opened.

use crate::program::{read, root, run, score_into};
use std::collections::BTreeMap;
use std::path::Path;

type Table = Vec<BTreeMap<String, String>>;

fn table(path: &Path) -> Table {
    let mut reader = csv::Reader::from_path(path).expect("readable");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn ranking(inputs: &[String], more: &[&str]) -> Table {
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path().join("out");
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    score_into(&out, &inputs, &[&["--format", "none", "-q", "--explain", "0"], more].concat());
    table(&out.join("ranking.csv"))
}

/// The first ship of the sample, on further voyages nine days apart, with new bills.
fn nights(folder: &Path, nights: usize, rows: usize) -> Vec<String> {
    let sample = root().join("sample_manifests/01_night_before_arrival/manifest.csv");
    let mut reader = csv::Reader::from_path(sample).expect("readable");
    let header = reader.headers().expect("a header").clone();
    let boxes: Vec<csv::StringRecord> = reader.records().take(rows).map(|row| row.expect("a row")).collect();
    let of_night = |night: usize| {
        let path = folder.join(format!("night_{night}.csv"));
        let mut out = csv::Writer::from_path(&path).expect("written");
        out.write_record(&header).expect("written");
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day") + chrono::Days::new(9 * night as u64);
        for row in &boxes {
            let cells = header.iter().zip(row).map(|(name, cell)| match name {
                "voyage" => format!("{}S", 417 + night),
                "eta" => day.to_string(),
                "bill_no" | "manifest_no" if !cell.is_empty() => format!("{cell}N{night}"),
                _ => cell.to_owned(),
            });
            out.write_record(cells).expect("written");
        }
        out.flush().expect("written");
        path.display().to_string()
    };
    (0..nights).map(of_night).collect()
}

/// What became of each visit, without what is of the run.
fn results(ranking: &Table) -> BTreeMap<(String, String), Vec<String>> {
    let told =
        ["score", "lane", "selected", "selection_reason", "rules", "not_evaluable", "bill_no", "eta", "like_boxes"];
    let key = |row: &BTreeMap<String, String>| (row["container_no"].clone(), row["visit"].clone());
    ranking.iter().map(|row| (key(row), told.iter().map(|name| row[*name].clone()).collect())).collect()
}

/// A year in one go gives each voyage what it gets alone: points, lane, slots, neighbours.
#[test]
fn nights_in_one_go_are_nights_one_by_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = nights(folder.path(), 5, 500);
    let together = results(&ranking(&files, &["--capacity", "12", "--per", "voyage"]));
    let mut alone = BTreeMap::new();
    for file in &files {
        alone.extend(results(&ranking(std::slice::from_ref(file), &["--capacity", "12"])));
    }
    assert_eq!(together.len(), alone.len());
    assert!(together.len() > 2_000);
    for (visit, result) in &alone {
        assert_eq!(together.get(visit), Some(result), "{visit:?}");
    }
}

#[test]
fn capacity_is_cut_for_each_of_what_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = nights(folder.path(), 3, 300);
    for (per, column, units) in
        [("voyage", "visit", 3), ("day", "eta", 3), ("manifest", "capacity_of", 3), ("all", "capacity_of", 1)]
    {
        let rows = ranking(&files, &["--capacity", "7", "--random-share", "20%", "--per", per]);
        let mut slots: BTreeMap<&str, usize> = BTreeMap::new();
        rows.iter().for_each(|row| *slots.entry(&row[column]).or_default() += usize::from(row["selected"] == "true"));
        let all: usize = slots.values().sum();
        assert_eq!((slots.len(), all), (units, 7 * units), "{per}: {slots:?}");
        assert!(slots.values().all(|slots| *slots == 7), "{per}: {slots:?}");
    }
}

fn scored(text: &str) -> Table {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("m.csv");
    std::fs::write(&path, text).expect("written");
    ranking(&[path.display().to_string()], &["--capacity", "0"])
}

fn visits(rows: &Table) -> Vec<(String, String)> {
    let mut visits: Vec<_> = rows.iter().map(|row| (row["visit"].clone(), row["rows"].clone())).collect();
    visits.sort();
    visits
}

#[test]
fn rows_that_do_not_state_their_call_join_the_one_that_fits() {
    let header = "container_no,bill_no,vessel_name,vessel_imo,voyage,eta\n";
    let of = |rows: &str| visits(&scored(&format!("{header}{rows}")));
    let pair = |visit: &str, rows: &str| (visit.to_owned(), rows.to_owned());
    // Two papers of one call, written differently.
    let rows = "MSKU9070323,B1,M/V Fiction Star,,012E,2026-05-01\nMSKU9070323,B2,FICTION STAR,9074729,12e,\n";
    assert_eq!(of(rows), [pair("FICTION STAR / 12E", "2")]);
    // One voyage, however its number is written; without a direction it is the only one of the ship's days that has one.
    let rows = "MSKU9070323,B1,FICTION STAR,9074729,417S,2026-05-01\nMSKU9070323,B2,FICTION STAR,,V.417S,2026-05-01\n\
                MSKU9070323,B3,FICTION STAR,,VOY 0417S,\nMSKU9070323,B4,FICTION STAR,,417,2026-05-02\n\
                MSKU9070323,B5,FICTION STAR,,417S/418N,2026-05-01\n";
    assert_eq!(of(rows), [pair("FICTION STAR / 417S", "5")]);
    let rows = "MSKU9070323,B1,FICTION STAR,,417S,2026-05-01\nMSKU9070323,B2,FICTION STAR,,417N,2026-05-09\n\
                MSKU9070323,B3,FICTION STAR,,417,2026-05-10\n";
    assert_eq!(of(rows), [pair("FICTION STAR / 417N", "2"), pair("FICTION STAR / 417S", "1")]);
    // A ship that was renamed: each visit is called as its own papers call it.
    let rows = "MSKU9070323,B1,NEW NAME,9074729,101S,2026-11-01\nMSKU9070323,B2,ALT NAME,9074729,77N,2026-01-01\n";
    assert_eq!(of(rows), [pair("ALT NAME / 77N", "1"), pair("NEW NAME / 101S", "1")]);
    // A house bill without a voyage, and a row that numbers the ship.
    let rows = "MSKU9070323,B1,FICTION STAR,9074729,12E,2026-05-01\nMSKU9070323,B2,,,,2026-05-03\nMSKU9070323,B3,,9074729,12E,\n\
                MSKU9070323,B4,,,,\n";
    assert_eq!(of(rows), [pair("FICTION STAR / 12E", "4")]);
    // It comes back: what fits one call joins that; what fits both is neither's.
    let rows = "MSKU9070323,B1,FICTION STAR,,12E,2026-05-01\nMSKU9070323,B2,FICTION STAR,,31E,2026-10-01\n\
                MSKU9070323,B3,,,,2026-10-02\nMSKU9070323,B4,FICTION STAR,,,\n";
    let found = [pair("FICTION STAR", "1"), pair("FICTION STAR / 12E", "1"), pair("FICTION STAR / 31E", "2")];
    assert_eq!(of(rows), found);
    // Without ships, arrivals within five days are one visit.
    let rows = "MSKU9070323,B1,,,,2026-05-01\nMSKU9070323,B2,,,,2026-05-06\nMSKU9070323,B3,,,,2026-05-12\nMSKU9070323,B4,,,,\n";
    let found = [pair("", "1"), pair("arriving 2026-05-01", "2"), pair("arriving 2026-05-12", "1")];
    assert_eq!(of(rows), found);
    // A line that comes every week.
    let weekly: String = ["03", "10", "17", "24"]
        .iter()
        .map(|day| format!("MSKU9070323,B{day},FICTION STAR,,,2026-11-{day}\n"))
        .collect();
    assert_eq!(of(&weekly).len(), 4);
    // A call whose day nobody states does not take in a year: neither of its ship's arrivals, nor of the box's.
    let year = "MSKU9070323,B1,FICTION STAR,,,2026-01-01\nMSKU9070323,B2,FICTION STAR,,,2026-10-28\n";
    let apart = [pair("FICTION STAR, arriving 2026-01-01", "1"), pair("FICTION STAR, arriving 2026-10-28", "1")];
    assert_eq!(of(year), apart);
    let other = format!("{year}TGHU3077030,B3,FICTION STAR,,417S,\n");
    assert_eq!(of(&other)[..2], [pair("FICTION STAR / 417S", "1"), apart[0].clone()]);
    let own = "MSKU9070323,B1,,,,2026-01-01\nMSKU9070323,B2,,,,2026-10-28\nMSKU9070323,B3,FICTION STAR,,417S,\n";
    assert_eq!(of(own).len(), 3);
    let once = "MSKU9070323,B1,FICTION STAR,,,2026-01-01\nMSKU9070323,B3,FICTION STAR,,417S,\n";
    assert_eq!(of(once), [pair("FICTION STAR / 417S", "2")]);
    // A voyage behind the name is the voyage, and its number ties days that a window would part.
    let behind = "MSKU9070323,B1,FICTION STAR 417S,,,2026-11-20\nMSKU9070323,B2,FICTION STAR 418N,,,2026-11-24\n";
    assert_eq!(of(behind), [pair("FICTION STAR / 417S", "1"), pair("FICTION STAR / 418N", "1")]);
    let tied = "MSKU9070323,B1,,,417S,2026-11-01\nMSKU9070323,B2,FICTION STAR,,417S,2026-11-07\n";
    assert_eq!(of(tied), [pair("FICTION STAR / 417S", "2")]);
    // What states the ship alone may be of a call without a voyage as well.
    let two = "TGHU3077030,B1,FICTION STAR,,,2026-11-20\nTGHU3077030,B2,FICTION STAR,,419S,2026-12-20\nMSKU9070323,B3,FICTION STAR,,,\n";
    assert!(of(two).contains(&pair("FICTION STAR", "1")));
    // Nothing stated at all is one visit, as ever.
    assert_eq!(of("MSKU9070323,B1,,,,\nMSKU9070323,B2,,,,\n"), [pair("", "2")]);
}

/// Explaining a container that was here twice asks which visit is meant.
#[test]
fn a_container_on_two_calls_has_two_explanations() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, out) = (folder.path().join("m.csv"), folder.path().join("out"));
    let text = "container_no,vessel_name,voyage,goods_description\nMSKU9070323,FICTION STAR,12E,USED TYRES\n\
                MSKU9070323,FICTION STAR,31E,RICE\n";
    std::fs::write(&path, text).expect("written");
    score_into(&out, &[&path.display().to_string()], &["-q"]);
    let folder = out.display().to_string();
    let explain = |more: &[&str]| {
        let said = run(&[&["explain", "MSKU9070323", "--run", &folder], more].concat(), 0);
        String::from_utf8(said.stdout).expect("UTF-8")
    };
    let both = explain(&[]);
    assert!(both.contains("2 visits of container") && both.contains("FICTION STAR / 31E"), "{both}");
    let one = explain(&["--visit", "31e"]);
    assert!(one.contains("RICE") && !one.contains("TYRES"), "{one}");
    assert!(read(out.join("ranking.csv")).len() > 100);
}
