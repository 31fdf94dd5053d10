//! Segments: UN/EDIFACT and ANSI X12 text cut into segments, elements and components, each segment with its line.
//!
//! Written here rather than taken from a crate: the message readers need tolerance that tokenizers are built to
//! refuse (any line ends or none, blank lines, a last segment without its end, separators announced or default),
//! lines for rejects, and borrowed pieces, in little more than a hundred lines.

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
    separators: Separators,
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
        released(self.component_raw(element, component).trim(), self.separators)
    }

    /// The components of an element.
    pub fn components(&self, element: usize) -> Vec<Cow<'t, str>> {
        let Some(raw) = self.elements.get(element) else { return Vec::new() };
        split(raw, self.separators.component, self.separators.release)
            .map(|piece| released(piece.trim(), self.separators))
            .collect()
    }

    /// An element with the blanks around it: continued text needs them.
    pub fn get_unpadded(&self, element: usize) -> String {
        self.elements.get(element).map_or(String::new(), |raw| raw.to_string())
    }

    /// A whole element as one text.
    pub fn whole(&self, element: usize) -> Cow<'t, str> {
        released(self.elements.get(element).map_or("", |raw| raw.trim()), self.separators)
    }

    fn component_raw(&self, element: usize, component: usize) -> &'t str {
        let Some(mut rest) = self.elements.get(element).copied() else { return "" };
        let Separators { component: sign, release, .. } = self.separators;
        for _ in 0..component {
            match find(rest, sign, release) {
                Some(at) => rest = &rest[at + sign.len_utf8()..],
                None => return "",
            }
        }
        find(rest, sign, release).map_or(rest, |at| &rest[..at])
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
        let separators = self.separators;
        let mut segment = Segment { line: 0, number: 0, ended: false, elements: Vec::new(), separators };
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
        let end = find(text, self.separators.segment, self.separators.release);
        let length = end.unwrap_or(text.len());
        if length > LONGEST_SEGMENT {
            return Err(format!("segment {number} at line {line} is longer than {LONGEST_SEGMENT} characters"));
        }
        let body = &text[..length];
        self.skip(end.map_or(text.len(), |at| at + self.separators.segment.len_utf8()));
        segment.elements.clear();
        segment.elements.extend(split(body.trim_end(), self.separators.element, self.separators.release));
        (segment.line, segment.number, segment.ended) = (line, number, end.is_some());
        segment.separators = self.separators;
        Ok(true)
    }
}

fn newlines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// Where the sign first stands without a release sign before it.
fn find(text: &str, sign: char, release: Option<char>) -> Option<usize> {
    let Some(release) = release else { return text.find(sign) };
    let (Ok(sign_byte), Ok(release_byte)) = (u8::try_from(sign), u8::try_from(release)) else {
        return find_any(text, sign, release);
    };
    if !(sign_byte.is_ascii() && release_byte.is_ascii()) {
        return find_any(text, sign, release);
    }
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr::memchr2(sign_byte, release_byte, bytes.get(from..)?) {
        let at = from + found;
        if bytes[at] == sign_byte {
            return Some(at);
        }
        // The character behind a release sign is plain, however many bytes it has.
        from = at + 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// The same for separators beyond ASCII.
fn find_any(text: &str, sign: char, release: char) -> Option<usize> {
    let mut released = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if released => released = false,
            c if c == release => released = true,
            c if c == sign => return Some(at),
            _ => {}
        }
    }
    None
}

fn split(text: &str, sign: char, release: Option<char>) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(at) = find(text, sign, release) else { return rest.take() };
        rest = Some(&text[at + sign.len_utf8()..]);
        Some(&text[..at])
    })
}

/// The text without its release signs.
fn released(text: &str, separators: Separators) -> Cow<'_, str> {
    let Some(release) = separators.release.filter(|release| text.contains(*release)) else { return text.into() };
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
