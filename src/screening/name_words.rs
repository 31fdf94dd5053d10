//! The words of a party field: folded, initials put together, with what the signs between them tell.

use crate::wording::{folded, words};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameWord {
    pub text: String,
    /// A comma, a semicolon, a line end or a gap of blanks stands before it: where people begin another line of an address.
    pub is_set_off: bool,
    /// Another party is named behind it: C/O, CARE OF, ON BEHALF OF.
    pub is_care_of: bool,
}

impl NameWord {
    pub fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }

    pub fn digits(&self) -> usize {
        self.text.bytes().filter(u8::is_ascii_digit).count()
    }

    pub fn is_number(&self) -> bool {
        self.digits() == self.text.len()
    }
}

/// Initials are one word however they are written: A.B.C., A B C and A. B. C. are ABC, and S.A.R.L. is SARL. `is_form` knows legal
/// forms, which end a row of initials: A B C S A R L is ABC SARL.
pub(super) fn name_words(text: &str, is_form: impl Fn(&str) -> bool) -> Vec<NameWord> {
    let mut joined: Vec<NameWord> = Vec::new();
    for piece in pieces(text) {
        let words = words_of(piece, joined.is_empty());
        let is_first = joined.is_empty();
        joined.extend(with_initials_joined(words, is_first, &is_form));
    }
    joined
}

/// Commas and the like, line ends and gaps of blanks cut a text into pieces.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n', '\r', '\t']).flat_map(|part| part.split("  ")).filter(|piece| !piece.trim().is_empty())
}

fn words_of(piece: &str, is_first: bool) -> Vec<NameWord> {
    let mut found: Vec<NameWord> = Vec::new();
    for chunk in piece.split_whitespace() {
        let folded = folded(chunk);
        // & is written out by some, and left out by others.
        let parts: Vec<&str> = words(&folded).filter(|part| !matches!(*part, "AND" | "ET" | "UND")).collect();
        match parts[..] {
            ["C", "O"] | ["O", "B"] if chunk.contains('/') => found.push(care_of()),
            // M/S, Messrs.
            ["M", "S"] if chunk.contains('/') && is_first && found.is_empty() => {}
            // What was spelled in one piece is a word: in A.B. S.A. the letters are not four initials.
            _ if parts.len() > 1 && parts.iter().all(|part| is_initial(part)) => found.push(word(&parts.concat())),
            _ => found.extend(parts.into_iter().map(word)),
        }
    }
    for phrase in [&["CARE", "OF"][..], &["ON", "BEHALF", "OF"]] {
        let is_it = |words: &[NameWord]| words.iter().map(|word| &*word.text).eq(phrase.iter().copied());
        if let Some(at) = found.windows(phrase.len()).position(is_it) {
            found.splice(at..at + phrase.len(), [care_of()]);
        }
    }
    if let Some(first) = found.first_mut() {
        first.is_set_off = !is_first;
    }
    found
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
}

fn word(text: &str) -> NameWord {
    NameWord { text: text.to_owned(), is_set_off: false, is_care_of: false }
}

fn care_of() -> NameWord {
    NameWord { is_care_of: true, ..word("") }
}

fn with_initials_joined(words: Vec<NameWord>, is_first: bool, is_form: &impl Fn(&str) -> bool) -> Vec<NameWord> {
    let mut joined: Vec<NameWord> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let run = words[at..].iter().take_while(|word| is_initial(&word.text)).count();
        if run < 2 {
            joined.push(words[at].clone());
            at += 1;
            continue;
        }
        let (begins, ends) = (is_first && at == 0, at + run == words.len());
        let letters: Vec<&str> = words[at..at + run].iter().map(|word| &*word.text).collect();
        match &letters[..] {
            // M S, as M/S is written where a sign got lost.
            ["M", "S"] if begins && !ends => {}
            // JOHN C O MILLER has two initials and no company.
            ["C", "O"] if !ends => joined.extend(words[at..at + run].iter().cloned()),
            _ => {
                let first = words[at].is_set_off;
                let split = (usize::from(begins) + 1..run).find(|split| ends && is_form(&letters[*split..].concat()));
                let parts = match split.filter(|_| !is_form(&letters.concat())) {
                    Some(split) => vec![letters[..split].concat(), letters[split..].concat()],
                    None => vec![letters.concat()],
                };
                joined.extend(parts.iter().map(|part| word(part)));
                let begun = joined.len() - parts.len();
                joined[begun].is_set_off = first;
            }
        }
        at += run;
    }
    joined
}
