//! kasverslag turns daybook transaction exports of library systems into cash reports that an auditor can trust.
//!
//! Data flows one way: `ingest` → `report` → `render` → `publish`. A stage knows the stages before it and `domain`,
//! nothing after it. Disk, clock and environment are touched only where files are read, where files are published,
//! and in `main`.

pub mod archive;
pub mod auditing;
pub mod bag;
pub mod commands;
pub mod config;
pub mod control;
pub mod delivery;
pub mod diagnostic;
pub mod domain;
pub mod failure;
pub mod ingest;
pub mod inspect;
pub mod issuing;
pub mod pages;
pub mod parallel;
pub mod publish;
pub mod render;
pub mod report;
pub mod reporting;
pub mod setup;
pub mod shelf;
pub mod witness;
