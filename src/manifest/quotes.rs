//! Quotes of a CSV that are opened and not closed: each would take the rows behind it into one cell, up to the next quote or to
//! the end of the file. Here the record ends with its line all the same, and its quote is a sign like others.

use std::io::{self, Read};

/// Longest record that is looked through for the end of its quotes. Cells hold far less.
const LONGEST_QUOTED: usize = 1 << 20;

/// Bytes read at a time.
const CHUNK: usize = 1 << 17;

/// The bytes of a CSV, in which quotes that are never closed are doubled within quotes.
pub(super) struct ClosedQuotes<R> {
    inner: R,
    delimiter: u8,
    /// Fields of the header. Until they are known, the stream is given line by line and as it is.
    width: Option<usize>,
    /// What was read; it begins at a line.
    read: Vec<u8>,
    at: usize,
    /// Up to where it can be given as it is.
    sound: usize,
    /// A line whose quotes were doubled, and what of it was given.
    mended: Vec<u8>,
    given: usize,
    is_whole: bool,
    /// Lines whose quotes were doubled.
    pub torn: u64,
}

/// What becomes of the record that begins at a line.
enum Record {
    /// It ends there, in whatever lines it is.
    Ends(usize),
    /// It takes in rows, or never ends.
    Torn,
    /// More of the file must be read to tell.
    Open,
}

impl<R: Read> ClosedQuotes<R> {
    pub fn new(inner: R, delimiter: u8) -> Self {
        let (read, mended) = Default::default();
        Self { inner, delimiter, width: None, read, at: 0, sound: 0, mended, given: 0, is_whole: false, torn: 0 }
    }

    /// Says how many fields a record has, once the header was read.
    pub fn set_width(&mut self, width: usize) {
        self.width = Some(width);
    }

    /// Finds more that can be given; whether there is any.
    fn go_on(&mut self) -> io::Result<bool> {
        loop {
            if self.at == self.read.len() && !self.fill()? {
                return Ok(false);
            }
            let rest = &self.read[self.at..];
            let is_open = match self.width {
                None => match line_end(rest) {
                    Some(end) => {
                        self.sound = self.at + end;
                        false
                    }
                    None => true,
                },
                Some(width) => self.judge(width),
            };
            if !is_open {
                return Ok(true);
            }
            // What is left is one line that goes on.
            if self.is_whole || is_long(&self.read[self.at..]) {
                self.sound = self.read.len();
                return Ok(true);
            }
            self.fill()?;
        }
    }

    /// Goes over whole records; whether there is none, and more must be read.
    fn judge(&mut self, width: usize) -> bool {
        self.sound = self.at;
        loop {
            let rest = &self.read[self.sound..];
            let quote = memchr::memchr(b'"', rest);
            // Lines without a quote end where they end.
            let before = &rest[..quote.unwrap_or(rest.len())];
            self.sound += memchr::memrchr2(b'\n', b'\r', before).map_or(0, |end| end + 1);
            if quote.is_none() {
                return self.sound == self.at;
            }
            let rest = &self.read[self.sound..];
            match record(rest, self.delimiter, width, self.is_whole) {
                Record::Ends(length) => self.sound += length,
                Record::Open => return self.sound == self.at,
                Record::Torn if self.sound > self.at => return false,
                Record::Torn => {
                    let end = line_end(rest).unwrap_or(rest.len());
                    self.mended.clear();
                    self.given = 0;
                    with_plain_quotes(&rest[..end], self.delimiter, &mut self.mended);
                    self.at += end;
                    self.sound = self.at;
                    self.torn += 1;
                    return false;
                }
            }
            if self.sound == self.read.len() {
                return false;
            }
        }
    }

    /// Reads more; whether there was any.
    fn fill(&mut self) -> io::Result<bool> {
        if self.is_whole {
            return Ok(false);
        }
        self.read.drain(..self.at);
        (self.at, self.sound) = (0, 0);
        let before = self.read.len();
        self.read.resize(before + CHUNK, 0);
        let read = self.inner.read(&mut self.read[before..]);
        self.read.truncate(before + *read.as_ref().unwrap_or(&0));
        self.is_whole = read? == 0;
        Ok(!self.is_whole)
    }
}

impl<R: Read> Read for ClosedQuotes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.given < self.mended.len() {
                let given = copy(&self.mended[self.given..], buffer);
                self.given += given;
                return Ok(given);
            }
            if self.at < self.sound {
                let given = copy(&self.read[self.at..self.sound], buffer);
                self.at += given;
                return Ok(given);
            }
            if !self.go_on()? {
                return Ok(0);
            }
        }
    }
}

fn copy(from: &[u8], buffer: &mut [u8]) -> usize {
    let length = from.len().min(buffer.len());
    buffer[..length].copy_from_slice(&from[..length]);
    length
}

fn is_long(text: &[u8]) -> bool {
    text.len() > LONGEST_QUOTED
}

/// Where the first line ends, with the sign that ends it.
fn line_end(text: &[u8]) -> Option<usize> {
    memchr::memchr2(b'\n', b'\r', text).map(|end| end + 1)
}

/// Follows the fields of the record at the beginning of a text, as the library that reads them does.
fn record(text: &[u8], delimiter: u8, width: usize, is_whole: bool) -> Record {
    let (mut at, mut fields, mut runs_over_lines, mut takes_rows) = (0, 1, false, false);
    loop {
        let field = at;
        if text.get(at) == Some(&b'"') {
            let Some(close) = closing_quote(text, at + 1) else {
                return match line_end(text) {
                    _ if is_whole => Record::Torn,
                    Some(_) if is_long(text) => Record::Torn,
                    None if is_long(text) => Record::Ends(text.len()),
                    _ => Record::Open,
                };
            };
            let quoted = &text[at + 1..close];
            let has_lines = memchr::memchr2(b'\n', b'\r', quoted).is_some();
            runs_over_lines |= has_lines;
            takes_rows |= has_lines && holds_rows(quoted, delimiter, width);
            at = close + 1;
        }
        // What stands behind a closing quote is of the field, up to its end.
        at = match memchr::memchr3(delimiter, b'\n', b'\r', &text[at..]) {
            Some(end) => at + end,
            None if is_whole => text.len(),
            None if is_long(text) => return Record::Ends(text.len()),
            None => return Record::Open,
        };
        // Programs put blank fields behind the last; others are too many.
        if runs_over_lines && fields > width && !text[field..at].trim_ascii().is_empty() {
            return Record::Torn;
        }
        if text.get(at) != Some(&delimiter) {
            let takes_rows = || takes_rows && has_line_like_a_row(&text[..at], delimiter, width);
            let is_torn = runs_over_lines && (fields < width || takes_rows());
            return if is_torn { Record::Torn } else { Record::Ends(text.len().min(at + 1)) };
        }
        (at, fields) = (at + 1, fields + 1);
    }
}

/// Where the quotes of a field are closed; two of them are one sign of it.
fn closing_quote(text: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr::memchr(b'"', &text[from..])?;
        match text.get(at + 1) {
            Some(b'"') => from = at + 2,
            Some(_) => return Some(at),
            // The next byte may be a quote too; at the end of the file there is none.
            None => return Some(at),
        }
    }
}

/// Whether a cell that runs over lines has as many delimiters as a row.
pub(super) fn holds_rows(cell: &[u8], delimiter: u8, width: usize) -> bool {
    width > 3 && memchr::memchr_iter(delimiter, cell).count() + 1 >= width
}

/// Whether one of the later lines of a record has as many fields as a row: prose seldom does.
fn has_line_like_a_row(record: &[u8], delimiter: u8, width: usize) -> bool {
    let mut lines = record.split(|byte| matches!(byte, b'\n' | b'\r')).skip(1);
    lines.any(|line| memchr::memchr_iter(delimiter, line).count() + 1 >= width)
}

/// A line whose quotes are signs like others, where they are not closed before the next delimiter or the end of the line.
fn with_plain_quotes(line: &[u8], delimiter: u8, out: &mut Vec<u8>) {
    let end = line.len() - usize::from(line.ends_with(b"\n") || line.ends_with(b"\r"));
    let mut at = 0;
    loop {
        let next = match properly_quoted(&line[at..end], delimiter) {
            Some(length) => {
                out.extend_from_slice(&line[at..at + length]);
                at + length
            }
            None => {
                let length = memchr::memchr(delimiter, &line[at..end]).unwrap_or(end - at);
                as_text(&line[at..at + length], out);
                at + length
            }
        };
        if next >= end {
            return out.extend_from_slice(&line[end..]);
        }
        out.push(delimiter);
        at = next + 1;
    }
}

/// Length of the field at the beginning of a text, if it is within quotes that are closed where it ends.
fn properly_quoted(text: &[u8], delimiter: u8) -> Option<usize> {
    let inside = text.strip_prefix(b"\"")?;
    let close = closing_quote(inside, 0)? + 2;
    text.get(close).is_none_or(|next| *next == delimiter).then_some(close)
}

/// A field as a text of CSV, whatever signs are in it.
fn as_text(field: &[u8], out: &mut Vec<u8>) {
    if !field.contains(&b'"') {
        return out.extend_from_slice(field);
    }
    out.push(b'"');
    for byte in field {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}
