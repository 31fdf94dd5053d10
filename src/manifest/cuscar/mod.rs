//! CUSCAR, the customs cargo report: equipment first, then consignments with their goods.

mod bill;

use super::Problem;
use super::consignment::{Consignment, Containers, not_scored};
use super::edifact::{Message, MessageReader};
use super::equipment;
use super::facts::Header;
use super::rows::Rows;
use super::segments::{Mark, Segment, Segments};
use super::times::time;
use super::transport::{discharge, place, transport};
use crate::columns::Column;
use bill::nature;
pub(super) use bill::{ElementOfGoods, party};

/// What a segment belongs to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Header,
    Equipment,
    Bill,
    Goods,
}

/// Follows where in the message the reader is.
#[derive(Default)]
struct Track {
    at: Place,
    /// Some users send equipment inside the consignment.
    within_equipment: bool,
}

/// Segments that describe the equipment before them.
const OF_EQUIPMENT: [&str; 6] = ["SEL", "MEA", "TMP", "DIM", "TSR", "EQA"];

impl Track {
    fn follow(&mut self, tag: &str) -> Place {
        self.within_equipment = tag == "EQD" || (self.within_equipment && OF_EQUIPMENT.contains(&tag));
        match tag {
            "EQD" if self.at == Place::Header => self.at = Place::Equipment,
            "CNI" => self.at = Place::Bill,
            "GID" => self.at = Place::Goods,
            _ => {}
        }
        if self.within_equipment { Place::Equipment } else { self.at }
    }
}

/// A message as it is read. Its bills become rows as they end, so that a message of a gigabyte is no more in memory
/// than its text; bills of whose containers more may be said later wait, and are read again.
#[derive(Default)]
struct Reader<'t> {
    track: Track,
    header: Header<'t>,
    containers: Containers<'t>,
    current_is_container: bool,
    /// The bill being read, with where it begins.
    bill: Option<(Mark<'t>, Consignment<'t>)>,
    waiting: Vec<Mark<'t>>,
}

/// The reader of one message.
pub(super) fn reader<'t>(_: &Segment<'t>, _: &Message) -> Box<dyn MessageReader<'t> + 't> {
    Box::new(Reader::default())
}

impl<'t> MessageReader<'t> for Reader<'t> {
    fn take(&mut self, segment: &Segment<'t>, message: &Message, rows: &mut Rows) -> bool {
        match (self.track.follow(&segment.tag), &*segment.tag) {
            (Place::Header, _) => self.header(segment),
            (Place::Equipment, "EQD") => {
                self.current_is_container = equipment::begin(segment, &mut self.containers, &message.path, rows);
                true
            }
            (Place::Equipment, _) => self.of_equipment(segment),
            (_, "CNI") => {
                self.end_bill(message, rows);
                self.containers.bills += 1;
                self.bill = Some((segment.mark(), Consignment::beginning(segment, &message.path)));
                true
            }
            (place, _) => match &mut self.bill {
                Some((_, bill)) => bill.take(segment, place == Place::Goods),
                None => false,
            },
        }
    }

    /// Gives what is left when the message ends or breaks off.
    fn finish(mut self: Box<Self>, message: &Message, segments: &Segments<'t>, rows: &mut Rows) {
        self.header.otherwise(Column::MessageTime, "UNB", message.prepared.as_deref());
        match self.bill.take() {
            Some((_, last)) if message.ended => {
                let mut last = last.closed();
                // What is stated for control behind the only bill is of it.
                last.control_kg = last.control_kg.filter(|_| self.containers.bills == 1);
                // Without any placement, the containers of a message with one bill can only be that bill's.
                if self.containers.bills == 1 && !last.names_one_of(&self.containers) {
                    last.containers = self.containers.stated().to_vec();
                }
                self.give(&last, message, rows);
            }
            Some((_, cut)) => {
                // It may lack what came after; it is not used as if it were whole.
                let reason = "the message breaks off in this bill; it is not whole";
                rows.row(cut.line, &cut.path, Vec::new(), vec![Problem::new("", "", reason)]);
            }
            None => {}
        }
        for beginning in std::mem::take(&mut self.waiting) {
            let bill = again(segments.again_from(beginning), message);
            bill.rows(&self.header, &self.containers, rows);
        }
        // Containers of no bill: empties are sent so. Where the message broke off nobody knows which have none.
        if message.ended {
            self.of_no_bill(message, rows);
        }
    }
}

impl<'t> Reader<'t> {
    fn header(&mut self, segment: &Segment<'t>) -> bool {
        let facts = &mut self.header.facts;
        match &*segment.tag {
            "BGM" => {
                facts.put(Column::ManifestNo, "BGM", segment.get(2, 0));
                facts.put(Column::MessageFunction, "BGM", segment.get(3, 0));
                true
            }
            "DTM" => time(segment, facts),
            "TDT" => transport(segment, facts),
            "NAD" if &*segment.get(1, 0) == "CA" => facts.put(Column::CarrierCode, "NAD CA", segment.get(2, 0)),
            "LOC" => match &*segment.get(1, 0) {
                "9" => facts.put(Column::PlaceOfLoading, "LOC 9", place(segment)),
                "11" | "60" => discharge(segment, facts),
                "22" => facts.put(Column::CustomsOffice, "LOC 22", place(segment)),
                _ => false,
            },
            "GIS" | "GEI" => nature(segment, facts),
            _ => false,
        }
    }

    fn of_equipment(&mut self, segment: &Segment<'t>) -> bool {
        let Some(container) = self.containers.last_stated().filter(|_| self.current_is_container) else { return false };
        match &*segment.tag {
            "LOC" => match &*segment.get(1, 0) {
                "9" => container.facts.put(Column::PlaceOfLoading, "LOC 9", place(segment)),
                "11" => discharge(segment, &mut container.facts),
                _ => false,
            },
            _ => equipment::describe(segment, container),
        }
    }

    /// Ends the bill being read: it becomes rows, or waits.
    fn end_bill(&mut self, message: &Message, rows: &mut Rows) {
        let Some((beginning, bill)) = self.bill.take() else { return };
        let bill = Consignment { control_kg: None, ..bill.closed() };
        match bill.waits_for(&self.containers) {
            true => {
                self.count(&bill);
                self.waiting.push(beginning);
            }
            false => self.give(&bill, message, rows),
        }
    }

    fn count(&mut self, bill: &Consignment<'t>) {
        bill.named().for_each(|number| self.containers.on_bill(number.clone()));
    }

    fn give(&mut self, bill: &Consignment<'t>, message: &Message, rows: &mut Rows) {
        self.count(bill);
        self.header.otherwise(Column::MessageTime, "UNB", message.prepared.as_deref());
        bill.rows(&self.header, &self.containers, rows);
    }

    fn of_no_bill(&self, message: &Message, rows: &mut Rows) {
        for container in self.containers.on_no_bill() {
            let own = Consignment {
                line: container.line,
                path: message.path.clone().into(),
                containers: vec![container.clone()],
                ..Consignment::default()
            };
            own.rows(&self.header, &self.containers, rows);
        }
        let placeholders = self.containers.placeholders_on_no_bill();
        for (number, line) in &placeholders {
            let problem = Problem::new("EQD", number, not_scored(number));
            rows.row(*line, format_args!("{}/{number}", message.path), Vec::new(), vec![problem]);
        }
        if self.containers.bills == 0 && self.containers.stated().is_empty() && placeholders.is_empty() {
            let reason = "the UN/EDIFACT message names neither bill nor container";
            rows.without_container(
                message.line,
                &message.path,
                |column| self.header.facts.of(column),
                "",
                reason.into(),
            );
        }
    }
}

/// A bill read once more, from its first segment to that of the next.
fn again<'t>(mut segments: Segments<'t>, message: &Message) -> Consignment<'t> {
    let mut track = Track::default();
    let mut segment = Segment::default();
    let mut bill: Option<Consignment<'t>> = None;
    // They have been gone through before, so none is too long.
    while segments.next_into(&mut segment) == Ok(true) && segment.number <= message.last {
        match (track.follow(&segment.tag), &mut bill) {
            (_, None) => bill = Some(Consignment::beginning(&segment, &message.path)),
            (_, Some(_)) if segment.tag == "CNI" => break,
            (Place::Equipment, _) => {}
            // What is not used was counted the first time.
            (place, Some(bill)) => _ = bill.take(&segment, place == Place::Goods),
        }
    }
    Consignment { control_kg: None, ..bill.unwrap_or_default().closed() }
}
