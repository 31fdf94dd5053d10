//! Forms of codes: the digits of dangerous goods, ships and tariffs, and the words that people write around them.

use super::placeholder::{says_no_seal, says_unknown_seal};
use crate::reference::Reference;
use crate::wording::folded;
use std::borrow::Cow;

/// Words that say that goods are not dangerous.
const NOT_DANGEROUS: [&str; 9] = [
    "NO",
    "NON HAZ",
    "NON HAZARDOUS",
    "NOT HAZARDOUS",
    "NON DG",
    "NOT DG",
    "NON DANGEROUS",
    "NOT APPLICABLE",
    "NOT REGULATED",
];

/// UN numbers, several with a comma and a blank between, whatever words stand around them: `UN1993`, `ONU 0081`, `1993 PG III`. Numbers that
/// a table held as such have lost the zeros in front.
pub(super) fn un_numbers(text: &str) -> Option<Cow<'_, str>> {
    let bytes = text.as_bytes();
    if bytes.len() == 4 && bytes.iter().all(u8::is_ascii_digit) {
        return Some(Cow::Borrowed(text));
    }
    let plain = folded(text);
    if NOT_DANGEROUS.contains(&plain.trim()) {
        return Some(Cow::Borrowed(""));
    }
    let number = text.strip_suffix(".0").unwrap_or(text);
    if number.len() < 4 && number.bytes().all(|sign| sign.is_ascii_digit()) {
        return Some(Cow::Owned(format!("{number:0>4}")));
    }
    if number.len() == 4 && number.bytes().all(|sign| sign.is_ascii_digit()) {
        return Some(Cow::Borrowed(number));
    }
    let mut numbers: Vec<&str> = Vec::new();
    let mut words = plain.split_ascii_whitespace().peekable();
    while let Some(word) = words.next() {
        let digits = word.trim_start_matches("UN").trim_start_matches("ONU").trim_start_matches("NA");
        match digits {
            _ if digits.len() == 4 && digits.bytes().all(|sign| sign.is_ascii_digit()) => {
                if !numbers.contains(&digits) {
                    numbers.push(digits);
                }
            }
            // Packing groups follow.
            "PG" | "GE" => _ = words.next(),
            "" | "ID" | "NO" | "NR" | "NOS" | "N" | "NUMBER" | "NUMERO" | "AND" | "O" | "I" | "II" | "III" | "PGI"
            | "PGII" | "PGIII" => {}
            _ => return None,
        }
    }
    let is_stated = !numbers.is_empty();
    // Zeros are no number.
    numbers.retain(|number| *number != "0000");
    is_stated.then(|| Cow::Owned(numbers.join(", ")))
}

/// Classes and divisions with their compatibility group, subsidiary ones behind the first: `1.4S`, `3, 6.1`.
pub(super) fn imdg_classes(text: &str) -> Option<Cow<'_, str>> {
    fn is_class(class: &str) -> bool {
        matches!(
            class.as_bytes(),
            [b'1'..=b'9'] | [b'1'..=b'6', b'.', b'1'..=b'6'] | [b'1', b'.', b'1'..=b'6', b'A'..=b'S']
        )
    }
    if is_class(text) {
        return Some(Cow::Borrowed(text));
    }
    let plain = folded(text);
    if NOT_DANGEROUS.contains(&plain.trim()) {
        return Some(Cow::Borrowed(""));
    }
    let upper = text.to_uppercase();
    // 5,1 is a division, as decimals are written in half of the world, or two classes.
    if has_comma_of_division(upper.as_bytes()) {
        return None;
    }
    let mut classes: Vec<&str> = Vec::new();
    for word in upper.split([' ', ',', ';', '/', '(', ')', ':', '+', '|', '&']).filter(|word| !word.is_empty()) {
        let word = word.strip_suffix(".0").unwrap_or(word).trim_end_matches('.');
        match word {
            "CLASS" | "CLASSE" | "CLASE" | "CL" | "IMO" | "IMDG" | "IMCO" | "DIV" | "DIVISION" | "DG" | "HAZ"
            | "SUB" | "RISK" => {}
            class if is_class(class) => classes.push(class),
            _ => return None,
        }
    }
    (!classes.is_empty()).then(|| Cow::Owned(classes.join(", ")))
}

/// Whether a comma stands where divisions have a point.
fn has_comma_of_division(text: &[u8]) -> bool {
    text.windows(3).enumerate().any(|(at, part)| {
        let is_division = matches!(
            part,
            [b'1', b',', b'1'..=b'6'] | [b'2' | b'4', b',', b'1'..=b'3'] | [b'5' | b'6', b',', b'1' | b'2']
        );
        let has_point = (at > 0 && text[at - 1] == b'.') || text.get(at + 3) == Some(&b'.');
        is_division && !has_point
    })
}

/// The seven digits of a ship, whatever stands before them.
pub(super) fn imo_number(text: &str) -> Option<&str> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    let at = text.find(|sign: char| sign.is_ascii_digit())?;
    let (before, number) = text.split_at(at);
    let is_number = number.len() == 7 && number.bytes().all(|sign| sign.is_ascii_digit());
    let before = folded(before);
    let is_label = before
        .split_ascii_whitespace()
        .all(|word| matches!(word, "IMO" | "NO" | "NR" | "N" | "O" | "NUMBER" | "LR" | "OMI"));
    (is_number && is_label).then_some(number)
}

/// The digits of an HS code, without the words before it and the signs within: `HS CODE: 8471.30`, `730410-00`. `None` where it has none, or
/// may be several: 8471-8473.
pub(super) fn hs_digits(text: &str) -> Option<String> {
    let at = text.find(|sign: char| sign.is_ascii_digit())?;
    let (before, code) = text.split_at(at);
    let before = folded(before);
    const LABELS: [&str; 17] = [
        "HS", "H", "S", "C", "HSC", "CODE", "CODES", "NO", "NR", "N", "O", "NUMBER", "NCM", "HTS", "HTSUS", "TARIFF",
        "TARIC",
    ];
    let is_label = before.split_ascii_whitespace().all(|word| LABELS.contains(&word));
    let is_code = code.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ' ' | '-' | '\u{A0}'));
    (is_label && is_code && is_one_hs_code(code)).then(|| code.chars().filter(char::is_ascii_digit).collect())
}

/// Whether digits with blanks or hyphens between are one code: of several groups no later one begins with a heading, and chapters stand
/// alone. 8471 3000 is one code, 8471-8473 and 61-62 may be two.
fn is_one_hs_code(code: &str) -> bool {
    let groups: Vec<String> = code
        .split([' ', '-', '\u{A0}'])
        .map(|group| group.chars().filter(char::is_ascii_digit).collect::<String>())
        .filter(|group| !group.is_empty())
        .collect();
    let [first, others @ ..] = &groups[..] else { return true };
    let begins_code =
        |group: &String| group.get(..4).is_some_and(|start| Reference::embedded().commodities.knows(start));
    let is_whole = first.len() >= 4 || others.len() != 1;
    is_whole && !others.iter().any(begins_code)
}

/// Words before the number of a seal, with what stands for "number" behind them.
pub(super) const OF_SEALS: [&str; 10] =
    ["SEALS", "SEAL", "SCELLE", "SCELLES", "PLOMB", "PLOMBS", "PRECINTO", "PRECINTOS", "LACRE", "SELLO"];

/// Words before the number of a bill.
pub(super) const OF_BILLS: [&str; 11] = [
    "BILL OF LADING",
    "HOUSE B/L",
    "MASTER B/L",
    "B/L",
    "BL NO",
    "BL NR",
    "BOL NO",
    "HBL NO",
    "MBL NO",
    "CONNAISSEMENT",
    "CONOCIMIENTO",
];

/// A number without the words in brackets behind it: `QQQ000118 (CARRIER)`.
pub(super) fn without_addition(text: &str) -> &str {
    let has_digit = |part: &str| part.bytes().any(|sign| sign.is_ascii_digit());
    match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((number, words)) if has_digit(number) && !has_digit(words) => number.trim_end(),
        _ => text,
    }
}

/// A number without the words before it: `SEAL NO. QQQ000118`, `B/L FICT26110001`. A word is one only where a sign that is no letter or digit
/// stands behind it, and NO where a digit does too.
pub(super) fn without_label<'t>(text: &'t str, labels: &[&str]) -> &'t str {
    let behind = |text: &'t str, word: &str| -> Option<&'t str> {
        let start = text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word))?;
        let rest = &text[start.len()..];
        let bare = rest.trim_start_matches([' ', ':', '.', '#', '\u{B0}', '\u{BA}', ';', '=']);
        (bare.len() < rest.len()).then_some(bare)
    };
    let Some(rest) = labels.iter().find_map(|label| behind(text, label)) else { return text };
    let before_digits =
        |word: &str| rest.strip_prefix(word).filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
    let numbered = ["NUMBER", "NUMERO", "NOS", "NO", "NR", "N"].iter().find_map(|word| behind(rest, word));
    let rest = numbered.or_else(|| before_digits("NO")).or_else(|| before_digits("NR")).unwrap_or(rest);
    if rest.bytes().any(|sign| sign.is_ascii_digit()) { rest } else { text }
}

/// The seals of a text that holds several, with signs between them that seals do not have, or, where each is long and has a digit, blanks.
pub(super) fn several_seals(text: &str) -> Option<Vec<&str>> {
    let is_seal = |piece: &&str, least: usize| piece.len() >= least && piece.bytes().any(|sign| sign.is_ascii_digit());
    let cut = |signs: &[char], least: usize| -> Option<Vec<&str>> {
        let pieces: Vec<&str> = text.split(signs).map(str::trim).filter(|piece| !piece.is_empty()).collect();
        let is_stated = |piece: &&str| is_seal(piece, least) || says_no_seal(piece) || says_unknown_seal(piece);
        (pieces.len() > 1 && pieces.iter().all(is_stated)).then_some(pieces)
    };
    // QQQ000118-QQQ000119: a hyphen within a seal parts no two that begin alike.
    let alike = || {
        let letters = |seal: &str| seal.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (first, second) = text.split_once('-').map(|(first, second)| (first.trim(), second.trim()))?;
        let owner = first.get(..letters(first)).filter(|owner| !owner.is_empty())?;
        let is_like =
            first.len() == second.len() && second.starts_with(owner) && is_seal(&first, 6) && is_seal(&second, 6);
        is_like.then(|| vec![first, second])
    };
    match text.contains([',', '/', ';', '|', '\n', ' ', '&', '+', '-']) {
        true => cut(&[',', '/', ';', '|', '\n', '&', '+'], 4).or_else(|| cut(&[' ', '\n'], 6)).or_else(alike),
        false => None,
    }
}
