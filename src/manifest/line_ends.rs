//! Line ends inside values: some senders cut a whole message at a column, where a line end is nothing; others send text that
//! has lines of its own, where it is a blank.

use std::borrow::Cow;

/// What line ends inside values mean in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// There are none.
    #[default]
    None,
    /// They are where the sender cut the message.
    Nothing,
    /// They are between words.
    Blank,
}

/// Lengths of records that messages are cut into, for texts too short to show theirs by repeating it.
const USUAL_LENGTHS: [usize; 20] =
    [64, 70, 72, 76, 78, 79, 80, 100, 120, 128, 132, 133, 160, 250, 254, 255, 256, 512, 1024, 2048];

/// What line ends inside the values of an interchange mean, with which a text begins. Only lines of one length, the last of each
/// message aside, are cut at a column.
pub(super) fn line_ends(text: &str) -> LineEnds {
    let is_cut = is_cut_at_a_column(text, |line| line.chars().count()) || is_cut_at_a_column(text, str::len);
    if is_cut { LineEnds::Nothing } else { LineEnds::Blank }
}

fn is_cut_at_a_column(text: &str, length: fn(&str) -> usize) -> bool {
    let says_something = |line: &&str| !line.trim_matches([' ', '\t', '\u{1A}', '\0']).is_empty();
    let lines = text.split(['\r', '\n']).filter(says_something).enumerate();
    let here = lines.take_while(|(at, line)| *at == 0 || !begins(line, &BEGIN_INTERCHANGES));
    let mut lines = here.map(|(_, line)| line).peekable();
    let mut column = None;
    let (mut full, mut longest_last) = (0, 0);
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none_or(|next| begins(next, &BEGIN_MESSAGES));
        let length = length(line);
        match column {
            _ if is_last => longest_last = longest_last.max(length),
            None => (column, full) = (Some(length), 1),
            Some(column) if column == length => full += 1,
            Some(_) => return false,
        }
    }
    let fits = column.is_some_and(|column| longest_last <= column);
    fits && (full > 1 || column.is_some_and(|column| USUAL_LENGTHS.contains(&column)))
}

const BEGIN_INTERCHANGES: [&str; 3] = ["UNA", "UNB", "ISA"];
const BEGIN_MESSAGES: [&str; 4] = ["UNG", "UNH", "GS", "ST"];

/// Whether a line begins with one of some tags and a separator.
fn begins(line: &str, tags: &[&str]) -> bool {
    let line = line.trim_start_matches('\u{FEFF}');
    tags.iter().any(|tag| {
        line.strip_prefix(tag).and_then(|rest| rest.chars().next()).is_some_and(|sign| !sign.is_alphanumeric())
    })
}

/// A text with what its line ends mean in their place; a blank only where there is none yet.
pub(super) fn without_line_ends(text: &str, line_ends: LineEnds) -> Cow<'_, str> {
    if !text.contains(['\r', '\n']) {
        return text.into();
    }
    match line_ends {
        LineEnds::Nothing => text.replace(['\r', '\n'], "").into(),
        _ => {
            let mut plain = String::with_capacity(text.len());
            for line in text.split(['\r', '\n']).filter(|line| !line.is_empty()) {
                if !plain.is_empty() && !plain.ends_with(' ') && !line.starts_with(' ') {
                    plain.push(' ');
                }
                plain.push_str(line);
            }
            plain.into()
        }
    }
}
