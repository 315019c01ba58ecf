//! Which objects of a file are parts of a report.

use super::reader::file::PdfFile;
use super::reader::object::Number;

/// Which objects of a file are known to be parts of it.
#[derive(Debug)]
pub(super) struct KnownObjects(Vec<bool>);

impl KnownObjects {
    pub(super) fn of(file: &PdfFile<'_>) -> Self {
        Self(vec![false; file.size() as usize])
    }

    /// Notes an object that nothing else may be.
    ///
    /// # Errors
    /// When something else is.
    pub(super) fn claim(&mut self, number: Number) -> Result<(), String> {
        let known = self.0.get_mut(number as usize).ok_or_else(|| format!("object {number} is missing"))?;
        if std::mem::replace(known, true) {
            return Err(format!("object {number} stands in two places of the file"));
        }
        Ok(())
    }

    pub(super) fn has(&self, number: Number) -> bool {
        self.0.get(number as usize).copied().unwrap_or_default()
    }
}
