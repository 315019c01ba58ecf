//! Reports whose lines are transactions: their rows, and the columns that these are kept in.

pub mod columns;
pub mod rows;

pub use columns::{ListingColumn, ListingColumns, Texts};
pub use rows::{Customers, section, texts};
