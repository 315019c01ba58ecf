//! Issued reports that no longer hold and whose new versions are refused, night after night, until somebody mends what is in
//! the way: the register notes them, so that whoever looks at the archive is told.

use std::collections::BTreeMap;

use super::{ArchiveError, Register};

/// Why reports are not replaced, by their numbers.
pub type Unreplaced = BTreeMap<String, String>;

/// The names under which the register notes them: of reports of one library, and of those between libraries, which are made later in a night.
pub const NOTES: [&str; 2] = ["unreplaced", "unreplaced_between"];

impl Register {
    /// The reports that the last night could not replace.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn unreplaced(&self) -> Result<Unreplaced, ArchiveError> {
        let mut all = Unreplaced::new();
        for note in NOTES {
            let noted = self.note(note)?.and_then(|text| serde_json::from_str::<Unreplaced>(&text).ok());
            all.extend(noted.unwrap_or_default());
        }
        Ok(all)
    }

    /// Notes those that a night could not replace: of one library, or between libraries.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn set_unreplaced(&self, are_between: bool, reports: &Unreplaced) -> Result<(), ArchiveError> {
        let note = NOTES[usize::from(are_between)];
        if reports.is_empty() {
            return self.remove_note(note);
        }
        self.set_note(note, &serde_json::to_string(reports).unwrap_or_default())
    }
}
