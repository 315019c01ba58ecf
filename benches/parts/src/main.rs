//! What the inner parts take: fields, a whole export, groups, pages, files. It tells where a change inside the program had
//! its effect; what the whole program takes is for `benches/compare.py`.
//!
//!     cd benches/parts && cargo run --release             # all, in a minute
//!     cd benches/parts && cargo run --release -- pdf      # those whose name holds `pdf`

#![allow(clippy::unwrap_used)]

#[path = "../../../tests/it/documents.rs"]
mod documents;

use std::fmt::Write;
use std::sync::OnceLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use kasverslag::domain::CodeTables;
use kasverslag::ingest::Profile;
use kasverslag::ingest::amount::parse_amount;
use kasverslag::ingest::date::parse_moment;
use kasverslag::render::csv::Dialect;
use kasverslag::render::form::{FileFormat, Form};
use kasverslag::render::pdf::{self, level::Level};
use kasverslag::render::rendering::Rendering;
use kasverslag::report::dimension::Dimension;
use kasverslag::report::document::Document;
use kasverslag::report::lines::{Groups, keys};
use kasverslag::report::needs::Needs;
use kasverslag::report::selection::Selection;

use documents::{Lines, Wanted};

/// Lines of the export that all is made of.
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

fn main() {
    divan::Divan::from_args().run_benches();
}

/// The lines of the export, read once.
fn lines() -> &'static Lines {
    static LINES: OnceLock<Lines> = OnceLock::new();
    LINES.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.csv");
        std::fs::write(&path, export()).unwrap();
        let lines = Lines::read(&[path]).unwrap();
        assert_eq!((lines.columns.len(), lines.intake.rejected()), (ROWS as usize, 0));
        lines
    })
}

fn needs() -> Needs {
    Needs::of_sums(&Selection::everything()).with_rows(&[])
}

fn document() -> &'static Document {
    static DOCUMENT: OnceLock<Document> = OnceLock::new();
    DOCUMENT.get_or_init(|| Wanted::new(&["report", "financiele-details", "--period", "2026"]).document(lines(), None))
}

fn rendering(level: Level, format: FileFormat) -> Rendering<'static> {
    let form = Form { dialect: Dialect::ExcelBe, totals: false, level, page_bound: None };
    Rendering::new(document(), form, &[format].into()).unwrap()
}

#[divan::bench]
fn amount(bencher: Bencher<'_, '_>) {
    let profile = Profile::default();
    bencher.bench_local(|| parse_amount(black_box("1.234,56"), &profile));
}

#[divan::bench]
fn time(bencher: Bencher<'_, '_>) {
    let profile = Profile::default();
    bencher.bench_local(|| parse_moment(black_box("21-11-2026 14:03:59"), &profile.dates));
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    std::fs::write(&path, export()).unwrap();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| Lines::read(std::slice::from_ref(&path)).unwrap());
}

#[divan::bench]
fn gather(bencher: Bencher<'_, '_>) {
    let tables = CodeTables::default();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| lines().gathered(needs(), &tables));
}

#[divan::bench]
fn group(bencher: Bencher<'_, '_>) {
    let gathered = lines().gathered(needs(), &CodeTables::default());
    let frame = gathered.rows().frame();
    let dimensions = [Dimension::Daybook, Dimension::Institution, Dimension::Branch, Dimension::BookingCode];
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        let mut groups = Groups::new(keys(&dimensions));
        groups.add(frame).unwrap();
        groups.lines().unwrap()
    });
}

#[divan::bench]
fn csv(bencher: Bencher<'_, '_>) {
    document();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| rendering(Level::A3a, FileFormat::Csv));
}

#[divan::bench]
fn layout(bencher: Bencher<'_, '_>) {
    let document = document();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| pdf::pages(document));
}

#[divan::bench(args = [Level::A3a, Level::A3b])]
fn pdf(bencher: Bencher<'_, '_>, level: Level) {
    let rendering = rendering(level, FileFormat::Pdf);
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        let mut pdf = Vec::new();
        rendering.write(FileFormat::Pdf, 1, &mut pdf).unwrap();
        pdf
    });
}
