//! The words that hold a message together, in each language.

use super::count::Count;
use crate::domain::Severity;
use crate::report::language::Language;

/// The words of a language that hold messages together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glue(pub(super) Language);

impl Glue {
    /// The word for a severity.
    pub(super) fn severity(self, severity: Severity) -> &'static str {
        match (self.0, severity) {
            (Language::English, Severity::Notice) => "notice",
            (Language::English, Severity::Warning) => "warning",
            (Language::English, Severity::Error) => "error",
            (Language::Dutch, Severity::Notice) => "melding",
            (Language::Dutch, Severity::Warning) => "waarschuwing",
            (Language::Dutch, Severity::Error) => "fout",
            (Language::French, Severity::Notice) => "avis",
            (Language::French, Severity::Warning) => "avertissement",
            (Language::French, Severity::Error) => "erreur",
            (Language::German, Severity::Notice) => "Hinweis",
            (Language::German, Severity::Warning) => "Warnung",
            (Language::German, Severity::Error) => "Fehler",
        }
    }

    /// The word before a way to mend something.
    pub(super) fn hint(self) -> &'static str {
        match self.0 {
            Language::English => "hint",
            Language::Dutch => "raad",
            Language::French => "conseil",
            Language::German => "Rat",
        }
    }

    /// How often something is the matter.
    pub(super) fn times(self, times: u64) -> String {
        match self.0 {
            Language::English => Count(times, "time").to_string(),
            Language::Dutch => format!("{times} keer"),
            Language::French => format!("{times} fois"),
            Language::German => format!("{times} Mal"),
        }
    }

    /// How many more there are than are told.
    pub(super) fn more(self, untold: u64) -> String {
        match self.0 {
            Language::English => format!("and {untold} more"),
            Language::Dutch => format!("en nog {untold}"),
            Language::French => format!("et encore {untold}"),
            Language::German => format!("und noch {untold}"),
        }
    }
}
