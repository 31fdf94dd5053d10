//! Layouts: which field of a record is which column of the catalogue.

use super::cell::{Writing, read_cell, read_cells};
use super::mapping::{From, Mapping};
use super::reject::Problem;
use crate::columns::Column;
use crate::tables::Cell;
use crate::wording::printable;

/// The fields of a file's records in catalogue terms.
#[derive(Debug)]
pub struct Layout {
    fields: Vec<Vec<(Column, Writing)>>,
    headers: Vec<String>,
    constants: Vec<(Column, String, Writing)>,
    /// Headers that name no column; their values are not used.
    unknown: Vec<String>,
    /// Headers that the mapping names, may do without, and does not find.
    absent: Vec<String>,
}

impl Layout {
    /// Finds the columns of a header line. The error names what is wrong with the header as a whole.
    pub fn of(headers: &[String], mapping: Option<&Mapping>) -> Result<Self, String> {
        let headers: Vec<String> =
            headers.iter().map(|header| header.trim().chars().map(printable).collect()).collect();
        let mut layout = Self {
            fields: vec![Vec::new(); headers.len()],
            headers,
            constants: Vec::new(),
            unknown: Vec::new(),
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
            || self.fields.iter().enumerate().flat_map(|(at, c)| c.iter().map(move |(column, _)| (*column, at)));
        claims().find_map(|(column, again)| {
            let first = claims().find(|(other, at)| *other == column && *at < again)?.1;
            Some((column, first, again))
        })
    }

    /// Columns the file can state: those of its header, and constants.
    pub fn columns(&self) -> impl Iterator<Item = Column> {
        let constants = self.constants.iter().map(|(column, ..)| *column);
        self.fields.iter().flatten().map(|(column, _)| *column).chain(constants)
    }

    /// Canonical headers, in any letter case, with blanks or hyphens for underscores.
    fn match_names(&mut self) -> Result<(), String> {
        for (field, header) in self.headers.iter().enumerate() {
            let name = header.to_lowercase().replace([' ', '-'], "_");
            match Column::canonical().find(|column| column.name() == name) {
                Some(column) => self.fields[field].push((column, Writing::default())),
                // Where a file of ours is read back, its provenance is made anew.
                None if Column::named(&name).is_some() => {}
                None => self.unknown.push(header.clone()),
            }
        }
        match self.fields.iter().flatten().any(|(column, _)| *column == Column::ContainerNo) {
            true => Ok(()),
            false if self.headers.first().is_some_and(|first| first.eq_ignore_ascii_case("identifier")) => Err(
                "is one table of a US customs release, whose tables are joined on `identifier`; give the folder with all of them"
                    .into(),
            ),
            false => Err(format!(
                "no column `container_no` in the header (found: {}); `redlane mapping suggest` proposes a mapping file",
                self.headers.iter().take(12).cloned().collect::<Vec<_>>().join(", ")
            )),
        }
    }

    fn map(&mut self, mapping: &Mapping) -> Result<(), String> {
        for mapped in &mapping.columns {
            match &mapped.from {
                From::Constant(text) => {
                    read_cell(mapped.column, text, &mapped.writing)
                        .map_err(|reason| format!("constant of {}: {reason}", mapped.column.name()))?;
                    self.constants.push((mapped.column, text.clone(), mapped.writing.clone()));
                }
                From::Header(header) => match self.headers.iter().position(|h| h == header) {
                    Some(field) => self.fields[field].push((mapped.column, mapped.writing.clone())),
                    None if mapping.optional_headers && mapped.column != Column::ContainerNo => {
                        self.absent.push(header.clone());
                    }
                    None => {
                        return Err(format!(
                            "the mapping takes {} from `{header}`, but the header has no such column (found: {})",
                            mapped.column.name(),
                            self.headers.iter().take(12).cloned().collect::<Vec<_>>().join(", ")
                        ));
                    }
                },
            }
        }
        Ok(())
    }

    /// What people should know of it: what is not used, and what was not found.
    pub fn notices(&self) -> Vec<String> {
        let about = |headers: &[String], what: &str| {
            (!headers.is_empty()).then(|| format!("{} header(s) {what}: {}", headers.len(), headers.join(", ")))
        };
        let unknown = about(&self.unknown, "name no column and are not used");
        let absent = about(&self.absent, "of the mapping are not in the file, and their columns are left out");
        unknown.into_iter().chain(absent).collect()
    }

    /// Whether a field is written with a decimal comma.
    pub fn decimal_comma(&self, field: usize) -> bool {
        self.fields[field].iter().any(|(_, writing)| writing.decimal_comma)
    }

    /// How dates are written in a field, where the mapping says so.
    pub fn date_format(&self, field: usize) -> Option<&str> {
        self.fields[field].iter().find_map(|(_, writing)| writing.date_format.as_deref())
    }

    /// Whether a field is this column.
    pub fn gives(&self, field: usize, column: Column) -> bool {
        self.fields[field].iter().any(|(known, _)| *known == column)
    }

    pub fn width(&self) -> usize {
        self.headers.len()
    }

    pub fn header(&self, field: usize) -> &str {
        &self.headers[field]
    }

    /// Reads one field into the row, or says what is wrong with it.
    pub fn read<'a>(
        &self,
        field: usize,
        raw: &'a str,
        cells: &mut Vec<(Column, Cell<'a>)>,
        problems: &mut Vec<Problem>,
    ) {
        for (column, writing) in &self.fields[field] {
            if let Err(reason) = read_cells(*column, raw, writing, cells) {
                problems.push(Problem::new(self.header(field), raw, reason));
            }
        }
    }

    pub fn add_constants<'a>(&'a self, cells: &mut Vec<(Column, Cell<'a>)>) {
        for (column, text, writing) in &self.constants {
            if let Ok(Some(cell)) = read_cell(*column, text, writing) {
                cells.push((*column, cell));
            }
        }
    }
}
