//! Synthetic manifests.

use crate::program::{read, run, score_into};
use std::collections::BTreeSet;

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    for (seed, name) in [("4", "a.csv"), ("4", "b.csv"), ("5", "c.csv")] {
        run(&["generate", "--rows", "40000", "--seed", seed, "-o", &path(name), "-q"], 0);
    }
    assert!(read(path("a.csv")) == read(path("b.csv")));
    assert!(read(path("a.csv")) != read(path("c.csv")));
    let single = path("d.csv");
    run(&["generate", "--rows", "40000", "--seed", "4", "-o", &single, "-q", "--threads", "1"], 0);
    assert!(read(path("a.csv")) == read(single));
}

/// Not a claim of accuracy: the patterns were planted for rules of this kind to find.
#[test]
fn planted_patterns_rank_above_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (manifest, truth) = (path("m.csv"), path("truth.csv"));
    run(&["generate", "--rows", "5000", "--seed", "9", "-o", &manifest, "--truth", &truth, "-q"], 0);
    let text = String::from_utf8(read(&truth)).expect("UTF-8");
    let planted: BTreeSet<&str> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(planted.len() > 30, "{}", planted.len());
    score_into(&folder.path().join("out"), &[&manifest], &["-q", "--format", "none", "--capacity", "40"]);
    let ranking = String::from_utf8(read(folder.path().join("out/ranking.csv"))).expect("UTF-8");
    let top =
        ranking.lines().skip(1).take(40).filter(|line| planted.contains(line.split(',').nth(1).unwrap_or(""))).count();
    assert!(top >= 30, "only {top} of the first 40 carry a planted pattern");
}
