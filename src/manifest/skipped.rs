//! Skipped: what was found where manifests were looked for, and is none. It is no damage, but it is named.

use super::mail;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A file or folder that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    pub file: String,
    pub reason: String,
}

impl Skipped {
    pub fn new(path: &Path, reason: impl Into<String>) -> Self {
        Self { file: path.display().to_string(), reason: reason.into() }
    }
}

/// Endings of files that are manifests by their name.
pub(super) const MANIFEST_ENDINGS: [&str; 16] = [
    "csv", "tsv", "txt", "ndjson", "jsonl", "xml", "parquet", "pq", "edi", "edifact", "x12", "309", "xlsx", "xls",
    "xlsb", "ods",
];

/// Endings of manifests that are no plain text.
const PACKED_ENDINGS: [&str; 8] = ["gz", "zst", "parquet", "pq", "xlsx", "xls", "xlsb", "ods"];

/// Endings that programs give to files they are still writing.
const UNFINISHED_ENDINGS: [&str; 8] = ["part", "partial", "filepart", "tmp", "temp", "crdownload", "download", "swp"];

/// Endings of files that are no manifests, whatever they are found by.
const OTHER_ENDINGS: [&str; 20] = [
    "bak", "bmp", "doc", "docx", "gif", "jpeg", "jpg", "json", "log", "md", "md5", "pdf", "png", "ppt", "pptx", "rar",
    "rtf", "sha256", "tif", "zip",
];

/// How a file was found.
#[derive(Debug, Clone, Copy)]
pub(super) enum FoundBy<'p> {
    /// It lies in a folder: its ending must be that of a manifest.
    Folder,
    /// A pattern fits it: whoever wrote the pattern may know of other endings.
    Pattern(&'p str),
}

/// Why a file that nobody named is no manifest; nothing where it may be one.
pub(super) fn reason_against(path: &Path, found_by: FoundBy<'_>) -> Option<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    if name.starts_with("~$") || name.starts_with(".~lock.") {
        return Some("is a lock file of a spreadsheet program".into());
    }
    let stated = match found_by {
        FoundBy::Folder => "",
        FoundBy::Pattern(pattern) => pattern.rsplit('/').next().unwrap_or_default(),
    };
    if name.starts_with('.') && !stated.starts_with('.') {
        return Some("is hidden".into());
    }
    let ending = ending_of(&name);
    let is_stated = ending.is_some_and(|ending| stated.to_lowercase().ends_with(&format!(".{ending}")));
    match ending {
        Some("eml" | "msg") if !is_stated => return Some("is a mail, no manifest".into()),
        Some(ending) if UNFINISHED_ENDINGS.contains(&ending) && !is_stated => {
            return Some(format!("ends in .{ending}, as files do that are still being written"));
        }
        Some("json") if !is_stated => {
            return Some("ends in .json; NDJSON, one object a line, ends in .ndjson or .jsonl".into());
        }
        _ if is_stated || is_manifest_name(&name) => {}
        Some(ending) if matches!(found_by, FoundBy::Folder) || OTHER_ENDINGS.contains(&ending) => {
            let inner = ending_of(unpacked(&name)).filter(|inner| *inner != ending);
            let inner = inner.map(|inner| format!(".{inner}")).unwrap_or_default();
            return Some(format!("ends in {inner}.{ending}, as no manifest does"));
        }
        None if matches!(found_by, FoundBy::Folder) => {
            return Some("has no ending; those of manifests have one".into());
        }
        _ => {}
    }
    let is_text = !ending.is_some_and(|ending| PACKED_ENDINGS.contains(&ending));
    (is_text && mail::is_mail(&beginning(path))).then(|| "is a mail, no manifest".into())
}

fn ending_of(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| !ending.is_empty())
}

/// Whether a name ends as one of a manifest does, packed or not.
fn is_manifest_name(name: &str) -> bool {
    ending_of(unpacked(name)).is_some_and(|ending| MANIFEST_ENDINGS.contains(&ending))
}

fn unpacked(name: &str) -> &str {
    name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name)
}

/// The first bytes of a file; none where it cannot be read, which its reader will say.
fn beginning(path: &Path) -> Vec<u8> {
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| file.take(mail::LOOKED_AT).read_to_end(&mut first));
    if read.is_err() {
        first.clear();
    }
    first
}
