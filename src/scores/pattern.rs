//! Patterns: which rules fired and which were not evaluable, as sets of bits, each distinct one kept once.
//!
//! A night's ten thousand containers show a few hundred patterns, so points are worked out per
//! pattern, and a container costs a few bytes however many rules there are.

use crate::hits::HitTable;
use crate::rulepack::Verdict;
use hashbrown::HashMap;

/// Sets of rules: which fired on some row, which were not evaluable on some row, which did not fire on
/// some row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pattern {
    fired: Box<[u64]>,
    unknown: Box<[u64]>,
    unfired: Box<[u64]>,
}

impl Pattern {
    pub fn verdict(&self, rule: usize) -> Verdict {
        let has = |set: &[u64]| set[rule / 64] >> (rule % 64) & 1 == 1;
        // A rule that fired on one row of a container fired, whatever its other rows lack.
        match (has(&self.fired), has(&self.unknown)) {
            (true, _) => Verdict::Fired,
            (false, true) => Verdict::NotEvaluable,
            (false, false) => Verdict::Quiet,
        }
    }

    /// Whether the rule fired on every row of the container.
    pub fn fired_throughout(&self, rule: usize) -> bool {
        self.unfired[rule / 64] >> (rule % 64) & 1 == 0
    }

    /// What two rows of one container say together.
    pub fn merged(&self, other: &Self) -> Self {
        let or = |a: &[u64], b: &[u64]| a.iter().zip(b).map(|(a, b)| a | b).collect();
        Self {
            fired: or(&self.fired, &other.fired),
            unknown: or(&self.unknown, &other.unknown),
            unfired: or(&self.unfired, &other.unfired),
        }
    }
}

pub type PatternId = u32;

/// Patterns by number.
#[derive(Debug, Clone)]
pub struct Patterns {
    rules: usize,
    all: Vec<Pattern>,
    ids: HashMap<Pattern, PatternId>,
}

impl Patterns {
    pub fn new(rules: usize) -> Self {
        Self { rules, all: Vec::new(), ids: HashMap::new() }
    }

    pub fn id(&mut self, pattern: Pattern) -> PatternId {
        let next = self.all.len() as PatternId;
        *self.ids.entry(pattern).or_insert_with_key(|pattern| {
            self.all.push(pattern.clone());
            next
        })
    }

    pub fn get(&self, id: PatternId) -> &Pattern {
        &self.all[id as usize]
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Pattern> {
        self.all.iter()
    }

    pub fn all(&self) -> &[Pattern] {
        &self.all
    }

    /// The pattern of every row of a hit table.
    pub fn of_rows(&mut self, hits: &HitTable) -> Vec<PatternId> {
        // One word at least, so that a pack whose rules all rest still has a pattern per row.
        let words = self.rules.div_ceil(64).max(1);
        let mut bits = vec![0u64; 2 * words * hits.height];
        for (rule, verdicts) in hits.verdicts.iter().enumerate() {
            let (word, bit) = (rule / 64, rule % 64);
            for (row, verdict) in verdicts.iter().enumerate() {
                // 2 is fired, 1 is unknown, 0 is quiet.
                let at = row * 2 * words + word;
                bits[at] |= u64::from(verdict >> 1) << bit;
                bits[at + words] |= u64::from(verdict & 1) << bit;
            }
        }
        let mut seen: HashMap<&[u64], PatternId> = HashMap::new();
        bits.chunks_exact(2 * words)
            .map(|row| match seen.get(row) {
                Some(id) => *id,
                None => {
                    let (fired, unknown) = row.split_at(words);
                    let unfired = fired.iter().map(|word| !word).collect();
                    let id = self.id(Pattern { fired: fired.into(), unknown: unknown.into(), unfired });
                    seen.insert(row, id);
                    id
                }
            })
            .collect()
    }
}
