//! Printable: what strangers wrote, shown to people without doing anything to their terminal.

/// The character itself, or the replacement character in place of a control character.
pub fn printable(character: char) -> char {
    if character.is_control() { '\u{FFFD}' } else { character }
}
