//! Building a table row by row: readers put cells, then finish the row.

use super::{ManifestTable, Vector};
use crate::columns::{Column, ColumnType};
use polars_arrow::array::{BooleanArray, ListArray, MutableBooleanArray, MutablePlString, MutablePrimitiveArray};
use polars_arrow::bitmap::BitmapBuilder;
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::offset::OffsetsBuffer;
use std::borrow::Cow;

/// One value on its way into a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    Text(Cow<'a, str>),
    List(Vec<Cow<'a, str>>),
    Int(i64),
    Float(f64),
    Date(i32),
    Bool(bool),
}

impl Cell<'_> {
    /// The same value with texts of its own.
    pub fn into_owned(self) -> Cell<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Text(text) => Cell::Text(owned(text)),
            Self::List(items) => Cell::List(items.into_iter().map(owned).collect()),
            Self::Int(number) => Cell::Int(number),
            Self::Float(number) => Cell::Float(number),
            Self::Date(days) => Cell::Date(days),
            Self::Bool(yes) => Cell::Bool(yes),
        }
    }

    /// The value as one text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The same value with its texts borrowed.
    pub fn lent(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => Cell::Text(Cow::Borrowed(text)),
            Self::List(items) => Cell::List(items.iter().map(|item| Cow::Borrowed(&**item)).collect()),
            Self::Int(number) => Cell::Int(*number),
            Self::Float(number) => Cell::Float(*number),
            Self::Date(days) => Cell::Date(*days),
            Self::Bool(yes) => Cell::Bool(*yes),
        }
    }
}

/// A table in the making. Columns nobody puts a cell into do not exist in the result.
#[derive(Default)]
pub struct TableBuilder {
    rows: usize,
    columns: Vec<Option<ColumnBuilder>>,
}

impl TableBuilder {
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Sets a cell of the row in progress. A column is put at most once per row; a second value is
    /// dropped.
    pub fn put(&mut self, column: Column, cell: Cell<'_>) {
        if self.columns.is_empty() {
            self.columns.resize_with(Column::ALL.len(), || None);
        }
        let builder = self.columns[column as usize].get_or_insert_with(|| ColumnBuilder::new(column.kind()));
        let length = builder.len();
        if length < self.rows {
            builder.pad_to(self.rows);
        }
        if length <= self.rows {
            builder.push(column, cell);
        }
    }

    pub fn finish_row(&mut self) {
        self.rows += 1;
    }

    pub fn finish(self) -> ManifestTable {
        let mut table = ManifestTable::new(self.rows);
        for (builder, &column) in self.columns.into_iter().zip(Column::ALL) {
            if let Some(mut builder) = builder {
                builder.pad_to(self.rows);
                table.set(column, builder.finish());
            }
        }
        table
    }
}

enum ColumnBuilder {
    Text(MutablePlString),
    TextList(TextListBuilder),
    Int(MutablePrimitiveArray<i64>),
    Float(MutablePrimitiveArray<f64>),
    Date(MutablePrimitiveArray<i32>),
    Bool(MutableBooleanArray),
}

impl ColumnBuilder {
    fn new(kind: ColumnType) -> Self {
        match kind {
            ColumnType::Text => Self::Text(MutablePlString::new()),
            ColumnType::TextList => Self::TextList(TextListBuilder::default()),
            ColumnType::Int => Self::Int(MutablePrimitiveArray::new()),
            ColumnType::Float => Self::Float(MutablePrimitiveArray::new()),
            ColumnType::Date => Self::Date(MutablePrimitiveArray::new()),
            ColumnType::Bool => Self::Bool(MutableBooleanArray::new()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(b) => b.len(),
            Self::TextList(b) => b.len(),
            Self::Int(b) => len(b),
            Self::Float(b) => len(b),
            Self::Date(b) => len(b),
            Self::Bool(b) => b.values().len(),
        }
    }

    /// Rows since the last value are null.
    fn pad_to(&mut self, rows: usize) {
        match self {
            Self::Text(b) => b.extend_null(rows - b.len()),
            Self::TextList(b) => (b.len()..rows).for_each(|_| b.push_null()),
            Self::Int(b) => (len(b)..rows).for_each(|_| b.push(None)),
            Self::Float(b) => (len(b)..rows).for_each(|_| b.push(None)),
            Self::Date(b) => (len(b)..rows).for_each(|_| b.push(None)),
            Self::Bool(b) => (b.values().len()..rows).for_each(|_| b.push(None)),
        }
    }

    fn push(&mut self, column: Column, cell: Cell<'_>) {
        match (self, cell) {
            (Self::Text(b), Cell::Text(text)) => b.push_value(text.as_ref()),
            (Self::TextList(b), Cell::List(items)) => b.push(items.iter().map(AsRef::as_ref)),
            (Self::Int(b), Cell::Int(n)) => b.push(Some(n)),
            (Self::Float(b), Cell::Float(n)) => b.push(Some(n)),
            (Self::Date(b), Cell::Date(days)) => b.push(Some(days)),
            (Self::Bool(b), Cell::Bool(yes)) => b.push(Some(yes)),
            (_, cell) => panic!("{} cannot hold {cell:?}", column.name()),
        }
    }

    fn finish(self) -> Vector {
        match self {
            Self::Text(b) => Vector::Text(b.freeze()),
            Self::TextList(b) => Vector::TextList(b.finish()),
            Self::Int(b) => Vector::Int(b.into()),
            Self::Float(b) => Vector::Float(b.into()),
            Self::Date(b) => Vector::Date(b.into()),
            Self::Bool(b) => Vector::Bool(BooleanArray::from(b)),
        }
    }
}

fn len<T: polars_arrow::types::NativeType>(builder: &MutablePrimitiveArray<T>) -> usize {
    builder.values().len()
}

/// Lists of text: offsets into one run of items.
pub struct TextListBuilder {
    offsets: Vec<i64>,
    items: MutablePlString,
    validity: BitmapBuilder,
}

impl Default for TextListBuilder {
    fn default() -> Self {
        Self { offsets: vec![0], items: MutablePlString::new(), validity: BitmapBuilder::new() }
    }
}

impl TextListBuilder {
    fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    fn push<'a>(&mut self, items: impl Iterator<Item = &'a str>) {
        items.for_each(|item| self.items.push_value(item));
        self.offsets.push(self.items.len() as i64);
        self.validity.push(true);
    }

    fn push_null(&mut self) {
        self.offsets.push(self.items.len() as i64);
        self.validity.push(false);
    }

    fn finish(self) -> ListArray<i64> {
        ListArray::new(
            text_list_type(),
            OffsetsBuffer::try_from(self.offsets).expect("offsets only grow"),
            self.items.freeze().boxed(),
            self.validity.into_opt_validity(),
        )
    }
}

pub(super) fn text_list_type() -> ArrowDataType {
    ArrowDataType::LargeList(Box::new(Field::new("item".into(), ArrowDataType::Utf8View, true)))
}
