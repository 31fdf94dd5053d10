//! What is read where there is one meaning, whoever wrote it, and is said to be unreadable where there are two.

use crate::program::root;
use crate::readers::{only_table, staged};
use redlane::columns::Column;
use redlane::domain::{container_numbers, tidy_container_no};
use redlane::manifest::{InputFile, ReadOptions, StagedManifests, read_value, stage};

/// A value as it is shown; none where nothing is stated.
fn value(column: Column, text: &str) -> Result<Option<String>, String> {
    let file = format!("container_no,{}\nMSKU9070323,\"{}\"\n", column.name(), text.replace('"', "\"\""));
    let staged = staged("m.csv", file.as_bytes(), None);
    match staged.unreadable.first() {
        Some(cell) => Err(cell.reason.to_string()),
        None => Ok(only_table(&staged).shown(column, 0)),
    }
}

fn containers(staged: &StagedManifests) -> Vec<String> {
    let mut numbers = Vec::new();
    for batch in staged.batches() {
        let table = batch.load(&[Column::ContainerNo]).expect("in memory");
        numbers.extend((0..table.height()).filter_map(|row| table.shown(Column::ContainerNo, row)));
    }
    numbers
}

// Two good numbers, and one with a wrong check digit.
const A: &str = "MSKU9070323";
const B: &str = "TGHU3077030";
const WRONG: &str = "CAXU1234568";

#[test]
fn every_container_of_a_cell_is_a_row() {
    for (cell, expected) in [
        (format!("{A}, {WRONG}"), vec![A, WRONG]),
        (format!("{WRONG}/{A}"), vec![WRONG, A]),
        (format!("{A} & {B}"), vec![A, B]),
        (format!("{A};{B};{A}"), vec![A, B]),
        (format!("{WRONG} CAXU1234567"), vec![WRONG, "CAXU1234567"]),
        ("MSKU1000016/1000021".to_owned(), vec!["MSKU1000016", "MSKU1000021"]),
        (format!("{A} SOC"), vec![A]),
        (format!("{A}SOC"), vec![A]),
        (format!("*{A}*"), vec![A]),
        (format!("[{A}]"), vec![A]),
        (format!("C/N {A}"), vec![A]),
        (format!("40' {A}"), vec![A]),
        (format!("1X40HC {A} 1/2"), vec![A]),
        (format!("{A}-22G1"), vec![A]),
        (format!("{A} TOTAL"), vec![A]),
        ("msku 907 032 / 3".to_owned(), vec![A]),
        (format!("{WRONG} SOC"), vec![WRONG]),
        (format!("{A} SEAL NO. MLKU1234567"), vec![A]),
        (format!("{A} B/L MEDU1234567"), vec![A]),
        // What is no number of a container stays as it is written.
        ("MSKU#9070323".to_owned(), vec!["MSKU#9070323"]),
        ("MSKU90703234".to_owned(), vec!["MSKU90703234"]),
        ("TANK 12".to_owned(), vec!["TANK12"]),
        ("TOTAL 5".to_owned(), vec![]),
        ("Total: 12 containers".to_owned(), vec![]),
        ("GRAND TOTAL 12".to_owned(), vec![]),
    ] {
        let table = staged("m.csv", format!("container_no,bill_no\n\"{cell}\",B1\n").as_bytes(), None);
        assert_eq!(containers(&table), expected, "{cell}");
        assert_eq!(table.rows_in, table.rows() + table.rejects.len() as u64);
        if !cell.contains(['"', '\'']) {
            let line = format!("{{\"container_no\":\"{cell}\",\"bill_no\":\"B1\"}}\n");
            assert_eq!(containers(&staged("m.ndjson", line.as_bytes(), None)), expected, "{cell} in NDJSON");
        }
    }
}

/// A list, and `explain`, find a box however the papers or the officer write it.
#[test]
fn a_number_is_the_same_number_whatever_stands_beside_it() {
    for text in ["msku 907032-3", "MSKU9070323 SOC", "C/N: MSKU9070323", "MSKU9070323 22G1", "(MSKU9070323)"] {
        assert_eq!(tidy_container_no(text), A, "{text}");
    }
    assert_eq!(container_numbers(&format!("{A} and {B}")).len(), 2);
    assert!(container_numbers("INVOICE 1234567, TEL 0044 1234567").is_empty());
}

#[test]
fn messages_and_xml_that_name_several_containers_in_one_place_score_each() {
    let message = "UNB+UNOC:3+S+R+261123:0800+1'UNH+1+CUSCAR:D:95B:UN'BGM+85+M1+9'CNI+1+BL1'GID+1+10:CT'FTX+AAA+++FISH'\
        MEA+AAE+G+KGM:1000'SGP+MSKU9070323/TGHU3077030+10'EQD+CN+MSKU9070323/TGHU3077030+22G1+++5'\
        EQD+CN+CSQU3054383 SOC+22G1+++4'UNT+10+1'UNZ+1+1'";
    assert_eq!(containers(&staged("m.edi", message.as_bytes(), None)), [A, B, "CSQU3054383"]);
    let xml = "<Awmds><General_segment/><Bol_segment><Bol_id><Bol_reference>B1</Bol_reference></Bol_id><ctn_segment>\
        <Ctn_reference>MSKU9070323/TGHU3077030</Ctn_reference></ctn_segment></Bol_segment></Awmds>";
    assert_eq!(containers(&staged("m.xml", xml.as_bytes(), None)), [A, B]);
}

#[test]
fn numbers_with_two_meanings_are_not_read() {
    for (mapping, cell, kg) in [
        ("", "12,500.75", Some("12500.75")),
        ("", "1,250E3", None),
        ("", "25K", None),
        ("", "25000 K", Some("25000")),
        ("", "12.5 TONS", None),
        ("", "500 livres", None),
        ("", "12.5 T", Some("12500")),
        ("decimal = \",\"", "12,500.75", None),
        ("decimal = \",\"", "1,250.50", None),
        ("decimal = \",\"", "1.5E3", None),
        ("decimal = \",\"", "12,345.678", None),
        ("decimal = \",\"", "12,500.75 KGS", None),
        ("decimal = \",\"", "12.500,75", Some("12500.75")),
        ("decimal = \",\"", "12.500", Some("12500")),
        ("thousands = \",\"", "12,500.75", Some("12500.75")),
        ("thousands = \",\"", "12.500,75", None),
    ] {
        let mapping =
            format!("[options]\n{mapping}\n[columns]\ncontainer_no = \"container_no\"\ngross_kg = \"gross_kg\"\n");
        let table = staged("m.csv", format!("container_no;gross_kg\n{A};{cell}\n").as_bytes(), Some(&mapping));
        assert_eq!(only_table(&table).shown(Column::GrossKg, 0).as_deref(), kg, "{cell} with {mapping}");
        assert_eq!(table.unreadable.len(), usize::from(kg.is_none()), "{cell} with {mapping}");
    }
}

/// X12 has a decimal point alone, and its counts are looked at as other formats' are.
#[test]
fn counts_and_measures_of_x12_are_read_or_said() {
    let set = |count: &str, kilograms: &str, goods: &str| {
        let segments = format!(
            "M10*MSKU*O*PA*9074729*FICTION STAR*417S***Y*L~P4*5301*20261124~LX*1~M11*BL1*57035*{count}*CTN*{kilograms}*K*25*X~\
             VID*CN*MSKU*9070323*ABC12345****2200*L~N10*{goods}*FROZEN FISH~"
        );
        let text = format!(
            "ISA*00*          *00*          *02*MSKU           *ZZ*CBP            *261123*0800*U*00401*000000001*0*P*>~\
             GS*SO*MSKU*CBP*20261123*0800*1*X*004010~ST*309*0001~{segments}SE*8*0001~GE*1*1~IEA*1*000000001~"
        );
        let staged = staged("m.x12", text.as_bytes(), None);
        let unreadable: Vec<&str> = staged.unreadable.iter().map(|cell| &*cell.header).collect();
        (unreadable.join(" "), only_table(&staged).shown(Column::GrossKg, 0))
    };
    assert_eq!(set("10", "12500.5", "10"), (String::new(), Some("12500.5".into())));
    assert_eq!(set("10 CTNS", "100", "10 CTNS"), (String::new(), Some("100".into())));
    assert_eq!(set("1,000", "12,500", "1,000"), ("M1103 M1105 N1001".into(), None));
    assert_eq!(set("1 LOT", "100", "10"), (String::new(), Some("100".into())));
    assert_eq!(set("", "100", ""), (String::new(), Some("100".into())));
}

#[test]
fn codes_with_two_meanings_are_not_read() {
    for (column, unreadable) in [
        (Column::ImdgClass, "5,1|6,1|2,1|4,1|1,4|5,1 (8)"),
        (Column::HsCodes, "8471-8473|8471.30-8471.41|61-62|9403-9404|8471 8473|10,063|8471/73"),
        (Column::FinalDestination, "PARIS|Irbid|SOFIA|AFYON|CAIRO|KYOTO|BASRA"),
        (Column::PlaceOfLoading, "GHENT|DELHI|CONGO|PARIS"),
    ] {
        for text in unreadable.split('|') {
            assert!(value(column, text).is_err(), "{text} in {}: {:?}", column.name(), value(column, text));
        }
    }
    for (column, text, read) in [
        (Column::ImdgClass, "3,6.1", Some("3, 6.1")),
        (Column::ImdgClass, "8,9", Some("8, 9")),
        (Column::HsCodes, "8471-30", Some("847130")),
        (Column::HsCodes, "8471-30-0100", Some("8471300100")),
        (Column::HsCodes, "84 71 30", Some("847130")),
        (Column::HsCodes, "847130-0000", Some("8471300000")),
        (Column::FinalDestination, "DUBAI", Some("AEDXB")),
        (Column::FinalDestination, "IRAN", Some("IR")),
        (Column::FinalDestination, "North Korea", Some("KP")),
        (Column::FinalDestination, "BANDAR ABBAS, IRAN", Some("IR")),
        (Column::FinalDestination, "ATLANTA, GEORGIA", Some("ATLANTA, GEORGIA")),
        (Column::FinalDestination, "DENVER, CO", Some("DENVER, CO")),
        (Column::FinalDestination, "TEHRAN", Some("TEHRAN")),
        (Column::FinalDestination, "NLRTM", Some("NLRTM")),
        (Column::PlaceOfLoading, "SINES", Some("PTSIE")),
        (Column::Seals, "SEAL NO. QQQ000118 (CARRIER)", Some("QQQ000118")),
        (Column::Seals, "QQQ000118 & QQQ000119", Some("QQQ000118, QQQ000119")),
        (Column::Seals, "QQQ000118-QQQ000119", Some("QQQ000118, QQQ000119")),
        (Column::Seals, "ABC12345 / TBA", Some("ABC12345")),
        (Column::Seals, "ML-CN/1234567", Some("ML-CN/1234567")),
        (Column::Seals, "SEAL-123", Some("SEAL-123")),
        (Column::Seals, "TBA", None),
        (Column::Seals, "NIL", Some("")),
        (Column::BillNo, "B/L FICT26110001", Some("FICT26110001")),
        (Column::BillNo, "BL26110001", Some("BL26110001")),
        (Column::BillNo, "COSU6123456780 (A)", Some("COSU6123456780 (A)")),
        (Column::HsCodes, "8471 3000", Some("84713000")),
        (Column::HsCodes, "8471 3010 00", Some("8471301000")),
        (Column::HsCodes, "84713010 0000", Some("847130100000")),
        (Column::Seals, "SEAL NO123456", Some("123456")),
        (Column::Seals, "K123 (2)", Some("K123 (2)")),
    ] {
        assert_eq!(value(column, text), Ok(read.map(str::to_owned)), "{text} in {}", column.name());
    }
}

#[test]
fn words_that_state_nothing_are_known_in_many_languages_and_programs() {
    let words = "INCONNU|Néant|—|?|#N/A|(null)|\\N|<NA>|à confirmer|POR CONFIRMAR|VALOR NAO DECLARADO|Comme convenu|N.D.|PENDING|\
                 TO FOLLOW|ninguno";
    for word in words.split('|') {
        for column in [Column::ValueAmount, Column::GrossKg, Column::Eta, Column::Nature] {
            assert_eq!(value(column, word), Ok(None), "{word} in {}", column.name());
        }
    }
    for word in "TBA|UNKNOWN|Pending|VARIOUS|XXX|See Manifest|AS PER LIST|N/A|0000|BL|TO FOLLOW".split('|') {
        assert_eq!(value(Column::BillNo, word), Ok(None), "{word} as a bill");
    }
    assert_eq!(value(Column::BillNo, "XXX1"), Ok(Some("XXX1".into())));
    let mapping = "[columns]\ncontainer_no = \"box\"\ngross_kg = { header = \"w\", unit_header = \"u\" }\n";
    let table = staged("m.csv", format!("box,w,u\n{A},TBA,\n{B},-,\n").as_bytes(), Some(mapping));
    assert_eq!((table.rows(), table.unreadable.len()), (2, 0));
}

fn of_file(path: &str) -> StagedManifests {
    let file = InputFile::Path(root().join("tests/data").join(path));
    stage(&[file], &ReadOptions::default(), &|_| {}).expect("the machine gives what is needed")
}

/// Written by pyarrow: what exports of databases hold.
#[test]
fn decimals_and_small_integers_of_parquet_are_read() {
    let staged = of_file("tables/small_types.parquet");
    let cells: Vec<(u64, &str)> = staged.unreadable.iter().map(|cell| (cell.line, cell.column.name())).collect();
    assert_eq!(cells, [(2, "gross_kg")]);
    let table = only_table(&staged);
    for (column, values) in [
        (Column::Packages, [Some("12"), None]),
        (Column::GrossKg, [Some("12500.5"), None]),
        (Column::VolumeM3, [Some("25"), Some("26")]),
        (Column::BillNo, [Some("117"), Some("118")]),
        (Column::UnNo, [Some("0081"), None]),
        (Column::ValueAmount, [Some("0.05"), Some("1000000")]),
    ] {
        for (row, value) in values.into_iter().enumerate() {
            assert_eq!(table.shown(column, row).as_deref(), value, "{} in row {row}", column.name());
        }
    }
}

/// Written by openpyxl, which does not reckon: formulas without values, numbers of more digits than spreadsheets keep, codes made days.
#[test]
fn what_spreadsheets_lose_is_said() {
    let staged = of_file("workbooks/reckoned.xlsx");
    let cells: Vec<(u64, &str)> = staged.unreadable.iter().map(|cell| (cell.line, cell.column.name())).collect();
    assert_eq!(cells, [(2, "gross_kg"), (2, "packages"), (3, "bill_no"), (3, "seals"), (4, "bill_no")]);
    let table = only_table(&staged);
    assert_eq!(table.shown(Column::GoodsDescription, 1).as_deref(), Some("20261123"));
    assert_eq!(table.shown(Column::Eta, 0).as_deref(), Some("2026-11-23"));
}

#[test]
fn numbers_go_through_ndjson_to_their_last_digit() {
    let line = format!("{{\"container_no\":\"{A}\",\"gross_kg\":4019.9999999999995}}\n");
    let table = only_table(&staged("m.ndjson", line.as_bytes(), None));
    assert_eq!(table.float(Column::GrossKg, 0), Some(4019.9999999999995));
}

/// Lists fold their entries by the same reading, so a label before a number is no other number.
#[test]
fn labels_are_nothing_in_values_of_rules_either() {
    let read = |column, text| read_value(column, text).expect("readable").expect("stated").as_text().map(str::to_owned);
    assert_eq!(read(Column::BillNo, "B/L: FICT26110001").as_deref(), Some("FICT26110001"));
}
