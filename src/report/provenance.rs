//! Where a report comes from, for programs that check it.

use std::collections::BTreeMap;

use super::ReportSpec;
use super::closing_words::ControlWords;
use super::finding_words::filled;
use super::selection_name::name_of_selection;
use crate::domain::{Institution, Money, Period};
use crate::ingest::InputFile;
use crate::ingest::profile::BUILT_IN;
pub use crate::ingest::source::hex;

/// Where a report comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The library; `None` for all, and for several, which the parameters tell.
    pub institution: Option<Institution>,
    /// The days of settlement.
    pub period: Option<Period>,
    /// The days on which costs arose.
    pub posted_in: Option<Period>,
    /// What the names of its files say of what was asked for.
    pub selection_name: String,
    /// What else was asked for, by the names of flags.
    pub parameters: BTreeMap<String, String>,
    /// The SHA-256 of the template's text, in hexadecimal; of a report of the control desk, of its channels.
    pub template: String,
    /// The hash of the record before it in the chain of the library's reports; `None` for the first, and for a report
    /// that was not issued.
    pub previous: Option<String>,
    /// The files that the figures come from.
    pub sources: Vec<SourceFile>,
    /// The page with the bookings behind its lines, as a path from its own; `None` where there is none.
    pub lines_page: Option<String>,
}

/// A file that figures come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name.
    pub name: String,
    /// The profile that read it; `None` for what no profile reads, and where an old register doesn't know.
    pub profile: Option<String>,
    /// The SHA-256 of its bytes, in hexadecimal; `None` where only the lines of the report were asked for.
    pub sha256: Option<String>,
    /// How many records were accepted, rejected, blank, overlapping and replaced.
    pub counts: [u64; 5],
    /// The sums of the accepted and of the rejected records.
    pub amounts: [Money; 2],
    /// How many records its profile leaves out, which are none of those.
    pub left_out: u64,
    /// The sum of those as far as it can be read; `None` where of none it can.
    pub amount_left_out: Option<Money>,
}

impl SourceFile {
    /// An export that was read.
    #[must_use]
    pub fn of(file: &InputFile) -> Self {
        Self {
            name: file.name.clone(),
            profile: file.profile.clone(),
            sha256: file.sha256.clone(),
            counts: [file.accepted, file.rejects.count(), file.blank, file.overlap, file.replaced + file.withdrawn],
            amounts: [file.amount, file.rejected_amount],
            left_out: file.left_out.count,
            amount_left_out: Some(file.left_out.amount).filter(|_| file.left_out_unread < file.left_out.count),
        }
    }

    /// Its name, with the profile that read it where that is not the built-in one.
    #[must_use]
    pub fn titled(&self, words: &ControlWords) -> String {
        match self.profile.as_deref().filter(|profile| *profile != BUILT_IN) {
            Some(profile) => filled(&words.read_by, &[("file", &self.name), ("profile", profile)]),
            None => self.name.clone(),
        }
    }

    /// Its SHA-256.
    ///
    /// # Panics
    /// Where only the lines were asked for, which don't tell it.
    #[must_use]
    pub fn hash(&self) -> &str {
        self.sha256.as_deref().unwrap_or_else(|| unreachable!("{} is hashed for whatever tells that", self.name))
    }
}

/// Where a report comes from: what was asked for, and what came in.
#[must_use]
pub fn provenance(spec: &ReportSpec, files: &[InputFile]) -> Provenance {
    let ReportSpec { template, grouping, selection, issue, .. } = spec;
    let list = |items: Vec<String>| items.join(",");
    let several = Some(&selection.institutions).filter(|institutions| institutions.len() > 1);
    let several = several.map(|institutions| list(institutions.iter().map(ToString::to_string).collect()));
    let texts = [
        ("institution", several.unwrap_or_default()),
        ("branch", list(selection.branches.iter().map(ToString::to_string).collect())),
        ("booking-code", list(selection.booking_codes.iter().map(ToString::to_string).collect())),
        ("daybook-type", list(selection.daybook_letters.iter().map(ToString::to_string).collect())),
        ("daybook", list(selection.daybooks.iter().map(ToString::to_string).collect())),
        ("source", list(selection.sources.clone())),
        ("grouping", grouping.name.clone()),
        ("write-offs", if selection.write_offs { "yes" } else { "no" }.to_owned()),
    ];
    let parameters = texts.into_iter().filter(|(_, text)| !text.is_empty());
    Provenance {
        institution: selection.one_institution(),
        period: selection.period,
        posted_in: selection.posted_in,
        selection_name: name_of_selection(selection),
        parameters: parameters.map(|(name, text)| (name.to_owned(), text)).collect(),
        template: template.sha256.clone(),
        previous: issue.as_ref().map(|issue| issue.previous.clone()).filter(|previous| !previous.is_empty()),
        sources: files.iter().map(SourceFile::of).collect(),
        lines_page: spec.lines_page.clone(),
    }
}
