//! The text of a list file, for putting entries in and taking them out while all else stays as somebody wrote it.
//!
//! The parser says where each entry stands; the text is cut and joined there. Comments, layout and other entries are not touched.

use super::fields::{Fields, parse_toml};
use super::keys;
use super::lists::read_entries;
use crate::diagnostics::{Diagnostic, Source};
use crate::reference::Entry;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

/// A list file that can be read.
pub struct ListText<'s> {
    text: &'s str,
    pub name: String,
    pub owner: String,
    /// The days from and to which the list counts.
    pub effective: NaiveDate,
    pub review_by: NaiveDate,
    pub entries: Vec<Entry>,
    spans: Vec<Range<usize>>,
    /// Between the brackets around the entries.
    inside: Range<usize>,
}

impl<'s> ListText<'s> {
    /// Reads a list file; what is wrong with its form is said, whatever its entries may mean.
    pub fn read(source: &'s Source) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let document = parse_toml(source, &mut problems);
        let fields = Fields::new(document.get_ref(), 0..0, source, "the list", keys::LIST, &mut problems);
        let (entries, spans) = read_entries(&fields, &mut problems);
        let days = (fields.date("effective", &mut problems), fields.date("review_by", &mut problems));
        let array = fields.place("entries");
        match (array, days) {
            (Some(array), (Some(effective), Some(review_by))) if problems.is_empty() => Ok(Self {
                text: &source.text,
                name: fields.text_or_blank("name"),
                owner: fields.text_or_blank("owner"),
                effective: effective.value,
                review_by: review_by.value,
                entries,
                spans,
                inside: array.start + 1..array.end - 1,
            }),
            _ => Err(problems),
        }
    }

    /// The file with one more entry, on a line of its own below the others.
    pub fn with(&self, entry: &Entry) -> String {
        let line_end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let line = format!("  {},{line_end}", written(entry));
        let close = self.inside.end;
        let last = self.spans.last().map_or(self.inside.start, |span| span.end);
        let comma = if self.spans.is_empty() || has_comma(&self.text[last..close]) { "" } else { "," };
        let line_start = self.text[..close].rfind('\n').map_or(0, |at| at + 1);
        let is_own_line = line_start > last && self.text[line_start..close].trim().is_empty();
        let (between, rest) = match is_own_line {
            true => (self.text[last..line_start].to_owned(), &self.text[line_start..]),
            false => (format!("{}{line_end}", self.text[last..close].trim_end()), &self.text[close..]),
        };
        format!("{}{comma}{between}{line}{rest}", &self.text[..last])
    }

    /// The file without the entries at some places. A comment behind an entry that has its line to itself goes with it.
    pub fn without(&self, places: &BTreeSet<usize>) -> String {
        let mut text = self.text.to_owned();
        for &place in places.iter().rev() {
            text.replace_range(self.cut(&self.spans[place]), "");
        }
        text
    }

    /// What goes with an entry: its comma and, where it has its line to itself, the line.
    fn cut(&self, span: &Range<usize>) -> Range<usize> {
        let blanks = |at: usize| at + self.text[at..].len() - self.text[at..].trim_start_matches([' ', '\t']).len();
        let line_start = self.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let mut end = blanks(span.end);
        if self.text[end..].starts_with(',') {
            end = blanks(end + 1);
        }
        let line_end = self.text[end..].find('\n').map_or(self.text.len(), |at| end + at + 1);
        let rest = self.text[end..line_end].trim();
        let is_alone =
            self.text[line_start..span.start].trim().is_empty() && (rest.is_empty() || rest.starts_with('#'));
        match is_alone && line_end <= self.inside.end {
            true => line_start..line_end,
            false => span.start..end,
        }
    }
}

/// Whether what stands behind the last entry has the comma that one more entry needs.
fn has_comma(behind: &str) -> bool {
    behind.lines().any(|line| line.split('#').next().is_some_and(|code| code.contains(',')))
}

/// An entry as it stands in a file.
fn written(entry: &Entry) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut line = format!("{{ value = {}", quoted(&entry.value));
    let mut put = |key: &str, value: String| write!(line, ", {key} = {value}").expect("text takes text");
    for (key, text) in [("note", &entry.note), ("owner", &entry.owner)] {
        text.iter().for_each(|text| put(key, quoted(text)));
    }
    entry.until.iter().for_each(|day| put("until", day.to_string()));
    entry.case.iter().for_each(|case| put("case", quoted(case)));
    entry.traits().for_each(|mark| put(mark, "true".to_owned()));
    line + " }"
}
