//! Commodity: what the codes say the goods are, what the words say, and whether the two can be one thing.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::tables::{ManifestTable, PerText, Vector};
use crate::wording::fold_into;
use std::borrow::Cow;
use std::collections::BTreeSet;

pub const ALL: &[Indicator] = &[
    Indicator { column: C::HsChapters, needs: &[C::HsCodes, C::HsCodesInText], compute: hs_chapters },
    Indicator { column: C::TextChapters, needs: &[C::GoodsDescription], compute: text_chapters },
    Indicator { column: C::HsContradictsText, needs: &[C::HsChapters, C::TextChapters], compute: contradicts },
    Indicator { column: C::UnknownHs, needs: &[C::HsCodes, C::HsCodesInText], compute: unknown_hs },
];

/// Every code of a row, from its field and from the text.
fn codes<'t>(table: &'t ManifestTable, row: usize) -> impl Iterator<Item = &'t str> + use<'t> {
    [C::HsCodes, C::HsCodesInText].into_iter().filter_map(move |column| table.list(column).get(row)).flatten()
}

fn hs_chapters(table: &ManifestTable, _: &Context<'_>) -> Vector {
    Vector::lists(C::HsChapters, table.height(), |row| {
        let chapters: BTreeSet<&str> = codes(table, row).filter_map(|code| code.get(..2)).collect();
        (!chapters.is_empty()).then(|| chapters.into_iter().map(Cow::Borrowed).collect())
    })
}

fn text_chapters(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let texts = table.text(C::GoodsDescription);
    let mut known = PerText::default();
    let mut buffer = String::new();
    let mut chapters = |text: &str| -> Vec<Cow<'_, str>> {
        fold_into(text, &mut buffer);
        context.reference.commodities.chapters_in(&buffer).into_iter().map(Cow::Borrowed).collect()
    };
    Vector::lists(C::TextChapters, table.height(), |row| {
        texts.get(row).map(|text| known.get(text, &mut chapters).clone())
    })
}

fn contradicts(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let (stated, spoken) = (table.list(C::HsChapters), table.list(C::TextChapters));
    Vector::bools(table.height(), |row| {
        let spoken: Vec<&str> = spoken.get(row).filter(|chapters| chapters.len() > 0)?.collect();
        stated.get(row).map(|mut chapters| !chapters.any(|chapter| spoken.contains(&chapter)))
    })
}

fn unknown_hs(table: &ManifestTable, context: &Context<'_>) -> Vector {
    Vector::lists(C::UnknownHs, table.height(), |row| {
        let mut codes = codes(table, row).peekable();
        codes.peek()?;
        let unknown: BTreeSet<&str> = codes.filter(|code| !context.reference.commodities.knows(code)).collect();
        Some(unknown.into_iter().map(Cow::Borrowed).collect())
    })
}
