//! Readers: what files say becomes rows, and what cannot become a row says why.

use crate::program::root;
use redlane::columns::Column;
use redlane::diagnostics::Source;
use redlane::manifest::{InputFile, Mapping, ReadOptions, StagedManifests, find_inputs, stage};
use redlane::tables::ManifestTable;
use std::io::Write;

pub fn staged(name: &str, bytes: &[u8], mapping: Option<&str>) -> StagedManifests {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let mapping = mapping.map(|text| Mapping::parse(&Source::new("mapping.toml", text)).expect("a right mapping"));
    let options = ReadOptions { mapping, ..ReadOptions::default() };
    // The folder goes away with this function; text formats are in memory by then.
    stage(&[InputFile::Path(path)], &options, &|_| {}).expect("the machine gives what is needed")
}

pub fn only_table(staged: &StagedManifests) -> ManifestTable {
    assert!(staged.damages.is_empty(), "{:?}", staged.damages);
    assert_eq!(staged.batches().len(), 1);
    staged.batches()[0].load(Column::ALL).expect("in memory")
}

const CANONICAL: &str = "container_no,bill_no,seals,gross_kg,eta,hs_codes,load_status,nature\n\
    msku 907032-3,B1,S1;S2,1200.5,2026-11-20,8471.30;0101,FCL,IMP\n\
    TGHU3077030,B2,;,,,,EMP,28\n\
    CSQU3054383,B3,,7,2026-11-21T10:00:00,,x,23\n";

#[test]
fn canonical_csv_is_tidied() {
    let staged = staged("m.csv", CANONICAL.as_bytes(), None);
    let table = only_table(&staged);
    assert_eq!(table.height(), 3);
    assert_eq!(table.shown(Column::ContainerNo, 0).as_deref(), Some("MSKU9070323"));
    assert_eq!(table.shown(Column::Seals, 0).as_deref(), Some("S1, S2"));
    assert_eq!(table.shown(Column::HsCodes, 0).as_deref(), Some("847130, 0101"));
    assert_eq!(table.shown(Column::LoadStatus, 0).as_deref(), Some("full"));
    assert_eq!(table.shown(Column::Nature, 0).as_deref(), Some("23"));
    assert_eq!(table.shown(Column::Eta, 2).as_deref(), Some("2026-11-21"));
    // A lone separator states that there are none; a blank states nothing.
    assert_eq!(table.shown(Column::Seals, 1).as_deref(), Some(""));
    assert_eq!(table.shown(Column::Seals, 2), None);
    assert_eq!(table.shown(Column::SourceLine, 2).as_deref(), Some("4"));
}

#[test]
fn text_comes_in_many_dresses() {
    let utf16le: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(CANONICAL.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let utf16be: Vec<u8> = CANONICAL.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked: Vec<u8> = b"\xEF\xBB\xBF".iter().copied().chain(CANONICAL.bytes()).collect();
    let windows = CANONICAL.replace('\n', "\r\n").into_bytes();
    let tabs = CANONICAL.replace(';', "|").replace(',', "\t").into_bytes();
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zipped.write_all(CANONICAL.as_bytes()).expect("in memory");
    let zstd = zstd::encode_all(CANONICAL.as_bytes(), 1).expect("in memory");
    for (name, bytes) in [
        ("utf16le.csv", utf16le),
        ("utf16be.csv", utf16be),
        ("marked.csv", marked),
        ("windows.csv", windows),
        ("tabs.tsv", tabs),
        ("zipped.csv.gz", zipped.finish().expect("in memory")),
        ("zstd.csv.zst", zstd),
    ] {
        let staged = staged(name, &bytes, None);
        let table = only_table(&staged);
        assert_eq!(table.height(), 3, "{name}");
        assert_eq!(table.shown(Column::ContainerNo, 0).as_deref(), Some("MSKU9070323"), "{name}");
        assert_eq!(table.shown(Column::Seals, 0).as_deref(), Some("S1, S2"), "{name}");
    }
}

#[test]
fn mappings_read_foreign_headers_units_and_dates() {
    let csv = "Conteneur;Poids (t);Arriv\u{e9}e;Temp\nMSKU9070323;1.234,5;23/11/2026;14\n";
    let mapping = r#"
        [options]
        delimiter = ";"
        decimal = ","
        date_format = "%d/%m/%Y"
        [columns]
        container_no = "Conteneur"
        gross_kg = { header = "Poids (t)", unit = "t" }
        eta = "Arrivée"
        temperature_c = { header = "Temp", unit = "F" }
        place_of_discharge = { constant = "CG PNR" }
    "#;
    let staged = staged("m.csv", csv.as_bytes(), Some(mapping));
    let table = only_table(&staged);
    assert_eq!(table.shown(Column::GrossKg, 0).as_deref(), Some("1234500"));
    assert_eq!(table.shown(Column::Eta, 0).as_deref(), Some("2026-11-23"));
    assert_eq!(table.shown(Column::TemperatureC, 0).as_deref(), Some("-10"));
    assert_eq!(table.shown(Column::PlaceOfDischarge, 0).as_deref(), Some("CGPNR"));
}

#[test]
fn bad_cells_are_not_stated_and_listed_with_line_column_and_value() {
    let csv = "container_no,gross_kg,packages,eta\nMSKU9070323,-5,1,2026-11-23\nTGHU3077030,5,1.5,tomorrow\n,5,1,\nCSQU3054383,5,1,2026-11-23\n";
    let staged = staged("m.csv", csv.as_bytes(), None);
    assert_eq!((staged.rows_in, staged.rows()), (4, 3));
    let found: Vec<_> = staged.unreadable.iter().map(|cell| (cell.line, cell.column, cell.value.as_str())).collect();
    let [gross, packages, eta] = [Column::GrossKg, Column::Packages, Column::Eta];
    assert_eq!(found, [(2, gross, "-5"), (3, packages, "1.5"), (3, eta, "tomorrow")]);
    let numbers: Vec<_> = staged.unreadable.iter().map(|cell| cell.container_no.as_str()).collect();
    assert_eq!(numbers, ["MSKU9070323", "TGHU3077030", "TGHU3077030"]);
    let rejected: Vec<_> = staged.rejects.iter().map(|r| (r.line, r.column.as_str())).collect();
    assert_eq!(rejected, [(4, "container_no")]);
    let table = only_table(&staged);
    assert_eq!(table.shown(Column::GrossKg, 0), None);
    assert_eq!(table.shown(Column::GrossKg, 1).as_deref(), Some("5"));
    assert_eq!(table.shown(Column::UnreadableCells, 1).as_deref(), Some("eta, packages"));
    assert_eq!(table.shown(Column::UnreadableCells, 2), None);
}

const BILL: &str = "<Awmds><General_segment><General_segment_id><Customs_office_code>DD141</Customs_office_code>\
    <Voyage_number>9</Voyage_number><Date_of_departure>2026-11-01</Date_of_departure></General_segment_id></General_segment>\
    <Bol_segment><Bol_id><Bol_reference>B1</Bol_reference><Bol_nature>28</Bol_nature></Bol_id>\
    <Load_unload_place><Place_of_loading_code>ESALG</Place_of_loading_code></Load_unload_place>\
    <ctn_segment><Ctn_reference>MSKU9070323</Ctn_reference><Marks1>S1</Marks1><Marks2>S2</Marks2><Empty_Full>FCL</Empty_Full></ctn_segment>\
    <ctn_segment><Ctn_reference>TGHU3077030</Ctn_reference><Marks1> </Marks1><Empty_Full>MT</Empty_Full><Goods_weight>5</Goods_weight></ctn_segment>\
    <Goods_segment><Gross_mass>20000.0</Gross_mass><Goods_description>RICE &amp; PEAS</Goods_description>\
    <Volume_in_cubic_meters>40</Volume_in_cubic_meters></Goods_segment></Bol_segment>\
    <Bol_segment><Bol_id><Bol_reference>B2</Bol_reference></Bol_id><Goods_segment/></Bol_segment></Awmds>";

#[test]
fn awmds_traps_hold() {
    let staged = staged("m.xml", BILL.as_bytes(), None);
    let table = only_table(&staged);
    assert_eq!((staged.rows_in, table.height()), (3, 2));
    assert!(staged.rejects[0].reason.contains("no container"), "{:?}", staged.rejects);
    let shown = |column, row| table.shown(column, row);
    assert_eq!(shown(Column::Seals, 0).as_deref(), Some("S1, S2"));
    assert_eq!(shown(Column::Seals, 1).as_deref(), Some(""));
    assert_eq!(shown(Column::LoadStatus, 1).as_deref(), Some("empty"));
    // No mass of its own: the bill's, and said so. A mass of its own: no bill's volume beside it.
    assert_eq!(shown(Column::GrossKg, 0).as_deref(), Some("20000"));
    assert_eq!(shown(Column::WeightScope, 0).as_deref(), Some("bill"));
    assert_eq!(shown(Column::VolumeM3, 0).as_deref(), Some("40"));
    assert_eq!(shown(Column::GrossKg, 1).as_deref(), Some("5"));
    assert_eq!(shown(Column::WeightScope, 1).as_deref(), Some("container"));
    assert_eq!(shown(Column::VolumeM3, 1), None);
    assert_eq!(shown(Column::GoodsDescription, 1).as_deref(), Some("RICE & PEAS"));
    assert_eq!(shown(Column::ManifestNo, 0).as_deref(), Some("DD141/9/2026-11-01"));
}

#[test]
fn goods_are_joined_to_containers_where_references_say_so() {
    let xml = BILL
        .replace("<Gross_mass>", "<Container_item_references><Ctn_item_reference>MSKU9070323</Ctn_item_reference></Container_item_references><Gross_mass>");
    let staged = staged("m.xml", xml.as_bytes(), None);
    let table = only_table(&staged);
    assert_eq!(table.shown(Column::GoodsDescription, 0).as_deref(), Some("RICE & PEAS"));
    assert_eq!(table.shown(Column::GoodsDescription, 1), None);
}

#[test]
fn folders_and_globs_name_files_once() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["b.csv", "a.csv", "notes.md", "c.xml.gz"] {
        std::fs::write(folder.path().join(name), "x").expect("written");
    }
    let shown = folder.path().display();
    let found = find_inputs(&[format!("{shown}"), format!("{shown}/*.csv")]).inputs;
    let names: Vec<String> =
        found.iter().map(|file| file.name().rsplit('/').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(names, ["a.csv", "b.csv", "c.xml.gz"]);
}

/// What another file of the run can state is not missing from this one.
#[test]
fn a_file_is_judged_by_its_own_header() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = |more: bool| {
        std::fs::write(folder.path().join("a.csv"), "container_no,bill_no\nMSKU9070323,B1\n").expect("written");
        let other = folder.path().join("b.csv");
        match more {
            true => std::fs::write(&other, "container_no,consignee_name,goods_description\nTGHU3077030,X SARL,TOYS\n"),
            false => Ok(()),
        }
        .expect("written");
        let inputs = find_inputs(&[folder.path().display().to_string()]).inputs;
        let staged = stage(&inputs, &ReadOptions::default(), &|_| {}).expect("the machine gives what is needed");
        let batch = &staged.batches()[0];
        let stated = staged.stated_by(batch);
        (stated.contains(&Column::ConsigneeName), stated.contains(&Column::BillNo), staged.rows())
    };
    assert_eq!(rows(false), (false, true, 1));
    assert_eq!(rows(true), (false, true, 2));
}

/// A cell of a table as each text form gives it to the same reading.
fn column_of(column: &str, cell: &str) -> Result<Option<String>, String> {
    let quoted = cell.replace('"', "\"\"");
    let text = format!("container_no,{column}\nZZZU6000018,\"{quoted}\"\n");
    let staged = staged("m.csv", text.as_bytes(), None);
    match staged.rejects.first().map(|reject| &reject.reason).or(staged.unreadable.first().map(|cell| &cell.reason)) {
        Some(reason) => Err(reason.clone()),
        None => {
            let rows = staged.batches()[0].load(Column::ALL).expect("in memory");
            Ok(rows.shown(Column::named(column).expect("a column"), 0))
        }
    }
}

/// What spreadsheets and systems write in place of a value, and around it.
#[test]
fn placeholders_and_protection_are_known_in_one_place() {
    let stated =
        |column: &str, cell: &str| column_of(column, cell).unwrap_or_else(|reason| panic!("{column} {cell}: {reason}"));
    for (column, none) in [
        ("un_no", "0"),
        ("un_no", "0000"),
        ("un_no", "N/A"),
        ("imdg_class", "0.0"),
        ("hs_codes", "000000"),
        ("hs_codes", "0000.00.00"),
        ("consignee_id", "000000000"),
        ("vessel_imo", "0000000"),
        ("master_bill_no", "0"),
        ("bill_no", "-"),
        ("place_of_loading", "00000"),
        ("eta", "0000-00-00"),
        ("eta", "0000-00-00 00:00:00"),
        ("eta", "1900-01-00"),
        ("volume_m3", "0"),
        ("vgm_kg", "0.00"),
        ("load_status", "PTI"),
        ("un_no", "UN0000"),
        ("bill_no", "N/A"),
        ("master_bill_no", "NIL"),
        ("eta", "1900-01-01"),
        ("eta", "1970-01-01 00:00:00"),
        ("eta", "9999-12-31"),
        ("message_time", "0001-01-01T00:00:00"),
        ("gross_kg", "-"),
        ("packages", "N/A"),
        ("temperature_c", "none"),
        ("transshipment_ports", "00000;-"),
    ] {
        assert_eq!(stated(column, none), None, "{column} {none}");
    }
    for none in ["0000000", "0", "NO SEAL", "NOT SEALED", "n/a", "-"] {
        assert_eq!(stated("seals", none).as_deref(), Some(""), "{none} states that there is no seal");
    }
    for (column, cell, value) in [
        // Zeros and words that are values.
        ("packages", "0", "0"),
        ("gross_kg", "0", "0"),
        ("temperature_c", "0", "0"),
        ("voyage", "000S", "000S"),
        ("seals", "0099871", "0099871"),
        ("origin_country", "NA", "NA"),
        ("consignee_name", "NA", "NA"),
        // What keeps spreadsheets from reading codes as numbers.
        ("bill_no", "=\"0012345\"", "0012345"),
        ("packages", "=\"120\"", "120"),
        ("hs_codes", "=T(\"0402210000\")", "0402210000"),
        ("bill_no", "'0012345", "0012345"),
        ("hs_codes", "'0402210000", "0402210000"),
        ("consignee_name", "'s Gravenzande BV", "'s Gravenzande BV"),
        ("goods_description", "'-18 C' FISH", "'-18 C' FISH"),
        ("goods_description", "'=TILES", "=TILES"),
        // Codes that went through a number, and signs that show nothing.
        ("hs_codes", "870323.0", "870323"),
        ("hs_codes", "8703.0", "8703"),
        ("hs_codes", "8703.23, 8708.99", "870323, 870899"),
        ("hs_codes", "0000, 8703.23", "870323"),
        ("hs_codes", "8703230000 8708990000", "8703230000, 8708990000"),
        ("hs_codes", "8703 23", "870323"),
        ("hs_codes", "401.0", "0401"),
        ("hs_codes", "8.70323E+05", "870323"),
        ("un_no", "1993.0", "1993"),
        ("place_of_loading", "CN\u{200B}SHA", "CNSHA"),
        ("bill_no", "\u{FEFF}FXB1", "FXB1"),
        ("un_no", "１９９３", "1993"),
        ("temperature_c", "\u{2212}18", "-18"),
        ("size_type", "22G1", "22G1"),
    ] {
        assert_eq!(stated(column, cell).as_deref(), Some(value), "{column} {cell}");
    }
    assert!(column_of("hs_codes", "4.0011E+07").is_err_and(|reason| reason.contains("has lost digits")));
    for number in ["ATBE1003091", "QXWU4000000", "qxwu 310245-5", "QXWU\u{200E}3102455"] {
        let staged = staged("m.csv", format!("container_no\n{number}\n").as_bytes(), None);
        assert_eq!(staged.rows(), 1, "{number}");
    }
}

/// A list means the same in a cell, in NDJSON and in Parquet, and so does a day that stands for none.
#[test]
fn lists_and_days_mean_the_same_in_every_form() {
    let rows = [
        r#"{"container_no":"ZZZU6000018","seals":["N/A"],"hs_codes":["0000"],"transshipment_ports":["-"],"eta":"1900-01-01"}"#,
        r#"{"container_no":"ZZZU6000018","seals":["0000","FX1"],"hs_codes":["0","870323"],"transshipment_ports":[],"eta":"2026-11-30"}"#,
        r#"{"container_no":"ZZZU6000018","seals":[],"hs_codes":[""],"transshipment_ports":["CN SHA"],"un_no":"UN0000"}"#,
    ];
    let cells = "container_no,seals,hs_codes,transshipment_ports,eta,un_no\n\
        ZZZU6000018,N/A,0000,-,1900-01-01,\nZZZU6000018,0000;FX1,0;870323,;,2026-11-30,\nZZZU6000018,;,,CN SHA,,UN0000\n";
    let rows_of = |staged: &StagedManifests| -> Vec<Vec<Option<String>>> {
        assert!(staged.rejects.is_empty() && staged.damages.is_empty(), "{:?}{:?}", staged.rejects, staged.damages);
        let table = only_table(staged);
        let columns = ["seals", "hs_codes", "transshipment_ports", "eta", "un_no"]
            .map(|name| Column::named(name).expect("a column"));
        (0..table.height()).map(|row| columns.iter().map(|column| table.shown(*column, row)).collect()).collect()
    };
    let text = |text: &str| Some(text.to_owned());
    let expected = [
        vec![text(""), None, None, None, None],
        vec![text("FX1"), text("870323"), text(""), text("2026-11-30"), None],
        vec![text(""), None, text("CNSHA"), None, None],
    ];
    assert_eq!(rows_of(&staged("m.ndjson", rows.join("\n").as_bytes(), None)), expected);
    assert_eq!(rows_of(&staged("m.csv", cells.as_bytes(), None)), expected);
    // A stranger's Parquet file has what redlane would not write.
    let file = InputFile::Path(root().join("tests/data/tables/placeholders.parquet"));
    let file = stage(&[file], &ReadOptions::default(), &|_| {}).expect("the machine gives what is needed");
    assert_eq!(rows_of(&file), expected);
    assert!(file.notices[0].ends_with("1 header(s) name no column and are not used: remark"), "{:?}", file.notices);
    // The day is none in whatever form it is written.
    let mapping =
        "[columns]\ncontainer_no = \"container_no\"\neta = { header = \"eta\", date_format = \"%d/%m/%Y\" }\n";
    let staged = staged("m.csv", b"container_no,eta\nZZZU6000018,01/01/1900\n", Some(mapping));
    assert_eq!((staged.rejects.len(), only_table(&staged).shown(Column::Eta, 0)), (0, None));
}

/// Delimiters at the end of every line are of no field; in one line alone they are a row cut in two.
#[test]
fn delimiters_at_the_end_of_every_line_are_no_field() {
    let every = staged("m.csv", "container_no,gross_kg\nZZZU6000018,1,\nZZZU1100014,2,\n".as_bytes(), None);
    assert_eq!((every.rows(), every.rejects.len()), (2, 0));
    let one = staged("m.csv", "container_no,gross_kg\nZZZU6000018,1\nZZZU1100014,2,\n".as_bytes(), None);
    assert_eq!((one.rows(), one.rejects.len()), (1, 1));
}
