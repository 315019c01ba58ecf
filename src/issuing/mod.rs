//! A library's night: take exports in, find what is due, issue it, and tell what was done.

mod arrival;
pub mod beside;
pub mod chain;
mod counted;
mod customers;
pub mod desk;
pub mod due;
mod feed_trouble;
mod first_night;
mod found_exports;
pub mod index;
pub mod issue;
pub mod library;
pub mod metrics;
mod news;
pub mod night;
pub mod nights;
pub mod recovery;
mod refused;
mod regular_exports;
pub mod restatement;
pub mod settings;
pub mod staged;
pub mod state;
pub mod summary;
mod witnesses;
