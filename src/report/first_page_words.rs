//! The words of the first page: whether all is in order, what a version takes the place of, what was not received.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::dimension::{Dimension, kind_name};
use super::figures::Means;
use super::knowledge::DayCounts;
use super::words::Words;

/// The words of the first page, with names in braces where figures go.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct FirstPageWords {
    pub agrees: String,
    pub read_one: String,
    pub read_many: String,
    pub left_out_one: String,
    pub left_out_many: String,
    pub not_taken_in_one: String,
    pub not_taken_in_many: String,
    pub all_days: String,
    pub some_days: String,
    pub closed_days: String,
    pub unknown_days: String,
    pub one_day: String,
    pub one_day_closed: String,
    pub one_day_unknown: String,
    pub findings_one: String,
    pub findings_many: String,
    pub replaces: String,
    pub receipts: String,
    pub total: String,
    pub balance: String,
    pub same: String,
    pub bookings: String,
    pub same_bookings: String,
    /// Of a report whose lines are no bookings.
    pub line_differs: String,
    /// The same of several.
    pub lines_differ: String,
    pub explained: String,
    pub not_received: String,
    pub pages: String,
    pub share: String,
    /// What all other lines of a recap are called, by what its lines are; and what they are without a word for those.
    pub others: BTreeMap<Dimension, String>,
    pub other_lines: String,
    /// What was not received, in a line: by the letters of daybooks, `other` or `open`.
    pub reason: BTreeMap<String, String>,
}

/// The words of the key figures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct KeyFigureWords {
    pub title: String,
    pub compared_note: String,
    /// With which earlier periods, `{periods}`, it is not compared, and why.
    pub not_compared: String,
    /// In which ways, `{ways}`, money came in that the report is about, where its template leaves one out.
    pub only_of: String,
    pub what: String,
    /// How much more was received than in an earlier period.
    pub compared: String,
    /// What earlier receipts were, `{ways}`, with the difference.
    pub beside: String,
    pub difference: String,
    pub percent: String,
    pub ways: String,
    pub way: String,
    pub not_received: String,
    pub cash: String,
    pub bank: String,
    pub online: String,
    pub open: String,
    pub bookings: String,
    pub stornos: String,
    pub stornos_within: String,
    /// Under what money carried to the bank is part of.
    pub handed_over_note: String,
    pub balance_note: String,
    pub bookings_note: String,
    pub stornos_note_one: String,
    pub stornos_note: String,
    /// Of what was open at the end of the period.
    pub settled_since_note: String,
    /// By the letters of daybooks whose money was not received, or `other`.
    pub apart: BTreeMap<String, String>,
    /// By the names of what stands on a line of its own.
    pub separate: BTreeMap<String, String>,
}

impl Words {
    /// How many days of a period are known.
    #[must_use]
    pub fn days_received(&self, days: DayCounts) -> String {
        let words = &self.first_page;
        let fill = |text: &str, count: u64| text.replace("{count}", &self.count(count));
        match (days.all(), days) {
            (1, DayCounts { known: 1, .. }) => words.one_day.clone(),
            (1, DayCounts { closed: 1, .. }) => words.one_day_closed.clone(),
            (1, _) => words.one_day_unknown.clone(),
            (all, DayCounts { known, .. }) if all == known => fill(&words.all_days, all),
            (all, DayCounts { known, closed, unknown }) => {
                let parts = [
                    Some(fill(&words.some_days, known).replace("{all}", &self.count(all))),
                    (closed > 0).then(|| fill(&words.closed_days, closed)),
                    (unknown > 0).then(|| fill(&words.unknown_days, unknown)),
                ];
                parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// What was not received for a reason, in a line.
    #[must_use]
    pub fn reason(&self, part: Means) -> &str {
        let name = match part {
            Means::Apart(kind) => kind_name(kind),
            Means::Open => "open",
            Means::Cash | Means::Bank | Means::Online => return self.way(part),
        };
        self.first_page.reason.get(name).map_or("", String::as_str)
    }

    /// What a way is called in which money came in, or a reason why it did not.
    #[must_use]
    pub fn way(&self, part: Means) -> &str {
        let words = &self.key_figures;
        match part {
            Means::Cash => &words.cash,
            Means::Bank => &words.bank,
            Means::Online => &words.online,
            Means::Apart(kind) => words.apart.get(kind_name(kind)).map_or("", String::as_str),
            Means::Open => &words.open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DaybookKind;
    use crate::report::language::Language;

    #[test]
    fn days_are_counted_by_what_is_known() {
        let words = Words::of(Language::Dutch);
        let said = |known, closed, unknown| words.days_received(DayCounts { known, closed, unknown });
        assert_eq!(said(31, 0, 0), "alle 31 dagen ontvangen");
        assert_eq!(said(29, 2, 0), "29 van de 31 dagen ontvangen, 2 gesloten");
        assert_eq!(said(3, 1, 2), "3 van de 6 dagen ontvangen, 1 gesloten, 2 niet bekend");
        assert_eq!(said(0, 0, 30), "0 van de 30 dagen ontvangen, 30 niet bekend");
        assert_eq!(said(1, 0, 0), "de dag is ontvangen");
        assert_eq!(said(0, 1, 0), "die dag gesloten");
        assert_eq!(said(0, 0, 1), "de dag is niet bekend");
    }

    #[test]
    fn every_reason_has_a_word_in_every_language() {
        for words in Language::ALL.map(Words::of) {
            let apart = DaybookKind::ALL.into_iter().filter(|kind| !kind.is_received()).map(Means::Apart);
            for part in apart.chain([Means::Open]) {
                assert!(!words.reason(part).is_empty(), "{part:?} in {}", words.language);
            }
        }
    }
}
