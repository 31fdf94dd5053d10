//! What makes boxes parts of one consignment: the bills they are on, or the same shipper, consignee and goods.

use super::rollup::Texts;
use crate::columns::Column;
use crate::tables::ManifestTable;
use crate::wording::hash_of_letters;
use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

/// The bills of a visit: one, or, beyond one, a set that is known when all rows are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct BillsId(pub u32);

const SEVERAL: u32 = 1 << 31;

impl BillsId {
    pub const NONE: Self = Self(u32::MAX);
    /// Several bills, before the sets are made.
    const OPEN: Self = Self(u32::MAX - 1);
}

/// A bill: its number as written, and by what it is compared, which is of its carrier or manifest alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Consignments {
    numbers: Texts,
    /// Per bill: the place of its number.
    bills: Vec<u32>,
    known: HashMap<u64, u32>,
    /// Visits with several bills, by place, with one of them.
    several: Vec<(u32, u32)>,
    sets: Vec<Box<[u32]>>,
}

impl Consignments {
    pub fn bills_of_row(&mut self, table: &ManifestTable, row: usize) -> BillsId {
        let text = |column: Column| table.text(column).get(row);
        let Some(number) = text(Column::BillNo) else { return BillsId::NONE };
        // Two carriers may give two bills one number; one of them may write it with blanks or without.
        let whose = text(Column::CarrierCode).or_else(|| text(Column::ManifestNo)).unwrap_or_default();
        let key = text(Column::BillKey).unwrap_or(number);
        let key = xxh3_64(&[xxh3_64(whose.as_bytes()).to_le_bytes(), xxh3_64(key.as_bytes()).to_le_bytes()].concat());
        let next = self.bills.len() as u32;
        let bill = *self.known.entry(key).or_insert(next);
        if bill == next {
            self.bills.push(self.numbers.number(number));
        }
        BillsId(bill)
    }

    /// What two rows of the visit at a place say together.
    pub fn merged(&mut self, place: u32, a: BillsId, b: BillsId) -> BillsId {
        match (a, b) {
            _ if a == b || b == BillsId::NONE => a,
            (BillsId::NONE, _) => b,
            _ => {
                let one_by_one = [a, b].into_iter().filter(|id| *id != BillsId::OPEN);
                self.several.extend(one_by_one.map(|id| (place, id.0)));
                BillsId::OPEN
            }
        }
    }

    /// Makes the sets of bills, each once, when all rows are there; gives that of each visit that has several.
    pub fn finish(&mut self) -> Vec<(u32, BillsId)> {
        self.several.sort_unstable();
        self.several.dedup();
        let mut known: HashMap<Box<[u32]>, u32> = HashMap::new();
        let mut of_visits = Vec::new();
        for of_one in std::mem::take(&mut self.several).chunk_by(|a, b| a.0 == b.0) {
            let next = self.sets.len() as u32;
            let members: Box<[u32]> = of_one.iter().map(|(_, bill)| *bill).collect();
            let set = *known.entry(members).or_insert_with_key(|members| {
                self.sets.push(members.clone());
                next
            });
            of_visits.push((of_one[0].0, BillsId(SEVERAL | set)));
        }
        of_visits
    }

    /// A visit's bills, one by one.
    pub fn members<'a>(&'a self, id: &'a BillsId) -> &'a [u32] {
        match id {
            &BillsId::NONE | &BillsId::OPEN => &[],
            BillsId(several) if several & SEVERAL != 0 => &self.sets[(several & !SEVERAL) as usize],
            BillsId(one) => std::slice::from_ref(one),
        }
    }

    /// The numbers of a visit's bills, ascending.
    pub fn numbers(&self, id: BillsId) -> Vec<String> {
        let number = |bill: &u32| self.numbers.text(self.bills[*bill as usize]).to_owned();
        let mut numbers: Vec<String> = self.members(&id).iter().map(number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// Shipper, consignee and goods of a box, as a hash, where all its rows state the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Goods(u64);

/// Not stated, or several.
const MIXED: u64 = 0;

impl Goods {
    /// Parties by their comparable names, goods by their letters. A forwarder's boxes are of many owners, so they are no consignment.
    pub fn of_row(table: &ManifestTable, row: usize) -> Self {
        let text = |column: Column| table.text(column).get(row);
        let parties = text(Column::ShipperKey).zip(text(Column::ConsigneeKey));
        let forwards = |column: Column| table.bool(column, row) == Some(true);
        let stated = parties.zip(text(Column::GoodsDescription));
        let stated =
            stated.filter(|_| !forwards(Column::ShipperIsForwarder) && !forwards(Column::ConsigneeIsForwarder));
        Self(stated.map_or(MIXED, |((shipper, consignee), goods)| {
            let parts = [xxh3_64(shipper.as_bytes()), xxh3_64(consignee.as_bytes()), hash_of_letters(goods)];
            xxh3_64(&parts.map(u64::to_le_bytes).concat()).max(1)
        }))
    }

    pub fn merged(self, other: Self) -> Self {
        if self == other { self } else { Self(MIXED) }
    }

    pub fn key(self) -> Option<u64> {
        (self.0 != MIXED).then_some(self.0)
    }
}
