//! Notices: what people should know of a file that was read, each thing once with how often it came.

use super::reject::of_one_line;
use super::segments::Segment;
use hashbrown::HashMap;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Things to say once, with how often they came.
#[derive(Default)]
pub(super) struct Notices(BTreeMap<String, u64>);

impl Notices {
    pub fn add(&mut self, text: impl Into<String>) {
        *self.0.entry(text.into()).or_default() += 1;
    }

    /// Each once with how often it came; a file of nonsense has more of them than anyone reads.
    pub fn into_lines(self) -> Vec<String> {
        const LINES: usize = 20;
        let more = self.0.len().saturating_sub(LINES);
        let line = |(text, times): (String, u64)| match times {
            1 => of_one_line(&text),
            _ => format!("{} ({times} times)", of_one_line(&text)),
        };
        let mut lines: Vec<String> = self.0.into_iter().take(LINES).map(line).collect();
        if more > 0 {
            lines.push(format!("and {more} more oddities"));
        }
        lines
    }
}

/// A kind of part of a file that was not used: a segment by tag and qualifier, an element by its path, a column by its
/// header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedPart {
    pub name: String,
    pub count: u64,
}

impl UnusedPart {
    /// What of a file was not used, as one sentence; nothing where all of it was.
    pub fn sentence(parts: &[Self]) -> Option<String> {
        const SHOWN: usize = 100;
        let mut shown: Vec<String> =
            parts.iter().take(SHOWN).map(|part| format!("{} ({})", part.name, part.count)).collect();
        let more = parts.len().saturating_sub(SHOWN);
        if more > 0 {
            shown.push(format!("and {more} more"));
        }
        (!parts.is_empty()).then(|| format!("{} kind(s) of parts are not used: {}", parts.len(), shown.join(", ")))
    }
}

/// Counts the parts of a file that a reader does not use, by name.
#[derive(Debug, Default)]
pub(super) struct Unused {
    counts: HashMap<String, u64>,
    /// The name being made, kept so that a known one costs no memory.
    name: String,
    /// Parts whose names are too many to keep.
    nameless: u64,
}

/// Names kept of one file: a file of nonsense could have millions.
const MOST_NAMES: usize = 1_000;

/// Longest name kept, in bytes.
const LONGEST_NAME: usize = 160;

/// Segments whose first element says what the segment is about; of others it is a value.
const QUALIFIED: [&str; 28] = [
    "ALI", "CNT", "CPI", "CTA", "DGS", "DIM", "DOC", "DTM", "EQA", "EQD", "FTX", "GEI", "GIS", "LOC", "MEA", "MOA",
    "N1", "N9", "NAD", "PCI", "PIA", "QTY", "REF", "RFF", "TDT", "TMD", "TMP", "TSR",
];

impl Unused {
    /// Counts a part under a name.
    pub fn add(&mut self, name: &str) {
        self.name.clear();
        self.name.push_str(name);
        self.count();
    }

    /// Counts a segment under its tag and qualifiers: `RFF PLZ`, `MEA AAX G`.
    pub fn segment(&mut self, segment: &Segment<'_>) {
        self.name.clear();
        self.name.push_str(&segment.tag);
        if QUALIFIED.contains(&&*segment.tag) {
            self.qualifier(segment.get(1, 0));
        }
        if segment.tag == "MEA" {
            self.qualifier(segment.get(2, 0));
        }
        self.count();
    }

    fn qualifier(&mut self, code: Cow<'_, str>) {
        if (1..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.name.push(' ');
            self.name.push_str(&code);
        }
    }

    fn count(&mut self) {
        let mut end = self.name.len().min(LONGEST_NAME);
        while !self.name.is_char_boundary(end) {
            end -= 1;
        }
        let name = &self.name[..end];
        if let Some(count) = self.counts.get_mut(name) {
            *count += 1;
        } else if self.counts.len() < MOST_NAMES {
            self.counts.insert(name.to_owned(), 1);
        } else {
            self.nameless += 1;
        }
    }

    /// The kinds of parts in the order of their names.
    pub fn into_parts(self) -> Vec<UnusedPart> {
        let printable = |name: String| name.chars().map(crate::wording::printable).collect();
        let part = |(name, count)| UnusedPart { name: printable(name), count };
        let mut parts: Vec<UnusedPart> = self.counts.into_iter().map(part).collect();
        parts.sort_by(|a, b| a.name.cmp(&b.name));
        if self.nameless > 0 {
            parts.push(UnusedPart { name: format!("others than these {MOST_NAMES}"), count: self.nameless });
        }
        parts
    }
}
