//! Amendments: the last version of a bill beside the earlier ones of the batch. Null where a row does not state the
//! function of its message: nobody would know.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::reconciliation::EarlierVersions;
use crate::tables::{ManifestTable, Vector};
use std::borrow::Cow;

pub const ALL: &[Indicator] = &[
    Indicator { column: C::EarlierVersions, needs: EarlierVersions::KEYS, compute: versions },
    Indicator { column: C::AmendedColumns, needs: &EarlierVersions::NEEDED, compute: amended },
];

fn versions(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let function = table.text(C::MessageFunction);
    Vector::ints(table.height(), |row| function.get(row).map(|_| context.beside.earlier.of(table, row) as i64))
}

fn amended(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let function = table.text(C::MessageFunction);
    Vector::lists(C::AmendedColumns, table.height(), |row| {
        let differing = || context.beside.earlier.differences(table, row);
        function.get(row).map(|_| differing().into_iter().map(|column| Cow::Borrowed(column.name())).collect())
    })
}
