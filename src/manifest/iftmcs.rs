//! IFTMCS, the bill of lading as a message: one message is a manifest of one bill. Goods come first, the equipment they lie in
//! behind them, and the legs of the voyage anywhere.

use super::Problem;
use super::consignment::{Consignment, Containers, not_scored};
use super::cuscar::party;
use super::edifact::{Message, MessageReader};
use super::equipment;
use super::facts::{Facts, Header};
use super::rows::Rows;
use super::segments::{Segment, Segments};
use super::times::time;
use super::transport::{Leg, discharge, place};
use crate::columns::Column;
use std::borrow::Cow;

/// What a segment belongs to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Group {
    #[default]
    Bill,
    Leg,
    /// A leg by road or rail, a party, a charge: what stands behind them is theirs.
    Other,
    Goods,
    Equipment,
}

#[derive(Default)]
struct Reader<'t> {
    group: Group,
    header: Header<'t>,
    bill: Consignment<'t>,
    /// Number of the document, which is the bill's where no reference says otherwise.
    document: Cow<'t, str>,
    containers: Containers<'t>,
    current_is_container: bool,
    legs: Vec<Leg<'t>>,
}

/// The reader of one message.
pub(super) fn reader<'t>(header: &Segment<'t>, message: &Message) -> Box<dyn MessageReader<'t> + 't> {
    let mut reader = Reader::default();
    (reader.bill.line, reader.bill.path) = (header.line, message.path.clone().into());
    reader.containers.bills = 1;
    Box::new(reader)
}

impl<'t> MessageReader<'t> for Reader<'t> {
    fn take(&mut self, segment: &Segment<'t>, message: &Message, rows: &mut Rows) -> bool {
        self.group = match &*segment.tag {
            "GID" => Group::Goods,
            "EQD" => Group::Equipment,
            "TCC" | "GOR" | "TOD" => Group::Other,
            "CPI" | "NAD" if !matches!(self.group, Group::Goods | Group::Equipment) => Group::Other,
            "TDT" => match Leg::by_sea(segment) {
                Some(leg) => {
                    self.legs.push(leg);
                    Group::Leg
                }
                None => Group::Other,
            },
            _ => self.group,
        };
        match (self.group, &*segment.tag) {
            (Group::Leg, "TDT") => true,
            (_, "BGM") => {
                self.document = segment.get(2, 0);
                self.header.facts.put(Column::MessageFunction, "BGM", segment.get(3, 0))
            }
            (Group::Leg, "LOC" | "DTM") => self.legs.last_mut().is_some_and(|leg| of_leg(segment, &mut leg.facts)),
            (Group::Bill, "DTM") => time(segment, &mut self.header.facts),
            (_, "NAD") => party(segment, &mut self.bill.facts),
            (_, "CPI") | (Group::Bill, _) => self.bill.take(segment, false),
            // Words on the goods, wherever they stand before them.
            (Group::Leg | Group::Other, "FTX") => self.bill.take(segment, false),
            (Group::Goods, _) => self.bill.take(segment, true),
            (Group::Equipment, "EQD") => {
                self.current_is_container = equipment::begin(segment, &mut self.containers, &message.path, rows);
                true
            }
            (Group::Equipment, _) => match self.containers.last_stated() {
                Some(container) if self.current_is_container => equipment::describe(segment, container),
                _ => false,
            },
            (Group::Leg | Group::Other, _) => false,
        }
    }

    /// What was cut off in the middle is not used as if it were whole.
    fn finish(mut self: Box<Self>, message: &Message, _: &Segments<'t>, rows: &mut Rows) {
        if !message.ended {
            let reason = "the message breaks off; its bill is not whole";
            return rows.row(message.line, &message.path, Vec::new(), vec![Problem::new("", "", reason)]);
        }
        self.bill.facts.put(Column::BillNo, "BGM", self.document.clone());
        self.bill = std::mem::take(&mut self.bill).closed();
        self.route();
        self.header.otherwise(Column::MessageTime, "UNB", message.prepared.as_deref());
        // Equipment that no goods are placed in is of the bill all the same.
        self.bill.containers.extend(self.containers.stated().iter().cloned());
        let numbers: Vec<Cow<'t, str>> = self.bill.named().cloned().collect();
        numbers.into_iter().for_each(|number| self.containers.on_bill(number));
        for (number, line) in self.containers.placeholders_on_no_bill() {
            let problem = Problem::new("EQD", number, not_scored(number));
            rows.row(line, format_args!("{}/{number}", message.path), Vec::new(), vec![problem]);
        }
        self.bill.rows(&self.header, &self.containers, rows);
    }
}

impl<'t> Reader<'t> {
    /// The ship is that of the main carriage where it is the only leg by sea, else that of the last leg, which arrives. The first
    /// leg's port of loading and the last one's of discharge are the bill's; ships change in those between.
    fn route(&mut self) {
        let (by_sea, around): (Vec<Leg<'t>>, Vec<Leg<'t>>) =
            std::mem::take(&mut self.legs).into_iter().filter(|leg| !leg.facts.is_empty()).partition(Leg::is_at_sea);
        // A leg that names no ship and is not the main one is by whatever brings goods to it or from it.
        for leg in around {
            let (column, end) = match leg.is_before() {
                true => (Column::PlaceOfReceipt, Column::PlaceOfLoading),
                false => (Column::PlaceOfDelivery, Column::PlaceOfDischarge),
            };
            self.bill.facts.put(column, "LOC", leg.facts.of(end).to_owned());
        }
        let legs = in_their_order(by_sea);
        let Some((last, before)) = legs.split_last() else { return };
        let loading = legs.iter().map(|leg| leg.facts.of(Column::PlaceOfLoading)).find(|place| !place.is_empty());
        if let Some(place) = loading {
            self.bill.facts.put(Column::PlaceOfLoading, "LOC 9", place.to_owned());
        }
        for leg in before {
            let place = leg.facts.of(Column::PlaceOfDischarge);
            if !place.is_empty() {
                self.bill.transshipments.push(place.to_owned().into());
            }
        }
        let main = if before.is_empty() { last } else { legs.iter().rev().find(|leg| leg.has_ship()).unwrap_or(last) };
        for column in [Column::PlaceOfDischarge, Column::Terminal] {
            self.bill.facts.put(column, "LOC 11", last.facts.of(column).to_owned());
        }
        for column in [Column::Voyage, Column::CarrierCode, Column::VesselName, Column::VesselImo, Column::VesselFlag] {
            self.header.facts.put(column, "TDT", main.facts.of(column).to_owned());
        }
        for column in [Column::Etd, Column::Eta] {
            self.header.facts.put(column, "DTM", main.facts.of(column).to_owned());
        }
    }
}

/// Takes a place or a time of a leg. Whether it was used.
fn of_leg<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) -> bool {
    match (&*segment.tag, &*segment.get(1, 0)) {
        ("LOC", "9") => facts.put(Column::PlaceOfLoading, "LOC 9", place(segment)),
        ("LOC", "11") => discharge(segment, facts),
        ("DTM", _) => time(segment, facts),
        _ => false,
    }
}

/// Legs as the voyage goes: as they are written, where each begins where the one before it ends; else from port to port; where that
/// does not tell, those before the main carriage first and those behind it last.
fn in_their_order(mut legs: Vec<Leg<'_>>) -> Vec<Leg<'_>> {
    let follows = |leg: &Leg<'_>, before: &Leg<'_>| {
        let place = leg.facts.of(Column::PlaceOfLoading);
        !place.is_empty() && place == before.facts.of(Column::PlaceOfDischarge)
    };
    let is_chain = |legs: &[Leg<'_>]| legs.windows(2).all(|pair| follows(&pair[1], &pair[0]));
    if is_chain(&legs) || legs.len() > MOST_LEGS {
        return legs;
    }
    legs.sort_by_key(|leg| match &*leg.stage {
        "10" => 0,
        "30" => 2,
        _ => 1,
    });
    if let Some(first) = (0..legs.len()).find(|&at| !legs.iter().any(|before| follows(&legs[at], before))) {
        let mut rest: Vec<Option<Leg<'_>>> = std::mem::take(&mut legs).into_iter().map(Some).collect();
        legs.extend(rest[first].take());
        while let Some(next) = rest
            .iter()
            .position(|leg| leg.as_ref().is_some_and(|leg| legs.last().is_some_and(|last| follows(leg, last))))
        {
            legs.extend(rest[next].take());
        }
        legs.extend(rest.into_iter().flatten());
    }
    legs
}

/// Legs that are put in their order; voyages have a handful.
const MOST_LEGS: usize = 50;
