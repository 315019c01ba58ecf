//! The XML of a sheet, in an otherwise sound workbook: what is packed can't be reached by changing a workbook's bytes.
#![no_main]

use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::LazyLock;

use kasverslag_fuzz::judges::Place;
use kasverslag_fuzz::{demand, sow};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const WORKBOOKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus/xlsx");
const SHEET: &str = "xl/worksheets/sheet1.xml";

static PLACE: LazyLock<Place> = LazyLock::new(Place::new);
static OTHERS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let mut parts = parts(&Path::new(WORKBOOKS).join("amount_as_text_with_point.xlsx"));
    parts.retain(|(name, _)| name != SHEET);
    parts
});

/// What can be read of a workbook.
fn parts(path: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(mut archive) = ZipArchive::new(File::open(path).expect("a workbook")) else { return Vec::new() };
    let count = archive.len();
    let part = |index| {
        let mut part = archive.by_index(index).ok()?;
        let mut bytes = Vec::new();
        let name = part.name().ok()?.into_owned();
        part.by_ref().take(20_000).read_to_end(&mut bytes).ok()?;
        Some((name, bytes))
    };
    (0..count).filter_map(part).collect()
}

fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    let workbooks = fs::read_dir(WORKBOOKS).expect("the corpus").flatten().map(|entry| entry.path());
    let sheet = |path: std::path::PathBuf| {
        let (_, bytes) = parts(&path).into_iter().find(|(name, _)| name == SHEET)?;
        Some((path.file_stem()?.to_string_lossy().into_owned(), bytes))
    };
    workbooks.filter(|path| path.extension().is_some_and(|end| end == "xlsx")).filter_map(sheet)
}

libfuzzer_sys::fuzz_target!(init: sow(seeds()), |bytes: &[u8]| {
    let mut workbook = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in OTHERS.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).chain([(SHEET, bytes)]) {
        workbook.start_file(name, stored).expect("a part");
        workbook.write_all(bytes).expect("its bytes");
    }
    let workbook = workbook.finish().expect("a workbook").into_inner();
    demand(|| PLACE.export(&workbook, ".xlsx"));
});
