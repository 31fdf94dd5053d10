//! Mapping files: proposed from a table, and shipped as presets.

use crate::program::{read, root, run, stderr, stdout};
use redlane::diagnostics::Source;
use redlane::manifest::{DateOrder, InputFile, Mapping, ReadOptions, StagedManifests, preset, presets, stage, suggest};
use std::sync::Arc;

fn table(text: &str) -> InputFile {
    InputFile::Bytes { name: "table".into(), bytes: Arc::from(text.as_bytes()) }
}

fn proposed(text: &str, dates: Option<DateOrder>) -> String {
    suggest(&table(text), dates).expect("a proposal").text
}

fn parsed(mapping: &str) -> Mapping {
    Mapping::parse(&Source::new("mapping.toml", mapping)).unwrap_or_else(|problems| panic!("{problems:?}\n{mapping}"))
}

fn read_with(text: &str, mapping: &str) -> StagedManifests {
    stage(&[table(text)], &ReadOptions { mapping: Some(parsed(mapping)), ..ReadOptions::default() }, &|_| {})
        .expect("the machine gives what is needed")
}

const AMERICAN: &str = "Bill of Lading No.,Container #,Arrival Date,Gross Weight (lbs),Pieces,Port of Lading,Product Description,Declared Value\n\
    FX1,CSQU 305438-3,04/03/2026,\"1,234\",10,CNSHA,\"TOYS, \"\"GAMES\"\"\nAND MORE\",\"12,345.67\"\n\
    FX2,MSKU9070323,05/03/2026,\"22,046\",\"1,000\",CNSHA,SOCKS,\"1,000.00\"\n";

#[test]
fn what_values_leave_open_is_asked_for() {
    let open = proposed(AMERICAN, None);
    assert!(open.contains("# eta: in 2 date(s) no number is above 12"), "{open}");
    assert!(open.contains("# eta = { header = \"Arrival Date\", date_format = \"%d/%m/%Y\" }"), "{open}");
    assert!(open.contains("# eta = { header = \"Arrival Date\", date_format = \"%m/%d/%Y\" }"), "{open}");
    // Unanswered, the column is left out; nothing is guessed.
    assert!(!parsed(&open).columns.iter().any(|mapped| mapped.column.name() == "eta"));
    let answered = proposed(AMERICAN, Some(DateOrder::MonthFirst));
    assert!(answered.contains("\neta = { header = \"Arrival Date\", date_format = \"%m/%d/%Y\" }"), "{answered}");
    assert!(answered.contains("(as you said)"), "{answered}");
}

#[test]
fn a_proposal_reads_the_table_it_was_made_for() {
    let staged = read_with(AMERICAN, &proposed(AMERICAN, Some(DateOrder::MonthFirst)));
    assert!(staged.damages.is_empty() && staged.rejects.is_empty(), "{:?} {:?}", staged.damages, staged.rejects);
    let rows = staged.batches()[0].load(redlane::columns::Column::ALL).expect("in memory");
    let shown = |name: &str, row| rows.shown(redlane::columns::Column::named(name).expect("a column"), row);
    assert_eq!(shown("container_no", 0).as_deref(), Some("CSQU3054383"));
    assert_eq!(shown("eta", 0).as_deref(), Some("2026-04-03"));
    assert_eq!(shown("gross_kg", 0).as_deref(), Some("559.733"));
    assert_eq!(shown("packages", 1).as_deref(), Some("1000"));
    assert_eq!(shown("value_amount", 0).as_deref(), Some("12345.67"));
    assert_eq!(shown("goods_description", 0).as_deref(), Some("TOYS, \"GAMES\"\nAND MORE"));
}

#[test]
fn values_speak_where_headers_do_not() {
    let text = "A;B;C;D\nCSQU3054383;FX1;23.11.2026;1.250,5\nMSKU9070323;FX2;24.11.2026;12,25\n";
    let mapping = proposed(text, None);
    assert!(mapping.contains("\ncontainer_no = \"A\""), "{mapping}");
    assert!(mapping.contains("delimiter = \";\""), "{mapping}");
    // What a number or a date is of cannot be known from it.
    for header in ["B", "C", "D"] {
        assert!(mapping.contains(&format!("#   \"{header}\"")), "{mapping}");
    }
}

#[test]
fn headers_of_other_columns_do_not_mislead() {
    let text = "Container,Container type,Seal,Notes\nFX1,22G1,MSKU9070323,a\nFX2,45G1,CSQU3054383,b\n";
    let mapping = proposed(text, None);
    assert!(mapping.contains("\ncontainer_no = \"Seal\""), "values contradict the header Container\n{mapping}");
    assert!(!mapping.contains("\nseals ="), "{mapping}");
}

#[test]
fn dates_and_numbers_in_many_hands() {
    for (dates, format) in [
        (["2026-11-23", "2026-11-04"], None),
        (["2026/11/23", "2026/11/04"], Some("%Y/%m/%d")),
        (["23-NOV-2026", "04-DEC-2026"], Some("%d-%b-%Y")),
        (["23.11.26", "04.12.26"], Some("%d.%m.%y")),
        (["11/23/2026 14:30", "12/04/2026 08:00"], Some("%m/%d/%Y %H:%M")),
        (["20261123", "20261204"], Some("%Y%m%d")),
    ] {
        let text = format!("Container,ETA\nMSKU9070323,{}\nCSQU3054383,{}\n", dates[0], dates[1]);
        let mapping = proposed(&text, None);
        assert_eq!(mapping.contains("date_format"), format.is_some(), "{mapping}");
        assert!(format.is_none_or(|format| mapping.contains(format)), "{mapping}");
        let staged = read_with(&text, &mapping);
        assert!(staged.rejects.is_empty(), "{mapping}{:?}", staged.rejects);
    }
    for (numbers, options) in [
        (["1234.5", "2"], ""),
        (["1.234,5", "2"], "decimal = \",\""),
        (["1,234.5", "2"], "thousands = \",\""),
        (["1 234,5", "2"], "decimal = \",\"\nthousands = \" \""),
        (["1'234.5", "2"], "thousands = \"'\""),
    ] {
        let text = format!("Container;Gross weight\nMSKU9070323;{}\nCSQU3054383;{}\n", numbers[0], numbers[1]);
        let mapping = proposed(&text, None);
        assert!(mapping.contains(options), "{options}\n{mapping}");
        let staged = read_with(&text, &mapping);
        assert!(staged.rejects.is_empty(), "{mapping}{:?}", staged.rejects);
        let rows = staged.batches()[0].load(redlane::columns::Column::ALL).expect("in memory");
        assert_eq!(rows.float(redlane::columns::Column::GrossKg, 0), Some(1234.5), "{mapping}");
    }
    let open = proposed("Container;Gross weight\nMSKU9070323;1,234\nCSQU3054383;2,500\n", None);
    assert!(open.contains("# gross_kg: is 1,234 one thousand or one and a bit?"), "{open}");
}

#[test]
fn a_table_of_objects_is_proposed_for_too() {
    let text =
        "{\"containerNumber\":\"MSKU9070323\",\"blNo\":\"FX1\",\"portOfLoading\":\"CNSHA\",\"grossWeight\":12.5}\n";
    let mapping = proposed(text, None);
    for line in
        ["container_no = \"containerNumber\"", "place_of_loading = \"portOfLoading\"", "gross_kg = \"grossWeight\""]
    {
        assert!(mapping.contains(line), "{mapping}");
    }
}

/// On the sample's dirty export the proposal accepts the rows that the mapping written by hand accepts.
#[test]
fn the_sample_needs_little_more_than_the_proposal() {
    let folder = root().join("sample_manifests/03_dirty_agent_export");
    let manifest = folder.join("manifest.csv");
    let work = tempfile::tempdir().expect("a folder");
    let mapping = work.path().join("proposed.toml");
    let [manifest, mapping] = [manifest, mapping].map(|path| path.display().to_string());
    run(&["mapping", "suggest", &manifest, "-o", &mapping], 0);
    let by_hand = folder.join("mapping.toml").display().to_string();
    let accounts = [&mapping, &by_hand].map(|mapping| {
        let out = work.path().join("rows.csv").display().to_string();
        let said = stderr(&run(&["convert", &manifest, "--mapping", mapping, "-o", &out], 0));
        said.lines().find(|line| line.contains("rows in =")).expect("an account").split(',').next().map(str::to_owned)
    });
    assert_eq!(accounts[0], accounts[1]);
}

#[test]
fn presets_are_mappings() {
    assert!(presets().count() >= 4);
    for name in presets() {
        parsed(preset(name).expect("listed"));
        assert_eq!(stdout(&run(&["mapping", "show", name], 0)), preset(name).expect("listed"));
    }
    // What a table does not have is left out; the container is needed.
    let text = "Ctn_reference,Bol_reference,Goods_weight\nMSKU9070323,FX1,1200\n";
    let staged = read_with(text, preset("asyworld").expect("there"));
    assert!(staged.rows() == 1 && staged.damages.is_empty(), "{:?}", staged.damages);
    let staged = read_with("Bol_reference\nFX1\n", preset("asyworld").expect("there"));
    assert!(staged.damages[0].reason.contains("container_no"), "{:?}", staged.damages);
    let units = "Unit Nbr,Category,Frght Kind,Weight (kg),Cargo Wt (kg)\nMSKU9070323,IMPRT,MTY,\"3,940 \",0\n";
    let rows = read_with(units, preset("navis-n4").expect("there"));
    let rows = rows.batches()[0].load(redlane::columns::Column::ALL).expect("in memory");
    let shown = |name: &str| rows.shown(redlane::columns::Column::named(name).expect("a column"), 0);
    let said = ["nature", "load_status", "gross_kg"].map(shown);
    assert_eq!(said, [Some("23".into()), Some("empty".into()), Some("0".into())], "the mass of the box is no cargo");
    let bills = "Bill of Lading Number,Container Number,Arrival Date\nFX1,MSKU9070323 CSQU3054383,20261123\n";
    assert_eq!(read_with(bills, preset("piers-bol").expect("there")).rows(), 2);
    let said = stderr(&run(&["convert", "x.csv", "--mapping", "preset:none", "-o", "x.parquet"], 2));
    assert!(said.contains("no preset `none`") && said.contains("asyworld, navis-n4, piers-bol, us-ams"), "{said}");
}

#[test]
fn what_needs_no_mapping_says_so() {
    let message = root().join("tests/data/messages/01_cuscar_d95b_two_bills.edi").display().to_string();
    assert!(stderr(&run(&["mapping", "suggest", &message], 5)).contains("is edifact, which needs no mapping"));
    assert!(!read(message).is_empty());
}

/// Bills list their containers in one cell: each is a row, and shares what is said of the bill.
#[test]
fn several_containers_in_a_cell_are_rows_of_their_own() {
    let text = "BL,Containers,Weight kg,Goods\n\
        FX1,CSQU3054383 MSKU9070323 CSQU3054383,20500,TOYS\n\
        FX2,MSKU9070318,800,SOCKS\n\
        FX3,CSQU3054383 MSKU9070323,many,TOYS\n";
    let proposal = proposed(text, None);
    assert!(proposal.contains("\ncontainer_no = { header = \"Containers\", split = \" \" }"), "{proposal}");
    assert!(proposal.contains("\nweight_scope = { constant = \"bill\" }"), "{proposal}");
    let staged = read_with(text, &proposal);
    assert_eq!((staged.rows_in, staged.rows(), staged.unreadable.len()), (5, 5, 2), "{:?}", staged.unreadable);
    let rows = staged.batches()[0].load(redlane::columns::Column::ALL).expect("in memory");
    let shown = |name: &str, row| rows.shown(redlane::columns::Column::named(name).expect("a column"), row);
    for (row, number) in [(0, "CSQU3054383"), (1, "MSKU9070323")] {
        assert_eq!(shown("container_no", row).as_deref(), Some(number));
        assert_eq!(shown("gross_kg", row).as_deref(), Some("20500"));
        assert_eq!(shown("source_line", row).as_deref(), Some("2"));
    }
    // The same mapping for the same bills, an object each.
    let objects = "{\"BL\":\"FX1\",\"Containers\":\"CSQU3054383 MSKU9070323\",\"Weight kg\":20500}\n";
    assert_eq!(read_with(objects, &proposal).rows(), 2);
    let wrong = Mapping::parse(&Source::new(
        "m.toml",
        "[columns]\ncontainer_no = \"C\"\nbill_no = { header = \"S\", split = \" \" }",
    ));
    assert!(wrong.is_err(), "only containers and lists are split");
}

/// A proposal for a spreadsheet reads the sheet it was made from; a sheet with other headers is named.
#[test]
fn spreadsheets_get_proposals_too() {
    for (file, rows) in [("agent.xlsx", 3), ("agent.xls", 3), ("agent.ods", 3)] {
        let bytes = read(root().join("tests/data/workbooks").join(file));
        let input = InputFile::Bytes { name: file.into(), bytes: Arc::from(bytes) };
        let proposal = suggest(&input, None).expect("a proposal").text;
        assert!(proposal.contains("\nhs_codes = \"hs codes\""), "{file}: {proposal}");
        let options = ReadOptions { mapping: Some(parsed(&proposal)), ..ReadOptions::default() };
        let staged = stage(&[input], &options, &|_| {}).expect("the machine gives what is needed");
        assert!(staged.damages.is_empty(), "{file}: {:?}", staged.damages);
        assert_eq!(staged.rows(), rows, "{file}: {proposal}");
    }
}

/// Pounds beside kilograms are not read as kilograms.
#[test]
fn a_unit_in_a_column_of_its_own_is_asked_for() {
    let table = |units: [&str; 2]| {
        format!("Container,Weight,Weight Unit\nCSQU3054383,44092,{}\nMSKU9070323,1000,{}\n", units[0], units[1])
    };
    assert!(proposed(&table(["KG", "kgs"]), None).contains("\ngross_kg = \"Weight\""));
    let pounds = proposed(&table(["LBS", "Pounds"]), None);
    let used = "\ngross_kg = { header = \"Weight\", unit_header = \"Weight Unit\" }";
    assert!(pounds.contains(used) && !pounds.contains("#   \"Weight Unit\""), "{pounds}");
    // Each row is read in its own unit; one that is not known is listed with its reason.
    for (units, kilograms) in
        [(["LB", "KG"], [Some(44_092.0 * 0.453_592_37), Some(1000.0)]), (["T", "lbs."], [None, None])]
    {
        let text = table(units);
        let mapping = proposed(&text, None);
        assert!(mapping.contains(used), "{mapping}");
        let staged = read_with(&text, &mapping);
        assert!(staged.rejects.is_empty(), "{:?}", staged.rejects);
        let rows = staged.batches()[0].load(redlane::columns::Column::ALL).expect("in memory");
        for (row, kilograms) in kilograms.into_iter().enumerate().filter(|(_, kilograms)| kilograms.is_some()) {
            assert_eq!(rows.float(redlane::columns::Column::GrossKg, row), kilograms);
        }
    }
    let odd = table(["LB", "BAGS"]);
    let asked =
        suggest(&InputFile::Bytes { name: "t".into(), bytes: Arc::from(odd.as_bytes()) }, None).expect("a proposal");
    assert!(asked.text.contains("says \"BAGS\", which is no unit that is known"), "{}", asked.text);
    assert_eq!(asked.open, [redlane::columns::Column::GrossKg]);
    let staged = read_with(
        &odd,
        "[columns]\ncontainer_no = \"Container\"\ngross_kg = { header = \"Weight\", unit_header = \"Weight Unit\" }",
    );
    assert_eq!((staged.rows(), staged.unreadable.len()), (2, 1));
    let reason = &staged.unreadable[0].reason;
    assert!(reason.contains("the unit `BAGS` of `Weight Unit` is not known"), "{reason}");
}

/// Of a flattened XML a group's name is a column that is always blank, beside the filled columns of its parts.
#[test]
fn a_blank_column_never_takes_the_place_of_a_filled_one() {
    let text = "Ctn_reference,Consignee,Consignee_code,Consignee_name,Place_of_loading,Place_of_loading_code,Type,Kind,Gross weight,Weight,Carrier,Carrier_code\n\
        MSKU9070323,,A1,FICTION IMPORT SARL,,CNSHA,,40HC,,12000,,FXLU\n\
        CSQU3054383,,A2,FICTION TRADING SA,,CNNGB,,20DV,,9000,,FXLU\n";
    let mapping = proposed(text, None);
    for line in [
        "\nconsignee_name = \"Consignee_name\"",
        "\nconsignee_id = \"Consignee_code\"",
        "\nplace_of_loading = \"Place_of_loading_code\"",
        "\nsize_type = \"Kind\"",
        "\ngross_kg = \"Weight\"",
        "\ncarrier_code = \"Carrier_code\"",
    ] {
        assert!(mapping.contains(line), "{line}\n{mapping}");
    }
    assert!(read_with(text, &mapping).rejects.is_empty(), "{mapping}");
}

/// Units of temperatures and volumes stand in columns of their own too.
#[test]
fn every_measure_may_have_its_unit_beside_it() {
    let text = "Container,Temp,TEMP_UNIT,Volume,Vol UOM,Weight,Weight Unit\n\
        MSKU9070323,-4,F,10,CBM,1000,KG\n\
        CSQU3054383,5,C,353.1467,CFT,2000,LBS\n";
    let mapping = proposed(text, None);
    let staged = read_with(text, &mapping);
    assert!(staged.rejects.is_empty(), "{mapping}{:?}", staged.rejects);
    let rows = staged.batches()[0].load(redlane::columns::Column::ALL).expect("in memory");
    let shown = |name: &str, row| rows.shown(redlane::columns::Column::named(name).expect("a column"), row);
    assert_eq!([shown("temperature_c", 0), shown("temperature_c", 1)], [Some("-20".into()), Some("5".into())]);
    assert_eq!([shown("volume_m3", 0), shown("volume_m3", 1)], [Some("10".into()), Some("10".into())]);
    assert_eq!([shown("gross_kg", 0), shown("gross_kg", 1)], [Some("1000".into()), Some("907.185".into())]);
}

/// Units belong to the measure whose words they share, then to the one they stand behind; what else is called a unit is none.
#[test]
fn units_belong_to_their_measure() {
    let of = |header: &str, row: &str| {
        let text = format!("Container No,{header}\nMSKU9070323,{row}\nCSQU3054383,{row}\n");
        proposed(&text, None)
    };
    for (header, row, lines) in [
        (
            "UOM,Weight,Vgm,VGM Unit,Net Weight,Net Weight UOM",
            "LBS,1000,2000,KG,900,LB",
            &["gross_kg = { header = \"Weight\", unit_header = \"UOM\" }", "vgm_kg = \"Vgm\""][..],
        ),
        (
            "Gross Weight,Gross Weight Unit Code,Total Packages,Unit",
            "1000,LBR,10,CTN",
            &["gross_kg = { header = \"Gross Weight\", unit_header = \"Gross Weight Unit Code\" }"],
        ),
        (
            "TEMP_UOM,TEMP,WEIGHT_UNIT_OF_MEASURE,WEIGHT",
            "F,0,LBS,1000",
            &[
                "temperature_c = { header = \"TEMP\", unit_header = \"TEMP_UOM\" }",
                "gross_kg = { header = \"WEIGHT\", unit_header = \"WEIGHT_UNIT_OF_MEASURE\" }",
            ],
        ),
        (
            "Weight,Unit of Measurement,Volume",
            "1000,LB,5",
            &["gross_kg = { header = \"Weight\", unit_header = \"Unit of Measurement\" }", "volume_m3 = \"Volume\""],
        ),
        ("Units,Gross,Unit Weight,UOM", "10,1000,5,LB", &["gross_kg = { header = \"Gross\", unit_header = \"UOM\" }"]),
        ("Gross weight,Unit,Packages", "1000,CTN,10", &["gross_kg = \"Gross weight\""]),
        (
            "net weight,unit,gross weight,unit2",
            "900,KG,1000,LB",
            &["gross_kg = { header = \"gross weight\", unit_header = \"unit2\" }"],
        ),
        ("Un. volume,Volume", "FT3,100", &["volume_m3 = { header = \"Volume\", unit_header = \"Un. volume\" }"]),
        ("Peso bruto,U.M.,Bultos", "1000,LB,5", &["gross_kg = { header = \"Peso bruto\", unit_header = \"U.M.\" }"]),
    ] {
        let mapping = of(header, row);
        lines.iter().for_each(|line| assert!(mapping.contains(&format!("\n{line}")), "{line}\n{mapping}"));
    }
    // Where some are no units the author is asked, and not read in kilograms.
    let some =
        proposed("Container No,Weight,Unit\nMSKU9070323,1000,LBS\nCSQU3054383,2000,XX\nMSKU9070323,2000,YY\n", None);
    assert!(some.contains("# gross_kg: \"Unit\" says \"XX\", which is no unit that is known"), "{some}");
    // A unit is a container too.
    for header in ["Units", "Unidad", "UNIT"] {
        let units = proposed(&format!("{header},BL\nMSKU9070323,B1\nCSQU3054383,B2\n"), None);
        assert!(units.contains(&format!("\ncontainer_no = \"{header}\"")), "{units}");
    }
}
