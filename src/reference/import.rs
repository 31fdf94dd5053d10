//! Importing tables and lists: from the form an authority publishes to the form redlane reads.

use super::snapshot::{SOURCES, Snapshot};
use super::{MatchKind, Reference, Table};
use crate::storage::{Digest, StorageError, write_atomically};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Why nothing was imported.
#[derive(Debug)]
pub enum ImportError {
    /// The file cannot be used, and why: each with its line.
    Unusable(Vec<String>),
    Storage(StorageError),
}

impl From<StorageError> for ImportError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

fn unusable(reason: impl Into<String>) -> ImportError {
    ImportError::Unusable(vec![reason.into()])
}

/// Lines named of a file that cannot be used.
const PROBLEMS_SHOWN: usize = 10;

/// What an import took and what it left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    pub rows: usize,
    /// Lines that are no row of the table: countries between places, sections between codes, blanks.
    pub skipped: usize,
    /// Rows that were there already.
    pub repeated: usize,
}

/// The rows of a table as they are read.
#[derive(Default)]
struct Rows {
    rows: BTreeSet<Vec<String>>,
    skipped: usize,
    repeated: usize,
    problems: Vec<String>,
}

impl Rows {
    fn take(&mut self, row: Vec<String>) {
        self.repeated += usize::from(!self.rows.insert(row));
    }
}

/// Puts a table into a folder of tables, with its date and source.
pub fn import_table(
    table: Table,
    file: &Path,
    folder: &Path,
    as_of: NaiveDate,
    source: &str,
) -> Result<Imported, ImportError> {
    let records = read(file)?;
    let read = match table {
        Table::Places => places(file, &records)?,
        Table::HsCodes => hs_codes(file, &records)?,
        _ => same_form(table, file, &records)?,
    };
    let (skipped, repeated) = (read.skipped, read.repeated);
    let rows = usable(table, file, read)?;
    let text = csv_text(table.columns(), &rows).map_err(unusable)?;
    let path = folder.join(table.name()).with_extension("csv");
    let snapshot = Snapshot {
        table,
        as_of: as_of.to_string(),
        source: source.to_owned(),
        path: Some(file.to_owned()),
        sha256: Digest::of(text.as_bytes()),
        text: text.clone().into(),
    };
    // What would stop a run is better known before anything is written.
    let mut snapshots = match folder.join(SOURCES).exists() {
        true => Snapshot::in_folder(folder).map_err(ImportError::Unusable)?,
        false => Vec::new(),
    };
    snapshots.retain(|known| known.table != table);
    snapshots.push(snapshot);
    Reference::of(snapshots).map_err(unusable)?;
    std::fs::create_dir_all(folder).map_err(|error| unusable(format!("{}: {error}", folder.display())))?;
    // First the date and source: without them the table would not be read.
    write_sources(folder, [table.name(), &as_of.to_string(), source, &rows.len().to_string()])?;
    write_atomically(&path, |out| out.write_all(text.as_bytes()).map_err(|error| error.to_string()))?;
    Ok(Imported { rows: rows.len(), skipped, repeated })
}

fn csv_text(columns: &[&str], rows: &[Vec<String>]) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns).map_err(|error| error.to_string())?;
    rows.iter().try_for_each(|row| writer.write_record(row)).map_err(|error| error.to_string())?;
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

fn write_sources(folder: &Path, entry: [&str; 4]) -> Result<(), ImportError> {
    let path = folder.join(SOURCES);
    let mut entries: Vec<Vec<String>> = match std::fs::read_to_string(&path) {
        Ok(text) => csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes())
            .records()
            .map(|known| known.map(|known| known.iter().map(str::to_owned).collect()))
            .collect::<Result<_, _>>()
            .map_err(|error| unusable(format!("{}: {error}", path.display())))?,
        Err(_) => Vec::new(),
    };
    entries.retain(|known| known.first().is_none_or(|table| table != entry[0]));
    entries.push(entry.map(str::to_owned).to_vec());
    entries.sort();
    entries.iter_mut().for_each(|known| known.resize(4, String::new()));
    let text = csv_text(&["table", "as_of", "source", "rows"], &entries).map_err(unusable)?;
    write_atomically(&path, |out| out.write_all(text.as_bytes()).map_err(|error| error.to_string()))?;
    Ok(())
}

/// Every line of a published file with its number. UN/LOCODE comes in Latin-1, most others in UTF-8.
fn read(file: &Path) -> Result<Vec<(u64, csv::StringRecord)>, ImportError> {
    let bytes = std::fs::read(file).map_err(|error| unusable(format!("{} cannot be read: {error}", file.display())))?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned(),
    };
    if text.matches('"').count() % 2 == 1 {
        return Err(unusable(format!("{}: a quote (\") is opened and not closed", file.display())));
    }
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [',', ';', '\t', '|'].into_iter().max_by_key(|sign| first.matches(*sign).count()).unwrap_or(',');
    let mut records = Vec::new();
    for record in csv::ReaderBuilder::new()
        .delimiter(delimiter as u8)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .records()
    {
        let record = record.map_err(|error| unusable(format!("{}: {error}", file.display())))?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().any(|field| field.contains(['\n', '\r'])) {
            let help = "a quote is probably not closed";
            return Err(unusable(format!("{} line {line}: a value goes over several lines; {help}", file.display())));
        }
        records.push((line, record));
    }
    if records.is_empty() { Err(unusable(format!("{} is empty", file.display()))) } else { Ok(records) }
}

/// Where a header has one of these names, the first of them that it has.
fn column(header: &csv::StringRecord, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| header.iter().position(|field| field.trim().eq_ignore_ascii_case(name)))
}

/// Where a table of places with a header has the codes: in a column, or the country in one and the place in another.
#[derive(Clone, Copy)]
enum PlaceCode {
    In(usize),
    InTwo(usize, usize),
}

/// UN/LOCODE as published (twelve columns, no header, countries in lines of their own), or with a header.
fn places(file: &Path, records: &[(u64, csv::StringRecord)]) -> Result<Rows, ImportError> {
    let first = &records[0].1;
    let code_names = ["un_locode", "unlocode", "locode", "code"];
    let in_two = column(first, &["country"]).zip(column(first, &["location"]));
    let header = match (column(first, &code_names), in_two) {
        (Some(code), _) => Some(PlaceCode::In(code)),
        (None, Some((country, location))) => Some(PlaceCode::InTwo(country, location)),
        (None, None) => None,
    };
    let mut rows = Rows::default();
    for (line, record) in &records[usize::from(header.is_some())..] {
        if header.is_some() && record.len() != records[0].1.len() {
            let fields = records[0].1.len();
            rows.problems.push(format!("{} line {line}: {} fields, not {fields}", file.display(), record.len()));
            continue;
        }
        let field = |at: usize| record.get(at).unwrap_or_default().trim();
        let (code, name, coordinates) = match header {
            // Lines that open a country have no place.
            Some(PlaceCode::InTwo(_, location)) if field(location).is_empty() => {
                rows.skipped += 1;
                continue;
            }
            Some(code) => {
                let named = |names: &[&str]| column(&records[0].1, names).map_or("", &field);
                let decimal =
                    [named(&["latitude_dec", "lat", "latitude"]), named(&["longitude_dec", "lon", "longitude"])];
                let coordinates = match decimal {
                    ["", ""] => degrees(named(&["coordinates"])),
                    decimal => decimal.map(str::to_owned),
                };
                let code = match code {
                    PlaceCode::In(code) => field(code).split_whitespace().collect(),
                    PlaceCode::InTwo(country, location) => format!("{}{}", field(country), field(location)),
                };
                (code, named(&["name_en", "namewodiacritics", "name"]), coordinates)
            }
            // Lines that open a country have no place.
            None if field(2).is_empty() => {
                rows.skipped += 1;
                continue;
            }
            None => (format!("{}{}", field(1), field(2)), field(4), degrees(field(10))),
        };
        let well_formed = code.len() == 5 && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if well_formed {
            let [lat, lon] = coordinates;
            rows.take(vec![code.clone(), name.to_owned(), code[..2].to_owned(), lat, lon]);
        } else {
            rows.problems.push(format!("{} line {line}: `{code}` is no place code", file.display()));
        }
    }
    Ok(rows)
}

/// 4230N 00131E as decimal degrees.
fn degrees(coordinates: &str) -> [String; 2] {
    let decimal = |text: &str| {
        let (number, side) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let (whole, minutes) = number.split_at_checked(number.len().checked_sub(2)?)?;
        let value = whole.parse::<f64>().ok()? + minutes.parse::<f64>().ok()? / 60.0;
        Some(format!("{:.4}", if matches!(side, "S" | "W") { -value } else { value }))
    };
    let mut parts = coordinates.split_whitespace().map(|part| decimal(part).unwrap_or_default());
    [parts.next().unwrap_or_default(), parts.next().unwrap_or_default()]
}

/// Codes of four digits and more under a header that names them; chapters are left out.
fn hs_codes(file: &Path, records: &[(u64, csv::StringRecord)]) -> Result<Rows, ImportError> {
    let header = &records[0].1;
    let names = ["hscode", "hs_code", "hs", "hs6", "code", "commodity_code", "tariff"];
    let Some(code) = column(header, &names) else {
        return Err(unusable(format!("{} line 1: no column is called {}", file.display(), names.join(", "))));
    };
    let text = column(header, &["description", "title", "name"]);
    let mut rows = Rows::default();
    for (line, record) in &records[1..] {
        let written = record.get(code).unwrap_or_default().trim();
        let digits: String = written.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        if digits.is_empty()
            || !digits.bytes().all(|b| b.is_ascii_digit())
            || digits.len() % 2 == 1
            || digits.len() > 12
        {
            let help = "a code has 2, 4, 6 or more digits, with its leading zero";
            rows.problems.push(format!("{} line {line}: `{written}` is no HS code; {help}", file.display()));
        } else {
            rows.take(vec![digits, text.and_then(|at| record.get(at)).unwrap_or_default().to_owned()]);
        }
    }
    Ok(rows)
}

/// The rows, if they can be those of the table: no line is wrong, no key stands there twice.
fn usable(table: Table, file: &Path, read: Rows) -> Result<Vec<Vec<String>>, ImportError> {
    let mut problems = read.problems;
    let mut rows: Vec<Vec<String>> = read.rows.into_iter().collect();
    if table == Table::Places {
        // Places of two languages have two names.
        rows.dedup_by(|a, b| a[0] == b[0]);
    }
    // Lanes have no key of one column; tariffs have texts per further digit.
    let keyed = !matches!(table, Table::SeaLanes | Table::HsCodes);
    let twice = rows.windows(2).filter(|pair| keyed && pair[0][0] == pair[1][0]);
    problems.extend(
        twice.map(|pair| format!("{}: `{}` stands there twice, with different values", file.display(), pair[0][0])),
    );
    if rows.is_empty() && problems.is_empty() {
        problems.push(format!("{} holds no row of the table", file.display()));
    }
    if problems.is_empty() {
        return Ok(rows);
    }
    let more = problems.len().saturating_sub(PROBLEMS_SHOWN);
    problems.truncate(PROBLEMS_SHOWN);
    if more > 0 {
        problems.push(format!("and {more} more lines"));
    }
    Err(ImportError::Unusable(problems))
}

/// A file in the form that `redlane reference show` prints.
fn same_form(table: Table, file: &Path, records: &[(u64, csv::StringRecord)]) -> Result<Rows, ImportError> {
    let columns = table.columns();
    if !records[0].1.iter().eq(columns.iter().copied()) {
        let reason = format!("{} line 1: the header of {} is {}", file.display(), table.name(), columns.join(","));
        return Err(unusable(reason));
    }
    let mut rows = Rows::default();
    for (line, record) in &records[1..] {
        match record.len() == columns.len() {
            true => rows.take(record.iter().map(str::to_owned).collect()),
            false => {
                let reason = format!("{} line {line}: {} fields, not {}", file.display(), record.len(), columns.len());
                rows.problems.push(reason);
            }
        }
    }
    Ok(rows)
}

/// What a named list says of itself, besides its entries.
#[derive(Debug, Clone)]
pub struct ListFacts {
    pub name: String,
    pub title: String,
    pub match_kind: MatchKind,
    pub owner: String,
    pub source: String,
    pub reason: String,
    pub effective: NaiveDate,
    pub review_by: NaiveDate,
}

/// Writes a named list from a column of a CSV file, each entry once. A list that is there already is replaced only
/// if asked for, and keeps the law it rests on.
pub fn import_list(
    facts: &ListFacts,
    file: &Path,
    column_name: &str,
    folder: &Path,
    replace: bool,
) -> Result<(PathBuf, Imported), ImportError> {
    let path = folder.join(&facts.name).with_extension("toml");
    let legal = kept_law(&path, folder, replace)?;
    let records = read(file)?;
    let Some(at) = column(&records[0].1, &[column_name]) else {
        let header: Vec<&str> = records[0].1.iter().collect();
        let reason = format!("{} line 1: no column `{column_name}`; there are {}", file.display(), header.join(", "));
        return Err(unusable(reason));
    };
    let (mut entries, mut counts) = (BTreeSet::new(), Imported { rows: 0, skipped: 0, repeated: 0 });
    for (_, record) in &records[1..] {
        // A dash stands for none, and no cell would ever be it.
        let says_something = |text: &&str| text.contains(char::is_alphanumeric);
        match record.get(at).map(str::trim).filter(says_something) {
            Some(value) => counts.repeated += usize::from(!entries.insert(value)),
            None => counts.skipped += 1,
        }
    }
    counts.rows = entries.len();
    if entries.is_empty() {
        return Err(unusable(format!("the column `{column_name}` of {} is blank", file.display())));
    }
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut text = String::new();
    for (key, value) in [
        ("name", quoted(&facts.name)),
        ("title", quoted(&facts.title)),
        ("match", quoted(facts.match_kind.name())),
        ("owner", quoted(&facts.owner)),
        ("source", quoted(&facts.source)),
        ("reason", quoted(&facts.reason)),
        ("effective", facts.effective.to_string()),
        ("review_by", facts.review_by.to_string()),
    ] {
        text += &format!("{key} = {value}\n");
    }
    text += "entries = [\n";
    entries.iter().for_each(|entry| text += &format!("  {},\n", quoted(entry)));
    text += "]\n";
    text += &legal;
    std::fs::create_dir_all(folder).map_err(|error| unusable(format!("{}: {error}", folder.display())))?;
    write_atomically(&path, |out| out.write_all(text.as_bytes()).map_err(|error| error.to_string()))?;
    Ok((path, counts))
}

/// The `[legal]` part of a list that is about to be replaced; an error where it may not be.
fn kept_law(path: &Path, folder: &Path, replace: bool) -> Result<String, ImportError> {
    let beside = folder.parent().unwrap_or(folder);
    let is_read =
        folder.ends_with("lists") && ["pack.toml", "selectivity.toml"].iter().any(|file| beside.join(file).is_file());
    if !is_read {
        let reason = "is not the folder `lists` of a pack, nor that beside the packs: nobody would read the list";
        return Err(unusable(format!("{} {reason}", folder.display())));
    }
    if !path.exists() {
        return Ok(String::new());
    }
    if !replace {
        return Err(unusable(format!("{} is there already; --replace replaces it", path.display())));
    }
    let old = std::fs::read_to_string(path).map_err(|error| unusable(format!("{}: {error}", path.display())))?;
    let old: toml::Table = old.parse().map_err(|error| unusable(format!("{}: {error}", path.display())))?;
    let Some(legal) = old.get("legal").and_then(toml::Value::as_table) else { return Ok(String::new()) };
    Ok(format!("\n[legal]\n{legal}"))
}

impl Snapshot {
    /// The rows whose key is one of `keys`, or all; with the header first.
    pub fn select(&self, keys: &[String]) -> Result<Vec<Vec<String>>, String> {
        let header = self.table.columns().iter().map(ToString::to_string).collect();
        let asked = |record: &csv::StringRecord| keys.is_empty() || keys.iter().any(|key| key == &record[0]);
        let rows = self.records()?.into_iter().filter(|(_, record)| asked(record));
        Ok(std::iter::once(header).chain(rows.map(|(_, r)| r.iter().map(str::to_owned).collect())).collect())
    }
}
