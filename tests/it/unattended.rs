//! Nights without anybody there: what the exit code says is true, and what a run leaves is whole or as it was.

use crate::program::{copy_folder, read, read_json, redlane, root, run, score_into, stderr, stdout};
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const DAY: [&str; 4] = ["--run-date", "2026-11-23", "--seed", "7"];
const SAMPLE: &str = "sample_manifests/01_night_before_arrival/manifest.csv";

/// A manifest with good rows, and rows that name no container.
fn manifest(folder: &Path, good: usize, bad: usize) -> String {
    let file = folder.join("m.csv");
    let good = (0..good).map(|row| format!("CSQU3054383,B{row}\n"));
    let rows: String = good.chain((0..bad).map(|row| format!(",X{row}\n"))).collect();
    std::fs::write(&file, format!("container_no,bill_no\n{rows}")).expect("written");
    file.display().to_string()
}

fn hidden_in(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".redlane-")).collect()
}

#[test]
fn no_room_for_temporary_files_blames_no_input_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    score_into(&out, &[SAMPLE], &["-q", "--format", "none"]);
    let before = read(out.join("run.json"));
    // More rows than are kept in memory; and tables of a release, which always go through temporary files.
    let large = manifest(folder.path(), 270_000, 0);
    let release = root().join("tests/data/ams").display().to_string();
    for inputs in [vec![SAMPLE, large.as_str()], vec![SAMPLE, release.as_str()]] {
        let output = redlane()
            .env("TMPDIR", "/nonexistent")
            .arg("score")
            .args(&inputs)
            .args(DAY)
            .args(["-q", "--format", "none", "--out"])
            .arg(&out)
            .output()
            .expect("the program starts");
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(6), "{said}");
        assert!(said.contains("/nonexistent: no temporary file can be written there"), "{said}");
        assert!(!said.contains("m.csv") && !said.contains("ams"), "an input is blamed: {said}");
        assert!(read(out.join("run.json")) == before, "the run was replaced");
    }
    assert!(hidden_in(folder.path()).is_empty());
}

#[test]
fn a_file_that_may_not_grow_is_an_error_and_no_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    score_into(&out, &[SAMPLE], &["-q", "--format", "none"]);
    let before = read(out.join("run.json"));
    let command = format!(
        "ulimit -f 16; exec {} score {SAMPLE} --seed 8 -q --format none --out {}",
        env!("CARGO_BIN_EXE_redlane"),
        out.display()
    );
    let output = Command::new("sh").args(["-c", &command]).current_dir(root()).output().expect("a shell");
    assert_eq!(output.status.code(), Some(6), "{}", stderr(&output));
    assert!(stderr(&output).contains("too large"), "{}", stderr(&output));
    assert!(read(out.join("run.json")) == before, "the run was replaced");
    assert!(hidden_in(folder.path()).is_empty());
}

#[test]
fn an_impossible_place_is_named_as_it_was_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = manifest(folder.path(), 3, 0);
    // Nobody makes anything there, not even root.
    let output = run(&["score", &input, "--out", "/proc/a_run", "--format", "none"], 6);
    assert!(stderr(&output).contains("error: /proc/a_run:"), "{}", stderr(&output));
}

/// What cannot be a place is told before the work, and what looks odd but can be one is.
#[test]
fn places_are_looked_at_before_the_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = manifest(folder.path(), 3, 0);
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::os::unix::fs::symlink(path("nowhere"), path("link")).expect("a link");
    let refused = [
        (vec!["score", &input, "--out"], path("link"), "is a link to"),
        (vec!["score", &input, "--out"], path(&"x".repeat(300)), "too long"),
        (vec!["score", &input, "--out"], path("m.csv/out"), "Not a directory"),
        (vec!["convert", &input, "-o", "unused.csv", "--rejects"], "/dev/null".into(), "is a device or a pipe"),
    ];
    for (arguments, place, why) in refused {
        let said = stderr(&run(&[&arguments[..], &[&*place]].concat(), 6));
        assert!(said.contains(&format!("error: {place}: ")) && said.contains(why), "{said}");
    }
    for length in [200, 201, 240, 255] {
        let out = path(&"y".repeat(length));
        let arguments = ["score", &input, "--out", &out, "--format", "none", "--fail-on", "none"];
        (0..2).for_each(|_| drop(run(&arguments, 0)));
        assert!(Path::new(&out).join("run.json").is_file());
    }
    assert!(hidden_in(folder.path()).is_empty());
}

/// A list that nobody could print is no run that was not written.
#[test]
fn a_list_that_cannot_be_printed_leaves_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let into = |out: &str, format: &str, sink: &str| {
        let program = env!("CARGO_BIN_EXE_redlane");
        let command = format!("exec {program} score {SAMPLE} {} --format {format} {out} > {sink}", DAY.join(" "));
        Command::new("sh").args(["-c", &command]).current_dir(root()).output().expect("a shell")
    };
    let kept = format!("--out {}", out.display());
    for format in ["table", "json"] {
        let output = into(&kept, format, "/dev/full");
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(8), "{said}");
        assert!(said.contains("standard output cannot be written: ") && said.contains("out is whole"), "{said}");
        assert_eq!(read_json(out.join("run.json"))["exit_code"], 0);
        let output = into("", format, "/dev/full");
        assert_eq!(output.status.code(), Some(6), "nothing was changed: {}", stderr(&output));
    }
    assert_eq!(into(&kept, "none", "/dev/full").status.code(), Some(0));
}

/// Two things into one file, or what is read written over: each is refused, however the file is called.
#[test]
fn no_file_holds_two_things() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = manifest(folder.path(), 3, 1);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (same, again) =
        (path("same.csv"), format!("{}/../{}/same.csv", folder.path().display(), name_of(folder.path())));
    let (earlier, mapping) = (path("earlier"), path("mapping.toml"));
    run(&["score", &input, "--out", &earlier, "--format", "none", "--fail-on", "none"], 0);
    std::fs::write(&mapping, "").expect("written");
    std::fs::write(path("there.csv"), "").expect("written");
    std::os::unix::fs::symlink(path("there.csv"), path("link.csv")).expect("a link");
    let (there, link, rejects) = (path("there.csv"), path("link.csv"), format!("{earlier}/rejects.csv"));
    let generate = ["generate", "--rows", "10", "-o"];
    let refused: [(Vec<&str>, &str); 9] = [
        ([&generate[..], &[&same, "--truth", &same]].concat(), "two things"),
        ([&generate[..], &[&same, "--truth", &again]].concat(), "two things"),
        ([&generate[..], &[&there, "--truth", &link]].concat(), "two things"),
        (vec!["convert", &input, "-o", &same, "--rejects", &again], "two things"),
        (vec!["convert", &input, "-o", &same, "--unreadable", &input], "is an input"),
        (vec!["convert", &input, "-o", &same, "--mapping", &mapping, "--rejects", &mapping], "is an input"),
        (vec!["rules", "test", "--table", &same, "--hits", &again], "two things"),
        (vec!["table", &input, "-o", &input], "is an input"),
        (vec!["score", &rejects, "--out", &earlier], "is an input"),
    ];
    for (arguments, why) in refused {
        let said = stderr(&run(&arguments, 2));
        assert!(said.contains(why), "{arguments:?}: {said}");
    }
    assert!(!Path::new(&same).exists() && Path::new(&rejects).is_file());
}

fn name_of(folder: &Path) -> String {
    folder.file_name().expect("a name").to_string_lossy().into_owned()
}

#[test]
fn many_rejects_are_a_degraded_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = manifest(folder.path(), 10, 90);
    let out = folder.path().join("out").display().to_string();
    let with = |more: &[&str], exit: i32| {
        let arguments = [&["score", &input, "-q", "--format", "none", "--out", &out][..], &DAY, more].concat();
        stderr(&run(&arguments, exit))
    };
    let said = with(&[], 7);
    assert_eq!(said.trim(), "degraded: 90 % of rows rejected");
    let info = read_json(folder.path().join("out/run.json"));
    assert_eq!(info["version"], 2);
    assert_eq!(info["exit_code"], 7);
    assert_eq!(info["degraded"][0]["what"], "rejects>5%");
    assert_eq!(info["counts"]["rows_rejected"], 90);
    assert_eq!(with(&["--fail-on", "rejects>90%"], 0).trim(), "");
    assert_eq!(with(&["--fail-on", "none"], 0).trim(), "");
    assert_eq!(read_json(folder.path().join("out/run.json"))["exit_code"], 0);
    with(&["--fail-on", "noisy,rejects:89.5%"], 7);
    assert!(with(&["--fail-on", "rejects>many"], 2).contains("is none of expired-list"));
    // An input that could not be read at all is worse, and said beside it.
    let said = with(&["missing.csv"], 3);
    assert!(said.contains("missing.csv") && said.contains("degraded: 90 %"), "{said}");
    assert_eq!(read_json(folder.path().join("out/run.json"))["exit_code"], 3);
}

#[test]
fn expired_lists_are_one_line_and_an_exit_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out").display().to_string();
    let late = ["score", SAMPLE, "--run-date", "2027-07-15", "--seed", "7", "--format", "none", "--out", &out];
    let quiet = stderr(&run(&[&late[..], &["-q"]].concat(), 7));
    assert_eq!(quiet.lines().count(), 1, "{quiet}");
    assert!(quiet.starts_with("degraded: ") && quiet.contains("lists expired"), "{quiet}");
    let said = stderr(&run(&late, 7));
    assert_eq!(said.matches("lists expired (oldest on 2027-05-31)").count(), 1, "{said}");
    assert!(!said.contains("RL023") && !said.contains("RL024"), "{said}");
    assert!(said.lines().count() < 40, "{} lines", said.lines().count());
    assert!(stderr(&run(&[&late[..], &["-v"]].concat(), 7)).contains("RL023"));
    let info = read_json(format!("{out}/run.json"));
    let stopped = info["lists_stopped"]["expired"].as_u64().expect("a number");
    assert!(stopped > 3 && info["degraded"][0]["what"] == "expired-list", "{}", info["degraded"]);
    assert_eq!(info["lists_stopped"]["oldest_expiry"], "2027-05-31");
    // An old night by the lists of another day: what the law or the port switched off is no degradation.
    run(&[&late[..], &["-q", "--lists-as-of", "2026-11-23"]].concat(), 0);
    let info = read_json(format!("{out}/run.json"));
    assert_eq!((&info["run_date"], &info["lists_as_of"]), (&"2027-07-15".into(), &"2026-11-23".into()));
    assert_eq!(info["lists_stopped"]["expired"], 0);
    // Before the packs began.
    let early = ["score", SAMPLE, "--run-date", "2020-01-11", "--format", "none", "-q"];
    assert!(stderr(&run(&early, 7)).contains("lists count only from a later day"));
}

#[test]
fn equal_runs_have_equal_ids() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    score_into(&path("one"), &[SAMPLE], &["-q", "--format", "none"]);
    score_into(&path("two"), &[SAMPLE], &["-q", "--format", "none"]);
    score_into(&path("other"), &[SAMPLE], &["-q", "--format", "none", "--capacity", "41"]);
    let [one, two, other] = ["one", "two", "other"].map(|name| read_json(path(name).join("run.json")));
    assert_eq!(one["run_id"], two["run_id"]);
    assert_ne!(one["run_id"], other["run_id"]);
    let id = one["run_id"].as_str().expect("text");
    assert!(id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    let ranking = String::from_utf8(read(path("one/ranking.csv"))).expect("UTF-8");
    assert!(ranking.lines().next().is_some_and(|header| header.ends_with(",run_date,run_id")), "{ranking}");
    assert!(ranking.lines().skip(1).all(|line| line.ends_with(&format!(",2026-11-23,{id}"))));
    assert!(read(path("one/ranking.csv")) == read(path("two/ranking.csv")));
}

#[test]
fn a_run_says_when_it_was_and_where_the_containers_went() {
    let folder = tempfile::tempdir().expect("a folder");
    score_into(&folder.path().join("out"), &[SAMPLE], &["-q", "--format", "none"]);
    let info = read_json(folder.path().join("out/run.json"));
    let time = |key: &str| info[key].as_str().expect("text").to_owned();
    assert!(time("started") <= time("finished") && time("started").ends_with('Z'), "{info}");
    assert_eq!(time("started").len(), "2026-11-23T04:05:06Z".len());
    let containers = info["counts"]["containers"].as_u64();
    let lanes = info["counts"]["lanes"].as_array().expect("a list");
    assert_eq!(lanes[0]["lane"], "red");
    assert_eq!(Some(lanes.iter().filter_map(|lane| lane["containers"].as_u64()).sum()), containers);
    let reasons = info["counts"]["reasons"].as_object().expect("an object");
    assert_eq!(Some(reasons.values().filter_map(Value::as_u64).sum()), containers);
}

#[test]
fn a_seed_that_nobody_gave_is_drawn_and_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = manifest(folder.path(), 5, 0);
    let out = folder.path().join("out").display().to_string();
    let seed = || {
        let said = stderr(&run(&["score", &input, "--run-date", "2026-11-23", "--format", "none", "--out", &out], 0));
        let seed = read_json(format!("{out}/run.json"))["seed"].as_u64().expect("a number");
        assert!(said.contains(&format!("(seed {seed})")), "{said}");
        assert!(seed < 1 << 53, "other programs would round {seed}");
        seed
    };
    assert_ne!(seed(), seed());
}

/// Starts a long run and gives it back when its hidden folder is there; none if it was too fast.
fn under_way(folder: &Path, input: &str) -> Option<std::process::Child> {
    let mut child = redlane()
        .args(["score", input, "-q", "--format", "none", "--explain", "all", "--out"])
        .arg(folder.join("out"))
        .args(DAY)
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let start = Instant::now();
    while hidden_in(folder).is_empty() {
        assert!(start.elapsed() < Duration::from_secs(120), "it does not begin");
        if child.try_wait().expect("known").is_some() {
            return None;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Some(child)
}

#[test]
fn a_stopped_run_leaves_nothing_and_a_killed_one_is_swept() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("m.parquet").display().to_string();
    run(&["generate", "--rows", "60000", "--seed", "5", "-o", &input, "-q"], 0);
    let mut stopped = 0;
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        for _ in 0..5 {
            let Some(child) = under_way(folder.path(), &input) else { continue };
            let kill = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
            assert!(kill.expect("it is there").success());
            let output = child.wait_with_output().expect("it ends");
            if output.status.code() == Some(0) {
                continue;
            }
            assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
            assert!(stderr(&output).contains("stopped by SIG"), "{}", stderr(&output));
            assert_eq!(hidden_in(folder.path()), Vec::<String>::new());
            stopped += 1;
            break;
        }
    }
    assert!(stopped > 0, "no run was slow enough to be stopped");
    // SIGKILL leaves what it leaves; the next run clears it.
    if let Some(mut child) = under_way(folder.path(), &input) {
        child.kill().expect("it is there");
        child.wait().expect("it ends");
    }
    score_into(&folder.path().join("out"), &[&input], &["-q", "--format", "none"]);
    assert_eq!(hidden_in(folder.path()), Vec::<String>::new());
}

#[test]
fn of_two_runs_at_once_the_last_stands_there_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("m.parquet").display().to_string();
    run(&["generate", "--rows", "60000", "--seed", "5", "-o", &input, "-q"], 0);
    let Some(child) = under_way(folder.path(), &input) else { return eprintln!("skipped: the run was too fast") };
    let signal = |name: &str| {
        let kill = Command::new("kill").args([name, &child.id().to_string()]).status();
        assert!(kill.expect("it is there").success());
    };
    // It has the folder; give it a moment to lock it.
    std::thread::sleep(Duration::from_millis(20));
    signal("-STOP");
    score_into(&folder.path().join("out"), &[SAMPLE], &["-q", "--format", "none"]);
    assert_eq!(hidden_in(folder.path()).len(), 1, "a sleeping run is no dead one");
    signal("-CONT");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("another run came to stand in"), "{}", stderr(&output));
    assert_eq!(read_json(folder.path().join("out/run.json"))["counts"]["rows_in"], 60_000);
    assert_eq!(hidden_in(folder.path()), Vec::<String>::new());
}

#[test]
fn only_what_dead_runs_left_is_swept() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = manifest(folder.path(), 3, 0);
    let path = |name: &str| folder.path().join(name);
    for name in [
        ".redlane-out-4194999-aBcD12",
        ".redlane-out-4194999-locked",
        ".redlane-out-notes",
        ".redlane-other-5-aBcD12",
        "precious",
    ] {
        std::fs::create_dir(path(name)).expect("a folder");
        std::fs::write(path(name).join("ranking.csv"), "x").expect("written");
    }
    std::os::unix::fs::symlink(path("precious"), path(".redlane-out-4194999-linked")).expect("a link");
    let held = std::fs::File::open(path(".redlane-out-4194999-locked")).expect("a folder");
    held.try_lock().expect("nobody else has it");
    score_into(&path("out"), &[&input], &["-q", "--format", "none"]);
    let mut left = hidden_in(folder.path());
    left.sort();
    let kept =
        [".redlane-other-5-aBcD12", ".redlane-out-4194999-linked", ".redlane-out-4194999-locked", ".redlane-out-notes"];
    assert_eq!(left, kept);
    assert!(path("precious/ranking.csv").is_file());
}

/// A swap of single files that was stopped in the middle is finished by the next run, which then replaces it.
#[test]
fn a_swap_that_was_stopped_is_finished() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, new) = (folder.path().join("out"), folder.path().join("new"));
    let settings = ["-q", "--format", "none"];
    score_into(&out, &[SAMPLE], &[&settings[..], &["--emit", "hits"]].concat());
    score_into(&new, &[SAMPLE], &[&settings[..], &["--capacity", "41"]].concat());
    let publishing = out.join(".redlane-publishing");
    std::fs::create_dir(&publishing).expect("a folder");
    copy_folder(&new, &publishing);
    let files = std::fs::read_dir(&new).expect("readable").map(|entry| entry.expect("readable").file_name());
    let files: Vec<String> = files.map(|name| name.to_string_lossy().into_owned()).collect();
    std::fs::write(publishing.join("journal"), files.join("\n")).expect("written");
    // As it stood when the machine went down: the mark gone, one file in place.
    std::fs::remove_file(out.join("run.json")).expect("it is there");
    std::fs::rename(publishing.join("ranking.csv"), out.join("ranking.csv")).expect("renamed");
    let torn = run(&["explain", "MSKU9070323", "--run", &out.display().to_string()], 5);
    assert!(stderr(&torn).contains("holds no whole run"), "{}", stderr(&torn));
    // The next run cannot write its own outputs; what it found is whole all the same.
    let command = format!(
        "ulimit -f 16; exec {} score {SAMPLE} -q --format none --out {}",
        env!("CARGO_BIN_EXE_redlane"),
        out.display()
    );
    let output = Command::new("sh").args(["-c", &command]).current_dir(root()).output().expect("a shell");
    assert_eq!(output.status.code(), Some(6), "{}", stderr(&output));
    assert_eq!(read_json(out.join("run.json"))["capacity"], 41);
    for file in &files {
        assert!(read(out.join(file)) == read(new.join(file)), "{file} is not the new run's");
    }
    assert!(!publishing.exists() && !out.join("hits.parquet").exists());
}

/// On a mount point nothing can take the folder's place: its files are replaced one by one. Skipped where none can be mounted.
#[test]
fn a_mount_point_is_a_place_for_a_run() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("out")).expect("a folder");
    let program = env!("CARGO_BIN_EXE_redlane");
    let script = format!(
        "mount -t tmpfs none {out} || exit 99; \
         {program} score {SAMPLE} -q --format none --seed 7 --run-date 2026-11-23 --emit hits --out {out} || exit 1; \
         mkdir {out}/.redlane-out-4194999-aBcD12 && \
         {program} score {SAMPLE} -q --format none --seed 8 --run-date 2026-11-23 --out {out} || exit 2; \
         ls -A {out}; grep -c '\"seed\": 8' {out}/run.json",
        out = folder.path().join("out").display()
    );
    let output = Command::new("unshare").args(["-rm", "sh", "-c", &script]).current_dir(root()).output();
    let output = match output {
        Ok(output) if output.status.code() != Some(99) && !stderr(&output).contains("unshare:") => output,
        _ => return eprintln!("skipped: nothing can be mounted here"),
    };
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let files = "coverage.json\nexplanations.json\nranking.csv\nranking.parquet\nrejects.csv\nrun.json\nsources.csv\nunreadable.csv\n1\n";
    assert_eq!(stdout(&output), files);
}

#[test]
fn explain_helps_to_find_the_container() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    score_into(&out, &[SAMPLE], &["-q", "--format", "none", "--explain", "all"]);
    let run_folder = out.display().to_string();
    let explain = |wanted: &str, more: &[&str], exit: i32| {
        run(&[&["explain", wanted, "--run", &run_folder][..], more].concat(), exit)
    };
    let said = stderr(&explain("ZJQU9890967", &[], 1));
    assert!(said.contains("did you mean ZJQU9890976"), "{said}");
    let file = read_json(out.join("explanations.json"));
    let mut bills: std::collections::BTreeMap<&str, Vec<&str>> = Default::default();
    for container in file["containers"].as_array().expect("a list") {
        let number = container["container_no"].as_str().expect("text");
        for bill in container["bills"].as_array().expect("a list") {
            let Some(bill) = bill["bill_no"].as_str() else { continue };
            let named = bills.entry(bill).or_default();
            if !named.contains(&number) {
                named.push(number);
            }
        }
    }
    let (bill, containers) = bills.iter().find(|(_, containers)| containers.len() > 1).expect("a bill of several");
    let text = stdout(&explain(bill, &[], 0));
    assert!(containers.iter().all(|container| text.contains(container)), "{text}");
    assert_eq!(text.lines().count(), containers.len() + 2);
    let several: Value = serde_json::from_slice(&explain(bill, &["--json"], 0).stdout).expect("JSON");
    assert_eq!(several.as_array().map(Vec::len), Some(containers.len()));
    let (bill, containers) =
        bills.iter().find(|(bill, containers)| containers.len() == 1 && bill.len() > 5).expect("one");
    assert!(stdout(&explain(bill, &[], 0)).starts_with(containers[0]));
    // A slip in a bill is told as one in a container; where every bill can be found, nobody is sent to explain more.
    let slip = bill[..bill.len() - 1].to_owned() + "_X";
    let said = stderr(&explain(&slip, &[], 1));
    assert!(said.contains("did you mean") && said.contains(&bill[..bill.len() - 1]), "{said}");
    let said = stderr(&explain("NOTHING LIKE IT", &[], 1));
    assert!(said.contains("ranking.csv names every container") && !said.contains("--explain all"), "{said}");
    for blank in ["", "  ", "--", "/"] {
        let said = stderr(&run(&["explain", "--run", &run_folder, "--", blank], 2));
        assert!(said.contains("names no container and no bill"), "{said}");
    }
    let kept = stderr(&run(&[&["score", SAMPLE, "--format", "none"][..], &DAY].concat(), 0));
    assert!(kept.contains("nothing is kept: `--out FOLDER`"), "{kept}");
}

/// Of containers that were not explained the ranking names the first bill only, and nobody says more than that.
#[test]
fn a_bill_is_said_to_be_on_what_is_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("m.csv"), folder.path().join("out"));
    // D2 is the second bill of one container and the first of two.
    let rows = "MSKU9070323,D1\nMSKU9070323,D2\nCSQU3054383,D2\nTGHU1234564,D2\nTGHU7654320,D3\n";
    std::fs::write(&input, format!("container_no,bill_no\n{rows}")).expect("written");
    let (input, shown) = (input.display().to_string(), out.display().to_string());
    let explain = |explained: &str, wanted: &str, exit: i32| {
        let more = ["--explain", explained, "--capacity", "0", "--format", "none"];
        score_into(&out, &[&input], &more);
        stderr(&run(&["explain", wanted, "--run", &shown], exit))
    };
    let said = explain("0", "D2", 1);
    assert!(said.contains("is the first bill of CSQU3054383, TGHU1234564, and may be on more"), "{said}");
    assert!(said.contains("are ranked, but not explained") && said.contains("--explain all"), "{said}");
    let said = explain("0", "D3", 1);
    assert!(said.contains("first bill of TGHU7654320,") && said.contains("is ranked"), "{said}");
    assert!(explain("0", "D1X", 1).contains("only the first bill of each"));
    assert_eq!(explain("all", "D2", 0), "");
    let first = read_json(out.join("explanations.json"))["containers"][0].clone();
    let bill = first["bills"][0]["bill_no"].as_str().expect("a bill").to_owned();
    let said = explain("1", &bill, 0);
    assert!(said.contains(&format!("bill {bill} may be on more")), "{said}");
}

#[test]
fn a_day_in_another_form_is_told_the_form() {
    let said = stderr(&run(&["score", SAMPLE, "--run-date", "23.11.2026"], 2));
    assert!(said.contains("year-month-day, such as 2026-11-23"), "{said}");
}

#[test]
fn every_command_has_a_page_and_every_reference_a_target() {
    let folder = tempfile::tempdir().expect("a folder");
    run(&["man", "--out", &folder.path().display().to_string()], 0);
    let mut references = 0;
    for entry in std::fs::read_dir(folder.path()).expect("readable") {
        let page = String::from_utf8(read(entry.expect("readable").path())).expect("UTF-8").replace("\\-", "-");
        for line in page.lines().filter(|line| line.ends_with("(1)") && line.starts_with("redlane")) {
            let target = format!("{}.1", line.trim_end_matches("(1)"));
            assert!(folder.path().join(&target).is_file(), "{target} is missing");
            references += 1;
        }
    }
    assert!(references > 15, "only {references} references");
    for page in ["redlane.1", "redlane-score.1", "redlane-rules-check.1"] {
        assert!(folder.path().join(page).is_file(), "{page}");
    }
}

/// README and `--help` say the same of every exit code.
#[test]
fn exit_codes_are_documented_once() {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "");
    let help = words(&stdout(&run(&["--help"], 0)));
    let readme = String::from_utf8(read(root().join("README.md"))).expect("UTF-8");
    let table = readme.lines().skip_while(|line| !line.starts_with("| Exit code")).skip(2);
    let rows: Vec<&str> = table.take_while(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 11, "{rows:?}");
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let line = words(&cells.join(" "));
        assert!(help.contains(&line), "--help does not say `{line}`");
    }
}
