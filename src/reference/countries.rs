//! Country names as they are written in manifests: English, French, Spanish, common short forms, and
//! capitals that stand for their country in transit statements.

use super::snapshot::Snapshot;
use crate::wording::folded;
use aho_corasick::{AhoCorasick, MatchKind};

/// Finds country names in folded text.
pub struct CountryNames {
    automaton: AhoCorasick,
    codes: Vec<String>,
}

impl CountryNames {
    pub(super) fn read(snapshot: &Snapshot) -> Result<Self, String> {
        let mut phrases = Vec::new();
        let mut codes = Vec::new();
        for (_, record) in snapshot.records()? {
            for name in record[4].split('|').map(folded).filter(|name| name.trim() != "") {
                phrases.push(name);
                codes.push(record[0].to_owned());
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&phrases);
        Ok(Self { automaton: automaton.map_err(|error| format!("{}: {error}", snapshot.shown()))?, codes })
    }

    /// The code of the first country named in a folded text, the longest name winning.
    pub fn first_in(&self, folded: &str) -> Option<&str> {
        self.automaton.find(folded).map(|found| self.codes[found.pattern().as_usize()].as_str())
    }
}
