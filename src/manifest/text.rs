//! Text of strangers: which encoding it is in, whether it is text at all, and how its pieces are trimmed and put together.

use super::source::Stream;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::borrow::Cow;
use std::io::{Cursor, Read};

/// A stream decoded to UTF-8, its beginning, and the encoding it was decoded from.
pub(super) struct Decoded {
    pub beginning: String,
    pub stream: Box<dyn Read + Send>,
    pub encoding: &'static Encoding,
    /// About how many bytes there will be, where that is known.
    size: Option<u64>,
}

impl Decoded {
    /// All of it, for readers that need the whole text at once.
    pub fn whole(self, largest: u64) -> Result<Vec<u8>, String> {
        // One more than there should be, so that the end is seen without growing.
        let room = self.size.map_or(0, |size| size.min(largest) + 1);
        let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
        let read = self.stream.take(largest + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("breaks off: {}", crate::storage::plain(&error)))?;
        match bytes.len() as u64 > largest {
            true => Err(format!("is larger than {largest} bytes, which is the limit")),
            false => Ok(bytes),
        }
    }
}

/// Decodes a stream: the stated encoding, else what a byte order mark says, else UTF-16 by its zero
/// bytes, else UTF-8, else windows-1252. The error says why the bytes are no text.
pub(super) fn decode(stream: Stream, stated: Option<&'static Encoding>) -> Result<Decoded, String> {
    let Stream { first, whole, rest, size, .. } = stream;
    let encoding =
        match stated.or_else(|| Encoding::for_bom(&first).map(|(encoding, _)| encoding)).or_else(|| declared(&first)) {
            Some(encoding) => encoding,
            None => guessed(&first, whole)?,
        };
    let (beginning, _, _) = encoding.decode(&first);
    let beginning = beginning.into_owned();
    let bytes = Cursor::new(first).chain(rest);
    let stream: Box<dyn Read + Send> = match encoding == UTF_8 {
        // Not decoded: wrong bytes later on must be seen and rejected, not replaced.
        true => Box::new(bytes),
        false => Box::new(DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(bytes)),
    };
    Ok(Decoded { beginning, stream, encoding, size })
}

/// The encoding a file names at its beginning: in an XML declaration, or, for UN/EDIFACT, in the syntax identifier of its UNB.
fn declared(first: &[u8]) -> Option<&'static Encoding> {
    declared_in_xml(first).or_else(|| declared_in_unb(first))
}

/// The character set that a UNB names by its syntax identifier, where it is one that cannot be taken for another: UNOC is
/// Latin-1, which senders write for windows-1252 and UTF-8 too, and UNOA and UNOB are ASCII.
fn declared_in_unb(first: &[u8]) -> Option<&'static Encoding> {
    let beginning = &first[..first.len().min(100)];
    let at = beginning.windows(4).position(|four| &four[..3] == b"UNB" && !four[3].is_ascii_alphanumeric())?;
    let label: &[u8] = match beginning.get(at + 4..at + 8)? {
        b"UNOD" => b"iso-8859-2",
        b"UNOE" => b"iso-8859-5",
        b"UNOF" => b"iso-8859-7",
        b"UNOG" => b"iso-8859-3",
        b"UNOH" => b"iso-8859-4",
        b"UNOI" => b"iso-8859-6",
        b"UNOJ" => b"iso-8859-8",
        b"UNOK" => b"iso-8859-9",
        _ => return None,
    };
    // Many write the identifier of their country's old character set over UTF-8.
    let is_utf8 = std::str::from_utf8(first).map_or_else(|error| error.error_len().is_none(), |_| true);
    Encoding::for_label(label).filter(|_| !is_utf8 || first.is_ascii())
}

/// The encoding an XML declaration names. UTF-16 is never named by readable ASCII.
fn declared_in_xml(first: &[u8]) -> Option<&'static Encoding> {
    let start = std::str::from_utf8(first.get(..first.len().min(200))?.split(|&b| b == b'>').next()?).ok()?;
    let (_, after) = start.strip_prefix("<?xml")?.split_once("encoding")?;
    let label = after.trim_start().strip_prefix('=')?.trim_start().split(['"', '\'']).nth(1)?;
    Encoding::for_label(label.as_bytes()).filter(|encoding| ![UTF_16LE, UTF_16BE].contains(encoding))
}

fn guessed(first: &[u8], whole: bool) -> Result<&'static Encoding, String> {
    let looked_at = &first[..first.len().min(4096)];
    let zeros = |parity: usize| looked_at.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let half = looked_at.len() / 2;
    if half > 4 && zeros(1) * 10 > half * 8 && zeros(0) == 0 {
        return Ok(UTF_16LE);
    }
    if half > 4 && zeros(0) * 10 > half * 8 && zeros(1) == 0 {
        return Ok(UTF_16BE);
    }
    let odd = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a | 0x1c..=0x1f);
    let controls = looked_at.iter().filter(|&&b| odd(b)).count();
    if controls * 50 > looked_at.len() {
        let at = looked_at.iter().position(|&b| odd(b)).unwrap_or(0);
        return Err(format!("is not text: byte {at} is 0x{:02X}", looked_at[at]));
    }
    Ok(if mostly_utf8(first, whole) { UTF_8 } else { WINDOWS_1252 })
}

/// Whether what is not ASCII is UTF-8 more often than not. One line pasted in another encoding is a bad
/// row; it does not change what the rest of the file is. The last character may be cut where only the
/// beginning of the file was looked at.
fn mostly_utf8(bytes: &[u8], whole: bool) -> bool {
    let (mut right, mut wrong) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    let cut_at_the_end = std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    if cut_at_the_end && !whole {
        // Not an error of the file.
        wrong = wrong.saturating_sub(1);
    }
    wrong == 0 || right > wrong
}

/// Largest message file taken into memory.
const LARGEST: u64 = 1 << 30;

/// The whole text of a message file, within its limit.
pub(super) fn whole_text(decoded: Decoded) -> Result<String, String> {
    let encoding = decoded.encoding;
    let bytes = decoded.whole(LARGEST)?;
    // Free text in a second encoding is frequent and harms nothing else.
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if encoding == UTF_8 => WINDOWS_1252.decode(error.as_bytes()).0.into_owned(),
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// A text from its first sign that is neither a blank nor a byte order mark.
pub(super) fn beginning_of(text: &str) -> &str {
    text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{FEFF}')
}

/// The text without the blanks around it. Nearly all have none, which two looks tell.
pub(super) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// [`trimmed`] of a text that may be owned.
pub(super) fn trimmed_cow(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(trimmed(text)),
        Cow::Owned(text) if trimmed(&text).len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(trimmed(&text).to_owned()),
    }
}

/// Puts more text behind a text, with a sign between them where both are something.
pub(super) fn append<'t>(text: &mut Cow<'t, str>, sign: &str, more: Cow<'t, str>) {
    if text.is_empty() {
        *text = more;
    } else if !more.is_empty() {
        let text = text.to_mut();
        text.push_str(sign);
        text.push_str(&more);
    }
}
