//! BAPLIE, the bay plan: one row per stowed container, with its cell.
//!
//! The mass on a plan is that of container and goods together, so it is the verified mass and not that of goods.

use super::consignment::{Consignment, Containers, Equipment, container_key, measured};
use super::edifact::{Message, place, size_type, time, transport};
use super::facts::{Facts, Header};
use super::rows::Rows;
use super::segments::Segment;
use crate::columns::Column;
use std::borrow::Cow;

/// A container on the plan as it is put together.
#[derive(Default)]
struct Stowed<'t> {
    line: u64,
    cell: Option<Cow<'t, str>>,
    container: Option<Equipment<'t>>,
    facts: Facts<'t>,
    goods: Vec<Cow<'t, str>>,
}

#[derive(Default)]
pub(super) struct Reader<'t> {
    header: Header<'t>,
    current: Option<Stowed<'t>>,
}

impl<'t> Reader<'t> {
    pub fn take(&mut self, segment: &Segment<'t>, message: &Message, rows: &mut Rows) {
        let begins = match &*segment.tag {
            "LOC" if &*segment.get(1, 0) == "147" => self.current.as_ref().is_none_or(|stowed| stowed.cell.is_some()),
            "EQD" => self.current.as_ref().is_none_or(|stowed| stowed.container.is_some()),
            _ => false,
        };
        if begins {
            give(self.current.take(), &self.header, message, rows);
            self.current = Some(Stowed { line: segment.line, ..Stowed::default() });
        }
        match &mut self.current {
            Some(stowed) => stowed.take(segment),
            None => of_voyage(segment, &mut self.header.facts),
        }
    }

    /// What was cut off in the middle is not used as if it were whole.
    pub fn finish(self, message: &Message, rows: &mut Rows) {
        if message.ended {
            give(self.current, &self.header, message, rows);
        } else if let Some(cut) = self.current {
            let reason = "the message breaks off in this cell; it is not whole";
            rows.row(cut.line, &message.path, Vec::new(), vec![super::Problem::new("", "", reason)]);
        }
    }
}

fn of_voyage<'t>(segment: &Segment<'t>, header: &mut Facts<'t>) {
    match &*segment.tag {
        // The actual arrival is that at the port the plan was made in.
        "DTM" if &*segment.get(1, 0) == "178" => {}
        "BGM" => {
            header.put(Column::ManifestNo, "BGM", segment.get(2, 0));
            header.put(Column::MessageFunction, "BGM", segment.get(3, 0));
        }
        "DTM" => time(segment, header),
        "TDT" => transport(segment, header),
        _ => {}
    }
}

impl<'t> Stowed<'t> {
    fn take(&mut self, segment: &Segment<'t>) {
        match &*segment.tag {
            "LOC" => match &*segment.get(1, 0) {
                "147" => self.cell = Some(segment.get(2, 0)),
                "9" | "6" => self.facts.put(Column::PlaceOfLoading, "LOC", place(segment)),
                "11" | "12" => self.facts.put(Column::PlaceOfDischarge, "LOC", place(segment)),
                "76" => self.facts.put(Column::PlaceOfReceipt, "LOC 76", place(segment)),
                "83" => self.facts.put(Column::PlaceOfDelivery, "LOC 83", place(segment)),
                _ => {}
            },
            "EQD" => {
                let number = container_key(segment.get(2, 0));
                if !number.is_empty() {
                    self.container = Some(Equipment { number, line: segment.line, ..Equipment::default() });
                    self.facts.put(Column::SizeType, "EQD", size_type(segment));
                    let status = (4..=6)
                        .rev()
                        .map(|at| segment.get(at, 0))
                        .find(|code| matches!(&**code, "4" | "5" | "7" | "8"));
                    if let Some(status) = status {
                        self.facts.put(Column::LoadStatus, "EQD", status);
                    }
                }
            }
            "MEA" => {
                let verified = matches!(&*segment.get(1, 0), "VGM") || matches!(&*segment.get(2, 0), "AET" | "G" | "");
                if let (true, Ok(kg)) = (verified, measured(&segment.get(3, 1), &segment.get(3, 0))) {
                    self.facts.put_instead(Column::VgmKg, "MEA", format!("{kg}"));
                }
            }
            "RFF" if matches!(&*segment.get(1, 0), "BM") && segment.get(1, 1).len() > 1 => {
                self.facts.put(Column::BillNo, "RFF BM", segment.get(1, 1));
            }
            "TMP" => self.facts.put(Column::TemperatureC, "TMP", segment.get(2, 0)),
            "DGS" => {
                self.facts.put(Column::ImdgClass, "DGS", segment.get(2, 0));
                self.facts.put(Column::UnNo, "DGS", segment.get(3, 0));
            }
            "FTX" if &*segment.get(1, 0) == "AAA" => {
                self.goods.extend(segment.components(4).filter(|text| !text.is_empty()));
            }
            "NAD" if &*segment.get(1, 0) == "CA" => self.facts.put(Column::CarrierCode, "NAD CA", segment.get(2, 0)),
            _ => {}
        }
    }
}

fn give(stowed: Option<Stowed<'_>>, header: &Header<'_>, message: &Message, rows: &mut Rows) {
    // A cell without a container number is a blocked place, or break-bulk.
    let Some((container, stowed)) = stowed.and_then(|mut stowed| Some((stowed.container.take()?, stowed))) else {
        return;
    };
    let mut own = Consignment { line: stowed.line, path: message.path.clone().into(), ..Consignment::default() };
    own.facts = stowed.facts;
    if let Some(cell) = stowed.cell {
        own.facts.put(Column::StowageCell, "LOC 147", cell);
    }
    own.facts.put(Column::GoodsDescription, "FTX", stowed.goods.join(" "));
    own.containers.push(container);
    own.rows(header, &Containers::default(), rows);
}
