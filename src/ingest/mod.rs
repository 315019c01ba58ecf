//! From export files to accepted transactions: nothing is lost, nothing is guessed.

pub mod amount;
pub mod cell;
pub mod columns;
pub mod count;
pub mod csv;
pub mod date;
pub mod defect;
mod defect_words;
pub mod export_name;
pub mod field;
pub mod file_reading;
pub mod foreign;
pub mod gather;
pub mod header;
pub mod ids;
pub mod input_file;
pub mod intake;
pub mod intake_error;
pub mod limits;
pub mod merge;
pub mod parquet;
pub mod profile;
pub mod reading;
pub mod rejects;
pub mod row;
pub mod source;
pub mod task;
pub mod verdict;
pub mod xlsx;

pub use defect::{Defect, Reason};
pub use gather::LineSink;
pub use input_file::InputFile;
pub use intake::{Intake, Reader};
pub use intake_error::IntakeError;
pub use profile::Profile;
