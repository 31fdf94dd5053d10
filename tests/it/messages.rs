//! Messages: invented UN/EDIFACT and X12 files with the rows that must come of them.

use crate::program::{read, redlane, root, run, shared_data, stderr};
use redlane::columns::Column;
use redlane::tables::ManifestTable;
use serde_json::Value;
use std::path::Path;

#[test]
fn every_message_gives_its_rows() {
    let folder = root().join("tests/data/messages");
    let mut cases: Vec<_> = std::fs::read_dir(&folder)
        .expect("cases")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    cases.sort();
    assert!(cases.len() >= 14);
    let wrong: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn check(case: &Path) -> Result<(), String> {
    let expected: Value = serde_json::from_slice(&read(case)).expect("JSON");
    let name = expected["file"].as_str().expect("a file").to_owned();
    let work = tempfile::tempdir().expect("a folder");
    let [out, rejects] = ["rows.ndjson", "rejects.csv"].map(|file| work.path().join(file));
    let file = case.with_file_name(&name);
    let output = redlane()
        .args(["convert", &file.display().to_string(), "-o", &out.display().to_string()])
        .args(["--rejects", &rejects.display().to_string(), "-v", "--all-versions"])
        .output()
        .expect("the program starts");
    let said = stderr(&output);
    let ensure = |holds: bool, what: String| if holds { Ok(()) } else { Err(format!("{name}: {what}\n{said}")) };
    for words in
        ["warnings", "rejects", "unreadable"].iter().flat_map(|key| expected[*key].as_array().into_iter().flatten())
    {
        for word in words["reason_has"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            ensure(said.contains(word), format!("it does not say `{word}`"))?;
        }
    }
    let wanted = expected["rows"].as_array().expect("a list");
    if wanted.is_empty() {
        return ensure(output.status.code() == Some(5), "nothing could be read, but it did not say so".into());
    }
    ensure(output.status.code() == Some(0), format!("exit {:?}", output.status.code()))?;
    let text = String::from_utf8(read(&out)).expect("UTF-8");
    let mut found: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    ensure(found.len() == wanted.len(), format!("{} rows, not {}", found.len(), wanted.len()))?;
    let stated = expected["rejects"].as_array().map_or(0, Vec::len);
    let rejected = String::from_utf8(read(&rejects)).expect("UTF-8").lines().count() - 1;
    ensure(rejected == stated, format!("{rejected} rejects, not {stated}"))?;
    for row in wanted {
        let same = |other: &Value| {
            ["container_no", "bill_no", "goods_description"]
                .iter()
                .all(|key| row.get(*key).is_none_or(Value::is_null) || other[*key] == row[*key])
        };
        let at = found.iter().position(same);
        let Some(at) = at else { return Err(format!("{name}: no row like {row}\nbut {found:#?}")) };
        let other = found.remove(at);
        for (key, value) in row.as_object().expect("an object") {
            let right = match (value.as_f64(), other[key].as_f64()) {
                (Some(value), Some(other)) => (value - other).abs() < 1e-6,
                _ => *value == other[key],
            };
            ensure(right, format!("{key} is {}, not {value}, in {other}", other[key]))?;
        }
    }
    Ok(())
}

/// The genuine ship, converted to each form and read back, ranks the same.
#[test]
fn a_converted_manifest_scores_the_same() {
    let Some(manifest) = shared_data("manifests/venetia_950S_CGPNR_awmds.xml") else { return };
    let work = tempfile::tempdir().expect("a folder");
    let score = |input: &Path| {
        let out = work.path().join("run");
        let arguments =
            ["score", &input.display().to_string(), "--run-date", "2026-11-23", "--seed", "7", "--capacity", "30"];
        run(
            &[&arguments[..], &["--out", &out.display().to_string(), "--fail-on", "none", "-q", "--format", "none"]]
                .concat(),
            0,
        );
        (read(out.join("ranking.csv")), read(out.join("explanations.json")))
    };
    let original = score(&manifest);
    for ending in ["parquet", "csv", "ndjson", "xml", "edi"] {
        let copy = work.path().join(format!("copy.{ending}"));
        run(&["convert", &manifest.display().to_string(), "-o", &copy.display().to_string()], 0);
        let (ranking, explanations) = score(&copy);
        assert!(ranking == original.0, "{ending} ranks otherwise");
        // A message carries lines of text without the blanks at their ends; explanations show texts.
        assert!(ending == "edi" || explanations == original.1, "{ending} explains otherwise");
    }
}

/// Genuine messages: what is in them is read or rejected, never lost.
#[test]
fn genuine_messages_are_read() {
    for (file, rows, rejected) in [
        ("edifact/mtn_independent_accord_D95B_LOT10.edi", 2, 0),
        ("edifact/xpress_euphrates_2017_D95B_SMDG22.edi", 609, 0),
        ("edifact/pistology_sample.edi", 5, 0),
        ("x12/apimeister_309_test_1_4010.edi", 18, 0),
    ] {
        let Some(path) = shared_data(file) else { return };
        let work = tempfile::tempdir().expect("a folder");
        let out = work.path().join("rows.csv");
        let output = run(&["convert", &path.display().to_string(), "-o", &out.display().to_string()], 0);
        let said = stderr(&output);
        assert!(said.contains(&format!("= {rows} written + {rejected} rejected")), "{file}: {said}");
    }
}

/// A bill that was changed is scored as it was last; what came before stands among the rejects.
#[test]
fn the_last_version_of_a_bill_counts() {
    let message = root().join("tests/data/messages/12_original_and_change.edi");
    let (original, change) = {
        let text = String::from_utf8(read(&message)).expect("UTF-8");
        let at = text.find("UNH+2").expect("a second message");
        (text[..at].to_owned(), text[at..].to_owned())
    };
    let cancel = |bgm: &str, bill: &str| {
        format!(
            "UNH+3+CUSCAR:D:95B:UN'BGM+85+FXM2611014+{bgm}'DTM+137:202611250900:203'TDT+20+261W+1++FXLU'{bill}UNT+4+3'"
        )
    };
    let replaced = change.replace("BGM+85+FXM2611014+4", "BGM+85+FXM2611014+5").replace("ZZZU1300012", "ZZZU1300028");
    let work = tempfile::tempdir().expect("a folder");
    let read_back = |files: &[&str]| -> (Vec<String>, String) {
        let folder = work.path().join("in");
        std::fs::create_dir_all(&folder).expect("a folder");
        for (at, text) in files.iter().enumerate() {
            std::fs::write(folder.join(format!("{at}.edi")), text).expect("written");
        }
        let [out, rejects] = ["rows.ndjson", "rejects.csv"].map(|file| work.path().join(file));
        let arguments = ["convert", &folder.display().to_string(), "-o", &out.display().to_string(), "--rejects"];
        let output = redlane().args(arguments).arg(&rejects).output().expect("starts");
        std::fs::remove_dir_all(&folder).expect("removed");
        let rows = if output.status.success() { String::from_utf8(read(&out)).expect("UTF-8") } else { String::new() };
        (rows.lines().map(str::to_owned).collect(), String::from_utf8(read(&rejects)).expect("UTF-8"))
    };
    // In whatever order the files are read.
    for files in [[&original[..], &change], [&change, &original]] {
        let (rows, rejects) = read_back(&files);
        assert!(rows.len() == 1 && rows[0].contains("FICTION LATER SARL"), "{rows:#?}");
        assert!(
            rejects.contains("an earlier version: bill FXB2611020 was changed by the message of 2026-11-24T09:15 at")
        );
    }
    // A replacement is of the whole bill, whatever containers it names.
    let (rows, rejects) = read_back(&[&original, &replaced]);
    assert!(rows.len() == 1 && rows[0].contains("ZZZU1300028") && rejects.contains("was replaced by"), "{rows:#?}");
    // A change speaks of the containers it names.
    let (rows, _) = read_back(&[&original, &change.replace("ZZZU1300012", "ZZZU1300028")]);
    assert_eq!(rows.len(), 2);
    // A cancellation needs no container, nor, for a whole manifest, a bill.
    for cancel in [cancel("3", "CNI+1+FXB2611020'"), cancel("1", "")] {
        let (rows, rejects) = read_back(&[&original, &change, &cancel]);
        assert!(rows.is_empty(), "{rows:#?}");
        assert!(rejects.matches("was cancelled by the message of 2026-11-25T09:00").count() == 2, "{rejects}");
    }
    // What is filed again after it is in force.
    let again = original.replace("202611230800", "202611260800");
    let (rows, _) = read_back(&[&original, &cancel("3", "CNI+1+FXB2611020'"), &again]);
    assert!(rows.len() == 1 && rows[0].contains("2026-11-26"), "{rows:#?}");
}

/// The tables of a US customs release, in any order, are joined to the rows they speak of.
#[test]
fn a_release_of_tables_is_joined() {
    let folder = root().join("tests/data/ams");
    let work = tempfile::tempdir().expect("a folder");
    let [out, rejects, unreadable] =
        ["rows.ndjson", "rejects.csv", "unreadable.csv"].map(|file| work.path().join(file).display().to_string());
    let folder_of_tables = folder.display().to_string();
    let read_all = ["convert", &folder_of_tables, "-o", &out, "--rejects", &rejects, "--unreadable", &unreadable];
    let output = run(&[&read_all[..], &["--all-versions"]].concat(), 0);
    assert!(stderr(&output).contains("6 rows in = 5 written + 1 rejected"), "{}", stderr(&output));
    assert_eq!(
        String::from_utf8(read(&out)).expect("UTF-8"),
        String::from_utf8(read(folder.join("expected.json"))).expect("UTF-8")
    );
    let rejected = String::from_utf8(read(&rejects)).expect("UTF-8");
    let cells = String::from_utf8(read(&unreadable)).expect("UTF-8");
    assert!(cells.contains("ams__container_2026__invented.csv,7,ZZZU1000057,FXLU0005,gross_kg,weight,4000"));
    assert!(rejected.contains(
        "ams__header_2026__invented.csv,4,identifier[202611232],,FXLU0002,,,the message cancels bill FXLU0002"
    ));
    let one = folder.join("ams__container_2026__invented.csv").display().to_string();
    assert!(stderr(&run(&["convert", &one, "-o", &out], 5)).contains("give the folder with all of them"));
}

/// A reader has no way to crash or to lose a row, whatever a stranger sends.
#[test]
fn mutilated_messages_lose_nothing() {
    use proptest::prelude::*;
    let files: Vec<Vec<u8>> = ["messages", "workbooks"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root().join("tests/data").join(folder)).expect("cases"))
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|ending| ending != "json" && ending != "md"))
        .map(read)
        .collect();
    let work = tempfile::tempdir().expect("a folder");
    let file = work.path().join("mutilated");
    let changes = prop::collection::vec((any::<prop::sample::Index>(), 0..5_u8, any::<u8>()), 1..12);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(400));
    let outcome = runner.run(&(any::<prop::sample::Index>(), changes), |(which, changes)| {
        let mut bytes = which.get(&files).clone();
        for (place, how, byte) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = place.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                3 => bytes.truncate(at),
                _ => {
                    let piece = bytes[at..bytes.len().min(at + 40)].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        std::fs::write(&file, &bytes).expect("written");
        let inputs = redlane::manifest::find_inputs(&[file.display().to_string()]).inputs;
        let staged = redlane::manifest::stage(&inputs, &redlane::manifest::ReadOptions::default(), &|_| {})
            .expect("the machine gives what is needed");
        prop_assert_eq!(staged.rows_in, staged.rows() + staged.rejects.len() as u64);
        Ok(())
    });
    outcome.expect("no file crashes a reader");
}

/// Agents mail spreadsheets: titles above the header, merged cells, dates as numbers, sheets without a manifest.
#[test]
fn spreadsheets_are_read_as_people_see_them() {
    for (file, rows, rejected) in [("agent.xlsx", 5, 1), ("agent.xls", 3, 0), ("agent.ods", 3, 0)] {
        let work = tempfile::tempdir().expect("a folder");
        let out = work.path().join("rows.ndjson");
        let path = root().join("tests/data/workbooks").join(file).display().to_string();
        let output = run(&["convert", &path, "-o", &out.display().to_string(), "-v"], 0);
        let said = stderr(&output);
        assert!(said.contains(&format!("= {rows} written + {rejected} rejected")), "{file}: {said}");
        let text = String::from_utf8(read(&out)).expect("UTF-8");
        let found: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let first = &found[0];
        assert_eq!(first["container_no"], "ZZZU6000018", "{file}");
        assert_eq!(first["eta"], "2026-11-30", "{file}: {first}");
        assert_eq!(first["gross_kg"], 24350.5, "{file}");
        assert_eq!(first["seals"], serde_json::json!(["FX1", "FX2"]), "{file}");
        assert_eq!(found[2]["packages"], 1600, "{file}");
        assert_eq!(found[2]["hs_codes"], serde_json::json!(["020714"]), "{file}: a number lost its first digit");
        if file == "agent.xlsx" {
            assert_eq!(found[1]["consignee_name"], "FICTION IMPORT SARL", "merged downwards");
            assert!(said.contains("sheet Notes") && said.contains("totals"), "{said}");
        }
    }
}

/// A ship as planned beside a ship as filed: what is missing on either side, and what differs.
#[test]
fn a_bay_plan_shows_what_was_not_filed() {
    let work = tempfile::tempdir().expect("a folder");
    let manifest = work.path().join("m.csv");
    let text = "container_no,bill_no,place_of_discharge,load_status,gross_kg,size_type,goods_description,consignee_name\n\
                ZZZU6000018,B1,CGPNR,full,20000,22G1,CERAMIC TILES,FICTION IMPORT SARL\n\
                ZZZU1100014,B2,CGPNR,empty,,22G1,,FICTION LINE\n\
                ZZZU1100020,B3,CGPNR,full,9000,22G1,FURNITURE,FICTION TRADING\n";
    std::fs::write(&manifest, text).expect("written");
    let plan = work.path().join("plan.edi");
    let cell = |number: &str, cell: &str, kg: u32, status: u8| {
        format!("LOC+147+{cell}::5'MEA+WT++KGM:{kg}'LOC+9+ESALG'LOC+11+CGPNR'RFF+BM:1'EQD+CN+{number}+22G1+++{status}'")
    };
    let cells = [
        cell("ZZZU6000018", "0010186", 22_300, 5),
        cell("ZZZU1100014", "0010188", 14_000, 5),
        cell("ZZZU5000013", "0010190", 25_000, 5),
    ];
    let message = format!(
        "UNB+UNOA:2+A+B+261123:0800+1'UNH+1+BAPLIE:D:95B:UN:SMDG20'BGM++1+9'{}UNT+21+1'UNZ+1+1'",
        cells.concat()
    );
    std::fs::write(&plan, message).expect("written");
    let out = work.path().join("out");
    let [manifest, plan, folder] = [&manifest, &plan, &out].map(|path| path.display().to_string());
    let output = run(
        &["score", &manifest, "--bayplan", &plan, "--run-date", "2026-11-23", "--out", &folder, "--format", "none"],
        0,
    );
    assert!(stderr(&output).contains("bay plan: 3 containers, 1 of them in no manifest"), "{}", stderr(&output));
    let explained: Value = serde_json::from_slice(&read(out.join("explanations.json"))).expect("JSON");
    let fired = |number: &str| -> Vec<String> {
        let containers = explained["containers"].as_array().expect("a list");
        let one = containers.iter().find(|container| container["container_no"] == number).expect("it is there");
        let rules = one["fired"].as_array().expect("a list").iter().filter_map(|fired| fired["rule"].as_str());
        rules.filter(|rule| rule.starts_with("RT-03")).map(str::to_owned).collect()
    };
    assert!(fired("ZZZU6000018").is_empty());
    assert_eq!(fired("ZZZU5000013"), ["RT-030"], "nobody filed it");
    assert_eq!(fired("ZZZU1100020"), ["RT-031"], "not on board");
    assert_eq!(fired("ZZZU1100014"), ["RT-033"], "filed as empty, planned as full");
}

/// Letters at the beginning do not make a message of a table.
#[test]
fn a_table_may_begin_like_a_message() {
    for header in ["UNASSIGNED", "UNB_CODE", "UNH", "ISA_REFERENCE"] {
        let folder = tempfile::tempdir().expect("a folder");
        let [file, out] = ["m.csv", "o.csv"].map(|name| folder.path().join(name).display().to_string());
        let wide = "x".repeat(120);
        std::fs::write(&file, format!("{header},container_no,{wide}\n1,ZZZU6000018,2\n")).expect("written");
        let said = stderr(&run(&["convert", &file, "-o", &out], 0));
        assert!(said.contains("1 row in = 1 written"), "{header}: {said}");
    }
}

/// What is gigantic meets a limit with words, not with hours or gigabytes.
#[test]
fn gigantic_messages_meet_a_limit() {
    let begin = "UNB+UNOA:2+A+B+261123:0800+1'UNH+1+CUSCAR:D:95B:UN'BGM+85+1+9'CNI+1+B1'GID+1+1:CT'";
    let placed: String = (1..=20_000).map(|number| format!("SGP+ZZZU{number:07}+1'")).collect();
    let words = "A:".repeat(1_000_000);
    for (text, says) in [
        (format!("{begin}{placed}UNT+1+1'UNZ+1+1'"), "20000 containers; 5000 is the limit"),
        (format!("{begin}FTX+AAA+++{words}"), "is longer than 1048576 characters"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let [file, out] = ["m.edi", "o.csv"].map(|name| folder.path().join(name).display().to_string());
        std::fs::write(&file, text).expect("written");
        let said = stderr(&run(&["convert", &file, "-o", &out], 5));
        assert!(said.contains(says), "{said}");
    }
}

/// Some senders break lines at a column, inside words and tags: the rows are the same.
#[test]
fn lines_broken_at_a_column_change_nothing() {
    let rows_of = |text: &str| -> Vec<Vec<Option<String>>> {
        let input = redlane::manifest::InputFile::Bytes { name: "message".into(), bytes: text.as_bytes().into() };
        let options = redlane::manifest::ReadOptions { all_versions: true, ..Default::default() };
        let staged = redlane::manifest::stage(&[input], &options, &|_| {}).expect("the machine gives what is needed");
        let columns: Vec<Column> = Column::canonical().collect();
        let tables = staged.batches().iter().map(|batch| batch.load(&columns).expect("in memory"));
        let row = |table: &ManifestTable, row| columns.iter().map(|c| table.shown(*c, row)).collect();
        tables.flat_map(|table| (0..table.height()).map(|at| row(&table, at)).collect::<Vec<_>>()).collect()
    };
    for file in
        ["01_cuscar_d95b_two_bills.edi", "10_bill_over_two_containers.edi", "13_x12_309.x12", "14_baplie_d95b.edi"]
    {
        let text = String::from_utf8(read(root().join("tests/data/messages").join(file))).expect("UTF-8");
        // Segments that end with their line cannot be broken so; then the sender has another sign for their end.
        let text = if file.ends_with("x12") { text.replace('\n', "'") } else { text };
        let expected = rows_of(&text);
        assert!(!expected.is_empty(), "{file}");
        // One run of text, as such senders make it before they cut.
        let run: Vec<char> = text.chars().filter(|sign| !matches!(sign, '\r' | '\n')).collect();
        for width in [4, 11, 60, 80] {
            let broken: Vec<String> = run.chunks(width).map(|line| line.iter().collect()).collect();
            for end in ["\n", "\r\n", "\r"] {
                assert_eq!(rows_of(&broken.join(end)), expected, "{file} at {width}");
            }
            // Blanks and the end sign of old systems behind it say nothing of its lines.
            assert_eq!(rows_of(&format!("{}\n   \n\u{1A}", broken.join("\n"))), expected, "{file} at {width}");
            // Another interchange may have lines of its own.
            let both = format!("{}\n{text}", broken.join("\n"));
            assert_eq!(rows_of(&both), [expected.clone(), expected.clone()].concat(), "{file} at {width}, and not");
            // Two that were cut as one.
            let twice: Vec<char> = run.iter().chain(&run).copied().collect();
            let twice: Vec<String> = twice.chunks(width).map(|line| line.iter().collect()).collect();
            assert_eq!(
                rows_of(&twice.join("\n")),
                [expected.clone(), expected.clone()].concat(),
                "{file} twice at {width}"
            );
        }
    }
}

/// Of an original and a later amendment of an X12 309 only what is valid is left: an M13 stands before the M11 it speaks of, and
/// a deletion needs no M11.
#[test]
fn x12_amendments_leave_what_is_valid() {
    let set = |time: &str, bills: &str| {
        format!(
            "ISA*00*          *00*          *ZZ*FXLU           *ZZ*USCUS          *261123*{time}*U*00401*000000018*0*P*>~\
             GS*SO*FXLU*USCUS*20261123*{time}*18*X*004010~ST*309*0001~M10*FXLU*O*LR*9999993*FICTION STAR*261W**3*W*L*N~\
             P4*5201*20261130*3~{bills}SE*9*0001~GE*1*18~IEA*1*000000018~"
        )
    };
    let bill = |at: u32, m13: &str, bill: &str, container: &str, goods: &str| {
        format!(
            "LX*{at}~{m13}M11*{bill}*24145*100*CTN*8000*K***00*KINGSTON**FXLU~N1*SH*FICTION FOODS~\
             VID*CN*ZZZU*{container}*0024051*****22G1*L~N10*100*{goods}*N/M****K*8000~"
        )
    };
    let original = set(
        "0800",
        &[
            bill(1, "", "FXB0001", "1900017", "KEPT"),
            bill(2, "", "FXB0002", "1900022", "DELETED"),
            bill(3, "", "FXB0003", "1900038", "BEFORE"),
            bill(4, "", "FXB0004", "1900043", "DELETED WITH ITS BILL"),
            bill(5, "", "FXH0005", "1900059", "DELETED HOUSE BILL"),
        ]
        .concat(),
    );
    let amendment = set(
        "1800",
        &[
            // Numbers of bills are written with and without the code of their carrier.
            "LX*1~M13*FXLU*1234*D*FXLUFXB0002~LX*2~M13*FXLU*1234*D*FXM0005****FXLU*1*FXH0005~".to_owned(),
            // Before the number of the bill as well as behind it.
            format!("M13*FXLU*1234*R*FXB0003~{}", bill(3, "", "FXB0003", "1900038", "AFTER")),
            // An action that is not known says nothing.
            bill(3, "M13*FXLU*1234*Q*FXB0001~", "FXB0007", "1900070", "OF NO KNOWN ACTION"),
            bill(4, "M13*FXLU*1234*D~", "FXB0004", "1900043", "DELETED WITH ITS BILL"),
            bill(5, "M13*FXLU*1234*A*FXB0006~", "FXB0006", "1900064", "ADDED"),
        ]
        .concat(),
    );
    let work = tempfile::tempdir().expect("a folder");
    // In whatever order the files are read.
    for names in [["1.x12", "2.x12"], ["2.x12", "1.x12"]] {
        let folder = work.path().join(names[0]);
        std::fs::create_dir_all(&folder).expect("a folder");
        for (name, text) in names.iter().zip([&original, &amendment]) {
            std::fs::write(folder.join(name), text).expect("written");
        }
        let out = work.path().join("rows.ndjson").display().to_string();
        let output = run(&["convert", &folder.display().to_string(), "-o", &out], 0);
        let text = String::from_utf8(read(&out)).expect("UTF-8");
        let mut left: Vec<String> = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["goods_description"].to_string())
            .collect();
        left.sort();
        assert_eq!(left, ["\"ADDED\"", "\"AFTER\"", "\"KEPT\"", "\"OF NO KNOWN ACTION\""], "{}", stderr(&output));
        assert!(stderr(&output).contains("11 rows in = 4 written + 7 rejected"), "{}", stderr(&output));
    }
}

/// Load lists and gate moves are held against manifests as bay plans are; codes of one port are one port, and what of a plan cannot
/// be used is said.
#[test]
fn lists_of_equipment_reconcile_and_ports_have_aliases() {
    let work = tempfile::tempdir().expect("a folder");
    let path = |name: &str| work.path().join(name).display().to_string();
    let (manifest, list, out) = (path("m.csv"), path("list.edi"), path("out"));
    std::fs::write(
        &manifest,
        "container_no,bill_no,place_of_loading,place_of_discharge,load_status,gross_kg,weight_scope,goods_description\n\
         ZZZU6000018,B1,SGSIN,CNSHA,full,20000,container,CERAMIC TILES\n\
         ZZZU1100014,B2,SGSIN,CNNBO,full,9000,container,FURNITURE\n",
    )
    .expect("written");
    let entry = |number: &str, port: &str| format!("EQD+CN+{number}+22G1+++5'LOC+11+{port}'MEA+AAE+VGM+KGM:22300'");
    let message = format!(
        "UNB+UNOA:2+A+B+261123:0800+1'UNH+1+COPRAR:D:00B:UN:SMDG21'BGM+121+1+9'LOC+9+SGSIN'{}{}{}EQD+CN++22G1+++4'UNT+14+1'UNZ+1+1'",
        entry("ZZZU6000018", "CNSGH"),
        entry("ZZZU1100014", "CNTAO"),
        entry("ZZZU5000013", "CNSGH"),
    );
    std::fs::write(&list, message).expect("written");
    let arguments =
        ["score", &manifest, "--bayplan", &list, "--run-date", "2026-11-23", "--out", &out, "--format", "none"];
    let said = stderr(&run(&arguments, 0));
    assert!(said.contains("bay plan: 3 containers, 1 of them in no manifest"), "{said}");
    assert!(said.contains("1 row(s) of the bay plan cannot be used") && said.contains("has no number"), "{said}");
    let explained: Value = serde_json::from_slice(&read(format!("{out}/explanations.json"))).expect("JSON");
    let fired = |number: &str| -> Vec<String> {
        let containers = explained["containers"].as_array().expect("a list");
        let one = containers.iter().find(|container| container["container_no"] == number).expect("it is there");
        let rules = one["fired"].as_array().expect("a list").iter().filter_map(|fired| fired["rule"].as_str());
        rules.filter(|rule| rule.starts_with("RT-03")).map(str::to_owned).collect()
    };
    assert!(!fired("ZZZU6000018").contains(&"RT-032".to_owned()), "CNSHA and CNSGH are Shanghai");
    assert!(fired("ZZZU1100014").contains(&"RT-032".to_owned()), "Ningbo is not Qingdao");
    assert_eq!(fired("ZZZU5000013"), ["RT-030"], "nobody filed it");
}

/// What is not used is named once per file with its count: in the notes, in full with -v, and in run.json.
#[test]
fn what_is_not_used_is_named_with_its_count() {
    let file = root().join("tests/data/messages/39_awmds_zeros_and_codes.xml").display().to_string();
    let work = tempfile::tempdir().expect("a folder");
    let out = work.path().join("out").display().to_string();
    let settings = ["--run-date", "2026-11-23", "--fail-on", "none", "--format", "none"];
    let output = run(&[&["score", &file, "--out", &out][..], &settings].concat(), 0);
    assert!(stderr(&output).contains("kind(s) of parts are not used: Bol_segment/Bol_id/Line_number (5)"));
    let run: Value = serde_json::from_slice(&read(format!("{out}/run.json"))).expect("JSON");
    let unused = run["inputs"][0]["unused"].as_array().expect("a list");
    let counts: Vec<(&str, u64)> = unused
        .iter()
        .map(|part| (part["name"].as_str().expect("a name"), part["count"].as_u64().expect("a count")))
        .collect();
    assert!(counts.contains(&("Bol_segment/ctn_segment/Commodity_code", 1)), "{counts:?}");
    let notices = run["notices"].to_string();
    assert!(counts.iter().all(|(name, count)| notices.contains(&format!("{name} ({count})"))), "{notices}");
    assert!(!counts.iter().any(|(name, _)| name.contains("Ctn_reference")), "{counts:?}");
}

/// Whatever a file holds in one line, no error or warning shows more than a line's worth of it.
#[test]
fn errors_show_a_line_of_the_file_at_most() {
    let long = "X".repeat(2_000_000);
    let work = tempfile::tempdir().expect("a folder");
    let [file, out] = ["m.txt", "o.csv"].map(|name| work.path().join(name).display().to_string());
    for text in [
        format!("UNA:+.'UNB+UNOA:2+{long}"),
        format!("'{long}"),
        format!("UNB+UNOA:2+A+B+261123:0800+1'UNH+1+{long}:D:95B:UN'UNT+2+1'UNZ+1+1'"),
        format!("UNB+UNOA:2+A+B+261123:0800+1'{}'", &long[..1_000_000]),
        format!("ST*309*0001*{long}"),
        format!("ISA*00*{long}"),
        format!("<{long}></{long}>"),
        format!("{{\"{long}\":1}}\n{{\"{long}\":1}}"),
        format!("{long},{long}\n1,2\n"),
        format!("container_no,{long}\nZZZU6000018,2\n"),
    ] {
        std::fs::write(&file, &text).expect("written");
        let said = stderr(&redlane().args(["convert", &file, "-o", &out]).output().expect("starts"));
        let longest = said.lines().map(str::len).max().unwrap_or(0);
        assert!(longest < 700, "{longest} signs for {:.40}", text);
    }
}
