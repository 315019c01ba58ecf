//! Damaged files of every kind: a fault, a refused record or an intake, never a panic or a count that does not agree.

use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::oracle::{Generator, to_csv};
use crate::program::files;
use crate::properties::read_bytes;

/// Texts that mean something to those who read markup, separated values and numbers.
const SPLINTERS: [&str; 24] = [
    "<",
    ">",
    "/",
    "\"",
    "&",
    "&#0;",
    "&amp;",
    "</row>",
    "<row>",
    "<c/>",
    "<v>1e400</v>",
    "t=\"s\"",
    "t=\"e\"",
    "r=\"ZZZ9\"",
    "-1",
    "999999999999",
    "NaN",
    "",
    ";",
    "\0",
    "\r\n",
    "]]>",
    "<!--",
    "0",
];

/// Changes, adds or takes away some bytes.
pub(crate) fn damage(bytes: &mut Vec<u8>, generator: &mut Generator) {
    for _ in 0..=generator.below(4) {
        let at = generator.below(bytes.len().max(1)).min(bytes.len());
        match generator.below(5) {
            0 => bytes.truncate(at),
            1 | 2 => {
                let splinter = generator.pick(&SPLINTERS);
                bytes.splice(at..at, splinter.bytes());
            }
            3 => drop(bytes.drain(at..(at + 1 + generator.below(12)).min(bytes.len()))),
            _ if at < bytes.len() => bytes[at] = generator.bits().to_le_bytes()[0],
            _ => {}
        }
    }
}

/// Reads a damaged file and demands a result; `what` is told when there is none.
pub(crate) fn demand_result(bytes: &[u8], name: &str, what: &str) {
    let result = catch_unwind(AssertUnwindSafe(|| read_bytes(bytes, name)));
    let result = result.unwrap_or_else(|_| panic!("{what}: a panic"));
    assert!(result.is_ok(), "{what}: {result:?}");
}

/// The small workbooks among the samples.
fn workbooks() -> Vec<(String, Vec<u8>)> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let small = files(&samples).into_iter().filter(|(name, bytes)| name.ends_with(".xlsx") && bytes.len() < 20_000);
    let small: Vec<_> = small.collect();
    assert!(!small.is_empty(), "there is a small workbook among the samples");
    small
}

#[test]
fn damaged_workbooks_give_a_result() {
    let mut generator = Generator::new(7);
    for (name, workbook) in workbooks() {
        for round in 0..400 {
            let mut bytes = workbook.clone();
            damage(&mut bytes, &mut generator);
            demand_result(&bytes, "a.xlsx", &format!("{name}, round {round}"));
        }
    }
}

#[test]
fn damaged_parts_of_sound_workbooks_give_a_result() {
    let mut generator = Generator::new(11);
    for (name, workbook) in workbooks() {
        let Ok(mut archive) = ZipArchive::new(Cursor::new(workbook)) else { continue };
        let names: Vec<String> = archive.file_names().map(|part| part.unwrap().to_string()).collect();
        let parts: Vec<(String, Vec<u8>)> = names
            .into_iter()
            .map(|part| {
                let mut bytes = Vec::new();
                archive.by_name(&part).unwrap().read_to_end(&mut bytes).unwrap();
                (part, bytes)
            })
            .collect();
        for round in 0..1_000 {
            let hit = generator.below(parts.len());
            let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
            for (index, (part, bytes)) in parts.iter().enumerate() {
                let mut bytes = bytes.clone();
                if index == hit {
                    damage(&mut bytes, &mut generator);
                }
                writer.start_file(part.as_str(), SimpleFileOptions::default()).unwrap();
                writer.write_all(&bytes).unwrap();
            }
            let bytes = writer.finish().unwrap().into_inner();
            demand_result(&bytes, "a.xlsx", &format!("{name}, round {round}, part {}", parts[hit].0));
        }
    }
}

#[test]
fn damaged_packed_and_wide_texts_give_a_result() {
    let mut generator = Generator::new(13);
    for seed in 0..1_500 {
        let mut lines = Generator::new(seed % 64).world();
        lines.truncate(6);
        let text = to_csv(&lines);
        let (mut bytes, name) = if seed % 3 == 0 {
            let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
            let mut inner = text.into_bytes();
            if seed % 2 == 0 {
                damage(&mut inner, &mut generator);
            }
            packer.write_all(&inner).unwrap();
            (packer.finish().unwrap(), "a.csv.gz")
        } else {
            let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
            ([0xff, 0xfe].into_iter().chain(wide).collect(), "a.csv")
        };
        if seed % 6 != 0 {
            damage(&mut bytes, &mut generator);
        }
        demand_result(&bytes, name, &format!("seed {seed}"));
    }
}

/// A record that is broken but holds nothing is refused by the reading; the second count must not pass it over.
#[test]
fn broken_records_without_content_are_faults_of_the_file() {
    let header = to_csv(&[]);
    for end in ["\"", "\"\r\n", "\" ", ";\r;", "\" \" ;", "\u{c}"] {
        demand_result(format!("{header}{end}").as_bytes(), "a.csv", &format!("{end:?}"));
    }
}
