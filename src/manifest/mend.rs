//! Lines of JSON that are refused for one value: what stands for that value is written as JSON has it, so that the others can be
//! read. Only lines that are refused come here.

use std::iter::Peekable;
use std::str::Chars;

/// What stands where a sign is lost.
pub(super) const LOST: char = '\u{FFFD}';

/// A line of JSON with what programs write in it that JSON does not know: bytes that are no text, halves of characters, control
/// characters and backslashes in texts, numbers beyond all bounds, and words for what is no number.
pub(super) fn mended(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let mut out = String::with_capacity(text.len() + 16);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => mend_text(&mut signs, &mut out),
            '-' | '0'..='9' | 'A'..='Z' | 'a'..='z' => {
                let mut word = String::from(sign);
                while let Some(next) = signs.next_if(|next| next.is_ascii_alphanumeric() || "+-.".contains(*next)) {
                    word.push(next);
                }
                mend_word(&word, &mut out);
            }
            _ => out.push(sign),
        }
    }
    out
}

/// A number that no machine holds is given as the text it is; a word for "no number" states nothing.
fn mend_word(word: &str, out: &mut String) {
    let is_boundless = word.parse().is_ok_and(|number: f64| number.is_infinite());
    match word {
        "NaN" | "-NaN" | "nan" => out.push_str("null"),
        _ if is_boundless => out.extend(["\"", word, "\""]),
        _ => out.push_str(word),
    }
}

/// A text behind its first quote, to its last.
fn mend_text(signs: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('"');
    while let Some(sign) = signs.next() {
        match sign {
            '"' => return out.push('"'),
            '\\' => mend_escape(signs, out),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
}

fn mend_escape(signs: &mut Peekable<Chars<'_>>, out: &mut String) {
    match signs.peek() {
        Some('u') => {
            signs.next();
            let Some(unit) = hex(signs) else { return out.push_str("\\\\u") };
            match unit {
                0xD800..=0xDBFF => mend_pair(unit, signs, out),
                0xDC00..=0xDFFF => out.push(LOST),
                unit => out.push_str(&format!("\\u{unit:04x}")),
            }
        }
        Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => out.extend(['\\'].into_iter().chain(signs.next())),
        // A path of Windows, or a sign that needs no escape.
        _ => out.push_str("\\\\"),
    }
}

/// The first half of a character, with the second where it follows.
fn mend_pair(first: u32, signs: &mut Peekable<Chars<'_>>, out: &mut String) {
    let mut ahead = signs.clone();
    let is_escape = ahead.next() == Some('\\') && ahead.next() == Some('u');
    match hex(&mut ahead).filter(|second| is_escape && (0xDC00..=0xDFFF).contains(second)) {
        Some(second) => {
            out.push_str(&format!("\\u{first:04x}\\u{second:04x}"));
            *signs = ahead;
        }
        None => out.push(LOST),
    }
}

/// Four hexadecimal digits, if they follow.
fn hex(signs: &mut Peekable<Chars<'_>>) -> Option<u32> {
    let mut ahead = signs.clone();
    let unit = (0..4).try_fold(0, |unit, _| Some(unit * 16 + ahead.next()?.to_digit(16)?))?;
    *signs = ahead;
    Some(unit)
}
