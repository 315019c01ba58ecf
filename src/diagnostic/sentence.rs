//! A sentence of the messages in every language. The English one is what the code says; `{1}`, `{2}` … stand for what is
//! particular to a message: in the order in which they stand in English, in any order elsewhere.

use std::fmt;

use serde::Deserialize;

use crate::report::language::Language;

/// How many letters a sentence has at most that only joins what is particular to a message.
const JOINT: usize = 5;

/// A sentence as the lists of sentences have it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSentence {
    en: String,
    nl: String,
    fr: String,
    de: String,
}

#[cfg(test)]
impl RawSentence {
    pub(super) fn english(&self) -> &str {
        &self.en
    }

    pub(super) fn of(&self, language: Language) -> &str {
        match language {
            Language::Dutch => &self.nl,
            Language::French => &self.fr,
            Language::German => &self.de,
            Language::English => &self.en,
        }
    }
}

/// A sentence in every language.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    english: Vec<SentencePart>,
    /// How many characters of the English one are its own: the more, the surer it is meant.
    own: usize,
    dutch: Vec<SentencePart>,
    french: Vec<SentencePart>,
    german: Vec<SentencePart>,
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
enum SentencePart {
    /// Its own words.
    Words(String),
    /// What is particular to a message.
    Slot(usize),
}

/// What is wrong with a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SentenceError(String);

impl fmt::Display for SentenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands in a slot of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SlotText<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// Whether it stands between backticks: then it is quoted, and nobody's to translate.
    pub(super) is_quoted: bool,
}

impl Sentence {
    /// # Errors
    /// A language lacks a slot that English has, or has one too many.
    pub(super) fn parse(raw: &RawSentence) -> Result<Self, SentenceError> {
        let english = parts(&raw.en);
        let slots: Vec<usize> = slots(&english);
        if slots.iter().enumerate().any(|(index, slot)| *slot != index) {
            return Err(SentenceError(format!("the slots of `{}` are not {{1}}, {{2}} … in this order", raw.en)));
        }
        let touches = |pair: &[SentencePart]| matches!(pair, [SentencePart::Slot(_), SentencePart::Slot(_)]);
        if english.windows(2).any(touches) {
            return Err(SentenceError(format!("two slots of `{}` touch each other", raw.en)));
        }
        let others = [&raw.nl, &raw.fr, &raw.de].map(|text| (text, parts(text)));
        for (text, parts) in &others {
            let mut told = self::slots(parts);
            told.sort_unstable();
            told.dedup();
            if told != slots {
                return Err(SentenceError(format!("`{text}` has other slots than `{}`", raw.en)));
            }
        }
        let own = english
            .iter()
            .map(|part| if let SentencePart::Words(words) = part { words.chars().count() } else { 0 })
            .sum();
        let [dutch, french, german] = others.map(|(_, parts)| parts);
        Ok(Self { english, own, dutch, french, german })
    }

    /// How many characters of the English one are its own.
    pub(super) fn own(&self) -> usize {
        self.own
    }

    /// Whether it is a small word or two that join what is particular to a message, such as `{1} of {2}`.
    pub(super) fn is_joint(&self) -> bool {
        let letters = |part: &SentencePart| match part {
            SentencePart::Words(words) => words.chars().filter(|character| character.is_alphabetic()).count(),
            SentencePart::Slot(_) => 0,
        };
        self.english.len() > 1 && self.english.iter().map(letters).sum::<usize>() <= JOINT
    }

    /// What stands in the slots of a text that is this sentence; `None` if it is another.
    pub(super) fn particulars<'t>(&self, text: &'t str) -> Option<Vec<SlotText<'t>>> {
        let mut rest = text;
        let mut found = Vec::new();
        let mut parts = self.english.iter().peekable();
        let mut is_quoted = false;
        while let Some(part) = parts.next() {
            match part {
                SentencePart::Words(words) => {
                    rest = rest.strip_prefix(words.as_str())?;
                    is_quoted = words.ends_with('`');
                }
                SentencePart::Slot(_) => {
                    let end = match parts.peek() {
                        None => rest.len(),
                        // The last words end the text: whatever stands before them is the slot's.
                        Some(SentencePart::Words(words)) if is_last(&self.english, words) && !is_quoted => {
                            rest.strip_suffix(words.as_str())?.len()
                        }
                        Some(SentencePart::Words(words)) => rest.find(words.as_str())?,
                        Some(SentencePart::Slot(_)) => return None,
                    };
                    let (text, behind) = rest.split_at(end);
                    // Between backticks nothing may stand, as a value may be empty.
                    if (text.is_empty() && !is_quoted) || (is_quoted && text.contains('`')) {
                        return None;
                    }
                    found.push(SlotText { text, is_quoted });
                    rest = behind;
                }
            }
        }
        rest.is_empty().then_some(found)
    }

    /// The sentence in a language.
    pub(super) fn said(&self, language: Language, particulars: &[String]) -> String {
        let parts = match language {
            Language::Dutch => &self.dutch,
            Language::French => &self.french,
            Language::German => &self.german,
            Language::English => &self.english,
        };
        let word = |part: &SentencePart| match part {
            SentencePart::Words(words) => words.clone(),
            SentencePart::Slot(slot) => particulars.get(*slot).cloned().unwrap_or_default(),
        };
        parts.iter().map(word).collect()
    }
}

/// Whether words are the last part of a sentence.
fn is_last(parts: &[SentencePart], words: &str) -> bool {
    matches!(parts.last(), Some(SentencePart::Words(last)) if std::ptr::eq(last.as_str(), words))
}

/// A sentence taken apart at its slots.
fn parts(text: &str) -> Vec<SentencePart> {
    let mut parts = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((number, behind)) = slot(rest) {
            if !words.is_empty() {
                parts.push(SentencePart::Words(std::mem::take(&mut words)));
            }
            parts.push(SentencePart::Slot(number));
            rest = behind;
        } else {
            words.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if !words.is_empty() {
        parts.push(SentencePart::Words(words));
    }
    parts
}

/// The slot that a text begins with, and what is behind it. `{institution}` is none.
fn slot(text: &str) -> Option<(usize, &str)> {
    let (number, behind) = text.strip_prefix('{')?.split_once('}')?;
    let number: usize = number.parse().ok()?;
    Some((number.checked_sub(1)?, behind))
}

/// The slots of a sentence, in order.
fn slots(parts: &[SentencePart]) -> Vec<usize> {
    parts.iter().filter_map(|part| if let SentencePart::Slot(slot) = part { Some(*slot) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(en: &str, nl: &str) -> Result<Sentence, SentenceError> {
        let raw = RawSentence { en: en.into(), nl: nl.into(), fr: nl.into(), de: nl.into() };
        Sentence::parse(&raw)
    }

    fn dutch(en: &str, nl: &str, text: &str) -> Option<String> {
        let sentence = sentence(en, nl).expect("a sentence");
        let found = sentence.particulars(text)?;
        let texts: Vec<String> = found.iter().map(|found| found.text.to_owned()).collect();
        Some(sentence.said(Language::Dutch, &texts))
    }

    #[test]
    fn what_is_particular_goes_where_the_language_wants_it() {
        let (en, nl) = ("line {1} of `{2}` is odd", "in `{2}` is lijn {1} vreemd");
        assert_eq!(dutch(en, nl, "line 3 of `a.csv` is odd").as_deref(), Some("in `a.csv` is lijn 3 vreemd"));
        assert_eq!(dutch(en, nl, "line 3 of `a.csv` is odder"), None);
        assert_eq!(dutch(en, nl, "line  of `a.csv` is odd").as_deref(), None);
        assert_eq!(
            dutch("{1} and {2} more", "{1} en nog {2}", "a and b and 3 more").as_deref(),
            Some("a en nog b and 3")
        );
        assert_eq!(
            dutch("{institution} stays", "{institution} blijft", "{institution} stays").as_deref(),
            Some("{institution} blijft")
        );
    }

    #[test]
    fn slots_are_the_same_in_every_language() {
        assert!(sentence("a {1} b {2}", "{2} {1} {1}").is_ok());
        assert!(sentence("a {1} b {2}", "{2}").is_err());
        assert!(sentence("a {1}", "{1} {2}").is_err());
        assert!(sentence("a {2} b {1}", "{1} {2}").is_err());
        assert!(sentence("a {1}{2}", "{1} {2}").is_err());
    }
}
