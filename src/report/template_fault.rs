//! What is wrong with a template: where, and how to mend it.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::position::Position;

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// What is wrong.
    pub what: String,
    /// How to mend it; `None` where a sound template says it best.
    pub mend: Option<String>,
    /// Where it is; `None` for what is nowhere.
    pub place: Option<TemplatePlace>,
}

/// A place in the text of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplatePlace {
    /// Where it is.
    pub position: Position,
    /// The line that it is on.
    pub line: String,
    /// How many characters it has on that line.
    pub width: usize,
}

/// All that is wrong with a text that should be a template, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// Each fault.
    pub faults: Vec<TemplateFault>,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: Vec<&str> = self.faults.iter().map(|fault| fault.what.as_str()).collect();
        f.write_str(&told.join("; "))
    }
}

impl std::error::Error for TemplateError {}

impl TemplatePlace {
    /// The place of a part of a text.
    pub(super) fn of(text: &str, part: Range<usize>) -> Self {
        let position = Position::of(text, part.start);
        let line = text.lines().nth(position.line - 1).unwrap_or_default();
        let rest = line.chars().count().saturating_sub(position.column - 1);
        let width = text.get(part).map_or(1, |part| part.lines().next().unwrap_or_default().chars().count());
        Self { position, line: line.to_owned(), width: width.clamp(1, rest.max(1)) }
    }
}

/// The way to what a rule speaks of, from the top of a template.
#[derive(Clone, Debug)]
pub(super) struct At<'a>(Vec<KeyStep<'a>>);

#[derive(Clone, Copy, Debug)]
enum KeyStep<'a> {
    /// The value of a key.
    Key(&'a str),
    /// One of several, from 0.
    Nth(usize),
    /// A key itself.
    Name(&'a str),
}

impl<'a> At<'a> {
    /// A key at the top, or a table.
    pub(super) fn top(key: &'a str) -> Self {
        Self(vec![KeyStep::Key(key)])
    }

    /// A table of which there may be several.
    pub(super) fn nth(table: &'a str, index: usize) -> Self {
        Self(vec![KeyStep::Key(table), KeyStep::Nth(index)])
    }

    /// A key in it.
    pub(super) fn key(mut self, key: &'a str) -> Self {
        self.0.push(KeyStep::Key(key));
        self
    }

    /// One of the values in it.
    pub(super) fn item(mut self, index: usize) -> Self {
        self.0.push(KeyStep::Nth(index));
        self
    }

    /// A key in it, not what it says.
    pub(super) fn name(mut self, key: &'a str) -> Self {
        self.0.push(KeyStep::Name(key));
        self
    }

    /// The part of the text that it leads to, as far as there is one.
    fn span(&self, document: &DeTable<'_>) -> Option<Range<usize>> {
        let entry = |table: &DeTable<'_>, name: &str| {
            table.iter().find(|(key, _)| key.get_ref() == name).map(|(key, _)| key.span())
        };
        let (mut span, mut here): (Option<Range<usize>>, Option<&Spanned<DeValue<'_>>>) = (None, None);
        for (place, step) in self.0.iter().enumerate() {
            let table = if place == 0 { Some(document) } else { here.and_then(|here| here.get_ref().as_table()) };
            match *step {
                KeyStep::Name(name) => return table.and_then(|table| entry(table, name)).or(span),
                KeyStep::Key(name) => here = table.and_then(|table| table.get(name)),
                KeyStep::Nth(index) => here = here?.get_ref().as_array().and_then(|values| values.get(index)),
            }
            match here {
                Some(value) => span = Some(value.span()),
                None => return span,
            }
        }
        span
    }
}

/// The faults of a template, as they are found.
#[derive(Debug)]
pub(super) struct TemplateFaults<'t> {
    text: &'t str,
    document: &'t DeTable<'t>,
    found: Vec<TemplateFault>,
}

impl<'t> TemplateFaults<'t> {
    /// None yet, of a text and what it holds.
    pub(super) fn new(text: &'t str, document: &'t DeTable<'t>) -> Self {
        Self { text, document, found: Vec::new() }
    }

    /// Takes in a fault: where it is, what is wrong, and how to mend it.
    pub(super) fn add(&mut self, at: &At<'_>, what: impl Into<String>, mend: impl Into<String>) {
        let place = at.span(self.document).map(|span| TemplatePlace::of(self.text, span));
        self.found.push(TemplateFault { what: what.into(), mend: Some(mend.into()), place });
    }

    /// Whether there is none so far.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them, in the order of the text.
    pub(super) fn into_found(mut self) -> Vec<TemplateFault> {
        let order =
            |fault: &TemplateFault| fault.place.as_ref().map(|place| (place.position.line, place.position.column));
        self.found.sort_by_key(order);
        self.found
    }
}
