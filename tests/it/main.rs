//! Every test that runs the program from outside, or its parts together.

// A test may stop at the first surprise, and its numbers are small.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::range_plus_one,
    clippy::must_use_candidate,
    unreachable_pub
)]

mod cases;
mod determinism;
mod differential;
mod oracle;
mod program;
mod properties;
mod readme;
mod tidy;
