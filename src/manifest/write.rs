//! Writing canonical rows as text: the form the readers take back unchanged.

use crate::columns::{Column, ColumnType};
use crate::tables::ManifestTable;
use serde_json::{Map, Value, json};
use std::io::Write;

/// Writes rows as canonical CSV, with or without the header line.
pub fn write_csv(table: &ManifestTable, header: bool, sink: &mut dyn Write) -> Result<(), String> {
    let columns: Vec<Column> = Column::canonical().collect();
    let mut out = csv::Writer::from_writer(sink);
    if header {
        out.write_record(columns.iter().map(|column| column.name())).map_err(|e| e.to_string())?;
    }
    for row in 0..table.height() {
        for &column in &columns {
            out.write_field(csv_cell(table, column, row)).map_err(|e| e.to_string())?;
        }
        out.write_record(None::<&[u8]>).map_err(|e| e.to_string())?;
    }
    out.flush().map_err(|e| e.to_string())
}

fn csv_cell(table: &ManifestTable, column: Column, row: usize) -> String {
    match column.kind() {
        ColumnType::Text => table.text(column).get(row).unwrap_or_default().to_owned(),
        ColumnType::TextList => match table.list(column).get(row) {
            // A lone separator is a list that is stated to be empty.
            Some(items) if items.len() == 0 => ";".into(),
            Some(items) => items.collect::<Vec<_>>().join(";"),
            None => String::new(),
        },
        ColumnType::Int => table.int(column, row).map(|n| n.to_string()).unwrap_or_default(),
        ColumnType::Float => table.float(column, row).map(|n| n.to_string()).unwrap_or_default(),
        ColumnType::Date | ColumnType::Bool => table.shown(column, row).unwrap_or_default(),
    }
}

/// Writes rows as NDJSON; columns without a value are left out.
pub fn write_ndjson(table: &ManifestTable, sink: &mut dyn Write) -> Result<(), String> {
    for row in 0..table.height() {
        let mut object = Map::new();
        for column in Column::canonical() {
            if let Some(value) = json_value(table, column, row) {
                object.insert(column.name().to_owned(), value);
            }
        }
        serde_json::to_writer(&mut *sink, &object).map_err(|e| e.to_string())?;
        sink.write_all(b"\n").map_err(|e| e.to_string())?;
    }
    Ok(())
}

fn json_value(table: &ManifestTable, column: Column, row: usize) -> Option<Value> {
    Some(match column.kind() {
        ColumnType::Text => json!(table.text(column).get(row)?),
        ColumnType::TextList => json!(table.list(column).get(row)?.collect::<Vec<_>>()),
        ColumnType::Int => json!(table.int(column, row)?),
        ColumnType::Float => json!(table.float(column, row)?),
        ColumnType::Date | ColumnType::Bool => json!(table.shown(column, row)?),
    })
}
