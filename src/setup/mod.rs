//! The first hour: from a folder of exports to a configuration that runs.

pub mod code_files;
pub mod configuration_file;
pub mod guesses;
pub mod places;
pub mod proposal;
pub mod reading;
pub mod renewal;
pub mod survey;
mod ways;

/// What stands for a name that nobody but a person knows, until one writes it.
pub const UNNAMED: &str = "TODO";
