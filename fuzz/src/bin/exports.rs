//! The bytes of an export, of the format that they look like.
#![no_main]

use std::sync::LazyLock;

use kasverslag_fuzz::judges::Place;
use kasverslag_fuzz::{demand, sow};

static PLACE: LazyLock<Place> = LazyLock::new(Place::new);

libfuzzer_sys::fuzz_target!(init: sow([]), |bytes: &[u8]| {
    let end = match bytes {
        [b'P', b'K', ..] => ".xlsx",
        [b'P', b'A', b'R', b'1', ..] => ".parquet",
        [0x1f, 0x8b, ..] => ".csv.gz",
        _ => ".csv",
    };
    demand(|| PLACE.export(bytes, end));
});
