//! Units in columns of their own: which column names the unit of a measure, and what it says.

use super::headers;
use super::quoted;
use super::sample::{Field, Sample};
use crate::columns::Column;
use crate::manifest::units::{Measure, Unit};

/// What a unit column says of a measure.
pub(super) enum Stated {
    /// The catalogue's own unit, in every row.
    Canonical,
    /// The key that makes readers use it.
    Key(String),
    /// No unit that is known: what to ask the author.
    Unknown(String),
}

impl Stated {
    pub fn of(column: Column, measured: &Field, unit: &Field) -> Self {
        let Some(measure) = Measure::of(column) else { return Self::Canonical };
        let units: Vec<Option<Unit>> = unit.values.iter().map(|text| Unit::written(measure, text)).collect();
        let header = quoted(&unit.header);
        let Some(unknown) = units.iter().position(Option::is_none) else {
            let first = units[0];
            let is_one = units.iter().all(|unit| *unit == first);
            let is_everywhere = unit.values.len() >= measured.values.len();
            return match (is_one, first) {
                (true, Some(Unit::Canonical)) => Self::Canonical,
                // Where it says one thing and nothing else, rows in which it is blank mean that too.
                (true, Some(_)) if !is_everywhere => match name_of(measure, &unit.values[0]) {
                    Some(name) => Self::Key(format!("unit = {}", quoted(name))),
                    None => Self::Key(format!("unit_header = {header}")),
                },
                _ => Self::Key(format!("unit_header = {header}")),
            };
        };
        let example = quoted(&unit.values[unknown].chars().take(20).collect::<String>());
        Self::Unknown(format!("{header} says {example}, which is no unit that is known; say what it is"))
    }
}

/// The name mapping files give a unit.
fn name_of(measure: Measure, written: &str) -> Option<&'static str> {
    let unit = Unit::written(measure, written)?;
    Unit::names(measure).find(|name| Unit::named(measure, name) == Some(unit))
}

/// The filled column that names the unit of a measure: it says so and names the measure, or says so beside it, or stands beside it
/// and holds nothing but units of it.
pub(super) fn field_of<'s>(measure: Measure, measured: &Field, sample: &'s Sample) -> Option<&'s Field> {
    let filled = || sample.fields.iter().filter(|field| field.at != measured.at && !field.values.is_empty());
    let distance = |field: &&Field| field.at.abs_diff(measured.at);
    let names_measure =
        |field: &&Field| headers::is_unit(&field.header) && headers::names_measure(&field.header, measure);
    let is_plain = |field: &&Field| {
        headers::is_unit(&field.header) && !headers::MEASURES.iter().any(|m| headers::names_measure(&field.header, *m))
    };
    let holds_units = |field: &&Field| field.values.iter().all(|text| Unit::written(measure, text).is_some());
    // One letter may mean many things: F is full as well as Fahrenheit.
    let says_more = |field: &&Field| field.values.iter().any(|text| text.chars().count() > 1);
    filled()
        .filter(names_measure)
        .min_by_key(distance)
        .or_else(|| {
            filled().filter(is_plain).filter(holds_units).min_by_key(distance).filter(|field| distance(field) < 3)
        })
        .or_else(|| filled().find(|field| field.at == measured.at + 1 && holds_units(field) && says_more(field)))
}
