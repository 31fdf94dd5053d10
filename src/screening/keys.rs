//! Keys: vessels, addresses and numbers made comparable, as the key columns hold them.

use crate::wording::{folded, words};

/// Shortest address that is compared, in letters and digits.
const SHORTEST_ADDRESS: usize = 10;

/// The name of a vessel: capitals, no accents or punctuation, without the kind of ship (M/V, MV, MS, MT) that papers put before it.
pub fn vessel_key(name: &str) -> Option<String> {
    let folded = folded(name);
    let words: Vec<&str> = words(&folded).collect();
    let named = match words[..] {
        ["MV" | "MS" | "MT", _, ..] => &words[1..],
        ["M", "V" | "S" | "T", _, ..] => &words[2..],
        _ => &words[..],
    };
    Some(named.join(" ")).filter(|key| !key.is_empty())
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
    let mut key: String =
        words(&folded).filter(|word| !matches!(*word, "V" | "VOY" | "VOYAGE" | "VYG" | "VIAJE" | "NO")).collect();
    for label in ["VOYAGE", "VOY", "VYG", "V"] {
        let number = key.strip_prefix(label).filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
        if let Some(number) = number {
            key = number.to_owned();
            break;
        }
    }
    Some(key.trim_start_matches('0').to_owned()).filter(|key| !key.is_empty())
}
