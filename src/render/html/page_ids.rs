//! The ids of a page: each leads to one place.

use std::collections::BTreeSet;

use crate::render::markup::escaped;

/// Ids that a page has once each.
#[derive(Debug, Default)]
pub(super) struct PageIds(BTreeSet<String>);

impl PageIds {
    /// With these ids taken.
    pub(super) fn with<const N: usize>(taken: [&str; N]) -> Self {
        Self(taken.map(str::to_owned).into())
    }

    /// An attribute with an id, unless another part has it.
    pub(super) fn attribute(&mut self, id: &str) -> String {
        if self.0.insert(id.to_owned()) { format!(" id=\"{}\"", escaped(id)) } else { String::new() }
    }
}
