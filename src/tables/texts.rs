//! Values of a frame as texts, whatever type they are stored as: what a table of text would have in their place.

use super::FrameError;
use polars::prelude::{CompatLevel, DataFrame};
use polars_arrow::array::{Array, BinaryViewArray, BooleanArray, ListArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, TimeUnit};
use polars_arrow::types::NativeType;

/// A value as people write it; `None` where it is null.
type Text = Option<String>;

/// The values of a column of a frame as texts: whole numbers without decimals, times as ISO 8601, bytes as UTF-8 with U+FFFD for
/// those that are none, lists with `;` between their elements. The error is for types that have no text.
pub fn read_texts(frame: &DataFrame, header: &str) -> Result<Vec<Text>, FrameError> {
    let failed = |reason: String| FrameError { column: header.to_owned(), reason };
    let series = frame.column(header).map_err(|e| failed(e.to_string()))?.as_materialized_series().rechunk();
    let array = series.to_arrow(0, CompatLevel::newest());
    texts_of(&*array).ok_or_else(|| failed(format!("holds {:?}, which is not written as text", array.dtype())))
}

/// Whether values of a stored type can be had as texts.
pub fn has_texts(stored: &ArrowDataType) -> bool {
    use ArrowDataType as A;
    match stored {
        A::List(inner) | A::LargeList(inner) => !inner.dtype.is_nested() && has_texts(&inner.dtype),
        A::Int8 | A::Int16 | A::Int32 | A::Int64 | A::UInt8 | A::UInt16 | A::UInt32 | A::UInt64 => true,
        A::Float32 | A::Float64 | A::Decimal(..) => true,
        A::Boolean | A::Date32 | A::Timestamp(..) | A::Null => true,
        A::Utf8 | A::LargeUtf8 | A::Utf8View | A::Binary | A::LargeBinary | A::BinaryView | A::FixedSizeBinary(_) => {
            true
        }
        _ => false,
    }
}

fn texts_of(array: &dyn Array) -> Option<Vec<Text>> {
    use ArrowDataType as A;
    Some(match array.dtype() {
        A::Null => vec![None; array.len()],
        A::Utf8View => each(array.as_any().downcast_ref::<Utf8ViewArray>()?.iter(), str::to_owned),
        A::BinaryView => {
            let array = array.as_any().downcast_ref::<BinaryViewArray>()?;
            each(array.iter(), |bytes| String::from_utf8_lossy(bytes).into_owned())
        }
        A::Boolean => each(array.as_any().downcast_ref::<BooleanArray>()?.iter(), |yes| yes.to_string()),
        A::Int8 => numbers::<i8>(array)?,
        A::Int16 => numbers::<i16>(array)?,
        A::UInt8 => numbers::<u8>(array)?,
        A::UInt16 => numbers::<u16>(array)?,
        A::Decimal(_, scale) => each(primitive::<i128>(array)?.iter(), |number| decimal(*number, *scale)),
        A::Int32 => numbers::<i32>(array)?,
        A::Int64 => numbers::<i64>(array)?,
        A::UInt32 => numbers::<u32>(array)?,
        A::UInt64 => numbers::<u64>(array)?,
        // What is no number is how some say that there is none.
        A::Float32 => numbers::<f32>(array)?.into_iter().map(|text| text.filter(|text| text != "NaN")).collect(),
        A::Float64 => numbers::<f64>(array)?.into_iter().map(|text| text.filter(|text| text != "NaN")).collect(),
        A::Date32 => each(primitive::<i32>(array)?.iter(), |days| super::shown_date(*days)),
        A::Timestamp(unit, _) => each(primitive::<i64>(array)?.iter(), |time| moment(*time, *unit)),
        A::LargeList(_) => {
            let array = array.as_any().downcast_ref::<ListArray<i64>>()?;
            let items = texts_of(&**array.values())?;
            let list = |row: usize| {
                let (start, end) = array.offsets().start_end(row);
                let items: Vec<&str> = items[start..end].iter().flatten().map(String::as_str).collect();
                // An empty list says that there is none, as a separator alone does.
                if start == end { ";".to_owned() } else { items.join(";") }
            };
            (0..array.len()).map(|row| (!array.is_null(row)).then(|| list(row))).collect()
        }
        _ => return None,
    })
}

fn each<T>(values: impl Iterator<Item = Option<T>>, text: impl Fn(T) -> String) -> Vec<Text> {
    values.map(|value| value.map(&text)).collect()
}

fn numbers<N: NativeType>(array: &dyn Array) -> Option<Vec<Text>> {
    Some(each(primitive::<N>(array)?.iter(), |number| number.to_string()))
}

fn primitive<N: NativeType>(array: &dyn Array) -> Option<&PrimitiveArray<N>> {
    array.as_any().downcast_ref()
}

/// A number with so many digits behind the point, without zeros at its end.
fn decimal(number: i128, scale: usize) -> String {
    let digits = format!("{:0>1$}", number.unsigned_abs(), scale + 1);
    let (whole, rest) = digits.split_at(digits.len() - scale);
    let rest = rest.trim_end_matches('0');
    let sign = if number < 0 { "-" } else { "" };
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest}")
}

/// A time as ISO 8601 to the second, or its number, where no calendar has it.
fn moment(time: i64, unit: TimeUnit) -> String {
    let (seconds, rest) = match unit {
        TimeUnit::Second => (time, 0),
        TimeUnit::Millisecond => (time.div_euclid(1_000), time.rem_euclid(1_000) * 1_000_000),
        TimeUnit::Microsecond => (time.div_euclid(1_000_000), time.rem_euclid(1_000_000) * 1_000),
        TimeUnit::Nanosecond => (time.div_euclid(1_000_000_000), time.rem_euclid(1_000_000_000)),
    };
    let moment = chrono::DateTime::from_timestamp(seconds, rest as u32);
    moment.map_or_else(|| time.to_string(), |moment| moment.format("%Y-%m-%dT%H:%M:%S").to_string())
}
