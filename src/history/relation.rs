//! Relations: of which things distinct others are counted.

use crate::columns::Column as C;
use crate::screening::address_key;
use crate::tables::ManifestTable;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// "Distinct containers per seal" and its like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    SealContainers,
    BillContainers,
    BillConsignees,
    BillShippers,
    ContainerBills,
    ConsigneeBills,
    ShipperConsignees,
    AddressConsignees,
    SameWeightContainers,
    VinContainers,
    ContainerConsignees,
    NotifyConsignees,
    ConsigneeShippers,
    PairBills,
    RepeatedBills,
    /// Not a count alone: the median of values per kilogram over bills of one heading and currency.
    ValuePeers,
    /// Not a count: the sum of kilograms over a container's distinct bills.
    ContainerKg,
}

impl Relation {
    /// The relation a batch indicator looks into.
    pub fn behind(column: C) -> Option<Self> {
        Some(match column {
            C::SealContainers => Self::SealContainers,
            C::BillContainers => Self::BillContainers,
            C::BillConsignees => Self::BillConsignees,
            C::BillShippers => Self::BillShippers,
            C::ContainerBills => Self::ContainerBills,
            C::ConsigneeBills => Self::ConsigneeBills,
            C::ShipperConsignees => Self::ShipperConsignees,
            C::AddressConsignees => Self::AddressConsignees,
            C::SameWeightContainers => Self::SameWeightContainers,
            C::VinContainers => Self::VinContainers,
            C::ContainerConsignees => Self::ContainerConsignees,
            C::NotifyConsignees => Self::NotifyConsignees,
            C::ConsigneeShippers => Self::ConsigneeShippers,
            C::PairBills => Self::PairBills,
            C::RepeatedBills => Self::RepeatedBills,
            C::ValuePeers | C::ValuePeerRatio => Self::ValuePeers,
            C::ContainerTotalKg => Self::ContainerKg,
            _ => return None,
        })
    }

    /// The columns that keys and values are made of.
    pub const fn needs(self) -> &'static [C] {
        match self {
            Self::SealContainers => &[C::Seals, C::ContainerNo],
            Self::BillContainers => &[C::BillNo, C::ContainerNo],
            Self::BillConsignees => &[C::BillNo, C::ConsigneeKey],
            Self::BillShippers => &[C::BillNo, C::ShipperKey],
            Self::ContainerBills => &[C::ContainerNo, C::BillNo],
            Self::ConsigneeBills => &[C::ConsigneeKey, C::BillNo],
            Self::ShipperConsignees => &[C::ShipperKey, C::ConsigneeKey],
            Self::AddressConsignees => &[C::ConsigneeAddress, C::ConsigneeKey],
            Self::SameWeightContainers => &[C::ShipperKey, C::GrossKg, C::WeightScope, C::ContainerNo],
            Self::VinContainers => &[C::VinsInText, C::ContainerNo],
            Self::ContainerConsignees => &[C::ContainerNo, C::ConsigneeKey],
            Self::NotifyConsignees => &[C::NotifyKey, C::ConsigneeKey],
            Self::ConsigneeShippers => &[C::ConsigneeKey, C::ShipperKey],
            Self::PairBills => &[C::ShipperKey, C::ConsigneeKey, C::BillNo],
            Self::RepeatedBills => &[C::ShipperKey, C::ConsigneeKey, C::GoodsDescription, C::GrossKg, C::BillNo],
            Self::ValuePeers => &[C::Hs4, C::ValueCurrency, C::ValuePerKg, C::BillNo],
            Self::ContainerKg => &[C::ContainerNo, C::BillNo, C::GrossKg, C::WeightScope],
        }
    }

    /// What of a row is summed or ranked, as a whole number: grams of its mass, millionths of its value per
    /// kilogram. `None`: the relation counts only.
    pub fn quantity(self, table: &ManifestTable, row: usize) -> Option<i64> {
        match self {
            Self::ContainerKg => Some(container_grams(table, row).unwrap_or(UNKNOWN)),
            Self::ValuePeers => table.float(C::ValuePerKg, row).map(millionths),
            _ => None,
        }
    }

    /// Calls `take` with the keys of a row: one, none where it is not stated, several for seals.
    pub fn each_key(self, table: &ManifestTable, row: usize, mut take: impl FnMut(u64)) {
        let text = |column: C| table.text(column).get(row).map(|text| hash(&[text.as_bytes()]));
        let both = |a: C, b: C| {
            let (a, b) = (table.text(a).get(row)?, table.text(b).get(row)?);
            Some(hash(&[a.as_bytes(), b.as_bytes()]))
        };
        let key = match self {
            Self::SealContainers | Self::VinContainers => {
                let column = if self == Self::SealContainers { C::Seals } else { C::VinsInText };
                let several = table.list(column).get(row);
                return several.into_iter().flatten().for_each(|one| take(hash(&[one.as_bytes()])));
            }
            Self::BillContainers | Self::BillConsignees | Self::BillShippers => text(C::BillNo),
            Self::ContainerBills | Self::ContainerKg | Self::ContainerConsignees => text(C::ContainerNo),
            Self::ConsigneeBills | Self::ConsigneeShippers => text(C::ConsigneeKey),
            Self::NotifyConsignees => text(C::NotifyKey),
            Self::PairBills => both(C::ShipperKey, C::ConsigneeKey),
            Self::ValuePeers => both(C::Hs4, C::ValueCurrency),
            Self::RepeatedBills => {
                let pair = both(C::ShipperKey, C::ConsigneeKey);
                let goods = text(C::GoodsDescription);
                let grams = table.float(C::GrossKg, row).map(grams);
                pair.zip(goods).zip(grams).map(|((pair, goods), grams)| {
                    hash(&[&pair.to_le_bytes(), &goods.to_le_bytes(), &grams.to_le_bytes()])
                })
            }
            Self::ShipperConsignees => text(C::ShipperKey),
            Self::AddressConsignees => {
                let address = table.text(C::ConsigneeAddress).get(row).and_then(address_key);
                address.map(|key| hash(&[key.as_bytes()]))
            }
            Self::SameWeightContainers => {
                let shipper = table.text(C::ShipperKey).get(row);
                let grams = container_grams(table, row).filter(|grams| *grams > 0);
                shipper.zip(grams).map(|(shipper, grams)| hash(&[shipper.as_bytes(), &grams.to_le_bytes()]))
            }
        };
        key.into_iter().for_each(take);
    }

    /// What is counted per key. A row without it has no part in the relation, and gets no count.
    pub fn value(self, table: &ManifestTable, row: usize) -> Option<u64> {
        let column = match self {
            Self::SealContainers | Self::BillContainers | Self::SameWeightContainers | Self::VinContainers => {
                C::ContainerNo
            }
            Self::BillConsignees
            | Self::ShipperConsignees
            | Self::AddressConsignees
            | Self::ContainerConsignees
            | Self::NotifyConsignees => C::ConsigneeKey,
            Self::BillShippers | Self::ConsigneeShippers => C::ShipperKey,
            Self::ContainerBills | Self::ConsigneeBills | Self::PairBills | Self::RepeatedBills => C::BillNo,
            Self::ValuePeers => {
                table.float(C::ValuePerKg, row)?;
                C::BillNo
            }
            Self::ContainerKg => {
                // The same bill read twice counts once.
                let bill = table.text(C::BillNo).get(row).unwrap_or_default();
                let grams = container_grams(table, row).unwrap_or(-1);
                return Some(hash(&[bill.as_bytes(), &grams.to_le_bytes()]));
            }
        };
        table.text(column).get(row).map(|text| hash(&[text.as_bytes()]))
    }
}

/// Grams of the container's own goods. Whole grams, so that sums do not depend on their order.
pub fn container_grams(table: &ManifestTable, row: usize) -> Option<i64> {
    if table.text(C::WeightScope).get(row) == Some("bill") {
        return None;
    }
    table.float(C::GrossKg, row).map(grams)
}

fn grams(kg: f64) -> i64 {
    (kg * 1_000.0).round() as i64
}

pub fn millionths(value: f64) -> i64 {
    (value * 1_000_000.0).round() as i64
}

/// Stands for a quantity that a row does not state.
pub const UNKNOWN: i64 = i64::MIN;

/// 64 bits: among ten million different keys, two are taken for one with a chance of 1 in 370,000.
fn hash(parts: &[&[u8]]) -> u64 {
    if let [only] = parts {
        return xxh3_64(only);
    }
    let mut hasher = Xxh3::new();
    for part in parts {
        hasher.update(&(part.len() as u32).to_le_bytes());
        hasher.update(part);
    }
    hasher.digest()
}
