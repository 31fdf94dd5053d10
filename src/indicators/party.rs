//! Parties: names made comparable, order consignees, forwarders.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::domain::DocumentKind;
use crate::screening::{PartyName, is_forwarder_name};
use crate::tables::{ManifestTable, PerText, Vector};

pub const ALL: &[Indicator] = &[
    Indicator {
        column: C::ShipperKey,
        needs: &[C::ShipperName, C::UnreadableCells],
        compute: |table, context| key(table, context, C::ShipperName),
    },
    Indicator {
        column: C::ConsigneeKey,
        needs: &[C::ConsigneeName, C::UnreadableCells],
        compute: |table, context| key(table, context, C::ConsigneeName),
    },
    Indicator {
        column: C::NotifyKey,
        needs: &[C::NotifyName, C::ConsigneeKey, C::UnreadableCells],
        compute: notify_key,
    },
    Indicator { column: C::ConsigneeToOrder, needs: &[C::ConsigneeName], compute: to_order },
    Indicator {
        column: C::NotifyStated,
        needs: &[C::NotifyName, C::ConsigneeName, C::DocumentKind],
        compute: notify_stated,
    },
    Indicator {
        column: C::NotifySameAsConsignee,
        needs: &[C::NotifyName, C::NotifyKey, C::ConsigneeKey],
        compute: same_as_consignee,
    },
    Indicator {
        column: C::ShipperIsForwarder,
        needs: &[C::ShipperKey],
        compute: |table, context| forwarder(table, context, C::ShipperKey),
    },
    Indicator {
        column: C::ConsigneeIsForwarder,
        needs: &[C::ConsigneeKey],
        compute: |table, context| forwarder(table, context, C::ConsigneeKey),
    },
    Indicator {
        column: C::NotifyIsForwarder,
        needs: &[C::NotifyKey],
        compute: |table, context| forwarder(table, context, C::NotifyKey),
    },
    Indicator {
        column: C::ShipperIsConsignee,
        needs: &[C::ShipperKey, C::ConsigneeKey],
        compute: shipper_is_consignee,
    },
];

fn read(name: &str, context: &Context<'_>) -> PartyName {
    PartyName::read(name, &context.reference.deciding_words)
}

fn key(table: &ManifestTable, context: &Context<'_>, name: C) -> Vector {
    let mut known = PerText::default();
    Vector::texts(table.height(), |row| match known.get(table.whole_text(name, row)?, |name| read(name, context)) {
        PartyName::Named(key) => Some(key.clone()),
        _ => None,
    })
}

fn notify_key(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let consignees = table.text(C::ConsigneeKey);
    let mut known = PerText::default();
    Vector::texts(table.height(), |row| {
        match known.get(table.whole_text(C::NotifyName, row)?, |name| read(name, context)) {
            PartyName::Named(key) => Some(key.clone()),
            PartyName::SameAsConsignee => consignees.get(row).map(str::to_owned),
            _ => None,
        }
    })
}

fn to_order(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let names = table.text(C::ConsigneeName);
    let mut known = PerText::default();
    Vector::bools(table.height(), |row| {
        Some(*known.get(names.get(row)?, |name| matches!(read(name, context), PartyName::ToOrder)))
    })
}

fn notify_stated(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let (names, consignees) = (table.text(C::NotifyName), table.text(C::ConsigneeName));
    let can_be_stated = context.stated.contains(&C::NotifyName);
    let kinds = table.text(C::DocumentKind);
    let is_manifest = |row: usize| DocumentKind::stated(kinds.get(row)) == DocumentKind::Manifest;
    let mut known = PerText::default();
    Vector::bools(table.height(), |row| match (names.get(row), consignees.get(row)) {
        (Some(name), _) => Some(*known.get(name, |name| !matches!(read(name, context), PartyName::NotAName))),
        (None, Some(_)) if can_be_stated && is_manifest(row) => Some(false),
        _ => None,
    })
}

fn same_as_consignee(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let (names, notify, consignee) = (table.text(C::NotifyName), table.text(C::NotifyKey), table.text(C::ConsigneeKey));
    let mut known = PerText::default();
    Vector::bools(table.height(), |row| match known.get(names.get(row)?, |name| read(name, context)) {
        PartyName::SameAsConsignee => Some(true),
        _ => Some(notify.get(row)? == consignee.get(row)?),
    })
}

fn forwarder(table: &ManifestTable, context: &Context<'_>, key: C) -> Vector {
    let keys = table.text(key);
    let mut known = PerText::default();
    Vector::bools(table.height(), |row| {
        keys.get(row).map(|key| *known.get(key, |key| is_forwarder_name(key, &context.reference.deciding_words)))
    })
}

fn shipper_is_consignee(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let (shipper, consignee) = (table.text(C::ShipperKey), table.text(C::ConsigneeKey));
    Vector::bools(table.height(), |row| Some(shipper.get(row)? == consignee.get(row)?))
}
