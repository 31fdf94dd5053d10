//! Snapshots: the text of a table with its date, source and digest, embedded or from a folder.

use super::Table;
use crate::storage::Digest;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file in a folder of tables that says how old each is and where it comes from.
pub const SOURCES: &str = "SOURCES.csv";

const EMBEDDED_SOURCES: &str = include_str!("data/SOURCES.csv");

/// One table as it was at some day.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub table: Table,
    pub as_of: String,
    pub source: String,
    /// Where it was read; `None`: in the program.
    pub path: Option<PathBuf>,
    pub sha256: Digest,
    pub(super) text: Cow<'static, str>,
}

/// A record of a table with the line it starts at.
pub(super) type Record = (u64, csv::StringRecord);

impl Snapshot {
    pub fn embedded(table: Table) -> Option<Self> {
        let text = table.embedded()?;
        let (as_of, source) = read_sources(EMBEDDED_SOURCES, "the embedded SOURCES.csv")
            .ok()
            .and_then(|mut sources| sources.remove(table.name()))
            .unwrap_or_default();
        Some(Self { table, as_of, source, path: None, sha256: Digest::of(text.as_bytes()), text: text.into() })
    }

    /// The snapshots in a folder; tables that are not there are not replaced.
    pub fn in_folder(folder: &Path) -> Result<Vec<Self>, Vec<String>> {
        let shown = folder.display();
        if !folder.is_dir() {
            return Err(vec![format!("{shown} is no folder of reference tables")]);
        }
        let sources_file = folder.join(SOURCES);
        let sources = std::fs::read_to_string(&sources_file)
            .map_err(|error| format!("{} cannot be read: {error}", sources_file.display()))
            .and_then(|text| read_sources(&text, &sources_file.display().to_string()))
            .map_err(|reason| vec![format!("{reason}; `redlane reference import` writes it")])?;
        let mut found = Vec::new();
        let mut problems = Vec::new();
        for table in Table::ALL {
            let path = folder.join(table.name()).with_extension("csv");
            if !path.is_file() {
                continue;
            }
            match (std::fs::read_to_string(&path), sources.get(table.name())) {
                (Ok(text), Some((as_of, source))) => found.push(Self {
                    table,
                    as_of: as_of.clone(),
                    source: source.clone(),
                    sha256: Digest::of(text.as_bytes()),
                    path: Some(path),
                    text: text.into(),
                }),
                (Ok(_), None) => {
                    problems.push(format!(
                        "{} says nothing of {}: date and source",
                        sources_file.display(),
                        table.name()
                    ));
                }
                (Err(error), _) => problems.push(format!("{} cannot be read: {error}", path.display())),
            }
        }
        if found.is_empty() && problems.is_empty() {
            problems.push(format!("{shown} holds no reference table; `redlane reference list` names them"));
        }
        if problems.is_empty() { Ok(found) } else { Err(problems) }
    }

    /// What the text is called in messages.
    pub(super) fn shown(&self) -> String {
        match &self.path {
            Some(path) => path.display().to_string(),
            None => format!("the embedded table {}", self.table.name()),
        }
    }

    /// Its records, each with as many fields as the table has columns.
    pub fn records(&self) -> Result<Vec<Record>, String> {
        let mut reader = csv::Reader::from_reader(self.text.as_bytes());
        let header = reader.headers().map_err(|error| format!("{}: {error}", self.shown()))?;
        if !header.iter().eq(self.table.columns().iter().copied()) {
            return Err(format!("{}: the header is not {}", self.shown(), self.table.columns().join(",")));
        }
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| format!("{}: {error}", self.shown()))?;
            records.push((record.position().map_or(0, csv::Position::line), record));
        }
        Ok(records)
    }

    /// Rows of the table.
    pub fn rows(&self) -> usize {
        self.records().map_or(0, |records| records.len())
    }
}

/// Date and source by table name.
fn read_sources(text: &str, shown: &str) -> Result<BTreeMap<String, (String, String)>, String> {
    let mut sources = BTreeMap::new();
    for record in csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes()).records() {
        let record = record.map_err(|error| format!("{shown}: {error}"))?;
        let field = |at: usize| record.get(at).unwrap_or_default().to_owned();
        sources.insert(field(0), (field(1), field(2)));
    }
    Ok(sources)
}
