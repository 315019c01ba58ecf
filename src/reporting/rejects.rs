//! Lists of refused records, for whoever mends the export.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::diagnostic::Diagnostic;
use crate::domain::steering::visible;
use crate::ingest::InputFile;
use crate::ingest::source::hex;
use crate::ingest::told_names::file_alone;
use crate::publish::{self, OutputFile, PublishError};
use crate::render::csv::{Dialect, Writer};

/// Their columns.
pub(super) const HEADERS: [&str; 6] = ["Bestand", "Regel", "Kolom", "Waarde", "Reden", "Record"];
/// Their folder in the folder of outputs.
const FOLDER: &str = "rejects";
/// How many bytes of an export's name theirs have: file systems allow 255 in all, of which what is put before and behind
/// takes some.
const LONGEST: usize = 180;
/// How their names end.
const ENDING: &str = ".rejects.csv";

/// One list of refused records for each file that has any. Files of one name are told apart by their hash.
#[must_use]
pub fn reject_files(files: &[InputFile], dialect: Dialect) -> Vec<OutputFile> {
    let refused: Vec<&InputFile> = files.iter().filter(|file| file.is_refused()).collect();
    let output = |file: &&InputFile| {
        let is_alone = refused.iter().filter(|other| file_alone(&other.name) == file_alone(&file.name)).count() == 1;
        // What is told with its folder is not the only one that is called so.
        let is_alone = is_alone && !file.name.contains('/');
        let hash = file.sha256.as_deref().filter(|_| !is_alone);
        let mark = hash.map(|hash| format!(".{}", &hash[..8])).unwrap_or_default();
        let mut writer = Writer::new(dialect);
        writer.record(HEADERS);
        let of_file = file.faults.iter().map(|fault| (fault, ""));
        // A record stands beside the first of its faults: one with many would multiply.
        let of_records = file.rejects.iter().flat_map(|reject| {
            let raws = std::iter::once(reject.raw.as_str()).chain(std::iter::repeat(""));
            reject.faults.iter().zip(raws)
        });
        for (fault, raw) in of_file.chain(of_records) {
            let line = fault.line.map(|line| place(file, line)).unwrap_or_default();
            writer.record([&file.name, &line, &fault.column, &fault.value, &fault.reason.dutch(), raw]);
        }
        if file.rejects.left_out() > 0 {
            let what = format!("nog {} geweigerde records staan niet in deze lijst", file.rejects.left_out());
            writer.record([&file.name, "", "", "", &what, ""]);
        }
        OutputFile {
            name: PathBuf::from(FOLDER).join(format!("{}{mark}{ENDING}", listed_name(file_alone(&file.name)))),
            bytes: writer.finish(),
        }
    };
    refused.iter().map(output).collect()
}

/// The name of an export as that of its list begins. A file's name has an end: of a longer one only the start is there,
/// with a hash of all of it.
#[must_use]
pub fn listed_name(name: &str) -> String {
    let shown = visible(name);
    if shown.len() <= LONGEST {
        return shown.into_owned();
    }
    let end = (0..=LONGEST).rev().find(|end| shown.is_char_boundary(*end)).unwrap_or(0);
    format!("{}… {}", &shown[..end], &hex(&Sha256::digest(name))[..8])
}

/// The number of a line, behind the name of its sheet in a workbook that has several.
fn place(file: &InputFile, line: u64) -> String {
    match file.sheet_and_row(line) {
        (Some(sheet), row) => format!("{sheet}!{row}"),
        (None, row) => row.to_string(),
    }
}

/// Removes lists of exports that are not refused any more, as they hold what customers owe, and tells which; what can't
/// be removed is told too. Whether a list is outdated is asked with the names that its export may have.
#[must_use]
pub fn remove_outdated(output: &Path, is_outdated: impl Fn([&str; 2]) -> bool) -> Vec<Diagnostic> {
    let is_chosen = |name: &str, start: &[u8]| {
        is_list(start) && name.strip_suffix(ENDING).is_some_and(|name| is_outdated([name, without_mark(name)]))
    };
    let what = "a list of refused records was removed: its export is sound now, or gone";
    match publish::remove(&output.join(FOLDER), is_chosen) {
        Ok(removed) => removed.iter().map(|path| Diagnostic::notice(what).in_file(path)).collect(),
        Err(PublishError { path, error }) => {
            let what = "a list of refused records that is outdated can't be removed";
            vec![Diagnostic::warning(what).with(error.to_string()).in_file(&path)]
        }
    }
}

/// The name of an export without the mark that tells it from others of its name.
fn without_mark(name: &str) -> &str {
    let is_mark = |end: &str| end.len() == 8 && end.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.rsplit_once('.').filter(|(_, end)| is_mark(end)).map_or(name, |(name, _)| name)
}

/// Whether a file begins as lists of refused records do, in whatever dialect.
fn is_list(start: &[u8]) -> bool {
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
    [";", ","].iter().any(|separator| start.starts_with(format!("{}\r\n", HEADERS.join(separator)).as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_long_names_have_names_of_their_own() {
        assert_eq!(listed_name("dagboek.csv"), "dagboek.csv");
        let names = ["a", "b"].map(|end| listed_name(&format!("{}{end}.csv", "é".repeat(120))));
        assert!(names.iter().all(|name| name.len() < 200 && name.starts_with("ééé")), "{names:?}");
        assert_ne!(names[0], names[1]);
        assert_eq!(without_mark(&format!("{}.0123abcd", names[0])), names[0]);
    }
}
