//! Spills: rows that are too many for memory, in a temporary Parquet file that is deleted when its last reader drops it.

use super::parquet::ParquetFile;
use crate::columns::Column;
use crate::tables::{ManifestTable, OutputColumn, ParquetOut};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;
use tempfile::{NamedTempFile, TempPath};

/// A temporary file that is being written.
pub(super) struct Spill {
    out: ParquetOut<BufWriter<File>>,
    path: TempPath,
}

impl Spill {
    /// Begins a temporary file in a folder.
    pub fn begin(folder: &Path) -> Result<Self, String> {
        let temporary = NamedTempFile::new_in(folder).and_then(|file| Ok((file.reopen()?, file.into_temp_path())));
        let (file, path) = temporary.map_err(|error| format!("no temporary file in {}: {error}", folder.display()))?;
        Ok(Self { out: ParquetOut::new(BufWriter::new(file)), path })
    }

    pub fn write(&mut self, table: ManifestTable) -> Result<(), String> {
        let columns = Column::as_read().map(|c| OutputColumn::Catalogue(c, table.vector(c).cloned())).collect();
        self.out.write(table.height(), columns)
    }

    pub fn finish(self) -> Result<(Arc<ParquetFile>, Arc<TempPath>), String> {
        self.out.finish()?;
        Ok((Arc::new(ParquetFile::open_spill(&self.path)?), Arc::new(self.path)))
    }
}
