//! One field of an export.
#![no_main]

use kasverslag_fuzz::judges::{field, read_amount};
use kasverslag_fuzz::{demand, sow};

const SEEDS: [&str; 12] = [
    "-1.234,56",
    "€ 12",
    "12,30-",
    "(1 234,50)",
    "01-11-2026",
    "29/02/2028 23:59:59",
    "2026-11-01T10:15:00.123456789+01:00",
    "2026-10-25 02:30",
    "K001",
    "I355",
    "3550",
    "2110",
];

libfuzzer_sys::fuzz_target!(
    init: sow(SEEDS.iter().enumerate().map(|(index, text)| (index.to_string(), text.as_bytes().to_vec()))),
    |bytes: &[u8]| demand(|| field(bytes, read_amount))
);
