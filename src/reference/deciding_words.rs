//! Deciding words: what makes an indicator say that a name is a forwarder's, a text states transit, a word says nothing.

use super::Table;
use super::snapshot::Snapshot;
use crate::wording::folded;
use hashbrown::{HashMap, HashSet};
use std::sync::OnceLock;

/// Words by what they decide. Single words are compared with the words of a folded text, phrases with its runs of words.
pub struct DecidingWords {
    /// Left out of comparable names, behind their first word: LTD, SOCIEDAD ANONIMA.
    pub legal_forms: Forms,
    /// Left out where they begin a name: STE, PT.
    pub opening_forms: Forms,
    /// Words that are names too: left out only where they end one. AB, LP.
    pub closing_forms: Forms,
    /// Where an address begins in a name: RUE, PO BOX.
    pub address_words: HashSet<String>,
    /// What is of an address only beside a number: ROAD, PARK.
    pub street_words: HashSet<String>,
    /// What stands for a name where there is none: NIL, TBA.
    pub no_names: HashSet<String>,
    /// Words of forwarders, carriers and agents: LOGISTICS, TRANSITAIRE.
    pub forwarder_words: HashSet<String>,
    /// Beginnings of order clauses, folded with blanks at both ends: TO ORDER.
    pub order_clauses: Vec<String>,
    /// Statements of transit, folded with blanks at both ends: IN TRANSIT.
    pub transit_phrases: Vec<String>,
    /// Every phrase of transit holds these letters, so that most texts need no closer look.
    every_transit_is_trans: bool,
    /// Words of descriptions that say nothing of the goods: units, packages, terms.
    pub empty_words: HashSet<String>,
    /// What says in place of a seal number that there is no seal. Readers ask the embedded words, for no other table is known
    /// while a manifest is read.
    pub no_seals: HashSet<String>,
    /// What stands for a seal number and is none.
    pub improbable_seals: HashSet<String>,
}

/// Legal forms, of one word or several.
pub struct Forms {
    phrases: HashSet<String>,
    /// Most words of names begin none, which tells at once.
    first_words: HashSet<String>,
}

impl From<HashSet<String>> for Forms {
    fn from(phrases: HashSet<String>) -> Self {
        let first = |phrase: &String| phrase.split(' ').next().unwrap_or_default().to_owned();
        Self { first_words: phrases.iter().map(first).collect(), phrases }
    }
}

impl Forms {
    pub fn contains(&self, words: &str) -> bool {
        self.phrases.contains(words)
    }

    pub fn may_begin_with(&self, word: &str) -> bool {
        self.first_words.contains(word)
    }
}

impl DecidingWords {
    /// The words of the program itself.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<DecidingWords> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let table = Snapshot::embedded(Table::DecidingWords).expect("it is embedded");
            Self::read(&table).expect("the embedded tables are checked by a test")
        })
    }

    /// A cheap look before folding: whether a text may hold one of `transit_phrases`.
    pub fn may_state_transit(&self, text: &str) -> bool {
        let holds_it = || text.as_bytes().windows(5).any(|letters| letters.eq_ignore_ascii_case(b"trans"));
        !self.every_transit_is_trans || !text.is_ascii() || holds_it()
    }

    /// Whether a word or words are a legal form and nothing else.
    pub fn is_legal_form(&self, words: &str) -> bool {
        [&self.legal_forms, &self.opening_forms, &self.closing_forms].into_iter().any(|forms| forms.contains(words))
    }

    pub(super) fn read(table: &Snapshot) -> Result<Self, String> {
        let mut kinds: HashMap<String, Vec<String>> = HashMap::new();
        for (line, record) in table.records()? {
            let words: Vec<String> = record[1].split('|').map(str::to_owned).collect();
            // A blank word would stand in every text, and one that is not folded in none.
            if let Some(word) = words.iter().find(|word| word.is_empty() || folded(word).trim() != word.as_str()) {
                let should_be = folded(word);
                return Err(format!("{} line {line}: `{word}` should be `{}`", table.shown(), should_be.trim()));
            }
            if kinds.insert(record[0].to_owned(), words).is_some() {
                return Err(format!("{} line {line}: `{}` stands there twice", table.shown(), &record[0]));
            }
        }
        let mut phrases = |kind: &str| -> Result<Vec<String>, String> {
            let words = kinds.remove(kind);
            words.ok_or_else(|| format!("{} has no line `{kind}`", table.shown()))
        };
        let order_clauses = phrases("order_clause")?.iter().map(|phrase| folded(phrase)).collect();
        let transit_phrases: Vec<String> = phrases("transit_phrase")?.iter().map(|phrase| folded(phrase)).collect();
        let mut words = |kind: &str| Ok::<_, String>(phrases(kind)?.into_iter().collect::<HashSet<String>>());
        let words = Self {
            legal_forms: words("legal_form")?.into(),
            opening_forms: words("opening_form")?.into(),
            closing_forms: words("closing_form")?.into(),
            address_words: words("address_word")?,
            street_words: words("street_word")?,
            no_names: words("no_name")?,
            forwarder_words: words("forwarder_word")?,
            empty_words: words("empty_word")?,
            no_seals: words("no_seal")?,
            improbable_seals: words("improbable_seal")?,
            order_clauses,
            every_transit_is_trans: transit_phrases.iter().all(|phrase| phrase.contains("TRANS")),
            transit_phrases,
        };
        match kinds.keys().min() {
            Some(unknown) => Err(format!("{}: `{unknown}` decides nothing", table.shown())),
            None => Ok(words),
        }
    }
}
