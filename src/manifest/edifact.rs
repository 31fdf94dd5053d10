//! UN/EDIFACT: interchanges and messages. Each kind of message that is read has a reader of its own.
//!
//! Directories from 91.1 on differ in the numbers of their groups and agree in their segments, so segments are
//! matched by tag and qualifier. A message that breaks off keeps what was whole.

use super::envelope::{self, after_stray_signs};
use super::notices::Notices;
use super::rows::Rows;
use super::segments::{OF_EDIFACT, Segment, Segments, Separators};
use super::text::{Decoded, whole_text};
use super::times::moment;
use super::{Mapping, cuscar, equipment_list, iftmcs};
use crate::columns::Column;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Segments of one message; a whole ship has some hundred thousand.
const MOST_SEGMENTS: u64 = 20_000_000;

/// What takes the segments of a message one by one and makes rows of them.
pub(super) trait MessageReader<'t> {
    /// Takes a segment. Whether it was used.
    fn take(&mut self, segment: &Segment<'t>, message: &Message, rows: &mut Rows) -> bool;

    /// Gives what is left when the message ends or breaks off; `segments` are those of the file.
    fn finish(self: Box<Self>, message: &Message, segments: &Segments<'t>, rows: &mut Rows);
}

/// A kind of message that is read.
struct MessageKind {
    /// Its type as the UNH names it.
    name: &'static str,
    /// Whether it lists equipment, and so leaves nothing out by naming no goods or parties.
    lists_equipment: bool,
    reader: for<'t> fn(&Segment<'t>, &Message) -> Box<dyn MessageReader<'t> + 't>,
}

const KINDS: [MessageKind; 6] = [
    MessageKind { name: "CUSCAR", lists_equipment: false, reader: cuscar::reader },
    MessageKind { name: "IFTMCS", lists_equipment: false, reader: iftmcs::reader },
    MessageKind { name: "BAPLIE", lists_equipment: true, reader: equipment_list::bay_plan },
    MessageKind { name: "COPRAR", lists_equipment: true, reader: equipment_list::movements },
    MessageKind { name: "COARRI", lists_equipment: true, reader: equipment_list::movements },
    MessageKind { name: "CODECO", lists_equipment: true, reader: equipment_list::movements },
];

/// What lists of equipment may state and do not leave out when they do not.
const INCIDENTAL: [Column; 4] = [Column::GoodsDescription, Column::UnNo, Column::TemperatureC, Column::ConsigneeName];

/// What has been found in a file so far.
#[derive(Default)]
struct Found {
    messages: u64,
    /// Messages of kinds that list equipment.
    lists: u64,
    /// Messages of kinds that are not read.
    unread: u64,
    /// Their types.
    others: BTreeSet<String>,
    /// Messages of the interchange that is open.
    here: u64,
    grouped: bool,
    /// When the interchange was prepared.
    prepared: Option<String>,
    open: bool,
}

pub(super) fn read(decoded: Decoded, _: Option<&Mapping>, rows: &mut Rows) -> Result<Vec<String>, String> {
    let text = whole_text(decoded)?;
    let mut segments = Segments::new(&text, Separators::EDIFACT, OF_EDIFACT);
    let mut notices = Notices::default();
    let mut found = Found::default();
    announced(&mut segments, &mut notices)?;
    let mut handed_back: Option<Segment<'_>> = None;
    loop {
        if handed_back.is_none() && segments.is_at_other_separators() {
            announced(&mut segments, &mut notices)?;
        }
        let Some(segment) = handed_back.take().map_or_else(|| segments.next_segment(), |back| Ok(Some(back)))? else {
            break;
        };
        match &*segment.tag {
            "UNH" => {
                found.messages += 1;
                found.here += 1;
                handed_back = read_message(&segment, &mut found, &mut segments, rows, &mut notices)?;
            }
            "UNZ" => {
                let stated: Option<u64> = segment.get(1, 0).parse().ok();
                // Interchanges with groups count groups.
                if !found.grouped && stated.is_some_and(|stated| stated != found.here) {
                    let (stated, here) = (stated.unwrap_or_default(), found.here);
                    notices.add(format!("UNZ states {stated} messages, {here} were found"));
                }
                found.open = false;
                announced(&mut segments, &mut notices)?;
            }
            "UNB" => {
                if std::mem::replace(&mut found.open, true) {
                    notices.add("an interchange begins before the UNZ of the one before it");
                    segments.begin_interchange();
                }
                (found.here, found.grouped) = (0, false);
                found.prepared = moment(&format!("{}{}", segment.get(4, 0), segment.get(4, 1)));
            }
            "UNG" => found.grouped = true,
            "UNE" => {}
            tag => notices.add(format!("segment {tag} outside a message is passed over")),
        }
    }
    segments.unended().for_each(|unended| notices.add(unended));
    // Bills that waited came late.
    rows.rejects.sort_by_key(|reject| reject.line);
    if found.lists > 0 && found.lists == found.messages - found.unread {
        rows.kind = "equipment";
        rows.incidental = &INCIDENTAL;
    }
    let read: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    match found.messages {
        0 => Err("holds an interchange (UNB) without a message (UNH)".into()),
        messages if messages == found.unread => Err(format!(
            "holds {}, which is not read; {} are",
            found.others.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", "),
            read.join(", ")
        )),
        _ => {
            if found.unread > 0 {
                let kinds: Vec<&str> = found.others.iter().take(5).map(String::as_str).collect();
                let (unread, kinds, read) = (found.unread, kinds.join(", "), read.join(", "));
                notices.add(format!("{unread} message(s) are of kinds that are not read ({kinds}); {read} are"));
            }
            Ok(notices.into_lines())
        }
    }
}

/// Takes the separators that a UNA announces, or the usual ones.
fn announced(segments: &mut Segments<'_>, notices: &mut Notices) -> Result<(), String> {
    let rest = segments.rest();
    let stray = rest.len() - after_stray_signs(rest).len();
    if stray > 0 {
        notices.add("signs before the first segment of an interchange are passed over");
        segments.skip(stray);
    }
    let place = segments.place_of_interchange();
    let announced = envelope::edifact(segments.rest()).map_err(|reason| format!("{place}{reason}"))?;
    announced.oddity.into_iter().for_each(|oddity| notices.add(oddity));
    // Without a UNA an interchange goes on as the one before it was cut, where it is cut so.
    let goes_on = announced.bytes == 0 && segments.has_begun() && {
        let element = segments.rest().as_bytes().get(3);
        element == Some(&segments.separators().element)
    };
    if !goes_on {
        segments.separate_by(announced.separators);
    }
    segments.skip(announced.bytes);
    envelope::check_beginning(segments.rest(), segments.separators()).map_err(|reason| format!("{place}{reason}"))?;
    segments.begin_interchange();
    Ok(())
}

/// One message: its segments up to UNT, or as far as they go. Gives back the segment that begins something else.
fn read_message<'t>(
    header: &Segment<'t>,
    found: &mut Found,
    segments: &mut Segments<'t>,
    rows: &mut Rows,
    notices: &mut Notices,
) -> Result<Option<Segment<'t>>, String> {
    let reference = header.get(1, 0).into_owned();
    let path = format!("UNH[{reference}]").into();
    let prepared = found.prepared.clone();
    let mut message = Message { path, line: header.line, prepared, last: header.number, ended: false };
    let kind = KINDS.iter().find(|kind| header.get(2, 0) == kind.name);
    let mut reader = kind.map(|kind| (kind.reader)(header, &message));
    found.lists += u64::from(kind.is_some_and(|kind| kind.lists_equipment));
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
        // UNS separates the sections of a message and says nothing.
        if let Some(reader) = &mut reader
            && segment.tag != "UNS"
            && !reader.take(&segment, &message, rows)
        {
            rows.unused.segment(&segment);
        }
        message.last = segment.number;
    }
    if !message.ended {
        rows.breaks_off = true;
        notices.add(format!("message {reference} breaks off{cut}; what was whole before it is used"));
    }
    match reader {
        Some(reader) => reader.finish(&message, segments, rows),
        None => {
            found.unread += 1;
            let kind = header.get(2, 0);
            let name = if kind.is_empty() { "a message without a type".into() } else { format!("{kind:.12}") };
            found.others.insert(name);
        }
    }
    Ok(next)
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
