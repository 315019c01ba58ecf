//! Diagnostics as they are written: those of a kind are one message, with the first of their places and how many more
//! there are. Whatever text a message bears, it can't steer what shows it, nor pass for a line of another message.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use super::code::Code;
use super::entry::{Diagnostic, ExitStatus, Snippet};
use super::glue::Glue;
use crate::domain::Severity;
use crate::domain::finding_list::MOST_TOLD;
use crate::domain::steering::visible;
use crate::report::language::Language;

/// The most characters of each part of a message.
const LONGEST: usize = 2000;
/// The most characters of a line that is shown.
const LONGEST_SNIPPET: usize = 160;

/// What diagnostics of a kind have in common.
type MessageKind = (Severity, ExitStatus, String, Option<String>);

/// What is told one time about all diagnostics of a kind.
#[derive(Clone, Debug)]
pub struct Message {
    /// How much it matters.
    pub severity: Severity,
    /// What it is.
    pub code: Code,
    /// How many diagnostics there are of the kind.
    pub times: u64,
    /// What is the matter.
    what: String,
    /// Text and place of the first of them.
    cases: Vec<Case>,
    /// How to mend it.
    hint: Option<String>,
    /// The language that it is told in.
    language: Language,
}

/// Where something is the matter, and the text itself.
#[derive(Clone, Debug)]
struct Case {
    text: Option<String>,
    place: Option<String>,
    snippet: Vec<String>,
}

/// One message for each kind of diagnostic, what matters most last, else in the order in which the first of each came.
#[must_use]
pub fn messages(diagnostics: &[Diagnostic]) -> Vec<Message> {
    messages_in(Language::English, diagnostics)
}

/// The same of diagnostics that are told in a language.
#[must_use]
pub(super) fn messages_in(language: Language, diagnostics: &[Diagnostic]) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let mut places: HashMap<MessageKind, usize> = HashMap::new();
    for diagnostic in diagnostics {
        let Diagnostic { severity, what, hint, status, .. } = diagnostic;
        let next = messages.len();
        let place = *places.entry((*severity, *status, what.clone(), hint.clone())).or_insert(next);
        if place == next {
            let hint = hint.as_deref().map(written);
            messages.push(Message {
                severity: *severity,
                code: diagnostic.code(),
                times: 0,
                what: written(what),
                cases: Vec::new(),
                hint,
                language,
            });
        }
        messages[place].add(diagnostic);
    }
    messages.sort_by_key(|message| message.severity);
    messages
}

/// A text as messages bear it: on one line, not endless, without anything that steers.
fn written(text: &str) -> String {
    visible(&shortened(text, LONGEST)).into_owned()
}

/// A line with its number, and a mark beneath what is meant.
fn shown(snippet: &Snippet) -> Vec<String> {
    // Every character takes one place, so that the mark stands where it should.
    let line = snippet.line.replace('\t', " ");
    let (number, gap) = (snippet.position.line.to_string(), snippet.position.column - 1);
    let (most, margin) = (LONGEST_SNIPPET.saturating_sub(gap), " ".repeat(number.len()));
    let cut: String = line.chars().take(LONGEST_SNIPPET).collect();
    let cut = visible(&cut).into_owned();
    let line = if line.chars().count() > LONGEST_SNIPPET { format!("{cut}…") } else { cut };
    let mark = "^".repeat(snippet.width.min(most).max(1));
    vec![format!("{margin} |"), format!("{number} | {line}"), format!("{margin} | {}{mark}", " ".repeat(gap))]
}

/// A text of at most so many characters; what is cut off is told.
pub(super) fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()).into(),
        None => text.into(),
    }
}

/// The same diagnostics, of which at most as many of each kind are kept as a message tells; the others are counted.
#[must_use]
pub fn bounded(diagnostics: impl IntoIterator<Item = Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::new();
    // How many of a kind are kept, and which of them counts the others.
    let mut kinds: HashMap<MessageKind, (usize, Option<usize>)> = HashMap::new();
    for diagnostic in diagnostics {
        let Diagnostic { severity, what, hint, status, .. } = &diagnostic;
        let (count, counting) = kinds.entry((*severity, *status, what.clone(), hint.clone())).or_default();
        match counting {
            Some(index) => kept[*index].times += diagnostic.times,
            None if *count < MOST_TOLD => {
                *count += 1;
                kept.push(diagnostic);
            }
            None => {
                *counting = Some(kept.len());
                kept.push(Diagnostic { text: None, place: None, spot: None, ..diagnostic });
            }
        }
    }
    kept
}

impl Message {
    fn add(&mut self, diagnostic: &Diagnostic) {
        self.times += diagnostic.times;
        let [text, place] = [&diagnostic.text, &diagnostic.place].map(|text| text.as_deref().map(written));
        if self.cases.len() < MOST_TOLD && (text.is_some() || place.is_some()) {
            let snippet = diagnostic.snippet.as_ref().map(shown).unwrap_or_default();
            self.cases.push(Case { text, place, snippet });
        }
    }

    /// What is the matter, and how often.
    #[must_use]
    pub fn headline(&self) -> String {
        match &self.cases[..] {
            [Case { text: Some(text), .. }] if self.times == 1 => format!("{}: {text}", self.what),
            _ if self.times == 1 => self.what.clone(),
            _ => format!("{} ({})", self.what, Glue(self.language).times(self.times)),
        }
    }

    /// The line of a file that is the matter, with a mark beneath; nothing where there are several.
    fn snippet(&self) -> &[String] {
        match &self.cases[..] {
            [only] if self.times == 1 => &only.snippet,
            _ => &[],
        }
    }

    /// Where it is the matter, and the text there where it is not in the headline: the first of the places.
    fn cases(&self) -> Vec<String> {
        let is_alone = self.times == 1;
        let line = |Case { text, place, .. }: &Case| match (text, place) {
            (Some(text), Some(place)) if !is_alone => Some(format!("{place}: {text}")),
            (_, Some(place)) => Some(place.clone()),
            (text, None) => text.clone().filter(|_| !is_alone),
        };
        self.cases.iter().filter_map(line).collect()
    }

    /// How many more places there are; nothing where none is told.
    fn more(&self) -> Option<String> {
        let untold = self.times - self.cases.len() as u64;
        (untold > 0 && !self.cases.is_empty()).then(|| Glue(self.language).more(untold))
    }

    /// Where it is the matter, as one line; `None` where that is not known.
    #[must_use]
    pub fn places(&self) -> Option<String> {
        let lines: Vec<String> = self.cases().into_iter().chain(self.more()).collect();
        (!lines.is_empty()).then(|| lines.join("; "))
    }

    /// How to mend it.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// All but the hint and the place of something that is the matter one time, as one line.
    #[must_use]
    pub fn line(&self) -> String {
        match self.places().filter(|_| self.times > 1) {
            Some(places) => format!("{}: {places}", self.headline()),
            None => self.headline(),
        }
    }
}

impl Message {
    /// The text with the code behind the severity, that in colour if it is wanted.
    #[must_use]
    pub(super) fn coded(&self, colour: bool) -> String {
        let word = Glue(self.language).severity(self.severity);
        let head = match (colour, self.severity) {
            (false, _) => format!("{word}[{}]", self.code),
            (true, Severity::Error) => format!("\u{1b}[1;31m{word}[{}]\u{1b}[0m", self.code),
            (true, Severity::Warning) => format!("\u{1b}[1;33m{word}[{}]\u{1b}[0m", self.code),
            (true, Severity::Notice) => format!("\u{1b}[1;36m{word}[{}]\u{1b}[0m", self.code),
        };
        self.to_string().replacen(word, &head, 1)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let glue = Glue(self.language);
        write!(f, "{}: {}", glue.severity(self.severity), self.headline())?;
        let mark = if self.cases.iter().any(|case| case.place.is_some()) { "--> " } else { "" };
        for case in self.cases() {
            write!(f, "\n  {mark}{case}")?;
        }
        for line in self.snippet() {
            write!(f, "\n{line}")?;
        }
        if let Some(more) = self.more() {
            write!(f, "\n  {more}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n{}: {hint}", glue.hint())?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostic {
    /// Writes the message that it is by itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        messages(std::slice::from_ref(self)).iter().try_for_each(|message| message.fmt(f))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(line: u64, text: &str) -> Diagnostic {
        Diagnostic::error(ExitStatus::Refused, "the amount is empty").at(format!("a.csv, line {line}")).with(text)
    }

    fn printed(diagnostics: &[Diagnostic]) -> String {
        messages(diagnostics).iter().fold(String::new(), |text, message| text + &format!("{message}\n"))
    }

    #[test]
    fn one_of_a_kind_is_told_as_it_is() {
        let told = printed(&[refused(2, "`x`").hinted("mend it")]);
        assert_eq!(told, "error: the amount is empty: `x`\n  --> a.csv, line 2\nhint: mend it\n");
        assert_eq!(printed(&[Diagnostic::usage("no")]), "error: no\n");
    }

    #[test]
    fn many_of_a_kind_are_one_message_and_what_matters_most_is_last() {
        let warning = Diagnostic::warning("a daybook is unknown").with("K009");
        let told = printed(&[refused(2, "`x`"), warning.clone(), refused(3, "`y`"), Diagnostic::usage("no")]);
        assert_eq!(
            told,
            "warning: a daybook is unknown: K009\nerror: the amount is empty (2 times)\n  --> a.csv, line 2: `x`\n  \
             --> a.csv, line 3: `y`\nerror: no\n"
        );
        let told = printed(&[warning.clone(), warning, Diagnostic::usage("no"), Diagnostic::usage("no")]);
        assert_eq!(told, "warning: a daybook is unknown (2 times)\n  K009\n  K009\nerror: no (2 times)\n");
    }

    #[test]
    fn however_many_there_are_twenty_are_told() {
        let many: Vec<Diagnostic> = (0..100_000).map(|line| refused(line, "`x`")).collect();
        let told = printed(&many);
        assert_eq!(told.lines().count(), 22);
        assert!(told.starts_with("error: the amount is empty (100000 times)\n"), "{told}");
        assert!(told.ends_with("  --> a.csv, line 19: `x`\n  and 99980 more\n"), "{told}");
        let few = bounded(many);
        assert_eq!((few.len(), printed(&few)), (21, told));
        assert_eq!(messages(&few)[0].line().matches("line").count(), 20);
    }

    #[test]
    fn no_text_steers_or_forges() {
        let text = "`\u{1b}[2J\nerror: all well\u{202e}\u{9b}`";
        let told = printed(&[Diagnostic::usage(text).at(text).with(text).hinted(text)]);
        assert_eq!(told.lines().count(), 3, "{told}");
        assert!(!told.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{told}");
        let long = printed(&[Diagnostic::usage("x".repeat(1 << 20))]);
        assert_eq!(long, format!("error: {}… (1048576 characters)\n", "x".repeat(LONGEST)));
    }
}
