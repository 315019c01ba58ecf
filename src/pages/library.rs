//! What a library's pages are made from: its register, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::calendar::CalendarDay;
use super::facts::{NotedDay, PageFacts};
use super::page_name::{FILE, quarter_file};
use crate::archive::unreplaced::Unreplaced;
use crate::archive::{ArchiveError, IssuedFile, Register, ReportRecord};
use crate::domain::known_days::DayState;
use crate::domain::{Coverage, Institution, Money, Period};
use crate::report::desk_words::dutch_title;
use crate::report::language::Language;
use crate::report::template::Template;
use crate::report::words::Words;
use crate::shelf::reports_in_place;

/// How many reports a page lists at most: a browser shows so many at once.
const MOST_ROWS: usize = 2500;
/// The report that stands for its period where there are several.
const FIRST: &str = "financieel-overzicht-be";

/// What a library's pages are made from.
#[derive(Debug)]
pub struct LibraryShelf {
    /// The library.
    pub institution: Institution,
    /// What stands in the register for the pages alone.
    pub facts: PageFacts,
    /// Its reports, in the order of the chain.
    pub records: Vec<ReportRecord>,
    /// The templates of reports, by their hashes.
    templates: BTreeMap<String, Template>,
    /// The titles of reports, by their ids: those of their newest versions.
    titles: BTreeMap<String, String>,
    /// The numbers of those that no longer hold and can't be replaced.
    pub(super) unreplaced: Unreplaced,
    coverage: Coverage,
    touched: BTreeSet<NaiveDate>,
    /// The place of the newest version of each report for each period.
    holding: BTreeMap<(String, String), usize>,
    /// The place of each version of each report for each period.
    versions: BTreeMap<(String, String, u32), usize>,
    /// The years with so many reports that they stand on pages of quarters.
    divided: BTreeSet<i32>,
}

impl LibraryShelf {
    /// What a register holds for pages.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn of(register: &Register, institution: Institution, facts: PageFacts) -> Result<Self, ArchiveError> {
        let records = reports_in_place(register)?;
        let mut texts = BTreeMap::new();
        for hash in records.iter().map(|record| record.template.as_str()).collect::<BTreeSet<_>>() {
            texts.insert(hash.to_owned(), register.text(hash)?.unwrap_or_default());
        }
        Ok(Self {
            unreplaced: register.unreplaced()?,
            coverage: register.coverage()?.of_all(&register.expected_feeds()?),
            touched: register.touched()?.into_keys().collect(),
            ..Self::of_records(institution, facts, records, &texts)
        })
    }

    /// What is known of a library by nothing but its records and the texts of their templates, by their hashes.
    #[must_use]
    pub fn of_records(
        institution: Institution,
        facts: PageFacts,
        records: Vec<ReportRecord>,
        texts: &BTreeMap<String, String>,
    ) -> Self {
        let parsed = texts.iter().filter_map(|(hash, text)| Some((hash.clone(), Template::parse_issued(text).ok()?)));
        let templates: BTreeMap<String, Template> = parsed.collect();
        // Where templates are lacking those that are there say what a report is called.
        let (told, untold): (Vec<_>, Vec<_>) =
            records.iter().partition(|record| templates.contains_key(&record.template));
        let titles = untold.into_iter().chain(told);
        let titles = titles.map(|record| (record.report.clone(), title(record, &templates, facts.language))).collect();
        let keys = records.iter().enumerate();
        let holding = keys.map(|(place, record)| ((record.period.to_string(), record.report.clone()), place)).collect();
        let versions = records.iter().enumerate().map(|(place, record)| (version_key(record, record.version), place));
        Self {
            institution,
            versions: versions.collect(),
            facts,
            templates,
            titles,
            holding,
            unreplaced: Unreplaced::default(),
            coverage: Coverage::default(),
            touched: BTreeSet::new(),
            divided: divided(&records),
            records,
        }
    }

    /// The words of its pages.
    #[must_use]
    pub fn words(&self) -> &'static Words {
        Words::of(self.facts.language)
    }

    /// What a report is called.
    pub(super) fn title(&self, report: &str) -> String {
        self.titles.get(report).cloned().unwrap_or_else(|| report.to_owned())
    }

    /// What a report says was received; `None` where it speaks of something else.
    pub(super) fn received(&self, record: &ReportRecord) -> Option<Money> {
        self.templates.get(&record.template)?.receipts_of(&record.received)
    }

    fn first_day(&self) -> Option<NaiveDate> {
        self.facts.first_day.map(|day| day.0).or_else(|| self.coverage.first())
    }

    /// The years that have a page: those of its days, and those of its reports' periods and numbers.
    #[must_use]
    pub fn years(&self) -> BTreeSet<i32> {
        let mut years: BTreeSet<i32> = self
            .records
            .iter()
            .flat_map(|record| [Some(year_of(record)), record.year().parse().ok()])
            .flatten()
            .collect();
        if let Some(first) = self.first_day().filter(|first| *first <= self.facts.date.0) {
            years.extend(first.year()..=self.facts.date.0.year());
        }
        years
    }

    /// Whether the reports of a year stand on pages of quarters.
    pub(super) fn is_divided(&self, year: i32) -> bool {
        self.divided.contains(&year)
    }

    /// Whether any year is.
    pub(super) fn has_divided_years(&self) -> bool {
        !self.divided.is_empty()
    }

    /// Where a report stands in a table, as a path from the library's folder.
    pub(super) fn place_of(&self, record: &ReportRecord) -> String {
        let year = year_of(record);
        let page = if self.is_divided(year) { quarter_file(quarter_of(record)) } else { FILE.to_owned() };
        format!("{year}/{page}#{}", record.number)
    }

    /// What is known of a day; `None` before the library's first one.
    pub(super) fn state(&self, day: NaiveDate) -> Option<CalendarDay> {
        if self.first_day().is_none_or(|first| day < first) {
            return None;
        }
        let is_refused = self.facts.refused.iter().any(|(first, last)| (first.0..=last.0).contains(&day));
        let is_closed = self.facts.closed.contains(&NotedDay(day));
        let is_expected = self.facts.expected.is_some_and(|expected| day <= expected.0);
        Some(match DayState::of(day, &self.coverage, is_closed, self.facts.date.0) {
            DayState::Known if self.has_bookings(day) => CalendarDay::Received,
            DayState::Known => CalendarDay::Nothing,
            DayState::Closed => CalendarDay::Closed,
            DayState::NoExport if is_refused => CalendarDay::Refused,
            DayState::NoExport if is_expected => CalendarDay::NoExport,
            DayState::NoExport | DayState::NotOver => CalendarDay::NotYet,
        })
    }

    /// Whether there are bookings on a day: by its reports, and where there are none by the lines that came in.
    fn has_bookings(&self, day: NaiveDate) -> bool {
        let mut reports = self.of_period(Period::Day(day)).peekable();
        if reports.peek().is_none() { self.touched.contains(&day) } else { reports.any(|record| record.rows > 0) }
    }

    /// The newest versions for a period, by report.
    pub(super) fn of_period(&self, period: Period) -> impl Iterator<Item = &ReportRecord> {
        let period = period.to_string();
        let same = self.holding.range((period.clone(), String::new())..);
        let same = same.take_while(move |((other, _), _)| *other == period);
        same.map(|(_, place)| &self.records[*place])
    }

    /// The version before the one that a record is of.
    pub(super) fn version_before(&self, record: &ReportRecord) -> Option<&ReportRecord> {
        let place = self.versions.get(&version_key(record, record.version.checked_sub(1)?))?;
        Some(&self.records[*place])
    }

    /// The version that holds of the report that a record is of, if that is another one.
    pub(super) fn replaced_by(&self, record: &ReportRecord) -> Option<&ReportRecord> {
        let newest =
            self.holding.get(&(record.period.to_string(), record.report.clone())).map(|place| &self.records[*place]);
        newest.filter(|newest| newest.version > record.version)
    }

    /// The report that stands for a period, as a path from the library's folder.
    pub(super) fn report_of_day(&self, day: NaiveDate) -> Option<String> {
        let record = self.main_of(Period::Day(day))?;
        let file =
            record.files.iter().find(|file| file.name.strip_suffix(".pdf").is_some()).or(record.files.first())?;
        Some(path(record, file))
    }

    /// The report that stands for a period where there are several.
    pub(super) fn main_of(&self, period: Period) -> Option<&ReportRecord> {
        self.of_period(period).find(|record| record.report == FIRST).or_else(|| self.of_period(period).next())
    }

    /// The report that tells what was received in a period, and that: the one that stands for the period, else the first
    /// that tells it.
    pub(super) fn received_in(&self, period: Period) -> Option<(&ReportRecord, Money)> {
        let with_receipts = |record| Some((record, self.received(record)?));
        self.main_of(period).and_then(with_receipts).or_else(|| self.of_period(period).find_map(with_receipts))
    }

    /// The days up to the last complete one that no export tells about.
    pub(super) fn missing(&self) -> usize {
        let Some(first) = self.first_day() else { return 0 };
        let days = first.iter_days().take_while(|day| *day <= self.facts.date.0);
        let is_missing =
            |day: &NaiveDate| matches!(self.state(*day), Some(CalendarDay::NoExport | CalendarDay::Refused));
        days.filter(is_missing).count()
    }

    /// The last day that an export tells about.
    pub(super) fn last_day(&self) -> Option<NaiveDate> {
        self.coverage.last()
    }
}

/// The year that a report's period ends in.
pub(super) fn year_of(record: &ReportRecord) -> i32 {
    record.period.last().year()
}

/// The quarter that a report's period ends in.
pub(super) fn quarter_of(record: &ReportRecord) -> u32 {
    record.period.last().month0() / 3 + 1
}

fn divided(records: &[ReportRecord]) -> BTreeSet<i32> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for record in records {
        *counts.entry(year_of(record)).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count > MOST_ROWS).map(|(year, _)| year).collect()
}

/// A file of a report, as a path from the library's folder.
pub(super) fn path(record: &ReportRecord, file: &IssuedFile) -> String {
    format!("{}/{}", record.folder, file.name)
}

fn version_key(record: &ReportRecord, version: u32) -> (String, String, u32) {
    (record.report.clone(), record.period.to_string(), version)
}

/// What a report is called on its own pages.
fn title(record: &ReportRecord, templates: &BTreeMap<String, Template>, language: Language) -> String {
    let desk = || Words::of(language).desk.said(dutch_title(&record.report)).to_owned();
    templates.get(&record.template).map_or_else(desk, |template| template.text(&template.title, language).to_owned())
}
