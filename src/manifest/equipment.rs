//! Equipment of UN/EDIFACT messages: what an EQD and the segments behind it say of a container.

use super::Problem;
use super::consignment::{Containers, Equipment, container_key};
use super::facts::Facts;
use super::placeholder::says_no_seal;
use super::rows::Rows;
use super::segments::Segment;
use super::units::{DecimalSign, Measure, measured};
use crate::columns::Column;
use std::borrow::Cow;

/// What an equipment segment is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    Container(Cow<'t, str>),
    /// A container whose number is not stated.
    Nameless,
    /// A trailer, a chassis, break-bulk.
    Other(Cow<'t, str>),
}

/// Why an EQD without a number is not scored.
pub(super) const NAMELESS: &str = "the container here has no number";

/// Kinds of equipment that are scored: containers and swap bodies.
const CONTAINERS: [&str; 3] = ["CN", "SW", ""];

/// The kind of equipment of an EQD, with its number.
pub(super) fn kind<'t>(segment: &Segment<'t>) -> Kind<'t> {
    let number = container_key(segment.get(2, 0));
    match CONTAINERS.contains(&&*segment.get(1, 0)) {
        true if number.is_empty() => Kind::Nameless,
        true => Kind::Container(number),
        false => Kind::Other(number),
    }
}

/// The size and type of an EQD: the code, or, without one, its words.
pub(super) fn size_type<'t>(segment: &Segment<'t>) -> Cow<'t, str> {
    let code = segment.get(3, 0);
    if code.is_empty() { segment.words(3, 3) } else { code }
}

/// What a MEA of equipment states.
enum Mass {
    /// Verified (SOLAS VI/2), of box and goods.
    Verified,
    /// Of box and goods, as a rule.
    Gross,
}

fn mass(segment: &Segment<'_>) -> Option<Mass> {
    match (&*segment.get(1, 0), &*segment.get(2, 0)) {
        ("VGM", _) | (_, "VGM") => Some(Mass::Verified),
        (_, "AET") => Some(Mass::Gross),
        _ => is_gross(segment).then_some(Mass::Gross),
    }
}

/// Whether a MEA states a gross mass: 6313 in any of its codes, or, without one, a weight (6311 WT).
pub(super) fn is_gross(segment: &Segment<'_>) -> bool {
    match &*segment.get(2, 0) {
        "" => segment.get(1, 0) == "WT",
        code => matches!(code, "G" | "AAB" | "AAD" | "AAE" | "AAG" | "WT"),
    }
}

/// The kilograms of a MEA; nothing where none are stated.
pub(super) fn kilograms(segment: &Segment<'_>) -> Result<Option<f64>, String> {
    measured(Measure::Mass, &segment.get(3, 1), &segment.get(3, 0), DecimalSign::PointOrComma)
}

/// Takes an EQD of a message whose bills name their containers. Whether what follows is of a container. One without a number can
/// be on no bill.
pub(super) fn begin<'t>(segment: &Segment<'t>, containers: &mut Containers<'t>, path: &str, rows: &mut Rows) -> bool {
    match kind(segment) {
        Kind::Nameless => {
            rows.row(segment.line, path, Vec::new(), vec![Problem::new("EQD", "", NAMELESS)]);
            false
        }
        Kind::Other(number) => {
            containers.state_other(number, segment.line);
            false
        }
        Kind::Container(number) => {
            let mut container = Equipment { number, line: segment.line, ..Equipment::default() };
            container.facts.put(Column::SizeType, "EQD", size_type(segment));
            container.facts.put(Column::LoadStatus, "EQD", segment.get(6, 0));
            containers.state(container)
        }
    }
}

/// Takes a segment behind the EQD of a container. Whether it was used.
pub(super) fn describe<'t>(segment: &Segment<'t>, container: &mut Equipment<'t>) -> bool {
    match &*segment.tag {
        "SEL" => seal(segment, &mut container.seals, &mut container.facts),
        "MEA" => match mass(segment).map(|kind| (kind, kilograms(segment))) {
            Some((_, Ok(None))) => true,
            Some((Mass::Verified, Ok(Some(kg)))) => container.facts.put(Column::VgmKg, "MEA VGM", format!("{kg}")),
            Some((Mass::Verified, Err(_))) => container.facts.put_unread(Column::VgmKg, "MEA VGM", segment.whole(3)),
            Some((Mass::Gross, Ok(Some(kg)))) if kg > 0.0 => {
                container.gross_kg = Some(kg);
                true
            }
            _ => false,
        },
        "TMP" => temperature(segment, &mut container.facts),
        _ => false,
    }
}

/// Takes a MEA of a container on a list: the verified mass, else that of box and goods, which lists state under codes of their
/// own. Whether it was used.
pub(super) fn mass_on_a_list<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>, is_verified: &mut bool) -> bool {
    let Some(kind) = mass(segment) else { return false };
    let kg = match kilograms(segment) {
        Ok(None) => return true,
        Ok(Some(kg)) if kg > 0.0 => kg,
        Ok(Some(_)) => return false,
        Err(_) => return facts.put_unread(Column::VgmKg, "MEA", segment.whole(3)),
    };
    match kind {
        Mass::Verified => {
            *is_verified = true;
            facts.put_instead(Column::VgmKg, "MEA", format!("{kg}"));
        }
        Mass::Gross if *is_verified => {}
        Mass::Gross => _ = facts.put(Column::VgmKg, "MEA", format!("{kg}")),
    }
    true
}

/// Takes a seal of a SEL: its number, and who put it on. Whether it was used.
pub(super) fn seal<'t>(segment: &Segment<'t>, seals: &mut Option<Vec<Cow<'t, str>>>, facts: &mut Facts<'t>) -> bool {
    // Some write the party behind the number in one element.
    let (seal, within, party) = (segment.get(1, 0), segment.get(1, 1), segment.get(2, 0));
    let party = if party.is_empty() { within } else { party };
    // Who seals without a number says nothing of seals; nothing at all says that there is none.
    if !seal.is_empty() || party.is_empty() {
        let seals = seals.get_or_insert_default();
        seals.extend(Some(seal).filter(|seal| !seal.is_empty()));
    }
    // Of several seals the first one's party is the row's; a seal that is none counts only where there is no other.
    match seals.as_deref() {
        Some([none @ .., last])
            if !none.is_empty() && !says_no_seal(last) && none.iter().all(|seal| says_no_seal(seal)) =>
        {
            facts.put_instead(Column::SealingParty, "SEL", party);
        }
        _ => _ = facts.put(Column::SealingParty, "SEL", party),
    }
    true
}

/// Takes the temperature of a TMP. Whether it was used.
pub(super) fn temperature<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) -> bool {
    let (degrees, unit) = (segment.get(2, 0), segment.get(2, 1));
    if degrees.is_empty() {
        return true;
    }
    match measured(Measure::Temperature, &degrees, &unit, DecimalSign::PointOrComma) {
        // As many digits as a thermometer has.
        Ok(Some(celsius)) => facts.put(Column::TemperatureC, "TMP", format!("{}", (celsius * 10.0).round() / 10.0)),
        Ok(None) => true,
        Err(_) => facts.put_unread(Column::TemperatureC, "TMP", segment.whole(2)),
    }
}

/// Takes class and number of a DGS. Whether it was used: of several, which rows have no room for, the first is.
pub(super) fn dangerous_goods<'t>(segment: &Segment<'t>, facts: &mut Facts<'t>) -> bool {
    // A second substance must not lend its class to the first one's number.
    if facts.has(Column::ImdgClass) || facts.has(Column::UnNo) {
        let same = |column: Column, text: &str| text.is_empty() || facts.of(column) == text;
        return same(Column::ImdgClass, &segment.get(2, 0)) && same(Column::UnNo, &segment.get(3, 0));
    }
    facts.put(Column::ImdgClass, "DGS", segment.get(2, 0));
    facts.put(Column::UnNo, "DGS", segment.get(3, 0));
    true
}
