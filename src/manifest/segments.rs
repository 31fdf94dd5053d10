//! Segments: UN/EDIFACT and ANSI X12 text cut into segments, elements and components, each segment with its line.
//!
//! Written here rather than taken from a crate: the message readers need tolerance that tokenizers are built to
//! refuse (any line ends or none, blank lines, a segment without its end, separators announced or default,
//! lines broken anywhere), lines for rejects, and borrowed pieces, in four hundred lines.

use super::line_ends::{LineEnds, line_ends, without_line_ends};
use super::text::{append, trimmed, trimmed_cow};
use std::borrow::Cow;
use std::collections::BTreeMap;
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

    fn signs(self) -> [Sign; 256] {
        let mut signs = [Sign::Plain; 256];
        signs[usize::from(b'\n')] = Sign::Line;
        signs[usize::from(b'\r')] = Sign::Return;
        let separators = [
            (self.release, Sign::Release),
            (Some(self.component), Sign::Component),
            (Some(self.element), Sign::Element),
            (Some(self.segment), Sign::End),
        ];
        for (byte, sign) in separators {
            byte.into_iter().for_each(|byte| signs[usize::from(byte)] = sign);
        }
        signs
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

/// Signs a component of text has room for.
const FULL: usize = 70;

/// Longest segment; real ones stay below a thousand characters.
pub const LONGEST_SEGMENT: usize = 1 << 20;

/// What a byte is for the cutting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plain,
    Line,
    Return,
    Release,
    Component,
    Element,
    End,
}

/// One segment: its tag and the text of its elements.
#[derive(Debug, Clone, Default)]
pub struct Segment<'t> {
    pub line: u64,
    /// Counted from 1 in the file.
    pub number: u64,
    /// Whether its end stood there, or the file broke off.
    pub ended: bool,
    pub tag: Cow<'t, str>,
    /// The file from here on.
    from: &'t str,
    elements: Vec<Element<'t>>,
    component: u8,
    /// The release sign, where the segment has one: most have none, and are looked at no further.
    release: Option<u8>,
    /// What line ends inside it mean.
    line_ends: LineEnds,
}

#[derive(Debug, Clone, Copy)]
struct Element<'t> {
    text: &'t str,
    /// Whether there is a sign between components in it.
    is_composite: bool,
}

/// Where a segment stands.
#[derive(Debug, Clone, Copy)]
pub struct Mark<'t> {
    from: &'t str,
    line: u64,
    number: u64,
}

impl<'t> Segment<'t> {
    pub fn mark(&self) -> Mark<'t> {
        Mark { from: self.from, line: self.line, number: self.number }
    }

    /// How many elements follow the tag.
    pub fn len(&self) -> usize {
        self.elements.len() - 1
    }

    /// A code or number: a component of an element, counted from 1 after the tag, and from 0; blank where it is not there. No
    /// code has a line end in it, so one that stands there is none.
    pub fn get(&self, element: usize, component: usize) -> Cow<'t, str> {
        self.code(self.piece(element, component))
    }

    fn code(&self, text: &'t str) -> Cow<'t, str> {
        let line_ends = if self.line_ends == LineEnds::None { LineEnds::None } else { LineEnds::Nothing };
        released(trimmed(text), self.release, line_ends)
    }

    /// Words: a component as [`Self::get`] counts it, in which a line end may be a blank.
    pub fn words(&self, element: usize, component: usize) -> Cow<'t, str> {
        self.plain(trimmed(self.piece(element, component)))
    }

    fn piece(&self, element: usize, component: usize) -> &'t str {
        match self.elements.get(element) {
            Some(element) if element.is_composite => self.split(element.text).nth(component).unwrap_or_default(),
            Some(element) if component == 0 => element.text,
            _ => "",
        }
    }

    /// The components of an element, as words.
    pub fn components(&self, element: usize) -> impl Iterator<Item = Cow<'t, str>> + use<'t> {
        let (release, line_ends) = (self.release, self.line_ends);
        self.pieces(element).map(move |piece| released(trimmed(piece), release, line_ends))
    }

    /// The components of an element with the blanks around them: text cut into pieces needs them.
    pub fn components_with_blanks(&self, element: usize) -> impl Iterator<Item = Cow<'t, str>> + use<'t> {
        let (release, line_ends) = (self.release, self.line_ends);
        self.pieces(element).map(move |piece| released(piece, release, line_ends))
    }

    /// Puts the components of an element behind other lines of text. Where a sender cut one text into them all but the last are
    /// full, and each goes on in the next, within words too; else each is a line.
    pub fn put_lines(&self, element: usize, lines: &mut Vec<Cow<'t, str>>) {
        let is_full = |piece: &Cow<'t, str>| piece.len() >= FULL && piece.chars().count() == FULL;
        if !self.components_with_blanks(element).next().is_some_and(|first| is_full(&first)) {
            return lines.extend(self.components(element).filter(|text| !text.is_empty()));
        }
        let mut pieces: Vec<Cow<'t, str>> = self.components_with_blanks(element).collect();
        while pieces.last().is_some_and(|last| trimmed(last).is_empty()) {
            pieces.pop();
        }
        if let [cut @ .., _last] = &pieces[..]
            && !cut.is_empty()
            && cut.iter().all(is_full)
        {
            return lines.push(trimmed_cow(pieces.concat().into()));
        }
        lines.extend(pieces.into_iter().map(trimmed_cow).filter(|line| !line.is_empty()));
    }

    fn pieces(&self, element: usize) -> impl Iterator<Item = &'t str> + use<'t> {
        self.elements.get(element).map(|element| self.split(element.text)).into_iter().flatten()
    }

    /// An element that is words as one text, in which a line end may be a blank.
    pub fn whole_words(&self, element: usize) -> Cow<'t, str> {
        self.plain(trimmed(self.text(element)))
    }

    /// An element with the blanks around it: continued text needs them.
    pub fn with_blanks(&self, element: usize) -> Cow<'t, str> {
        self.plain(self.text(element))
    }

    /// The components of some elements that are not blank, as one text.
    pub fn joined(&self, elements: RangeInclusive<usize>, sign: &str) -> Cow<'t, str> {
        let mut text = Cow::default();
        for element in elements {
            match self.elements.get(element) {
                None => break,
                Some(element) if element.text.is_empty() => {}
                Some(Element { is_composite: false, .. }) => append(&mut text, sign, self.words(element, 0)),
                Some(_) => self.components(element).for_each(|piece| append(&mut text, sign, piece)),
            }
        }
        text
    }

    /// An element that is a code or number as one text, as [`Self::get`] reads one.
    pub fn whole(&self, element: usize) -> Cow<'t, str> {
        self.code(self.text(element))
    }

    /// Whether a component says something.
    pub fn has(&self, element: usize, component: usize) -> bool {
        !trimmed(self.piece(element, component)).is_empty()
    }

    fn text(&self, element: usize) -> &'t str {
        self.elements.get(element).map_or("", |element| element.text)
    }

    fn plain(&self, text: &'t str) -> Cow<'t, str> {
        released(text, self.release, self.line_ends)
    }

    fn split(&self, text: &'t str) -> impl Iterator<Item = &'t str> + use<'t> {
        split(text, self.component, self.release)
    }
}

/// The segments of a text, in their order.
#[derive(Clone)]
pub struct Segments<'t> {
    rest: &'t str,
    separators: Separators,
    service: ServiceTags,
    signs: [Sign; 256],
    line: u64,
    number: u64,
    whole: &'t str,
    /// The text from the beginning of the interchange.
    interchange: &'t str,
    /// What line ends inside segments mean in this interchange; found out when the first is met.
    line_ends: LineEnds,
    /// Service segments that another one begins in, on a line of its own, by tag: the line of the first, and how many.
    unended: BTreeMap<String, (u64, u64)>,
}

/// Tags of segments that stand around messages and at their ends, and so never inside another segment.
pub type ServiceTags = &'static [&'static str];
pub const OF_EDIFACT: ServiceTags = &["UNB", "UNG", "UNH", "UNT", "UNE", "UNZ"];
pub const OF_X12: ServiceTags = &["ISA", "GS", "ST", "SE", "GE", "IEA"];

impl<'t> Segments<'t> {
    pub fn new(text: &'t str, separators: Separators, service: ServiceTags) -> Self {
        let signs = separators.signs();
        let (line_ends, unended) = (LineEnds::None, BTreeMap::new());
        Self {
            rest: text,
            separators,
            service,
            signs,
            line: 1,
            number: 0,
            whole: text,
            interchange: text,
            line_ends,
            unended,
        }
    }

    pub fn separators(&self) -> Separators {
        self.separators
    }

    /// Whether a segment has been read.
    pub fn has_begun(&self) -> bool {
        self.number > 0
    }

    /// What to say before what is wrong with the beginning of an interchange: of a further one, where it stands.
    pub fn place_of_interchange(&self) -> String {
        if self.number == 0 { String::new() } else { format!("the interchange at line {} ", self.line) }
    }

    /// Says that an interchange begins here, whose lines may be others than those of the one before.
    pub fn begin_interchange(&mut self) {
        // One that begins within a line was cut with the one before it.
        let before = &self.whole[..self.whole.len() - self.rest.len()];
        let blanks = &before[before.trim_end_matches([' ', '\r', '\n', '\u{FEFF}']).len()..];
        let begins_a_line = before.is_empty() || blanks.contains(['\r', '\n']) || self.number == 0;
        if begins_a_line {
            (self.interchange, self.line_ends) = (self.rest, LineEnds::None);
        }
    }

    /// Whether an interchange with separators of its own begins here.
    #[cold]
    #[inline(never)]
    pub fn is_at_other_separators(&mut self) -> bool {
        let rest = self.rest();
        // Where lines are cut at a column, one may end behind the tag.
        let is_other = |sign: u8| sign != self.separators.element && sign.is_ascii_punctuation();
        rest.starts_with("UNA")
            || (rest.starts_with("UNB") && rest.as_bytes().get(3).is_some_and(|sign| is_other(*sign)))
    }

    /// What to say of service segments that did not end before another began.
    pub fn unended(&self) -> impl Iterator<Item = String> {
        self.unended.iter().map(|(tag, (line, count))| match count {
            1 => format!("the {tag} at line {line} has no end sign; it is taken to end with its line"),
            _ => {
                format!("{count} {tag}, the first at line {line}, have no end sign; each is taken to end with its line")
            }
        })
    }

    /// Takes other separators from here on: a further interchange may announce its own.
    pub fn separate_by(&mut self, separators: Separators) {
        (self.separators, self.signs) = (separators, separators.signs());
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
    pub fn again_from(&self, Mark { from, line, number }: Mark<'t>) -> Self {
        Self { rest: from, line, number: number - 1, ..self.clone() }
    }

    /// The next segment; none where the text ends, or a service string (UNA) stands.
    pub fn next_segment(&mut self) -> Result<Option<Segment<'t>>, String> {
        let mut segment = Segment::default();
        Ok(self.next_into(&mut segment)?.then_some(segment))
    }

    /// The next segment into one that is there already: messages have millions. The error says which one is too long.
    pub fn next_into(&mut self, segment: &mut Segment<'t>) -> Result<bool, String> {
        let from = self.rest();
        // A service string begins an interchange with separators of its own, which it has to announce before it is cut.
        if from.is_empty() || (from.starts_with("UN") && self.service.contains(&"UNB") && self.is_at_other_separators())
        {
            return Ok(false);
        }
        self.number += 1;
        let line = self.line;
        let end = self.cut(segment, from);
        let mut is_unended = false;
        if segment.line_ends != LineEnds::None {
            segment.line_ends = self.meaning_of_line_ends();
            is_unended = end.is_some_and(|end| self.sign(from.as_bytes()[end]) != Sign::End);
        }
        let length = end.unwrap_or(from.len());
        if length > LONGEST_SEGMENT {
            let number = self.number;
            return Err(format!("segment {number} at line {line} is longer than {LONGEST_SEGMENT} characters"));
        }
        self.rest = &from[end.map_or(length, |end| end + 1)..];
        self.line += u64::from(end.is_some() && self.separators.segment == b'\n');
        (segment.line, segment.number, segment.ended) = (line, self.number, end.is_some());
        segment.from = from;
        segment.tag = segment.get(0, 0);
        if is_unended {
            self.note_unended(&segment.tag, line);
        }
        Ok(true)
    }

    // What is rare is kept out of the way of what is done for each of millions of segments.
    #[cold]
    #[inline(never)]
    fn note_unended(&mut self, tag: &str, line: u64) {
        self.unended.entry(tag.to_owned()).or_insert((line, 0)).1 += 1;
    }

    #[cold]
    #[inline(never)]
    fn meaning_of_line_ends(&mut self) -> LineEnds {
        if self.line_ends == LineEnds::None {
            self.line_ends = line_ends(self.interchange);
        }
        self.line_ends
    }

    /// Cuts a segment from the beginning of a text into its elements; gives where it ends, if it does.
    fn cut(&mut self, segment: &mut Segment<'t>, from: &'t str) -> Option<usize> {
        let bytes = from.as_bytes();
        segment.elements.clear();
        (segment.release, segment.line_ends) = (None, LineEnds::None);
        segment.component = self.separators.component;
        let (mut at, mut begin, mut is_composite) = (0, 0, false);
        let end = loop {
            match bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| self.sign(byte) != Sign::Plain)) {
                Some(plain) => at += plain,
                None => break None,
            }
            if at > LONGEST_SEGMENT {
                break None;
            }
            match self.sign(bytes[at]) {
                Sign::End => break Some(at),
                Sign::Element => {
                    segment.elements.push(Element { text: &from[begin..at], is_composite });
                    (begin, is_composite) = (at + 1, false);
                }
                Sign::Component => is_composite = true,
                // The character behind a release sign is plain, wherever its line was broken.
                Sign::Release => {
                    segment.release = self.separators.release;
                    at += 1;
                    while let Some(byte @ (b'\n' | b'\r')) = bytes.get(at) {
                        self.line += u64::from(*byte == b'\n');
                        segment.line_ends = LineEnds::Blank;
                        at += 1;
                    }
                }
                sign @ (Sign::Line | Sign::Return) => {
                    self.line += u64::from(sign == Sign::Line);
                    segment.line_ends = LineEnds::Blank;
                    if self.is_unended_before(&from[at + 1..]) {
                        break Some(at);
                    }
                }
                Sign::Plain => {}
            }
            at += 1;
        };
        let length = end.unwrap_or(from.len());
        segment.elements.push(Element { text: from[begin..length].trim_end(), is_composite });
        end
    }

    /// Whether a service segment begins on the line behind one that has not ended.
    #[cold]
    #[inline(never)]
    fn is_unended_before(&mut self, line: &str) -> bool {
        let behind = |tag: &&str| line.strip_prefix(*tag).and_then(|rest| rest.as_bytes().first());
        let is_service = self.service.iter().any(|tag| behind(tag) == Some(&self.separators.element));
        // Where lines are cut at a column, any letters may stand at their beginning.
        is_service && self.meaning_of_line_ends() == LineEnds::Blank
    }

    fn sign(&self, byte: u8) -> Sign {
        self.signs[usize::from(byte)]
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
                bytes.by_ref().find(|(_, byte)| !matches!(byte, b'\r' | b'\n'));
            }
        }
        rest.take()
    })
}

/// The text without its release signs, and with what line ends inside it mean in their place.
fn released(text: &str, release: Option<u8>, line_ends: LineEnds) -> Cow<'_, str> {
    let text = match line_ends {
        LineEnds::None if release.is_none() => return text.into(),
        LineEnds::None => Cow::Borrowed(text),
        _ => match release {
            Some(release) => match behind_release(text, release) {
                Cow::Borrowed(text) => without_line_ends(text, line_ends),
                Cow::Owned(text) => without_line_ends(&text, line_ends).into_owned().into(),
            },
            None => without_line_ends(text, line_ends),
        },
    };
    match release.map(char::from) {
        Some(release) if text.contains(release) => {
            let mut plain = String::with_capacity(text.len());
            let mut characters = text.chars();
            while let Some(character) = characters.next() {
                plain.extend(if character == release { characters.next() } else { Some(character) });
            }
            plain.into()
        }
        _ => text,
    }
}

/// A text without the line ends that stand behind release signs: the sign they release is on the next line.
fn behind_release(text: &str, release: u8) -> Cow<'_, str> {
    let release = char::from(release);
    if !text.contains(release) {
        return text.into();
    }
    let mut joined = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        joined.push(character);
        if character == release {
            joined.extend(characters.find(|next| !matches!(next, '\r' | '\n')));
        }
    }
    joined.into()
}
