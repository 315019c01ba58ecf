//! What files say of the columns of a report.

use serde::{Deserialize, Serialize};

use crate::report::document::Column;
use crate::report::template::{Field, Format, ROW_TYPE};

/// A column of the report's lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestColumn {
    /// What it shows, whatever its header is called; nothing in a column that is no field of the report's lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// Its header in the CSV.
    pub header: String,
    /// Its header on pages, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What is in it.
    pub kind: ColumnKind,
    /// Whether pages show it too.
    #[serde(default = "on_pages", skip_serializing_if = "is_on_pages")]
    pub on_pages: bool,
}

fn on_pages() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_on_pages(on_pages: &bool) -> bool {
    *on_pages
}

/// What is in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Whole numbers.
    Count,
    /// Amounts.
    Amount,
    /// So many percent.
    Percent,
    /// Days, on the page perhaps with their weekday.
    Day,
}

impl ColumnKind {
    /// Whether it is a number.
    #[must_use]
    pub fn is_figure(self) -> bool {
        matches!(self, Self::Count | Self::Amount | Self::Percent)
    }
}

impl ManifestColumn {
    /// What is told of a column.
    pub(super) fn of(column: &Column) -> Self {
        let kind = match column.format {
            Format::Text | Format::Hash => ColumnKind::Text,
            Format::Count => ColumnKind::Count,
            Format::Amount => ColumnKind::Amount,
            Format::Percent | Format::Share => ColumnKind::Percent,
            Format::Date | Format::Weekday => ColumnKind::Day,
        };
        let label = (column.label != column.header).then(|| column.label.clone());
        Self { field: column.field, header: column.header.clone(), label, kind, on_pages: column.is_on_pages() }
    }

    /// Its header on pages.
    #[must_use]
    pub fn label(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.header)
    }

    /// What is told of the column that tells total lines from others.
    pub(super) fn of_row_type() -> Self {
        Self { field: None, header: ROW_TYPE.to_owned(), label: None, kind: ColumnKind::Text, on_pages: false }
    }
}
