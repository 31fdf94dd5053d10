//! What could not be read: a cell, a row (reject), or a whole file (damage).

use crate::columns::{Column, Stage};
use crate::storage::MachineFault;
use crate::wording::printable;
use std::fmt;
use std::sync::Arc;

/// A row that cannot be scored, with the place and the reason. Rejects are values: reading goes on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    pub file: Arc<str>,
    /// Line, or row number in Parquet files; counted from 1.
    pub line: u64,
    /// Path of the element in XML files, else empty.
    pub element: String,
    /// What stands for its container, as far as that can be told; empty where nothing does.
    pub container_no: String,
    /// Its bill, where one is stated.
    pub bill_no: String,
    /// Header or element of the cell that is wrong; empty where the row itself is.
    pub column: String,
    pub value: String,
    pub reason: String,
    pub kind: RejectKind,
}

/// What becomes of a row that is not scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RejectKind {
    /// Something is wrong with it: somebody should look at it by hand.
    Wrong,
    /// It names no container, as loose cargo does: nothing is wrong, and nothing was judged.
    Loose,
    /// A line of totals, a cancellation, or a version that a later message took the place of.
    Settled,
}

/// A cell that cannot be read. Its row is scored all the same, as if the cell were blank.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadableCell {
    pub file: Arc<str>,
    /// Line, or row number in Parquet files; counted from 1.
    pub line: u64,
    pub container_no: String,
    pub bill_no: String,
    pub column: Column,
    /// Header or element it stands under.
    pub header: String,
    pub value: String,
    pub reason: String,
}

/// What is wrong with a row or a cell of it, before file and line are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The column whose cell it is; `None` where the row itself is wrong.
    pub of: Option<Column>,
    /// Header or element.
    pub column: String,
    pub value: String,
    pub reason: String,
    /// Whether it is only that goods lie in no container.
    pub is_loose: bool,
}

impl Problem {
    /// What is wrong with a row.
    pub fn new(column: impl Into<String>, value: &str, reason: impl Into<String>) -> Self {
        let (column, value, reason) = (column.into(), shortened(value), of_one_line(&reason.into()));
        Self { of: None, column, value, reason, is_loose: false }
    }

    /// That goods lie in no container.
    pub fn loose(reason: impl Into<String>) -> Self {
        Self { is_loose: true, ..Self::new("", "", reason) }
    }

    /// That a cell could not be read in the file that this one was made from, and so stands nowhere any more.
    pub fn carried(of: Column) -> Self {
        Self::of(of, of.name(), "", "could not be read in the file it was converted from")
    }

    /// What is wrong with the cell of a column.
    pub fn of(of: Column, header: impl Into<String>, value: &str, reason: impl Into<String>) -> Self {
        Self { of: Some(of), ..Self::new(header, value, reason) }
    }
}

/// The columns that a converted file names as those that could not be read; other names are of nothing that a manifest states.
pub(super) fn named_unreadable<'n>(names: impl Iterator<Item = &'n str>) -> impl Iterator<Item = Column> {
    let is_stated = |column: &Column| column.stage() == Stage::Manifest && *column != Column::UnreadableCells;
    names.filter_map(move |name| Column::named(&name.trim().to_lowercase()).filter(is_stated))
}

/// Rejects show values; a megabyte of value helps nobody.
fn shortened(value: &str) -> String {
    beginning(value, 120)
}

/// Enough of a value to recognise it in a sentence.
pub(super) fn brief(value: &str) -> String {
    beginning(value, 40)
}

/// At most a line's worth of what is said of a file: a sentence may quote what a stranger wrote.
pub(super) fn of_one_line(text: &str) -> String {
    beginning(text, 400)
}

fn beginning(text: &str, longest: usize) -> String {
    let mut characters = text.chars();
    let mut shown: String = characters.by_ref().take(longest).map(printable).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// A file that cannot be read at all. None of its rows are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    pub file: String,
    pub reason: String,
    pub help: Option<String>,
}

impl Damage {
    pub fn new(file: &str, reason: impl Into<String>) -> Self {
        Self { file: file.to_owned(), reason: of_one_line(&reason.into()), help: None }
    }

    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Why an input was not read: something is wrong with it, or with the machine.
pub(super) enum Unread {
    Damaged(Damage),
    Fault(MachineFault),
}

impl From<Damage> for Unread {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

impl From<MachineFault> for Unread {
    fn from(fault: MachineFault) -> Self {
        Self::Fault(fault)
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.reason)
    }
}
