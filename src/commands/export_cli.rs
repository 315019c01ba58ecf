//! What is typed of `export`, nothing more.

use std::path::PathBuf;

use clap::Args;

use super::cli::ConfigArgs;

/// The arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Where the configuration lies.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// The library, such as I355
    #[arg(long, value_name = "CODE")]
    pub library: String,
    /// The year in which the reports were issued
    #[arg(long, value_parser = clap::value_parser!(i32).range(1900..=9000))]
    pub year: i32,
    /// The folder of the bag, which is not there yet
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// Make one file of the bag, DIR.tar, and leave no folder
    #[arg(long)]
    pub tar: bool,
    /// Hand over reports whose lines are bookings too; customers are as they were issued
    #[arg(long)]
    pub with_details: bool,
    /// For how many years after that one the list says that they are to be kept
    #[arg(long, value_name = "YEARS", default_value = "10")]
    pub keep_years: u8,
    /// The time that the bag bears, such as 2026-11-24T08:00:00+01:00
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<String>,
}
