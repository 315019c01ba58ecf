//! Reads workbooks: every sheet that has the header row of an export.

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xlsx};

use super::count::{CellNames, count_xlsx};
use super::parts::check_parts;
use super::rows::{SheetRow, Workbook, WorkbookRows, unreadable};
use crate::domain::{Cents, Finding, Money};
use crate::ingest::cell::{RawCell, trimmed};
use crate::ingest::cell_text::texts_of_numbers;
use crate::ingest::count::{CountError, SecondCount};
use crate::ingest::defect::{Defect, Reason};
use crate::ingest::gather::LineSink;
use crate::ingest::header::Layout;
use crate::ingest::input_file::line_of_sheet;
use crate::ingest::limits::MOST_TITLES;
use crate::ingest::oddity::oddity;
use crate::ingest::profile::Profile;
use crate::ingest::reading::RecordsReading;
use crate::ingest::row::RowReader;
use crate::ingest::task::{Export, Task};

/// A sheet of a workbook, as far as it was looked at.
struct ExportSheet {
    name: String,
    is_visible: bool,
    head: SheetHead,
}

/// What the first rows of a sheet say.
#[allow(clippy::large_enum_variant)] // There are few.
enum SheetHead {
    /// Nothing is in it.
    Empty,
    /// The header row stands in a row.
    Found { layout: Layout, row: u64 },
    /// There is a row that has some of the needed headers.
    Faulty(Vec<Defect>),
    /// It is about something else; what is wrong when it should be an export.
    Other(Vec<Defect>),
}

/// Reads the sheet that the profile names, or all that have the header row, hidden ones too: these, and what else is
/// filled, are told.
///
/// Row numbers of the sheet stand for line numbers.
///
/// # Errors
/// When the bytes are no workbook, no sheet has the header row, or one has a faulty one; when cells of records are merged.
pub fn read_xlsx<G: LineSink>(bytes: &[u8], task: &Task<'_, G>) -> Result<Export<G>, Vec<Defect>> {
    if bytes.is_empty() {
        return Err(vec![Defect::of_file(Reason::EmptyFile)]);
    }
    check_parts(bytes).map_err(|reason| vec![Defect::of_file(reason)])?;
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let sheets = look_over(&mut workbook, task.profile)?;
    let (read, others) = choose(sheets, task.profile)?;
    let others = demand_no_records(&mut workbook, &read, others, task.profile)?;
    let mut findings = others_told(&others, task.file);
    let names: Vec<String> = read.iter().map(|sheet| sheet.name.clone()).collect();
    let mut whole = RecordsReading::new((task.make)(), task.verdicts);
    let mut counts = Ok(SecondCount::default());
    for (index, Chosen { name, is_visible, layout, header }) in read.into_iter().enumerate() {
        let reading = read_sheet(&mut workbook, &name, index, &layout, header, task)?;
        let counted = count_xlsx(bytes, &name, (&layout, header), task.profile, &reading.is_accepted);
        let told = task.findings_of_header(&layout);
        findings.extend(told.into_iter().filter(|finding| !findings.contains(finding)).collect::<Vec<_>>());
        if !layout.titles().is_empty() {
            let rows = layout.titles().len() as u64;
            findings.push(Finding::Titles { file: task.file.to_owned(), rows, header });
        }
        match counted {
            Ok(counted) if counted.without_result.count > 0 => {
                let CellNames { first: cells, count } = counted.without_result;
                let sheet = if names.len() > 1 { name } else { String::new() };
                let reason = Reason::FormulasWithoutResult { cells, count };
                return Err(vec![Defect { sheet, ..Defect::of_file(reason) }]);
            }
            Ok(counted) => {
                // Nobody sees any row of a sheet that is hidden.
                let rows = if is_visible { counted.hidden } else { counted.count.records };
                if rows > 0 {
                    findings.push(Finding::HiddenRows { file: task.file.to_owned(), sheet: name, rows });
                }
                if counted.merged.count > 0 {
                    let merged = counted.merged;
                    return Err(vec![Defect::of_file(Reason::MergedCells {
                        cells: merged.first,
                        count: merged.count,
                    })]);
                }
                counts = counts.map(|counts| counts.plus(counted.count));
            }
            Err(CountError::Damaged(why)) => return Err(vec![Defect::of_file(Reason::Workbook(why))]),
            Err(disagrees) => counts = counts.and(Err(disagrees)),
        }
        let mut reading = reading;
        if let (Some(ids), Some(more)) = (&mut whole.ids, reading.ids.take()) {
            ids.append(more);
        }
        whole.merge(reading);
    }
    findings.extend(whole.findings(task));
    Ok(Export::of_one_chunk(if names.len() > 1 { names } else { Vec::new() }, findings, whole, counts))
}

/// What the first rows of each sheet say.
fn look_over(workbook: &mut Workbook<'_>, profile: &Profile) -> Result<Vec<ExportSheet>, Vec<Defect>> {
    let sheets: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    let look = |(name, is_visible): (String, bool)| {
        let head = match WorkbookRows::of(workbook, &name).and_then(|mut rows| head(&mut rows, profile)) {
            // What nobody wants may be damaged.
            Err(_) if profile.sheet.as_ref().is_some_and(|wanted| *wanted != name) => SheetHead::Empty,
            head => head?,
        };
        Ok(ExportSheet { name, is_visible, head })
    };
    sheets.into_iter().map(look).collect()
}

/// Finds the header row among the first rows of a sheet.
fn head(rows: &mut WorkbookRows<'_, '_>, profile: &Profile) -> Result<SheetHead, Vec<Defect>> {
    let mut above: Vec<SheetRow> = Vec::new();
    let mut best: Option<(usize, Vec<Defect>)> = None;
    while let Some(row) = rows.next_filled()? {
        let texts: Vec<String> = row.cells.iter().map(RawCell::shown).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        match Layout::of_headers(&texts, row.number, profile) {
            Ok(layout) => return below(&above, layout, row.number, profile),
            Err(faults) => {
                // A row of one cell is a title, even if it is called as a column is.
                let known = if texts.len() > 1 { Layout::known(&texts, profile) } else { 0 };
                if best.as_ref().is_none_or(|(most, _)| known > *most) {
                    best = Some((known, faults));
                }
            }
        }
        if above.len() == MOST_TITLES {
            break;
        }
        above.push(row);
    }
    Ok(match best {
        None => SheetHead::Empty,
        Some((_, faults)) if faults.iter().all(|fault| matches!(fault.reason, Reason::NoHeader { .. })) => {
            SheetHead::Other(faults)
        }
        Some((_, faults)) => SheetHead::Faulty(faults),
    })
}

/// The header row below others, none of which may be a record.
fn below(above: &[SheetRow], layout: Layout, row: u64, profile: &Profile) -> Result<SheetHead, Vec<Defect>> {
    let mut reader = RowReader::new(&layout, profile);
    for row_above in above {
        let mut cells = row_above.cells.clone();
        texts_of_numbers(&mut cells, &layout);
        let fields = reader.mapping.fields(&cells).into_owned();
        if reader.read(row_above.number, &fields).is_ok() {
            return Err(vec![Defect::of_record(row_above.number, Reason::RecordAboveHeader { header: row })]);
        }
    }
    let titles = above.iter().map(|row| trimmed(&row.raw()).to_owned()).collect();
    Ok(SheetHead::Found { layout: layout.below(titles), row })
}

/// A sheet to read.
struct Chosen {
    name: String,
    is_visible: bool,
    /// Where its fields stand.
    layout: Layout,
    /// The row of its header.
    header: u64,
}
/// A sheet that is filled and not read, and whether it has the header row.
type Other = (String, bool);

/// The sheets to read, and the filled ones that are not.
fn choose(sheets: Vec<ExportSheet>, profile: &Profile) -> Result<(Vec<Chosen>, Vec<Other>), Vec<Defect>> {
    if let Some(wanted) = &profile.sheet
        && sheets.iter().all(|sheet| sheet.name != *wanted)
    {
        let sheets = sheets.into_iter().map(|sheet| sheet.name).collect();
        return Err(vec![Defect { value: wanted.clone(), ..Defect::of_file(Reason::NoSuchSheet { sheets }) }]);
    }
    let (mut read, mut others, mut faults, mut filled) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let is_alone =
        sheets.iter().filter(|sheet| sheet.is_visible && !matches!(sheet.head, SheetHead::Empty)).count() == 1;
    for ExportSheet { name, is_visible, head } in sheets {
        let is_wanted = profile.sheet.as_ref().map_or(is_visible, |wanted| *wanted == name);
        if is_wanted && !matches!(head, SheetHead::Empty) {
            filled.push(name.clone());
        }
        match head {
            SheetHead::Empty => {}
            SheetHead::Found { layout, row } if profile.sheet.is_none() || is_wanted => {
                read.push(Chosen { name, is_visible, layout, header: row });
            }
            SheetHead::Faulty(more) if is_wanted => {
                let sheet = if is_alone { String::new() } else { name };
                let named = |fault: Defect| Defect { sheet: sheet.clone(), ..fault };
                faults.extend(more.into_iter().map(named));
            }
            SheetHead::Other(more) if is_wanted && (is_alone || profile.sheet.is_some()) => faults.extend(more),
            head => others.push((name, matches!(head, SheetHead::Found { .. }))),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if read.is_empty() {
        let reason = if filled.is_empty() { Reason::EmptyFile } else { Reason::SheetChoice { sheets: filled } };
        return Err(vec![Defect::of_file(reason)]);
    }
    Ok((read, others))
}

/// Demands that no sheet without a header row goes on with records: nobody knows whether a later header would give them
/// another meaning. Where the profile names the sheet to read they are told as others with lines are.
fn demand_no_records(
    workbook: &mut Workbook<'_>,
    read: &[Chosen],
    others: Vec<Other>,
    profile: &Profile,
) -> Result<Vec<Other>, Vec<Defect>> {
    let (mut told, mut faults) = (Vec::new(), Vec::new());
    for (name, has_header) in others {
        let (count, cents) = if has_header { (0, None) } else { records_like(workbook, &name, read, profile)? };
        if count > 0 && profile.sheet.is_none() {
            let amount = cents.and_then(|cents| Cents::try_from(cents).ok()).map(Money::from_cents);
            let reason = Reason::RecordsWithoutHeader { count, amount };
            faults.push(Defect { sheet: name, ..Defect::of_file(reason) });
        } else {
            told.push((name, has_header || count > 0));
        }
    }
    if faults.is_empty() { Ok(told) } else { Err(faults) }
}

/// The rows of a sheet that may be records like those of sheets that are read: at most a quarter of their columns is
/// wrong. How many there are, and their sum in cents where all amounts can be read.
fn records_like(
    workbook: &mut Workbook<'_>,
    name: &str,
    read: &[Chosen],
    profile: &Profile,
) -> Result<(u64, Option<i128>), Vec<Defect>> {
    let mut readers: Vec<RowReader<'_>> = read.iter().map(|sheet| RowReader::new(&sheet.layout, profile)).collect();
    let mut rows = WorkbookRows::of(workbook, name)?;
    let (mut count, mut sum) = (0, Some(0));
    while let Some(row) = rows.next_filled()? {
        for reader in &mut readers {
            let layout = reader.mapping.layout;
            let mut cells = row.cells.clone();
            while cells.len() > layout.width() && cells.last().is_some_and(RawCell::is_empty) {
                cells.pop();
            }
            if cells.len() > layout.width() {
                continue;
            }
            texts_of_numbers(&mut cells, layout);
            let fields = reader.mapping.fields(&cells).into_owned();
            let is_like = match reader.read(row.number, &fields) {
                Ok(_) => true,
                Err(faults) => faults.len() * 4 <= layout.known_columns() && oddity(layout, &cells, &faults).is_none(),
            };
            if is_like {
                let cents = reader.readable_amount(&fields).ok().flatten();
                sum = sum.zip(cents).map(|(sum, cents)| sum + i128::from(cents));
                count += 1;
                break;
            }
        }
    }
    Ok((count, sum))
}

fn others_told(others: &[Other], file: &str) -> Vec<Finding> {
    [true, false]
        .into_iter()
        .filter_map(|has_header| {
            let sheets = others.iter().filter(|(_, has)| *has == has_header).map(|(name, _)| name.clone());
            let sheets: Vec<String> = sheets.collect();
            (!sheets.is_empty()).then(|| Finding::SheetsNotRead { file: file.to_owned(), sheets, has_header })
        })
        .collect()
}

/// Reads the records of a sheet below its header.
fn read_sheet<G: LineSink>(
    workbook: &mut Workbook<'_>,
    name: &str,
    index: usize,
    layout: &Layout,
    header: u64,
    task: &Task<'_, G>,
) -> Result<RecordsReading<G>, Vec<Defect>> {
    let mut rows = WorkbookRows::of(workbook, name)?;
    let mut reader = RowReader::new(layout, task.profile);
    let mut reading = RecordsReading::new((task.make)(), task.verdicts);
    let mut last = header;
    while let Some(mut row) = rows.next_filled()? {
        if row.number <= header {
            continue;
        }
        reading.blank += row.number - last - 1;
        last = row.number;
        while row.cells.len() > layout.width() && row.cells.last().is_some_and(RawCell::is_empty) {
            row.cells.pop();
        }
        let line = line_of_sheet(index, row.number);
        let (expected, found) = (layout.width(), row.cells.len());
        if found > expected {
            reading.refuse(line, row.raw(), Reason::TooManyFields { expected, found }, false);
            continue;
        }
        texts_of_numbers(&mut row.cells, layout);
        let verdict = task.verdict(line);
        reading.take(&mut reader, line, &row.cells, verdict, || row.raw());
    }
    reading.end(&reader);
    Ok(reading)
}
