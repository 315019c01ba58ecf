//! From a finished report to bytes: one file an output, and none of them computes a figure.

pub mod bridge_entry;
pub mod csv;
pub mod error;
pub mod form;
pub mod html;
pub mod journal;
pub mod json;
pub mod lines;
mod lines_form;
pub mod manifest;
mod manifest_column;
mod manifest_table;
pub mod manifest_version;
pub mod markup;
pub mod number;
pub mod page_code;
pub mod pdf;
pub mod plain;
pub mod rendering;
pub mod table;
pub mod xlsx;
