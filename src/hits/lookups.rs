//! Look-ups: lists in the form they are asked in, their entries folded as the values of the column are.

use crate::reference::{DecidingWords, ListId, Lists, MatchKind};
use crate::rulepack::Fold;
use crate::rulepack::condition::Expr;
use crate::wording::PhraseMatcher;
use chrono::NaiveDate;
use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The lists that some rules ask. A list not in force is not there.
pub(super) struct Lookups {
    values: BTreeMap<(ListId, Fold), Values>,
    /// Places of lists of phrases among those of the matcher.
    phrases: BTreeMap<ListId, usize>,
}

/// The entries of a list of values, each value with the places of the entries that say it.
pub(super) enum Values {
    Exact(HashMap<String, Vec<usize>>),
    /// Prefixes by length, shortest first.
    Prefix {
        lengths: Vec<usize>,
        prefixes: HashMap<String, Vec<usize>>,
    },
}

impl Lookups {
    /// The lists that conditions ask, as of a day; without one, each list and entry counts.
    pub fn of<'e>(
        conditions: impl Iterator<Item = &'e Expr>,
        lists: &Lists,
        as_of: Option<NaiveDate>,
        words: &DecidingWords,
        matcher: &PhraseMatcher,
    ) -> Self {
        let counts = |list: &ListId| as_of.is_none_or(|on| lists.get(*list).in_force(on));
        let (mut values, mut phrases) = (BTreeMap::new(), BTreeMap::new());
        for condition in conditions {
            let asked = condition.asked_values().into_iter().filter(|(list, _)| counts(list));
            for (list, of) in asked {
                let key = (list, of.fold());
                values.entry(key).or_insert_with(|| Values::of(lists, key, as_of, words));
            }
            for list in condition.lists().into_iter().filter(counts) {
                if let Some(place) = matcher.place(&lists.get(list).name) {
                    phrases.insert(list, place);
                }
            }
        }
        Self { values, phrases }
    }

    /// The list as it is asked of values that are compared so.
    pub fn values(&self, list: ListId, fold: Fold) -> Option<&Values> {
        self.values.get(&(list, fold))
    }

    /// The list's place among those of the matcher.
    pub fn phrases(&self, list: ListId) -> Option<usize> {
        self.phrases.get(&list).copied()
    }

    /// Whether a list that is asked is in force.
    pub fn has(&self, list: ListId) -> bool {
        self.phrases.contains_key(&list) || self.values.keys().any(|(known, _)| *known == list)
    }
}

impl Values {
    fn of(lists: &Lists, (list, fold): (ListId, Fold), as_of: Option<NaiveDate>, words: &DecidingWords) -> Self {
        let list = lists.get(list);
        let values: HashMap<String, Vec<usize>> = fold.values(list, as_of, words).into_iter().collect();
        if list.match_kind != MatchKind::Prefix {
            return Self::Exact(values);
        }
        let lengths: BTreeSet<usize> = values.keys().map(String::len).collect();
        Self::Prefix { lengths: lengths.into_iter().collect(), prefixes: values }
    }

    pub fn holds(&self, value: &str) -> bool {
        match self {
            Self::Exact(values) => values.contains_key(value),
            Self::Prefix { lengths, prefixes } => {
                lengths.iter().any(|&length| value.get(..length).is_some_and(|start| prefixes.contains_key(start)))
            }
        }
    }

    /// Places of the entries that a value is found under.
    pub fn places(&self, value: &str) -> BTreeSet<usize> {
        match self {
            Self::Exact(values) => values.get(value).into_iter().flatten().copied().collect(),
            Self::Prefix { lengths, prefixes } => {
                let starts = lengths.iter().filter_map(|&length| value.get(..length));
                starts.filter_map(|start| prefixes.get(start)).flatten().copied().collect()
            }
        }
    }
}
