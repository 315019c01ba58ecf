//! Recomputes every hash, number and total of what was issued, from nothing but the archive and the reports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;

use super::Outcome;
use super::arguments::read_config;
use super::cli::VerifyArgs;
use crate::archive::history::HistoryView;
use crate::archive::lines_folder::Unnamed;
use crate::archive::month::Wanted;
use crate::archive::{ArchiveError, ArchivedExport, LINES, LineVersion, REGISTER, Register, ReportRecord, known_bytes};
use crate::config::Config;
use crate::diagnostic::{self, Diagnostic, ExitStatus};
use crate::domain::{Daybook, Severity};
use crate::inspect::verify_pdf;
use crate::issuing::issue::{received, rows};
use crate::render::csv;
use crate::report::document::Document;
use crate::report::listing::Customers;
use crate::report::template::Field;
use crate::reporting::job::{CustomerNames, Outputs, ReportJob};
use crate::reporting::make::make;
use crate::reporting::parameters::Parameters;
use crate::reporting::recipe::recipe;
use crate::reporting::source::{LineSource, key_of_archive};

/// Checks an archive and its reports, or one PDF; silent when all is well.
#[must_use]
pub fn verify(args: &VerifyArgs) -> Outcome {
    let config = match read_config(args.config.as_deref()) {
        Ok(config) => config,
        Err(diagnostics) => return Outcome { output: String::new(), diagnostics },
    };
    if args.path.is_file() {
        return Outcome { output: String::new(), diagnostics: verify_pdf(&args.path) };
    }
    if !args.path.exists() {
        let what = format!("`{}` is neither a file nor a folder", args.path.display());
        return Outcome { output: String::new(), diagnostics: vec![Diagnostic::usage(what)] };
    }
    let libraries = libraries(&args.path);
    if libraries.is_empty() {
        let what = format!("there is no archive in `{}`", args.path.display());
        let hint = "name the folder that holds `archive`, or the archive itself: it has a folder per library; \
                    a PDF of `kasverslag report` is checked by its own name";
        return Outcome { output: String::new(), diagnostics: vec![Diagnostic::usage(what).hinted(hint)] };
    }
    let diagnostics = libraries.iter().flat_map(|folder| {
        let mut faults = Faults::default();
        match check(folder, &args.path, &config, &mut faults) {
            Ok(()) => faults.found,
            Err(error) => {
                faults.found.extend(diagnostic::of_archive_error(&error));
                faults.found
            }
        }
    });
    Outcome { output: String::new(), diagnostics: diagnostics.collect() }
}

/// The libraries' folders of the archive in a folder, or of the folder itself.
fn libraries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = [folder.join("archive"), folder.to_owned()]
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join(REGISTER).is_file())
        .collect();
    if folder.join(REGISTER).is_file() {
        found.push(folder.to_owned());
    }
    found.sort();
    found
}

/// What was found, each with the file it is about.
#[derive(Debug, Default)]
struct Faults {
    found: Vec<Diagnostic>,
}

impl Faults {
    fn add(&mut self, path: &Path, what: impl AsRef<str>) {
        let what = format!("{}: {}", path.display(), what.as_ref());
        self.found.push(Diagnostic::error(ExitStatus::Refused, what));
    }

    fn warn(&mut self, path: &Path, what: &str) {
        let what = format!("{}: {what}", path.display());
        self.found.push(Diagnostic { severity: Severity::Warning, ..Diagnostic::error(ExitStatus::Done, what) });
    }
}

fn check(folder: &Path, dir: &Path, config: &Config, faults: &mut Faults) -> Result<(), ArchiveError> {
    let register = Register::open_to_read(folder)?;
    let path = folder.join(REGISTER);
    for damage in register.damage()? {
        faults.add(&path, format!("damaged: {damage}"));
    }
    let reports = register.reports()?;
    let output = output(&register, folder, dir)?;
    check_chain(&register, &path, &reports, faults)?;
    check_files(&output, &reports, faults);
    for unnamed in register.unnamed()? {
        match unnamed {
            Unnamed::Passing(file) | Unnamed::Replaced(file) | Unnamed::Unknown(file) => {
                faults.add(&file, "no register names it");
            }
            Unnamed::Foreign(file) => faults.warn(&file, "it is not kasverslag's"),
        }
    }
    if check_lines(&register, &path, faults)? {
        check_figures(&register, &path, &output, &reports, config, faults)?;
    }
    Ok(())
}

/// Where the library's reports lie: as seen from the archive, or in the folder that was named.
fn output(register: &Register, folder: &Path, dir: &Path) -> Result<PathBuf, ArchiveError> {
    let noted = register.note("output")?.map(|noted| folder.join(noted)).filter(|path| path.is_dir());
    let library = register.institution()?.map(|institution| dir.join(institution.to_string()));
    let plain = |path: PathBuf| path.canonicalize().unwrap_or(path);
    // As users name it, where that is the same place.
    let (noted, library) = (noted.map(plain), library.filter(|path| path.is_dir()));
    Ok(match (noted, library) {
        (Some(noted), Some(library)) if noted == plain(library.clone()) => library,
        (Some(noted), _) => noted,
        (None, Some(library)) => library,
        (None, None) => dir.to_owned(),
    })
}

/// Each record's hash, its tie to the one before, and numbers and versions without gaps.
fn check_chain(
    register: &Register,
    path: &Path,
    reports: &[ReportRecord],
    faults: &mut Faults,
) -> Result<(), ArchiveError> {
    let institution = register.institution()?.map(|institution| institution.to_string()).unwrap_or_default();
    let mut exports: BTreeMap<u32, String> = BTreeMap::new();
    let mut previous = String::new();
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut versions: BTreeMap<(String, String), u32> = BTreeMap::new();
    for (index, report) in reports.iter().enumerate() {
        let number = &report.number;
        if report.hash() != report.record {
            faults.add(path, format!("{number}: its record has been altered"));
        }
        if report.previous != previous {
            faults.add(path, format!("{number}: the chain is broken before it"));
        }
        previous.clone_from(&report.record);
        if report.sequence as usize != index + 1 {
            faults
                .add(path, format!("{number}: it stands in place {} of the chain, not {}", index + 1, report.sequence));
        }
        let series = number.rsplit_once('-').map_or("", |(series, _)| series).to_owned();
        let expected = numbers.entry(series.clone()).or_insert(0);
        *expected += 1;
        if !series.starts_with(&institution) || *number != format!("{series}-{:05}", *expected) {
            faults.add(path, format!("{number}: the numbers have a gap, {series}-{:05} was expected", *expected));
            *expected = number.rsplit_once('-').and_then(|(_, end)| end.parse().ok()).unwrap_or(*expected);
        }
        let version = versions.entry((report.report.clone(), report.period.to_string())).or_insert(0);
        *version += 1;
        if report.version != *version {
            faults.add(path, format!("{number}: it is version {}, {} was expected", report.version, *version));
            *version = report.version;
        }
        let known = match exports.get(&report.intake) {
            Some(known) => known.clone(),
            None => register.exports_hash(report.intake)?,
        };
        if known != report.exports {
            faults.add(path, format!("{number}: the exports that it was made from have been altered"));
        }
        exports.insert(report.intake, known);
    }
    for sequence in register.unpublished()? {
        faults.add(path, format!("report {sequence} is not in its place yet; the next run puts it there"));
    }
    Ok(())
}

/// Each issued file's bytes, and folders that no record names.
fn check_files(output: &Path, reports: &[ReportRecord], faults: &mut Faults) {
    let mut known = BTreeSet::new();
    for report in reports {
        known.insert(output.join(&report.folder));
        for file in &report.files {
            let path = output.join(&report.folder).join(&file.name);
            match known_bytes(&path, &file.sha256) {
                Ok(_) => {}
                Err(ArchiveError::Missing(_)) => faults.add(&path, format!("{}: it is missing", report.number)),
                Err(ArchiveError::Altered(_)) => {
                    faults.add(&path, format!("{}: it has been altered, its SHA-256 is another", report.number));
                }
                Err(error) => faults.found.extend(diagnostic::of_archive_error(&error)),
            }
        }
        let names: BTreeSet<&str> = report.files.iter().map(|file| file.name.as_str()).collect();
        for path in entries(&output.join(&report.folder)) {
            if !path.file_name().is_some_and(|name| names.contains(&*name.to_string_lossy())) {
                faults.add(&path, format!("{}: it was not issued with that report", report.number));
            }
        }
    }
    let is_year = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name.len() == 4 && name.to_string_lossy().bytes().all(|b| b.is_ascii_digit()))
    };
    for folder in entries(output).into_iter().filter(is_year).flat_map(|year| entries(&year)) {
        if !known.contains(&folder) {
            faults.add(&folder, "no register knows of such a report");
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

/// Each Parquet file against the register: bytes, lines that hold, what each export brought and dropped. Tells whether
/// all could be read.
fn check_lines(register: &Register, path: &Path, faults: &mut Faults) -> Result<bool, ArchiveError> {
    let mut are_read = true;
    let mut holding = register.holding()?;
    let mut counts: BTreeMap<u32, [u64; 3]> = BTreeMap::new();
    for month in register.months()? {
        let file = register.folder().join(LINES).join(&month.file);
        let lines = match register.lines_of(&month, &Wanted::Lines) {
            Ok(lines) => lines,
            Err(error) => {
                let what = match error {
                    ArchiveError::Missing(_) => "it is missing".to_owned(),
                    ArchiveError::Altered(_) => "it has been altered, its SHA-256 is another".to_owned(),
                    ArchiveError::Lines(_, what) => what,
                    error => return Err(error),
                };
                faults.add(&file, what);
                are_read = false;
                continue;
            }
        };
        for line in lines.lines() {
            count(&line, &mut counts);
            let is_noted =
                |(noted, by): &(crate::archive::month::Month, u32)| *noted == month.month && *by == line.brought_by;
            if line.dropped_by.is_none() && !holding.remove(&line.id).as_ref().is_some_and(is_noted) {
                faults.add(path, format!("it does not know line {} as {} has it", line.id, month.file));
            }
        }
    }
    if are_read {
        for id in holding.keys() {
            faults.add(path, format!("line {id} is in no file of lines"));
        }
        for export in register.exports()? {
            let [brought, dropped, outdated] = counts.remove(&export.intake).unwrap_or_default();
            let meant = [export.brought + export.changed, export.changed + export.vanished, export.outdated];
            if [brought, dropped, outdated] != meant || !adds_up(&export) {
                faults.add(path, format!("what it says of export {} is not what the lines say", export.name));
            }
        }
    }
    Ok(are_read)
}

fn adds_up(export: &ArchivedExport) -> bool {
    export.accepted == export.overlap + export.brought + export.changed + export.outdated
}

fn count(line: &LineVersion, counts: &mut BTreeMap<u32, [u64; 3]>) {
    use crate::archive::line_version::Ending;
    match line.dropped_by {
        Some((by, Ending::Outdated)) => counts.entry(by).or_default()[2] += 1,
        Some((by, _)) => {
            counts.entry(line.brought_by).or_default()[0] += 1;
            counts.entry(by).or_default()[1] += 1;
        }
        None => counts.entry(line.brought_by).or_default()[0] += 1,
    }
}

/// Makes every report again from the lines as they stood, and reads every issued CSV again.
fn check_figures(
    register: &Register,
    path: &Path,
    output: &Path,
    reports: &[ReportRecord],
    config: &Config,
    faults: &mut Faults,
) -> Result<(), ArchiveError> {
    let mut view = HistoryView::of(register)?;
    let archive_key = key_of_archive(view.exports());
    let Some(institution) = register.institution()? else {
        faults.add(path, "it does not say whose it is");
        return Ok(());
    };
    for report in reports {
        let recipe = match recipe(register, report) {
            Ok(recipe) => recipe,
            Err(what) => {
                faults.add(path, format!("{}: {what}", report.number));
                continue;
            }
        };
        let parameters = &recipe.parameters;
        let configured = config.keys.known.get(&institution).map(|key| key.clone().into_bytes());
        let key = if parameters.configured_key { configured } else { Some(archive_key.clone()) };
        let has_key = key.is_some();
        let customers = CustomerNames::As(key.map_or(Customers::Hidden, |key| Customers::Pseudonyms { key }));
        let job = ReportJob::reissued(institution, report, &recipe, customers, Outputs::of_lines_alone());
        let document = match make(&job, LineSource::Archive { view: &mut view, after: report.intake }) {
            Ok(document) => document,
            Err(failure) => {
                faults.found.extend(failure.diagnostics);
                continue;
            }
        };
        if (rows(&document), received(&document)) != (report.rows, report.received.clone()) {
            faults.add(path, format!("{}: its totals are not those of the lines as they stood", report.number));
        }
        let meant = csv::render(&document, parameters.dialect(), false);
        let issued = report.files.iter().find(|file| Path::new(&file.name).extension().is_some_and(|end| end == "csv"));
        let Some(file) = issued.map(|file| output.join(&report.folder).join(&file.name)) else { continue };
        // That it is missing has been told.
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let pseudonyms = column(&document, Field::Customer).filter(|_| !has_key);
        if let Some(what) = difference(&bytes, &meant, parameters, pseudonyms) {
            faults.add(&file, format!("{}: {what}", report.number));
        }
        if let Err(what) = adds_up_to(&bytes, report, parameters, &document) {
            faults.add(&file, format!("{}: {what}", report.number));
        }
    }
    Ok(())
}

fn records(bytes: &[u8], parameters: &Parameters) -> Result<Vec<::csv::StringRecord>, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let separator = if parameters.rfc4180 { b',' } else { b';' };
    let mut reader = ::csv::ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(bytes);
    reader.records().collect::<Result<_, _>>().map_err(|error| format!("it is no CSV: {error}"))
}

/// The place of the column that shows a field, whatever its header is.
fn column(document: &Document, field: Field) -> Option<usize> {
    document.columns.iter().position(|column| column.field == Some(field))
}

/// Where an issued CSV differs from what the lines give, but for a column of pseudonyms: without the key nobody can make
/// those again.
fn difference(issued: &[u8], meant: &[u8], parameters: &Parameters, pseudonyms: Option<usize>) -> Option<String> {
    if issued == meant {
        return None;
    }
    let (issued, meant) = match (records(issued, parameters), records(meant, parameters)) {
        (Ok(issued), Ok(meant)) => (issued, meant),
        (Err(what), _) | (_, Err(what)) => return Some(what),
    };
    let differs = |issued: &::csv::StringRecord, meant: &::csv::StringRecord| {
        issued.len() != meant.len()
            || issued
                .iter()
                .zip(meant)
                .enumerate()
                .any(|(column, (issued, meant))| issued != meant && Some(column) != pseudonyms)
    };
    for line in 0..issued.len().max(meant.len()) {
        match (issued.get(line), meant.get(line)) {
            (Some(issued), Some(meant)) if !differs(issued, meant) => {}
            (issued, meant) => {
                let text = |record: Option<&::csv::StringRecord>| {
                    record.map_or("nothing".to_owned(), |record| record.iter().collect::<Vec<_>>().join(";"))
                };
                return Some(format!(
                    "line {} says `{}`, the lines of then give `{}`",
                    line + 1,
                    text(issued),
                    text(meant)
                ));
            }
        }
    }
    None
}

/// Adds an issued CSV up by itself: the rows of daybooks whose money was received against the record's total.
fn adds_up_to(bytes: &[u8], report: &ReportRecord, parameters: &Parameters, document: &Document) -> Result<(), String> {
    let records = records(bytes, parameters)?;
    let (header, rows) = records.split_first().ok_or_else(|| "it is empty".to_owned())?;
    if rows.len() as u64 != report.rows {
        return Err(format!("it has {} rows, {} were issued", rows.len(), report.rows));
    }
    let Some(daybook) = column(document, Field::Daybook) else { return Ok(()) };
    let totals: BTreeMap<String, String> =
        serde_json::from_str(&report.received).map_err(|error| format!("its record has no totals: {error}"))?;
    for (name, total) in totals {
        let Some(column) = header.iter().position(|header| header == name) else { continue };
        let mut sum = Decimal::ZERO;
        for row in rows {
            let is_received = row.get(daybook).and_then(Daybook::parse).is_some_and(|code| code.kind().is_received());
            let text = row.get(column).unwrap_or_default();
            if is_received && !text.is_empty() {
                sum += text.replace(',', ".").parse::<Decimal>().map_err(|_| format!("`{text}` is no amount"))?;
            }
        }
        if total.parse::<Decimal>() != Ok(sum) {
            return Err(format!("its {name} add up to {sum}, {total} was issued"));
        }
    }
    Ok(())
}
