//! Headers: what columns are called, in the languages of manifests.

use crate::columns::Column;
use crate::wording::folded;
use std::collections::BTreeMap;

const WORDS: &str = include_str!("../data/header_words.csv");

/// Phrases of headers by column, folded.
pub(super) struct HeaderWords(BTreeMap<Column, Vec<String>>);

impl HeaderWords {
    pub fn embedded() -> Self {
        let lines = WORDS.lines().skip(1).filter_map(|line| line.split_once(','));
        Self(
            lines
                .filter_map(|(column, phrases)| {
                    Some((Column::named(column)?, phrases.split('|').map(folded).collect()))
                })
                .collect(),
        )
    }

    /// How much a header is like a column's: 0 not at all, 100 the same.
    pub fn likeness(&self, header: &str, column: Column) -> u32 {
        let header = folded(&apart(header));
        if header == folded(&column.name().replace('_', " ")) {
            return 100;
        }
        let phrases = self.0.get(&column).into_iter().flatten();
        let like = |phrase: &String| match header == *phrase {
            true => 90,
            // A phrase of several words inside a longer header says more than one word does.
            false if header.contains(phrase.as_str()) && !means_otherwise(&header, phrase) => {
                30 + (phrase.trim().len() as u32).min(40)
            }
            false => 0,
        };
        phrases.map(like).max().unwrap_or(0)
    }

    /// How many of a record's fields are called as some column is.
    pub fn known(&self, record: &[String]) -> usize {
        let phrases = || self.0.values().flatten();
        record.iter().filter(|field| phrases().any(|phrase| *phrase == folded(&apart(field)))).count()
    }
}

/// Words beside a phrase that make another thing of it: a date of a bill is no bill, a net weight no gross one.
const OTHERWISE: [&str; 29] = [
    "DATE",
    "FECHA",
    "DATA",
    "TIME",
    "REF",
    "REFERENCE",
    "NET",
    "NETO",
    "NETT",
    "NETTO",
    "LIQUIDO",
    "TARE",
    "TARA",
    "UNIT",
    "UOM",
    "UNIDAD",
    "UNITE",
    "COUNT",
    "TYPE",
    "CODE",
    "NAME",
    "ADDRESS",
    "COUNTRY",
    "STATUS",
    "VGM",
    "TEL",
    "PHONE",
    "FAX",
    "EMAIL",
];

fn means_otherwise(header: &str, phrase: &str) -> bool {
    header.split_whitespace().any(|word| OTHERWISE.contains(&word) && !phrase.contains(&format!(" {word} ")))
}

/// Words that are written together: `containerNumber`, `container_number`.
fn apart(header: &str) -> String {
    let mut text = String::new();
    let mut before = ' ';
    for sign in header.chars() {
        if before.is_lowercase() && sign.is_uppercase() {
            text.push(' ');
        }
        text.push(if matches!(sign, '_' | '.') { ' ' } else { sign });
        before = sign;
    }
    text
}

/// Whether a header says that the unit of masses stands below it.
pub(super) fn is_unit_of_mass(header: &str) -> bool {
    let header = folded(&apart(header));
    let names = |words: &[&str]| words.iter().any(|word| header.contains(&format!(" {word} ")));
    names(&["UNIT", "UOM", "UNIDAD", "UNIDADE", "UNITE"]) && names(&["WEIGHT", "WT", "MASS", "PESO", "POIDS"])
}

/// The unit a header names, where it is not the catalogue's own.
pub(super) fn unit(header: &str, column: Column) -> Option<&'static str> {
    let header = folded(&apart(header));
    let names = |words: &[&str]| words.iter().any(|word| header.contains(&format!(" {word} ")));
    match column {
        Column::GrossKg if names(&["T", "TON", "TONS", "TONNE", "TONNES", "TM", "MT"]) => Some("t"),
        Column::GrossKg if names(&["LB", "LBS", "POUNDS", "LIBRAS"]) => Some("lb"),
        Column::TemperatureC if names(&["F", "FAHRENHEIT"]) => Some("F"),
        Column::VolumeM3 if names(&["FT3", "CFT", "CUFT"]) => Some("ft3"),
        _ => None,
    }
}
