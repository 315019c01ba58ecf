//! What the control desk says of a day, all channels and drawers together.

use serde::{Deserialize, Serialize};

use super::Cents;

/// What the control desk says of a day, by the names of channels and drawers. Nothing agrees because it is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskDay {
    /// Where somebody tells another sum than was booked, or than had to be there: by how much, where it is told of this day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<(String, Option<Cents>)>,
    /// Where money is on its way, late, or only looks like it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
    /// Of which nobody tells who should.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Where all who tell say the same, to the cent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agrees: Vec<String>,
}

/// What a day is, by the worst that is said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeskDayState {
    /// Something differs.
    Differs,
    /// Something is open.
    Open,
    /// Nobody tells of it.
    NoWitness,
    /// All that is told agrees.
    Agrees,
}

impl DeskDayState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Agrees, Self::Differs, Self::Open, Self::NoWitness];
}

impl DeskDay {
    /// What the day is: a difference weighs most; of a day of which some agree, what nobody tells of is named beside it.
    #[must_use]
    pub fn state(&self) -> DeskDayState {
        if !self.differs.is_empty() {
            DeskDayState::Differs
        } else if !self.open.is_empty() {
            DeskDayState::Open
        } else if !self.agrees.is_empty() {
            DeskDayState::Agrees
        } else {
            DeskDayState::NoWitness
        }
    }
}
