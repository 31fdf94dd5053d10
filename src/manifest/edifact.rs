//! UN/EDIFACT: interchanges and messages; CUSCAR becomes bills, BAPLIE stowed containers.
//!
//! Directories from D.93A on differ in the numbers of their groups and agree in their segments, so segments are
//! matched by tag and qualifier. A message that breaks off keeps what was whole.

use super::facts::Facts;
use super::rows::Rows;
use super::segments::{Segment, Segments, Separators};
use super::text::Decoded;
use super::{Mapping, bayplan, cuscar};
use crate::columns::Column;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Largest file taken into memory.
const LARGEST: u64 = 1 << 30;

/// Segments of one message; a whole ship has some hundred thousand.
const MOST_SEGMENTS: u64 = 20_000_000;

pub(super) fn read(decoded: Decoded, _: Option<&Mapping>, rows: &mut Rows) -> Result<Vec<String>, String> {
    let text = whole_text(decoded)?;
    let mut segments = Segments::new(&text, Separators::EDIFACT);
    let mut notices = Notices::default();
    let mut grouped = false;
    // Messages of the file, and of the interchange that is open.
    let (mut messages, mut here) = (0_u64, 0_u64);
    let mut plans = 0;
    let mut prepared = None;
    announced(&mut segments)?;
    let mut handed_back: Option<Segment<'_>> = None;
    while let Some(segment) = handed_back.take().map_or_else(|| segments.next_segment(), |back| Ok(Some(back)))? {
        match &*segment.tag {
            "UNH" => {
                messages += 1;
                here += 1;
                plans += u64::from(segment.get(2, 0) == "BAPLIE");
                handed_back = read_message(&segment, prepared.as_deref(), &mut segments, rows, &mut notices)?;
            }
            "UNZ" => {
                // Interchanges with groups count groups.
                let stated: Option<u64> = segment.get(1, 0).parse().ok();
                if !grouped && stated.is_some_and(|stated| stated != here) {
                    let stated = stated.unwrap_or_default();
                    notices.add(format!("UNZ states {stated} messages, {here} were found"));
                }
                announced(&mut segments)?;
            }
            "UNB" => {
                (here, grouped) = (0, false);
                prepared = moment(&format!("{}{}", segment.get(4, 0), segment.get(4, 1)));
            }
            "UNG" => grouped = true,
            "UNE" => {}
            tag => notices.add(format!("segment {tag} outside a message is passed over")),
        }
    }
    // Bills that waited came late.
    rows.rejects.sort_by_key(|reject| reject.line);
    // A bay plan leaves nothing out by naming no goods: some name them all the same.
    if plans == messages {
        rows.kind = "BAPLIE";
        rows.incidental = &[Column::GoodsDescription, Column::UnNo, Column::TemperatureC];
    }
    match messages {
        0 => Err("holds no UN/EDIFACT message (UNH)".into()),
        _ => Ok(notices.told()),
    }
}

/// The whole text of a message file, within its limit.
pub(super) fn whole_text(decoded: Decoded) -> Result<String, String> {
    let bytes = decoded.whole(LARGEST)?;
    // Free text in a second encoding is frequent and harms nothing else.
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0.into_owned(),
    })
}

/// Takes the separators that a UNA announces, or the usual ones.
fn announced(segments: &mut Segments<'_>) -> Result<(), String> {
    let rest = segments.rest();
    let Some(una) = rest.strip_prefix("UNA") else { return Ok(()) };
    let signs: Vec<char> = una.chars().take(6).collect();
    if let [component, element, _, release, _, segment] = signs[..] {
        segments.separate_by(Separators::announced([component, element, release, segment])?);
        // Of the two signs that are not used nobody says that they are ASCII.
        segments.skip("UNA".len() + signs.iter().map(|sign| sign.len_utf8()).sum::<usize>());
    }
    Ok(())
}

/// Things to say once, with how often they came.
#[derive(Default)]
pub(super) struct Notices(BTreeMap<String, u64>);

impl Notices {
    pub fn add(&mut self, text: impl Into<String>) {
        *self.0.entry(text.into()).or_default() += 1;
    }

    /// Each once with how often it came; a file of nonsense has more of them than anyone reads.
    pub fn told(self) -> Vec<String> {
        const TOLD: usize = 20;
        let more = self.0.len().saturating_sub(TOLD);
        let one = |(text, times)| if times > 1 { format!("{text} ({times} times)") } else { text };
        let mut told: Vec<String> = self.0.into_iter().take(TOLD).map(one).collect();
        if more > 0 {
            told.push(format!("and {more} more oddities"));
        }
        told
    }
}

/// One message: its segments up to UNT, or as far as they go. Gives back the segment that begins something else.
fn read_message<'t>(
    header: &Segment<'t>,
    prepared: Option<&str>,
    segments: &mut Segments<'t>,
    rows: &mut Rows,
    notices: &mut Notices,
) -> Result<Option<Segment<'t>>, String> {
    let reference = header.get(1, 0).into_owned();
    let prepared = prepared.map(str::to_owned);
    let path = format!("UNH[{reference}]").into();
    let mut message = Message { path, line: header.line, prepared, last: header.number, ended: false };
    let mut body = match &*header.get(2, 0) {
        "CUSCAR" => Body::Cuscar(Box::default()),
        "BAPLIE" => Body::Baplie(Box::default()),
        other => Body::Other(other.to_owned()),
    };
    let first = header.number;
    let mut cut = String::new();
    let mut segment = header.clone();
    let mut next = None;
    while segments.next_into(&mut segment)? {
        if segment.tag == "UNT" {
            message.ended = true;
            let stated: Option<u64> = segment.get(1, 0).parse().ok();
            let found = segment.number - first + 1;
            if stated.is_some_and(|stated| stated != found) {
                let stated = stated.unwrap_or_default();
                notices.add(format!("message {reference}: UNT states {stated} segments, {found} were found"));
            }
            break;
        }
        if segment.number - first > MOST_SEGMENTS {
            return Err(format!("message {reference} has more than {MOST_SEGMENTS} segments"));
        }
        // Where the message lacks its end the next one begins all the same.
        if matches!(&*segment.tag, "UNH" | "UNZ" | "UNB" | "UNE") {
            next = Some(segment);
            break;
        }
        // A segment without its end may be cut in the middle of a value.
        if !segment.ended {
            cut = format!(", in {}", segment.tag);
            break;
        }
        match &mut body {
            Body::Cuscar(reader) => reader.take(&segment, &message, rows, notices),
            Body::Baplie(reader) => reader.take(&segment, &message, rows),
            Body::Other(_) => {}
        }
        message.last = segment.number;
    }
    if !message.ended {
        notices.add(format!("message {reference} breaks off{cut}; what was whole before it is used"));
    }
    match body {
        Body::Cuscar(reader) => reader.finish(&message, segments, rows),
        Body::Baplie(reader) => reader.finish(&message, rows),
        Body::Other(kind) => {
            notices.add(format!("message {reference} is a {kind}, which holds no bills; it is passed over"));
        }
    }
    Ok(next)
}

/// What takes the segments of a message one by one.
enum Body<'t> {
    Cuscar(Box<cuscar::Reader<'t>>),
    Baplie(Box<bayplan::Reader<'t>>),
    Other(String),
}

/// What is known of a message apart from what it says.
pub(super) struct Message {
    pub path: Rc<str>,
    pub line: u64,
    /// When its interchange was prepared.
    pub prepared: Option<String>,
    /// Number of its last whole segment.
    pub last: u64,
    /// Whether its UNT was there.
    pub ended: bool,
}

/// Voyage and vessel of a TDT: main carriage only.
pub(super) fn transport<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) {
    if !matches!(&*segment.get(1, 0), "20" | "11" | "") {
        return;
    }
    facts.put(Column::Voyage, "TDT", segment.get(2, 0));
    facts.put(Column::CarrierCode, "TDT", segment.get(5, 0));
    // The vessel stands in the last element with several components; its place moved between directories.
    let means = (6..=segment.len()).rev().find(|&element| segment.components(element).nth(1).is_some()).unwrap_or(8);
    let id = segment.get(means, 0);
    if id.len() == 7 && id.bytes().all(|b| b.is_ascii_digit()) {
        facts.put(Column::VesselImo, "TDT", id);
    }
    let flag = segment.get(means, 4);
    facts.put(Column::VesselName, "TDT", segment.get(means, 3));
    if flag.len() == 2 {
        facts.put(Column::VesselFlag, "TDT", flag);
    }
}

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
    let day = chrono::NaiveDate::parse_from_str(&day, "%Y%m%d").ok()?;
    Some(match time.get(..4) {
        Some(time) => format!("{day}T{}", chrono::NaiveTime::parse_from_str(time, "%H%M").ok()?.format("%H:%M")),
        None => day.to_string(),
    })
}

/// Arrival and departure of a DTM, and when the message was prepared.
pub(super) fn time<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) {
    let column = match &*segment.get(1, 0) {
        "137" => {
            if let Some(moment) = moment(&segment.get(1, 1)) {
                facts.put(Column::MessageTime, "DTM 137", moment);
            }
            return;
        }
        "132" | "178" | "232" => Column::Eta,
        "133" | "136" | "186" | "189" => Column::Etd,
        _ => return,
    };
    if let Some(day) = day(&segment.get(1, 1), &segment.get(1, 2)) {
        facts.put(column, "DTM", day);
    }
}

/// A DTM value as a day: format 102 and 203 begin with four digits of the year, 101 and 201 with two.
fn day(value: &str, format: &str) -> Option<String> {
    let digits = value.len() >= 6 && value.bytes().all(|b| b.is_ascii_digit());
    let (year, rest) = match format {
        _ if !digits => return None,
        "101" | "201" | "301" => (format!("20{}", &value[..2]), &value[2..]),
        _ if value.len() >= 8 => (value[..4].to_owned(), &value[4..]),
        _ => return None,
    };
    let text = format!("{year}-{}-{}", rest.get(..2)?, rest.get(2..4)?);
    chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().map(|_| text)
}

/// A place of a LOC: the code, where it is one, else the name.
pub(super) fn place<'t>(segment: &Segment<'t>) -> Cow<'t, str> {
    let code = segment.get(2, 0);
    if code.is_empty() { segment.get(2, 3) } else { code }
}

/// The size and type of an EQD: the code, or, without one, its words.
pub(super) fn size_type<'t>(segment: &Segment<'t>) -> Cow<'t, str> {
    let code = segment.get(3, 0);
    if code.is_empty() { segment.get(3, 3) } else { code }
}
