//! The feeds that are expected to tell of a library's days, as the register notes them for whoever reads it without a
//! configuration.

use super::ArchiveError;
use super::REGISTER;
use super::register::Register;
use crate::domain::FeedDays;

/// The name under which the register notes them.
pub const FEEDS: &str = "feeds";

impl Register {
    /// The feeds that the configuration of the last run named; none where it named none.
    ///
    /// # Errors
    /// When SQLite refuses, or the register holds something else.
    pub fn expected_feeds(&self) -> Result<Vec<FeedDays>, ArchiveError> {
        let Some(note) = self.note(FEEDS)? else { return Ok(Vec::new()) };
        let unreadable = |error: serde_json::Error| {
            ArchiveError::NotARegister(self.folder.join(REGISTER), format!("what it notes of feeds: {error}"))
        };
        serde_json::from_str(&note).map_err(unreadable)
    }

    /// Notes the feeds that the configuration names.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn set_expected_feeds(&self, feeds: &[FeedDays]) -> Result<(), ArchiveError> {
        if feeds.is_empty() && self.note(FEEDS)?.is_none() {
            return Ok(());
        }
        self.set_note(FEEDS, &serde_json::to_string(feeds).unwrap_or_default())
    }
}
