//! What the files of a report are called.

use super::document::Document;

impl Document {
    /// The name of the report's files without what tells their form: report, library, period, filter, and the version
    /// of a restated one.
    #[must_use]
    pub fn file_stem(&self) -> String {
        let version = self.title.version.filter(|version| *version > 1).map(|version| format!("_v{version}"));
        let version = version.unwrap_or_default();
        format!("{}{version}", self.plain_stem())
    }

    /// The same without the version.
    #[must_use]
    pub fn plain_stem(&self) -> String {
        format!("{}_{}", self.report, self.provenance.selection_name)
    }
}
