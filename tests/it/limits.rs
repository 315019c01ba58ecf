//! Files beyond the limits that docs/input.md states: a message that says so, in little time and memory. What is small
//! enough to keep stands in `tests/corpus/sizes`; here is what has to be made.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::{Compress, Compression, FlushCompress};

use crate::oracle::to_csv;
use crate::program::{Run, args, run, uncoded};

fn check(folder: &Path, name: &str) -> Run {
    run(folder, &args(&["check", name]), &[])
}

/// A file of holes.
fn of_holes(path: &Path, start: &[u8], length: u64) {
    let mut file = fs::File::create(path).unwrap();
    file.write_all(start).unwrap();
    file.set_len(length).unwrap();
}

#[test]
fn files_that_are_read_whole_have_a_largest_size() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    for (name, start) in [("a.xlsx", &b"PK"[..]), ("a.parquet", b"PAR1"), ("a.csv", b"\xff\xfea\0")] {
        of_holes(&place.join(name), start, (1 << 30) + 1);
        let told = check(place, name);
        assert_eq!(told.status, 1, "{name}: {}", told.stderr);
        assert_eq!(
            uncoded(&told.stderr),
            format!(
                "error: the file is larger than 1 GiB, and its kind is read whole into memory\n  --> {name}\n\
                 hint: make the export as CSV in UTF-8, which may be larger, or in several files\n"
            )
        );
        fs::remove_file(place.join(name)).unwrap();
    }
}

/// Zeros as `deflate` has them, a MiB at a time: a bomb that takes no time to make.
fn deflated_zeros(mebibytes: usize) -> Vec<u8> {
    let zeros = vec![b' '; 1 << 20];
    let mut packer = Compress::new(Compression::best(), false);
    let mut block = Vec::with_capacity(1 << 16);
    packer.compress_vec(&zeros, &mut block, FlushCompress::Full).unwrap();
    let mut all = block.repeat(mebibytes);
    all.extend([3, 0]);
    all
}

/// A zip file with one part of such zeros, which it says to be of another size.
fn zip_of_zeros(name: &str, mebibytes: usize, said: u32) -> Vec<u8> {
    let data = deflated_zeros(mebibytes);
    let sizes = [(data.len() as u32).to_le_bytes(), said.to_le_bytes()].concat();
    let lengths = [name.len() as u8, 0, 0, 0];
    let common = [&[20, 0, 0, 0, 8, 0, 0, 0, 33, 80, 0, 0, 0, 0][..], &sizes, &lengths].concat();
    let mut zip = [&b"PK\x03\x04"[..], &common, name.as_bytes(), &data].concat();
    let (start, version) = (zip.len() as u32, [20, 0]);
    let directory = [&b"PK\x01\x02"[..], &version, &common, &[0; 14], name.as_bytes()].concat();
    zip.extend(&directory);
    zip.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend((directory.len() as u32).to_le_bytes());
    zip.extend(start.to_le_bytes());
    zip.extend([0, 0]);
    zip
}

#[test]
fn workbooks_that_unpack_to_more_than_they_may_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    for (part, mebibytes, said, limit) in [
        ("xl/sharedStrings.xml", 257, 257 << 20, "256 MiB"),
        ("xl/sharedStrings.xml", 257, 100, ""),
        ("xl/styles.xml", 257, 257 << 20, "256 MiB"),
        ("xl/worksheets/sheet1.xml", 2049, 2049 << 20, "2 GiB"),
    ] {
        fs::write(place.join("a.xlsx"), zip_of_zeros(part, mebibytes, said)).unwrap();
        let told = check(place, "a.xlsx");
        let wanted = match limit {
            // The zip file's reader itself goes no further than what is said.
            "" => "error: the workbook can't be read: ".to_owned(),
            limit => format!("error: the file can't be unpacked: it unpacks to more than {limit}\n  --> a.xlsx\n"),
        };
        assert!(told.status == 1 && uncoded(&told.stderr).starts_with(&wanted), "{part} {said}: {}", told.stderr);
    }
}

#[test]
fn refused_records_beyond_those_that_memory_should_hold_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let header = to_csv(&[]);
    // Three chunks, read by several threads.
    let bad = 1_500_000;
    fs::write(place.join("a.csv"), header.clone() + &"x\n".repeat(bad)).unwrap();
    let told = check(place, "a.csv");
    assert_eq!(told.status, 1);
    let first = "error: the record has fewer fields than the header (100000 times)\n  --> a.csv, line 2: 1 where the header has";
    assert!(uncoded(&told.stderr).starts_with(first), "{}", &told.stderr[..400]);
    assert!(told.stderr.contains("--> a.csv, line 21: ") && told.stderr.contains("\n  and 99980 more\n"));
    let more =
        "error: more records are refused; only the first of a file are looked at: 1400000 records\n  --> a.csv\n";
    assert!(uncoded(&told.stderr).ends_with(more), "{}", told.stderr);
    assert_eq!(told.stderr.lines().count(), 25, "{}", told.stderr);
    let report = args(&["report", "financieel-overzicht-be", "--input", "a.csv", "--period", "2026", "--out", "out"]);
    let told = run(place, &report, &[]);
    assert!(told.status == 1 && uncoded(&told.stderr).contains("error: 1500000 of 1500000 records refused"), "{}", {
        let end = told.stderr.len().saturating_sub(400);
        told.stderr[end..].to_owned()
    });
    let list = fs::read_to_string(place.join("out/rejects/a.csv.rejects.csv")).unwrap();
    assert_eq!(list.lines().count(), 100_002);
    assert!(list.ends_with("nog 1400000 geweigerde records staan niet in deze lijst;\r\n"));
}

#[test]
fn a_logo_has_a_largest_size() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::write(place.join("a.csv"), to_csv(&[])).unwrap();
    fs::write(place.join("kasverslag.toml"), "[run]\nlogo = \"logo.png\"\n").unwrap();
    let report = "report financieel-overzicht-be --input a.csv --period 2026 --config kasverslag.toml --out out";
    let report = args(&report.split(' ').collect::<Vec<_>>());
    for (length, wanted) in [((1 << 20) + 1, "it is larger than 1048576 bytes"), (1 << 20, "it is no sound PNG")] {
        of_holes(&place.join("logo.png"), b"\x89PNG\r\n\x1a\n", length);
        let told = run(place, &report, &[]);
        assert!(told.status == 2 && told.stderr.contains(wanted), "{length}: {} {}", told.status, told.stderr);
    }
}

#[test]
fn a_text_that_just_fits_a_cell_of_a_workbook_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let report = "report financiele-details --input a.csv --period 2026-11 --format xlsx --out out";
    let report = args(&report.split(' ').collect::<Vec<_>>());
    // An e with an accent is two bytes, and one of the units that count.
    for (length, status) in [(32_767, 0), (32_768, 1)] {
        let description = "\u{e9}".repeat(length);
        let line = format!("1;02-11-2026;02-11-2026;K001;I355;3550;2110;1,50;{description};B;B;;\n");
        fs::write(place.join("a.csv"), to_csv(&[]) + &line).unwrap();
        let told = run(place, &report, &[]);
        assert_eq!(told.status, status, "{length}: {}", &told.stderr[..told.stderr.len().min(400)]);
    }
}

#[test]
fn amounts_that_together_are_more_than_a_sum_can_be_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    // Receipts and expenses in turn: that they add up to nothing is no help, a part of them may be asked for.
    let line = |index: usize| {
        let sign = if index.is_multiple_of(2) { "" } else { "-" };
        format!("{index};02-11-2026;02-11-2026;K001;I355;3550;2110;{sign}999999999999,99;Veel;B;B;;\n")
    };
    let lines: Vec<String> = (0..92_234).map(line).collect();
    let (most, one_more) = (lines[..92_233].concat(), lines.concat());
    for (text, status) in [(most, 0), (one_more, 1)] {
        fs::write(place.join("a.csv"), to_csv(&[]) + &text).unwrap();
        let told = check(place, "a.csv");
        assert_eq!(told.status, status, "{}", told.stderr);
    }
}
