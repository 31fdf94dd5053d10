//! Writing canonical rows as text: the form the readers take back unchanged.

use crate::columns::{Column, ColumnType};
use crate::tables::{ManifestTable, OutputColumn, ParquetOut};
use serde_json::{Map, Value, json};
use std::io::Write;

/// Forms canonical rows can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputKind {
    Parquet,
    Csv,
    Ndjson,
}

impl OutputKind {
    pub fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending {
            "parquet" => Self::Parquet,
            "csv" => Self::Csv,
            "ndjson" => Self::Ndjson,
            _ => return None,
        })
    }
}

/// A file of canonical rows in the making, table by table.
pub struct CanonicalOut<'s> {
    /// What the rows can state: a header that named more would say of those that they were left out.
    columns: Vec<Column>,
    form: Form<'s>,
}

enum Form<'s> {
    Parquet(Box<ParquetOut<&'s mut dyn Write>>),
    Csv { sink: &'s mut dyn Write, begun: bool },
    Ndjson(&'s mut dyn Write),
}

impl<'s> CanonicalOut<'s> {
    pub fn new(kind: OutputKind, columns: Vec<Column>, sink: &'s mut dyn Write) -> Self {
        let form = match kind {
            OutputKind::Parquet => Form::Parquet(Box::new(ParquetOut::new(sink))),
            OutputKind::Csv => Form::Csv { sink, begun: false },
            OutputKind::Ndjson => Form::Ndjson(sink),
        };
        Self { columns, form }
    }

    pub fn write(&mut self, table: &ManifestTable) -> Result<(), String> {
        match &mut self.form {
            Form::Parquet(out) => {
                let columns = self.columns.iter().map(|&c| OutputColumn::Catalogue(c, table.vector(c).cloned()));
                out.write(table.height(), columns.collect())
            }
            Form::Csv { sink, begun } => write_csv(table, &self.columns, !std::mem::replace(begun, true), *sink),
            Form::Ndjson(sink) => write_ndjson(table, *sink),
        }
    }

    pub fn finish(self) -> Result<(), String> {
        match self.form {
            Form::Parquet(out) => out.finish(),
            Form::Csv { .. } | Form::Ndjson(_) => Ok(()),
        }
    }
}

/// Writes rows as canonical CSV, with or without the header line.
fn write_csv(table: &ManifestTable, columns: &[Column], header: bool, sink: &mut dyn Write) -> Result<(), String> {
    let mut out = csv::Writer::from_writer(sink);
    if header {
        out.write_record(columns.iter().map(|column| column.name())).map_err(|e| e.to_string())?;
    }
    for row in 0..table.height() {
        for &column in columns {
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
fn write_ndjson(table: &ManifestTable, sink: &mut dyn Write) -> Result<(), String> {
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
