//! Mapping files: how a foreign layout's headers become columns of the catalogue.
//!
//! ```toml
//! [options]                       # all optional
//! delimiter = ";"
//! encoding = "windows-1252"
//! decimal = ","
//! thousands = "."
//! date_format = "%d/%m/%Y"
//!
//! [columns]
//! container_no = "CTR NO"                                  # the header in the file
//! gross_kg = { header = "Weight", unit = "t" }
//! temperature_c = { header = "Temp", unit_header = "Temp unit" }   # each row names its unit
//! eta = { header = "ETA", date_format = "%d.%m.%y" }
//! place_of_discharge = { constant = "CGPNR" }
//! ```

use super::cell::{EXCEL_DAYS, Writing};
use super::units::{Measure, Unit};
use crate::columns::{Column, ColumnType, Stage};
use crate::diagnostics::{Code, Diagnostic, Source};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A checked mapping.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    pub delimiter: Option<u8>,
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Leaves out what the file has no header for, but for the container's.
    pub optional_headers: bool,
    pub columns: Vec<Mapped>,
}

/// Where one column of the catalogue comes from.
#[derive(Debug, Clone)]
pub struct Mapped {
    pub column: Column,
    pub from: CellSource,
    pub writing: Writing,
    /// The header under which each row names its unit.
    pub unit_header: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellSource {
    Header(String),
    Constant(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    options: Options,
    columns: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Options {
    delimiter: Option<Spanned<String>>,
    encoding: Option<Spanned<String>>,
    decimal: Option<Spanned<String>>,
    thousands: Option<Spanned<String>>,
    date_format: Option<String>,
    #[serde(default)]
    optional_headers: bool,
}

const ENTRY_KEYS: [&str; 8] =
    ["header", "constant", "unit", "unit_header", "date_format", "decimal", "thousands", "split"];

impl Mapping {
    /// Reads a mapping file's text; reports every problem found.
    pub fn parse(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        let file: File = toml::from_str(&source.text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            vec![Diagnostic::new(Code::Syntax, source, span, error.message().to_owned())]
        })?;
        let mut problems = Vec::new();
        let mut mapping = Self::default();
        if let Some(delimiter) = &file.options.delimiter {
            match delimiter.get_ref().as_bytes() {
                [byte] => mapping.delimiter = Some(*byte),
                _ => problems.push(
                    Diagnostic::new(Code::WrongType, source, delimiter.span(), "a delimiter is one character")
                        .with_help("use \";\", \",\", \"\\t\" or \"|\""),
                ),
            }
        }
        if let Some(label) = &file.options.encoding {
            mapping.encoding = encoding_rs::Encoding::for_label(label.get_ref().as_bytes());
            if mapping.encoding.is_none() {
                problems.push(
                    Diagnostic::new(Code::UnknownName, source, label.span(), "unknown encoding")
                        .with_help("use a WHATWG label such as utf-8, windows-1252, iso-8859-15, utf-16le, shift_jis"),
                );
            }
        }
        mapping.optional_headers = file.options.optional_headers;
        let mut defaults = Writing { date_format: file.options.date_format.clone(), ..Writing::default() };
        for (stated, decimal) in [(&file.options.decimal, true), (&file.options.thousands, false)] {
            let Some(stated) = stated else { continue };
            let taken = if decimal { defaults.decimal(stated.get_ref()) } else { defaults.thousands(stated.get_ref()) };
            if let Err(reason) = taken {
                problems.push(Diagnostic::new(Code::WrongType, source, stated.span(), reason));
            }
        }
        for (name, entry) in &file.columns {
            let Some(column) = Column::named(name.get_ref()).filter(|c| c.stage() == Stage::Manifest) else {
                let known = Column::canonical().map(Column::name);
                problems.push(
                    Diagnostic::new(Code::UnknownName, source, name.span(), format!("no column `{}`", name.get_ref()))
                        .did_you_mean(name.get_ref(), known),
                );
                continue;
            };
            match mapped(column, entry.get_ref(), defaults.clone()) {
                Ok(mapped) => mapping.columns.push(mapped),
                Err(reason) => problems.push(Diagnostic::new(Code::WrongType, source, entry.span(), reason)),
            }
        }
        if !mapping.columns.iter().any(|mapped| mapped.column == Column::ContainerNo) && problems.is_empty() {
            let message = "the mapping names no source for container_no";
            problems.push(Diagnostic::new(Code::MissingKey, source, 0..0, message));
        }
        if problems.is_empty() { Ok(mapping) } else { Err(problems) }
    }
}

fn mapped(column: Column, entry: &toml::Value, mut writing: Writing) -> Result<Mapped, String> {
    let table = match entry {
        toml::Value::String(header) => {
            check_date_format(&writing)?;
            return Ok(Mapped { column, from: CellSource::Header(header.clone()), writing, unit_header: None });
        }
        toml::Value::Table(table) => table,
        _ => return Err("an entry is a header in quotes, or a table { header = …, unit = … }".into()),
    };
    if let Some(key) = table.keys().find(|key| !ENTRY_KEYS.contains(&key.as_str())) {
        return Err(format!("an entry has no key `{key}`; keys are {}", ENTRY_KEYS.join(", ")));
    }
    let text = |key: &str| -> Result<Option<String>, String> {
        match table.get(key) {
            None => Ok(None),
            Some(toml::Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(format!("`{key}` is text in quotes")),
        }
    };
    let has_no_unit = || format!("{} has no unit", column.name());
    if let Some(name) = text("unit")? {
        let measure = Measure::of(column).ok_or_else(has_no_unit)?;
        writing.unit = Unit::named(measure, &name).ok_or_else(|| {
            let units = Unit::names(measure).collect::<Vec<_>>().join(", ");
            format!("{} cannot be given in {name}; its units are {units}", column.name())
        })?;
    }
    let unit_header = text("unit_header")?;
    if unit_header.is_some() {
        Measure::of(column).ok_or_else(has_no_unit)?;
        if table.contains_key("unit") || table.contains_key("constant") {
            return Err("give either unit, for all rows, or unit_header, where each row names its own".into());
        }
    }
    if let Some(format) = text("date_format")? {
        writing.date_format = Some(format);
    }
    if let Some(sign) = text("decimal")? {
        writing.decimal(&sign)?;
    }
    if let Some(sign) = text("thousands")? {
        writing.thousands(&sign)?;
    }
    if let Some(signs) = text("split")? {
        let is_list = column.kind() == ColumnType::TextList;
        match (column == Column::ContainerNo || is_list, signs.is_empty()) {
            (true, false) => writing.split = Some(signs),
            (true, true) => return Err("split names the signs between values, such as \", \"".into()),
            _ => return Err(format!("{} holds one value; only containers and lists are split", column.name())),
        }
    }
    check_date_format(&writing)?;
    if writing.split.is_some() && table.contains_key("constant") {
        return Err("a constant is one value; only what a header holds is split".into());
    }
    let from = match (text("header")?, text("constant")?) {
        (Some(header), None) => CellSource::Header(header),
        (None, Some(constant)) => CellSource::Constant(constant),
        _ => return Err("give either header or constant".into()),
    };
    Ok(Mapped { column, from, writing, unit_header })
}

fn check_date_format(writing: &Writing) -> Result<(), String> {
    let Some(format) = writing.date_format.as_ref().filter(|format| *format != EXCEL_DAYS) else { return Ok(()) };
    let wrong = chrono::format::StrftimeItems::new(format).any(|item| item == chrono::format::Item::Error);
    match wrong {
        true => {
            Err(format!("the date format `{format}` has a part that is none; %d day, %m month, %Y year, %y two digits"))
        }
        false => Ok(()),
    }
}
