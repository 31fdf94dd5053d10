//! CUSCAR, the customs cargo report: equipment first, then consignments with their goods.

use super::Problem;
use super::consignment::{Consignment, Containers, Equipment, Goods, container_key, measured};
use super::edifact::{Message, Notices, place, size_type, time, transport};
use super::facts::{Facts, Header, joined};
use super::rows::Rows;
use super::segments::Segment;
use crate::columns::Column;
use hashbrown::HashSet;
use std::borrow::Cow;

/// Where in the message the reader is: what a segment belongs to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Header,
    Equipment,
    Bill,
    Goods,
}

#[derive(Default)]
pub(super) struct Reader<'t> {
    at: Place,
    header: Facts<'t>,
    equipment: Vec<Equipment<'t>>,
    /// Trailers, break-bulk and other things that are no container.
    other_equipment: HashSet<Cow<'t, str>>,
    current_is_container: bool,
    bills: Vec<Consignment<'t>>,
}

impl<'t> Reader<'t> {
    pub fn take(&mut self, segment: &Segment<'t>, path: &str, notices: &mut Notices) {
        match segment.tag() {
            "EQD" => self.equipment(segment),
            "CNI" => self.bill(segment, path),
            "GID" => self.goods(segment),
            _ => match self.at {
                Place::Header => self.header(segment),
                Place::Equipment => self.of_equipment(segment),
                Place::Bill => self.of_bill(segment),
                Place::Goods => self.of_goods(segment, notices),
            },
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
        // Some users send equipment inside the consignment.
        if self.at == Place::Header {
            self.at = Place::Equipment;
        }
        let number = container_key(segment.get(2, 0));
        self.current_is_container = &*segment.get(1, 0) == "CN";
        if number.is_empty() {
            self.current_is_container = false;
            return;
        }
        if !self.current_is_container {
            self.other_equipment.insert(number);
            return;
        }
        let mut container = Equipment { number, line: segment.line, ..Equipment::default() };
        container.facts.put(Column::SizeType, "EQD", size_type(segment));
        container.facts.put(Column::LoadStatus, "EQD", segment.get(6, 0));
        self.equipment.push(container);
    }

    fn of_equipment(&mut self, segment: &Segment<'t>) {
        let Some(container) = self.equipment.last_mut().filter(|_| self.current_is_container) else { return };
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

    fn bill(&mut self, segment: &Segment<'t>, path: &str) {
        self.at = Place::Bill;
        let mut bill = Consignment { line: segment.line, ..Consignment::default() };
        let number = segment.get(2, 0);
        bill.path = format!("{path}/CNI[{}]", if number.is_empty() { segment.get(1, 0) } else { number.clone() });
        bill.facts.put(Column::BillNo, "CNI", number);
        self.bills.push(bill);
    }

    fn of_bill(&mut self, segment: &Segment<'t>) {
        let Some(bill) = self.bills.last_mut() else { return };
        match segment.tag() {
            "RFF" => {
                let (kind, number) = (segment.get(1, 0), segment.get(1, 1));
                match &*kind {
                    "BM" | "HWB" | "BH" => bill.facts.put_instead(Column::BillNo, "RFF", number),
                    "MB" => bill.facts.put(Column::MasterBillNo, "RFF MB", number),
                    "AAQ" => bill.containers.push(Equipment {
                        number: container_key(number),
                        line: segment.line,
                        ..Equipment::default()
                    }),
                    _ => {}
                }
            }
            "LOC" => self.place_of_bill(segment),
            "GIS" | "GEI" => nature(segment, &mut bill.facts),
            "NAD" => party(segment, &mut bill.facts),
            "CPI" => {
                let payment = match segment.components(3).chain(segment.components(2)).find(|c| !c.is_empty()) {
                    Some(code) if code.starts_with('P') => "prepaid",
                    Some(code) if code.starts_with('C') => "collect",
                    _ => "",
                };
                bill.facts.put(Column::FreightPayment, "CPI", payment);
            }
            "MOA" => {
                let columns = match &*segment.get(1, 0) {
                    "64" => [Column::FreightAmount, Column::FreightCurrency],
                    "40" | "63" => [Column::ValueAmount, Column::ValueCurrency],
                    _ => return,
                };
                bill.facts.put(columns[0], "MOA", segment.get(1, 1));
                bill.facts.put(columns[1], "MOA", segment.get(1, 2));
            }
            _ => {}
        }
    }

    fn place_of_bill(&mut self, segment: &Segment<'t>) {
        let Some(bill) = self.bills.last_mut() else { return };
        let here = place(segment);
        let column = match &*segment.get(1, 0) {
            "13" => return bill.transshipments.push(here),
            "9" => Column::PlaceOfLoading,
            "88" | "76" => Column::PlaceOfReceipt,
            "11" | "12" => Column::PlaceOfDischarge,
            "7" | "83" => Column::PlaceOfDelivery,
            "20" => Column::FinalDestination,
            "27" if here.len() == 2 => Column::OriginCountry,
            _ => return,
        };
        bill.facts.put(column, "LOC", here);
    }

    fn goods(&mut self, segment: &Segment<'t>) {
        self.at = Place::Goods;
        let Some(bill) = self.bills.last_mut() else { return };
        let mut goods = Goods::default();
        let packages = segment.get(2, 0);
        match packages.parse::<f64>() {
            Ok(number) if number.fract() == 0.0 && (0.0..1.0e9).contains(&number) => {
                goods.packages = Some(number as i64);
            }
            Ok(_) | Err(_) if packages.is_empty() => {}
            _ => bill.problems.push(Problem::new("GID", &packages, format!("`{packages}` is no number of packages"))),
        }
        goods.facts.put(Column::PackageType, "GID", segment.get(2, 1));
        bill.goods.push(goods);
    }

    fn of_goods(&mut self, segment: &Segment<'t>, notices: &mut Notices) {
        let Some(bill) = self.bills.last_mut() else { return };
        let Some(goods) = bill.goods.last_mut() else { return };
        let words = |element: usize| segment.components(element).filter(|text| !text.is_empty());
        match segment.tag() {
            "FTX" if &*segment.get(1, 0) == "AAA" => goods.descriptions.extend(words(4)),
            "PCI" => goods.marks.extend(words(2)),
            "PAC" if goods.packages.is_none() => goods.packages = segment.get(1, 0).parse().ok(),
            "CST" => goods.hs_codes.extend(words(2).take(1)),
            "RFF" if &*segment.get(1, 0) == "HS" => goods.hs_codes.push(segment.get(1, 1)),
            "PIA" if (2..=segment.len()).any(|element| &*segment.get(element, 1) == "HS") => {
                let code = (2..=segment.len()).find(|&element| &*segment.get(element, 1) == "HS").unwrap_or(2);
                goods.hs_codes.push(segment.get(code, 0));
            }
            "DGS" => {
                goods.facts.put(Column::ImdgClass, "DGS", segment.get(2, 0));
                goods.facts.put(Column::UnNo, "DGS", segment.get(3, 0));
            }
            "TMP" => temperature(segment, &mut goods.facts),
            "SGP" => {
                let number = container_key(segment.get(1, 0));
                let packages = segment.get(2, 0).parse().ok();
                if !number.is_empty() {
                    goods.placed.push((number, packages));
                }
            }
            "MEA" => match measure(segment) {
                Some((Measure::Gross, Ok(kg))) => goods.gross_kg = Some(goods.gross_kg.unwrap_or(0.0) + kg),
                Some((Measure::Volume, Ok(m3))) => goods.volume_m3 = Some(goods.volume_m3.unwrap_or(0.0) + m3),
                None => {}
                Some((_, Err(reason))) => bill.problems.push(Problem::new("MEA", &segment.whole(3), reason)),
            },
            // A bill's parties may come after its goods where a user sends them so.
            "NAD" => party(segment, &mut bill.facts),
            "GDS" | "HAN" | "LOC" | "DOC" | "QTY" | "CNT" | "COM" | "CTA" | "GIS" | "GEI" | "SEL" | "FTX" | "PAC"
            | "DIM" | "RFF" | "PIA" | "CUX" | "DTM" | "MOA" | "TCC" | "AUT" | "TDT" | "CPI" => {}
            tag => notices.add(format!("segment {tag} after GID is not used")),
        }
    }

    /// Gives the rows of what was taken.
    pub fn give(mut self, message: &Message, rows: &mut Rows) {
        self.header.put(Column::MessageTime, "UNB", message.prepared.clone().unwrap_or_default());
        // Where the message broke off, the last bill may lack what came after; it is not used as if it were whole.
        let cut = if message.ended { None } else { self.bills.pop() };
        // Without any placement, the containers of a message with one bill can only be that bill's.
        if let [only] = &mut self.bills[..]
            && cut.is_none()
            && only.numbers(&Containers::new(&[], &self.other_equipment)).is_empty()
        {
            only.containers.clone_from(&self.equipment);
        }
        let header = Header::new(&self.header);
        let mut containers = Containers::new(&self.equipment, &self.other_equipment);
        self.bills.iter().for_each(|bill| containers.see(bill));
        for bill in &self.bills {
            bill.rows(&header, &containers, rows);
        }
        if let Some(cut) = cut {
            let reason = "the message breaks off in this bill; it is not whole";
            rows.row(cut.line, &cut.path, Vec::new(), vec![Problem::new("", "", reason)]);
        }
        // Containers of no bill: empties are sent so. Where the message broke off nobody knows which have none.
        if !message.ended {
            return;
        }
        for container in self.equipment.iter().filter(|container| containers.on_no_bill(container)) {
            let own = Consignment {
                line: container.line,
                path: message.path.clone(),
                containers: vec![container.clone()],
                ..Consignment::default()
            };
            own.rows(&header, &Containers::default(), rows);
        }
        if self.bills.is_empty() && self.equipment.is_empty() && message.ended {
            let reason = "the UN/EDIFACT message names neither bill nor container";
            rows.without_container(message.line, &message.path, |column| self.header.of(column), reason.into());
        }
    }
}

/// The customs nature of a GIS or GEI; other indications are not it.
fn nature<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) {
    let element = if segment.tag() == "GEI" { 2 } else { 1 };
    let code = segment.get(element, 0);
    if matches!(&*code, "22" | "23" | "24" | "28") {
        facts.put_instead(Column::Nature, "GIS", code);
    }
}

/// A party of a NAD: name, address, country, number.
fn party<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) {
    let columns = match &*segment.get(1, 0) {
        "CZ" | "EX" => [Column::ShipperName, Column::ShipperAddress, Column::ShipperCountry, Column::ShipperId],
        "CN" | "UC" => [Column::ConsigneeName, Column::ConsigneeAddress, Column::ConsigneeCountry, Column::ConsigneeId],
        "NI" | "N1" | "N2" => [Column::NotifyName, Column::NotifyAddress, Column::NotifyCountry, Column::NotifyId],
        "FW" => [Column::ForwarderName, Column::ForwarderAddress, Column::ForwarderCountry, Column::ForwarderId],
        _ => return,
    };
    let stated = |element: usize| segment.components(element).filter(|text| !text.is_empty());
    // Names go over several lines; without one, the name is the first line of the unstructured form.
    let mut unstructured = stated(3);
    let name = joined(stated(4), " ").or_else(|| unstructured.next()).unwrap_or_default();
    let address = joined(unstructured.chain((5..=8).flat_map(stated)), ", ").unwrap_or_default();
    facts.put(columns[0], "NAD", name);
    facts.put(columns[1], "NAD", address);
    let country = segment.get(9, 0);
    if country.len() == 2 {
        facts.put(columns[2], "NAD", country);
    }
    facts.put(columns[3], "NAD", segment.get(2, 0));
}

fn temperature<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) {
    let degrees = segment.get(2, 0);
    let celsius = match (&*segment.get(2, 1), degrees.parse::<f64>()) {
        ("FAH", Ok(degrees)) => format!("{:.1}", (degrees - 32.0) / 1.8).into(),
        (_, Ok(_)) => degrees,
        _ => return,
    };
    facts.put(Column::TemperatureC, "TMP", celsius);
}

enum Measure {
    Gross,
    Volume,
}

fn is_gross(segment: &Segment<'_>) -> bool {
    matches!(measure(segment), Some((Measure::Gross, _)))
}

/// Gross mass or volume of a MEA, in kilograms or cubic metres.
fn measure(segment: &Segment<'_>) -> Option<(Measure, Result<f64, String>)> {
    let what = match (&*segment.get(1, 0), &*segment.get(2, 0)) {
        (_, "G") | ("WT", "" | "AAD") => Measure::Gross,
        (_, "AAW" | "ABJ" | "VOL") | ("VOL" | "AAX", _) => Measure::Volume,
        _ => return None,
    };
    let (unit, value) = (segment.get(3, 0), segment.get(3, 1));
    Some((what, measured(&value, &unit)))
}

fn mass(segment: &Segment<'_>) -> Result<f64, String> {
    measured(&segment.get(3, 1), &segment.get(3, 0))
}
