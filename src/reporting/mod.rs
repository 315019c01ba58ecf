//! One report, whoever asks for it: what decides its bytes, where its lines come from, and how the two make a document.

pub mod reissue;
pub mod rejects;
pub mod templates;
