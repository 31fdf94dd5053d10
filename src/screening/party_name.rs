//! What a party field holds: a name, an order clause, a pointer to the consignee, or nothing real.
//!
//! Manifests cut names at 35 characters and let them run into addresses, so the comparable name ends
//! where an address seems to begin, and legal forms, which are often cut, do not count.

use crate::reference::DecidingWords;
use crate::wording::{folded, words};

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

fn begins_address(words: &[&str], at: usize, deciding: &DecidingWords) -> bool {
    let has_digit = |word: &str| word.bytes().any(|b| b.is_ascii_digit());
    match words[at] {
        // P O BOX, B P 1234; but J P FICTION is a name.
        "P" => words[at - 1] == "B" || words.get(at + 1).is_some_and(|next| *next == "O" || has_digit(next)),
        word => has_digit(word) || deciding.address_words.contains(word),
    }
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
        match comparable(&folded, deciding) {
            Some(name) => Self::Named(name),
            None => Self::NotAName,
        }
    }
}

fn is_to_order(folded: &str, deciding: &DecidingWords) -> bool {
    folded == " ORDER " || deciding.order_clauses.iter().any(|clause| folded.starts_with(clause))
}

fn comparable(folded: &str, deciding: &DecidingWords) -> Option<String> {
    let all: Vec<&str> = joined_initials(folded);
    let end = (1..all.len()).find(|&at| begins_address(&all, at, deciding)).unwrap_or(all.len());
    let named = &all[..end];
    let letters: usize = named.iter().map(|word| word.chars().filter(|c| c.is_alphabetic()).count()).sum();
    let not_a_name = named.iter().all(|word| deciding.no_names.contains(*word)) || is_na(named);
    if letters < 2 || not_a_name {
        return None;
    }
    // & is written out by some.
    let says_nothing = |word: &str| deciding.legal_forms.contains(word) || matches!(word, "AND" | "ET" | "UND");
    let without_forms: Vec<&str> = named.iter().copied().filter(|word| !says_nothing(word)).collect();
    let kept = if without_forms.is_empty() { named } else { &without_forms };
    Some(kept.join(" "))
}

/// "N A" is how N/A folds.
fn is_na(words: &[&str]) -> bool {
    words == ["N", "A"]
}

/// Words with the letters of spelled-out legal forms left out: S A R L, S A, L T D, B V.
fn joined_initials(folded: &str) -> Vec<&str> {
    const SPELLED: [&[&str]; 14] = [
        &["S", "A", "R", "L"],
        &["S", "R", "L"],
        &["S", "P", "A"],
        &["L", "L", "C"],
        &["S", "A", "S"],
        &["SP", "Z", "O", "O"],
        &["Z", "O", "O"],
        &["L", "T", "D"],
        &["L", "D", "A"],
        &["A", "S"],
        &["N", "V"],
        &["S", "A"],
        &["B", "V"],
        &["S", "L"],
    ];
    let all: Vec<&str> = words(folded).collect();
    let mut kept = Vec::with_capacity(all.len());
    let mut at = 0;
    while at < all.len() {
        match SPELLED.iter().find(|form| at > 0 && all[at..].starts_with(form)) {
            Some(form) => at += form.len(),
            None => {
                kept.push(all[at]);
                at += 1;
            }
        }
    }
    kept
}

/// Whether a comparable name reads like a forwarder, carrier or agent.
pub fn is_forwarder_name(key: &str, deciding: &DecidingWords) -> bool {
    key.split(' ').any(|word| deciding.forwarder_words.contains(word))
}
