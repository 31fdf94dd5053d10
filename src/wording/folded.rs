//! Folding: upper case, no accents, every run of what is neither letter nor digit one blank.
//!
//! `Pièces détachées, d'occasion` becomes ` PIECES DETACHEES D OCCASION `. With a blank at both ends, a
//! phrase found with its blanks stands between word boundaries.

use crate::domain::is_invisible;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64;

/// Writes the folded form of `text` into `buffer`, replacing what was there.
pub fn fold_into(text: &str, buffer: &mut String) {
    buffer.clear();
    buffer.push(' ');
    for_each_folded(text, |character| {
        if character.is_alphanumeric() {
            buffer.push(character);
        } else if !buffer.ends_with(' ') {
            buffer.push(' ');
        }
    });
    if !buffer.ends_with(' ') {
        buffer.push(' ');
    }
}

/// Gives the characters of `text` in capitals and without accents, signs and all.
#[inline]
pub(super) fn for_each_folded(text: &str, mut take: impl FnMut(char)) {
    if text.is_ascii() {
        text.bytes().for_each(|byte| take(byte.to_ascii_uppercase() as char));
    } else {
        // What shows nothing (zero-width blanks, soft hyphens, marks of direction) parts no word.
        let shown = text.chars().filter(|sign| !is_invisible(*sign));
        let bare = shown.flat_map(char::to_uppercase).nfkd().filter(|c| !is_combining_mark(*c));
        // Decomposed signs such as º are small letters again.
        bare.flat_map(char::to_uppercase).flat_map(in_plain_letters).for_each(take);
    }
}

/// Letters that are no plain ones with an accent, as people write them where they have no others.
fn in_plain_letters(letter: char) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'Ø' => ('O', None),
        'Ł' => ('L', None),
        'Đ' | 'Ð' => ('D', None),
        'Ħ' => ('H', None),
        'Ŧ' => ('T', None),
        'Æ' => ('A', Some('E')),
        'Œ' => ('O', Some('E')),
        'Þ' => ('T', Some('H')),
        'ẞ' => ('S', Some('S')),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

/// The same characters, each with the place in `text` of the one it comes from: for telling, not for looking.
pub(super) fn for_each_folded_at(text: &str, mut take: impl FnMut(std::ops::Range<usize>, Option<char>)) {
    for (start, character) in text.char_indices() {
        let place = start..start + character.len_utf8();
        let mut nothing = true;
        for_each_folded(&text[place.clone()], |folded| {
            nothing = false;
            take(place.clone(), Some(folded));
        });
        // An accent of its own belongs to the letter before it.
        if nothing {
            take(place, None);
        }
    }
}

/// The folded form of `text`.
pub fn folded(text: &str) -> String {
    let mut buffer = String::with_capacity(text.len() + 2);
    fold_into(text, &mut buffer);
    buffer
}

/// The words of a folded text.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split_ascii_whitespace()
}

/// A hash of the letters of a text, folded: the same however it is cut into words and lines, and whatever its numbers are, words with digits
/// left out. Invoices, lots and chassis differ on boxes that are alike.
pub fn hash_of_letters(text: &str) -> u64 {
    let mut letters = String::with_capacity(text.len());
    let (mut begun, mut is_numbered) = (0, false);
    for_each_folded(text, |sign| {
        if sign.is_alphabetic() {
            letters.push(sign);
        } else if sign.is_alphanumeric() {
            is_numbered = true;
        } else {
            if is_numbered {
                letters.truncate(begun);
            }
            (begun, is_numbered) = (letters.len(), false);
        }
    });
    if is_numbered {
        letters.truncate(begun);
    }
    xxh3_64(letters.as_bytes())
}
