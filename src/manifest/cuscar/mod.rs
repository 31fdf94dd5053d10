//! CUSCAR, the customs cargo report: equipment first, then consignments with their goods.

mod bill;

use super::Problem;
use super::consignment::{Consignment, Containers, Equipment, container_key};
use super::edifact::{Message, Notices, place, size_type, time, transport};
use super::facts::{Facts, Header};
use super::rows::Rows;
use super::segments::{Raw, Segment, Segments};
use crate::columns::Column;
use bill::{container_of_bill, container_of_goods, is_gross, mass, nature, temperature};

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

/// What must be known of a message before its bills can become rows: the voyage, the equipment, and which containers
/// bills have in common. Bills themselves are read in a second pass, one at a time: a message may be a gigabyte.
#[derive(Default)]
pub(super) struct Survey<'t> {
    track: Track,
    header: Facts<'t>,
    containers: Containers<'t>,
    current_is_container: bool,
}

impl<'t> Survey<'t> {
    /// Takes a segment, which is cut only where it matters.
    pub fn take(&mut self, raw: &Raw<'t>, segment: &mut Segment<'t>) {
        let tag = raw.tag();
        let place = self.track.follow(tag);
        if matches!(place, Place::Header | Place::Equipment) || matches!(tag, "RFF" | "SGP") {
            raw.cut_into(segment);
        }
        match (place, tag) {
            (Place::Header, _) => self.header(segment),
            (Place::Equipment, "EQD") => self.equipment(segment),
            (Place::Equipment, _) => self.of_equipment(segment),
            (Place::Bill, "CNI") => self.containers.bills += 1,
            (Place::Bill, "RFF") => container_of_bill(segment).into_iter().for_each(|n| self.containers.on_bill(n)),
            (Place::Goods, "SGP") => container_of_goods(segment).into_iter().for_each(|n| self.containers.on_bill(n)),
            (Place::Bill | Place::Goods, _) => {}
        }
    }

    fn header(&mut self, segment: &Segment<'t>) {
        match segment.tag() {
            "BGM" => {
                self.header.put(Column::ManifestNo, "BGM", segment.get(2, 0));
                self.header.put(Column::MessageFunction, "BGM", segment.get(3, 0));
            }
            "DTM" => time(segment, &mut self.header),
            "TDT" => transport(segment, &mut self.header),
            "NAD" if &*segment.get(1, 0) == "CA" => {
                self.header.put(Column::CarrierCode, "NAD CA", segment.get(2, 0));
            }
            "LOC" => match &*segment.get(1, 0) {
                "9" => self.header.put(Column::PlaceOfLoading, "LOC 9", place(segment)),
                "11" | "60" => self.header.put(Column::PlaceOfDischarge, "LOC", place(segment)),
                "22" => self.header.put(Column::CustomsOffice, "LOC 22", place(segment)),
                _ => {}
            },
            "GIS" | "GEI" => nature(segment, &mut self.header),
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
        self.containers.state(container);
    }

    fn of_equipment(&mut self, segment: &Segment<'t>) {
        let Some(container) = self.containers.last_stated().filter(|_| self.current_is_container) else { return };
        match segment.tag() {
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

    /// Gives the rows of a message, whose segments it goes through again.
    pub fn give(mut self, message: &Message, segments: Segments<'t>, rows: &mut Rows, notices: &mut Notices) {
        self.header.put(Column::MessageTime, "UNB", message.prepared.clone().unwrap_or_default());
        let header = Header::new(&self.header);
        // Without any placement, the containers of a message with one bill can only be that bill's.
        let all_on_one = self.containers.bills == 1 && message.ended && !self.containers.any_on_a_bill();
        let give = |mut bill: Consignment<'t>, rows: &mut Rows| {
            if all_on_one {
                bill.containers = self.containers.stated().to_vec();
            }
            bill.rows(&header, &self.containers, rows);
        };
        let mut track = Track::default();
        let mut current: Option<Consignment<'t>> = None;
        segments.each_until(message.last, |segment| match (track.follow(segment.tag()), segment.tag()) {
            (Place::Header | Place::Equipment, _) => {}
            (_, "CNI") => {
                let before = current.replace(Consignment::beginning(segment, &message.path));
                before.into_iter().for_each(|bill| give(bill, rows));
            }
            (at, _) => {
                if let Some(bill) = &mut current {
                    bill.take(segment, at == Place::Goods, notices);
                }
            }
        });
        match current {
            Some(bill) if message.ended => give(bill, rows),
            // Where the message broke off, the last bill may lack what came after; it is not used as if it were whole.
            Some(cut) => {
                let reason = "the message breaks off in this bill; it is not whole";
                rows.row(cut.line, &cut.path, Vec::new(), vec![Problem::new("", "", reason)]);
            }
            None => {}
        }
        if message.ended && !all_on_one {
            self.of_no_bill(message, &header, rows);
        }
    }

    /// Gives containers of no bill: empties are sent so. Where the message broke off nobody knows which have none.
    fn of_no_bill(&self, message: &Message, header: &Header<'_>, rows: &mut Rows) {
        for container in self.containers.on_no_bill() {
            let own = Consignment {
                line: container.line,
                path: message.path.clone(),
                containers: vec![container.clone()],
                ..Consignment::default()
            };
            own.rows(header, &self.containers, rows);
        }
        if self.containers.bills == 0 && self.containers.stated().is_empty() {
            let reason = "the UN/EDIFACT message names neither bill nor container";
            rows.without_container(message.line, &message.path, |column| self.header.of(column), reason.into());
        }
    }
}
