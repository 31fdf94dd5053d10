//! A bill of a CUSCAR: what the segments from its CNI on say of it and of its goods. Those of an IFTMCS say the same.

use super::super::Problem;
use super::super::consignment::{Consignment, Equipment, Goods, PartPath, Placement, container_key};
use super::super::equipment::{dangerous_goods, is_gross, kilograms, temperature};
use super::super::facts::Facts;
use super::super::numbers::counted;
use super::super::segments::Segment;
use super::super::text::append;
use super::super::transport::{discharge, place};
use super::super::units::{DecimalSign, Measure, Unit, measured};
use crate::columns::Column;
use std::borrow::Cow;
use std::rc::Rc;

impl<'t> Consignment<'t> {
    /// A bill as its CNI begins it.
    pub(super) fn beginning(segment: &Segment<'t>, message: &Rc<str>) -> Self {
        let number = segment.get(2, 0);
        let part = ("CNI", if number.is_empty() { segment.get(1, 0) } else { number.clone() });
        let mut bill =
            Self { line: segment.line, path: PartPath { message: message.clone(), part }, ..Self::default() };
        bill.facts.put(Column::BillNo, "CNI", number);
        bill
    }

    /// Takes a segment of the bill, or of its goods. Whether it was used.
    pub(in super::super) fn take(&mut self, segment: &Segment<'t>, of_goods: bool) -> bool {
        match (of_goods, &*segment.tag) {
            (_, "GID") => self.goods(segment),
            (true, _) => self.of_goods(segment),
            (false, _) => self.of_bill(segment),
        }
    }

    /// The bill when all of it has been said: words that stand before its goods are of those that have none of their own.
    pub(in super::super) fn closed(mut self) -> Self {
        let description = std::mem::take(&mut self.description);
        if description.is_empty() {
            return self;
        }
        if self.goods.is_empty() {
            self.goods.push(Goods::default());
        }
        let all_have_words = self.goods.iter().all(|goods| !goods.descriptions.is_empty());
        for (at, goods) in self.goods.iter_mut().enumerate() {
            if goods.descriptions.is_empty() || (all_have_words && at == 0) {
                goods.descriptions.splice(0..0, description.iter().cloned());
            }
        }
        self
    }

    fn of_bill(&mut self, segment: &Segment<'t>) -> bool {
        match &*segment.tag {
            "RFF" => {
                let (kind, number) = (segment.get(1, 0), segment.get(1, 1));
                match &*kind {
                    "BM" | "HWB" | "BH" => {
                        self.facts.put_instead(Column::BillNo, "RFF", number);
                        true
                    }
                    "MB" => self.facts.put(Column::MasterBillNo, "RFF MB", number),
                    "AAQ" => {
                        let (number, line) = (container_key(number), segment.line);
                        self.containers.push(Equipment { number, line, ..Equipment::default() });
                        true
                    }
                    _ => false,
                }
            }
            "LOC" => self.place(segment),
            "GIS" | "GEI" => nature(segment, &mut self.facts),
            "NAD" => party(segment, &mut self.facts),
            "MEA" => self.whole_measure(segment),
            // The bill's own control total.
            "CNT" if &*segment.get(1, 0) == "7" => {
                self.own_control_kg = control_kg(segment);
                true
            }
            // Some describe the goods of the whole bill before the first of them.
            "FTX" if &*segment.get(1, 0) == "AAA" => {
                segment.put_lines(4, &mut self.description);
                true
            }
            "CPI" => {
                let payment = match segment.components(3).chain(segment.components(2)).find(|c| !c.is_empty()) {
                    Some(code) if code.starts_with('P') => "prepaid",
                    Some(code) if code.starts_with('C') => "collect",
                    _ => return false,
                };
                self.facts.put(Column::FreightPayment, "CPI", payment)
            }
            "MOA" => {
                let columns = match &*segment.get(1, 0) {
                    "64" => [Column::FreightAmount, Column::FreightCurrency],
                    "40" | "63" => [Column::ValueAmount, Column::ValueCurrency],
                    _ => return false,
                };
                self.facts.put(columns[0], "MOA", segment.get(1, 1))
                    && self.facts.put(columns[1], "MOA", segment.get(1, 2))
            }
            _ => false,
        }
    }

    /// Takes a measure of the whole bill. Whether it was used.
    fn whole_measure(&mut self, segment: &Segment<'t>) -> bool {
        let whole = &mut self.whole;
        match measure(segment) {
            Some((_, Ok(None))) => {}
            Some((Kind::Gross(_), Ok(Some(kg)))) if whole.gross_kg.is_none() && kg > 0.0 => whole.gross_kg = Some(kg),
            Some((Kind::Volume, Ok(Some(m3)))) if whole.volume_m3.is_none() && m3 > 0.0 => whole.volume_m3 = Some(m3),
            _ => return false,
        }
        true
    }

    fn place(&mut self, segment: &Segment<'t>) -> bool {
        let here = place(segment);
        let column = match &*segment.get(1, 0) {
            "13" => {
                self.transshipments.push(here);
                return true;
            }
            "9" => Column::PlaceOfLoading,
            "88" | "76" => Column::PlaceOfReceipt,
            "11" | "12" => return discharge(segment, &mut self.facts),
            "7" | "83" => Column::PlaceOfDelivery,
            "20" => Column::FinalDestination,
            "27" if here.len() == 2 => Column::OriginCountry,
            _ => return false,
        };
        self.facts.put(column, "LOC", here)
    }

    fn goods(&mut self, segment: &Segment<'t>) -> bool {
        let mut goods = Goods::default();
        let packages = segment.get(2, 0);
        goods.packages = goods.count("GID", &packages);
        goods.facts.put(Column::PackageType, "GID", segment.get(2, 1));
        self.goods.push(goods);
        self.within = ElementOfGoods::Line;
        true
    }

    fn of_goods(&mut self, segment: &Segment<'t>) -> bool {
        let Some(goods) = self.goods.last_mut() else { return false };
        match &*segment.tag {
            "FTX" if &*segment.get(1, 0) == "AAA" && self.within != ElementOfGoods::Dangerous => {
                segment.put_lines(4, &mut goods.descriptions);
            }
            "PCI" => goods.marks.extend(segment.components(2).filter(|text| !text.is_empty())),
            "PAC" if goods.packages.is_none() => {
                let packages = segment.get(1, 0);
                goods.packages = goods.count("PAC", &packages);
                return !packages.is_empty();
            }
            "CST" => goods.hs_codes.extend(segment.components(2).filter(|text| !text.is_empty()).take(1)),
            "RFF" if &*segment.get(1, 0) == "HS" => goods.hs_codes.push(segment.get(1, 1)),
            "PIA" => {
                let Some(code) = (2..=segment.len()).find(|&element| &*segment.get(element, 1) == "HS") else {
                    return false;
                };
                goods.hs_codes.push(segment.get(code, 0));
            }
            "DGS" => {
                self.within = ElementOfGoods::Dangerous;
                return dangerous_goods(segment, &mut goods.facts);
            }
            "TMP" => return temperature(segment, &mut goods.facts),
            "SGP" => {
                let number = container_key(segment.get(1, 0));
                let packages = goods.count("SGP", &segment.get(2, 0));
                if !number.is_empty() {
                    self.within = ElementOfGoods::Placement;
                    goods.placed.push(Placement { number, packages, ..Placement::default() });
                }
            }
            "MEA" => return goods.measure(segment, self.within),
            // A bill's parties may come after its goods where a user sends them so.
            "NAD" => return party(segment, &mut self.facts),
            // A control total behind the last bill, which tells whether its lines repeat the mass of the whole.
            "CNT" if &*segment.get(1, 0) == "7" => {
                self.control_kg = control_kg(segment);
                return false;
            }
            _ => return false,
        }
        true
    }
}

/// What within a line of goods the segments are of: masses stand behind each of them, and are of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) enum ElementOfGoods {
    #[default]
    Line,
    /// The part of the goods in one container.
    Placement,
    /// The dangerous part of the goods.
    Dangerous,
}

impl<'t> Goods<'t> {
    /// A number of packages in a segment of these goods.
    fn count(&mut self, segment: &'static str, packages: &str) -> Option<i64> {
        let refused = |reason| Problem::of(Column::Packages, segment, packages, reason);
        counted(packages).map_err(|reason| self.problems.push(refused(reason))).ok().flatten()
    }

    /// Takes a MEA. Whether it was used.
    fn measure(&mut self, segment: &Segment<'t>, within: ElementOfGoods) -> bool {
        match (measure(segment), within) {
            (Some((kind, Err(reason))), _) => {
                let column = if matches!(kind, Kind::Volume) { Column::VolumeM3 } else { Column::GrossKg };
                self.problems.push(Problem::of(column, "MEA", &segment.whole(3), reason));
            }
            (None, _) => return false,
            // Of the dangerous part, unless the line has no measures of its own: some write them behind it.
            (Some((Kind::Gross(_), _)), ElementOfGoods::Dangerous) if self.mass_code.is_some() => return false,
            (Some((Kind::Volume, _)), ElementOfGoods::Dangerous) if self.volume_m3.is_some() => return false,
            // Zero states nothing.
            (Some((_, Ok(None)) | (Kind::Gross(_), Ok(Some(0.0)))), _) => {}
            (Some((Kind::Gross(code), Ok(Some(kg)))), ElementOfGoods::Placement) => {
                let Some(placed) = self.placed.last_mut() else { return false };
                // Of two kinds of gross mass the first stands for the part; of one kind parts add up.
                if placed.mass_code.as_ref().is_some_and(|known| *known != code) {
                    return false;
                }
                placed.mass_code = Some(code);
                placed.gross_kg = Some(placed.gross_kg.unwrap_or(0.0) + kg);
                // The line's own mass counts, where it is stated; else that of its parts.
                if self.mass_code.is_none() {
                    self.gross_kg = Some(self.gross_kg.unwrap_or(0.0) + kg);
                }
            }
            (Some((Kind::Gross(code), Ok(Some(kg)))), _) => {
                if self.mass_code.as_ref().is_some_and(|known| *known != code) {
                    return false;
                }
                // In another unit, or under another purpose, the same mass is stated once more.
                if self.gross_kg.is_some_and(|known| is_the_same(known, kg)) {
                    return false;
                }
                self.mass_code = Some(code);
                self.gross_kg = Some(self.gross_kg.unwrap_or(0.0) + kg);
            }
            (Some((Kind::Volume, Ok(Some(m3)))), _) => {
                if self.volume_m3.is_some_and(|known| is_the_same(known, m3)) {
                    return false;
                }
                self.volume_m3 = Some(self.volume_m3.unwrap_or(0.0) + m3);
            }
        }
        true
    }
}

/// The kilograms of a control total.
fn control_kg(segment: &Segment<'_>) -> Option<f64> {
    measured(Measure::Mass, &segment.get(1, 1), &segment.get(1, 2), DecimalSign::PointOrComma)
        .ok()
        .flatten()
        .filter(|kg| *kg > 0.0)
}

/// Whether two measures are one but for the rounding that units bring with them.
fn is_the_same(one: f64, other: f64) -> bool {
    (one - other).abs() <= one.max(other) * 0.001
}

/// The customs nature of a GIS or GEI; other indications are not it.
pub(super) fn nature<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) -> bool {
    let element = if segment.tag == "GEI" { 2 } else { 1 };
    let code = segment.get(element, 0);
    let is_nature = matches!(&*code, "22" | "23" | "24" | "28");
    if is_nature {
        facts.put_instead(Column::Nature, "GIS", code);
    }
    is_nature
}

/// A party of a NAD: name, address, country, number.
pub(in super::super) fn party<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) -> bool {
    let columns = match &*segment.get(1, 0) {
        "CZ" | "EX" => [Column::ShipperName, Column::ShipperAddress, Column::ShipperCountry, Column::ShipperId],
        "CN" | "UC" => [Column::ConsigneeName, Column::ConsigneeAddress, Column::ConsigneeCountry, Column::ConsigneeId],
        "NI" | "N1" | "N2" => [Column::NotifyName, Column::NotifyAddress, Column::NotifyCountry, Column::NotifyId],
        "FW" => [Column::ForwarderName, Column::ForwarderAddress, Column::ForwarderCountry, Column::ForwarderId],
        _ => return false,
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
    // A second party of the same part must not lend its address to the first one's name.
    if facts.has(columns[0]) {
        return facts.put(columns[0], "NAD", name);
    }
    facts.put(columns[0], "NAD", name);
    facts.put(columns[1], "NAD", address);
    facts.put(columns[2], "NAD", segment.get(9, 0));
    facts.put(columns[3], "NAD", segment.get(2, 0));
    true
}

/// What a MEA of a bill or its goods measures.
enum Kind<'t> {
    /// A gross mass, under its code (6313).
    Gross(Cow<'t, str>),
    Volume,
}

/// Gross mass or volume of a MEA, in kilograms or cubic metres; nothing where it states none.
fn measure<'t>(segment: &Segment<'t>) -> Option<(Kind<'t>, Result<Option<f64>, String>)> {
    if is_gross(segment) {
        return Some((Kind::Gross(segment.get(2, 0)), kilograms(segment)));
    }
    let volume =
        || (Kind::Volume, measured(Measure::Volume, &segment.get(3, 1), &segment.get(3, 0), DecimalSign::PointOrComma));
    match (&*segment.get(1, 0), &*segment.get(2, 0)) {
        (_, "AAW" | "ABJ" | "VOL") | ("VOL", _) => Some(volume()),
        // The measurement of a consignment, of which only the unit says what it is.
        ("AAX", "") if Unit::written(Measure::Mass, &segment.get(3, 0)).is_some() => {
            Some((Kind::Gross(Cow::default()), kilograms(segment)))
        }
        ("AAX", _) => Some(volume()),
        _ => None,
    }
}
