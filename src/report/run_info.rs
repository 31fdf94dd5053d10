//! `run.json`: what was run on what, so that it can be run again.

use crate::manifest::StagedManifests;
use crate::pipeline::{Run, Settings};
use crate::reference::Reference;
use crate::rulepack::RulePack;
use crate::storage::Digest;
use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
pub struct RunInfo {
    pub version: u32,
    pub redlane: &'static str,
    pub run_date: String,
    pub seed: u64,
    pub capacity: usize,
    pub random_share_percent: f64,
    pub inputs: Vec<Input>,
    /// Inputs that could not be read at all, and why.
    pub damaged: Vec<NotRead>,
    /// What lies in the folders that were named, or fits the patterns, and is no manifest.
    pub skipped: Vec<NotRead>,
    pub notices: Vec<String>,
    pub reference: Vec<ReferenceTable>,
    pub packs_sha256: String,
    pub packs: Vec<Pack>,
    pub lists: Vec<List>,
    pub counts: Counts,
    /// Rules that fired more often than their authors declared likely.
    pub noisy_rules: Vec<String>,
    pub timings: Vec<StageTime>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Input {
    pub file: String,
    pub format: &'static str,
    pub sha256: String,
    pub rows_in: u64,
    pub rows_rejected: u64,
    /// Parts of it that were not used, by kind.
    pub unused: Vec<Unused>,
    /// Whether it looks as if it had been cut off while it was written.
    pub breaks_off: bool,
}

/// A kind of part of an input that was not used: segment and qualifier, path of an element, column.
#[derive(Debug, Clone, Serialize)]
pub struct Unused {
    pub name: String,
    pub count: u64,
}

/// A file that was not read, and why.
#[derive(Debug, Clone, Serialize)]
pub struct NotRead {
    pub file: String,
    pub reason: String,
}

/// A reference table as it was used.
#[derive(Debug, Clone, Serialize)]
pub struct ReferenceTable {
    pub table: &'static str,
    pub as_of: String,
    pub source: String,
    /// The file, or `embedded`.
    pub read_from: String,
    pub sha256: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Pack {
    pub id: String,
    pub version: String,
    pub sha256: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct List {
    pub name: String,
    pub pack: String,
    pub entries: usize,
    pub effective: String,
    pub review_by: String,
    pub in_force: bool,
    pub standing: String,
    pub sha256: String,
}

/// Rows in = scored + rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub rows_in: u64,
    pub rows_scored: u64,
    pub rows_rejected: u64,
    /// Cells of scored rows that could not be read, and count as not stated.
    pub cells_unreadable: u64,
    pub containers: u64,
    pub selected: u64,
    pub mandatory_over_capacity: u64,
    pub explained: u64,
    pub rules: u64,
    pub rules_evaluable: u64,
}

/// Seconds a stage took; the one part of a run that differs from time to time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageTime {
    pub stage: &'static str,
    pub seconds: f64,
}

impl RunInfo {
    pub fn new(
        manifests: &StagedManifests,
        pack: &RulePack,
        reference: &Reference,
        settings: &Settings,
        run: &Run<'_>,
        timings: Vec<StageTime>,
    ) -> Self {
        let reasons = || run.ranking.containers.iter().map(|ranked| ranked.reason);
        let over = crate::selectivity::SelectionReason::MandatoryOverCapacity;
        Self {
            version: 1,
            redlane: env!("CARGO_PKG_VERSION"),
            run_date: settings.run_date.to_string(),
            seed: settings.seed,
            capacity: settings.capacity.slots,
            random_share_percent: settings.capacity.random_share.percent(),
            inputs: manifests
                .inputs
                .iter()
                .map(|input| Input {
                    file: input.file.clone(),
                    format: input.format.name(),
                    sha256: input.sha256.to_string(),
                    rows_in: input.rows_in,
                    rows_rejected: input.rows_rejected,
                    unused: input
                        .unused
                        .iter()
                        .map(|part| Unused { name: part.name.clone(), count: part.count })
                        .collect(),
                    breaks_off: input.breaks_off,
                })
                .collect(),
            damaged: manifests
                .damages
                .iter()
                .map(|damage| NotRead { file: damage.file.clone(), reason: damage.reason.clone() })
                .collect(),
            skipped: manifests
                .skipped
                .iter()
                .map(|skipped| NotRead { file: skipped.file.clone(), reason: skipped.reason.clone() })
                .collect(),
            notices: manifests.notices.iter().cloned().chain(manifests.unused()).collect(),
            reference: reference
                .snapshots
                .iter()
                .map(|snapshot| ReferenceTable {
                    table: snapshot.table.name(),
                    as_of: snapshot.as_of.clone(),
                    source: snapshot.source.clone(),
                    read_from: snapshot.path.as_ref().map_or("embedded".into(), |path| path.display().to_string()),
                    sha256: snapshot.sha256.to_string(),
                })
                .collect(),
            packs_sha256: pack.sha256.to_string(),
            packs: pack
                .packs
                .iter()
                .map(|p| Pack { id: p.id.clone(), version: p.version.clone(), sha256: p.sha256.to_string() })
                .collect(),
            lists: pack
                .lists
                .iter()
                .map(|list| List {
                    name: list.name.clone(),
                    pack: list.pack.clone(),
                    entries: list.entries.len(),
                    effective: list.effective.to_string(),
                    review_by: list.review_by.to_string(),
                    in_force: list.in_force(settings.run_date),
                    standing: list.standing(settings.run_date).to_string(),
                    sha256: Digest::of(list.content().as_bytes()).to_string(),
                })
                .collect(),
            counts: Counts {
                rows_in: manifests.rows_in,
                rows_scored: manifests.rows(),
                rows_rejected: manifests.rejects.len() as u64,
                cells_unreadable: manifests.unreadable.len() as u64,
                containers: run.rollup.len() as u64,
                selected: reasons().filter(|reason| reason.selected()).count() as u64,
                mandatory_over_capacity: reasons().filter(|reason| *reason == over).count() as u64,
                explained: run.explanations.len() as u64,
                rules: run.scorer.rules().len() as u64,
                rules_evaluable: run.coverage.evaluable() as u64,
            },
            noisy_rules: run.coverage.rules.iter().filter(|r| r.noisy).map(|r| r.rule.clone()).collect(),
            timings,
        }
    }
}
