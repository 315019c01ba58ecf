//! The kinds of witnesses, and how a file is known as one.

use super::coda::begins_as_coda;

/// A kind of witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WitnessKind {
    /// Bank statements in CODA 2.
    Coda,
}

impl WitnessKind {
    /// All kinds.
    pub const ALL: [Self; 1] = [Self::Coda];

    /// Its name, as configurations and commands have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Coda => "coda",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind of a file that has that name and begins with these bytes; `None` when it is no witness.
    #[must_use]
    pub fn of_file(name: &str, start: &[u8]) -> Option<Self> {
        let name = name.to_lowercase();
        let is_called = [".cod", ".coda"].iter().any(|end| name.ends_with(end));
        (is_called || begins_as_coda(start)).then_some(Self::Coda)
    }
}
