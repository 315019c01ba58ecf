//! What a library's night begins with: nothing at all, or register, lines and reports that belong to each other.
//!
//! What is not there is no proof that nothing ever was. A lost register, a copy that was put back and is older than what
//! lies beside it, or another library's: going on from these would lose lines and give numbers twice.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::index;
use super::night::Nightly;
use crate::archive::lines_folder::{Unnamed, files_of_lines};
use crate::archive::{ArchiveError, REGISTER, Register, ReportRecord, regular};
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{Count, Diagnostic, ExitStatus};
use crate::failure::Failure;
use crate::pages;
use crate::publish::outbox::{self, IssuedFolder};
use crate::reporting::evidence::Evidence;
use crate::shelf::chain_file::{self, ChainFileState, ChainRow};

/// What the register notes when the clock was ahead: the last report and the last export of that time.
pub const CLOCK: &str = "clock";
/// How many names a message tells.
const NAMED: usize = 5;

/// The register of a library, made when the library is new; and what there is to tell of things beside it.
///
/// `folder` is where the register is worked with, `own` where it belongs: a dry run has a copy.
///
/// # Errors
/// When register, lines and reports don't belong to each other.
pub fn open(nightly: &Nightly<'_>, folder: &Path, own: &Path, library: &LibrarySettings) -> Result<Register, Failure> {
    let modes = nightly.config.run.modes;
    let issued = issued(library)?;
    let told = told_chain(library)?;
    if Register::is_absent(folder)? {
        let lines = files_of_lines(own)?;
        let end = nightly.ends.of_library(library.institution).next().map(|(file, _)| file);
        let is_on_page = || index::told_libraries(&nightly.config.run.output);
        let told_by = match end {
            None if is_on_page()?.contains(&library.institution) => Some(pages::FILE),
            end => end,
        };
        if lines.is_empty() && issued.is_empty() && told_by.is_none() && told.is_none() {
            return Ok(Register::create(folder, modes)?);
        }
        return Err(lost(&own.join(REGISTER), lines.len(), &issued, told.is_some(), told_by).into());
    }
    let register = Register::open(folder, modes)?;
    let whose = register.note("institution")?;
    if let Some(whose) = whose.filter(|whose| *whose != library.institution.to_string()) {
        return Err(stop(format!("the register is that of {whose}"), &own.join(REGISTER)).into());
    }
    let records = register.reports()?;
    let numbers: BTreeSet<&str> = records.iter().map(|record| record.number.as_str()).collect();
    let unknown: Vec<&str> =
        issued.iter().map(|found| found.number.as_str()).filter(|number| !numbers.contains(number)).collect();
    if !unknown.is_empty() {
        return Err(unknown_reports(&unknown, &library.output).into());
    }
    if let Some((file, _)) = nightly.ends.unknown(library.institution, &records).first() {
        let what = format!("the register does not know the report that the last run ended with, as {file} has it");
        return Err(stop(what, &own.join(REGISTER)).into());
    }
    if let Some(told) = told {
        told.demand_one_with(&records, library)?;
    }
    demand_whole_chain(&register, &records, &own.join(REGISTER))?;
    demand_later(nightly, &register, &records)?;
    Ok(register)
}

/// Demands that what the register says of issued reports is what it said when they were issued: pages and later versions
/// rest on it.
fn demand_whole_chain(register: &Register, records: &[ReportRecord], path: &Path) -> Result<(), Failure> {
    let mut previous = "";
    for record in records {
        let number = &record.number;
        if record.hash() != record.record {
            return Err(stop(format!("{number}: its record has been altered"), path).into());
        }
        if record.previous != previous {
            return Err(stop(format!("{number}: the chain is broken before it"), path).into());
        }
        previous = &record.record;
    }
    // What the last one was made from is all that any was made from.
    let Some(last) = records.last() else { return Ok(()) };
    match Evidence::of(register)?.altered(last) {
        None => Ok(()),
        Some(what) => {
            let what = format!("{}: the {what} that it was made from have been altered", last.number);
            Err(stop(what, path).into())
        }
    }
}

/// Demands that the register is one with the chain file beside a library's reports, if there is one.
///
/// # Errors
/// When they contradict each other, or the file can't be read.
pub fn demand_witnessed(records: &[ReportRecord], library: &LibrarySettings) -> Result<(), Failure> {
    told_chain(library)?.map_or(Ok(()), |told| told.demand_one_with(records, library))
}

/// What the chain file beside a library's reports tells.
struct ToldChain {
    bytes: Vec<u8>,
    rows: Vec<ChainRow>,
}

/// What the chain file beside a library's reports tells; `None` when there is none.
fn told_chain(library: &LibrarySettings) -> Result<Option<ToldChain>, Failure> {
    let path = library.output.join(chain_file::FILE);
    let bytes = match regular::read(&path) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        read => read.map_err(|error| ArchiveError::Unreadable(path.clone(), error))?,
    };
    let rows = chain_file::read(&bytes).map_err(|what| {
        not_the_chain(&path, &format!("it is not the chain of reports as kasverslag wrote it: {what}"))
    })?;
    Ok(Some(ToldChain { bytes, rows }))
}

impl ToldChain {
    /// Demands that the register goes on from where the file ends, and says the same of all before. It lies where the
    /// register can't change it.
    fn demand_one_with(&self, records: &[ReportRecord], library: &LibrarySettings) -> Result<(), Failure> {
        let what = match chain_file::standing(&self.rows, records) {
            ChainFileState::UpTo(end) => match chain_file::first_difference(&self.bytes, &records[..end]) {
                None => return Ok(()),
                Some(line) => {
                    let path = library.output.join(chain_file::FILE);
                    return Err(not_the_chain(&path, &format!("line {line} is not what the register gives")).into());
                }
            },
            ChainFileState::Beyond(number) => format!("the register does not know {number}, which was issued"),
            ChainFileState::Other(number) => format!("the register has another chain of reports from {number} on"),
        };
        Err(stop(what, &library.output.join(chain_file::FILE)).into())
    }
}

fn not_the_chain(path: &Path, what: &str) -> Diagnostic {
    let hint = "nothing was done for this library. Put back the file as it was; when `kasverslag verify` finds nothing else, \
                it may be moved away, and the next run writes it anew";
    Diagnostic::error(ExitStatus::Environment, what).in_file(path).hinted(hint)
}

/// Demands that the clock has not gone back behind what came in and went out: numbers and times would contradict each
/// other. Once somebody has said that it was ahead then, what it said until then counts no more.
fn demand_later(nightly: &Nightly<'_>, register: &Register, records: &[ReportRecord]) -> Result<(), Failure> {
    let made = nightly.made.fixed_offset();
    let exports = register.exports()?;
    let (reported, taken): (u32, u32) = match register.note(CLOCK)? {
        Some(note) => {
            let (reported, taken) = note.split_once(' ').unwrap_or_default();
            (reported.parse().unwrap_or(0), taken.parse().unwrap_or(0))
        }
        None => (0, 0),
    };
    let issued = records.iter().filter(|record| record.sequence > reported).map(|record| record.issued);
    let came = exports.iter().filter(|export| export.intake > taken).map(|export| export.taken_in);
    let Some(newest) = issued.chain(came).max().filter(|newest| *newest > made) else { return Ok(()) };
    if nightly.accepts_clock {
        let last = |number: Option<u32>| number.unwrap_or(0);
        let (reported, taken) =
            (last(records.last().map(|record| record.sequence)), last(exports.last().map(|export| export.intake)));
        return Ok(register.set_note(CLOCK, &format!("{reported} {taken}"))?);
    }
    let what = format!(
        "the clock says {}, but something of this library was done at {}",
        made.to_rfc3339(),
        newest.to_rfc3339()
    );
    let hint = "nothing was done for this library. Set the clock right; if it is right now and was ahead then, run once \
                with --accept-clock";
    Err(Diagnostic::error(ExitStatus::Environment, what).hinted(hint).into())
}

/// Demands that every file of lines that lies there is of the register's state, and gives what is not kasverslag's.
///
/// # Errors
/// When there are lines that the register does not know.
pub fn demand_known_lines(register: &Register, own: &Path) -> Result<Vec<PathBuf>, Failure> {
    let (mut unknown, mut foreign) = (Vec::new(), Vec::new());
    for unnamed in register.unnamed()? {
        match unnamed {
            Unnamed::Unknown(path) => unknown.push(path),
            Unnamed::Foreign(path) => foreign.push(path),
            Unnamed::Passing(_) | Unnamed::Replaced(_) | Unnamed::Staying(_) => {}
        }
    }
    if unknown.is_empty() {
        return Ok(foreign);
    }
    let names = unknown.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
    let names = listed(&names.collect::<Vec<_>>());
    Err(stop(format!("the register does not know these files of lines: {names}"), &own.join(REGISTER)).into())
}

/// That things which are not kasverslag's were left where they are.
#[must_use]
pub fn of_foreign(paths: &[PathBuf]) -> Option<Diagnostic> {
    let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let what = format!("not kasverslag's, and left as they are: {}", listed(&names));
    (!paths.is_empty()).then(|| Diagnostic::notice(what))
}

/// Demands that nothing lies in the places of reports that are about to be entered.
///
/// # Errors
/// Those whose places are taken.
pub fn demand_free_places(records: &[ReportRecord], output: &Path) -> Result<(), Failure> {
    let taken = records.iter().filter(|record| outbox::is_in_place(output, &record.folder));
    let taken: Vec<&str> = taken.map(|record| record.number.as_str()).collect();
    if taken.is_empty() { Ok(()) } else { Err(unknown_reports(&taken, output).into()) }
}

fn unknown_reports(numbers: &[&str], output: &Path) -> Diagnostic {
    let what = format!("the register does not know these reports, which were issued: {}", listed(numbers));
    stop(what, output)
}

fn issued(library: &LibrarySettings) -> Result<Vec<IssuedFolder>, Failure> {
    let unreadable = |error: crate::publish::PublishError| ArchiveError::Unreadable(error.path, error.error);
    Ok(outbox::found(&library.output).map_err(unreadable)?)
}

fn lost(
    register: &Path,
    lines: usize,
    issued: &[IssuedFolder],
    has_chain_file: bool,
    told_by: Option<&str>,
) -> Diagnostic {
    let mut beside = Vec::new();
    if lines > 0 {
        beside.push(format!("{} of lines", Count(lines as u64, "file")));
    }
    if let (Some(first), Some(last)) = (issued.first(), issued.last()) {
        beside.push(format!("reports from {} to {}", first.number, last.number));
    }
    if beside.is_empty() && has_chain_file {
        beside.push(format!("a {} that tells of reports", chain_file::FILE));
    }
    if let (Some(file), true) = (told_by, beside.is_empty()) {
        beside.push(if file == pages::FILE {
            format!("pages whose {file} tells of it (where it is to begin anew, move that away: a run writes it)")
        } else {
            format!("a {file} that tells of reports")
        });
    }
    let is_there = if register.exists() { "empty" } else { "missing" };
    stop(format!("the register is {is_there}, but it was not always: there are {}", beside.join(" and ")), register)
}

/// Nothing is done for a library until somebody has looked.
fn stop(what: String, path: &Path) -> Diagnostic {
    Diagnostic::error(ExitStatus::Environment, what).in_file(path).hinted(
        "nothing was done for this library. Register, lines and reports must be of the same night: `kasverslag archive \
         restore` makes lost reports again, and a lost or older register from what lies beside them; with --from it takes \
         register and lines from a copy that fits. A library that begins anew needs an archive and an output without \
         anything of it",
    )
}

fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let first: Vec<&str> = names.iter().take(NAMED).map(AsRef::as_ref).collect();
    let more = names.len().saturating_sub(NAMED);
    if more > 0 { format!("{} and {more} more", first.join(", ")) } else { first.join(", ") }
}
