//! One library's night: heal, take in, look for what is missing, issue.

use std::path::{Path, PathBuf};

use super::arrival;
use super::due::Calendar;
use super::issue::Issuer;
use super::night::Nightly;
use super::recovery::recover;
use super::state;
use super::summary::LibrarySummary;
use crate::archive::{ArchiveError, LINES, REGISTER, Register};
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{self, Diagnostic, ExitStatus};
use crate::domain::steering::visible;
use crate::failure::Failure;
use crate::publish::{self, shadow};
use crate::reporting::rejects::remove_outdated;
use crate::shelf;

/// Does all there is to do for a library, as far as it gets.
#[must_use]
pub fn work(nightly: &Nightly<'_>, library: &LibrarySettings) -> (LibrarySummary, Vec<Diagnostic>) {
    let mut summary = LibrarySummary::of(library.institution);
    // A night that comes to nothing leaves the chain as it was.
    let chain = nightly.last.and_then(|last| last.chain(library.institution));
    chain.unwrap_or_default().clone_into(&mut summary.chain);
    let mut diagnostics = Vec::new();
    let result = try_work(nightly, library, &mut summary, &mut diagnostics);
    diagnostics.extend(result.err().into_iter().flatten());
    (summary, diagnostics)
}

fn try_work(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    summary: &mut LibrarySummary,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Vec<Diagnostic>> {
    let archived = |error: ArchiveError| diagnostic::of_archive_error(&error);
    let published = |error: publish::PublishError| vec![diagnostic::of_publish_error(&error)];
    if let Some(file) = nightly.config.keys.lost.get(&library.institution) {
        return Err(vec![diagnostic::of_lost_key(file)]);
    }
    let name = library.institution.to_string();
    let own_folder = nightly.archive.join(&name);
    let (folder, output) = match nightly.shadow {
        None => (own_folder.clone(), library.output.clone()),
        Some(shadow) => {
            let folder = shadow.join(&name);
            shadow::copy(&own_folder, REGISTER, LINES, &folder).map_err(published)?;
            (folder, shadow.join("output").join(&name))
        }
    };
    let mut register = state::open(nightly, &folder, &own_folder, library, &summary.chain)?;
    if nightly.shadow.is_none() {
        keep_places(&register, library).map_err(|error| match error {
            Some(error) => archived(error),
            None => vec![moved_output(library)],
        })?;
    }
    let done = go_on(nightly, library, (&mut register, &own_folder), &output, summary, diagnostics);
    let shelf = if nightly.shadow.is_none() { refresh_shelf(nightly, &register, &output) } else { Ok(()) };
    match (done, shelf) {
        (done, Ok(())) => done,
        (Ok(()), Err(failure)) => Err(failure.diagnostics),
        (Err(mut all), Err(failure)) => {
            all.extend(failure.diagnostics);
            Err(all)
        }
    }
}

/// What was issued gets its place on the shelf, however the night ended.
fn refresh_shelf(nightly: &Nightly<'_>, register: &Register, output: &Path) -> Result<(), Failure> {
    Ok(shelf::refresh(output, &shelf::reports_in_place(register)?, nightly.config.run.modes)?)
}

/// Does all that comes once register, lines and reports are known to belong to each other.
fn go_on(
    nightly: &Nightly<'_>,
    library: &LibrarySettings,
    (register, own_folder): (&mut Register, &Path),
    output: &Path,
    summary: &mut LibrarySummary,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Vec<Diagnostic>> {
    let archived = |error: ArchiveError| diagnostic::of_archive_error(&error);
    // Also when none of them is needed: the sooner damage is told, the younger the copy that mends it.
    // And before anything is cleaned away: what an old register takes for leftovers may be what a new one needs.
    register.demand_files_of_newest().map_err(archived)?;
    register.check_lines(nightly.date).map_err(archived)?;
    diagnostics.extend(state::of_foreign(&state::demand_known_lines(register, own_folder)?));
    recover(nightly, library, register, output, summary, diagnostics)?;

    let blocked = arrival::take_in(nightly, library, register, summary, diagnostics)?;
    if nightly.shadow.is_none() {
        let refused: Vec<_> = summary.refused.iter().map(|name| visible(name)).collect();
        let is_outdated = |names: [&str; 2]| !refused.iter().any(|name| names.contains(&&**name));
        diagnostics.extend(remove_outdated(&library.output, is_outdated));
    }
    let coverage = register.coverage().map_err(archived)?;
    let calendar = Calendar { coverage: &coverage, library, date: nightly.date };
    let newest = register.newest_intake().map_err(archived)?;
    diagnostics.extend(missing(&calendar, summary, newest > 0, blocked));
    let issuer = Issuer::new(nightly, library, register, output, diagnostics)?;
    issuer.issue(&calendar.due(), summary, diagnostics)?;
    let last = register.reports().map_err(archived)?.pop();
    summary.chain = last.map(|record| record.record).unwrap_or_default();
    Ok(())
}

/// Notes whose register it is and where its reports lie; an output folder that has moved without its reports is an
/// error without a reason of the archive.
fn keep_places(register: &Register, library: &LibrarySettings) -> Result<(), Option<ArchiveError>> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let output = relative(&absolute(register.folder()), &absolute(&library.output));
    let known = register.note("output").map_err(Some)?;
    let has_reports = !register.reports().map_err(Some)?.is_empty();
    if has_reports && known.is_some_and(|known| known != output) {
        return Err(None);
    }
    register.set_note("institution", &library.institution.to_string()).map_err(Some)?;
    register.set_note("output", &output).map_err(Some)
}

fn moved_output(library: &LibrarySettings) -> Diagnostic {
    Diagnostic::usage(format!("its reports were issued to another folder than `{}`", library.output.display()))
        .hinted("set `out` back, or keep archive and reports in the same place to each other")
}

/// The way from a folder to another, so that a copy of both still finds its parts.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut path = PathBuf::new();
    path.extend(from[common..].iter().map(|_| ".."));
    path.extend(&to[common..]);
    path.display().to_string()
}

/// What to tell about days that no export covers. Missing at the end is an error: nobody knows what happened.
fn missing(
    calendar: &Calendar<'_>,
    summary: &mut LibrarySummary,
    has_exports: bool,
    blocked: bool,
) -> Option<Diagnostic> {
    let (days, is_stale) = calendar.missing();
    summary.missing_days = days.iter().map(ToString::to_string).collect();
    let hint = format!("exports are looked for at {}", calendar.library.exports);
    let what = match &days[..] {
        [] if is_stale && has_exports => {
            "no report can be made: of no day is known that an export tells all".to_owned()
        }
        [] if is_stale => "geen export ontvangen: no export has come in yet".to_owned(),
        [] => return None,
        days => {
            let names: Vec<String> = days.iter().take(7).map(ToString::to_string).collect();
            let more = if days.len() > 7 { format!(" and {} more", days.len() - 7) } else { String::new() };
            format!("geen export ontvangen: nothing is known of {}{more}; no report covers that", names.join(", "))
        }
    };
    if is_stale && !blocked {
        Some(Diagnostic::error(ExitStatus::Refused, what).hinted(hint))
    } else {
        Some(Diagnostic::warning(what).hinted(hint))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_lead_from_one_folder_to_the_other() {
        let rows = [
            ("/a/archive/I355", "/a/I355", "../../I355"),
            ("/a/archive/I355", "/a/archive/I355", ""),
            ("/a/archive/I355", "/b/I355", "../../../b/I355"),
            ("/a/b", "/a/b/c", "c"),
            // What is the same again behind a difference is another folder.
            ("/a/x/c", "/a/y/c", "../../y/c"),
        ];
        for (from, to, way) in rows {
            assert_eq!(relative(Path::new(from), Path::new(to)), way, "{from} {to}");
        }
    }
}
