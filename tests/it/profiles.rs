//! What profiles can say holds in every form of file: the golden cases of profiles, which are CSV, give the same as workbooks
//! and as Parquet files.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;
use polars::prelude::*;

use crate::program::{args, copy, files, run};

/// What is about texts alone: how bytes are characters, and what stands between fields.
const OF_TEXTS: [&str; 3] = ["profile-character-set", "profile-separator", "profile-pattern-in-other-capitals"];

/// The golden cases of profiles that read one file.
fn cases() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(folder).expect("the cases").map(|entry| entry.expect("a case").path());
    let mut cases: Vec<(String, PathBuf)> = entries
        .filter(|case| case.join("input/lijst.csv").exists())
        .map(|case| (case.file_name().unwrap_or_default().to_string_lossy().into_owned(), case))
        .filter(|(name, _)| name.starts_with("profile-") && !OF_TEXTS.iter().any(|other| name.starts_with(other)))
        .collect();
    cases.sort();
    cases
}

fn table(case: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(case.join("input/lijst.csv")).expect("UTF-8");
    text.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect()
}

fn as_parquet(table: &[Vec<String>]) -> Vec<u8> {
    let column = |(at, header): (usize, &String)| {
        let texts: StringChunked = table[1..].iter().map(|row| Some(row[at].as_str())).collect();
        texts.with_name(header.as_str().into()).into_column()
    };
    let mut frame = DataFrame::new_infer_height(table[0].iter().enumerate().map(column).collect()).expect("a table");
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).expect("a file");
    bytes
}

/// A workbook of sheets whose cells are texts.
fn as_workbook(sheets: &[(&str, &[Vec<String>])]) -> Vec<u8> {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let types = "http://schemas.openxmlformats.org/package/2006";
    let numbers = 1..=sheets.len();
    let all = |of: &dyn Fn(usize) -> String| numbers.clone().map(of).collect::<String>();
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "<Types xmlns=\"{types}/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override \
                 PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/>{}</Types>",
                all(&|number| format!(
                    "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{kind}.worksheet+xml\"/>"
                ))
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{types}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>{}</sheets></workbook>",
                all(&|number| format!(
                    "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>",
                    sheets[number - 1].0
                ))
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{types}/relationships\">{}</Relationships>",
                all(&|number| format!(
                    "<Relationship Id=\"rId{number}\" Type=\"{relations}/worksheet\" \
                     Target=\"worksheets/sheet{number}.xml\"/>"
                ))
            ),
        ),
    ];
    for (number, (_, rows)) in numbers.clone().zip(sheets) {
        let cell = |row: usize, (at, text): (usize, &String)| {
            let name = char::from(b'A' + u8::try_from(at).expect("few columns"));
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            format!("<c r=\"{name}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        let row = |(at, cells): (usize, &Vec<String>)| {
            let filled = cells.iter().enumerate().filter(|(_, text)| !text.is_empty());
            let cells: String = filled.map(|of| cell(at + 1, of)).collect();
            format!("<row r=\"{}\">{cells}</row>", at + 1)
        };
        let rows: String = rows.iter().enumerate().map(row).collect();
        let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{number}.xml"), sheet));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("a part");
    }
    zip.finish().expect("a workbook").into_inner()
}

/// The reports that a case's arguments make of another file in the place of its own.
fn made(case: &Path, file: &str, bytes: &[u8]) -> (i32, String, Vec<Vec<u8>>) {
    let place = tempfile::tempdir().expect("a folder");
    copy(case, place.path());
    fs::remove_file(place.path().join("input/lijst.csv")).expect("the file of the case");
    fs::write(place.path().join("input").join(file), bytes).expect("a file");
    let text = fs::read_to_string(case.join("args")).expect("arguments");
    let typed: Vec<String> = text.lines().map(|line| line.replace("lijst.csv", file).replace("OUT", "out")).collect();
    let more = args(if typed[0] == "report" { &["--now", "2026-11-24T12:00:00+01:00"] } else { &[] });
    let done = run(place.path(), &[typed, more].concat(), &[]);
    let out = files(&place.path().join("out")).into_iter().filter(|(name, _)| name.ends_with(".csv"));
    (done.status, done.stderr, out.map(|(_, bytes)| bytes).collect())
}

#[test]
fn profiles_read_workbooks_and_parquet_files_as_they_read_csv() {
    let mut reports = 0;
    for (name, case) in cases() {
        let table = table(&case);
        let wanted = fs::read_to_string(case.join("status")).expect("a status");
        let expected: Vec<Vec<u8>> = files(&case.join("expected"))
            .into_iter()
            .filter(|(name, _)| name.ends_with(".csv"))
            .map(|(_, bytes)| bytes)
            .collect();
        for (file, bytes) in [("lijst.xlsx", as_workbook(&[("Blad1", &table)])), ("lijst.parquet", as_parquet(&table))]
        {
            let (status, told, reports_made) = made(&case, file, &bytes);
            assert_eq!(format!("{status}\n"), wanted, "{name} as {file}: {told}");
            assert_eq!(reports_made, expected, "{name} as {file}: {told}");
            reports += reports_made.len();
        }
    }
    assert!(reports > 40, "{reports} reports");
}

#[test]
fn a_profile_names_the_sheet_that_is_read() {
    let place = tempfile::tempdir().expect("a folder");
    let table = |amount: &str| {
        let head = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag";
        let row = format!("1;05-10-2026;05-10-2026;K001;I355;3550;2110;{amount}");
        let cells = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
        vec![cells(head), cells(&row)]
    };
    let bytes = as_workbook(&[("Vorig jaar", &table("8,00")), ("Export", &table("1,50"))]);
    fs::write(place.path().join("lijst.xlsx"), bytes).expect("a file");
    let made = |sheet: &str| {
        let profile = format!("[[profile]]\nname = \"lijst\"\nfiles = \"lijst*\"\nsheet = \"{sheet}\"\n");
        fs::write(place.path().join("kasverslag.toml"), profile).expect("a configuration");
        let typed = "report financieel-overzicht-be --input lijst.xlsx --config kasverslag.toml --period 2026-10-05 \
                     --format csv --out out --now 2026-11-24T12:00:00+01:00";
        run(place.path(), &args(&typed.split_whitespace().collect::<Vec<_>>()), &[])
    };
    let done = made("Export");
    assert_eq!(done.status, 0, "{}", done.stderr);
    let report =
        fs::read_to_string(place.path().join("out/financieel-overzicht-be_all_2026-10-05.csv")).expect("a report");
    assert!(report.contains(";1;1,50;0,00;kas;ja"), "{report}");
    // The other has lines too: nobody may think that it was read.
    assert!(done.stderr.contains("sheets with lines were not read: `Vorig jaar`"), "{}", done.stderr);
    let refused = made("Uitvoer");
    assert_eq!(refused.status, 1, "{}", refused.stderr);
    assert!(refused.stderr.contains("the workbook has no such sheet"), "{}", refused.stderr);
    assert!(refused.stderr.contains("`Vorig jaar`") && refused.stderr.contains("`Export`"), "{}", refused.stderr);
}

#[test]
fn whole_numbers_are_days_under_a_form_of_digits_and_no_codes_without_their_group() {
    let made = |dates: &str, day: i64, code: i64| {
        let place = tempfile::tempdir().expect("a folder");
        let text = |name: &str, text: &str| Series::new(name.into(), [text]).into_column();
        let number = |name: &str, number: i64| Series::new(name.into(), [number]).into_column();
        let columns = vec![
            text("Adm Id", "1"),
            number("Datum boeking", day),
            number("Datum afhandeling", day),
            text("Dagboek", "K001"),
            text("Instantie", "I355"),
            text("Vestiging", "3550"),
            number("Boekingscode", code),
            text("Bedrag", "1,50"),
        ];
        let mut frame = DataFrame::new_infer_height(columns).expect("a table");
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame).expect("a file");
        fs::write(place.path().join("lijst.parquet"), bytes).expect("a file");
        let profile = format!("[[profile]]\nname = \"lijst\"\nfiles = \"lijst*\"\ndates = [\"{dates}\"]\n");
        fs::write(place.path().join("kasverslag.toml"), profile).expect("a configuration");
        let typed = "report financieel-overzicht-be --input lijst.parquet --config kasverslag.toml --period 2026-10-05 \
                     --format csv --now 2026-11-24T12:00:00+01:00";
        let done = run(place.path(), &args(&typed.split_whitespace().collect::<Vec<_>>()), &[]);
        let report = fs::read_to_string(place.path().join("financieel-overzicht-be_all_2026-10-05.csv"));
        (done.status, done.stderr, report.unwrap_or_default())
    };
    for (dates, day) in [("yyyymmdd", 20_261_005), ("ddmmyyyy", 5_102_026)] {
        let (status, told, report) = made(dates, day, 2110);
        assert_eq!(status, 0, "{dates}: {told}");
        assert!(report.contains("K001;I355;3550;2110;onbekend;1;1,50;0,00;kas;ja"), "{dates}: {report}");
    }
    for (dates, day, code, wanted) in [
        ("dd-mm-yyyy", 20_261_005, 2110, "KV108"),
        ("yyyymmdd", 20_261_035, 2110, "KV313"),
        ("yyyymmdd", 20_261_005, 110, "KV314"),
    ] {
        let (status, told, report) = made(dates, day, code);
        assert!(status == 1 && told.contains(wanted) && report.is_empty(), "{dates} {day} {code}: {told}");
    }
}
