//! Filling a column from a function of the row.

use super::builder::text_list_type;
use super::{Cell, TableBuilder, Vector};
use crate::columns::Column;
use polars_arrow::array::{BooleanArray, ListArray, MutablePlString, PrimitiveArray};
use std::borrow::Cow;

impl Vector {
    pub fn texts<T: AsRef<str>>(height: usize, mut value: impl FnMut(usize) -> Option<T>) -> Self {
        let mut builder = MutablePlString::with_capacity(height);
        (0..height).for_each(|row| builder.push(value(row)));
        Self::Text(builder.freeze())
    }

    pub fn ints(height: usize, value: impl FnMut(usize) -> Option<i64>) -> Self {
        Self::Int(PrimitiveArray::from((0..height).map(value).collect::<Vec<_>>()))
    }

    pub fn floats(height: usize, value: impl FnMut(usize) -> Option<f64>) -> Self {
        Self::Float(PrimitiveArray::from((0..height).map(value).collect::<Vec<_>>()))
    }

    /// Days since 1970-01-01.
    pub fn dates(height: usize, value: impl FnMut(usize) -> Option<i32>) -> Self {
        Self::Date(PrimitiveArray::from((0..height).map(value).collect::<Vec<_>>()))
    }

    pub fn bools(height: usize, value: impl FnMut(usize) -> Option<bool>) -> Self {
        Self::Bool(BooleanArray::from((0..height).map(value).collect::<Vec<_>>()))
    }

    /// `column` is any text-list column: it only lends its type.
    pub fn lists<'a>(column: Column, height: usize, mut value: impl FnMut(usize) -> Option<Vec<Cow<'a, str>>>) -> Self {
        let mut builder = TableBuilder::default();
        for row in 0..height {
            if let Some(items) = value(row) {
                builder.put(column, Cell::List(items));
            }
            builder.finish_row();
        }
        match builder.finish().remove(column) {
            Some(vector) => vector,
            None => Self::TextList(ListArray::new_null(text_list_type(), height)),
        }
    }
}
