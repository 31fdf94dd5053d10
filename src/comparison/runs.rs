//! What two versions of the packs make of the same manifests: who enters the selection, who leaves, and
//! which rules moved them.

use super::packs::former_ids;
use crate::pipeline::Run;
use crate::rulepack::RulePack;
use crate::scores::Score;
use hashbrown::HashMap;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunDifference {
    pub containers: usize,
    pub selected_in_both: usize,
    pub entered: usize,
    pub left: usize,
    /// Containers whose score, lane or selection differs, in the new order.
    pub moved: Vec<ContainerChange>,
    /// Per rule that fired somewhere differently.
    pub rules: Vec<RuleTotal>,
}

/// A container in one of the two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    pub rank: usize,
    pub score: u32,
    pub lane: String,
    pub selected: bool,
    /// mandatory, score, random, capacity, …
    pub reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContainerChange {
    pub container_no: String,
    pub visit: String,
    pub old: Side,
    pub new: Side,
    /// Rules whose counted points differ; their differences add up to that of the scores.
    pub rules: Vec<RuleDelta>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleDelta {
    /// Its id in the new version, or the old one where it was removed.
    pub rule: String,
    pub old: i32,
    pub new: i32,
    pub why: &'static str,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RuleTotal {
    pub rule: String,
    /// Containers it fired on.
    pub old_fired: usize,
    pub new_fired: usize,
    /// Containers it fired on in only one of the two.
    pub fires_no_more: usize,
    pub fires_anew: usize,
    /// Containers it could not be evaluated on.
    pub old_not_evaluable: usize,
    pub new_not_evaluable: usize,
    /// Containers that entered or left the selection, whose score it changed.
    pub entered: usize,
    pub left: usize,
}

/// A rule's part in one score.
#[derive(Clone, Copy)]
struct Part {
    points: i32,
    counted: i32,
}

impl ContainerChange {
    pub fn entered(&self) -> bool {
        self.new.selected && !self.old.selected
    }

    pub fn left(&self) -> bool {
        self.old.selected && !self.new.selected
    }
}

impl RunDifference {
    pub fn between(old: (&RulePack, &Run<'_>), new: (&RulePack, &Run<'_>)) -> Self {
        let renamed: BTreeMap<&str, &str> = former_ids(old.0, new.0).into_iter().map(|(new, old)| (old, new)).collect();
        let before: HashMap<(String, String), (Side, &Score)> = sides(old).collect();
        let mut difference =
            Self { containers: 0, selected_in_both: 0, entered: 0, left: 0, moved: Vec::new(), rules: Vec::new() };
        let mut totals: BTreeMap<String, RuleTotal> = BTreeMap::new();
        for (name, (now, now_score)) in sides(new) {
            let Some((then, then_score)) = before.get(&name) else { continue };
            let (container_no, visit) = name;
            difference.containers += 1;
            difference.selected_in_both += usize::from(now.selected && then.selected);
            let new_id = |id: &str| renamed.get(id).copied().unwrap_or(id).to_owned();
            let old_parts = parts(old.1, then_score, &new_id);
            let new_parts = parts(new.1, now_score, &|id| id.to_owned());
            let change = ContainerChange {
                container_no,
                visit,
                rules: deltas(&old_parts, &new_parts, (old.0, new.0), &renamed),
                old: then.clone(),
                new: now,
            };
            let unknown = |run: &Run<'_>, score: &Score, id: &dyn Fn(&str) -> String| -> Vec<String> {
                score.not_evaluable.iter().map(|&rule| id(&run.scorer.rules()[rule].id)).collect()
            };
            let unknown = (unknown(old.1, then_score, &new_id), unknown(new.1, now_score, &|id| id.to_owned()));
            count(&mut totals, (&old_parts, &new_parts), unknown, &change);
            difference.entered += usize::from(change.entered());
            difference.left += usize::from(change.left());
            let same = (change.old.score, &change.old.lane, change.old.selected)
                == (change.new.score, &change.new.lane, change.new.selected);
            if !same {
                difference.moved.push(change);
            }
        }
        difference.rules = totals
            .into_values()
            .filter(|total| {
                total.fires_no_more + total.fires_anew > 0
                    || total.old_not_evaluable != total.new_not_evaluable
                    || total.entered + total.left > 0
            })
            .collect();
        difference
    }
}

/// Every visit of a run in its order, by container and name, with its score.
fn sides<'r>((pack, run): (&'r RulePack, &'r Run<'_>)) -> impl Iterator<Item = ((String, String), (Side, &'r Score))> {
    run.ranking.containers.iter().enumerate().map(move |(at, ranked)| {
        let score = &run.scores[ranked.pattern as usize];
        let side = Side {
            rank: at + 1,
            score: score.points,
            lane: pack.selectivity.lanes.of_container(score.points, score.mandatory).name.clone(),
            selected: ranked.reason.selected(),
            reason: ranked.reason.name(),
        };
        let name = (run.rollup.container_no(ranked.place), run.rollup.name(ranked.place).to_owned());
        (name, (side, score))
    })
}

fn parts(run: &Run<'_>, score: &Score, id: &dyn Fn(&str) -> String) -> BTreeMap<String, Part> {
    let part = |c: &crate::scores::Contribution| {
        (id(&run.scorer.rules()[c.rule].id), Part { points: c.points, counted: c.counted })
    };
    score.contributions.iter().map(part).collect()
}

fn deltas(
    old: &BTreeMap<String, Part>,
    new: &BTreeMap<String, Part>,
    packs: (&RulePack, &RulePack),
    renamed: &BTreeMap<&str, &str>,
) -> Vec<RuleDelta> {
    let mut rules: Vec<&String> = old.keys().chain(new.keys()).collect();
    rules.sort_unstable();
    rules.dedup();
    let counted = |parts: &BTreeMap<String, Part>, rule: &str| parts.get(rule).map_or(0, |part| part.counted);
    let mut deltas: Vec<RuleDelta> = rules
        .into_iter()
        .map(|rule| RuleDelta {
            rule: rule.clone(),
            old: counted(old, rule),
            new: counted(new, rule),
            why: why(old.get(rule), new.get(rule), rule, packs, renamed),
        })
        .filter(|delta| delta.old != delta.new)
        .collect();
    deltas.sort_by_key(|delta| (-(delta.new - delta.old).abs(), delta.rule.clone()));
    deltas
}

/// Why a rule counts otherwise than before.
fn why(
    old: Option<&Part>,
    new: Option<&Part>,
    rule: &str,
    (before, after): (&RulePack, &RulePack),
    renamed: &BTreeMap<&str, &str>,
) -> &'static str {
    let was_there = before.rule(rule).is_some() || renamed.values().any(|new| *new == rule);
    match (old, new) {
        (None, Some(_)) if !was_there => "new rule",
        (Some(_), None) if after.rule(rule).is_none() => "rule removed",
        (None, Some(_)) => "fires now: its condition or a list changed",
        (Some(_), None) => "fires no more: its condition or a list changed",
        (Some(old), Some(new)) if old.points != new.points => "other points",
        _ => "cap of the threat or floor under discounts",
    }
}

fn count(
    totals: &mut BTreeMap<String, RuleTotal>,
    (old, new): (&BTreeMap<String, Part>, &BTreeMap<String, Part>),
    (old_unknown, new_unknown): (Vec<String>, Vec<String>),
    change: &ContainerChange,
) {
    let mut total = |rule: &String, add: &dyn Fn(&mut RuleTotal)| {
        add(totals.entry(rule.clone()).or_insert_with(|| RuleTotal { rule: rule.clone(), ..RuleTotal::default() }));
    };
    for rule in old.keys() {
        total(rule, &|total| {
            total.old_fired += 1;
            total.fires_no_more += usize::from(!new.contains_key(rule));
        });
    }
    for rule in new.keys() {
        total(rule, &|total| {
            total.new_fired += 1;
            total.fires_anew += usize::from(!old.contains_key(rule));
        });
    }
    old_unknown.iter().for_each(|rule| total(rule, &|total| total.old_not_evaluable += 1));
    new_unknown.iter().for_each(|rule| total(rule, &|total| total.new_not_evaluable += 1));
    for delta in &change.rules {
        total(&delta.rule, &|total| {
            total.entered += usize::from(change.entered());
            total.left += usize::from(change.left());
        });
    }
}
