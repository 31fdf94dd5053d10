//! Staging: every input read once and checked, ready to be gone through several times in batches.
//!
//! Parquet files stay where they are and are read again by column. Other formats are kept as tables in
//! memory, or in temporary Parquet files once they grow.

use super::parquet::{ParquetFile, Slice};
use super::rows::{ROWS_PER_TABLE, Rows};
use super::source::{InputFile, Opened, ParquetBytes, open, sniff};
use super::text::decode;
use super::{Damage, Format, Mapping, Reject, awmds, csv, edifact, ndjson, workbook, x12};
use crate::columns::Column;
use crate::reconciliation::BayPlan;
use crate::storage::Digest;
use crate::tables::{ManifestTable, OutputColumn, ParquetOut};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;

/// Rows of text formats kept in memory before they go to a temporary file.
const ROWS_IN_MEMORY: usize = 8 * ROWS_PER_TABLE;

/// How inputs are to be read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    pub format: Option<Format>,
    pub mapping: Option<Mapping>,
}

/// The digest of one input's bytes, as `sha256sum` gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputDigest {
    pub file: String,
    pub sha256: Digest,
    pub format: Format,
    pub rows_in: u64,
    pub rows_rejected: u64,
}

/// All inputs, read and checked.
#[derive(Default)]
pub struct StagedManifests {
    batches: Vec<Batch>,
    /// In the order of files, then lines.
    pub rejects: Vec<Reject>,
    pub damages: Vec<Damage>,
    pub notices: Vec<String>,
    pub inputs: Vec<InputDigest>,
    pub rows_in: u64,
    /// Columns that at least one input can state. What no input can state is missing, not absent.
    pub stated: BTreeSet<Column>,
    /// The bay plan the manifests are held against.
    pub bayplan: Option<BayPlan>,
}

/// A run of accepted rows that can be loaded by itself.
pub struct Batch(Origin);

enum Origin {
    Memory(ManifestTable),
    File { file: Arc<ParquetFile>, slice: Slice, rejected: Vec<usize>, _spill: Option<Arc<tempfile::TempPath>> },
}

impl Batch {
    /// The rows in the columns asked for (those in memory come with all their columns).
    pub fn load(&self, columns: &[Column]) -> Result<ManifestTable, String> {
        match &self.0 {
            Origin::Memory(table) => Ok(table.clone()),
            Origin::File { file, slice, rejected, .. } => file.load(*slice, columns, rejected),
        }
    }

    pub fn rows(&self) -> usize {
        match &self.0 {
            Origin::Memory(table) => table.height(),
            Origin::File { slice, rejected, .. } => slice.rows - rejected.len(),
        }
    }
}

impl StagedManifests {
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    pub fn rows(&self) -> u64 {
        self.batches.iter().map(|batch| batch.rows() as u64).sum()
    }

    /// Holds the manifests against bay plans read the same way. Containers that only a plan has become rows of
    /// their own: nobody filed anything for them, and that must be seen.
    pub fn reconcile(&mut self, plans: Self) -> Result<(), String> {
        let mut plan = BayPlan::default();
        let mut tables = Vec::new();
        for batch in &plans.batches {
            let table = batch.load(&Column::as_read().collect::<Vec<_>>())?;
            plan.add(&table);
            tables.push(table);
        }
        let numbers: Vec<ManifestTable> =
            self.batches.iter().map(|batch| batch.load(&[Column::ContainerNo])).collect::<Result<_, _>>()?;
        plan.manifested(
            numbers
                .iter()
                .flat_map(|table| (0..table.height()).filter_map(|row| table.text(Column::ContainerNo).get(row))),
        );
        for table in tables {
            let number = table.text(Column::ContainerNo);
            let rows: Vec<usize> = (0..table.height())
                .filter(|&row| number.get(row).is_some_and(|number| plan.is_unmanifested(number)))
                .collect();
            if !rows.is_empty() {
                self.rows_in += rows.len() as u64;
                self.batches.push(Batch(Origin::Memory(table.take(&rows))));
            }
        }
        self.damages.extend(plans.damages);
        self.notices.extend(plans.notices);
        self.inputs.extend(plans.inputs.into_iter().map(|input| InputDigest { rows_in: 0, rows_rejected: 0, ..input }));
        self.bayplan = Some(plan);
        Ok(())
    }
}

/// Reads every input. A damaged file becomes a [`Damage`]; the others are read all the same.
pub fn stage(inputs: &[InputFile], options: &ReadOptions, progress: &dyn Fn(&str)) -> StagedManifests {
    let mut staged = StagedManifests::default();
    for input in inputs {
        progress(&input.name());
        if let Err(damage) = staged.add(input, options) {
            staged.damages.push(damage);
        }
    }
    staged
}

impl StagedManifests {
    fn add(&mut self, input: &InputFile, options: &ReadOptions) -> Result<(), Damage> {
        let name = input.name();
        let damaged = |reason: String| Damage::new(&name, reason);
        match open(input)? {
            Opened::Parquet(bytes) => {
                if options.format.is_some_and(|format| format != Format::Parquet) {
                    return Err(damaged("is a Parquet file, but --input-format says otherwise".into()));
                }
                if options.mapping.is_some() {
                    self.notices.push(format!("{name}: the mapping is not used; Parquet files have canonical columns"));
                }
                let sha256 = match &bytes {
                    ParquetBytes::File(path) => Digest::of_file(path).map_err(|e| damaged(e.to_string()))?,
                    ParquetBytes::Memory(bytes) => Digest::of(bytes),
                };
                let file = Arc::new(ParquetFile::open(&name, bytes).map_err(damaged)?);
                self.add_parquet(&name, file, sha256).map_err(damaged)
            }
            Opened::Workbook { bytes, sum } => {
                if options.format.is_some_and(|format| format != Format::Workbook) {
                    return Err(damaged("is a spreadsheet, but --input-format says otherwise".into()));
                }
                let mut rows = Rows::new(&name, Format::Workbook);
                let notices = workbook::read(bytes, options.mapping.as_ref(), &mut rows).map_err(damaged)?;
                rows.finish();
                self.notices.extend(notices.into_iter().map(|notice| format!("{name}: {notice}")));
                let sha256 = sum.lock().expect("not poisoned").finish();
                self.add_rows(name.clone(), Format::Workbook, rows, sha256).map_err(damaged)
            }
            Opened::Stream { first, whole, rest, sum } => {
                let mapping = options.mapping.as_ref();
                let stated = mapping.and_then(|m| m.encoding);
                let decoded = decode(first, whole, rest, stated).map_err(damaged)?;
                if decoded.encoding != encoding_rs::UTF_8 && stated.is_none() {
                    self.notices.push(format!("{name}: decoded from {}", decoded.encoding.name()));
                }
                let format = options.format.unwrap_or_else(|| sniff(&decoded.beginning));
                if mapping.is_some() && !matches!(format, Format::Csv | Format::Ndjson) {
                    let kind = format.name();
                    self.notices.push(format!("{name}: the mapping is not used; {kind} has names of its own"));
                }
                let mut rows = Rows::new(&name, format);
                let reader = match format {
                    Format::Csv => csv::read,
                    Format::Ndjson => ndjson::read,
                    Format::Awmds => awmds::read,
                    Format::Edifact => edifact::read,
                    Format::X12 => x12::read,
                    Format::Workbook => return Err(damaged("is no spreadsheet".into())),
                    Format::Parquet => {
                        return Err(damaged("is not a Parquet file: it does not begin with PAR1".into()));
                    }
                };
                let notices = reader(decoded, mapping, &mut rows).map_err(damaged)?;
                rows.finish();
                self.notices.extend(notices.into_iter().map(|notice| format!("{name}: {notice}")));
                let sha256 = sum.lock().expect("not poisoned").finish();
                self.add_rows(name.clone(), format, rows, sha256).map_err(damaged)
            }
        }
    }

    fn add_rows(&mut self, file: String, format: Format, mut rows: Rows, sha256: Digest) -> Result<(), String> {
        if rows.rows_in == 0 {
            return Err("holds no row".into());
        }
        let tables = rows.take_tables();
        let accepted: usize = tables.iter().map(ManifestTable::height).sum();
        let kept: usize = self.batches.iter().filter(|b| matches!(b.0, Origin::Memory(_))).map(Batch::rows).sum();
        if kept + accepted > ROWS_IN_MEMORY {
            self.spill(tables)?;
        } else {
            self.batches.extend(tables.into_iter().map(|table| Batch(Origin::Memory(table))));
        }
        let rows_rejected = rows.rejects.len() as u64;
        self.rows_in += rows.rows_in;
        self.stated.append(&mut rows.stated);
        self.inputs.push(InputDigest { file, sha256, format, rows_in: rows.rows_in, rows_rejected });
        self.rejects.append(&mut rows.rejects);
        Ok(())
    }

    /// Writes tables to a temporary file and keeps only the way back to them.
    fn spill(&mut self, tables: Vec<ManifestTable>) -> Result<(), String> {
        let mut temporary = tempfile::NamedTempFile::new().map_err(|e| format!("no temporary file: {e}"))?;
        let mut out = ParquetOut::new(std::io::BufWriter::new(temporary.as_file_mut()));
        for table in tables {
            let columns = Column::as_read().map(|c| OutputColumn::Catalogue(c, table.vector(c).cloned())).collect();
            out.write(table.height(), columns)?;
        }
        out.finish()?;
        temporary.flush().map_err(|e| e.to_string())?;
        let path = temporary.into_temp_path();
        let file = Arc::new(ParquetFile::open_spill(&path)?);
        let spill = Arc::new(path);
        for slice in file.slices() {
            let origin = Origin::File { file: file.clone(), slice, rejected: Vec::new(), _spill: Some(spill.clone()) };
            self.batches.push(Batch(origin));
        }
        Ok(())
    }

    fn add_parquet(&mut self, name: &str, file: Arc<ParquetFile>, sha256: Digest) -> Result<(), String> {
        let slices = file.slices();
        let checked: Vec<(Vec<usize>, Vec<Reject>)> =
            slices.par_iter().map(|slice| file.check(*slice)).collect::<Result<_, String>>()?;
        let rows_in: u64 = slices.iter().map(|slice| slice.rows as u64).sum();
        if rows_in == 0 {
            return Err("holds no row".into());
        }
        let mut rows_rejected = 0;
        for (slice, (rejected, rejects)) in slices.into_iter().zip(checked) {
            rows_rejected += rejects.len() as u64;
            self.rejects.extend(rejects);
            self.batches.push(Batch(Origin::File { file: file.clone(), slice, rejected, _spill: None }));
        }
        self.rows_in += rows_in;
        self.stated.extend(file.columns());
        let file = name.to_owned();
        self.inputs.push(InputDigest { file, sha256, format: Format::Parquet, rows_in, rows_rejected });
        Ok(())
    }
}
