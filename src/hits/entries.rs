//! Entries: which lines of a list a value was found under, for those who are told that a rule fired.

use super::HitPlan;
use crate::columns::Column;
use crate::reference::{Entry, ListId};
use crate::rulepack::Fold;

impl<'p> HitPlan<'p> {
    /// The entries under which a list holds a value of a column: as their owners wrote them, in the order of the list. None where
    /// the list is not in force, is not asked of that column, or does not hold the value.
    pub fn matched_entries(&self, list: ListId, column: Column, value: &str) -> Vec<&'p Entry> {
        let Some(values) = self.lookups.values(list, Fold::of(column)) else { return Vec::new() };
        let entries: &'p [Entry] = &self.lists.get(list).entries;
        values.places(value).into_iter().map(|place| &entries[place]).collect()
    }
}
