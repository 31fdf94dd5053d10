//! Facts: what a message states, by column, and the cells they become in rows.
//!
//! A fact is borrowed from the text of the message; it is read and checked when a row is made of it. What is said of the
//! voyage holds for all rows, so that is read once, and lent to every row.

use super::Problem;
use super::cell::{CANONICAL, read_cell, readable_part, tidy_list};
use super::containers::read_containers;
use super::numbers::checked_measure;
use super::text::{append, trimmed};
use crate::columns::{Column, ColumnSet};
use crate::tables::Cell;
use std::borrow::Cow;
use std::cell::OnceCell;

/// A value with the column it is of and the name it has in its format.
#[derive(Debug, Clone)]
struct Fact<'t> {
    column: Column,
    name: &'static str,
    text: Cow<'t, str>,
    /// Whether what stands there cannot be read: it says so in its column until something that can be read is stated.
    is_unread: bool,
}

/// Facts, the first of each column winning.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts<'t> {
    facts: Vec<Fact<'t>>,
    known: ColumnSet,
    has_unread: bool,
}

impl<'t> Facts<'t> {
    /// Puts a fact, unless its column is known. Whether nothing of it is lost: it is blank, new, or what is known already.
    pub fn put(&mut self, column: Column, name: &'static str, text: impl Into<Cow<'t, str>>) -> bool {
        let text = text.into();
        if trimmed(&text).is_empty() {
            return true;
        }
        if self.known.insert(column) {
            self.without_unread(column);
            self.facts.push(Fact { column, name, text, is_unread: false });
            return true;
        }
        trimmed(self.of(column)) == trimmed(&text)
    }

    /// Puts what stands in the place of a fact and cannot be read, unless its column is known. It is told then with the row, so
    /// nothing of it is lost.
    pub fn put_unread(&mut self, column: Column, name: &'static str, text: impl Into<Cow<'t, str>>) -> bool {
        if !self.states(column) {
            self.facts.push(Fact { column, name, text: text.into(), is_unread: true });
            self.has_unread = true;
        }
        true
    }

    fn without_unread(&mut self, column: Column) {
        // This is asked of every fact.
        if self.has_unread {
            self.facts.retain(|fact| !(fact.is_unread && fact.column == column));
        }
    }

    /// Puts all of some facts, as [`Self::put`] does.
    pub fn put_all(&mut self, others: Self) -> bool {
        let mut kept = true;
        for fact in others.facts {
            kept &= self.take(fact);
        }
        kept
    }

    /// Puts a fact in the place of what is known.
    pub fn put_instead(&mut self, column: Column, name: &'static str, text: impl Into<Cow<'t, str>>) {
        let text = text.into();
        if !trimmed(&text).is_empty() {
            self.facts.retain(|fact| fact.column != column);
            self.known.insert(column);
            self.facts.push(Fact { column, name, text, is_unread: false });
        }
    }

    /// Puts more text behind what is known.
    pub fn put_behind(&mut self, column: Column, name: &'static str, more: Cow<'t, str>) {
        match self.facts.iter_mut().find(|fact| fact.column == column) {
            Some(known) => append(&mut known.text, ", ", more),
            None => _ = self.put(column, name, more),
        }
    }

    /// These facts, and others behind them.
    pub fn and_then(mut self, others: &Self) -> Self {
        others.facts.iter().for_each(|fact| _ = self.take(fact.clone()));
        self
    }

    fn take(&mut self, Fact { column, name, text, is_unread }: Fact<'t>) -> bool {
        if is_unread { self.put_unread(column, name, text) } else { self.put(column, name, text) }
    }

    /// The text of a column; blank where it is not stated.
    pub fn of(&self, column: Column) -> &str {
        self.facts.iter().find(|fact| fact.column == column).map_or("", |fact| &fact.text)
    }

    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    pub fn has(&self, column: Column) -> bool {
        self.known.contains(column)
    }

    /// Whether something stands there, be it read or not.
    fn states(&self, column: Column) -> bool {
        self.facts.iter().any(|fact| fact.column == column)
    }
}

/// What a message says of the voyage: parsed once per message and borrowed by every row.
#[derive(Default)]
pub(super) struct Header<'t> {
    pub facts: Facts<'t>,
    cells: OnceCell<Vec<(Column, Result<Cell<'static>, Problem>)>>,
}

impl<'t> From<Facts<'t>> for Header<'t> {
    fn from(facts: Facts<'t>) -> Self {
        Self { facts, cells: OnceCell::new() }
    }
}

impl Header<'_> {
    /// Puts what holds where the message itself does not say it.
    pub fn otherwise(&mut self, column: Column, name: &'static str, text: Option<&str>) {
        if let Some(text) = text.filter(|_| !self.facts.states(column)) {
            self.facts.put(column, name, text.to_owned());
        }
    }

    fn cells(&self) -> &[(Column, Result<Cell<'static>, Problem>)] {
        let read = |fact: &Fact<'_>| {
            let read = read_fact(fact.column, fact.name, &fact.text)?;
            Some((fact.column, read.map(Cell::into_owned)))
        };
        self.cells.get_or_init(|| self.facts.facts.iter().filter_map(read).collect())
    }
}

/// The cell of a fact, or what is wrong with it; nothing where it is blank.
fn read_fact<'a>(column: Column, name: &str, text: &'a str) -> Option<Result<Cell<'a>, Problem>> {
    read_cell(column, text, &CANONICAL).map_err(|reason| Problem::of(column, name, text, reason)).transpose()
}

/// The cells of a row in the making, the first of each column winning.
pub(super) struct RowCells<'a> {
    pub cells: Vec<(Column, Cell<'a>)>,
    pub problems: Vec<Problem>,
    known: ColumnSet,
}

impl<'a> RowCells<'a> {
    pub fn new() -> Self {
        // A row of a full message fills some forty columns.
        Self { cells: Vec::with_capacity(48), problems: Vec::new(), known: ColumnSet::default() }
    }

    pub fn facts(&mut self, facts: &'a Facts<'_>) {
        facts.facts.iter().for_each(|fact| self.text(fact.column, fact.name, &fact.text));
    }

    pub fn header(&mut self, header: &'a Header<'_>) {
        for (column, read) in header.cells() {
            match read {
                _ if self.known.contains(*column) => {}
                Ok(cell) => self.put(*column, cell.lent()),
                Err(problem) => self.problems.push(problem.clone()),
            }
        }
    }

    /// Puts the container, or each of several that one element names.
    pub fn container(&mut self, number: &'a str) {
        let column = Column::ContainerNo;
        if let Err(reason) = read_containers(number, &CANONICAL, &mut self.cells) {
            self.problems.push(Problem::of(column, "container", number, reason));
        }
        self.known.insert(column);
    }

    pub fn text(&mut self, column: Column, name: &str, text: &'a str) {
        if self.known.contains(column) {
            return;
        }
        match read_cell(column, text, &CANONICAL) {
            Ok(Some(cell)) => self.put(column, cell),
            Ok(None) => {}
            Err(reason) => {
                self.problems.push(Problem::of(column, name, text, reason));
                readable_part(column, text).into_iter().for_each(|(column, cell)| self.put(column, cell));
            }
        }
    }

    pub fn number(&mut self, column: Column, number: Option<f64>) {
        match number.map(|number| checked_measure(column, number)) {
            Some(Ok(number)) => self.put(column, Cell::Float(number)),
            Some(Err(reason)) => self.problems.push(Problem::of(column, column.name(), "", reason)),
            None => {}
        }
    }

    pub fn packages(&mut self, packages: Option<i64>) {
        let Some(packages) = packages else { return };
        match checked_measure(Column::Packages, packages as f64) {
            Ok(_) => self.put(Column::Packages, Cell::Int(packages)),
            Err(reason) => {
                let (column, value) = (Column::Packages, packages.to_string());
                self.problems.push(Problem::of(column, column.name(), &value, reason));
            }
        }
    }

    pub fn list(&mut self, column: Column, items: impl IntoIterator<Item = &'a Cow<'a, str>>) {
        match tidy_list(column, items.into_iter().map(|item| trimmed(item))) {
            Ok(items) => items.into_iter().for_each(|items| self.put(column, Cell::List(items))),
            Err(reason) => self.problems.push(Problem::of(column, column.name(), "", reason)),
        }
    }

    fn put(&mut self, column: Column, cell: Cell<'a>) {
        self.known.insert(column);
        self.cells.push((column, cell));
    }
}
