//! Goods: HS codes in their field and in the text, VINs, transit statements.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::domain::{Vin, chapter_in_use, hs_structure_ok};
use crate::tables::{ManifestTable, PerText, Vector};
use crate::wording::fold_into;
use regex::Regex;
use std::borrow::Cow;
use std::sync::OnceLock;

pub const ALL: &[Indicator] = &[
    Indicator { column: C::HsCodesInText, needs: &[C::GoodsDescription], compute: hs_codes_in_text },
    Indicator { column: C::HsCode, needs: &[C::HsCodes, C::HsCodesInText], compute: hs_code },
    Indicator { column: C::Hs2, needs: &[C::HsCode], compute: |table, _| hs_digits(table, 2) },
    Indicator { column: C::Hs4, needs: &[C::HsCode], compute: |table, _| hs_digits(table, 4) },
    Indicator { column: C::Hs6, needs: &[C::HsCode], compute: |table, _| hs_digits(table, 6) },
    Indicator { column: C::HsSource, needs: &[C::HsCodes, C::HsCodesInText], compute: hs_source },
    Indicator { column: C::HsStructureOk, needs: &[C::HsCodes], compute: structure_ok },
    Indicator { column: C::VinsInText, needs: &[C::GoodsDescription, C::ShippingMarks], compute: vins },
    Indicator { column: C::InvalidVins, needs: &[C::VinsInText], compute: invalid_vins },
    Indicator { column: C::StatesTransit, needs: &[C::GoodsDescription, C::ShippingMarks], compute: states_transit },
    Indicator { column: C::TransitCountry, needs: &[C::GoodsDescription, C::ShippingMarks], compute: transit_country },
];

/// Words after which a code follows: HS CODE, H.S., HSC, HTS, NCM, TARIFF NO, CODE SH.
fn hs_marker() -> &'static Regex {
    static MARKER: OnceLock<Regex> = OnceLock::new();
    MARKER.get_or_init(|| {
        Regex::new(
            r"(?i-u)\b(?:H\.?\s?S\.?(?:\s?C\.?)?|HTS(?:US)?|N\.?C\.?M\.?|TARI(?:FF?|C|FA)|CODE\s+S\.?H\.?|HARMONI[SZ]ED(?:\s+SYSTEM)?)(?:[\s.]*(?:CODES?|TARIFF|NO|NR|NUMBER|NBR))*[\s.:#=()\-]*[0-9]",
        )
        .expect("the pattern is fixed")
    })
}

fn hs_codes_in_text(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let texts = table.text(C::GoodsDescription);
    let mut known = PerText::default();
    Vector::lists(C::HsCodesInText, table.height(), |row| {
        texts.get(row).map(|text| known.get(text, find_hs_codes).clone())
    })
}

/// Codes after a marker, and further ones in the same run, each once.
fn find_hs_codes(text: &str) -> Vec<Cow<'static, str>> {
    let mut codes: Vec<Cow<'static, str>> = Vec::new();
    if text.len() < 6 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return codes;
    }
    for found in hs_marker().find_iter(text) {
        let mut rest = &text[found.end() - 1..];
        while let Some((code, after)) = leading_code(rest) {
            if chapter_in_use(&code) && !codes.iter().any(|known| *known == code) {
                codes.push(Cow::Owned(code));
            }
            let next = after.trim_start_matches([' ', ',', ';', '/', '&', '+', '|', '-', '\n', '\r']);
            if !after.starts_with([' ', ',', ';', '/', '&', '+', '|', '\n', '\r']) {
                break;
            }
            rest = next;
        }
    }
    codes
}

/// A code at the start of `text`: 8471, 847130, 8471.30, 8471.30.00, 6309.000000, 8471 30 00.
fn leading_code(text: &str) -> Option<(String, &str)> {
    let bytes = text.as_bytes();
    let digits_at = |at: usize| bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut code = String::new();
    let mut at = digits_at(0);
    code.push_str(&text[..at]);
    loop {
        match bytes.get(at) {
            Some(b'.') if matches!(digits_at(at + 1), 2 | 4 | 6) => {}
            Some(b' ')
                if code.len() >= 4 && code.len().is_multiple_of(2) && digits_at(at + 1) == 2 && code.len() < 10 => {}
            _ => break,
        }
        let more = digits_at(at + 1);
        code.push_str(&text[at + 1..at + 1 + more]);
        at += 1 + more;
    }
    let followed_by_word = bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    (matches!(code.len(), 4 | 6..=12) && !followed_by_word).then_some((code, &text[at..]))
}

fn hs_code(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let (declared, found) = (table.list(C::HsCodes), table.list(C::HsCodesInText));
    Vector::texts(table.height(), |row| {
        let first = declared.get(row).and_then(|mut codes| codes.next());
        first.or_else(|| found.get(row).and_then(|mut codes| codes.next()))
    })
}

fn hs_digits(table: &ManifestTable, digits: usize) -> Vector {
    let codes = table.text(C::HsCode);
    Vector::texts(table.height(), |row| codes.get(row).and_then(|code| code.get(..digits)))
}

fn hs_source(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let (declared, found) = (table.list(C::HsCodes), table.list(C::HsCodesInText));
    Vector::texts(table.height(), |row| {
        if declared.get(row).is_some_and(|codes| codes.len() > 0) {
            return Some("declared");
        }
        found.get(row).is_some_and(|codes| codes.len() > 0).then_some("text")
    })
}

fn structure_ok(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let declared = table.list(C::HsCodes);
    Vector::bools(table.height(), |row| {
        declared.get(row).filter(|c| c.len() > 0).map(|mut codes| codes.all(hs_structure_ok))
    })
}

fn vins(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let (goods, marks) = (table.text(C::GoodsDescription), table.text(C::ShippingMarks));
    let mut known = PerText::default();
    Vector::lists(C::VinsInText, table.height(), |row| {
        let texts = [goods.get(row), marks.get(row)];
        texts.iter().any(Option::is_some).then(|| {
            let mut found: Vec<Cow<'static, str>> = Vec::new();
            for text in texts.into_iter().flatten() {
                for vin in
                    known.get(text, find_vins).iter().filter(|vin| !found.contains(vin)).cloned().collect::<Vec<_>>()
                {
                    found.push(vin);
                }
            }
            found
        })
    })
}

/// Runs of seventeen letters and digits that can be a VIN, each once.
fn find_vins(text: &str) -> Vec<Cow<'static, str>> {
    let mut found: Vec<Cow<'static, str>> = Vec::new();
    for run in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|run| run.len() == 17) {
        let upper = run.to_ascii_uppercase();
        if Vin::parse(&upper).is_some() && !found.iter().any(|known| *known == upper) {
            found.push(Cow::Owned(upper));
        }
    }
    found
}

fn invalid_vins(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let vins = table.list(C::VinsInText);
    Vector::ints(table.height(), |row| {
        vins.get(row).map(|vins| vins.filter_map(Vin::parse).filter(|vin| !vin.check_digit_ok()).count() as i64)
    })
}

/// What stands after the first transit phrase of a folded text.
fn after_transit<'t>(folded: &'t str, phrases: &[String]) -> Option<&'t str> {
    phrases
        .iter()
        .filter_map(|phrase| folded.find(phrase.as_str()).map(|at| at + phrase.len() - 1))
        .min()
        .map(|at| &folded[at..])
}

fn transit_texts<'t>(table: &'t ManifestTable, row: usize) -> impl Iterator<Item = &'t str> + use<'t> {
    [C::GoodsDescription, C::ShippingMarks].into_iter().filter_map(move |column| table.text(column).get(row))
}

fn states_transit(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let mut buffer = String::new();
    Vector::bools(table.height(), |row| {
        let mut stated = None;
        for text in transit_texts(table, row) {
            stated.get_or_insert(false);
            if context.reference.deciding_words.may_state_transit(text) {
                fold_into(text, &mut buffer);
                if after_transit(&buffer, &context.reference.deciding_words.transit_phrases).is_some() {
                    return Some(true);
                }
            }
        }
        stated
    })
}

fn transit_country(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let mut buffer = String::new();
    Vector::texts(table.height(), |row| {
        transit_texts(table, row).filter(|text| context.reference.deciding_words.may_state_transit(text)).find_map(
            |text| {
                fold_into(text, &mut buffer);
                let after = after_transit(&buffer, &context.reference.deciding_words.transit_phrases)?;
                // The country stands within a few words of the statement, or belongs to something else.
                let near = after.match_indices(' ').nth(7).map_or(after, |(at, _)| &after[..=at]);
                context.reference.countries.first_in(near)
            },
        )
    })
}
