//! Laws that hold for anything: proptest looks for what breaks them.

use crate::rules::{day, shipped};
use proptest::prelude::*;
use redlane::domain::{Capacity, ContainerNo, RandomShare};
use redlane::manifest::{InputFile, ReadOptions, stage};
use redlane::pipeline::{Settings, score};
use redlane::selectivity::SelectionReason;
use redlane::wording::folded;
use std::collections::BTreeMap;

/// Rows that provoke: odd containers, doubled seals, words that rules look for, missing everything.
fn row() -> impl Strategy<Value = String> {
    let container = prop_oneof!["MSKU90703[0-9]{2}", "[A-Z]{3}U[0-9]{7}", "[a-z0-9 -]{1,12}"];
    let goods = prop_oneof![
        Just(String::new()),
        Just("PERSONAL EFFECTS".to_owned()),
        Just("CHARCOAL IN TRANSIT TO CHAD HS CODE: 4402.90".to_owned()),
        Just("2 USED CARS VIN 1M8GDM9AXKP042788".to_owned()),
        "[A-Z ]{0,40}",
        "\\PC{0,20}".prop_map(|text| text.replace(['"', '\n', '\r'], " ")),
    ];
    let kg = prop_oneof![Just(String::new()), (0u32..60_000).prop_map(|kg| kg.to_string()), Just("-4".to_owned())];
    let seal = prop_oneof![Just(String::new()), Just(";".to_owned()), "S[0-4]", "[A-Z0-9]{1,9}"];
    let party = prop_oneof![
        Just(String::new()),
        Just("TO ORDER".into()),
        Just("DEMO FREIGHT LOGISTICS SA".into()),
        "[A-Z]{3,9} SARL"
    ];
    (container, goods, kg, seal, party, "B[0-9]", prop_oneof![Just("20"), Just("45R1"), Just("")], 0u8..3).prop_map(
        |(container, goods, kg, seal, party, bill, size, status)| {
            let status = ["full", "empty", ""][status as usize];
            format!("{container},\"{goods}\",{kg},{seal},{party},{bill},{size},{status},CGPNR,ESALG")
        },
    )
}

const HEADER: &str = "container_no,goods_description,gross_kg,seals,consignee_name,bill_no,size_type,load_status,place_of_discharge,place_of_loading";

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_points_add_up_and_slots_are_kept(
        rows in prop::collection::vec(row(), 1..60),
        slots in 0usize..30,
        share in 0u16..=100,
        seed in any::<u64>(),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.csv");
        std::fs::write(&path, format!("{HEADER}\n{}\n", rows.join("\n"))).expect("written");
        let manifests = stage(&[InputFile::Path(path)], &ReadOptions::default(), &|_| {}).expect("the machine gives what is needed");
        prop_assert!(manifests.damages.is_empty(), "{:?}", manifests.damages);
        prop_assert_eq!(manifests.rows_in, manifests.rows() + manifests.rejects.len() as u64);
        prop_assume!(manifests.rows() > 0);
        let pack = shipped();
        let random_share = RandomShare::parse(&format!("{share}%")).expect("a share");
        let capacity = Capacity { slots, random_share, per: Default::default() };
        let settings = Settings { capacity, seed, run_date: day(), lists_as_of: day(), explained: usize::MAX };
        let run = score(&manifests, &pack, redlane::reference::Reference::embedded(), &settings, None, &|_, _| {}).expect("it runs");

        prop_assert_eq!(run.explanations.len(), run.rollup.len());
        for explanation in &run.explanations {
            let counted: i32 = explanation.fired.iter().map(|fired| fired.counted).sum();
            prop_assert_eq!(counted, explanation.score as i32, "{}", explanation.container_no);
            let mut per_threat = BTreeMap::new();
            for fired in explanation.fired.iter().filter(|fired| fired.counted > 0) {
                let threat = pack.rule(&fired.rule).expect("a rule of the pack").threat;
                *per_threat.entry(threat).or_insert(0u32) += fired.counted as u32;
            }
            for (threat, points) in per_threat {
                prop_assert!(points <= pack.selectivity.cap(threat));
            }
        }
        let selected = run.ranking.selected().count();
        prop_assert!(selected <= slots);
        let reasons: Vec<SelectionReason> = run.ranking.containers.iter().map(|ranked| ranked.reason).collect();
        if reasons.contains(&SelectionReason::Capacity) && share < 100 {
            prop_assert_eq!(selected, slots.min(run.rollup.len()));
        }
        let random = reasons.iter().filter(|reason| **reason == SelectionReason::Random).count();
        prop_assert!(share > 0 || random == 0);
        let scores: Vec<u32> = run.explanations.iter().map(|e| e.score).collect();
        let mandatory = reasons.iter().filter(|r| matches!(r, SelectionReason::Mandatory | SelectionReason::MandatoryOverCapacity)).count();
        prop_assert!(scores[mandatory..].windows(2).all(|pair| pair[0] >= pair[1]));
    }

    #[test]
    fn one_check_digit_in_eleven_tries(prefix in "[A-Z]{3}[UJZ][0-9]{6}") {
        let right = ContainerNo::with_check_digit(&prefix).expect("one digit is right");
        prop_assert!(right.check_digit_ok());
        let wrong = (0..10).filter_map(|d| ContainerNo::parse(&format!("{prefix}{d}"))).filter(|n| !n.check_digit_ok());
        prop_assert_eq!(wrong.count(), 9);
        prop_assert_eq!(ContainerNo::unpacked(right.packed()), right);
    }

    #[test]
    fn folding_twice_is_folding_once(text in "\\PC{0,60}") {
        let once = folded(&text);
        prop_assert_eq!(&folded(&once), &once);
        prop_assert!(once.starts_with(' ') && once.ends_with(' ') && !once.contains("  "));
    }
}
