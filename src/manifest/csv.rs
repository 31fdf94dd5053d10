//! CSV and TSV: header, delimiter and encoding found by looking; every bad row a reject with its line.

use super::layout::Layout;
use super::rows::Rows;
use super::text::Decoded;
use super::{Mapping, Problem};
use ::csv::{ByteRecord, ErrorKind, ReaderBuilder};
use std::io::Read;

/// More lines than this in one record mean a quote that was never closed.
const MOST_LINES_PER_RECORD: u64 = 2_000;

/// Reads all records. The error says what makes the file as a whole unreadable.
pub(super) fn read(decoded: Decoded, mapping: Option<&Mapping>, rows: &mut Rows) -> Result<Vec<String>, String> {
    let delimiter = match mapping.and_then(|m| m.delimiter) {
        Some(delimiter) => delimiter,
        None => sniff_delimiter(&decoded.beginning),
    };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(WithoutMark::new(decoded.stream));
    let mut record = ByteRecord::new();
    let layout = loop {
        if !next(&mut reader, &mut record)? {
            return Err("has no header line".into());
        }
        if record.iter().any(|field| !field.is_empty()) {
            break Layout::of(&header(&record)?, mapping)?;
        }
    };
    let notices = unknown_headers(&layout);
    loop {
        let line = reader.position().line();
        if !next(&mut reader, &mut record)? {
            return Ok(notices);
        }
        let last_line = reader.position().line();
        let line = record.position().map_or(line, ::csv::Position::line);
        if last_line.saturating_sub(line) > MOST_LINES_PER_RECORD {
            return Err(format!(
                "the quote opened in the record at line {line} is not closed within {MOST_LINES_PER_RECORD} lines"
            ));
        }
        if record.len() == 1 && record.get(0).is_some_and(|field| field.trim_ascii().is_empty()) {
            continue;
        }
        read_record(&record, line, &layout, rows);
    }
}

fn next(reader: &mut ::csv::Reader<impl Read>, record: &mut ByteRecord) -> Result<bool, String> {
    let line = reader.position().line();
    reader.read_byte_record(record).map_err(|error| match error.kind() {
        ErrorKind::Io(io) => format!("breaks off after line {line}: {}", super::source::plain(io)),
        _ => format!("line {line}: {error}"),
    })
}

fn header(record: &ByteRecord) -> Result<Vec<String>, String> {
    record
        .iter()
        .map(|field| {
            std::str::from_utf8(field).map(str::to_owned).map_err(|_| "the header line is not valid text".to_owned())
        })
        .collect()
}

fn unknown_headers(layout: &Layout) -> Vec<String> {
    match layout.unknown.is_empty() {
        true => Vec::new(),
        false => vec![format!(
            "{} header(s) name no column and are not used: {}",
            layout.unknown.len(),
            layout.unknown.join(", ")
        )],
    }
}

fn read_record(record: &ByteRecord, line: u64, layout: &Layout, rows: &mut Rows) {
    let mut cells = Vec::with_capacity(layout.width() + 3);
    let mut problems = Vec::new();
    if record.len() != layout.width() {
        let reason = format!("the row has {} fields, the header has {}", record.len(), layout.width());
        let beginning = String::from_utf8_lossy(record.get(0).unwrap_or_default()).into_owned();
        problems.push(Problem::new("", &beginning, reason));
        return rows.row(line, "", cells, problems);
    }
    for (field, bytes) in record.iter().enumerate() {
        match std::str::from_utf8(bytes) {
            Ok(raw) => layout.read(field, raw, &mut cells, &mut problems),
            Err(error) => problems.push(Problem::new(
                layout.header(field),
                &String::from_utf8_lossy(bytes),
                format!(
                    "byte {} of the cell is not UTF-8; name the encoding in a mapping file",
                    error.valid_up_to() + 1
                ),
            )),
        }
    }
    layout.add_constants(&mut cells);
    rows.row(line, "", cells, problems);
}

/// The delimiter that splits the first line into most fields.
fn sniff_delimiter(beginning: &str) -> u8 {
    let line = beginning.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: u8| line.bytes().filter(|&b| b == delimiter).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|&d| count(d)).filter(|&d| count(d) > 0).unwrap_or(b',')
}

/// Drops a UTF-8 byte order mark.
struct WithoutMark<R> {
    inner: R,
    started: bool,
}

impl<R: Read> WithoutMark<R> {
    fn new(inner: R) -> Self {
        Self { inner, started: false }
    }
}

impl<R: Read> Read for WithoutMark<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut length = self.inner.read(buffer)?;
        if !self.started {
            self.started = true;
            if buffer[..length].starts_with(b"\xEF\xBB\xBF") {
                buffer.copy_within(3..length, 0);
                length -= 3;
                if length == 0 {
                    return self.inner.read(buffer);
                }
            }
        }
        Ok(length)
    }
}
