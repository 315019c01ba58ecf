//! `register.jsonl.gz`: the transcript of a library's register, beside its reports. From it and the files of lines the
//! register can be made anew.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::ShelfError;
use crate::archive::{Register, regular};
use crate::publish::modes::Modes;
use crate::publish::{PublishError, place};

/// Its name in the library's folder of reports.
pub const FILE: &str = "register.jsonl.gz";
/// How long its first line may be.
const LONGEST_HEAD: u64 = 1 << 12;
/// How long its notes may be.
const LONGEST_NOTES: u64 = 1 << 28;

/// Brings it up to the register, which must be open to work with; one whose first line is the register's is left as it is.
///
/// # Errors
/// When the register can't be read or the file not be written.
pub fn refresh(output: &Path, register: &Register, modes: Modes) -> Result<(), ShelfError> {
    let path = output.join(FILE);
    let mut head = String::new();
    let found = open(&path).and_then(|text| text.take(LONGEST_HEAD).read_line(&mut head));
    if found.is_ok() && head == register.transcript_head()? {
        return Ok(());
    }
    let failed = |error| PublishError { path: path.clone(), error };
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    let mut written = Ok(());
    register.each_transcript_line(|line| {
        if written.is_ok() {
            written = packed.write_all(line.as_bytes());
        }
    })?;
    let packed = written.and_then(|()| packed.finish()).map_err(failed)?;
    Ok(place(output, FILE, &packed, modes)?)
}

/// Whether it has a note of the register, whatever that says; not when it can't be read.
#[must_use]
pub fn has_note(path: &Path, name: &str) -> bool {
    let Ok(text) = open(path) else { return false };
    // Notes stand before all else, behind the first line.
    let rows = text.take(LONGEST_NOTES).lines().skip(1).map_while(Result::ok);
    let begin = format!("[\"note\",\"{name}\",");
    rows.take_while(|row| row.starts_with("[\"note\",")).any(|row| row.starts_with(&begin))
}

/// What it holds, to be read.
///
/// # Errors
/// When it is missing, no regular file or can't be opened.
pub fn open(path: &Path) -> io::Result<impl BufRead + use<>> {
    Ok(BufReader::new(MultiGzDecoder::new(BufReader::new(regular::open(path)?))))
}
