//! Batches: the accepted rows of all inputs in runs that can be loaded one by one, in memory or in files.
//!
//! A table costs each later pass the same whatever its height, so tables of small files that can state the same wait for
//! each other and become one batch: what a thousand small files cost is what their rows cost.

use super::Format;
use super::parquet::{LeftOut, ParquetFile, Slice};
use super::rows::{ROWS_PER_TABLE, TABLES_IN_MEMORY};
use super::spill::Spill;
use crate::columns::Column;
use crate::storage::MachineFault;
use crate::tables::ManifestTable;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Rows of text formats kept in memory before they go to a temporary file.
const ROWS_IN_MEMORY: usize = TABLES_IN_MEMORY * ROWS_PER_TABLE;

/// Rows below which a table waits for others.
pub(super) const SMALL: usize = ROWS_PER_TABLE / 2;

/// Most rows that wait, of all headers together.
const MOST_WAITING: usize = ROWS_IN_MEMORY / 4;

/// A run of accepted rows that can be loaded by itself.
pub struct Batch {
    origin: Origin,
    pub(super) header: Header,
    place: usize,
}

/// What says which columns the rows of a batch can state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Header {
    /// The file's own.
    Own(Arc<BTreeSet<Column>>),
    /// Records say what they say; what some record of any input of the kind states, all of them can.
    Kind(Kind),
}

/// A format, and the kind of its messages where it has several.
pub(super) type Kind = (Format, &'static str);

enum Origin {
    Memory(ManifestTable),
    File { file: Arc<ParquetFile>, slice: Slice, left_out: LeftOut },
}

impl Batch {
    /// The rows in the columns asked for (those in memory come with all their columns).
    pub fn load(&self, columns: &[Column]) -> Result<ManifestTable, String> {
        match &self.origin {
            Origin::Memory(table) => Ok(table.clone()),
            Origin::File { file, slice, left_out, .. } => file.load(*slice, columns, left_out),
        }
    }

    /// Leaves rows out from now on; they are counted as the batch loads them, ascending.
    pub(super) fn leave_out(&mut self, rows: &[usize]) {
        match &mut self.origin {
            Origin::Memory(table) => {
                let kept: Vec<usize> = (0..table.height()).filter(|row| rows.binary_search(row).is_err()).collect();
                *table = table.take(&kept);
            }
            Origin::File { slice, left_out: LeftOut { rows: rejected, .. }, .. } => {
                let loaded: Vec<usize> = (0..slice.rows).filter(|row| rejected.binary_search(row).is_err()).collect();
                rejected.extend(rows.iter().map(|&row| loaded[row]));
                rejected.sort_unstable();
            }
        }
    }

    pub fn rows(&self) -> usize {
        match &self.origin {
            Origin::Memory(table) => table.height(),
            Origin::File { slice, left_out, .. } => slice.rows - left_out.rows.len(),
        }
    }
}

/// The batches of all inputs, in the making until [`Batches::settle`].
#[derive(Default)]
pub(super) struct Batches {
    list: Vec<Batch>,
    /// Tables too small for a batch, by what their rows can state, until there are enough of them.
    waiting: BTreeMap<Header, Waiting>,
    rows_waiting: usize,
    rows_in_memory: usize,
    /// Tables taken so far: batches come in the order of their first tables.
    places: usize,
}

/// Tables that wait for others.
#[derive(Default)]
struct Waiting {
    rows: usize,
    tables: Vec<Placed>,
}

/// A table, and which it is of all tables taken.
struct Placed {
    place: usize,
    table: ManifestTable,
}

impl Batches {
    /// Takes tables of one file, in its order. They stay in memory, or, once there are many, go to a temporary file.
    /// Rows of one header stay in the order in which they came.
    pub fn take(&mut self, tables: Vec<ManifestTable>, header: &Header, temporary: &Path) -> Result<(), MachineFault> {
        let (large, small): (Vec<_>, Vec<_>) = tables.into_iter().partition(|table| table.height() >= SMALL);
        if !large.is_empty() {
            self.end_waiting(header, temporary)?;
            let placed = large.into_iter().map(|table| self.placed(table)).collect();
            self.put(placed, header, temporary)?;
        }
        small.into_iter().try_for_each(|table| self.wait(table, header, temporary))
    }

    /// Takes the rows of a temporary file.
    pub fn take_spill(&mut self, spill: Spill, header: &Header, temporary: &Path) -> Result<(), MachineFault> {
        self.end_waiting(header, temporary)?;
        let place = self.next_place();
        self.put_spill(spill, place, header)
    }

    /// Takes a file that stays where it is, as runs of rows, each with what is left out of it.
    pub fn take_file(
        &mut self,
        file: &Arc<ParquetFile>,
        runs: Vec<(Slice, LeftOut)>,
        header: &Header,
        temporary: &Path,
    ) -> Result<(), MachineFault> {
        self.end_waiting(header, temporary)?;
        for (slice, left_out) in runs {
            let place = self.next_place();
            let origin = Origin::File { file: file.clone(), slice, left_out };
            self.list.push(Batch { origin, header: header.clone(), place });
        }
        Ok(())
    }

    /// Takes a table as a batch of its own.
    pub fn take_alone(&mut self, table: ManifestTable, header: Header) {
        let place = self.next_place();
        self.keep(Placed { place, table }, &header);
    }

    /// Ends all waiting, in memory: those that wait are few.
    pub fn settle(&mut self) {
        for (header, waiting) in std::mem::take(&mut self.waiting) {
            self.keep(stacked(waiting.tables), &header);
        }
        self.rows_waiting = 0;
        self.list.sort_by_key(|batch| batch.place);
    }

    pub fn list(&self) -> &[Batch] {
        &self.list
    }

    pub fn list_mut(&mut self) -> &mut [Batch] {
        &mut self.list
    }

    pub fn drop_empty(&mut self) {
        self.list.retain(|batch| batch.rows() > 0);
    }

    fn next_place(&mut self) -> usize {
        self.places += 1;
        self.places - 1
    }

    fn placed(&mut self, table: ManifestTable) -> Placed {
        Placed { place: self.next_place(), table }
    }

    fn wait(&mut self, table: ManifestTable, header: &Header, temporary: &Path) -> Result<(), MachineFault> {
        let rows = table.height();
        if self.waiting.get(header).is_some_and(|waiting| waiting.rows + rows > ROWS_PER_TABLE) {
            self.end_waiting(header, temporary)?;
        }
        if self.rows_waiting + rows > MOST_WAITING {
            let headers: Vec<Header> = self.waiting.keys().cloned().collect();
            headers.iter().try_for_each(|header| self.end_waiting(header, temporary))?;
        }
        let placed = self.placed(table);
        self.rows_waiting += rows;
        let waiting = self.waiting.entry(header.clone()).or_default();
        waiting.rows += rows;
        waiting.tables.push(placed);
        Ok(())
    }

    /// Makes a batch of the tables of a header that wait.
    fn end_waiting(&mut self, header: &Header, temporary: &Path) -> Result<(), MachineFault> {
        let Some((header, waiting)) = self.waiting.remove_entry(header) else { return Ok(()) };
        self.rows_waiting -= waiting.rows;
        self.put(vec![stacked(waiting.tables)], &header, temporary)
    }

    fn put(&mut self, tables: Vec<Placed>, header: &Header, temporary: &Path) -> Result<(), MachineFault> {
        let Some(place) = tables.first().map(|first| first.place) else { return Ok(()) };
        if self.rows_in_memory + self.rows_waiting + rows_of(&tables) <= ROWS_IN_MEMORY {
            tables.into_iter().for_each(|placed| self.keep(placed, header));
            return Ok(());
        }
        let mut spill = Spill::begin(temporary)?;
        tables.into_iter().try_for_each(|placed| spill.write(placed.table))?;
        self.put_spill(spill, place, header)
    }

    fn put_spill(&mut self, spill: Spill, place: usize, header: &Header) -> Result<(), MachineFault> {
        let file = spill.finish()?;
        for slice in file.slices() {
            let origin = Origin::File { file: file.clone(), slice, left_out: LeftOut::default() };
            self.list.push(Batch { origin, header: header.clone(), place });
        }
        Ok(())
    }

    fn keep(&mut self, placed: Placed, header: &Header) {
        let Placed { place, table } = placed;
        self.rows_in_memory += table.height();
        self.list.push(Batch { origin: Origin::Memory(table), header: header.clone(), place });
    }
}

fn rows_of(tables: &[Placed]) -> usize {
    tables.iter().map(|placed| placed.table.height()).sum()
}

/// The rows of tables as one, in the place of the first.
fn stacked(mut tables: Vec<Placed>) -> Placed {
    match tables.len() {
        1 => tables.swap_remove(0),
        _ => {
            let place = tables.iter().map(|placed| placed.place).min().unwrap_or_default();
            let table = ManifestTable::stacked(&tables.iter().map(|placed| &placed.table).collect::<Vec<_>>());
            Placed { place, table }
        }
    }
}
