//! Where readers put what they read: accepted rows in tables of a bounded size, rejected rows in a list.

use super::containers::{containers_named, says_total};
use super::notices::Unused;
use super::reject::named_unreadable;
use super::spill::Spill;
use super::versions::{Effect, Subject, Version};
use super::{Format, Problem, Reject, RejectKind, UnreadableCell};
use crate::columns::{Column, ColumnSet, ColumnType};
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
    /// Cells of accepted rows that cannot be read.
    pub(super) unreadable: Vec<UnreadableCell>,
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
    /// Whether the file, or a message in it, ends before it should.
    pub(super) breaks_off: bool,
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
            unreadable: Vec::new(),
            rows_in: 0,
            stated: BTreeSet::new(),
            known: ColumnSet::default(),
            kind: "",
            incidental: &[],
            cancelled: Vec::new(),
            unused: Unused::default(),
            breaks_off: false,
        }
    }

    /// Takes a message about a bill or manifest that names no container: a reject, and, where it cancels, a word on
    /// what was said before.
    pub(super) fn without_container<'s>(
        &mut self,
        line: u64,
        element: impl fmt::Display,
        said: impl Fn(Column) -> &'s str,
        goods: &str,
        reason: String,
    ) {
        let text = |column: Column| said(column).trim().to_owned();
        let effect = Effect::of(&text(Column::MessageFunction));
        let (bill, manifest) = (text(Column::BillNo), text(Column::ManifestNo));
        if effect != Effect::Cancels || (bill.is_empty() && manifest.is_empty()) {
            return self.loose(line, element, bill, goods, Problem::loose(reason));
        }
        let carrier = text(Column::CarrierCode).to_uppercase();
        let (what, subject) = match bill.is_empty() {
            true => (format!("manifest {manifest}"), Subject::Manifest(manifest)),
            false => (format!("bill {bill}"), Subject::Bill(bill.clone())),
        };
        let time = text(Column::MessageTime);
        let (file, container) = (self.file.to_string(), String::new());
        self.cancelled.push((subject, Version { effect, carrier, time, container, file, line: line as i64 }));
        let reason = format!("the message cancels {what}; it states none to score");
        self.rows_in += 1;
        self.reject(line, element.to_string(), &of_bill(bill), vec![Problem::new("", "", reason)], RejectKind::Settled);
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

    /// Takes a record: a row, or, where it names several containers, one for each of them. They share its
    /// masses; seals are dealt out in order if there are as many, else nobody knows whose they are, and they are left out.
    pub fn record(
        &mut self,
        line: u64,
        element: impl fmt::Display,
        cells: Vec<(Column, Cell<'_>)>,
        problems: Vec<Problem>,
    ) {
        let is_container = |(column, _): &(Column, Cell<'_>)| *column == Column::ContainerNo;
        let several = cells.iter().filter(|cell| is_container(cell)).count();
        // What names no container stands beside those that are named.
        let (of_container, problems): (Vec<_>, Vec<_>) =
            problems.into_iter().partition(|problem| several > 0 && problem.of == Some(Column::ContainerNo));
        if !of_container.is_empty() {
            let bill = cells.iter().find(|(column, _)| *column == Column::BillNo);
            let bill = bill.map(|(column, cell)| (*column, cell.lent())).into_iter().collect();
            self.row(line, &element, bill, of_container);
        }
        if several < 2 {
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
            self.row(line, &element, shared.into_iter().chain(others).collect(), problems.clone());
        }
    }

    /// Takes a bill without containers. Where its goods name one all the same, something is wrong, and that box is named.
    pub(super) fn loose(&mut self, line: u64, element: impl fmt::Display, bill: String, goods: &str, loose: Problem) {
        let named = containers_named(goods);
        let mut cells = of_bill(bill);
        let problem = match named.is_empty() {
            true => loose,
            false => {
                let reason = format!("{}; but its goods name {named}", loose.reason);
                cells.push((Column::ContainerNo, Cell::Text(named.into())));
                Problem { reason, is_loose: false, ..loose }
            }
        };
        self.row(line, element, cells, vec![problem]);
    }

    /// Takes a record that cannot be taken apart: a reject, with the containers that its text names all the same.
    pub(super) fn torn(&mut self, line: u64, text: &str, problems: Vec<Problem>) {
        let named = containers_named(text);
        let cells = if named.is_empty() { Vec::new() } else { vec![(Column::ContainerNo, Cell::Text(named.into()))] };
        self.row(line, "", cells, problems);
    }

    /// Takes a row that starts at `line`, unless it names no container or is wrong as a whole: then it is a reject, whose
    /// reason is the first problem and names further ones. A cell that cannot be read is not stated, and is noted.
    /// `element` is the way to the row in files that have elements.
    pub fn row(
        &mut self,
        line: u64,
        element: impl fmt::Display,
        mut cells: Vec<(Column, Cell<'_>)>,
        mut problems: Vec<Problem>,
    ) {
        self.rows_in += 1;
        let is_of_row = |problem: &Problem| problem.of.is_none_or(|column| column == Column::ContainerNo);
        let is_sound = !problems.iter().any(is_of_row);
        if is_sound && !cells.iter().any(|(column, _)| *column == Column::ContainerNo) {
            problems.insert(0, Problem::new(Column::ContainerNo.name(), "", "the row names no container"));
        } else if is_sound && is_total(&cells) {
            let totals = Problem::new(Column::ContainerNo.name(), "", "a line of totals, not a container");
            // What names a party or a bill beside it may be a box all the same.
            let parties = [Column::BillNo, Column::ShipperName, Column::ConsigneeName];
            let is_settled = !cells.iter().any(|(column, _)| parties.contains(column));
            let kind = if is_settled { RejectKind::Settled } else { RejectKind::Wrong };
            return self.reject(line, element.to_string(), &cells, vec![totals], kind);
        }
        if problems.iter().any(is_of_row) {
            // Where the row is wrong, nobody asks for its cells.
            problems.retain(is_of_row);
            let kind = if problems[0].is_loose { RejectKind::Loose } else { RejectKind::Wrong };
            return self.reject(line, element.to_string(), &cells, problems, kind);
        }
        let carried = take_carried(&mut cells);
        if !problems.is_empty() || !carried.is_empty() {
            self.note_unreadable(line, &mut cells, problems, &carried);
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

    fn reject(
        &mut self,
        line: u64,
        element: String,
        cells: &[(Column, Cell<'_>)],
        problems: Vec<Problem>,
        kind: RejectKind,
    ) {
        let refused = problems.iter().find(|problem| problem.of == Some(Column::ContainerNo));
        let container_no = match text_of(cells, Column::ContainerNo) {
            "" => refused.map_or(String::new(), |problem| problem.value.clone()),
            number => number.to_owned(),
        };
        let bill_no = text_of(cells, Column::BillNo).to_owned();
        let Some(Problem { column, value, reason, .. }) = joined(problems) else { return };
        let file = self.file.clone();
        self.rejects.push(Reject { file, line, element, container_no, bill_no, column, value, reason, kind });
    }

    /// Makes of cells that cannot be read cells that state nothing, and says so in the row itself; `carried` could not be read in
    /// the file this one was converted from.
    fn note_unreadable(
        &mut self,
        line: u64,
        cells: &mut Vec<(Column, Cell<'_>)>,
        problems: Vec<Problem>,
        carried: &BTreeSet<Column>,
    ) {
        let mut columns: BTreeSet<Column> = problems.iter().filter_map(|problem| problem.of).collect();
        // Of a text of which some signs are lost the rest counts; of a number that is read from elsewhere nobody knows.
        let is_text = |column: &Column| matches!(column.kind(), ColumnType::Text | ColumnType::TextList);
        cells.retain(|(column, _)| !columns.contains(column) || is_text(column));
        let text = |column: Column| text_of(cells, column).to_owned();
        let (container_no, bill_no) = (text(Column::ContainerNo), text(Column::BillNo));
        let carried = carried.iter().filter(|column| !columns.contains(column)).map(|column| Problem::carried(*column));
        // A value that lies in all of a bill's goods may be told once for each of them.
        let mut told: Vec<Problem> = Vec::new();
        carried.chain(problems).for_each(|problem| told.extend((!told.contains(&problem)).then_some(problem)));
        columns.extend(told.iter().filter_map(|problem| problem.of));
        for Problem { of, column: header, value, reason, .. } in told {
            let Some(column) = of else { continue };
            let (file, container_no, bill_no) = (self.file.clone(), container_no.clone(), bill_no.clone());
            self.unreadable.push(UnreadableCell { file, line, container_no, bill_no, column, header, value, reason });
        }
        let names = columns.iter().map(|column| Cow::from(column.name())).collect();
        cells.push((Column::UnreadableCells, Cell::List(names)));
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

/// What a row without a container still states.
pub(super) fn of_bill(number: String) -> Vec<(Column, Cell<'static>)> {
    if number.is_empty() { Vec::new() } else { vec![(Column::BillNo, Cell::Text(number.into()))] }
}

/// Tables end with a line that adds up the others: its container says so, or is a count beside a cell that does.
fn is_total(cells: &[(Column, Cell<'_>)]) -> bool {
    let word_only = |text: &str| {
        says_total(text) && !text.trim_end_matches([':', '.', ' ']).contains(|sign: char| sign.is_ascii_digit())
    };
    cells.iter().filter(|(column, _)| *column == Column::ContainerNo).any(|(_, cell)| match cell {
        Cell::Text(number) if says_total(number) => true,
        Cell::Text(number) if number.bytes().filter(u8::is_ascii_digit).count() < 4 => {
            let label = |column: &Column| {
                matches!(column, Column::BillNo | Column::ManifestNo | Column::GoodsDescription | Column::ShippingMarks)
            };
            let mut labels = cells.iter().filter(|(column, _)| label(column));
            labels.any(|(_, other)| other.as_text().is_some_and(word_only))
        }
        _ => false,
    })
}

/// Takes out of a row what a converted file carries on: columns whose cells could not be read in the file before it.
fn take_carried(cells: &mut Vec<(Column, Cell<'_>)>) -> BTreeSet<Column> {
    let is_carried = |(column, _): &(Column, Cell<'_>)| *column == Column::UnreadableCells;
    if !cells.iter().any(is_carried) {
        return BTreeSet::new();
    }
    let lists = cells.extract_if(.., |cell| is_carried(cell)).map(|(_, cell)| cell);
    let names: Vec<Cow<'_, str>> =
        lists.flat_map(|cell| if let Cell::List(names) = cell { names } else { Vec::new() }).collect();
    named_unreadable(names.iter().map(|name| &**name)).collect()
}

fn text_of<'c>(cells: &'c [(Column, Cell<'_>)], column: Column) -> &'c str {
    cells.iter().find_map(|(known, cell)| if *known == column { cell.as_text() } else { None }).unwrap_or_default()
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
