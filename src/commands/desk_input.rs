//! What the control desk on demand is made of: exports, and the files of others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use crate::config::Config;
use crate::config::control::ControlSettings;
use crate::config::libraries::LibrarySettings;
use crate::control::booked::{Booked, BookedLines};
use crate::control::document::source;
use crate::diagnostic::{self, Diagnostic};
use crate::domain::{CodeTables, Coverage, Finding, Institution, NotTakenIn, Period, last_day_over};
use crate::failure::Failure;
use crate::ingest::told_names::told_names;
use crate::ingest::{ExportReader, Intake};
use crate::report::provenance::SourceFile;
use crate::reporting::desk::tells_of;
use crate::reporting::templates::own_output;
use crate::witness::file::{WitnessPath, read};
use crate::witness::gathered::{Gathered, WitnessFile, fitting};
use crate::witness::payment_profile::PaymentProfile;
use crate::witness::{Fault, reading};

/// The witnesses that the configuration names.
pub(super) fn configured(settings: &ControlSettings) -> Result<Vec<(String, WitnessPath)>, Failure> {
    let mut found = Vec::new();
    for source in &settings.witnesses {
        for pattern in &source.files {
            let paths =
                glob::glob(pattern).map_err(|error| Diagnostic::usage(format!("files: `{pattern}`: {error}")))?;
            let files = paths.flatten().filter(|path| path.is_file());
            found.extend(files.map(|path| (source.name.clone(), WitnessPath { path, kind: source.kind })));
        }
    }
    found.sort_by(|(_, one), (_, other)| one.path.cmp(&other.path));
    Ok(found)
}

/// What was booked. Where anything of an export is refused, nothing can be set beside anything.
pub(super) fn booked(
    paths: &[PathBuf],
    (institution, last_over): (Institution, NaiveDate),
    config: &Config,
) -> Result<(Intake, Booked), Failure> {
    let (own, make) = (own_output(config), BookedLines::default);
    let asked = [institution];
    let reader = ExportReader {
        profiles: &config.profiles,
        directory: config.run.directory(&asked),
        tables: &config.tables,
        own: &own,
        is_hashed: true,
        last_over,
        make: &make,
    };
    let (intake, lines) = Intake::read(paths, &reader)?;
    if intake.rejected() > 0 || intake.has_unusable_file() {
        return Err(diagnostic::of_files(&intake.files).into());
    }
    Ok((intake, lines.sorted()))
}

/// The days that exports tell of: those that all feeds of the library do, where files of any came.
pub(super) fn covered(intake: &Intake, library: Option<&LibrarySettings>, tables: &CodeTables) -> Coverage {
    let feeds = library.map(LibrarySettings::feed_days_in_library).unwrap_or_default();
    intake.coverage(library.map(|library| library.institution).as_slice(), &feeds, tables)
}

/// Witnesses that were refused.
pub(super) struct Refused {
    /// Their names.
    pub files: Vec<String>,
    /// What is wrong with them.
    pub why: Vec<Diagnostic>,
}

impl Refused {
    /// What reports tell of them.
    pub(super) fn findings(&self) -> impl Iterator<Item = Finding> {
        let finding = |file: &String| Finding::NotTakenIn { file: file.clone(), why: NotTakenIn::Witness, days: None };
        self.files.iter().map(finding)
    }
}

/// Reads witnesses, and keeps those that are sound, by themselves and beside each other, as a night does; what is wrong with
/// the others is told.
pub(super) fn sound(
    paths: &[(String, WitnessPath)],
    settings: &ControlSettings,
    profiles: &[PaymentProfile],
    institution: Institution,
    (period, made): (Period, DateTime<Tz>),
) -> (Gathered, Vec<SourceFile>, Refused) {
    let over = last_day_over(made);
    let (mut files, mut sources, mut wrong, mut seen) = (Vec::new(), Vec::new(), Vec::new(), BTreeSet::new());
    let (mut refused, mut names) = (Vec::new(), Vec::new());
    let told = told_names(&paths.iter().map(|(_, witness)| witness.path.as_path()).collect::<Vec<_>>());
    for ((name, WitnessPath { path, kind }), told) in paths.iter().zip(told) {
        let read = match read(path) {
            // The same file under another name says nothing more.
            Ok(file) if !seen.insert((*kind, file.sha256.clone())) => continue,
            Ok(file) => file,
            Err(error) => {
                wrong.push(diagnostic::of_unreadable_witness(path, &error));
                refused.push(told);
                continue;
            }
        };
        let mut reading = reading::read(*kind, &read.bytes, settings.profiles_of(name, profiles));
        reading.faults.extend(settings.of_no_channel(&reading.statements));
        reading.faults.extend(reading.of_other_libraries(|library| library == institution));
        reading.faults.extend(reading.of_times_to_come(made.naive_local()));
        if !reading.faults.is_empty() {
            wrong.extend(reading.faults.iter().map(|fault| diagnostic::of_witness_fault(path, fault)));
            refused.push(told);
            continue;
        }
        names.push(told.clone());
        sources.push(tells_of(reading.days(), period).then(|| source(told, read.sha256, &reading)));
        let file = path.display().to_string();
        files.push(WitnessFile { name: name.clone(), kind: *kind, file, reading, over });
    }
    let (kept, faults) = fitting(&files, 0);
    let told = |(at, fault): &(usize, Fault)| diagnostic::of_witness_fault(Path::new(&files[*at].file), fault);
    wrong.extend(faults.iter().map(told));
    let (gathered, _) = Gathered::of(&kept.iter().map(|at| &files[*at]).collect::<Vec<_>>());
    refused.extend((0..names.len()).filter(|at| !kept.contains(at)).map(|at| names[at].clone()));
    refused.sort();
    let sources = kept.iter().filter_map(|at| sources[*at].take()).collect();
    (gathered, sources, Refused { files: refused, why: diagnostic::bounded(wrong) })
}
