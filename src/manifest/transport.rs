//! Transport of UN/EDIFACT messages: ship, voyage and carrier of a TDT, and the places of a LOC.

use super::facts::Facts;
use super::segments::Segment;
use crate::columns::Column;
use crate::domain::imo_check_digit_ok;
use std::borrow::Cow;

/// What a TDT says of a leg by sea.
#[derive(Default)]
pub(super) struct Leg<'t> {
    pub stage: Cow<'t, str>,
    pub facts: Facts<'t>,
}

impl<'t> Leg<'t> {
    /// The leg of a TDT, unless it is one by rail or road.
    pub fn by_sea(segment: &Segment<'t>) -> Option<Self> {
        if !matches!(&*segment.get(3, 0), "" | "1" | "10" | "11" | "12" | "13") {
            return None;
        }
        let mut leg = Self { stage: segment.get(1, 0), facts: Facts::default() };
        leg.facts.put(Column::Voyage, "TDT", segment.get(2, 0));
        let (ship, carrier) = ship_and_carrier(segment);
        if let Some(ship) = ship {
            ship_of(segment, ship, &mut leg.facts);
        }
        if let Some(carrier) = carrier {
            leg.facts.put(Column::CarrierCode, "TDT", carrier);
        }
        Some(leg)
    }

    /// Whether it brings goods to the main carriage.
    pub fn is_before(&self) -> bool {
        self.stage == "10"
    }

    /// Whether it is by sea, as far as it says: one before or behind the main carriage names its ship then.
    pub fn is_at_sea(&self) -> bool {
        !matches!(&*self.stage, "10" | "30") || self.has_ship()
    }

    pub fn has_ship(&self) -> bool {
        self.facts.has(Column::VesselName) || self.facts.has(Column::VesselImo)
    }

    /// Whether it is the main carriage, as far as it says what it is.
    pub fn is_main(&self) -> bool {
        matches!(&*self.stage, "20" | "11" | "")
    }
}

/// Takes the main carriage of a TDT; other legs are not the ship's. Whether it was used.
pub(super) fn transport<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) -> bool {
    let Some(leg) = Leg::by_sea(segment).filter(Leg::is_main) else { return false };
    facts.put_all(leg.facts)
}

/// Code lists (1131) of carriers and of ships: call signs, and other identifications.
const CARRIERS: [&str; 2] = ["172", "160"];
const SHIPS: [&str; 2] = ["103", "146"];

/// Which element is the ship, and the carrier's code. Their places moved between directories, so each is known by the list that
/// its code is of; where none is named, the carrier stands fifth and the ship is the last behind it that has a name.
fn ship_and_carrier<'t>(segment: &Segment<'t>) -> (Option<usize>, Option<Cow<'t, str>>) {
    let names = |element: usize, component: usize, lists: &[&str]| lists.contains(&&*segment.get(element, component));
    // Some swap the code and its list.
    let is_swapped = |element: usize| names(element, 0, &CARRIERS);
    let carrier = (4..=segment.len()).find(|&element| names(element, 1, &CARRIERS) || is_swapped(element));
    let behind = || (6..=segment.len()).rev().filter(|&element| Some(element) != carrier);
    let ship = (4..=segment.len())
        .rev()
        .find(|&element| names(element, 1, &SHIPS))
        .or_else(|| behind().find(|&element| segment.has(element, 3)))
        // Where it stood in 91.1.
        .or_else(|| segment.has(4, 3).then_some(4))
        .or_else(|| behind().find(|&element| segment.has(element, 0) || segment.has(element, 4)));
    let code = match carrier {
        Some(element) => segment.get(element, usize::from(is_swapped(element))),
        None if ship == Some(4) => segment.get(6, 0),
        None if ship == Some(5) => Cow::default(),
        None => segment.get(5, 0),
    };
    (ship, Some(code).filter(|code| !code.is_empty()))
}

fn ship_of<'t>(segment: &Segment<'t>, element: usize, facts: &mut Facts<'t>) {
    let id = segment.get(element, 0);
    let digits = match id.strip_prefix("IMO") {
        Some(digits) => Cow::Owned(digits.trim().to_owned()),
        None => id,
    };
    // Call signs have seven signs too.
    if digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        facts.put(Column::VesselImo, "TDT", digits);
    }
    facts.put(Column::VesselName, "TDT", segment.words(element, 3));
    facts.put(Column::VesselFlag, "TDT", segment.get(element, 4));
}

/// Whether a code is an IMO number by its form and check digit, and no call sign of seven signs.
pub(super) fn is_imo_number(code: &str) -> bool {
    code.len() == 7 && code.bytes().all(|byte| byte.is_ascii_digit()) && imo_check_digit_ok(code)
}

/// A place of a LOC: the code, where it is one, else the name.
pub(super) fn place<'t>(segment: &Segment<'t>) -> Cow<'t, str> {
    let code = segment.get(2, 0);
    if code.is_empty() { segment.words(2, 3) } else { code }
}

/// Code lists (1131) of terminals, and the agency (3055) that keeps one.
const TERMINALS: [&str; 3] = ["72", "TER", "TERMINALS"];
const SMDG: &str = "306";

/// The terminal that a LOC names beside its port, where it says by its code list that this is one. Other places may stand there too.
pub(super) fn terminal<'t>(segment: &Segment<'t>) -> Cow<'t, str> {
    let is_terminal = TERMINALS.contains(&&*segment.get(3, 1)) || &*segment.get(3, 2) == SMDG;
    if is_terminal { segment.get(3, 0) } else { Cow::default() }
}

/// Takes the port of discharge of a LOC, and the terminal there. Whether it was used.
pub(super) fn discharge<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) -> bool {
    let port = facts.put(Column::PlaceOfDischarge, "LOC", place(segment));
    // Another port's terminal is not that of this one.
    facts.put(Column::Terminal, "LOC", if port { terminal(segment) } else { Cow::default() });
    port
}
