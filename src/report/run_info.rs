//! `run.json`: what was run on what, so that it can be run again.

use super::degraded::Degradation;
use super::run_id::RunId;
use crate::manifest::StagedManifests;
use crate::pipeline::{Run, Settings};
use crate::reference::Reference;
use crate::rulepack::{RulePack, StoppedLists};
use crate::selectivity::SelectionReason;
use crate::storage::Digest;
use serde::Serialize;
use std::collections::BTreeMap;

/// The version of the form; a change that readers must know of raises it.
const VERSION: u32 = 2;

#[derive(Debug, Clone, Serialize)]
pub struct RunInfo {
    pub version: u32,
    pub redlane: &'static str,
    /// The same for runs that are the same; `ranking.csv` carries it too.
    pub run_id: RunId,
    /// When the run began and when its outputs were written, UTC.
    pub started: String,
    pub finished: String,
    pub exit_code: u8,
    /// The conditions under which the run would count as degraded, and those it met.
    pub fail_on: String,
    pub degraded: Vec<Degradation>,
    pub run_date: String,
    pub lists_as_of: String,
    pub seed: u64,
    pub capacity: usize,
    /// For what the capacity is there each time: all, manifest, voyage or day.
    pub capacity_per: &'static str,
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
    pub lists_stopped: ListsStopped,
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

/// Lists that running rules ask and that did not count; `lists` and `coverage.json` name them.
#[derive(Debug, Clone, Serialize)]
pub struct ListsStopped {
    pub expired: usize,
    pub oldest_expiry: Option<String>,
    pub not_yet: usize,
    pub by_law: usize,
    /// Rules that ask a list whose dates stopped it.
    pub rules: usize,
}

/// Rows in = scored + rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub rows_in: u64,
    pub rows_scored: u64,
    pub rows_rejected: u64,
    /// Cells of scored rows that could not be read, and count as not stated.
    pub cells_unreadable: u64,
    /// Different container numbers.
    pub containers: u64,
    /// Containers on a call of a ship: what is ranked.
    pub visits: u64,
    pub selected: u64,
    pub mandatory_over_capacity: u64,
    pub explained: u64,
    pub rules: u64,
    pub rules_evaluable: u64,
    /// Containers per lane, the strictest first.
    pub lanes: Vec<LaneCount>,
    /// Containers per selection reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// Consignments of which several boxes are alike.
    pub like_groups: u64,
    /// Slots that like boxes left to others, and on how many bills these are.
    pub slots_moved: u64,
    pub bills_reached: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaneCount {
    pub lane: String,
    pub containers: u64,
}

/// When and how a run came about: what inputs, rules and settings do not say. Times are RFC 3339, UTC.
#[derive(Debug, Clone)]
pub struct Occasion {
    pub started: String,
    pub finished: String,
    pub exit_code: u8,
    pub fail_on: String,
    pub degraded: Vec<Degradation>,
    pub timings: Vec<StageTime>,
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
        run_id: RunId,
        occasion: Occasion,
    ) -> Self {
        let stopped = StoppedLists::of(pack, settings.lists_as_of);
        let Occasion { started, finished, exit_code, fail_on, degraded, timings } = occasion;
        Self {
            version: VERSION,
            redlane: env!("CARGO_PKG_VERSION"),
            run_id,
            started,
            finished,
            exit_code,
            fail_on,
            degraded,
            run_date: settings.run_date.to_string(),
            lists_as_of: settings.lists_as_of.to_string(),
            seed: settings.seed,
            capacity: settings.capacity.slots,
            capacity_per: settings.capacity.per.name(),
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
                    in_force: list.in_force(settings.lists_as_of),
                    standing: list.standing(settings.lists_as_of).to_string(),
                    sha256: Digest::of(list.content().as_bytes()).to_string(),
                })
                .collect(),
            lists_stopped: ListsStopped {
                expired: stopped.expired,
                oldest_expiry: stopped.oldest_expiry.map(|day| day.to_string()),
                not_yet: stopped.not_yet,
                by_law: stopped.by_law,
                rules: stopped.rules,
            },
            counts: Counts::of(manifests, pack, run),
            noisy_rules: run.coverage.rules.iter().filter(|r| r.noisy).map(|r| r.rule.clone()).collect(),
            timings,
        }
    }
}

impl Counts {
    fn of(manifests: &StagedManifests, pack: &RulePack, run: &Run<'_>) -> Self {
        let containers = &run.ranking.containers;
        let mut reasons: BTreeMap<&'static str, u64> = BTreeMap::new();
        containers.iter().for_each(|ranked| *reasons.entry(ranked.reason.name()).or_default() += 1);
        let with = |reason: SelectionReason| reasons.get(reason.name()).copied().unwrap_or(0);
        let lanes = &pack.selectivity.lanes;
        let mut per_lane: BTreeMap<&str, u64> = BTreeMap::new();
        for ranked in containers {
            let score = &run.scores[ranked.pattern as usize];
            *per_lane.entry(&lanes.of_container(score.points, score.mandatory).name).or_default() += 1;
        }
        let of_lane = |lane: &str| per_lane.get(lane).copied().unwrap_or(0);
        Self {
            rows_in: manifests.rows_in,
            rows_scored: manifests.rows(),
            rows_rejected: manifests.rejects.len() as u64,
            cells_unreadable: manifests.unreadable.len() as u64,
            containers: run.rollup.containers() as u64,
            visits: run.rollup.len() as u64,
            selected: containers.iter().filter(|ranked| ranked.reason.selected()).count() as u64,
            mandatory_over_capacity: with(SelectionReason::MandatoryOverCapacity),
            explained: run.explanations.len() as u64,
            rules: run.scorer.rules().len() as u64,
            rules_evaluable: run.coverage.evaluable() as u64,
            lanes: lanes
                .iter()
                .map(|lane| LaneCount { lane: lane.name.clone(), containers: of_lane(&lane.name) })
                .collect(),
            reasons,
            like_groups: run.ranking.groups.len() as u64,
            slots_moved: run.ranking.moved.slots as u64,
            bills_reached: run.ranking.moved.bills as u64,
        }
    }
}
