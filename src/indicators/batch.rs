//! Batch indicators: what the rest of the batch says of this row's seal, bill, container and parties.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::domain::DocumentKind;
use crate::history::{Peers, Relation, container_grams, millionths};
use crate::tables::{ManifestTable, Vector};

pub const ALL: &[Indicator] = &[
    Indicator { column: C::SealContainers, needs: Relation::SealContainers.needs(), compute: seal_containers },
    Indicator { column: C::SealBills, needs: Relation::SealBills.needs(), compute: seal_bills },
    counted(C::BillContainers, Relation::BillContainers, |t, c| counts(t, c, Relation::BillContainers)),
    counted(C::BillConsignees, Relation::BillConsignees, |t, c| counts(t, c, Relation::BillConsignees)),
    counted(C::BillShippers, Relation::BillShippers, |t, c| counts(t, c, Relation::BillShippers)),
    counted(C::ContainerBills, Relation::ContainerBills, |t, c| counts(t, c, Relation::ContainerBills)),
    counted(C::ConsigneeBills, Relation::ConsigneeBills, |t, c| counts(t, c, Relation::ConsigneeBills)),
    counted(C::ShipperConsignees, Relation::ShipperConsignees, |t, c| counts(t, c, Relation::ShipperConsignees)),
    counted(C::AddressConsignees, Relation::AddressConsignees, |t, c| counts(t, c, Relation::AddressConsignees)),
    counted(C::SameWeightContainers, Relation::SameWeightContainers, |t, c| {
        counts(t, c, Relation::SameWeightContainers)
    }),
    Indicator { column: C::VinContainers, needs: Relation::VinContainers.needs(), compute: vin_containers },
    counted(C::ContainerConsignees, Relation::ContainerConsignees, |t, c| counts(t, c, Relation::ContainerConsignees)),
    counted(C::NotifyConsignees, Relation::NotifyConsignees, |t, c| counts(t, c, Relation::NotifyConsignees)),
    counted(C::ConsigneeShippers, Relation::ConsigneeShippers, |t, c| counts(t, c, Relation::ConsigneeShippers)),
    counted(C::PairBills, Relation::PairBills, |t, c| counts(t, c, Relation::PairBills)),
    counted(C::RepeatedBills, Relation::RepeatedBills, |t, c| counts(t, c, Relation::RepeatedBills)),
    Indicator { column: C::ValuePeers, needs: Relation::ValuePeers.needs(), compute: value_peers },
    Indicator { column: C::ValuePeerRatio, needs: Relation::ValuePeers.needs(), compute: value_peer_ratio },
    absent(C::ConsigneeMissing, &[C::DocumentKind, C::UnreadableCells, C::ConsigneeName], |t, c| {
        missing(t, c, C::ConsigneeName)
    }),
    absent(C::GoodsMissing, &[C::DocumentKind, C::UnreadableCells, C::GoodsDescription], |t, c| {
        missing(t, c, C::GoodsDescription)
    }),
    absent(C::PackagesMissing, &[C::DocumentKind, C::UnreadableCells, C::Packages], |t, c| missing(t, c, C::Packages)),
    absent(C::ConsigneeAddressMissing, &[C::DocumentKind, C::UnreadableCells, C::ConsigneeAddress], |t, c| {
        missing(t, c, C::ConsigneeAddress)
    }),
    absent(C::WeightMissing, &[C::GrossKg, C::VgmKg, C::UnreadableCells], weight_missing),
    absent(C::TemperatureMissing, &[C::DocumentKind, C::UnreadableCells, C::TemperatureC], |t, c| {
        missing(t, c, C::TemperatureC)
    }),
    absent(C::UnNoMissing, &[C::DocumentKind, C::UnreadableCells, C::UnNo], |t, c| missing(t, c, C::UnNo)),
    absent(C::ValueMissing, &[C::DocumentKind, C::UnreadableCells, C::ValueAmount], |t, c| {
        missing(t, c, C::ValueAmount)
    }),
    Indicator { column: C::ContainerTotalKg, needs: Relation::ContainerKg.needs(), compute: container_total_kg },
];

const fn counted(column: C, relation: Relation, compute: fn(&ManifestTable, &Context<'_>) -> Vector) -> Indicator {
    Indicator { column, needs: relation.needs(), compute }
}

const fn absent(column: C, needs: &'static [C], compute: fn(&ManifestTable, &Context<'_>) -> Vector) -> Indicator {
    Indicator { column, needs, compute }
}

/// A row's own value must be stated: else the count would speak of others only.
fn counts(table: &ManifestTable, context: &Context<'_>, relation: Relation) -> Vector {
    Vector::ints(table.height(), |row| {
        relation.value(table, row)?;
        let mut count = None;
        relation.each_key(table, row, |key| count = Some(context.profile.count(relation, key)));
        count
    })
}

/// A row has several seals; the one on most containers counts.
fn seal_containers(table: &ManifestTable, context: &Context<'_>) -> Vector {
    most_containers(table, context, C::SealKeys, Relation::SealContainers)
}

/// Bills that a row's own is not one with; without a bill of its own the row has no part in the count.
fn seal_bills(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let (seals, bills) = (table.list(C::SealKeys), table.text(C::BillNo));
    Vector::ints(table.height(), |row| {
        let _stated = seals.get(row).zip(bills.get(row))?;
        let mut most = 0;
        Relation::SealBills
            .each_key(table, row, |key| most = most.max(context.profile.count(Relation::SealBills, key)));
        Some(most)
    })
}

fn vin_containers(table: &ManifestTable, context: &Context<'_>) -> Vector {
    most_containers(table, context, C::VinsInText, Relation::VinContainers)
}

fn most_containers(table: &ManifestTable, context: &Context<'_>, column: C, relation: Relation) -> Vector {
    let several = table.list(column);
    Vector::ints(table.height(), |row| {
        let _stated = several.get(row)?;
        let mut most = 0;
        relation.each_key(table, row, |key| most = most.max(context.profile.count(relation, key)));
        Some(most)
    })
}

/// Fewest peers whose median says anything.
const FEWEST_PEERS: u32 = 10;

fn peers(table: &ManifestTable, context: &Context<'_>, row: usize) -> Option<Peers> {
    let own = Relation::ValuePeers.quantity(table, row)?;
    Relation::ValuePeers.value(table, row)?;
    let mut peers = None;
    Relation::ValuePeers.each_key(table, row, |key| {
        peers = Some(context.profile.peers(key).unwrap_or(Peers { bills: 1, median: own }));
    });
    peers
}

fn value_peers(table: &ManifestTable, context: &Context<'_>) -> Vector {
    Vector::ints(table.height(), |row| peers(table, context, row).map(|peers| i64::from(peers.bills) - 1))
}

fn value_peer_ratio(table: &ManifestTable, context: &Context<'_>) -> Vector {
    Vector::floats(table.height(), |row| {
        let peers = peers(table, context, row).filter(|peers| peers.bills > FEWEST_PEERS && peers.median > 0)?;
        Some(millionths(table.float(C::ValuePerKg, row)?) as f64 / peers.median as f64)
    })
}

fn container_total_kg(table: &ManifestTable, context: &Context<'_>) -> Vector {
    Vector::floats(table.height(), |row| {
        let own = container_grams(table, row)?;
        let mut total = None;
        Relation::ContainerKg.each_key(table, row, |key| total = context.profile.total_kg(key, own));
        total
    })
}

/// A field that the input does not have is not missing from the row: nobody could have stated it. Nor is what bay plans and
/// lists of equipment leave out: they are no manifests.
fn missing(table: &ManifestTable, context: &Context<'_>, column: C) -> Vector {
    let can_be_stated = context.stated.contains(&column);
    let kinds = table.text(C::DocumentKind);
    Vector::bools(table.height(), |row| {
        let is_manifest = DocumentKind::stated(kinds.get(row)) == DocumentKind::Manifest;
        let is_missing = table.shown(column, row).is_none();
        // Of prose the readable part counts, so where none is left it is missing.
        let is_known = !is_missing || column.is_prose() || !table.is_unreadable(column, row);
        (can_be_stated && is_manifest && is_known).then_some(is_missing)
    })
}

/// The verified mass of the packed container is a weight too, and plans state it: so theirs can be missing.
fn weight_missing(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let masses = [C::GrossKg, C::VgmKg];
    let can_be_stated = masses.iter().any(|mass| context.stated.contains(mass));
    let weighed = |row: usize| masses.iter().any(|&mass| table.float(mass, row).is_some_and(|kg| kg > 0.0));
    let hidden = |row: usize| masses.iter().any(|&mass| table.is_unreadable(mass, row));
    Vector::bools(table.height(), |row| {
        let weighed = weighed(row);
        (can_be_stated && (weighed || !hidden(row))).then_some(!weighed)
    })
}
