//! Document quality: how much a description says.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::tables::{ManifestTable, PerText, Vector};
use crate::wording::{fold_into, words};

pub const ALL: &[Indicator] =
    &[Indicator { column: C::GoodsWords, needs: &[C::GoodsDescription], compute: goods_words }];

/// So many letters in a row within letters and digits are a name.
const LETTERS_OF_A_NAME: usize = 8;

fn goods_words(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let texts = table.text(C::GoodsDescription);
    let mut buffer = String::new();
    let empty = &context.reference.deciding_words.empty_words;
    let mut known = PerText::default();
    let mut count = |text: &str| {
        fold_into(text, &mut buffer);
        let is_word = |word: &str| word.len() >= 3 && word.chars().all(char::is_alphabetic);
        // A chemical name has its digits within: TRICHLORO2PYRIDYL. Codes of articles have no such runs of letters.
        let is_name = |word: &str| word.split(|c: char| !c.is_alphabetic()).any(|run| run.len() >= LETTERS_OF_A_NAME);
        let says_something = |word: &&str| (is_word(word) || is_name(word)) && !empty.contains(*word);
        words(&buffer).filter(says_something).count() as i64
    };
    Vector::ints(table.height(), |row| texts.get(row).map(|text| *known.get(text, &mut count)))
}
