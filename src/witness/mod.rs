//! Witnesses (`getuigen`): what banks, payment providers and counted drawers say, read from files of their own.
//!
//! A witness that does not tie out by itself is refused, with every fault and its place. What it says of persons (names,
//! accounts, cards) is never kept: no type here has room for it.

pub mod bank;
mod bank_csv;
mod bank_csv_head;
mod camt053;
pub mod chain;
pub mod coda;
pub mod count;
pub mod count_form;
mod count_form_cells;
pub mod deposit_slip;
mod fault;
pub mod file;
pub mod gathered;
pub mod kept;
mod kept_match;
mod kept_names;
mod kind;
pub mod manual;
mod mending;
mod mollie;
mod online;
mod other_file;
mod payment_days;
mod payment_place;
pub mod payment_profile;
pub mod payments;
pub mod payout;
pub mod reading;
mod table;
mod told_payments;
pub mod told_twice;
mod worldline;

pub use fault::{Fault, Place};
pub use kind::WitnessKind;
