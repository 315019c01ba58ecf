//! Every test that runs the program from outside, or its parts together.

// A test may stop at the first surprise, and its numbers are small.
#![allow(unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::range_plus_one)]
#![allow(clippy::case_sensitive_file_extension_comparisons, clippy::if_not_else, clippy::match_same_arms)]
#![allow(clippy::must_use_candidate, clippy::format_collect, clippy::naive_bytecount, clippy::cast_precision_loss)]
#![allow(clippy::match_bool, clippy::items_after_statements, clippy::needless_for_each, clippy::type_complexity)]
#![allow(clippy::struct_excessive_bools, clippy::needless_pass_by_value, clippy::disallowed_methods)]

mod absent_state;
mod accidents;
mod archival;
mod archive;
mod archive_pages;
mod assertions;
mod benches;
mod bounded;
mod breaches;
mod breaker;
mod builds;
mod chain_script;
mod chunks;
mod command_line;
mod comparisons;
mod count_forms;
mod damage;
mod data_packages;
mod defects;
mod deposit_slips;
mod desk;
mod desk_differential;
mod desk_oracle;
mod desk_sample;
mod determinism;
mod differential;
mod disguises;
mod doctor;
mod documents;
mod dumps;
mod effort;
mod environment;
mod evidence;
mod explain;
mod faults;
mod forged_files;
mod forgeries;
mod former_files;
mod forms;
mod forms_of_reports;
mod fuzz_replay;
mod geometry;
mod handing_over;
mod headers;
mod hostile_files;
mod html_reports;
mod imports;
mod init;
mod json_schema;
mod judges;
mod kept_heads;
mod key_figures;
mod known_worlds;
mod languages;
mod laws;
mod ledger;
mod limits;
mod matched_by_hand;
mod messages;
mod modes;
mod nasty;
mod nights;
mod old_archive;
mod oracle;
mod own_headings;
mod packaging;
mod page_counts;
mod page_laws;
mod page_text;
mod pages;
mod pages_as_text;
mod parquet;
mod pdf_edit;
mod profiles_page;
mod program;
mod properties;
mod pseudonyms;
mod readme;
mod restatements;
mod restore;
mod sample_script;
mod samples;
mod sealed;
mod secrets;
mod sentences;
mod signed;
mod stages;
mod statements;
mod status;
mod steps;
mod structure;
mod surroundings;
mod tidy;
mod warnings_on_pages;
mod workbook_text;
mod workbooks;
mod world;
