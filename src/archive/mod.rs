//! The memory: daybook lines as Parquet, and a register of what came in and what was issued, a folder per library.
//!
//! A library's folder holds `register.sqlite` and `lines/`, with one Parquet file for each month of settlement. The
//! register is the truth: files are written first and named by it in one transaction, so that a run that dies leaves
//! at most a file that no register names. Lines are never deleted: a changed or vanished one stays, marked with the
//! export that did it.

pub mod archived_export;
pub mod archived_lines;
mod clash;
pub mod deliveries;
pub mod delta_log;
mod effect;
mod error;
pub mod expected_feeds;
pub mod export_feeds;
pub mod export_register;
pub mod feeds;
pub mod finding_note;
pub mod history;
mod issued;
mod kept_months;
mod known_lines;
mod left_out;
pub mod line_file;
mod line_notes;
mod line_record;
pub mod line_spool;
pub mod line_version;
pub mod lines_folder;
pub mod lock;
pub mod migration;
pub mod month;
pub mod month_file;
pub mod month_lines;
mod month_writer;
mod names;
pub mod open_spans;
pub mod pseudonym_key;
pub mod register;
mod register_file;
pub mod regular;
mod remembered;
pub mod report_record;
pub mod schema;
pub mod side_tables;
pub mod snapshot;
pub mod source_sums;
pub mod spellings;
mod sums;
pub mod take_in;
pub mod transcript;
pub mod unreplaced;
mod upgrade;
pub mod versions;
pub mod witness_record;
mod write_export;

pub use archived_export::ArchivedExport;
pub use clash::{Clash, SharedIds};
pub use error::ArchiveError;
pub use feeds::Feeds;
pub use line_spool::LineSpool;
pub use line_version::{LineKey, LineVersion};
pub use names::{LINES, OLD_REGISTER, PAGES_NOTE, REGISTER};
pub use pseudonym_key::PseudonymKey;
pub use register::Register;
pub use regular::known_bytes;
pub use report_record::{IssuedFile, ReportRecord};
pub use snapshot::{Audited, HeldLines, LatestExports};
pub use spellings::WaitingLines;
pub use transcript::TranscriptHash;
pub use witness_record::WitnessRecord;
