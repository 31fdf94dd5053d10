//! Tables: columns of the catalogue as Arrow arrays, all of one height.
//!
//! Engine errors stop here: the rest of redlane sees typed values, and a column that is not there
//! reads as wholly null.

mod builder;
mod fill;
mod frame;
mod per_text;
mod texts;

pub use builder::{Cell, TableBuilder};
pub use frame::{FrameError, OutputColumn, ParquetOut, read_frame, write_parquet};
pub use per_text::PerText;
pub use texts::{has_texts, read_texts};

use crate::columns::Column;
use polars_arrow::array::{Array, BooleanArray, ListArray, PrimitiveArray, StaticArray, Utf8ViewArray};

/// The values of one column.
#[derive(Debug, Clone)]
pub enum Vector {
    Text(Utf8ViewArray),
    TextList(ListArray<i64>),
    Int(PrimitiveArray<i64>),
    Float(PrimitiveArray<f64>),
    /// Days since 1970-01-01.
    Date(PrimitiveArray<i32>),
    Bool(BooleanArray),
}

impl Vector {
    pub fn len(&self) -> usize {
        match self {
            Self::Text(array) => array.len(),
            Self::TextList(array) => array.len(),
            Self::Int(array) => array.len(),
            Self::Float(array) => array.len(),
            Self::Date(array) => array.len(),
            Self::Bool(array) => array.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Rows of manifests, one per container and transport document, with the indicators computed so far.
#[derive(Debug, Clone)]
pub struct ManifestTable {
    height: usize,
    columns: Vec<Option<Vector>>,
}

impl ManifestTable {
    pub fn new(height: usize) -> Self {
        Self { height, columns: vec![None; Column::ALL.len()] }
    }

    pub fn height(&self) -> usize {
        self.height
    }

    pub fn set(&mut self, column: Column, vector: Vector) {
        assert_eq!(vector.len(), self.height, "column {} has another height", column.name());
        self.columns[column as usize] = Some(vector);
    }

    pub fn has(&self, column: Column) -> bool {
        self.columns[column as usize].is_some()
    }

    pub fn remove(&mut self, column: Column) -> Option<Vector> {
        self.columns[column as usize].take()
    }

    pub fn vector(&self, column: Column) -> Option<&Vector> {
        self.columns[column as usize].as_ref()
    }

    pub fn text(&self, column: Column) -> TextView<'_> {
        match self.vector(column) {
            Some(Vector::Text(array)) => TextView(Some(array)),
            None => TextView(None),
            Some(_) => panic!("{} is not text", column.name()),
        }
    }

    pub fn list(&self, column: Column) -> ListView<'_> {
        match self.vector(column) {
            Some(Vector::TextList(array)) => ListView::new(array),
            None => ListView(None),
            Some(_) => panic!("{} is not a text list", column.name()),
        }
    }

    pub fn int(&self, column: Column, row: usize) -> Option<i64> {
        match self.vector(column) {
            Some(Vector::Int(array)) => array.get(row),
            None => None,
            Some(_) => panic!("{} is not an integer", column.name()),
        }
    }

    pub fn float(&self, column: Column, row: usize) -> Option<f64> {
        match self.vector(column) {
            Some(Vector::Float(array)) => array.get(row),
            None => None,
            Some(_) => panic!("{} is not a number", column.name()),
        }
    }

    pub fn date(&self, column: Column, row: usize) -> Option<i32> {
        match self.vector(column) {
            Some(Vector::Date(array)) => array.get(row),
            None => None,
            Some(_) => panic!("{} is not a date", column.name()),
        }
    }

    pub fn bool(&self, column: Column, row: usize) -> Option<bool> {
        match self.vector(column) {
            Some(Vector::Bool(array)) => array.get(row),
            None => None,
            Some(_) => panic!("{} is not a boolean", column.name()),
        }
    }

    /// Whether something stands in a cell that could not be read.
    pub fn is_unreadable(&self, column: Column, row: usize) -> bool {
        let name = column.name();
        self.has(Column::UnreadableCells)
            && self.list(Column::UnreadableCells).get(row).is_some_and(|mut columns| columns.any(|other| other == name))
    }

    /// A text of which no sign is lost: with one lost, a name is another, and nobody can tell whose.
    pub fn whole_text(&self, column: Column, row: usize) -> Option<&str> {
        self.text(column).get(row).filter(|_| !self.is_unreadable(column, row))
    }

    /// The value of one cell as people write it; `None` where it is null. Lists are joined with ", ".
    pub fn shown(&self, column: Column, row: usize) -> Option<String> {
        match self.vector(column)? {
            Vector::Text(array) => array.get(row).map(str::to_owned),
            Vector::TextList(array) => ListView::new(array).get(row).map(|items| items.collect::<Vec<_>>().join(", ")),
            Vector::Int(array) => array.get(row).map(|n| n.to_string()),
            Vector::Float(array) => array.get(row).map(shown_number),
            Vector::Date(array) => array.get(row).map(shown_date),
            Vector::Bool(array) => array.get(row).map(|yes| if yes { "yes" } else { "no" }.to_owned()),
        }
    }

    /// The value of one cell without any rounding or ambiguity, for comparing.
    pub fn exactly(&self, column: Column, row: usize) -> String {
        self.cell(column, row).map(|cell| format!("{cell:?}")).unwrap_or_default()
    }

    /// The rows at `rows`, in that order.
    pub fn take(&self, rows: &[usize]) -> Self {
        let mut builder = TableBuilder::default();
        rows.iter().for_each(|&row| self.copy_row(row, &mut builder));
        builder.finish()
    }

    fn copy_row(&self, row: usize, builder: &mut TableBuilder) {
        for &column in Column::ALL {
            if let Some(cell) = self.cell(column, row) {
                builder.put(column, cell);
            }
        }
        builder.finish_row();
    }

    fn cell(&self, column: Column, row: usize) -> Option<Cell<'_>> {
        Some(match self.vector(column)? {
            Vector::Text(array) => Cell::Text(array.get(row)?.into()),
            Vector::TextList(array) => Cell::List(ListView::new(array).get(row)?.map(Into::into).collect()),
            Vector::Int(array) => Cell::Int(array.get(row)?),
            Vector::Float(array) => Cell::Float(array.get(row)?),
            Vector::Date(array) => Cell::Date(array.get(row)?),
            Vector::Bool(array) => Cell::Bool(array.get(row)?),
        })
    }

    /// The rows of all tables, one after the other.
    pub fn stacked(tables: &[&Self]) -> Self {
        let mut builder = TableBuilder::default();
        for table in tables {
            (0..table.height).for_each(|row| table.copy_row(row, &mut builder));
        }
        builder.finish()
    }
}

/// Numbers are shown with at most three decimals and no trailing zeros.
fn shown_number(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn shown_date(days: i32) -> String {
    chrono::NaiveDate::from_epoch_days(days).map_or_else(|| format!("day {days}"), |date| date.to_string())
}

/// A text column, or nothing but nulls.
#[derive(Clone, Copy)]
pub struct TextView<'a>(Option<&'a Utf8ViewArray>);

impl<'a> TextView<'a> {
    pub fn get(self, row: usize) -> Option<&'a str> {
        self.0.and_then(|array| array.get(row))
    }
}

/// A text-list column, or nothing but nulls.
#[derive(Clone, Copy)]
pub struct ListView<'a>(Option<(&'a ListArray<i64>, &'a Utf8ViewArray)>);

impl<'a> ListView<'a> {
    fn new(array: &'a ListArray<i64>) -> Self {
        let items = array.values().as_any().downcast_ref::<Utf8ViewArray>().expect("text lists hold text");
        Self(Some((array, items)))
    }

    /// The elements of the row's list; `None` where it is null.
    pub fn get(self, row: usize) -> Option<impl ExactSizeIterator<Item = &'a str> + Clone> {
        let (array, items) = self.0?;
        if array.is_null(row) {
            return None;
        }
        let (start, end) = array.offsets().start_end(row);
        Some((start..end).map(move |item| items.get(item).unwrap_or_default()))
    }
}
