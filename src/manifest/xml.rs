//! XML of strangers: read element by element, without DTDs or entities, within bounds. What is torn costs the element it is in.

use super::notices::Unused;
use super::text::trimmed;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::borrow::Cow;
use std::cell::Cell;

/// Deepest nesting that is followed.
const DEEPEST: usize = 32;
/// Most elements below one record.
const MOST_ELEMENTS: usize = 200_000;
/// Longest text of one element, in bytes.
const LONGEST_TEXT: usize = 1 << 20;

/// An element with its text and its children, and the line it starts at. It remembers whether its text was asked for: what
/// nobody asks for is not used.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub name: String,
    text: String,
    pub children: Vec<Element>,
    /// Names of its attributes, which manifests have no use for and seldom have.
    attributes: Option<Box<AttributeNames>>,
    line: u32,
    is_used: Cell<bool>,
}

/// Names of attributes, apart from the element: most have none, and a large element makes a slow tree.
#[derive(Debug, Default)]
struct AttributeNames(Vec<String>);

impl Element {
    fn new(start: &BytesStart<'_>, line: u64) -> Self {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        Self { name: name_of(start), line, attributes: attributes_of(start), ..Self::default() }
    }

    pub fn line(&self) -> u64 {
        self.line.into()
    }

    /// The text, without the blanks around it; it counts as used from now on.
    pub fn text(&self) -> &str {
        self.is_used.set(true);
        trimmed(&self.text)
    }

    /// The text for a look: whether it is used depends on it.
    pub fn peek(&self) -> &str {
        trimmed(&self.text)
    }

    /// Counts the elements below this one whose text nobody asked for, by their paths.
    pub fn count_unused(&self, unused: &mut Unused) {
        let mut path = String::new();
        self.count_below(&mut path, unused);
    }

    fn count_below(&self, path: &mut String, unused: &mut Unused) {
        let is_unused = !self.is_used.get() && !trimmed(&self.text).is_empty();
        if !is_unused && self.children.is_empty() && self.attributes.is_none() {
            return;
        }
        let before = path.len();
        if before > 0 {
            path.push('/');
        }
        path.push_str(&self.name);
        if is_unused {
            unused.add(path);
        }
        for attribute in self.attributes.iter().flat_map(|names| &names.0) {
            unused.add(&format!("{path}/@{attribute}"));
        }
        self.children.iter().for_each(|child| child.count_below(path, unused));
        path.truncate(before);
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn children_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The element reached by child names separated by `/`.
    pub fn at(&self, path: &str) -> Option<&Element> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }
}

/// A document read as its root's direct children, one at a time.
pub(super) struct Document<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Where the reader began.
    begun: usize,
    lines: LineCounter,
    root: Option<(String, u64)>,
    ended: bool,
    /// The name of the elements of which the next is read when one cannot be taken apart.
    record: &'static str,
}

/// A child of the root.
pub(super) enum Child<'a> {
    Whole(Element),
    /// One that cannot be taken apart.
    Torn(Torn<'a>),
}

/// A piece of a document that cannot be taken apart.
pub(super) struct Torn<'a> {
    pub line: u64,
    pub text: &'a str,
    pub reason: String,
    /// Whether the file ends within it.
    pub is_cut: bool,
}

/// Why an element was not read.
enum Unread {
    /// The file ends within it.
    Cut(String),
    /// It is not well formed.
    Torn(String),
    /// It is beyond bounds, or the file as a whole is refused.
    Refused(String),
}

impl From<String> for Unread {
    fn from(reason: String) -> Self {
        Self::Refused(reason)
    }
}

impl Unread {
    fn reason(self) -> String {
        match self {
            Self::Cut(reason) | Self::Torn(reason) | Self::Refused(reason) => reason,
        }
    }
}

impl<'a> Document<'a> {
    /// A document whose records have one name.
    pub fn new(text: &'a str, record: &'static str) -> Self {
        let lines = LineCounter::default();
        Self { text, reader: reader(text), begun: 0, lines, root: None, ended: false, record }
    }

    /// The name of the root element.
    pub fn root(&mut self) -> Result<&str, String> {
        while self.root.is_none() {
            let line = self.line();
            match self.event().map_err(Unread::reason)? {
                Event::Start(start) => self.root = Some((name_of(&start), line)),
                Event::Empty(start) => {
                    self.root = Some((name_of(&start), line));
                    self.ended = true;
                }
                Event::Text(text) if !text.trim().is_empty() => {
                    return Err(format!("line {line}: text before the first element; is this XML?"));
                }
                Event::Eof => return Err(format!("line {line}: the file ends before the first element")),
                _ => {}
            }
        }
        Ok(&self.root.as_ref().expect("found above").0)
    }

    /// The root's next child; `None` after the root's end tag.
    pub fn next(&mut self) -> Result<Option<Child<'a>>, String> {
        self.root()?;
        loop {
            if self.ended {
                return self.nothing_follows();
            }
            let (from, line) = (self.place(), self.line());
            match self.event() {
                Ok(Event::Start(start)) => {
                    let element = Element::new(&start, self.line());
                    return match self.subtree(element) {
                        Ok(element) => Ok(Some(Child::Whole(element))),
                        Err(unread) => self.passed_over(from, line, unread),
                    };
                }
                Ok(Event::Empty(start)) => {
                    let line = self.line();
                    return Ok(Some(Child::Whole(Element::new(&start, line))));
                }
                Ok(Event::End(_)) => self.ended = true,
                Ok(Event::Eof) => {
                    let reason = self.truncated(None);
                    return self.passed_over(from, line, Unread::Cut(reason));
                }
                Ok(_) => {}
                Err(unread) => return self.passed_over(from, line, unread),
            }
        }
    }

    /// Goes on behind what was not read: at the next record, or, where there is none, at the end of the file.
    fn passed_over(&mut self, from: usize, line: u64, unread: Unread) -> Result<Option<Child<'a>>, String> {
        let next = self.next_record(from);
        let (reason, is_cut) = match unread {
            Unread::Refused(reason) => return Err(reason),
            Unread::Torn(reason) => (reason, false),
            // What is never closed may be so in a record before the last.
            Unread::Cut(reason) => (reason, next.is_none()),
        };
        let to = next.unwrap_or(self.text.len());
        let torn = self.text[from..to].trim_start();
        let blanks = &self.text[from..to - torn.len()];
        let line = line + blanks.bytes().filter(|byte| *byte == b'\n').count() as u64;
        (self.reader, self.begun, self.ended) = (reader(&self.text[to..]), to, next.is_none());
        Ok(Some(Child::Torn(Torn { line, text: torn, reason, is_cut })))
    }

    /// Where the next record begins, but for one that begins at `from` itself.
    fn next_record(&self, from: usize) -> Option<usize> {
        let behind = from + self.text[from..].find('<')? + 1;
        let start = format!("<{}", self.record);
        let ends_name = |at: &usize| {
            !self.text[at + start.len()..].starts_with(|sign: char| sign.is_alphanumeric() || "_-.:".contains(sign))
        };
        self.text[behind..].match_indices(&start).map(|(at, _)| behind + at).find(ends_name)
    }

    /// A file is one document: what follows its root would be lost.
    fn nothing_follows(&mut self) -> Result<Option<Child<'a>>, String> {
        loop {
            match self.event().map_err(Unread::reason)? {
                Event::Eof => return Ok(None),
                Event::Start(start) | Event::Empty(start) => {
                    let name = name_of(&start);
                    let root = self.root()?.to_owned();
                    let line = self.line();
                    return Err(format!("line {line}: <{name}> stands after </{root}>; one file holds one manifest"));
                }
                Event::Text(text) if !text.trim().is_empty() => {
                    return Err(format!("line {}: text follows the end of the document", self.line()));
                }
                _ => {}
            }
        }
    }

    fn subtree(&mut self, top: Element) -> Result<Element, Unread> {
        let mut open = vec![top];
        let mut elements = 1;
        loop {
            let event = self.event()?;
            let line = self.line();
            match event {
                Event::Start(start) => {
                    elements += 1;
                    if open.len() >= DEEPEST || elements > MOST_ELEMENTS {
                        let bounds = format!("{DEEPEST} levels or {MOST_ELEMENTS} elements in one record");
                        return Err(format!("line {line}: more than {bounds}").into());
                    }
                    let element = Element::new(&start, line);
                    if element.name == self.record && open[0].name == self.record {
                        let name = self.record;
                        return Err(Unread::Torn(format!(
                            "line {line}: <{name}> begins before the one before it ends"
                        )));
                    }
                    open.push(element);
                }
                Event::Empty(start) => {
                    elements += 1;
                    if elements > MOST_ELEMENTS {
                        return Err(format!("line {line}: more than {MOST_ELEMENTS} elements in one record").into());
                    }
                    let parent = open.last_mut().expect("the top stays until its end");
                    parent.children.push(Element::new(&start, line));
                }
                Event::End(_) => {
                    let done = open.pop().expect("end tags match start tags");
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(done),
                    }
                }
                Event::Text(text) => {
                    append(&mut open, &text.xml10_content(), line)?;
                }
                Event::CData(data) => {
                    append(&mut open, &data.xml10_content(), line)?;
                }
                Event::GeneralRef(reference) => {
                    append(&mut open, &resolved(&reference), line)?;
                }
                Event::Eof => return Err(Unread::Cut(self.truncated(open.last()))),
                _ => {}
            }
        }
    }

    fn event(&mut self) -> Result<Event<'a>, Unread> {
        match self.reader.read_event() {
            Ok(Event::DocType(_)) => Err(Unread::Refused(format!(
                "line {}: the file has a document type declaration (DTD); manifests need none, and it is refused",
                self.line()
            ))),
            Ok(event) => Ok(event),
            Err(error) => {
                let at = self.begun + self.reader.error_position() as usize;
                let line = self.lines.line_of(self.text.as_bytes(), at);
                let reason = format!("line {line} (byte {at}): {error}");
                // What is opened and never closed was cut off.
                Err(if matches!(error, quick_xml::Error::Syntax(_)) {
                    Unread::Cut(reason)
                } else {
                    Unread::Torn(reason)
                })
            }
        }
    }

    /// The byte the reader stands at.
    fn place(&self) -> usize {
        self.begun + self.reader.buffer_position() as usize
    }

    fn line(&mut self) -> u64 {
        self.lines.line_of(self.text.as_bytes(), self.place())
    }

    fn truncated(&mut self, open: Option<&Element>) -> String {
        let line = self.line();
        match (open, &self.root) {
            (Some(element), _) => {
                format!("line {line}: the file ends inside <{}>, opened at line {}", element.name, element.line)
            }
            (None, Some((root, opened))) => {
                format!("line {line}: the file ends inside <{root}>, opened at line {opened}")
            }
            (None, None) => format!("line {line}: the file ends before the first element"),
        }
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    // Home-made exports write it so.
    reader.config_mut().allow_dangling_amp = true;
    // Behind a record that was passed over the root ends, and so does what was open around the next.
    reader.config_mut().allow_unmatched_ends = true;
    reader
}

fn name_of(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

/// Names of the attributes of an element, but for those of name spaces and of schemas.
fn attributes_of(start: &BytesStart<'_>) -> Option<Box<AttributeNames>> {
    if start.attributes_raw().is_empty() {
        return None;
    }
    let names = start.attributes().flatten().map(|attribute| attribute.key.0.to_owned());
    let names = names.filter(|name| !name.starts_with("xmlns") && !name.starts_with("xsi:")).collect();
    Some(Box::new(AttributeNames(names)))
}

fn append(open: &mut [Element], text: &str, line: u64) -> Result<(), String> {
    let element = open.last_mut().expect("text stands inside the top");
    if element.text.len() + text.len() > LONGEST_TEXT {
        return Err(format!("line {line}: the text of <{}> is longer than {LONGEST_TEXT} bytes", element.name));
    }
    element.text.push_str(text);
    Ok(())
}

/// Character references, the five entities every XML file may use, and the blank of HTML; others stay the text they are, and
/// nothing is expanded.
fn resolved(reference: &BytesRef<'_>) -> Cow<'static, str> {
    Cow::Borrowed(match &**reference {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "apos" => "'",
        "quot" => "\"",
        "nbsp" => "\u{A0}",
        other => {
            return match reference.resolve_char_ref() {
                Ok(Some(character)) => String::from(character).into(),
                // A sign that shows nothing.
                Err(_) if other[1..].trim_start_matches(['x', 'X', '0']).is_empty() => "".into(),
                // Half of a character, or none.
                Err(_) if other[1..].trim_start_matches(['x', 'X']).bytes().all(|digit| digit.is_ascii_hexdigit()) => {
                    "\u{FFFD}".into()
                }
                _ => format!("&{other};").into(),
            };
        }
    })
}

/// The text of a document in which each `<` that begins no tag is written as XML has it; most have none of them.
pub(super) fn with_bare_signs(text: &str) -> Cow<'_, str> {
    let (mut mended, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(found) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
        let sign = at + found;
        at = match tag_end(&text[sign..]) {
            Some(length) => sign + length,
            None => {
                mended.push_str(&text[copied..sign]);
                mended.push_str("&lt;");
                copied = sign + 1;
                copied
            }
        };
    }
    match copied {
        0 => Cow::Borrowed(text),
        _ => Cow::Owned(mended + &text[copied..]),
    }
}

/// How long the tag at the beginning of a text is, comments and the like included; `None` where the `<` begins none. One that the
/// end of the file cuts off is a tag.
fn tag_end(text: &str) -> Option<usize> {
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")] {
        if let Some(inside) = text.strip_prefix(start) {
            return Some(inside.find(end).map_or(text.len(), |at| start.len() + at + end.len()));
        }
    }
    let name = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    if !name.starts_with(|sign: char| sign.is_alphabetic() || matches!(sign, '_' | ':' | '\u{FFFD}')) {
        return None;
    }
    let bytes = text.as_bytes();
    let Some(end) = memchr::memchr2(b'<', b'>', &bytes[1..]).map(|end| end + 1) else { return Some(text.len()) };
    if bytes[end] == b'<' {
        return None;
    }
    // Behind the name stand attributes, or nothing.
    let behind = text[1..end].trim_end_matches('/').split_once(char::is_whitespace).map_or("", |(_, behind)| behind);
    (behind.trim().is_empty() || behind.contains('=')).then_some(end + 1)
}

/// Counts lines as positions grow, so that each byte is looked at once.
#[derive(Debug)]
struct LineCounter {
    position: usize,
    line: u64,
}

impl Default for LineCounter {
    fn default() -> Self {
        Self { position: 0, line: 1 }
    }
}

impl LineCounter {
    fn line_of(&mut self, bytes: &[u8], position: usize) -> u64 {
        let position = position.min(bytes.len());
        if position > self.position {
            self.line += bytes[self.position..position].iter().filter(|&&b| b == b'\n').count() as u64;
            self.position = position;
        }
        self.line
    }
}
