//! Why an archive can't be used, as the user is told.

use super::code::Code;
use super::entry::{Diagnostic, ExitStatus};
use super::failure::{of_miswritten, of_publish_error};
use super::input::{of_intake_error, of_source_error};
use crate::archive::ArchiveError;
use crate::archive::lock::LockError;

/// Why the archive can't be used.
#[must_use]
pub fn of_archive_error(error: &ArchiveError) -> Vec<Diagnostic> {
    let code = match error {
        ArchiveError::OlderLayout(..) => Some(Code::OLDER_LAYOUT),
        ArchiveError::NoLibrary(_) => Some(Code::NO_LIBRARY),
        ArchiveError::Unreadable(..)
        | ArchiveError::Unwritable(_)
        | ArchiveError::Source(_)
        | ArchiveError::Intake(_)
        | ArchiveError::Miswritten(_) => None,
        _ => Some(Code::REGISTER),
    };
    let told = in_words(error).into_iter();
    told.map(|diagnostic| Diagnostic { code: code.or(diagnostic.code), ..diagnostic }).collect()
}

fn in_words(error: &ArchiveError) -> Vec<Diagnostic> {
    let one = |diagnostic| vec![diagnostic];
    let kept = "restore the archive from its copy; kasverslag never writes such a file by itself";
    let damaged = "`kasverslag archive restore` puts it aside and makes it anew from what lies beside it; with --from it takes \
                   register and lines from a copy that fits";
    match error {
        ArchiveError::Register(path, cause) => {
            use rusqlite::ErrorCode::{
                CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, PermissionDenied, ReadOnly, SystemIoFailure,
            };
            let environment =
                [CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, PermissionDenied, ReadOnly, SystemIoFailure];
            let is_environment = cause.sqlite_error_code().is_some_and(|code| environment.contains(&code));
            let is_damaged = error.damage().is_some();
            let status = if is_environment || is_damaged { ExitStatus::Environment } else { ExitStatus::Refused };
            let diagnostic = Diagnostic::error(status, format!("the register can't be used: {cause}"));
            let diagnostic = diagnostic.in_file(path);
            // SQLite leaves a journal beside a register when a run dies while it writes.
            let has_died = std::path::PathBuf::from(format!("{}-journal", path.display())).exists();
            let hint = "a run that died left this half done; the next `kasverslag run` mends it";
            one(match (has_died, is_damaged) {
                (true, _) => diagnostic.hinted(hint),
                (false, true) => diagnostic.hinted(damaged),
                (false, false) => diagnostic,
            })
        }
        ArchiveError::NoFile(path) => {
            let what = "the register can't be used: it is no regular file";
            one(Diagnostic::error(ExitStatus::Environment, what).in_file(path).hinted(damaged))
        }
        ArchiveError::NotARegister(path, what) => one(Diagnostic::error(
            ExitStatus::Refused,
            format!("this is no register of this version of kasverslag: {what}"),
        )
        .in_file(path)),
        ArchiveError::OlderLayout(path, layout) => {
            let what = format!("an older kasverslag made this register: its layout is {layout}");
            one(Diagnostic::usage(what).in_file(path).hinted(
                "`kasverslag archive upgrade` takes the archive over, and keeps the old register beside the new one",
            ))
        }
        ArchiveError::Missing(path) => {
            one(Diagnostic::error(ExitStatus::Refused, "a file that the register names is missing")
                .in_file(path)
                .hinted(kept))
        }
        ArchiveError::Altered(path) => one(Diagnostic::error(
            ExitStatus::Refused,
            "a file that the register names has been altered: its SHA-256 is another",
        )
        .in_file(path)
        .hinted(kept)),
        ArchiveError::Changed(path, what) => {
            one(Diagnostic::error(ExitStatus::Refused, format!("the daybook lines have been altered: {what}"))
                .in_file(path)
                .hinted(kept))
        }
        ArchiveError::Miswritten(path) => one(of_miswritten(path)),
        ArchiveError::Lines(path, what) => {
            one(Diagnostic::error(ExitStatus::Refused, format!("the daybook lines can't be read: {what}"))
                .in_file(path))
        }
        ArchiveError::NoLibrary(path) => one(Diagnostic::usage("there is no library in the archive here")
            .in_file(path)
            .hinted("the archive has a folder per library, such as I355; `kasverslag run` makes it")),
        ArchiveError::Unreadable(path, error) => {
            one(Diagnostic::error(ExitStatus::Environment, format!("`{}` can't be read: {error}", path.display()))
                .about(path))
        }
        ArchiveError::Unwritable(error) => one(of_publish_error(error)),
        ArchiveError::Source(error) => one(of_source_error(error)),
        ArchiveError::Intake(error) => of_intake_error(error),
    }
}

/// Why a run may not start.
#[must_use]
pub fn of_lock_error(error: &LockError) -> Diagnostic {
    lock_in_words(error).coded(Code::LOCK)
}

fn lock_in_words(error: &LockError) -> Diagnostic {
    match error {
        LockError::Held(path, holder) => {
            let holder = if holder.is_empty() { "a dry run" } else { holder };
            Diagnostic::error(ExitStatus::Environment, format!("another run is at work: {holder}"))
                .in_file(path)
                .hinted("wait for it to end; the lock ends with its process, whatever happens to that")
        }
        LockError::Useless(path) => Diagnostic::error(
            ExitStatus::Environment,
            "locks do nothing on this file system: two runs at once would spoil the archive",
        )
        .in_file(path)
        .hinted("keep the archive on a file system that knows locks; a share is mounted with them (NFS: not `nolock`)"),
        LockError::Unwritable(path, error) => {
            Diagnostic::error(ExitStatus::Environment, format!("the lock `{}` can't be made: {error}", path.display()))
                .about(path)
        }
    }
}
