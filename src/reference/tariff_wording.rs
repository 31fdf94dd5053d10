//! Tariff wording: which heading or subheading a text quotes, in four languages.
//!
//! Declarations copy the wording of the tariff as their description. What a heading enumerates ("…, gun cases, holsters
//! and similar containers") is then no statement of what is in the box; the code is.

use super::snapshot::Snapshot;
use crate::wording::{fold_into, folded};
use hashbrown::HashMap;
use std::collections::BTreeSet;

/// Words of fewer letters (of, les, de) say nothing of a wording.
const LEAST_LETTERS: usize = 3;
/// A text of fewer words is a name of goods, whether a tariff has it or not.
const LEAST_WORDS: usize = 6;
/// A text of as many words, all of them of one wording, is that wording cut off.
const WORDS_OF_A_CUT_TEXT: usize = 8;
/// A text is nearly a wording if they share this part of the words of both.
const NEARLY: f64 = 0.6;

/// The wording of every heading and subheading.
pub struct TariffWording {
    numbers: HashMap<String, u32>,
    wordings: Vec<Wording>,
    /// For each word, the wordings that have it.
    of_word: Vec<Vec<u32>>,
}

struct Wording {
    code: String,
    /// The heading's wording in the same language, of a subheading.
    heading: Option<u32>,
    /// Its words, ascending.
    words: Box<[u32]>,
}

impl TariffWording {
    pub(super) fn read(table: &Snapshot) -> Result<Self, String> {
        let mut wording = Self { numbers: HashMap::new(), wordings: Vec::new(), of_word: Vec::new() };
        // The last heading's wordings: subheadings follow their heading.
        let mut headings: Vec<Option<u32>> = Vec::new();
        let mut heading_code = String::new();
        let mut buffer = String::new();
        for (line, record) in table.records()? {
            let code = &record[0];
            if !matches!(code.len(), 4 | 6) || !code.bytes().all(|b| b.is_ascii_digit()) {
                return Err(format!("{} line {line}: `{code}` is no code of four or six digits", table.shown()));
            }
            let is_heading = code.len() == 4;
            if is_heading {
                code.clone_into(&mut heading_code);
                headings = vec![None; record.len()];
            }
            let follows = !is_heading && code.starts_with(&heading_code) && !heading_code.is_empty();
            for language in 1..record.len() {
                fold_into(&record[language], &mut buffer);
                let mut words: Vec<u32> = significant(&buffer).map(|word| wording.add_word(word)).collect();
                words.sort_unstable();
                words.dedup();
                let heading = headings.get(language).copied().flatten().filter(|_| follows);
                let number = wording.wordings.len() as u32;
                if is_heading {
                    headings[language] = Some(number);
                }
                words.iter().for_each(|word| wording.of_word[*word as usize].push(number));
                wording.wordings.push(Wording { code: code.to_owned(), heading, words: words.into() });
            }
        }
        Ok(wording)
    }

    fn add_word(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = self.of_word.len() as u32;
        self.numbers.insert(word.to_owned(), number);
        self.of_word.push(Vec::new());
        number
    }

    /// The code whose wording `text` is, or nearly is, alone or behind its heading's.
    pub fn code_of(&self, text: &str) -> Option<&str> {
        let folded = folded(text);
        let words: BTreeSet<&str> = significant(&folded).collect();
        if words.len() < LEAST_WORDS {
            return None;
        }
        let known: BTreeSet<u32> = words.iter().filter_map(|word| self.numbers.get(*word).copied()).collect();
        let least = NEARLY * words.len() as f64;
        if (known.len() as f64) < least {
            return None;
        }
        let mut shared = vec![0_usize; self.wordings.len()];
        known.iter().flat_map(|word| &self.of_word[*word as usize]).for_each(|wording| shared[*wording as usize] += 1);
        // What a wording can share at most: its own words, and its heading's. Nearly all share too few to be looked at.
        let of_heading = |wording: &Wording| wording.heading.map_or(0, |heading| shared[heading as usize]);
        let may_be_near = |(number, wording): &(usize, &Wording)| {
            shared[*number] > 0 && (shared[*number] + of_heading(wording)) as f64 >= least
        };
        let nearest = self.wordings.iter().enumerate().filter(may_be_near);
        let nearest = nearest.filter_map(|(number, wording)| {
            let alone = nearness(shared[number], wording.words.len(), words.len());
            // A subheading's words and its heading's, in one text.
            let both = wording.heading.filter(|heading| shared[*heading as usize] > 0).map_or(0.0, |heading| {
                let both = wording.words.iter().chain(&self.wordings[heading as usize].words);
                let all: BTreeSet<u32> = both.copied().collect();
                nearness(all.intersection(&known).count(), all.len(), words.len())
            });
            let near = alone.max(both);
            (near >= NEARLY).then_some((near, &*wording.code))
        });
        let nearest: Vec<(f64, &str)> = nearest.collect();
        let most = nearest.iter().map(|(near, _)| *near).fold(0.0, f64::max);
        let mut best = nearest.iter().filter(|(near, _)| *near == most).map(|(_, code)| *code);
        let first = best.next()?;
        // Several headings say "of a cylinder capacity exceeding 1,000 cc"; then nobody knows which is quoted.
        best.try_fold(first, |common, code| match (common.get(..4) == code.get(..4), common == code) {
            (false, _) => None,
            (true, true) => Some(common),
            (true, false) => common.get(..4),
        })
    }
}

/// The part of all words of a text and a wording that both have; 1 for a wording cut off.
fn nearness(shared: usize, wording: usize, text: usize) -> f64 {
    if shared == text && text >= WORDS_OF_A_CUT_TEXT {
        return 1.0;
    }
    shared as f64 / (wording + text - shared) as f64
}

fn significant(folded: &str) -> impl Iterator<Item = &str> {
    let says_something =
        |word: &&str| word.chars().count() >= LEAST_LETTERS && !word.bytes().any(|b| b.is_ascii_digit());
    folded.split_ascii_whitespace().filter(says_something)
}
