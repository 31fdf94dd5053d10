//! Legal forms in names: of which firms make one word or six, and which say nothing of who they are.

use super::name_words::NameWord;
use crate::reference::{DecidingWords, Forms};

/// The longest form has so many words.
const LONGEST: usize = 7;

/// How many words from `at` on are a form of the set, the most that are.
fn length_of(words: &[NameWord], at: usize, forms: &Forms) -> usize {
    if !words.get(at).is_some_and(|word| forms.may_begin_with(&word.text)) {
        return 0;
    }
    let longest = LONGEST.min(words.len() - at);
    let text = |length: usize| words[at..at + length].iter().map(|word| &*word.text).collect::<Vec<_>>().join(" ");
    (1..=longest).rev().find(|&length| forms.contains(&text(length))).unwrap_or(0)
}

/// Where the legal form begins that closes the name: the first that is not its first word.
pub(super) fn first_closing_form(words: &[NameWord], deciding: &DecidingWords) -> Option<usize> {
    let is_form = |at: &usize| {
        length_of(words, *at, &deciding.legal_forms) > 0 || length_of(words, *at, &deciding.closing_forms) > 0
    };
    (1..words.len()).find(is_form)
}

/// The words without legal forms: those that open a name, those that stand anywhere behind its first word, and those that are names
/// too where they end it. Who is called like a form and nothing else keeps it.
pub(super) fn without_forms(words: &[NameWord], deciding: &DecidingWords) -> Vec<String> {
    let mut rest = words;
    loop {
        let length = length_of(rest, 0, &deciding.opening_forms);
        if length == 0 || length == rest.len() {
            break;
        }
        rest = &rest[length..];
    }
    let mut kept: Vec<NameWord> = Vec::with_capacity(rest.len());
    let mut at = 0;
    while at < rest.len() {
        match length_of(rest, at, &deciding.legal_forms) {
            length if length > 0 && at > 0 => at += length,
            _ => {
                kept.push(rest[at].clone());
                at += 1;
            }
        }
    }
    while let Some(at) = (1..kept.len()).find(|&at| length_of(&kept, at, &deciding.closing_forms) == kept.len() - at) {
        kept.truncate(at);
    }
    kept.into_iter().map(|word| word.text).collect()
}
