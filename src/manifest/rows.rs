//! Where readers put what they read: accepted rows in tables of a bounded size, rejected rows in a list.

use super::cell::says_total;
use super::notices::Unused;
use super::spill::Spill;
use super::versions::{Effect, Subject, Version};
use super::{Format, Problem, Reject};
use crate::columns::{Column, ColumnSet};
use crate::storage::MachineFault;
use crate::tables::{Cell, ManifestTable, TableBuilder};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Tables of one file that are kept in memory before they go to a temporary file.
pub const TABLES_IN_MEMORY: usize = 8;

/// Rows per table: small enough for the processor's caches, large enough to keep both cores busy.
pub const ROWS_PER_TABLE: usize = 32_768;

/// The rows of one file.
pub struct Rows {
    file: Arc<str>,
    format: Format,
    builder: TableBuilder,
    tables: Vec<ManifestTable>,
    /// Folder for temporary files.
    temporary: PathBuf,
    /// Where tables go once there are many.
    spill: Option<Spill>,
    /// Why they could not go there.
    unwritten: Option<MachineFault>,
    pub(super) rejects: Vec<Reject>,
    pub(super) rows_in: u64,
    /// Columns the file can state, whether or not a row does.
    pub(super) stated: BTreeSet<Column>,
    known: ColumnSet,
    /// Kind of the messages, where a format has several that state different things.
    pub(super) kind: &'static str,
    /// Columns that such messages may state and do not leave out when they do not.
    pub(super) incidental: &'static [Column],
    /// Cancellations that name no container, and so have no row.
    pub(super) cancelled: Vec<(Subject, Version)>,
    /// Parts of the file that the reader does not use.
    pub(super) unused: Unused,
}

impl Rows {
    /// The rows of a file; `temporary` is the folder for those too many for memory.
    pub fn new(file: &str, format: Format, temporary: &Path) -> Self {
        Self {
            temporary: temporary.to_owned(),
            file: file.into(),
            format,
            builder: TableBuilder::default(),
            tables: Vec::new(),
            spill: None,
            unwritten: None,
            rejects: Vec::new(),
            rows_in: 0,
            stated: BTreeSet::new(),
            known: ColumnSet::default(),
            kind: "",
            incidental: &[],
            cancelled: Vec::new(),
            unused: Unused::default(),
        }
    }

    /// Takes a message about a bill or manifest that names no container: a reject, and, where it cancels, a word on
    /// what was said before.
    pub(super) fn without_container<'s>(
        &mut self,
        line: u64,
        element: impl fmt::Display,
        said: impl Fn(Column) -> &'s str,
        reason: String,
    ) {
        let text = |column: Column| said(column).trim().to_owned();
        let effect = Effect::of(&text(Column::MessageFunction));
        let (bill, manifest) = (text(Column::BillNo), text(Column::ManifestNo));
        if effect != Effect::Cancels || (bill.is_empty() && manifest.is_empty()) {
            return self.row(line, element, Vec::new(), vec![Problem::new("", "", reason)]);
        }
        let carrier = text(Column::CarrierCode).to_uppercase();
        let (what, subject) = match bill.is_empty() {
            true => (format!("manifest {manifest}"), Subject::Manifest(manifest)),
            false => (format!("bill {bill}"), Subject::Bill(bill)),
        };
        let time = text(Column::MessageTime);
        let (file, container) = (self.file.to_string(), String::new());
        self.cancelled.push((subject, Version { effect, carrier, time, container, file, line: line as i64 }));
        let reason = format!("the message cancels {what}; it states none to score");
        self.row(line, element, Vec::new(), vec![Problem::new("", "", reason)]);
    }

    /// Says of which file the next rows are, where an input is several.
    pub fn in_file(&mut self, file: &str) {
        if *self.file != *file {
            self.file = file.into();
        }
    }

    /// Says which columns the file can state.
    pub fn states(&mut self, columns: impl IntoIterator<Item = Column>) {
        for column in columns {
            // Asked for every cell of every row: the set only grows by what is new.
            if self.known.insert(column) {
                self.stated.insert(column);
            }
        }
    }

    /// Takes a record of a table: a row, or, where it names several containers, one for each of them. They share its
    /// masses; seals are dealt out in order if there are as many, else nobody knows whose they are, and they are left out.
    pub fn record(&mut self, line: u64, element: &str, cells: Vec<(Column, Cell<'_>)>, problems: Vec<Problem>) {
        let is_container = |(column, _): &(Column, Cell<'_>)| *column == Column::ContainerNo;
        let several = cells.iter().filter(|cell| is_container(cell)).count();
        if !problems.is_empty() || several < 2 {
            return self.row(line, element, cells, problems);
        }
        let (containers, others): (Vec<_>, Vec<_>) = cells.into_iter().partition(is_container);
        for (at, container) in containers.into_iter().enumerate() {
            let others = others.iter().filter_map(|(column, cell)| match (column, cell) {
                (Column::WeightScope, _) => None,
                (Column::Seals, Cell::List(seals)) if seals.len() == several => {
                    Some((*column, Cell::List(vec![Cow::Borrowed(&*seals[at])])))
                }
                (Column::Seals, Cell::List(seals)) if !seals.is_empty() => None,
                _ => Some((*column, cell.lent())),
            });
            let shared = [container, (Column::WeightScope, Cell::Text("bill".into()))];
            self.row(line, element, shared.into_iter().chain(others).collect(), Vec::new());
        }
    }

    /// Takes a row that starts at `line`, unless a cell is wrong or the container is missing.
    /// `element` is the way to it in files that have elements. The first problem is the reason of the reject; further
    /// ones are named in it.
    pub fn row(
        &mut self,
        line: u64,
        element: impl fmt::Display,
        cells: Vec<(Column, Cell<'_>)>,
        mut problems: Vec<Problem>,
    ) {
        self.rows_in += 1;
        if problems.is_empty() && !cells.iter().any(|(column, _)| *column == Column::ContainerNo) {
            problems.push(Problem::new(Column::ContainerNo.name(), "", "the row names no container"));
        }
        if problems.is_empty() && is_total(&cells) {
            problems.push(Problem::new(Column::ContainerNo.name(), "", "a line of totals, not a container"));
        }
        if let Some(problem) = joined(problems) {
            let Problem { column, value, reason } = problem;
            let (file, element) = (self.file.clone(), element.to_string());
            self.rejects.push(Reject { file, line, element, column, value, reason });
            return;
        }
        for (column, cell) in cells {
            self.builder.put(column, cell);
        }
        self.builder.put(Column::SourceFile, Cell::Text(self.file.as_ref().into()));
        self.builder.put(Column::SourceLine, Cell::Int(line as i64));
        self.builder.put(Column::SourceFormat, Cell::Text(self.format.name().into()));
        self.builder.finish_row();
        if self.builder.rows() == ROWS_PER_TABLE {
            self.flush();
        }
    }

    /// Tables completed so far, for a reader that hands them on while it goes.
    pub fn take_tables(&mut self) -> Vec<ManifestTable> {
        std::mem::take(&mut self.tables)
    }

    /// Ends the last table. Rows that were too many for memory are given as the file they went to.
    pub fn finish(&mut self) -> Result<Option<Spill>, MachineFault> {
        if self.builder.rows() > 0 {
            self.flush();
        }
        self.unwritten.take().map_or(Ok(self.spill.take()), Err)
    }

    /// What the machine did not give while rows were put aside; the reader cannot know of it.
    pub fn fault(&mut self) -> Result<(), MachineFault> {
        self.unwritten.take().map_or(Ok(()), Err)
    }

    fn flush(&mut self) {
        self.tables.push(std::mem::take(&mut self.builder).finish());
        if self.spill.is_none() && self.tables.len() <= TABLES_IN_MEMORY {
            return;
        }
        let tables = std::mem::take(&mut self.tables);
        if self.unwritten.is_some() {
            return;
        }
        let spilled = || -> Result<(), MachineFault> {
            if self.spill.is_none() {
                self.spill = Some(Spill::begin(&self.temporary)?);
            }
            let spill = self.spill.as_mut().expect("just begun");
            tables.into_iter().try_for_each(|table| spill.write(table))
        };
        if let Err(fault) = spilled() {
            self.unwritten.get_or_insert(fault);
        }
    }
}

/// Tables end with a line that adds up the others: its container says so, or is a count beside a cell that does.
fn is_total(cells: &[(Column, Cell<'_>)]) -> bool {
    let says = |cell: &Cell<'_>| matches!(cell, Cell::Text(text) if says_total(text));
    cells.iter().filter(|(column, _)| *column == Column::ContainerNo).any(|(_, cell)| match cell {
        Cell::Text(number) if number.bytes().filter(u8::is_ascii_digit).count() < 4 => {
            cells.iter().any(|(_, other)| says(other))
        }
        _ => says(cell),
    })
}

fn joined(problems: Vec<Problem>) -> Option<Problem> {
    let mut problems = problems.into_iter();
    let mut first = problems.next()?;
    let others: Vec<String> = problems.map(|p| format!("{}: {}", p.column, p.reason)).collect();
    if !others.is_empty() {
        first.reason = format!("{}; also {}", first.reason, others.join("; "));
    }
    Some(first)
}
