//! Many phrase lists looked for in one pass over a text.

use super::folded::{fold_into, folded};
use aho_corasick::{AhoCorasick, MatchKind};

/// One automaton for the phrases of up to 64 lists.
pub struct PhraseScanner {
    automaton: Option<AhoCorasick>,
    /// For each phrase, the bit of its list.
    lists: Vec<u64>,
}

impl PhraseScanner {
    /// Lists beyond this many need a second scanner.
    pub const MOST_LISTS: usize = 64;

    pub fn new<'a>(lists: impl IntoIterator<Item = &'a [String]>) -> Self {
        let mut phrases = Vec::new();
        let mut bits = Vec::new();
        for (number, list) in lists.into_iter().enumerate() {
            for phrase in list.iter().map(|phrase| folded(phrase)).filter(|phrase| phrase.trim() != "") {
                phrases.push(phrase);
                bits.push(1 << number);
            }
        }
        let automaton = (!phrases.is_empty()).then(|| {
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(&phrases)
                .expect("phrase lists are far below the automaton's limits")
        });
        Self { automaton, lists: bits }
    }

    /// The lists with a phrase in `text`, as bits. `buffer` is scratch space.
    pub fn scan(&self, text: &str, buffer: &mut String) -> u64 {
        let Some(automaton) = &self.automaton else { return 0 };
        fold_into(text, buffer);
        automaton
            .find_overlapping_iter(buffer.as_bytes())
            .fold(0, |found, m| found | self.lists[m.pattern().as_usize()])
    }
}
