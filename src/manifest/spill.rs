//! Spills: rows that are too many for memory, in a temporary Parquet file that has no name. So nothing is left of it when the
//! program ends, however it ends.

use super::parquet::ParquetFile;
use super::source::Unnamed;
use crate::columns::Column;
use crate::storage::MachineFault;
use crate::tables::{ManifestTable, OutputColumn, ParquetOut};
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A temporary file that is being written.
pub(super) struct Spill {
    out: ParquetOut<BufWriter<File>>,
    file: Arc<File>,
    folder: PathBuf,
}

impl Spill {
    /// Begins a temporary file in a folder.
    pub fn begin(folder: &Path) -> Result<Self, MachineFault> {
        let made = tempfile::tempfile_in(folder).and_then(|file| Ok((file.try_clone()?, file)));
        let (writing, file) = made.map_err(|error| MachineFault::no_room(folder, &error))?;
        Ok(Self { out: ParquetOut::new(BufWriter::new(writing)), file: Arc::new(file), folder: folder.to_owned() })
    }

    pub fn write(&mut self, table: ManifestTable) -> Result<(), MachineFault> {
        let columns = Column::as_read().map(|c| OutputColumn::Catalogue(c, table.vector(c).cloned())).collect();
        self.out.write(table.height(), columns).map_err(|reason| unwritten(&self.folder, &reason))
    }

    pub fn finish(self) -> Result<Arc<ParquetFile>, MachineFault> {
        let Self { out, file, folder } = self;
        out.finish().map_err(|reason| unwritten(&folder, &reason))?;
        let whole = Unnamed::new(file).map_err(|error| MachineFault::no_room(&folder, &error))?;
        let spill = ParquetFile::open_spill(whole).map_err(|reason| {
            MachineFault::new(
                &folder,
                format!("a temporary file there is not as it was written ({reason}); is there room?"),
            )
        })?;
        Ok(Arc::new(spill))
    }
}

fn unwritten(folder: &Path, reason: &str) -> MachineFault {
    MachineFault::new(folder, format!("no temporary file can be written there: {reason}"))
}
