//! Measures set against each other: mass per payload, package and volume, value and freight.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::tables::{ManifestTable, Vector};

pub const ALL: &[Indicator] = &[
    Indicator { column: C::PayloadShare, needs: &[C::GrossKg, C::PayloadKg, C::WeightScope], compute: payload_share },
    Indicator {
        column: C::KgPerPackage,
        needs: &[C::GrossKg, C::Packages],
        compute: |table, _| {
            Vector::floats(table.height(), |row| {
                ratio(table.float(C::GrossKg, row), table.int(C::Packages, row).map(|packages| packages as f64))
            })
        },
    },
    Indicator {
        column: C::DensityKgM3,
        needs: &[C::GrossKg, C::VolumeM3],
        compute: |table, _| quotient(table, C::GrossKg, C::VolumeM3),
    },
    Indicator {
        column: C::ValuePerKg,
        needs: &[C::ValueAmount, C::GrossKg],
        compute: |table, _| quotient(table, C::ValueAmount, C::GrossKg),
    },
    Indicator {
        column: C::FreightShare,
        needs: &[C::FreightAmount, C::FreightCurrency, C::ValueAmount, C::ValueCurrency],
        compute: freight_share,
    },
];

/// What is divided by nothing is unknown, not infinite.
fn ratio(above: Option<f64>, below: Option<f64>) -> Option<f64> {
    Some(above? / below.filter(|below| *below > 0.0)?)
}

fn quotient(table: &ManifestTable, above: C, below: C) -> Vector {
    Vector::floats(table.height(), |row| ratio(table.float(above, row), table.float(below, row)))
}

/// A mass stated for a whole bill says nothing of one of its containers.
fn payload_share(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let scopes = table.text(C::WeightScope);
    Vector::floats(table.height(), |row| {
        if scopes.get(row) == Some("bill") {
            return None;
        }
        ratio(table.float(C::GrossKg, row), table.float(C::PayloadKg, row))
    })
}

fn freight_share(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let (freight, value) = (table.text(C::FreightCurrency), table.text(C::ValueCurrency));
    Vector::floats(table.height(), |row| {
        if freight.get(row)? != value.get(row)? {
            return None;
        }
        ratio(table.float(C::FreightAmount, row), table.float(C::ValueAmount, row))
    })
}
