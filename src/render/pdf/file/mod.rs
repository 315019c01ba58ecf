//! How a PDF file is put together: objects, streams, structure, attachments and facts.

pub(super) mod archival;
mod code_form;
mod object;
pub(super) mod packing;
mod prologue;
pub(super) mod report_file;
mod signature_field;
mod structure;
pub(super) mod worker_pool;
mod writer;
