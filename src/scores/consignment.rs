//! What makes boxes parts of one consignment: the bills they are on, or the same shipper, consignee and goods.

use super::rollup::Texts;
use crate::columns::Column;
use crate::tables::ManifestTable;
use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

/// A set of bills: one bill, or the number of a kept set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct BillsId(pub u32);

const SEVERAL: u32 = 1 << 31;

impl BillsId {
    pub const NONE: Self = Self(u32::MAX);
}

/// Bills by number, and the sets of them that boxes are on.
#[derive(Debug, Clone, Default)]
pub(super) struct Consignments {
    bills: Texts,
    sets: Vec<Box<[u32]>>,
    numbers: HashMap<Box<[u32]>, u32>,
}

impl Consignments {
    pub fn bills_of_row(&mut self, table: &ManifestTable, row: usize) -> BillsId {
        table.text(Column::BillNo).get(row).map_or(BillsId::NONE, |bill| BillsId(self.bills.number(bill)))
    }

    fn members(&self, id: BillsId) -> Vec<u32> {
        match id {
            BillsId::NONE => Vec::new(),
            BillsId(several) if several & SEVERAL != 0 => self.sets[(several & !SEVERAL) as usize].to_vec(),
            BillsId(one) => vec![one],
        }
    }

    pub fn merged(&mut self, a: BillsId, b: BillsId) -> BillsId {
        if a == b || b == BillsId::NONE {
            return a;
        }
        if a == BillsId::NONE {
            return b;
        }
        let mut members = self.members(a);
        members.extend(self.members(b));
        members.sort_unstable();
        members.dedup();
        let next = self.sets.len() as u32;
        let set = *self.numbers.entry(members.into()).or_insert_with_key(|members| {
            self.sets.push(members.clone());
            next
        });
        BillsId(SEVERAL | set)
    }

    /// The numbers of a set's bills, ascending.
    pub fn numbers(&self, id: BillsId) -> Vec<String> {
        let mut numbers: Vec<String> =
            self.members(id).into_iter().map(|bill| self.bills.text(bill).to_owned()).collect();
        numbers.sort_unstable();
        numbers
    }
}

/// Shipper, consignee and goods of a box, as a hash, where all its rows state the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Goods(u64);

/// Not stated, or several.
const MIXED: u64 = 0;

impl Goods {
    pub fn of_row(table: &ManifestTable, row: usize) -> Self {
        let text = |column: Column| table.text(column).get(row);
        let stated = text(Column::ShipperName).zip(text(Column::ConsigneeName)).zip(text(Column::GoodsDescription));
        Self(stated.map_or(MIXED, |((shipper, consignee), goods)| {
            let [shipper, consignee, goods] = [shipper, consignee, goods].map(|text| xxh3_64(text.as_bytes()));
            let parts = [shipper.to_le_bytes(), consignee.to_le_bytes(), goods.to_le_bytes()].concat();
            xxh3_64(&parts).max(1)
        }))
    }

    pub fn merged(self, other: Self) -> Self {
        if self == other { self } else { Self(MIXED) }
    }

    pub fn key(self) -> Option<u64> {
        (self.0 != MIXED).then_some(self.0)
    }
}
