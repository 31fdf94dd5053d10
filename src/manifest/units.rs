//! Units of measure: how mapping files name them, how sources write them, and what each is in the catalogue's own.

use super::cell::upper;
use super::placeholder::says_none;
use super::reject::brief;
use crate::columns::Column;

/// What a number measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// In kilograms.
    Mass,
    /// In cubic metres.
    Volume,
    /// In degrees Celsius.
    Temperature,
}

impl Measure {
    /// What a column measures, if anything that has units.
    pub fn of(column: Column) -> Option<Self> {
        Some(match column {
            Column::GrossKg | Column::VgmKg => Self::Mass,
            Column::VolumeM3 => Self::Volume,
            Column::TemperatureC => Self::Temperature,
            _ => return None,
        })
    }
}

impl Measure {
    /// The column that a message's measure of goods belongs to.
    pub fn column(self) -> Column {
        match self {
            Self::Mass => Column::GrossKg,
            Self::Volume => Column::VolumeM3,
            Self::Temperature => Column::TemperatureC,
        }
    }
}

/// Units a source may state numbers in.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Unit {
    /// The catalogue's own.
    #[default]
    Canonical,
    Scaled(f64),
    Fahrenheit,
}

impl Unit {
    /// The unit that a source writes so, in upper or lower case: the codes of UN/ECE Recommendation 20 and of ANSI X12, and
    /// words people use.
    pub fn written(measure: Measure, text: &str) -> Option<Self> {
        // What most messages say.
        if matches!(
            (measure, text),
            (Measure::Mass, "KGM" | "KG") | (Measure::Volume, "MTQ") | (Measure::Temperature, "CEL")
        ) {
            return Some(Self::Canonical);
        }
        let text = upper(text.trim().trim_end_matches('.'));
        UNITS.iter().find(|unit| unit.measure == measure && unit.written.contains(&&*text)).map(|unit| unit.unit)
    }

    /// The unit of that name in mapping files.
    pub fn named(measure: Measure, name: &str) -> Option<Self> {
        UNITS.iter().find(|unit| unit.measure == measure && unit.name == name).map(|unit| unit.unit)
    }

    /// The names mapping files give the units of a measure.
    pub fn names(measure: Measure) -> impl Iterator<Item = &'static str> {
        UNITS.iter().filter(move |unit| unit.measure == measure).map(|unit| unit.name)
    }

    /// A number of this unit in the catalogue's own.
    pub fn convert(self, number: f64) -> f64 {
        match self {
            Self::Canonical => number,
            Self::Scaled(factor) => number * factor,
            Self::Fahrenheit => (number - 32.0) / 1.8,
        }
    }
}

struct Named {
    measure: Measure,
    name: &'static str,
    unit: Unit,
    written: &'static [&'static str],
}

const fn unit(measure: Measure, name: &'static str, unit: Unit, written: &'static [&'static str]) -> Named {
    Named { measure, name, unit, written }
}

/// In X12 L is the pound of masses, E the cubic foot and X the cubic metre of volumes.
const UNITS: [Named; 14] = [
    unit(
        Measure::Mass,
        "kg",
        Unit::Canonical,
        &[
            "KG",
            "KGS",
            "KGM",
            "KGR",
            "KGRS",
            "K",
            "KILO",
            "KILOS",
            "KILOGRAM",
            "KILOGRAMS",
            "KILOGRAMME",
            "KILOGRAMMES",
            "KILOGRAMO",
            "KILOGRAMOS",
            "QUILOGRAMA",
            "QUILOGRAMAS",
            "QUILO",
            "QUILOS",
        ],
    ),
    unit(
        Measure::Mass,
        "t",
        Unit::Scaled(1_000.0),
        &[
            "T",
            "TO",
            "TON",
            "TONS",
            "TNE",
            "TM",
            "MT",
            "MTS",
            "TONNE",
            "TONNES",
            "TONELADA",
            "TONELADAS",
            "METRIC TON",
            "METRIC TONS",
        ],
    ),
    unit(Measure::Mass, "g", Unit::Scaled(0.001), &["G", "GR", "GRM", "GRAM", "GRAMS", "GRAMME", "GRAMMES"]),
    unit(
        Measure::Mass,
        "lb",
        Unit::Scaled(0.453_592_37),
        &["LB", "LBS", "L", "LBR", "POUND", "POUNDS", "LIBRA", "LIBRAS", "LIVRE", "LIVRES"],
    ),
    unit(Measure::Mass, "oz", Unit::Scaled(0.028_349_523_125), &["OZ", "ONZ", "OUNCE", "OUNCES"]),
    unit(Measure::Mass, "short ton", Unit::Scaled(907.184_74), &["STN", "ST", "SHORT TON", "SHORT TONS"]),
    unit(Measure::Mass, "long ton", Unit::Scaled(1_016.046_908_8), &["LTN", "LT", "LONG TON", "LONG TONS"]),
    unit(
        Measure::Volume,
        "m3",
        Unit::Canonical,
        &["M3", "M³", "CBM", "CUM", "MTQ", "X", "CUBIC METRE", "CUBIC METRES", "CUBIC METER", "CUBIC METERS"],
    ),
    unit(
        Measure::Volume,
        "l",
        Unit::Scaled(0.001),
        &["L", "LT", "LTR", "LTRS", "LITER", "LITERS", "LITRE", "LITRES", "LITRO", "LITROS", "DMQ"],
    ),
    unit(Measure::Volume, "hl", Unit::Scaled(0.1), &["HL", "HLT"]),
    unit(
        Measure::Volume,
        "ft3",
        Unit::Scaled(0.028_316_846_592),
        &["FT3", "FT³", "CFT", "CUFT", "CU FT", "CF", "FTQ", "E", "CUBIC FOOT", "CUBIC FEET"],
    ),
    unit(
        Measure::Temperature,
        "C",
        Unit::Canonical,
        &["C", "°C", "ºC", "CEL", "CE", "CELSIUS", "CENTIGRADE", "DEG C", "DEGC"],
    ),
    unit(Measure::Temperature, "F", Unit::Fahrenheit, &["F", "°F", "ºF", "FAH", "FA", "FAHRENHEIT", "DEG F", "DEGF"]),
    unit(Measure::Mass, "dt", Unit::Scaled(100.0), &["DTN", "QTL", "QUINTAL", "QUINTALS", "QUINTAUX", "QUINTALES"]),
];

/// The sign before decimals in messages: ISO 9735 has the comma and the point, X12 the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecimalSign {
    PointOrComma,
    Point,
}

/// A measure of a message, as it is written and in the unit it names, in the catalogue's own; nothing where none is stated. An
/// unknown unit is a problem and not a guess; a blank one is the catalogue's own, which messages mean.
pub(super) fn measured(measure: Measure, text: &str, unit: &str, decimal: DecimalSign) -> Result<Option<f64>, String> {
    if says_none(measure.column(), text.trim()) {
        return Ok(None);
    }
    let takes_comma = decimal == DecimalSign::PointOrComma && !text.contains('.');
    let with_comma = || text.replace(',', ".").parse().ok().filter(|_| takes_comma);
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'+'));
    let number = text.parse().ok().or_else(with_comma).filter(|_| is_plain);
    let number: f64 = number.ok_or_else(|| format!("`{}` is not a number", brief(text)))?;
    if unit.is_empty() {
        return Ok(Some(number));
    }
    let unknown = || format!("the unit `{}` is not known", brief(unit));
    Ok(Some(Unit::written(measure, unit).ok_or_else(unknown)?.convert(number)))
}
