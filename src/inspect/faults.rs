//! What was found wrong with a file, within bounds.

use super::reader::object::{Dictionary, Object};
use super::reader::parser::Parser;

/// How many faults are told one by one.
const MOST_TOLD: usize = 40;

/// What was found wrong.
#[derive(Debug, Default)]
pub(super) struct FileFaults {
    told: Vec<String>,
    more: usize,
}

impl FileFaults {
    pub(super) fn add(&mut self, what: impl Into<String>) {
        if self.told.len() < MOST_TOLD {
            let what = what.into();
            // The same may be found in two ways.
            if !self.told.contains(&what) {
                self.told.push(what);
            }
        } else {
            self.more += 1;
        }
    }

    pub(super) fn add_all(&mut self, what: impl IntoIterator<Item = String>) {
        what.into_iter().for_each(|what| self.add(what));
    }

    /// What was read, or nothing and the fault that it could not be.
    pub(super) fn sound<T>(&mut self, read: Result<T, String>) -> Option<T> {
        read.map_err(|what| self.add(what)).ok()
    }

    /// Demands that a dictionary has no keys but these: what a report has none of was added.
    pub(super) fn closed(&mut self, what: &str, dictionary: &Dictionary, known: &[&str]) {
        if let Some(key) = dictionary.other_than(known) {
            self.add(format!("{what}: something was added to it (`{key}`)"));
        }
    }

    /// Demands that an entry of a dictionary is this, as a PDF file writes it.
    pub(super) fn fixed(&mut self, what: &str, dictionary: &Dictionary, key: &str, meant: &str) {
        let meant: Option<Object> = Parser::new(meant.as_bytes(), 0).object().ok();
        if dictionary.get(key) != meant.as_ref() {
            self.add(format!("{what}: its `{key}` is not that of a report"));
        }
    }

    /// All of them: the first one by one.
    pub(super) fn into_told(mut self) -> Vec<String> {
        if self.more > 0 {
            self.told.push(format!("{} more such faults", self.more));
        }
        self.told
    }
}
