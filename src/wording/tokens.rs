//! Tokens: the words of a text, with the signs that stand between them.

use super::folded::{for_each_folded, for_each_folded_at};
use std::ops::Range;

/// What stands between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    Plain,
    /// A `-`, or another dash, without white space.
    Hyphen,
    /// A `/`.
    Slash,
    /// A comma, semicolon, colon, bracket, bar, line end, or a full stop before white space; also the text's ends.
    Break,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    start: usize,
    end: usize,
    pub gap: Gap,
    /// The only sign of its break is a comma.
    comma: bool,
}

/// A text in capitals without accents, cut into tokens. Kept from text to text for its memory.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    words: String,
    tokens: Vec<Token>,
}

impl Tokens {
    pub fn read(&mut self, text: &str) {
        self.words.clear();
        self.tokens.clear();
        let mut cutter = Cutter { tokens: self, within: false, signs: Signs { broken: true, ..Signs::default() } };
        for_each_folded(text, |character| cutter.take(character));
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn word(&self, place: usize) -> &str {
        let token = &self.tokens[place];
        &self.words[token.start..token.end]
    }

    pub fn words(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.word(place))
    }

    /// What stands before the token; the end of the text is a break.
    pub fn gap(&self, place: usize) -> Gap {
        self.tokens.get(place).map_or(Gap::Break, |token| token.gap)
    }

    pub fn is_after_comma(&self, place: usize) -> bool {
        self.tokens.get(place).is_some_and(|token| token.comma)
    }

    /// None of the tokens `first` to `end` - 1 is after a break.
    pub fn unbroken(&self, first: usize, end: usize) -> bool {
        (first..end).all(|place| self.gap(place) != Gap::Break)
    }

    pub fn is_number(&self, place: usize) -> bool {
        place < self.len() && self.word(place).bytes().all(|byte| byte.is_ascii_digit())
    }

    pub fn is_digit(&self, place: usize) -> bool {
        self.is_number(place) && self.word(place).len() == 1
    }
}

/// Where each token of `text` stands in it, in the order in which `Tokens` reads them. Reading does not keep the places:
/// it is done for every row, and they are told of few.
pub(super) fn token_places(text: &str) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut within = false;
    for_each_folded_at(text, |place, character| match (character.map(char::is_alphanumeric), places.last_mut()) {
        (Some(true) | None, Some(token)) if within => token.end = place.end,
        (Some(true), _) => {
            places.push(place);
            within = true;
        }
        (Some(false), _) => within = false,
        (None, _) => {}
    });
    places
}

/// The signs since the last token.
#[derive(Default)]
struct Signs {
    broken: bool,
    comma: bool,
    hyphen: bool,
    slash: bool,
    space: bool,
    full_stop: bool,
}

struct Cutter<'t> {
    tokens: &'t mut Tokens,
    within: bool,
    signs: Signs,
}

impl Cutter<'_> {
    fn take(&mut self, character: char) {
        if character.is_alphanumeric() {
            if !self.within {
                self.begin();
            }
            self.tokens.words.push(character);
            self.tokens.tokens.last_mut().expect("a token has begun").end = self.tokens.words.len();
            return;
        }
        self.within = false;
        let space = character.is_whitespace();
        let signs = &mut self.signs;
        signs.broken |= matches!(character, ';' | ':' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '\n' | '\r')
            || (space && signs.full_stop);
        signs.comma |= character == ',';
        // Programs for letters write other dashes for it.
        signs.hyphen |= matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
        signs.slash |= character == '/';
        signs.space |= space;
        signs.full_stop = character == '.';
    }

    fn begin(&mut self) {
        let gap = match self.signs {
            Signs { broken: true, .. } | Signs { comma: true, .. } => Gap::Break,
            Signs { hyphen: true, space: false, .. } => Gap::Hyphen,
            Signs { slash: true, .. } => Gap::Slash,
            _ => Gap::Plain,
        };
        let start = self.tokens.words.len();
        self.tokens.tokens.push(Token { start, end: start, gap, comma: self.signs.comma && !self.signs.broken });
        self.within = true;
        self.signs = Signs::default();
    }
}
