//! Versions of a bill: messages that change, replace or cancel what an earlier one said.
//!
//! The latest version is scored; the others stand among the rejects, each with what took its place. Later is what was
//! prepared later; where that is not stated or the same, a change comes after an original and a cancellation after both.
//! A change speaks of the containers it names, a replacement and a cancellation of the whole bill. What no later message
//! speaks of stays: no container is left out on a guess.

use super::{Reject, RejectKind};
use crate::columns::Column;
use crate::tables::ManifestTable;
use std::collections::{HashMap, HashSet};

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
    Bill(String),
    Manifest(String),
    /// Containers of a manifest that are on no bill.
    Bare(String),
}

impl Subject {
    /// The forms in which it may be written: numbers of bills with and without the code of their carrier in front.
    fn written_by(self, carrier: &str) -> Vec<Self> {
        match &self {
            Self::Bill(number) if !carrier.is_empty() => {
                let other = match number.strip_prefix(carrier).filter(|number| !number.is_empty()) {
                    Some(short) => short.to_owned(),
                    None => format!("{carrier}{number}"),
                };
                vec![Self::Bill(other), self]
            }
            _ => vec![self],
        }
    }

    fn number(&self) -> &str {
        let (Self::Bill(number) | Self::Manifest(number) | Self::Bare(number)) = self;
        number
    }
}

/// A version of a bill as one row states it, or a cancellation that has no row.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub effect: Effect,
    /// Blank where it is not stated; then any carrier's.
    pub carrier: String,
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

    fn speaks_of(&self, other: &Self) -> bool {
        let carriers = self.carrier == other.carrier || self.carrier.is_empty() || other.carrier.is_empty();
        carriers && (self.effect != Effect::Changes || self.container == other.container)
    }
}

/// Versions that change, replace or cancel something: of a container, or, with a blank one, of everything.
#[derive(Debug, Default)]
pub(super) struct Amendments(HashMap<(Subject, String), Vec<Version>>);

impl Amendments {
    pub fn add(&mut self, subject: Subject, version: Version) {
        let whole = version.effect != Effect::Changes && !matches!(subject, Subject::Bare(_));
        let container = if whole { String::new() } else { version.container.clone() };
        self.0.entry((subject, container)).or_default().push(version);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Cancellations without a row that took the place of nothing, by what they name. `effective` are file and line of all
    /// messages that took the place of a row.
    pub fn unmatched_cancellations(&self, effective: &HashSet<(String, i64)>) -> Vec<String> {
        let cancels =
            self.0.iter().flat_map(|((subject, _), versions)| versions.iter().map(move |version| (subject, version)));
        let vain = cancels
            .filter(|(_, version)| version.container.is_empty() && version.effect == Effect::Cancels)
            .filter(|(_, version)| !effective.contains(&(version.file.clone(), version.line)));
        sorted(vain.map(|(subject, version)| {
            let of = if version.carrier.is_empty() { String::new() } else { format!(" of {}", version.carrier) };
            let what = if matches!(subject, Subject::Bill(_)) { "bill" } else { "manifest" };
            format!("{what} {}{of}", subject.number())
        }))
    }

    /// Bills where two amendments of the same container have the same rank and time.
    pub fn undecided(&self) -> Vec<String> {
        let tied = |versions: &[Version]| {
            versions.iter().enumerate().any(|(at, one)| {
                versions[at + 1..].iter().any(|other| {
                    one.container == other.container
                        && one.carrier == other.carrier
                        && one.effect != Effect::Cancels
                        && other.effect != Effect::Cancels
                        && !one.is_later_than(other)
                        && !other.is_later_than(one)
                })
            })
        };
        let tied = self.0.iter().filter(|(_, versions)| tied(versions));
        sorted(tied.map(|((subject, _), _)| subject.number().to_owned()))
    }

    /// Adds the rows that are amendments.
    pub fn find_in(&mut self, table: &ManifestTable) {
        let function = table.text(Column::MessageFunction);
        for row in 0..table.height() {
            if Effect::of(function.get(row).unwrap_or_default()) != Effect::States
                && let Some(subject) = subject(table, row)
            {
                self.add(subject, version(table, row));
            }
        }
    }

    /// Why a row is not the version to be scored, and the version that took its place; `None` where it is.
    fn outdated(&self, table: &ManifestTable, row: usize) -> Option<(String, Option<&Version>)> {
        let this = version(table, row);
        let what = match subject(table, row) {
            Some(Subject::Bill(bill)) => format!("bill {bill}"),
            _ => format!("container {}", this.container),
        };
        if this.effect == Effect::Cancels {
            return Some((format!("the message cancels {what}; it states none to score"), None));
        }
        let manifest = table.text(Column::ManifestNo).get(row).map(|number| Subject::Manifest(number.to_owned()));
        let of = |subject: Option<Subject>, container: &str| {
            subject.and_then(|subject| self.0.get(&(subject, container.to_owned()))).into_iter().flatten()
        };
        let subjects = subject(table, row).into_iter().flat_map(|subject| subject.written_by(&this.carrier));
        let of_bill =
            subjects.flat_map(|subject| of(Some(subject.clone()), "").chain(of(Some(subject), &this.container)));
        let said = of_bill.chain(of(manifest, ""));
        let later = said.filter(|version| version.speaks_of(&this) && version.is_later_than(&this));
        let last = later.max_by(|a, b| {
            (&a.time, a.effect.rank(), &a.file, a.line).cmp(&(&b.time, b.effect.rank(), &b.file, b.line))
        })?;
        let time = if last.time.is_empty() { String::new() } else { format!(" of {}", last.time) };
        let how = last.effect.name();
        Some((format!("an earlier version: {what} was {how} by the message{time} at {}", place(last)), Some(last)))
    }

    /// The rows of a table that are not the version to be scored.
    pub fn outdated_in(&self, table: &ManifestTable) -> Vec<Outdated> {
        let (file, line) = (table.text(Column::SourceFile), |row| table.int(Column::SourceLine, row));
        let reject = |row: usize, reason: String| Reject {
            file: file.get(row).unwrap_or_default().into(),
            line: line(row).unwrap_or_default().unsigned_abs(),
            element: String::new(),
            container_no: table.text(Column::ContainerNo).get(row).unwrap_or_default().into(),
            bill_no: table.text(Column::BillNo).get(row).unwrap_or_default().into(),
            column: Column::MessageFunction.name().into(),
            value: table.text(Column::MessageFunction).get(row).unwrap_or_default().into(),
            reason,
            kind: RejectKind::Settled,
        };
        let outdated = |row: usize| {
            let (reason, last) = self.outdated(table, row)?;
            let replaced_by = last.map(|version| (version.file.clone(), version.line));
            Some(Outdated { row, reject: reject(row, reason), replaced_by })
        };
        (0..table.height()).filter_map(outdated).collect()
    }
}

/// A row that is not the version to be scored.
pub(super) struct Outdated {
    pub row: usize,
    pub reject: Reject,
    /// File and line of the message that took its place.
    pub replaced_by: Option<(String, i64)>,
}

/// Names in an order that does not depend on how they were looked up.
fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn place(version: &Version) -> String {
    format!("{}:{}", version.file, version.line)
}

/// Those of the rows that state something, and do not only cancel.
pub(super) fn without_cancellations(table: &ManifestTable, rows: &[usize]) -> Vec<usize> {
    rows.iter().copied().filter(|&row| version(table, row).effect != Effect::Cancels).collect()
}

/// The bill of a row, or its manifest where it is on none.
fn subject(table: &ManifestTable, row: usize) -> Option<Subject> {
    let text = |column: Column| table.text(column).get(row).map(str::to_owned);
    text(Column::BillNo).map(Subject::Bill).or_else(|| text(Column::ManifestNo).map(Subject::Bare))
}

fn version(table: &ManifestTable, row: usize) -> Version {
    let text = |column: Column| table.text(column).get(row).unwrap_or_default();
    Version {
        effect: Effect::of(text(Column::MessageFunction)),
        carrier: text(Column::CarrierCode).to_owned(),
        time: text(Column::MessageTime).to_owned(),
        container: text(Column::ContainerNo).to_owned(),
        file: text(Column::SourceFile).to_owned(),
        line: table.int(Column::SourceLine, row).unwrap_or_default(),
    }
}
