//! Copies of reports that came from elsewhere: which issued report each of them is, by nothing but its bytes.

use std::path::{Path, PathBuf};

use super::places;
use crate::archive::{Register, ReportRecord, regular};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::inspect::{verify_pdf, without_signatures};
use crate::render::manifest::sha256;

/// Tells of each copy which report of the archives in a folder it is, what holds in its place, and what is to be said of
/// the file itself. What programs that sign put behind a report is no part of what was issued.
#[must_use]
pub fn tell_copies(dir: &Path, config: &Config, copies: &[PathBuf]) -> Vec<Diagnostic> {
    if copies.is_empty() {
        return Vec::new();
    }
    // What can't be read is told by the audit itself.
    let chains: Vec<Vec<ReportRecord>> = places::find(dir, config)
        .libraries
        .iter()
        .filter_map(|library| Register::open_to_read(&library.folder).and_then(|register| register.reports()).ok())
        .collect();
    copies.iter().flat_map(|copy| tell(copy, &chains)).collect()
}

fn tell(copy: &Path, chains: &[Vec<ReportRecord>]) -> Vec<Diagnostic> {
    let shown = copy.display();
    let bytes = match regular::read(copy) {
        Ok(bytes) => bytes,
        Err(error) => {
            let what = format!("`{shown}` can't be read: {error}");
            return vec![Diagnostic::error(ExitStatus::Environment, what)];
        }
    };
    let is_pdf = bytes.starts_with(b"%PDF");
    let found = sha256(if is_pdf { without_signatures(&bytes) } else { &bytes });
    let is_of = |record: &&ReportRecord| record.files.iter().any(|file| file.sha256 == found);
    let issued = chains.iter().find_map(|chain| Some((chain, chain.iter().find(is_of)?)));
    let mut told = Vec::new();
    if let Some((chain, record)) = issued {
        let ReportRecord { number, report, period, version, issued, .. } = record;
        let what =
            format!("{shown}: it is {number} as it was issued on {issued}: {report} {period}, version {version}");
        told.push(Diagnostic::notice(what).about(copy));
        let newest = ReportRecord::newest(chain).into_values();
        let mut of_same = newest.filter(|other| other.report == *report && other.period == *period);
        if let Some(holds) = of_same.next().filter(|holds| holds.number != *number) {
            let (newer, of) = (&holds.number, holds.version);
            let what = format!("{shown}: {number} was replaced: {newer} holds, version {of}");
            told.push(Diagnostic::warning(what).about(copy));
        }
    } else {
        let what = format!("{shown}: no report that was issued here has its bytes");
        let hint =
            "it was altered, or comes from elsewhere; a report that was printed to a file or saved again is no copy";
        told.push(Diagnostic::error(ExitStatus::Refused, what).about(copy).hinted(hint));
    }
    if is_pdf {
        told.extend(verify_pdf(copy));
    }
    told
}
