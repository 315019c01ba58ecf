//! `register.jsonl.gz`: the transcript of a library's register, beside its reports. From it and the files of lines the
//! register can be made anew.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::error::ShelfError;
use super::written_chain::WrittenChain;
use crate::archive::{Register, regular};
use crate::publish::aside::put_aside;
use crate::publish::modes::Modes;
use crate::publish::{PublishError, place};

/// Its name in the library's folder of reports.
pub const FILE: &str = "register.jsonl.gz";
/// What one is called that was put aside, because somebody else had changed it.
pub const ALTERED: &str = "register.jsonl.gz.altered";
/// How long its first line may be.
const LONGEST_HEAD: u64 = 1 << 12;
/// How long its notes may be.
const LONGEST_NOTES: u64 = 1 << 28;

/// Brings it up to the register, which must be open to work with; one whose first line is the register's is left as it is.
/// Tells whether it was written.
///
/// # Errors
/// When the register can't be read or the file not be written.
pub fn refresh(output: &Path, register: &Register, modes: Modes) -> Result<bool, ShelfError> {
    let path = output.join(FILE);
    let mut head = String::new();
    let found = open(&path).and_then(|text| text.take(LONGEST_HEAD).read_line(&mut head));
    if found.is_ok() && head == register.transcript_head()? {
        return Ok(false);
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
    place(output, FILE, &packed, modes)?;
    Ok(true)
}

/// As [`refresh`]; one that somebody changed since the chain was written, and that tells something else though its first
/// line is the register's, is put aside first: it may be right, and the register wrong. Adds it to what was `renewed`, and
/// tells whether it was written or looked into.
///
/// # Errors
/// As there.
pub(super) fn renew(
    output: &Path,
    register: &Register,
    written: &WrittenChain,
    modes: Modes,
    renewed: &mut Vec<PathBuf>,
) -> Result<bool, ShelfError> {
    let path = output.join(FILE);
    let is_suspect = fs::symlink_metadata(&path).is_ok() && written.is_older_than(&path);
    if refresh(output, register, modes)? {
        return Ok(true);
    }
    if is_suspect && !is_of(&path, register)? {
        put_aside(&path, output, ALTERED)?;
        refresh(output, register, modes)?;
        renewed.push(path);
    }
    Ok(is_suspect)
}

/// Whether it tells what the register does, and nothing else.
fn is_of(path: &Path, register: &Register) -> Result<bool, ShelfError> {
    let Ok(mut text) = open(path) else { return Ok(false) };
    let (mut is_alike, mut found) = (true, Vec::new());
    register.each_transcript_line(|line| {
        if is_alike {
            found.resize(line.len(), 0);
            is_alike = text.read_exact(&mut found).is_ok() && found == line.as_bytes();
        }
    })?;
    Ok(is_alike && matches!(text.read(&mut [0]), Ok(0)))
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
