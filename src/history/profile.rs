//! Profiles of a batch: built from tables, merged, then looked into.
//!
//! A profile is a set of pairs, so merging is a union: it does not matter in which order, or how
//! often, the same rows come.

use super::relation::{Relation, container_grams};
use crate::tables::ManifestTable;
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// Pairs seen so far, per relation.
#[derive(Debug, Clone, Default)]
pub struct ProfileBuilder {
    pairs: BTreeMap<Relation, Pairs>,
}

#[derive(Debug, Clone, Default)]
struct Pairs {
    seen: Vec<(u64, u64)>,
    /// Grams behind each pair, for sums; empty where only counts are wanted.
    grams: HashMap<(u64, u64), i64>,
    compacted: usize,
}

impl Pairs {
    /// Sorted and each once; done when the list has doubled, so that the work stays linear.
    fn compact(&mut self) {
        self.seen.sort_unstable();
        self.seen.dedup();
        self.compacted = self.seen.len();
    }
}

impl ProfileBuilder {
    pub fn new(relations: &[Relation]) -> Self {
        Self { pairs: relations.iter().map(|relation| (*relation, Pairs::default())).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    pub fn add(&mut self, table: &ManifestTable) {
        for (&relation, pairs) in &mut self.pairs {
            for row in 0..table.height() {
                let Some(value) = relation.value(table, row) else { continue };
                for key in relation.keys(table, row) {
                    pairs.seen.push((key, value));
                    if relation == Relation::ContainerKg {
                        pairs.grams.insert((key, value), container_grams(table, row).unwrap_or(0));
                    }
                }
            }
        }
    }

    pub fn merge(&mut self, other: Self) {
        for (relation, mut theirs) in other.pairs {
            let ours = self.pairs.entry(relation).or_default();
            ours.seen.append(&mut theirs.seen);
            ours.grams.extend(theirs.grams);
            if ours.seen.len() > 2 * ours.compacted.max(1 << 16) {
                ours.compact();
            }
        }
    }

    /// The profile, keeping only what is not the rule: counts above one.
    pub fn finish(self) -> BatchProfile {
        let mut profile = BatchProfile::default();
        for (relation, mut pairs) in self.pairs {
            pairs.compact();
            if relation == Relation::ContainerKg {
                for (key, _) in &pairs.seen {
                    profile.grams.entry(*key).or_insert(0);
                }
                for ((key, _), grams) in &pairs.grams {
                    *profile.grams.entry(*key).or_insert(0) += grams;
                }
                continue;
            }
            let mut several = HashMap::new();
            let mut single = Vec::new();
            for run in pairs.seen.chunk_by(|a, b| a.0 == b.0) {
                match run.len() {
                    1 => single.push(run[0].0),
                    count => {
                        several.insert(run[0].0, count as u32);
                    }
                }
            }
            profile.counts.insert(relation, Counts { several, single });
        }
        profile
    }
}

#[derive(Debug, Clone, Default)]
struct Counts {
    several: HashMap<u64, u32>,
    /// Keys with one value, sorted; what is in neither has none.
    single: Vec<u64>,
}

/// What a batch holds, ready to be looked into.
#[derive(Debug, Clone, Default)]
pub struct BatchProfile {
    counts: BTreeMap<Relation, Counts>,
    grams: HashMap<u64, i64>,
}

impl BatchProfile {
    /// Distinct values of a key.
    pub fn count(&self, relation: Relation, key: u64) -> i64 {
        let Some(counts) = self.counts.get(&relation) else { return 0 };
        match counts.several.get(&key) {
            Some(&count) => i64::from(count),
            None => i64::from(counts.single.binary_search(&key).is_ok()),
        }
    }

    /// Kilograms of a container over its distinct bills; `None` where none is stated.
    pub fn total_kg(&self, container: u64) -> Option<f64> {
        self.grams.get(&container).map(|grams| *grams as f64 / 1_000.0)
    }
}
