//! Writing CUSCAR: canonical rows as the customs cargo report a carrier would send, for exercises and round trips.
//!
//! D.13B segments, UTF-8 (UNOW). Texts go line by line, a line a component; longer ones than the standard's length are
//! broken at a blank where they have one, and else written whole rather than cut.

use super::bundle::{Bill, GoodsLine, Manifest, NoRoom, OF_MANIFEST, Row, manifests, without_room};
use crate::columns::Column;
use crate::tables::ManifestTable;
use chrono::NaiveDate;
use std::fmt::Write as _;
use std::io::Write;

/// Components of a text in one segment, and how long each may be.
struct Shape {
    components: usize,
    longest: usize,
}

const FREE_TEXT: Shape = Shape { components: 5, longest: 512 };
const MARKS: Shape = Shape { components: 10, longest: 35 };
const NAME: Shape = Shape { components: 5, longest: 70 };

/// Code list (1131) that says of a place that it is a container terminal.
const TERMINAL: &str = "72";

/// Columns that have no place in a CUSCAR message.
pub(super) const NOT_CARRIED: [Column; 5] =
    [Column::DocumentKind, Column::BillType, Column::StowageCell, Column::VgmKg, Column::UnreadableCells];

/// Values that have none.
pub(super) const NO_ROOM: [NoRoom; 5] = [
    ("nature that is none of 22, 23, 24, 28", |row| {
        !matches!(row.text(Column::Nature), "" | "22" | "23" | "24" | "28")
    }),
    ("freight_payment that is neither prepaid nor collect", |row| {
        !matches!(row.text(Column::FreightPayment), "" | "prepaid" | "collect")
    }),
    ("vessel_imo that is not seven digits", |row| {
        let imo = row.text(Column::VesselImo);
        !imo.is_empty() && (imo.len() != 7 || !imo.bytes().all(|b| b.is_ascii_digit()))
    }),
    ("transshipment_ports stated to be none", |row| row.list(Column::TransshipmentPorts).is_some_and(|p| p.is_empty())),
    ("countries that are no two letters", |row| {
        [Column::ShipperCountry, Column::ConsigneeCountry, Column::NotifyCountry, Column::ForwarderCountry]
            .iter()
            .chain([&Column::VesselFlag, &Column::OriginCountry])
            .any(|column| !matches!(row.text(*column).len(), 0 | 2))
    }),
];

/// Writes one interchange, prepared on a day, with a message per manifest.
/// Gives back what had no room in it.
pub(super) fn write(
    tables: &[ManifestTable],
    prepared: NaiveDate,
    sink: &mut dyn Write,
) -> Result<Vec<String>, String> {
    let manifests = manifests(tables, &OF_MANIFEST, true);
    let mut text = Text::default();
    let day = prepared.format("%Y%m%d").to_string();
    text.segment("UNB", &[&["UNOW", "4"], &["REDLANE"], &["CUSTOMS"], &[&day, "0000"], &["1"]]);
    for (number, manifest) in manifests.iter().enumerate() {
        write_message(number + 1, manifest, &mut text);
        sink.write_all(std::mem::take(&mut text.written).as_bytes()).map_err(|e| e.to_string())?;
    }
    text.segment("UNZ", &[&[&manifests.len().to_string()], &["1"]]);
    sink.write_all(text.written.as_bytes()).map_err(|e| e.to_string())?;
    Ok(without_room(tables, &NO_ROOM))
}

/// Segments in the making.
#[derive(Default)]
struct Text {
    written: String,
    segments: usize,
}

impl Text {
    /// Adds a segment: elements of components, without the blank ones at the ends.
    fn segment(&mut self, tag: &str, elements: &[&[&str]]) {
        let written = |components: &[&str]| -> String {
            let last = components.iter().rposition(|component| !component.is_empty()).map_or(0, |last| last + 1);
            components[..last].iter().map(|component| released(component)).collect::<Vec<_>>().join(":")
        };
        let elements: Vec<String> = elements.iter().map(|components| written(components)).collect();
        let last = elements.iter().rposition(|element| !element.is_empty()).map_or(0, |last| last + 1);
        let _ = writeln!(self.written, "{tag}+{}'", elements[..last].join("+"));
        self.segments += 1;
    }

    /// Adds a segment where its value is stated.
    fn stated(&mut self, tag: &str, qualifier: &str, value: &[&str]) {
        if value.iter().any(|component| !component.is_empty()) {
            self.segment(tag, &[&[qualifier], value]);
        }
    }
}

fn released(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\'' | '+' | ':' | '?') {
            plain.push('?');
        }
        plain.push(character);
    }
    plain
}

fn write_message(number: usize, manifest: &Manifest<'_>, text: &mut Text) {
    text.segments = 0;
    let head = manifest.head;
    let reference = number.to_string();
    text.segment("UNH", &[&[&reference], &["CUSCAR", "D", "13B", "UN"]]);
    text.segment("BGM", &[&["785"], &[head.text(Column::ManifestNo)], &[head.text(Column::MessageFunction)]]);
    let sent = moment(head);
    match sent.len() {
        0 => {}
        8 => text.segment("DTM", &[&["137", &sent, "102"]]),
        _ => text.segment("DTM", &[&["137", &sent, "203"]]),
    }
    let vessel = [Column::VesselImo, Column::VesselName, Column::VesselFlag].map(|column| head.text(column));
    let carrier = head.text(Column::CarrierCode);
    let means: &[&str] = match vessel {
        ["", "", ""] => &[],
        ["", name, flag] => &["", "", "", name, flag],
        [imo, name, flag] => &[imo, "146", "11", name, flag],
    };
    let carrier: &[&str] = if carrier.is_empty() { &[] } else { &[carrier, "172"] };
    text.segment("TDT", &[&["20"], &[head.text(Column::Voyage)], &["1"], &[], carrier, &[], &[], means]);
    text.stated("LOC", "22", &[head.text(Column::CustomsOffice)]);
    for (qualifier, column) in [("133", Column::Etd), ("132", Column::Eta)] {
        if let Some(day) = head.date(column) {
            text.segment("DTM", &[&[qualifier, &day.format("%Y%m%d").to_string(), "102"]]);
        }
    }
    for container in &manifest.containers {
        write_equipment(container.row, container.bare, text);
    }
    for (at, bill) in manifest.bills.iter().enumerate() {
        write_bill(at + 1, bill, text);
    }
    let segments = (text.segments + 1).to_string();
    text.segment("UNT", &[&[&segments], &[&reference]]);
}

/// When the message was sent, as CCYYMMDD or CCYYMMDDHHMM.
fn moment(head: Row<'_>) -> String {
    let digits: String = head.text(Column::MessageTime).chars().filter(char::is_ascii_digit).take(12).collect();
    if matches!(digits.len(), 8 | 12) { digits } else { String::new() }
}

fn write_equipment(row: Row<'_>, bare: bool, text: &mut Text) {
    let status = match row.text(Column::LoadStatus) {
        "full" => "5",
        "empty" => "4",
        "lcl" => "7",
        other => other,
    };
    let size = row.text(Column::SizeType);
    let size: &[&str] = if size.is_empty() { &[] } else { &[size, "102", "5"] };
    text.segment("EQD", &[&["CN"], &[row.text(Column::ContainerNo)], size, &[], &[], &[status]]);
    if bare {
        measure("G", "KGM", &row.number(Column::GrossKg), text);
    }
    let degrees = row.number(Column::TemperatureC);
    if !degrees.is_empty() {
        text.segment("TMP", &[&["2"], &[&degrees, "CEL"]]);
    }
    let party = match row.text(Column::SealingParty) {
        "shipper" => "SH",
        "carrier" => "CA",
        "customs" => "CU",
        "terminal" => "TO",
        other => other,
    };
    match row.list(Column::Seals).as_deref() {
        None => text.stated("SEL", "", &[party]),
        Some([]) => text.segment("SEL", &[&["NO SEAL"], &[party]]),
        Some(seals) => seals.iter().for_each(|seal| text.segment("SEL", &[&[seal], &[party]])),
    }
}

fn measure(what: &str, unit: &str, value: &str, text: &mut Text) {
    if !value.is_empty() {
        text.segment("MEA", &[&["AAE"], &[what], &[unit, value]]);
    }
}

fn write_bill(number: usize, bill: &Bill<'_>, text: &mut Text) {
    let head = bill.head();
    text.segment("CNI", &[&[&number.to_string()], &[head.text(Column::BillNo)]]);
    if head.states(Column::MasterBillNo) {
        text.segment("RFF", &[&["MB", head.text(Column::MasterBillNo)]]);
    }
    if head.states(Column::Nature) {
        text.segment("GIS", &[&[head.text(Column::Nature)]]);
    }
    for (qualifier, column) in [
        ("88", Column::PlaceOfReceipt),
        ("9", Column::PlaceOfLoading),
        ("11", Column::PlaceOfDischarge),
        ("7", Column::PlaceOfDelivery),
        ("20", Column::FinalDestination),
        ("27", Column::OriginCountry),
    ] {
        match head.text(Column::Terminal) {
            terminal if column == Column::PlaceOfDischarge && !terminal.is_empty() => {
                text.segment("LOC", &[&[qualifier], &[head.text(column)], &[terminal, TERMINAL]]);
            }
            _ => text.stated("LOC", qualifier, &[head.text(column)]),
        }
    }
    for port in head.list(Column::TransshipmentPorts).unwrap_or_default() {
        text.stated("LOC", "13", &[port]);
    }
    let payment = match head.text(Column::FreightPayment) {
        "prepaid" => "P",
        "collect" => "C",
        _ => "",
    };
    if !payment.is_empty() {
        text.segment("CPI", &[&["4"], &[], &[payment]]);
    }
    for (qualifier, amount, currency) in
        [("64", Column::FreightAmount, Column::FreightCurrency), ("40", Column::ValueAmount, Column::ValueCurrency)]
    {
        let (amount, currency) = (head.number(amount), head.text(currency));
        if !amount.is_empty() || !currency.is_empty() {
            text.segment("MOA", &[&[qualifier, &amount, currency]]);
        }
    }
    write_parties(head, text);
    for (at, goods) in bill.goods().iter().enumerate() {
        write_goods(at + 1, goods, text);
    }
}

fn write_parties(head: Row<'_>, text: &mut Text) {
    use Column as C;
    for (role, id, name, address, country) in [
        ("CZ", C::ShipperId, C::ShipperName, C::ShipperAddress, C::ShipperCountry),
        ("CN", C::ConsigneeId, C::ConsigneeName, C::ConsigneeAddress, C::ConsigneeCountry),
        ("NI", C::NotifyId, C::NotifyName, C::NotifyAddress, C::NotifyCountry),
        ("FW", C::ForwarderId, C::ForwarderName, C::ForwarderAddress, C::ForwarderCountry),
    ] {
        if [id, name, address, country].iter().any(|column| head.states(*column)) {
            let names = folded(head.text(name), &NAME);
            text.segment(
                "NAD",
                &[&[role], &[head.text(id)], &[], &names, &[head.text(address)], &[], &[], &[], &[head.text(country)]],
            );
        }
    }
}

fn write_goods(number: usize, line: &GoodsLine<'_>, text: &mut Text) {
    let (head, rows) = (line.rows[0], &line.rows);
    let packages = if line.measured { head.number(Column::Packages) } else { String::new() };
    let kind = if line.described { head.text(Column::PackageType) } else { "" };
    text.segment("GID", &[&[&number.to_string()], &[&packages, kind]]);
    if line.described {
        describe_goods(head, text);
    }
    if line.measured {
        measure("G", "KGM", &head.number(Column::GrossKg), text);
        measure("AAW", "MTQ", &head.number(Column::VolumeM3), text);
    }
    for row in rows {
        let inside = if rows.len() == 1 { &packages[..] } else { "" };
        text.segment("SGP", &[&[row.text(Column::ContainerNo)], &[inside]]);
    }
}

fn describe_goods(head: Row<'_>, text: &mut Text) {
    for lines in lines(head.text(Column::GoodsDescription), &FREE_TEXT).chunks(FREE_TEXT.components) {
        text.segment("FTX", &[&["AAA"], &[], &[], lines]);
    }
    for code in head.list(Column::HsCodes).unwrap_or_default() {
        text.segment("CST", &[&[], &[code]]);
    }
    for lines in lines(head.text(Column::ShippingMarks), &MARKS).chunks(MARKS.components) {
        text.segment("PCI", &[&["28"], lines]);
    }
    if head.states(Column::ImdgClass) || head.states(Column::UnNo) {
        text.segment("DGS", &[&["IMD"], &[head.text(Column::ImdgClass)], &[head.text(Column::UnNo)]]);
    }
}

/// The lines of a text, none blank, long ones broken.
fn lines<'t>(text: &'t str, shape: &Shape) -> Vec<&'t str> {
    let whole = text.lines().map(str::trim).filter(|line| !line.is_empty());
    whole.flat_map(|line| folded(line, &Shape { components: usize::MAX, ..*shape })).collect()
}

/// A text in pieces that give it back when joined with blanks; the last piece takes what is left over.
fn folded<'t>(text: &'t str, shape: &Shape) -> Vec<&'t str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > shape.longest && pieces.len() + 1 < shape.components {
        // Only a single blank can be put back.
        let single = |at: usize| {
            let bytes = rest.as_bytes();
            bytes[at] == b' ' && at > 0 && !bytes[at - 1].is_ascii_whitespace() && !bytes[at + 1].is_ascii_whitespace()
        };
        let Some(at) = (1..rest.len() - 1).take_while(|&at| at <= shape.longest).filter(|&at| single(at)).last() else {
            break;
        };
        pieces.push(&rest[..at]);
        rest = &rest[at + 1..];
    }
    pieces.push(rest);
    pieces
}
