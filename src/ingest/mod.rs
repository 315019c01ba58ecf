//! From export files to accepted transactions: nothing is lost, nothing is guessed.

pub mod amount;
pub mod columns;
pub mod csv;
pub mod date;
pub mod fault;
mod fault_words;
pub mod foreign;
pub mod header;
pub mod intake;
pub mod merge;
pub mod parquet;
pub mod parquet_cell;
pub mod profile;
pub mod proof;
pub mod reading;
pub mod record;
pub mod row;
pub mod source;
pub mod xlsx;

pub use fault::{Fault, Reason};
pub use intake::{FileIntake, Intake, IntakeError};
pub use profile::Profile;
