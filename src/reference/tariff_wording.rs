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
    words: HashMap<String, Word>,
    wordings: Vec<Wording>,
    /// For each word, the wordings that have it.
    of_word: Vec<Vec<u32>>,
}

#[derive(Clone, Copy)]
struct Word {
    number: u32,
    /// A bit for each language whose wordings have it.
    languages: u8,
}

struct Wording {
    code: String,
    /// Of a subheading, the heading's wording in the same language.
    heading: Option<u32>,
    /// Of a heading, its subheadings' wordings in the same language.
    subheadings: Vec<u32>,
    /// Its words, ascending.
    words: Box<[u32]>,
}

impl TariffWording {
    pub(super) fn read(table: &Snapshot) -> Result<Self, String> {
        let mut wording = Self { words: HashMap::new(), wordings: Vec::new(), of_word: Vec::new() };
        // The last heading's wordings: subheadings follow their heading.
        let mut headings: Vec<u32> = Vec::new();
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
                headings.clear();
            } else if !code.starts_with(&heading_code) || heading_code.is_empty() {
                return Err(format!("{} line {line}: `{code}` does not follow its heading", table.shown()));
            }
            for language in 1..record.len() {
                fold_into(&record[language], &mut buffer);
                let mut words: Vec<u32> = significant(&buffer).map(|word| wording.add_word(word, language)).collect();
                words.sort_unstable();
                words.dedup();
                let number = wording.wordings.len() as u32;
                let heading = (!is_heading).then(|| headings[language - 1]);
                match heading {
                    None => headings.push(number),
                    Some(heading) => wording.wordings[heading as usize].subheadings.push(number),
                }
                words.iter().for_each(|word| wording.of_word[*word as usize].push(number));
                let (code, words) = (code.to_owned(), words.into());
                wording.wordings.push(Wording { code, heading, subheadings: Vec::new(), words });
            }
        }
        Ok(wording)
    }

    fn add_word(&mut self, word: &str, language: usize) -> u32 {
        let bit = 1 << (language % 8);
        if let Some(known) = self.words.get_mut(word) {
            known.languages |= bit;
            return known.number;
        }
        let number = self.of_word.len() as u32;
        self.words.insert(word.to_owned(), Word { number, languages: bit });
        self.of_word.push(Vec::new());
        number
    }

    /// The code whose wording `text` is, or nearly is, alone or behind its heading's.
    pub fn code_of(&self, text: &str) -> Option<&str> {
        let folded = folded(text);
        let mut all: Vec<&str> = significant(&folded).collect();
        if all.len() < LEAST_WORDS {
            return None;
        }
        all.sort_unstable();
        all.dedup();
        let least = (NEARLY * all.len() as f64).ceil() as usize;
        let known: Vec<Word> = all.iter().filter_map(|word| self.words.get(*word).copied()).collect();
        // One wording is of one language: nearly all texts of people leave here.
        let of_language = |language: u32| known.iter().filter(|word| word.languages & (1 << language) != 0).count();
        if all.len() < LEAST_WORDS || (0..8).all(|language| of_language(language) < least) {
            return None;
        }
        let mut known: Vec<u32> = known.iter().map(|word| word.number).collect();
        let candidates = self.candidates(&mut known, all.len(), least);
        known.sort_unstable();
        let nearest: Vec<(f64, &str)> = candidates
            .into_iter()
            .map(|number| (self.nearness_of(number, &known, all.len()), &*self.wordings[number as usize].code))
            .filter(|(near, _)| *near >= NEARLY)
            .collect();
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

    /// Wordings that may be near. A near one has `least` of the text's words, so it has one of the rarest of them:
    /// as many as are more than may be missing.
    fn candidates(&self, known: &mut [u32], words: usize, least: usize) -> BTreeSet<u32> {
        known.sort_unstable_by_key(|word| self.of_word[*word as usize].len());
        let unknown = words - known.len();
        let rarest = (words - least + 1).saturating_sub(unknown);
        let mut candidates: BTreeSet<u32> = BTreeSet::new();
        for number in known[..rarest].iter().flat_map(|word| &self.of_word[*word as usize]) {
            candidates.insert(*number);
            candidates.extend(&self.wordings[*number as usize].subheadings);
        }
        candidates
    }

    /// How near a text of these `known` words, ascending, is to a wording, alone or behind its heading's.
    fn nearness_of(&self, number: u32, known: &[u32], words: usize) -> f64 {
        let wording = &self.wordings[number as usize];
        let has = |wording: &Wording, word: &u32| wording.words.binary_search(word).is_ok();
        let shared = known.iter().filter(|word| has(wording, word)).count();
        let alone = nearness(shared, wording.words.len(), words);
        let Some(heading) = wording.heading.map(|heading| &self.wordings[heading as usize]) else { return alone };
        let either = known.iter().filter(|word| has(wording, word) || has(heading, word)).count();
        let only_here = wording.words.iter().filter(|word| !has(heading, word)).count();
        // A subheading's words and its heading's, in one text.
        match shared < either && shared > 0 {
            true => alone.max(nearness(either, heading.words.len() + only_here, words)),
            false => alone,
        }
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
