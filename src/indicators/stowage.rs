//! Stowage: the bay plan beside the manifest. Without a plan everything here is null.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::reconciliation::Stowage;
use crate::reference::port_of;
use crate::tables::{ManifestTable, Vector};

pub const ALL: &[Indicator] = &[
    Indicator { column: C::OnBayplan, needs: &[C::ContainerNo], compute: on_bayplan },
    Indicator { column: C::Manifested, needs: &[C::ContainerNo], compute: manifested },
    Indicator {
        column: C::BayplanWeightKg,
        needs: &[C::ContainerNo],
        compute: |table, context| {
            Vector::floats(table.height(), |row| stowage(table, context, row).and_then(|stowed| stowed.weight_kg))
        },
    },
    Indicator {
        column: C::BayplanLoadStatus,
        needs: &[C::ContainerNo],
        compute: |table, context| text(table, context, |stowed| stowed.load_status.as_deref()),
    },
    Indicator {
        column: C::BayplanSizeType,
        needs: &[C::ContainerNo],
        compute: |table, context| text(table, context, |stowed| stowed.size_type.as_deref()),
    },
    Indicator { column: C::BayplanDischarge, needs: &[C::ContainerNo, C::PlaceOfDischarge], compute: discharge },
];

fn stowage<'p>(table: &ManifestTable, context: &Context<'p>, row: usize) -> Option<&'p Stowage> {
    context.beside.bayplan.as_ref()?.stowage(table.text(C::ContainerNo).get(row)?)
}

fn on_bayplan(table: &ManifestTable, context: &Context<'_>) -> Vector {
    Vector::bools(table.height(), |row| {
        let number = table.text(C::ContainerNo).get(row)?;
        context.beside.bayplan.as_ref().map(|plan| plan.stowage(number).is_some())
    })
}

fn manifested(table: &ManifestTable, context: &Context<'_>) -> Vector {
    Vector::bools(table.height(), |row| {
        let number = table.text(C::ContainerNo).get(row)?;
        context.beside.bayplan.as_ref().map(|plan| !plan.is_unmanifested(number))
    })
}

/// The plan's port of discharge; the manifest's own code for it where both name one port.
fn discharge(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let manifested = table.text(C::PlaceOfDischarge);
    Vector::texts(table.height(), |row| {
        let planned = stowage(table, context, row)?.discharge.as_deref()?;
        Some(manifested.get(row).filter(|place| port_of(place) == port_of(planned)).unwrap_or(planned))
    })
}

fn text(table: &ManifestTable, context: &Context<'_>, of: fn(&Stowage) -> Option<&str>) -> Vector {
    Vector::texts(table.height(), |row| stowage(table, context, row).and_then(of))
}
