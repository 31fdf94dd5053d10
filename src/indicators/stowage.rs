//! Stowage: the bay plan beside the manifest. Without a plan of the row's ship and voyage nearly everything here is null.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::reconciliation::{RowsBeside, Stowage, known_port};
use crate::reference::port_of;
use crate::tables::{ManifestTable, Vector};

/// Whose row it is: a plan holds for its ship and voyage.
const WHOSE: &[C] = &[C::ContainerNo, C::VesselImo, C::VesselName, C::Voyage];
const WHOSE_AND_WHERE: &[C] = &[C::ContainerNo, C::VesselImo, C::VesselName, C::Voyage, C::PlaceOfDischarge];

pub const ALL: &[Indicator] = &[
    Indicator { column: C::OnBayplan, needs: WHOSE, compute: on_bayplan },
    Indicator { column: C::Manifested, needs: WHOSE, compute: manifested },
    Indicator { column: C::DischargedHere, needs: WHOSE_AND_WHERE, compute: discharged_here },
    Indicator {
        column: C::BayplanWeightKg,
        needs: WHOSE,
        compute: |table, context| {
            let mut beside = beside(table, context);
            Vector::floats(table.height(), |row| beside.as_mut()?.stowage(row)?.weight_kg)
        },
    },
    Indicator {
        column: C::BayplanLoadStatus,
        needs: WHOSE,
        compute: |table, context| text(table, context, |stowed| stowed.load_status.as_deref()),
    },
    Indicator {
        column: C::BayplanSizeType,
        needs: WHOSE,
        compute: |table, context| text(table, context, |stowed| stowed.size_type.as_deref()),
    },
    Indicator { column: C::BayplanDischarge, needs: WHOSE_AND_WHERE, compute: discharge },
];

fn beside<'a>(table: &'a ManifestTable, context: &Context<'a>) -> Option<RowsBeside<'a>> {
    context.beside.bayplan.as_ref().map(|plan| RowsBeside::new(plan, table))
}

fn on_bayplan(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let mut beside = beside(table, context);
    Vector::bools(table.height(), |row| beside.as_mut()?.is_planned(row))
}

fn manifested(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let mut beside = beside(table, context);
    Vector::bools(table.height(), |row| beside.as_mut()?.manifested(row))
}

/// Without a plan the ports are those that somebody states, and the place is the manifest's.
fn discharged_here(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let ports = &context.beside.ports;
    let places = table.text(C::PlaceOfDischarge);
    let mut beside = beside(table, context);
    Vector::bools(table.height(), |row| match &mut beside {
        Some(beside) => beside.discharged_here(row, ports),
        None => ports.has(places.get(row)?),
    })
}

/// The plan's port of discharge; the manifest's own code for it where both name one port. Nothing where the manifest's is in words.
fn discharge(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let manifested = table.text(C::PlaceOfDischarge);
    let mut beside = beside(table, context);
    Vector::texts(table.height(), |row| {
        let planned = beside.as_mut()?.stowage(row)?.discharge.as_deref()?;
        match manifested.get(row) {
            None => Some(planned),
            Some(place) if place == planned => Some(place),
            // A port in words is not held against a code.
            Some(place) => known_port(place).map(|port| if port == port_of(planned) { place } else { planned }),
        }
    })
}

fn text(table: &ManifestTable, context: &Context<'_>, of: fn(&Stowage) -> Option<&str>) -> Vector {
    let mut beside = beside(table, context);
    Vector::texts(table.height(), |row| beside.as_mut()?.stowage(row).and_then(of))
}
