//! Commodity: what the codes say the goods are, what the words say, and whether the two can be one thing.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::tables::{ManifestTable, PerText, Vector};
use crate::wording::fold_into;
use std::borrow::Cow;
use std::collections::BTreeSet;

pub const ALL: &[Indicator] = &[
    Indicator { column: C::HsChapters, needs: &[C::HsCodes, C::HsCodesInText], compute: hs_chapters },
    Indicator { column: C::TariffCode, needs: &[C::GoodsDescription], compute: tariff_code },
    Indicator { column: C::AllHsCodes, needs: &[C::HsCodes, C::HsCodesInText, C::TariffCode], compute: all_hs_codes },
    Indicator { column: C::HsHeadings, needs: &[C::AllHsCodes], compute: hs_headings },
    Indicator { column: C::TextChapters, needs: &[C::GoodsDescription], compute: text_chapters },
    Indicator { column: C::HsContradictsText, needs: &[C::HsChapters, C::TextChapters], compute: contradicts },
    Indicator { column: C::UnknownHs, needs: &[C::HsCodes, C::HsCodesInText], compute: unknown_hs },
];

/// Every code of a row, from its field and from the text.
fn codes<'t>(table: &'t ManifestTable, row: usize) -> impl Iterator<Item = &'t str> + use<'t> {
    [C::HsCodes, C::HsCodesInText].into_iter().filter_map(move |column| table.list(column).get(row)).flatten()
}

fn tariff_code(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let texts = table.text(C::GoodsDescription);
    let mut known = PerText::default();
    Vector::texts(table.height(), |row| {
        *known.get(texts.get(row)?, |text| context.reference.tariff_wording.code_of(text))
    })
}

fn all_hs_codes(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let wording = table.text(C::TariffCode);
    Vector::lists(C::AllHsCodes, table.height(), |row| {
        let mut all: Vec<Cow<'_, str>> = Vec::new();
        for code in codes(table, row).chain(wording.get(row)) {
            if !all.iter().any(|known| known == code) {
                all.push(Cow::Borrowed(code));
            }
        }
        (!all.is_empty()).then_some(all)
    })
}

fn hs_headings(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let all = table.list(C::AllHsCodes);
    Vector::lists(C::HsHeadings, table.height(), |row| {
        let headings: BTreeSet<&str> = all.get(row)?.filter_map(|code| code.get(..4)).collect();
        // A chapter alone leaves the heading open.
        (!headings.is_empty()).then(|| headings.into_iter().map(Cow::Borrowed).collect())
    })
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
