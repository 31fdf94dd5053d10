//! Hazards and cold: UN numbers and their classes, temperatures written in the text.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::tables::{ManifestTable, PerText, Vector};
use regex::Regex;
use std::borrow::Cow;
use std::sync::OnceLock;

pub const ALL: &[Indicator] = &[
    Indicator { column: C::UnNumbers, needs: &[C::UnNo, C::GoodsDescription, C::ShippingMarks], compute: un_numbers },
    Indicator { column: C::UnknownUnNumbers, needs: &[C::UnNumbers], compute: unknown_un_numbers },
    Indicator { column: C::UnClasses, needs: &[C::UnNumbers], compute: un_classes },
    Indicator { column: C::UnClassDiffers, needs: &[C::UnClasses, C::ImdgClass], compute: un_class_differs },
    Indicator {
        column: C::TemperatureInText,
        needs: &[C::GoodsDescription, C::ShippingMarks],
        compute: temperature_in_text,
    },
];

/// UN 1361, UN NO. 1361, ONU:1361. In capitals only: `un` is a word in French and Spanish.
fn un_marker() -> &'static Regex {
    static MARKER: OnceLock<Regex> = OnceLock::new();
    MARKER.get_or_init(|| {
        Regex::new(
            r"(?-u:\b)(?:UN|ONU)[\s.:#\-]*(?:(?:NO|NOS|NR|NUMBER|NUMERO|CODE)(?-u:\b)[\s.:#\-]*)?(?:N[°º]\s*)?([0-9]{4})(?-u:\b)",
        )
        .expect("the pattern is fixed")
    })
}

fn find_un_numbers(text: &str) -> Vec<Cow<'static, str>> {
    if !text.contains("UN") && !text.contains("ONU") {
        return Vec::new();
    }
    let mut numbers: Vec<Cow<'static, str>> = Vec::new();
    for found in un_marker().captures_iter(text) {
        if !numbers.iter().any(|known| *known == found[1]) {
            numbers.push(Cow::Owned(found[1].to_owned()));
        }
    }
    numbers
}

fn un_numbers(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let texts = [table.text(C::GoodsDescription), table.text(C::ShippingMarks)];
    let declared = table.text(C::UnNo);
    let mut known = PerText::default();
    Vector::lists(C::UnNumbers, table.height(), |row| {
        let mut numbers: Vec<Cow<'_, str>> = declared.get(row).map(Cow::Borrowed).into_iter().collect();
        let mut stated = !numbers.is_empty();
        for text in texts.iter().filter_map(|texts| texts.get(row)) {
            stated = true;
            for number in known.get(text, find_un_numbers) {
                if !numbers.contains(number) {
                    numbers.push(number.clone());
                }
            }
        }
        stated.then_some(numbers)
    })
}

fn unknown_un_numbers(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let numbers = table.list(C::UnNumbers);
    Vector::lists(C::UnknownUnNumbers, table.height(), |row| {
        let unknown = |number: &&str| context.reference.dangerous_goods.classes(number).is_none();
        numbers.get(row).map(|numbers| numbers.filter(unknown).map(Cow::Borrowed).collect())
    })
}

fn un_classes(table: &ManifestTable, context: &Context<'_>) -> Vector {
    let numbers = table.list(C::UnNumbers);
    Vector::lists(C::UnClasses, table.height(), |row| {
        let mut classes: Vec<Cow<'_, str>> = Vec::new();
        for number in numbers.get(row)? {
            for class in context.reference.dangerous_goods.classes(number).unwrap_or_default() {
                if !classes.iter().any(|known| known == class) {
                    classes.push(Cow::Borrowed(class));
                }
            }
        }
        Some(classes)
    })
}

/// `2` is no contradiction to `2.1`, nor `1.4` to `1.4S`: one begins with the other.
fn un_class_differs(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let (stated, classes) = (table.text(C::ImdgClass), table.list(C::UnClasses));
    Vector::bools(table.height(), |row| {
        let stated = stated.get(row)?;
        let mut classes = classes.get(row).filter(|classes| classes.len() > 0)?;
        Some(!classes.any(|class| class.starts_with(stated) || stated.starts_with(class)))
    })
}

/// A number after a word of cooling, or one with a sign or a degree mark before C.
fn temperature_marker() -> &'static Regex {
    static MARKER: OnceLock<Regex> = OnceLock::new();
    MARKER.get_or_init(|| {
        Regex::new(
            r"(?i)(?:\b(?:TEMP(?:ERATURE|ERATURA)?|SET(?:TING|POINT)?|CARRIED|CARRYING|STORED?|KEEP|KEPT|MAINTAIN(?:ED)?)\b[^0-9+\-]{0,24}?(MINUS\s*|MOINS\s*|MENOS\s*|[+\-]\s?)?([0-9]{1,2}(?:[.,][0-9])?)\s*(?:°|º|˚|DEG(?:REES?)?\b|CELSIUS|C\b)|(?:^|[\s(:])(MINUS\s*|MOINS\s*|MENOS\s*|[+\-]\s?)([0-9]{1,2}(?:[.,][0-9])?)\s*(?:°|º|˚|DEG(?:REES?)?\.?\s*)\s*C\b)",
        )
        .expect("the pattern is fixed")
    })
}

fn find_temperature(text: &str) -> Option<f64> {
    let found = temperature_marker().captures(text)?;
    let (sign, number) = match found.get(2) {
        Some(number) => (found.get(1), number),
        None => (found.get(3), found.get(4)?),
    };
    let degrees: f64 = number.as_str().replace(',', ".").parse().ok()?;
    let below_zero = sign.is_some_and(|sign| !sign.as_str().starts_with('+'));
    Some(if below_zero { -degrees } else { degrees })
}

fn temperature_in_text(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let texts = [table.text(C::GoodsDescription), table.text(C::ShippingMarks)];
    let mut known = PerText::default();
    Vector::floats(table.height(), |row| {
        texts.iter().filter_map(|texts| texts.get(row)).find_map(|text| *known.get(text, find_temperature))
    })
}
