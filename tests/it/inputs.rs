//! Inputs: which files are found, what is passed over and named, and that a file's size or number changes nothing.

use crate::program::{read_json, redlane, run, score_into, shared_data, stderr};
use redlane::columns::Column;
use redlane::manifest::{Found, InputFile, ReadOptions, StagedManifests, find_inputs, stage};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

const ROW: &str = "container_no,bill_no\nMSKU9070323,B1\n";

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    std::fs::write(path, text).expect("written");
}

fn found_below(folder: &Path) -> Found {
    find_inputs(&[folder])
}

/// Names of what was found, from the folder on.
fn names(found: &Found, folder: &Path) -> Vec<String> {
    let start = format!("{}/", folder.display());
    found.inputs.iter().map(|input| input.name().replace(&start, "")).collect()
}

fn skipped(found: &Found, folder: &Path) -> Vec<(String, String)> {
    let start = format!("{}/", folder.display());
    found.skipped.iter().map(|skipped| (skipped.file.replace(&start, ""), skipped.reason.clone())).collect()
}

fn read_all(found: &Found) -> StagedManifests {
    stage(&found.inputs, &ReadOptions::default(), &|_| {}).expect("the machine gives what is needed")
}

/// Kubernetes mounts a volume as links into a hidden folder that is itself a link.
#[test]
fn links_are_followed_and_circles_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mount, elsewhere) = (folder.path().join("mount"), folder.path().join("elsewhere"));
    write(&mount.join("..2026_11_29/manifest.csv"), ROW);
    write(&elsewhere.join("other.csv"), ROW);
    symlink("..2026_11_29", mount.join("..data")).expect("a link");
    symlink("..data/manifest.csv", mount.join("manifest.csv")).expect("a link");
    symlink("../elsewhere", mount.join("linked")).expect("a link");
    symlink("../elsewhere", mount.join("linked_again")).expect("a link");
    symlink("../mount", elsewhere.join("back")).expect("a link");
    let found = found_below(&mount);
    assert_eq!(names(&found, &mount), ["linked/other.csv", "manifest.csv"]);
    assert!(found.damages.is_empty(), "{:?}", found.damages);
    let hidden = |name: &str| (name.to_owned(), "is hidden".to_owned());
    assert!(skipped(&found, &mount).contains(&hidden("..data")), "{:?}", found.skipped);
    // A file and a link to it are one file.
    let both = find_inputs(&[mount.join("manifest.csv"), mount.join("..2026_11_29/manifest.csv")]);
    assert_eq!(both.inputs.len(), 1);
    assert!(both.has(&mount.join("..data/manifest.csv")) && !both.has(&elsewhere.join("other.csv")));
}

/// A link to a manifest that is not there is a manifest that is missing; other files are read all the same.
#[test]
fn a_link_that_leads_nowhere_is_a_damage() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("a.csv"), ROW);
    symlink("gone.csv", folder.path().join("b.csv")).expect("a link");
    symlink("c.csv", folder.path().join("c.csv")).expect("a link");
    symlink("gone.pdf", folder.path().join("d.pdf")).expect("a link");
    let found = found_below(folder.path());
    assert_eq!(names(&found, folder.path()), ["a.csv"]);
    let damaged: Vec<&str> = found.damages.iter().filter_map(|damage| damage.file.rsplit('/').next()).collect();
    assert_eq!(damaged, ["b.csv", "c.csv"]);
    assert!(found.damages.iter().all(|damage| damage.reason.starts_with("cannot be read")), "{:?}", found.damages);
    assert_eq!(skipped(&found, folder.path())[0].0, "d.pdf");
}

/// Archives made under an old encoding unpack to names that are no text.
#[test]
fn names_that_are_not_utf8_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"d\xe9tail.csv"));
    if std::fs::write(&path, ROW).is_err() {
        return eprintln!("skipped: this file system takes no such names");
    }
    let staged = read_all(&found_below(folder.path()));
    assert_eq!((staged.rows(), staged.damages.len()), (1, 0));
    assert!(staged.inputs[0].file.ends_with("d\u{FFFD}tail.csv"), "{}", staged.inputs[0].file);
    let output = redlane().arg("convert").arg(&path).arg("-o").arg(folder.path().join("rows.csv")).output();
    let output = output.expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_folder_that_cannot_be_read_does_not_take_the_others_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let locked = folder.path().join("in/locked");
    write(&folder.path().join("in/a.csv"), ROW);
    write(&folder.path().join("in/sub/b.csv"), ROW);
    write(&locked.join("c.csv"), ROW);
    let lock = |mode| std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(mode)).expect("ours");
    lock(0o000);
    if std::fs::read_dir(&locked).is_ok() {
        lock(0o755);
        return eprintln!("skipped: permissions mean nothing to this user");
    }
    let inputs = folder.path().join("in");
    let found = found_below(&inputs);
    let output = run(
        &["convert", &inputs.display().to_string(), "-o", &folder.path().join("rows.csv").display().to_string()],
        3,
    );
    lock(0o755);
    assert_eq!(names(&found, &inputs), ["a.csv", "sub/b.csv"]);
    assert!(found.damages[0].file.ends_with("locked"), "{:?}", found.damages);
    assert!(stderr(&output).contains("locked: cannot be read"), "{}", stderr(&output));
}

#[test]
fn what_is_passed_over_has_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let mail = "From: a@fiction.example\nSent: Sunday\nTo: b@fiction.example\nSubject: manifest\n\nDear all, please find it.\n";
    let titles =
        "From: Fiction Agency\nTo: Port of Fiction\nDate: 2026-11-29\n\ncontainer_no,bill_no\nMSKU9070323,B1\n";
    for (name, text) in [
        ("manifest.csv", ROW),
        ("titles.csv", titles),
        ("packed.csv.gz", "x"),
        ("mail.txt", mail),
        ("mail.eml", mail),
        (".hidden.csv", ROW),
        (".git/config.txt", "x"),
        (".~lock.manifest.ods#", ",agent,"),
        ("~$manifest.xlsx", "agent"),
        ("manifest.csv.part", ROW),
        ("manifest.json", "[]"),
        ("report.pdf", "%PDF"),
        ("report.pdf.gz", "x"),
        ("README", "x"),
        ("run/run.json", r#"{"redlane": "0.1.0"}"#),
        ("run/ranking.csv", "x"),
    ] {
        write(&folder.path().join(name), text);
    }
    let found = found_below(folder.path());
    assert_eq!(names(&found, folder.path()), ["manifest.csv", "packed.csv.gz", "titles.csv"]);
    assert!(found.damages.is_empty(), "{:?}", found.damages);
    let reasons = skipped(&found, folder.path());
    let expected = [
        (".git", "is hidden"),
        (".hidden.csv", "is hidden"),
        (".~lock.manifest.ods#", "is a lock file"),
        ("README", "has no ending"),
        ("mail.eml", "is a mail"),
        ("mail.txt", "is a mail"),
        ("manifest.csv.part", "ends in .part, as files do that are still being written"),
        ("manifest.json", "ends in .json; NDJSON"),
        ("report.pdf", "ends in .pdf, as no manifest does"),
        ("report.pdf.gz", "ends in .pdf.gz, as no manifest does"),
        ("run", "is an earlier run"),
        ("~$manifest.xlsx", "is a lock file"),
    ];
    assert_eq!(reasons.len(), expected.len(), "{reasons:?}");
    for ((file, reason), (name, beginning)) in reasons.iter().zip(expected) {
        assert!(file == name && reason.starts_with(beginning), "{file}: {reason}, not {name}: {beginning}");
    }
    // Two ways to the same folder name nothing twice.
    let sub = folder.path().join("run/..");
    assert_eq!(find_inputs(&[folder.path(), &sub]).inputs.len(), 3);
    let again = find_inputs(&[folder.path(), folder.path()]);
    assert_eq!((again.inputs.len(), again.skipped.len()), (3, expected.len()));
}

/// Whoever writes a pattern may know of other endings, but means no lock file.
#[test]
fn patterns_may_state_an_ending() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a.dat", "b.csv", "c.json", "d", "~$b.csv", ".e.csv", "f.part"] {
        write(&folder.path().join(name), ROW);
    }
    let by = |pattern: &str| names(&find_inputs(&[folder.path().join(pattern)]), folder.path());
    assert_eq!(by("*.csv"), ["b.csv"]);
    assert_eq!(by("*.dat"), ["a.dat"]);
    assert_eq!(by("*.json"), ["c.json"]);
    assert_eq!(by("*"), ["a.dat", "b.csv", "d"]);
    assert_eq!(by(".*"), [".e.csv"]);
    std::fs::create_dir(folder.path().join("sub")).expect("a folder");
    symlink("gone", folder.path().join("lost.csv")).expect("a link");
    let all = find_inputs(&[folder.path().join("*")]);
    assert!(
        skipped(&all, folder.path()).iter().any(|(file, reason)| file == "sub" && reason.starts_with("is a folder"))
    );
    assert!(all.damages.len() == 1 && all.damages[0].file.ends_with("lost.csv"), "{:?}", all.damages);
    let none = find_inputs(&[folder.path().join("~*")]);
    assert_eq!((none.inputs.len(), none.damages.len(), none.skipped.len()), (0, 1, 1));
}

#[test]
fn what_is_passed_over_is_said_and_written_down() {
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = folder.path().join("inbox");
    for name in ["a.csv", "b.part", "c.part", "d.part", "e.part"] {
        write(&inbox.join(name), ROW);
    }
    let inbox = inbox.display().to_string();
    let out = folder.path().join("out");
    let said = stderr(&score_into(&out, &[&inbox], &["--format", "none"]));
    assert!(said.contains("note: 4 passed over: ") && said.contains("and 1 more (all of them with -v)"), "{said}");
    let said = stderr(&score_into(&out, &[&inbox], &["--format", "none", "-v"]));
    assert!(said.contains("e.part ends in .part"), "{said}");
    assert!(!stderr(&score_into(&out, &[&inbox], &["--format", "none", "-q"])).contains("passed over"));
    let info = read_json(out.join("run.json"));
    let skipped = info["skipped"].as_array().expect("a list");
    assert_eq!(skipped.len(), 4);
    assert!(skipped[0]["file"].as_str().is_some_and(|file| file.ends_with("b.part")), "{}", skipped[0]);
    assert!(skipped[0]["reason"].as_str().is_some_and(|reason| reason.contains("still being written")));
    assert_eq!((&info["damaged"], &info["inputs"][0]["breaks_off"]), (&serde_json::json!([]), &false.into()));
}

fn container(number: usize) -> String {
    format!("RDLU{:07}", number + 1)
}

/// What a later pass costs goes by tables, so rows of small files are put together, as long as they can state the same.
#[test]
fn small_files_share_tables_and_keep_their_headers() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut expected: [Vec<String>; 2] = Default::default();
    for file in 0..300 {
        let rows: Vec<String> = (0..10).map(|row| container(file * 10 + row)).collect();
        let kind = usize::from(file % 3 == 0);
        let text = match kind {
            0 => format!("container_no,gross_kg\n{}\n", rows.join(",1\n") + ",1"),
            _ => format!("gross_kg,seals,container_no\n1,,{}\n", rows.join("\n1,;,")),
        };
        write(&folder.path().join(format!("{file:04}.csv")), &text);
        expected[kind].extend(rows);
    }
    let staged = read_all(&found_below(folder.path()));
    assert_eq!((staged.rows_in, staged.rows(), staged.inputs.len()), (3000, 3000, 300));
    assert_eq!(staged.batches().len(), 2);
    for (batch, with_seals) in staged.batches().iter().zip([true, false]) {
        assert_eq!(staged.stated_by(batch).contains(&Column::Seals), with_seals);
        let table = batch.load(Column::ALL).expect("in memory");
        let numbers: Vec<String> =
            (0..table.height()).filter_map(|row| table.shown(Column::ContainerNo, row)).collect();
        assert_eq!(numbers, expected[usize::from(with_seals)]);
        // Seals that are not stated stay not stated beside those that state that there are none.
        let stated = (0..table.height()).filter(|&row| table.shown(Column::Seals, row).is_some()).count();
        assert_eq!(stated, if with_seals { 900 } else { 0 });
        let file = table.shown(Column::SourceFile, 15).expect("a file");
        assert!(file.ends_with(if with_seals { "0003.csv" } else { "0002.csv" }), "{file}");
        assert_eq!(table.shown(Column::SourceLine, 15).as_deref(), Some("7"));
    }
}

/// A large file between small ones keeps the order of rows, and what is too much for memory goes to a file as before.
#[test]
fn small_and_large_files_keep_the_order_of_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let sizes = [5, 40_000, 7, 3, 250_000, 2, 30_000];
    let mut next = 0;
    for (file, size) in sizes.into_iter().enumerate() {
        let rows: String = (next..next + size).map(|number| container(number) + "\n").collect();
        next += size;
        write(&folder.path().join(format!("{file}.csv")), &format!("container_no\n{rows}"));
    }
    let temporary = tempfile::tempdir().expect("a folder");
    let options = ReadOptions { temporary: temporary.path().to_owned(), ..ReadOptions::default() };
    let staged =
        stage(&found_below(folder.path()).inputs, &options, &|_| {}).expect("the machine gives what is needed");
    assert!(staged.damages.is_empty(), "{:?}", staged.damages);
    assert_eq!((staged.rows_in, staged.rows()), (next as u64, next as u64));
    let mut at = 0;
    for batch in staged.batches() {
        let table = batch.load(&[Column::ContainerNo]).expect("readable");
        for row in 0..table.height() {
            assert_eq!(table.text(Column::ContainerNo).get(row), Some(&*container(at)));
            at += 1;
        }
    }
    assert_eq!(at, next);
    drop(staged);
    assert_eq!(std::fs::read_dir(temporary.path()).expect("readable").count(), 0, "temporary files are left");
}

/// Where rows are too many for memory and there is nowhere to put them, the machine is at fault and no input.
#[test]
fn nowhere_to_put_rows_aside_is_a_fault_of_the_machine() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = ReadOptions { temporary: folder.path().join("gone"), ..ReadOptions::default() };
    for (files, size) in [(300, 1_000), (12, 30_000)] {
        let inputs: Vec<InputFile> = (0..files)
            .map(|file| {
                let rows: String = (0..size).map(|row| container(file * size + row) + "\n").collect();
                let text = format!("container_no\n{rows}");
                InputFile::Bytes { name: format!("{file}.csv"), bytes: text.as_bytes().into() }
            })
            .collect();
        match stage(&inputs, &options, &|_| {}) {
            Ok(_) => panic!("{files} files of {size} rows fit into memory"),
            Err(fault) => assert!(fault.place.ends_with("gone"), "{fault}"),
        }
    }
}

/// Law 5 over many small files of two formats: the bytes are those of one file.
#[test]
fn many_small_files_score_as_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole.csv");
    run(&["generate", "--rows", "2000", "--seed", "9", "--planted", "4", "-o", &whole.display().to_string(), "-q"], 0);
    let text = std::fs::read_to_string(&whole).expect("readable");
    let (header, rows) = text.split_once('\n').expect("a header");
    let rows: Vec<&str> = rows.lines().collect();
    let parts = folder.path().join("parts");
    for (number, part) in rows.chunks(7).enumerate() {
        let file = parts.join(format!("{number:03}.csv"));
        write(&file, &format!("{header}\n{}\n", part.join("\n")));
        if number % 40 == 0 {
            let packed = parts.join(format!("{number:03}.parquet"));
            run(&["convert", &file.display().to_string(), "-o", &packed.display().to_string(), "-q"], 0);
            std::fs::remove_file(&file).expect("ours");
        }
    }
    let settings = ["-q", "--format", "none", "--capacity", "30"];
    score_into(&folder.path().join("one"), &[&whole.display().to_string()], &settings);
    score_into(&folder.path().join("many"), &[&parts.display().to_string()], &settings);
    for file in ["ranking.csv", "explanations.json"] {
        let bytes = |out: &str| std::fs::read(folder.path().join(out).join(file)).expect("readable");
        assert!(bytes("one") == bytes("many"), "{file} differs");
    }
}

fn table(name: &str, text: &str) -> StagedManifests {
    let input = InputFile::Bytes { name: name.into(), bytes: text.as_bytes().into() };
    stage(&[input], &ReadOptions::default(), &|_| {}).expect("the machine gives what is needed")
}

#[test]
fn a_last_line_without_its_end_is_noticed() {
    let row = |number: usize| format!("{},B{number}", container(number));
    let csv = |rows: &[String]| format!("container_no,bill_no\n{}", rows.join("\n"));
    let object = |number: usize| format!("{{\"container_no\":\"{}\"}}", container(number));
    for (text, breaks_off) in [
        (csv(&[row(1), row(2)]), true),
        (csv(&[row(1), row(2)]) + "\n", false),
        (csv(&[row(1), row(2)]) + "\n\n  ", false),
        (csv(&[row(1), row(2)]) + "\r\n\u{1A}", false),
        (csv(&[row(1), row(2)]).replace('\n', "\r\n"), true),
        (csv(&[row(1), row(2)]).replace('\n', "\r") + "\r", false),
        // One row alone is often written without an end, unless it is short as well.
        (csv(&[row(1)]), false),
        (csv(&[container(1)]), true),
        (csv(&[row(1), container(2)]), true),
        (csv(&[row(1), container(2)]) + "\n", false),
        ([object(1), object(2)].join("\n"), true),
        ([object(1), object(2)].join("\n") + "\n", false),
        (object(1), false),
        (object(1) + "\n" + &object(2)[..9], true),
    ] {
        let staged = table("m", &text);
        let input = staged.inputs.first().unwrap_or_else(|| panic!("{text:?}: {:?}", staged.damages));
        assert_eq!(input.breaks_off, breaks_off, "{text:?}");
        let said = staged.notices.iter().any(|notice| notice.contains("does not end with a line end"));
        assert_eq!(said, breaks_off, "{text:?}: {:?}", staged.notices);
    }
    let message = table("m.edi", "UNB+UNOA:2+A+B+261129:1000+1'UNH+1+CUSCAR:D:95B:UN'BGM+85+M1+9'TDT+20+1W'CNI+1+B1'");
    assert!(message.inputs.first().is_some_and(|input| input.breaks_off), "{:?}", message.notices);
}

const TOTALS: &str = "<Total_number_of_bols>2</Total_number_of_bols>\
    <Total_number_of_packages>30</Total_number_of_packages>\
    <Total_number_of_containers>2</Total_number_of_containers><Total_gross_mass>3.05E3</Total_gross_mass>";

/// Two bills; one container is on both.
fn awmds(totals: &str) -> String {
    let bill = |number: u32, containers: &[&str], packages: u32, mass: &str| {
        let containers: String = containers
            .iter()
            .map(|container| format!("<ctn_segment><Ctn_reference>{container}</Ctn_reference></ctn_segment>"))
            .collect();
        format!(
            "<Bol_segment><Bol_id><Bol_reference>B{number}</Bol_reference></Bol_id>{containers}<Goods_segment>\
             <Number_of_packages>{packages}</Number_of_packages><Gross_mass>{mass}</Gross_mass></Goods_segment></Bol_segment>"
        )
    };
    let first = bill(1, &["MSKU9070323", "TGHU3077030"], 10, "1000.4");
    let second = bill(2, &["TGHU 3077030"], 20, "2049.1");
    format!(
        "<Awmds><General_segment><Totals_segment>{totals}</Totals_segment></General_segment>{first}{second}</Awmds>"
    )
}

#[test]
fn control_totals_of_asycuda_are_compared() {
    let agreeing = table("m.xml", &awmds(TOTALS));
    assert!(agreeing.notices.is_empty(), "masses were rounded, and no more: {:?}", agreeing.notices);
    assert!(
        agreeing.inputs[0].unused.iter().all(|part| !part.name.contains("Total")),
        "{:?}",
        agreeing.inputs[0].unused
    );
    // A container on two bills may be counted for each.
    assert!(table("m.xml", &awmds(&TOTALS.replace("containers>2", "containers>3"))).notices.is_empty());
    // What states nothing, or nothing that is a number, contradicts nothing.
    for none in ["", "<Total_number_of_packages>0</Total_number_of_packages><Total_gross_mass>n/a</Total_gross_mass>"] {
        assert!(table("m.xml", &awmds(none)).notices.is_empty(), "{none}");
    }
    for (from, to, notice) in [
        ("bols>2", "bols>4", "the manifest states 4 bills of lading, 2 were found"),
        ("packages>30", "packages>31", "the manifest states 31 packages, 30 were found"),
        ("containers>2", "containers>999", "the manifest states 999 containers, 2 were found"),
        ("3.05E3", "3060.25", "the manifest states a gross mass of 3060.25 kg, 3049.5 kg were found"),
    ] {
        assert_eq!(table("m.xml", &awmds(&TOTALS.replace(from, to))).notices, [format!("m.xml: {notice}")]);
    }
}

#[test]
fn the_totals_of_a_genuine_manifest_agree() {
    let Some(path) = shared_data("manifests/venetia_950S_CGPNR_awmds.xml") else { return };
    let text = std::fs::read_to_string(path).expect("readable");
    let notices = |text: &str| table("m.xml", text).notices;
    assert_eq!(notices(&text), Vec::<String>::new());
    for (name, other) in [
        ("Total_number_of_bols", "340"),
        ("Total_number_of_packages", "876600"),
        ("Total_number_of_containers", "999"),
        ("Total_gross_mass", "1.5070514769E7"),
    ] {
        let (before, rest) = text.split_once(&format!("<{name}>")).expect("a total");
        let (_, after) = rest.split_once('<').expect("its end");
        let said = notices(&format!("{before}<{name}>{other}<{after}"));
        assert_eq!(said.len(), 1, "{name}: {said:?}");
    }
}
