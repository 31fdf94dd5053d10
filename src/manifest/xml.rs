//! XML of strangers: read element by element, without DTDs or entities, within bounds.

use super::notices::Unused;
use super::text::trimmed;
use quick_xml::Reader;
use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesRef, BytesStart, Event};
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
    bytes: &'a [u8],
    reader: Reader<&'a [u8]>,
    lines: LineCounter,
    root: Option<(String, u64)>,
    ended: bool,
}

impl<'a> Document<'a> {
    pub fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        Self { bytes, reader, lines: LineCounter::default(), root: None, ended: false }
    }

    /// The name of the root element.
    pub fn root(&mut self) -> Result<&str, String> {
        while self.root.is_none() {
            let line = self.line();
            match self.event()? {
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
    pub fn next(&mut self) -> Result<Option<Element>, String> {
        self.root()?;
        loop {
            if self.ended {
                return self.nothing_follows();
            }
            match self.event()? {
                Event::Start(start) => {
                    let element = Element::new(&start, self.line());
                    return self.subtree(element).map(Some);
                }
                Event::Empty(start) => {
                    let line = self.line();
                    return Ok(Some(Element::new(&start, line)));
                }
                Event::End(_) => self.ended = true,
                Event::Eof => return Err(self.truncated(None)),
                _ => {}
            }
        }
    }

    /// A file is one document: what follows its root would be lost.
    fn nothing_follows(&mut self) -> Result<Option<Element>, String> {
        loop {
            match self.event()? {
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

    fn subtree(&mut self, top: Element) -> Result<Element, String> {
        let mut open = vec![top];
        let mut elements = 1;
        loop {
            let event = self.event()?;
            let line = self.line();
            match event {
                Event::Start(start) => {
                    elements += 1;
                    if open.len() >= DEEPEST || elements > MOST_ELEMENTS {
                        return Err(format!(
                            "line {line}: more than {DEEPEST} levels or {MOST_ELEMENTS} elements in one record"
                        ));
                    }
                    open.push(Element::new(&start, line));
                }
                Event::Empty(start) => {
                    elements += 1;
                    if elements > MOST_ELEMENTS {
                        return Err(format!("line {line}: more than {MOST_ELEMENTS} elements in one record"));
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
                    let character = resolved(&reference).map_err(|reason| format!("line {line}: {reason}"))?;
                    append(&mut open, character.encode_utf8(&mut [0; 4]), line)?;
                }
                Event::Eof => return Err(self.truncated(open.last())),
                _ => {}
            }
        }
    }

    fn event(&mut self) -> Result<Event<'a>, String> {
        match self.reader.read_event() {
            Ok(Event::DocType(_)) => Err(format!(
                "line {}: the file has a document type declaration (DTD); manifests need none, and it is refused",
                self.line()
            )),
            Ok(event) => Ok(event),
            Err(error) => {
                let at = self.reader.error_position() as usize;
                let line = self.lines.line_of(self.bytes, at.min(self.bytes.len()));
                Err(match error {
                    quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
                        format!("line {line} (byte {at}): a bare & in the text; XML writes it &amp;")
                    }
                    error => format!("line {line} (byte {at}): {error}"),
                })
            }
        }
    }

    fn line(&mut self) -> u64 {
        self.lines.line_of(self.bytes, self.reader.buffer_position() as usize)
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

/// Character references and the five entities every XML file may use; nothing else is expanded.
fn resolved(reference: &BytesRef<'_>) -> Result<char, String> {
    if let Some(character) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(character);
    }
    match &**reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        other => Err(format!("unknown entity &{};", other)),
    }
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
