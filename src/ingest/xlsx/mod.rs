//! Workbooks.

pub mod count;
pub mod parts;
pub mod reader;
