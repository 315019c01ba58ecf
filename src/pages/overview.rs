//! The page of a library, with its years; and the page of all libraries.

use serde::Serialize;

use super::library::LibraryShelf;
use super::markup;
use super::year::{ChainHead, ReportRow};
use crate::domain::steering::visible;
use crate::report::archive_words::ArchiveWords;
use crate::report::language::Language;
use crate::report::words::Words;
use crate::shelf::{chain_file, current};

/// How many reports the page of a library shows.
const LATEST: usize = 20;

#[derive(Debug, Serialize)]
struct LibraryPage<'a> {
    w: &'a ArchiveWords,
    tag: &'a str,
    root: &'static str,
    library: String,
    code: String,
    title: String,
    has_script: bool,
    date: String,
    last_day: String,
    missing: usize,
    head: Option<ChainHead>,
    chain: &'static str,
    current: Vec<(String, String)>,
    years: Vec<YearRow>,
    latest: Vec<ReportRow>,
}

#[derive(Debug, Serialize)]
struct YearRow {
    year: i32,
    reports: usize,
}

/// What the page of all libraries tells of one.
#[derive(Clone, Debug, Serialize)]
pub struct LibraryRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its page, from the folder of all libraries.
    pub link: String,
    date: String,
    last_day: String,
    missing: usize,
    reports: usize,
    last_report: String,
}

#[derive(Debug, Serialize)]
struct IndexPage<'a> {
    w: &'a ArchiveWords,
    tag: &'a str,
    root: &'static str,
    title: &'a str,
    has_script: bool,
    libraries: &'a [LibraryRow],
}

/// The page of a library.
#[must_use]
pub fn library_page(shelf: &LibraryShelf) -> String {
    let words = shelf.words();
    let library = visible(&shelf.facts.name).into_owned();
    let of_year = |year: &i32| shelf.records.iter().filter(|record| super::library::year_of(record) == *year).count();
    let mut reports: Vec<&str> = shelf.records.iter().map(|record| record.report.as_str()).collect();
    reports.sort_unstable();
    reports.dedup();
    let current = reports.iter().map(|report| (format!("{}/{report}/", current::FOLDER), shelf.title(report)));
    markup::page(
        "library.html",
        &LibraryPage {
            w: &words.archive,
            tag: &words.tag,
            root: "../",
            code: shelf.institution.to_string(),
            title: library.clone(),
            library,
            has_script: false,
            date: words.day(shelf.facts.date.0),
            last_day: last_day(shelf, words),
            missing: shelf.missing(),
            head: shelf.records.last().map(ChainHead::of),
            chain: chain_file::FILE,
            current: current.collect(),
            years: shelf.years().iter().rev().map(|year| YearRow { year: *year, reports: of_year(year) }).collect(),
            latest: shelf.records.iter().rev().take(LATEST).map(|it| ReportRow::of(shelf, it, "", words)).collect(),
        },
    )
}

fn last_day(shelf: &LibraryShelf, words: &Words) -> String {
    shelf.last_day().map_or_else(|| "–".to_owned(), |day| words.day(day))
}

impl LibraryRow {
    /// What is told of a library whose folder lies in `place`, from the folder of all libraries.
    #[must_use]
    pub fn of(shelf: &LibraryShelf, place: &str) -> Self {
        let words = shelf.words();
        Self {
            code: shelf.institution.to_string(),
            name: visible(&shelf.facts.name).into_owned(),
            link: format!("{place}/index.html"),
            date: words.day(shelf.facts.date.0),
            last_day: last_day(shelf, words),
            missing: shelf.missing(),
            reports: shelf.records.len(),
            last_report: shelf.records.last().map_or_else(|| "–".to_owned(), |record| record.number.clone()),
        }
    }
}

/// The page of all libraries.
#[must_use]
pub fn index_page(libraries: &[LibraryRow], language: Language) -> String {
    let words = Words::of(language);
    let w = &words.archive;
    markup::page(
        "index.html",
        &IndexPage { w, tag: &words.tag, root: "", title: &w.title, has_script: false, libraries },
    )
}
