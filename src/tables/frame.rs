//! The boundary with polars: frames in from Parquet, frames out to Parquet.

use super::Vector;
use crate::columns::{Column, ColumnType};
use polars::prelude::{
    Column as FrameColumn, CompatLevel, DataFrame, DataType, ParquetCompression, ParquetWriter, Series,
    StatisticsOptions,
};
use polars_arrow::array::{Array, BooleanArray, ListArray, PrimitiveArray, Utf8ViewArray};
use std::io::Write;

/// A column of a frame that cannot become a column of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameError {
    pub column: String,
    pub reason: String,
}

/// Takes a column of a frame as a column of the catalogue, casting where nothing is lost.
pub fn read_frame(frame: &DataFrame, header: &str, column: Column) -> Result<Vector, FrameError> {
    let failed = |reason: String| FrameError { column: header.to_owned(), reason };
    let series = frame.column(header).map_err(|e| failed(e.to_string()))?.as_materialized_series();
    let wanted = data_type(column.kind());
    let series = series.strict_cast(&wanted).map_err(|e| failed(e.to_string()))?.rechunk();
    let array = series.to_arrow(0, CompatLevel::newest());
    Ok(vector_of(array, column.kind()))
}

fn data_type(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Text => DataType::String,
        ColumnType::TextList => DataType::List(Box::new(DataType::String)),
        ColumnType::Int => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Date => DataType::Date,
        ColumnType::Bool => DataType::Boolean,
    }
}

fn vector_of(array: Box<dyn Array>, kind: ColumnType) -> Vector {
    fn taken<A: Array + Clone>(array: &dyn Array) -> A {
        array.as_any().downcast_ref::<A>().expect("the cast gave this type").clone()
    }
    match kind {
        ColumnType::Text => Vector::Text(taken::<Utf8ViewArray>(&*array)),
        ColumnType::TextList => Vector::TextList(taken::<ListArray<i64>>(&*array)),
        ColumnType::Int => Vector::Int(taken::<PrimitiveArray<i64>>(&*array)),
        ColumnType::Float => Vector::Float(taken::<PrimitiveArray<f64>>(&*array)),
        ColumnType::Date => Vector::Date(taken::<PrimitiveArray<i32>>(&*array)),
        ColumnType::Bool => Vector::Bool(taken::<BooleanArray>(&*array)),
    }
}

/// A named column of an output file. Outputs have columns of their own (rank, lane, …) beside those
/// of the catalogue.
pub enum OutputColumn {
    Catalogue(Column, Option<Vector>),
    Named(&'static str, Vector),
}

impl OutputColumn {
    fn into_frame_column(self, height: usize) -> FrameColumn {
        match self {
            Self::Catalogue(column, Some(vector)) => named(column.name(), vector),
            Self::Catalogue(column, None) => {
                FrameColumn::full_null(column.name().into(), height, &data_type(column.kind()))
            }
            Self::Named(name, vector) => named(name, vector),
        }
    }
}

fn named(name: &str, vector: Vector) -> FrameColumn {
    let array: Box<dyn Array> = match vector {
        Vector::Text(array) => array.boxed(),
        Vector::TextList(array) => array.boxed(),
        Vector::Int(array) => array.boxed(),
        Vector::Float(array) => array.boxed(),
        Vector::Date(array) => array.to(polars_arrow::datatypes::ArrowDataType::Date32).boxed(),
        Vector::Bool(array) => array.boxed(),
    };
    Series::from_arrow(name.into(), array).expect("catalogue types are engine types").into()
}

/// Writes batches of columns as one Parquet file, a row group per batch. The bytes depend on nothing
/// but the values and the batches.
pub struct ParquetOut<W: Write> {
    sink: Option<W>,
    writer: Option<polars::io::parquet::write::BatchedWriter<W>>,
}

impl<W: Write> ParquetOut<W> {
    pub fn new(sink: W) -> Self {
        Self { sink: Some(sink), writer: None }
    }

    pub fn write(&mut self, height: usize, columns: Vec<OutputColumn>) -> Result<(), String> {
        let columns = columns.into_iter().map(|c| c.into_frame_column(height)).collect();
        let frame = DataFrame::new(height, columns).map_err(|e| e.to_string())?;
        if let Some(sink) = self.sink.take() {
            let writer = ParquetWriter::new(sink)
                .with_compression(ParquetCompression::Zstd(None))
                .with_statistics(StatisticsOptions::full())
                .set_parallel(false)
                .batched(frame.schema())
                .map_err(|e| e.to_string())?;
            self.writer = Some(writer);
        }
        let writer = self.writer.as_mut().expect("made with the first batch");
        writer.write_batch(&frame).map_err(|e| e.to_string())
    }

    pub fn finish(self) -> Result<(), String> {
        match self.writer {
            Some(writer) => writer.finish().map(drop).map_err(|e| e.to_string()),
            None => Err("nothing was written".into()),
        }
    }
}

/// Writes one table as a Parquet file.
pub fn write_parquet(sink: impl Write, height: usize, columns: Vec<OutputColumn>) -> Result<(), String> {
    let mut out = ParquetOut::new(sink);
    out.write(height, columns)?;
    out.finish()
}
