//! Values: what the cells of a column look like.

use super::super::cell::tidy_text;
use super::DateOrder;
use super::sample::Field;
use crate::columns::{Column, ColumnType};
use crate::domain::{ContainerNo, Locode, SizeType, imo_check_digit_ok, is_country, tidy_container_no};
use crate::wording::printable;
use std::borrow::Cow;

/// What values say of a column being another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    Contradicts,
    Unknown,
    Fits,
    /// Nothing else looks like this.
    Certain,
}

/// Whether a field's values can be those of a column.
pub(super) fn fit(field: &Field, column: Column) -> Share {
    if field.values.is_empty() {
        return Share::Unknown;
    }
    let most = |holds: &dyn Fn(&str) -> bool| part(field, holds) * 10 >= field.values.len() * 6;
    let judged = |holds: &dyn Fn(&str) -> bool| if most(holds) { Share::Fits } else { Share::Contradicts };
    match column {
        Column::ContainerNo if most(&is_container) || between_containers(field).is_some() => Share::Certain,
        Column::ContainerNo => Share::Contradicts,
        // Container numbers are texts too, and nothing else is meant by them.
        _ if most(&is_container) => Share::Contradicts,
        Column::SizeType if most(&is_size_type) => Share::Certain,
        _ if most(&is_size_type) => Share::Contradicts,
        Column::VesselImo => judged(&|text| imo_check_digit_ok(text.trim_start_matches("IMO").trim())),
        Column::HsCodes => judged(&is_hs),
        Column::UnNo => judged(&|text| text.chars().filter(char::is_ascii_digit).count() == 4),
        Column::PlaceOfReceipt
        | Column::PlaceOfLoading
        | Column::TransshipmentPorts
        | Column::PlaceOfDischarge
        | Column::PlaceOfDelivery => match most(&is_locode) {
            true => Share::Fits,
            // Names of ports are read too, and reported as what they are; numbers are none.
            false if most(&is_number) => Share::Contradicts,
            false => Share::Unknown,
        },
        Column::OriginCountry
        | Column::VesselFlag
        | Column::ShipperCountry
        | Column::ConsigneeCountry
        | Column::NotifyCountry
        | Column::ForwarderCountry => judged(&|text| is_country(&text.to_uppercase())),
        // What is no code of the customs nature, or of full and empty, is something else with that name.
        Column::Nature => {
            judged(&|text| readable(column, text).is_some_and(|code| matches!(&*code, "22" | "23" | "24" | "28")))
        }
        Column::LoadStatus => {
            judged(&|text| readable(column, text).is_some_and(|status| matches!(&*status, "full" | "empty" | "lcl")))
        }
        Column::BillNo | Column::MasterBillNo if most(&is_date) => Share::Contradicts,
        _ => match column.kind() {
            ColumnType::Date => judged(&|text| is_date(text)),
            ColumnType::Int | ColumnType::Float => judged(&is_number),
            // A description is no number, and neither is a name.
            _ if column.is_prose() && most(&is_number) => Share::Contradicts,
            _ => Share::Unknown,
        },
    }
}

/// What a text stands for in its column, if it can be read.
fn readable(column: Column, text: &str) -> Option<Cow<'_, str>> {
    tidy_text(column, text).ok().flatten()
}

fn part(field: &Field, holds: &dyn Fn(&str) -> bool) -> usize {
    field.values.iter().filter(|text| holds(text)).count()
}

/// A size-type that nothing else looks like: a length, and letters or a letter and a digit for the type.
fn is_size_type(text: &str) -> bool {
    let text = text.to_uppercase();
    let bytes = text.as_bytes();
    let is_length = matches!(bytes, [b'2' | b'4' | b'L' | b'M' | b'9', b'0' | b'2' | b'5' | b'E' | b'F', ..]);
    let has_group =
        || SizeType::parse(&text).and_then(|kind| kind.group).is_some_and(|group| b"GVRHTBUPS".contains(&group));
    bytes.len() == 4 && is_length && bytes[2].is_ascii_alphabetic() && has_group()
}

pub(super) fn is_container(text: &str) -> bool {
    ContainerNo::parse(&tidy_container_no(text)).is_some()
}

/// The signs between containers, where cells hold several; blanks are signs only where no number has one inside.
pub(super) fn between_containers(field: &Field) -> Option<String> {
    // A number without its check digit, or of another category, is meant as one all the same.
    let is_one = |text: &str| {
        let tidy = tidy_container_no(text);
        let (letters, rest) = tidy.split_at_checked(4).unwrap_or_default();
        letters.bytes().all(|b| b.is_ascii_alphabetic()) && matches!(digits(rest), Some(6 | 7))
    };
    let between = |signs: &str| -> Option<String> {
        let are = |text: &&String| {
            text.split(|sign| signs.contains(sign)).all(|piece| piece.trim().is_empty() || is_one(piece))
        };
        let lists: Vec<&String> = field.values.iter().filter(|text| !is_one(text)).filter(are).collect();
        let found: String = signs.chars().filter(|sign| lists.iter().any(|text| text.contains(*sign))).collect();
        let part = lists.len() + part(field, &is_one);
        (part * 10 >= field.values.len() * 6 && !found.is_empty()).then_some(found)
    };
    between(",;|/\n ").or_else(|| between(",;|/\n"))
}

/// The signs between the elements of a list, where they are not only those that lists have anyhow. Blanks are signs
/// where they are between the containers of the table.
pub(super) fn between_elements(field: &Field, containers: Option<&str>) -> Option<String> {
    let blank = if containers.is_some_and(|signs| signs.contains(' ')) { " " } else { "" };
    let signs = format!(",/\n;|{blank}");
    let is_code = |piece: &str| {
        let piece = piece.trim();
        piece.is_empty() || (piece.len() > 1 && piece.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
    };
    let are = |text: &&String| text.split(|sign| signs.contains(sign)).all(is_code);
    let lists: Vec<&String> = field.values.iter().filter(are).collect();
    let found: String = signs.chars().filter(|sign| lists.iter().any(|text| text.contains(*sign))).collect();
    found.contains(|sign| !matches!(sign, ';' | '|')).then_some(found)
}

fn is_locode(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    plain.split([';', '|', ',']).all(|code| Locode::parse(code).is_some())
}

fn is_hs(text: &str) -> bool {
    text.split([';', '|', ',']).all(|code| {
        let plain: String = code.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        digits(&plain).is_some_and(|length| (4..=12).contains(&length))
    })
}

/// How many digits a text of digits has.
fn digits(text: &str) -> Option<usize> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then_some(text.len())
}

pub(super) fn is_number(text: &str) -> bool {
    let plain = text.trim_start_matches('-');
    plain.starts_with(|c: char| c.is_ascii_digit())
        && plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\'' | '\u{A0}' | '\u{202F}'))
}

/// What is worth saying of a field beside its line: its first value.
pub(super) fn remark(field: &Field) -> String {
    const LONGEST: usize = 40;
    let Some(first) = field.values.first() else { return "   # always blank in the sample".into() };
    let first = first.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown: String = first.chars().take(LONGEST).map(printable).collect();
    if first.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("   # {shown}")
}

/// How a field writes decimals and thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decimals {
    /// Whole numbers without signs.
    Plain,
    Signs(&'static str, &'static str),
    /// The sign before three digits could be either.
    Open(char),
    /// Some values say one thing, some another.
    Mixed,
}

impl Decimals {
    pub fn of(field: &Field) -> Self {
        let numbers = field.values.iter().filter(|text| is_number(text)).map(|text| Self::of_number(text));
        let (commas, others): (Vec<Self>, Vec<Self>) =
            numbers.partition(|number| matches!(number, Self::Signs(",", _)));
        let signed = others.iter().filter(|number| matches!(number, Self::Signs(..))).count();
        // A table is typed by people: one value in ten written the other way is a slip, which a reject will show.
        let numbers = match (commas.len(), signed) {
            (slips, points) if slips * 9 <= points => others,
            (most, points) if points * 9 <= most => commas,
            _ => return Self::Mixed,
        };
        numbers.into_iter().fold(Self::Plain, Self::and)
    }

    /// Numbers of a field that are not written as the rest of it.
    pub fn slips(field: &Field) -> usize {
        let of_field = Self::of(field).signs().map(|(decimal, _)| decimal);
        let numbers = field.values.iter().filter(|text| is_number(text)).map(|text| Self::of_number(text));
        numbers.filter(|number| number.signs().is_some_and(|(decimal, _)| Some(decimal) != of_field)).count()
    }

    fn of_number(text: &str) -> Self {
        let count = |sign: char| text.matches(sign).count();
        let blank = if text.contains([' ', '\u{A0}', '\u{202F}']) {
            " "
        } else if text.contains('\'') {
            "'"
        } else {
            ""
        };
        let after = |sign: char| text.rsplit(sign).next().map_or(0, str::len);
        match (count(','), count('.')) {
            (0, 0) if blank.is_empty() => Self::Plain,
            (0, 0) => Self::Signs(".", blank),
            (1.., 1..) if text.rfind(',') > text.rfind('.') => Self::Signs(",", "."),
            (1.., 1..) => Self::Signs(".", ","),
            (2.., 0) => Self::Signs(".", ","),
            (0, 2..) => Self::Signs(",", "."),
            // Three digits behind the only sign: thousands as likely as decimals, unless a blank groups already.
            (1, 0) if after(',') == 3 && blank.is_empty() && !text.starts_with('0') => Self::Open(','),
            (1, 0) => Self::Signs(",", blank),
            (0, 1) if after('.') == 3 && blank.is_empty() && !text.starts_with('0') => Self::Open('.'),
            _ => Self::Signs(".", blank),
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Plain, known) | (known, Self::Plain) => known,
            (Self::Open(a), Self::Open(b)) if a == b => Self::Open(a),
            (Self::Open(_), Self::Open(_)) => Self::Mixed,
            (Self::Open(_), known) | (known, Self::Open(_)) => known,
            (Self::Signs(a, x), Self::Signs(b, y)) if a == b && (x == y || x.is_empty() || y.is_empty()) => {
                Self::Signs(a, if x.is_empty() { y } else { x })
            }
            _ => Self::Mixed,
        }
    }

    pub fn signs(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Signs(decimal, thousands) => Some((decimal, thousands)),
            _ => None,
        }
    }

    /// Whether the signs of the table's other numbers say what this sign is.
    pub fn settled_by(sign: char, style: Option<(&str, &str)>) -> bool {
        matches!((style, sign), (Some((",", _)), _) | (Some((".", ",")), ',') | (Some((".", _)), '.'))
    }

    /// What all fields that say something agree on.
    pub fn common(fields: &[Self]) -> Option<(&'static str, &'static str)> {
        let sure = fields.iter().copied().filter(|field| matches!(field, Self::Signs(..)));
        match sure.fold(Self::Plain, Self::and) {
            Self::Signs(decimal, thousands) => Some((decimal, thousands)),
            _ => None,
        }
    }
}

/// A date as it is written: three numbers, or with the month as a word.
fn parts(text: &str) -> Option<(Vec<&str>, char, &str)> {
    let (day, time) = text.find([' ', 'T']).map_or((text, ""), |at| text.split_at(at));
    let sign = day.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = day.split(sign).collect();
    let worded = |part: &str| part.len() == 3 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let plausible = parts.len() == 3 && parts.iter().all(|part| digits(part).is_some() || worded(part));
    plausible.then_some((parts, sign, time))
}

fn is_date(text: &str) -> bool {
    parts(text).is_some() || digits(text) == Some(8)
}

/// How a field writes dates.
pub(super) struct Dates {
    form: Option<String>,
    /// Values of another form than most.
    pub others: usize,
    /// Values whose first, or second, number can only be a day.
    first_is_day: usize,
    second_is_day: usize,
    values: usize,
}

impl Dates {
    pub fn of(field: &Field) -> Self {
        let mut dates = Self { form: None, others: 0, first_is_day: 0, second_is_day: 0, values: 0 };
        let mut forms: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
        for text in &field.values {
            if digits(text) == Some(8) {
                *forms.entry("%Y%m%d".into()).or_default() += 1;
                continue;
            }
            let Some((parts, sign, time)) = parts(text) else { continue };
            let over_12 = |part: &str| part.parse::<u32>().is_ok_and(|number| number > 12);
            dates.values += 1;
            let sign_of_time = time.chars().next().unwrap_or(' ');
            let halves = time.to_ascii_uppercase().ends_with('M');
            let time = match (time.matches(':').count(), halves) {
                (0, _) => String::new(),
                (1, false) => format!("{sign_of_time}%H:%M"),
                (1, true) => format!("{sign_of_time}%I:%M %p"),
                (_, false) => format!("{sign_of_time}%H:%M:%S"),
                (_, true) => format!("{sign_of_time}%I:%M:%S %p"),
            };
            let form = match (parts[0].len(), parts[2].len()) {
                (4, _) if sign == '-' => String::new(),
                (4, _) => format!("%Y{sign}%m{sign}%d{time}"),
                (_, year) => {
                    let year = if year == 4 { "%Y" } else { "%y" };
                    if digits(parts[1]).is_none() {
                        format!("%d{sign}%b{sign}{year}{time}")
                    } else {
                        dates.first_is_day += usize::from(over_12(parts[0]));
                        dates.second_is_day += usize::from(over_12(parts[1]));
                        format!("?{sign}?{sign}{year}{time}")
                    }
                }
            };
            *forms.entry(form).or_default() += 1;
        }
        let all: usize = forms.values().sum();
        if let Some((form, times)) = forms.into_iter().max_by_key(|(_, times)| *times) {
            (dates.form, dates.others) = (Some(form), all - times);
        }
        dates
    }

    /// What the values themselves say of the order.
    pub fn order(&self) -> Option<DateOrder> {
        match (self.first_is_day, self.second_is_day) {
            (1.., 0) => Some(DateOrder::DayFirst),
            (0, 1..) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// Whether the form leaves open which number is the day.
    pub fn is_open(&self) -> bool {
        self.form.as_ref().is_some_and(|form| form.starts_with('?'))
    }

    /// Formats that are possible; `None` where the dates are ISO 8601 and need none. `answer` is used where the values
    /// leave it open.
    pub fn formats(&self, answer: Option<DateOrder>) -> Option<Vec<String>> {
        let form = self.form.as_ref().filter(|form| !form.is_empty())?;
        if !self.is_open() {
            return Some(vec![form.clone()]);
        }
        let written = |order: DateOrder| match order {
            DateOrder::DayFirst => form.replacen('?', "%d", 1).replacen('?', "%m", 1),
            DateOrder::MonthFirst => form.replacen('?', "%m", 1).replacen('?', "%d", 1),
        };
        let contradictory = self.first_is_day > 0 && self.second_is_day > 0;
        Some(match self.order().or(answer.filter(|_| !contradictory)) {
            Some(order) => vec![written(order)],
            None => vec![written(DateOrder::DayFirst), written(DateOrder::MonthFirst)],
        })
    }

    /// Why there is more than one format.
    pub fn doubt(&self) -> String {
        match (self.first_is_day, self.second_is_day) {
            (0, 0) => format!("in {} date(s) no number is above 12, so either may be the day", self.values),
            (first, second) => {
                format!(
                    "{first} date(s) have the day first and {second} the month: the others will count as not stated"
                )
            }
        }
    }
}
