//! Sources: the bytes of inputs, decompressed, and what formats they are.

use super::envelope::{is_edifact, is_x12};
use super::release::Release;
use super::text::beginning_of;
use super::{Damage, Format, mail};
use crate::storage::{Digesting, plain};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// One input: a file, standard input, the tables of a release, or bytes that are already there (fuzz targets, bindings).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputFile {
    Stdin,
    Path(PathBuf),
    Release(Release),
    Bytes { name: String, bytes: Arc<[u8]> },
}

impl InputFile {
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "<stdin>".into(),
            Self::Path(path) => path.display().to_string(),
            Self::Release(release) => release.name(),
            Self::Bytes { name, .. } => name.clone(),
        }
    }
}

/// The unpacked bytes of a text as they come.
pub(super) struct Stream {
    /// Its beginning, already read.
    pub first: Vec<u8>,
    /// Whether the beginning is all there is.
    pub whole: bool,
    pub rest: Box<dyn Read + Send>,
    /// How many bytes there are, where the input says so.
    pub size: Option<u64>,
    pub sum: Arc<Mutex<Digesting>>,
}

/// The bytes of an input: a stream for text, or the file itself for Parquet, which is read by offset.
pub(super) enum Opened {
    Stream(Stream),
    Parquet(ParquetBytes),
    Workbook { bytes: Vec<u8>, sum: Arc<Mutex<Digesting>> },
}

/// Where the bytes of a Parquet input are.
#[derive(Debug, Clone)]
pub(super) enum ParquetBytes {
    File(PathBuf),
    Memory(Arc<Vec<u8>>),
    /// A temporary file of ours.
    Unnamed(Unnamed),
}

/// A reader of a file that has no name any more; each has a place of its own in it.
#[derive(Debug, Clone)]
pub(super) struct Unnamed {
    file: Arc<File>,
    length: u64,
    at: u64,
}

impl Unnamed {
    /// Reads a file that is written to its end.
    pub fn new(file: Arc<File>) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file, length, at: 0 })
    }

    pub fn file(&self) -> &File {
        &self.file
    }
}

impl Read for Unnamed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Unnamed {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

/// Largest spreadsheet taken into memory.
const LARGEST_WORKBOOK: u64 = 256 << 20;

/// Bytes looked at to find the format and the encoding.
const SNIFFED: u64 = 1 << 20;

pub(super) fn open(input: &InputFile) -> Result<Opened, Damage> {
    let name = input.name();
    let unreadable = |error: io::Error| Damage::new(&name, format!("cannot be read: {}", plain(&error)));
    let mut size = None;
    let raw: Box<dyn Read + Send> = match input {
        InputFile::Stdin => Box::new(io::stdin()),
        InputFile::Bytes { bytes, .. } => {
            size = Some(bytes.len() as u64);
            Box::new(Cursor::new(bytes.clone()))
        }
        InputFile::Release(_) => return Err(Damage::new(&name, "is several tables, which are read one by one")),
        InputFile::Path(path) => {
            let file = File::open(path).map_err(unreadable)?;
            let metadata = file.metadata().map_err(unreadable)?;
            if metadata.is_dir() {
                return Err(Damage::new(&name, "is a folder"));
            }
            size = Some(metadata.len());
            Box::new(file)
        }
    };
    // The digest is of the bytes as they lie there, packed or not: what sha256sum says.
    let sum = Arc::new(Mutex::new(Digesting::default()));
    let raw: Box<dyn Read + Send> = Box::new(Digesting::tap(raw, sum.clone()));
    let (magic, raw) = peeked(raw, 4).map_err(unreadable)?;
    if magic == b"PAR1" {
        return Ok(Opened::Parquet(match input {
            InputFile::Path(path) => ParquetBytes::File(path.clone()),
            _ => ParquetBytes::Memory(read_all(magic, raw).map_err(unreadable)?.into()),
        }));
    }
    let raw = BufReader::new(Cursor::new(magic.clone()).chain(raw));
    let stream: Box<dyn Read + Send> = match magic.as_slice() {
        [0x1f, 0x8b, ..] => {
            size = None;
            Box::new(Unpacked { inner: flate2::bufread::MultiGzDecoder::new(raw), packing: "gzip" })
        }
        [0x28, 0xb5, 0x2f, 0xfd] => {
            size = None;
            let inner = zstd::stream::read::Decoder::with_buffer(raw).map_err(unreadable)?;
            Box::new(Unpacked { inner, packing: "Zstandard" })
        }
        _ => Box::new(raw),
    };
    let (first, rest) = peeked(stream, SNIFFED).map_err(unreadable)?;
    if first.is_empty() {
        return Err(Damage::new(&name, "is empty"));
    }
    if first.starts_with(b"PAR1") {
        return Ok(Opened::Parquet(ParquetBytes::Memory(read_all(first, rest).map_err(unreadable)?.into())));
    }
    if super::workbook::is_workbook(&first) && mail::is_outlook_mail(&first) {
        return Err(Damage::new(&name, MAIL.0).with_help(MAIL.1));
    }
    if super::workbook::is_workbook(&first) {
        let bytes = read_all(first, Box::new(rest.take(LARGEST_WORKBOOK + 1))).map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST_WORKBOOK {
            return Err(Damage::new(&name, format!("is a workbook larger than {LARGEST_WORKBOOK} bytes"))
                .with_help("save its sheet as CSV and give that"));
        }
        return Ok(Opened::Workbook { bytes, sum });
    }
    if let Some((what, help)) = foreign(&first) {
        return Err(Damage::new(&name, what).with_help(help));
    }
    let whole = (first.len() as u64) < SNIFFED;
    Ok(Opened::Stream(Stream { first, whole, rest, size, sum }))
}

/// Says whose data it is that breaks off.
struct Unpacked<R> {
    inner: R,
    packing: &'static str,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| {
            io::Error::other(format!(
                "the {} data breaks off or is damaged; the file is not whole ({error})",
                self.packing
            ))
        })
    }
}

/// What a mail is, and what to do with it.
const MAIL: (&str, &str) = ("is a mail, no manifest", "save the manifest that is attached to it, and give that");

/// Files that are often taken for manifests: what they are, and what to do.
fn foreign(first: &[u8]) -> Option<(&'static str, &'static str)> {
    const KNOWN: [(&[u8], &str, &str); 5] = [
        (b"\x89PNG", "is not text: it is a picture (PNG)", "give the manifest itself"),
        (b"\xFF\xD8\xFF", "is not text: it is a picture (JPEG)", "give the manifest itself"),
        (b"%PDF", "is not text: it is a PDF document", "ask the agent for the table the document was made from"),
        (b"<!doctype html", "is a web page (HTML), no manifest", "was it a login page that was saved?"),
        (b"<html", "is a web page (HTML), no manifest", "was it a login page that was saved?"),
    ];
    let start = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first).trim_ascii_start();
    let holds = |piece: &[u8]| memchr::memmem::find(&first[..first.len().min(1 << 16)], piece).is_some();
    let is_html = [&b"<html"[..], b"<!doctype html", b"<table", b"<meta"]
        .iter()
        .any(|tag| start.get(..tag.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(tag)));
    if is_html && (holds(b"<table") || holds(b"<TABLE")) {
        return Some((
            "is a table in a web page (HTML), whatever its name says",
            "open it in a spreadsheet program and save it as .xlsx or CSV",
        ));
    }
    if start.starts_with(b"<?xml") && holds(b"urn:schemas-microsoft-com:office:spreadsheet") {
        return Some((
            "is a spreadsheet in the XML form of Excel 2003",
            "open it in a spreadsheet program and save it as .xlsx or CSV",
        ));
    }
    if start.starts_with(b"00:") && start.get(3).is_some_and(u8::is_ascii_uppercase) {
        return Some((
            "is a flat file of numbered records (00:…, 10:…), which is not read",
            "ask the sender for UN/EDIFACT with named segments (UNB, UNH …), or for a table",
        ));
    }
    if mail::is_mail(first) {
        return Some(MAIL);
    }
    let found = KNOWN
        .iter()
        .find(|(magic, ..)| start.get(..magic.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(magic)));
    if let Some((_, what, help)) = found {
        return Some((what, help));
    }
    (start.first() == Some(&b'['))
        .then_some(("is a JSON array; NDJSON has one object per line", "jq -c '.[]' in.json > out.ndjson"))
}

/// The first bytes of a stream, and the stream after them.
fn peeked(mut stream: Box<dyn Read + Send>, length: u64) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut first = Vec::new();
    (&mut stream).take(length).read_to_end(&mut first)?;
    Ok((first, stream))
}

fn read_all(mut first: Vec<u8>, mut rest: Box<dyn Read + Send>) -> io::Result<Vec<u8>> {
    rest.read_to_end(&mut first)?;
    Ok(first)
}

/// The format of a text stream by its first bytes.
pub(super) fn sniff(text: &str) -> Format {
    match beginning_of(text).as_bytes().first() {
        Some(b'<') => Format::Awmds,
        Some(b'{') => Format::Ndjson,
        _ if is_edifact(text) => Format::Edifact,
        _ if is_x12(text) => Format::X12,
        _ => Format::Csv,
    }
}
