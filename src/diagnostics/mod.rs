//! Diagnostics: what is wrong in a file that a person wrote, with code, place, words and help.

mod code;
mod render;

pub use code::{Code, Severity};
pub use render::render;

use std::ops::Range;
use std::sync::Arc;

/// A text file somebody wrote, for pointing into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub name: Arc<str>,
    pub text: Arc<str>,
}

impl Source {
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// Line and column of a byte, both counted from 1, columns in characters.
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let before = &self.text[..floor_char(&self.text, byte)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

fn floor_char(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|&b| text.is_char_boundary(b)).unwrap_or(0)
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub source: Source,
    pub span: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn new(code: Code, source: &Source, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { code, source: source.clone(), span, message: message.into(), help: None }
    }

    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds "did you mean …?" where a known name is near the written one.
    pub fn did_you_mean<'a>(self, written: &str, known: impl Iterator<Item = &'a str>) -> Self {
        match nearest(written, known) {
            Some(name) => self.with_help(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    pub fn is_error(&self) -> bool {
        self.code.severity() == Severity::Error
    }
}

/// The known name most like the written one, if any is like it at all.
fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| (strsim::damerau_levenshtein(written, name), name))
        .min()
        .filter(|(distance, name)| *distance <= 1 + name.len().min(written.len()) / 4)
        .map(|(_, name)| name)
}

/// Diagnostics in the order a reader wants them: by file, then by place.
pub fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| {
        (&a.source.name, a.span.start, a.code as u8).cmp(&(&b.source.name, b.span.start, b.code as u8))
    });
    diagnostics.dedup();
    diagnostics
}
