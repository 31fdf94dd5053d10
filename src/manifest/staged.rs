//! Staging: every input read once and checked, ready to be gone through several times in batches.
//!
//! Parquet files stay where they are and are read again by column. Other formats are kept as tables in
//! memory, or in temporary Parquet files once they grow.

use super::batches::{Batch, Batches, Header, Kind, SMALL};
use super::notices::{Notices, UnusedPart};
use super::parquet::{Checked, LeftOut, ParquetFile, Slice};
use super::reject::Unread;
use super::release::{Release, Shares, Table};
use super::rows::Rows;
use super::skipped::Skipped;
use super::source::{InputFile, Opened, ParquetBytes, open, sniff};
use super::text::decode;
use super::versions::{self, Amendments};
use super::{Damage, Format, Mapping, Reject, UnreadableCell, ams, awmds, csv, edifact, ndjson, workbook, x12};
use crate::columns::Column;
use crate::domain::DocumentKind;
use crate::reconciliation::{BayPlan, Beside, Misfit};
use crate::storage::{Digest, MachineFault};
use crate::tables::{ManifestTable, Vector};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    /// Whether it, or a message in it, looks as if it had been cut off while it was written.
    pub breaks_off: bool,
}

/// All inputs, read and checked.
#[derive(Default)]
pub struct StagedManifests {
    batches: Batches,
    /// In the order of files, then lines.
    pub rejects: Vec<Reject>,
    /// Cells of accepted rows that cannot be read, and count as not stated; in the order of files, then lines.
    pub unreadable: Vec<UnreadableCell>,
    pub damages: Vec<Damage>,
    /// What was found where manifests were looked for, and is none.
    pub skipped: Vec<Skipped>,
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
    /// Cancellations that have no row of their own.
    cancelled: Amendments,
}

impl StagedManifests {
    pub fn batches(&self) -> &[Batch] {
        self.batches.list()
    }

    /// Columns that the rows of a batch can state. What they cannot state is missing, not left out.
    pub fn stated_by<'s>(&'s self, batch: &'s Batch) -> &'s BTreeSet<Column> {
        match &batch.header {
            Header::Own(columns) => columns,
            Header::Kind(kind) => self.stated_in.get(kind).unwrap_or(&self.stated),
        }
    }

    pub fn rows(&self) -> u64 {
        self.batches().iter().map(|batch| batch.rows() as u64).sum()
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
    /// their own: nobody filed anything for them, and that must be seen. With `of_any` plans of other ships are taken too.
    pub fn reconcile(&mut self, plans: Self, of_any: bool) -> Result<(), NotReconciled> {
        let mut plan = BayPlan::new(of_any, plans.inputs.iter().any(|input| input.breaks_off));
        let mut tables = Vec::new();
        for batch in plans.batches() {
            let table = as_plan(batch.load(&Column::as_read().collect::<Vec<_>>())?);
            plan.add(&table);
            tables.push(table);
        }
        for batch in self.batches() {
            plan.hold_against(&batch.load(&BayPlan::NEEDED)?);
        }
        plan.check_fit()?;
        let mut stated = plans.stated.clone();
        stated.insert(Column::DocumentKind);
        let header = Header::Own(Arc::new(stated));
        for table in tables {
            let rows = plan.only_planned(&table, &self.beside.ports);
            if !rows.is_empty() {
                self.rows_in += rows.len() as u64;
                self.batches.take_alone(table.take(&rows), header.clone());
            }
        }
        self.notices.extend(plans.unusable());
        self.damages.extend(plans.damages);
        self.skipped.extend(plans.skipped);
        self.notices.extend(plans.notices);
        self.inputs.extend(plans.inputs.into_iter().map(|input| InputDigest { rows_in: 0, rows_rejected: 0, ..input }));
        self.beside.bayplan = Some(plan);
        Ok(())
    }
}

/// Why manifests were not held against a plan.
#[derive(Debug, Clone)]
pub enum NotReconciled {
    /// The plan is not theirs.
    Misfit(Misfit),
    /// Rows could not be read again.
    Unread(String),
}

impl From<Misfit> for NotReconciled {
    fn from(misfit: Misfit) -> Self {
        Self::Misfit(misfit)
    }
}

impl From<String> for NotReconciled {
    fn from(reason: String) -> Self {
        Self::Unread(reason)
    }
}

/// Rows of a plan; of a table that is used as one nothing else says that it is one.
fn as_plan(mut table: ManifestTable) -> ManifestTable {
    let kinds = Vector::texts(table.height(), |row| {
        let stated = table.text(Column::DocumentKind).get(row);
        Some(match DocumentKind::stated(stated) {
            DocumentKind::Manifest => DocumentKind::BayPlan.name(),
            list => list.name(),
        })
    });
    table.set(Column::DocumentKind, kinds);
    table
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

/// What is said of a table whose last line does not end.
pub(super) fn without_its_end(rows: u64) -> String {
    format!(
        "the last line does not end with a line end; the file may have been cut off while it was written ({rows} rows read)"
    )
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
    staged.batches.settle();
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
            Opened::Parquet(bytes) => self.add_parquet(&name, bytes, options),
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
        spill.map_or(Ok(()), |spill| self.batches.take_spill(spill, &header, temporary))?;
        self.batches.take(rows.take_tables(), &header, temporary)?;
        let breaks_off = rows.breaks_off;
        if breaks_off && matches!(format, Format::Csv | Format::Ndjson) {
            self.notices.push(format!("{file}: {}", without_its_end(rows.rows_in)));
        }
        let unused = std::mem::take(&mut rows.unused).into_parts();
        let (rows_in, rows_rejected) = self.account_for(format, rows);
        let file = file.to_owned();
        self.inputs.push(InputDigest { file, sha256, format, rows_in, rows_rejected, unused, breaks_off });
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
            self.batches.take(rows.take_tables(), &header, temporary)?;
        }
        let spill = rows.finish()?;
        spill.map_or(Ok(()), |spill| self.batches.take_spill(spill, &header, temporary))?;
        self.batches.take(rows.take_tables(), &header, temporary)?;
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
        for batch in self.batches.list() {
            amendments.find_in(&batch.load(&versions::NEEDED)?);
        }
        if amendments.is_empty() {
            return Ok(());
        }
        let before = self.rejects.len();
        let mut effective: HashSet<(String, i64)> = HashSet::new();
        for batch in self.batches.list_mut() {
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
        self.batches.drop_empty();
        let outdated = &self.rejects[before..];
        let mut outdated_of: HashMap<&str, u64> = HashMap::new();
        outdated.iter().for_each(|reject| *outdated_of.entry(&*reject.file).or_default() += 1);
        for input in &mut self.inputs {
            input.rows_rejected += outdated_of.get(&*input.file).copied().unwrap_or_default();
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
        self.take_unreadable(&mut rows.unreadable);
        rows.cancelled.drain(..).for_each(|(subject, version)| self.cancelled.add(subject, version));
        (rows.rows_in, rejected)
    }

    /// Takes cells that cannot be read; that there are some is stated with the rows from now on.
    fn take_unreadable(&mut self, cells: &mut Vec<UnreadableCell>) {
        if !cells.is_empty() {
            self.stated.insert(Column::UnreadableCells);
            self.unreadable.append(cells);
        }
    }

    fn add_parquet(&mut self, name: &str, bytes: ParquetBytes, options: &ReadOptions) -> Result<(), Unread> {
        let damaged = |reason: String| Damage::new(name, reason);
        if options.format.is_some_and(|format| format != Format::Parquet) {
            return Err(damaged("is a Parquet file, but --input-format says otherwise".into()).into());
        }
        if options.mapping.is_some() {
            self.notices.push(format!("{name}: the mapping is not used; Parquet files have canonical columns"));
        }
        let sha256 = match &bytes {
            ParquetBytes::File(path) => Digest::of_file(path).map_err(|e| damaged(e.to_string()))?,
            ParquetBytes::Memory(bytes) => Digest::of(bytes),
            ParquetBytes::Unnamed(_) => return Err(damaged("is a temporary file, no input".into()).into()),
        };
        let file = Arc::new(ParquetFile::open(name, bytes).map_err(damaged)?);
        let slices = file.slices();
        let checked: Result<Vec<Checked>, String> = slices.par_iter().map(|slice| file.check(*slice)).collect();
        let checked = checked.map_err(damaged)?;
        let rows_in: u64 = slices.iter().map(|slice| slice.rows as u64).sum();
        if rows_in == 0 {
            return Err(damaged("holds no row".into()).into());
        }
        let header = Header::Own(Arc::new(file.columns().collect()));
        let (mut runs, mut rejects) = (Vec::new(), Vec::new());
        for (slice, mut checked) in slices.into_iter().zip(checked) {
            rejects.append(&mut checked.rejects);
            self.take_unreadable(&mut checked.cells);
            runs.push((slice, checked.left_out));
        }
        // A small file is taken into memory, where it can be put together with others.
        match rows_in < SMALL as u64 {
            true => {
                let all: Vec<Column> = Column::as_read().collect();
                let load = |(slice, left_out): &(Slice, LeftOut)| file.load(*slice, &all, left_out);
                let mut tables = runs.iter().map(load).collect::<Result<Vec<_>, String>>().map_err(damaged)?;
                tables.retain(|table| table.height() > 0);
                self.batches.take(tables, &header, &options.temporary)?;
            }
            false => self.batches.take_file(&file, runs, &header, &options.temporary)?,
        }
        let rows_rejected = rejects.len() as u64;
        self.rejects.append(&mut rejects);
        self.rows_in += rows_in;
        self.stated.extend(file.columns());
        self.notices.extend(file.notices().map(|notice| format!("{name}: {notice}")));
        let (file, format, unused) = (name.to_owned(), Format::Parquet, Vec::new());
        self.inputs.push(InputDigest { file, sha256, format, rows_in, rows_rejected, unused, breaks_off: false });
        Ok(())
    }
}
