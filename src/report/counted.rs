//! Counts in sentences.

use std::fmt::Display;

/// A count with its word: 1 bill, 2 bills.
pub fn counted<N: Display + PartialEq + From<u8>>(count: N, one: &str, many: &str) -> String {
    format!("{count} {}", if count == N::from(1) { one } else { many })
}
