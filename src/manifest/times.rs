//! Times of messages: digits with or without the century, the time of day and a zone, as ISO 8601.

use super::facts::Facts;
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
    let column = match &*segment.get(1, 0) {
        "137" => {
            let moment = digits_of(&value, &format).and_then(|digits| moment(&digits));
            return moment.map_or(value.is_empty(), |moment| facts.put(Column::MessageTime, "DTM 137", moment));
        }
        "132" | "178" | "232" => Column::Eta,
        "133" | "136" | "186" | "189" => Column::Etd,
        _ => return false,
    };
    // Zeros are how some say that they do not know.
    let states_nothing = value.bytes().all(|digit| digit == b'0');
    day(&value, &format).map_or(states_nothing, |day| facts.put(column, "DTM", day))
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
