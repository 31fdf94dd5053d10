//! Excerpts: a part of a text with what stands around it, on one line, short enough to be read.

use super::printable;
use std::ops::Range;

/// Line breaks and runs of blanks become one blank, control characters of strangers do not reach a terminal.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().map(printable));
    }
    line
}

/// The text on one line, of at most `longest` characters; what is cut off is an ellipsis.
pub fn cut(text: &str, longest: usize) -> String {
    let mut line = one_line(text);
    if let Some((at, _)) = line.char_indices().nth(longest) {
        line.truncate(at);
        line.truncate(line.trim_end().len());
        line.push('…');
    }
    line
}

/// The part of the text at `place` with up to `around` characters on either side, which do not begin or end within a
/// word; ellipses where the text goes on.
pub fn excerpt(text: &str, place: Range<usize>, around: usize) -> String {
    let before = &text[..place.start];
    let start = before.char_indices().rev().nth(around).map_or(0, |(at, _)| {
        let kept = &before[at..];
        kept.find(char::is_whitespace).map_or(place.start, |blank| at + blank)
    });
    let after = &text[place.end..];
    let end = after.char_indices().nth(around).map_or(text.len(), |(at, next)| {
        let kept = &after[..at + next.len_utf8()];
        place.end + kept.rfind(char::is_whitespace).unwrap_or(0)
    });
    let line = one_line(&text[start..end]);
    let (left, right) = (text[..start].trim(), text[end..].trim());
    format!("{}{line}{}", if left.is_empty() { "" } else { "…" }, if right.is_empty() { "" } else { "…" })
}
