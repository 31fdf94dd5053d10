//! Layouts: which field of a record is which column of the catalogue.

use super::cell::{Writing, read_cell, read_cells, readable_part, unprotected_header};
use super::mapping::{CellSource, Mapping};
use super::placeholder::says_none;
use super::reject::{Problem, brief};
use super::text::trimmed;
use super::units::{Measure, Unit};
use crate::columns::{Column, ColumnType};
use crate::tables::Cell;
use crate::wording::printable;

/// What a field is read as.
#[derive(Debug, Clone)]
struct FieldUse {
    column: Column,
    writing: Writing,
    /// The field of the record that names the unit.
    unit_field: Option<usize>,
}

/// The fields of a file's records in catalogue terms.
#[derive(Debug)]
pub struct Layout {
    fields: Vec<Vec<FieldUse>>,
    headers: Vec<String>,
    constants: Vec<(Column, String, Writing)>,
    /// Headers that name no column; their values are not used.
    unknown: Vec<String>,
    /// Fields without a header.
    nameless: Vec<usize>,
    /// Headers that the mapping names, may do without, and does not find.
    absent: Vec<String>,
}

impl Layout {
    /// Finds the columns of a header line. The error names what is wrong with the header as a whole.
    pub fn of(headers: &[String], mapping: Option<&Mapping>) -> Result<Self, String> {
        let headers: Vec<String> =
            headers.iter().map(|header| unprotected_header(header).trim().chars().map(printable).collect()).collect();
        let mut layout = Self {
            fields: vec![Vec::new(); headers.len()],
            headers,
            constants: Vec::new(),
            unknown: Vec::new(),
            nameless: Vec::new(),
            absent: Vec::new(),
        };
        if let Some((first, again)) = layout.duplicate() {
            return Err(format!(
                "the header `{}` stands in columns {} and {}; which one holds is not ours to guess",
                layout.headers[first],
                first + 1,
                again + 1
            ));
        }
        match mapping {
            Some(mapping) => layout.map(mapping)?,
            None => layout.match_names()?,
        }
        if let Some((column, first, again)) = layout.claimed_twice() {
            return Err(format!(
                "the headers `{}` and `{}` (columns {} and {}) are both {}; which one holds is not ours to guess",
                layout.headers[first],
                layout.headers[again],
                first + 1,
                again + 1,
                column.name()
            ));
        }
        Ok(layout)
    }

    fn duplicate(&self) -> Option<(usize, usize)> {
        self.headers.iter().enumerate().find_map(|(again, header)| {
            let first = self.headers[..again].iter().position(|earlier| earlier == header && !header.is_empty())?;
            Some((first, again))
        })
    }

    fn claimed_twice(&self) -> Option<(Column, usize, usize)> {
        let claims =
            || self.fields.iter().enumerate().flat_map(|(at, uses)| uses.iter().map(move |field| (field.column, at)));
        claims().find_map(|(column, again)| {
            let first = claims().find(|(other, at)| *other == column && *at < again)?.1;
            Some((column, first, again))
        })
    }

    /// Columns the file can state: those of its header, and constants.
    pub fn columns(&self) -> impl Iterator<Item = Column> {
        let constants = self.constants.iter().map(|(column, ..)| *column);
        self.fields.iter().flatten().map(|field| field.column).chain(constants)
    }

    /// Canonical headers, in any letter case, with blanks or hyphens for underscores.
    fn match_names(&mut self) -> Result<(), String> {
        for (field, header) in self.headers.iter().enumerate() {
            let name = header.to_lowercase().replace([' ', '-'], "_");
            match Column::canonical().find(|column| column.name() == name) {
                Some(column) => {
                    self.fields[field].push(FieldUse { column, writing: Writing::default(), unit_field: None });
                }
                // Where a file of ours is read back, its provenance is made anew.
                None if Column::named(&name).is_some() => {}
                None if header.is_empty() => self.nameless.push(field),
                None => self.unknown.push(header.clone()),
            }
        }
        match self.fields.iter().flatten().any(|field| field.column == Column::ContainerNo) {
            true => Ok(()),
            false if self.headers.first().is_some_and(|first| first.eq_ignore_ascii_case("identifier")) => Err(
                "is one table of a US customs release, whose tables are joined on `identifier`; give the folder with all of them"
                    .into(),
            ),
            false => Err(format!(
                "no column `container_no` in the header (found: {}); `redlane mapping suggest` proposes a mapping file",
                self.some_headers()
            )),
        }
    }

    fn map(&mut self, mapping: &Mapping) -> Result<(), String> {
        for mapped in &mapping.columns {
            match &mapped.from {
                CellSource::Constant(text) => {
                    read_cell(mapped.column, text, &mapped.writing)
                        .map_err(|reason| format!("constant of {}: {reason}", mapped.column.name()))?;
                    self.constants.push((mapped.column, text.clone(), mapped.writing.clone()));
                }
                CellSource::Header(header) => {
                    let names = [Some(header), mapped.unit_header.as_ref()];
                    let found = names.map(|name| name.map(|name| self.headers.iter().position(|h| h == name)));
                    match found {
                        [Some(Some(field)), unit_field @ (None | Some(Some(_)))] => {
                            let (column, writing) = (mapped.column, mapped.writing.clone());
                            self.fields[field].push(FieldUse { column, writing, unit_field: unit_field.flatten() });
                        }
                        [_, unit_field] => {
                            let missing = if unit_field == Some(None) { names[1] } else { names[0] };
                            let missing = missing.expect("one of them is not there");
                            if mapping.optional_headers && mapped.column != Column::ContainerNo {
                                self.absent.push(missing.clone());
                                continue;
                            }
                            return Err(format!(
                                "the mapping takes {} from `{missing}`, but the header has no such column (found: {})",
                                mapped.column.name(),
                                self.some_headers()
                            ));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The first headers, as an error shows them.
    fn some_headers(&self) -> String {
        let mut shown: Vec<String> = self.headers.iter().take(8).map(|header| brief(header)).collect();
        let more = self.headers.len() - shown.len();
        if more > 0 {
            shown.push(format!("and {more} more"));
        }
        shown.join(", ")
    }

    /// What people should know of it: what is not used, and what was not found.
    pub fn notices(&self) -> Vec<String> {
        let unknown = unknown_headers(&self.unknown);
        let absent = about_headers(&self.absent, "of the mapping are not in the file, and their columns are left out");
        let nameless: Vec<String> = self.nameless.iter().map(|field| (field + 1).to_string()).collect();
        let nameless = (!nameless.is_empty()).then(|| nameless_columns(&nameless));
        unknown.into_iter().chain(absent).chain(nameless).collect()
    }

    /// Whether a field is written with a decimal comma.
    pub fn decimal_comma(&self, field: usize) -> bool {
        self.fields[field].iter().any(|field| field.writing.decimal_comma)
    }

    /// How dates are written in a field, where the mapping says so.
    pub fn date_format(&self, field: usize) -> Option<&str> {
        self.fields[field].iter().find_map(|field| field.writing.date_format.as_deref())
    }

    /// Whether a field is this column.
    pub fn gives(&self, field: usize, column: Column) -> bool {
        self.fields[field].iter().any(|known| known.column == column)
    }

    pub fn width(&self) -> usize {
        self.headers.len()
    }

    /// Whether a column of codes or names is taken from a field: what they are made of has a meaning that is no number's or day's.
    pub fn gives_code(&self, field: usize) -> bool {
        self.fields[field].iter().any(|used| {
            matches!(used.column.kind(), ColumnType::Text | ColumnType::TextList)
                && used.column != Column::MessageTime
                && !used.column.is_prose()
        })
    }

    pub fn header(&self, field: usize) -> &str {
        &self.headers[field]
    }

    /// Reads one field into the row, or says what is wrong with it; `of_record` gives the record's other fields.
    pub fn read<'a, 'r>(
        &self,
        field: usize,
        raw: &'a str,
        of_record: impl Fn(usize) -> Option<&'r str>,
        cells: &mut Vec<(Column, Cell<'a>)>,
        problems: &mut Vec<Problem>,
    ) {
        for FieldUse { column, writing, unit_field } in &self.fields[field] {
            let read = match unit_field {
                None => read_cells(*column, raw, writing, cells),
                Some(_) if says_none(*column, trimmed(raw)) => Ok(()),
                Some(at) => {
                    let unit = of_record(*at).unwrap_or_default();
                    in_stated_unit(*column, writing, self.header(*at), unit)
                        .and_then(|writing| read_cells(*column, raw, &writing, cells))
                }
            };
            if let Err(reason) = read {
                problems.push(Problem::of(*column, self.header(field), raw, reason));
                cells.extend(readable_part(*column, raw));
            }
        }
    }

    /// Reads a field of which some characters are lost: of prose the rest counts, a code or number is not for us to guess.
    pub fn read_in_part(
        &self,
        field: usize,
        raw: &str,
        reason: &str,
        cells: &mut Vec<(Column, Cell<'_>)>,
        problems: &mut Vec<Problem>,
    ) {
        self.refuse(field, raw, reason, problems);
        cells.extend(self.fields[field].iter().filter_map(|used| readable_part(used.column, raw)));
    }

    /// Says that a field cannot be read, for each column that is taken from it.
    pub fn refuse(&self, field: usize, raw: &str, reason: &str, problems: &mut Vec<Problem>) {
        let refused = |used: &FieldUse| Problem::of(used.column, self.header(field), raw, reason);
        problems.extend(self.fields[field].iter().map(refused));
    }

    pub fn add_constants<'a>(&'a self, cells: &mut Vec<(Column, Cell<'a>)>) {
        for (column, text, writing) in &self.constants {
            if let Ok(Some(cell)) = read_cell(*column, text, writing) {
                cells.push((*column, cell));
            }
        }
    }
}

/// What is said of columns without a header.
pub(super) fn nameless_columns(columns: &[String]) -> String {
    let some = columns.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ");
    format!("column(s) {some} have no header and are not used; headers over two rows are read from one of them")
}

/// How a number is written whose row names its unit under a header of its own.
pub(super) fn in_stated_unit(column: Column, writing: &Writing, header: &str, unit: &str) -> Result<Writing, String> {
    let known = Measure::of(column).and_then(|measure| Unit::written(measure, unit));
    match known {
        Some(unit) => Ok(Writing { unit, ..writing.clone() }),
        None if unit.trim().is_empty() => Err(format!("`{header}` names no unit for it")),
        None => Err(format!("the unit `{}` of `{header}` is not known", brief(unit))),
    }
}

/// What to say of headers that are no column of the catalogue.
pub(super) fn unknown_headers(headers: &[String]) -> Option<String> {
    about_headers(headers, "name no column and are not used")
}

fn about_headers(headers: &[String], what: &str) -> Option<String> {
    (!headers.is_empty()).then(|| format!("{} header(s) {what}: {}", headers.len(), headers.join(", ")))
}
