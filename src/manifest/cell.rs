//! One cell of a manifest: from the text as written to a checked value of its column.

use super::code_forms::{OF_BILLS, OF_SEALS, hs_digits, several_seals, without_addition, without_label};
use super::codes::{code, is_closed};
use super::containers::{MOST_IN_ONE_CELL, check_container, read_containers};
use super::numbers::{number, whole_number};
use super::placeholder::{is_no_day, says_no_seal, says_none, says_unknown_seal};
use super::reject::brief;
use super::text::trimmed;
use super::units::Unit;
use crate::columns::{Column, ColumnType};
use crate::domain::{Locode, is_country, is_invisible, narrow, tidy_container_no};
use crate::reference::{Reference, codes_of_short_name, countries_of_town};
use crate::tables::Cell;
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use std::borrow::Cow;
use std::collections::HashSet;

/// Longest text a cell may hold, in bytes. Descriptions of real manifests stay below 10,000.
pub const LONGEST_CELL: usize = 65_536;

/// Digits of an HS heading.
pub(super) const HS_HEADING: usize = 4;

/// How a source writes its values, where it differs from the canonical form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Writing {
    /// `chrono` format of dates; ISO 8601 where there is none.
    pub date_format: Option<String>,
    /// Decimal comma instead of a point.
    pub decimal_comma: bool,
    /// Sign between groups of three digits; the point where there is a decimal comma and nothing is said.
    pub thousands: Option<char>,
    /// Converts the stated number to the unit of the catalogue.
    pub unit: Unit,
    /// Signs between several values in one cell: elements of a list, or containers, each of which becomes a row.
    pub split: Option<String>,
}

/// The canonical form.
pub static CANONICAL: Writing =
    Writing { date_format: None, decimal_comma: false, thousands: None, unit: Unit::Canonical, split: None };

impl Writing {
    /// Takes the sign before decimals, or says what it can be.
    pub fn decimal(&mut self, sign: &str) -> Result<(), String> {
        self.decimal_comma = match sign {
            "." => false,
            "," => true,
            _ => return Err("decimal is \".\" or \",\"".into()),
        };
        Ok(())
    }

    /// Takes the sign between thousands, or says what it can be.
    pub fn thousands(&mut self, sign: &str) -> Result<(), String> {
        self.thousands = match sign {
            "." | "," | " " | "'" => sign.chars().next(),
            _ => return Err("thousands is \".\", \",\", \" \" or \"'\"".into()),
        };
        Ok(())
    }
}

/// Reads a cell. `Ok(None)` is a blank: not stated. The error says what is wrong and what was expected.
pub fn read_cell<'a>(column: Column, raw: &'a str, writing: &Writing) -> Result<Option<Cell<'a>>, String> {
    check_length(raw)?;
    if raw.as_bytes().contains(&0) {
        // A sign that shows nothing states nothing.
        let shows = |part: &str| !trimmed(part).is_empty();
        return if raw.split('\0').any(shows) { Err("the cell contains a NUL byte".into()) } else { Ok(None) };
    }
    let text = trimmed(raw);
    // Texts and lists are asked the same where they are made tidy.
    let is_asked_later =
        matches!(column.kind(), ColumnType::Text | ColumnType::TextList) && column != Column::MessageTime;
    if text.is_empty() || (!is_asked_later && says_none(column, text)) {
        return Ok(None);
    }
    Ok(match column.kind() {
        ColumnType::Text if column == Column::MessageTime => {
            Some(moment(text, writing)?).filter(|moment| !is_no_moment(moment)).map(|moment| Cell::Text(moment.into()))
        }
        ColumnType::Text => tidy_text(column, text)?.map(Cell::Text),
        ColumnType::TextList => list(column, text, writing.split.as_deref().unwrap_or(";|"))?.map(Cell::List),
        ColumnType::Int => Some(Cell::Int(whole_number(column, text, writing)?)),
        ColumnType::Float => {
            // Zero, with or without its unit, is how many columns say that nothing was measured.
            Some(number(column, text, writing)?)
                .filter(|&number| number != 0.0 || !says_none(column, "0"))
                .map(Cell::Float)
        }
        ColumnType::Date => match date(text, writing)? {
            day if is_no_day(day) => None,
            day if (1980..=2100).contains(&day.year()) => Some(Cell::Date(day.to_epoch_days())),
            day => return Err(format!("`{}` is a day of the year {}", brief(text), day.year())),
        },
        ColumnType::Bool => return Err("this column is computed, not read".into()),
    })
}

/// What counts of a text that cannot be read as a whole: of prose all but the signs that are none, as long as a cell may be, and of several
/// codes those that are sound. A single bad byte must not hide what else is said. Of a number, a day, or a single code nothing counts: with a
/// sign lost it is another.
pub(super) fn readable_part(column: Column, raw: &str) -> Option<(Column, Cell<'static>)> {
    let is_list = column.kind() == ColumnType::TextList;
    if !is_list && !column.is_prose() {
        return None;
    }
    let text = raw.replace('\0', " ");
    let text = &text[..text.floor_char_boundary(LONGEST_CELL)];
    let cell = match is_list {
        true => {
            let pieces = raw.split([';', '|', ',']).map(str::trim).filter(|piece| !piece.is_empty());
            // What may be the end of the code before it is none.
            let is_rest = |piece: &str| column == Column::HsCodes && piece.len() < HS_HEADING;
            let sound = pieces.filter(|piece| {
                !piece.contains(['\0', '\u{FFFD}'])
                    && !is_rest(piece)
                    && tidy_list(column, std::iter::once(*piece)).is_ok()
            });
            tidy_list(column, sound).ok().flatten().filter(|codes| !codes.is_empty()).map(Cell::List)
        }
        false => read_cell(column, text, &CANONICAL).ok().flatten(),
    };
    cell.map(|cell| (column, cell.into_owned()))
}

fn check_length(raw: &str) -> Result<(), String> {
    match raw.len() > LONGEST_CELL {
        true => Err(format!("the cell has {} bytes; {LONGEST_CELL} is the limit", raw.len())),
        false => Ok(()),
    }
}

/// A cell of a table without what spreadsheets put around codes to keep them from being read as numbers: `="0402210000"`, and
/// an apostrophe in front, which in prose may be a sign of its own.
pub fn unprotected(column: Column, raw: &str) -> &str {
    let first = match raw.as_bytes().first() {
        Some(b' ' | b'\t') => raw.trim_start().as_bytes().first(),
        first => first,
    };
    match first {
        Some(b'=') => within_formula(raw).unwrap_or(raw),
        Some(b'\'') => {
            let behind = raw.trim_start().trim_start_matches('\'');
            let is_code = column.kind() != ColumnType::Text || !column.is_prose();
            let hides_number = behind.starts_with(|sign: char| sign.is_ascii_digit() || "=+-@".contains(sign));
            if (is_code || hides_number) && !behind.contains('\'') { behind } else { raw }
        }
        _ => raw,
    }
}

/// A header without what spreadsheets put around texts.
pub(super) fn unprotected_header(raw: &str) -> &str {
    within_formula(raw).unwrap_or(raw)
}

/// The text of a formula that is nothing but a text.
fn within_formula(raw: &str) -> Option<&str> {
    let text = raw.trim().strip_prefix('=')?.trim();
    let text = text.strip_prefix("T(").and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    text.strip_prefix('"')?.strip_suffix('"').filter(|text| !text.contains('"'))
}

/// Reads a cell of a table, which may hold several containers, each of which is then put once.
pub fn read_cells<'a>(
    column: Column,
    raw: &'a str,
    writing: &Writing,
    cells: &mut Vec<(Column, Cell<'a>)>,
) -> Result<(), String> {
    let raw = match raw.as_bytes().first() {
        Some(b'=' | b'\'' | b' ' | b'\t') => unprotected(column, raw),
        _ => raw,
    };
    let Some(signs) = writing.split.as_ref().filter(|_| column == Column::ContainerNo) else {
        if column == Column::ContainerNo {
            return read_containers(raw, writing, cells);
        }
        cells.extend(read_cell(column, raw, writing)?.map(|cell| (column, cell)));
        return Ok(());
    };
    check_length(raw)?;
    let mut seen: HashSet<Cow<'a, str>> = HashSet::new();
    let mut refused = Ok(());
    for piece in raw.split(|sign| signs.contains(sign)) {
        let read = check_container(trimmed(piece)).and_then(|()| read_cell(column, piece, writing));
        match read {
            Ok(Some(Cell::Text(number))) if seen.insert(number.clone()) => cells.push((column, Cell::Text(number))),
            Ok(_) => {}
            // A piece that names none does not take the others with it.
            Err(reason) => refused = Err(reason),
        }
    }
    if seen.len() > MOST_IN_ONE_CELL {
        cells.retain(|(known, _)| *known != column);
        return Err(format!("the cell names {} containers; {MOST_IN_ONE_CELL} is the limit", seen.len()));
    }
    refused
}

/// Codes are upper case without blanks around; free text stays as written. `Ok(None)` states nothing. The error is for columns of a
/// closed set of codes: the text is none of them.
pub fn tidy_text(column: Column, text: &str) -> Result<Option<Cow<'_, str>>, String> {
    use Column as C;
    if says_none(column, text) || (column == C::MessageTime && is_no_moment(text)) {
        return Ok(None);
    }
    if is_closed(column) {
        return match visible(text) {
            Cow::Borrowed(text) => code(column, text),
            Cow::Owned(text) => Ok(code(column, &text)?.map(|code| Cow::Owned(code.into_owned()))),
        };
    }
    let tidy = match column {
        C::ContainerNo => tidy_container_no(text),
        C::SealingParty => Cow::Borrowed(sealing_party(text)),
        C::PlaceOfReceipt | C::PlaceOfLoading | C::PlaceOfDischarge | C::PlaceOfDelivery => place(text)?,
        C::FinalDestination => destination(text)?,
        C::SizeType | C::CarrierCode => upper(text),
        C::BillNo | C::MasterBillNo => visible(without_label(text, &OF_BILLS)),
        _ if column.is_prose() => Cow::Borrowed(text),
        _ => visible(text),
    };
    // Zeros may stand behind letters: UN0000.
    let is_none = |tidy: &str| tidy.is_empty() || (tidy.len() < text.len() && says_none(column, tidy));
    Ok((!is_none(&tidy)).then_some(tidy))
}

/// A code or number without the signs that show nothing, and in ASCII where full-width forms stand for it.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(|sign| is_invisible(sign) || narrow(sign) != sign) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|sign| !is_invisible(*sign)).map(narrow).collect())
}

/// List cells separate their elements with `;` or `|` where nothing else is said. A cell of only separators states "none".
fn list<'a>(column: Column, text: &'a str, signs: &str) -> Result<Option<Vec<Cow<'a, str>>>, String> {
    tidy_list(column, text.split(|sign| signs.contains(sign)).map(str::trim).filter(|piece| !piece.is_empty()))
}

/// The elements of a list column. No elements state "none", and so do words for it under seals; blank elements, and zeros and
/// words for "none" under codes, state nothing.
pub(super) fn tidy_list<'a>(
    column: Column,
    items: impl Iterator<Item = &'a str>,
) -> Result<Option<Vec<Cow<'a, str>>>, String> {
    let (mut tidy, mut is_empty, mut says_none) = (Vec::new(), true, false);
    for item in items {
        // Most codes are digits, and are looked at no further.
        let is_odd_code = column == Column::HsCodes && !item.bytes().all(|byte| byte.is_ascii_digit());
        if is_odd_code && has_lost_digits(item) {
            return Err(format!(
                "`{}` is a code that was held as a number and has lost digits; write it as text",
                brief(item)
            ));
        }
        if column == Column::TransshipmentPorts {
            place(item)?;
        }
        if is_odd_code && is_no_hs_code(item) {
            return Err(format!("`{}` is no HS code: write its digits, such as 847130", brief(item)));
        }
        is_empty = false;
        if column == Column::Seals && says_unknown_seal(item) {
            continue;
        }
        says_none |= column == Column::Seals && !item.is_empty();
        let mut put = |item| tidy.extend(Some(tidy_item(column, item)).filter(|item| !item.is_empty()));
        let several = match column {
            Column::HsCodes if is_odd_code => several_codes(item),
            Column::Seals => several_seals(item),
            _ => None,
        };
        match several {
            Some(pieces) => pieces.into_iter().for_each(put),
            None => put(item),
        }
    }
    Ok((!tidy.is_empty() || is_empty || says_none).then_some(tidy))
}

/// One element of a list column; blank where it states nothing.
pub fn tidy_item(column: Column, item: &str) -> Cow<'_, str> {
    match column {
        Column::Seals if says_no_seal(item) || says_unknown_seal(item) => Cow::Borrowed(""),
        Column::HsCodes | Column::TransshipmentPorts if says_none(column, item) => Cow::Borrowed(""),
        Column::HsCodes if item.bytes().all(|b| b.is_ascii_digit()) => Cow::Borrowed(item),
        Column::HsCodes => match visible(item) {
            Cow::Borrowed(item) => hs_code(item),
            Cow::Owned(plain) => Cow::Owned(hs_code(&plain).into_owned()),
        },
        Column::TransshipmentPorts => place(item).unwrap_or_else(|_| upper(item)),
        Column::Seals => upper(without_label(without_addition(item), &OF_SEALS)),
        Column::UnreadableCells => lower(item),
        _ => upper(item),
    }
}

/// The HS codes of a text that holds several: with signs between them, or, where each has six digits at least, blanks.
pub(super) fn several_codes(text: &str) -> Option<Vec<&str>> {
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let is_code = |least: usize, piece: &str| hs_digits(piece).is_some_and(|digits| digits.len() >= least);
    let cut = |signs: &[char], least: usize| -> Option<Vec<&str>> {
        let pieces: Vec<&str> = text.split(signs).map(str::trim).filter(|piece| !piece.is_empty()).collect();
        (pieces.len() > 1 && pieces.iter().all(|piece| is_code(least, piece))).then_some(pieces)
    };
    cut(&[';', ',', '/', '|', '\n'], 4).or_else(|| cut(&[' ', '\n'], 6))
}

/// An HS code without the points and blanks between its digits. Tables that held it as a number leave `.0` behind it, or the
/// form 8.70323E+05, in which digits may be lost.
fn hs_code(item: &str) -> Cow<'_, str> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(whole) = item.strip_suffix(".0").filter(|whole| whole.len() >= 3 && is_digits(whole)) {
        return with_lost_zero(whole.to_owned()).into();
    }
    match as_power(item) {
        Some((digits, power)) if power + 1 == digits.len() => with_lost_zero(digits).into(),
        _ => hs_digits(item).map_or(Cow::Borrowed(item), Cow::Owned),
    }
}

/// The digits and the power of a number in the form 8.70323E+05.
fn as_power(item: &str) -> Option<(String, usize)> {
    let (digits, power) = item.split_once(['E', 'e'])?;
    let digits: String = digits.chars().filter(|sign| *sign != '.').collect();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    Some((digits, power.trim_start_matches('+').parse().ok()?)).filter(|_| is_number)
}

/// Whether a text under HS codes is none, several or one.
fn is_no_hs_code(item: &str) -> bool {
    let plain = visible(item);
    !says_none(Column::HsCodes, &plain)
        && as_power(&plain).is_none()
        && hs_digits(&plain).is_none()
        && several_codes(&plain).is_none()
}

/// Whether a code in that form has fewer digits than it had.
fn has_lost_digits(item: &str) -> bool {
    as_power(item).is_some_and(|(digits, power)| power + 1 != digits.len())
}

/// Codes have an even number of digits: as a number one lost the zero in front of it.
fn with_lost_zero(digits: String) -> String {
    if digits.len() % 2 == 1 { format!("0{digits}") } else { digits }
}

/// UN/LOCODEs are also written with a blank: `CG PNR`. Names of five letters that would be codes are read as what they name, if that is one
/// place.
fn place(text: &str) -> Result<Cow<'_, str>, String> {
    match text.as_bytes() {
        [_, _, b' ', _, _, _] => Ok(Cow::Owned(text.replace(' ', "").to_uppercase())),
        [_, _, _, _, _] => match codes_of_short_name(text) {
            [] => match countries_of_town(text) {
                None => Ok(upper(text)),
                Some(countries) => Err(format!(
                    "`{text}` is the name of a place in {}, and no UN/LOCODE that it could be meant for: write the UN/LOCODE",
                    countries.replace(' ', " or ")
                )),
            },
            [code] => Ok(Cow::Borrowed(code)),
            codes => Err(format!("`{text}` is the name of {}: write the UN/LOCODE", codes.join(" and of "))),
        },
        _ => Ok(upper(text)),
    }
}

/// Where goods go in the end: a place, or a country by its code or name, alone or behind a comma. Two letters behind a comma are a state's as
/// often as a country's.
fn destination(text: &str) -> Result<Cow<'_, str>, String> {
    let place = place(text)?;
    if is_country(&place) || Locode::parse(&place).is_some() {
        return Ok(place);
    }
    let named = |text: &str| Reference::embedded().countries.code_of(text).map(|code| Cow::Owned(code.to_owned()));
    let behind = text.rsplit_once(',').map(|(_, behind)| behind.trim());
    let behind = behind.filter(|name| name.len() > 3 && !name.eq_ignore_ascii_case("Georgia"));
    Ok(named(text).or_else(|| named(behind?)).unwrap_or(place))
}

pub(super) fn upper(text: &str) -> Cow<'_, str> {
    match text.bytes().any(|b| b.is_ascii_lowercase() || !b.is_ascii()) {
        true => Cow::Owned(visible(text).to_uppercase()),
        false => Cow::Borrowed(text),
    }
}

fn lower(text: &str) -> Cow<'_, str> {
    match text.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        true => Cow::Owned(text.to_lowercase()),
        false => Cow::Borrowed(text),
    }
}

/// Who sealed, by UN/EDIFACT 9303.
fn sealing_party(text: &str) -> &str {
    match text.to_ascii_uppercase().as_str() {
        "SH" | "SHIPPER" => "shipper",
        "CA" | "CARRIER" => "carrier",
        "CU" | "CUSTOMS" => "customs",
        "TO" | "TERMINAL" => "terminal",
        _ => text,
    }
}

/// Nothing, or a time of day with or without a zone.
fn is_time(rest: &str) -> bool {
    rest.is_empty()
        || (rest.starts_with(['T', ' '])
            && rest[1..].starts_with(|c: char| c.is_ascii_digit())
            && rest[1..].chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z' | '+' | '-')))
}

/// The word that stands for the form of dates as spreadsheets count them, in days from the end of 1899.
pub(super) const EXCEL_DAYS: &str = "excel";

/// A day as spreadsheets count them; those of other centuries are other numbers.
fn excel_day(text: &str) -> Option<NaiveDate> {
    let days: f64 = text.parse().ok().filter(|days| (20_000.0..80_000.0).contains(days))?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(chrono::Days::new(days as u64))
}

fn date(text: &str, writing: &Writing) -> Result<NaiveDate, String> {
    let text = &*visible(text);
    match &writing.date_format {
        Some(format) if format == EXCEL_DAYS => {
            excel_day(text).ok_or_else(|| format!("`{}` is not a day as spreadsheets count them", brief(text)))
        }
        Some(format) => NaiveDate::parse_from_str(text, format)
            .or_else(|_| NaiveDateTime::parse_from_str(text, format).map(|time| time.date()))
            .map_err(|_| format!("`{}` is not a date of the form {format}", brief(text))),
        None => text
            .get(..10)
            .and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok())
            .filter(|_| is_time(&text[10..]))
            .or_else(|| certain_day(text))
            .ok_or_else(|| match excel_day(text) {
                Some(day) => format!(
                    "`{}` is a day as spreadsheets count them ({day}); a mapping file says so with date_format = \"excel\"",
                    brief(text)
                ),
                None => format!(
                    "`{}` is not a date: write 2026-11-23, or for tables give the format in a mapping file",
                    brief(text)
                ),
            }),
    }
}

/// Other forms that leave no doubt which is the day and which the month: 20261123, 2026/11/23, 23-NOV-2026.
fn certain_day(text: &str) -> Option<NaiveDate> {
    let is_compact = text.len() == 8 && text.bytes().all(|sign| sign.is_ascii_digit());
    let formats: &[&str] = match is_compact {
        true => &["%Y%m%d"],
        false => &["%Y/%m/%d", "%Y.%m.%d", "%d-%b-%Y", "%d %b %Y", "%d/%b/%Y"],
    };
    let day = formats.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok())?;
    // A year of two digits is read as one of the first century.
    (1980..=2100).contains(&day.year()).then_some(day)
}

/// A day with or without a time, as ISO 8601 to the minute: versions are ordered by it.
fn moment(text: &str, writing: &Writing) -> Result<String, String> {
    let at = |time: NaiveDateTime| time.format("%Y-%m-%dT%H:%M").to_string();
    if let Some(format) = &writing.date_format {
        let timed = NaiveDateTime::parse_from_str(text, format).map(at);
        let day = || NaiveDate::parse_from_str(text, format).map(|day| day.to_string());
        return timed.or_else(|_| day()).map_err(|_| format!("`{}` is not a time of the form {format}", brief(text)));
    }
    let plain = text.replacen(' ', "T", 1);
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.fZ", "%Y-%m-%dT%H:%MZ"];
    let timed = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(&plain, format).ok());
    let zoned = || chrono::DateTime::parse_from_rfc3339(&plain).ok().map(|time| time.naive_local());
    let day = || NaiveDate::parse_from_str(&plain, "%Y-%m-%d").ok().map(|day| day.to_string());
    timed.or_else(zoned).map(at).or_else(day).ok_or_else(|| {
        format!("`{}` is not a time: write 2026-11-23T08:00, or give the format in a mapping file", brief(text))
    })
}

/// Whether a time, in ISO 8601, is on a day that programs show where one is missing.
fn is_no_moment(moment: &str) -> bool {
    // Those of this century are looked at no further.
    !moment.starts_with("20") && moment.get(..10).and_then(|day| day.parse::<NaiveDate>().ok()).is_some_and(is_no_day)
}

/// Reads a value given by a rule author: text as written, checked like a cell.
pub fn read_value(column: Column, raw: &str) -> Result<Option<Cell<'_>>, String> {
    read_cell(column, raw, &CANONICAL)
}
