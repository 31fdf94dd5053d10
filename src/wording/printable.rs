//! Printable: what strangers wrote, shown to people without doing anything to their terminal.

use crate::domain::is_invisible;

/// The character itself, or the replacement character in place of one that shows nothing, turns the line round, or controls.
pub fn printable(character: char) -> char {
    if character.is_control() || is_invisible(character) { '\u{FFFD}' } else { character }
}
