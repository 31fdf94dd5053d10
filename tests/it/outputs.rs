//! What a run writes and says.

use crate::program::{read, read_json, redlane, root, run, score_into, stderr, stdout};
use serde_json::Value;

fn scored(rows: &str, more: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("m.csv").display().to_string();
    run(&["generate", "--rows", rows, "--seed", "21", "--planted", "8%", "-o", &input, "-q"], 0);
    score_into(&folder.path().join("out"), &[&input], more);
    folder
}

#[test]
fn counted_points_add_up_to_the_score_and_selection_fills_the_slots() {
    let folder = scored("4000", &["-q", "--capacity", "40", "--random-share", "5%", "--format", "none"]);
    let out = folder.path().join("out");
    let file = read_json(out.join("explanations.json"));
    let containers = file["containers"].as_array().expect("a list");
    let run = read_json(out.join("run.json"));
    assert_eq!(run["counts"]["selected"], 40);
    for container in containers {
        let sum: i64 =
            container["fired"].as_array().expect("a list").iter().map(|f| f["counted"].as_i64().unwrap_or(0)).sum();
        assert_eq!(Some(sum), container["score"].as_i64(), "{container}");
    }
    let reasons =
        |name: &str| containers.iter().filter(|c| c["selection_reason"] == name && c["selected"] == true).count();
    assert_eq!(reasons("random"), 2);
    assert_eq!(reasons("mandatory") + reasons("score"), 38);
    let scores: Vec<i64> = containers.iter().filter_map(|c| c["score"].as_i64()).collect();
    let by_score = containers.iter().filter(|c| c["selection_reason"] == "score").count();
    assert!(scores[..by_score].windows(2).all(|pair| pair[0] >= pair[1]));
}

#[test]
fn no_sum_of_points_is_too_large() {
    let folder = tempfile::tempdir().expect("a folder");
    let (rules, pack) = (folder.path().join("rules"), folder.path().join("rules/many"));
    std::fs::create_dir_all(&pack).expect("folders");
    let write = |file: std::path::PathBuf, text: String| std::fs::write(file, text).expect("written");
    write(
        rules.join("selectivity.toml"),
        "discount_floor_percent = 50\n[[lane]]\nname = \"red\"\nmin_score = 0\ntreatment = \"open\"\n[threat.ipr]\ncap = 1\n".into(),
    );
    write(
        pack.join("pack.toml"),
        "id = \"many\"\ntitle = \"Many\"\nversion = \"1\"\nowner = \"demo\"\ndescription = \"Many.\"\nfamilies = [\"MA\"]\n".into(),
    );
    let rule = |number: u32, points: i32| {
        format!(
            "[[rule]]\nid = \"MA-{number:03}\"\ntitle = \"Any row\"\nthreat = \"general\"\nstatus = \"active\"\npoints = {points}\n\
             when = \"gross_kg > 1\"\nreason = \"Any.\"\nofficer_task = \"Look.\"\nowner = \"demo\"\nreview_by = 2027-06-30\n\
             [[rule.case]]\nname = \"a mass\"\nrow = {{ gross_kg = 5.0 }}\nexpect = \"fires\"\n\
             [[rule.case]]\nname = \"hardly one\"\nrow = {{ gross_kg = 0.5 }}\nexpect = \"quiet\"\n"
        )
    };
    // A hundred, whose sum times the floor of fifty percent is more than 32 bits hold.
    let rules_of_it: String = (100..200).map(|number| rule(number, 1_000_000)).chain([rule(900, -1_000_000)]).collect();
    write(pack.join("ma-many.toml"), rules_of_it);
    let input = folder.path().join("m.csv");
    write(input.clone(), "container_no,gross_kg\nCSQU3054383,5\n".into());
    let (input, rules) = (input.display().to_string(), rules.display().to_string());
    let out = folder.path().join("out");
    let output = redlane()
        .args(["score", &input, "--rules", &rules, "--run-date", "2026-11-23", "--format", "none", "-q", "--out"])
        .arg(&out)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let container = read_json(out.join("explanations.json"))["containers"][0].clone();
    let sum: i64 = container["fired"].as_array().expect("a list").iter().filter_map(|f| f["counted"].as_i64()).sum();
    assert_eq!((sum, container["score"].as_i64()), (99_000_000, Some(99_000_000)));
}

/// A box under gas that nothing else speaks against, and one in which people may be, with hardly a point.
#[test]
fn safety_comes_first_without_points_and_a_mandatory_check_is_no_release() {
    let folder = tempfile::tempdir().expect("a folder");
    let (rules, pack) = (folder.path().join("rules"), folder.path().join("rules/care"));
    std::fs::create_dir_all(&pack).expect("folders");
    let write = |file: std::path::PathBuf, text: &str| std::fs::write(file, text).expect("written");
    write(
        rules.join("selectivity.toml"),
        "discount_floor_percent = 50\n[[lane]]\nname = \"red\"\nmin_score = 40\ntreatment = \"open\"\n\
         [[lane]]\nname = \"green\"\nmin_score = 0\ntreatment = \"release\"\n[threat.people]\ncap = 100\n",
    );
    write(
        pack.join("pack.toml"),
        "id = \"care\"\ntitle = \"Care\"\nversion = \"1\"\nowner = \"demo\"\ndescription = \"Care.\"\nfamilies = [\"CA\"]\n",
    );
    let rule = |id: &str, more: &str, un: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\ntitle = \"About UN {un}\"\n{more}\nthreat = \"people\"\nstatus = \"active\"\n\
             when = \"un_no = '{un}'\"\nreason = \"UN {{un_no}}.\"\nofficer_task = \"Measure the gas.\"\nowner = \"demo\"\nreview_by = 2027-06-30\n\
             [[rule.case]]\nname = \"it\"\nrow = {{ un_no = \"{un}\" }}\nexpect = \"fires\"\n\
             [[rule.case]]\nname = \"another\"\nrow = {{ un_no = \"1203\" }}\nexpect = \"quiet\"\n"
        )
    };
    let safety = rule("CA-001", "kind = \"safety\"\npoints = 0", "3359");
    write(pack.join("ca-care.toml"), &(safety + &rule("CA-002", "points = 2\nmandatory = true", "1845")));
    let (input, rules) = (folder.path().join("m.csv"), rules.display().to_string());
    write(input.clone(), "container_no,un_no\nMSKU9070323,3359\nMSKU9070344,1845\nMSKU9070365,1203\n");
    let out = folder.path().join("out").display().to_string();
    let arguments = ["score", &input.display().to_string(), "--rules", &rules, "--capacity", "2", "--out", &out];
    let list = stdout(&run(&arguments, 0));
    let ranking = String::from_utf8(read(folder.path().join("out/ranking.csv"))).expect("UTF-8");
    let row = |container: &str| ranking.lines().find(|line| line.contains(container)).expect("ranked").to_owned();
    assert!(row("MSKU9070323").contains(",0,green,"), "{ranking}");
    assert!(row("MSKU9070323").contains("CA-001 About UN 3359"), "{ranking}");
    assert!(row("MSKU9070344").starts_with("1,MSKU9070344,2,red,true,mandatory"), "{ranking}");
    assert!(!row("MSKU9070344").contains("CA-001") && !row("MSKU9070365").contains("CA-001"), "{ranking}");
    let explained = stdout(&run(&["explain", "MSKU9070323", "--run", &out], 0));
    let (warning, points) = (explained.find("BEFORE OPENING  CA-001"), explained.find("\nPoints"));
    assert!(warning.is_some() && warning < points, "{explained}");
    assert!(explained.contains("do:  Measure the gas."), "{explained}");
    let file = read_json(folder.path().join("out/explanations.json"));
    let container = &file["containers"].as_array().expect("a list")[1..];
    let gassed = container.iter().find(|container| container["container_no"] == "MSKU9070323").expect("explained");
    assert_eq!(gassed["before_opening"][0]["reason"], "UN 3359.");
    assert_eq!(gassed["fired"], serde_json::json!([]));
    assert!(list.contains("MSKU9070344"), "{list}");
}

#[test]
fn the_ranking_starts_with_the_promised_columns() {
    let folder = scored("500", &["-q", "--format", "none"]);
    let text = String::from_utf8(read(folder.path().join("out/ranking.csv"))).expect("UTF-8");
    assert!(text.starts_with("rank,container_no,score,lane,selected,selection_reason,"));
    let counts = read_json(folder.path().join("out/run.json"))["counts"].clone();
    assert_eq!(counts["rows_in"], 500);
    assert_eq!(text.lines().count() as u64, counts["containers"].as_u64().expect("a number") + 1);
}

#[test]
fn no_cell_starts_a_formula() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("m.csv");
    std::fs::write(&input, "container_no,gross_kg,bill_no\n=cmd|'/C calc'!A0,5,B1\n@SUM(A1),x,+B2\n-3,6,B3\n")
        .expect("written");
    score_into(&folder.path().join("out"), &[&input.display().to_string()], &["-q", "--format", "none"]);
    for file in ["ranking.csv", "rejects.csv", "sources.csv"] {
        let text = String::from_utf8(read(folder.path().join("out").join(file))).expect("UTF-8");
        for cell in csv_cells(&text) {
            assert!(!cell.starts_with(['=', '@', '+', '-', '\t']), "{file}: {cell}");
        }
    }
}

fn csv_cells(text: &str) -> Vec<String> {
    text.lines()
        .flat_map(|line| line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect::<Vec<_>>())
        .collect()
}

#[test]
fn explain_says_why_and_what_to_do() {
    let folder = scored("3000", &["-q", "--format", "none"]);
    let out = folder.path().join("out");
    let file = read_json(out.join("explanations.json"));
    let first = file["containers"][0]["container_no"].as_str().expect("text").to_owned();
    let spaced = format!("{} {}-{}", &first[..4], &first[4..10], &first[10..]);
    let text = stdout(&run(&["explain", &spaced, "--run", &out.display().to_string()], 0));
    for piece in [first.as_str(), "rank 1 of", "why:", "do:", "total = score", "What would change the lane"] {
        assert!(text.contains(piece), "{piece} is missing in\n{text}");
    }
    let missing = run(&["explain", "ZZZU0000000", "--run", &out.display().to_string()], 1);
    assert!(stderr(&missing).contains("is not in this run"));
}

#[test]
fn json_on_standard_output_is_one_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("m.ndjson").display().to_string();
    run(&["generate", "--rows", "200", "--seed", "2", "-o", &input, "-q"], 0);
    let output = run(&["score", &input, "--format", "json", "--run-date", "2026-11-23", "-q", "--capacity", "3"], 0);
    let value: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(value["selected"].as_array().map(Vec::len), Some(3));
    assert!(value["ranking"].as_array().map_or(0, Vec::len) > 100);
}

/// A ship or terminal is one, however papers write it, and is called what most call it.
#[test]
fn the_mix_counts_ships_and_terminals_by_what_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("m.csv");
    let ships = ["M/V FICTION STAR", "FICTION STAR", "Fiction Star", "FICTION STAR", "OTHER STAR", "..."];
    let terminals = ["T 1", "T1", "t1", "t1", "T2", ""];
    let number = |at: usize| redlane::domain::ContainerNo::with_check_digit(&format!("MSKU{:06}", 100_000 + at));
    let rows: String = ships
        .iter()
        .zip(terminals)
        .enumerate()
        .map(|(at, (ship, terminal))| format!("{},{ship},{terminal}\n", number(at).expect("a number").as_str()))
        .collect();
    std::fs::write(&input, format!("container_no,vessel_name,terminal\n{rows}")).expect("written");
    let more = ["--capacity", "6", "--random-share", "100%"];
    let shown = stdout(&score_into(&folder.path().join("out"), &[&input.display().to_string()], &more));
    assert!(shown.contains("Selected by vessel: FICTION STAR 4, "), "{shown}");
    assert!(shown.contains("Selected by terminal: t1 4, T2 1, not stated 1"), "{shown}");
}

#[test]
fn a_folder_that_is_no_run_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("m.csv").display().to_string();
    run(&["generate", "--rows", "50", "-o", &input, "-q"], 0);
    let precious = folder.path().join("precious");
    std::fs::create_dir(&precious).expect("a folder");
    std::fs::write(precious.join("thesis.txt"), "years of work").expect("written");
    let output = run(&["score", &input, "--out", &precious.display().to_string()], 6);
    assert!(stderr(&output).contains("left untouched"));
    assert_eq!(read(precious.join("thesis.txt")), b"years of work");
}

#[test]
fn completions_and_manual_are_printed() {
    assert!(stdout(&run(&["completions", "bash"], 0)).contains("redlane"));
    assert!(stdout(&run(&["man"], 0)).contains(".TH"));
    assert!(stdout(&run(&["man", "rules", "check"], 0)).replace("\\-", "-").contains("redlane-rules-check"));
    assert!(stderr(&run(&["man", "scores"], 2)).contains("its commands are"));
    assert!(stdout(&run(&["help", "score"], 0)).contains("--capacity"));
    let help = stdout(&run(&["--help"], 0));
    assert!(help.contains("Exit codes") && help.contains("score"));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = redlane().arg("columns").stdout(std::process::Stdio::piped()).spawn().expect("the program starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(root().join("Cargo.toml").is_file());
}
