//! Lists of equipment: the bay plan (BAPLIE), load and discharge lists and reports (COPRAR, COARRI), gate moves (CODECO). One row
//! per container, with its cell, ports, mass, seals, temperature and dangerous goods.
//!
//! The mass on a list is that of container and goods together, so it is the verified mass and not that of goods.

use super::Problem;
use super::consignment::{Consignment, Containers, Equipment, container_key, not_scored};
use super::containers::check_container;
use super::edifact::{Message, MessageReader};
use super::equipment::{Kind, NAMELESS, dangerous_goods, kind, mass_on_a_list, seal, size_type, temperature};
use super::facts::{Facts, Header};
use super::rows::Rows;
use super::segments::{Segment, Segments};
use super::times::time;
use super::transport::{discharge, place, transport};
use crate::columns::Column;
use crate::domain::DocumentKind;
use hashbrown::HashMap;
use std::borrow::Cow;
use std::ops::Range;

/// A container on the list as it is put together.
#[derive(Default)]
struct Listed<'t> {
    line: u64,
    cell: Option<Cow<'t, str>>,
    equipment: Option<Kind<'t>>,
    facts: Facts<'t>,
    seals: Option<Vec<Cow<'t, str>>>,
    goods: Vec<Cow<'t, str>>,
    mass_is_verified: bool,
    /// Whether what follows is of a leg of transport before or behind the ship's.
    within_leg: bool,
    /// Whether what follows is of dangerous goods.
    within_dangerous: bool,
}

/// Goods that gate moves state before the containers they lie in.
#[derive(Default)]
struct GoodsBefore<'t> {
    facts: Facts<'t>,
    texts: Vec<Cow<'t, str>>,
    /// Whether they say in which container they lie; those that do not lie in each that is described next.
    are_placed: bool,
    /// Whether a container was found that they lie in.
    are_taken: bool,
}

#[derive(Default)]
struct Reader<'t> {
    is_bay_plan: bool,
    header: Header<'t>,
    goods: Vec<GoodsBefore<'t>>,
    /// Which goods are placed in which container.
    placed: HashMap<Cow<'t, str>, Vec<usize>>,
    within_goods: bool,
    /// Which goods may lie in the container that is described: those since the last one.
    before: Range<usize>,
    current: Option<Listed<'t>>,
}

/// The reader of a bay plan: its containers stand in cells.
pub(super) fn bay_plan<'t>(_: &Segment<'t>, _: &Message) -> Box<dyn MessageReader<'t> + 't> {
    Box::new(Reader { is_bay_plan: true, ..Reader::default() })
}

/// The reader of a list of containers that move: loaded, discharged, or through a gate.
pub(super) fn movements<'t>(_: &Segment<'t>, _: &Message) -> Box<dyn MessageReader<'t> + 't> {
    Box::new(Reader::default())
}

impl<'t> MessageReader<'t> for Reader<'t> {
    fn take(&mut self, segment: &Segment<'t>, message: &Message, rows: &mut Rows) -> bool {
        if self.begins(segment) {
            self.give(message, rows);
            if std::mem::take(&mut self.within_goods) {
                self.before = self.before.end..self.goods.len();
            }
            self.current = Some(Listed { line: segment.line, ..Listed::default() });
        } else if segment.tag == "GID" {
            self.give(message, rows);
            self.within_goods = true;
            self.goods.push(GoodsBefore::default());
            return true;
        }
        if segment.tag == "CNT" {
            // A control total: nothing of the container before it.
            self.give(message, rows);
            return false;
        }
        match (&mut self.current, self.goods.last_mut()) {
            (Some(listed), _) => listed.take(segment, self.is_bay_plan),
            (None, Some(_)) if self.within_goods && segment.tag == "SGP" => {
                let at = self.goods.len() - 1;
                self.goods[at].are_placed = true;
                self.placed.entry(container_key(segment.get(1, 0))).or_default().push(at);
                true
            }
            (None, Some(goods)) if self.within_goods => goods.take(segment),
            (None, _) => self.of_voyage(segment),
        }
    }

    /// What was cut off in the middle is not used as if it were whole.
    fn finish(mut self: Box<Self>, message: &Message, _: &Segments<'t>, rows: &mut Rows) {
        if message.ended {
            self.give(message, rows);
        } else if let Some(cut) = self.current {
            let reason = "the message breaks off in this container; it is not whole";
            rows.row(cut.line, &message.path, Vec::new(), vec![Problem::new("", "", reason)]);
        }
        for _ in self.goods.iter().filter(|goods| !goods.are_taken) {
            rows.unused.add("GID in no container of the list");
        }
    }
}

impl<'t> Reader<'t> {
    /// Whether a segment begins another container: its cell or its equipment, whichever comes first.
    fn begins(&self, segment: &Segment<'t>) -> bool {
        let known = |has: fn(&Listed<'t>) -> bool| self.current.as_ref().is_none_or(has);
        match &*segment.tag {
            "LOC" if self.is_bay_plan && &*segment.get(1, 0) == "147" => known(|listed| listed.cell.is_some()),
            "EQD" if self.is_bay_plan => known(|listed| listed.equipment.is_some()),
            "EQD" => true,
            _ => false,
        }
    }

    fn of_voyage(&mut self, segment: &Segment<'t>) -> bool {
        let facts = &mut self.header.facts;
        match (&*segment.tag, &*segment.get(1, 0)) {
            ("BGM", _) => {
                facts.put(Column::ManifestNo, "BGM", segment.get(2, 0));
                facts.put(Column::MessageFunction, "BGM", segment.get(3, 0));
                true
            }
            // The actual arrival is that at the port the list was made in; so is any arrival behind the place of departure.
            ("DTM", "178") => false,
            ("DTM", _) => time(segment, facts),
            ("TDT", _) => transport(segment, facts),
            // The same voyage again, as a rule; else the ship comes in under one number and leaves under the other.
            ("RFF", "VON") => {
                let voyage = segment.get(1, 1);
                if !facts.put(Column::Voyage, "RFF VON", voyage.clone()) {
                    facts.put_behind(Column::Voyage, "RFF VON", voyage);
                }
                true
            }
            ("LOC", "9") if !self.is_bay_plan => facts.put(Column::PlaceOfLoading, "LOC 9", place(segment)),
            ("LOC", "11") if !self.is_bay_plan => discharge(segment, facts),
            _ => false,
        }
    }

    fn give(&mut self, message: &Message, rows: &mut Rows) {
        let Some(mut listed) = self.current.take() else { return };
        let refused = |value: &str, reason: &str, rows: &mut Rows| {
            rows.row(listed.line, &message.path, Vec::new(), vec![Problem::new("EQD", value, reason)]);
        };
        let number = match listed.equipment.take() {
            Some(Kind::Container(number)) => match check_container(&number) {
                Ok(()) => number,
                // A box stands there, whatever it is called.
                Err(reason) => {
                    let cell = listed.cell.map_or(String::new(), |cell| format!(", in cell {cell}"));
                    return refused(&number, &format!("{reason}{cell}"), rows);
                }
            },
            Some(Kind::Nameless) => {
                return refused(listed.cell.as_deref().unwrap_or_default(), NAMELESS, rows);
            }
            Some(Kind::Other(number)) => return refused(&number, &not_scored(&number), rows),
            // A cell without equipment is a blocked place, or break-bulk.
            None => {
                rows.unused.add("LOC 147 without equipment");
                return;
            }
        };
        let mut own = Consignment { line: listed.line, path: message.path.clone().into(), ..Consignment::default() };
        own.facts = listed.facts;
        let document = if self.is_bay_plan { DocumentKind::BayPlan } else { DocumentKind::EquipmentList };
        own.facts.put(Column::DocumentKind, "UNH", document.name());
        if let Some(cell) = listed.cell {
            own.facts.put(Column::StowageCell, "LOC 147", cell);
        }
        let placed = self.placed.get(&number).into_iter().flatten().copied();
        let before = self.before.clone().filter(|at| !self.goods[*at].are_placed);
        for at in placed.chain(before).collect::<Vec<usize>>() {
            let goods = &mut self.goods[at];
            goods.are_taken = true;
            own.facts.put_all(goods.facts.clone());
            listed.goods.extend(goods.texts.iter().cloned());
        }
        own.facts.put(Column::GoodsDescription, "FTX", listed.goods.join(" "));
        let container = Equipment { number, line: listed.line, seals: listed.seals, ..Equipment::default() };
        own.containers.push(container);
        own.rows(&self.header, &Containers::default(), rows);
    }
}

impl<'t> Listed<'t> {
    fn take(&mut self, segment: &Segment<'t>, is_bay_plan: bool) -> bool {
        let facts = &mut self.facts;
        match (&*segment.tag, &*segment.get(1, 0)) {
            ("TDT", _) => {
                self.within_leg = true;
                false
            }
            ("LOC", "147") if is_bay_plan => {
                self.cell = Some(segment.get(2, 0));
                true
            }
            ("LOC", "147") if is_cell(&segment.get(2, 0)) => {
                self.cell = Some(segment.get(2, 0));
                true
            }
            ("LOC", _) if self.within_leg => false,
            ("LOC", "9" | "6") => facts.put(Column::PlaceOfLoading, "LOC", place(segment)),
            ("LOC", "11" | "12") => discharge(segment, facts),
            ("LOC", "76") => facts.put(Column::PlaceOfReceipt, "LOC 76", place(segment)),
            ("LOC", "83" | "7") => facts.put(Column::PlaceOfDelivery, "LOC", place(segment)),
            ("EQD", _) => {
                facts.put(Column::SizeType, "EQD", size_type(segment));
                // Full or empty stands sixth; the code before it, with the same digits, is another.
                let status = segment.get(6, 0);
                if matches!(&*status, "4" | "5" | "7" | "8") {
                    facts.put(Column::LoadStatus, "EQD", status);
                }
                self.equipment = Some(kind(segment));
                true
            }
            ("MEA", _) if self.within_dangerous => false,
            ("MEA", _) => mass_on_a_list(segment, facts, &mut self.mass_is_verified),
            // A dummy reference is no bill.
            ("RFF", "BM") if segment.get(1, 1).len() > 1 => facts.put(Column::BillNo, "RFF BM", segment.get(1, 1)),
            ("RFF", "MB") => facts.put(Column::MasterBillNo, "RFF MB", segment.get(1, 1)),
            ("TMP", _) => temperature(segment, facts),
            ("DGS", _) => {
                self.within_dangerous = true;
                dangerous_goods(segment, facts)
            }
            ("SEL", _) => seal(segment, &mut self.seals, facts),
            ("FTX", "AAA") if !self.within_dangerous => {
                segment.put_lines(4, &mut self.goods);
                true
            }
            ("NAD", "CA" | "CF") => {
                // The box's own line, not the ship's.
                facts.put(Column::CarrierCode, "NAD", segment.get(2, 0))
            }
            ("NAD", "CN") => facts.put(Column::ConsigneeName, "NAD CN", segment.joined(3..=4, " ")),
            _ => false,
        }
    }
}

/// Whether a place is a cell, bay, row and tier: lists of containers that move may state other places too.
fn is_cell(place: &str) -> bool {
    matches!(place.len(), 6 | 7) && place.bytes().all(|byte| byte.is_ascii_digit())
}

impl<'t> GoodsBefore<'t> {
    fn take(&mut self, segment: &Segment<'t>) -> bool {
        match (&*segment.tag, &*segment.get(1, 0)) {
            ("FTX", "AAA") => segment.put_lines(4, &mut self.texts),
            ("DGS", _) => return dangerous_goods(segment, &mut self.facts),
            ("TMP", _) => return temperature(segment, &mut self.facts),
            _ => return false,
        }
        true
    }
}
