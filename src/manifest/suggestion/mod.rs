//! Suggestions: a mapping file for a table of unknown layout, proposed from its headers and values.
//!
//! The header proposes a mapping; the values confirm or contradict it. What the values leave open, which of two
//! numbers is the day, whether a comma stands before decimals, is asked and not guessed: the line is written as a
//! comment with both answers.

mod headers;
mod sample;
mod units;
mod values;

use super::Damage;
use super::source::InputFile;
use super::units::Measure;
use crate::columns::{Column, ColumnType};
use headers::HeaderWords;
use sample::{Field, Sample};
use std::fmt::Write as _;
use values::{Dates, Decimals, Share};

/// An answer to what values cannot tell: which part of a date stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// A mapping file, as text to be read and edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub text: String,
    /// Columns of which only the author can say how they are written; they are not read until that is said.
    pub open: Vec<Column>,
}

/// What a proposal says of one column.
struct Line {
    text: String,
    is_open: bool,
}

/// Proposes a mapping file for `input`.
pub fn suggest(input: &InputFile, dates: Option<DateOrder>) -> Result<Proposal, Damage> {
    let sample = Sample::of(input)?;
    let chosen = assign(&sample);
    let (mut text, mut open) = (String::new(), Vec::new());
    let name = input.name();
    let _ = writeln!(text, "# Proposed by `redlane mapping suggest` for {name}, from {} row(s).", sample.rows);
    let _ = writeln!(text, "# Read every line: a proposal is not a fact. docs/mapping.md says what can stand here.");
    if sample.header_line > 1 {
        let _ = writeln!(
            text,
            "# The header is taken to be on line {}; what stands above it is passed over.",
            sample.header_line
        );
    }
    text.push('\n');
    let numbers: Vec<Decimals> =
        chosen.iter().filter(|(_, c, _)| is_number(*c)).map(|(_, _, f)| Decimals::of(f)).collect();
    let style = Decimals::common(&numbers);
    write_options(&sample, style, &mut text);
    let order = dates.map(|order| (order, "as you said"));
    let order = order.or_else(|| Some((common_order(&chosen)?, "as in the other dates of the table")));
    let containers = chosen.iter().find(|(_, column, _)| *column == Column::ContainerNo);
    let between = containers.and_then(|(_, _, field)| values::between_containers(field));
    let mut units = Vec::new();
    text.push_str("[columns]\n");
    for column in Column::canonical() {
        if let Some((_, _, field)) = chosen.iter().find(|(_, known, _)| *known == column) {
            let unit_field = Measure::of(column).and_then(|measure| units::field_of(measure, field, &sample));
            let stated = unit_field.map(|unit| units::Stated::of(column, field, unit));
            units.extend(unit_field.map(|unit| unit.at));
            let line = line(column, field, style, order, between.as_deref(), stated.as_ref());
            text.push_str(&line.text);
            open.extend(line.is_open.then_some(column));
        }
    }
    for field in &sample.twice {
        let _ = writeln!(text, "# {} stands in two columns: rename one, or the file will not be read", quoted(field));
    }
    let is_chosen = |column: Column| chosen.iter().any(|(_, known, _)| *known == column);
    if !is_chosen(Column::ContainerNo) {
        let name = Column::ContainerNo.name();
        let _ = writeln!(text, "# {name} = \"?\"   # no column holds container numbers; without one there is no row");
    }
    if is_chosen(Column::GrossKg) && !is_chosen(Column::WeightScope) {
        let name = Column::WeightScope.name();
        let line = match between.is_some() {
            true => format!("{name} = {{ constant = \"bill\" }}   # several containers share the mass of a record"),
            false => format!(
                "# {name} = {{ constant = \"container\" }}   # say what masses are of: \"container\", or the whole \"bill\""
            ),
        };
        text.push_str(&(line + "\n"));
    }
    let is_used = |field: &&Field| units.contains(&field.at) || chosen.iter().any(|(_, _, used)| used.at == field.at);
    let unused: Vec<&Field> = sample.fields.iter().filter(|field| !is_used(field)).collect();
    if !unused.is_empty() {
        text.push_str("\n# Not used:\n");
    }
    for field in unused {
        let _ = writeln!(text, "#   {}{}", quoted(&field.header), values::remark(field));
    }
    Ok(Proposal { text, open })
}

fn is_number(column: Column) -> bool {
    matches!(column.kind(), ColumnType::Float | ColumnType::Int)
}

/// Which field is which column: the best pair first, each field and each column once.
fn assign(sample: &Sample) -> Vec<(u32, Column, &Field)> {
    let words = HeaderWords::embedded();
    let mut pairs: Vec<(u32, Column, &Field)> = Vec::new();
    for field in sample.fields.iter().filter(|field| !units::is_unit(field)) {
        for column in Column::canonical() {
            let called = words.likeness(&field.header, column);
            let held = values::fit(field, column);
            let score = match held {
                Share::Contradicts => 0,
                // Only values that can hardly be anything else speak without a header.
                Share::Certain if column == Column::ContainerNo => called + 100,
                Share::Certain if column == Column::SizeType => called + 40,
                Share::Certain | Share::Fits if called > 0 => called + 20,
                Share::Unknown if called > 0 => called,
                _ => 0,
            };
            if score > 0 {
                pairs.push((score, column, field));
            }
        }
    }
    // A column that is always blank, such as the name of a group of columns, never takes the place of a filled one.
    let is_blank = |field: &Field| field.values.is_empty();
    pairs.sort_by_key(|(score, column, field)| (is_blank(field), std::cmp::Reverse(*score), field.at, *column));
    let mut chosen: Vec<(u32, Column, &Field)> = Vec::new();
    for pair in pairs {
        if !chosen.iter().any(|(_, column, field)| *column == pair.1 || field.at == pair.2.at) {
            chosen.push(pair);
        }
    }
    chosen
}

/// The order of dates that some columns of the table show, where none shows the other.
fn common_order(chosen: &[(u32, Column, &Field)]) -> Option<DateOrder> {
    let dates = chosen.iter().filter(|(_, column, _)| column.kind() == ColumnType::Date);
    let orders: Vec<DateOrder> = dates.filter_map(|(_, _, field)| Dates::of(field).order()).collect();
    let first = *orders.first()?;
    orders.iter().all(|order| *order == first).then_some(first)
}

fn write_options(sample: &Sample, style: Option<(&str, &str)>, text: &mut String) {
    let mut options = Vec::new();
    if let Some(delimiter) = sample.delimiter {
        options.push(format!("delimiter = {}", quoted(&char::from(delimiter).to_string())));
    }
    if let Some(encoding) = &sample.encoding {
        options.push(format!("encoding = {}", quoted(encoding)));
    }
    if let Some((decimal, thousands)) = style {
        if decimal != "." {
            options.push(format!("decimal = {}", quoted(decimal)));
        }
        if !thousands.is_empty() && (decimal, thousands) != (",", ".") {
            options.push(format!("thousands = {}", quoted(thousands)));
        }
    }
    if sample.one_of_several {
        options.push("optional_headers = true   # other sheets may lack some".to_owned());
    }
    if !options.is_empty() {
        let _ = writeln!(text, "[options]\n{}\n", options.join("\n"));
    }
}

/// The line of a column, with what speaks for it; a comment where something is open.
fn line(
    column: Column,
    field: &Field,
    style: Option<(&str, &str)>,
    order: Option<(DateOrder, &'static str)>,
    between: Option<&str>,
    unit: Option<&units::Stated>,
) -> Line {
    let settled = |text: String| Line { text, is_open: false };
    let open = |text: String| Line { text, is_open: true };
    let (name, header) = (column.name(), quoted(&field.header));
    let remark = values::remark(field);
    if column.kind() == ColumnType::Date {
        let dates = Dates::of(field);
        let taken = order.filter(|_| dates.order().is_none() && dates.is_open());
        let remark = taken.map_or(remark.clone(), |(_, why)| format!("{remark} ({why})"));
        let remark = match dates.others {
            0 => remark,
            others => format!("{remark}; {others} of another form, which will count as not stated"),
        };
        return match dates.formats(order.map(|(order, _)| order)) {
            None => settled(format!("{name} = {header}{remark}\n")),
            Some(formats) => match &formats[..] {
                [only] => {
                    settled(format!("{name} = {{ header = {header}, date_format = {} }}{remark}\n", quoted(only)))
                }
                several => {
                    let mut text = format!("# {name}: {}; take away one # of the lines\n", dates.doubt());
                    for format in several {
                        let format = quoted(format);
                        let _ = writeln!(text, "# {name} = {{ header = {header}, date_format = {format} }}{remark}");
                    }
                    open(text)
                }
            },
        };
    }
    let mut keys = Vec::new();
    let signs = match column.kind() {
        _ if column == Column::ContainerNo => between.map(str::to_owned),
        ColumnType::TextList => values::between_elements(field, between),
        _ => None,
    };
    keys.extend(signs.map(|signs| format!("split = {}", quoted(&signs))));
    match unit {
        Some(units::Stated::Key(key)) => keys.push(key.clone()),
        Some(units::Stated::Unknown(question)) => {
            return open(format!("# {name}: {question}\n# {name} = {{ header = {header}, unit = \"?\" }}{remark}\n"));
        }
        Some(units::Stated::Canonical) => {}
        None => keys.extend(headers::unit(&field.header, column).map(|unit| format!("unit = {}", quoted(unit)))),
    }
    if is_number(column) {
        match Decimals::of(field) {
            Decimals::Mixed => {
                keys.insert(0, format!("header = {header}"));
                let keys = keys.join(", ");
                return open(format!(
                    "# {name} = {{ {keys} }}   # commas and points both stand before decimals here; mend the file{remark}\n"
                ));
            }
            Decimals::Open(sign) if !Decimals::settled_by(sign, style) => {
                let unit: String = keys.iter().map(|key| format!(", {key}")).collect();
                let (thousands, decimal) = match sign {
                    ',' => ("thousands = \",\"", "decimal = \",\""),
                    _ => ("decimal = \",\"", "decimal = \".\""),
                };
                return open(format!(
                    "# {name}: is 1{sign}234 one thousand or one and a bit? take away one # of the lines\n\
                     # {name} = {{ header = {header}{unit}, {thousands} }}{remark} (thousands)\n\
                     # {name} = {{ header = {header}{unit}, {decimal} }}{remark} (decimals)\n"
                ));
            }
            own => {
                let covered =
                    |own: &(&str, &str)| style.is_some_and(|(d, t)| own.0 == d && (own.1 == t || own.1.is_empty()));
                if let Some((decimal, thousands)) = own.signs().filter(|own| !covered(own)) {
                    keys.push(format!("decimal = {}", quoted(decimal)));
                    if !thousands.is_empty() && (decimal, thousands) != (",", ".") {
                        keys.push(format!("thousands = {}", quoted(thousands)));
                    }
                }
            }
        }
    }
    let slips = if is_number(column) { Decimals::slips(field) } else { 0 };
    let remark = match slips {
        0 if is_number(column) && matches!(Decimals::of(field), Decimals::Open(_)) => {
            format!("{remark} (signs as in the other numbers of the table)")
        }
        0 => remark,
        slips => format!("{remark}; {slips} written otherwise, which will count as not stated"),
    };
    settled(match keys.is_empty() {
        true => format!("{name} = {header}{remark}\n"),
        false => format!("{name} = {{ header = {header}, {} }}{remark}\n", keys.join(", ")),
    })
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    // On one line, whatever is in it: a JSON text is a TOML text.
    serde_json::Value::from(text).to_string()
}
