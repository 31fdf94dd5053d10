//! Mails that lie among manifests: what they look like.

use crate::columns::Column;

/// Bytes of a file that are looked at.
pub(super) const LOOKED_AT: u64 = 1 << 13;

/// Headers that only mail has.
const ONLY_OF_MAIL: [&str; 10] = [
    "received",
    "return-path",
    "delivered-to",
    "message-id",
    "mime-version",
    "dkim-signature",
    "authentication-results",
    "x-mailer",
    "content-transfer-encoding",
    "thread-index",
];

/// Headers of mail that may also be a title above a table.
const OF_MAIL: [&str; 9] = ["from", "to", "cc", "bcc", "sent", "date", "subject", "reply-to", "importance"];

/// Lines in which headers are looked for.
const MOST_LINES: usize = 60;

/// Whether a text is a mail: it begins with headers of one. Where they may be a title too, three of them are a mail if no line
/// below them looks like one of a table or message.
pub(super) fn is_mail(first: &[u8]) -> bool {
    let start = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first);
    let text = String::from_utf8_lossy(&start[..start.len().min(LOOKED_AT as usize)]);
    let text = text.trim_start();
    let mut lines = text.lines();
    let (mut only, mut may_be) = (0, 0);
    for line in lines.by_ref().take(MOST_LINES) {
        // A mailbox file has a line of its own before the headers; a long header goes on in lines that begin with a blank.
        let is_first = only + may_be == 0;
        if line.starts_with([' ', '\t']) || (is_first && line.starts_with("From ")) {
            continue;
        }
        let name = line.split_once(':').map(|(name, _)| name.trim().to_ascii_lowercase()).unwrap_or_default();
        if ONLY_OF_MAIL.contains(&&*name) {
            only += 1;
        } else if OF_MAIL.contains(&&*name) {
            may_be += 1;
        } else if is_first || !is_header(&name) {
            break;
        }
    }
    // What is read as a table, whatever stands above it, is one.
    let holds_table = || lines.clone().any(|line| line.to_lowercase().contains(Column::ContainerNo.name()));
    let holds_rows = || lines.clone().any(looks_like_a_row);
    (only > 0 && only + may_be > 1 && !holds_table()) || (may_be > 2 && !holds_rows())
}

fn is_header(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A line with delimiters in such numbers as sentences have not, or a segment of a message.
fn looks_like_a_row(line: &str) -> bool {
    let count = |delimiter: char| line.matches(delimiter).count();
    let has_cells = [';', '\t', '|'].into_iter().any(|delimiter| count(delimiter) > 1);
    let has_fields = count(',') > if line.contains(' ') { 3 } else { 0 };
    has_cells || has_fields || ["UNA", "UNB+", "UNH+", "ISA"].iter().any(|tag| line.starts_with(tag))
}

/// Whether the bytes of an old Office file are a mail of Outlook: the names of its parts are in them.
pub(super) fn is_outlook_mail(first: &[u8]) -> bool {
    let part: Vec<u8> = "__substg1.0_".encode_utf16().flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(first, &part).is_some()
}
