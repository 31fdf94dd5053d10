//! Code words: what codes of a column mean, in words for those who do not know them by heart.

use crate::columns::Column;

/// UN/EDIFACT 1225, as far as manifests use it.
const MESSAGE_FUNCTIONS: &[(&str, &str)] =
    &[("1", "cancellation"), ("3", "deletion"), ("4", "change"), ("5", "replacement"), ("9", "original")];

const NATURES: &[(&str, &str)] = &[("22", "export"), ("23", "import"), ("24", "transit"), ("28", "transshipment")];

const CATEGORIES: &[(&str, &str)] = &[
    ("A", "European loading unit"),
    ("B", "European loading unit"),
    ("D", "European loading unit"),
    ("E", "European loading unit"),
    ("J", "detachable equipment"),
    ("K", "European loading unit"),
    ("U", "freight container"),
    ("Z", "trailer"),
];

/// Classes and divisions of the IMDG Code.
const CLASSES: &[(&str, &str)] = &[
    ("1", "explosives"),
    ("1.1", "explosives, mass explosion"),
    ("1.2", "explosives, projection"),
    ("1.3", "explosives, fire and minor blast"),
    ("1.4", "explosives, minor hazard"),
    ("1.5", "very insensitive explosives"),
    ("1.6", "extremely insensitive articles"),
    ("2", "gases"),
    ("2.1", "flammable gas"),
    ("2.2", "gas, neither flammable nor toxic"),
    ("2.3", "toxic gas"),
    ("3", "flammable liquid"),
    ("4.1", "flammable solid"),
    ("4.2", "liable to spontaneous combustion"),
    ("4.3", "flammable gas in contact with water"),
    ("5.1", "oxidizing substance"),
    ("5.2", "organic peroxide"),
    ("6.1", "toxic"),
    ("6.2", "infectious"),
    ("7", "radioactive"),
    ("8", "corrosive"),
    ("9", "miscellaneous dangerous goods"),
];

const LOADS: &[(&str, &str)] = &[("lcl", "goods of several consignments")];

const SCOPES: &[(&str, &str)] =
    &[("bill", "measured over the whole bill"), ("container", "measured over this container's goods")];

fn words(column: Column) -> &'static [(&'static str, &'static str)] {
    match column {
        Column::MessageFunction => MESSAGE_FUNCTIONS,
        Column::Nature => NATURES,
        Column::ContainerCategory => CATEGORIES,
        Column::ImdgClass | Column::UnClasses => CLASSES,
        Column::LoadStatus | Column::BayplanLoadStatus => LOADS,
        Column::WeightScope => SCOPES,
        _ => &[],
    }
}

/// What a code of a column means; `None` where it is no code, or one that nobody put into words.
pub fn code_words(column: Column, code: &str) -> Option<&'static str> {
    words(column).iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
}

/// A value with the words of its codes: `28 (transshipment)`; of a list, which is joined with ", ", each.
pub fn with_code_words(column: Column, value: &str) -> String {
    if words(column).is_empty() {
        return value.to_owned();
    }
    let with_words = |code: &str| match code_words(column, code) {
        Some(words) => format!("{code} ({words})"),
        None => code.to_owned(),
    };
    value.split(", ").map(with_words).collect::<Vec<_>>().join(", ")
}
