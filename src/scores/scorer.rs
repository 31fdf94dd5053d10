//! Scoring: points per rule, capped per threat, combinations, discounts above a floor. Whole numbers only.

use super::pattern::Pattern;
use crate::domain::Threat;
use crate::rulepack::{Condition, Rule, RuleKind, RulePack, Status, Verdict};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// What one rule gave to a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    /// Index into [`Scorer::rules`].
    pub rule: usize,
    /// The rule's own points.
    pub points: i32,
    /// What of them counted, after the cap of the threat and the floor under discounts.
    pub counted: i32,
}

/// A container's score with everything that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    pub points: u32,
    /// Whether a mandatory rule fired.
    pub mandatory: bool,
    /// Rules that fired, largest counted points first. The counted points add up to the score.
    pub contributions: Vec<Contribution>,
    /// Active safety rules that fired: what to do before opening. They give no points and are no reason to open.
    pub safety: Vec<usize>,
    /// Rules that were not evaluable.
    pub not_evaluable: Vec<usize>,
    /// Active rules that fired, ascending: boxes of one consignment with the same ones are interchangeable,
    pub alike_in: Vec<usize>,
    /// unless one of them found something that is of the box alone.
    pub is_apart: bool,
    /// Different threats with counted points.
    pub threats: u32,
    /// The largest counted points of one rule.
    pub strongest: u32,
}

/// Scores patterns under a pack.
pub struct Scorer<'p> {
    pack: &'p RulePack,
    /// Row rules in the order of the hit plan, then combinations in an order in which each finds what
    /// it names.
    rules: Vec<&'p Rule>,
    row_rules: usize,
    /// Where each rule stands in `rules`.
    places: HashMap<&'p str, usize>,
}

impl<'p> Scorer<'p> {
    /// `row_rules` are the rules of the hit plan.
    pub fn new(pack: &'p RulePack, row_rules: &[&'p Rule]) -> Self {
        let mut rules = row_rules.to_vec();
        let mut waiting: Vec<&Rule> =
            pack.running().filter(|rule| matches!(rule.condition, Condition::Combination(_))).collect();
        while !waiting.is_empty() {
            let ready = |rule: &&Rule| match &rule.condition {
                Condition::Combination(combination) => {
                    !combination.rules().any(|named| waiting.iter().any(|other| other.id == named))
                }
                Condition::Row(_) => true,
            };
            let (now, later): (Vec<&Rule>, Vec<&Rule>) = waiting.iter().copied().partition(ready);
            assert!(!now.is_empty(), "circles among combinations are found when packs are loaded");
            rules.extend(now);
            waiting = later;
        }
        let places = rules.iter().enumerate().map(|(place, rule)| (rule.id.as_str(), place)).collect();
        Self { pack, rules, row_rules: row_rules.len(), places }
    }

    pub fn rules(&self) -> &[&'p Rule] {
        &self.rules
    }

    /// Every rule's result for a container, combinations included.
    pub fn verdicts(&self, pattern: &Pattern) -> Vec<Verdict> {
        let mut verdicts: Vec<Verdict> = (0..self.row_rules)
            .map(|rule| match pattern.verdict(rule) {
                // One trusted bill does not vouch for the others in the container.
                Verdict::Fired if self.rules[rule].points < 0 && !pattern.fired_throughout(rule) => Verdict::Quiet,
                verdict => verdict,
            })
            .collect();
        for rule in &self.rules[self.row_rules..] {
            let verdict = self.combined(rule, &verdicts);
            verdicts.push(verdict);
        }
        verdicts
    }

    /// What a combination says, given the results of the rules before it.
    fn combined(&self, rule: &Rule, verdicts: &[Verdict]) -> Verdict {
        match &rule.condition {
            // A rule that does not run (draft, retired) can neither fire nor be quiet.
            Condition::Combination(combination) => {
                combination.verdict(&|id: &str| self.places.get(id).map_or(Verdict::NotEvaluable, |&at| verdicts[at]))
            }
            Condition::Row(_) => unreachable!("row rules stand before the combinations"),
        }
    }

    /// The results if one of them were another: combinations that name it follow.
    pub fn with_changed(&self, verdicts: &[Verdict], changed: usize, verdict: Verdict) -> Vec<Verdict> {
        let mut results = verdicts.to_vec();
        results[changed] = verdict;
        for place in (self.row_rules..self.rules.len()).filter(|&place| place != changed) {
            results[place] = self.combined(self.rules[place], &results);
        }
        results
    }

    pub fn score(&self, pattern: &Pattern) -> Score {
        self.score_verdicts(&self.verdicts(pattern))
    }

    /// The score of given results: also used to ask what would be without one of them.
    pub fn score_verdicts(&self, verdicts: &[Verdict]) -> Score {
        let fired = (0..self.rules.len()).filter(|&rule| verdicts[rule] == Verdict::Fired);
        let (safety, mut fired): (Vec<usize>, Vec<usize>) =
            fired.partition(|&rule| self.rules[rule].kind == RuleKind::Safety);
        let safety = safety.into_iter().filter(|&rule| self.rules[rule].status == Status::Active).collect();
        // Larger points first: under a cap, the strong rule counts and the weak one adds nothing.
        fired.sort_by_key(|&rule| (std::cmp::Reverse(self.rules[rule].scored_points()), &self.rules[rule].id));
        let mut left: BTreeMap<Threat, u32> = BTreeMap::new();
        let mut contributions = Vec::with_capacity(fired.len());
        let mut raised = 0;
        for &rule in &fired {
            let points = self.rules[rule].scored_points();
            let threat = self.rules[rule].threat;
            let room = left.entry(threat).or_insert_with(|| self.pack.selectivity.cap(threat));
            // No sum of points is larger than can be held: what has no room left counts nothing, as under a cap.
            let counted = (points.max(0) as u32).min(*room).min(u32::MAX - raised);
            *room -= counted;
            raised += counted;
            contributions.push(Contribution { rule, points: self.rules[rule].points, counted: counted as i32 });
        }
        let mandatory =
            fired.iter().any(|&rule| self.rules[rule].mandatory && self.rules[rule].status == Status::Active);
        // A container that must be inspected is not made harmless by a trusted name.
        let floor = match mandatory {
            true => raised,
            false => (u64::from(raised) * u64::from(self.pack.selectivity.discount_floor_percent)).div_ceil(100) as u32,
        };
        let mut points = raised;
        for contribution in &mut contributions {
            let discount = (-self.rules[contribution.rule].scored_points()).max(0) as u32;
            let granted = discount.min(points - floor);
            points -= granted;
            contribution.counted -= granted as i32;
        }
        contributions.sort_by_key(|c| (std::cmp::Reverse(c.counted), &self.rules[c.rule].id));
        let strongest = contributions.first().map_or(0, |first| first.counted.max(0) as u32);
        let mut threats: Vec<Threat> =
            contributions.iter().filter(|c| c.counted > 0).map(|c| self.rules[c.rule].threat).collect();
        threats.sort_unstable();
        threats.dedup();
        let not_evaluable = (0..self.rules.len()).filter(|&rule| verdicts[rule] == Verdict::NotEvaluable).collect();
        let mut alike_in: Vec<usize> =
            fired.into_iter().filter(|&rule| self.rules[rule].status == Status::Active).collect();
        alike_in.sort_unstable();
        let is_apart = alike_in.iter().any(|&rule| self.rules[rule].box_alone);
        let threats = threats.len() as u32;
        Score { points, mandatory, contributions, safety, not_evaluable, alike_in, is_apart, threats, strongest }
    }
}
