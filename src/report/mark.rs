//! What every page of a report bears that is not whole, and says that it is not.

use serde::Deserialize;

use super::document::Document;
use super::finding_words::filled;
use super::words::Words;
use crate::domain::UnknownDays;
use crate::domain::known_days::DayRun;

/// How many runs of days a mark names: it has one line.
const RUNS_ON_A_MARK: usize = 2;
/// How many a finding names.
pub(super) const RUNS_IN_A_FINDING: usize = 12;

/// Why a report is not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Days of its period are not known: *voorlopig*.
    Provisional(UnknownDays),
    /// Records were refused and let through, so many: *onvolledig*.
    Incomplete(u64),
    /// A part of the library's lines was asked for: *gedeeltelijk*.
    Partial,
}

/// The words of marks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct MarkWords {
    pub provisional: String,
    pub incomplete_one: String,
    pub incomplete_many: String,
    pub partial: String,
    pub more_days_one: String,
    pub more_days_many: String,
}

impl Mark {
    /// The name by which files for programs tell it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Provisional(_) => "provisional",
            Self::Incomplete(_) => "incomplete",
            Self::Partial => "partial",
        }
    }

    /// The days that it is about.
    #[must_use]
    pub fn days(&self) -> Vec<DayRun> {
        match self {
            Self::Provisional(unknown) => unknown.runs(),
            Self::Incomplete(_) | Self::Partial => Vec::new(),
        }
    }

    /// What pages say.
    #[must_use]
    pub fn in_words(&self, words: &Words) -> String {
        let say = &words.mark;
        match self {
            Self::Provisional(unknown) => {
                filled(&say.provisional, &[("days", &words.runs(&unknown.runs(), RUNS_ON_A_MARK))])
            }
            Self::Incomplete(1) => say.incomplete_one.clone(),
            Self::Incomplete(records) => filled(&say.incomplete_many, &[("count", &words.count(*records))]),
            Self::Partial => say.partial.clone(),
        }
    }
}

impl Words {
    /// Runs of days, the first so many of them, with how many days there are more.
    #[must_use]
    pub(super) fn runs(&self, runs: &[DayRun], most: usize) -> String {
        let shown = &runs[..runs.len().min(most)];
        let run = |(first, last): &DayRun| match first == last {
            true => self.day(*first),
            false => format!("{} {} {}", self.day(*first), self.title.to, self.day(*last)),
        };
        let mut text = shown.iter().map(run).collect::<Vec<_>>().join(", ");
        let more: i64 = runs[shown.len()..].iter().map(|(first, last)| (*last - *first).num_days() + 1).sum();
        if more > 0 {
            let sentence = if more == 1 { &self.mark.more_days_one } else { &self.mark.more_days_many };
            text = format!("{text} {}", filled(sentence, &[("count", &self.count(more.unsigned_abs()))]));
        }
        text
    }
}

impl Document {
    /// What every page says of why the report is not whole; `None` for a whole one.
    #[must_use]
    pub fn marks_in_words(&self) -> Option<String> {
        let marks: Vec<String> = self.marks.iter().map(|mark| mark.in_words(self.words)).collect();
        (!marks.is_empty()).then(|| marks.join(" · "))
    }

    /// How many records were refused and are missing from the figures.
    #[must_use]
    pub fn missing_records(&self) -> u64 {
        let records = self.marks.iter().map(|mark| if let Mark::Incomplete(records) = mark { *records } else { 0 });
        records.sum()
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::report::language::Language;

    #[test]
    fn a_mark_names_few_days_and_counts_the_rest() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        let mark = |no_export: &[(u32, u32)]| {
            let no_export = no_export.iter().map(|(first, last)| (day(*first), day(*last))).collect();
            Mark::Provisional(UnknownDays { no_export, not_over: Some((day(29), day(30))) })
                .in_words(Words::of(Language::Dutch))
        };
        assert_eq!(mark(&[(24, 28)]), "VOORLOPIG: geen export van 24/11/2026 t.e.m. 30/11/2026");
        assert_eq!(
            mark(&[(1, 1), (3, 5)]),
            "VOORLOPIG: geen export van 01/11/2026, 03/11/2026 t.e.m. 05/11/2026 en nog 2 dagen"
        );
    }
}
