//! Like boxes: interchangeable boxes of one consignment do not take slot after slot.

use crate::program::score_into;
use crate::rules::{day, shipped};
use proptest::prelude::*;
use redlane::domain::{Capacity, CapacityPer, LikeBoxes, RandomShare};
use redlane::manifest::{InputFile, ReadOptions, stage};
use redlane::pipeline::{Run, Settings, score};
use redlane::reference::Reference;
use redlane::rulepack::RulePack;
use redlane::selectivity::{Moved, SelectionReason};
use std::collections::{BTreeMap, BTreeSet};

const HEADER: &str =
    "container_no,bill_no,shipper_name,consignee_name,goods_description,seals,gross_kg,weight_scope,vessel_name,voyage";

/// A box of one of a few bills, shippers and goods.
fn row() -> impl Strategy<Value = String> {
    let goods = prop_oneof![Just("USED TYRES"), Just("METAL SCRAP"), Just("RICE"), Just("CHARCOAL")];
    let seal = prop_oneof![3 => "S[0-9]{6}", 1 => Just("S777777".to_owned()), 1 => Just(String::new())];
    (0u32..60, 0u8..4, 0u8..3, goods, seal, prop_oneof![Just("12E"), Just("31E")]).prop_map(
        |(number, bill, shipper, goods, seal, voyage)| {
            format!(
                "MSKU90{number:02}323,B{bill},SHIPPER {shipper} SARL,BUYER SA,{goods},{seal},{},container,FICTION STAR,{voyage}",
                9_000 + number
            )
        },
    )
}

fn run<'p>(rows: &[String], pack: &'p RulePack, slots: usize, share: u16, seed: u64, per: CapacityPer) -> Run<'p> {
    run_under(HEADER, rows, pack, (slots, share, per), seed)
}

fn run_under<'p>(
    header: &str,
    rows: &[String],
    pack: &'p RulePack,
    (slots, share, per): (usize, u16, CapacityPer),
    seed: u64,
) -> Run<'p> {
    let text = format!("{header}\n{}\n", rows.join("\n"));
    let input = InputFile::Bytes { name: "m.csv".into(), bytes: text.as_bytes().into() };
    let manifests = stage(&[input], &ReadOptions::default(), &|_| {}).expect("the machine gives what is needed");
    let random_share = RandomShare::parse(&format!("{share}%")).expect("a share");
    let capacity = Capacity { slots, random_share, per };
    let settings = Settings { capacity, seed, run_date: day(), lists_as_of: day(), explained: usize::MAX };
    score(&manifests, pack, Reference::embedded(), &settings, None, &|_, _| {}).expect("it runs")
}

type Places = Vec<(String, String, SelectionReason, Option<u32>)>;

fn places(run: &Run<'_>) -> Places {
    let place = |ranked: &redlane::selectivity::Ranked| {
        (run.rollup.container_no(ranked.place), run.rollup.name(ranked.place).to_owned(), ranked.reason, ranked.group)
    };
    run.ranking.containers.iter().map(place).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// No slot is lost to the waiting, none is given twice, and no order of rows changes who is drawn.
    #[test]
    fn slots_are_kept_whatever_waits(
        rows in prop::collection::vec(row(), 1..80),
        slots in 0usize..30,
        share in prop_oneof![Just(0u16), Just(10), Just(50)],
        seed in any::<u64>(),
        per in prop_oneof![Just(CapacityPer::All), Just(CapacityPer::Voyage)],
    ) {
        let pack = shipped();
        let mut all = pack.clone();
        all.selectivity.like_boxes = LikeBoxes::All;
        let drawn = run(&rows, &pack, slots, share, seed, per);
        let unlimited = run(&rows, &all, slots, share, seed, per);
        let count = |run: &Run<'_>, reason| run.ranking.containers.iter().filter(|r| r.reason == reason).count();
        for reason in [SelectionReason::Mandatory, SelectionReason::Score, SelectionReason::Random] {
            prop_assert_eq!(count(&drawn, reason), count(&unlimited, reason), "{:?}", reason);
        }
        prop_assert_eq!(count(&unlimited, SelectionReason::Consignment), 0);
        // Where a share is asked for, no slot stays empty while there are boxes, however small the share of the slots is.
        if share > 0 && per == CapacityPer::All {
            let selected = drawn.ranking.selected().count();
            prop_assert_eq!(selected, slots.min(drawn.ranking.containers.len()));
        }
        prop_assert!(drawn.ranking.moved.slots > 0 || drawn.ranking.moved.bills == 0);
        // One order for both: waiting changes who is opened, not who ranks where.
        let order = |run: &Run<'_>| places(run).into_iter().map(|(number, visit, ..)| (number, visit)).collect::<Vec<_>>();
        prop_assert_eq!(order(&drawn), order(&unlimited));
        // Nobody waits whose fellow has no slot, and while one waits no group has more than its slots by score.
        for group in 0..drawn.ranking.groups.len() {
            let members: Vec<_> = drawn.ranking.of_group(group as u32).collect();
            prop_assert!(members.len() > 1);
            let opened = members.iter().filter(|r| r.reason == SelectionReason::Score).count();
            if members.iter().any(|r| r.reason == SelectionReason::Consignment) {
                prop_assert!(opened >= 1);
                if count(&drawn, SelectionReason::Capacity) > 0 && per == CapacityPer::All {
                    prop_assert!(opened <= drawn.ranking.groups[group].slots);
                }
            }
        }
        let mut shuffled = rows.clone();
        shuffled.reverse();
        shuffled.rotate_left(rows.len() / 3);
        prop_assert_eq!(places(&run(&shuffled, &pack, slots, share, seed, per)), places(&drawn));
    }
}

fn like_rows(boxes: usize, bill: &str, goods: &str) -> Vec<String> {
    let one = |at: usize| {
        let number =
            redlane::domain::ContainerNo::with_check_digit(&format!("MSKU{:06}", 100_000 + at + bill.len() * 1_000));
        let number = number.expect("a number").as_str().to_owned();
        format!("{number},{bill},SCRAP SARL,BUYER SA,{goods},,20000,container,FICTION STAR,12E")
    };
    (0..boxes).map(one).collect()
}

#[test]
fn one_of_nine_is_drawn_and_the_rest_stand_by() {
    let pack = shipped();
    let mut rows = like_rows(9, "B1", "USED TYRES");
    rows.extend(like_rows(1, "B22", "RICE"));
    let run_of = |seed| run(&rows, &pack, 2, 0, seed, CapacityPer::All);
    let first = run_of(1);
    assert_eq!(first.ranking.groups.len(), 1);
    let selected: Vec<_> = places(&first).into_iter().filter(|(.., reason, _)| reason.selected()).collect();
    assert_eq!(selected.iter().filter(|(.., group)| group.is_some()).count(), 1, "{selected:?}");
    let waiting = first.explanations.iter().filter(|e| e.reason == SelectionReason::Consignment);
    let sentences: BTreeSet<String> = waiting.map(|e| e.sentence.clone()).collect();
    assert_eq!(sentences.len(), 1, "{sentences:?}");
    let sentence = sentences.into_iter().next().expect("one");
    assert!(sentence.starts_with("1 of 9 like boxes drawn (MSKU"), "{sentence}");
    assert_eq!(first.ranking.moved, Moved { slots: 1, bills: 1 });
    // Which one is drawn depends on the seed, and on nothing the shipper writes.
    let drawn = |seed| {
        let run = run_of(seed);
        let mut drawn = places(&run).into_iter().filter(|(.., reason, group)| reason.selected() && group.is_some());
        drawn.next().expect("one is drawn").0
    };
    let seeds: BTreeSet<String> = (0..12).map(drawn).collect();
    assert!(seeds.len() > 3, "{seeds:?}");
}

/// What a shipper writes differently on each box does not get each a slot.
#[test]
fn numbers_and_spellings_make_no_box_another() {
    let pack = shipped();
    let voyages = ["12E", "V.12E", "VOY 12E", "012E", "12", "12E/13W"];
    let spelled = |at: usize, row: &String| row.replace(",12E", &format!(",{}", voyages[at % voyages.len()]));
    let numbered = |at: usize, row: &String| {
        row.replace(",B1,", &format!(",B1{at},")).replace("USED TYRES", &format!("USED TYRES INVOICE NO A{at}/2026"))
    };
    let rows = like_rows(9, "B1", "USED TYRES");
    for change in [&spelled as &dyn Fn(usize, &String) -> String, &numbered] {
        let rows: Vec<String> = rows.iter().enumerate().map(|(at, row)| change(at, row)).collect();
        let run = run(&rows, &pack, 2, 0, 1, CapacityPer::All);
        assert_eq!(run.ranking.groups.len(), 1, "{rows:?}");
        assert_eq!(run.ranking.groups[0].members.len(), 9, "{rows:?}");
    }
}

#[test]
fn boxes_of_other_bills_with_the_same_parties_and_goods_are_alike_and_a_finding_of_the_box_keeps_it_apart() {
    let pack = shipped();
    let mut rows = like_rows(4, "B1", "USED TYRES");
    rows.extend(like_rows(4, "B22", "USED TYRES"));
    let one = run(&rows, &pack, 1, 0, 1, CapacityPer::All);
    assert_eq!(one.ranking.groups.len(), 1);
    assert_eq!(one.ranking.groups[0].members.len(), 8);
    // A seal that two of them share is of those two boxes.
    let rows: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| if at < 2 { row.replace(",,20000", ",S777777,20000") } else { row.clone() })
        .collect();
    let apart = run(&rows, &pack, 3, 0, 1, CapacityPer::All);
    let groups: Vec<Option<u32>> = places(&apart).into_iter().map(|(.., group)| group).collect();
    assert_eq!(groups.iter().filter(|group| group.is_none()).count(), 2, "{groups:?}");
    // Another ship's boxes are no fellows.
    let rows: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| if at % 2 == 0 { row.replace(",12E", ",31E") } else { row.clone() })
        .collect();
    let calls = run(&rows, &pack, 3, 0, 1, CapacityPer::All);
    assert_eq!(calls.ranking.groups.len(), 2);
}

/// A slot that moves within its own bill reaches no other, and boxes on no bill are on none.
#[test]
fn bills_are_reached_that_would_have_had_no_slot() {
    let pack = shipped();
    let without_bill = |row: String, bill: &str| row.replace(&format!(",{bill},"), ",,");
    let boxes = |boxes, bill: &str, goods: &str| like_rows(boxes, bill, goods).into_iter();
    let within: Vec<String> = boxes(3, "A", "USED TYRES").chain(boxes(1, "AA", "METAL SCRAP")).collect();
    let within = within.into_iter().map(|row| row.replace(",AA,", ",A,")).collect();
    let none = boxes(3, "A", "USED TYRES").chain(boxes(2, "AA", "METAL SCRAP"));
    let none = none.map(|row| without_bill(without_bill(row, "A"), "AA")).collect();
    let others = boxes(3, "A", "USED TYRES").chain(boxes(1, "AA", "METAL SCRAP")).chain(boxes(1, "AAA", "RICE"));
    let cases: [(Vec<String>, usize, usize); 3] = [(within, 1, 0), (none, 1, 0), (others.collect(), 2, 2)];
    for (rows, slots, bills) in cases {
        let run = run(&rows, &pack, slots + 1, 0, 1, CapacityPer::All);
        assert_eq!(run.ranking.moved, Moved { slots, bills }, "{rows:?}");
    }
}

/// At a tie both sides are told how the draw fell and how to repeat it.
#[test]
fn a_tie_is_told_to_both_sides() {
    let pack = shipped();
    let goods = ["USED TYRES A", "USED TYRES B", "USED TYRES C", "USED TYRES D"];
    let rows: Vec<String> =
        goods.iter().enumerate().flat_map(|(at, goods)| like_rows(1, &"B".repeat(at + 1), goods)).collect();
    let run = run(&rows, &pack, 2, 0, 1, CapacityPer::All);
    assert!(run.ranking.groups.is_empty() && run.explanations.len() == 4);
    for explanation in &run.explanations {
        let told = explanation.sentence.contains("the draw by seed put") && explanation.sentence.contains("sha256sum");
        assert!(told, "{}: {}", explanation.container_no, explanation.sentence);
    }
}

/// Boxes of a group of which some were drawn at random do not stand by: no slot by score was there for any.
#[test]
fn what_has_no_slot_does_not_stand_by() {
    let pack = shipped();
    let run = run(&like_rows(9, "B1", "USED TYRES"), &pack, 2, 100, 1, CapacityPer::All);
    for explanation in &run.explanations {
        let like = explanation.consignment.as_ref().expect("a group");
        assert_eq!((like.boxes, like.drawn.len(), like.standing_by.len()), (9, 2, 0), "{explanation:?}");
        assert!([SelectionReason::Random, SelectionReason::Capacity].contains(&explanation.reason));
    }
}

/// Ten per cent of four slots, for each of many voyages, are four in ten slots each: not none, and not one each.
#[test]
fn a_share_holds_over_many_units() {
    let pack = shipped();
    let one = |voyage: usize, row: String| row.replace(",12E", &format!(",{voyage}E"));
    let rows: Vec<String> =
        (1..=200).flat_map(|v| like_rows(6, "B1", "USED TYRES").into_iter().map(move |r| one(v, r))).collect();
    let random = |slots, share| {
        let run = run(&rows, &pack, slots, share, 1, CapacityPer::Voyage);
        run.ranking.containers.iter().filter(|ranked| ranked.reason == SelectionReason::Random).count()
    };
    let drawn = random(4, 10);
    assert!((50..=110).contains(&drawn), "{drawn} of 800 slots");
    assert_eq!((random(4, 25), random(4, 0)), (200, 0), "whole slots need no draw");
}

/// A group whose claim found no slot on one manifest has it still on the next.
#[test]
fn a_claim_without_a_slot_is_not_spent() {
    let pack = shipped();
    let with = |row: String, manifest: &str| format!("{row},{manifest}");
    let like = like_rows(2, "B1", "USED TYRES");
    let rows = |first: &str, second: &str| -> Vec<String> {
        let worse = like_rows(1, "B333", "RICE").into_iter().map(|row| with(row, second));
        // An improbable seal makes it better than the others of its manifest.
        let better =
            like_rows(1, "B22", "USED TYRES").into_iter().map(|row| with(row.replace("20000", "99000"), first));
        let alike = [with(like[0].clone(), first), with(like[1].clone(), second)];
        alike.into_iter().chain(better).chain(worse).collect()
    };
    let header = format!("{HEADER},manifest_no");
    for rows in [rows("M1", "M2"), rows("M2", "M1")] {
        let run = run_under(&header, &rows, &pack, (1, 0, CapacityPer::Manifest), 1);
        let by_score =
            places(&run).into_iter().filter(|(.., reason, group)| *reason == SelectionReason::Score && group.is_some());
        assert_eq!((run.ranking.groups.len(), by_score.count()), (1, 1), "{:?}", places(&run));
    }
}

/// The files say what the list says: the group, how many are alike, and who stands by.
#[test]
fn outputs_carry_the_group() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, out) = (folder.path().join("m.csv"), folder.path().join("out"));
    std::fs::write(&path, format!("{HEADER}\n{}\n", like_rows(12, "B1", "USED TYRES").join("\n"))).expect("written");
    let said = score_into(&out, &[&path.display().to_string()], &["--capacity", "1"]);
    let shown = String::from_utf8(said.stdout).expect("UTF-8");
    assert!(shown.contains("of 12 like boxes; stand by:") && shown.contains("and 5 more; no slot for 1"), "{shown}");
    let mut reader = csv::Reader::from_path(out.join("ranking.csv")).expect("readable");
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
    assert!(rows.iter().all(|row| row["group"] == "1" && row["like_boxes"] == "12"));
    let reasons: BTreeSet<&str> = rows.iter().map(|row| row["selection_reason"].as_str()).collect();
    assert_eq!(reasons, BTreeSet::from(["capacity", "consignment", "score"]));
}
