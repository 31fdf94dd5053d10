//! Degradation: a run that was done, but whose result is worth less than it looks, and how much of that somebody bears.

use super::Coverage;
use super::counted::counted;
use crate::manifest::{RejectKind, StagedManifests};
use crate::rulepack::StoppedLists;
use serde::Serialize;
use std::fmt;

/// One thing that makes a run worth less, and from where on it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Condition {
    /// A list that running rules ask is past its review date.
    ExpiredList,
    /// One counts only from a later day: a back-run before its packs.
    EarlyList,
    /// More than so many per cent of the rows were rejected.
    Rejects(f64),
    /// Cells that could not be read are more than so many per cent of the rows.
    Unreadable(f64),
    /// A rule fired on more containers than its author declared likely.
    Noisy,
    /// An input ends in the middle of a row.
    BrokenOff,
}

/// What a run must not meet if it is to count as done.
#[derive(Debug, Clone, PartialEq)]
pub struct FailOn(Vec<Condition>);

impl Default for FailOn {
    /// What makes a list of containers wrong without anybody having asked. Noisy rules are a matter of taste.
    fn default() -> Self {
        use Condition::{BrokenOff, EarlyList, ExpiredList, Rejects, Unreadable};
        Self(vec![ExpiredList, EarlyList, Rejects(5.0), Unreadable(5.0), BrokenOff])
    }
}

impl FailOn {
    pub const FORM: &str = "expired-list, early-list, 'rejects>5%' or rejects:5%, unreadable:1% (any percentage), noisy, broken-off; or none";

    /// Reads conditions with commas between them.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim() == "none" {
            return Ok(Self(Vec::new()));
        }
        text.split(',').map(|condition| Condition::parse(condition.trim())).collect::<Result<_, _>>().map(Self)
    }

    /// Which of the conditions a run meets.
    pub fn met_by(&self, findings: &Findings) -> Vec<Degradation> {
        self.0.iter().filter_map(|condition| condition.met_by(findings)).collect()
    }
}

impl fmt::Display for FailOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        let conditions: Vec<String> = self.0.iter().map(Condition::to_string).collect();
        f.write_str(&conditions.join(","))
    }
}

impl Condition {
    fn parse(text: &str) -> Result<Self, String> {
        let percent = |what: &str| {
            let share = text.strip_prefix(what)?.strip_prefix(['>', ':'])?.strip_suffix('%')?;
            share.trim().parse::<f64>().ok().filter(|share| (0.0..=100.0).contains(share))
        };
        Ok(match text {
            "expired-list" => Self::ExpiredList,
            "early-list" => Self::EarlyList,
            "noisy" => Self::Noisy,
            "broken-off" => Self::BrokenOff,
            _ => match (percent("rejects"), percent("unreadable")) {
                (Some(share), _) => Self::Rejects(share),
                (_, Some(share)) => Self::Unreadable(share),
                _ => return Err(format!("`{text}` is none of {}", FailOn::FORM)),
            },
        })
    }

    fn met_by(self, findings: &Findings) -> Option<Degradation> {
        let lists = &findings.lists;
        let share = |some: u64| if findings.rows == 0 { 0.0 } else { 100.0 * some as f64 / findings.rows as f64 };
        let (met, detail) = match self {
            Self::ExpiredList => (lists.expired > 0, counted(lists.expired, "list expired", "lists expired")),
            Self::EarlyList => (
                lists.not_yet > 0,
                counted(lists.not_yet, "list counts only from a later day", "lists count only from a later day"),
            ),
            Self::Rejects(most) => {
                let rejected = share(findings.rejects);
                (rejected > most, format!("{} of rows rejected", percent(rejected)))
            }
            Self::Unreadable(most) => {
                let unreadable = share(findings.unreadable_cells);
                let cells = counted(findings.unreadable_cells, "unreadable cell", "unreadable cells");
                (unreadable > most, format!("{cells} in {}", counted(findings.rows, "row", "rows")))
            }
            Self::Noisy => (!findings.noisy.is_empty(), format!("noisy: {}", findings.noisy.join(", "))),
            Self::BrokenOff => {
                (!findings.broken_off.is_empty(), format!("breaks off: {}", findings.broken_off.join(", ")))
            }
        };
        met.then(|| Degradation { what: self.to_string(), detail })
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExpiredList => f.write_str("expired-list"),
            Self::EarlyList => f.write_str("early-list"),
            Self::Rejects(most) => write!(f, "rejects>{most}%"),
            Self::Unreadable(most) => write!(f, "unreadable>{most}%"),
            Self::Noisy => f.write_str("noisy"),
            Self::BrokenOff => f.write_str("broken-off"),
        }
    }
}

/// A share in whole per cent, or as much finer as it takes to be more than nothing and less than all.
fn percent(share: f64) -> String {
    let whole = (1.0..=99.0).contains(&share) || share == 100.0 || share == 0.0;
    if whole { format!("{share:.0} %") } else { format!("{share:.2} %") }
}

/// What conditions are held against.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    pub lists: StoppedLists,
    pub rows: u64,
    /// Rows that were rejected because something is wrong with them.
    pub rejects: u64,
    pub unreadable_cells: u64,
    pub noisy: Vec<String>,
    pub broken_off: Vec<String>,
}

impl Findings {
    pub fn of(manifests: &StagedManifests, lists: StoppedLists, coverage: &Coverage) -> Self {
        Self {
            lists,
            rows: manifests.rows_in,
            rejects: manifests.rejects.iter().filter(|reject| reject.kind == RejectKind::Wrong).count() as u64,
            unreadable_cells: manifests.unreadable.len() as u64,
            noisy: coverage.rules.iter().filter(|rule| rule.noisy).map(|rule| rule.rule.clone()).collect(),
            broken_off: manifests
                .inputs
                .iter()
                .filter(|input| input.breaks_off)
                .map(|input| input.file.clone())
                .collect(),
        }
    }
}

/// A condition that a run met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Degradation {
    /// The condition, as it was asked for.
    pub what: String,
    /// What was found.
    pub detail: String,
}
