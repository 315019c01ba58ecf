//! The page for the desk that says in Dutch what is wrong with a file, and what to do.

use std::sync::LazyLock;

use minijinja::Environment;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, ExitStatus, said};
use crate::domain::Severity;
use crate::domain::steering::visible;
use crate::render::markup::{self, STYLE, environment, policy};
use crate::report::language::Language;

/// How many faults are told.
const MOST_FAULTS: usize = 200;

/// The pages for the desk.
pub(super) static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = environment(&[
        ("desk_page.html", include_str!("desk_page.html")),
        ("desk_unread.html", include_str!("desk_unread.html")),
    ]);
    environment.add_global("policy", policy(STYLE, None));
    environment
});

/// What the page is about.
#[derive(Clone, Debug)]
pub(super) struct DeskPage<'a> {
    /// The name of the file.
    pub(super) file: &'a str,
    /// By what it is known again: the hash of its bytes.
    pub(super) mark: &'a str,
    /// How many records were read, and how many refused; `None` where it could not be read at all.
    pub(super) records: Option<(u64, u64)>,
    /// Whether all its records are sound, and none tells of anything that a report could be made of.
    pub(super) is_unmade: bool,
    /// All that is wrong with it.
    pub(super) diagnostics: &'a [Diagnostic],
    /// Whom to ask.
    pub(super) help: Option<&'a str>,
}

#[derive(Serialize)]
struct DeskPageContent<'a> {
    tag: &'static str,
    w: DeskSkipWords,
    has_script: bool,
    title: &'static str,
    file: &'a str,
    why: &'static str,
    counts: Option<String>,
    faults: Vec<DeskPageFault>,
    more: Option<String>,
    help: Option<&'a str>,
    codes: String,
    mark: &'a str,
}

/// The words of the link past what stands above.
#[derive(Serialize)]
pub(super) struct DeskSkipWords {
    skip: &'static str,
}

impl DeskSkipWords {
    /// The desk reads Dutch.
    pub(super) const DUTCH: Self = Self { skip: "Naar de inhoud" };
}

#[derive(Serialize)]
struct DeskPageFault {
    line: String,
    column: String,
    value: String,
    what: String,
    hint: String,
}

impl DeskPageFault {
    /// A fault in Dutch. Of a record only the value is shown that is wrong, and never a customer's.
    fn of(diagnostic: &Diagnostic) -> Self {
        let dutch = |text: &str| visible(&said(text, Language::Dutch)).into_owned();
        let hint = diagnostic.hint.as_deref().map(dutch).unwrap_or_default();
        let what = dutch(&diagnostic.what);
        if let Some(spot) = &diagnostic.spot {
            Self {
                line: spot.line.map(|line| line.to_string()).unwrap_or_default(),
                column: spot.column.as_deref().map(|column| visible(column).into_owned()).unwrap_or_default(),
                value: spot.value.as_deref().map(|value| visible(value).into_owned()).unwrap_or_default(),
                what,
                hint,
            }
        } else {
            let text = diagnostic.text.as_deref().map(|text| format!(": {}", dutch(text))).unwrap_or_default();
            Self { line: String::new(), column: String::new(), value: String::new(), what: what + &text, hint }
        }
    }
}

impl DeskPage<'_> {
    /// The page as HTML, which needs nothing else.
    pub(super) fn html(&self) -> String {
        let wrong: Vec<&Diagnostic> =
            self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
        let mut codes: Vec<String> = wrong.iter().map(|diagnostic| diagnostic.code().to_string()).collect();
        codes.sort();
        codes.dedup();
        let told: u64 = wrong.iter().take(MOST_FAULTS).map(|_| 1).sum();
        let all: u64 = wrong.iter().map(|diagnostic| diagnostic.times).sum();
        let is_about_file = wrong.iter().all(|diagnostic| diagnostic.status == ExitStatus::Refused);
        // Nothing was refused, and yet nothing could be made of it.
        let is_of_nothing = self.is_unmade && is_about_file;
        let content = DeskPageContent {
            tag: "nl-BE",
            w: DeskSkipWords::DUTCH,
            has_script: false,
            title: "Wat er mis is met een export",
            file: self.file,
            why: if is_of_nothing {
                "er staat niets in waarvan een verslag gemaakt kan worden"
            } else if is_about_file {
                "er staat iets in dat niet klopt"
            } else {
                "het kan niet als export gelezen worden"
            },
            counts: self.records.map(|(read, refused)| {
                let read = if read == 1 { "1 record is".to_owned() } else { format!("{read} records zijn") };
                format!("{read} in orde, {refused} geweigerd.")
            }),
            faults: wrong.iter().take(MOST_FAULTS).map(|diagnostic| DeskPageFault::of(diagnostic)).collect(),
            more: (all > told).then(|| format!("En nog {} van deze soort.", all - told)),
            help: self.help,
            codes: codes.join(", "),
            mark: self.mark,
        };
        markup::page(&PAGES, "desk_page.html", &content)
    }
}
