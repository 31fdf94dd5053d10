//! Writing synthetic manifests and their truth files.

use super::patterns::Planted;
use super::scenario::Scenario;
use crate::columns::Column;
use crate::manifest::{write_csv, write_ndjson};
use crate::tables::{ManifestTable, OutputColumn, ParquetOut};
use std::io::Write;

/// Forms a synthetic manifest can be written in.
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

impl Scenario {
    /// Writes all rows; gives back what was planted.
    pub fn write(&self, kind: OutputKind, sink: &mut dyn Write) -> Result<Vec<Planted>, String> {
        match kind {
            OutputKind::Parquet => {
                let mut out = ParquetOut::new(sink);
                let planted = self.for_each_table(&mut |table| {
                    let columns = Column::canonical().map(|c| OutputColumn::Catalogue(c, table.vector(c).cloned()));
                    out.write(table.height(), columns.collect())
                })?;
                out.finish()?;
                Ok(planted)
            }
            OutputKind::Csv => {
                let mut first = true;
                self.for_each_table(&mut |table: &ManifestTable| write_csv(table, std::mem::take(&mut first), sink))
            }
            OutputKind::Ndjson => self.for_each_table(&mut |table: &ManifestTable| write_ndjson(table, sink)),
        }
    }
}

/// The truth file: container, bill, pattern.
pub fn write_truth(planted: &[Planted], sink: &mut dyn Write) -> Result<(), String> {
    let mut out = csv::Writer::from_writer(sink);
    let failed = |error: csv::Error| error.to_string();
    out.write_record([Column::ContainerNo.name(), Column::BillNo.name(), "pattern"]).map_err(failed)?;
    for case in planted {
        out.write_record([&*case.container_no, &case.bill_no, case.pattern.name()]).map_err(failed)?;
    }
    out.flush().map_err(|error| error.to_string())
}
