//! What an export means.

/// What an export of a library means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportMode {
    /// It adds lines; it may repeat some.
    Append,
    /// It tells the whole truth about its days: what it lacks is gone.
    Snapshot,
}

impl ExportMode {
    /// Every one, with its name.
    pub const ALL: [(&str, Self); 2] = [("append", Self::Append), ("snapshot", Self::Snapshot)];

    /// That of a name; `None` when there is none of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, mode)| mode)
    }

    /// Its name in configuration and register.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Append => "append",
            Self::Snapshot => "snapshot",
        }
    }
}
