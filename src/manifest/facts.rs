//! Facts: what a message states, by column, and the cells they become in rows.
//!
//! A message says most things once for many rows; each fact is read and checked once, and lent to every row.

use super::Problem;
use super::cell::{Writing, checked_measure, read_cell, tidy_item};
use super::text::trimmed;
use crate::columns::Column;
use crate::tables::Cell;
use std::borrow::Cow;

/// A value with the column it is of and the name it has in its format.
#[derive(Debug, Clone)]
struct Fact<'t> {
    column: Column,
    name: &'static str,
    text: Cow<'t, str>,
}

impl Fact<'_> {
    fn read(&self) -> Option<Result<Cell<'_>, Problem>> {
        read_fact(self.column, self.name, &self.text)
    }
}

/// Facts, the first of each column winning.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts<'t>(Vec<Fact<'t>>);

impl<'t> Facts<'t> {
    pub fn put(&mut self, column: Column, name: &'static str, text: impl Into<Cow<'t, str>>) {
        let text = text.into();
        if !trimmed(&text).is_empty() && !self.has(column) {
            self.0.push(Fact { column, name, text });
        }
    }

    /// Puts a fact in the place of what is known.
    pub fn put_instead(&mut self, column: Column, name: &'static str, text: impl Into<Cow<'t, str>>) {
        let text = text.into();
        if !trimmed(&text).is_empty() {
            self.0.retain(|fact| fact.column != column);
            self.0.push(Fact { column, name, text });
        }
    }

    /// Puts more text behind what is known.
    pub fn put_behind(&mut self, column: Column, name: &'static str, more: Cow<'t, str>) {
        match self.0.iter_mut().find(|fact| fact.column == column) {
            Some(known) => known.text.to_mut().push_str(&format!(", {more}")),
            None => self.put(column, name, more),
        }
    }

    /// These facts, and others behind them.
    pub fn and_then(mut self, others: &Self) -> Self {
        self.0.extend(others.0.iter().cloned());
        self
    }

    /// The text of a column; blank where it is not stated.
    pub fn of(&self, column: Column) -> &str {
        self.0.iter().find(|fact| fact.column == column).map_or("", |fact| &fact.text)
    }

    pub fn has(&self, column: Column) -> bool {
        self.0.iter().any(|fact| fact.column == column)
    }

    /// These facts as cells.
    pub fn read(&self) -> FactCells<'_> {
        FactCells(self.0.iter().filter_map(|fact| Some((fact.column, fact.read()?))).collect())
    }
}

/// The cell of a fact, or what is wrong with it; nothing where it is blank.
fn read_fact<'a>(column: Column, name: &str, text: &'a str) -> Option<Result<Cell<'a>, Problem>> {
    read_cell(column, text, &Writing::default()).map_err(|reason| Problem::new(name, text, reason)).transpose()
}

/// Facts as cells, each read once.
#[derive(Default)]
pub(super) struct FactCells<'a>(Vec<(Column, Result<Cell<'a>, Problem>)>);

/// What a message says of the voyage, for all its rows.
pub(super) struct Header<'a> {
    pub facts: &'a Facts<'a>,
    pub cells: FactCells<'a>,
}

impl<'a> Header<'a> {
    pub fn new(facts: &'a Facts<'a>) -> Self {
        Self { facts, cells: facts.read() }
    }
}

/// The cells of a row in the making, the first of each column winning.
pub(super) struct RowCells<'a> {
    pub cells: Vec<(Column, Cell<'a>)>,
    pub problems: Vec<Problem>,
    known: [bool; Column::ALL.len()],
}

impl<'a> RowCells<'a> {
    pub fn new() -> Self {
        // A row of a full message fills some forty columns.
        Self { cells: Vec::with_capacity(48), problems: Vec::new(), known: [false; Column::ALL.len()] }
    }

    pub fn facts(&mut self, facts: &'a FactCells<'a>) {
        for (column, read) in &facts.0 {
            match read {
                _ if self.known[*column as usize] => {}
                Ok(cell) => self.put(*column, cell.lent()),
                Err(problem) => self.problems.push(problem.clone()),
            }
        }
    }

    pub fn text(&mut self, column: Column, name: &str, text: &'a str) {
        if self.known[column as usize] {
            return;
        }
        match read_fact(column, name, text) {
            Some(Ok(cell)) => self.put(column, cell),
            Some(Err(problem)) => self.problems.push(problem),
            None => {}
        }
    }

    pub fn number(&mut self, column: Column, number: Option<f64>) {
        match number.map(|number| checked_measure(column, number)) {
            Some(Ok(number)) => self.put(column, Cell::Float(number)),
            Some(Err(reason)) => self.problems.push(Problem::new(column.name(), "", reason)),
            None => {}
        }
    }

    pub fn packages(&mut self, packages: Option<i64>) {
        let Some(packages) = packages else { return };
        match checked_measure(Column::Packages, packages as f64) {
            Ok(_) => self.put(Column::Packages, Cell::Int(packages)),
            Err(reason) => self.problems.push(Problem::new(Column::Packages.name(), &packages.to_string(), reason)),
        }
    }

    pub fn list(&mut self, column: Column, items: impl IntoIterator<Item = &'a Cow<'a, str>>) {
        let items = items.into_iter().map(|item| tidy_item(column, trimmed(item)));
        self.put(column, Cell::List(items.filter(|item| !item.is_empty()).collect()));
    }

    fn put(&mut self, column: Column, cell: Cell<'a>) {
        self.known[column as usize] = true;
        self.cells.push((column, cell));
    }
}

/// Pieces of a text with a sign between them; nothing where there are none.
pub(super) fn joined<'t>(mut pieces: impl Iterator<Item = Cow<'t, str>>, sign: &str) -> Option<Cow<'t, str>> {
    let mut text = pieces.next()?;
    for piece in pieces {
        let whole = text.to_mut();
        whole.push_str(sign);
        whole.push_str(&piece);
    }
    Some(text)
}
