//! Keys: vessels, addresses and numbers made comparable, as the key columns hold them.

use crate::wording::{folded, words};

/// Shortest address that is compared, in letters and digits.
const SHORTEST_ADDRESS: usize = 10;

/// What stands before the name of a vessel: the kind of ship.
const KINDS_OF_SHIP: [&str; 3] = ["MV", "MS", "MT"];
/// Numbers of voyages that stand behind names have so many digits; those of names have fewer.
const LEAST_OF_VOYAGE: usize = 3;
const BEFORE_VOYAGES: [&str; 5] = ["V", "VOY", "VOYAGE", "VYG", "VIAJE"];
/// What says that the vessel has no name yet, or that nobody states it.
const UNNAMED: [&[&str]; 9] = [
    &["TBN"],
    &["TBA"],
    &["TBC"],
    &["TBD"],
    &["TO", "BE", "NAMED"],
    &["TO", "BE", "NOMINATED"],
    &["TO", "BE", "ADVISED"],
    &["TO", "BE", "ANNOUNCED"],
    &["TO", "BE", "CONFIRMED"],
];

/// The name of a vessel: capitals, no accents or punctuation, without the kind of ship (M/V, MV, MS, MT) that papers put before it, and
/// without what they put behind it: something in parentheses (MAYA (PA)), an IMO number, a voyage (MAYA 417S, MAYA V.417). A number alone is
/// of the name: HANJIN 7. `None` where no ship is named: M/V, TBN.
pub fn vessel_key(name: &str) -> Option<String> {
    let folded = folded(&without_parentheses(name));
    let words: Vec<&str> = words(&folded).collect();
    let named = without_kind(&words);
    let named = &named[..name_before_voyage(named)];
    let is_unnamed = UNNAMED.iter().any(|phrase| named.windows(phrase.len()).any(|words| words == *phrase));
    Some(named.join(" ")).filter(|key| !key.is_empty() && !is_unnamed)
}

/// The voyage that stands behind the name of a vessel, as [`voyage_key`] has it: 417S of MAYA 417S.
pub fn voyage_behind_name(name: &str) -> Option<String> {
    // Most names have no digit.
    if !name.bytes().any(|sign| sign.is_ascii_digit()) {
        return None;
    }
    let folded = folded(&without_parentheses(name));
    let words: Vec<&str> = words(&folded).collect();
    let named = without_kind(&words);
    let behind = &named[name_before_voyage(named)..];
    let is_of_imo = |at: usize| behind[at].starts_with("IMO") || (at > 0 && behind[at - 1].starts_with("IMO"));
    let number = (0..behind.len()).find(|&at| behind[at].bytes().any(|sign| sign.is_ascii_digit()) && !is_of_imo(at));
    number.and_then(|at| voyage_key(behind[at]))
}

fn without_kind<'w, 't>(words: &'w [&'t str]) -> &'w [&'t str] {
    match words {
        [kind, ..] if KINDS_OF_SHIP.contains(kind) => &words[1..],
        ["M", "V" | "S" | "T", ..] => &words[2..],
        _ => words,
    }
}

/// The text without what stands in parentheses behind its first word; a cell that was cut may not close them.
fn without_parentheses(name: &str) -> String {
    let mut kept = String::with_capacity(name.len());
    let (mut has_begun, mut within) = (false, false);
    for sign in name.chars() {
        match sign {
            '(' | '[' if has_begun => within = true,
            ')' | ']' if within => {
                within = false;
                kept.push(' ');
            }
            _ if !within => {
                has_begun |= sign.is_alphanumeric();
                kept.push(sign);
            }
            _ => {}
        }
    }
    kept
}

/// How many words are before an IMO number and a voyage. The first is always of the name.
fn name_before_voyage(words: &[&str]) -> usize {
    let begins = |at: &usize| {
        let next = words[at + 1..].iter().find(|word| !matches!(**word, "NO" | "NR"));
        let before_number = |next: &&&str| digits_of(next) >= LEAST_OF_VOYAGE;
        match words[*at] {
            "IMO" => next.is_some_and(|next| is_imo(next)),
            word if BEFORE_VOYAGES.contains(&word) => next.filter(before_number).is_some(),
            word => word.strip_prefix("IMO").is_some_and(is_imo) || is_voyage(word, at + 1 == words.len()),
        }
    };
    let end = (1..words.len()).find(begins).unwrap_or(words.len());
    // 417S/418N are two.
    (1..end).rev().take_while(|&at| is_voyage(words[at], true)).last().unwrap_or(end)
}

fn is_imo(word: &str) -> bool {
    word.len() == 7 && word.bytes().all(|sign| sign.is_ascii_digit())
}

/// V417, and at the end of a name the letter of a direction behind as many digits: 417S. BARGE 12W and CAPE V 1 are names.
fn is_voyage(word: &str, is_last: bool) -> bool {
    let labelled = BEFORE_VOYAGES.iter().filter_map(|label| word.strip_prefix(label));
    let behind_label = labelled.map(digits_of).max().unwrap_or(0);
    let directed = digits_of(word) >= LEAST_OF_VOYAGE && matches!(&word[digits_of(word)..], "N" | "S" | "E" | "W");
    behind_label >= LEAST_OF_VOYAGE || (is_last && directed)
}

/// How many digits a word begins with.
fn digits_of(word: &str) -> usize {
    word.bytes().take_while(u8::is_ascii_digit).count()
}

/// An address: letters and digits only, in capitals, no accents. What is shorter than a street and a town says nothing.
pub fn address_key(address: &str) -> Option<String> {
    identifier_key(address).filter(|key| key.chars().count() >= SHORTEST_ADDRESS)
}

/// The number of a bill or seal: letters and digits only, in capitals. Blanks, hyphens and slashes are put differently by everyone
/// who copies it.
pub fn identifier_key(number: &str) -> Option<String> {
    let folded = folded(number);
    Some(words(&folded).collect::<String>()).filter(|key| !key.is_empty())
}

/// The number of a voyage: letters and digits only, in capitals, without the words before it (V., VOY) and the zeros in front. Of a voyage in
/// and one out, 417S/418N, the one in.
pub fn voyage_key(voyage: &str) -> Option<String> {
    let has_digit = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
    let inward = voyage.split('/').find(|part| has_digit(part)).unwrap_or(voyage);
    let folded = folded(inward);
    let mut key: String = words(&folded).filter(|word| !BEFORE_VOYAGES.contains(word) && *word != "NO").collect();
    for label in ["VOYAGE", "VOY", "VYG", "V"] {
        let number = key.strip_prefix(label).filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
        if let Some(number) = number {
            key = number.to_owned();
            break;
        }
    }
    Some(key.trim_start_matches('0').to_owned()).filter(|key| !key.is_empty())
}
