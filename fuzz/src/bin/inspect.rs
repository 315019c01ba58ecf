//! The bytes of a PDF, judged by nothing but themselves.
#![no_main]

use std::sync::LazyLock;

use kasverslag_fuzz::judges::{Archive, pdf};
use kasverslag_fuzz::{demand, sow};

static SOUND: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| Archive::new().pdfs());

fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    SOUND.iter().enumerate().map(|(index, bytes)| (index.to_string(), bytes.clone()))
}

libfuzzer_sys::fuzz_target!(init: sow(seeds()), |bytes: &[u8]| demand(|| pdf(bytes, &SOUND)));
