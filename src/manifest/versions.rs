//! Versions of a bill: messages that change, replace or cancel what an earlier one said.
//!
//! The latest version is scored; the others stand among the rejects, each with what took its place. Later is what was
//! prepared later; where that is not stated or the same, a change comes after an original and a cancellation after both.
//! A change speaks of the containers it names, a replacement and a cancellation of the whole bill. What no later message
//! speaks of stays: no container is left out on a guess.

use super::Reject;
use crate::columns::Column;
use crate::tables::ManifestTable;
use std::collections::HashMap;

/// Columns a version is known by.
pub(super) const NEEDED: [Column; 8] = [
    Column::ContainerNo,
    Column::BillNo,
    Column::ManifestNo,
    Column::CarrierCode,
    Column::MessageFunction,
    Column::MessageTime,
    Column::SourceFile,
    Column::SourceLine,
];

/// What a message does to what was said before, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    States,
    Changes,
    Replaces,
    Cancels,
}

impl Effect {
    /// Of a message function (UN/EDIFACT 1225).
    pub fn of(function: &str) -> Self {
        match function {
            "1" | "3" => Self::Cancels,
            "5" | "20" => Self::Replaces,
            "4" | "36" => Self::Changes,
            _ => Self::States,
        }
    }

    /// Where times do not decide: a change and a replacement are of one rank.
    fn rank(self) -> u8 {
        match self {
            Self::States => 0,
            Self::Changes | Self::Replaces => 1,
            Self::Cancels => 2,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::States => "stated",
            Self::Changes => "changed",
            Self::Replaces => "replaced",
            Self::Cancels => "cancelled",
        }
    }
}

/// What a message speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    Bill { carrier: String, number: String },
    Manifest { carrier: String, number: String },
}

/// A version of a bill as one row states it, or a cancellation that has no row.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub effect: Effect,
    /// ISO 8601, blank where it is not stated.
    pub time: String,
    /// Blank where the whole bill is meant.
    pub container: String,
    pub file: String,
    pub line: i64,
}

impl Version {
    fn is_later_than(&self, other: &Self) -> bool {
        let common = self.time.len().min(other.time.len());
        match (self.time.get(..common), other.time.get(..common)) {
            (Some(this), Some(that)) if this != that => this > that,
            _ => self.effect.rank() > other.effect.rank(),
        }
    }

    fn speaks_of(&self, container: &str) -> bool {
        self.effect != Effect::Changes || self.container == container
    }
}

/// Versions that change, replace or cancel something.
#[derive(Debug, Default)]
pub(super) struct Amendments(HashMap<Subject, Vec<Version>>);

impl Amendments {
    pub fn add(&mut self, subject: Subject, version: Version) {
        self.0.entry(subject).or_default().push(version);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the rows that are amendments.
    pub fn find_in(&mut self, table: &ManifestTable) {
        let function = table.text(Column::MessageFunction);
        for row in 0..table.height() {
            if Effect::of(function.get(row).unwrap_or_default()) != Effect::States
                && let (Some(bill), _) = subjects(table, row)
            {
                self.add(bill, version(table, row));
            }
        }
    }

    /// Why a row is not the version to be scored; `None` where it is.
    fn outdated(&self, table: &ManifestTable, row: usize) -> Option<String> {
        let this = version(table, row);
        let bill = table.text(Column::BillNo).get(row).unwrap_or_default();
        if this.effect == Effect::Cancels {
            return Some(format!("the message cancels bill {bill}; nothing of it is scored"));
        }
        let (of_bill, of_manifest) = subjects(table, row);
        let later = |subject: Option<Subject>| {
            let versions = subject.and_then(|subject| self.0.get(&subject)).into_iter().flatten();
            versions.filter(|version| version.speaks_of(&this.container) && version.is_later_than(&this))
        };
        let last = later(of_bill).chain(later(of_manifest)).max_by(|a, b| {
            (&a.time, a.effect.rank(), &a.file, a.line).cmp(&(&b.time, b.effect.rank(), &b.file, b.line))
        })?;
        let time = if last.time.is_empty() { String::new() } else { format!(" of {}", last.time) };
        let how = last.effect.name();
        Some(format!("an earlier version: bill {bill} was {how} by the message{time} at {}:{}", last.file, last.line))
    }

    /// The rows of a table that are not the version to be scored, as rejects.
    pub fn outdated_in(&self, table: &ManifestTable) -> Vec<(usize, Reject)> {
        let (file, line) = (table.text(Column::SourceFile), |row| table.int(Column::SourceLine, row));
        let reject = |row: usize, reason: String| Reject {
            file: file.get(row).unwrap_or_default().into(),
            line: line(row).unwrap_or_default().unsigned_abs(),
            element: String::new(),
            column: Column::MessageFunction.name().into(),
            value: table.text(Column::MessageFunction).get(row).unwrap_or_default().into(),
            reason,
        };
        (0..table.height()).filter_map(|row| Some((row, reject(row, self.outdated(table, row)?)))).collect()
    }
}

/// The bill of a row and its manifest, where they are stated.
fn subjects(table: &ManifestTable, row: usize) -> (Option<Subject>, Option<Subject>) {
    let text = |column: Column| table.text(column).get(row).map(str::to_owned);
    let carrier = text(Column::CarrierCode).unwrap_or_default();
    let bill = text(Column::BillNo).map(|number| Subject::Bill { carrier: carrier.clone(), number });
    (bill, text(Column::ManifestNo).map(|number| Subject::Manifest { carrier, number }))
}

fn version(table: &ManifestTable, row: usize) -> Version {
    let text = |column: Column| table.text(column).get(row).unwrap_or_default();
    Version {
        effect: Effect::of(text(Column::MessageFunction)),
        time: text(Column::MessageTime).to_owned(),
        container: text(Column::ContainerNo).to_owned(),
        file: text(Column::SourceFile).to_owned(),
        line: table.int(Column::SourceLine, row).unwrap_or_default(),
    }
}
