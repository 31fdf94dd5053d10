//! Stored types: how a column of a Parquet file becomes the catalogue's. As it is, where its type is the column's; else value by
//! value, as cells of text are read; else not at all.

use super::Problem;
use super::cell::{CANONICAL, read_cell, readable_part};
use super::mend::LOST;
use crate::columns::{Column, ColumnType};
use crate::tables::{Cell, TableBuilder, Vector, has_texts};
use polars_arrow::datatypes::ArrowDataType;

/// How the values of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    AsCatalogued,
    /// As texts, of which numbers may have lost the zeros in front of them.
    AsTexts {
        of_numbers: bool,
    },
}

impl Stored {
    /// How values of a stored type become those of a column, if they can.
    pub fn of(found: &ArrowDataType, kind: ColumnType) -> Option<Self> {
        let texts = || has_texts(found).then(|| Self::AsTexts { of_numbers: is_number(found) });
        if is_catalogued(found, kind) { Some(Self::AsCatalogued) } else { texts() }
    }
}

/// Whether a stored type can become the column's as it is. Text is never cast to a number nor a number to text: a leading zero
/// would be lost or made.
fn is_catalogued(found: &ArrowDataType, kind: ColumnType) -> bool {
    use ArrowDataType as A;
    let text = |found: &A| matches!(found, A::Utf8View | A::LargeUtf8 | A::Utf8 | A::Null);
    let whole = matches!(found, A::Int32 | A::Int64 | A::UInt32 | A::Null);
    match kind {
        ColumnType::Text => text(found),
        ColumnType::TextList => match found {
            A::List(inner) | A::LargeList(inner) => text(&inner.dtype),
            other => matches!(other, A::Null),
        },
        ColumnType::Int => whole,
        ColumnType::Float => whole || matches!(found, A::UInt64 | A::Float32 | A::Float64),
        ColumnType::Date => matches!(found, A::Date32 | A::Timestamp(..) | A::Null),
        ColumnType::Bool => matches!(found, A::Boolean | A::Null),
    }
}

fn is_number(found: &ArrowDataType) -> bool {
    use ArrowDataType as A;
    match found {
        A::List(inner) | A::LargeList(inner) => is_number(&inner.dtype),
        A::Int8 | A::Int16 | A::Int32 | A::Int64 | A::UInt8 | A::UInt16 | A::UInt32 | A::UInt64 => true,
        A::Float32 | A::Float64 | A::Decimal(..) => true,
        _ => false,
    }
}

/// Reads the texts of a column into its own type; what cannot be read is given with its row.
pub(super) fn read_as_cells(
    column: Column,
    header: &str,
    of_numbers: bool,
    texts: &[Option<String>],
    unreadable: &mut Vec<(usize, Problem)>,
) -> Option<Vector> {
    let mut builder = TableBuilder::default();
    for (row, text) in texts.iter().enumerate() {
        if let Some(text) = text {
            let with_zeros = (of_numbers && column == Column::HsCodes).then(|| with_first_zeros(text));
            let (cell, problem) = read(column, header, with_zeros.as_deref().unwrap_or(text));
            cell.into_iter().for_each(|cell| builder.put(column, cell));
            unreadable.extend(problem.map(|problem| (row, problem)));
        }
        builder.finish_row();
    }
    builder.finish().remove(column)
}

/// A text as the cell of a column, and what is wrong with it, of which what can be read counts all the same.
fn read<'t>(column: Column, header: &str, text: &'t str) -> (Option<Cell<'t>>, Option<Problem>) {
    let read = match text.contains(LOST) {
        true => Err("bytes of the value are not UTF-8".to_owned()),
        false => read_cell(column, text, &CANONICAL),
    };
    match read {
        Ok(cell) => (cell, None),
        Err(reason) => {
            let part = readable_part(column, text).map(|(_, cell)| cell);
            (part, Some(Problem::of(column, header, text, reason)))
        }
    }
}

/// HS codes have an even number of digits; as a number 020714 lost its first.
fn with_first_zeros(codes: &str) -> String {
    let is_odd = |code: &str| code.len() % 2 == 1 && code.bytes().all(|byte| byte.is_ascii_digit());
    let codes = codes.split(';').map(|code| if is_odd(code) { format!("0{code}") } else { code.to_owned() });
    codes.collect::<Vec<_>>().join(";")
}
