//! What is drawn on a page, as the operators of a content stream.

pub(super) mod code;
pub(super) mod draw;
pub(super) mod drawn_lines_count;
mod marked_content;
pub(super) mod operators;
mod rules;
mod text;
