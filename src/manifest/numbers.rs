//! Numbers as sources write them: with the signs a mapping file names, or, where it names none, in whatever form has one meaning only.

use super::cell::{CANONICAL, Writing, visible};
use super::placeholder::says_none;
use super::reject::brief;
use super::units::{Measure, Unit};
use crate::columns::Column;
use std::borrow::Cow;

pub(super) fn number(column: Column, text: &str, writing: &Writing) -> Result<f64, String> {
    let text = &*visible(text);
    // Text processors make a true minus of a hyphen.
    let with_hyphen = text.strip_prefix(['\u{2212}', '\u{2013}']).map(|number| format!("-{number}"));
    let text = with_hyphen.as_deref().unwrap_or(text);
    read(column, text, writing).or_else(|reason| with_unit(column, text, writing).unwrap_or(Err(reason)))
}

/// A number in the form of its source.
fn read(column: Column, text: &str, writing: &Writing) -> Result<f64, String> {
    let decimal = if writing.decimal_comma { ',' } else { '.' };
    let thousands = writing.thousands.or(writing.decimal_comma.then_some('.')).filter(|sign| *sign != decimal);
    let plain = match thousands {
        Some(sign) => {
            // Tables print blanks that do not break.
            let spaced = if sign == ' ' { text.replace(['\u{A0}', '\u{202F}'], " ") } else { text.to_owned() };
            if !groups_thousands(&spaced, sign, decimal) {
                let (named, of) = (named_sign(sign), named_sign(decimal));
                return Err(format!(
                    "`{}` is not a number with a decimal {of}: a {named} stands only before groups of three digits",
                    brief(text)
                ));
            }
            Cow::Owned(spaced.replace(sign, "").replace(decimal, "."))
        }
        None => Cow::Borrowed(text),
    };
    let number: Option<f64> = plain.parse().ok().or_else(|| certain(text).filter(|_| thousands.is_none()));
    let number = number.ok_or_else(|| match plain.contains(',') {
        true => format!(
            "`{}` is not a number: write it without thousands separators and with a decimal point, or say \
             decimal = \",\" or thousands = \",\" in a mapping file",
            brief(text)
        ),
        false => format!("`{}` is not a number", brief(text)),
    })?;
    checked_measure(column, writing.unit.convert(number))
}

/// A number that has only one meaning, whoever wrote it: 9,812.74 and 9.812,74, 1,234,567, 12 500, 9812,5. What `9,812` means
/// depends on the country, so it is none of them.
fn certain(text: &str) -> Option<f64> {
    let text = text.replace(['\u{A0}', '\u{202F}'], " ");
    let spaced = [' ', '\''].into_iter().find(|sign| text.contains(*sign));
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let is_last = |sign: char, other: char| text.rfind(sign) > text.rfind(other);
    let (thousands, decimal) = match (points, commas) {
        (0, 0) => (spaced?, '.'),
        (1, 0) => (spaced?, '.'),
        (0, 1) if spaced.is_some() => (spaced?, ','),
        // One comma is a decimal sign only where it cannot be anything else.
        (0, 1) => {
            let (whole, rest) =
                text.split_once(',').filter(|(_, rest)| rest.bytes().all(|sign| sign.is_ascii_digit()))?;
            let whole = whole.trim_start_matches('-');
            let may_group = rest.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
            return Some(text.replace(',', ".")).filter(|_| !may_group && !whole.is_empty())?.parse().ok();
        }
        (0, _) if spaced.is_none() => (',', '.'),
        (_, 0) if spaced.is_none() => ('.', ','),
        (1, _) if spaced.is_none() && is_last('.', ',') => (',', '.'),
        (_, 1) if spaced.is_none() && is_last(',', '.') => ('.', ','),
        _ => return None,
    };
    let digits = |sign: char| sign.is_ascii_digit() || sign == thousands || sign == decimal || sign == '-';
    let is_one = text.chars().all(digits) && groups_thousands(&text, thousands, decimal);
    is_one.then(|| text.replace(thousands, "").replace(decimal, "."))?.parse().ok()
}

/// A number with the unit it names: `9812.74 KGS`, `25 CBM`, `20 CTNS`. `None` where no known unit follows it.
fn with_unit(column: Column, text: &str, writing: &Writing) -> Option<Result<f64, String>> {
    // Behind the last digit, or, where the unit has digits of its own (M3), before its first letter.
    let last = text.rfind(|sign: char| sign.is_ascii_digit())? + 1;
    let letter = text.find(char::is_alphabetic).filter(|at| *at > 0).unwrap_or(last);
    [last, letter].into_iter().find_map(|end| in_unit(column, text[..end].trim_end(), text[end..].trim(), writing))
}

fn in_unit(column: Column, number: &str, named: &str, writing: &Writing) -> Option<Result<f64, String>> {
    // A mapping file that says the unit says which of several a word means.
    let is_said = || {
        writing.unit != Unit::Canonical
            && Measure::of(column).and_then(|of| Unit::written(of, named)) == Some(writing.unit)
    };
    if named.is_empty() || (is_doubtful(column, number, named) && !is_said()) {
        return None;
    }
    let unit = match Measure::of(column) {
        Some(measure) => Unit::written(measure, named)?,
        None if column == Column::Packages && names_packages(named) => Unit::Canonical,
        None => return None,
    };
    // 1.200 of a person who writes units may be one thousand two hundred.
    let is_plain = !writing.decimal_comma && writing.thousands.is_none();
    let may_group =
        |(whole, rest): (&str, &str)| rest.len() == 3 && (1..=3).contains(&whole.trim_start_matches('-').len());
    if is_plain && !number.starts_with('0') && number.split_once('.').is_some_and(may_group) {
        return None;
    }
    Some(read(column, number, &Writing { unit, ..writing.clone() }))
}

/// Whether people write a word for several units: a litre and a pound, tons of three kinds, a pound and half a kilogram, thousands.
fn is_doubtful(column: Column, number: &str, named: &str) -> bool {
    let named = named.trim_end_matches('.').to_uppercase();
    // Nothing of 25,000 thousand kilograms is in a container.
    if named == "K" {
        return number.bytes().take_while(u8::is_ascii_digit).count() <= 3;
    }
    let words: &[&str] = match Measure::of(column) {
        Some(Measure::Mass) => &["L", "LT", "ST", "TON", "TONS", "LIVRE", "LIVRES", "LIBRA", "LIBRAS"],
        Some(Measure::Volume) => &["E", "X"],
        _ => &[],
    };
    words.contains(&&*named)
}

/// Whether a word says what packages are counted, in the languages of manifests.
fn names_packages(word: &str) -> bool {
    const WORDS: [&str; 64] = [
        "BAG", "BAGS", "BALE", "BALES", "BALLES", "BARREL", "BARRELS", "BIDONS", "BLS", "BOX", "BOXES", "BULTO",
        "BULTOS", "BUNDLE", "BUNDLES", "CAIXA", "CAIXAS", "CAJA", "CAJAS", "CARTON", "CARTONES", "CARTONS", "CARTOES",
        "CASE", "CASES", "COIL", "COILS", "COLIS", "COLLI", "COLLIS", "CRATE", "CRATES", "CS", "CT", "CTN", "CTNS",
        "DRUM", "DRUMS", "FUTS", "PACKAGE", "PACKAGES", "PALETTES", "PALLET", "PALLETS", "PCE", "PCES", "PCS", "PIECE",
        "PIECES", "PIEZAS", "PK", "PKG", "PKGS", "PLT", "PLTS", "ROLL", "ROLLS", "SACKS", "SACOS", "SACS", "UNIT",
        "UNITS", "UNITES", "VOLUMES",
    ];
    let plain = word.trim_end_matches('.').replace("(S)", "S").replace("(s)", "S");
    let plain = crate::wording::folded(&plain).to_uppercase();
    WORDS.contains(&plain.trim())
}

fn named_sign(sign: char) -> &'static str {
    match sign {
        '.' => "point",
        ',' => "comma",
        ' ' => "blank",
        _ => "apostrophe",
    }
}

/// 1.234.567,5 is a number; 18.5 is not one thousand anything, nor is 12,500.75 twelve and a half.
fn groups_thousands(text: &str, thousands: char, decimal: char) -> bool {
    let (whole, decimals) = text.split_once(decimal).unwrap_or((text, ""));
    let mut groups = whole.split(thousands);
    let first = groups.next().unwrap_or_default();
    let first = first.strip_prefix('-').unwrap_or(first);
    let is_group = |group: &str| group.len() == 3 && group.bytes().all(|sign| sign.is_ascii_digit());
    let mut thousands_of = groups.peekable();
    let is_grouped = thousands_of.peek().is_none() || ((1..=3).contains(&first.len()) && thousands_of.all(is_group));
    is_grouped && !decimals.contains([thousands, decimal])
}

/// A measure is finite, and no measure but a temperature falls below zero.
pub fn checked_measure(column: Column, number: f64) -> Result<f64, String> {
    if !number.is_finite() {
        return Err(format!("{number} is not a finite number"));
    }
    let most = if matches!(column, Column::GrossKg | Column::VolumeM3 | Column::Packages) { 1.0e9 } else { 1.0e15 };
    if number > most {
        return Err(format!("{number:e} is larger than anything shipped ({most:e} is the limit)"));
    }
    if number < 0.0 && column != Column::TemperatureC {
        return Err(format!("{number} is negative"));
    }
    // −0 and 0 are one value; only one of them may reach a digest.
    Ok(if number == 0.0 { 0.0 } else { number })
}

pub(super) fn whole_number(column: Column, text: &str, writing: &Writing) -> Result<i64, String> {
    let value = number(column, text, writing)?;
    match value.fract() == 0.0 && value < 9.0e15 {
        true => Ok(value as i64),
        false => Err(format!("`{}` is not a whole number", brief(text))),
    }
}

/// A number of packages in a message; nothing where none is stated.
pub(super) fn counted(text: &str) -> Result<Option<i64>, String> {
    let text = text.trim();
    if says_none(Column::Packages, text) {
        return Ok(None);
    }
    let counted = whole_number(Column::Packages, text, &CANONICAL);
    counted.map(Some).map_err(|_| format!("`{}` is no number of packages", brief(text)))
}
