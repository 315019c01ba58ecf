//! Parquet exports: the same lines as CSV in columns of any type that fits, and damaged ones.

use std::path::Path;

use chrono::NaiveDateTime;
use kasverslag::ingest::format::ExportFormat;
use polars::prelude::*;

use crate::damage::{damage, demand_result};
use crate::oracle::{Generator, Line, parse_moment};
use crate::program::{args, files, run};

/// Writes lines as a Parquet file, each column as one of the types that hold it without loss.
pub(crate) fn to_parquet(lines: &[Line], generator: &mut Generator) -> Vec<u8> {
    let text = |name: &str, of: &dyn Fn(&Line) -> Option<String>| {
        let texts: StringChunked = lines.iter().map(of).collect();
        texts.with_name(name.into()).into_column()
    };
    let number = |name: &str, of: &dyn Fn(&Line) -> Option<i64>| {
        let numbers: Int64Chunked = lines.iter().map(of).collect();
        numbers.with_name(name.into()).into_column()
    };
    let moment = |name: &str, as_text: bool, of: &dyn Fn(&Line) -> Option<(String, String)>| {
        if as_text {
            let of = |line: &Line| of(line).map(|(day, time)| format!("{day} {time}").trim().to_owned());
            return text(name, &of);
        }
        let of = |line: &Line| of(line).map(|(day, time)| nanoseconds(&day, &time));
        let times = number(name, &of);
        times.cast(&DataType::Datetime(TimeUnit::Nanoseconds, None)).unwrap()
    };
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let is_plain = |text: &str| text.parse::<i64>().is_ok_and(|number| number.to_string() == text);
    let mut columns = vec![
        moment("Opboekdatum", generator.one_in(2), &|line| Some(parse_moment(&line.posted))),
        moment("Afboekdatum", generator.one_in(2), &|line| line.settled.clone()),
        text("Dagboek", &|line| line.daybook.clone()),
        text("Instantie", &|line| some(&line.institution)),
        text("Omschrijving", &|line| Some(line.description.clone())),
        text("Bron", &|line| some(&line.source)),
        text("Afboek bron", &|line| some(&line.settlement_source)),
        text("Klant", &|line| some(&line.customer)),
        text("Exemplaar", &|line| some(&line.item)),
    ];
    columns.push(match lines.iter().all(|line| is_plain(&line.id)) && generator.one_in(2) {
        true => number("Boekingsnummer", &|line| line.id.parse().ok()),
        false => text("Boekingsnummer", &|line| some(&line.id)),
    });
    for (name, of) in [
        ("Vestiging", (|line: &Line| line.branch.clone()) as fn(&Line) -> String),
        ("Boekingscode", |line| line.booking_code.clone()),
    ] {
        columns.push(match generator.below(3) {
            0 => text(name, &|line| Some(of(line))),
            1 => number(name, &|line| of(line).parse().ok()),
            _ => number(name, &|line| of(line).parse().ok()).cast(&DataType::Int32).unwrap(),
        });
    }
    let euro = |line: &Line| line.cents as f64 / 100.0;
    columns.push(if generator.one_in(2) && lines.iter().all(|line| line.cents.abs() < 10_000_000_000) {
        let amounts: Float64Chunked = lines.iter().map(|line| Some(euro(line))).collect();
        amounts.with_name("Bedrag".into()).into_column()
    } else {
        let sign = |line: &Line| if line.cents < 0 { "-" } else { "" };
        let of = |line: &Line| format!("{}{},{:02}", sign(line), line.cents.abs() / 100, line.cents.abs() % 100);
        text("Bedrag", &|line| Some(of(line)))
    });
    let mut frame = DataFrame::new_infer_height(columns).unwrap();
    let mut bytes = Vec::new();
    let compression = match generator.below(3) {
        0 => ParquetCompression::Uncompressed,
        1 => ParquetCompression::Snappy,
        _ => ParquetCompression::Zstd(None),
    };
    let writer = ParquetWriter::new(&mut bytes).with_compression(compression);
    writer.with_row_group_size(Some(1 + generator.below(90))).finish(&mut frame).unwrap();
    bytes
}

fn nanoseconds(day: &str, time: &str) -> i64 {
    let time = if time.is_empty() { "00:00:00" } else { time };
    let time = if time.len() == 5 { format!("{time}:00") } else { time.to_owned() };
    let local: NaiveDateTime = format!("{day}T{time}").parse().unwrap_or_else(|_| panic!("`{day}` `{time}`"));
    local.and_utc().timestamp_nanos_opt().unwrap()
}

/// The samples as Parquet, without those whose columns are at fault already.
fn samples() -> Vec<(String, Vec<u8>)> {
    let samples = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data"));
    let parquet = samples.into_iter().filter(|(name, _)| ExportFormat::of_name(name) == Some(ExportFormat::Parquet));
    parquet.filter(|(name, _)| name.starts_with("parquet/")).collect()
}

#[test]
fn a_file_that_promises_more_than_its_bytes_can_hold_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let texts = ["Boekingsnummer", "Opboekdatum", "Afboekdatum", "Dagboek", "Instantie", "Vestiging", "Boekingscode"];
    let mut generator = Generator::new(1);
    let noise: String = (0..60_000).map(|_| char::from(b'a' + generator.below(26) as u8)).collect();
    // Rows that are all alike take no room. Where one has a text that can't be packed the file may have more of them,
    // but not a column of nothing but zeros.
    for (rows, noise, wanted) in
        [(3_000_000, "", "it says that it has 3000000 rows in "), (600_000, &noise, "the column Bedrag says that ")]
    {
        let texts = texts.into_iter().map(|name| (name, "1")).chain([("Omschrijving", noise)]);
        let mut columns: Vec<Column> = texts
            .map(|(name, first)| {
                let texts = std::iter::once(first).chain(std::iter::repeat("1")).take(rows);
                StringChunked::from_iter_values(name.into(), texts).into_column()
            })
            .collect();
        columns.push(Float64Chunked::from_vec("Bedrag".into(), vec![0.0; rows]).into_column());
        let mut bytes = Vec::new();
        let writer = ParquetWriter::new(&mut bytes).with_compression(ParquetCompression::Zstd(None));
        let frame = &mut DataFrame::new_infer_height(columns).unwrap();
        let writer = writer.with_row_group_size(Some(4_000_000)).with_data_page_size(Some(64 << 20));
        writer.finish(frame).unwrap();
        std::fs::write(folder.path().join("a.parquet"), &bytes).unwrap();
        let told = run(folder.path(), &args(&["check", "a.parquet"]), &[]);
        assert!(told.status == 1 && told.stderr.contains(wanted), "{} bytes: {}", bytes.len(), told.stderr);
    }
}

#[test]
fn parquet_and_csv_give_the_same_reports() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = tempfile::tempdir().unwrap();
    let reports = "financieel-overzicht-be,financieel-overzicht,financiele-details";
    let [parquet, csv] = ["parquet", "zonnedorp/dagboek_2026-08.csv"].map(|input| {
        let input = format!("sample_data/{input}");
        let folder = out.path().join(input.replace('/', "_"));
        let config = "sample_data/kasverslag.toml";
        let mut all = args(&["report", reports, "--input", &input, "--period", "2026-08", "--config", config]);
        all.extend(args(&["--format", "csv", "--show-customers", "--out", &folder.display().to_string()]));
        let done = run(root, &all, &[]);
        assert_eq!(done.status, 0, "{}", done.stderr);
        files(&folder)
    });
    assert_eq!(parquet.len(), 3);
    assert!(parquet == csv, "the reports differ");
}

#[test]
fn damaged_parquet_files_give_a_result() {
    let mut generator = Generator::new(17);
    let mut all = samples();
    assert!(all.len() >= 3);
    for seed in 0..6 {
        let mut lines = Generator::new(seed).world();
        lines.truncate(12);
        all.push((format!("seed {seed}"), to_parquet(&lines, &mut generator)));
    }
    for (name, parquet) in &all {
        for round in 0..400 {
            let mut bytes = parquet.clone();
            damage(&mut bytes, &mut generator);
            demand_result(&bytes, "a.parquet", &format!("{name}, round {round}"));
        }
        // What the file says of itself stands at its end, and is where damage does the most harm.
        let footer = u32::from_le_bytes(parquet[parquet.len() - 8..][..4].try_into().unwrap()) as usize + 8;
        for round in 0..600 {
            let mut bytes = parquet.clone();
            let at = bytes.len() - 1 - generator.below(footer);
            bytes[at] = generator.bits().to_le_bytes()[0];
            demand_result(&bytes, "a.parquet", &format!("{name}, round {round}, byte {at}"));
        }
    }
}
