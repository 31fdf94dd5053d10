//! Ports and sea distances.

use crate::program::{read_json, run, score_into, shared_data, stderr, stdout};
use redlane::columns::Column;
use redlane::reference::{Reference, Table};

#[test]
fn known_ways_are_known() {
    let routes = &Reference::embedded().routes;
    let way = routes.way("CNSHA", "NLRTM").expect("both are in the table");
    assert!((10_000..11_000).contains(&way.nautical_miles), "{way:?}");
    let by = way.by.join(" · ");
    assert!(by.contains("Suez") && by.contains("Malacca"), "{by}");
    assert_eq!(routes.miles("CGPNR", "CGPNR"), Some(0));
    assert_eq!(routes.miles("CGPNR", "XXXXX"), None);
}

#[test]
fn a_tariff_that_is_quoted_is_known_by_its_code() {
    let wording = &Reference::embedded().tariff_wording;
    for (text, code) in [
        // Whole, nearly, cut off, behind its heading, in four languages.
        ("Live horses, asses, mules and hinnies", Some("0101")),
        (
            "MALLES, VALISES ET MALLETTES, Y COMPRIS LES MALLETTES DE TOILETTE ET LES MALLETTES PORTE-DOCUMENTS, SERVIETTES",
            Some("4202"),
        ),
        (
            "Berilio, cadmio, cromo, germanio, vanadio, galio, hafnio (celtio), indio, niobio, renio y talio",
            Some("8112"),
        ),
        (
            "Pneumáticos recauchutados ou usados, de borracha; protetores, bandas de rodagem para pneumáticos e flaps, de borracha",
            Some("4012"),
        ),
        // Names of goods, and texts of people.
        ("PNEUMATIC TYRES, USED", None),
        ("WHITE WINE 12 X 75CL", None),
        ("1X40 STC 200 BAGS OF FROZEN HAKE FILLETS NET WEIGHT 20000 KGS FERI 2019WABLB", None),
        // Several headings say so.
        ("New cars of a cylinder capacity exceeding 1000 cm3 but not exceeding 1500 cm3", None),
        ("", None),
    ] {
        assert_eq!(wording.code_of(text), code, "{text}");
    }
}

#[test]
fn words_that_decide_are_a_table_that_can_be_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let words =
        std::fs::read_to_string(crate::program::root().join("src/reference/data/deciding_words.csv")).expect("there");
    let more = words.replace("forwarder_word,", "forwarder_word,FICTION|");
    std::fs::write(folder.path().join("deciding_words.csv"), more).expect("written");
    let sources = "table,as_of,source,rows\ndeciding_words,2026-11-29,a port's own words,9\n";
    std::fs::write(folder.path().join("SOURCES.csv"), sources).expect("written");
    let reference = Reference::with_folder(folder.path()).expect("a table");
    let forwarder =
        |reference: &Reference| redlane::screening::is_forwarder_name("FICTION TRADE", &reference.deciding_words);
    assert!(forwarder(&reference) && !forwarder(Reference::embedded()));
    let unknown = words + "lucky_word,GOOD\n";
    std::fs::write(folder.path().join("deciding_words.csv"), unknown).expect("written");
    let reasons = Reference::with_folder(folder.path()).err().expect("a kind that decides nothing");
    assert!(reasons[0].contains("lucky_word"), "{reasons:?}");
}

#[test]
fn distances_agree_with_published_ones() {
    let Some(path) = shared_data("ports/linerlib_dist_dense.csv") else { return };
    let text = std::fs::read_to_string(path).expect("readable");
    let mut shortest = std::collections::BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(['\t', ',', ';']).collect();
        let Some(miles) = fields.get(2).and_then(|miles| miles.trim().parse::<f64>().ok()) else { continue };
        let pair = (fields[0].to_owned(), fields[1].to_owned());
        let known = shortest.entry(pair).or_insert(miles);
        *known = known.min(miles);
    }
    let mut errors: Vec<f64> = shortest
        .iter()
        .filter(|(_, miles)| **miles > 0.0)
        .filter_map(|((from, to), miles)| {
            let ours = f64::from(Reference::embedded().routes.miles(from, to)?);
            Some((ours - miles).abs() / miles)
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    assert!(errors.len() > 20_000, "only {} pairs compared", errors.len());
    let at = |share: f64| errors[(errors.len() as f64 * share) as usize];
    eprintln!("{} pairs: median {:.4}, 95th percentile {:.4}", errors.len(), at(0.5), at(0.95));
    assert!(at(0.5) <= 0.03 && at(0.95) <= 0.10);
}

#[test]
fn the_longest_country_name_wins() {
    let names = &Reference::embedded().countries;
    assert_eq!(names.first_in(" TO DR CONGO "), Some("CD"));
    assert_eq!(names.first_in(" TO CONGO "), Some("CG"));
    assert_eq!(names.first_in(" TO REPUBLIQUE CENTRAFRICAINE "), Some("CF"));
    assert_eq!(names.first_in(" NOWHERE "), None);
}

#[test]
fn the_embedded_tables_are_whole() {
    let reference = Reference::embedded();
    for (table, fewest) in [
        (Table::Ports, 430),
        (Table::Countries, 249),
        (Table::HsHeadings, 1_200),
        (Table::UnNumbers, 2_000),
        (Table::SizeTypes, 100),
        (Table::SeaLanes, 1_000),
    ] {
        let snapshot = reference.snapshots.iter().find(|snapshot| snapshot.table == table).expect("it is embedded");
        assert!(snapshot.rows() >= fewest, "{}: {} rows", table.name(), snapshot.rows());
        assert!(snapshot.as_of.parse::<chrono::NaiveDate>().is_ok(), "{}: {}", table.name(), snapshot.as_of);
        assert!(snapshot.source.len() > 10, "{} has no source", table.name());
        let keys = snapshot.select(&[]).expect("it is a table");
        let distinct: std::collections::BTreeSet<_> = keys.iter().map(|row| &row[0]).collect();
        assert!(table == Table::SeaLanes || distinct.len() == keys.len(), "{} has a key twice", table.name());
    }
}

#[test]
fn size_types_have_measures_also_where_the_code_is_unknown() {
    let sizes = &Reference::embedded().size_types;
    let general = sizes.measures("22G1").expect("known");
    assert!((2_000.0..2_600.0).contains(&general.tare_kg) && (26_000.0..29_000.0).contains(&general.payload_kg));
    assert!(sizes.knows("45R1") && !sizes.knows("22GZ"));
    assert_eq!(sizes.measures("22GZ"), Some(sizes.measures("22G0").expect("known")));
    assert!(sizes.measures("20").is_some() && sizes.measures("40").is_some() && sizes.measures("45").is_some());
    assert!(sizes.measures("40").expect("known").tare_kg > general.tare_kg);
    assert_eq!(sizes.measures("ZZZZ"), None);
}

#[test]
fn words_of_goods_lead_to_their_chapter() {
    let goods = &Reference::embedded().commodities;
    let chapters = |text: &str| goods.chapters_in(&redlane::wording::folded(text)).join(" ");
    for (text, expected) in [
        ("1 x 40' FROZEN CHICKEN LEG QUARTERS", "02"),
        ("Carreaux céramiques", "69"),
        ("NEW TRUCK TYRES", "40"),
        ("500 BALES USED CLOTHING", "63"),
        ("CIGARETTES", "24"),
        ("SAID TO CONTAIN", ""),
        ("INSTANT COFFEE MACHINE", "85"),
    ] {
        assert_eq!(chapters(text), expected, "{text}");
    }
    assert!(!chapters("RICE COOKER").contains("10") && !chapters("TOY CARS").contains("87"));
    assert!(goods.knows("0207") && goods.knows("020714") && !goods.knows("7701") && !goods.knows("9999"));
}

#[test]
fn un_numbers_have_classes() {
    let goods = &Reference::embedded().dangerous_goods;
    for (number, class) in
        [("1203", "3"), ("1361", "4.2"), ("1748", "5.1"), ("2794", "8"), ("3480", "9"), ("1017", "2.3")]
    {
        assert!(goods.classes(number).is_some_and(|classes| classes.iter().any(|known| known == class)), "{number}");
    }
    assert_eq!(goods.classes("9999"), None);
}

#[test]
fn numbers_words_and_temperatures_are_read_from_the_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = folder.path().join("m.csv");
    std::fs::write(
        &manifest,
        "container_no,goods_description,imdg_class,hs_codes,size_type,place_of_loading,transshipment_ports,place_of_discharge,final_destination\n\
         MSKU9070323,HARDWOOD CHARCOAL UN NO. 1361 CL 4.2,8,0207,22G1,CNSHA,SGSIN|ESALG,CGPNR,CD\n\
         TCLU4265727,\"FROZEN CHICKEN, SET AT -18 C\",,0207,45R1,BRSSZ,,CGPNR,\n\
         MSKU1111110,un 2005 toyota camry,,8703,22GZ,CGPNR,MATNG,CGPNR,\n",
    )
    .expect("written");
    let table = folder.path().join("t.parquet");
    let (manifest, table) = (manifest.display().to_string(), table.display().to_string());
    run(&["table", &manifest, "-o", &table], 0);
    let inputs = redlane::manifest::find_inputs(&[manifest]).inputs;
    let staged = redlane::manifest::stage(&inputs, &redlane::manifest::ReadOptions::default(), &|_| {})
        .expect("the machine gives what is needed");
    let mut rows = Vec::new();
    let mut sink = |table: redlane::tables::ManifestTable| {
        for row in 0..table.height() {
            let shown = |name: &str| table.shown(Column::named(name).expect("a column"), row).unwrap_or("-".into());
            rows.push(
                [
                    "un_numbers",
                    "un_classes",
                    "un_class_differs",
                    "hs_contradicts_text",
                    "temperature_in_text",
                    "size_type_known",
                ]
                .map(shown)
                .join(" · ")
                    + " · "
                    + &shown("route_countries"),
            );
        }
        Ok(())
    };
    redlane::pipeline::full_tables(&staged, Reference::embedded(), &mut sink, &|_, _| {}).expect("it runs");
    let expected = [
        "1361 · 4.2 · yes · yes · - · yes · CN, CG, CD, SG, ES",
        " ·  · - · no · -18 · yes · BR, CG",
        " ·  · - · - · - · no · CG, MA",
    ];
    assert_eq!(rows, expected);
}

#[test]
fn a_dated_snapshot_replaces_the_embedded_table_and_is_recorded() {
    let Some(file) = shared_data("codelists/unlocode_2019-2.csv") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let tables = folder.path().join("tables").display().to_string();
    let import = |table: &str, file: &str, exit: i32| {
        let more = ["--into", &tables, "--as-of", "2019-12-31", "--source", "UN/LOCODE 2019-2"];
        stderr(&run(&[&["reference", "import", table, file], &more[..]].concat(), exit))
    };
    assert!(import("places", &file.display().to_string(), 0).contains("rows of places"));
    let shown = stdout(&run(&["reference", "show", "places", "CGPNR", "--reference", &tables], 0));
    assert!(shown.contains("CGPNR,Pointe Noire,CG,-4.8"), "{shown}");
    let manifest = folder.path().join("m.csv");
    std::fs::write(&manifest, "container_no,place_of_loading\nMSKU9070323,CNSHA\nTCLU4265727,CNQQQ\n")
        .expect("written");
    let out = folder.path().join("out");
    score_into(&out, &[&manifest.display().to_string()], &["--reference", &tables, "-q", "--format", "none"]);
    let info = read_json(out.join("run.json"));
    let used = info["reference"].as_array().expect("a list");
    let places = used.iter().find(|table| table["table"] == "places").expect("it was used");
    assert_eq!(places["as_of"], "2019-12-31");
    assert!(used.iter().any(|table| table["table"] == "ports" && table["read_from"] == "embedded"));
    let coverage = read_json(out.join("coverage.json")).to_string();
    assert!(coverage.contains("\"fired\":1"), "the unknown place is found");
    // A table that cannot be used is refused with its lines, and the old one stays.
    let broken = folder.path().join("broken.csv");
    std::fs::write(&broken, "locode,name\nCGPNR,Pointe Noire\nX1,Nowhere\n").expect("written");
    let said = import("places", &broken.display().to_string(), 4);
    assert!(said.contains("line 3") && said.contains("`X1` is no place code"), "{said}");
    assert!(stdout(&run(&["reference", "show", "places", "MATNG", "--reference", &tables], 0)).contains("Tang"));
    assert!(import("dangerous_goods", &broken.display().to_string(), 4).contains("the header of dangerous_goods is"));
}

#[test]
fn a_national_list_is_made_from_a_csv_column() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("national.csv");
    std::fs::write(
        &file,
        "Name,Since\n\"FICTION, TRADING \"\"A\"\"\",2026\nFICTION TRADING B,2026\nFICTION TRADING B,2025\n",
    )
    .expect("written");
    let lists = folder.path().join("pack/lists");
    std::fs::create_dir_all(folder.path().join("pack")).expect("a folder");
    std::fs::write(folder.path().join("pack/pack.toml"), "").expect("written");
    let arguments = |column: &'static str| {
        [
            "reference",
            "import-list",
            "FILE",
            "--column",
            column,
            "--name",
            "national_watch",
            "--title",
            "National watch list",
            "--match",
            "exact",
            "--owner",
            "port",
            "--source",
            "the authority's list of 1 Nov",
            "--reason",
            "test only",
            "--effective",
            "2026-11-01",
            "--review-by",
            "2027-05-01",
            "--into",
            "LISTS",
        ]
        .map(|argument| match argument {
            "FILE" => file.display().to_string(),
            "LISTS" => lists.display().to_string(),
            other => other.to_owned(),
        })
    };
    let good = arguments("name");
    run(&good.iter().map(String::as_str).collect::<Vec<_>>(), 0);
    let text = std::fs::read_to_string(lists.join("national_watch.toml")).expect("written");
    let list: toml::Table = text.parse().expect("TOML");
    assert_eq!(list["entries"].as_array().map(Vec::len), Some(2));
    assert_eq!(list["entries"][0].as_str(), Some("FICTION TRADING B"));
    // A list that is there is replaced only if asked for, and keeps the law it rests on.
    assert!(stderr(&run(&good.iter().map(String::as_str).collect::<Vec<_>>(), 4)).contains("--replace"));
    let law = "\n[legal]\ninstrument = \"X-1\"\njurisdiction = \"here\"\napplies_from = 2026-01-01\napplied = true\n";
    std::fs::write(lists.join("national_watch.toml"), text + law).expect("written");
    let again: Vec<&str> = good.iter().map(String::as_str).chain(["--replace"]).collect();
    run(&again, 0);
    let list: toml::Table =
        std::fs::read_to_string(lists.join("national_watch.toml")).expect("written").parse().expect("TOML");
    assert_eq!(list["legal"]["instrument"].as_str(), Some("X-1"));
    std::fs::remove_file(lists.join("national_watch.toml")).expect("removed");
    let bad = arguments("names");
    let said = stderr(&run(&bad.iter().map(String::as_str).collect::<Vec<_>>(), 4));
    assert!(said.contains("no column `names`; there are Name, Since"), "{said}");
}

#[test]
fn distances_are_told_with_their_way() {
    let said = stdout(&run(&["reference", "distance", "MATNG", "CGPNR"], 0));
    assert!(said.contains("nautical miles") && said.contains("Gibraltar"), "{said}");
    let said = stdout(&run(&["reference", "distance", "cnsha", "ESALG", "CGPNR"], 0));
    assert!(said.contains("detour ratio 1."), "{said}");
    assert!(stdout(&run(&["reference", "distance", "CGPNR", "CGPNR"], 0)).contains(": 0 nautical miles"));
    assert!(stderr(&run(&["reference", "distance", "MATNG", "XXXXX"], 1)).contains("not in the port table: XXXXX"));
    assert!(stdout(&run(&["reference", "list", "--run-date", "2026-11-23"], 0)).contains("dangerous_goods"));
}

/// What a text says of cold and of UN numbers, and what only looks like it.
#[test]
fn numbers_in_texts_are_read_as_people_mean_them() {
    let cases = [
        ("FROZEN FISH SET AT -18 C", "-", "-18"),
        ("FROZEN FISH -18C", "-", "-18"),
        ("FROZEN FISH MINUS 18 C", "-", "-18"),
        ("TEMPERATURE \u{2013}18°C", "-", "-18"),
        ("TEMP. +5°C", "-", "5"),
        ("PHARMA STORE AT 2 - 8 °C", "-", "2"),
        ("VACCINES 15 - 25°C", "-", "15"),
        ("SET TEMP 35°F", "-", "-"),
        ("SET OF 90 DEG ELBOWS", "-", "-"),
        ("KEEP DRY 20 C/S RICE", "-", "-"),
        ("SET 12 C CLAMPS", "-", "-"),
        ("TEMP CONTROLLED 2 CARTONS", "-", "-"),
        ("UN No. 1361 CHARCOAL", "1361", "-"),
        ("UN NOS 3480 AND 3481", "3480, 3481", "-"),
        ("UN 1361, 1362", "1361, 1362", "-"),
        ("UN 1200.00 KG OF RICE", "-", "-"),
        ("UN 1200 KG", "-", "-"),
        ("R\u{c9}UN 1234", "-", "-"),
        ("un 2005 toyota", "-", "-"),
    ];
    let manifest: String = cases.iter().map(|(text, ..)| format!("MSKU9070323,\"{text}\"\n")).collect();
    let found = columns_of(
        &("container_no,goods_description\n".to_owned() + &manifest),
        &["un_numbers", "temperature_in_text"],
    );
    for ((text, numbers, degrees), found) in cases.iter().zip(found) {
        let found: Vec<&str> = found.iter().map(|value| if value.is_empty() { "-" } else { value.as_str() }).collect();
        assert_eq!(found, [*numbers, *degrees], "{text}");
    }
}

/// Ten bills beside it make a peer group, ten containers of one bill do not.
#[test]
fn peers_are_bills() {
    let line = |bill: &str, value: u32| format!("MSKU9070323,{bill},61091000,{value},USD,100\n");
    let header = "container_no,bill_no,hs_codes,value_amount,value_currency,gross_kg\n";
    let bills: String = (0..10).map(|bill| line(&format!("B{bill}"), 1_000 + bill)).collect();
    let wanted = ["value_peers", "value_peer_ratio"];
    let found = columns_of(&format!("{header}{bills}{}", line("ODD", 10_045)), &wanted);
    assert_eq!(found[10], ["10", "9.995"], "the median of eleven is 1005");
    let one: String = (0..11).map(|container| line("BIG", 1_000 + container)).collect();
    let found = columns_of(&format!("{header}{one}{}", line("TWO", 5)), &wanted);
    assert_eq!(found[11], ["1", ""]);
}

/// The shown values of columns for every row of a CSV.
fn columns_of(manifest: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("m.csv");
    std::fs::write(&file, manifest).expect("written");
    let inputs = redlane::manifest::find_inputs(&[file.display().to_string()]).inputs;
    let staged = redlane::manifest::stage(&inputs, &redlane::manifest::ReadOptions::default(), &|_| {})
        .expect("the machine gives what is needed");
    let columns: Vec<Column> = columns.iter().map(|name| Column::named(name).expect("a column")).collect();
    let mut rows = Vec::new();
    let mut sink = |table: redlane::tables::ManifestTable| {
        let shown = |row| columns.iter().map(|&column| table.shown(column, row).unwrap_or_default()).collect();
        rows.extend((0..table.height()).map(shown));
        Ok(())
    };
    redlane::pipeline::full_tables(&staged, Reference::embedded(), &mut sink, &|_, _| {}).expect("it runs");
    rows
}

/// Published distances aside: well-known routes are about as long as everybody knows them to be.
#[test]
fn detours_of_known_routes_are_right() {
    let routes = &Reference::embedded().routes;
    let ratio = |ports: &[&str]| {
        let miles = |from: &str, to: &str| f64::from(routes.miles(from, to).unwrap_or_else(|| panic!("{from} {to}")));
        let along: f64 = ports.windows(2).map(|leg| miles(leg[0], leg[1])).sum();
        along / miles(ports[0], ports[ports.len() - 1])
    };
    for (ports, range) in [
        // On the way.
        (&["CNSHA", "SGSIN", "NLRTM"][..], 1.00..1.05),
        (&["NLRTM", "ESALG", "SGSIN"], 1.00..1.05),
        (&["BRSSZ", "MAPTM", "NLRTM"], 1.00..1.08),
        (&["USNYC", "PAMIT", "PECLL"], 1.00..1.05),
        (&["INNSA", "LKCMB", "SGSIN"], 1.00..1.05),
        // A little out of the way.
        (&["CNSHA", "ESALG", "CGPNR"], 1.2..1.5),
        (&["BRSSZ", "ESALG", "CGPNR"], 2.0..2.8),
        // Far out of the way.
        (&["CNSHA", "AEJEA", "SGSIN"], 3.8..4.6),
        (&["ECGYE", "PAMIT", "NLRTM"], 1.00..1.05),
        (&["NLRTM", "SGSIN", "ESALG"], 9.0..14.0),
    ] {
        let found = ratio(ports);
        assert!(range.contains(&found), "{ports:?}: {found:.2}");
    }
}

/// Codes that carriers and customs use for one port are one port for distances and lists; each names a port of the table.
#[test]
fn codes_of_one_port_are_one_port() {
    use redlane::reference::{other_codes, port_of};
    let reference = Reference::embedded();
    let text =
        std::fs::read_to_string(crate::program::root().join("src/reference/data/port_aliases.csv")).expect("readable");
    let mut aliases = csv_lines(&text);
    assert_eq!(aliases.remove(0), ["alias", "locode", "name", "source"]);
    assert!(aliases.len() >= 100);
    for alias in &aliases {
        let [code, port, _, source] = &alias[..] else { panic!("{alias:?}") };
        assert!(code != port && port_of(code) == port && port_of(port) == port, "{code} is of {port} and of no other");
        assert!(reference.routes.miles(port, "SGSIN").is_some(), "{port} is in the table of ports");
        assert!(!source.is_empty(), "{code} has a source");
    }
    for (one, other) in [("CNSHA", "CNSGH"), ("CNNGB", "CNNBO"), ("INNSA", "INJNP"), ("TRAMB", "TRIST")] {
        assert_eq!(port_of(one), port_of(other));
        assert_eq!(reference.routes.miles(one, "ESALG"), reference.routes.miles(other, "ESALG"), "{one} {other}");
        assert!(other_codes(one).any(|code| code == other), "{one} {other}");
    }
    for (one, other) in [("CNYTN", "CNSHK"), ("USLAX", "USLGB"), ("CNSHA", "CNNGB"), ("AEJEA", "AEDXB")] {
        assert_ne!(port_of(one), port_of(other), "ports of their own");
    }
}

fn csv_lines(text: &str) -> Vec<Vec<String>> {
    let plain = |line: &str| -> Vec<String> {
        let mut fields: Vec<String> = line.splitn(4, ',').map(str::to_owned).collect();
        fields.iter_mut().for_each(|field| *field = field.trim_matches('"').to_owned());
        fields
    };
    text.lines().map(plain).collect()
}

/// The usual copies of UN/LOCODE have a header, with country and location in columns of their own.
#[test]
fn copies_of_unlocode_with_a_header_are_imported() {
    let work = tempfile::tempdir().expect("a folder");
    let [file, tables] = ["places.csv", "tables"].map(|name| work.path().join(name).display().to_string());
    std::fs::write(
        &file,
        "Change,Country,Location,Name,NameWoDiacritics,Subdivision,Status,Function,Date,IATA,Coordinates,Remarks\n\
         ,ZA,,SOUTH AFRICA,,,,,,,,\n,ZA,DUR,Durban,Durban,NL,AI,1--45---,0401,,2951S 03101E,\n\
         ,NA,LUD,Lüderitz,Luderitz,,AI,1--4----,0212,,2639S 01510E,\n",
    )
    .expect("written");
    let arguments =
        ["reference", "import", "places", &file, "--into", &tables, "--as-of", "2025-12-31", "--source", "a copy"];
    run(&arguments, 0);
    let places = std::fs::read_to_string(format!("{tables}/places.csv")).expect("written");
    assert_eq!(
        places,
        "locode,name,country,lat,lon\nNALUD,Luderitz,NA,-26.6500,15.1667\nZADUR,Durban,ZA,-29.8500,31.0167\n"
    );
}
