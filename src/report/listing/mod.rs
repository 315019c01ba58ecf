//! Reports whose lines are transactions: their rows, and the columns that these are kept in.

pub mod columns;
mod pairs;
mod relation_sections;
pub mod rows;
pub mod sample;
mod shown_customers;

pub use columns::{ListingColumn, ListingColumns};
pub use pairs::pair_sections;
pub use rows::{Customers, section, texts};
pub use sample::{DrawnSample, SampleSeed, sample_sections};
