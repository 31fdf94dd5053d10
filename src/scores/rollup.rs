//! Rolling up: the rows of one visit of a container become one result. A rule counts once per visit: it fired
//! if it fired on any row, is quiet if it is quiet on all, and is not evaluable otherwise. A discount must
//! fire on every row (see the scorer).

use super::call_facts::{CallFacts, CallFactsId, KnownCalls};
use super::consignment::{BillsId, Consignments, Goods};
use super::pattern::{PatternId, Patterns};
use crate::columns::Column;
use crate::domain::ContainerNo;
use crate::tables::ManifestTable;
use hashbrown::{HashMap, HashSet};
use std::sync::Arc;

/// A container number in eight bytes: packed where it is well formed, else the number of a kept text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key(u64);

const TEXT: u64 = 1 << 63;

/// Container numbers, each kept once.
#[derive(Debug, Clone, Default)]
struct ContainerKeys {
    odd: Texts,
}

impl ContainerKeys {
    fn key(&mut self, number: &str) -> Key {
        match ContainerNo::parse(number) {
            Some(number) => Key(number.packed()),
            None => Key(TEXT | u64::from(self.odd.number(number))),
        }
    }

    fn text(&self, key: Key) -> String {
        match key.0 & TEXT {
            0 => ContainerNo::unpacked(key.0).as_str().to_owned(),
            _ => self.odd.text((key.0 & !TEXT) as u32).to_owned(),
        }
    }
}

/// Texts by number, each kept once.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    all: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Texts {
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let (number, text) = (self.all.len() as u32, Arc::<str>::from(text));
        self.all.push(text.clone());
        self.numbers.insert(text, number);
        number
    }

    pub fn text(&self, number: u32) -> &str {
        &self.all[number as usize]
    }
}

/// The rolled-up result of one visit of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoredVisit {
    pub container_no: String,
    /// The visit's name (column `visit`); blank where nothing is stated.
    pub visit: String,
    pub pattern: PatternId,
    pub rows: u32,
    pub call: CallFacts,
    /// Numbers of its bills, ascending.
    pub bills: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
struct Visit {
    container: Key,
    visit: u32,
    pattern: PatternId,
    rows: u32,
    call: CallFactsId,
    bills: BillsId,
    goods: Goods,
}

/// The slim table of all visits, filled batch by batch in any order.
#[derive(Debug, Clone)]
pub struct RollUp {
    keys: ContainerKeys,
    names: Texts,
    places: HashMap<(Key, u32), u32>,
    visits: Vec<Visit>,
    patterns: Patterns,
    merges: HashMap<(PatternId, PatternId), PatternId>,
    calls: KnownCalls,
    consignments: Consignments,
}

impl RollUp {
    /// Columns that the roll-up reads.
    pub const NEEDS: [Column; 15] = [
        Column::ContainerNo,
        Column::Visit,
        Column::ManifestNo,
        Column::VesselName,
        Column::Voyage,
        Column::Eta,
        Column::Terminal,
        Column::BillNo,
        Column::BillKey,
        Column::CarrierCode,
        Column::ShipperKey,
        Column::ConsigneeKey,
        Column::ShipperIsForwarder,
        Column::ConsigneeIsForwarder,
        Column::GoodsDescription,
    ];

    pub fn new(rules: usize) -> Self {
        Self {
            keys: ContainerKeys::default(),
            names: Texts::default(),
            places: HashMap::new(),
            visits: Vec::new(),
            patterns: Patterns::new(rules),
            merges: HashMap::new(),
            calls: KnownCalls::default(),
            consignments: Consignments::default(),
        }
    }

    /// Adds the rows of a table, with the patterns of its rows as numbers of `theirs`.
    pub fn add(&mut self, table: &ManifestTable, rows: &[PatternId], theirs: &Patterns) {
        let ours: Vec<PatternId> = theirs.iter().map(|pattern| self.patterns.id(pattern.clone())).collect();
        let (numbers, names) = (table.text(Column::ContainerNo), table.text(Column::Visit));
        for (row, pattern) in rows.iter().enumerate() {
            let number = numbers.get(row).expect("rows without a container were rejected");
            let visit = Visit {
                container: self.keys.key(number),
                visit: self.names.number(names.get(row).unwrap_or_default()),
                pattern: ours[*pattern as usize],
                rows: 1,
                call: self.calls.of_row(table, row),
                bills: self.consignments.bills_of_row(table, row),
                goods: Goods::of_row(table, row),
            };
            self.add_row(visit);
        }
    }

    fn add_row(&mut self, row: Visit) {
        let next = self.visits.len() as u32;
        let place = *self.places.entry((row.container, row.visit)).or_insert(next);
        if place == next {
            self.visits.push(row);
            return;
        }
        let known = self.visits[place as usize];
        self.visits[place as usize] = Visit {
            pattern: self.merged(known.pattern, row.pattern),
            rows: known.rows + row.rows,
            call: self.calls.merged(known.call, row.call),
            bills: self.consignments.merged(place, known.bills, row.bills),
            goods: known.goods.merged(row.goods),
            ..known
        };
    }

    /// Ends the roll-up, when all rows are there.
    pub fn finish(&mut self) {
        for (place, bills) in self.consignments.finish() {
            self.visits[place as usize].bills = bills;
        }
    }

    fn merged(&mut self, a: PatternId, b: PatternId) -> PatternId {
        if a == b {
            return a;
        }
        if let Some(known) = self.merges.get(&(a, b)) {
            return *known;
        }
        let merged = self.patterns.get(a).merged(self.patterns.get(b));
        let id = self.patterns.id(merged);
        self.merges.insert((a, b), id);
        id
    }

    pub fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    /// Visits, each a container on one call.
    pub fn len(&self) -> usize {
        self.visits.len()
    }

    pub fn is_empty(&self) -> bool {
        self.visits.is_empty()
    }

    /// Different containers among the visits.
    pub fn containers(&self) -> usize {
        let numbers: HashSet<Key> = self.visits.iter().map(|visit| visit.container).collect();
        numbers.len()
    }

    pub fn visit(&self, place: usize) -> ScoredVisit {
        let visit = &self.visits[place];
        ScoredVisit {
            container_no: self.container_no(place),
            visit: self.name(place).to_owned(),
            pattern: visit.pattern,
            rows: visit.rows,
            call: self.calls.get(visit.call).clone(),
            bills: self.consignments.numbers(visit.bills),
        }
    }

    pub fn container_no(&self, place: usize) -> String {
        self.keys.text(self.visits[place].container)
    }

    /// The visit's name; blank where nothing is stated.
    pub fn name(&self, place: usize) -> &str {
        self.names.text(self.visits[place].visit)
    }

    pub fn call(&self, place: usize) -> &CallFacts {
        self.calls.get(self.visits[place].call)
    }

    /// The bills of a visit: a number for each bill of one carrier or manifest.
    pub fn bills(&self, place: usize) -> &[u32] {
        self.consignments.members(&self.visits[place].bills)
    }

    pub fn pattern_of(&self, place: usize) -> PatternId {
        self.visits[place].pattern
    }

    /// By what the visit is one consignment with others of its call: its bills, and its shipper, consignee and goods. Nothing
    /// where it states neither.
    pub fn likeness(&self, place: usize) -> impl Iterator<Item = Likeness> {
        let Visit { visit, bills, goods, .. } = self.visits[place];
        let of_bills = (bills != BillsId::NONE).then_some(Likeness::Bills(bills.0, visit));
        let of_goods = goods.key().map(|goods| Likeness::Goods(goods, visit));
        of_bills.into_iter().chain(of_goods)
    }
}

/// What boxes of one call have in common that are of one consignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Likeness {
    /// The same bills.
    Bills(u32, u32),
    /// The same shipper, consignee and goods.
    Goods(u64, u32),
}
