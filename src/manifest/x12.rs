//! ANSI X12 309, the US customs manifest (releases 3040 to 5030): M10 ship, P4 port, LX/M11 bill, VID container, N10 goods.

use super::Mapping;
use super::Problem;
use super::consignment::{Consignment, Containers, Equipment, Goods, PartPath, Placement, container_key};
use super::envelope;
use super::facts::Facts;
use super::notices::Notices;
use super::numbers::counted;
use super::rows::Rows;
use super::segments::{OF_X12, Segment, Segments, Separators};
use super::text::{Decoded, whole_text};
use super::times::moment;
use super::transport::is_imo_number;
use super::units::{DecimalSign, Measure, measured};
use crate::columns::Column;
use crate::reference::us_port;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

pub(super) fn read(decoded: Decoded, _: Option<&Mapping>, rows: &mut Rows) -> Result<Vec<String>, String> {
    let text = whole_text(decoded)?;
    let mut notices = Notices::default();
    let mut segments = Segments::new(&text, Separators::EDIFACT, OF_X12);
    announced(&mut segments, &mut notices)?;
    let (mut sets, mut unread_sets, mut others) = (0u64, 0u64, BTreeSet::new());
    let mut prepared = String::new();
    let mut handed_back: Option<Segment<'_>> = None;
    while let Some(segment) = handed_back.take().map_or_else(|| segments.next_segment(), |back| Ok(Some(back)))? {
        if segment.tag != "ST" {
            // A group says when it was made, with or without the century.
            if segment.tag == "GS" {
                prepared = moment(&format!("{}{:.4}", segment.get(4, 0), segment.get(5, 0))).unwrap_or_default();
            }
            // A further interchange may announce other separators.
            if segments.rest().starts_with("ISA") {
                announced(&mut segments, &mut notices)?;
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
            // Where the set lacks its end the next one begins all the same.
            if matches!(&*next.tag, "ST" | "GE" | "IEA" | "ISA" | "GS") {
                handed_back = Some(next);
                break;
            }
            if next.ended && kind == "309" && !set.take(&next, rows) {
                rows.unused.segment(&next);
            }
        }
        sets += 1;
        match kind.as_str() {
            "309" => set.finish(ended, rows, &mut notices),
            _ => {
                unread_sets += 1;
                others.insert(if kind.is_empty() { "without a type".into() } else { format!("{kind:.12}") });
            }
        }
    }
    segments.unended().for_each(|unended| notices.add(unended));
    let kinds: Vec<&str> = others.iter().take(5).map(String::as_str).collect();
    let unread = format!("transaction set {}, which is not read; 309 is", kinds.join(", "));
    match sets {
        0 => Err("holds an interchange without a transaction set (ST)".into()),
        sets if sets == unread_sets => Err(format!("holds {unread}")),
        _ => {
            if unread_sets > 0 {
                notices.add(format!("{unread_sets} times {unread}"));
            }
            Ok(notices.into_lines())
        }
    }
}

/// Takes the separators that the beginning of an interchange announces.
fn announced(segments: &mut Segments<'_>, notices: &mut Notices) -> Result<(), String> {
    let rest = segments.rest();
    let stray = rest.len() - envelope::after_stray_signs(rest).len();
    segments.skip(stray);
    let place = segments.place_of_interchange();
    let announced = envelope::x12(segments.rest()).map_err(|reason| format!("{place}{reason}"))?;
    segments.separate_by(announced.separators);
    segments.begin_interchange();
    announced.oddity.into_iter().for_each(|oddity| notices.add(oddity));
    Ok(())
}

/// A transaction set as it is read.
struct Set<'t> {
    path: Rc<str>,
    line: u64,
    /// Number of its ST segment in the file.
    first: u64,
    /// Whether a bill of it has been given, or an amendment.
    gave: bool,
    header: Facts<'t>,
    /// Port and arrival of the P4 group that bills belong to.
    port: Facts<'t>,
    /// The bill being read, with what is said of its voyage.
    bill: Option<(Consignment<'t>, Facts<'t>)>,
    /// What an M13 says of the bill that follows it.
    amendment: Option<Amendment<'t>>,
    party: Option<[Column; 4]>,
}

/// What an M13 says of a bill: it stands before the M11 of the bill, or, of one that is deleted, alone.
struct Amendment<'t> {
    line: u64,
    /// The message function it comes to.
    function: &'static str,
    carrier: Cow<'t, str>,
    /// The master, or only, bill.
    bill: Cow<'t, str>,
    /// Issuer and number of a house bill, where it is meant.
    house: [Cow<'t, str>; 2],
}

impl<'t> Amendment<'t> {
    /// The amendment of an M13, if its action is known.
    fn of(segment: &Segment<'t>) -> Option<Self> {
        let text = |element: usize| segment.whole(element);
        let house = match text(10).is_empty() {
            true => Default::default(),
            false => [text(8), text(10)],
        };
        Some(Self { line: segment.line, function: function(&text(3))?, carrier: text(1), bill: text(4), house })
    }

    /// Number and issuer of the bill it speaks of; blank where it leaves that to the M11.
    fn subject(&self) -> [&str; 2] {
        match &self.house {
            [issuer, number] if !number.is_empty() => [number, issuer],
            _ => [&self.bill, &self.carrier],
        }
    }

    /// Whether it speaks of a bill that follows it.
    fn speaks_of(&self, bill: &str) -> bool {
        let same = |number: &str| {
            let short = number.strip_prefix(&*self.carrier).unwrap_or(number);
            number == bill || short == bill || bill.strip_prefix(&*self.carrier) == Some(number)
        };
        self.bill.is_empty() || same(self.subject()[0]) || same(&self.bill)
    }
}

impl<'t> Set<'t> {
    fn new(start: &Segment<'t>) -> Self {
        Self {
            path: format!("ST[{}]", start.get(2, 0)).into(),
            line: start.line,
            first: start.number,
            gave: false,
            header: Facts::default(),
            port: Facts::default(),
            bill: None,
            amendment: None,
            party: None,
        }
    }

    /// Where a segment stands in the set, counted as a 997 acknowledgement counts: ST is 1.
    fn position(&self, segment: &Segment<'_>) -> u64 {
        segment.number - self.first + 1
    }

    /// Takes a segment. Whether it was used.
    fn take(&mut self, segment: &Segment<'t>, rows: &mut Rows) -> bool {
        let text = |element: usize| segment.whole(element);
        match &*segment.tag {
            "M10" => {
                self.header.put(Column::CarrierCode, "M1001", text(1));
                self.header.put(Column::VesselFlag, "M1003", text(3));
                // Where nothing says what the code is, a call sign of seven signs is told by its check digit.
                let is_imo = match &*text(10) {
                    "L" => text(4).len() == 7,
                    _ => is_imo_number(&text(4)),
                };
                if is_imo {
                    self.header.put(Column::VesselImo, "M1004", text(4));
                }
                self.header.put(Column::VesselName, "M1005", segment.whole_words(5));
                self.header.put(Column::Voyage, "M1006", text(6));
                self.header.put(Column::ManifestNo, "M1007", text(7));
            }
            "P4" => {
                self.close(rows);
                self.port = Facts::default();
                self.port.put(Column::PlaceOfDischarge, "P401", port(text(1)));
                self.port.put(Column::Eta, "P402", day(&text(2)));
            }
            // A bill may follow its amendment behind the number that it has among those of the port.
            "LX" => self.give(rows),
            "M13" => {
                self.close(rows);
                self.amendment = Amendment::of(segment);
                return self.amendment.is_some();
            }
            "M11" => {
                self.give(rows);
                self.bill(segment, rows);
            }
            _ => return self.of_bill(segment),
        }
        true
    }

    /// Ends the bill being read, and an amendment of which no bill follows.
    fn close(&mut self, rows: &mut Rows) {
        self.give(rows);
        if let Some(amendment) = self.amendment.take() {
            self.amend_alone(&amendment, rows);
        }
    }

    /// What an amendment without its bill says: a deletion needs none.
    fn amend_alone(&mut self, amendment: &Amendment<'t>, rows: &mut Rows) {
        self.gave = true;
        let [number, carrier] = amendment.subject();
        let path = PartPath { message: self.path.clone(), part: ("M13", number.to_owned().into()) };
        let said = |column: Column| match column {
            Column::BillNo => number,
            Column::CarrierCode => carrier,
            Column::MessageFunction => amendment.function,
            Column::ManifestNo => "",
            other => self.header.of(other),
        };
        let reason = "the amendment (M13) is followed by no bill (M11), so nothing can be scored for it";
        rows.without_container(amendment.line, &path, said, "", reason.into());
    }

    fn bill(&mut self, segment: &Segment<'t>, rows: &mut Rows) {
        self.party = None;
        let at = self.position(segment);
        let text = |element: usize| segment.whole(element);
        let mut bill = Consignment { line: segment.line, ..Consignment::default() };
        bill.path = PartPath { message: self.path.clone(), part: ("M11", text(1)) };
        bill.facts.put(Column::BillNo, "M1101", text(1));
        match self.amendment.take() {
            Some(amendment) if amendment.speaks_of(&text(1)) => {
                bill.facts.put(Column::MessageFunction, "M1303", amendment.function);
            }
            Some(other) => self.amend_alone(&other, rows),
            None => {}
        }
        bill.facts.put(Column::PlaceOfLoading, "M1102", port(text(2)));
        bill.facts.put(Column::PlaceOfReceipt, "M1110", receipt(text(10)));
        bill.facts.put(Column::MasterBillNo, "M1111", text(11));
        bill.facts.put(Column::CarrierCode, "M1112", text(12));
        bill.facts.put(Column::PackageType, "M1104", text(4));
        let problems = &mut bill.problems;
        bill.whole.packages = count(problems, at, "M1103", &text(3));
        bill.whole.gross_kg = measure(problems, at, "M1105", Measure::Mass, &text(5), &text(6));
        bill.whole.volume_m3 =
            measure(problems, at, "M1107", Measure::Volume, &text(7), &text(8)).filter(|volume| *volume > 0.0);
        self.bill = Some((bill, self.port.clone().and_then(&self.header)));
    }

    fn of_bill(&mut self, segment: &Segment<'t>) -> bool {
        let at = self.position(segment);
        let text = |element: usize| segment.whole(element);
        let Some((bill, _)) = &mut self.bill else { return false };
        match &*segment.tag {
            "N1" => {
                self.party = party(&text(1));
                let Some([name, .., id]) = self.party else { return false };
                // A second party of the same part must not lend its address to the first one's name.
                if bill.facts.has(name) {
                    self.party = None;
                    return bill.facts.put(name, "N102", segment.whole_words(2));
                }
                bill.facts.put(name, "N102", segment.whole_words(2));
                bill.facts.put(id, "N104", text(4));
            }
            "N3" | "N4" => {
                let Some([_, address, country, _]) = self.party else { return false };
                (1..=3).for_each(|element| bill.facts.put_behind(address, "N3", segment.whole_words(element)));
                if segment.tag == "N4" {
                    bill.facts.put(country, "N4", text(4));
                }
            }
            "M12" => _ = bill.facts.put(Column::Nature, "M1201", if text(1).is_empty() { "" } else { "24" }),
            "VID" => {
                self.party = None;
                bill.containers.push(equipment(segment));
            }
            "N10" => return goods(segment, at, bill),
            "H1" => {
                let Some(goods) = bill.goods.last_mut() else { return false };
                if goods.facts.has(Column::UnNo) {
                    return goods.facts.of(Column::UnNo) == text(1);
                }
                goods.facts.put(Column::UnNo, "H101", text(1));
                goods.facts.put(Column::ImdgClass, "H102", text(2));
            }
            _ => return false,
        }
        true
    }

    /// Gives the rows of the bill that has been read.
    fn give(&mut self, rows: &mut Rows) {
        if let Some((mut bill, said)) = self.bill.take() {
            self.gave = true;
            leave_out_what_goods_state(&mut bill, rows);
            bill.rows(&said.into(), &Containers::default(), rows);
        }
    }

    fn finish(mut self, ended: bool, rows: &mut Rows, notices: &mut Notices) {
        if let Some(amendment) = self.amendment.take() {
            self.amend_alone(&amendment, rows);
        }
        match &self.bill {
            None if self.gave => {}
            None => {
                let reason = "the transaction set names no bill (M11)";
                rows.row(self.line, &self.path, Vec::new(), vec![Problem::new("", "", reason)]);
            }
            Some((cut, _)) if !ended => {
                rows.breaks_off = true;
                notices.add(format!("{} breaks off; what was whole before it is used", self.path));
                let reason = "the transaction set breaks off in this bill; it is not whole";
                rows.row(cut.line, &cut.path, Vec::new(), vec![Problem::new("", "", reason)]);
            }
            Some(_) => self.give(rows),
        }
    }
}

/// The columns of a party by its part in the bill.
fn party(part: &str) -> Option<[Column; 4]> {
    use Column as C;
    match part {
        "SH" => Some([C::ShipperName, C::ShipperAddress, C::ShipperCountry, C::ShipperId]),
        "CN" => Some([C::ConsigneeName, C::ConsigneeAddress, C::ConsigneeCountry, C::ConsigneeId]),
        "N1" | "NP" | "N2" => Some([C::NotifyName, C::NotifyAddress, C::NotifyCountry, C::NotifyId]),
        _ => None,
    }
}

/// The equipment of a VID.
fn equipment<'t>(segment: &Segment<'t>) -> Equipment<'t> {
    let text = |element: usize| segment.whole(element);
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
    container
}

/// Takes the goods of an N10, which lie in the container before them. Whether they were used.
fn goods<'t>(segment: &Segment<'t>, at: u64, bill: &mut Consignment<'t>) -> bool {
    let text = |element: usize| segment.whole(element);
    let Some(container) = bill.containers.last().map(|container| container.number.clone()) else { return false };
    // A line without quantity and weight goes on with the text of the one before.
    let continues = text(1).is_empty() && text(7).is_empty() && text(8).is_empty();
    let same = |goods: &Goods| goods.placed.first().is_some_and(|placed| placed.number == container);
    if !continues || !bill.goods.last().is_some_and(same) {
        let mut problems = Vec::new();
        let packages = count(&mut problems, at, "N1001", &text(1));
        let placed = vec![Placement { number: container, packages, ..Placement::default() }];
        let mut goods = Goods { packages, placed, problems, ..Goods::default() };
        let code: String = text(5).chars().filter(char::is_ascii_digit).collect();
        if code.len() >= 4 && code.len() == text(5).len() {
            goods.hs_codes.push(code.into());
        }
        goods.gross_kg = measure(&mut goods.problems, at, "N1008", Measure::Mass, &text(8), &text(7));
        bill.goods.push(goods);
    }
    let goods = bill.goods.last_mut().expect("one was put there");
    // Free text is cut every 45 characters, also inside words.
    match goods.descriptions.last_mut() {
        Some(before) => before.to_mut().push_str(&segment.with_blanks(2)),
        None => goods.descriptions.push(segment.with_blanks(2)),
    }
    if !text(3).is_empty() {
        goods.marks.push(segment.whole_words(3));
    }
    true
}

/// What of the whole bill cannot be read, and all its goods state themselves, is not used: their own counts.
fn leave_out_what_goods_state(bill: &mut Consignment<'_>, rows: &mut Rows) {
    let goods = &bill.goods;
    let all = |states: fn(&Goods<'_>) -> bool| !goods.is_empty() && goods.iter().all(states);
    let is_stated = |problem: &Problem| match problem.of {
        Some(Column::Packages) => all(|goods| goods.packages.is_some()),
        Some(Column::GrossKg) => all(|goods| goods.gross_kg.is_some()),
        _ => false,
    };
    let unused: Vec<Problem> = bill.problems.extract_if(.., |problem| is_stated(problem)).collect();
    unused.iter().for_each(|problem| rows.unused.add(&format!("{} that cannot be read", problem.column)));
}

/// A measure of a segment, named as X12 names elements: `N1008` is the eighth of N10.
fn measure(
    problems: &mut Vec<Problem>,
    at: u64,
    element: &'static str,
    kind: Measure,
    value: &str,
    unit: &str,
) -> Option<f64> {
    if value.is_empty() {
        return None;
    }
    let read = measured(kind, value, unit_of(kind, unit), DecimalSign::Point);
    read.map_err(|reason| problems.push(refused(kind.column(), at, element, value, reason))).ok().flatten()
}

/// A number of packages, as [`measure`] reads a measure.
fn count(problems: &mut Vec<Problem>, at: u64, element: &'static str, value: &str) -> Option<i64> {
    let refused = |reason| refused(Column::Packages, at, element, value, reason);
    counted(value).map_err(|reason| problems.push(refused(reason))).ok().flatten()
}

fn refused(column: Column, at: u64, element: &'static str, value: &str, reason: String) -> Problem {
    Problem::of(column, element, value, format!("{reason} (segment {at} of the transaction set)"))
}

/// A unit of weight by its code (element 188), where that means something else in other formats.
fn unit_of(kind: Measure, code: &str) -> &str {
    match (kind, code) {
        (Measure::Mass, "E") => "TNE",
        (Measure::Mass, "S") => "STN",
        (Measure::Mass, "T") => "LTN",
        (Measure::Mass, "O") => "ONZ",
        _ => code,
    }
}

/// A US port code as a UN/LOCODE; a code the tables do not have stays as it is.
fn port(code: Cow<'_, str>) -> Cow<'_, str> {
    us_port(&code).map_or(code, Cow::Borrowed)
}

/// YYMMDD, or YYYYMMDD since release 4010, as a date; what is neither stays as it is, and cannot be read.
fn day(text: &str) -> String {
    match text.len() {
        _ if !text.bytes().all(|b| b.is_ascii_digit()) => text.to_owned(),
        6 => format!("20{}-{}-{}", &text[..2], &text[2..4], &text[4..]),
        8 => format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]),
        _ => text.to_owned(),
    }
}

/// A place of receipt is a name more often than a code.
fn receipt(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.len() == 5 { port(text) } else { Cow::default() }
}

/// The action of an M13 (M1303) as a message function: added, changed, replaced, deleted.
fn function(action: &str) -> Option<&'static str> {
    Some(match action {
        "A" => "9",
        "C" => "4",
        "R" => "5",
        "D" => "3",
        _ => return None,
    })
}
