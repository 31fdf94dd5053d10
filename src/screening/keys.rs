//! Keys: vessels, addresses and numbers made comparable, as the key columns hold them.

use crate::wording::{folded, words};

/// Shortest address that is compared, in letters and digits.
const SHORTEST_ADDRESS: usize = 10;

/// The name of a vessel: capitals, no accents or punctuation, without the M/V, M.V. or MV that ships' papers put before it.
pub fn vessel_key(name: &str) -> Option<String> {
    let folded = folded(name);
    let words: Vec<&str> = words(&folded).collect();
    let named = match words[..] {
        ["MV", _, ..] => &words[1..],
        ["M", "V", _, ..] => &words[2..],
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
