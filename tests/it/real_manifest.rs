//! The genuine manifest: nothing is lost, and the rules have something to say.

use crate::program::{read_json, run, score_into, shared_data};

#[test]
fn a_whole_ship_is_read_without_loss() {
    let Some(manifest) = shared_data("manifests/venetia_950S_CGPNR_awmds.xml") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = manifest.display().to_string();
    score_into(folder.path(), &[&manifest], &["-q", "--format", "none", "--capacity", "30"]);
    let info = read_json(folder.path().join("run.json"));
    assert_eq!(info["counts"]["rows_in"], 682);
    assert_eq!(info["counts"]["rows_scored"], 682);
    assert_eq!(info["counts"]["containers"], 676);
    assert_eq!(info["counts"]["selected"], 30);
    // May only grow: what can be evaluated on a manifest without HS field, values, or transshipment ports.
    assert!(info["counts"]["rules_evaluable"].as_u64() >= Some(272));
    let coverage = read_json(folder.path().join("coverage.json"));
    for rule in coverage["rules"].as_array().expect("a list") {
        let sum: u64 = ["fired", "quiet", "not_evaluable"].iter().filter_map(|state| rule[state].as_u64()).sum();
        assert_eq!(sum, 676, "{rule}");
        assert_eq!(rule["noisy"], false, "{rule}");
    }
}

/// The words that made a rule fire stand far behind the beginning of a long description.
#[test]
fn what_is_scrapped_on_the_whole_ship_is_shown() {
    let Some(manifest) = shared_data("manifests/venetia_950S_CGPNR_awmds.xml") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    score_into(folder.path(), &[&manifest.display().to_string()], &["-q", "--format", "none", "--capacity", "30"]);
    let file = read_json(folder.path().join("explanations.json"));
    let containers = file["containers"].as_array().expect("a list");
    let container = containers.iter().find(|one| one["container_no"] == "PONU8258018").expect("explained");
    let fired = container["fired"].as_array().expect("a list");
    let waste = fired.iter().find(|fired| fired["rule"] == "WA-009").expect("it fires");
    let seen = waste["evidence"].as_array().expect("a list");
    assert!(seen.iter().any(|one| one["value"].as_str().is_some_and(|words| words.contains("SCRAPPED"))), "{waste}");
    assert!(waste["reason"].as_str().is_some_and(|reason| reason.contains("SCRAPPED")), "{waste}");
}

/// No rule outside document quality fires on more containers than its author declared, here and on generated rows.
#[test]
fn no_rule_is_noisy_on_generated_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = folder.path().join("generated.parquet").display().to_string();
    run(&["generate", "--rows", "100000", "--seed", "7", "-o", &manifest], 0);
    let out = folder.path().join("out");
    score_into(&out, &[&manifest], &["-q", "--format", "none", "--explain", "0"]);
    let coverage = read_json(out.join("coverage.json"));
    for rule in coverage["rules"].as_array().expect("a list") {
        assert_eq!(rule["noisy"], false, "{rule}");
    }
}
