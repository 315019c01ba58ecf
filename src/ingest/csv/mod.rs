//! CSV exports.

pub mod chunk;
pub mod count;
pub mod encoding;
pub mod error;
pub mod field_index;
pub mod head;
pub mod reader;
pub mod record;
pub mod record_line;
