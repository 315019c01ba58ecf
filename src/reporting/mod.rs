//! One report, whoever asks for it: what decides its bytes (`job`), where its lines come from (`source`), and how the
//! two make a document (`make`).

pub mod archived;
pub mod archived_part;
mod archived_stornos;
pub mod before;
mod between;
mod changes;
pub mod counts;
pub mod customer_keys;
pub mod desk;
mod earlier_lines;
pub mod evidence;
pub mod file_not_taken_in;
pub mod issued_copy;
pub mod job;
pub mod late_stornos;
pub mod make;
pub mod parameters;
pub mod recipe;
pub mod reissue;
pub mod rejects;
pub mod several;
pub mod shown_counts;
pub mod sides;
pub mod source;
pub mod strays;
pub mod templates;
