//! The language of messages, which has to be known before anything else of a configuration is.

use std::path::Path;

use crate::archive::regular;
use crate::report::language::Language;

/// The language of messages that a configuration names, even one with mistakes; `None` where it names none.
#[must_use]
pub fn message_language(path: &Path) -> Option<Language> {
    let bytes = regular::read(path).ok()?;
    let table: toml::Table = toml::from_str(std::str::from_utf8(&bytes).ok()?).ok()?;
    table.get("run")?.get("messages")?.as_str()?.parse().ok()
}
