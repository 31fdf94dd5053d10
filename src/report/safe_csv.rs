//! CSV that is safe to open in a spreadsheet: no cell starts a formula.

use crate::wording::printable;
use std::io::Write;

/// A CSV file in the making.
pub struct SafeCsv<W: Write>(csv::Writer<W>);

impl<W: Write> SafeCsv<W> {
    pub fn new(sink: W) -> Self {
        Self(csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(sink))
    }

    pub fn line<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), String> {
        self.0.write_record(cells.into_iter().map(|cell| safe(cell.as_ref()))).map_err(|error| error.to_string())
    }

    pub fn finish(mut self) -> Result<(), String> {
        self.0.flush().map_err(|error| error.to_string())
    }
}

/// A quote in front keeps spreadsheets from running what a stranger wrote into a manifest.
fn safe(cell: &str) -> String {
    let cell: String = cell.chars().map(|c| if c == '\n' { c } else { printable(c) }).collect();
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => format!("'{cell}"),
        _ => cell,
    }
}
