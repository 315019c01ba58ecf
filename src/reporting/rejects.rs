//! Lists of refused records, for whoever mends the export.

use std::path::PathBuf;

use crate::ingest::InputFile;
use crate::publish::OutputFile;
use crate::render::csv::{Dialect, Writer};

/// One list of refused records for each file that has any. Files of one name are told apart by their hash.
#[must_use]
pub fn reject_files(files: &[InputFile], dialect: Dialect) -> Vec<OutputFile> {
    let refused: Vec<&InputFile> = files.iter().filter(|file| file.is_refused()).collect();
    let output = |file: &&InputFile| {
        let is_alone = refused.iter().filter(|other| other.name == file.name).count() == 1;
        let hash = file.sha256.as_deref().filter(|_| !is_alone);
        let mark = hash.map(|hash| format!(".{}", &hash[..8])).unwrap_or_default();
        let mut writer = Writer::new(dialect);
        writer.record(["Bestand", "Regel", "Kolom", "Waarde", "Reden", "Record"]);
        let of_file = file.faults.iter().map(|fault| (fault, ""));
        let of_records =
            file.rejects.iter().flat_map(|reject| reject.faults.iter().map(|fault| (fault, reject.raw.as_str())));
        for (fault, raw) in of_file.chain(of_records) {
            let line = fault.line.map(|line| place(file, line)).unwrap_or_default();
            writer.record([&file.name, &line, &fault.column, &fault.value, &fault.reason.dutch(), raw]);
        }
        if file.rejects.left_out() > 0 {
            let what = format!("nog {} geweigerde records staan niet in deze lijst", file.rejects.left_out());
            writer.record([&file.name, "", "", "", &what, ""]);
        }
        OutputFile {
            name: PathBuf::from("rejects").join(format!("{}{mark}.rejects.csv", file.name)),
            bytes: writer.finish(),
        }
    };
    refused.iter().map(output).collect()
}

/// The number of a line, behind the name of its sheet in a workbook that has several.
fn place(file: &InputFile, line: u64) -> String {
    match file.sheet_and_row(line) {
        (Some(sheet), row) => format!("{sheet}!{row}"),
        (None, row) => row.to_string(),
    }
}
