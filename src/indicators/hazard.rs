//! Hazards and cold: UN numbers and their classes, temperatures written in the text.

use super::{Context, Indicator};
use crate::columns::Column as C;
use crate::tables::{ManifestTable, PerText, Vector};
use regex::Regex;
use std::borrow::Cow;
use std::sync::OnceLock;

pub const ALL: &[Indicator] = &[
    Indicator {
        column: C::UnNumbers,
        needs: &[C::UnNo, C::GoodsDescription, C::ShippingMarks, C::UnreadableCells],
        compute: un_numbers,
    },
    Indicator { column: C::UnknownUnNumbers, needs: &[C::UnNumbers], compute: unknown_un_numbers },
    Indicator { column: C::UnClasses, needs: &[C::UnNumbers], compute: un_classes },
    Indicator { column: C::UnClassDiffers, needs: &[C::UnClasses, C::ImdgClass], compute: un_class_differs },
    Indicator {
        column: C::TemperatureInText,
        needs: &[C::GoodsDescription, C::ShippingMarks],
        compute: temperature_in_text,
    },
];

/// UN 1361, UN No. 1361, ONU:1361, and further numbers after it: UN 1361, 1362 AND 3480. UN itself in capitals
/// only: `un` is a word in French and Spanish.
fn un_marker() -> &'static Regex {
    static MARKER: OnceLock<Regex> = OnceLock::new();
    MARKER.get_or_init(|| {
        Regex::new(
            r"(?:^|[^\p{L}\p{N}])(?:UN|ONU)[\s.:#\-]*(?:(?i:NOS|NO|NR|NUMBERS?|NUMERO|CODE)[\s.:#\-]*)?(?:[Nn][°º]\s*)?([0-9]{4}(?:\s*(?:,|/|&|\+|AND|ET|Y|E)\s*(?:UN\s*)?[0-9]{4})*)",
        )
        .expect("the pattern is fixed")
    })
}

fn find_un_numbers(text: &str) -> Vec<Cow<'static, str>> {
    let mut numbers: Vec<Cow<'static, str>> = Vec::new();
    if !text.contains("UN") && !text.contains("ONU") {
        return numbers;
    }
    for found in un_marker().captures_iter(text) {
        let run = found.get(1).expect("the pattern has one group");
        if goes_on_as_a_quantity(&text[run.end()..]) {
            continue;
        }
        for number in run.as_str().split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == 4) {
            if !numbers.iter().any(|known| known == number) {
                numbers.push(Cow::Owned(number.to_owned()));
            }
        }
    }
    numbers
}

/// Whether what follows a number makes a quantity or another word of it: 1200.00, 1200 KG, 12004, 1200X.
fn goes_on_as_a_quantity(rest: &str) -> bool {
    let mut characters = rest.chars();
    match characters.next() {
        Some(first) if first.is_alphanumeric() => true,
        Some('.' | ',') if characters.next().is_some_and(|c| c.is_ascii_digit()) => true,
        _ => {
            let word: String = rest.trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
            matches!(word.as_str(), "KG" | "KGS" | "L" | "LTR" | "LTRS" | "PCS" | "CTNS" | "PKGS" | "MT" | "LBS")
        }
    }
}

fn un_numbers(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let texts = [table.text(C::GoodsDescription), table.text(C::ShippingMarks)];
    let declared = table.text(C::UnNo);
    let mut known = PerText::default();
    Vector::lists(C::UnNumbers, table.height(), |row| {
        let mut numbers: Vec<Cow<'_, str>> =
            declared.get(row).into_iter().flat_map(|several| several.split(", ")).map(Cow::Borrowed).collect();
        let mut stated = !numbers.is_empty();
        for text in texts.iter().filter_map(|texts| texts.get(row)) {
            stated = true;
            for number in known.get(text, find_un_numbers) {
                if !numbers.contains(number) {
                    numbers.push(number.clone());
                }
            }
        }
        // A number that cannot be read may be any, so there is no saying that there is none.
        let is_hidden = numbers.is_empty() && table.is_unreadable(C::UnNo, row);
        (stated && !is_hidden).then_some(numbers)
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
        let is_one = |class: &str| stated.split(", ").any(|one| class.starts_with(one) || one.starts_with(class));
        Some(!classes.any(is_one))
    })
}

/// Degrees Celsius after a word of cooling, or with a sign or a range before them: SET AT -18 C, TEMP. +5°C,
/// -20°C, MINUS 18 C, 2 - 8 °C. Groups: sign and number (the lower end of a range).
fn temperature_marker() -> &'static Regex {
    static MARKER: OnceLock<Regex> = OnceLock::new();
    MARKER.get_or_init(|| {
        let (sign, number) = (r"(MINUS\s*|MOINS\s*|MENOS\s*|[+\-]\s?)?", r"([0-9]{1,2}(?:[.,][0-9])?)");
        let celsius = r"\s*(?:°|º|˚|DEG(?:REES?)?\.?)?\s*C(?:ELSIUS|ENTIGRADE)?";
        let cold = r"(?:TEMP(?:ERATURES?|ERATURA)?|SET\s+(?:AT|TO|POINT|TEMP[A-Z]*)|SETPOINT|(?:CARRIED|CARRIAGE|STORED?|KEEP|KEPT|MAINTAIN(?:ED)?)\s+AT)";
        let range = r"(?:(?:°|º|˚|DEG)?\s*C?\s*(?:-|/|TO|AND)\s*[+\-]?\s?[0-9]{1,2}(?:[.,][0-9])?)";
        Regex::new(&format!(
            r"(?i)(?:\b{cold}\b[^0-9+\-]{{0,16}}?{sign}{number}\s*{range}?{celsius}|(?:^|[^0-9A-Z]){sign}{number}\s*{range}{celsius}|(?:^|[^0-9A-Z\-])(?:\s|\()?{signed}{number}{celsius})",
            signed = r"(MINUS\s*|MOINS\s*|MENOS\s*|[+\-]\s?)",
        ))
        .expect("the pattern is fixed")
    })
}

fn find_temperature(text: &str) -> Option<f64> {
    // Dashes of several kinds stand for minus.
    let text = text.replace(['\u{2013}', '\u{2212}', '\u{2014}'], "-");
    temperature_marker().captures_iter(&text).find_map(|found| {
        let whole = found.get(0)?;
        // C/S are cartons, CTNS too.
        if text[whole.end()..].starts_with(|c: char| c.is_alphanumeric() || c == '/') {
            return None;
        }
        let (sign, number) =
            [(1, 2), (3, 4), (5, 6)].into_iter().find_map(|(s, n)| Some((found.get(s), found.get(n)?)))?;
        let degrees: f64 = number.as_str().replace(',', ".").parse().ok()?;
        let below_zero = sign.is_some_and(|sign| !sign.as_str().starts_with('+'));
        Some(if below_zero { -degrees } else { degrees })
    })
}

fn temperature_in_text(table: &ManifestTable, _: &Context<'_>) -> Vector {
    let texts = [table.text(C::GoodsDescription), table.text(C::ShippingMarks)];
    let mut known = PerText::default();
    Vector::floats(table.height(), |row| {
        texts.iter().filter_map(|texts| texts.get(row)).find_map(|text| *known.get(text, find_temperature))
    })
}
