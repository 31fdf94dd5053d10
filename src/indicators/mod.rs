//! Indicators: columns computed from the row, and from the profile of its batch.
//!
//! The registry says what each needs; a plan computes those that rules ask for, in an order in which
//! every one finds what it needs.

mod amendment;
mod batch;
mod commodity;
mod container;
mod document;
mod goods;
mod hazard;
mod keys;
mod measures;
mod party;
mod plan;
mod routing;
mod stowage;
mod visit;

pub use plan::{Context, IndicatorPlan};

use crate::columns::Column;
use crate::tables::{ManifestTable, Vector};

/// How one indicator is computed.
#[derive(Clone, Copy)]
pub struct Indicator {
    pub column: Column,
    pub needs: &'static [Column],
    pub compute: fn(&ManifestTable, &Context<'_>) -> Vector,
}

/// Every indicator of the catalogue.
pub fn registry() -> impl Iterator<Item = &'static Indicator> {
    [
        container::ALL,
        routing::ALL,
        goods::ALL,
        commodity::ALL,
        hazard::ALL,
        document::ALL,
        party::ALL,
        keys::ALL,
        measures::ALL,
        batch::ALL,
        stowage::ALL,
        amendment::ALL,
        visit::ALL,
    ]
    .into_iter()
    .flatten()
}

/// The stated columns an indicator rests on, through other indicators if need be.
pub fn rests_on(column: Column) -> Vec<Column> {
    IndicatorPlan::new([column]).manifest_columns()
}
