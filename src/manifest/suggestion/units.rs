//! Units in columns of their own: which column names the unit of a measure, and what it says.

use super::headers;
use super::quoted;
use super::sample::{Field, Sample};
use super::values;
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

/// Whether a field holds units, by its header and its values: a unit is a container too, and a unit weight is a number.
pub(super) fn is_unit(field: &Field) -> bool {
    let most = |holds: fn(&str) -> bool| {
        field.values.iter().filter(|text| holds(text)).count() * 2 > field.values.len() && !field.values.is_empty()
    };
    headers::is_unit(&field.header) && !most(values::is_container) && !most(values::is_number)
}

/// The filled column that names the unit of a measure. First comes one whose header says nothing but words of the measure's own,
/// then one beside it that says no more than that it holds units, then one that names the measure and is no other column's.
pub(super) fn field_of<'s>(measure: Measure, measured: &Field, sample: &'s Sample) -> Option<&'s Field> {
    let filled = || sample.fields.iter().filter(|field| field.at != measured.at && !field.values.is_empty());
    let units =
        || filled().filter(|field| is_unit(field)).map(|field| (field, headers::words_beside_unit(&field.header)));
    let distance = |field: &Field| field.at.abs_diff(measured.at);
    let units_in = |field: &Field| field.values.iter().filter(|text| Unit::written(measure, text).is_some()).count();
    let is_of = |words: &[String], header: &str| {
        let header = headers::words(header);
        !words.is_empty() && words.iter().all(|word| header.contains(word))
    };
    let own = || {
        units()
            .filter(|(_, words)| is_of(words, &measured.header))
            .max_by_key(|(field, words)| (words.len(), std::cmp::Reverse(distance(field))))
    };
    let plain = |are_beside: fn(usize, usize) -> bool, is_enough: fn(usize, usize) -> bool| {
        units()
            .filter(|(field, words)| words.is_empty() && are_beside(field.at, measured.at))
            .filter(|(field, _)| is_enough(units_in(field), field.values.len()))
            .min_by_key(|(field, _)| distance(field))
    };
    let is_others =
        |words: &[String], unit: &Field| filled().any(|field| field.at != unit.at && is_of(words, &field.header));
    let named = || {
        units()
            .filter(|(field, words)| {
                !words.is_empty() && headers::names_measure(&field.header, measure) && !is_others(words, field)
            })
            .min_by_key(|(field, _)| distance(field))
    };
    // One letter may mean many things: F is full as well as Fahrenheit.
    let says_more = |field: &Field| field.values.iter().any(|text| text.chars().count() > 1);
    let nameless = || {
        let is_one = |field: &&Field| units_in(field) == field.values.len() && says_more(field);
        filled().find(|field| field.at == measured.at + 1 && is_one(field)).map(|field| (field, Vec::new()))
    };
    own()
        .or_else(|| plain(|at, measured| at == measured + 1, |units, _| units > 0))
        .or_else(nameless)
        .or_else(named)
        .or_else(|| plain(|at, measured| at.abs_diff(measured) < 3, |units, values| units * 2 >= values))
        .map(|(field, _)| field)
}
