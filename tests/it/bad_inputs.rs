//! Bad inputs as data: each folder of `tests/data/bad_inputs` says what is wrong and what must happen.

use crate::program::{copy_folder, read, read_json, redlane, root, stderr, stdout};
use std::path::Path;
use std::process::Stdio;
use toml::{Table, Value};

#[test]
fn every_bad_input_gets_a_clear_answer() {
    let folder = root().join("tests/data/bad_inputs");
    let mut cases: Vec<_> = std::fs::read_dir(&folder)
        .expect("cases")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.join("case.toml").is_file())
        .collect();
    cases.sort();
    assert!(cases.len() >= 40, "only {} cases", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(wrong.is_empty(), "{} of {} cases\n\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}

fn texts<'t>(table: &'t Table, key: &str) -> Vec<&'t str> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn check(folder: &Path) -> Result<(), String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let case: Table = String::from_utf8(read(folder.join("case.toml"))).expect("UTF-8").parse().expect("TOML");
    let work = tempfile::tempdir().expect("a folder");
    copy_folder(folder, work.path());
    make(&case, work.path());
    let out = work.path().join("the_run");
    let rules = root().join("rules");
    let arguments: Vec<String> = texts(&case, "args")
        .iter()
        .map(|a| a.replace("{RULES}", &rules.display().to_string()).replace("{OUT}", &out.display().to_string()))
        .collect();
    let mut command = redlane();
    command.current_dir(work.path()).args(&arguments).stdin(Stdio::null());
    // These cases are about reading: of a handful of rows one is many per cent.
    if arguments[0] == "score" && !arguments.iter().any(|argument| argument == "--fail-on") {
        command.args(["--fail-on", "none"]);
    }
    if let Some(file) = case.get("stdin").and_then(Value::as_str) {
        command.stdin(std::fs::File::open(work.path().join(file)).expect("readable"));
    }
    let output = command.output().expect("the program starts");
    let said = format!("{name}: {arguments:?}\n{}{}", stdout(&output), stderr(&output));
    let ensure = |holds: bool, what: String| if holds { Ok(()) } else { Err(format!("{said}\n=> {what}")) };
    let exit = case["exit"].as_integer();
    ensure(output.status.code().map(i64::from) == exit, format!("exit {:?}, not {exit:?}", output.status.code()))?;
    ensure(!said.contains("panicked"), "it panicked".into())?;
    for piece in texts(&case, "stderr") {
        ensure(stderr(&output).contains(piece), format!("standard error lacks `{piece}`"))?;
    }
    for piece in texts(&case, "stdout") {
        ensure(stdout(&output).contains(piece), format!("standard output lacks `{piece}`"))?;
    }
    if let Some(expected) = case.get("output").and_then(Value::as_bool) {
        ensure(out.exists() == expected, format!("the output folder exists: {}", out.exists()))?;
    }
    let left = std::fs::read_dir(work.path()).expect("readable").map(|entry| entry.expect("readable").file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with(".redlane-")).collect();
    ensure(left.is_empty(), format!("half-written files are left: {left:?}"))?;
    if let Some(rows) = case.get("rows").and_then(Value::as_table) {
        let counts = read_json(out.join("run.json"))["counts"].clone();
        for (key, field) in [
            ("in", "rows_in"),
            ("scored", "rows_scored"),
            ("rejected", "rows_rejected"),
            ("unreadable", "cells_unreadable"),
        ] {
            // Cells are counted where a case is about them.
            let Some(expected) = rows.get(key).map(Value::as_integer) else { continue };
            ensure(counts[field].as_i64() == expected, format!("{field} is {}, not {expected:?}", counts[field]))?;
        }
    }
    let rejects = texts(&case, "rejects");
    if !rejects.is_empty() {
        let lines = String::from_utf8(read(out.join("rejects.csv"))).expect("UTF-8");
        for reject in rejects {
            ensure(lines.lines().any(|line| line.starts_with(reject)), format!("no reject `{reject}` in\n{lines}"))?;
        }
    }
    let unreadable = texts(&case, "unreadable");
    if !unreadable.is_empty() {
        let lines = String::from_utf8(read(out.join("unreadable.csv"))).expect("UTF-8");
        for cell in unreadable {
            ensure(lines.lines().any(|line| line.starts_with(cell)), format!("no cell `{cell}` in\n{lines}"))?;
        }
    }
    Ok(())
}

/// Inputs too big or too odd for the repository.
fn make(case: &Table, folder: &Path) {
    for item in case.get("make").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
        let number = |key: &str| item.get(key).and_then(Value::as_integer).unwrap_or(0) as usize;
        let path = folder.join(text("file"));
        let bytes = match text("kind") {
            "long_line" => {
                let description = "X".repeat(number("bytes"));
                format!("container_no,goods_description\nRDLU0000010,{description}\n").into_bytes()
            }
            "repeat" => {
                format!("{}{}{}", text("prefix"), text("text").repeat(number("times")), text("suffix")).into_bytes()
            }
            "bytes" => {
                let hex: Vec<u8> = text("hex").bytes().filter(u8::is_ascii_hexdigit).collect();
                let pair =
                    |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hex");
                hex.chunks_exact(2).map(pair).collect()
            }
            "folder" => {
                std::fs::create_dir_all(&path).expect("a folder");
                continue;
            }
            other => panic!("unknown kind of input `{other}`"),
        };
        std::fs::write(path, bytes).expect("written");
    }
}
