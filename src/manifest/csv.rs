//! CSV and TSV: header, delimiter and encoding found by looking; every bad row a reject with its line.

use super::layout::Layout;
use super::quotes::ClosedQuotes;
use super::rows::Rows;
use super::text::Decoded;
use super::{Mapping, Problem};
use ::csv::{ByteRecord, ErrorKind, ReaderBuilder};
use encoding_rs::{Encoding, UTF_8};
use std::io::Read;

/// Longest record: what follows a quote that is never closed is one record, and a file may be larger than memory.
const LONGEST_RECORD: usize = 16 << 20;

/// The sign that old systems put behind the last line.
const END_OF_FILE: u8 = 0x1A;

/// Records looked at for the header.
const HEADER_WITHIN: usize = 30;

/// Reads all records. The error says what makes the file as a whole unreadable.
pub(super) fn read(decoded: Decoded, mapping: Option<&Mapping>, rows: &mut Rows) -> Result<Vec<String>, String> {
    let delimiter = match mapping.and_then(|m| m.delimiter) {
        Some(delimiter) => delimiter,
        None => sniff_delimiter(&decoded.beginning),
    };
    let encoding = decoded.encoding;
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        // Thousands of small files need no large buffers.
        .buffer_capacity(decoded.beginning.len().clamp(1 << 12, 1 << 18))
        .from_reader(CleanLines::new(ClosedQuotes::new(decoded.stream, delimiter)));
    let mut record = ByteRecord::new();
    let (layout, above) = find_header(&mut reader, &mut record, mapping)?;
    reader.get_mut().inner.set_width(layout.width());
    let mut notices = layout.notices();
    if above > 0 {
        notices.push(format!("the header was found below {above} other line(s), which are passed over"));
    }
    rows.states(layout.columns());
    let mut width = None;
    let (mut records, mut last_is_short, mut last_is_blank) = (0, false, false);
    loop {
        let begun = reader.position().line();
        if !next(&mut reader, &mut record)? {
            // A single line is often written without an end; one that is short as well was cut.
            let lacks_end = reader.get_ref().lacks_last_end && !last_is_blank;
            rows.breaks_off = lacks_end && (records > 1 || last_is_short);
            let torn = reader.get_ref().inner.torn;
            notices.extend((torn > 0).then(|| format!("{torn} line(s) open a quote that is not closed before the next row begins; it is read as a plain sign")));
            return Ok(notices);
        }
        // The stream ends every line with a line feed, so the reader now stands one line below the record,
        // unless the file ended inside a quote.
        let inner_lines: usize = record.iter().map(|field| memchr::memchr_iter(b'\n', field).count()).sum();
        let inside_quote = reader.position().line() - begun == inner_lines as u64;
        let end = reader.position().line() - 1;
        let line = if inside_quote { end + 1 } else { end } - inner_lines as u64;
        if inside_quote {
            return Err(format!(
                "the quote opened in the record at line {line} is never closed; lines {line} to {end} cannot be told apart"
            ));
        }
        last_is_blank = record.len() == 1 && record.get(0).is_some_and(|field| field.trim_ascii().is_empty());
        if last_is_blank {
            continue;
        }
        (records, last_is_short) = (records + 1, record.len() < layout.width());
        // If the first record ends with blank fields beyond the header, they all do; in one record alone it is one cut in two.
        let width = *width.get_or_insert_with(|| {
            let is_longer_by_blanks = record.iter().skip(layout.width()).all(|field| field.trim_ascii().is_empty());
            if is_longer_by_blanks { record.len().max(layout.width()) } else { layout.width() }
        });
        read_record(&record, line, &layout, width, encoding, rows);
    }
}

/// The first record that names the columns a manifest must have, and how many stand above it: tables have titles.
fn find_header(
    reader: &mut ::csv::Reader<CleanLines<impl Read>>,
    record: &mut ByteRecord,
    mapping: Option<&Mapping>,
) -> Result<(Layout, usize), String> {
    let mut fullest: Option<(usize, String)> = None;
    let mut above = 0;
    while above < HEADER_WITHIN && next(reader, record)? {
        if record.iter().all(|field| field.trim_ascii().is_empty()) || record.get(0) == Some(b"sep=") {
            continue;
        }
        match header(record).and_then(|headers| Layout::of(&headers, mapping)) {
            Ok(layout) => return Ok((layout, above)),
            // The first of the fullest records is most like a header; what is wrong with it is worth saying.
            Err(reason) if fullest.as_ref().is_none_or(|(fields, _)| record.len() > *fields) => {
                fullest = Some((record.len(), reason));
            }
            Err(_) => {}
        }
        above += 1;
    }
    Err(fullest.map_or_else(|| "has no header line".into(), |(_, reason)| reason))
}

/// The line a record just read begins at; the reader's own count would include blank lines before it.
pub(super) fn line_of<R: Read>(reader: &::csv::Reader<R>, record: &ByteRecord) -> u64 {
    let inner: usize = record.iter().map(|field| memchr::memchr_iter(b'\n', field).count()).sum();
    reader.position().line().saturating_sub(1 + inner as u64).max(1)
}

/// Reads the next record; whether there was one.
pub(super) fn next(reader: &mut ::csv::Reader<CleanLines<impl Read>>, record: &mut ByteRecord) -> Result<bool, String> {
    let line = reader.position().line();
    reader.get_mut().of_record = 0;
    reader.read_byte_record(record).map_err(|error| match error.kind() {
        ErrorKind::Io(_) if reader.get_ref().of_record > LONGEST_RECORD => format!(
            "the record that begins at line {line} is longer than {LONGEST_RECORD} bytes; is a quote opened in it and \
             never closed, or has the file no line ends?"
        ),
        ErrorKind::Io(io) => format!("breaks off after line {line}: {}", crate::storage::plain(io)),
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

/// The fields of a record as one text.
fn text_of(record: &ByteRecord) -> String {
    let fields: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
    fields.join(" ")
}

/// Reads a record of as many fields as records of the file have: those of the header, and blank ones that programs put at the end
/// of every line below it.
fn read_record(
    record: &ByteRecord,
    line: u64,
    layout: &Layout,
    width: usize,
    encoding: &'static Encoding,
    rows: &mut Rows,
) {
    let mut cells = Vec::with_capacity(layout.width() + 3);
    let mut problems = Vec::new();
    let has_more = record.iter().skip(layout.width()).any(|field| !field.trim_ascii().is_empty());
    if record.len() != width || has_more {
        let reason = format!("the row has {} fields, the header has {}", record.len(), layout.width());
        problems.push(Problem::new("", &String::from_utf8_lossy(record.get(0).unwrap_or_default()), reason));
        // Fields are shifted, but a number with its check digit tells which box to look at.
        return rows.torn(line, &text_of(record), problems);
    }
    let of_record = |field: usize| std::str::from_utf8(record.get(field)?).ok();
    for (field, bytes) in record.iter().enumerate().take(layout.width()) {
        match std::str::from_utf8(bytes) {
            Ok(raw) if encoding != UTF_8 && raw.contains('\u{FFFD}') => {
                let reason = format!("a character of the cell cannot be read as {}", encoding.name());
                layout.read_in_part(field, raw, &reason, &mut cells, &mut problems);
            }
            Ok(raw) => layout.read(field, raw, of_record, &mut cells, &mut problems),
            Err(error) => {
                let place = error.valid_up_to() + 1;
                let reason = format!("byte {place} of the cell is not UTF-8; name the encoding in a mapping file");
                layout.read_in_part(field, &String::from_utf8_lossy(bytes), &reason, &mut cells, &mut problems);
            }
        }
    }
    layout.add_constants(&mut cells);
    rows.record(line, "", cells, problems);
}

/// The delimiter that splits the first line into most fields.
pub(super) fn sniff_delimiter(beginning: &str) -> u8 {
    // Excel's own hint.
    if let Some([b's', b'e', b'p', b'=', delimiter, ..]) = beginning.get(..5).map(str::as_bytes) {
        return *delimiter;
    }
    let count = |line: &str, delimiter: u8| line.bytes().filter(|&b| b == delimiter).count();
    let most = |line: &str| {
        let found = [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|&d| count(line, d));
        found.filter(|&d| count(line, d) > 0)
    };
    // Titles above a header have few delimiters, and those are of their language.
    let lines = || beginning.lines().filter(|line| !line.trim().is_empty()).take(HEADER_WITHIN);
    let first = lines().next().unwrap_or_default();
    let like_a_row = |line: &&str| most(line).is_some_and(|delimiter| count(line, delimiter) > 2);
    most(lines().find(like_a_row).unwrap_or(first)).or_else(|| lines().find_map(most)).unwrap_or(b',')
}

/// Lines that all end in one line feed, the last one too, without a byte order mark at the start: what
/// line numbers can be counted by.
pub(super) struct CleanLines<R> {
    inner: R,
    started: bool,
    after_return: bool,
    last: u8,
    /// Whether the last line had no end of its own.
    pub lacks_last_end: bool,
    /// Bytes read for the record in progress, to within the buffer of who reads; line ends weigh little.
    of_record: usize,
}

impl<R: Read> CleanLines<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, started: false, after_return: false, last: b'\n', lacks_last_end: false, of_record: 0 }
    }
}

impl<R: Read> Read for CleanLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let read = self.inner.read(buffer)?;
            // Blank lines are of no record; a quote may hold more of them than memory does.
            let lines = memchr::memchr_iter(b'\n', &buffer[..read]).count();
            self.of_record += read - lines + lines / 16;
            if self.of_record > LONGEST_RECORD {
                return Err(std::io::Error::other("the record is too long"));
            }
            if read == 0 {
                if self.last == b'\n' || buffer.is_empty() {
                    return Ok(0);
                }
                // Some systems end a file with a sign of its own.
                self.lacks_last_end = self.last != END_OF_FILE;
                self.last = b'\n';
                buffer[0] = b'\n';
                return Ok(1);
            }
            let mut from = 0;
            if !self.started {
                self.started = true;
                if buffer[..read].starts_with(b"\xEF\xBB\xBF") {
                    from = 3;
                }
            }
            let mut kept = 0;
            for at in from..read {
                let byte = buffer[at];
                let second_half = byte == b'\n' && self.after_return;
                self.after_return = byte == b'\r';
                if !second_half {
                    buffer[kept] = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
            }
            if kept > 0 {
                self.last = buffer[kept - 1];
                return Ok(kept);
            }
        }
    }
}
