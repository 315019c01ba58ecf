//! Reads PDF files (ISO 32000-1): what stands where, and no more than a file may cost.
//!
//! It is strict: what two readers could understand in two ways is an error. And it keeps little: objects are read when
//! they are asked for, and forgotten.

pub(super) mod content;
pub(super) mod cross_references;
pub(super) mod file;
pub(super) mod object;
pub(super) mod parser;
pub(super) mod unpacking;
