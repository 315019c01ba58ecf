//! Files whose columns have types say the same as texts do: days have no zone, and records are chosen by values of any kind.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;
use chrono::NaiveDate;
use polars::prelude::*;

use crate::program::{Run, args, run};

const HEADERS: [&str; 8] =
    ["Adm Id", "Datum boeking", "Datum afhandeling", "Dagboek", "Instantie", "Vestiging", "Boekingscode", "Bedrag"];

fn days() -> Vec<NaiveDate> {
    ["2026-01-01", "2026-03-29", "2026-06-30", "2026-10-25", "2026-12-31"].map(|day| day.parse().unwrap()).to_vec()
}

/// A workbook with cells of days.
fn workbook() -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let header: String = HEADERS.iter().map(|header| text(header)).collect();
    let row = |(at, day): (usize, &NaiveDate)| {
        let serial = (*day - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
        let day = format!("<c s=\"1\"><v>{serial}</v></c>");
        let codes: String = ["K001", "I355", "3550", "2110", "1,00"].map(text).concat();
        format!("<row>{}{day}{day}{codes}</row>", text(&(at + 1).to_string()))
    };
    let rows: String = days().iter().enumerate().map(row).collect();
    let parts = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{PACKAGE}/content-types\"/>")),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Blad1\" sheetId=\"1\" \
                 r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" \
                 Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{OFFICE}/styles\" \
                 Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>\
                 </styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData><row>{header}</row>{rows}</sheetData></worksheet>"),
        ),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A Parquet file of these days, and one more column.
fn parquet(days: &[NaiveDate], more: Option<Column>) -> Vec<u8> {
    let texts = |name: &str, of: &dyn Fn(usize) -> String| {
        let texts: StringChunked = (0..days.len()).map(|at| Some(of(at))).collect();
        texts.with_name(name.into()).into_column()
    };
    let dates = |name: &str| {
        let dates: Int32Chunked =
            days.iter().map(|day| Some((*day - NaiveDate::default()).num_days().try_into().unwrap())).collect();
        dates.with_name(name.into()).into_column().cast(&DataType::Date).unwrap()
    };
    let mut columns = vec![texts(HEADERS[0], &|at| (at + 1).to_string()), dates(HEADERS[1]), dates(HEADERS[2])];
    for (header, text) in HEADERS[3..].iter().zip(["K001", "I355", "3550", "2110", "1,00"]) {
        columns.push(texts(header, &|_| text.to_owned()));
    }
    columns.extend(more);
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut DataFrame::new_infer_height(columns).unwrap()).unwrap();
    bytes
}

fn details(place: &Path, file: &str) -> Run {
    let typed = format!(
        "report financiele-details --config kasverslag.toml --input {file} --period 2026 --format csv --out out \
         --now 2027-01-05T08:00:00+01:00"
    );
    run(place, &args(&typed.split_whitespace().collect::<Vec<_>>()), &[])
}

#[test]
fn days_are_the_same_in_every_zone_and_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let row = |(at, day): (usize, &NaiveDate)| format!("{};{day};{day};K001;I355;3550;2110;1,00\n", at + 1);
    let csv = HEADERS.join(";") + "\n" + &days().iter().enumerate().map(row).collect::<String>();
    fs::write(place.join("e.csv"), csv).unwrap();
    fs::write(place.join("e.xlsx"), workbook()).unwrap();
    fs::write(place.join("e.parquet"), parquet(&days(), None)).unwrap();
    let zones =
        ["Europe/Brussels", "UTC", "Europe/Helsinki", "Asia/Tokyo", "Pacific/Kiritimati", "America/Los_Angeles"];
    for zone in zones {
        fs::write(place.join("kasverslag.toml"), format!("[[profile]]\nname = \"p\"\nzone = \"{zone}\"\n")).unwrap();
        for file in ["e.csv", "e.xlsx", "e.parquet"] {
            let done = details(place, file);
            assert_eq!(done.status, 0, "{zone} {file}: {}", done.stderr);
            let report = fs::read_to_string(place.join("out/financiele-details_all_2026.csv")).unwrap();
            for (at, day) in days().iter().enumerate() {
                let is_told = report.lines().any(|line| {
                    line.trim_start_matches('\u{feff}').starts_with(&format!("{};", at + 1))
                        && line.matches(&day.to_string()).count() == 2
                });
                assert!(is_told, "{zone} {file}: {day}\n{report}");
            }
        }
    }
}

#[test]
fn records_are_chosen_by_values_of_every_type_or_the_column_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let days = &days()[..2];
    let name = PlSmallStr::from("Keuze");
    let truths: BooleanChunked = [Some(false), Some(true)].into_iter().collect();
    let floats: Float32Chunked = [Some(0.1_f32), Some(1.5)].into_iter().collect();
    let wide: Float64Chunked = [Some(0.1), Some(1.5)].into_iter().collect();
    let whole: Int32Chunked = [Some(1), Some(2)].into_iter().collect();
    let date: Int32Chunked = [Some(0), Some(31)].into_iter().collect();
    let times: Int64Chunked = [Some(0), Some(3_600_000_000_000)].into_iter().collect();
    let truths = truths.with_name(name.clone()).into_column();
    let wide = wide.with_name(name.clone()).into_column();
    let choices: [(&str, Column, &[&str]); 6] = [
        ("truth", truths, &["true", "True", "TRUE", "waar", "WAAR", "1"]),
        ("float", floats.with_name(name.clone()).into_column(), &["1.5", "1,5", "1.50"]),
        ("double", wide, &["1.5", "1,50"]),
        ("whole", whole.with_name(name.clone()).into_column(), &["2", "2.0"]),
        ("date", date.with_name(name.clone()).into_column().cast(&DataType::Date).unwrap(), &["1970-02-01"]),
        ("time", times.with_name(name).into_column().cast(&DataType::Time).unwrap(), &[]),
    ];
    for (what, column, values) in choices {
        fs::write(place.join("e.parquet"), parquet(days, Some(column))).unwrap();
        let with = |rule: &str| {
            fs::write(place.join("kasverslag.toml"), format!("[[profile]]\nname = \"p\"\n{rule}\n")).unwrap();
            let done = details(place, "e.parquet");
            let report = fs::read_to_string(place.join("out/financiele-details_all_2026.csv")).unwrap_or_default();
            (done, report.lines().skip(1).map(|line| line.split(';').next().unwrap().to_owned()).collect::<Vec<_>>())
        };
        for value in values {
            let (done, ids) = with(&format!("leave_out = {{ Keuze = [\"{value}\"] }}"));
            assert_eq!((done.status, ids.as_slice()), (0, &["1".to_owned()][..]), "{what} {value}: {}", done.stderr);
            let (done, ids) = with(&format!("keep = {{ Keuze = [\"{value}\"] }}"));
            assert_eq!((done.status, ids.as_slice()), (0, &["2".to_owned()][..]), "{what} {value}: {}", done.stderr);
        }
        if values.is_empty() {
            let (done, _) = with("leave_out = { Keuze = [\"01:00:00\"] }");
            assert!(
                done.status == 1 && done.stderr.contains("KV108") && done.stderr.contains("Keuze"),
                "{}",
                done.stderr
            );
        }
    }
}
