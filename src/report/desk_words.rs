//! The words of the control desk's reports.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The titles of the control desk's reports in Dutch, by their names.
const TITLES: [(&str, &str); 4] = [
    ("kasblad", "Kasblad"),
    ("afstemming", "Afstemming bank"),
    ("openstaande-ontvangsten", "Openstaande ontvangsten"),
    ("kastelling", "Kastelling"),
];

/// What a report of the control desk is called in Dutch; its name where it is none.
#[must_use]
pub fn dutch_title(report: &str) -> &str {
    TITLES.iter().find(|(name, _)| *name == report).map_or(report, |(_, title)| title)
}

/// The words of the control desk's reports.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskWords {
    /// A finding about a day.
    pub of_day: String,
    /// A finding about no day.
    pub of_none: String,
    /// A finding about no day and no amount.
    pub of_itself: String,
    /// A finding about a day and no amount.
    pub of_day_itself: String,
    /// What is the matter, by its name.
    pub matter: BTreeMap<String, String>,
    /// Titles, headers and words of lines, by what they are in Dutch, which is what files say. What is not here, such as a
    /// name, is the same in all languages.
    pub said: BTreeMap<String, String>,
}

impl DeskWords {
    /// What pages say for a word of the control desk.
    #[must_use]
    pub fn said<'w>(&'w self, dutch: &'w str) -> &'w str {
        self.said.get(dutch).map_or(dutch, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::DeskMatter;
    use crate::report::language::Language;
    use crate::report::words::Words;

    #[test]
    fn every_language_has_the_same_words() {
        for language in Language::ALL {
            let desk = &Words::of(language).desk;
            for matter in DeskMatter::ALL {
                assert!(desk.matter.contains_key(matter.name()), "{language}: {}", matter.name());
            }
            assert_eq!(desk.matter.len(), DeskMatter::ALL.len(), "{language}");
            let dutch = &Words::of(Language::Dutch).desk.said;
            assert!(desk.said.keys().eq(dutch.keys()) && dutch.iter().all(|(key, word)| key == word), "{language}");
        }
    }
}
