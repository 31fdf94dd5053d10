//! Old spreadsheets (.xls): walked before the library reads them, because it believes what they claim.
//!
//! Such a file is a little file system with a stream of records in it. Damaged ones have sectors that run in a circle, and
//! sheets that claim more cells than any memory holds; an allocation of that size would end the program.

use super::workbook::MOST_CELLS;
use cfb::CompoundFile;
use std::io::{Cursor, Read};

/// How such files begin.
pub(super) const OLE: &[u8] = b"\xD0\xCF\x11\xE0";

/// Rows and columns a sheet of this format can have.
const MOST_ROWS: u32 = 65_536;
const MOST_COLUMNS: u32 = 256;

const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const END: u16 = 0x000A;
const SEVERAL_NUMBERS: u16 = 0x00BD;
/// Records of one cell: formula, labels, numbers, truth values.
const CELLS: [u16; 8] = [0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, SEVERAL_NUMBERS];

/// Checks what the library would take on trust; files that are no old spreadsheet pass.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    if !bytes.starts_with(OLE) {
        return Ok(());
    }
    let damaged = |error: std::io::Error| format!("is damaged: {error}; save it anew, as .xlsx or CSV");
    // Not strictly: what the library that reads such files does not mind is for it to judge. Office suites write directories
    // whose nodes are all red, and sectors that are not marked as they should be.
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    let paths: Vec<std::path::PathBuf> =
        file.walk().filter(|entry| entry.is_stream()).map(|entry| entry.path().to_owned()).collect();
    for path in paths {
        let mut content = Vec::new();
        let stream = file.open_stream(&path).map_err(damaged)?;
        stream.take(bytes.len() as u64 + 1).read_to_end(&mut content).map_err(damaged)?;
        if path.file_name().is_some_and(|name| name == "Workbook" || name == "Book") {
            check_sheets(&content)?;
        }
    }
    Ok(())
}

fn check_sheets(stream: &[u8]) -> Result<(), String> {
    let sheets = records(stream, 0).filter(|(kind, _)| *kind == BOUND_SHEET);
    let starts: Vec<usize> =
        sheets.filter_map(|(_, data)| Some(u32::from_le_bytes(data.get(..4)?.try_into().ok()?) as usize)).collect();
    starts.into_iter().try_for_each(|start| check_sheet(stream, start))
}

/// A sheet may neither state nor fill more cells than the format has or than are taken.
fn check_sheet(stream: &[u8], start: usize) -> Result<(), String> {
    let (mut top, mut left, mut bottom, mut right) = (u32::MAX, u32::MAX, 0, 0);
    for (kind, data) in records(stream, start).take_while(|(kind, _)| *kind != END) {
        let short = |at: usize| data.get(at..at + 2).map_or(0, |two| u32::from(u16::from_le_bytes([two[0], two[1]])));
        let long = |at: usize| short(at) | short(at + 2) << 16;
        if kind == DIMENSIONS {
            let (last_row, last_column) = if data.len() < 14 { (short(2), short(6)) } else { (long(4), short(10)) };
            if last_row > MOST_ROWS || last_column > MOST_COLUMNS {
                return Err(format!(
                    "is damaged: a sheet claims {last_row} rows and {last_column} columns; save it anew, as .xlsx or CSV"
                ));
            }
        }
        if CELLS.contains(&kind) {
            let (row, column) = (short(0), short(2));
            let last = if kind == SEVERAL_NUMBERS && data.len() > 6 { short(data.len() - 2) } else { column };
            (top, left) = (top.min(row), left.min(column.min(last)));
            (bottom, right) = (bottom.max(row), right.max(column.max(last)));
        }
    }
    let cells = if top > bottom { 0 } else { u64::from(bottom - top + 1) * u64::from(right - left + 1) };
    match cells > MOST_CELLS as u64 {
        true => Err(format!("has a sheet over {cells} cells; {MOST_CELLS} is the limit; save it as CSV and give that")),
        false => Ok(()),
    }
}

/// Records from a place on: kind and data.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (head, after) = rest.split_at_checked(4)?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let (data, after) = after.split_at_checked(length)?;
        rest = after;
        Some((u16::from_le_bytes([head[0], head[1]]), data))
    })
}
