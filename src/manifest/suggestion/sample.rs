//! Samples: the headers of a table and the first of its values, whatever text form it has.

use super::super::cell::{unprotected, unprotected_header};
use super::super::csv::{CleanLines, line_of, next, sniff_delimiter};
use super::super::source::{InputFile, Opened, open, sniff};
use super::super::text::decode;
use super::super::workbook::{self, Record};
use super::super::{Damage, Format};
use super::headers::HeaderWords;
use crate::columns::Column;
use crate::wording::printable;
use std::io::{BufRead, BufReader, Read};

/// Rows looked at.
const ROWS: usize = 5_000;
/// Bytes looked at.
const MOST_BYTES: u64 = 64 << 20;
/// Longest line of NDJSON looked at.
const LONGEST_LINE: u64 = 4 << 20;

/// A column of a table: its header and its values that are not blank.
pub(super) struct Field {
    pub at: usize,
    pub header: String,
    pub values: Vec<String>,
}

pub(super) struct Sample {
    pub delimiter: Option<u8>,
    /// Where it is not UTF-8.
    pub encoding: Option<String>,
    pub fields: Vec<Field>,
    pub rows: usize,
    /// Where the header stands.
    pub header_line: u64,
    /// Whether there are further sheets, which may lack some of the headers.
    pub one_of_several: bool,
    /// Headers that stand in two columns.
    pub twice: Vec<String>,
}

/// Records looked at for the header; titles stand above it.
const HEADER_WITHIN: usize = 30;

impl Sample {
    pub fn of(input: &InputFile) -> Result<Self, Damage> {
        let damaged = |reason: &str| Damage::new(&input.name(), reason);
        let stream = match open(input)? {
            Opened::Stream(stream) => stream,
            Opened::Workbook { bytes, .. } => {
                let sheets = workbook::records(bytes, ROWS + HEADER_WITHIN).map_err(|reason| damaged(&reason))?;
                return Self::of_sheets(sheets).ok_or_else(|| damaged("has no rows to learn from"));
            }
            Opened::Parquet(_) => return Err(damaged("is Parquet, which needs no mapping")),
        };
        let decoded = decode(stream, None).map_err(|reason| damaged(&reason))?;
        let encoding = (decoded.encoding != encoding_rs::UTF_8).then(|| decoded.encoding.name().to_lowercase());
        let sample = match sniff(&decoded.beginning) {
            Format::Csv => {
                let delimiter = sniff_delimiter(&decoded.beginning);
                Self::of_csv(delimiter, CleanLines::new(decoded.stream))
            }
            Format::Ndjson => Self::of_ndjson(BufReader::new(decoded.stream)),
            other => return Err(damaged(&format!("is {}, which needs no mapping", other.name()))),
        };
        let sample = Self { encoding, ..sample.map_err(|reason| damaged(&reason))? };
        match sample.rows {
            0 => Err(damaged("has no rows to learn from")),
            _ => Ok(sample),
        }
    }

    fn empty(delimiter: Option<u8>) -> Self {
        Self {
            delimiter,
            encoding: None,
            fields: Vec::new(),
            rows: 0,
            header_line: 1,
            one_of_several: false,
            twice: Vec::new(),
        }
    }

    fn put(&mut self, header: &str, value: &str) {
        let at = self.fields.iter().position(|field| field.header == header).unwrap_or_else(|| {
            let at = self.fields.len();
            self.fields.push(Field { at, header: header.to_owned(), values: Vec::new() });
            at
        });
        let value = unprotected(Column::ContainerNo, value).trim();
        if !value.is_empty() {
            self.fields[at].values.push(value.to_owned());
        }
    }

    fn of_csv(delimiter: u8, stream: CleanLines<impl std::io::Read>) -> Result<Self, String> {
        let mut reader =
            ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(stream);
        let mut records: Vec<Record> = Vec::new();
        let mut record = ::csv::ByteRecord::new();
        let mut bytes = 0;
        while records.len() < ROWS + HEADER_WITHIN && bytes < MOST_BYTES && next(&mut reader, &mut record)? {
            bytes += (record.as_slice().len() + record.len()) as u64;
            let line = line_of(&reader, &record);
            let fields: Vec<String> =
                record.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect();
            // Excel's hint of the delimiter is no header.
            if fields.iter().any(|field| !field.is_empty()) && fields[0] != "sep=" {
                records.push((line, fields));
            }
        }
        Ok(Self::of_records(Some(delimiter), &records))
    }

    /// The sheet that is most like a manifest: whose header knows most columns, and the first of those.
    fn of_sheets(sheets: Vec<Vec<Record>>) -> Option<Self> {
        let words = HeaderWords::embedded();
        let known = |sheet: &Sample| words.known(&sheet.fields.iter().map(|f| f.header.clone()).collect::<Vec<_>>());
        let sheets: Vec<Self> = sheets.iter().map(|records| Self::of_records(None, records)).collect();
        let one_of_several = sheets.iter().filter(|sheet| sheet.rows > 0).count() > 1;
        let sheets = sheets.into_iter().filter(|sheet| sheet.rows > 0).enumerate();
        let (_, best) = sheets.max_by_key(|(at, sheet)| (known(sheet), std::cmp::Reverse(*at)))?;
        Some(Self { one_of_several, ..best })
    }

    /// Finds the header among records; what stands below it are values.
    fn of_records(delimiter: Option<u8>, records: &[Record]) -> Self {
        let mut sample = Self::empty(delimiter);
        let words = HeaderWords::embedded();
        let beginning = records.iter().take(HEADER_WITHIN).enumerate();
        // The record most of whose fields are called as columns are; the first of them, and the first of all if none is.
        let header = beginning.max_by_key(|(at, (_, fields))| (words.known(fields), std::cmp::Reverse(*at)));
        let Some((at, (line, headers))) = header.map(|(at, header)| (at, header.clone())) else { return sample };
        // As the reader compares them.
        let headers: Vec<String> =
            headers.iter().map(|header| unprotected_header(header).trim().chars().map(printable).collect()).collect();
        sample.header_line = line;
        for (field, header) in headers.iter().enumerate() {
            if !header.is_empty() && headers[..field].contains(header) && !sample.twice.contains(header) {
                sample.twice.push(header.clone());
            }
            sample.put(header, "");
        }
        for (_, record) in &records[at + 1..] {
            sample.rows += 1;
            headers.iter().zip(record).for_each(|(header, value)| sample.put(header, value));
        }
        sample.fields.retain(|field| !field.header.is_empty());
        sample
    }

    fn of_ndjson(mut stream: impl BufRead) -> Result<Self, String> {
        let mut sample = Self::empty(None);
        let (mut line, mut bytes) = (Vec::new(), 0);
        while sample.rows < ROWS && bytes < MOST_BYTES {
            line.clear();
            let mut within = (&mut stream).take(LONGEST_LINE);
            let length = within.read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
            bytes += length as u64;
            if length == 0 {
                break;
            }
            if length as u64 == LONGEST_LINE && !line.ends_with(b"\n") {
                return Err(format!("a line is longer than {LONGEST_LINE} bytes"));
            }
            let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(&line) else { continue };
            sample.rows += 1;
            for (key, value) in &object {
                let text = match value {
                    serde_json::Value::Null => String::new(),
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                sample.put(key, &text);
            }
        }
        Ok(sample)
    }
}
