//! Document quality: how much a description says.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::tables::{ManifestTable, PerText, Vector};
use crate::wording::{fold_into, words};

pub const ALL: &[Indicator] =
    &[Indicator { column: C::GoodsWords, needs: &[C::GoodsDescription], compute: goods_words }];

fn goods_words(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let texts = table.text(C::GoodsDescription);
    let mut buffer = String::new();
    let empty = &context.reference.deciding_words.empty_words;
    let mut known = PerText::default();
    let mut count = |text: &str| {
        fold_into(text, &mut buffer);
        let says_something =
            |word: &&str| word.len() >= 3 && word.chars().all(char::is_alphabetic) && !empty.contains(*word);
        words(&buffer).filter(says_something).count() as i64
    };
    Vector::ints(table.height(), |row| texts.get(row).map(|text| *known.get(text, &mut count)))
}
