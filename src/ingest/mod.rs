//! From export files to accepted transactions: nothing is lost, nothing is guessed.

pub mod amount;
pub mod chunk;
pub mod columns;
pub mod csv;
pub mod csv_count;
pub mod date;
pub mod defect;
mod defect_words;
pub mod encoding;
pub mod export_name;
pub mod field_index;
pub mod foreign;
pub mod gather;
pub mod header;
pub mod ids;
pub mod intake;
pub mod limits;
pub mod merge;
pub mod parquet;
pub mod parquet_cell;
pub mod parquet_footer;
pub mod profile;
pub mod proof;
pub mod reading;
pub mod record;
pub mod rejects;
pub mod row;
pub mod source;
pub mod verdict;
pub mod xlsx;
pub mod xlsx_count;
pub mod xlsx_parts;

pub use defect::{Defect, Reason};
pub use gather::LineSink;
pub use intake::{InputFile, Intake, IntakeError, Reader};
pub use profile::Profile;
