//! What the user is told: error data becomes message, place, hint and exit status here and nowhere else.

mod archive;
mod code;
mod count;
mod entry;
mod failure;
mod finding;
mod finding_heading;
mod glue;
mod input;
mod message;
mod sentence;
mod stand_in;
mod telling;
mod translation;
mod witness;

pub use archive::{of_archive_error, of_lock_error};
pub use code::Code;
pub use count::Count;
pub use entry::{Diagnostic, ExitStatus, Snippet, Spot};
pub use failure::{
    of_config_error, of_fault_in_program, of_lost_key, of_lost_translation, of_miswritten, of_publish_error,
    of_render_error, of_report_error, of_template_fault,
};
pub use finding::{differences_in_english, judged, of_finding, runs_in_english};
pub use input::{of_files, of_intake_error, of_several_feeds};
pub use message::{Message, bounded, messages};
pub use stand_in::StandIns;
pub use telling::{MessageForm, told, told_summary};
pub use translation::{in_language, is_translated, said};
pub use witness::{of_unreadable_witness, of_witness_fault};
