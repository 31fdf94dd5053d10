//! Rolling up: the rows of a container become one result. A rule counts once per container: it fired
//! if it fired on any row, is quiet if it is quiet on all, and is not evaluable otherwise. A discount must
//! fire on every row (see the scorer).

use super::pattern::{PatternId, Patterns};
use crate::columns::Column;
use crate::domain::ContainerNo;
use crate::tables::ManifestTable;
use hashbrown::HashMap;

/// A container number in eight bytes: packed where it is well formed, else the number of a kept text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key(u64);

const TEXT: u64 = 1 << 63;

/// Container numbers, each kept once.
#[derive(Debug, Clone, Default)]
pub struct ContainerKeys {
    odd: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u64>,
}

impl ContainerKeys {
    fn key(&mut self, number: &str) -> Key {
        if let Some(number) = ContainerNo::parse(number) {
            return Key(number.packed());
        }
        if let Some(known) = self.numbers.get(number) {
            return Key(*known);
        }
        let key = TEXT | self.odd.len() as u64;
        self.odd.push(number.into());
        self.numbers.insert(number.into(), key);
        Key(key)
    }

    fn text(&self, key: Key) -> String {
        match key.0 & TEXT {
            0 => ContainerNo::unpacked(key.0).as_str().to_owned(),
            _ => self.odd[(key.0 & !TEXT) as usize].to_string(),
        }
    }
}

/// One container's rolled-up result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoredContainer {
    pub container_no: String,
    pub pattern: PatternId,
    pub rows: u32,
}

/// The slim table of all containers, filled batch by batch in any order.
#[derive(Debug, Clone)]
pub struct RollUp {
    keys: ContainerKeys,
    places: HashMap<Key, u32>,
    containers: Vec<(Key, PatternId, u32)>,
    patterns: Patterns,
    merges: HashMap<(PatternId, PatternId), PatternId>,
}

impl RollUp {
    pub fn new(rules: usize) -> Self {
        Self {
            keys: ContainerKeys::default(),
            places: HashMap::new(),
            containers: Vec::new(),
            patterns: Patterns::new(rules),
            merges: HashMap::new(),
        }
    }

    /// Adds the rows of a table, with the patterns of its rows as numbers of `theirs`.
    pub fn add(&mut self, table: &ManifestTable, rows: &[PatternId], theirs: &Patterns) {
        let ours: Vec<PatternId> = theirs.iter().map(|pattern| self.patterns.id(pattern.clone())).collect();
        let numbers = table.text(Column::ContainerNo);
        for (row, pattern) in rows.iter().enumerate() {
            let number = numbers.get(row).expect("rows without a container were rejected");
            self.add_row(number, ours[*pattern as usize]);
        }
    }

    fn add_row(&mut self, number: &str, pattern: PatternId) {
        let key = self.keys.key(number);
        let next = self.containers.len() as u32;
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.containers.push((key, pattern, 1));
            return;
        }
        let known = self.containers[place as usize].1;
        let merged = self.merged(known, pattern);
        let container = &mut self.containers[place as usize];
        container.1 = merged;
        container.2 += 1;
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

    pub fn len(&self) -> usize {
        self.containers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.containers.is_empty()
    }

    pub fn container(&self, place: usize) -> ScoredContainer {
        let (key, pattern, rows) = self.containers[place];
        ScoredContainer { container_no: self.keys.text(key), pattern, rows }
    }

    pub fn pattern_of(&self, place: usize) -> PatternId {
        self.containers[place].1
    }
}
