//! `kasverslag doctor`: whether a night can be done here, question by question; nothing stays changed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde::Serialize;

use super::cli::{DoctorArgs, TextOrJson};
use super::config::of_templates;
use super::configuration::{Configuration, Environment};
use super::outcome::Outcome;
use super::shared_place;
use crate::archive::deliveries::Deliveries;
use crate::archive::lock::Lock;
use crate::archive::{REGISTER, Register};
use crate::config::Config;
use crate::config::delivery::TargetPlace;
use crate::config::folders_of_no_library::folders_of_no_library;
use crate::config::libraries::LibrarySettings;
use crate::delivery::folder;
use crate::delivery::waiting::waiting;
use crate::diagnostic::{Count, Diagnostic, ExitStatus, messages, said};
use crate::domain::Severity;
use crate::domain::steering::{escaped_in_json, visible};
use crate::failure::Failure;
use crate::issuing::summary::RunSummary;
use crate::publish::room::{room, try_to_write};
use crate::report::language::Language;

/// Less room than this stops a night before long: a month of a large library and its reports.
const LITTLE_ROOM: u64 = 256 << 20;
/// Where the installed timer is noted once it is enabled.
const TIMER: &str = "/etc/systemd/system/timers.target.wants/kasverslag.timer";

/// The answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Yes,
    No,
    /// It does not matter, or nobody can know.
    Unknown,
}

/// A question, with its answer and what there is to say of it.
#[expect(clippy::struct_field_names, reason = "the JSON has these names")]
#[derive(Clone, Debug, Serialize)]
struct Question {
    question: String,
    answer: Answer,
    detail: String,
    /// Whether a night can't be done when the answer is no.
    stops: bool,
}

/// Answers all questions; status 1 with a `no` that would stop a night.
#[must_use]
pub fn doctor(args: &DoctorArgs, environment: &Environment, language: Language) -> Outcome {
    let questions = questions(args, environment);
    let output = match args.format {
        TextOrJson::Text => questions.iter().map(|question| line(question, language)).collect(),
        TextOrJson::Json => {
            format!("{}\n", escaped_in_json(&serde_json::to_string_pretty(&questions).unwrap_or_default()))
        }
    };
    let stopping = questions.iter().filter(|question| question.stops && question.answer == Answer::No).count();
    let mut outcome = Outcome { output, ..Outcome::default() };
    if stopping > 0 {
        let what = "a night would fail here";
        let no =
            Diagnostic::error(ExitStatus::Refused, what).with(format!("{} above", Count(stopping as u64, "answer")));
        outcome.diagnostics.push(no);
    }
    outcome
}

fn line(question: &Question, language: Language) -> String {
    let answer = match question.answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Unknown => "?",
    };
    let details: Vec<String> = question.detail.split("; ").map(|detail| said(detail, language)).collect();
    let (asked, answer) = (said(&question.question, language), said(answer, language));
    format!("* {asked} ? {}\n", format!("{answer} {}", visible(&details.join("; "))).trim_end())
}

fn asked(question: &str, answer: bool, detail: impl Into<String>) -> Question {
    let answer = if answer { Answer::Yes } else { Answer::No };
    Question { question: question.to_owned(), answer, detail: detail.into(), stops: true }
}

fn of_result<E: Into<Failure>>(question: &str, result: Result<(), E>, place: &Path) -> Question {
    match result {
        Ok(()) => asked(question, true, place.display().to_string()),
        Err(error) => asked(question, false, in_one_line(&error.into().diagnostics)),
    }
}

fn in_one_line(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> = messages(diagnostics)
        .iter()
        .map(|message| match message.places().filter(|_| message.times == 1) {
            Some(place) => format!("{} ({place})", message.line()),
            None => message.line(),
        })
        .collect();
    lines.join("; ")
}

fn questions(args: &DoctorArgs, environment: &Environment) -> Vec<Question> {
    let version = concat!("kasverslag ", env!("CARGO_PKG_VERSION"));
    let mut all = vec![asked("the program works", true, version)];
    let configuration = match Configuration::read(&args.config, environment, false) {
        Ok(configuration) => configuration,
        Err(failure) => {
            all.push(asked("the configuration is sound", false, in_one_line(&failure.diagnostics)));
            return all;
        }
    };
    let Some(path) = &configuration.path else {
        let looked_for = Configuration::looked_for(&args.config, environment);
        all.push(asked("there is a configuration", false, looked_for));
        return all;
    };
    let config = &configuration.config;
    all.push(asked("the configuration is sound", true, path.display().to_string()));
    let exposed = config.keys.exposed.as_ref();
    let exposed = exposed.map(|(file, mode)| format!("{}, mode {mode:04o}", file.display()));
    let keys = asked("keys are kept from others", exposed.is_none(), exposed.unwrap_or_default());
    all.push(Question { stops: false, ..keys });
    for file in config.keys.lost.values() {
        all.push(asked("the key file is there", false, file.display().to_string()));
    }
    let tables = &config.tables;
    let counts = [
        (tables.institutions.len(), "institution"),
        (tables.branches.len(), "branch"),
        (tables.daybooks.len(), "daybook"),
        (tables.booking_codes.len(), "booking code"),
    ];
    let told: Vec<String> = counts.iter().map(|(count, noun)| Count(*count as u64, noun).to_string()).collect();
    let full = counts.iter().all(|(count, _)| *count > 0);
    all.push(Question { stops: false, ..asked("every code table has entries", full, told.join(", ")) });
    let mistakes = of_templates(config);
    let stops = mistakes.iter().any(|mistake| mistake.severity == Severity::Error);
    all.push(Question { stops, ..asked("all templates are sound", mistakes.is_empty(), in_one_line(&mistakes)) });
    let libraries = &config.run.libraries;
    all.push(asked("there are libraries to report for", !libraries.is_empty(), ""));
    all.push(of_result("the archive can be written", try_to_write(&config.run.archive), &config.run.archive));
    all.push(of_result("reports can be written", try_to_write(&config.run.output), &config.run.output));
    all.push(of_room(&config.run.archive));
    let lock = Lock::look(&config.run.archive).map(drop).map_err(Failure::from);
    all.push(of_result("no run is at work", lock, &config.run.archive));
    for library in libraries {
        all.extend(of_library(library, &config.run.archive));
    }
    let folders = folders_of_no_library(libraries);
    if !folders.is_empty() {
        let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
        let question = asked("each folder of a library is of one that is configured", false, folders.join(", "));
        all.push(Question { stops: false, ..question });
    }
    let last = RunSummary::read(&config.run.output).ok().flatten();
    let shared = shared_place::told(&config.run, path, last.as_ref(), false);
    let detail = shared.as_ref().map(|shared| in_one_line(std::slice::from_ref(shared))).unwrap_or_default();
    all.push(Question {
        stops: false,
        ..asked("no other configuration makes reports there", shared.is_none(), detail)
    });
    all.extend(of_deliveries(config));
    let timer = Path::new(TIMER).symlink_metadata().is_ok();
    let answer = if timer { Answer::Yes } else { Answer::Unknown };
    let detail = if timer { TIMER } else { "no timer of systemd: is there another, such as cron?" }.to_owned();
    all.push(Question { question: "a timer starts it every night".to_owned(), answer, detail, stops: false });
    all
}

fn of_room(archive: &Path) -> Question {
    match room(archive) {
        Some(bytes) => asked("there is room on the disk", bytes >= LITTLE_ROOM, format!("{} MiB free", bytes >> 20)),
        None => Question {
            question: "there is room on the disk".to_owned(),
            answer: Answer::Unknown,
            detail: "the system does not tell".to_owned(),
            stops: false,
        },
    }
}

/// Whether what is to be delivered could be.
fn of_deliveries(config: &Config) -> Vec<Question> {
    let state = Deliveries::open_to_read(&config.run.archive);
    let mut all = Vec::new();
    for target in &config.delivery.targets {
        let name = &target.name;
        let question = match &target.place {
            TargetPlace::Mail(_) => {
                let program = config.delivery.sendmail.first().map_or(Path::new(""), Path::new);
                asked(&format!("`{name}`: mails are taken"), is_program(program), program.display().to_string())
            }
            TargetPlace::Folder(pattern) => {
                let question = format!("`{name}`: its folder can be written");
                let root = pattern.root();
                match folder::hindrance(pattern, name, state.as_ref().ok().and_then(Option::as_ref)) {
                    Ok(None) => of_result(&question, try_to_write(&root), &root),
                    Ok(Some(hindrance)) => asked(&question, false, in_one_line(&[hindrance])),
                    Err(failure) => asked(&question, false, in_one_line(&failure.diagnostics)),
                }
            }
        };
        // A night is done without anybody getting its reports.
        all.push(Question { stops: false, ..question });
    }
    if !all.is_empty() {
        let question = "no delivery waits";
        let answer = waiting(&config.run).map(|waiting| {
            let oldest = waiting.first().map(|parcel| format!(" since {}", parcel.since)).unwrap_or_default();
            asked(question, waiting.is_empty(), format!("{} waiting{oldest}", waiting.len()))
        });
        let answer = answer.unwrap_or_else(|failure| asked(question, false, in_one_line(&failure.diagnostics)));
        all.push(Question { stops: false, ..answer });
    }
    all
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|facts| facts.is_file() && facts.permissions().mode() & 0o111 != 0)
}

fn of_library(library: &LibrarySettings, archive: &Path) -> Vec<Question> {
    let code = library.institution;
    let mut all = vec![of_exports(library)];
    let folder = archive.join(code.to_string());
    if folder.join(REGISTER).exists() {
        let opened = Register::open_to_read(&folder);
        let whole = opened.and_then(|register| register.demand_files_of_newest()).map_err(Failure::from);
        all.push(of_result(&format!("{code}: register and newest lines are whole"), whole, &folder));
    }
    if library.output.exists() {
        let written = try_to_write(&library.output);
        all.push(of_result(&format!("{code}: its reports can be written"), written, &library.output));
    }
    all
}

/// How many exports are found, which is the newest, and which can't be read.
fn of_exports(library: &LibrarySettings) -> Question {
    let question = format!("{}: exports are found", library.institution);
    let search = library.exports.search();
    let folders = search.unreadable.iter().map(|(path, error)| format!("{}: {error}", path.display()));
    let mut unreadable: Vec<String> = folders.collect();
    let mut found = Vec::new();
    for export in search.exports {
        match fs::File::open(&export.path) {
            Ok(_) => found.push(export.path),
            Err(error) => unreadable.push(format!("{}: {error}", export.path.display())),
        }
    }
    if !unreadable.is_empty() {
        return asked(&question, false, unreadable.join("; "));
    }
    let changed = |path: &std::path::PathBuf| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let newest = found.iter().max_by_key(|path| (changed(path), (*path).clone()));
    let newest = newest.and_then(|path| path.file_name()).map(|name| format!(", the newest is {}", name.display()));
    let count = Count(found.len() as u64, "file");
    let detail = format!("{count} found at {}{}", library.exports.told(), newest.unwrap_or_default());
    // A library whose first export is still to come waits for it.
    Question { stops: false, ..asked(&question, !found.is_empty(), detail) }
}
