//! NDJSON: one object per line, keys as headers.

use super::cell::{Writing, read_cell, read_cells, readable_part, tidy_list};
use super::layout::in_stated_unit;
use super::mapping::{CellSource, Mapping};
use super::mend::{LOST, mended};
use super::numbers::checked_measure;
use super::rows::Rows;
use super::text::Decoded;
use super::{LONGEST_CELL, Problem};
use crate::columns::{Column, ColumnType};
use crate::tables::Cell;
use crate::wording::printable;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{BufRead, BufReader, Read};

/// Longest line that is read as an object.
const LONGEST_LINE: u64 = 4 << 20;

pub(super) fn read(decoded: Decoded, mapping: Option<&Mapping>, rows: &mut Rows) -> Result<Vec<String>, String> {
    let keys = Keys::new(mapping);
    rows.states(keys.constants.iter().map(|(column, ..)| *column));
    let mut unknown = BTreeSet::new();
    let mut reader = BufReader::with_capacity(1 << 18, decoded.stream);
    let mut line = Vec::new();
    let (mut lines, mut objects) = (0, 0);
    // A single line is often written without an end; one that is no object as well was cut.
    let (mut lacks_end, mut last_is_object) = (false, true);
    for number in 1.. {
        line.clear();
        let length = (&mut reader)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .map_err(|error| format!("breaks off after line {}: {}", number - 1, crate::storage::plain(&error)))?;
        if length == 0 {
            break;
        }
        if length as u64 == LONGEST_LINE && !line.ends_with(b"\n") {
            return Err(format!("line {number} is longer than {LONGEST_LINE} bytes"));
        }
        let text = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line).trim_ascii();
        if text.is_empty() {
            continue;
        }
        lines += 1;
        lacks_end = !line.ends_with(b"\n") && !line.ends_with(b"\r");
        let object: serde_json::Result<Object> = serde_json::from_slice(text).or_else(|refused| {
            // One value that JSON does not know is not the whole line.
            let mended = serde_json::from_str::<Object>(&mended(text)).map_err(|_| refused)?;
            Ok(Object { has_lost_signs: true, ..mended })
        });
        last_is_object = object.is_ok();
        match object {
            Ok(object) => {
                objects += 1;
                read_object(&object, number, &keys, &mut unknown, rows);
            }
            Err(error) => {
                let beginning = String::from_utf8_lossy(&text[..text.len().min(200)]).into_owned();
                let reason = format!("not a JSON object: {error}");
                rows.torn(number, &String::from_utf8_lossy(text), vec![Problem::new("", &beginning, reason)]);
            }
        }
    }
    if objects == 0 && lines > 1 {
        return Err("is JSON over several lines, or no JSON at all; NDJSON has one object per line".into());
    }
    rows.breaks_off = lacks_end && (lines > 1 || !last_is_object);
    let notices = match unknown.is_empty() {
        true => Vec::new(),
        false => vec![format!(
            "{} key(s) name no column and are not used: {}",
            unknown.len(),
            unknown.into_iter().collect::<Vec<_>>().join(", ")
        )],
    };
    Ok(notices)
}

/// An object of a line.
struct Object {
    /// Its pairs as written: a map would drop a key that stands twice.
    pairs: Vec<(String, Value)>,
    /// Whether its line was mended, so that signs of its texts may be lost.
    has_lost_signs: bool,
}

impl<'de> serde::Deserialize<'de> for Object {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> serde::de::Visitor<'de> for Pairs {
            type Value = Object;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Object { pairs, has_lost_signs: false })
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// What a key is read as.
struct KeyUse {
    column: Column,
    writing: Writing,
    /// The key that names the unit.
    unit_key: Option<String>,
}

/// Which key is which column.
struct Keys {
    columns: HashMap<String, Vec<KeyUse>>,
    /// Whether keys are names of the catalogue, in any letter case, as headers are; a mapping names them as they are written.
    are_names: bool,
    constants: Vec<(Column, String, Writing)>,
    /// Keys that name units.
    units: HashSet<String>,
}

impl Keys {
    fn new(mapping: Option<&Mapping>) -> Self {
        let (columns, constants, units) = Default::default();
        let mut keys = Self { columns, are_names: mapping.is_none(), constants, units };
        match mapping {
            None => {
                let canonical = |column| vec![KeyUse { column, writing: Writing::default(), unit_key: None }];
                keys.columns.extend(Column::canonical().map(|column| (column.name().to_owned(), canonical(column))));
            }
            Some(mapping) => {
                for mapped in &mapping.columns {
                    match &mapped.from {
                        CellSource::Header(key) => {
                            keys.units.extend(mapped.unit_header.clone());
                            let columns = keys.columns.entry(key.clone()).or_default();
                            columns.push(KeyUse {
                                column: mapped.column,
                                writing: mapped.writing.clone(),
                                unit_key: mapped.unit_header.clone(),
                            });
                        }
                        CellSource::Constant(text) => {
                            keys.constants.push((mapped.column, text.clone(), mapped.writing.clone()));
                        }
                    }
                }
            }
        }
        keys
    }

    /// What a key is read as; nothing where it names no column.
    fn of(&self, key: &str) -> Option<&[KeyUse]> {
        let as_written = self.columns.get(key);
        let by_name = || self.columns.get(&column_name(key)).filter(|_| self.are_names);
        as_written.or_else(by_name).map(Vec::as_slice)
    }

    /// Whether a key is of use, or of ours.
    fn knows(&self, key: &str) -> bool {
        Column::named(&column_name(key)).is_some() || self.units.contains(key)
    }
}

fn read_object<'o>(object: &'o Object, line: u64, keys: &'o Keys, unknown: &mut BTreeSet<String>, rows: &mut Rows) {
    let mut cells = Vec::with_capacity(object.pairs.len() + 3);
    let mut problems = Vec::new();
    let uses: Vec<Option<&[KeyUse]>> = object.pairs.iter().map(|(key, _)| keys.of(key)).collect();
    for (at, (key, value)) in object.pairs.iter().enumerate() {
        let Some(columns) = uses[at] else {
            if !keys.knows(key) && unknown.len() < 50 {
                unknown.insert(key.chars().map(printable).collect());
            }
            continue;
        };
        if uses[..at].iter().flatten().any(|earlier| std::ptr::eq(*earlier, columns)) {
            let reason = format!("the key `{key}` stands twice");
            let twice = |used: &KeyUse| Problem::of(used.column, key, &value.to_string(), reason.as_str());
            problems.extend(columns.iter().map(twice));
            cells.retain(|(column, _)| !columns.iter().any(|used| used.column == *column));
            continue;
        }
        for KeyUse { column, writing, unit_key } in columns {
            let read = |writing: &Writing, cells: &mut Vec<(Column, Cell<'o>)>| match value {
                Value::String(text) if object.has_lost_signs && text.contains(LOST) => Err(SIGN_LOST.to_owned()),
                Value::String(text) => read_cells(*column, text, writing, cells),
                Value::Array(items) if *column == Column::ContainerNo => read_containers(items, writing, cells),
                _ => read_value(*column, value, writing).map(|cell| cells.extend(cell.map(|cell| (*column, cell)))),
            };
            let read = match unit_key.as_ref().filter(|_| !value.is_null()) {
                None => read(writing, &mut cells),
                Some(key) => {
                    let unit = object.pairs.iter().find(|(other, _)| other == key).and_then(|(_, unit)| unit.as_str());
                    in_stated_unit(*column, writing, key, unit.unwrap_or_default())
                        .and_then(|writing| read(&writing, &mut cells))
                }
            };
            if let Err(reason) = read {
                problems.push(Problem::of(*column, key, &value.to_string(), reason));
                cells.extend(texts_in(value).and_then(|text| readable_part(*column, &text)));
            }
        }
        rows.states(columns.iter().map(|key| key.column));
    }
    for (column, text, writing) in &keys.constants {
        match read_cell(*column, text, writing) {
            Ok(Some(cell)) => cells.push((*column, cell)),
            Ok(None) => {}
            Err(reason) => problems.push(Problem::of(*column, column.name(), text, reason)),
        }
    }
    rows.record(line, "", cells, problems);
}

/// The name that a key has in the catalogue, if it has one: as with headers, in any letter case.
fn column_name(key: &str) -> String {
    key.to_lowercase().replace([' ', '-'], "_")
}

/// Why a text of which a sign is lost is not read as a whole.
const SIGN_LOST: &str = "a character of the text is lost: half of one, or a byte that is not UTF-8";

/// Reads a list of containers, each of which is then put once.
fn read_containers(items: &[Value], writing: &Writing, cells: &mut Vec<(Column, Cell<'_>)>) -> Result<(), String> {
    let text = |item: &Value| match item {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text.clone()),
        other => Err(format!("the list holds {}, which is no container", kind_of(other))),
    };
    let (texts, others): (Vec<_>, Vec<_>) = items.iter().map(text).partition(Result::is_ok);
    let joined = texts.into_iter().flatten().collect::<Vec<_>>().join(";");
    let several = Writing { split: Some(";".into()), ..writing.clone() };
    let mut found = Vec::new();
    let read = read_cells(Column::ContainerNo, &joined, &several, &mut found);
    cells.extend(found.into_iter().map(|(column, cell)| (column, cell.into_owned())));
    // What is none does not take the others with it.
    others.into_iter().find_map(Result::err).map_or(read, Err)
}

/// The texts of a value that is one, or a list with some.
fn texts_in(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Array(items) => Some(Cow::Owned(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";"))),
        _ => None,
    }
}

fn read_value<'a>(column: Column, value: &'a Value, writing: &Writing) -> Result<Option<Cell<'a>>, String> {
    match (value, column.kind()) {
        (Value::Null, _) => Ok(None),
        (Value::Number(number), ColumnType::Float | ColumnType::Int) => {
            let owned = number.to_string();
            let plain = Writing { decimal_comma: false, thousands: None, ..writing.clone() };
            match read_cell(column, &owned, &plain)? {
                Some(Cell::Int(n)) => Ok(Some(Cell::Int(n))),
                Some(Cell::Float(n)) => Ok(Some(Cell::Float(checked_measure(column, n)?))),
                _ => Ok(None),
            }
        }
        (Value::Array(items), ColumnType::TextList) => {
            let text = |item: &'a Value| match item {
                Value::String(text) if text.len() > LONGEST_CELL || text.contains('\0') => {
                    Err("an element is too long or contains a NUL".to_owned())
                }
                Value::String(text) => Ok(text.trim()),
                Value::Null => Ok(""),
                other => Err(format!("the list holds {other}, which is not text")),
            };
            let items = items.iter().map(text).collect::<Result<Vec<&str>, String>>()?;
            Ok(tidy_list(column, items.into_iter())?.map(Cell::List))
        }
        (Value::Number(_), ColumnType::Text | ColumnType::TextList) => {
            Err("a code is given as a number; write it as text, since leading zeros matter".into())
        }
        (other, kind) => Err(format!("holds {}, but the column is a {}", kind_of(other), kind.name())),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
