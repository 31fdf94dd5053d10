//! Segments: UN/EDIFACT and ANSI X12 text cut into segments, elements and components, each segment with its line.
//!
//! Written here rather than taken from a crate: the message readers need tolerance that tokenizers are built to
//! refuse (any line ends or none, blank lines, a last segment without its end, separators announced or default),
//! lines for rejects, and borrowed pieces, in little more than a hundred lines.

use super::text::{append, trimmed};
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// The separators of an interchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Separators {
    pub component: u8,
    pub element: u8,
    /// Makes the sign after it a plain one; X12 has none.
    pub release: Option<u8>,
    pub segment: u8,
}

impl Separators {
    pub const EDIFACT: Self = Self { component: b':', element: b'+', release: Some(b'?'), segment: b'\'' };

    fn ends(self) -> [bool; 256] {
        let mut ends = [false; 256];
        let signs = [Some(self.segment), self.release, Some(b'\n')];
        signs.into_iter().flatten().for_each(|sign| ends[usize::from(sign)] = true);
        ends
    }

    /// Separators that a file announces, in the order component, element, release, segment.
    pub fn announced(signs: [char; 4]) -> Result<Self, String> {
        match signs.iter().find(|sign| !sign.is_ascii()) {
            Some(sign) => Err(format!("announces the separator `{sign}`, which is not ASCII")),
            None => {
                let [component, element, release, segment] = signs.map(|sign| sign as u8);
                Ok(Self { component, element, release: (release != b' ').then_some(release), segment })
            }
        }
    }
}

/// Longest segment; real ones stay below a thousand characters.
pub const LONGEST_SEGMENT: usize = 1 << 20;

/// Where a segment stands in its text, not yet cut: most are only looked at for their tag.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'t> {
    pub line: u64,
    /// Counted from 1 in the file.
    pub number: u64,
    /// Whether its end stood there, or the file broke off.
    pub ended: bool,
    pub tag: &'t str,
    text: &'t str,
    /// The file from here on.
    from: &'t str,
    separators: Separators,
}

impl<'t> Raw<'t> {
    /// Cuts it into a segment that is there already: messages have millions.
    pub fn cut_into(&self, segment: &mut Segment<'t>) {
        let Separators { component, element, release, .. } = self.separators;
        let release_sign = release.unwrap_or(element);
        segment.elements.clear();
        segment.raw = *self;
        segment.release = None;
        // One pass finds the elements. The character behind a release sign is plain.
        let (mut begin, mut is_composite, mut at) = (0, false, 0);
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            if byte == element {
                segment.elements.push(Element { text: &self.text[begin..at], is_composite });
                (begin, is_composite) = (at + 1, false);
            } else if byte == component {
                is_composite = true;
            } else if byte == release_sign {
                segment.release = release;
                at += 1;
            }
            at += 1;
        }
        segment.elements.push(Element { text: &self.text[begin..], is_composite });
    }

    pub fn cut(&self) -> Segment<'t> {
        let mut segment = Segment { raw: *self, elements: Vec::new(), release: None };
        self.cut_into(&mut segment);
        segment
    }
}

/// One segment: its tag and the text of its elements.
#[derive(Debug, Clone)]
pub struct Segment<'t> {
    raw: Raw<'t>,
    elements: Vec<Element<'t>>,
    /// The release sign, where the segment has one: most have none, and are looked at no further.
    release: Option<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Element<'t> {
    text: &'t str,
    /// Whether there is a sign between components in it.
    is_composite: bool,
}

impl<'t> std::ops::Deref for Segment<'t> {
    type Target = Raw<'t>;

    fn deref(&self) -> &Raw<'t> {
        &self.raw
    }
}

impl<'t> Segment<'t> {
    /// How many elements follow the tag.
    pub fn len(&self) -> usize {
        self.elements.len() - 1
    }

    /// A component of an element, counted from 1 after the tag, and from 0; blank where it is not there.
    pub fn get(&self, element: usize, component: usize) -> Cow<'t, str> {
        let piece = match self.elements.get(element) {
            Some(element) if element.is_composite => self.split(element.text).nth(component).unwrap_or_default(),
            Some(element) if component == 0 => element.text,
            _ => "",
        };
        released(trimmed(piece), self.release)
    }

    /// The components of an element.
    pub fn components(&self, element: usize) -> impl Iterator<Item = Cow<'t, str>> + use<'t> {
        let release = self.release;
        let pieces = self.elements.get(element).map(|element| self.split(element.text));
        pieces.into_iter().flatten().map(move |piece| released(trimmed(piece), release))
    }

    /// An element with the blanks around it: continued text needs them.
    pub fn with_blanks(&self, element: usize) -> &'t str {
        self.elements.get(element).map_or("", |element| element.text)
    }

    /// The components of some elements that are not blank, as one text.
    pub fn joined(&self, elements: RangeInclusive<usize>, sign: &str) -> Cow<'t, str> {
        let mut text = Cow::default();
        for element in elements {
            match self.elements.get(element) {
                None => break,
                Some(element) if element.text.is_empty() => {}
                Some(Element { is_composite: false, .. }) => append(&mut text, sign, self.get(element, 0)),
                Some(_) => self.components(element).for_each(|piece| append(&mut text, sign, piece)),
            }
        }
        text
    }

    /// A whole element as one text.
    pub fn whole(&self, element: usize) -> Cow<'t, str> {
        released(trimmed(self.with_blanks(element)), self.release)
    }

    fn split(&self, text: &'t str) -> impl Iterator<Item = &'t str> + use<'t> {
        split(text, self.raw.separators.component, self.release)
    }
}

/// The segments of a text, in their order.
#[derive(Clone)]
pub struct Segments<'t> {
    rest: &'t str,
    separators: Separators,
    /// Bytes that may end a segment, make the next one plain, or begin a line.
    ends: [bool; 256],
    line: u64,
    number: u64,
}

impl<'t> Segments<'t> {
    pub fn new(text: &'t str, separators: Separators) -> Self {
        Self { rest: text, separators, ends: separators.ends(), line: 1, number: 0 }
    }

    /// Takes other separators from here on: a further interchange may announce its own.
    pub fn separate_by(&mut self, separators: Separators) {
        (self.separators, self.ends) = (separators, separators.ends());
    }

    /// Skips what stands between segments; what is left.
    pub fn rest(&mut self) -> &'t str {
        // A line end or nothing, as a rule.
        let mut at = 0;
        while let Some(byte @ (b'\n' | b'\r' | b' ')) = self.rest.as_bytes().get(at) {
            self.line += u64::from(*byte == b'\n');
            at += 1;
        }
        self.rest = &self.rest[at..];
        if !self.rest.as_bytes().first().is_some_and(u8::is_ascii_graphic) {
            let between = |c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\0' | '\u{1A}');
            self.skip(self.rest.len() - self.rest.trim_start_matches(between).len());
        }
        self.rest
    }

    /// Goes on behind `bytes` of the rest.
    pub fn skip(&mut self, bytes: usize) {
        let (skipped, rest) = self.rest.split_at(bytes);
        self.line += skipped.bytes().filter(|&byte| byte == b'\n').count() as u64;
        self.rest = rest;
    }

    /// The segments once more from one that has been read.
    pub fn from(&self, segment: &Raw<'t>) -> Self {
        Self { rest: segment.from, line: segment.line, number: segment.number - 1, ..self.clone() }
    }

    /// The segments up to a number. They have been gone through before, so there is none too long.
    pub fn until(self, last: u64) -> impl Iterator<Item = Raw<'t>> {
        self.map_while(Result::ok).take_while(move |raw| raw.number <= last)
    }
}

impl<'t> Iterator for Segments<'t> {
    /// An error says which one is too long to be a segment.
    type Item = Result<Raw<'t>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let from = self.rest();
        if from.is_empty() {
            return None;
        }
        self.number += 1;
        let (line, number, separators) = (self.line, self.number, self.separators);
        let bytes = from.as_bytes();
        let (mut at, mut end) = (0, None);
        while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| self.ends[byte as usize]))
        {
            at += found;
            if bytes[at] == separators.segment || at > LONGEST_SEGMENT {
                end = Some(at);
                break;
            }
            // The character behind a release sign is plain.
            let plain = usize::from(Some(bytes[at]) == separators.release);
            self.line += bytes[at..].iter().take(1 + plain).filter(|&&byte| byte == b'\n').count() as u64;
            at += 1 + plain;
        }
        self.line += u64::from(separators.segment == b'\n' && end.is_some());
        let length = end.unwrap_or(from.len());
        if length > LONGEST_SEGMENT {
            return Some(Err(format!("segment {number} at line {line} is longer than {LONGEST_SEGMENT} characters")));
        }
        self.rest = &from[end.map_or(from.len(), |at| at + 1)..];
        let text = trimmed(&from[..length]);
        let signs = [separators.element, separators.component];
        let tag = text.bytes().position(|byte| signs.contains(&byte)).unwrap_or(text.len());
        Some(Ok(Raw { line, number, ended: end.is_some(), tag: &text[..tag], text, from, separators }))
    }
}

/// The pieces of a text between signs that have no release sign before them.
fn split(text: &str, sign: u8, release: Option<u8>) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut bytes = text.bytes().enumerate();
        while let Some((at, byte)) = bytes.next() {
            if byte == sign {
                rest = Some(&text[at + 1..]);
                return Some(&text[..at]);
            } else if Some(byte) == release {
                bytes.next();
            }
        }
        rest.take()
    })
}

/// The text without its release signs.
fn released(text: &str, release: Option<u8>) -> Cow<'_, str> {
    let Some(release) = release.map(char::from).filter(|release| text.contains(*release)) else { return text.into() };
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.extend(if character == release { characters.next() } else { Some(character) });
    }
    plain.into()
}
