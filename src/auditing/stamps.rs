//! Heads of chains that a time stamp vouches for: `tijdstempels/<day>_<first digits>.head` beside the reports, as
//! `docs/tijdstempel.sh` leaves them with the stamp. Whether the stamp is good is asked of `openssl`; that the chain has the
//! head is asked here, as of any head that was kept.

use std::path::Path;

use chrono::NaiveDate;

use super::faults::Faults;
use super::files::entries;
use super::heads::{KeptHead, RecordHash};
use crate::archive::{ArchiveError, regular};
use crate::domain::Institution;
use crate::shelf::stamps::FOLDER;

/// What a file with a head ends in.
const ENDING: &str = ".head";
/// How many digits of a head stand in the name of its file.
const DIGITS: usize = 16;

/// The heads that were stamped; nothing where no stamps are. What is no head is a fault.
pub(super) fn kept(output: &Path, institution: Institution, faults: &mut Faults) -> Vec<KeptHead> {
    let mut kept = Vec::new();
    for path in entries(&output.join(FOLDER), faults) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(ENDING) else { continue };
        let bytes = match regular::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                faults.fail(ArchiveError::Unreadable(path, error));
                continue;
            }
        };
        let record = RecordHash::parse(String::from_utf8_lossy(&bytes).trim());
        let named = stem.split_once('_').and_then(|(day, digits)| Some((day.parse::<NaiveDate>().ok()?, digits)));
        match (named, record) {
            (Some((day, digits)), Some(record)) if record.text().get(..DIGITS) == Some(digits) => {
                kept.push(KeptHead { kept: Some((institution, day)), record, source: path.display().to_string() });
            }
            (_, None) => faults.add(&path, "what it holds is no head: 64 hexadecimal digits"),
            _ => faults.add(&path, "its name is not the day and the first 16 digits of the head that it holds"),
        }
    }
    kept
}
