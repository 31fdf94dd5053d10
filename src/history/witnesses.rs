//! Witnesses: the other containers, bills and parties behind the counts that made a rule fire.
//!
//! Profiles keep numbers, not names. For the few keys that explanations ask for, one more pass over the batch collects the
//! names: the first of each key, and how many there are. Both are sets, so parts merge in any order.

use super::relation::Relation;
use crate::tables::ManifestTable;
use hashbrown::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};
use xxhash_rust::xxh3::xxh3_64;

/// Others that are named; the rest are counted.
pub const NAMED: usize = 5;
/// Kept per key: those named and the one that asks.
const KEPT: usize = NAMED + 1;

/// The keys whose names are asked for.
#[derive(Debug, Clone, Default)]
pub struct AskedKeys(BTreeMap<Relation, HashSet<u64>>);

impl AskedKeys {
    /// Asks for what a row shares its keys with.
    pub fn ask(&mut self, relation: Relation, table: &ManifestTable, row: usize) {
        let keys = self.0.entry(relation).or_default();
        relation.each_key(table, row, |key| {
            keys.insert(key);
        });
    }

    pub fn is_empty(&self) -> bool {
        self.0.values().all(HashSet::is_empty)
    }

    pub fn relations(&self) -> impl Iterator<Item = Relation> + '_ {
        self.0.keys().copied()
    }
}

/// The names behind the keys asked for.
#[derive(Debug, Clone, Default)]
pub struct Witnesses(BTreeMap<Relation, HashMap<u64, Names>>);

#[derive(Debug, Clone, Default)]
struct Names {
    /// The first in alphabetical order.
    first: BTreeSet<String>,
    all: HashSet<u64>,
}

impl Names {
    fn insert(&mut self, name: &str) {
        if !self.all.insert(xxh3_64(name.as_bytes())) {
            return;
        }
        self.keep(name.to_owned());
    }

    fn keep(&mut self, name: String) {
        self.first.insert(name);
        if self.first.len() > KEPT {
            self.first.pop_last();
        }
    }
}

/// Whom a row shares one of its keys with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Others {
    /// Which of the row's keys of this relation, in their order.
    pub key: usize,
    /// The first of them, in alphabetical order.
    pub names: Vec<String>,
    pub count: usize,
}

impl Witnesses {
    /// What the rows of a table say of the keys asked for.
    pub fn of(asked: &AskedKeys, table: &ManifestTable) -> Self {
        let mut witnesses = Self::default();
        for (&relation, keys) in &asked.0 {
            let names = witnesses.0.entry(relation).or_default();
            for row in 0..table.height() {
                let Some(name) = relation.value_text(table, row) else { continue };
                relation.each_key(table, row, |key| {
                    if keys.contains(&key) {
                        names.entry(key).or_default().insert(name);
                    }
                });
            }
        }
        witnesses
    }

    pub fn merge(&mut self, other: Self) {
        for (relation, theirs) in other.0 {
            let ours = self.0.entry(relation).or_default();
            for (key, names) in theirs {
                let known = ours.entry(key).or_default();
                known.all.extend(names.all);
                names.first.into_iter().for_each(|name| known.keep(name));
            }
        }
    }

    /// The others of each key of a row that has any.
    pub fn others(&self, relation: Relation, table: &ManifestTable, row: usize) -> Vec<Others> {
        let own = relation.value_text(table, row);
        let mut keys = Vec::new();
        relation.each_key(table, row, |key| keys.push(key));
        let known = self.0.get(&relation);
        let of_key = |(at, key): (usize, &u64)| {
            let names = known?.get(key)?;
            let has_own = own.is_some_and(|own| names.all.contains(&xxh3_64(own.as_bytes())));
            let count = names.all.len() - usize::from(has_own);
            let others = names.first.iter().filter(|name| Some(name.as_str()) != own).take(NAMED);
            (count > 0).then(|| Others { key: at, names: others.cloned().collect(), count })
        };
        keys.iter().enumerate().filter_map(of_key).collect()
    }
}
