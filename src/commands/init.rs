//! `kasverslag init`: from a folder of exports to a configuration that runs, and from an older configuration to one with
//! all keys.

use std::path::{Path, PathBuf};

use super::cli::InitArgs;
use super::outcome::Outcome;
use crate::config::schema::{SCHEMA_FILE, schema_text};
use crate::config::{Config, FILE, read_text};
use crate::diagnostic::{self, Count, Diagnostic, ExitStatus};
use crate::domain::Institution;
use crate::failure::Failure;
use crate::ingest::{ExportPlaces, FilePattern};
use crate::issuing::found_exports::not_read;
use crate::publish::modes::{FileMode, FolderMode, Modes};
use crate::publish::{OutputFile, publish};
use crate::setup::code_files::{self, code_files};
use crate::setup::configuration_file::{ConfigurationParts, configuration};
use crate::setup::guesses::{Guesses, WhyLibraries};
use crate::setup::places::{self, ExportPlace, INSTITUTION, PlaceError, PlacedPattern};
use crate::setup::proposal::proposal;
use crate::setup::reading::{ExportPatterns, Found, found};
use crate::setup::renewal::renewed;

/// How many libraries that use a daybook are named.
const LIBRARIES_TOLD: usize = 4;

/// Where the installed service may write; see `packaging/kasverslag.service`.
const SERVICE_OUTPUT: &str = "/var/lib/kasverslag/reports";

/// Writes a configuration, with code tables and schema.
#[must_use]
pub fn init(args: &InitArgs) -> Outcome {
    let made = match (&args.from, &args.to) {
        (Some(from), Some(to)) => renew(from, to),
        _ => begin(args),
    };
    made.unwrap_or_else(|failure| Outcome::of_errors(failure.diagnostics))
}

fn begin(args: &InitArgs) -> Result<Outcome, Failure> {
    let folder = args.to.clone().unwrap_or_else(|| PathBuf::from("."));
    let named = institutions(&args.institution)?;
    demand_nothing_there(&folder)?;
    let place = ExportPlace::find(&args.paths).map_err(|error| Failure::from(of_place_error(&error)))?;
    let found = found(&place, &named)?;
    let (reading, guesses) = (&found.reading, &found.guesses);
    let absolute = std::path::absolute(&folder).unwrap_or_else(|_| folder.clone());
    let mut outcome = Outcome::of_errors(diagnostic::of_files(&reading.intake.files));
    outcome.diagnostics.extend(reading.intake.findings.iter().map(|finding| diagnostic::of_finding(finding, false)));
    if guesses.libraries.is_empty() {
        let what =
            "no record of the exports could be read, so that no library is known: the configuration has none yet";
        outcome.diagnostics.push(Diagnostic::error(ExitStatus::Refused, what).hinted(
            "complete the profile that the configuration proposes, or mend the exports; then run `init` anew elsewhere, \
             or name the library with --institution, such as I355",
        ));
    }
    outcome.diagnostics.extend(told(&found));
    outcome.diagnostics.extend(beside(&found.patterns, guesses, &absolute));
    let language = args.lang.unwrap_or_default();
    let (tables, codes): (Vec<&str>, Vec<OutputFile>) = code_files(&reading.survey, guesses).into_iter().unzip();
    let text = configuration(&ConfigurationParts {
        place: &place,
        patterns: &found.patterns,
        tables: &tables,
        guesses,
        folder: &absolute,
        output: absolute.starts_with("/etc").then_some(SERVICE_OUTPUT),
        language,
        profile: &reading.profile,
        proposal: &proposal(&reading.intake.files),
    });
    // A service reads them under another name; nothing in them is secret.
    let modes = Modes { file: FileMode::parse("0644").ok(), folder: FolderMode::parse("0755").ok() };
    let file = |name: &str, text: String| OutputFile { name: PathBuf::from(name), bytes: text.into_bytes() };
    let own = [file(FILE, text), file(SCHEMA_FILE, schema_text())];
    let written = [publish(&folder.join(code_files::FOLDER), &codes, modes)?, publish(&folder, &own, modes)?];
    written.iter().flatten().for_each(|path| outcome.wrote(path));
    let path = folder.join(FILE);
    if let Err(errors) = Config::read(&path) {
        outcome.diagnostics.extend(errors.iter().map(diagnostic::of_config_error));
    }
    let date = guesses.last_day.map(|day| format!(" --date {day}")).unwrap_or_default();
    outcome.summary = Some(format!(
        "look over what was guessed, write names for what is `TODO` in the code tables, then try\n  \
         kasverslag run --config {}{date} --dry-run",
        path.display()
    ));
    Ok(outcome)
}

/// What lies beside the exports that a night will find, and is not read; `folder` is the one of the configuration.
fn beside(patterns: &ExportPatterns, guesses: &Guesses, folder: &Path) -> Vec<Diagnostic> {
    let all: Vec<PlacedPattern> = patterns.all().cloned().collect();
    let texts = ExportPlace::patterns_from(&all, folder);
    let codes: Vec<String> = guesses.libraries.iter().map(ToString::to_string).collect();
    let of_codes = |text: &String| -> Vec<String> {
        if text.contains(INSTITUTION) {
            codes.iter().map(|code| text.replace(INSTITUTION, code)).collect()
        } else {
            vec![text.clone()]
        }
    };
    let patterns = texts.iter().flat_map(of_codes).filter_map(|text| FilePattern::parse(&text).ok()).collect();
    let places = ExportPlaces { folder: folder.to_owned(), patterns };
    let findings = not_read(&places.search(), &[&places], true, &|_| true);
    findings.iter().map(|finding| diagnostic::of_finding(finding, false)).collect()
}

/// What was guessed, and why.
fn told(found: &Found) -> Vec<Diagnostic> {
    let (reading, guesses) = (&found.reading, &found.guesses);
    let (survey, files) = (&reading.survey, &reading.intake.files);
    let mut told = Vec::new();
    let mut guess = |what: &str, text: String| told.push(Diagnostic::notice(what).with(text));
    let days = survey.days.map(|(first, last)| format!(", settled from {first} to {last}")).unwrap_or_default();
    guess("exports were read", format!("{}, {}{days}", Count(files.len() as u64, "file"), Count(survey.lines, "line")));
    if !found.patterns.of_all.is_empty() {
        guess("exports are looked for by a pattern", places::told(&found.patterns.of_all));
    }
    for (library, patterns) in &found.patterns.of_library {
        guess("each library's exports are looked for by a pattern", format!("{library}: {}", places::told(patterns)));
    }
    if reading.profile.is_empty() {
        guess(
            "exports are read as Wise writes them",
            "separator and character set as each file has them, a decimal comma, days as dd-mm-yyyy, dd/mm/yyyy or \
             yyyy-mm-dd"
                .to_owned(),
        );
    } else {
        guess(
            "exports are read with a decimal point, by a profile",
            "with a decimal comma some are refused, with a point none is".to_owned(),
        );
    }
    let libraries: Vec<String> = guesses.libraries.iter().map(ToString::to_string).collect();
    if !libraries.is_empty() {
        let why = match guesses.why_libraries {
            WhyLibraries::Named => "libraries are those that were named with --institution",
            WhyLibraries::Received => "libraries are those on whose daybooks money was received",
            WhyLibraries::HaveCosts => "libraries are those that have costs in the exports: nothing was received yet",
        };
        guess(why, libraries.join(", "));
    }
    for daybook in &guesses.shared {
        let costs = &survey.daybooks[daybook].costs;
        let of: Vec<String> =
            costs.iter().take(LIBRARIES_TOLD).map(|(library, lines)| format!("{library} {lines}")).collect();
        let more = if costs.len() > of.len() { ", …" } else { "" };
        guess(
            "a daybook that several libraries use alike is managed by none: each has its own costs on it",
            format!("{daybook}: {}{more}", of.join(", ")),
        );
    }
    for (daybook, manager) in &guesses.managers {
        let used = &survey.daybooks[daybook];
        let own = used.costs.get(manager).copied().unwrap_or_default();
        let lines = Count(used.lines, "line");
        let text = if guesses.online.contains(daybook) {
            format!("{daybook} by {manager}: {own} of {lines} of its costs, online: settled on the web")
        } else {
            format!("{daybook} by {manager}: {own} of {lines} of its costs")
        };
        guess("a daybook is managed by the library whose costs are on it most", text);
    }
    if guesses.receives_for_others {
        let text = guesses.reports().join(", ");
        guess("desks receive costs of other libraries, so that the cooperation's report is made too", text);
    }
    if let Some(day) = guesses.first_day {
        guess("reports begin on the first day that an export tells about (first_day)", day.to_string());
    }
    if !found.without_exports.is_empty() {
        let libraries: Vec<String> = found.without_exports.iter().map(ToString::to_string).collect();
        told.push(
            Diagnostic::warning("money was received for a library that has no exports of its own: it gets no reports")
                .with(libraries.join(", "))
                .hinted("if it is to have reports, write a [[library]] for it, with `exports` that name its files"),
        );
    }
    if found.ids_meet {
        told.push(
            Diagnostic::warning("exports that lie apart have the same ids for other lines: read together, some replace others")
                .hinted(
                    "give each library its own `exports`, or, where a library has several kinds, a [[library.feed]] for each \
                     (docs/input.md)",
                ),
        );
    }
    if guesses.repeating_files > 0 {
        told.push(
            Diagnostic::notice(
                "exports add lines (mode = \"append\"), although some tell days that others told before",
            )
            .with(Count(guesses.repeating_files as u64, "file").to_string())
            .hinted(
                "where each export tells all of its days, mode = \"snapshot\" finds lines that have vanished from \
                     later ones",
            ),
        );
    }
    told
}

fn institutions(texts: &[String]) -> Result<Vec<Institution>, Failure> {
    let parsed: Vec<(&String, Option<Institution>)> =
        texts.iter().map(|text| (text, Institution::parse(text))).collect();
    let wrong = parsed.iter().filter(|(_, institution)| institution.is_none());
    let mistake =
        |text: &str| Diagnostic::usage(format!("--institution `{text}` is not `I` and three digits, such as I355"));
    let mistakes: Vec<Diagnostic> = wrong.map(|(text, _)| mistake(text)).collect();
    if mistakes.is_empty() {
        Ok(parsed.into_iter().filter_map(|(_, code)| code).collect())
    } else {
        Err(mistakes.into())
    }
}

/// Demands that nothing is written over.
fn demand_nothing_there(folder: &Path) -> Result<(), Failure> {
    let codes = [code_files::INSTITUTIONS, code_files::BRANCHES, code_files::DAYBOOKS, code_files::BOOKING_CODES];
    let codes = codes.map(|name| folder.join(code_files::FOLDER).join(name));
    let own = [folder.join(FILE), folder.join(SCHEMA_FILE)];
    let there = own.iter().chain(&codes).filter(|path| path.symlink_metadata().is_ok());
    let mistakes: Vec<Diagnostic> = there.map(|path| of_what_is_there(path)).collect();
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes.into()) }
}

fn of_what_is_there(path: &Path) -> Diagnostic {
    Diagnostic::usage("a file is there already, and `init` writes over nothing").in_file(path).hinted(
        "choose another folder with --to; `init --from OLD --to NEW` adds new keys to a copy of a configuration",
    )
}

/// Writes an older configuration with the keys that have come since; the old one stays as it is.
fn renew(from: &Path, to: &Path) -> Result<Outcome, Failure> {
    if to.symlink_metadata().is_ok() {
        return Err(of_what_is_there(to).into());
    }
    let old = read_text(from).map_err(|error| Failure::from(diagnostic::of_config_error(&error)))?;
    let mode = FileMode::of(from);
    let new = renewed(&old).map_err(|what| Diagnostic::usage(what).in_file(from))?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = to.file_name().map(PathBuf::from);
    let name = name.ok_or_else(|| Diagnostic::usage(format!("--to `{}` is no name of a file", to.display())))?;
    let modes = Modes { file: mode, folder: None };
    let mut outcome = Outcome::default();
    publish(folder, &[OutputFile { name, bytes: new.into_bytes() }], modes)?
        .iter()
        .for_each(|path| outcome.wrote(path));
    Ok(outcome)
}

fn of_place_error(error: &PlaceError) -> Diagnostic {
    match error {
        PlaceError::Missing(path) => Diagnostic::usage(format!("there is no file or folder `{}`", path.display()))
            .hinted("a path that does not start with `/` starts in the folder that kasverslag is run in"),
        PlaceError::Unreadable(path, error) => {
            Diagnostic::error(ExitStatus::Environment, format!("`{}` can't be read: {error}", path.display()))
        }
        PlaceError::NoExports(path) => {
            Diagnostic::usage(format!("there is no export in the folder `{}`, nor in those in it", path.display()))
                .hinted("exports are files that end in .csv, .csv.gz, .xlsx or .parquet")
        }
        PlaceError::NoText(path) => Diagnostic::usage(format!(
            "the name of `{}` is no UTF-8, so that no configuration can name it",
            path.display()
        )),
    }
}
