//! Headers: what columns are called, in the languages of manifests.

use crate::columns::Column;
use crate::manifest::units::Measure;
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
            false if header.contains(phrase.as_str()) && !means_otherwise(&header, phrase, column) => {
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

fn means_otherwise(header: &str, phrase: &str, column: Column) -> bool {
    let is_meant = |word: &str| phrase.contains(&format!(" {word} ")) || (word == "CODE" && is_code(column));
    header.split_whitespace().any(|word| OTHERWISE.contains(&word) && !is_meant(word))
}

/// Whether a column holds codes, so that a header may say it.
fn is_code(column: Column) -> bool {
    use Column as C;
    matches!(
        column,
        C::PlaceOfReceipt
            | C::PlaceOfLoading
            | C::TransshipmentPorts
            | C::PlaceOfDischarge
            | C::PlaceOfDelivery
            | C::FinalDestination
            | C::CustomsOffice
            | C::PackageType
            | C::SizeType
            | C::HsCodes
            | C::Nature
    )
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

/// Words that say that units stand below a header.
const UNITS: [&str; 14] =
    ["UNIT", "UNITS", "UOM", "UDM", "UNIDAD", "UNIDADE", "UNITE", "UNITES", "EINHEIT", "UM", "UN", "UND", "UNID", "U"];

/// Whether a header says that units stand below it; a unit is a container too, and a package unit is a kind of package.
pub(super) fn is_unit(header: &str) -> bool {
    let header = folded(&apart(header));
    let other =
        ["NO", "NBR", "NUMBER", "NUM", "ID", "NUMERO", "PACKAGE", "PACKAGES", "PKG", "PKGS", "QTY", "QUANTITY", "TYPE"];
    names(&header, &UNITS) && !names(&header, &other) && !names(&header, &["PER", "PRICE", "VALUE"])
        || names(&header, &["UOM"])
}

/// The words of a header.
pub(super) fn words(header: &str) -> Vec<String> {
    folded(&apart(header)).split_whitespace().map(str::to_owned).collect()
}

/// The words of a header of units that say what they are units of.
pub(super) fn words_beside_unit(header: &str) -> Vec<String> {
    let header = folded(&apart(header)).replace(" OF MEASUREMENT ", " ");
    let of_units =
        |word: &&str| UNITS.contains(word) || matches!(*word, "OF" | "MEASURE" | "CODE" | "DE" | "MEDIDA" | "MESURE");
    // A second column of the same name has a number behind it.
    let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    header.split_whitespace().filter(|word| !of_units(word) && !is_number(word)).map(str::to_owned).collect()
}

/// Whether a header names a measure.
pub(super) fn names_measure(header: &str, measure: Measure) -> bool {
    let header = folded(&apart(header));
    names(
        &header,
        match measure {
            Measure::Mass => &["WEIGHT", "WT", "WGT", "MASS", "PESO", "POIDS", "GROSS", "VGM"],
            Measure::Volume => &["VOLUME", "VOL", "CUBE", "CUBIC", "MEASUREMENT", "MEAS", "VOLUMEN", "CUBAGE"],
            Measure::Temperature => &["TEMP", "TEMPERATURE", "REEFER", "REEF", "TEMPERATURA"],
        },
    )
}

fn names(header: &str, words: &[&str]) -> bool {
    words.iter().any(|word| header.contains(&format!(" {word} ")))
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
