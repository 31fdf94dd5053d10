//! Releases of US customs: which files are the tables of one, and their records dealt out by bill.
//!
//! The public AMS data of a year is eleven CSV tables joined on `identifier`, tens of gigabytes together and in no
//! order that could be relied on. So every table is read once, as a stream, and its records are dealt out to shares by
//! the hash of their identifier: all records of a bill are in one share, and a share fits in memory.

use super::csv::{CleanLines, line_of, next};
use super::notices::{Notices, UnusedPart};
use super::quotes::holds_rows;
use super::reject::Unread;
use super::source::{InputFile, Opened, open};
use super::staged::without_its_end;
use super::text::decode;
use super::{Damage, Format, InputDigest};
use crate::storage::MachineFault;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// A table of a release, by the word in its file's name. The order is that in which a bill's records come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Table {
    Header,
    Billgen,
    Container,
    Cargodesc,
    Shipper,
    Consignee,
    NotifyParty,
    Tariff,
    HazmatClass,
    Hazmat,
    Marks,
}

impl Table {
    /// Longer words before those that begin like them.
    const ALL: [(&'static str, Self); 11] = [
        ("header", Self::Header),
        ("billgen", Self::Billgen),
        ("container", Self::Container),
        ("cargodesc", Self::Cargodesc),
        ("shipper", Self::Shipper),
        ("consignee", Self::Consignee),
        ("notifyparty", Self::NotifyParty),
        ("tariff", Self::Tariff),
        ("hazmatclass", Self::HazmatClass),
        ("hazmat", Self::Hazmat),
        ("marksnumbers", Self::Marks),
    ];

    /// The fields of it that are used, in the order in which a record keeps them.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Header => &[
                "carrier_code",
                "vessel_country_code",
                "vessel_name",
                "port_of_unlading",
                "estimated_arrival_date",
                "foreign_port_of_lading",
                "manifest_quantity",
                "manifest_unit",
                "weight",
                "weight_unit",
                "measurement",
                "measurement_unit",
                "record_status_indicator",
                "foreign_port_of_destination",
                "conveyance_id_qualifier",
                "conveyance_id",
            ],
            Self::Billgen => &[
                "master_bol_number",
                "house_bol_number",
                "voyage_number",
                "bill_type_code",
                "manifest_number",
                "trade_update_date",
            ],
            Self::Container => &[
                "container_number",
                "seal_number_1",
                "seal_number_2",
                "container_length",
                "container_type",
                "load_status",
            ],
            Self::Cargodesc => &["container_number", "piece_count", "description_text", "description_sequence_number"],
            Self::Shipper => &PARTY[0],
            Self::Consignee => &PARTY[1],
            Self::NotifyParty => &PARTY[2],
            Self::Tariff => &["container_number", "harmonized_number", "harmonized_weight", "harmonized_weight_unit"],
            Self::HazmatClass => &["container_number", "hazmat_classification"],
            Self::Hazmat => &["container_number", "hazmat_code", "hazmat_class"],
            Self::Marks => &[
                "container_number",
                "marks_and_numbers_1",
                "marks_and_numbers_2",
                "marks_and_numbers_3",
                "marks_and_numbers_4",
                "marks_and_numbers_5",
                "marks_and_numbers_6",
                "marks_and_numbers_7",
                "marks_and_numbers_8",
            ],
        }
    }
}

/// The three tables of parties differ in the names of their first five fields.
const PARTY: [[&str; 9]; 3] = [
    [
        "shipper_party_name",
        "shipper_party_address_1",
        "shipper_party_address_2",
        "shipper_party_address_3",
        "shipper_party_address_4",
        "city",
        "state_province",
        "zip_code",
        "country_code",
    ],
    [
        "consignee_name",
        "consignee_address_1",
        "consignee_address_2",
        "consignee_address_3",
        "consignee_address_4",
        "city",
        "state_province",
        "zip_code",
        "country_code",
    ],
    [
        "notify_party_name",
        "notify_party_address_1",
        "notify_party_address_2",
        "notify_party_address_3",
        "notify_party_address_4",
        "city",
        "state_province",
        "zip_code",
        "country_code",
    ],
];

/// The tables of one release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    name: String,
    tables: BTreeMap<Table, PathBuf>,
}

impl Release {
    pub fn name(&self) -> String {
        self.name.clone()
    }

    /// The file of a table, or what it would have been called.
    pub(super) fn file(&self, table: Table) -> String {
        self.tables.get(&table).map_or_else(|| self.name.clone(), |path| path.display().to_string())
    }
}

/// Puts files that are tables of one release together; other files stay by themselves.
pub(super) fn together(files: Vec<InputFile>) -> Vec<InputFile> {
    let mut releases: BTreeMap<PathBuf, BTreeMap<Table, PathBuf>> = BTreeMap::new();
    for path in files.iter().filter_map(path_of) {
        if let Some((table, release)) = table_of(path) {
            releases.entry(release).or_default().entry(table).or_insert_with(|| path.to_owned());
        }
    }
    releases.retain(|_, tables| tables.len() > 1 && tables.values().all(|path| is_joined(path)));
    let mut given: BTreeSet<PathBuf> = BTreeSet::new();
    let mut inputs = Vec::new();
    for file in files {
        let named = path_of(&file).and_then(|path| Some((path, table_of(path)?)));
        // Of two files that would be the same table the second stays by itself.
        let of_release = named.and_then(|(path, (table, release))| {
            let tables =
                releases.get(&release).filter(|tables| tables.get(&table).is_some_and(|known| known == path))?;
            Some((release, tables))
        });
        match of_release {
            None => inputs.push(file),
            Some((release, _)) if given.contains(&release) => {}
            Some((release, tables)) => {
                inputs
                    .push(InputFile::Release(Release { name: release.display().to_string(), tables: tables.clone() }));
                given.insert(release);
            }
        }
    }
    inputs
}

fn path_of(file: &InputFile) -> Option<&Path> {
    match file {
        InputFile::Path(path) => Some(path),
        _ => None,
    }
}

/// The table that a file is by its name, and the name of the release: that of the file with a `*` for the table.
fn table_of(path: &Path) -> Option<(Table, PathBuf)> {
    let name = path.file_name()?.to_str()?;
    let plain = name.to_ascii_lowercase();
    Table::ALL.iter().find_map(|(word, table)| {
        let at = plain.find(word)?;
        let end = at + word.len();
        let apart = |sign: Option<char>| !sign.is_some_and(|sign| sign.is_ascii_alphabetic());
        let whole = apart(plain[..at].chars().next_back()) && apart(plain[end..].chars().next());
        whole.then(|| (*table, path.with_file_name(format!("{}*{}", &name[..at], &name[end..]))))
    })
}

/// Whether a table's header begins as those of a release do.
fn is_joined(path: &Path) -> bool {
    match open(&InputFile::Path(path.to_owned())) {
        Ok(Opened::Stream(stream)) => {
            let start = stream.first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&stream.first);
            let line = start.split(|&byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
            line.split(|&byte| byte == b',').any(|field| {
                field.trim_ascii().eq_ignore_ascii_case(b"identifier")
                    || field.trim_ascii().eq_ignore_ascii_case(b"\"identifier\"")
            })
        }
        _ => false,
    }
}

/// One record of a table: its line, and its fields in the order of [`Table::fields`].
#[derive(Debug)]
pub(super) struct Record {
    /// Why the record could not be read, where it could not.
    pub broken: Option<String>,
    pub table: Table,
    pub line: u64,
    pub identifier: String,
    pub fields: Vec<String>,
}

/// Bytes of tables per share, as a rule; most shares.
const SHARE: u64 = 64 << 20;
const MOST_SHARES: u64 = 256;

/// The records of all tables, dealt out by bill.
pub(super) struct Shares {
    files: Vec<BufWriter<File>>,
    /// The folder they lie in.
    temporary: PathBuf,
    pub inputs: Vec<InputDigest>,
    pub damages: Vec<Damage>,
}

impl Shares {
    /// Reads every table of a release once.
    pub fn deal(release: &Release, temporary: &Path, notices: &mut Notices) -> Result<Self, Unread> {
        let sizes = release.tables.values().filter_map(|path| Some(path.metadata().ok()?.len()));
        let shares = (sizes.sum::<u64>() / SHARE + 1).min(MOST_SHARES);
        let failed = |error: std::io::Error| MachineFault::no_room(temporary, &error);
        let files = (0..shares)
            .map(|_| {
                tempfile::tempfile_in(temporary).map(|file| BufWriter::with_capacity(1 << 16, file)).map_err(failed)
            })
            .collect::<Result<_, _>>()?;
        let mut dealt = Self { files, temporary: temporary.to_owned(), inputs: Vec::new(), damages: Vec::new() };
        for (&table, path) in &release.tables {
            match dealt.table(table, path, notices) {
                Ok(digest) => dealt.inputs.push(digest),
                Err(Unread::Fault(fault)) => return Err(fault.into()),
                Err(Unread::Damaged(damage)) if table == Table::Container => {
                    let reason =
                        format!("its container table {} {}; no bill of it is whole", damage.file, damage.reason);
                    return Err(Damage::new(&release.name(), reason).into());
                }
                Err(Unread::Damaged(damage)) => dealt.damages.push(damage),
            }
        }
        let absent = Table::ALL.iter().filter(|(_, table)| !release.tables.contains_key(table));
        let absent: Vec<&str> = absent.map(|(word, _)| *word).collect();
        if !absent.is_empty() {
            notices.add(format!("the release has no table {}", absent.join(", ")));
        }
        Ok(dealt)
    }

    fn table(&mut self, table: Table, path: &Path, notices: &mut Notices) -> Result<InputDigest, Unread> {
        let file = path.display().to_string();
        let damaged = |reason: String| Damage::new(&file, reason);
        let Opened::Stream(stream) = open(&InputFile::Path(path.to_owned()))? else {
            return Err(damaged("is no CSV table".into()).into());
        };
        let sum = stream.sum.clone();
        let decoded = decode(stream, None).map_err(damaged)?;
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).from_reader(CleanLines::new(BufReader::new(decoded.stream)));
        let header = reader.byte_headers().map_err(|error| damaged(error.to_string()))?.clone();
        let at = |name: &str| header.iter().position(|field| field.trim_ascii().eq_ignore_ascii_case(name.as_bytes()));
        let Some(identifier) = at("identifier") else {
            return Err(damaged("has no column `identifier`, by which the tables are joined".into()).into());
        };
        let places: Vec<Option<usize>> = table.fields().iter().map(|name| at(name)).collect();
        let missing: Vec<&str> =
            table.fields().iter().zip(&places).filter(|(_, at)| at.is_none()).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            notices.add(format!("{file} has no column {}", missing.join(", ")));
        }
        let mut record = csv::ByteRecord::new();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        let mut records = 0;
        while next(&mut reader, &mut record).map_err(damaged)? {
            records += 1;
            let line = line_of(&reader, &record);
            let broken = if record.len() != header.len() {
                Some(format!("the row has {} fields, the header has {}", record.len(), header.len()))
            } else if swallows_rows(&record, b',', header.len()) {
                Some("a quoted cell holds what looks like whole rows; a quote is missing or not doubled".to_owned())
            } else {
                None
            };
            let name = record.get(identifier).map(text).unwrap_or_default();
            // A bill that lacks a container is not whole; one that lacks another record is as if it were not stated.
            if table != Table::Container && (broken.is_some() || name.is_empty()) {
                notices.add(format!("{file}: records that are damaged or name no identifier are not used"));
                continue;
            }
            let broken = broken.or_else(|| name.is_empty().then(|| "the record names no identifier".to_owned()));
            // Records without an identifier have nothing to do with each other.
            let identifier = if name.is_empty() { format!("line {line}") } else { name };
            let at = |place: &Option<usize>| place.and_then(|at| record.get(at)).map(text).unwrap_or_default();
            let record = Record { broken, table, line, identifier, fields: places.iter().map(at).collect() };
            self.put(&record).map_err(|error| MachineFault::no_room(&self.temporary, &error))?;
        }
        let breaks_off = records > 1 && reader.get_ref().lacks_last_end;
        if breaks_off {
            notices.add(format!("{file}: {}", without_its_end(records)));
        }
        let sha256 = sum.lock().expect("not poisoned").finish();
        let is_used = |name: &str| name.eq_ignore_ascii_case("identifier") || table.fields().contains(&name);
        let unused = header.iter().map(|field| String::from_utf8_lossy(field).trim().to_ascii_lowercase());
        let unused = unused.filter(|name| !is_used(name)).map(|name| UnusedPart { name, count: records }).collect();
        Ok(InputDigest { file, sha256, format: Format::Ams, rows_in: 0, rows_rejected: 0, unused, breaks_off })
    }

    fn put(&mut self, record: &Record) -> Result<(), std::io::Error> {
        let share = xxh3_64(record.identifier.as_bytes()) % self.files.len() as u64;
        serde_json::to_writer(
            &mut self.files[share as usize],
            &(record.table as u8, record.line, &record.identifier, &record.fields, &record.broken),
        )?;
        self.files[share as usize].write_all(b"\n")
    }

    /// The records of each share in turn: those of a table in the order of its file.
    pub fn each(self) -> impl Iterator<Item = Result<Vec<Record>, MachineFault>> {
        let Self { files, temporary, .. } = self;
        files.into_iter().map(move |file| {
            let mut text = Vec::new();
            let no_room = |error: &std::io::Error| MachineFault::no_room(&temporary, error);
            let mut file = file.into_inner().map_err(|error| no_room(error.error()))?;
            file.rewind().and_then(|()| file.read_to_end(&mut text)).map_err(|error| no_room(&error))?;
            serde_json::Deserializer::from_slice(&text)
                .into_iter::<(u8, u64, String, Vec<String>, Option<String>)>()
                .map(|record| {
                    let changed = |error| MachineFault::new(&temporary, format!("a temporary file changed: {error}"));
                    let (table, line, identifier, fields, broken) = record.map_err(changed)?;
                    let (_, table) = Table::ALL.iter().find(|(_, known)| *known as u8 == table).expect("ours");
                    Ok(Record { broken, table: *table, line, identifier, fields })
                })
                .collect()
        })
    }
}

/// Whether a cell holds what looks like whole rows: line ends, and as many delimiters as a row has. A
/// description may run over lines and hold commas, but seldom both in such numbers.
fn swallows_rows(record: &::csv::ByteRecord, delimiter: u8, width: usize) -> bool {
    record.iter().any(|field| field.contains(&b'\n') && holds_rows(field, delimiter, width))
}
