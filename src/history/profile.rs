//! Profiles of a batch: built from tables, merged, then looked into.
//!
//! A profile is a set of pairs, so merging is a union: it does not matter in which order, or how
//! often, the same rows come.

use super::relation::{Relation, UNKNOWN};
use crate::tables::ManifestTable;
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// Pairs seen so far, per relation.
#[derive(Debug, Clone, Default)]
pub struct ProfileBuilder {
    pairs: BTreeMap<Relation, Pairs>,
}

/// Keys and values as hashes; for relations of quantities, the quantity behind each pair as well.
#[derive(Debug, Clone, Default)]
struct Pairs {
    seen: Vec<(u64, u64)>,
    measured: Vec<(u64, u64, i64)>,
    compacted: usize,
}

impl Pairs {
    /// Sorted and each once.
    fn compact(&mut self) {
        self.seen.sort_unstable();
        self.seen.dedup();
        self.measured.sort_unstable();
        self.measured.dedup();
        self.compacted = self.seen.len() + self.measured.len();
    }
}

impl ProfileBuilder {
    pub fn new(relations: &[Relation]) -> Self {
        Self { pairs: relations.iter().map(|relation| (*relation, Pairs::default())).collect() }
    }

    pub fn add(&mut self, table: &ManifestTable) {
        for (&relation, pairs) in &mut self.pairs {
            for row in 0..table.height() {
                let Some(value) = relation.value(table, row) else { continue };
                match relation.quantity(table, row) {
                    Some(quantity) => {
                        relation.each_key(table, row, |key| pairs.measured.push((key, value, quantity)));
                    }
                    None => relation.each_key(table, row, |key| pairs.seen.push((key, value))),
                }
            }
            pairs.compact();
        }
    }

    /// The union; compacted whenever the list has doubled, so that the work stays near linear.
    pub fn merge(&mut self, other: Self) {
        for (relation, mut theirs) in other.pairs {
            let ours = self.pairs.entry(relation).or_default();
            ours.seen.append(&mut theirs.seen);
            ours.measured.append(&mut theirs.measured);
            if ours.seen.len() + ours.measured.len() > 2 * ours.compacted.max(1 << 18) {
                ours.compact();
            }
        }
    }

    /// The profile. Only what is not the rule is kept: a key with one value needs no entry, since the
    /// row that asks has that value itself.
    pub fn finish(self) -> BatchProfile {
        let mut profile = BatchProfile::default();
        for (relation, mut pairs) in self.pairs {
            pairs.compact();
            let several = pairs.seen.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1);
            profile.counts.insert(relation, several.map(|run| (run[0].0, run.len() as u32)).collect());
            let measured = pairs.measured.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1);
            match relation {
                Relation::SealBills => profile
                    .counts
                    .entry(relation)
                    .or_default()
                    .extend(measured.map(|run| (run[0].0, groups_of_bills(run)))),
                Relation::ContainerKg => profile.grams.extend(measured.map(|run| (run[0].0, total(run)))),
                _ => profile.peers.extend(measured.map(|run| (run[0].0, Peers::of(run)))),
            }
        }
        profile
    }
}

/// A sum with an unknown part is unknown.
fn total(run: &[(u64, u64, i64)]) -> Option<i64> {
    run.iter().map(|pair| (pair.2 != UNKNOWN).then_some(pair.2)).sum()
}

/// How many groups the bills of a seal make, where bills of one container are of one group: part loads share a container, and
/// with it its seal.
fn groups_of_bills(run: &[(u64, u64, i64)]) -> u32 {
    let mut groups = Groups::default();
    // Pairs are sorted, so the bills of a container stand together.
    for container in run.chunk_by(|a, b| a.1 == b.1) {
        container.iter().for_each(|&(_, _, bill)| groups.join(container[0].2, bill));
    }
    groups.count()
}

/// Groups of bills: each bill points to another of its group, or, one of each group, to itself.
#[derive(Default)]
struct Groups(HashMap<i64, i64>);

impl Groups {
    fn join(&mut self, one: i64, other: i64) {
        let (one, other) = (self.first(one), self.first(other));
        self.0.insert(one, one);
        self.0.insert(other, one);
    }

    /// The bill of the group that points to itself. Ways to it are halved as they are gone, so that none is long.
    fn first(&mut self, mut bill: i64) -> i64 {
        while let Some(&before) = self.0.get(&bill).filter(|&&before| before != bill) {
            let above = self.0.get(&before).copied().unwrap_or(before);
            self.0.insert(bill, above);
            bill = above;
        }
        bill
    }

    fn count(&self) -> u32 {
        self.0.iter().filter(|(bill, first)| bill == first).count() as u32
    }
}

/// The bills of one kind: how many, and the value per kilogram in their middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peers {
    pub bills: u32,
    /// In millionths; of an even number the lower of the two in the middle.
    pub median: i64,
}

impl Peers {
    fn of(run: &[(u64, u64, i64)]) -> Self {
        // A bill of several containers is one peer, with the value in its middle.
        let bills: Vec<i64> =
            run.chunk_by(|a, b| a.1 == b.1).map(|bill| middle(bill.iter().map(|pair| pair.2).collect())).collect();
        Self { bills: bills.len() as u32, median: middle(bills) }
    }
}

fn middle(mut quantities: Vec<i64>) -> i64 {
    quantities.sort_unstable();
    quantities[(quantities.len() - 1) / 2]
}

/// What a batch holds, ready to be looked into.
#[derive(Debug, Clone, Default)]
pub struct BatchProfile {
    counts: BTreeMap<Relation, HashMap<u64, u32>>,
    grams: HashMap<u64, Option<i64>>,
    peers: HashMap<u64, Peers>,
}

impl BatchProfile {
    /// Takes over the relations of another profile of the same batch.
    pub fn extend(&mut self, other: Self) {
        self.counts.extend(other.counts);
        self.grams.extend(other.grams);
        self.peers.extend(other.peers);
    }

    /// The bills of a heading and currency; `None` where the one that asks is alone.
    pub fn peers(&self, key: u64) -> Option<Peers> {
        self.peers.get(&key).copied()
    }

    /// Distinct values of a key, asked by a row that has one of them.
    pub fn count(&self, relation: Relation, key: u64) -> i64 {
        self.counts.get(&relation).and_then(|counts| counts.get(&key)).map_or(1, |count| i64::from(*count))
    }

    /// Kilograms of a container over its distinct bills, asked by a row that states `own` grams of them;
    /// `None` where another row of the container does not state its part.
    pub fn total_kg(&self, container: u64, own: i64) -> Option<f64> {
        let grams = self.grams.get(&container).copied().unwrap_or(Some(own))?;
        Some(grams as f64 / 1_000.0)
    }
}
