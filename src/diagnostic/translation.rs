//! Messages in the language of who reads them. The code speaks English, and every sentence of it stands in the lists
//! `docs/sentences/*.toml` with what it is in the other languages: so a new message needs no name of its own, only its three
//! translations, and one that is not there yet is told in English. What stands between backticks is quoted and stays.

use std::sync::OnceLock;

use serde::Deserialize;

use super::entry::Diagnostic;
use super::sentence::{RawSentence, Sentence, SlotText};
use crate::report::language::Language;

/// The lists of sentences.
const LISTS: &[&str] = &[
    include_str!("../../docs/sentences/exports.toml"),
    include_str!("../../docs/sentences/findings.toml"),
    include_str!("../../docs/sentences/configuration.toml"),
    include_str!("../../docs/sentences/archive.toml"),
    include_str!("../../docs/sentences/witnesses.toml"),
    include_str!("../../docs/sentences/templates.toml"),
    include_str!("../../docs/sentences/verification.toml"),
    include_str!("../../docs/sentences/morning.toml"),
    include_str!("../../docs/sentences/reading.toml"),
];

/// A list of sentences.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    sentence: Vec<RawSentence>,
}

/// How deep a sentence may stand in the slots of others.
const DEEPEST: usize = 6;

/// All sentences, those first that have the most words of their own.
fn sentences() -> &'static [Sentence] {
    static SENTENCES: OnceLock<Vec<Sentence>> = OnceLock::new();
    SENTENCES.get_or_init(|| {
        let lists = LISTS.iter().filter_map(|list| toml::from_str::<List>(list).ok());
        let mut sentences: Vec<Sentence> =
            lists.flat_map(|list| list.sentence).filter_map(|raw| Sentence::parse(&raw).ok()).collect();
        sentences.sort_by_key(|sentence| std::cmp::Reverse(sentence.own()));
        sentences
    })
}

/// The diagnostics in a language.
#[must_use]
pub fn in_language(diagnostics: Vec<Diagnostic>, language: Language) -> Vec<Diagnostic> {
    if language == Language::English {
        return diagnostics;
    }
    let said = |text: String| said(&text, language);
    let translated = |diagnostic: Diagnostic| Diagnostic {
        what: said(diagnostic.what),
        text: diagnostic.text.map(said),
        place: diagnostic.place.map(said),
        hint: diagnostic.hint.map(said),
        ..diagnostic
    };
    diagnostics.into_iter().map(translated).collect()
}

/// A text of the messages in a language; what no list has stays English.
#[must_use]
pub fn said(text: &str, language: Language) -> String {
    if language == Language::English {
        return text.to_owned();
    }
    translation(text, language).unwrap_or_else(|| text.to_owned())
}

/// Whether a text is in the lists, whole or in parts that colons and commas divide.
#[must_use]
pub fn is_translated(text: &str) -> bool {
    translation(text, Language::Dutch).is_some()
}

/// Whichever way of reading a text knows more words of it: as a whole, or as something of which is said what is behind a colon.
fn translation(text: &str, language: Language) -> Option<String> {
    let ways = whole(text, language).into_iter().chain(behind_colon(text, language));
    first_longest(ways).map(|(_, said)| said)
}

/// A text that is a sentence, or a series of them: whichever has more words that the lists know, and how many characters.
fn whole(text: &str, language: Language) -> Option<(usize, String)> {
    let (one, several) = (in_list(text, language, DEEPEST), in_series(text, language));
    one.into_iter().chain(several).max_by_key(|(own, _)| *own)
}

/// The first of those of which most is known.
fn first_longest(ways: impl Iterator<Item = (usize, String)>) -> Option<(usize, String)> {
    ways.reduce(|best, other| if other.0 > best.0 { other } else { best })
}

/// A text that is a series, of whose members a list has every one; and how many characters are their own.
fn in_series(text: &str, language: Language) -> Option<(usize, String)> {
    let members: Option<Vec<(usize, String)>> =
        text.split(", ").map(|member| in_list(member, language, DEEPEST)).collect();
    let (own, said): (Vec<usize>, Vec<String>) = members?.into_iter().unzip();
    (said.len() > 1).then(|| (own.iter().sum(), said.join(", ")))
}

/// A text that a list has, and how many characters of it are the sentence's own and those of sentences in its slots.
fn in_list(text: &str, language: Language, depth: usize) -> Option<(usize, String)> {
    let depth = depth.checked_sub(1)?;
    let said = |part: &SlotText<'_>| in_list(part.text, language, depth).filter(|_| !part.is_quoted);
    // A sentence of one small word would be found in every text: it is meant where what it joins is known, or one word.
    let kept = |part: &SlotText<'_>, is_joint: bool| {
        (!is_joint || part.is_quoted || !part.text.contains(' ')).then(|| (0, part.text.to_owned()))
    };
    sentences().iter().find_map(|sentence| {
        let particulars = sentence.particulars(text)?;
        let is_joint = sentence.is_joint();
        let told = particulars.iter().map(|part| said(part).or_else(|| kept(part, is_joint)));
        let (own, told): (Vec<usize>, Vec<String>) = told.collect::<Option<Vec<_>>>()?.into_iter().unzip();
        Some((sentence.own() + own.iter().sum::<usize>(), sentence.said(language, &told)))
    })
}

/// A text of which only what stands behind a colon is a sentence: a library, a file or a key stands before it.
fn behind_colon(text: &str, language: Language) -> Option<(usize, String)> {
    let colons = text.match_indices(": ").map(|(index, _)| index);
    let ways = colons.take(DEEPEST).filter_map(|index| {
        let (before, behind) = (&text[..index], &text[index + 2..]);
        // A colon between backticks is quoted.
        let is_quoted = before.matches('`').count() % 2 == 1;
        let (own, behind) = whole(behind, language).filter(|_| !is_quoted)?;
        let before = before_colon(before, language);
        Some((own, format!("{before}: {behind}")))
    });
    first_longest(ways)
}

/// What stands before a colon: a sentence, or several that colons divide, of which some are.
fn before_colon(before: &str, language: Language) -> String {
    let known = |text: &str| in_list(text, language, DEEPEST).map(|(_, said)| said);
    let parts = || before.split(": ").map(|part| known(part).unwrap_or_else(|| part.to_owned()));
    known(before).unwrap_or_else(|| parts().collect::<Vec<_>>().join(": "))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_list_is_sound_and_no_sentence_stands_there_twice() {
        let mut seen = HashSet::new();
        for list in LISTS {
            let list: List = toml::from_str(list).unwrap_or_else(|error| panic!("{error}"));
            for raw in &list.sentence {
                let _ = Sentence::parse(raw).unwrap_or_else(|error| panic!("{error}"));
                assert!(seen.insert(raw.english().to_owned()), "`{}` stands there twice", raw.english());
            }
        }
    }

    #[test]
    fn a_sentence_is_found_as_itself() {
        let list = |list: &str| toml::from_str::<List>(list).expect("a sound list").sentence;
        for raw in LISTS.iter().flat_map(|text| list(text)) {
            let text = raw.english();
            let numbered =
                (1..10).fold(text.to_owned(), |text, slot| text.replace(&format!("{{{slot}}}"), &format!("§{slot}")));
            for language in [Language::Dutch, Language::French, Language::German] {
                let meant = (1..10).fold(raw.of(language).to_owned(), |text, slot| {
                    text.replace(&format!("{{{slot}}}"), &format!("§{slot}"))
                });
                assert_eq!(said(&numbered, language), meant, "`{text}` is taken for another sentence");
            }
        }
    }

    #[test]
    fn what_is_quoted_and_what_no_list_has_stays() {
        let said = |text: &str| said(text, Language::Dutch);
        assert_eq!(said("an odd text that nobody wrote"), "an odd text that nobody wrote");
        assert_eq!(
            said("there is no file or folder `the date is empty`"),
            "er is geen bestand of map `the date is empty`"
        );
        assert_eq!(said("I355: the date is empty"), "I355: de datum is leeg");
        assert_eq!(said("`a: the date is empty`"), "`a: the date is empty`");
        assert_eq!(said("an odd text of whoever wrote it"), "an odd text of whoever wrote it");
    }

    #[test]
    fn the_longer_sentence_is_meant() {
        let said = |text: &str| said(text, Language::Dutch);
        assert_eq!(
            said("1 library up to 2026-10-05: nothing new: nothing was changed"),
            "1 bibliotheek tot 2026-10-05: niets nieuws: er werd niets veranderd"
        );
        assert_eq!(
            said("I355: a transaction was changed by a later export"),
            "I355: een boeking werd door een latere export veranderd"
        );
        assert_eq!(said("financieel-overzicht-be of 2026-08-18"), "financieel-overzicht-be van 2026-08-18");
    }
}
