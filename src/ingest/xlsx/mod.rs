//! Workbooks.

mod attributes;
pub mod count;
pub mod filled_row;
pub mod parts;
pub mod reader;
pub mod rows;
pub mod walk;
