//! Writing canonical rows: Parquet, CSV and NDJSON, which the readers take back unchanged, and messages for exercises.

use super::{awmds_out, cuscar_out};
use crate::columns::{Column, ColumnType};
use crate::tables::{ManifestTable, OutputColumn, ParquetOut};
use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use std::io::Write;

/// Forms canonical rows can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputKind {
    Parquet,
    Csv,
    Ndjson,
    Awmds,
    Cuscar,
}

impl OutputKind {
    /// Endings of files, with the form each means.
    pub const ENDINGS: [(&'static str, Self); 5] = [
        ("parquet", Self::Parquet),
        ("csv", Self::Csv),
        ("ndjson", Self::Ndjson),
        ("xml", Self::Awmds),
        ("edi", Self::Cuscar),
    ];

    pub fn of_ending(ending: &str) -> Option<Self> {
        Self::ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, kind)| *kind)
    }

    /// Columns the form has no place for.
    pub fn leaves_out(self) -> &'static [Column] {
        match self {
            Self::Parquet | Self::Csv | Self::Ndjson => &[],
            Self::Awmds => &awmds_out::NOT_CARRIED,
            Self::Cuscar => &cuscar_out::NOT_CARRIED,
        }
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
    Csv {
        sink: &'s mut dyn Write,
        begun: bool,
    },
    Ndjson(&'s mut dyn Write),
    /// Messages are made of all rows of a bill, wherever they stand, so the rows are kept until the end.
    Message {
        awmds: bool,
        prepared: NaiveDate,
        tables: Vec<ManifestTable>,
        sink: &'s mut dyn Write,
    },
}

impl<'s> CanonicalOut<'s> {
    /// `prepared` is the day that a message is dated with.
    pub fn new(kind: OutputKind, columns: Vec<Column>, prepared: NaiveDate, sink: &'s mut dyn Write) -> Self {
        let form = match kind {
            OutputKind::Parquet => Form::Parquet(Box::new(ParquetOut::new(sink))),
            OutputKind::Csv => Form::Csv { sink, begun: false },
            OutputKind::Ndjson => Form::Ndjson(sink),
            OutputKind::Awmds | OutputKind::Cuscar => {
                Form::Message { awmds: kind == OutputKind::Awmds, prepared, tables: Vec::new(), sink }
            }
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
            Form::Message { tables, .. } => {
                tables.push(table.clone());
                Ok(())
            }
        }
    }

    /// Ends the file; gives back what had no room in it.
    pub fn finish(self) -> Result<Vec<String>, String> {
        match self.form {
            Form::Parquet(out) => out.finish().map(|()| Vec::new()),
            Form::Csv { .. } | Form::Ndjson(_) => Ok(Vec::new()),
            Form::Message { awmds: true, tables, sink, .. } => awmds_out::write(&tables, sink),
            Form::Message { awmds: false, prepared, tables, sink } => cuscar_out::write(&tables, prepared, sink),
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
