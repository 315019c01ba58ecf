//! A file of an archive: its register, the lines of a month, a report, `run.json`, by what the bytes look like.
#![no_main]

use std::sync::LazyLock;

use kasverslag_fuzz::judges::Archive;
use kasverslag_fuzz::{demand, sow};

static ARCHIVE: LazyLock<Archive> = LazyLock::new(Archive::new);

fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    let files = ARCHIVE.files.iter().enumerate();
    files.map(|(index, (path, bytes))| {
        (format!("{index}-{}", path.file_name().unwrap_or_default().to_string_lossy()), bytes.clone())
    })
}

libfuzzer_sys::fuzz_target!(init: sow(seeds()), |bytes: &[u8]| {
    let end = match bytes {
        [b'S', b'Q', b'L', ..] => "sqlite",
        [b'P', b'A', b'R', b'1', ..] => "parquet",
        [b'%', b'P', b'D', b'F', ..] => "pdf",
        [b'{', ..] => "json",
        _ => "csv",
    };
    let which = ARCHIVE.files.iter().position(|(path, _)| path.extension().is_some_and(|other| other == end));
    if let Some(which) = which {
        demand(|| ARCHIVE.judge(which, bytes));
    }
});
