//! The id of a run: short, and the same for runs that are the same.

use crate::pipeline::{Run, Settings};
use crate::reference::Reference;
use crate::rulepack::RulePack;
use crate::storage::{Digest, Digesting};
use chrono::NaiveDate;
use serde::Serialize;

/// Sixteen hexadecimal digits over packs, lists, tables, settings, and what the run made of every container. Not over the
/// bytes of the inputs: the same rows in other files or another order are the same run, and its ranking the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunId(String);

impl RunId {
    pub fn of(pack: &RulePack, reference: &Reference, settings: &Settings, run: &Run<'_>) -> Self {
        let mut sum = Digesting::default();
        let mut add = |text: &str| {
            sum.update(text.as_bytes());
            sum.update(b"\n");
        };
        add("redlane run");
        add(env!("CARGO_PKG_VERSION"));
        add(&pack.sha256.to_string());
        reference.snapshots.iter().for_each(|table| add(&table.sha256.to_string()));
        let Settings { capacity, seed, run_date, lists_as_of, explained: _ } = settings;
        add(&format!("{} {} {} {seed}", capacity.slots, capacity.random_share.percent(), capacity.per.name()));
        add(&format!("{run_date} {lists_as_of}"));
        let rules = run.scorer.rules();
        // What became of a pattern is long and said of many containers: each is summed up once.
        let results: Vec<String> = run
            .scores
            .iter()
            .map(|score| {
                let fired = score.contributions.iter().map(|c| format!("{} {}", rules[c.rule].id, c.counted));
                let unknown = score.not_evaluable.iter().map(|&rule| rules[rule].id.clone());
                Digest::of(fired.chain(unknown).collect::<Vec<_>>().join(";").as_bytes()).to_string()
            })
            .collect();
        for ranked in &run.ranking.containers {
            let visit = run.rollup.visit(ranked.place);
            add(&format!("{} {} {} {}", visit.container_no, visit.visit, visit.rows, ranked.reason.name()));
            add(&results[ranked.pattern as usize]);
        }
        Self(sum.finish().to_string()[..16].to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What every row of a ranking carries, so that those of many nights can lie in one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunStamp {
    pub run_date: NaiveDate,
    pub run_id: RunId,
}
