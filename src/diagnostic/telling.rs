//! How messages reach whoever reads them: as text with codes, in colour on a terminal, or as an object a line.

use serde::Serialize;

use super::entry::Diagnostic;
use super::glue::Glue;
use super::message::messages_in;
use super::translation::{in_language, said};
use crate::domain::Severity;
use crate::domain::steering::escaped_in_json;
use crate::report::language::Language;

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageForm {
    /// As text with codes.
    Text {
        /// Whether severities are in colour.
        colour: bool,
    },
    /// As one JSON object a line.
    Json,
}

/// A message as programs read it. Keys may be added; `form` changes with what one means.
#[derive(Serialize)]
struct MessageObject<'d> {
    form: &'static str,
    severity: &'static str,
    code: String,
    message: &'d str,
    file: Option<&'d str>,
    line: Option<u64>,
    column: Option<&'d str>,
    value: Option<&'d str>,
    text: Option<&'d str>,
    place: Option<&'d str>,
    hint: Option<&'d str>,
    status: u8,
    times: u64,
}

/// All messages in a language, each with a line end behind it.
#[must_use]
pub fn told(diagnostics: Vec<Diagnostic>, telling: MessageForm, language: Language) -> String {
    let diagnostics = in_language(diagnostics, language);
    let messages = || messages_in(language, &diagnostics);
    match telling {
        MessageForm::Text { colour } => messages().iter().map(|message| message.coded(colour) + "\n").collect(),
        MessageForm::Json => diagnostics.iter().map(object).collect(),
    }
}

/// What a command comes to, of one line or several, with a line end behind it.
#[must_use]
pub fn told_summary(summary: &str, language: Language) -> String {
    let lines = summary.lines().map(|line| {
        let text = line.trim_start();
        let indent = &line[..line.len() - text.len()];
        format!("{indent}{}\n", said(text, language))
    });
    format!("{}: {}", Glue(language).severity(Severity::Notice), lines.collect::<String>())
}

fn object(diagnostic: &Diagnostic) -> String {
    let spot = diagnostic.spot.as_ref();
    let object = MessageObject {
        form: "kasverslag-message/1",
        severity: Glue(Language::English).severity(diagnostic.severity),
        code: diagnostic.code().to_string(),
        message: &diagnostic.what,
        file: spot.map(|spot| spot.file.as_str()),
        line: spot.and_then(|spot| spot.line),
        column: spot.and_then(|spot| spot.column.as_deref()),
        value: spot.and_then(|spot| spot.value.as_deref()),
        text: diagnostic.text.as_deref().filter(|_| !spot.is_some_and(|spot| spot.is_customers)),
        place: diagnostic.place.as_deref(),
        hint: diagnostic.hint.as_deref(),
        status: diagnostic.status as u8,
        times: diagnostic.times,
    };
    format!("{}\n", escaped_in_json(&serde_json::to_string(&object).unwrap_or_default()))
}
