//! What checked rule packs are.

use super::combination::Combination;
use super::condition::{Expr, without_layout};
use super::{Selectivity, Template};
use crate::columns::{Column, Stage};
use crate::domain::Threat;
use crate::reference::{Lists, ReferenceList, Standing};
use crate::storage::Digest;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A rule's result for a row or a container, ordered as three-valued logic wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Quiet,
    NotEvaluable,
    Fired,
}

impl Verdict {
    pub fn negated(self) -> Self {
        match self {
            Self::Quiet => Self::Fired,
            Self::NotEvaluable => Self::NotEvaluable,
            Self::Fired => Self::Quiet,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::NotEvaluable => "not_evaluable",
            Self::Fired => "fired",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Draft,
    Shadow,
    Active,
    Retired,
}

impl Status {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "draft" => Self::Draft,
            "shadow" => Self::Shadow,
            "active" => Self::Active,
            "retired" => Self::Retired,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Shadow => "shadow",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }

    /// Whether the rule is evaluated at all.
    pub fn runs(self) -> bool {
        matches!(self, Self::Shadow | Self::Active)
    }
}

/// What a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RuleKind {
    /// A reason to look into the container, worth points.
    #[default]
    Risk,
    /// What to do before opening, whatever the score; no points.
    Safety,
}

impl RuleKind {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "risk" => Some(Self::Risk),
            "safety" => Some(Self::Safety),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::Safety => "safety",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Over the columns of a row.
    Row(Expr),
    /// Over other rules' results for the container.
    Combination(Combination),
}

#[derive(Debug, Clone)]
pub struct Rule {
    pub id: String,
    /// Counts changes of the logic; kept by pack.lock.
    pub version: u32,
    /// The id it had before.
    pub was: Option<String>,
    pub pack: String,
    pub title: String,
    pub kind: RuleKind,
    pub threat: Threat,
    pub status: Status,
    pub points: i32,
    pub mandatory: bool,
    /// Whether what it finds is of the box alone, so that the box is not one of many alike.
    pub box_alone: bool,
    /// The condition as written.
    pub when: String,
    pub condition: Condition,
    pub reason: Template,
    pub officer_task: String,
    pub owner: String,
    pub review_by: NaiveDate,
    pub source: Option<String>,
    pub limits: Option<String>,
    pub max_hit_rate: Option<f64>,
    pub indicators: Vec<String>,
    /// Ids of the instruments it serves.
    pub instruments: Vec<String>,
    /// What the one who filed can put right.
    pub correction: Option<String>,
    pub cases: Vec<Case>,
}

impl Rule {
    /// Points that count in a score: shadow rules are only watched.
    pub fn scored_points(&self) -> i32 {
        if self.status == Status::Active { self.points } else { 0 }
    }

    /// The columns it reads that compare across calls of ships; all others look at one call.
    pub fn compared_across_calls(&self) -> Vec<&'static str> {
        let Condition::Row(condition) = &self.condition else { return Vec::new() };
        let across = condition.columns().into_iter().filter(|column| column.stage() == Stage::Batch);
        across.map(Column::name).collect()
    }

    /// Lists its condition asks that do not count on a day, and why.
    pub fn lists_not_in_force<'l>(
        &self,
        lists: &'l Lists,
        on: NaiveDate,
    ) -> impl Iterator<Item = (&'l ReferenceList, Standing)> + use<'l> {
        let asked = match &self.condition {
            Condition::Row(expr) => expr.lists(),
            Condition::Combination(_) => Default::default(),
        };
        let standing = move |id| (lists.get(id), lists.get(id).standing(on));
        asked.into_iter().map(standing).filter(|(_, standing)| *standing != Standing::InForce)
    }

    /// Digest of what decides a score or a slot: condition, points, threat, status. Words may change without it.
    pub fn logic(&self) -> Digest {
        let when = without_layout(&self.when);
        let parts =
            [&when, self.threat.name(), self.status.name(), &self.points.to_string(), &self.mandatory.to_string()];
        let mut logic = parts.join("\n");
        if self.kind == RuleKind::Safety {
            logic += "\nsafety";
        }
        if self.box_alone {
            logic += "\nbox alone";
        }
        Digest::of(logic.as_bytes())
    }
}

/// An example of what a rule must say.
#[derive(Debug, Clone)]
pub struct Case {
    pub name: String,
    pub given: Given,
    /// What lists hold while it is run, by name; the others hold what stands in the folder.
    pub lists: BTreeMap<String, Vec<String>>,
    pub expect: Verdict,
    /// Where it stands, for reports.
    pub file: String,
    pub line: usize,
}

#[derive(Debug, Clone)]
pub enum Given {
    /// A row of one, canonical and indicator columns.
    Row(crate::tables::ManifestTable),
    /// Other rules' results.
    Results(Vec<(String, Verdict)>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackInfo {
    pub id: String,
    pub title: String,
    pub version: String,
    pub owner: String,
    pub description: String,
    pub families: Vec<String>,
    pub sha256: Digest,
}

/// An international instrument that rules may serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    pub id: String,
    pub title: String,
    /// What it asks of a State that concerns cargo.
    pub subject: String,
    /// Whether rules over manifests can serve it at all.
    pub served: bool,
    pub note: Option<String>,
}

/// All packs of a folder, checked.
#[derive(Debug, Clone)]
pub struct RulePack {
    pub packs: Vec<PackInfo>,
    /// Sorted by id.
    pub rules: Vec<Rule>,
    pub lists: Lists,
    pub instruments: Vec<Instrument>,
    pub selectivity: Selectivity,
    /// Over every file of every pack.
    pub sha256: Digest,
}

impl RulePack {
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.binary_search_by(|rule| rule.id.as_str().cmp(id)).ok().map(|at| &self.rules[at])
    }

    /// The rules that are evaluated, in the order of their ids.
    pub fn running(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| rule.status.runs())
    }
}
