//! Segments: UN/EDIFACT and ANSI X12 text cut into segments, elements and components, each segment with its line.
//!
//! Written here rather than taken from a crate: the message readers need tolerance that tokenizers are built to
//! refuse (any line ends or none, blank lines, a last segment without its end, separators announced or default),
//! lines for rejects, and borrowed pieces, in little more than a hundred lines.

use either::Either;
use std::borrow::Cow;

/// The separators of an interchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Separators {
    pub component: char,
    pub element: char,
    /// Makes the sign after it a plain one; X12 has none.
    pub release: Option<char>,
    pub segment: char,
}

impl Separators {
    pub const EDIFACT: Self = Self { component: ':', element: '+', release: Some('?'), segment: '\'' };
}

/// Longest segment; real ones stay below a thousand characters.
pub const LONGEST_SEGMENT: usize = 1 << 20;

/// One segment: its tag and the raw text of its elements.
#[derive(Debug, Clone)]
pub struct Segment<'t> {
    pub line: u64,
    /// Counted from 1 in the file.
    pub number: u64,
    /// Whether its end stood there, or the file broke off.
    pub ended: bool,
    elements: Vec<&'t str>,
    component: char,
    /// The release sign, where the segment has one: most have none, and are looked at no further.
    release: Option<char>,
}

impl<'t> Segment<'t> {
    pub fn tag(&self) -> &'t str {
        self.component_raw(0, 0)
    }

    /// How many elements follow the tag.
    pub fn len(&self) -> usize {
        self.elements.len() - 1
    }

    /// A component of an element, counted from 1 after the tag, and from 0; blank where it is not there.
    pub fn get(&self, element: usize, component: usize) -> Cow<'t, str> {
        released(self.component_raw(element, component).trim(), self.release)
    }

    /// The components of an element.
    pub fn components(&self, element: usize) -> impl Iterator<Item = Cow<'t, str>> + use<'t> {
        let release = self.release;
        let raw = self.elements.get(element).copied();
        let pieces = raw.map(|raw| split(raw, self.component, release));
        pieces.into_iter().flatten().map(move |piece| released(piece.trim(), release))
    }

    /// An element with the blanks around it: continued text needs them.
    pub fn get_unpadded(&self, element: usize) -> &'t str {
        self.elements.get(element).copied().unwrap_or_default()
    }

    /// A whole element as one text.
    pub fn whole(&self, element: usize) -> Cow<'t, str> {
        released(self.get_unpadded(element).trim(), self.release)
    }

    fn component_raw(&self, element: usize, component: usize) -> &'t str {
        let raw = self.get_unpadded(element);
        split(raw, self.component, self.release).nth(component).unwrap_or_default()
    }
}

/// The segments of a text, in their order.
pub struct Segments<'t> {
    rest: &'t str,
    separators: Separators,
    line: u64,
    number: u64,
}

impl<'t> Segments<'t> {
    pub fn new(text: &'t str, separators: Separators) -> Self {
        Self { rest: text, separators, line: 1, number: 0 }
    }

    /// Takes other separators from here on: a further interchange may announce its own.
    pub fn separate_by(&mut self, separators: Separators) {
        self.separators = separators;
    }

    /// Skips what stands between segments; what is left.
    pub fn rest(&mut self) -> &'t str {
        let start =
            self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\0' || c == '\u{1A}');
        self.line += newlines(&self.rest[..self.rest.len() - start.len()]);
        self.rest = start;
        start
    }

    /// Goes on behind `bytes` of the rest.
    pub fn skip(&mut self, bytes: usize) {
        let (skipped, rest) = self.rest.split_at(bytes);
        self.line += newlines(skipped);
        self.rest = rest;
    }

    /// The next segment; an error says which one is too long to be one.
    pub fn next_segment(&mut self) -> Option<Result<Segment<'t>, String>> {
        let component = self.separators.component;
        let mut segment = Segment { line: 0, number: 0, ended: false, elements: Vec::new(), component, release: None };
        self.next_into(&mut segment).map(|found| found.then_some(segment)).transpose()
    }

    /// The same into a segment that is there already: messages have millions.
    pub fn next_into(&mut self, segment: &mut Segment<'t>) -> Result<bool, String> {
        let text = self.rest();
        if text.is_empty() {
            return Ok(false);
        }
        self.number += 1;
        let (line, number) = (self.line, self.number);
        let Separators { component, element, release, segment: terminator } = self.separators;
        segment.elements.clear();
        (segment.line, segment.number, segment.component, segment.release) = (line, number, component, None);
        // One pass finds the end and the elements. The character behind a release sign is plain.
        let (mut begin, mut plain) = (0, usize::MAX);
        let mut end = None;
        for (at, sign) in places(text, [terminator, element, release.unwrap_or(element)]) {
            if at > LONGEST_SEGMENT {
                break;
            } else if at == plain {
                continue;
            } else if sign == terminator {
                end = Some(at);
                break;
            } else if sign == element {
                segment.elements.push(&text[begin..at]);
                begin = at + sign.len_utf8();
            } else {
                plain = at + sign.len_utf8();
                segment.release = release;
            }
        }
        let length = end.unwrap_or(text.len());
        if length > LONGEST_SEGMENT {
            return Err(format!("segment {number} at line {line} is longer than {LONGEST_SEGMENT} characters"));
        }
        segment.elements.push(text[begin..length].trim_end());
        segment.ended = end.is_some();
        self.skip(end.map_or(text.len(), |at| at + terminator.len_utf8()));
        Ok(true)
    }
}

fn newlines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// Where signs stand in a text, with the sign. They are ASCII but in files nobody has seen yet.
fn places(text: &str, signs: [char; 3]) -> impl Iterator<Item = (usize, char)> {
    let bytes = signs.map(|sign| u8::try_from(sign).unwrap_or(u8::MAX));
    match bytes.iter().all(u8::is_ascii) {
        true => {
            let found = memchr::memchr3_iter(bytes[0], bytes[1], bytes[2], text.as_bytes());
            Either::Left(found.map(|at| (at, char::from(text.as_bytes()[at]))))
        }
        false => Either::Right(text.char_indices().filter(move |(_, character)| signs.contains(character))),
    }
}

/// The pieces of a text between signs that have no release sign before them.
fn split(text: &str, sign: char, release: Option<char>) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let found = match release {
            None => text.find(sign),
            Some(release) => find_unreleased(text, sign, release),
        };
        let Some(at) = found else { return rest.take() };
        rest = Some(&text[at + sign.len_utf8()..]);
        Some(&text[..at])
    })
}

fn find_unreleased(text: &str, sign: char, release: char) -> Option<usize> {
    let mut plain = false;
    for (at, character) in text.char_indices() {
        if std::mem::take(&mut plain) {
            continue;
        } else if character == sign {
            return Some(at);
        }
        plain = character == release;
    }
    None
}

/// The text without its release signs.
fn released(text: &str, release: Option<char>) -> Cow<'_, str> {
    let Some(release) = release.filter(|release| text.contains(*release)) else { return text.into() };
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.extend(if character == release { characters.next() } else { Some(character) });
    }
    plain.into()
}

impl<'t> Iterator for Segments<'t> {
    type Item = Result<Segment<'t>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_segment()
    }
}
