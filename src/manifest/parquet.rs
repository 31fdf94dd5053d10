//! Parquet: read by row group, only the columns asked for; checked like every other format.

use super::cell::{tidy_item, tidy_list, tidy_text};
use super::codes::is_closed;
use super::containers::check_container;
use super::guard::guarded;
use super::layout::unknown_headers;
use super::numbers::checked_measure;
use super::placeholder::{is_no_day, says_none};
use super::reject::named_unreadable;
use super::rows::ROWS_PER_TABLE;
use super::source::{ParquetBytes, Unnamed};
use super::stored::{Stored, read_as_cells};
use super::{Problem, Reject, RejectKind, UnreadableCell};
use crate::columns::{Column, ColumnType, Stage};
use crate::domain::tidy_container_no;
use crate::tables::{Cell, FrameError, ManifestTable, TableBuilder, Vector, read_frame, read_texts};
use crate::wording::printable;
use polars::io::parquet::read::FileMetadata;
use polars::prelude::{DataFrame, ParallelStrategy, ParquetReader, SerReader};
use polars_arrow::array::Utf8ViewArray;
use polars_arrow::datatypes::ArrowDataType;
use std::borrow::Cow;
use std::fs::File;
use std::io::Cursor;
use std::sync::Arc;

/// A Parquet file whose footer has been read.
pub(super) struct ParquetFile {
    name: Arc<str>,
    bytes: ParquetBytes,
    /// A footer per row group: the engine walks every row group of the footer it is given, for every run
    /// of rows it reads.
    groups: Vec<Arc<FileMetadata>>,
    columns: Vec<FileColumn>,
    /// Headers that are no column of the catalogue.
    unknown: Vec<String>,
    /// What is said of columns whose values are not read.
    unused: Vec<String>,
    /// Files redlane spilled hold tidy values with provenance; strangers' are tidied cell by cell.
    spilled: bool,
}

/// A column of the catalogue that a file has.
struct FileColumn {
    column: Column,
    header: String,
    stored: Stored,
}

/// A run of rows of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    group: usize,
    /// First row within its row group.
    start: usize,
    /// First row within the file.
    pub offset: usize,
    pub rows: usize,
}

impl ParquetFile {
    pub fn open(name: &str, bytes: ParquetBytes) -> Result<Self, String> {
        Self::read_footer(name, bytes, false)
    }

    /// Opens a temporary file of checked rows.
    pub fn open_spill(file: Unnamed) -> Result<Self, String> {
        Self::read_footer("a temporary file", ParquetBytes::Unnamed(file), true)
    }

    fn read_footer(name: &str, bytes: ParquetBytes, spilled: bool) -> Result<Self, String> {
        let (metadata, fields) = guarded("Parquet file", || match &bytes {
            ParquetBytes::File(path) => {
                footer(ParquetReader::new(File::open(path).map_err(|e| e.to_string())?), spilled)
            }
            ParquetBytes::Memory(bytes) => footer(ParquetReader::new(Cursor::new(bytes.as_slice())), spilled),
            ParquetBytes::Unnamed(file) => footer(ParquetReader::new(file.clone()), spilled),
        })?;
        let used = |c: &Column| c.stage() == Stage::Manifest || (spilled && c.stage() == Stage::Provenance);
        let (mut columns, mut unknown, mut unused): (Vec<FileColumn>, Vec<String>, Vec<String>) = Default::default();
        for (header, found) in fields {
            if Column::named(&header).is_none() {
                unknown.push(header.chars().map(printable).collect());
                continue;
            }
            let Some(column) = Column::named(&header).filter(used) else { continue };
            match Stored::of(&found, column.kind()) {
                Some(stored) => columns.push(FileColumn { column, header, stored }),
                None => {
                    let held =
                        format!("column `{header}` holds {found:?}, which cannot be read as {}", column.kind().name());
                    if column == Column::ContainerNo {
                        return Err(held);
                    }
                    unused.push(format!("{held}; it is not used"));
                }
            }
        }
        if !columns.iter().any(|known| known.column == Column::ContainerNo) {
            return Err("has no column `container_no`".into());
        }
        Ok(Self { name: name.into(), bytes, groups: footers_of_groups(&metadata), columns, unknown, unused, spilled })
    }

    /// Columns the file can state.
    pub fn columns(&self) -> impl Iterator<Item = Column> {
        self.columns.iter().map(|known| known.column)
    }

    /// What people should know of columns that are not used.
    pub fn notices(&self) -> impl Iterator<Item = String> {
        unknown_headers(&self.unknown).into_iter().chain(self.unused.iter().cloned())
    }

    /// The file as runs of rows that never cross a row group.
    pub fn slices(&self) -> Vec<Slice> {
        let mut slices = Vec::new();
        let mut before = 0;
        for (group, footer) in self.groups.iter().enumerate() {
            let height = footer.num_rows;
            for start in (0..height).step_by(2 * ROWS_PER_TABLE) {
                let rows = (height - start).min(2 * ROWS_PER_TABLE);
                slices.push(Slice { group, start, offset: before + start, rows });
            }
            before += height;
        }
        slices
    }

    /// Reads some columns of a run of rows, without what [`Self::check`] found to leave out.
    pub fn load(&self, slice: Slice, wanted: &[Column], left_out: &LeftOut) -> Result<ManifestTable, String> {
        let mut table = self.read(slice, wanted).map_err(|reason| format!("{}: {reason}", self.name))?;
        let is_stated = table.has(Column::UnreadableCells) && !self.spilled;
        if wanted.contains(&Column::UnreadableCells) && (is_stated || !left_out.cells.is_empty()) {
            table.set(Column::UnreadableCells, unreadable_cells(slice.rows, &left_out.cells));
        }
        if wanted.contains(&Column::SourceFile) && !self.spilled {
            table = self.with_provenance(table, slice);
        }
        if left_out.rows.is_empty() {
            return Ok(table);
        }
        let kept: Vec<usize> = (0..table.height()).filter(|row| left_out.rows.binary_search(row).is_err()).collect();
        Ok(table.take(&kept))
    }

    /// What of a run of rows cannot be scored, or read.
    pub fn check(&self, slice: Slice) -> Result<Checked, String> {
        let checked_columns: Vec<Column> = self
            .columns
            .iter()
            .filter(|known| known.stored == Stored::AsCatalogued)
            .map(|known| known.column)
            .filter(|c| {
                matches!(c.kind(), ColumnType::Float | ColumnType::Int) || *c == Column::HsCodes || is_closed(*c)
            })
            .collect();
        // Every column is read once, so that a page damaged anywhere shows before anything is scored.
        let all: Vec<Column> = self.columns().collect();
        let (table, unreadable) = self.read_as(slice, &all, &|_, vector| Some(vector))?;
        let mut unreadable = unreadable.into_iter().peekable();
        let mut checked = Checked::default();
        let shown = |column: Column, row: usize| table.shown(column, row).unwrap_or_default();
        for row in 0..table.height() {
            let (file, line) = (self.name.clone(), (slice.offset + row + 1) as u64);
            let of_row = std::iter::from_fn(|| unreadable.next_if(|(at, _)| *at == row));
            let of_row: Vec<Problem> = of_row.map(|(_, problem)| problem).collect();
            if let Some(Problem { column, value, reason, .. }) = container_problem(&table, row) {
                let (container_no, bill_no) = (value.clone(), shown(Column::BillNo, row));
                let element = String::new();
                let kind = RejectKind::Wrong;
                let reject = Reject { file, line, element, container_no, bill_no, column, value, reason, kind };
                checked.rejects.push(reject);
                checked.left_out.rows.push(row);
                continue;
            }
            let found = checked_columns.iter().filter_map(|column| problem_of(&table, *column, row));
            let stated = table.list(Column::UnreadableCells).get(row).into_iter().flatten();
            let carried = named_unreadable(stated).map(Problem::carried);
            for Problem { of, column: header, value, reason, .. } in of_row.into_iter().chain(found).chain(carried) {
                let Some(column) = of else { continue };
                if checked.is_known(row, column) {
                    continue;
                }
                let container_no = tidy_container_no(&shown(Column::ContainerNo, row)).into_owned();
                let (file, bill_no) = (file.clone(), shown(Column::BillNo, row));
                let cell = UnreadableCell { file, line, container_no, bill_no, column, header, value, reason };
                checked.cells.push(cell);
                checked.left_out.cells.push((row, column));
            }
        }
        Ok(checked)
    }

    fn read(&self, slice: Slice, wanted: &[Column]) -> Result<ManifestTable, String> {
        let as_is = |_: Column, vector: Vector| Some(vector);
        let read =
            if self.spilled { self.read_as(slice, wanted, &as_is) } else { self.read_as(slice, wanted, &tidied) };
        read.map(|(table, _)| table)
    }

    /// Reads columns, each made tidy by `tidy`; those of other types than the catalogue's with what of them cannot be read, by row.
    fn read_as(
        &self,
        slice: Slice,
        wanted: &[Column],
        tidy: &dyn Fn(Column, Vector) -> Option<Vector>,
    ) -> Result<(ManifestTable, Vec<(usize, Problem)>), String> {
        let present: Vec<&FileColumn> = self.columns.iter().filter(|known| wanted.contains(&known.column)).collect();
        let headers: Vec<String> = present.iter().map(|known| known.header.clone()).collect();
        let (mut table, mut unreadable) = (ManifestTable::new(slice.rows), Vec::new());
        if headers.is_empty() {
            return Ok((table, unreadable));
        }
        // The cast to the catalogue's types looks into every page, as reading does, and may panic as it does.
        let vectors = guarded("Parquet file", || {
            let frame = match &self.bytes {
                ParquetBytes::File(path) => {
                    self.frame(ParquetReader::new(File::open(path).map_err(|e| e.to_string())?), slice, headers)
                }
                ParquetBytes::Memory(bytes) => {
                    self.frame(ParquetReader::new(Cursor::new(bytes.as_slice())), slice, headers)
                }
                ParquetBytes::Unnamed(file) => self.frame(ParquetReader::new(file.clone()), slice, headers),
            }?;
            let mut read = |known: &&FileColumn| {
                known.read(&frame, &mut unreadable).map_err(|e| format!("column `{}` {}", e.column, e.reason))
            };
            present.iter().map(&mut read).collect::<Result<Vec<Option<Vector>>, String>>()
        })?;
        unreadable.sort_by_key(|(row, _)| *row);
        for (FileColumn { column, header, .. }, vector) in present.into_iter().zip(vectors) {
            let Some(vector) = vector else { continue };
            if vector.len() != slice.rows {
                let (first, last) = (slice.offset + 1, slice.offset + slice.rows);
                let found = vector.len();
                return Err(format!(
                    "is damaged as a Parquet file: `{header}` has {found} values in rows {first} to {last}"
                ));
            }
            if let Some(vector) = tidy(*column, vector) {
                table.set(*column, vector);
            }
        }
        Ok((table, unreadable))
    }

    fn frame<R: polars::io::mmap::MmapBytesReader>(
        &self,
        mut reader: ParquetReader<R>,
        slice: Slice,
        headers: Vec<String>,
    ) -> Result<DataFrame, String> {
        reader.set_metadata(self.groups[slice.group].clone());
        reader
            .with_columns(Some(headers))
            .with_slice(Some((slice.start, slice.rows)))
            .read_parallel(ParallelStrategy::None)
            .finish()
            .map_err(|error| {
                let (first, last) = (slice.offset + 1, slice.offset + slice.rows);
                format!("is damaged as a Parquet file: rows {first} to {last}: {error}")
            })
    }

    fn with_provenance(&self, mut table: ManifestTable, slice: Slice) -> ManifestTable {
        let mut builder = TableBuilder::default();
        for row in 0..table.height() {
            builder.put(Column::SourceFile, Cell::Text(self.name.as_ref().into()));
            builder.put(Column::SourceLine, Cell::Int((slice.offset + row + 1) as i64));
            builder.put(Column::SourceFormat, Cell::Text(super::Format::Parquet.name().into()));
            builder.finish_row();
        }
        let provenance = builder.finish();
        for column in Column::provenance() {
            if let Some(vector) = provenance.vector(column) {
                table.set(column, vector.clone());
            }
        }
        table
    }
}

impl FileColumn {
    /// The values of the column in a frame; nothing where none of them states anything.
    fn read(&self, frame: &DataFrame, unreadable: &mut Vec<(usize, Problem)>) -> Result<Option<Vector>, FrameError> {
        let Self { column, header, stored } = self;
        match stored {
            Stored::AsCatalogued => read_frame(frame, header, *column).map(Some),
            Stored::AsTexts { of_numbers } => {
                let texts = read_texts(frame, header)?;
                // What stands for a container is looked at as it is, whatever it is stored as.
                if *column == Column::ContainerNo {
                    return Ok(Some(Vector::texts(texts.len(), |row| texts[row].as_deref())));
                }
                Ok(read_as_cells(*column, header, *of_numbers, &texts, unreadable))
            }
        }
    }
}

impl polars::io::mmap::MmapBytesReader for Unnamed {
    fn to_file(&self) -> Option<&File> {
        Some(self.file())
    }
}

/// The footer cut into one per row group.
fn footers_of_groups(whole: &FileMetadata) -> Vec<Arc<FileMetadata>> {
    let without_groups = FileMetadata { row_groups: Vec::new(), ..whole.clone() };
    whole
        .row_groups
        .iter()
        .map(|group| {
            let num_rows = group.num_rows();
            let row_groups = vec![group.clone()];
            Arc::new(FileMetadata { num_rows, max_row_group_height: num_rows, row_groups, ..without_groups.clone() })
        })
        .collect()
}

/// A file's metadata, and the headers and stored types of its columns.
type Footer = (Arc<FileMetadata>, Vec<(String, ArrowDataType)>);

fn footer<R: polars::io::mmap::MmapBytesReader>(mut reader: ParquetReader<R>, spilled: bool) -> Result<Footer, String> {
    let damaged = |error: polars::prelude::PolarsError| format!("is damaged as a Parquet file: {error}");
    let mut metadata = reader.get_metadata().map_err(damaged)?.clone();
    if !spilled {
        // Types that only the memory of the writing program had, such as dictionaries, need not be built again.
        metadata = Arc::new(FileMetadata { key_value_metadata: None, ..(*metadata).clone() });
        reader.set_metadata(metadata.clone());
    }
    let schema = reader.schema().map_err(damaged)?;
    Ok((metadata, schema.iter_values().map(|field| (field.name.to_string(), field.dtype.clone())).collect()))
}

/// What a look at every row of a run found.
#[derive(Default)]
pub(super) struct Checked {
    pub left_out: LeftOut,
    pub rejects: Vec<Reject>,
    pub cells: Vec<UnreadableCell>,
}

/// What of a run of rows is left out when it is loaded.
#[derive(Default)]
pub(super) struct LeftOut {
    /// Rows that cannot be scored, ascending.
    pub rows: Vec<usize>,
    /// Cells that cannot be read, ascending.
    pub cells: Vec<(usize, Column)>,
}

impl Checked {
    /// Whether a cell of the row being checked is among those that cannot be read.
    fn is_known(&self, row: usize, column: Column) -> bool {
        self.left_out.cells.iter().rev().take_while(|(at, _)| *at == row).any(|(_, known)| *known == column)
    }
}

fn container_problem(table: &ManifestTable, row: usize) -> Option<Problem> {
    let column = Column::ContainerNo;
    let number = table.text(column).get(row).map(str::trim).unwrap_or_default();
    let refused = match tidy_text(column, number) {
        Ok(Some(_)) => check_container(number),
        _ => Err("the row names no container".into()),
    };
    refused.err().map(|reason| Problem::new(column.name(), number, reason))
}

fn problem_of(table: &ManifestTable, column: Column, row: usize) -> Option<Problem> {
    let measure = match column.kind() {
        ColumnType::TextList => {
            let refused = tidy_list(column, table.list(column).get(row)?.map(str::trim)).err()?;
            return Some(Problem::of(column, column.name(), &table.shown(column, row).unwrap_or_default(), refused));
        }
        ColumnType::Text => {
            let text = table.text(column).get(row)?.trim();
            let refused = if text.is_empty() { return None } else { tidy_text(column, text).err()? };
            return Some(Problem::of(column, column.name(), text, refused));
        }
        ColumnType::Int => table.int(column, row)? as f64,
        // What is no number is how some say that there is none.
        _ => table.float(column, row).filter(|number| !number.is_nan())?,
    };
    checked_measure(column, measure)
        .err()
        .map(|reason| Problem::of(column, column.name(), &measure.to_string(), reason))
}

/// Strangers' text is made tidy like that of every other format; blank cells become null.
fn tidied(column: Column, vector: Vector) -> Option<Vector> {
    if is_tidy(column, &vector) {
        return Some(vector);
    }
    let height = vector.len();
    let mut source = ManifestTable::new(height);
    source.set(column, vector);
    let mut builder = TableBuilder::default();
    match column.kind() {
        ColumnType::Text => {
            let view = source.text(column);
            for row in 0..height {
                if let Some(tidy) = view
                    .get(row)
                    .map(str::trim)
                    .filter(|t| !t.is_empty())
                    .and_then(|t| tidy_text(column, t).ok().flatten())
                {
                    builder.put(column, Cell::Text(tidy));
                }
                builder.finish_row();
            }
        }
        ColumnType::TextList => {
            let view = source.list(column);
            for row in 0..height {
                // What cannot be read is missing.
                let items = view.get(row).and_then(|items| tidy_list(column, items.map(str::trim)).ok().flatten());
                if let Some(items) = items {
                    builder.put(column, Cell::List(items));
                }
                builder.finish_row();
            }
        }
        ColumnType::Float => {
            return Some(Vector::floats(height, |row| {
                let number = source.float(column, row).filter(|number| !is_zero_for_none(column, *number));
                number.filter(|number| checked_measure(column, *number).is_ok())
            }));
        }
        ColumnType::Int => {
            let is_sound = |number: &i64| checked_measure(column, *number as f64).is_ok();
            return Some(Vector::ints(height, |row| source.int(column, row).filter(is_sound)));
        }
        ColumnType::Date => {
            return Some(Vector::dates(height, |row| source.date(column, row).filter(|day| !is_placeholder(*day))));
        }
        _ => return source.vector(column).cloned(),
    }
    builder.finish().vector(column).cloned()
}

/// Whether tidying would change nothing: the common case, worth a look before everything is copied.
fn is_tidy(column: Column, vector: &Vector) -> bool {
    let unchanged =
        |text: &str, tidy: Option<Cow<'_, str>>| matches!(tidy, Some(Cow::Borrowed(same)) if same.len() == text.len());
    match vector {
        Vector::Text(array) => {
            array.iter().flatten().all(|text| unchanged(text, tidy_text(column, text.trim()).ok().flatten()))
        }
        Vector::TextList(array) => {
            let items = array.values().as_any().downcast_ref::<Utf8ViewArray>();
            items.is_some_and(|items| {
                items.iter().all(|item| {
                    item.is_some_and(|item| unchanged(item, Some(tidy_item(column, item.trim()))) && !item.is_empty())
                })
            })
        }
        Vector::Date(array) => array.iter().flatten().all(|day| !is_placeholder(*day)),
        Vector::Float(array) => {
            let is_sound =
                |number: &f64| !is_zero_for_none(column, *number) && checked_measure(column, *number).is_ok();
            array.iter().flatten().all(is_sound)
        }
        Vector::Int(array) => array.iter().flatten().all(|number| checked_measure(column, *number as f64).is_ok()),
        _ => true,
    }
}

/// The columns of each row that cannot be read, here or in the file that this one was converted from.
fn unreadable_cells(height: usize, unreadable: &[(usize, Column)]) -> Vector {
    Vector::lists(Column::UnreadableCells, height, |row| {
        let first = unreadable.partition_point(|(at, _)| *at < row);
        let found = unreadable[first..].iter().take_while(|(at, _)| *at == row).map(|(_, column)| column.name());
        let names: Vec<Cow<'_, str>> = found.map(Cow::Borrowed).collect();
        (!names.is_empty()).then_some(names)
    })
}

/// Whether a day is one that programs show where a date is missing.
fn is_placeholder(day: i32) -> bool {
    chrono::NaiveDate::from_epoch_days(day).is_some_and(is_no_day)
}

/// Whether a number is zero where zero says that nothing is stated.
fn is_zero_for_none(column: Column, number: f64) -> bool {
    number == 0.0 && says_none(column, "0")
}
