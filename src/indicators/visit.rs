//! Calls and visits: of which call of a ship a row is, and of which visit of its container.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::history::{CallAndVisit, TELL_THE_CALL};
use crate::tables::{ManifestTable, Vector};
use std::sync::Arc;

pub const ALL: &[Indicator] = &[
    Indicator { column: C::Call, needs: &TELL_THE_CALL, compute: |table, context| told(table, context, |of| of.call) },
    Indicator {
        column: C::Visit,
        needs: &TELL_THE_CALL,
        compute: |table, context| told(table, context, |of| of.visit),
    },
];

fn told(table: &ManifestTable, context: &Context<'_>, what: fn(CallAndVisit) -> Option<Arc<str>>) -> Vector {
    let mut of_rows = context.visits.of(table).into_iter();
    Vector::texts(table.height(), |_| of_rows.next().and_then(what))
}
