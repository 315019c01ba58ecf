//! Filters in words.

use super::filter::{Criterion, Filter};
use super::finding_words::filled;
use super::words::Words;

/// So many codes of a kind are named one by one where there is one line.
const NAMED: usize = 3;

impl Words {
    /// All of a filter, as labels and values.
    #[must_use]
    pub fn filter(&self, filter: &Filter) -> Vec<(String, String)> {
        let pair = |criterion: &Criterion| (self.label(criterion).to_owned(), self.values(criterion, usize::MAX));
        filter.criteria().iter().map(pair).collect()
    }

    /// What of a filter fits on a line: of each kind the first codes, and how many more there are.
    #[must_use]
    pub fn filter_in_few(&self, filter: &Filter) -> String {
        let say = |criterion: &Criterion| format!("{} {}", self.label(criterion), self.values(criterion, NAMED));
        filter.criteria().iter().map(say).collect::<Vec<_>>().join(" · ")
    }

    fn label(&self, criterion: &Criterion) -> &str {
        let say = &self.selection;
        match criterion {
            Criterion::DaybookLetters(_) => &say.daybook_type,
            Criterion::Daybooks(_) => &say.daybook,
            Criterion::Branches(_) => &say.branch,
            Criterion::BookingCodes(_) => &say.booking_code,
            Criterion::Sources(_) => &say.source,
            Criterion::PostedIn(_) => &say.posted_in,
        }
    }

    /// The values; where there are more than `most`, the first of them and how many more.
    fn values(&self, criterion: &Criterion, most: usize) -> String {
        let mut values = match criterion {
            Criterion::PostedIn(period) => vec![self.period(*period)],
            _ => criterion.values(),
        };
        let more = values.len().saturating_sub(most);
        values.truncate(most);
        let told = values.join(", ");
        match more {
            0 => told,
            more => format!("{told} {}", filled(&self.mark.more_codes, &[("count", &self.count(more as u64))])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Branch;
    use crate::report::language::Language;
    use crate::report::selection::Selection;

    #[test]
    fn few_words_say_how_many_more_there_are() {
        let told = |count: u32| {
            let branches = (0..count).map(|number| Branch::from_number(3550 + number).expect("a branch")).collect();
            let filter = Filter::of(&Selection { branches, ..Selection::everything() });
            Words::of(Language::Dutch).filter_in_few(&filter)
        };
        assert_eq!(told(3), "Vestiging 3550, 3551, 3552");
        assert_eq!(told(5), "Vestiging 3550, 3551, 3552 en nog 2");
    }
}
