//! Torn files: one byte, sign or type that is wrong costs its cell, and never the cells, rows or files around it.

use crate::program::root;
use crate::readers::{only_table, staged};
use redlane::columns::Column;
use redlane::manifest::{InputFile, ReadOptions, StagedManifests, stage};

/// What became of a file: rows in, rows scored, and the lines with the columns of cells that cannot be read.
fn accounts(staged: &StagedManifests) -> (u64, u64, Vec<(u64, &'static str)>) {
    assert_eq!(staged.rows_in, staged.rows() + staged.rejects.len() as u64, "{:?}", staged.damages);
    let cells = staged.unreadable.iter().map(|cell| (cell.line, cell.column.name())).collect();
    (staged.rows_in, staged.rows(), cells)
}

fn shown(staged: &StagedManifests, column: Column, row: usize) -> Option<String> {
    only_table(staged).shown(column, row)
}

/// Boxes that rejects name.
fn by_hand(staged: &StagedManifests) -> Vec<&str> {
    staged.rejects.iter().map(|reject| reject.container_no.as_str()).collect()
}

const HEADER: &str = "container_no,bill_no,gross_kg,goods_description\n";

fn csv(rows: &str) -> StagedManifests {
    staged("m.csv", format!("{HEADER}{rows}").as_bytes(), None)
}

/// Written by pyarrow: packages as float64, masses and days as text, codes as integers, bytes, decimals, structs, dictionaries.
#[test]
fn parquet_columns_of_other_types_are_read_value_by_value() {
    let file = InputFile::Path(root().join("tests/data/tables/other_types.parquet"));
    let staged = stage(&[file], &ReadOptions::default(), &|_| {}).expect("the machine gives what is needed");
    let mut cells = accounts(&staged);
    cells.2.sort_unstable();
    let unreadable = vec![
        (1, "eta"),
        (1, "gross_kg"),
        (2, "gross_kg"),
        (2, "value_amount"),
        (3, "goods_description"),
        (3, "packages"),
    ];
    assert_eq!(cells, (3, 3, unreadable));
    let expected = [
        (Column::BillNo, [Some("2611"), None, Some("7")]),
        (Column::Nature, [Some("23"), Some("28"), None]),
        (Column::Voyage, [Some("950"), None, Some("12")]),
        (Column::Packages, [Some("10"), None, None]),
        (Column::GrossKg, [None, None, Some("18512.5")]),
        (Column::Eta, [None, Some("2026-11-23"), None]),
        (Column::MessageTime, [Some("2026-11-23T08:05"), None, None]),
        (Column::HsCodes, [Some("870323"), Some("020714"), None]),
        (Column::Seals, [Some("S1, S2"), Some(""), None]),
        (Column::GoodsDescription, [Some("RICE"), None, Some("CAF\u{FFFD}")]),
        (Column::CarrierCode, [Some("FXXX"), None, Some("FXXX")]),
        (Column::ShippingMarks, [None, None, None]),
        (
            Column::UnreadableCells,
            [Some("eta, gross_kg"), Some("gross_kg, value_amount"), Some("goods_description, packages")],
        ),
    ];
    for (column, values) in expected {
        for (row, value) in values.into_iter().enumerate() {
            let found = shown(&staged, column, row);
            let sorted = found.map(|text| {
                let mut items: Vec<&str> = text.split(", ").collect();
                if column == Column::UnreadableCells {
                    items.sort_unstable();
                }
                items.join(", ")
            });
            assert_eq!(sorted.as_deref(), value, "{} in row {row}", column.name());
        }
    }
    let notices = staged.notices.join("\n");
    assert!(notices.contains("column `shipping_marks` holds Struct"), "{notices}");
}

const BEGINNING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Awmds>\n<General_segment><General_segment_id>\
    <Voyage_number>9</Voyage_number></General_segment_id></General_segment>\n";

fn bill(number: &str, container: &str, goods: &str) -> String {
    format!(
        "<Bol_segment><Bol_id><Bol_reference>{number}</Bol_reference></Bol_id>\n<ctn_segment>\
         <Ctn_reference>{container}</Ctn_reference></ctn_segment>\n<Goods_segment><Goods_description>{goods}\
         </Goods_description></Goods_segment></Bol_segment>\n"
    )
}

#[test]
fn signs_that_xml_does_not_have_are_text() {
    for (goods, read) in [
        ("WEIGHT <5 KG", "WEIGHT <5 KG"),
        ("QTY <LESS THAN 5", "QTY <LESS THAN 5"),
        ("A <B and C> D", "A <B and C> D"),
        ("NUTS & BOLTS", "NUTS & BOLTS"),
        ("NUTS &BOLTS; MORE", "NUTS &BOLTS; MORE"),
        ("R&amp;D &lt;5", "R&D <5"),
        ("RICE&nbsp;BAGS", "RICE\u{A0}BAGS"),
        ("CAF&eacute;", "CAF&eacute;"),
        ("RICE&#0;&#x00; BAGS", "RICE BAGS"),
        ("&#65;&#x42;", "AB"),
        ("<![CDATA[A < B]]>", "A < B"),
        ("A<!-- < & -->B", "AB"),
    ] {
        let xml =
            format!("{BEGINNING}{}{}</Awmds>", bill("B1", "MSKU9070323", goods), bill("B2", "TGHU3077030", "TEA"));
        let staged = staged("m.xml", xml.as_bytes(), None);
        assert_eq!(accounts(&staged), (2, 2, vec![]), "{goods}: {:?}", staged.unreadable);
        assert_eq!(shown(&staged, Column::GoodsDescription, 0).as_deref(), Some(read), "{goods}");
    }
}

#[test]
fn a_torn_byte_costs_its_cell_or_its_bill() {
    let whole =
        format!("{BEGINNING}{}{}</Awmds>", bill("B1", "MSKU9070323", "~RICE"), bill("B2", "TGHU3077030", "TEA"));
    let torn = |at: &str| {
        let place = whole.find(at).expect("it is there");
        let mut bytes = whole.clone().into_bytes();
        bytes[place] = 0xFF;
        staged("m.xml", &bytes, None)
    };
    let goods = torn("~RICE");
    assert_eq!(accounts(&goods), (2, 2, vec![(5, "goods_description")]));
    assert_eq!(shown(&goods, Column::GoodsDescription, 0).as_deref(), Some("\u{FFFD}RICE"));
    let half = staged("m.xml", whole.replace('~', "&#55357;").as_bytes(), None);
    assert_eq!(accounts(&half), (2, 2, vec![(5, "goods_description")]));
    // A tag, the sign that ends one, and the number of a box.
    assert_eq!(by_hand(&torn("Goods_description>~")), ["MSKU9070323"]);
    assert_eq!(by_hand(&torn("></Goods_segment>")), ["MSKU9070323"]);
    assert_eq!(by_hand(&torn("7030<")).len(), 1);
}

#[test]
fn of_a_file_that_breaks_off_whole_bills_are_scored() {
    let whole = format!("{BEGINNING}{}{}</Awmds>", bill("B1", "MSKU9070323", "RICE"), bill("B2", "TGHU3077030", "TEA"));
    let second = whole.find("B2").expect("it is there");
    for end in (second..whole.len()).filter(|end| end % 7 == 0) {
        let cut = staged("m.xml", &whole.as_bytes()[..end], None);
        let is_whole = whole[..end].matches("</Bol_segment>").count() as u64;
        assert_eq!(cut.rows(), is_whole, "cut at {end}: {:?} {:?}", cut.rejects, cut.damages);
        assert_eq!(cut.rows_in, cut.rows() + cut.rejects.len() as u64);
        assert!(cut.inputs[0].breaks_off, "cut at {end}");
        let names_box = is_whole == 1 && whole[..end].contains("TGHU3077030");
        assert_eq!(by_hand(&cut).contains(&"TGHU3077030"), names_box, "cut at {end}: {:?}", cut.rejects);
    }
    let unclosed = whole.replacen("</Bol_segment>", "", 1);
    let unclosed = staged("m.xml", unclosed.as_bytes(), None);
    assert_eq!((unclosed.rows(), by_hand(&unclosed)), (1, vec!["MSKU9070323"]));
}

#[test]
fn a_quote_that_is_never_closed_costs_no_row() {
    let others = "TGHU3077030,B2,5,TEA\nCSQU3054383,B3,5,RICE\n";
    let open = csv(&format!("MSKU9070323,B1,5,\"USED TYRES\n{others}"));
    assert_eq!(accounts(&open), (3, 3, vec![]));
    assert_eq!(shown(&open, Column::GoodsDescription, 0).as_deref(), Some("\"USED TYRES"));
    let meets_another = csv(&format!("MSKU9070323,B1,5,\"USED TYRES\n{others}MSKU9070323,B4,5,\"TEA, BLACK\"\n"));
    assert_eq!(accounts(&meets_another), (4, 4, vec![]));
    assert_eq!(shown(&meets_another, Column::GoodsDescription, 3).as_deref(), Some("TEA, BLACK"));
    let meets_its_like = csv(&format!("MSKU9070323,\"B1,5,TYRES\n{others}MSKU9070323,B4\",5,TEA\n"));
    assert_eq!(accounts(&meets_its_like), (4, 4, vec![]));
    let all_quoted = csv("\"MSKU9070323\",\"B1\",\"5\",\"USED TYRES\n\"TGHU3077030\",\"B2\",\"5\",\"TEA\"\n");
    assert_eq!(accounts(&all_quoted), (2, 2, vec![]));
    assert_eq!(shown(&all_quoted, Column::BillNo, 0).as_deref(), Some("B1"));
    let short = csv(&format!("MSKU9070323,\"B1,5\n{others}"));
    assert_eq!((accounts(&short).1, by_hand(&short)), (2, vec!["MSKU9070323"]));
    let last = csv("MSKU9070323,B1,5,\"USED TYRES");
    assert_eq!((accounts(&last), last.inputs[0].breaks_off), ((1, 1, vec![]), false));
}

#[test]
fn cells_over_several_lines_are_one_cell() {
    for end in ["\n", "\r\n", "\r"] {
        let rows = "MSKU9070323,B1,5,\"USED\nTYRES, \"\"OLD\"\"\nAND, SO, ON\"\nTGHU3077030,\"B\n2\",5,TEA\n\nCSQU3054383,B3,5,\"X\n\n\nY\"";
        let text = format!("{HEADER}{rows}").replace('\n', end);
        let staged = staged("m.csv", text.as_bytes(), None);
        assert_eq!(accounts(&staged), (3, 3, vec![]), "{end:?}: {:?}", staged.rejects);
        let goods = shown(&staged, Column::GoodsDescription, 0);
        assert_eq!(goods.as_deref(), Some("USED\nTYRES, \"OLD\"\nAND, SO, ON"), "{end:?}");
        assert_eq!(shown(&staged, Column::BillNo, 1).as_deref(), Some("B\n2"));
    }
}

#[test]
fn values_that_json_does_not_have_cost_their_cell() {
    let line = |line: &str| staged("m.ndjson", format!("{line}\n").as_bytes(), None);
    let with = |pair: &str| line(&format!(r#"{{"container_no":"MSKU9070323",{pair},"bill_no":"B1"}}"#));
    for (pair, column, value, unreadable) in [
        (r#""GROSS-KG":5"#, Column::GrossKg, Some("5"), false),
        (r#""gross_kg":1e400"#, Column::GrossKg, None, true),
        (r#""gross_kg":-Infinity"#, Column::GrossKg, None, true),
        (r#""gross_kg":NaN"#, Column::GrossKg, None, false),
        (r#""goods_description":"RICE \ud800 BAGS""#, Column::GoodsDescription, Some("RICE \u{FFFD} BAGS"), true),
        (r#""goods_description":"RICE \udc00""#, Column::GoodsDescription, Some("RICE \u{FFFD}"), true),
        (r#""goods_description":"\ud83d\ude00 \ud83d""#, Column::GoodsDescription, Some("\u{1F600} \u{FFFD}"), true),
        ("\"goods_description\":\"A\tB\"", Column::GoodsDescription, Some("A\tB"), false),
        (r#""goods_description":"C:\temp\x""#, Column::GoodsDescription, Some("C:\temp\\x"), false),
        (r#""seals":[null,"S1"]"#, Column::Seals, Some("S1"), false),
        (r#""hs_codes":["690721",30355]"#, Column::HsCodes, Some("690721"), true),
    ] {
        let staged = with(pair);
        let cells = if unreadable { vec![(1, column.name())] } else { vec![] };
        assert_eq!(accounts(&staged), (1, 1, cells), "{pair}: {:?}", staged.rejects);
        assert_eq!(shown(&staged, column, 0).as_deref(), value, "{pair}");
        assert_eq!(shown(&staged, Column::BillNo, 0).as_deref(), Some("B1"), "{pair}");
    }
    let byte =
        b"{\"container_no\":\"MSKU9070323\",\"goods_description\":\"\xC3\x89\xC3\x89 CAF\xFF\",\"gross_kg\":5}\n";
    assert_eq!(accounts(&staged("m.ndjson", byte, None)), (1, 1, vec![(1, "goods_description")]));
    let several = line(r#"{"container_no":["MSKU9070323","tghu 307703-0","MSKU9070323"],"bill_no":"B1"}"#);
    assert_eq!(accounts(&several), (2, 2, vec![]));
    assert_eq!(shown(&several, Column::ContainerNo, 1).as_deref(), Some("TGHU3077030"));
    assert_eq!(accounts(&line(r#"{"container_no":["MSKU9070323"]}"#)), (1, 1, vec![]));
    assert_eq!(accounts(&line(r#"{"container_no":["MSKU9070323","BULK"]}"#)).1, 1);
    assert_eq!(accounts(&line(r#"{"container_no":[]}"#)), (1, 0, vec![]));
    let twice = line(r#"{"container_no":"MSKU9070323","Gross_kg":1,"gross_kg":2}"#);
    assert_eq!(accounts(&twice), (1, 1, vec![(1, "gross_kg")]));
}

/// A message of one box; further segments stand in its header, behind its goods, and behind its box.
fn cuscar(header: &str, goods: &str, equipment: &str) -> StagedManifests {
    let text = format!(
        "UNB+UNOA:2+FXL+FXC+261120:0800+1'\nUNH+1+CUSCAR:D:95B:UN'\nBGM+85+M1+9'\n{header}EQD+CN+MSKU9070323+22G1:102:5+++5'\n\
         {equipment}CNI+1+B1'\nGID+1+10:CT'\nFTX+AAA+++RICE'\n{goods}SGP+MSKU9070323'\nUNT+9+1'\nUNZ+1+1'\n"
    );
    staged("m.edi", text.as_bytes(), None)
}

#[test]
fn what_a_message_states_and_nobody_can_read_is_said() {
    for (header, columns) in [
        ("DTM+132:11/01/2020:102'\n", vec!["eta"]),
        ("DTM+133:20261399:102'\n", vec!["etd"]),
        ("DTM+137:TOMORROW:203'\n", vec!["message_time"]),
        ("DTM+132:TBA:102'\nDTM+133:00000000:102'\nDTM+137::203'\n", vec![]),
        ("DTM+137:TBA:203'\n", vec![]),
        // What can be read counts, wherever it stands.
        ("DTM+132:SOON:102'\nDTM+178:20261123:102'\n", vec![]),
        ("DTM+132:20261123:102'\nDTM+178:SOON:102'\n", vec![]),
        ("TDT+20+9S+1++FXL:172:20+++:146:11:FICTION STAR:ATLANTIS'\n", vec!["vessel_flag"]),
        ("TDT+20+9S+1++FXL:172:20+++:146:11:FICTION STAR:PA'\n", vec![]),
        ("TDT+20+9S+1++FXL:172:20+++:146:11:FICTION STAR:PANAMA'\n", vec![]),
    ] {
        let staged = cuscar(header, "", "");
        let found: Vec<&str> = staged.unreadable.iter().map(|cell| cell.column.name()).collect();
        assert_eq!((found, staged.rows()), (columns, 1), "{header}");
    }
    let stated = cuscar("DTM+132:SOON:102'\nDTM+178:20261123:102'\n", "", "");
    assert_eq!(shown(&stated, Column::Eta, 0).as_deref(), Some("2026-11-23"));
    let prepared = cuscar("DTM+137:TBA:203'\n", "", "");
    assert_eq!(shown(&prepared, Column::MessageTime, 0).as_deref(), Some("2026-11-20T08:00"));
}

#[test]
fn measures_that_state_nothing_are_missing_and_others_are_said() {
    for (goods, equipment, columns) in [
        ("MEA+AAE+G+KGM:NVD'\n", "", vec![]),
        ("MEA+AAE+G+KGM:'\n", "", vec![]),
        ("MEA+AAE+AAW+MTQ:-'\n", "", vec![]),
        ("MEA+AAE+G+KGM:ABOUT'\n", "", vec!["gross_kg"]),
        ("", "MEA+AAE+VGM+KGM:NVD'\n", vec![]),
        ("", "MEA+AAE+VGM+KGM:ABOUT'\n", vec!["vgm_kg"]),
        ("", "TMP+2+COLD:CEL'\n", vec!["temperature_c"]),
        ("", "TMP+2+N/A:CEL'\n", vec![]),
    ] {
        let staged = cuscar("", goods, equipment);
        let found: Vec<&str> = staged.unreadable.iter().map(|cell| cell.column.name()).collect();
        assert_eq!((found, staged.rows()), (columns, 1), "{goods}{equipment}");
    }
}

/// A converted file says what could not be read before, in each form that can say it.
#[test]
fn a_converted_file_carries_on_what_could_not_be_read() {
    let table = "container_no,gross_kg,unreadable_cells\nMSKU9070323,,Gross_kg;eta;nonsense\nTGHU3077030,5,nonsense\nCSQU3054383,-5,\n";
    let lines = "{\"container_no\":\"MSKU9070323\",\"unreadable_cells\":[\"gross_kg\",\"eta\",\"nonsense\"]}\n\
        {\"container_no\":\"TGHU3077030\",\"unreadable_cells\":[\"nonsense\"]}\n{\"container_no\":\"CSQU3054383\",\"gross_kg\":-5}\n";
    let parquet = InputFile::Path(root().join("tests/data/tables/carried.parquet"));
    let parquet = stage(&[parquet], &ReadOptions::default(), &|_| {}).expect("the machine gives what is needed");
    for staged in [staged("m.csv", table.as_bytes(), None), staged("m.ndjson", lines.as_bytes(), None), parquet] {
        let mut found: Vec<(&str, &str)> =
            staged.unreadable.iter().map(|cell| (cell.container_no.as_str(), cell.column.name())).collect();
        found.sort_unstable();
        assert_eq!(found, [("CSQU3054383", "gross_kg"), ("MSKU9070323", "eta"), ("MSKU9070323", "gross_kg")]);
        let carried = staged.unreadable.iter().find(|cell| cell.column == Column::Eta).expect("it is carried on");
        assert_eq!((&*carried.value, &*carried.reason), ("", "could not be read in the file it was converted from"));
        let names = shown(&staged, Column::UnreadableCells, 0).expect("it is stated");
        assert_eq!(names.split(", ").collect::<std::collections::BTreeSet<_>>(), ["eta", "gross_kg"].into());
        assert_eq!(shown(&staged, Column::UnreadableCells, 1), None);
    }
}
