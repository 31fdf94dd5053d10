//! Law 5: the same rows give the same bytes, whatever their order, their files, or the threads.

use crate::program::{read, redlane, run, score_into};
use std::path::Path;

fn bytes(folder: &Path) -> [Vec<u8>; 3] {
    ["ranking.parquet", "ranking.csv", "explanations.json"].map(|file| read(folder.join(file)))
}

#[test]
fn shuffled_split_and_threaded_runs_give_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let whole = path("whole.csv").display().to_string();
    run(&["generate", "--rows", "40000", "--seed", "3", "--planted", "5%", "-o", &whole, "-q"], 0);
    let settings = ["--capacity", "60", "--random-share", "10%", "-q", "--format", "none"];

    score_into(&path("out"), &[&whole], &settings);
    let expected = bytes(&path("out"));

    for threads in ["1", "2"] {
        let out = path(&format!("threads{threads}"));
        score_into(&out, &[&whole], &[&settings[..], &["--threads", threads]].concat());
        assert!(bytes(&out) == expected, "{threads} threads");
    }

    let text = String::from_utf8(read(&whole)).expect("UTF-8");
    let (header, rows) = text.split_once('\n').expect("a header");
    let mut rows: Vec<&str> = rows.lines().collect();
    // A fixed shuffle: by a multiplicative hash of the position.
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&at| (at as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    rows = order.into_iter().map(|at| rows[at]).collect();
    let shuffled = path("shuffled.csv");
    std::fs::write(&shuffled, format!("{header}\n{}\n", rows.join("\n"))).expect("written");
    score_into(&path("out_shuffled"), &[&shuffled.display().to_string()], &settings);
    assert!(bytes(&path("out_shuffled")) == expected, "shuffled rows");

    let parts = path("parts");
    std::fs::create_dir(&parts).expect("a folder");
    for (number, part) in rows.chunks(rows.len().div_ceil(10)).enumerate() {
        let file = parts.join(format!("part{number}.csv"));
        std::fs::write(file, format!("{header}\n{}\n", part.join("\n"))).expect("written");
    }
    score_into(&path("out_parts"), &[&parts.display().to_string()], &settings);
    assert!(bytes(&path("out_parts")) == expected, "ten files");
}

#[test]
fn formats_score_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut results = Vec::new();
    for ending in ["csv", "parquet", "ndjson"] {
        let file = folder.path().join(format!("m.{ending}")).display().to_string();
        run(&["generate", "--rows", "3000", "--seed", "11", "-o", &file, "-q"], 0);
        let out = folder.path().join(ending);
        score_into(&out, &[&file], &["-q", "--format", "none"]);
        results.push(bytes(&out));
    }
    assert!(results[0] == results[1], "CSV and Parquet differ");
    assert!(results[0] == results[2], "CSV and NDJSON differ");
}

#[test]
fn a_killed_run_leaves_the_old_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("m.parquet").display().to_string();
    run(&["generate", "--rows", "60000", "--seed", "5", "-o", &input, "-q"], 0);
    let out = folder.path().join("out");
    score_into(&out, &[&input], &["-q", "--format", "none", "--capacity", "10"]);
    let before = bytes(&out);
    for milliseconds in [5, 40, 120, 250, 400, 600] {
        let mut child = redlane()
            .args([
                "score",
                &input,
                "--run-date",
                "2026-11-23",
                "--seed",
                "8",
                "--capacity",
                "99",
                "-q",
                "--format",
                "none",
            ])
            .args(["--explain", "all", "--out"])
            .arg(&out)
            .spawn()
            .expect("the program starts");
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        let finished = child.try_wait().expect("known").is_some();
        // On Unix this is SIGKILL.
        let _ = child.kill();
        let _ = child.wait();
        if finished {
            break;
        }
        let whole = out.join("run.json").is_file();
        assert!(whole && bytes(&out) == before, "after {milliseconds} ms the old run is not as it was");
    }
}
