//! Relations: of which things distinct others are counted.

use crate::columns::Column as C;
use crate::screening::address_key;
use crate::tables::ManifestTable;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Where the things of one key are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Within one visit of the container.
    Visit,
    /// Within one call of the ship.
    Call,
    /// In everything that was read: such things (a seal, a vehicle's number) are one in the world.
    AcrossCalls,
}

impl Reach {
    /// What is the same within it.
    fn column(self) -> Option<C> {
        match self {
            Self::Visit => Some(C::Visit),
            Self::Call => Some(C::Call),
            Self::AcrossCalls => None,
        }
    }
}

/// "Distinct containers per seal" and its like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    SealContainers,
    /// Not a count of values alone: bills that share a seal, those of one container as one.
    SealBills,
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
            C::SealBills => Self::SealBills,
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

    pub fn reach(self) -> Reach {
        match self {
            Self::SealContainers | Self::SealBills | Self::VinContainers => Reach::AcrossCalls,
            Self::ContainerBills | Self::ContainerConsignees | Self::ContainerKg => Reach::Visit,
            _ => Reach::Call,
        }
    }

    /// The columns that keys and values are made of.
    pub const fn needs(self) -> &'static [C] {
        match self {
            Self::SealContainers => &[C::SealKeys, C::ContainerNo],
            Self::SealBills => &[C::SealKeys, C::ContainerNo, C::BillNo],
            Self::BillContainers => &[C::BillNo, C::ContainerNo, C::Call],
            Self::BillConsignees => &[C::BillNo, C::ConsigneeKey, C::Call],
            Self::BillShippers => &[C::BillNo, C::ShipperKey, C::Call],
            Self::ContainerBills => &[C::ContainerNo, C::BillNo, C::Visit],
            Self::ConsigneeBills => &[C::ConsigneeKey, C::BillNo, C::Call],
            Self::ShipperConsignees => &[C::ShipperKey, C::ConsigneeKey, C::Call],
            Self::AddressConsignees => &[C::ConsigneeAddress, C::ConsigneeKey, C::Call],
            Self::SameWeightContainers => &[C::ShipperKey, C::GrossKg, C::WeightScope, C::ContainerNo, C::Call],
            Self::VinContainers => &[C::VinsInText, C::ContainerNo],
            Self::ContainerConsignees => &[C::ContainerNo, C::ConsigneeKey, C::Visit],
            Self::NotifyConsignees => &[C::NotifyKey, C::ConsigneeKey, C::Call],
            Self::ConsigneeShippers => &[C::ConsigneeKey, C::ShipperKey, C::Call],
            Self::PairBills => &[C::ShipperKey, C::ConsigneeKey, C::BillNo, C::Call],
            Self::RepeatedBills => {
                &[C::ShipperKey, C::ConsigneeKey, C::GoodsDescription, C::GrossKg, C::BillNo, C::Call]
            }
            Self::ValuePeers => &[C::Hs4, C::ValueCurrency, C::ValuePerKg, C::BillNo, C::Call],
            Self::ContainerKg => &[C::ContainerNo, C::BillNo, C::GrossKg, C::WeightScope, C::Visit],
        }
    }

    /// What of a row is summed, ranked or joined, as a whole number: grams of its mass, millionths of its value per
    /// kilogram, the hash of its bill. `None`: the relation counts only.
    pub fn quantity(self, table: &ManifestTable, row: usize) -> Option<i64> {
        match self {
            Self::ContainerKg => Some(container_grams(table, row).unwrap_or(UNKNOWN)),
            Self::ValuePeers => table.float(C::ValuePerKg, row).map(millionths),
            Self::SealBills => table.text(C::BillNo).get(row).map(|bill| hash(&[bill.as_bytes()]).cast_signed()),
            _ => None,
        }
    }

    /// Calls `take` with the keys of a row: one, none where it is not stated, several for seals.
    /// Each is of the row's visit or call alone, where the relation reaches no further.
    pub fn each_key(self, table: &ManifestTable, row: usize, mut take: impl FnMut(u64)) {
        let within = self.reach().column().and_then(|column| table.text(column).get(row));
        let mut take = |key: u64| take(within.map_or(key, |name| hash(&[name.as_bytes(), &key.to_le_bytes()])));
        let text = |column: C| table.text(column).get(row).map(|text| hash(&[text.as_bytes()]));
        let both = |a: C, b: C| {
            let (a, b) = (table.text(a).get(row)?, table.text(b).get(row)?);
            Some(hash(&[a.as_bytes(), b.as_bytes()]))
        };
        let key = match self {
            Self::SealContainers | Self::SealBills | Self::VinContainers => {
                let column = if self == Self::VinContainers { C::VinsInText } else { C::SealKeys };
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
        if self == Self::ContainerKg {
            // The same bill read twice counts once.
            let bill = table.text(C::BillNo).get(row).unwrap_or_default();
            let grams = container_grams(table, row).unwrap_or(-1);
            return Some(hash(&[bill.as_bytes(), &grams.to_le_bytes()]));
        }
        let text = match self {
            // Bills of one container are one group, so it is containers that are told apart.
            Self::SealBills => self.value_text(table, row).and(table.text(C::ContainerNo).get(row)),
            _ => self.value_text(table, row),
        };
        text.map(|text| hash(&[text.as_bytes()]))
    }

    /// What is counted, in words: the container, the bill, the party.
    pub fn value_text(self, table: &ManifestTable, row: usize) -> Option<&str> {
        let column = match self {
            Self::SealContainers | Self::BillContainers | Self::SameWeightContainers | Self::VinContainers => {
                C::ContainerNo
            }
            Self::SealBills => C::BillNo,
            Self::BillConsignees
            | Self::ShipperConsignees
            | Self::AddressConsignees
            | Self::ContainerConsignees
            | Self::NotifyConsignees => C::ConsigneeKey,
            Self::BillShippers | Self::ConsigneeShippers => C::ShipperKey,
            Self::ContainerBills | Self::ConsigneeBills | Self::PairBills | Self::RepeatedBills | Self::ContainerKg => {
                C::BillNo
            }
            Self::ValuePeers => {
                table.float(C::ValuePerKg, row)?;
                C::BillNo
            }
        };
        table.text(column).get(row)
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
