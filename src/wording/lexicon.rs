//! The lexicon: every word that some phrase knows, as a number; texts are compared by numbers.

use super::forms::{Language, forms};
use super::tokens::Tokens;
use hashbrown::HashMap;

/// A word that no phrase knows.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// What a word of a phrase may look like: one of these numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Forms {
    start: u32,
    end: u32,
}

#[derive(Debug, Default)]
pub(super) struct Lexicon {
    numbers: HashMap<String, u32>,
    /// All forms, one after the other.
    forms: Vec<u32>,
    known: HashMap<(String, Vec<Language>, bool), Forms>,
}

impl Lexicon {
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    pub fn number(&self, word: &str) -> u32 {
        self.numbers.get(word).copied().unwrap_or(UNKNOWN)
    }

    fn add(&mut self, word: String) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(word).or_insert(next)
    }

    /// The word and its forms in the languages (none: the word alone); `several`: its phrase has several words.
    pub fn add_forms(&mut self, word: &str, languages: &[Language], several: bool) -> Forms {
        let key = (word.to_owned(), languages.to_vec(), several);
        if let Some(forms) = self.known.get(&key) {
            return *forms;
        }
        let made = forms(word, languages, several);
        let numbers: Vec<u32> = made.into_iter().map(|form| self.add(form)).collect();
        let start = self.forms.len() as u32;
        self.forms.extend(numbers);
        let forms = Forms { start, end: self.forms.len() as u32 };
        self.known.insert(key, forms);
        forms
    }

    /// Gives back what only the making needs.
    pub fn finish(&mut self) {
        self.known = HashMap::new();
    }

    pub fn numbers_of(&self, forms: Forms) -> &[u32] {
        &self.forms[forms.start as usize..forms.end as usize]
    }

    pub fn has(&self, forms: Forms, number: u32) -> bool {
        number != UNKNOWN && self.numbers_of(forms).contains(&number)
    }

    /// The numbers of a text's tokens.
    pub fn read(&self, tokens: &Tokens, numbers: &mut Vec<u32>) {
        numbers.clear();
        numbers.extend(tokens.words().map(|word| self.number(word)));
    }
}
