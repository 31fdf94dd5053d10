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
use std::ops::Range;

const ENTRIES: &str = "entries";

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
    layout: Layout,
    /// The line at which the entries begin.
    pub line: usize,
}

/// How somebody wrote the entries.
enum Layout {
    /// `entries = [ … ]`: between the brackets.
    Array(Range<usize>),
    /// `[[entries]]` tables: where the line of each heading begins.
    Tables(Vec<usize>),
}

impl<'s> ListText<'s> {
    /// Reads a list file; what is wrong with its form is said, whatever its entries may mean.
    pub fn read(source: &'s Source) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let document = parse_toml(source, &mut problems);
        let fields = Fields::new(document.get_ref(), 0..0, source, "the list", keys::LIST, &mut problems);
        let (entries, spans) = read_entries(&fields, &mut problems);
        let days = (fields.date("effective", &mut problems), fields.date("review_by", &mut problems));
        let array = fields.place(ENTRIES);
        match (array, days) {
            (Some(array), (Some(effective), Some(review_by))) if problems.is_empty() => Ok(Self {
                text: &source.text,
                name: fields.text_or_blank("name"),
                owner: fields.text_or_blank("owner"),
                effective: effective.value,
                review_by: review_by.value,
                entries,
                spans,
                layout: Layout::of(&source.text, &array),
                line: source.text[..array.start.min(source.text.len())].matches('\n').count() + 1,
            }),
            _ => Err(problems),
        }
    }

    /// The file with one more entry below the others: on a line of its own, or in a table of its own.
    pub fn with(&self, entry: &Entry) -> String {
        let line_end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let inside = match &self.layout {
            Layout::Array(inside) => inside,
            Layout::Tables(_) => {
                let fields = fields_of(entry).join(line_end);
                let text = self.text.trim_end();
                return format!("{text}{line_end}{line_end}[[{ENTRIES}]]{line_end}{fields}{line_end}");
            }
        };
        let line = format!("  {{ {} }},{line_end}", fields_of(entry).join(", "));
        let close = inside.end;
        let last = self.spans.last().map_or(inside.start, |span| span.end);
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
            let cut = match &self.layout {
                Layout::Array(inside) => self.cut(&self.spans[place], inside.end),
                Layout::Tables(headings) => match headings.get(place) {
                    Some(&heading) => self.table_at(heading),
                    None => continue,
                },
            };
            text.replace_range(cut, "");
        }
        text
    }

    /// What goes with an entry: its comma and, where it has its line to itself, the line.
    fn cut(&self, span: &Range<usize>, close: usize) -> Range<usize> {
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
        match is_alone && line_end <= close {
            true => line_start..line_end,
            false => span.start..end,
        }
    }

    /// A table with its heading and the blank line below it. Comments above the next heading are of what comes next.
    fn table_at(&self, heading: usize) -> Range<usize> {
        let lines = lines_from(self.text, heading);
        let mut end = heading;
        for (number, (start, line)) in lines.enumerate() {
            let code = line.trim();
            if number > 0 && code.starts_with('[') {
                break;
            }
            if !code.is_empty() && !code.starts_with('#') {
                end = start + line.len();
            }
        }
        let blank = self.text[end..].split_inclusive('\n').next().filter(|line| line.trim().is_empty());
        heading..end + blank.map_or(0, str::len)
    }
}

impl Layout {
    fn of(text: &str, array: &Range<usize>) -> Self {
        let is_array = |text: &str| text.starts_with('[') && !text.starts_with("[[") && text.ends_with(']');
        match text.get(array.clone()).filter(|text| is_array(text)) {
            Some(_) => Self::Array(array.start + 1..array.end - 1),
            None => {
                let is_heading = |line: &str| {
                    let inner = line.trim().strip_prefix("[[").and_then(|rest| rest.split_once("]]"));
                    inner.is_some_and(|(name, _)| name.trim() == ENTRIES)
                };
                Self::Tables(lines_from(text, 0).filter(|(_, line)| is_heading(line)).map(|(at, _)| at).collect())
            }
        }
    }
}

/// The lines from a place on, each with where it begins.
fn lines_from(text: &str, start: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = start;
    text[start..].split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

/// Whether what stands behind the last entry has the comma that one more entry needs.
fn has_comma(behind: &str) -> bool {
    behind.lines().any(|line| line.split('#').next().is_some_and(|code| code.contains(',')))
}

/// What a file says of an entry.
fn fields_of(entry: &Entry) -> Vec<String> {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut fields = vec![format!("value = {}", quoted(&entry.value))];
    let mut put = |key: &str, value: String| fields.push(format!("{key} = {value}"));
    for (key, text) in [("note", &entry.note), ("owner", &entry.owner)] {
        text.iter().for_each(|text| put(key, quoted(text)));
    }
    entry.until.iter().for_each(|day| put("until", day.to_string()));
    entry.case.iter().for_each(|case| put("case", quoted(case)));
    entry.traits().for_each(|mark| put(mark, "true".to_owned()));
    fields
}
