//! Coverage: how often each rule could be evaluated, and how often it fired.

use crate::rulepack::{Rule, RulePack, Verdict};
use crate::scores::{RollUp, Scorer};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;

const FEWEST_TO_CALL_NOISY: u64 = 10;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    pub version: u32,
    pub containers: u64,
    pub rules: Vec<RuleCoverage>,
    /// Lists that stopped, and the rules they keep from being evaluated.
    pub lists_not_in_force: Vec<StoppedList>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoppedList {
    pub list: String,
    pub standing: String,
    pub rules: Vec<String>,
    /// Whether somebody decided so, rather than let its dates pass.
    #[serde(skip)]
    pub by_law: bool,
}

/// Containers on which a rule fired, stayed quiet, or could not be evaluated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleCoverage {
    pub rule: String,
    pub title: String,
    pub threat: &'static str,
    pub status: &'static str,
    pub fired: u64,
    pub quiet: u64,
    pub not_evaluable: u64,
    /// Fired ÷ all containers.
    pub hit_rate: f64,
    pub max_hit_rate: Option<f64>,
    /// Whether it fired on more containers than its author declared likely, and on ten at least: in a small
    /// batch one container is many per cent.
    pub noisy: bool,
}

impl Coverage {
    pub fn of(scorer: &Scorer<'_>, rollup: &RollUp, pack: &RulePack, on: NaiveDate) -> Self {
        let mut per_pattern = vec![0u64; rollup.patterns().len()];
        (0..rollup.len()).for_each(|place| per_pattern[rollup.pattern_of(place) as usize] += 1);
        let mut counts = vec![[0u64; 3]; scorer.rules().len()];
        for (pattern, containers) in rollup.patterns().iter().zip(per_pattern) {
            for (rule, verdict) in scorer.verdicts(pattern).into_iter().enumerate() {
                counts[rule][verdict as usize] += containers;
            }
        }
        let containers = rollup.len() as u64;
        let mut rules: Vec<RuleCoverage> = scorer
            .rules()
            .iter()
            .zip(counts)
            .map(|(rule, counts)| {
                let fired = counts[Verdict::Fired as usize];
                let hit_rate = if containers == 0 { 0.0 } else { fired as f64 / containers as f64 };
                RuleCoverage {
                    rule: rule.id.clone(),
                    title: rule.title.clone(),
                    threat: rule.threat.name(),
                    status: rule.status.name(),
                    fired,
                    quiet: counts[Verdict::Quiet as usize],
                    not_evaluable: counts[Verdict::NotEvaluable as usize],
                    hit_rate,
                    max_hit_rate: rule.max_hit_rate,
                    noisy: fired >= FEWEST_TO_CALL_NOISY && rule.max_hit_rate.is_some_and(|most| hit_rate > most),
                }
            })
            .collect();
        rules.sort_by(|a, b| a.rule.cmp(&b.rule));
        Self { version: 1, containers, rules, lists_not_in_force: stopped_lists(scorer.rules(), pack, on) }
    }

    /// Rules that could be evaluated on at least one container.
    pub fn evaluable(&self) -> usize {
        self.rules.iter().filter(|rule| rule.not_evaluable < self.containers).count()
    }
}

fn stopped_lists(rules: &[&Rule], pack: &RulePack, on: NaiveDate) -> Vec<StoppedList> {
    let mut stopped: BTreeMap<String, StoppedList> = BTreeMap::new();
    for rule in rules {
        for (list, standing) in rule.lists_not_in_force(&pack.lists, on) {
            let entry = stopped.entry(list.name.clone()).or_insert_with(|| StoppedList {
                list: list.name.clone(),
                standing: standing.to_string(),
                rules: Vec::new(),
                by_law: standing.is_by_law(),
            });
            entry.rules.push(rule.id.clone());
        }
    }
    stopped.into_values().collect()
}
