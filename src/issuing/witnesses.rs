//! A library's new witnesses: found, read, and taken into its archive.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::night::Nightly;
use super::summary::{LibrarySummary, WitnessSummary};
use crate::archive::{Register, WitnessRecord};
use crate::config::control::ControlSettings;
use crate::diagnostic::{self, Diagnostic};
use crate::domain::last_day_over;
use crate::failure::Failure;
use crate::reporting::desk::{name_from, witness_files};
use crate::witness::file::read;
use crate::witness::gathered::{WitnessFile, fitting};
use crate::witness::{Fault, WitnessKind, kept, reading};

/// A file that is new and sound by itself.
struct NewWitness {
    path: PathBuf,
    sha256: String,
    bytes: u64,
    file: WitnessFile,
}

/// Takes in new witnesses that are sound, by themselves and beside all others; what is not waits, and is told.
///
/// # Errors
/// When the register can't be read or written.
pub(super) fn take_in(
    nightly: &Nightly<'_>,
    settings: &ControlSettings,
    register: &Register,
    summary: &mut LibrarySummary,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Failure> {
    let known = register.witnesses()?;
    let mut new = found(nightly, settings, &known, summary, diagnostics)?;
    // What is wrong between those that are known was told when they came in.
    if new.is_empty() {
        return Ok(());
    }
    let mut files = witness_files(register, &known)?;
    let first_new = files.len();
    files.extend(new.iter().map(|one| copy(&one.file)));
    let (kept, faults) = fitting(&files, first_new);
    let told = |(at, fault): &(usize, Fault)| {
        let path = at.checked_sub(first_new).map_or_else(|| PathBuf::from(&files[*at].file), |at| new[at].path.clone());
        diagnostic::of_witness_fault(&path, fault)
    };
    let wrong: Vec<Diagnostic> = faults.iter().map(told).collect();
    let mut at = first_new;
    new.retain(|one| {
        let is_kept = kept.contains(&at);
        at += 1;
        if !is_kept {
            summary.refused_witnesses.push(one.file.file.clone());
        }
        is_kept
    });
    diagnostics.extend(diagnostic::bounded(wrong));
    let taken_in = nightly.made.fixed_offset();
    let record = |(number, one): (u32, &NewWitness)| WitnessRecord {
        number,
        name: one.file.name.clone(),
        kind: one.file.kind.name().to_owned(),
        file: one.file.file.clone(),
        sha256: one.sha256.clone(),
        bytes: one.bytes,
        taken_in,
        days: one.file.reading.days(),
        kept: kept::to_text(&one.file.reading),
    };
    let next = known.last().map_or(1, |last| last.number + 1);
    let records: Vec<WitnessRecord> = (next..).zip(&new).map(record).collect();
    register.take_in_witnesses(&records)?;
    summary.witnesses.extend(records.iter().map(WitnessSummary::of));
    Ok(())
}

/// The same witness once more, by what is kept of it.
fn copy(file: &WitnessFile) -> WitnessFile {
    let reading = kept::from_text(&kept::to_text(&file.reading)).unwrap_or_default();
    WitnessFile { name: file.name.clone(), kind: file.kind, file: file.file.clone(), reading, over: file.over }
}

/// The files that are not known yet and sound by themselves, by witness and name.
fn found(
    nightly: &Nightly<'_>,
    settings: &ControlSettings,
    known: &[WitnessRecord],
    summary: &mut LibrarySummary,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<NewWitness>, Failure> {
    let folder = nightly.configuration.parent().unwrap_or(Path::new(""));
    let mut seen: BTreeSet<(String, String)> =
        known.iter().map(|record| (record.name.clone(), record.sha256.clone())).collect();
    let mut new = Vec::new();
    for (name, kind, path) in paths(settings)? {
        let read = match read(&path) {
            Ok(read) => read,
            Err(error) => {
                diagnostics.push(diagnostic::of_unreadable_witness(&path, &error));
                continue;
            }
        };
        // The same bytes of the same witness say nothing more.
        if !seen.insert((name.clone(), read.sha256.clone())) {
            continue;
        }
        let mut reading = reading::read(kind, &read.bytes, settings.profiles_of(&name, &[]));
        reading.faults.extend(settings.of_no_channel(&reading.statements));
        reading.faults.extend(reading.of_other_libraries(|library| library.to_string() == summary.library));
        reading.faults.extend(reading.of_times_to_come(nightly.made.naive_local()));
        let file = name_from(folder, &path);
        if !reading.faults.is_empty() {
            let faults = reading.faults.iter().map(|fault| diagnostic::of_witness_fault(&path, fault));
            diagnostics.extend(diagnostic::bounded(faults));
            summary.refused_witnesses.push(file);
            continue;
        }
        let bytes = read.bytes.len() as u64;
        let file = WitnessFile { name, kind, file, reading, over: last_day_over(nightly.made) };
        new.push(NewWitness { path, sha256: read.sha256, bytes, file });
    }
    Ok(new)
}

/// The files that the configuration names: witness by witness, by name.
fn paths(settings: &ControlSettings) -> Result<Vec<(String, WitnessKind, PathBuf)>, Failure> {
    let mut found = Vec::new();
    for source in &settings.witnesses {
        let mut own = Vec::new();
        for pattern in &source.files {
            let paths =
                glob::glob(pattern).map_err(|error| Diagnostic::usage(format!("files: `{pattern}`: {error}")))?;
            own.extend(paths.flatten().filter(|path| path.is_file()));
        }
        own.sort();
        own.dedup();
        found.extend(own.into_iter().map(|path| (source.name.clone(), source.kind, path)));
    }
    Ok(found)
}
