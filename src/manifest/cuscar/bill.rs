//! A bill of a CUSCAR: what the segments from its CNI on say of it and of its goods.

use super::super::Problem;
use super::super::consignment::{Consignment, Equipment, Goods, Way, container_key, measured};
use super::super::edifact::{Notices, place};
use super::super::facts::Facts;
use super::super::segments::Segment;
use super::super::text::append;
use crate::columns::Column;
use std::borrow::Cow;
use std::rc::Rc;

impl<'t> Consignment<'t> {
    /// A bill as its CNI begins it.
    pub(super) fn beginning(segment: &Segment<'t>, message: &Rc<str>) -> Self {
        let number = segment.get(2, 0);
        let part = ("CNI", if number.is_empty() { segment.get(1, 0) } else { number.clone() });
        let mut bill = Self { line: segment.line, path: Way { message: message.clone(), part }, ..Self::default() };
        bill.facts.put(Column::BillNo, "CNI", number);
        bill
    }

    /// Takes a segment of the bill, or of its goods.
    pub(super) fn take(&mut self, segment: &Segment<'t>, of_goods: bool, notices: &mut Notices) {
        match (of_goods, &*segment.tag) {
            (_, "GID") => self.goods(segment),
            (true, _) => self.of_goods(segment, notices),
            (false, _) => self.of_bill(segment),
        }
    }

    fn of_bill(&mut self, segment: &Segment<'t>) {
        match &*segment.tag {
            "RFF" => {
                let (kind, number) = (segment.get(1, 0), segment.get(1, 1));
                match &*kind {
                    "BM" | "HWB" | "BH" => self.facts.put_instead(Column::BillNo, "RFF", number),
                    "MB" => self.facts.put(Column::MasterBillNo, "RFF MB", number),
                    "AAQ" => {
                        let (number, line) = (container_key(number), segment.line);
                        self.containers.push(Equipment { number, line, ..Equipment::default() });
                    }
                    _ => {}
                }
            }
            "LOC" => self.place(segment),
            "GIS" | "GEI" => nature(segment, &mut self.facts),
            "NAD" => party(segment, &mut self.facts),
            "CPI" => {
                let payment = match segment.components(3).chain(segment.components(2)).find(|c| !c.is_empty()) {
                    Some(code) if code.starts_with('P') => "prepaid",
                    Some(code) if code.starts_with('C') => "collect",
                    _ => "",
                };
                self.facts.put(Column::FreightPayment, "CPI", payment);
            }
            "MOA" => {
                let columns = match &*segment.get(1, 0) {
                    "64" => [Column::FreightAmount, Column::FreightCurrency],
                    "40" | "63" => [Column::ValueAmount, Column::ValueCurrency],
                    _ => return,
                };
                self.facts.put(columns[0], "MOA", segment.get(1, 1));
                self.facts.put(columns[1], "MOA", segment.get(1, 2));
            }
            _ => {}
        }
    }

    fn place(&mut self, segment: &Segment<'t>) {
        let here = place(segment);
        let column = match &*segment.get(1, 0) {
            "13" => return self.transshipments.push(here),
            "9" => Column::PlaceOfLoading,
            "88" | "76" => Column::PlaceOfReceipt,
            "11" | "12" => Column::PlaceOfDischarge,
            "7" | "83" => Column::PlaceOfDelivery,
            "20" => Column::FinalDestination,
            "27" if here.len() == 2 => Column::OriginCountry,
            _ => return,
        };
        self.facts.put(column, "LOC", here);
    }

    fn goods(&mut self, segment: &Segment<'t>) {
        let mut goods = Goods::default();
        let packages = segment.get(2, 0);
        match packages.parse::<f64>() {
            Ok(number) if number.fract() == 0.0 && (0.0..1.0e9).contains(&number) => {
                goods.packages = Some(number as i64);
            }
            Ok(_) | Err(_) if packages.is_empty() => {}
            _ => goods.problems.push(Problem::new("GID", &packages, format!("`{packages}` is no number of packages"))),
        }
        goods.facts.put(Column::PackageType, "GID", segment.get(2, 1));
        self.goods.push(goods);
    }

    fn of_goods(&mut self, segment: &Segment<'t>, notices: &mut Notices) {
        let Some(goods) = self.goods.last_mut() else { return };
        let words = |element: usize| segment.components(element).filter(|text| !text.is_empty());
        match &*segment.tag {
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
                Some((_, Err(reason))) => goods.problems.push(Problem::new("MEA", &segment.whole(3), reason)),
            },
            // A bill's parties may come after its goods where a user sends them so.
            "NAD" => party(segment, &mut self.facts),
            "GDS" | "HAN" | "LOC" | "DOC" | "QTY" | "CNT" | "COM" | "CTA" | "GIS" | "GEI" | "SEL" | "FTX" | "PAC"
            | "DIM" | "RFF" | "PIA" | "CUX" | "DTM" | "MOA" | "TCC" | "AUT" | "TDT" | "CPI" => {}
            tag => notices.add(format!("segment {tag} after GID is not used")),
        }
    }
}

/// The customs nature of a GIS or GEI; other indications are not it.
pub(super) fn nature<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) {
    let element = if segment.tag == "GEI" { 2 } else { 1 };
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
    // Names go over several lines; without one, the name is the first line of the unstructured form.
    let mut unstructured = segment.components(3).filter(|text| !text.is_empty());
    let mut name = segment.joined(4..=4, " ");
    if name.is_empty() {
        name = unstructured.next().unwrap_or_default();
    }
    let mut address = Cow::default();
    unstructured.for_each(|line| append(&mut address, ", ", line));
    append(&mut address, ", ", segment.joined(5..=8, ", "));
    facts.put(columns[0], "NAD", name);
    facts.put(columns[1], "NAD", address);
    let country = segment.get(9, 0);
    if country.len() == 2 {
        facts.put(columns[2], "NAD", country);
    }
    facts.put(columns[3], "NAD", segment.get(2, 0));
}

pub(super) fn temperature<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) {
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

pub(super) fn is_gross(segment: &Segment<'_>) -> bool {
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

pub(super) fn mass(segment: &Segment<'_>) -> Result<f64, String> {
    measured(&segment.get(3, 1), &segment.get(3, 0))
}
