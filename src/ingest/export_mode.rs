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
    /// That of a name; `None` when there is none of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::Append, Self::Snapshot].into_iter().find(|mode| mode.name() == name)
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
