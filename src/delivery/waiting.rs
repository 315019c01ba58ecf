//! What waits to be delivered, for whoever asks in the morning.

use super::contents::Contents;
use crate::archive::deliveries::Deliveries;
use crate::config::libraries::RunSettings;
use crate::failure::Failure;

/// A parcel that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingParcel {
    /// Whom it is for.
    pub target: String,
    /// The libraries that it tells of.
    pub libraries: Vec<String>,
    /// Since when it waits, as RFC 3339.
    pub since: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it did not arrive the last time.
    pub error: Option<String>,
}

/// All parcels that wait, the oldest first.
///
/// # Errors
/// When the state can't be read.
pub fn waiting(run: &RunSettings) -> Result<Vec<WaitingParcel>, Failure> {
    let Some(state) = Deliveries::open_to_read(&run.archive)? else { return Ok(Vec::new()) };
    let of = |parcel: crate::archive::deliveries::Parcel| WaitingParcel {
        libraries: Contents::read(&parcel.contents)
            .map(|contents| contents.libraries().into_iter().map(str::to_owned).collect())
            .unwrap_or_default(),
        target: parcel.target,
        since: parcel.made,
        attempts: parcel.attempts,
        error: parcel.error,
    };
    Ok(state.waiting()?.into_iter().map(of).collect())
}
