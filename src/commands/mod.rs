//! The commands: one file each, with what was typed (`cli`) and what that means (`arguments`).

pub mod archive;
pub mod arguments;
pub mod check;
pub mod cli;
pub mod config;
mod config_args;
pub mod configuration;
pub mod count_form;
mod counted;
pub mod defaults;
pub mod deliver;
pub mod deposit_slip;
pub mod desk;
pub mod desk_folder;
mod desk_input;
mod desk_page;
pub mod doctor;
pub mod explain;
pub mod export;
mod export_cli;
mod form_cli;
mod form_library;
pub mod init;
pub mod manual;
pub mod nightly;
mod outcome;
pub mod pages;
pub mod report;
pub mod restore;
mod setup_cli;
pub mod status;
mod template_cli;
pub mod templates;
pub mod verify;
pub mod workbook;

pub use outcome::Outcome;
