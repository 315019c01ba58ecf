//! A register as a file: `verify` and a report from the archive say what is wrong, none fails.
#![no_main]

use std::sync::LazyLock;

use kasverslag_fuzz::judges::Archive;
use kasverslag_fuzz::{demand, sow};

static ARCHIVE: LazyLock<Archive> = LazyLock::new(Archive::new);

libfuzzer_sys::fuzz_target!(
    init: sow([("register".to_owned(), ARCHIVE.files[ARCHIVE.register()].1.clone())]),
    |bytes: &[u8]| demand(|| ARCHIVE.judge(ARCHIVE.register(), bytes))
);
