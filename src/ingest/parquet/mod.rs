//! Parquet files.

pub mod cell;
pub mod count;
pub mod footer;
pub mod reader;
