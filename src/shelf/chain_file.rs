//! `keten.csv`: the chain of a library's reports, a row each, beside the reports.

use crate::archive::ReportRecord;
use crate::archive::side_tables::CHAIN;
use crate::publish::semicolons::semicolon_row;

/// Its name in the library's folder of reports.
pub const FILE: &str = "keten.csv";
/// What a row tells of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainRow {
    /// Its place in the chain, as it is written.
    pub sequence: String,
    /// The report's number.
    pub number: String,
    /// Its files.
    pub files: Vec<ChainFile>,
    /// The hash of the record before; empty for the first.
    pub previous: String,
    /// The hash of its record.
    pub record: String,
}

/// A file as a row tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainFile {
    /// Its path from the library's folder.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// How a chain file stands to the chain in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainFileState {
    /// It tells of the register's reports, perhaps not of the last ones yet.
    UpTo(usize),
    /// It goes on behind the register's last report, with the report of this number.
    Beyond(String),
    /// From this number on it tells of another chain.
    Other(String),
}

/// The text of the file: ASCII, `;` between fields, a line end behind each row.
#[must_use]
pub fn text(records: &[ReportRecord]) -> String {
    let mut text = CHAIN.join(";") + "\n";
    for record in records {
        text += &row(record);
    }
    text
}

/// A file of a report is told as its path from the library's folder, a `=` and its SHA-256; several with `|` between.
fn row(record: &ReportRecord) -> String {
    let file = |file: &crate::archive::IssuedFile| format!("{}/{}={}", record.folder, file.name, file.sha256);
    let files: Vec<String> = record.files.iter().map(file).collect();
    let fields = [
        record.sequence.to_string(),
        record.number.clone(),
        record.report.clone(),
        record.period.to_string(),
        record.version.to_string(),
        record.issued.to_rfc3339(),
        files.join("|"),
        record.previous.clone(),
        record.record.clone(),
    ];
    // Numbers, ids and hashes need no quotes; what somebody wrote into a register may.
    semicolon_row(fields.iter().map(String::as_str)) + "\n"
}

/// The rows of a file.
///
/// # Errors
/// When it is no such file.
pub fn read(bytes: &[u8]) -> Result<Vec<ChainRow>, String> {
    let mut reader = ::csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes);
    let headers = reader.headers().map_err(|error| error.to_string())?;
    if headers.iter().ne(CHAIN) {
        return Err(format!("its first line is not `{}`", CHAIN.join(";")));
    }
    let row = |row: Result<::csv::StringRecord, ::csv::Error>| {
        let row = row.map_err(|error| error.to_string())?;
        let field = |index: usize| row.get(index).unwrap_or_default().to_owned();
        let files = row.get(6).unwrap_or_default().split('|').filter_map(|file| file.rsplit_once('='));
        let files = files.map(|(path, sha256)| ChainFile { path: path.to_owned(), sha256: sha256.to_owned() });
        Ok(ChainRow {
            sequence: field(0),
            number: field(1),
            files: files.collect(),
            previous: field(7),
            record: field(8),
        })
    };
    reader.records().map(row).collect()
}

/// How the rows of a file stand to the chain in the register.
#[must_use]
pub fn standing(rows: &[ChainRow], records: &[ReportRecord]) -> ChainFileState {
    let is_same = |(row, record): (&ChainRow, &ReportRecord)| row.record == record.record;
    let shared = rows.iter().zip(records).take_while(|pair| is_same(*pair)).count();
    match rows.get(shared) {
        None => ChainFileState::UpTo(shared),
        Some(row) if shared == records.len() => ChainFileState::Beyond(row.number.clone()),
        Some(row) => ChainFileState::Other(row.number.clone()),
    }
}

/// The first line of a file that is not what it would be for these reports.
#[must_use]
pub fn first_difference(bytes: &[u8], records: &[ReportRecord]) -> Option<usize> {
    let meant = text(records);
    let (mut found, mut meant) =
        (bytes.split_inclusive(|byte| is_line_end(*byte)), meant.as_bytes().split_inclusive(|byte| is_line_end(*byte)));
    (1..).map(|line| (line, found.next(), meant.next())).find_map(|(line, found, meant)| match (found, meant) {
        (None, None) => Some(None),
        (found, meant) => (found != meant).then_some(Some(line)),
    })?
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n'
}

/// How many of the register's reports a file tells of from the first on, whatever stands behind them.
#[must_use]
pub fn shared_records(bytes: &[u8], records: &[ReportRecord]) -> usize {
    let Ok(rows) = read(bytes) else { return 0 };
    rows.iter().zip(records).take_while(|(row, record)| row.record == record.record).count()
}
