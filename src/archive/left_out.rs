//! Records that a profile leaves out: the lines that earlier exports of the feed have with their ids are gone.

use super::ArchiveError;
use super::effect::ExportEffect;
use super::line_notes::Newest;
use super::line_version::Ending;
use super::register::Register;
use crate::ingest::ids::without_noughts;

/// Under which id the register notes which export is the latest whose profile leaves out a record with an id, of which the
/// noughts in front were taken: no line has one that begins so.
pub(super) fn left_out_key(plain: &str) -> String {
    format!("\u{1}{plain}")
}

impl Register {
    /// What tells the latest export of a feed whose profile leaves out a record with an id, whatever noughts stand in front.
    pub(super) fn left_out_by(
        &self,
        feed: &str,
    ) -> Result<impl FnMut(&str) -> Result<Option<u32>, ArchiveError> + use<'_>, ArchiveError> {
        let (first, last) = (left_out_key(""), left_out_key("\u{10ffff}"));
        let any = "SELECT EXISTS (SELECT 1 FROM line WHERE feed = ? AND id BETWEEN ? AND ?)";
        let has_any: bool =
            self.connection.query_row(any, [feed, &first, &last], |row| row.get(0)).map_err(self.failed())?;
        let mut newest_of = self.newest_of(feed)?;
        Ok(move |id: &str| if has_any { newest_of(&left_out_key(without_noughts(id))) } else { Ok(None) })
    }
}

impl ExportEffect<'_> {
    /// Drops the lines that the export leaves out, and has the register note that it is the latest that knows of them.
    ///
    /// # Errors
    /// When notes can't be put away.
    pub(super) fn withdraw(&mut self) -> Result<(), ArchiveError> {
        for (id, held) in std::mem::take(&mut self.withdrawn) {
            self.drop_held(&id, &held, Ending::LeftOut, None);
            self.notes.push(&id, Newest::Dropped)?;
        }
        self.left_out.iter().try_for_each(|id| self.notes.push(id, Newest::Mark))
    }
}
