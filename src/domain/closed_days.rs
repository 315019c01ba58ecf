//! Days on which nothing is expected: a library is closed, or a feed sends nothing.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};

/// Days of the week, and single days, on which nothing is expected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClosedDays {
    /// Days of the week, Monday being 0.
    weekdays: BTreeSet<u8>,
    days: BTreeSet<NaiveDate>,
}

impl ClosedDays {
    /// Reads days of the week, such as `sunday`, and days, such as `2026-12-25`.
    ///
    /// # Errors
    /// The texts that are neither.
    pub fn parse<'t>(texts: impl IntoIterator<Item = &'t String>) -> Result<Self, Vec<String>> {
        let (mut closed, mut mistakes) = (Self::default(), Vec::new());
        for text in texts {
            match (text.parse::<Weekday>(), text.parse::<NaiveDate>()) {
                (Ok(day), _) => closed.weekdays.extend(number(day)),
                (_, Ok(day)) => closed.days.extend([day]),
                _ => mistakes.push(text.clone()),
            }
        }
        if mistakes.is_empty() { Ok(closed) } else { Err(mistakes) }
    }

    /// The texts that [`ClosedDays::parse`] reads it from again.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let weekdays = self.weekdays.iter().filter_map(|day| names.get(usize::from(*day))).map(ToString::to_string);
        weekdays.chain(self.days.iter().map(ToString::to_string)).collect()
    }

    /// Whether a day is one of them.
    #[must_use]
    pub fn has(&self, day: NaiveDate) -> bool {
        number(day.weekday()).is_some_and(|number| self.weekdays.contains(&number)) || self.days.contains(&day)
    }
}

/// Whether no export needs to come that tells of the day: the library is closed, or none of its feeds sends anything.
pub fn no_export_needed<'d>(
    library: &ClosedDays,
    mut feeds: impl ExactSizeIterator<Item = &'d ClosedDays>,
    day: NaiveDate,
) -> bool {
    library.has(day) || (feeds.len() > 0 && feeds.all(|silent| silent.has(day)))
}

fn number(day: Weekday) -> Option<u8> {
    u8::try_from(day.num_days_from_monday()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written() {
        let texts = ["sun", "Monday", "2026-12-25"].map(str::to_owned);
        let closed = ClosedDays::parse(&texts).expect("days");
        assert_eq!(closed.texts(), ["monday", "sunday", "2026-12-25"]);
        assert_eq!(ClosedDays::parse(&closed.texts()), Ok(closed.clone()));
        let has = |text: &str| closed.has(text.parse().expect("a day"));
        assert_eq!(["2026-11-29", "2026-11-30", "2026-12-01", "2026-12-25"].map(has), [true, true, false, true]);
        let mistakes = ["zondag", "sun", "25-12-2026"].map(str::to_owned);
        assert_eq!(ClosedDays::parse(&mistakes), Err(vec!["zondag".to_owned(), "25-12-2026".to_owned()]));
    }
}
