//! Cells that cannot be read: the box stays on the list, and what needs the cell is not evaluable.

use crate::program::{read, read_json, root, score_into, stdout};
use redlane::columns::{Column, ColumnType};
use redlane::manifest::read_value;
use redlane::tables::Cell;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// On the watch list, so mandatory.
const WATCHED: &str = "QQQU0000022";

/// Columns that know a closed set of codes.
const OF_CODES: [Column; 12] = [
    Column::LoadStatus,
    Column::Nature,
    Column::WeightScope,
    Column::FreightPayment,
    Column::ValueCurrency,
    Column::FreightCurrency,
    Column::OriginCountry,
    Column::VesselFlag,
    Column::ShipperCountry,
    Column::ConsigneeCountry,
    Column::NotifyCountry,
    Column::ForwarderCountry,
];

fn sample() -> (Vec<String>, Vec<Vec<String>>) {
    let path = root().join("sample_manifests/01_night_before_arrival/manifest.csv");
    let mut reader = csv::Reader::from_path(path).expect("readable");
    let header = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
    (header, rows)
}

/// The sample with one cell of the watched container written otherwise; columns it does not have are put behind.
fn with_cell(folder: &Path, column: &str, cell: &str) -> String {
    let (mut header, mut rows) = sample();
    let at = header.iter().position(|name| name == column).unwrap_or_else(|| {
        header.push(column.to_owned());
        rows.iter_mut().for_each(|row| row.push(String::new()));
        header.len() - 1
    });
    let number = header.iter().position(|name| name == "container_no").expect("the container");
    rows.iter_mut().filter(|row| row[number] == WATCHED).for_each(|row| row[at] = cell.to_owned());
    rows.sort_by_key(|row| row[number] != WATCHED);
    rows.truncate(120);
    let path = folder.join("manifest.csv");
    let mut out = csv::Writer::from_path(&path).expect("written");
    out.write_record(&header).expect("written");
    rows.iter().for_each(|row| out.write_record(row).expect("written"));
    out.flush().expect("written");
    path.display().to_string()
}

fn watched(file: &str, out: &Path) -> Value {
    score_into(out, &[file], &["--capacity", "3", "--format", "none", "-q", "--explain", "all"]);
    let explained = read_json(out.join("explanations.json"));
    let mut containers = explained["containers"].as_array().expect("a list").iter();
    containers.find(|container| container["container_no"] == WATCHED).expect("it is on the list").clone()
}

fn ids(container: &Value, what: &str) -> BTreeSet<String> {
    let rules = container[what].as_array().expect("a list").iter();
    rules.map(|rule| rule["rule"].as_str().expect("an id").to_owned()).collect()
}

/// Whatever stands in any cell but its number, the watched container stays where a mandatory rule puts it, nothing fires that would
/// not fire if the cell were blank (but the rule that looks at such cells), and what cannot be read is listed.
#[test]
fn no_cell_takes_a_container_off_the_list() {
    let work = tempfile::tempdir().expect("a folder");
    let out = work.path().join("out");
    for column in Column::canonical().filter(|column| !matches!(column, Column::ContainerNo | Column::UnreadableCells))
    {
        let is_of_codes = OF_CODES.contains(&column);
        if matches!(column.kind(), ColumnType::Text | ColumnType::TextList) && !is_of_codes {
            continue;
        }
        let blank = watched(&with_cell(work.path(), column.name(), ""), &out);
        let junk = ["approx 12", "\u{1F4A9}", "12 or 13", "1.200 KGS", "31/02/2026", "NaN", "99999999999999999999e9"];
        for junk in &junk[..if is_of_codes { 2 } else { junk.len() }] {
            let file = with_cell(work.path(), column.name(), junk);
            let container = watched(&file, &out);
            assert_eq!(container["selection_reason"], "mandatory", "{} = {junk}", column.name());
            let cells = String::from_utf8(read(out.join("unreadable.csv"))).expect("UTF-8");
            let line = format!(",{WATCHED},");
            let of_cell = cells.lines().filter(|cell| cell.contains(&line) && cell.contains(column.name())).count();
            assert_eq!(of_cell, 1, "{} = {junk}:\n{cells}", column.name());
            let mut fired = ids(&container, "fired");
            assert!(fired.remove("DQ-019"), "{} = {junk}", column.name());
            assert!(fired.is_subset(&ids(&blank, "fired")), "{} = {junk}: {fired:?}", column.name());
            let counts = read_json(out.join("run.json"))["counts"].clone();
            assert_eq!((&counts["rows_rejected"], &counts["cells_unreadable"]), (&0.into(), &1.into()));
        }
    }
}

#[test]
fn words_for_codes_are_read_and_others_are_not_stated() {
    let read = |column: Column, text: &str| match read_value(column, text) {
        Ok(Some(Cell::Text(code))) => Ok(Some(code.into_owned())),
        Ok(Some(other)) => panic!("{text} is {other:?}"),
        Ok(None) => Ok(None),
        Err(reason) => Err(reason),
    };
    let known = [
        (Column::LoadStatus, "full", "full FULL Laden CARGADO voll lleno F FCL FCL/FCL 5 1/1 Pleine"),
        (Column::LoadStatus, "empty", "empty Empty E MT Vacío vazio LEER 4 0/0 00"),
        (Column::LoadStatus, "lcl", "lcl LCL/LCL FM groupage 7"),
        (Column::Nature, "28", "28 Transhipment TRANSBORDO TS T/S trans-shipment Transbordement"),
        (Column::Nature, "23", "23 import Importación IMP"),
        (Column::Nature, "29", "29"),
        (Column::FreightPayment, "prepaid", "prepaid PREPAID PP P ppd"),
        (Column::FreightPayment, "collect", "Collect CC C"),
        (Column::WeightScope, "bill", "bill BILL B/L"),
        (Column::ValueCurrency, "USD", "USD usd US$"),
        (Column::OriginCountry, "CN", "CN cn CHN China Chine"),
        (Column::VesselFlag, "GB", "GB UK"),
        (Column::ShipperCountry, "NA", "NA na Namibia"),
        (Column::UnNo, "0081", "0081 UN0081 UN-0081 un/0081 ONU0081 81 81.0"),
        (Column::UnNo, "0081, 0027", "UN0081/UN0027 0081,0027"),
        (Column::ImdgClass, "1.1D", "1.1D 1.1d class:1.1D IMO/1.1D"),
        (Column::ImdgClass, "3, 6.1", "3/6.1 3(6.1) CLASS:3,6.1"),
        (Column::VesselImo, "9074729", "9074729 IMO9074729 imo:9074729 IMO-No.9074729 9074729.0"),
        (Column::ValueCurrency, "CNY", "CNY RMB"),
        (Column::FinalDestination, "NGLOS", "NGLOS"),
        (Column::FinalDestination, "CL", "CHILE"),
        (Column::PlaceOfLoading, "ESCAD", "CADIZ ESCAD"),
        (Column::PlaceOfLoading, "CGPNR", "cgpnr CGPNR"),
    ];
    for (column, code, words) in known {
        for word in words.split(' ') {
            assert_eq!(read(column, word), Ok(Some(code.to_owned())), "{word} in {}", column.name());
        }
    }
    for (column, words) in [
        (Column::LoadStatus, "half-laden? QQ 12"),
        (Column::Nature, "smuggling 7x"),
        (Column::FreightPayment, "third-party"),
        (Column::ValueCurrency, "dollars $ U5D XYZ"),
        (Column::UnNo, "UN81A 12345 petrol"),
        (Column::ImdgClass, "10 class dangerous 1.1Z"),
        (Column::VesselImo, "12345 90747290 STAR"),
        (Column::OriginCountry, "QQ Atlantis 12"),
    ] {
        for word in words.split(' ') {
            let reason = read(column, word).expect_err(word);
            assert!(reason.contains("is known") || reason.contains("that is known"), "{reason}");
        }
    }
    let two = read(Column::FinalDestination, "Lagos").expect_err("there are two");
    assert!(two.contains("NGLOS and of PTLOS"), "{two}");
    for (column, word) in [
        (Column::LoadStatus, "-"),
        (Column::LoadStatus, "PTI"),
        (Column::Nature, "N/A"),
        (Column::OriginCountry, "ZZ"),
        (Column::UnNo, "NON HAZ"),
        (Column::ImdgClass, "TBA"),
        (Column::VesselImo, "N/A"),
        (Column::TransshipmentPorts, "DIRECT"),
        (Column::UnNo, "UN0000"),
    ] {
        assert_eq!(read(column, word), Ok(None), "{word} in {}", column.name());
    }
}

#[test]
fn lists_of_codes_are_read_element_by_element() {
    let read = |column: Column, text: &str| match read_value(column, text) {
        Ok(Some(Cell::List(codes))) => Ok(Some(codes.join(" "))),
        Ok(Some(other)) => panic!("{text} is {other:?}"),
        Ok(None) => Ok(None),
        Err(reason) => Err(reason),
    };
    for (column, text, codes) in [
        (Column::HsCodes, "HS CODE: 8471.30", "847130"),
        (Column::HsCodes, "HS 930120", "930120"),
        (Column::HsCodes, "730410-00", "73041000"),
        (Column::HsCodes, "HS 730410, HS 730420", "730410 730420"),
        (Column::HsCodes, "0402.21.00.00", "0402210000"),
        (Column::Seals, "ES6153242/X12345", "ES6153242 X12345"),
        (Column::Seals, "FX440001, FX440002", "FX440001 FX440002"),
        (Column::Seals, "FX440001\nFX440002", "FX440001 FX440002"),
        (Column::Seals, "FX440001 FX440002", "FX440001 FX440002"),
        (Column::Seals, "ML 123456", "ML 123456"),
        (Column::Seals, "KM1/2", "KM1/2"),
    ] {
        assert_eq!(read(column, text), Ok(Some(codes.to_owned())), "{text}");
    }
    assert_eq!(read(Column::HsCodes, "TBA"), Ok(None));
    for text in ["STEEL", "8471AB", "HS"] {
        assert!(read(Column::HsCodes, text).is_err_and(|reason| reason.contains("no HS code")), "{text}");
    }
}

/// A sign that is lost makes a code or a name another: nothing may fire on what is left of it, nor stay quiet.
#[test]
fn torn_codes_and_names_are_not_judged() {
    let work = tempfile::tempdir().expect("a folder");
    let path = work.path().join("m.csv");
    let header = "container_no,bill_no,vessel_name,consignee_name,seals,un_no,imdg_class,hs_codes,size_type,\
                  place_of_discharge,shipper_name,shipper_country,consignee_country,goods_description";
    let torn = b"MSKU9070323,B\xff1,M\xffV STAR,CAF\xc3\x89 \xff SARL,K\xff,19\xff3,1\xff,73\xff410,22\xff1,CG\xffNR,\
                 CAF\xc3\x89 LTD,GB-ENG,CG,TILES\n"
        .to_vec();
    let blank = "MSKU9070323,,,,,,,,,,CAF\u{c9} LTD,,CG,TILES\n".as_bytes().to_vec();
    let out = work.path().join("out");
    // What is UTF-8 beyond doubt is read as that, and its torn signs are none.
    let accents = "QQQU0000017,B2,,CAF\u{c9} \u{c9}L\u{c9}GANT,,,,,,,CAF\u{c9},,CG,TILES\n".repeat(9);
    let judge = |row: Vec<u8>| {
        std::fs::write(&path, [header.as_bytes(), b"\n", &row, accents.as_bytes()].concat()).expect("written");
        score_into(
            &out,
            &[&path.display().to_string()],
            &["--capacity", "3", "--format", "none", "-q", "--explain", "all"],
        );
        let explained = read_json(out.join("explanations.json"));
        let mut containers = explained["containers"].as_array().expect("a list").iter();
        containers.find(|container| container["container_no"] == "MSKU9070323").expect("it is scored").clone()
    };
    let (torn, blank) = (judge(torn), judge(blank));
    let mut fired = ids(&torn, "fired");
    assert!(fired.remove("DQ-019"), "{fired:?}");
    assert!(fired.is_subset(&ids(&blank, "fired")), "{fired:?} of {:?}", ids(&blank, "fired"));
    let (unknown, without) = (ids(&torn, "not_evaluable"), ids(&blank, "not_evaluable"));
    for rule in ["PH-020", "PH-021", "PT-028", "PT-027", "PT-026", "PT-020", "DG-021", "DQ-032", "DQ-008"] {
        assert!(unknown.contains(rule) || !without.contains(rule), "{rule} is quiet about what nobody can read");
    }
    assert!(!ids(&torn, "fired").contains("DQ-032"), "IS NULL of what cannot be read is unknown");
}

#[test]
fn words_for_no_amount_state_nothing_and_numbers_are_read_where_they_have_one_meaning() {
    let work = tempfile::tempdir().expect("a folder");
    let cells = [
        ("freight_amount", "AS AGREED", None),
        ("value_amount", "NVD", None),
        ("value_amount", "N.C.V.", None),
        ("value_amount", "TBA", None),
        ("eta", "TBA", None),
        ("packages", "20 CTNS", Some("20")),
        ("packages", "1,234,567 pkgs.", Some("1234567")),
        ("volume_m3", "25 CBM", Some("25")),
        ("gross_kg", "9,812.74", Some("9812.74")),
        ("gross_kg", "9.812,74", Some("9812.74")),
        ("gross_kg", "9812,5", Some("9812.5")),
        ("gross_kg", "9812.74 KGS", Some("9812.74")),
        ("gross_kg", "9 812.74 kg", Some("9812.74")),
        ("gross_kg", "12 MT", Some("12000")),
        ("temperature_c", "-18 C", Some("-18")),
    ];
    for (column, cell, value) in cells {
        let file = with_cell(work.path(), column, cell);
        let out = work.path().join("out");
        let container = watched(&file, &out);
        let lines = String::from_utf8(read(out.join("unreadable.csv"))).expect("UTF-8");
        assert_eq!(lines.lines().count(), 1, "{column} = {cell}: {lines}");
        let shown: BTreeMap<String, String> =
            serde_json::from_value(container["bills"][0].clone()).expect("facts by column");
        if column != "freight_amount" && column != "value_amount" && column != "volume_m3" && column != "temperature_c"
        {
            assert_eq!(shown.get(column).map(String::as_str), value, "{column} = {cell}");
        }
    }
}

/// A row whose container cannot be told is named under the list, with the box its torn text names.
#[test]
fn what_is_not_scored_is_looked_at_by_hand() {
    let work = tempfile::tempdir().expect("a folder");
    let path = work.path().join("m.csv");
    let text = "container_no,bill_no,goods_description\nMSKU9070323,B1,RICE\n,B2,RICE\ncsqu 305438-3,B3,RICE, IN BAGS\n\
                BULK,B4,ORE\n";
    std::fs::write(&path, text).expect("written");
    let output = score_into(&work.path().join("out"), &[&path.display().to_string()], &["-q"]);
    let said = stdout(&output);
    let (_, by_hand) = said.split_once("Not scored, look by hand: 3 rows").expect("it is said");
    for named in ["bill B2", "container CSQU3054383", "container BULK  bill B4"] {
        assert!(by_hand.contains(named), "no {named} in {by_hand}");
    }
}
