//! Spreadsheets (.xlsx, .xlsb, .xls, .ods): every sheet that has a header with the columns of a manifest.
//!
//! Traps this reader knows: the header is not on the first row; several sheets; merged cells hold their value in the
//! first of them only; dates are numbers with a format; numbers stand where codes belong.

use super::guard::guarded;
use super::layout::{Layout, nameless_columns};
use super::rows::Rows;
use super::{Mapping, xls};
use crate::columns::Column;
use calamine::{Cell, Data, DataRef, ExcelDateTime, Reader, Sheets, Xlsb, Xlsx, open_workbook_auto_from_rs};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

/// Numbers from here on have digits that spreadsheets do not keep.
const MOST_DIGITS: f64 = 1.0e15;

/// Cells of one sheet that are kept; a million rows of twenty columns.
pub(super) const MOST_CELLS: usize = 20_000_000;

/// Most bytes of all parts of a workbook, unpacked.
const MOST_UNPACKED: u64 = 1 << 30;

/// Rows looked at for the header.
const HEADER_WITHIN: usize = 60;

/// A sheet as filled cells by row and column, both from 0.
type Grid = BTreeMap<u32, BTreeMap<u32, Value>>;

/// The row of a record, and its fields as text.
pub(super) type Record = (u64, Vec<String>);

/// What a cell holds, in words.
#[derive(Debug, Clone)]
enum Value {
    Text(String),
    Number(f64),
    /// An ISO date.
    Day(String),
    Error(String),
    /// A formula whose value the file does not hold.
    Formula(String),
}

pub(super) fn read(bytes: Vec<u8>, mapping: Option<&Mapping>, rows: &mut Rows) -> Result<Vec<String>, String> {
    let mut notices = Vec::new();
    let mut headless = Vec::new();
    let mut read = 0;
    each_sheet(bytes, |sheet, grid| match find_header(&grid, mapping) {
        Ok((at, layout, columns)) => {
            read += 1;
            let nameless = without_header(&grid, at, &columns);
            let said = layout.notices().into_iter().chain(nameless);
            notices.extend(said.map(|notice| format!("sheet {sheet}: {notice}")));
            rows.states(layout.columns());
            read_sheet(sheet, &grid, at, &layout, &columns, rows);
        }
        Err(reason) => headless.push(format!("sheet {sheet}: {reason}")),
    })?;
    match (read, headless.is_empty()) {
        (0, true) => Err("the workbook is empty".into()),
        (0, false) => Err(headless.join("; ")),
        _ => {
            notices.extend(headless.into_iter().map(|reason| format!("{reason}; it is passed over")));
            Ok(notices)
        }
    }
}

/// The records of each sheet as a table of text would have them, with their rows: `most` of them.
pub(super) fn records(bytes: Vec<u8>, most: usize) -> Result<Vec<Vec<Record>>, String> {
    let mut sheets = Vec::new();
    each_sheet(bytes, |_, grid| {
        let columns: BTreeSet<u32> = grid.values().take(most).flat_map(|cells| cells.keys().copied()).collect();
        let record = |cells: &BTreeMap<u32, Value>| {
            let text = |column| cells.get(column).map(|value| value.written(false)).unwrap_or_default();
            columns.iter().map(text).collect()
        };
        sheets.push(grid.iter().take(most).map(|(row, cells)| (u64::from(*row) + 1, record(cells))).collect());
    })?;
    Ok(sheets)
}

/// Opens a workbook and goes through its sheets that are not empty, one in memory at a time.
fn each_sheet(bytes: Vec<u8>, mut take: impl FnMut(&str, Grid)) -> Result<(), String> {
    xls::check(&bytes)?;
    check_archive(&bytes)?;
    let unreadable = |error: calamine::Error| {
        format!(
            "is no spreadsheet that can be read: {error} (is it protected by a password?); open it and save it as CSV"
        )
    };
    let open = || open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable);
    let mut workbook = guarded("spreadsheet", open)?;
    for sheet in workbook.sheet_names() {
        let grid = guarded("spreadsheet", || grid(&mut workbook, &sheet))
            .map_err(|reason| format!("sheet {sheet}: {reason}"))?;
        if !grid.is_empty() {
            take(&sheet, grid);
        }
    }
    Ok(())
}

/// Newer spreadsheets are packed archives; a few kilobytes can unpack to more than any memory holds.
fn check_archive(bytes: &[u8]) -> Result<(), String> {
    if !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let damaged = |error: zip::result::ZipError| format!("is damaged as an archive: {error}");
    let mut archive = guarded("spreadsheet", || zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged))?;
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        // What a part says of its size is not to be believed; what cannot be unpacked fails later, where it is read.
        let Ok(part) = archive.by_index(at) else { continue };
        left -= std::io::copy(&mut part.take(left), &mut std::io::sink()).unwrap_or(0);
        if left == 0 {
            return Err(format!("unpacks to more than {MOST_UNPACKED} bytes; save its sheet as CSV and give that"));
        }
    }
    Ok(())
}

/// The filled cells of a sheet. Formats that state cells one by one are read so: a sheet may claim sixteen billion.
fn grid(workbook: &mut Sheets<Cursor<Vec<u8>>>, sheet: &str) -> Result<Grid, String> {
    match workbook {
        Sheets::Xlsx(xlsx) => xlsx_grid(xlsx, sheet),
        Sheets::Xlsb(xlsb) => xlsb_grid(xlsb, sheet),
        Sheets::Xls(_) | Sheets::Ods(_) => {
            let range = workbook.worksheet_range(sheet).map_err(|error| error.to_string())?;
            let (top, left) = range.start().unwrap_or_default();
            let mut grid = Grid::new();
            for (row, column, data) in range.used_cells() {
                put(&mut grid, top + row as u32, left + column as u32, value(data));
            }
            Ok(grid)
        }
    }
}

fn xlsx_grid(workbook: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Result<Grid, String> {
    let merged = workbook.merge_cells_by_sheet_name(sheet).map_err(|error| error.to_string())?;
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(|error| error.to_string())?;
    let mut grid = Grid::new();
    let (mut taken, mut has_blanks) = (0, false);
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        has_blanks |= matches!(cell.get_value(), DataRef::Empty);
        take(&mut grid, &cell, &mut taken)?;
    }
    drop(cells);
    if has_blanks {
        put_formulas(workbook, sheet, &mut grid)?;
    }
    for region in merged {
        let ((top, left), (bottom, _)) = (region.start, region.end);
        let Some(value) = grid.get(&top).and_then(|row| row.get(&left)).cloned() else { continue };
        // A cell merged downwards holds for each of its rows; one merged to the right is one cell.
        let below: Vec<u32> =
            grid.range(top..).map(|(row, _)| *row).filter(|row| *row > top).take_while(|row| *row <= bottom).collect();
        for row in below {
            put(&mut grid, row, left, Some(value.clone()));
        }
    }
    Ok(grid)
}

/// Puts formulas whose values the file does not hold: programs that write files do not always reckon.
fn put_formulas(workbook: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, grid: &mut Grid) -> Result<(), String> {
    let formulas = workbook.worksheet_formula(sheet).map_err(|error| error.to_string())?;
    let (top, left) = formulas.start().unwrap_or_default();
    for (row, column, formula) in formulas.used_cells() {
        let (row, column) = (top + row as u32, left + column as u32);
        if !formula.is_empty() && !grid.get(&row).is_some_and(|cells| cells.contains_key(&column)) {
            put(grid, row, column, Some(Value::Formula(format!("={formula}"))));
        }
    }
    Ok(())
}

fn xlsb_grid(workbook: &mut Xlsb<Cursor<Vec<u8>>>, sheet: &str) -> Result<Grid, String> {
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(|error| error.to_string())?;
    let mut grid = Grid::new();
    let mut taken = 0;
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        take(&mut grid, &cell, &mut taken)?;
    }
    Ok(grid)
}

fn take(grid: &mut Grid, cell: &Cell<DataRef<'_>>, taken: &mut usize) -> Result<(), String> {
    *taken += 1;
    if *taken > MOST_CELLS {
        return Err(format!("has more than {MOST_CELLS} filled cells; save it as CSV and give that"));
    }
    let (row, column) = cell.get_position();
    let data: Data = cell.get_value().clone().into();
    put(grid, row, column, value(&data));
    Ok(())
}

fn put(grid: &mut Grid, row: u32, column: u32, value: Option<Value>) {
    if let Some(value) = value {
        grid.entry(row).or_default().insert(column, value);
    }
}

fn value(data: &Data) -> Option<Value> {
    Some(match data {
        Data::Empty => return None,
        Data::String(text) if text.trim().is_empty() => return None,
        Data::String(text) => Value::Text(text.clone()),
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::Bool(yes) => Value::Text(yes.to_string()),
        Data::DateTime(moment) => day(moment),
        Data::DateTimeIso(text) => Value::Day(text.clone()),
        Data::DurationIso(text) => Value::Text(text.clone()),
        Data::Error(error) => Value::Error(error.to_string()),
    })
}

/// A number with a date format is a day; before 1900-03-01 spreadsheets disagree, and nothing was shipped then.
fn day(moment: &ExcelDateTime) -> Value {
    if !moment.is_datetime() || moment.as_f64() < 61.0 {
        return Value::Number(moment.as_f64());
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    Value::Day(format!("{year:04}-{month:02}-{day:02}"))
}

impl Value {
    /// The value as a cell of text has it. `comma`: the column is written with a decimal comma.
    fn written(&self, comma: bool) -> String {
        match self {
            Self::Text(text) | Self::Day(text) => text.clone(),
            Self::Number(number) if comma => number.to_string().replace('.', ","),
            Self::Number(number) => number.to_string(),
            Self::Error(text) | Self::Formula(text) => text.clone(),
        }
    }
}

/// The header: the first row that names the columns a manifest must have. Its row, layout, and sheet columns.
fn find_header(grid: &Grid, mapping: Option<&Mapping>) -> Result<(u32, Layout, Vec<u32>), String> {
    let mut first = None;
    let mut fullest = 0;
    for (&row, cells) in grid.iter().take(HEADER_WITHIN) {
        let columns: Vec<u32> = cells.keys().copied().collect();
        let headers: Vec<String> = cells.values().map(|value| value.written(false)).collect();
        match Layout::of(&headers, mapping) {
            Ok(layout) => return Ok((row, layout, columns)),
            // The fullest row is most like a header; what is wrong with it is worth saying.
            Err(reason) if columns.len() > fullest => {
                fullest = columns.len();
                first = Some(format!("row {}: {reason}", row + 1));
            }
            Err(_) => {}
        }
    }
    Err(first.unwrap_or_else(|| "it has no header".into()))
}

/// What is said of columns that hold something below the header and nothing in it.
fn without_header(grid: &Grid, header: u32, columns: &[u32]) -> Option<String> {
    let below = grid.range(header + 1..).flat_map(|(_, cells)| cells.keys());
    let nameless: BTreeSet<u32> = below.copied().filter(|column| !columns.contains(column)).collect();
    let names: Vec<String> = nameless.into_iter().map(column_name).collect();
    (!names.is_empty()).then(|| nameless_columns(&names))
}

/// A column as spreadsheets name it: A, B, … Z, AA.
fn column_name(column: u32) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => last.to_string(),
        before => format!("{}{last}", column_name(before - 1)),
    }
}

fn read_sheet(sheet: &str, grid: &Grid, header: u32, layout: &Layout, columns: &[u32], rows: &mut Rows) {
    for (&row, cells) in grid.range(header + 1..) {
        let written: Vec<Option<String>> = columns
            .iter()
            .enumerate()
            .map(|(field, column)| {
                let cell = cells.get(column)?;
                let text = match (cell, layout.date_format(field)) {
                    // A date by its format needs no reading: it is put as the column is written.
                    (Value::Day(day), Some(format)) => reformatted(day, format),
                    _ => cell.written(layout.decimal_comma(field)),
                };
                let code = matches!(cell, Value::Number(_)) && layout.gives(field, Column::HsCodes);
                // HS codes have an even number of digits; as a number 020714 lost its first.
                Some(if code && text.len() % 2 == 1 { format!("0{text}") } else { text })
            })
            .collect();
        if written.iter().all(Option::is_none) {
            continue;
        }
        // Headers repeated on every printed page.
        if (0..columns.len())
            .all(|field| written[field].as_deref().is_none_or(|text| text.trim() == layout.header(field)))
        {
            continue;
        }
        let (mut found, mut problems) = (Vec::new(), Vec::new());
        for (field, column) in columns.iter().enumerate() {
            let Some(text) = &written[field] else { continue };
            match cells.get(column).and_then(|cell| refused(cell, field, layout)) {
                Some(reason) => layout.refuse(field, text, &reason, &mut problems),
                None => layout.read(field, text, |other| written.get(other)?.as_deref(), &mut found, &mut problems),
            }
        }
        layout.add_constants(&mut found);
        rows.record(u64::from(row) + 1, sheet, found, problems);
    }
}

/// Why the value of a cell is not what its column holds.
fn refused(cell: &Value, field: usize, layout: &Layout) -> Option<String> {
    match cell {
        Value::Error(error) => Some(format!("the cell shows the error {error}")),
        Value::Formula(_) => Some(
            "the cell holds a formula and not its value; open the file in a spreadsheet program and save it".to_owned(),
        ),
        Value::Number(number) if number.abs() >= MOST_DIGITS && layout.gives_code(field) => {
            Some("a number of more than 15 digits has lost its last in the spreadsheet; write it as text".to_owned())
        }
        Value::Day(_) if layout.gives_code(field) => {
            Some("the spreadsheet has made a day of it; write it as text".to_owned())
        }
        _ => None,
    }
}

fn reformatted(day: &str, format: &str) -> String {
    let parsed = chrono::NaiveDate::parse_from_str(day.get(..10).unwrap_or(day), "%Y-%m-%d");
    parsed.map_or_else(|_| day.to_owned(), |day| day.format(format).to_string())
}

/// Whether bytes begin as a spreadsheet does: a ZIP archive or an OLE file.
pub(super) fn is_workbook(first: &[u8]) -> bool {
    first.starts_with(b"PK\x03\x04") || first.starts_with(xls::OLE)
}
