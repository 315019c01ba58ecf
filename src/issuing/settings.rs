//! The tables, templates and settings that decide the figures of a library's reports, and what comes of it when they change.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::news::name;
use crate::archive::ReportRecord;
use crate::config;
use crate::diagnostic::{Count, Diagnostic, ExitStatus};
use crate::domain::CodeTables;
use crate::ingest::source::hex;
use crate::report::template::Template;

/// How many issued reports other settings may replace in one night without anybody having looked.
const MOST_RESTATEMENTS: usize = 50;
/// How many reports a message names.
const NAMED: usize = 5;
/// What the register notes of tables, templates and settings: a hash of those by which every issued report was compared.
pub const SETTINGS: &str = "settings";
/// The same of reports between libraries.
pub const SETTINGS_BETWEEN: &str = "settings-between";

/// A hash of what decides the figures of reports, beside the lines.
pub(super) fn of(templates: &[Arc<Template>], tables: &CodeTables, write_offs: bool) -> String {
    let templates: Vec<&str> = templates.iter().map(|template| template.sha256.as_str()).collect();
    let tables = config::serialise_tables(&tables.without_words());
    hex(&Sha256::digest(format!("{}\n{write_offs}\n{tables}", templates.join("\n"))))
}

/// Demands that somebody has looked when other settings would replace many reports at once.
pub(super) fn demand_accepted(replaced: &[&ReportRecord], is_accepted: bool) -> Result<(), Diagnostic> {
    if replaced.len() <= MOST_RESTATEMENTS || is_accepted {
        return Ok(());
    }
    let named: Vec<String> = replaced.iter().take(NAMED).map(|record| name(record)).collect();
    let what = format!(
        "tables, templates or settings have changed: {} would get other figures, such as {}",
        Count(replaced.len() as u64, "issued report"),
        named.join(", ")
    );
    Err(Diagnostic::error(ExitStatus::Refused, what).hinted(
        "none of them was issued anew. Was the change meant for days that were reported on? Give it a valid_from \
         if not; if it was, run once with --accept-restatements",
    ))
}
