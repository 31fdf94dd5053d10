//! Staging: every input read once and checked, ready to be gone through several times in batches.
//!
//! Parquet files stay where they are and are read again by column. Other formats are kept as tables in
//! memory, or in temporary Parquet files once they grow.

use super::layout::unknown_headers;
use super::notices::{Notices, UnusedPart};
use super::parquet::{ParquetFile, Slice};
use super::reject::Unread;
use super::release::{Release, Shares, Table};
use super::rows::{ROWS_PER_TABLE, Rows, TABLES_IN_MEMORY};
use super::source::{InputFile, Opened, ParquetBytes, open, sniff};
use super::spill::Spill;
use super::text::decode;
use super::versions::{self, Amendments};
use super::{Damage, Format, Mapping, Reject, ams, awmds, csv, edifact, ndjson, workbook, x12};
use crate::columns::Column;
use crate::reconciliation::{BayPlan, Beside};
use crate::storage::{Digest, MachineFault};
use crate::tables::ManifestTable;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of text formats kept in memory before they go to a temporary file.
const ROWS_IN_MEMORY: usize = TABLES_IN_MEMORY * ROWS_PER_TABLE;

/// How inputs are to be read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    pub format: Option<Format>,
    pub mapping: Option<Mapping>,
    /// Keeps every version of a bill, not only the last.
    pub all_versions: bool,
    /// Folder for rows that are too many for memory. The library asks no environment for it.
    pub temporary: PathBuf,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { format: None, mapping: None, all_versions: false, temporary: "/tmp".into() }
    }
}

/// The digest of one input's bytes, as `sha256sum` gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputDigest {
    pub file: String,
    pub sha256: Digest,
    pub format: Format,
    pub rows_in: u64,
    pub rows_rejected: u64,
    /// Parts of it that were not used: segments, elements, columns.
    pub unused: Vec<UnusedPart>,
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
    /// Columns that at least one input can state.
    pub stated: BTreeSet<Column>,
    /// The same by kind of message, for formats without a header.
    stated_in: BTreeMap<Kind, BTreeSet<Column>>,
    /// What the manifests are held against.
    pub beside: Beside,
    /// Rejects that are no fault: earlier versions of bills, and cancellations.
    pub superseded: u64,
    /// Cancellations that have no row of their own.
    cancelled: Amendments,
}

/// A run of accepted rows that can be loaded by itself.
pub struct Batch {
    origin: Origin,
    header: Header,
}

/// What says which columns the rows of a batch can state.
#[derive(Clone)]
enum Header {
    /// The file's own.
    Own(Arc<BTreeSet<Column>>),
    /// Records say what they say; what some record of any input of the kind states, all of them can.
    Kind(Kind),
}

/// A format, and the kind of its messages where it has several.
type Kind = (Format, &'static str);

enum Origin {
    Memory(ManifestTable),
    File { file: Arc<ParquetFile>, slice: Slice, rejected: Vec<usize> },
}

impl Batch {
    /// The rows in the columns asked for (those in memory come with all their columns).
    pub fn load(&self, columns: &[Column]) -> Result<ManifestTable, String> {
        match &self.origin {
            Origin::Memory(table) => Ok(table.clone()),
            Origin::File { file, slice, rejected, .. } => file.load(*slice, columns, rejected),
        }
    }

    /// Leaves rows out from now on; they are counted as the batch loads them, ascending.
    fn leave_out(&mut self, rows: &[usize]) {
        match &mut self.origin {
            Origin::Memory(table) => {
                let kept: Vec<usize> = (0..table.height()).filter(|row| rows.binary_search(row).is_err()).collect();
                *table = table.take(&kept);
            }
            Origin::File { slice, rejected, .. } => {
                let loaded: Vec<usize> = (0..slice.rows).filter(|row| rejected.binary_search(row).is_err()).collect();
                rejected.extend(rows.iter().map(|&row| loaded[row]));
                rejected.sort_unstable();
            }
        }
    }

    pub fn rows(&self) -> usize {
        match &self.origin {
            Origin::Memory(table) => table.height(),
            Origin::File { slice, rejected, .. } => slice.rows - rejected.len(),
        }
    }
}

impl StagedManifests {
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// Columns that the rows of a batch can state. What they cannot state is missing, not left out.
    pub fn stated_by<'s>(&'s self, batch: &'s Batch) -> &'s BTreeSet<Column> {
        match &batch.header {
            Header::Own(columns) => columns,
            Header::Kind(kind) => self.stated_in.get(kind).unwrap_or(&self.stated),
        }
    }

    pub fn rows(&self) -> u64 {
        self.batches.iter().map(|batch| batch.rows() as u64).sum()
    }

    /// What of each input was not used, a line for an input.
    pub fn unused(&self) -> Vec<String> {
        let line = |input: &InputDigest| Some(format!("{}: {}", input.file, UnusedPart::sentence(&input.unused)?));
        self.inputs.iter().filter_map(line).collect()
    }

    /// What of a plan or list cannot be held against manifests: how many rows, and why the first cannot.
    pub fn unusable(&self) -> Option<String> {
        let Reject { file, line, reason, .. } = self.rejects.first()?;
        let rows = self.rejects.len();
        Some(format!("{rows} row(s) of the bay plan cannot be used; the first, at {file}:{line}: {reason}"))
    }

    /// Holds the manifests against bay plans, or lists of equipment, read the same way. Containers that only a plan has become rows of
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
                let header = Header::Own(Arc::new(plans.stated.clone()));
                self.batches.push(Batch { origin: Origin::Memory(table.take(&rows)), header });
            }
        }
        self.notices.extend(plans.unusable());
        self.damages.extend(plans.damages);
        self.notices.extend(plans.notices);
        self.inputs.extend(plans.inputs.into_iter().map(|input| InputDigest { rows_in: 0, rows_rejected: 0, ..input }));
        self.beside.bayplan = Some(plan);
        Ok(())
    }
}

/// What people should know of versions: how many were left out, and what could not be decided.
fn version_notices(amendments: &Amendments, left: usize, effective: &HashSet<(String, i64)>) -> Vec<String> {
    let some = |names: &[String]| names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    let (vain, undecided) = (amendments.unmatched_cancellations(effective), amendments.undecided());
    let mut said = Vec::new();
    if left > 0 {
        said.push(format!(
            "{left} row(s) are not the last version of their bill, or cancel one; each stands among the rejects"
        ));
    }
    if !vain.is_empty() {
        said.push(format!(
            "{} cancellation(s) are of nothing earlier in these inputs: {}; carrier and number must be the same",
            vain.len(),
            some(&vain)
        ));
    }
    if !undecided.is_empty() {
        said.push(format!(
            "{} bill(s) have amendments of the same time, and each counts: {}",
            undecided.len(),
            some(&undecided)
        ));
    }
    said
}

/// Reads every input. A damaged file becomes a [`Damage`]; the others are read all the same. What the machine lacks stops
/// everything: no input is to blame, and a part of them would be no result.
pub fn stage(
    inputs: &[InputFile],
    options: &ReadOptions,
    progress: &dyn Fn(&str),
) -> Result<StagedManifests, MachineFault> {
    let mut staged = StagedManifests::default();
    for input in inputs {
        progress(&input.name());
        match staged.add(input, options) {
            Ok(()) => {}
            Err(Unread::Damaged(damage)) => staged.damages.push(damage),
            Err(Unread::Fault(fault)) => return Err(fault),
        }
    }
    if !options.all_versions {
        staged.leave_out_earlier_versions().map_err(|reason| {
            MachineFault::new(&options.temporary, format!("what was read is not there any more: {reason}"))
        })?;
    }
    Ok(staged)
}

impl StagedManifests {
    fn add(&mut self, input: &InputFile, options: &ReadOptions) -> Result<(), Unread> {
        let name = input.name();
        let damaged = |reason: String| Damage::new(&name, reason);
        if let InputFile::Release(release) = input {
            return self.add_release(release, &options.temporary);
        }
        match open(input)? {
            Opened::Parquet(bytes) => Ok(self.add_parquet(&name, bytes, options).map_err(damaged)?),
            Opened::Workbook { bytes, sum } => {
                if options.format.is_some_and(|format| format != Format::Workbook) {
                    return Err(damaged("is a spreadsheet, but --input-format says otherwise".into()).into());
                }
                let mut rows = Rows::new(&name, Format::Workbook, &options.temporary);
                let notices = workbook::read(bytes, options.mapping.as_ref(), &mut rows);
                rows.fault()?;
                let notices = notices.map_err(damaged)?;
                let sha256 = sum.lock().expect("not poisoned").finish();
                self.add_rows(&name, Format::Workbook, rows, notices, sha256, &options.temporary)
            }
            Opened::Stream(stream) => {
                let sum = stream.sum.clone();
                let mapping = options.mapping.as_ref();
                let stated = mapping.and_then(|m| m.encoding);
                let decoded = decode(stream, stated).map_err(damaged)?;
                if decoded.encoding != encoding_rs::UTF_8 && stated.is_none() {
                    self.notices.push(format!("{name}: decoded from {}", decoded.encoding.name()));
                }
                let format = options.format.unwrap_or_else(|| sniff(&decoded.beginning));
                if mapping.is_some() && !matches!(format, Format::Csv | Format::Ndjson) {
                    let kind = format.name();
                    self.notices.push(format!("{name}: the mapping is not used; {kind} has names of its own"));
                }
                let mut rows = Rows::new(&name, format, &options.temporary);
                let reader = match format {
                    Format::Csv => csv::read,
                    Format::Ndjson => ndjson::read,
                    Format::Awmds => awmds::read,
                    Format::Edifact => edifact::read,
                    Format::X12 => x12::read,
                    Format::Ams => return Err(damaged("is one file, but a release is several tables".into()).into()),
                    Format::Workbook => return Err(damaged("is no spreadsheet".into()).into()),
                    Format::Parquet => {
                        return Err(damaged("is not a Parquet file: it does not begin with PAR1".into()).into());
                    }
                };
                let notices = reader(decoded, mapping, &mut rows);
                rows.fault()?;
                let notices = notices.map_err(damaged)?;
                let sha256 = sum.lock().expect("not poisoned").finish();
                self.add_rows(&name, format, rows, notices, sha256, &options.temporary)
            }
        }
    }

    fn add_rows(
        &mut self,
        file: &str,
        format: Format,
        mut rows: Rows,
        notices: Vec<String>,
        sha256: Digest,
        temporary: &Path,
    ) -> Result<(), Unread> {
        let spill = rows.finish()?;
        self.notices.extend(notices.into_iter().map(|notice| format!("{file}: {notice}")));
        if rows.rows_in == 0 {
            let unused = UnusedPart::sentence(&std::mem::take(&mut rows.unused).into_parts());
            let reason = unused.map_or("holds no row".into(), |unused| format!("holds no row; {unused}"));
            return Err(Damage::new(file, reason).into());
        }
        let header = match format {
            Format::Csv | Format::Workbook => Header::Own(Arc::new(rows.stated.clone())),
            _ => Header::Kind((format, rows.kind)),
        };
        spill.map_or(Ok(()), |spill| self.read_back(spill, &header))?;
        self.keep(rows.take_tables(), &header, temporary)?;
        let unused = std::mem::take(&mut rows.unused).into_parts();
        let (rows_in, rows_rejected) = self.account_for(format, rows);
        self.inputs.push(InputDigest { file: file.to_owned(), sha256, format, rows_in, rows_rejected, unused });
        Ok(())
    }

    /// Reads the tables of a release, a share of its bills at a time.
    fn add_release(&mut self, release: &Release, temporary: &Path) -> Result<(), Unread> {
        let mut notices = Notices::default();
        let mut shares = Shares::deal(release, temporary, &mut notices)?;
        self.damages.append(&mut shares.damages);
        let mut inputs = std::mem::take(&mut shares.inputs);
        let mut rows = Rows::new(&release.name(), Format::Ams, temporary);
        let header = Header::Kind((Format::Ams, ""));
        for records in shares.each() {
            ams::join(release, &records?, &mut rows, &mut notices);
            self.keep(rows.take_tables(), &header, temporary)?;
        }
        let spill = rows.finish()?;
        spill.map_or(Ok(()), |spill| self.read_back(spill, &header))?;
        self.keep(rows.take_tables(), &header, temporary)?;
        if rows.rows_in == 0 {
            return Err(Damage::new(&release.name(), "holds no row").into());
        }
        rows.rejects.sort();
        let (rows_in, rows_rejected) = self.account_for(Format::Ams, rows);
        let containers = release.file(Table::Container);
        if let Some(input) = inputs.iter_mut().find(|input| input.file == containers) {
            (input.rows_in, input.rows_rejected) = (rows_in, rows_rejected);
        }
        self.inputs.append(&mut inputs);
        self.notices.extend(notices.into_lines().into_iter().map(|notice| format!("{}: {notice}", release.name())));
        Ok(())
    }

    /// Of bills that were changed, replaced or cancelled later, only the last version goes on.
    fn leave_out_earlier_versions(&mut self) -> Result<(), String> {
        let mut amendments = std::mem::take(&mut self.cancelled);
        if !self.stated.contains(&Column::MessageFunction) && amendments.is_empty() {
            return Ok(());
        }
        for batch in &self.batches {
            amendments.find_in(&batch.load(&versions::NEEDED)?);
        }
        if amendments.is_empty() {
            return Ok(());
        }
        let before = self.rejects.len();
        let mut effective: HashSet<(String, i64)> = HashSet::new();
        for batch in &mut self.batches {
            let (mut rows, mut rejects) = (Vec::new(), Vec::new());
            for outdated in amendments.outdated_in(&batch.load(&versions::NEEDED)?) {
                rows.push(outdated.row);
                rejects.push(outdated.reject);
                effective.extend(outdated.replaced_by);
            }
            if !rows.is_empty() {
                let all: Vec<Column> = Column::as_read().collect();
                // A row that only cancels is no version of what it cancels.
                let table = batch.load(&all)?;
                self.beside.earlier.add(table.take(&versions::without_cancellations(&table, &rows)));
                batch.leave_out(&rows);
                self.rejects.append(&mut rejects);
            }
        }
        self.batches.retain(|batch| batch.rows() > 0);
        let outdated = &self.rejects[before..];
        self.superseded += outdated.len() as u64;
        for input in &mut self.inputs {
            input.rows_rejected += outdated.iter().filter(|reject| *reject.file == *input.file).count() as u64;
        }
        self.notices.extend(version_notices(&amendments, outdated.len(), &effective));
        Ok(())
    }

    /// Takes over what was counted and rejected; gives the numbers.
    fn account_for(&mut self, format: Format, mut rows: Rows) -> (u64, u64) {
        let rejected = rows.rejects.len() as u64;
        self.rows_in += rows.rows_in;
        let claimed = rows.stated.iter().filter(|column| !rows.incidental.contains(column));
        self.stated_in.entry((format, rows.kind)).or_default().extend(claimed);
        self.stated.append(&mut rows.stated);
        self.rejects.append(&mut rows.rejects);
        self.superseded += rows.cancelled.len() as u64;
        rows.cancelled.drain(..).for_each(|(subject, version)| self.cancelled.add(subject, version));
        (rows.rows_in, rejected)
    }

    /// Keeps tables in memory, or, once there are many, in a temporary file.
    fn keep(&mut self, tables: Vec<ManifestTable>, header: &Header, temporary: &Path) -> Result<(), MachineFault> {
        let more: usize = tables.iter().map(ManifestTable::height).sum();
        let kept: usize = self.batches.iter().filter(|b| matches!(b.origin, Origin::Memory(_))).map(Batch::rows).sum();
        match kept + more > ROWS_IN_MEMORY {
            true => self.spill(tables, header, temporary),
            false => {
                let batch = |table| Batch { origin: Origin::Memory(table), header: header.clone() };
                self.batches.extend(tables.into_iter().map(batch));
                Ok(())
            }
        }
    }

    /// Writes tables to a temporary file and keeps only the way back to them.
    fn spill(&mut self, tables: Vec<ManifestTable>, header: &Header, temporary: &Path) -> Result<(), MachineFault> {
        if tables.is_empty() {
            return Ok(());
        }
        let mut spill = Spill::begin(temporary)?;
        tables.into_iter().try_for_each(|table| spill.write(table))?;
        self.read_back(spill, header)
    }

    /// Takes the rows of a temporary file as batches.
    fn read_back(&mut self, spill: Spill, header: &Header) -> Result<(), MachineFault> {
        let file = spill.finish()?;
        for slice in file.slices() {
            let origin = Origin::File { file: file.clone(), slice, rejected: Vec::new() };
            self.batches.push(Batch { origin, header: header.clone() });
        }
        Ok(())
    }

    fn add_parquet(&mut self, name: &str, bytes: ParquetBytes, options: &ReadOptions) -> Result<(), String> {
        if options.format.is_some_and(|format| format != Format::Parquet) {
            return Err("is a Parquet file, but --input-format says otherwise".into());
        }
        if options.mapping.is_some() {
            self.notices.push(format!("{name}: the mapping is not used; Parquet files have canonical columns"));
        }
        let sha256 = match &bytes {
            ParquetBytes::File(path) => Digest::of_file(path).map_err(|e| e.to_string())?,
            ParquetBytes::Memory(bytes) => Digest::of(bytes),
            ParquetBytes::Unnamed(_) => return Err("is a temporary file, no input".into()),
        };
        let file = Arc::new(ParquetFile::open(name, bytes)?);
        let slices = file.slices();
        let checked: Vec<(Vec<usize>, Vec<Reject>)> =
            slices.par_iter().map(|slice| file.check(*slice)).collect::<Result<_, String>>()?;
        let rows_in: u64 = slices.iter().map(|slice| slice.rows as u64).sum();
        if rows_in == 0 {
            return Err("holds no row".into());
        }
        let header = Header::Own(Arc::new(file.columns().collect()));
        let mut rows_rejected = 0;
        for (slice, (rejected, rejects)) in slices.into_iter().zip(checked) {
            rows_rejected += rejects.len() as u64;
            self.rejects.extend(rejects);
            let origin = Origin::File { file: file.clone(), slice, rejected };
            self.batches.push(Batch { origin, header: header.clone() });
        }
        self.rows_in += rows_in;
        self.stated.extend(file.columns());
        self.notices.extend(unknown_headers(file.unknown_headers()).map(|unknown| format!("{name}: {unknown}")));
        let (file, unused) = (name.to_owned(), Vec::new());
        self.inputs.push(InputDigest { file, sha256, format: Format::Parquet, rows_in, rows_rejected, unused });
        Ok(())
    }
}
