//! Keys: what lists of vessels, addresses, bills and seals are asked of.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::screening::{address_key, identifier_key, vessel_key};
use crate::tables::{ManifestTable, PerText, Vector};
use std::borrow::Cow;

pub const ALL: &[Indicator] = &[
    Indicator {
        column: C::VesselKey,
        needs: &[C::VesselName, C::UnreadableCells],
        compute: |table, _| keys(table, C::VesselName, vessel_key),
    },
    Indicator {
        column: C::ShipperAddressKey,
        needs: &[C::ShipperAddress, C::UnreadableCells],
        compute: |table, _| keys(table, C::ShipperAddress, address_key),
    },
    Indicator {
        column: C::ConsigneeAddressKey,
        needs: &[C::ConsigneeAddress, C::UnreadableCells],
        compute: |table, _| keys(table, C::ConsigneeAddress, address_key),
    },
    Indicator {
        column: C::NotifyAddressKey,
        needs: &[C::NotifyAddress, C::UnreadableCells],
        compute: |table, _| keys(table, C::NotifyAddress, address_key),
    },
    Indicator { column: C::BillKey, needs: &[C::BillNo], compute: |table, _| keys(table, C::BillNo, identifier_key) },
    Indicator {
        column: C::MasterBillKey,
        needs: &[C::MasterBillNo],
        compute: |table, _| keys(table, C::MasterBillNo, identifier_key),
    },
    Indicator { column: C::SealKeys, needs: &[C::Seals], compute: seal_keys },
];

/// The key of each row's text; equal texts are read once.
fn keys(table: &ManifestTable, column: C, key: fn(&str) -> Option<String>) -> Vector {
    let mut known = PerText::default();
    Vector::texts(table.height(), |row| known.get(table.whole_text(column, row)?, key).clone())
}

fn seal_keys(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let seals = table.list(C::Seals);
    Vector::lists(C::SealKeys, table.height(), |row| {
        let mut keys: Vec<Cow<'_, str>> = Vec::new();
        for key in seals.get(row)?.filter_map(identifier_key) {
            if !keys.iter().any(|known| *known == key) {
                keys.push(Cow::Owned(key));
            }
        }
        Some(keys)
    })
}
