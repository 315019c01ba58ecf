//! What the first page of a report shows, and in which order: a template says it.

use serde::Deserialize;

use super::template_fault::{At, TemplateFaults};

/// What the first page shows under its title and status.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FirstPage {
    /// Its parts, from above. One that has nothing to show takes no room.
    pub parts: Vec<FirstPagePart>,
    /// The large figures of a report about receipts, the largest first; `None` for the usual ones.
    pub headline: Option<Vec<HeadlineFigure>>,
}

/// A part of the first page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FirstPagePart {
    /// The large figures.
    Headline,
    /// Receipts by way of payment, beside earlier periods; the sums of a report about something else.
    WaysOfPayment,
    /// Receipts by way of payment beside earlier periods, in a line for each: where a table would have no room.
    Compared,
    /// What was not received, in one line.
    NotReceived,
    /// Receipts over time.
    Chart,
    /// The recaps that the template puts on the first page.
    Recaps,
}

/// A large figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeadlineFigure {
    /// What was received.
    Receipts,
    /// What went out.
    Expenses,
    /// The first less the second.
    Balance,
    /// How many lines there are.
    Bookings,
}

impl HeadlineFigure {
    /// The usual ones.
    pub const USUAL: [Self; 4] = [Self::Receipts, Self::Expenses, Self::Balance, Self::Bookings];
}

impl Default for FirstPage {
    fn default() -> Self {
        use FirstPagePart::{Chart, Headline, NotReceived, Recaps, WaysOfPayment};
        Self { parts: vec![Headline, WaysOfPayment, NotReceived, Chart, Recaps], headline: None }
    }
}

impl FirstPage {
    /// Demands that nothing stands twice, and that what was received comes first: the balance of a report only tells
    /// when somebody went to the bank.
    pub(super) fn check(&self, is_of_receipts: bool, faults: &mut TemplateFaults<'_>) {
        let at = |key| At::top("first_page").key(key);
        if has_twice(&self.parts) {
            faults.add(&at("parts"), "[first_page] names one of its `parts` twice", "leave it in one place");
        }
        let Some(headline) = &self.headline else { return };
        if !is_of_receipts {
            let what = "[first_page] has a `headline`, which only a report about receipts has";
            return faults.add(&at("headline"), what, "leave it out: the report shows its own total");
        }
        if headline.first() != Some(&HeadlineFigure::Receipts) || has_twice(headline) {
            let what = "the `headline` of [first_page] doesn't begin with what was received, or names something twice";
            faults.add(&at("headline"), what, "let it begin with `receipts`, and name each figure once");
        }
    }

    /// The large figures of a report about receipts.
    #[must_use]
    pub fn headline(&self) -> &[HeadlineFigure] {
        self.headline.as_deref().unwrap_or(&HeadlineFigure::USUAL)
    }
}

/// Whether something is named twice.
pub(super) fn has_twice<T: PartialEq>(items: &[T]) -> bool {
    items.iter().enumerate().any(|(index, item)| items[..index].contains(item))
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;

    fn told(text: &str, is_of_receipts: bool) -> Option<String> {
        let page: FirstPage = toml::from_str(text).expect("it can be read");
        let document = DeTable::parse("").expect("nothing");
        let mut faults = TemplateFaults::new(text, document.get_ref());
        page.check(is_of_receipts, &mut faults);
        faults.into_found().first().map(|fault| fault.what.clone())
    }

    #[test]
    fn what_was_received_comes_first() {
        assert_eq!(told("", true), None);
        assert_eq!(told("parts = []\nheadline = [\"receipts\", \"bookings\"]", true), None);
        assert!(
            told("headline = [\"balance\"]", true)
                .is_some_and(|told| told.contains("doesn't begin with what was received"))
        );
        assert!(told("headline = []", true).is_some_and(|told| told.contains("doesn't begin with what was received")));
        assert!(told("headline = [\"receipts\", \"receipts\"]", true).is_some_and(|told| told.contains("twice")));
        assert!(told("headline = [\"receipts\"]", false).is_some_and(|told| told.contains("about receipts")));
        assert!(told("parts = [\"chart\", \"chart\"]", true).is_some_and(|told| told.contains("twice")));
    }
}
