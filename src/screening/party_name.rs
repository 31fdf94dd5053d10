//! What a party field holds: a name, an order clause, a pointer to the consignee, or nothing real.
//!
//! Manifests cut names at 35 characters and let them run into addresses, so the comparable name ends
//! where an address begins, or another party (C/O), and legal forms, which are often cut, do not count.

use super::address_start::name_length;
use super::legal_forms::without_forms;
use super::name_words::name_words;
use crate::reference::DecidingWords;
use crate::wording::folded;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartyName {
    /// A name, made comparable.
    Named(String),
    /// TO ORDER, with or without of whom.
    ToOrder,
    SameAsConsignee,
    /// NA, NIL, a dot.
    NotAName,
}

impl PartyName {
    pub fn read(text: &str, deciding: &DecidingWords) -> Self {
        let folded = folded(text);
        if is_to_order(&folded, deciding) {
            return Self::ToOrder;
        }
        if folded.starts_with(" SAME AS ") || folded.starts_with(" IDEM CONSIGN") || folded.starts_with(" MEME QUE ") {
            return Self::SameAsConsignee;
        }
        match comparable(text, deciding) {
            Some(name) => Self::Named(name),
            None => Self::NotAName,
        }
    }
}

fn is_to_order(folded: &str, deciding: &DecidingWords) -> bool {
    folded == " ORDER " || deciding.order_clauses.iter().any(|clause| folded.starts_with(clause))
}

fn comparable(text: &str, deciding: &DecidingWords) -> Option<String> {
    let words = name_words(text, |form| deciding.legal_forms.contains(form) || deciding.closing_forms.contains(form));
    let begins_with_care_of = words.first().is_some_and(|word| word.is_care_of);
    let words = &words[usize::from(begins_with_care_of)..];
    let named = &words[..name_length(words, deciding)];
    let signs = |is: fn(char) -> bool| named.iter().flat_map(|word| word.text.chars()).filter(|sign| is(*sign)).count();
    let (letters, digits) = (signs(char::is_alphabetic), signs(|sign| sign.is_ascii_digit()));
    // 3M is a name, and X is none.
    let has_enough = letters >= 2 || (letters == 1 && digits > 0);
    if !has_enough || named.iter().all(|word| deciding.no_names.contains(&word.text)) {
        return None;
    }
    Some(without_forms(named, deciding).join(" "))
}

/// Whether a comparable name reads like a forwarder, carrier or agent.
pub fn is_forwarder_name(key: &str, deciding: &DecidingWords) -> bool {
    key.split(' ').any(|word| deciding.forwarder_words.contains(word))
}
