//! Precheck: the quality of papers alone, for carriers and traders before they file. It says what is
//! wrong and how to put it right, and nothing of targeting: no points, no threats, no officer's task.

use crate::columns::Column;
use crate::hits::{HitPlan, HitTable};
use crate::manifest::StagedManifests;
use crate::pipeline::{Observer, evaluate};
use crate::reference::Reference;
use crate::rulepack::{Filling, Rule, RulePack, Status, Verdict};
use crate::tables::ManifestTable;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is shown of a row besides what its problems name.
const SHOWN: [Column; 5] =
    [Column::ContainerNo, Column::BillNo, Column::CarrierCode, Column::SourceFile, Column::SourceLine];

/// Stands for a carrier or a bill that is not stated.
const NOT_STATED: &str = "(not stated)";

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Precheck {
    pub rows: u64,
    pub checks: usize,
    /// Rows that could not be read at all, and why.
    pub rejected: Vec<Rejected>,
    /// Worst first.
    pub carriers: Vec<Quality>,
    /// Worst first; bills without a problem last.
    pub bills: Vec<BillQuality>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    pub file: String,
    pub line: u64,
    pub reason: String,
}

/// How good the papers of a carrier or a bill are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    pub carrier: String,
    pub bills: u64,
    pub rows: u64,
    /// Of the checks that could be made on its rows the part that was passed, in per cent, all checks alike.
    /// Null where no check could be made.
    pub quality: Option<f64>,
    /// Bills without any problem, as a share of all.
    pub faultless_share: f64,
    /// Checks that could not be made for lack of data, as a share of all.
    pub unchecked_share: f64,
    /// Rows by problem, most frequent first.
    pub problems: Vec<(String, u64)>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BillQuality {
    pub bill_no: String,
    pub carrier: String,
    pub rows: u64,
    pub quality: Option<f64>,
    pub problems: Vec<Problem>,
}

/// Something to put right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    pub container_no: String,
    pub file: String,
    pub line: i64,
    pub problem: String,
    pub found: String,
    pub correction: String,
}

/// Checks passed, failed and not made.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    rows: u64,
    passed: u64,
    failed: u64,
    unmade: u64,
}

impl Tally {
    fn quality(self) -> Option<f64> {
        let all = self.passed + self.failed;
        (all > 0).then(|| (1_000.0 * self.passed as f64 / all as f64).round() / 10.0)
    }

    fn unchecked_share(self) -> f64 {
        let all = self.passed + self.failed + self.unmade;
        if all == 0 { 0.0 } else { (1_000.0 * self.unmade as f64 / all as f64).round() / 1_000.0 }
    }
}

#[derive(Default)]
struct CarrierPapers {
    tally: Tally,
    bills: BTreeSet<String>,
    problems: BTreeMap<String, u64>,
}

#[derive(Default)]
struct BillPapers {
    tally: Tally,
    problems: BTreeSet<Problem>,
}

/// Checks manifests with the active rules of `pack`, which the caller has cut down to one of quality.
pub fn precheck(
    manifests: &StagedManifests,
    pack: &RulePack,
    reference: &Reference,
    on: NaiveDate,
    observe: Observer<'_>,
) -> Result<Precheck, String> {
    let active = pack.rules.iter().filter(|rule| rule.status == Status::Active).collect();
    let plan = HitPlan::of(active, &pack.lists, Some(on), &reference.deciding_words);
    let named = plan.rules.iter().flat_map(|rule| rule.reason.columns());
    let also: Vec<Column> = named.chain(SHOWN).collect();
    let mut carriers: BTreeMap<String, CarrierPapers> = BTreeMap::new();
    let mut bills: BTreeMap<(String, String), BillPapers> = BTreeMap::new();
    let mut sink = |table: &ManifestTable, hits: &HitTable| {
        for row in 0..table.height() {
            let stated = |column: Column| table.shown(column, row).unwrap_or_else(|| NOT_STATED.to_owned());
            let (carrier, bill) = (stated(Column::CarrierCode), stated(Column::BillNo));
            let carrier_papers = carriers.entry(carrier.clone()).or_default();
            let bill_papers = bills.entry((bill.clone(), carrier)).or_default();
            carrier_papers.bills.insert(bill);
            look_at(&plan.rules, table, hits, row, carrier_papers, bill_papers);
        }
        Ok(())
    };
    evaluate(manifests, &plan, &also, reference, &mut sink, observe)?;
    Ok(Precheck {
        rows: manifests.rows(),
        checks: plan.rules.len(),
        rejected: manifests
            .rejects
            .iter()
            .map(|reject| Rejected { file: reject.file.to_string(), line: reject.line, reason: reject.reason.clone() })
            .collect(),
        carriers: worst_first(
            carriers.into_iter().map(|(carrier, papers)| carrier_quality(carrier, papers, &bills)),
            |q| (q.quality, q.carrier.clone()),
        ),
        bills: worst_first(bills.into_iter().map(|(key, papers)| bill_quality(key, papers)), |q| {
            (q.quality, q.bill_no.clone())
        }),
    })
}

fn look_at(
    rules: &[&Rule],
    table: &ManifestTable,
    hits: &HitTable,
    row: usize,
    carrier: &mut CarrierPapers,
    bill: &mut BillPapers,
) {
    let mut tally = Tally { rows: 1, ..Tally::default() };
    for (number, rule) in rules.iter().enumerate() {
        match hits.verdict(number, row) {
            Verdict::Quiet => tally.passed += 1,
            Verdict::NotEvaluable => tally.unmade += 1,
            Verdict::Fired => {
                tally.failed += 1;
                *carrier.problems.entry(rule.title.clone()).or_default() += 1;
                bill.problems.insert(Problem {
                    container_no: table.shown(Column::ContainerNo, row).unwrap_or_default(),
                    file: table.shown(Column::SourceFile, row).unwrap_or_default(),
                    line: table.int(Column::SourceLine, row).unwrap_or(0),
                    problem: rule.title.clone(),
                    found: rule.reason.filled(table, row, &Filling::default()),
                    correction: rule.correction.clone().unwrap_or_default(),
                });
            }
        }
    }
    for papers in [&mut carrier.tally, &mut bill.tally] {
        papers.rows += tally.rows;
        papers.passed += tally.passed;
        papers.failed += tally.failed;
        papers.unmade += tally.unmade;
    }
}

fn carrier_quality(carrier: String, papers: CarrierPapers, bills: &BTreeMap<(String, String), BillPapers>) -> Quality {
    let faultless =
        papers.bills.iter().filter(|bill| bills[&((*bill).clone(), carrier.clone())].problems.is_empty()).count();
    let mut problems: Vec<(String, u64)> = papers.problems.into_iter().collect();
    problems.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Quality {
        carrier,
        bills: papers.bills.len() as u64,
        rows: papers.tally.rows,
        quality: papers.tally.quality(),
        faultless_share: (1_000.0 * faultless as f64 / papers.bills.len().max(1) as f64).round() / 1_000.0,
        unchecked_share: papers.tally.unchecked_share(),
        problems,
    }
}

fn bill_quality((bill_no, carrier): (String, String), papers: BillPapers) -> BillQuality {
    BillQuality {
        bill_no,
        carrier,
        rows: papers.tally.rows,
        quality: papers.tally.quality(),
        problems: papers.problems.into_iter().collect(),
    }
}

fn worst_first<T>(all: impl Iterator<Item = T>, key: impl Fn(&T) -> (Option<f64>, String)) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_by(|a, b| {
        let ((a, a_name), (b, b_name)) = (key(a), key(b));
        a.unwrap_or(f64::MAX).total_cmp(&b.unwrap_or(f64::MAX)).then_with(|| a_name.cmp(&b_name))
    });
    all
}
