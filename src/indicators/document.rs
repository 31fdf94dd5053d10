//! Document quality: how much a description says.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::domain::DocumentKind;
use crate::tables::{ManifestTable, PerText, Vector};
use crate::wording::{fold_into, words};

pub const ALL: &[Indicator] =
    &[Indicator { column: C::GoodsWords, needs: &[C::GoodsDescription, C::DocumentKind], compute: goods_words }];

/// So many letters at the end of letters and digits are a name.
const LETTERS_OF_A_NAME: usize = 8;

fn goods_words(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let texts = table.text(C::GoodsDescription);
    let mut buffer = String::new();
    let empty = &context.reference.deciding_words.empty_words;
    let mut known = PerText::default();
    let mut count = |text: &str| {
        fold_into(text, &mut buffer);
        let is_word = |word: &str| word.len() >= 3 && word.chars().all(char::is_alphabetic);
        // A chemical name has its digits before letters: TRICHLORO2PYRIDYL. FREESHIP25 and codes of articles do not.
        let is_name = |word: &str| word.chars().rev().take_while(|c| c.is_alphabetic()).count() >= LETTERS_OF_A_NAME;
        let says_something = |word: &&str| (is_word(word) || is_name(word)) && !empty.contains(*word);
        words(&buffer).filter(says_something).count() as i64
    };
    let kinds = table.text(C::DocumentKind);
    // What plans and lists of equipment write there is a code or a remark, and no description.
    let describes = |row: usize| DocumentKind::stated(kinds.get(row)) == DocumentKind::Manifest;
    Vector::ints(table.height(), |row| {
        texts.get(row).filter(|_| describes(row)).map(|text| *known.get(text, &mut count))
    })
}
