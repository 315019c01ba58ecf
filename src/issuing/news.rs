//! What there is to tell of reports that are issued: that they take the place of others, and what was found.

use std::collections::HashSet;

use super::restatement::{CountChange, Restatement};
use crate::archive::ReportRecord;
use crate::diagnostic::{self, Diagnostic};
use crate::domain::{Finding, Severity};
use crate::render::csv::{self, Dialect};
use crate::report::document::{Column, Document};
use crate::report::template::Field;
use crate::reporting::desk::is_of_desk;

/// How the lines of a report differ from those of the version before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReportChange {
    /// In texts alone.
    Texts,
    /// In figures, or in which lines there are.
    Figures,
}

impl ReportChange {
    /// How the lines of a report, as CSV has them, differ from what they were; `None` when they do not.
    pub(super) fn between(then: &Document, now: &Document) -> Option<Self> {
        let lines = |document| csv::render(document, Dialect::Rfc4180, false);
        let (were, are) = (lines(then), lines(now));
        let is_of_texts = || without_texts(&were, then) == without_texts(&are, now);
        (were != are).then(|| if is_of_texts() { Self::Texts } else { Self::Figures })
    }
}

/// What was told already of findings: each is told of the first report that has it.
#[derive(Debug, Default)]
pub(super) struct ToldFindings(HashSet<(String, Option<String>, Option<String>)>);

impl ToldFindings {
    /// Warnings that a report adds to what was told.
    pub(super) fn news(&mut self, record: &ReportRecord, findings: &[Diagnostic]) -> Vec<Diagnostic> {
        let warnings = findings.iter().filter(|finding| finding.severity != Severity::Notice);
        let new = warnings.filter_map(|finding| {
            let Diagnostic { what, text, place, times, .. } = finding;
            if text.is_none() && place.is_none() {
                // Which they are, and whether other reports have the same, nobody knows any more.
                let more = Diagnostic {
                    what: "a report has more findings of a kind than are listed one by one".to_owned(),
                    times: 1,
                    ..finding.clone()
                };
                return Some(more.with(format!("{times} more, {what}")).at(name(record)));
            }
            self.0.insert((what.clone(), text.clone(), place.clone())).then(|| finding.clone())
        });
        new.collect()
    }
}

/// What a report adds to what the night tells of exports anyway: what they brought was told when they came in, which are
/// missing or did not come in is told each night.
pub(super) fn news_of(findings: &[Finding], strict: bool) -> Vec<Diagnostic> {
    let is_told = |finding: &&Finding| finding.is_of_export() || finding.is_of_missing_export();
    let news = findings.iter().filter(|finding| !is_told(finding));
    news.map(|finding| diagnostic::of_finding(finding, strict)).collect()
}

/// That a report takes the place of another, if it does, and why.
pub(super) fn restated(record: &ReportRecord, why: Option<Restatement>) -> Option<Diagnostic> {
    let counts = why.filter(|why| why.exports.is_none() && !why.settings).and_then(|why| why.counts);
    let is_by_counts = counts == Some(CountChange::Arrivals);
    let what = match why {
        _ if counts == Some(CountChange::Settings) => {
            "a report says something else of counted drawers than before, as channels or tables are others, and its \
             figures are the same"
        }
        _ if is_by_counts => {
            "a report says something else of counted drawers than before, and its figures are the same"
        }
        Some(Restatement { exports: None, settings: true, .. }) => {
            "a report has other figures than before, as tables, template or settings are others"
        }
        Some(Restatement { exports: Some(_), settings: true, .. }) => {
            "a report has other figures than before, by exports, and as tables, template or settings are others"
        }
        Some(Restatement { exports: Some(ReportChange::Figures), .. }) => "a report has other figures than before",
        Some(Restatement { exports: Some(ReportChange::Texts), .. }) => {
            "a report has other texts than before, and the same figures"
        }
        _ => "a report was issued anew",
    };
    let version = format!("version {} is {}", record.version, record.number);
    // That later witnesses complete reports of the control desk is told as such.
    let told = if is_by_counts { Diagnostic::notice(what) } else { Diagnostic::warning(what) };
    (record.version > 1 && !is_of_desk(record)).then(|| told.with(version).at(name(record)))
}

/// A report and its period, for whoever reads messages.
pub(super) fn name(record: &ReportRecord) -> String {
    format!("{} of {}", record.report, record.period)
}

/// The fields of a CSV that are no texts, line by line.
fn without_texts(csv: &[u8], document: &Document) -> Vec<Vec<String>> {
    let is_text = |column: &Column| column.field.is_some_and(Field::is_free_text);
    let is_text: Vec<bool> = document.columns.iter().map(is_text).collect();
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(csv);
    let fields = |record: ::csv::StringRecord| {
        let fields = record.iter().zip(is_text.iter().chain(std::iter::repeat(&false)));
        fields.filter(|(_, is_text)| !**is_text).map(|(field, _)| field.to_owned()).collect()
    };
    reader.records().filter_map(Result::ok).map(fields).collect()
}
