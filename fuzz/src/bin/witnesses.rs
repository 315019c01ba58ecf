//! The bytes of a witness, read as each kind.
#![no_main]

use kasverslag_fuzz::judges::witness;
use kasverslag_fuzz::{demand, sow};

libfuzzer_sys::fuzz_target!(init: sow([]), |bytes: &[u8]| demand(|| witness(bytes)));
