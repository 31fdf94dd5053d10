//! CUSCAR, the customs cargo report: equipment first, then consignments with their goods.

mod bill;

use super::Problem;
use super::consignment::{Consignment, Containers, Equipment, container_key};
use super::edifact::{Message, Notices, place, size_type, time, transport};
use super::facts::Header;
use super::rows::Rows;
use super::segments::{Mark, Segment, Segments};
use crate::columns::Column;
use bill::{is_gross, mass, nature, temperature};

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

impl Track {
    fn follow(&mut self, tag: &str) -> Place {
        self.within_equipment =
            tag == "EQD" || (self.within_equipment && matches!(tag, "TSR" | "MEA" | "DIM" | "SEL" | "TMP"));
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
pub(super) struct Reader<'t> {
    track: Track,
    header: Header<'t>,
    containers: Containers<'t>,
    current_is_container: bool,
    /// The bill being read, with where it begins.
    bill: Option<(Mark<'t>, Consignment<'t>)>,
    waiting: Vec<Mark<'t>>,
}

impl<'t> Reader<'t> {
    pub fn take(&mut self, segment: &Segment<'t>, message: &Message, rows: &mut Rows, notices: &mut Notices) {
        match (self.track.follow(&segment.tag), &*segment.tag) {
            (Place::Header, _) => self.header(segment),
            (Place::Equipment, "EQD") => self.equipment(segment),
            (Place::Equipment, _) => self.of_equipment(segment),
            (_, "CNI") => {
                self.end_bill(message, rows);
                self.containers.bills += 1;
                self.bill = Some((segment.mark(), Consignment::beginning(segment, &message.path)));
            }
            (place, _) => {
                if let Some((_, bill)) = &mut self.bill {
                    bill.take(segment, place == Place::Goods, notices);
                }
            }
        }
    }

    fn header(&mut self, segment: &Segment<'t>) {
        match &*segment.tag {
            "BGM" => {
                self.header.facts.put(Column::ManifestNo, "BGM", segment.get(2, 0));
                self.header.facts.put(Column::MessageFunction, "BGM", segment.get(3, 0));
            }
            "DTM" => time(segment, &mut self.header.facts),
            "TDT" => transport(segment, &mut self.header.facts),
            "NAD" if &*segment.get(1, 0) == "CA" => {
                self.header.facts.put(Column::CarrierCode, "NAD CA", segment.get(2, 0));
            }
            "LOC" => match &*segment.get(1, 0) {
                "9" => self.header.facts.put(Column::PlaceOfLoading, "LOC 9", place(segment)),
                "11" | "60" => self.header.facts.put(Column::PlaceOfDischarge, "LOC", place(segment)),
                "22" => self.header.facts.put(Column::CustomsOffice, "LOC 22", place(segment)),
                _ => {}
            },
            "GIS" | "GEI" => nature(segment, &mut self.header.facts),
            _ => {}
        }
    }

    fn equipment(&mut self, segment: &Segment<'t>) {
        let number = container_key(segment.get(2, 0));
        self.current_is_container = &*segment.get(1, 0) == "CN";
        if number.is_empty() {
            self.current_is_container = false;
            return;
        }
        if !self.current_is_container {
            self.containers.is_no_container(number);
            return;
        }
        let mut container = Equipment { number, line: segment.line, ..Equipment::default() };
        container.facts.put(Column::SizeType, "EQD", size_type(segment));
        container.facts.put(Column::LoadStatus, "EQD", segment.get(6, 0));
        self.current_is_container = self.containers.state(container);
    }

    fn of_equipment(&mut self, segment: &Segment<'t>) {
        let Some(container) = self.containers.last_stated().filter(|_| self.current_is_container) else { return };
        match &*segment.tag {
            "SEL" => {
                let (seal, party) = (segment.get(1, 0), segment.get(2, 0));
                // Who seals without a number says nothing of seals; nothing at all says that there is none.
                if !seal.is_empty() || party.is_empty() {
                    let seals = container.seals.get_or_insert_default();
                    seals.extend(Some(seal).filter(|seal| !seal.is_empty()));
                }
                container.facts.put(Column::SealingParty, "SEL", party);
            }
            "MEA" if is_gross(segment) => {
                container.gross_kg = mass(segment).ok().filter(|kg| *kg > 0.0).or(container.gross_kg);
            }
            "TMP" => temperature(segment, &mut container.facts),
            "LOC" if &*segment.get(1, 0) == "9" => container.facts.put(Column::PlaceOfLoading, "LOC 9", place(segment)),
            "LOC" if &*segment.get(1, 0) == "11" => {
                container.facts.put(Column::PlaceOfDischarge, "LOC 11", place(segment));
            }
            _ => {}
        }
    }

    /// Ends the bill being read: it becomes rows, or waits.
    fn end_bill(&mut self, message: &Message, rows: &mut Rows) {
        let Some((beginning, bill)) = self.bill.take() else { return };
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

    /// Gives what is left when the message ends or breaks off; `segments` are those of the file.
    pub fn finish(mut self, message: &Message, segments: &Segments<'t>, rows: &mut Rows) {
        self.header.otherwise(Column::MessageTime, "UNB", message.prepared.as_deref());
        match self.bill.take() {
            Some((_, mut last)) if message.ended => {
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
        if self.containers.bills == 0 && self.containers.stated().is_empty() {
            let reason = "the UN/EDIFACT message names neither bill nor container";
            rows.without_container(message.line, &message.path, |column| self.header.facts.of(column), reason.into());
        }
    }
}

/// A bill read once more, from its first segment to that of the next.
fn again<'t>(mut segments: Segments<'t>, message: &Message) -> Consignment<'t> {
    let (mut track, mut said_before) = (Track::default(), Notices::default());
    let mut segment = Segment::default();
    let mut bill: Option<Consignment<'t>> = None;
    // They have been gone through before, so none is too long.
    while segments.next_into(&mut segment) == Ok(true) && segment.number <= message.last {
        match (track.follow(&segment.tag), &mut bill) {
            (_, None) => bill = Some(Consignment::beginning(&segment, &message.path)),
            (_, Some(_)) if segment.tag == "CNI" => break,
            (Place::Equipment, _) => {}
            (place, Some(bill)) => bill.take(&segment, place == Place::Goods, &mut said_before),
        }
    }
    bill.unwrap_or_default()
}
