//! Country names as they are written in manifests: English, French, Spanish, common short forms, and
//! capitals that stand for their country in transit statements.

use crate::wording::folded;
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::OnceLock;

const COUNTRIES: &str = include_str!("data/countries.csv");

/// Finds country names in folded text.
pub struct CountryNames {
    automaton: AhoCorasick,
    codes: Vec<String>,
}

impl CountryNames {
    pub fn embedded() -> &'static Self {
        static NAMES: OnceLock<CountryNames> = OnceLock::new();
        NAMES.get_or_init(|| {
            let mut phrases = Vec::new();
            let mut codes = Vec::new();
            for record in csv::Reader::from_reader(COUNTRIES.as_bytes()).records().map_while(Result::ok) {
                for name in record[2].split('|').filter(|name| !name.is_empty()) {
                    phrases.push(folded(name));
                    codes.push(record[0].to_owned());
                }
            }
            let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&phrases);
            Self { automaton: automaton.expect("a few hundred names"), codes }
        })
    }

    /// The code of the first country named in a folded text, the longest name winning.
    pub fn first_in(&self, folded: &str) -> Option<&str> {
        self.automaton.find(folded).map(|found| self.codes[found.pattern().as_usize()].as_str())
    }
}
