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

/// What line ends inside the values of a text mean. Only lines of one length, the last of each interchange or message aside,
/// are cut at a column.
pub(super) fn line_ends(text: &str) -> LineEnds {
    let is_cut = is_cut_at_a_column(text, |line| line.chars().count()) || is_cut_at_a_column(text, str::len);
    if is_cut { LineEnds::Nothing } else { LineEnds::Blank }
}

fn is_cut_at_a_column(text: &str, length: fn(&str) -> usize) -> bool {
    let mut lines = text.lines().filter(|line| !line.is_empty()).peekable();
    let mut column = None;
    let (mut full, mut longest_last) = (0, 0);
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none_or(|next| begins_a_message(next));
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

fn begins_a_message(line: &str) -> bool {
    const TAGS: [&str; 7] = ["UNA", "UNB", "UNG", "UNH", "ISA", "GS", "ST"];
    let line = line.trim_start_matches('\u{FEFF}');
    TAGS.iter().any(|tag| {
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
