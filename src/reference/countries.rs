//! Country names as they are written in manifests: English, French, Spanish, common short forms, and
//! capitals that stand for their country in transit statements.

use super::snapshot::Snapshot;
use crate::wording::folded;
use aho_corasick::{AhoCorasick, MatchKind};
use hashbrown::HashMap;

/// Finds country names in folded text.
pub struct CountryNames {
    automaton: AhoCorasick,
    codes: Vec<String>,
    /// Codes by folded name, and by the three letters of ISO 3166.
    by_name: HashMap<String, String>,
}

impl CountryNames {
    pub(super) fn read(snapshot: &Snapshot) -> Result<Self, String> {
        let mut phrases = Vec::new();
        let mut codes = Vec::new();
        let mut by_name = HashMap::new();
        for (_, record) in snapshot.records()? {
            by_name.insert(folded(&record[1]), record[0].to_owned());
            for name in record[4].split('|').map(folded).filter(|name| name.trim() != "") {
                by_name.entry_ref(&*name).or_insert_with(|| record[0].to_owned());
                phrases.push(name);
                codes.push(record[0].to_owned());
            }
        }
        // In a sentence it is mostly the one with ports; alone it is either.
        by_name.remove(&folded("Congo"));
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&phrases);
        Ok(Self { automaton: automaton.map_err(|error| format!("{}: {error}", snapshot.shown()))?, codes, by_name })
    }

    /// The code of the first country named in a folded text, the longest name winning.
    pub fn first_in(&self, folded: &str) -> Option<&str> {
        self.automaton.find(folded).map(|found| self.codes[found.pattern().as_usize()].as_str())
    }

    /// The code of the country that a text is a name of, or the three letters.
    pub fn code_of(&self, text: &str) -> Option<&str> {
        self.by_name.get(&folded(text)).map(String::as_str)
    }

    /// All names, folded, with their codes.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_name.iter().map(|(name, code)| (name.as_str(), code.as_str()))
    }
}
