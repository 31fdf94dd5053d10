//! Times of messages: digits with or without the century, the time of day and a zone, as ISO 8601.

use super::facts::Facts;
use super::placeholder::says_none;
use super::segments::Segment;
use crate::columns::Column;
use chrono::{NaiveDate, NaiveTime};

/// A time as digits, with or without the century and the time of day, as ISO 8601.
pub(super) fn moment(digits: &str) -> Option<String> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (day, time) = match digits.len() {
        6 | 10 => (format!("20{}", &digits[..6]), &digits[6..]),
        8 | 12 | 14 => (digits[..8].to_owned(), &digits[8..]),
        _ => return None,
    };
    let day = NaiveDate::parse_from_str(&day, "%Y%m%d").ok()?;
    Some(match time.get(..4) {
        Some(time) => format!("{day}T{}", NaiveTime::parse_from_str(time, "%H%M").ok()?.format("%H:%M")),
        None => day.to_string(),
    })
}

/// Arrival and departure of a DTM, and when the message was prepared. Whether it was used.
pub(super) fn time<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) -> bool {
    let (value, format) = (segment.get(1, 1), segment.get(1, 2));
    let (column, name) = match &*segment.get(1, 0) {
        "137" => (Column::MessageTime, "DTM 137"),
        "132" | "178" | "232" => (Column::Eta, "DTM"),
        "133" | "136" | "186" | "189" => (Column::Etd, "DTM"),
        _ => return false,
    };
    let time = match column {
        Column::MessageTime => digits_of(&value, &format).and_then(|digits| moment(&digits)),
        _ => day(&value, &format),
    };
    match time {
        Some(time) => facts.put(column, name, time),
        // Zeros and words are how some say that they do not know.
        None if says_none(Column::Eta, value.trim()) => true,
        None if lacks_day(&value, &format) => false,
        None => facts.put_unread(column, name, value),
    }
}

/// Whether a value has zeros for its month or its day: it states no day, and may state something else.
fn lacks_day(value: &str, format: &str) -> bool {
    let digits = digits_of(value, format).unwrap_or_default();
    let day = match digits.len() {
        6 | 10 => &digits[2..6],
        8 | 12 | 14 => &digits[4..8],
        _ => return false,
    };
    &day[..2] == "00" || &day[2..] == "00"
}

/// A DTM value as a day.
fn day(value: &str, format: &str) -> Option<String> {
    let moment = moment(&digits_of(value, format)?)?;
    Some(moment[.."2026-11-23".len()].to_owned())
}

/// The digits of a value that are day and time: senders often write another format than they state, so the number of digits
/// decides where it can. Formats 303 and 205 have a zone behind the time, 718 a second day behind the first.
fn digits_of(value: &str, format: &str) -> Option<String> {
    let end = value.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, behind) = value.split_at(end);
    let goes_on = matches!(format, "203" | "204" | "205" | "301" | "302" | "303" | "304" | "718" | "719");
    if !behind.is_empty() && !goes_on {
        return None;
    }
    let length = match (digits.len(), format) {
        (16, "718") | (8.., "718") => 8,
        (8.., "719") => 12.min(digits.len()),
        (length @ (6 | 8 | 10 | 12 | 14), _) => length,
        _ => return None,
    };
    let digits = &digits[..length];
    // Ten digits are a day with its time and no century, or the century with a month, a day and an hour.
    let century = digits.len() == 10 && matches!(&digits[..2], "19" | "20") && moment(digits).is_none();
    Some(if century { digits[..8].to_owned() } else { digits.to_owned() })
}
