//! Why a file that was there has no line in an archive.

use serde::{Deserialize, Serialize};

/// Why a file that was there when a report was made has no line in the archive that it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotTakenIn {
    /// So many records of it were refused.
    Records(u64),
    /// It can't be used as a whole.
    Unusable,
    /// Its lines are there already in another way, and would count twice or take others away.
    Clash,
    /// It came behind one of its feed that was refused, and waits.
    Waits,
    /// Its days begin after those of the run.
    LaterDay,
    /// Its days are still to come, by the clock.
    DayToCome,
    /// It may be of several feeds.
    SeveralFeeds,
    /// It fits no feed that the library names.
    NoFeed,
    /// By its ending it may be an export, and it fits no pattern of the library's exports.
    NoPattern,
    /// It is a witness that was refused: what it says is not received.
    Witness,
}
