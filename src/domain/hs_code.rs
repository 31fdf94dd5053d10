//! Harmonized System codes: digits, a chapter in use.

/// Chapters 01 to 97; 77 is kept free by the HS. 98 and 99 are national.
pub fn chapter_in_use(code: &str) -> bool {
    match code.get(..2).and_then(|chapter| chapter.parse::<u8>().ok()) {
        Some(chapter) => (1..=97).contains(&chapter) && chapter != 77,
        None => false,
    }
}

/// Four digits of a heading, or six of a subheading with up to six national ones.
pub fn hs_structure_ok(code: &str) -> bool {
    matches!(code.len(), 4 | 6..=12) && code.bytes().all(|b| b.is_ascii_digit()) && chapter_in_use(code)
}
