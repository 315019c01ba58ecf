//! The pages of a library's year: calendar, months, reports, and whether a file is one of them; where there are too many
//! reports for one page, a page a quarter besides.

use std::collections::BTreeSet;

use serde::Serialize;

use super::calendar::{self, Legend, MonthTable};
use super::library::{LibraryShelf, path, quarter_of, year_of};
use super::markup;
use super::page_name::{FILE, QUARTERS, quarter_file};
use crate::archive::ReportRecord;
use crate::domain::steering::visible;
use crate::domain::{Money, Period};
use crate::report::archive_words::ArchiveWords;
use crate::report::words::Words;

#[derive(Debug, Serialize)]
struct YearPage<'a> {
    w: &'a ArchiveWords,
    tag: &'a str,
    /// The way up to the folder of all libraries, and of this one; `None` where there are no pages of these.
    root: Option<&'static str>,
    library: String,
    code: String,
    year: i32,
    title: String,
    has_script: bool,
    head: Option<ChainHead>,
    /// The quarter that the page is about, in words.
    quarter: Option<String>,
    /// The pages of quarters, with how many reports each lists.
    quarters: Vec<QuarterLink>,
    weekdays: &'a [String; 7],
    legend: Vec<Legend>,
    /// The days that are not settled at the control desk.
    unsettled: Vec<calendar::UnsettledDay>,
    calendar: Vec<MonthTable>,
    months: Vec<MonthRow>,
    reports: Vec<ReportRow>,
    kinds: Vec<(&'static str, &'a str)>,
    titles: Vec<(String, String)>,
    elsewhere: Vec<OtherPageReport>,
    has_sums: bool,
}

/// The last record of those that a page tells of.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ChainHead {
    number: String,
    record: String,
}

#[derive(Debug, Serialize)]
struct MonthRow {
    name: String,
    received: String,
    before: String,
    difference: String,
    link: Option<String>,
}

/// A report in a table.
#[derive(Debug, Serialize)]
pub(super) struct ReportRow {
    number: String,
    id: String,
    title: String,
    kind: &'static str,
    kind_words: String,
    period: String,
    period_code: String,
    version: u32,
    received: String,
    code: String,
    files: Vec<FileLink>,
    replaced: Option<NumberLink>,
    replaces: Option<NumberLink>,
    is_restated: bool,
    /// That it no longer holds, where it can't be replaced.
    unreplaced: Option<String>,
}

#[derive(Debug, Serialize)]
struct FileLink {
    form: String,
    path: String,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct NumberLink {
    words: String,
    /// Where that one is; `None` where it is on no page.
    link: Option<String>,
}

/// A report of another page.
#[derive(Debug, Serialize)]
struct OtherPageReport {
    number: String,
    link: String,
}

#[derive(Debug, Serialize)]
struct QuarterLink {
    words: String,
    link: String,
    reports: usize,
}

/// The pages of a year with their names: one, and one a quarter where that would be too long.
#[must_use]
pub fn pages(shelf: &LibraryShelf, year: i32) -> Vec<(String, String)> {
    let of_year: Vec<&ReportRecord> = shelf.records.iter().filter(|record| year_of(record) == year).collect();
    if !shelf.is_divided(year) {
        return vec![(FILE.to_owned(), page(shelf, year, &of_year, YearPart::Whole))];
    }
    let mut pages = vec![(FILE.to_owned(), page(shelf, year, &of_year, YearPart::Divided))];
    for quarter in QUARTERS {
        let listed: Vec<&ReportRecord> =
            of_year.iter().copied().filter(|record| quarter_of(record) == quarter).collect();
        if !listed.is_empty() {
            pages.push((quarter_file(quarter), page(shelf, year, &listed, YearPart::Quarter(quarter))));
        }
    }
    pages
}

/// What a page has of its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum YearPart {
    /// All.
    Whole,
    /// All but the reports, which stand on the pages of quarters.
    Divided,
    /// The reports of a quarter.
    Quarter(u32),
    /// The reports that were handed over, and nothing else.
    HandedOver,
}

/// The page of a year's reports that are handed over: those with these numbers, on one page, which leads nowhere else.
#[must_use]
pub fn handed_over(shelf: &LibraryShelf, year: i32, numbers: &BTreeSet<&str>) -> String {
    let handed: Vec<&ReportRecord> = shelf.records.iter().filter(|record| numbers.contains(&*record.number)).collect();
    page(shelf, year, &handed, YearPart::HandedOver)
}

/// A page with some reports of a year.
fn page(shelf: &LibraryShelf, year: i32, of_year: &[&ReportRecord], part: YearPart) -> String {
    let words = shelf.words();
    let in_words = |quarter: u32| words.archive.quarter.replace("{number}", &quarter.to_string());
    let is_of_number = |record: &&ReportRecord| record.year() == year.to_string() && year_of(record) != year;
    let is_own = !matches!(part, YearPart::Quarter(_) | YearPart::HandedOver);
    let elsewhere = shelf.records.iter().filter(is_of_number).filter(|_| is_own);
    let elsewhere = elsewhere.map(|record| OtherPageReport {
        number: record.number.clone(),
        link: format!("../{}", shelf.place_of(record)),
    });
    let mut titles: Vec<(String, String)> =
        of_year.iter().map(|record| (record.report.clone(), shelf.title(&record.report))).collect();
    titles.sort();
    titles.dedup();
    let count = |quarter: u32| of_year.iter().filter(|record| quarter_of(record) == quarter).count();
    let quarters = QUARTERS.map(|quarter| QuarterLink {
        words: in_words(quarter),
        link: quarter_file(quarter),
        reports: count(quarter),
    });
    let quarters = quarters.filter(|quarter| part == YearPart::Divided && quarter.reports > 0).collect();
    let quarter = if let YearPart::Quarter(number) = part { Some(in_words(number)) } else { None };
    let library = visible(&shelf.facts.name).into_owned();
    let title = [Some(library.clone()), Some(year.to_string()), quarter.clone()];
    markup::page(
        "year.html",
        &YearPage {
            w: &words.archive,
            tag: &words.tag,
            root: (part != YearPart::HandedOver).then_some("../../"),
            title: title.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            library,
            code: shelf.institution.to_string(),
            year,
            has_script: true,
            head: of_year.last().map(|record| ChainHead::of(record)),
            weekdays: &words.weekdays,
            legend: calendar::legend(&words.archive, &shelf.facts),
            unsettled: if is_own { calendar::unsettled(shelf, year, words) } else { Vec::new() },
            calendar: if is_own { calendar::months(shelf, year, words) } else { Vec::new() },
            months: if is_own { months(shelf, year, words) } else { Vec::new() },
            reports: if part == YearPart::Divided {
                Vec::new()
            } else {
                let rows = of_year.iter().rev().map(|record| ReportRow::of(shelf, record, "../", words));
                let listed: BTreeSet<&str> = of_year.iter().map(|record| &*record.number).collect();
                rows.map(|row| if part == YearPart::HandedOver { row.within(&listed) } else { row }).collect()
            },
            quarter,
            quarters,
            kinds: KINDS.iter().map(|kind| (*kind, kind_words(kind, &words.archive))).collect(),
            titles,
            elsewhere: elsewhere.collect(),
            has_sums: shelf.records.iter().any(|record| record.year() == year.to_string()),
        },
    )
}

const KINDS: [&str; 5] = ["day", "week", "month", "year", "range"];

fn kind(period: Period) -> &'static str {
    match period {
        Period::Day(_) => "day",
        Period::Week(_) => "week",
        Period::Month { .. } => "month",
        Period::Year(_) => "year",
        Period::Range { .. } => "range",
    }
}

fn kind_words<'w>(kind: &str, words: &'w ArchiveWords) -> &'w str {
    match kind {
        "day" => &words.day,
        "week" => &words.week,
        "month" => &words.of_month,
        "year" => &words.of_year,
        _ => &words.range,
    }
}

/// What was received in each month that has a report, beside the same month a year earlier.
fn months(shelf: &LibraryShelf, year: i32, words: &Words) -> Vec<MonthRow> {
    let month =
        |year: i32, number: u32| chrono::NaiveDate::from_ymd_opt(year, number, 1).map(|first| Period::Month { first });
    let row = |number: u32| {
        let (record, now) = shelf.received_in(month(year, number)?)?;
        let before = month(year - 1, number).and_then(|period| {
            shelf
                .of_period(period)
                .find(|before| before.report == record.report)
                .and_then(|before| shelf.received(before))
        });
        let difference = before.map(|before| now - before);
        let shown = |money| words.amount(money);
        Some(MonthRow {
            name: words.month(record.period.first()),
            received: shown(now),
            before: before.map_or_else(|| "–".to_owned(), shown),
            difference: difference.map_or_else(|| "–".to_owned(), |difference| signed(difference, words)),
            link: record.files.first().map(|file| format!("../{}", path(record, file))),
        })
    };
    (1..=12).filter_map(row).collect()
}

/// A difference, with its sign.
fn signed(difference: Money, words: &Words) -> String {
    let text = words.amount(difference);
    if difference > Money::ZERO { format!("+{text}") } else { text }
}

impl ChainHead {
    pub(super) fn of(record: &ReportRecord) -> Self {
        Self { number: record.number.clone(), record: record.record.clone() }
    }
}

impl ReportRow {
    /// A report as a page shows it from which the library's folder lies `up`.
    #[expect(clippy::similar_names, reason = "`replaced` and `replaces` are what the page has")]
    pub(super) fn of(shelf: &LibraryShelf, record: &ReportRecord, up: &str, words: &Words) -> Self {
        let said = |sentence: &str, version: u32| sentence.replace("{version}", &version.to_string());
        let anchor = |other: &ReportRecord| Some(format!("{up}{}", shelf.place_of(other)));
        let replaced = shelf
            .replaced_by(record)
            .map(|newest| NumberLink { words: said(&words.archive.replaced, newest.version), link: anchor(newest) });
        let replaces = shelf
            .version_before(record)
            .map(|before| NumberLink { words: said(&words.archive.replaces, before.version), link: anchor(before) });
        let link = |file: &crate::archive::IssuedFile| FileLink {
            form: file.name.rsplit_once('.').map_or_else(String::new, |(_, form)| form.to_uppercase()),
            path: format!("{up}{}", path(record, file)),
            sha256: file.sha256.clone(),
        };
        let kind = kind(record.period);
        Self {
            number: record.number.clone(),
            id: record.report.clone(),
            title: shelf.title(&record.report),
            kind,
            kind_words: kind_words(kind, &words.archive).to_owned(),
            period: words.short_period(record.period),
            period_code: record.period.to_string(),
            version: record.version,
            received: shelf.received(record).map_or_else(|| "–".to_owned(), |money| words.amount(money)),
            code: record.files.iter().find_map(|file| file.code.clone()).unwrap_or_else(|| "–".to_owned()),
            files: record.files.iter().map(link).collect(),
            is_restated: replaced.is_some() || replaces.is_some(),
            replaced,
            replaces,
            unreplaced: shelf.unreplaced.contains_key(&record.number).then(|| words.archive.unreplaced.clone()),
        }
    }

    /// The same on a page that has these reports alone.
    fn within(self, listed: &BTreeSet<&str>) -> Self {
        let own = |link: NumberLink| {
            let number = link.link.as_deref().and_then(|link| link.rsplit_once('#'));
            let number = number.map(|(_, number)| number).filter(|number| listed.contains(number));
            NumberLink { link: number.map(|number| format!("#{number}")), ..link }
        };
        Self { replaced: self.replaced.map(own), replaces: self.replaces.map(own), ..self }
    }
}
