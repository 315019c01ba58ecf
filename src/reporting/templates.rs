//! The template that a report is asked for by: a file, or a built-in one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::rejects;
use crate::archive::month::OWN_COLUMNS;
use crate::archive::side_tables;
use crate::config::Config;
use crate::control::desk_report::DeskReport;
use crate::diagnostic::{Diagnostic, ExitStatus, of_lost_translation, of_template_fault};
use crate::ingest::OwnOutput;
use crate::ingest::field::normalise;
use crate::render::journal;
use crate::render::xlsx::CREATOR;
use crate::report::catalog::{BUILT_IN, built_in};
use crate::report::language::Language;
use crate::report::template::{Kind, ROW_TYPE, Template};

/// A template, as it was found.
#[derive(Debug)]
pub struct FoundTemplate {
    /// The template.
    pub template: Template,
    /// Its text.
    pub text: String,
    /// The file that it stands in, unless it is built in.
    pub path: Option<PathBuf>,
}

impl FoundTemplate {
    /// What there is to say of it, though its report can be made.
    #[must_use]
    pub fn warnings(&self, strict: bool) -> Vec<Diagnostic> {
        let lost = &self.template.lost_translations;
        self.path.iter().flat_map(|path| lost.iter().map(|fault| of_lost_translation(fault, path, strict))).collect()
    }
}

/// Finds and reads the template of a report: a file by its path, else a file of the configured folder, else a
/// built-in one.
///
/// # Errors
/// When there is none of that name; all for which it is unsound.
pub fn template(report: &str, config: &Config) -> Result<FoundTemplate, Vec<Diagnostic>> {
    let (text, path) = template_text(report, config).map_err(|mistake| vec![mistake])?;
    let found = parsed(text, path)?;
    match found.path.as_deref().filter(|_| !is_path(report)).and_then(|path| misnamed(&found.template.id, path)) {
        Some(mistake) => Err(vec![mistake]),
        None => Ok(found),
    }
}

/// What is wrong with a file of the configured folder whose template has another id: nobody would find it.
fn misnamed(id: &str, path: &Path) -> Option<Diagnostic> {
    path.file_stem().is_none_or(|name| *name != *id).then(|| {
        let what = format!("the template's id is `{id}`, its file has another name");
        let hint = format!("a report is asked for by its id: call the file `{id}.toml`");
        Diagnostic::usage(what).in_file(path).hinted(hint)
    })
}

/// All that is wrong with the configured folder of templates and the files in it.
#[must_use]
pub fn mistakes_of_folder(config: &Config) -> Vec<Diagnostic> {
    let files = match files_of_folder(config) {
        Ok(files) => files,
        Err(mistake) => return vec![mistake],
    };
    // A configuration may lie there too: what has no id is nobody's template.
    let is_template = |text: &str| text.parse::<toml::Table>().map_or(true, |table| table.contains_key("id"));
    let of_file = |path: &PathBuf| match read_template(path) {
        Ok((text, _)) if !is_template(&text) => Vec::new(),
        Ok((text, file)) => match parsed(text, file) {
            Ok(found) => misnamed(&found.template.id, path).into_iter().collect(),
            Err(mistakes) => mistakes,
        },
        Err(mistake) => vec![mistake],
    };
    files.iter().flat_map(of_file).collect()
}

/// The templates in the configured folder, by name; none without one.
fn files_of_folder(config: &Config) -> Result<Vec<PathBuf>, Diagnostic> {
    let Some(folder) = &config.templates else { return Ok(Vec::new()) };
    files_of(folder).map_err(|error| {
        let what = format!("the folder of templates `{}` can't be read: {error}", folder.display());
        Diagnostic::usage(what).hinted("`templates` in the configuration names it")
    })
}

/// The templates in a folder, by name.
///
/// # Errors
/// When it can't be read.
pub fn files_of(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let paths = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut files: Vec<PathBuf> = paths.collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    files.sort();
    Ok(files)
}

/// Reads the template in a file.
///
/// # Errors
/// When it can't be read; all for which it is unsound.
pub fn template_of_file(path: &Path) -> Result<FoundTemplate, Vec<Diagnostic>> {
    let (text, path) = read_template(path).map_err(|mistake| vec![mistake])?;
    parsed(text, path)
}

fn parsed(text: String, path: Option<PathBuf>) -> Result<FoundTemplate, Vec<Diagnostic>> {
    match (Template::parse(&text), &path) {
        (Ok(template), _) => Ok(FoundTemplate { template, text, path }),
        (Err(error), Some(path)) => Err(error.faults.iter().map(|fault| of_template_fault(fault, path)).collect()),
        (Err(error), None) => Err(vec![Diagnostic::error(ExitStatus::Fault, format!("built-in template: {error}"))]),
    }
}

/// Whether a report is named by the path of its template.
fn is_path(report: &str) -> bool {
    report.contains('/') || Path::new(report).extension().is_some_and(|end| end == "toml")
}

/// The text of a template, and the file that it stands in unless it is built in.
///
/// # Errors
/// When there is none of that name, or its file can't be read.
pub fn template_text(report: &str, config: &Config) -> Result<(String, Option<PathBuf>), Diagnostic> {
    if is_path(report) {
        return read_template(Path::new(report));
    }
    let name = named(report, config).ok_or_else(|| unknown_report(report, config))?;
    if let Some(path) = file_of(&name, config) {
        return read_template(&path);
    }
    // One that nobody would find is no reason to make another in its place.
    let mut ids = files_of_folder(config)?.into_iter().filter_map(|path| Some((id_in(&path)?, path)));
    if let Some(mistake) = ids.find(|(id, _)| *id == name).and_then(|(id, path)| misnamed(&id, &path)) {
        return Err(mistake);
    }
    let text = built_in(&name).ok_or_else(|| unknown_report(report, config))?;
    Ok((text.to_owned(), None))
}

/// The id that a file gives its template, if it gives any.
fn id_in(path: &Path) -> Option<String> {
    let table: toml::Table = std::fs::read_to_string(path).ok()?.parse().ok()?;
    table.get("id")?.as_str().map(str::to_owned)
}

/// The name of the report that is meant by its name, or by its title in any language, whatever the capitals, accents and
/// blanks. `None` when there is none, or more than one.
#[must_use]
pub fn named(report: &str, config: &Config) -> Option<String> {
    if !is_path(report) && (built_in(report).is_some() || file_of(report, config).is_some()) {
        return Some(report.to_owned());
    }
    let wanted = normalise(report);
    let is_meant = |name: &&String| {
        let text = match file_of(name, config) {
            Some(path) => std::fs::read_to_string(path).unwrap_or_default(),
            None => built_in(name).unwrap_or_default().to_owned(),
        };
        let titles = Template::parse(&text)
            .ok()
            .map(|template| Language::ALL.map(|language| normalise(template.text(&template.title, language))));
        normalise(name) == wanted || titles.is_some_and(|titles| titles.contains(&wanted))
    };
    let names = names(config);
    let mut meant = names.iter().filter(is_meant);
    let only = meant.next().filter(|_| !wanted.is_empty())?;
    meant.next().is_none().then(|| only.clone())
}

/// The names of all reports.
#[must_use]
pub fn names(config: &Config) -> Vec<String> {
    let mut names: Vec<String> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect();
    let files = files_of_folder(config).unwrap_or_default();
    names.extend(files.iter().filter_map(|path| path.file_stem().map(|name| name.to_string_lossy().into_owned())));
    names.sort();
    names.dedup();
    names
}

/// What files are known by that kasverslag wrote: the header rows of all reports and of lists of refused records, and the
/// columns of its archive.
#[must_use]
pub fn own_output(config: &Config) -> OwnOutput {
    let mut headers = BTreeSet::from([rejects::HEADERS.map(str::to_owned).to_vec()]);
    for name in names(config) {
        let found = match file_of(&name, config) {
            Some(path) => template_of_file(&path),
            None => parsed(built_in(&name).unwrap_or_default().to_owned(), None),
        };
        let Ok(found) = found else { continue };
        let header: Vec<String> = found.template.columns.iter().map(|column| column.header.clone()).collect();
        let with_totals = header.iter().cloned().chain([ROW_TYPE.to_owned()]).collect();
        headers.extend([header, with_totals]);
    }
    let of_desk = |report: DeskReport| report.columns().iter().map(|header| (*header).to_owned()).collect();
    headers.extend(DeskReport::ALL.map(of_desk));
    let beside = [&side_tables::CHAIN[..], &side_tables::TRANSFER];
    headers.extend(beside.map(|header| header.iter().map(|name| (*name).to_owned()).collect()));
    OwnOutput { headers, creator: CREATOR, columns: OWN_COLUMNS }
}

/// The file of a report in the configured folder.
fn file_of(name: &str, config: &Config) -> Option<PathBuf> {
    let path = config.templates.as_ref()?.join(format!("{name}.toml"));
    path.exists().then_some(path)
}

fn read_template(path: &Path) -> Result<(String, Option<PathBuf>), Diagnostic> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let status = match error.kind() {
            std::io::ErrorKind::PermissionDenied => ExitStatus::Environment,
            _ => ExitStatus::Usage,
        };
        Diagnostic::error(status, format!("the template `{}` can't be read: {error}", path.display()))
    })?;
    Ok((text, Some(path.to_owned())))
}

fn unknown_report(report: &str, config: &Config) -> Diagnostic {
    let mut names = names(config);
    names.extend(DeskReport::ALL.into_iter().map(|report| report.name().to_owned()));
    let typed = normalise(report);
    let distance = |name: &String| strsim::damerau_levenshtein(&normalise(name), &typed);
    // Names that have less than two thirds in common are no slip of the pen.
    let nearest = names.iter().min_by_key(|name| distance(name)).filter(|name| distance(name) * 3 <= typed.len());
    let all = names.join(", ");
    let hint = match nearest {
        Some(name) => format!("did you mean `{name}`? The reports are {all}"),
        None => format!("The reports are {all}"),
    };
    Diagnostic::usage(format!("there is no report `{report}`")).hinted(hint)
}

/// Demands that a report's lines are transactions, which a journal is made of.
///
/// # Errors
/// When they are not.
pub fn demand_transactions(template: &Template) -> Result<(), Diagnostic> {
    let lacking = lacking(template);
    if lacking.is_empty() {
        return Ok(());
    }
    let why = match template.kind {
        Kind::Summary => "its lines are sums, not transactions".to_owned(),
        Kind::Listing => format!("it has no column for {}", lacking.join(", ")),
    };
    let able = BUILT_IN.iter().filter_map(|(name, text)| Some((name, Template::parse(text).ok()?)));
    let able: Vec<&str> =
        able.filter(|(_, template)| self::lacking(template).is_empty()).map(|(name, _)| *name).collect();
    Err(Diagnostic::usage(format!("{} can't be a journal: {why}", template.id))
        .hinted(format!("of the built-in reports {} can", able.join(", "))))
}

/// What a template's lines lack to be transactions.
fn lacking(template: &Template) -> Vec<&'static str> {
    journal::lacking(&template.columns.iter().map(|column| column.field).collect::<Vec<_>>())
}
