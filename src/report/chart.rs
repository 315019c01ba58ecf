//! What was received day by day, month by month or year by year, as the bars of a chart.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::context::Context;
use super::document::{Bar, Cell, Chart, Sentence};
use super::figures::Part;
use super::knowledge::Knowledge;
use super::words::{ChartWords, Words};
use crate::domain::{KnownDays, Money, Period};

/// So many days say enough by themselves: no chart.
const FEW_DAYS: i64 = 10;
/// So many days have a bar each: any two months.
const DAYS: i64 = 62;
/// So many have a bar for each month, any two years; more have one for each year.
const MONTHS_OF_DAYS: i64 = 731;

/// What a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Day,
    Month,
    Year,
}

impl Step {
    fn of(period: Period) -> Option<Self> {
        let days = (period.last() - period.first()).num_days() + 1;
        let steps = [(DAYS, Self::Day), (MONTHS_OF_DAYS, Self::Month), (i64::MAX, Self::Year)];
        let step = steps.into_iter().find(|(most, _)| days <= *most).map(|(_, step)| step);
        step.filter(|_| days > FEW_DAYS)
    }

    /// The first day of the bar that a day belongs to.
    fn start(self, day: NaiveDate) -> NaiveDate {
        let start = match self {
            Self::Day => Some(day),
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
            Self::Month => words.month(start),
            Self::Year => start.year().to_string(),
        }
    }

    fn title(self, words: &ChartWords) -> &str {
        match self {
            Self::Day => &words.by_day,
            Self::Month => &words.by_month,
            Self::Year => &words.by_year,
        }
    }
}

/// The receipts of a period as bars, one for each of its days, months or years, stacked by how they came in. `None`
/// for a few days, or when nothing was received.
#[must_use]
pub fn chart(
    context: &Context<'_>,
    period: Period,
    receipts: &BTreeMap<(NaiveDate, Part), Money>,
    known: &KnownDays,
) -> Option<Chart> {
    let step = Step::of(period)?;
    let parts: BTreeSet<Part> = receipts.keys().map(|(_, part)| *part).collect();
    if parts.is_empty() {
        return None;
    }
    let mut sums: BTreeMap<NaiveDate, BTreeMap<Part, Money>> = BTreeMap::new();
    let mut days: BTreeMap<NaiveDate, Vec<NaiveDate>> = BTreeMap::new();
    for day in period.days() {
        sums.entry(step.start(day)).or_default();
        days.entry(step.start(day)).or_default().push(day);
    }
    for ((day, part), amount) in receipts {
        let sum = sums.entry(step.start(*day)).or_default().entry(*part).or_insert(Money::ZERO);
        *sum = *sum + *amount;
    }
    let bar = |(start, sums): (&NaiveDate, &BTreeMap<Part, Money>)| {
        let parts: Vec<Money> = parts.iter().map(|part| sums.get(part).copied().unwrap_or(Money::ZERO)).collect();
        let knowledge = match Knowledge::of(known, days[start].iter().copied()) {
            // What came in is known, whatever else is not.
            Knowledge::Nothing | Knowledge::Closed if !sums.is_empty() => Knowledge::Part,
            knowledge => knowledge,
        };
        let mark = if knowledge == Knowledge::Part { " *" } else { "" };
        let label = format!("{}{mark}", step.label(*start, context.words));
        Bar { label, total: parts.iter().copied().sum(), parts, knowledge }
    };
    let bars: Vec<Bar> = sums.iter().map(bar).collect();
    let words = &context.words.chart;
    let title = step.title(words).to_owned();
    let series: Vec<String> = parts.into_iter().map(|part| context.way_name(part).to_owned()).collect();
    let alternative = alternative(words, &title, &series, &bars)?;
    let is_partly_known = bars.iter().any(|bar| bar.knowledge == Knowledge::Part);
    let note = is_partly_known.then(|| context.words.knowledge.partly.clone());
    Some(Chart { title, alternative, series, total: words.total.clone(), bars, note })
}

/// What the bars show, in words. Of bars that are alike the first is named.
fn alternative(words: &ChartWords, title: &str, series: &[String], bars: &[Bar]) -> Option<Sentence> {
    let (first, last) = (bars.first()?, bars.last()?);
    let is_told = |bar: &&Bar| matches!(bar.knowledge, Knowledge::Whole | Knowledge::Part);
    let highest = bars.iter().filter(is_told).rev().max_by_key(|bar| bar.total)?;
    let lowest = bars.iter().filter(is_told).min_by_key(|bar| bar.total)?;
    let unknown = bars.iter().filter(|bar| bar.knowledge == Knowledge::Nothing).count() as u64;
    let text =
        if unknown > 0 { words.alternative.clone() + &words.alternative_unknown } else { words.alternative.clone() };
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
    ];
    Some(Sentence { text, values })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::language::Language;

    fn step(text: &str) -> Option<Step> {
        Step::of(Period::parse(text, NaiveDate::MIN).expect("a period"))
    }

    #[test]
    fn longer_periods_have_wider_steps() {
        for text in ["2026-11-22", "2026-W47", "2026-11-01..2026-11-10"] {
            assert_eq!(step(text), None, "{text}");
        }
        for text in ["2026-11-01..2026-11-11", "2026-02", "2026-11", "2026-07-01..2026-08-31"] {
            assert_eq!(step(text), Some(Step::Day), "{text}");
        }
        for text in ["2026-07-01..2026-09-01", "2026-07-01..2026-09-30", "2026", "2023-03-01..2025-02-28"] {
            assert_eq!(step(text), Some(Step::Month), "{text}");
        }
        assert_eq!(step("2023-01-01..2025-12-31"), Some(Step::Year));
    }

    #[test]
    fn the_first_of_bars_that_are_alike_is_named() {
        let bar = |label: &str, cents| Bar {
            label: label.to_owned(),
            parts: vec![Money::from_cents(cents)],
            total: Money::from_cents(cents),
            knowledge: Knowledge::Whole,
        };
        let bars = [bar("a", 5), bar("b", -5), bar("c", 5), bar("d", -5)];
        let words = Words::of(Language::Dutch);
        let words = ChartWords { alternative: "{highest} {lowest}".to_owned(), ..words.chart.clone() };
        let sentence = alternative(&words, "", &[], &bars).expect("a sentence");
        let form = |cell: &Cell| if let Cell::Text(text) = cell { text.to_string() } else { String::new() };
        assert_eq!(sentence.written(form), "a b");
    }
}
