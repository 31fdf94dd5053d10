//! Listed: which entry of a list holds a value, as it is written there.

use crate::reference::{Entry, MatchKind, ReferenceList, other_codes};

/// The entry by which a list holds a value; of prefixes the longest. A list of ports holds all codes of its ports.
pub(super) fn entry_of<'l>(list: &'l ReferenceList, value: &str) -> Option<&'l Entry> {
    match list.match_kind {
        MatchKind::Exact => {
            let same = |wanted: &str| list.entries.iter().find(|entry| entry.value == wanted);
            same(value).or_else(|| other_codes(value).find_map(same))
        }
        MatchKind::Prefix => {
            let begins = list.entries.iter().filter(|entry| value.starts_with(&entry.value));
            begins.max_by_key(|entry| entry.value.len())
        }
        MatchKind::Phrase => None,
    }
}
