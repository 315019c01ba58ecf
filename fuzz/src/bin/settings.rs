//! A configuration or a template: each text is tried as both.
#![no_main]

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::LazyLock;

use kasverslag_fuzz::judges::{Place, templates};
use kasverslag_fuzz::{demand, sow};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../sample_data");

static PLACE: LazyLock<Place> = LazyLock::new(|| {
    let place = Place::new();
    symlink(format!("{SAMPLES}/codes"), place.path("codes")).expect("a link to the samples' code tables");
    place
});

fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    let configurations = ["kasverslag.toml", "nachten.toml"];
    let configurations = configurations.map(|name| fs::read(format!("{SAMPLES}/{name}")).expect("a sample"));
    templates().into_iter().chain(configurations).enumerate().map(|(index, bytes)| (index.to_string(), bytes))
}

libfuzzer_sys::fuzz_target!(init: sow(seeds()), |bytes: &[u8]| {
    demand(|| PLACE.configuration(bytes));
    demand(|| PLACE.template(bytes, "pdf,csv,xlsx,json"));
});
