//! Texts of an expression, a value per row; and the LIKE patterns over them.

use crate::tables::TextView;
use aho_corasick::AhoCorasick;

pub(super) enum Texts<'k> {
    Column(TextView<'k>),
    Constant(&'k str),
    Made(Vec<Option<String>>),
}

impl Texts<'_> {
    pub fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Column(view) => view.get(row),
            Self::Constant(text) => Some(text),
            Self::Made(values) => values[row].as_deref(),
        }
    }

    pub fn made(&self, height: usize) -> Vec<Option<String>> {
        (0..height).map(|row| self.get(row).map(str::to_owned)).collect()
    }
}

/// Capitals, one character for one, as SQL engines do it: what would become two stays as it is.
pub(super) fn upper(text: &str) -> String {
    text.chars().map(|c| if c == 'ß' { 'ẞ' } else { single(c.to_uppercase(), c) }).collect()
}

/// Small letters, one character for one.
pub(super) fn lower(text: &str) -> String {
    text.chars().map(|c| if c == 'İ' { 'i' } else { single(c.to_lowercase(), c) }).collect()
}

fn single(mut changed: impl ExactSizeIterator<Item = char>, unchanged: char) -> char {
    match changed.len() {
        1 => changed.next().unwrap_or(unchanged),
        _ => unchanged,
    }
}

/// A LIKE pattern: `%` any run, `_` any one character.
pub(super) struct Pattern {
    pieces: Vec<Piece>,
    any_case: bool,
    /// For `%word%` in ASCII, most of all patterns: the word itself, searched for without copying.
    word: Option<AhoCorasick>,
}

#[derive(PartialEq)]
enum Piece {
    Any,
    One,
    Exactly(char),
}

impl Pattern {
    pub fn new(pattern: &str, any_case: bool) -> Self {
        let pattern = if any_case { lower(pattern) } else { pattern.to_owned() };
        let pieces = pattern
            .chars()
            .map(|c| match c {
                '%' => Piece::Any,
                '_' => Piece::One,
                other => Piece::Exactly(other),
            })
            .collect();
        let word = pattern.strip_prefix('%').and_then(|rest| rest.strip_suffix('%'));
        let word = word.filter(|word| !word.is_empty() && word.is_ascii() && !word.contains(['%', '_']));
        let word = word.and_then(|word| AhoCorasick::builder().ascii_case_insensitive(any_case).build([word]).ok());
        Self { pieces, any_case, word }
    }

    pub fn matches(&self, text: &str) -> bool {
        // Beyond ASCII some letters have ASCII small forms (K for Kelvin), so those texts go the long way.
        if let Some(word) = self.word.as_ref().filter(|_| !self.any_case || text.is_ascii()) {
            return word.is_match(text);
        }
        if text.is_ascii() {
            let bytes = text.as_bytes();
            let sign = |at: usize| char::from(if self.any_case { bytes[at].to_ascii_lowercase() } else { bytes[at] });
            return self.fits(bytes.len(), sign);
        }
        let characters: Vec<char> = match self.any_case {
            true => lower(text).chars().collect(),
            false => text.chars().collect(),
        };
        self.fits(characters.len(), |at| characters[at])
    }

    /// Whether a text of so many signs has the pattern.
    fn fits(&self, length: usize, sign: impl Fn(usize) -> char) -> bool {
        let (mut at, mut piece) = (0, 0);
        // Where to go on from when the run after the last `%` did not fit.
        let mut retry: Option<(usize, usize)> = None;
        while at < length {
            match self.pieces.get(piece) {
                Some(Piece::Any) => {
                    retry = Some((piece + 1, at));
                    piece += 1;
                }
                Some(Piece::One) => (at, piece) = (at + 1, piece + 1),
                Some(Piece::Exactly(c)) if *c == sign(at) => (at, piece) = (at + 1, piece + 1),
                _ => match retry {
                    Some((after, from)) => {
                        retry = Some((after, from + 1));
                        (piece, at) = (after, from + 1);
                    }
                    None => return false,
                },
            }
        }
        self.pieces[piece..].iter().all(|piece| *piece == Piece::Any)
    }
}
