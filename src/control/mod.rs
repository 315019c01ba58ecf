//! The control desk: what was booked, set beside what was counted and what reached the bank.
//!
//! Nothing is nought because it is missing, nothing is near enough: sums are equal to the cent or they differ. What must be
//! in a drawer is computed in one place (`drawer`), and what belongs together is decided in one (`matching`).

pub mod booked;
pub mod by_hand;
mod by_sum;
mod cells;
pub mod channel;
#[cfg(test)]
mod channel_laws;
mod claim;
#[cfg(test)]
mod contract_laws;
pub mod count_form;
pub mod count_lines;
pub mod day_boundary;
mod day_differences;
#[cfg(test)]
mod day_laws;
pub mod deposit_slip;
pub mod desk_bridge;
mod desk_counts;
pub mod desk_days;
#[cfg(test)]
mod desk_laws;
pub mod desk_report;
pub mod desk_revision;
pub mod document;
pub mod drawer;
mod drawer_rows;
#[cfg(test)]
mod laws;
mod match_part;
#[cfg(test)]
mod match_part_laws;
mod match_rows;
mod match_status;
pub mod matching;
pub mod other_desks;
pub mod payout_differences;
pub mod provider_days;
pub mod recipe;
pub mod reports;
pub mod roll_forward;
mod roll_forward_table;
pub mod running_sums;
#[cfg(test)]
mod settlement_laws;
mod settlements;
pub mod slip_number;
mod unclaimed;
pub mod witness_findings;
