//! Every test that runs the program from outside, or its parts together.

mod cases;
mod determinism;
mod differential;
mod oracle;
mod properties;
mod readme;
mod tidy;
