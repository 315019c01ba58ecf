//! Brings issued reports to those who want them, by mail or into folders: each once, and none is lost. What is new is
//! entered first, in one step with how far was looked; then what waits is tried, and what became of it is noted before and
//! after.

mod contents;
pub mod folder;
mod letter;
mod mark;
mod mime;
mod pass;
mod sendmail;
pub mod waiting;

pub use pass::{Delivered, Pass};
