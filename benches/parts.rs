//! What the inner parts take: fields, a whole export, groups, pages, files. `cargo bench` tells where a change inside the
//! program had its effect; what the whole program takes is for `benches/compare.py`.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../tests/it/documents.rs"]
mod documents;

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kasverslag::domain::CodeTables;
use kasverslag::ingest::Profile;
use kasverslag::ingest::amount::parse_amount;
use kasverslag::ingest::date::parse_moment;
use kasverslag::render::csv::Dialect;
use kasverslag::render::pdf;
use kasverslag::render::pdf::level::Level;
use kasverslag::render::form::{FileFormat, Form};
use kasverslag::render::rendering::Rendering;
use kasverslag::report::dimension::Dimension;
use kasverslag::report::gathering::Needs;
use kasverslag::report::lines::{Groups, keys};
use kasverslag::report::selection::Selection;
use polars::prelude::IntoLazy;

use documents::{Lines, Wanted};

const ROWS: u32 = 5000;

/// An export of one library in a year.
fn export() -> String {
    let mut text =
        "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Omschrijving;\
                    Bron;Actor Id\r\n"
            .to_owned();
    for row in 0..ROWS {
        let (day, month) = (row * 28 / ROWS + 1, row % 12 + 1);
        let time = format!("{day:02}-{month:02}-2026 {:02}:{:02}:07", 9 + row % 8, row % 60);
        let book = ["K001", "K002", "B001", "B002", "R001"][row as usize % 5];
        let (code, cents) = ([1010, 2110, 2120, 2310, 3010, 4010, 5001][row as usize % 7], row * 7919 % 2500 + 10);
        let sign = if code == 5001 { "-" } else { "" };
        let _ = write!(text, "{:09};{time};{time};{book};I100;100{};{code};", 100_000_000 + row, row % 4);
        let _ = write!(text, "{sign}{},{:02};Telaatgeld boeken;B;{}\r\n", cents / 100, cents % 100, 4_000_000 + row);
    }
    text
}

fn fields(bench: &mut Criterion) {
    let profile = Profile::default();
    let mut bench = bench.benchmark_group("field");
    bench.bench_function("amount", |bench| bench.iter(|| parse_amount(black_box("1.234,56"), &profile)));
    bench.bench_function("time", |bench| {
        bench.iter(|| parse_moment(black_box("21-11-2026 14:03:59"), &profile.dates));
    });
}

fn stages(bench: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    std::fs::write(&path, export()).unwrap();
    let read = || Lines::read(std::slice::from_ref(&path)).unwrap();
    let lines = read();
    assert_eq!((lines.columns.len(), lines.intake.rejected()), (ROWS as usize, 0));
    let wish = Needs::of_sums(&Selection::everything()).with_rows(&[]);
    let tables = CodeTables::default();
    let gathered = lines.gathered(wish.clone(), &tables);
    let frame = gathered.rows().frame();
    let dimensions = [Dimension::Daybook, Dimension::Institution, Dimension::Branch, Dimension::BookingCode];
    let group = || {
        let mut groups = Groups::new(keys(&dimensions));
        groups.add(frame.clone().lazy()).unwrap();
        groups.lines().unwrap()
    };
    let document = Wanted::new(&["report", "financiele-details", "--period", "2026"]).document(&lines, None);
    let form = |level| Form { dialect: Dialect::ExcelBe, totals: false, level };
    let render = |level, format| Rendering::new(&document, form(level), &[format].into()).unwrap();

    let mut bench = bench.benchmark_group("rows");
    bench.throughput(Throughput::Elements(ROWS.into())).sample_size(20);
    bench.bench_function("read", |bench| bench.iter(read));
    bench.bench_function("gather", |bench| bench.iter(|| lines.gathered(wish.clone(), &tables)));
    bench.bench_function("group", |bench| bench.iter(group));
    bench.bench_function("csv", |bench| bench.iter(|| render(Level::A3a, FileFormat::Csv)));
    bench.bench_function("layout", |bench| bench.iter(|| pdf::pages(&document)));
    for (name, level) in [("pdf 3a", Level::A3a), ("pdf 3b", Level::A3b)] {
        let rendering = render(level, FileFormat::Pdf);
        bench.bench_function(name, |bench| {
            bench.iter(|| {
                let mut pdf = Vec::new();
                rendering.write(FileFormat::Pdf, 1, &mut pdf).unwrap();
                pdf
            });
        });
    }
}

criterion_group!(parts, fields, stages);
criterion_main!(parts);
