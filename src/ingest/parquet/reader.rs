//! Reads Parquet files.
//!
//! Columns are decoded with polars' Parquet crate and not made into polars columns: those lack decimals and panic on
//! types that they don't know, and what a column may hold is checked here before it is read.

use std::borrow::Cow;
use std::io::Cursor;

use polars_arrow::array::Array;
use polars_arrow::datatypes::ArrowDataType;
use polars_parquet::parquet::page::CompressedPage;
use polars_parquet::parquet::schema::types::{ParquetType, PhysicalType};
use polars_parquet::read::schema::parquet_to_arrow_schema;
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, FileMetadata, PageReader, RowGroupMetadata, column_iter_to_arrays,
    read_metadata,
};

use super::cell::{ColumnCells, cells, is_amount, is_choosable, kind_of_value, suits};
use super::footer::check_footer;
use crate::domain::LineField;
use crate::ingest::cell::RawCell;
use crate::ingest::cell_text::texts_of_numbers;
use crate::ingest::date_form::DateStyle;
use crate::ingest::defect::{Defect, Reason};
use crate::ingest::gather::LineSink;
use crate::ingest::header::Layout;
use crate::ingest::limits::MOST_ROWS_OF_GROUP;
use crate::ingest::reading::RecordsReading;
use crate::ingest::row::RowReader;
use crate::ingest::task::Task;

/// More rows than this for each byte of a file are a slip of its writer or a trap: each has an id of its own.
const ROWS_PER_BYTE: usize = 64;
/// The same for bytes that a page says it unpacks to.
const BYTES_PER_BYTE: usize = 4096;

/// What was read of a Parquet file: where its fields stand, and its records.
#[derive(Debug)]
pub struct ParquetTable<G> {
    /// Where the fields stand.
    pub layout: Layout,
    /// The records.
    pub reading: RecordsReading<G>,
    /// For each row of the file, those that hold nothing among them, whether it was accepted.
    pub accepted_rows: Vec<bool>,
}

/// Reads all rows. Row numbers, from 1, stand for line numbers.
///
/// # Errors
/// When the bytes are no Parquet file, or a column is missing, there twice, or of a type that it can't be.
pub fn read_parquet<G: LineSink>(bytes: &[u8], task: &Task<'_, G>) -> Result<ParquetTable<G>, Vec<Defect>> {
    let profile = task.profile;
    if bytes.is_empty() {
        return Err(vec![Defect::of_file(Reason::EmptyFile)]);
    }
    let metadata = footer(bytes).map_err(damaged)?;
    let columns = columns(&metadata);
    let headers: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let layout = Layout::of_headers(&headers, 1, profile)
        .map_err(|faults| faults.into_iter().map(of_no_line).collect::<Vec<_>>())?;
    if let Some(rows) =
        metadata.row_groups.iter().map(RowGroupMetadata::num_rows).find(|rows| *rows > MOST_ROWS_OF_GROUP)
    {
        return Err(vec![Defect::of_file(Reason::LargeRowGroup { rows })]);
    }
    check_types(&columns, &layout, &metadata, bytes, &profile.dates)?;

    let mut reader = RowReader::new(&layout, profile);
    let mut reading = RecordsReading::new((task.make)(), task.verdicts);
    let mut accepted_rows = Vec::new();
    for group in &metadata.row_groups {
        let decoded = columns
            .iter()
            .map(|column| if column.is_flat { decode(bytes, group, column) } else { Ok(Vec::new()) })
            .collect::<Result<Vec<_>, _>>()
            .map_err(damaged)?;
        let mut cells: Vec<ColumnCells<'_>> = decoded
            .iter()
            .enumerate()
            .map(|(index, arrays)| {
                cells(arrays, is_amount(&layout, index), layout.is_for_filters_alone(index), profile)
            })
            .collect();
        for _ in 0..group.num_rows() {
            let mut row: Vec<RawCell<'_>> =
                cells.iter_mut().map(|cells| cells.next().unwrap_or(RawCell::Text(Cow::Borrowed("")))).collect();
            if row.iter().all(RawCell::is_empty) {
                reading.blank += 1;
                accepted_rows.push(false);
                continue;
            }
            texts_of_numbers(&mut row, &layout);
            let number = accepted_rows.len() as u64 + 1;
            reading.take(&mut reader, number, &row, task.verdict(number), || raw(&row));
            accepted_rows.push(reading.is_accepted.last().copied().unwrap_or(false));
        }
    }
    reading.end(&reader);
    Ok(ParquetTable { layout, reading, accepted_rows })
}

/// The row as a line of text, for the list of refused records.
fn raw(row: &[RawCell<'_>]) -> String {
    let texts: Vec<String> = row.iter().map(RawCell::shown).collect();
    texts.join(";")
}

fn damaged(why: String) -> Vec<Defect> {
    vec![Defect::of_file(Reason::Parquet(why))]
}

/// A Parquet file has no line with headers.
fn of_no_line(fault: Defect) -> Defect {
    Defect { line: None, ..fault }
}

/// What a file says of itself at its end, checked against its size.
///
/// # Errors
/// Why it can't be so.
pub fn footer(bytes: &[u8]) -> Result<FileMetadata, String> {
    check_footer(bytes)?;
    let metadata = read_metadata(&mut Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let rows = metadata.row_groups.iter().try_fold(0usize, |sum, group| sum.checked_add(group.num_rows()));
    if rows != Some(metadata.num_rows) {
        return Err(format!("it says that it has {} rows, and its parts add up to another number", metadata.num_rows));
    }
    if metadata.num_rows > bytes.len().saturating_mul(ROWS_PER_BYTE) {
        return Err(format!("it says that it has {} rows in {} bytes", metadata.num_rows, bytes.len()));
    }
    Ok(metadata)
}

/// A column of the file.
#[derive(Debug)]
pub struct ParquetColumn {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub dtype: ArrowDataType,
    /// Whether it is no list and no group of columns.
    is_flat: bool,
    /// Whether its times are of the kind of which nobody knows whether they are local.
    is_int96: bool,
}

/// The columns of a file, by what Parquet itself says of them, not by the notes that its writer added.
#[must_use]
pub fn columns(metadata: &FileMetadata) -> Vec<ParquetColumn> {
    let of_field = |field: &ParquetType| {
        let dtype = parquet_to_arrow_schema(std::slice::from_ref(field))
            .iter_values()
            .next()
            .map_or(ArrowDataType::Null, |field| field.dtype.clone());
        let (is_flat, is_int96) = match field {
            ParquetType::PrimitiveType(primitive) => {
                (!dtype.is_nested(), primitive.physical_type == PhysicalType::Int96)
            }
            ParquetType::GroupType { .. } => (false, false),
        };
        ParquetColumn { name: field.name().to_owned(), dtype, is_flat, is_int96 }
    };
    metadata.schema().fields().iter().map(of_field).collect()
}

/// Demands that every column can hold what its header promises. A column without a value may be of any type: writers
/// that see none have to guess.
fn check_types(
    columns: &[ParquetColumn],
    layout: &Layout,
    metadata: &FileMetadata,
    bytes: &[u8],
    dates: &DateStyle,
) -> Result<(), Vec<Defect>> {
    let mut faults = Vec::new();
    let fields = LineField::ALL.into_iter().filter_map(|field| layout.index(field).map(|index| (index, Some(field))));
    for (index, field) in fields.chain(layout.filter_columns().map(|index| (index, None))) {
        let column = &columns[index];
        let suits = field.map_or_else(|| is_choosable(&column.dtype), |field| suits(&column.dtype, field, dates));
        if column.is_flat && !column.is_int96 && suits {
            continue;
        }
        let is_empty =
            |group| Some(decode(bytes, group, column).ok()?.iter().all(|array| array.null_count() == array.len()));
        if column.is_flat && metadata.row_groups.iter().all(|group| is_empty(group) == Some(true)) {
            continue;
        }
        let found = match column {
            ParquetColumn { is_flat: false, .. } => "lists or groups of values".to_owned(),
            ParquetColumn { is_int96: true, .. } => "times of an outdated kind (INT96)".to_owned(),
            ParquetColumn { dtype, .. } => kind_of_value(dtype),
        };
        let reason = match field {
            Some(field) => Reason::ColumnType { field, found },
            None => Reason::FilterColumnType { found },
        };
        faults.push(Defect { column: column.name.clone(), ..Defect::of_file(reason) });
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The values of a column in one part of the file.
///
/// # Errors
/// Why they can't be read.
pub fn decode(bytes: &[u8], group: &RowGroupMetadata, column: &ParquetColumn) -> Result<Vec<Box<dyn Array>>, String> {
    let name = &column.name;
    let mut chunks = group.columns_under_root_iter(name).into_iter().flatten();
    let chunk = chunks.next().ok_or_else(|| format!("a part of it lacks the column {name}"))?;
    let range = chunk.byte_range();
    let range = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
    let data = range.and_then(|(start, end)| bytes.get(start..end));
    let data = data.ok_or_else(|| format!("the column {name} lies outside of the file"))?;
    check_pages(name, data, chunk, group.num_rows())?;
    let pages = BasicDecompressor::new(pages(data, chunk), Vec::new());
    let schema =
        parquet_to_arrow_schema(&[ParquetType::PrimitiveType(chunk.descriptor().descriptor.primitive_type.clone())]);
    let field = schema.iter_values().next().ok_or_else(|| format!("the column {name} has no type"))?.clone();
    let types = vec![&chunk.descriptor().descriptor.primitive_type];
    let (arrays, _) = column_iter_to_arrays(vec![pages], types, field, None)
        .map_err(|error| format!("the column {name}: {error}"))?;
    let rows: usize = arrays.iter().map(|array| array.len()).sum();
    if rows == group.num_rows() {
        Ok(arrays)
    } else {
        Err(format!("the column {name} has {rows} values for {} rows", group.num_rows()))
    }
}

fn pages(data: &[u8], chunk: &ColumnChunkMetadata) -> PageReader {
    PageReader::new(Cursor::new(data.to_vec().into()), chunk, Vec::new(), data.len())
}

/// Looks at what the pages of a column say of themselves before memory is set aside for it.
fn check_pages(name: &str, data: &[u8], chunk: &ColumnChunkMetadata, rows: usize) -> Result<(), String> {
    if usize::try_from(chunk.num_values()) != Ok(rows) {
        return Err(format!("the column {name} says that it has {} values for {rows} rows", chunk.num_values()));
    }
    let mut values = 0usize;
    for page in pages(data, chunk) {
        let page = page.map_err(|error| format!("the column {name} can't be read: {error}"))?;
        let CompressedPage::Data(page) = page else { continue };
        values = values.saturating_add(page.num_values());
        if page.uncompressed_size() > data.len().saturating_mul(BYTES_PER_BYTE) {
            let (packed, size) = (data.len(), page.uncompressed_size());
            return Err(format!("the column {name} says that {packed} bytes unpack to {size}"));
        }
    }
    if values == rows { Ok(()) } else { Err(format!("the column {name} has pages of {values} values for {rows} rows")) }
}
