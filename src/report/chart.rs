//! What was received day by day, week by week, month by month or year by year, as the bars of a chart.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::context::Context;
use super::document::{Bar, Cell, Chart, ReportSentence};
use super::figures::Means;
use super::knowledge::Knowledge;
use super::words::{ChartWords, Words};
use crate::domain::{KnownDays, Money, Period};

/// So many days have a bar each.
const DAYS: i64 = 31;
/// So many have a bar for each ISO week: any year.
const WEEKS_OF_DAYS: i64 = 366;
/// So many have a bar for each month, any four years; more have one for each year.
const MONTHS_OF_DAYS: i64 = 4 * 366;

/// What a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ChartStep {
    Day,
    Week,
    Month,
    Year,
}

impl ChartStep {
    fn of(period: Period) -> Option<Self> {
        let days = (period.last() - period.first()).num_days() + 1;
        let steps =
            [(DAYS, Self::Day), (WEEKS_OF_DAYS, Self::Week), (MONTHS_OF_DAYS, Self::Month), (i64::MAX, Self::Year)];
        let step = steps.into_iter().find(|(most, _)| days <= *most).map(|(_, step)| step);
        // A day is told by the large figures.
        step.filter(|_| days > 1)
    }

    /// The first day of the bar that a day belongs to.
    fn start(self, day: NaiveDate) -> NaiveDate {
        let start = match self {
            Self::Day => Some(day),
            Self::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())),
            Self::Month => day.with_day(1),
            Self::Year => NaiveDate::from_yo_opt(day.year(), 1),
        };
        start.unwrap_or(day)
    }

    fn label(self, start: NaiveDate, words: &Words) -> String {
        match self {
            Self::Day => {
                let weekday = &words.weekdays[start.weekday().num_days_from_monday() as usize];
                // As the language writes a day, without its year.
                let day = words.figure.day.trim_end_matches("%Y").trim_end_matches('/');
                format!("{} {weekday}", start.format(day))
            }
            Self::Week => words.short_period(Period::Week(start.iso_week())),
            Self::Month => words.month(start),
            Self::Year => start.year().to_string(),
        }
    }

    /// What stands under the bar.
    fn short(self, start: NaiveDate, words: &Words) -> String {
        match self {
            Self::Day => start.day().to_string(),
            Self::Week => start.iso_week().week().to_string(),
            Self::Month => {
                let month: String = words.months[start.month0() as usize].chars().take(3).collect();
                format!("{month} {:02}", start.year() % 100)
            }
            Self::Year => start.year().to_string(),
        }
    }

    fn title(self, words: &ChartWords) -> &str {
        match self {
            Self::Day => &words.by_day,
            Self::Week => &words.by_week,
            Self::Month => &words.by_month,
            Self::Year => &words.by_year,
        }
    }
}

/// The receipts of a period as bars, one for each of its days, weeks, months or years, stacked by how they came in.
/// `None` for one day, or when nothing was received.
#[must_use]
pub fn chart(
    context: &Context<'_>,
    period: Period,
    receipts: &BTreeMap<(NaiveDate, Means), Money>,
    known: &KnownDays,
) -> Option<Chart> {
    let step = ChartStep::of(period)?;
    let parts: BTreeSet<Means> = receipts.keys().map(|(_, part)| *part).collect();
    if parts.is_empty() {
        return None;
    }
    let mut sums: BTreeMap<NaiveDate, BTreeMap<Means, Money>> = BTreeMap::new();
    let mut days: BTreeMap<NaiveDate, Vec<NaiveDate>> = BTreeMap::new();
    for day in period.days() {
        sums.entry(step.start(day)).or_default();
        days.entry(step.start(day)).or_default().push(day);
    }
    for ((day, part), amount) in receipts {
        let sum = sums.entry(step.start(*day)).or_default().entry(*part).or_insert(Money::ZERO);
        *sum = *sum + *amount;
    }
    let bar = |(start, sums): (&NaiveDate, &BTreeMap<Means, Money>)| {
        let parts: Vec<Money> = parts.iter().map(|part| sums.get(part).copied().unwrap_or(Money::ZERO)).collect();
        let knowledge = match Knowledge::of(known, days[start].iter().copied()) {
            // What came in is known, whatever else is not.
            Knowledge::Nothing | Knowledge::Closed if !sums.is_empty() => Knowledge::Part,
            knowledge => knowledge,
        };
        let mark = |text: String, mark| if knowledge == Knowledge::Part { text + mark } else { text };
        let label = mark(step.label(*start, context.words), " *");
        let short = mark(step.short(*start, context.words), "*");
        let is_weekend = step == ChartStep::Day && start.weekday().num_days_from_monday() >= 5;
        Bar { label, short, is_weekend, total: parts.iter().copied().sum(), parts, knowledge }
    };
    let bars: Vec<Bar> = sums.iter().map(bar).collect();
    let words = &context.words.chart;
    let title = step.title(words).to_owned();
    let series: Vec<String> = parts.iter().map(|part| context.way_name(*part).to_owned()).collect();
    let alternative = alternative(context.words, &title, &series, &bars)?;
    let is_partly_known = bars.iter().any(|bar| bar.knowledge == Knowledge::Part);
    let note = is_partly_known.then(|| context.words.knowledge.partly.clone());
    Some(Chart { title, alternative, series, total: words.total.clone(), bars, note })
}

/// What the bars show, in words. Of bars that are alike the first is named.
fn alternative(words: &Words, title: &str, series: &[String], bars: &[Bar]) -> Option<ReportSentence> {
    let (first, last) = (bars.first()?, bars.last()?);
    let is_told = |bar: &&Bar| matches!(bar.knowledge, Knowledge::Whole | Knowledge::Part);
    let highest = bars.iter().filter(is_told).rev().max_by_key(|bar| bar.total)?;
    let lowest = bars.iter().filter(is_told).min_by_key(|bar| bar.total)?;
    let unknown = bars.iter().filter(|bar| bar.knowledge == Knowledge::Nothing).count() as u64;
    let say = &words.chart;
    let figures = |bar: &Bar| {
        let nothing = bar.knowledge.in_place_of_nought(&words.knowledge).map(str::to_owned);
        format!("{} {}", bar.label, nothing.unwrap_or_else(|| words.amount(bar.total)))
    };
    let each: Vec<String> = bars.iter().map(figures).collect();
    let mut text = say.alternative.clone();
    if unknown > 0 {
        text += &say.alternative_unknown;
    }
    text += &say.alternative_each;
    let values = vec![
        ("title", Cell::text(title)),
        ("bars", Cell::Count(bars.len() as u64)),
        ("first", Cell::text(&first.label)),
        ("last", Cell::text(&last.label)),
        ("series", Cell::text(&series.join(", "))),
        ("highest", Cell::text(&highest.label)),
        ("highest_amount", Cell::Money(highest.total)),
        ("lowest", Cell::text(&lowest.label)),
        ("lowest_amount", Cell::Money(lowest.total)),
        ("total", Cell::Money(bars.iter().map(|bar| bar.total).sum())),
        ("unknown", Cell::Count(unknown)),
        ("each", Cell::text(&each.join("; "))),
    ];
    Some(ReportSentence { text, values })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::language::Language;

    fn step(text: &str) -> Option<ChartStep> {
        ChartStep::of(Period::parse(text, NaiveDate::MIN).expect("a period"))
    }

    #[test]
    fn longer_periods_have_wider_steps() {
        assert_eq!(step("2026-11-22"), None);
        for text in ["2026-W47", "2026-11-01..2026-11-10", "2026-02", "2026-10"] {
            assert_eq!(step(text), Some(ChartStep::Day), "{text}");
        }
        for text in ["2026-07-01..2026-08-01", "2026-07-01..2026-09-30", "2026", "2024"] {
            assert_eq!(step(text), Some(ChartStep::Week), "{text}");
        }
        for text in ["2025-11-30..2026-12-01", "2023-03-01..2025-02-28", "2023-01-01..2026-12-31"] {
            assert_eq!(step(text), Some(ChartStep::Month), "{text}");
        }
        assert_eq!(step("2022-01-01..2026-12-31"), Some(ChartStep::Year));
    }

    #[test]
    fn no_year_has_more_than_54_weeks() {
        for year in 1970..2100 {
            let starts: BTreeSet<NaiveDate> = Period::Year(year).days().map(|day| ChartStep::Week.start(day)).collect();
            assert!((53..=54).contains(&starts.len()), "{year}");
        }
    }

    #[test]
    fn the_first_of_bars_that_are_alike_is_named() {
        let bar = |label: &str, cents| Bar {
            label: label.to_owned(),
            short: label.to_owned(),
            is_weekend: false,
            parts: vec![Money::from_cents(cents)],
            total: Money::from_cents(cents),
            knowledge: Knowledge::Whole,
        };
        let bars = [bar("a", 5), bar("b", -5), bar("c", 5), bar("d", -5)];
        let mut words = Words::of(Language::Dutch).clone();
        words.chart.alternative = "{highest} {lowest}; ".to_owned();
        let sentence = alternative(&words, "", &[], &bars).expect("a sentence");
        let form = |cell: &Cell| if let Cell::Text(text) = cell { text.to_string() } else { String::new() };
        assert!(sentence.written(form).starts_with("a b; "));
    }
}
