//! ANSI X12 309, the US customs manifest (releases 3040 to 5030): M10 ship, P4 port, LX/M11 bill, VID container, N10 goods.

use super::Mapping;
use super::Problem;
use super::consignment::{Consignment, Containers, Equipment, Goods, Way, container_key, measured};
use super::edifact::{Notices, moment, whole_text};
use super::facts::Facts;
use super::rows::Rows;
use super::segments::{Segment, Segments, Separators};
use super::text::Decoded;
use crate::columns::Column;
use crate::reference::us_port;
use std::borrow::Cow;
use std::rc::Rc;

/// Characters of an ISA segment: its separators stand at fixed places.
const ISA: usize = 106;

pub(super) fn read(decoded: Decoded, _: Option<&Mapping>, rows: &mut Rows) -> Result<Vec<String>, String> {
    let text = whole_text(decoded)?;
    let mut segments = Segments::new(&text, envelope(text.trim_start_matches('\u{FEFF}').trim_start())?);
    let mut notices = Notices::default();
    let mut sets = 0;
    let mut prepared = String::new();
    while let Some(segment) = segments.next_segment()? {
        if segment.tag != "ST" {
            // A group says when it was made, with or without the century.
            if segment.tag == "GS" {
                prepared = moment(&format!("{}{:.4}", segment.get(4, 0), segment.get(5, 0))).unwrap_or_default();
            }
            // A further interchange may announce other separators.
            if segments.rest().starts_with("ISA") {
                let separators = envelope(segments.rest())?;
                segments.separate_by(separators);
            }
            continue;
        }
        let kind = segment.get(1, 0).into_owned();
        let mut set = Set::new(&segment);
        set.header.put(Column::MessageTime, "GS04", prepared.clone());
        let mut ended = false;
        while let Some(next) = segments.next_segment()? {
            if next.tag == "SE" {
                ended = true;
                let found = set.position(&next);
                let stated = next.get(1, 0);
                if stated.parse() != Ok(found) {
                    notices.add(format!("{}: SE states {stated} segments, {found} were found", set.path));
                }
                break;
            }
            if next.ended && kind == "309" {
                set.take(&next, rows);
            }
        }
        sets += 1;
        match kind.as_str() {
            "309" => set.finish(ended, rows, &mut notices),
            other => notices.add(format!("transaction set {other} holds no bills; it is passed over")),
        }
    }
    match sets {
        0 => Err("holds no X12 transaction set (ST)".into()),
        _ => Ok(notices.told()),
    }
}

/// The separators an ISA announces by where they stand.
fn envelope(text: &str) -> Result<Separators, String> {
    let characters = envelope_of(text);
    match characters[..] {
        [_, _, _, element, .., component, segment] if characters.len() == ISA => {
            Separators::announced([component, element, ' ', segment])
        }
        _ => Err("begins with an ISA segment that is not 106 characters long; the separators cannot be known".into()),
    }
}

/// The characters of an ISA segment with its terminator, which may be a line end; other line ends are where a sender broke
/// lines at a column.
pub(super) fn envelope_of(text: &str) -> Vec<char> {
    let mut characters = text.chars();
    let before_end = characters.by_ref().filter(|sign| !matches!(sign, '\r' | '\n')).take(ISA - 1).collect::<Vec<_>>();
    before_end.into_iter().chain(characters.next()).collect()
}

/// A transaction set as it is read.
struct Set<'t> {
    path: Rc<str>,
    line: u64,
    /// Number of its ST segment in the file.
    first: u64,
    header: Facts<'t>,
    /// Port and arrival of the P4 group that bills belong to.
    port: Facts<'t>,
    /// The bill being read, with what is said of its voyage.
    bill: Option<(Consignment<'t>, Facts<'t>)>,
    party: Option<[Column; 4]>,
}

impl<'t> Set<'t> {
    fn new(start: &Segment<'t>) -> Self {
        Self {
            path: format!("ST[{}]", start.get(2, 0)).into(),
            line: start.line,
            first: start.number,
            header: Facts::default(),
            port: Facts::default(),
            bill: None,
            party: None,
        }
    }

    /// Where a segment stands in the set, counted as a 997 acknowledgement counts: ST is 1.
    fn position(&self, segment: &Segment<'_>) -> u64 {
        segment.number - self.first + 1
    }

    fn take(&mut self, segment: &Segment<'t>, rows: &mut Rows) {
        let text = |element: usize| segment.whole(element);
        match &*segment.tag {
            "M10" => {
                self.header.put(Column::CarrierCode, "M1001", text(1));
                if text(3).len() == 2 {
                    self.header.put(Column::VesselFlag, "M1003", text(3));
                }
                self.header.put(
                    Column::VesselImo,
                    "M1004",
                    Some(text(4)).filter(|id| id.len() == 7).unwrap_or_default(),
                );
                self.header.put(Column::VesselName, "M1005", text(5));
                self.header.put(Column::Voyage, "M1006", text(6));
                self.header.put(Column::ManifestNo, "M1007", text(7));
            }
            "P4" => {
                self.port = Facts::default();
                self.port.put(Column::PlaceOfDischarge, "P401", port(text(1)));
                self.port.put(Column::Eta, "P402", day(&text(2)));
            }
            "LX" => {}
            "M11" => {
                self.give(rows);
                self.bill(segment);
            }
            _ => self.of_bill(segment),
        }
    }

    fn bill(&mut self, segment: &Segment<'t>) {
        self.party = None;
        let at = self.position(segment);
        let text = |element: usize| segment.whole(element);
        let mut bill = Consignment { line: segment.line, ..Consignment::default() };
        bill.path = Way { message: self.path.clone(), part: ("M11", text(1)) };
        bill.facts.put(Column::BillNo, "M1101", text(1));
        bill.facts.put(Column::PlaceOfLoading, "M1102", port(text(2)));
        bill.facts.put(Column::PlaceOfReceipt, "M1110", receipt(text(10)));
        bill.facts.put(Column::MasterBillNo, "M1111", text(11));
        bill.facts.put(Column::CarrierCode, "M1112", text(12));
        bill.facts.put(Column::PackageType, "M1104", text(4));
        bill.whole.packages = text(3).parse().ok();
        bill.whole.gross_kg = measure(&mut bill.problems, at, "M1105", &text(5), &text(6));
        bill.whole.volume_m3 =
            measure(&mut bill.problems, at, "M1107", &text(7), &text(8)).filter(|volume| *volume > 0.0);
        self.bill = Some((bill, self.port.clone().and_then(&self.header)));
    }

    fn of_bill(&mut self, segment: &Segment<'t>) {
        let at = self.position(segment);
        let text = |element: usize| segment.whole(element);
        let Some((bill, _)) = &mut self.bill else { return };
        match &*segment.tag {
            "N1" => {
                self.party = match &*text(1) {
                    "SH" => {
                        Some([Column::ShipperName, Column::ShipperAddress, Column::ShipperCountry, Column::ShipperId])
                    }
                    "CN" => Some([
                        Column::ConsigneeName,
                        Column::ConsigneeAddress,
                        Column::ConsigneeCountry,
                        Column::ConsigneeId,
                    ]),
                    "N1" | "NP" | "N2" => {
                        Some([Column::NotifyName, Column::NotifyAddress, Column::NotifyCountry, Column::NotifyId])
                    }
                    _ => None,
                };
                if let Some([name, .., id]) = self.party {
                    bill.facts.put(name, "N102", text(2));
                    bill.facts.put(id, "N104", text(4));
                }
            }
            "N3" | "N4" => {
                let Some([_, address, country, _]) = self.party else { return };
                (1..=3).for_each(|element| bill.facts.put_behind(address, "N3", text(element)));
                if segment.tag == "N4" && text(4).len() == 2 {
                    bill.facts.put(country, "N4", text(4));
                }
            }
            "M12" => bill.facts.put(Column::Nature, "M1201", if text(1).is_empty() { "" } else { "24" }),
            "M13" => bill.facts.put(Column::MessageFunction, "M1302", amendment(&text(2))),
            "VID" => {
                self.party = None;
                let mut container = Equipment { line: segment.line, ..Equipment::default() };
                container.number = container_key(format!("{}{}", text(2), text(3)).into());
                let seals: Vec<Cow<'_, str>> = [4, 5].map(text).into_iter().filter(|seal| !seal.is_empty()).collect();
                container.seals = Some(seals).filter(|seals| !seals.is_empty());
                let size = (9..=segment.len()).map(text).find(|code| code.len() == 4);
                container.facts.put(Column::SizeType, "VID", size.unwrap_or_default());
                let status = (10..=segment.len()).map(text).find_map(|code| match &*code {
                    "L" => Some("full"),
                    "E" => Some("empty"),
                    _ => None,
                });
                container.facts.put(Column::LoadStatus, "VID", status.unwrap_or_default());
                bill.containers.push(container);
            }
            "N10" => {
                let Some(container) = bill.containers.last().map(|container| container.number.clone()) else { return };
                // A line without quantity and weight goes on with the text of the one before.
                let continues = text(1).is_empty() && text(7).is_empty() && text(8).is_empty();
                let same = |goods: &Goods| goods.placed.first().is_some_and(|(placed, _)| *placed == container);
                if !continues || !bill.goods.last().is_some_and(same) {
                    let quantity = text(1).parse().ok();
                    let mut goods =
                        Goods { packages: quantity, placed: vec![(container, quantity)], ..Goods::default() };
                    let code: String = text(5).chars().filter(char::is_ascii_digit).collect();
                    if code.len() >= 4 && code.len() == text(5).len() {
                        goods.hs_codes.push(code.into());
                    }
                    goods.gross_kg = measure(&mut goods.problems, at, "N1008", &text(8), &text(7));
                    bill.goods.push(goods);
                }
                let goods = bill.goods.last_mut().expect("one was put there");
                // Free text is cut every 45 characters, also inside words.
                match goods.descriptions.last_mut() {
                    Some(before) => before.to_mut().push_str(&segment.with_blanks(2)),
                    None => goods.descriptions.push(segment.with_blanks(2)),
                }
                if !text(3).is_empty() {
                    goods.marks.push(text(3));
                }
            }
            "H1" => {
                if let Some(goods) = bill.goods.last_mut() {
                    goods.facts.put(Column::UnNo, "H101", text(1));
                    goods.facts.put(Column::ImdgClass, "H102", text(2));
                }
            }
            _ => {}
        }
    }

    /// Gives the rows of the bill that has been read.
    fn give(&mut self, rows: &mut Rows) {
        if let Some((bill, said)) = self.bill.take() {
            bill.rows(&said.into(), &Containers::default(), rows);
        }
    }

    fn finish(mut self, ended: bool, rows: &mut Rows, notices: &mut Notices) {
        match &self.bill {
            None => {
                let reason = "the transaction set names no bill (M11)";
                rows.row(self.line, &self.path, Vec::new(), vec![Problem::new("", "", reason)]);
            }
            Some((cut, _)) if !ended => {
                notices.add(format!("{} breaks off; what was whole before it is used", self.path));
                let reason = "the transaction set breaks off in this bill; it is not whole";
                rows.row(cut.line, &cut.path, Vec::new(), vec![Problem::new("", "", reason)]);
            }
            Some(_) => self.give(rows),
        }
    }
}

/// A measure of a segment, named as X12 names elements: `N1008` is the eighth of N10.
fn measure(problems: &mut Vec<Problem>, at: u64, element: &'static str, value: &str, unit: &str) -> Option<f64> {
    if value.is_empty() {
        return None;
    }
    let refused = |reason| Problem::new(element, value, format!("{reason} (segment {at} of the transaction set)"));
    measured(value, unit).map_err(|reason| problems.push(refused(reason))).ok()
}

/// A US port code as a UN/LOCODE; a code the tables do not have stays as it is.
fn port(code: Cow<'_, str>) -> Cow<'_, str> {
    us_port(&code).map_or(code, Cow::Borrowed)
}

/// YYMMDD, or YYYYMMDD since release 4010, as a date; nothing where it is neither.
fn day(text: &str) -> String {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return String::new();
    }
    match text.len() {
        6 => format!("20{}-{}-{}", &text[..2], &text[2..4], &text[4..]),
        8 => format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]),
        _ => String::new(),
    }
}

/// A place of receipt is a name more often than a code.
fn receipt(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.len() == 5 { port(text) } else { Cow::default() }
}

/// The action of an M13 as a message function: add, change, delete.
fn amendment(action: &str) -> &'static str {
    match action {
        "A" => "9",
        "R" | "C" => "4",
        "D" => "3",
        _ => "",
    }
}
