//! `actueel/<report>/<period>.<form>`: every report by its period, in the version that holds.
//!
//! They are copies and no links: whoever opens one in a spreadsheet and saves it must not change what was issued, and a
//! folder that is copied to a share or a stick needs no links. Where a file system can share blocks, a copy takes no
//! room.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::archive::regular::demand_known;
use crate::archive::{ArchiveError, IssuedFile, ReportRecord};
use crate::publish::modes::Modes;
use crate::publish::{self, PublishError, copy_file, make_folder};
use crate::render::form::FileFormat;

/// The folder's name in the library's folder of reports.
pub const FOLDER: &str = "actueel";

/// The folder of a report, and the name in it, under which a file of its newest version lies.
#[must_use]
pub fn place(record: &ReportRecord, file: &IssuedFile) -> (PathBuf, String) {
    let ending = Path::new(&file.name).extension().unwrap_or_default().to_string_lossy();
    (Path::new(FOLDER).join(&record.report), format!("{}.{ending}", record.period.file_part()))
}

/// Puts the reports for the periods of `new` ones in their places, in the version that holds.
///
/// # Errors
/// When something can't be read or written.
pub fn place_all(
    output: &Path,
    records: &[ReportRecord],
    new: &[ReportRecord],
    modes: Modes,
) -> Result<(), PublishError> {
    let holding = ReportRecord::newest(records);
    for record in ReportRecord::newest(new).keys().filter_map(|key| holding.get(key)) {
        place_report(output, record, modes)?;
    }
    Ok(())
}

fn place_report(output: &Path, record: &ReportRecord, modes: Modes) -> Result<(), PublishError> {
    let mut names = BTreeSet::new();
    for file in &record.files {
        let (folder, name) = place(record, file);
        let (folder, issued) = (output.join(folder), output.join(&record.folder).join(&file.name));
        if demand_known(&folder.join(&name), &file.sha256).is_err() {
            match demand_known(&issued, &file.sha256) {
                Ok(()) => {
                    make_folder(&folder, modes)?;
                    copy_file(&issued, &folder, &name)?;
                }
                Err(ArchiveError::Unreadable(path, error)) => return Err(PublishError { path, error }),
                // An issued file that is gone or altered is for `verify` to tell of; nothing is to be copied then.
                Err(_) => {}
            }
        }
        names.insert(name);
    }
    let folder = output.join(FOLDER).join(&record.report);
    for format in FileFormat::ALL {
        let name = format!("{}.{}", record.period.file_part(), format.name());
        if !names.contains(&name) {
            publish::remove_file(&folder.join(name))?;
        }
    }
    Ok(())
}
