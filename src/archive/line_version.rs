//! A daybook line as the archive keeps it, with the exports that brought and dropped it.

use std::sync::Arc;

use crate::domain::transactions::TEXTS;
use crate::domain::{LineCore, Transaction};

/// How a line stopped to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A later export has it with other content.
    Changed,
    /// A later snapshot of its day no longer has it.
    Vanished,
    /// A later export has it too, and its profile leaves it out there.
    LeftOut,
    /// It came with an export that arrived after a later one which knows better; it never held.
    Outdated,
}

impl Ending {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Changed, "changed"),
        (Self::Vanished, "vanished"),
        (Self::LeftOut, "left-out"),
        (Self::Outdated, "outdated"),
    ];

    /// Its name in the archive.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(how, _)| *how == self).map_or("", |(_, name)| name)
    }

    /// What a name in the archive stands for.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, other)| *other == name).map(|(how, _)| *how)
    }
}

/// Which exports brought and dropped a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// The number of the export that brought it.
    pub brought_by: u32,
    /// The number of the export that ended it, and how.
    pub dropped_by: Option<(u32, Ending)>,
}

impl History {
    /// That of a line which an export brought and none ended.
    #[must_use]
    pub fn since(brought_by: u32) -> Self {
        Self { brought_by, dropped_by: None }
    }

    /// Whether the line held once the export with a number had come in.
    #[must_use]
    pub fn holds_after(self, intake: u32) -> bool {
        self.brought_by <= intake && self.dropped_by.is_none_or(|(dropped_by, _)| dropped_by > intake)
    }

    /// Whether there was a time at which the line held.
    #[must_use]
    pub fn ever_held(self) -> bool {
        self.dropped_by.is_none_or(|(_, how)| how != Ending::Outdated)
    }
}

/// What tells a line from all others of a library: ids of two feeds never meet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineKey {
    /// The feed.
    pub feed: String,
    /// The id, unique per daybook line of the feed.
    pub id: String,
}

/// One version of a daybook line, or of an item that is still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineVersion {
    /// The feed that it came from.
    pub feed: Arc<str>,
    /// All of it that is no text.
    pub core: LineCore,
    /// Its texts in the order of [`TEXTS`].
    pub texts: [Box<str>; TEXTS.len()],
    /// Which exports brought and dropped it.
    pub history: History,
}

impl LineVersion {
    /// A line with its history.
    #[must_use]
    pub fn of(line: &Transaction<'_>, history: History) -> Self {
        Self { feed: line.feed.into(), core: line.core, texts: line.texts().map(Box::from), history }
    }

    /// The line without its history.
    #[must_use]
    pub fn transaction(&self) -> Transaction<'_> {
        Transaction::new(&self.feed, self.core, self.texts.each_ref().map(|text| &**text))
    }

    /// The id, unique per daybook line of its feed.
    #[must_use]
    pub fn id(&self) -> &str {
        self.transaction().id
    }

    /// What tells it from all others.
    #[must_use]
    pub fn key(&self) -> LineKey {
        LineKey { feed: self.feed.to_string(), id: self.id().to_owned() }
    }
}
