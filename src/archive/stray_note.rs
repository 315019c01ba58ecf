//! What the register notes of an export's stray lines, so that the reports of its days can tell it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ArchiveError, ArchivedExport, REGISTER, Register};
use crate::domain::finding::Lines;
use crate::domain::{Finding, Institution, Money, Stray};

/// What the names of such notes begin with; the number of the export follows.
const PREFIX: &str = "stray lines of export ";

/// The name of the note of an export.
#[must_use]
pub fn name(intake: u32) -> String {
    format!("{PREFIX}{intake}")
}

/// The number of the export that a note is of, by its name.
#[must_use]
pub fn intake_of(name: &str) -> Option<u32> {
    name.strip_prefix(PREFIX)?.parse().ok()
}

/// A finding of stray lines, without the name of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    why: Why,
    lines: u64,
    cents: i64,
    days: Option<(Day, Day)>,
}

/// A day, as text.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
struct Day(NaiveDate);

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.0.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = chrono::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Why {
    OutsideName(Day, Day),
    AfterReceipt(Day),
    LongBefore,
    BeforeFirstDay(Day),
    NotConfigured(String),
    NotShown,
    OtherDays,
    Open(u64),
}

/// The findings of stray lines among those of an export, as they are noted; `None` when there are none.
#[must_use]
pub fn to_text(findings: &[Finding]) -> Option<String> {
    let note = |finding: &Finding| {
        let Finding::StrayLines { why, lines, days, .. } = finding else { return None };
        let why = match *why {
            Stray::OutsideName((first, last)) => Why::OutsideName(Day(first), Day(last)),
            Stray::AfterReceipt(day) => Why::AfterReceipt(Day(day)),
            Stray::LongBefore => Why::LongBefore,
            Stray::BeforeFirstDay(day) => Why::BeforeFirstDay(Day(day)),
            Stray::NotConfigured(institution) => Why::NotConfigured(institution.to_string()),
            Stray::NotShown => Why::NotShown,
            Stray::OtherDays => Why::OtherDays,
            Stray::Open(count) => Why::Open(count),
        };
        let cents = i64::try_from(lines.amount.decimal().mantissa()).ok()?;
        Some(Note { why, lines: lines.count, cents, days: days.map(|(first, last)| (Day(first), Day(last))) })
    };
    let notes: Vec<Note> = findings.iter().filter_map(note).collect();
    (!notes.is_empty()).then(|| serde_json::to_string(&notes).unwrap_or_default())
}

/// The findings that are noted of a file; `None` when that is no note of kasverslag.
#[must_use]
pub fn from_text(text: &str, file: &str) -> Option<Vec<Finding>> {
    let notes: Vec<Note> = serde_json::from_str(text).ok()?;
    let finding = |note: Note| {
        let why = match note.why {
            Why::OutsideName(first, last) => Stray::OutsideName((first.0, last.0)),
            Why::AfterReceipt(day) => Stray::AfterReceipt(day.0),
            Why::LongBefore => Stray::LongBefore,
            Why::BeforeFirstDay(day) => Stray::BeforeFirstDay(day.0),
            Why::NotConfigured(institution) => Stray::NotConfigured(Institution::parse(institution)?),
            Why::NotShown => Stray::NotShown,
            Why::OtherDays => Stray::OtherDays,
            Why::Open(count) => Stray::Open(count),
        };
        let lines = Lines { count: note.lines, amount: Money::from_cents(note.cents) };
        Some(Finding::StrayLines {
            file: file.to_owned(),
            why,
            lines,
            days: note.days.map(|(first, last)| (first.0, last.0)),
        })
    };
    notes.into_iter().map(finding).collect()
}

/// All that is noted of stray lines, by the number of the export.
///
/// # Errors
/// When SQLite refuses, or a note has been altered.
pub fn all(register: &Register, exports: &[ArchivedExport]) -> Result<BTreeMap<u32, Vec<Finding>>, ArchiveError> {
    let mut strays = BTreeMap::new();
    for name in register.notes()? {
        let export = intake_of(&name).and_then(|intake| exports.iter().find(|export| export.intake == intake));
        let Some(export) = export else { continue };
        let noted = register.note(&name)?.and_then(|text| from_text(&text, &export.name));
        strays.insert(export.intake, noted.ok_or_else(|| ArchiveError::Altered(register.folder().join(REGISTER)))?);
    }
    Ok(strays)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_comes_back() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let run = (day("2026-11-01"), day("2026-11-30"));
        let kinds = [
            Stray::OutsideName(run),
            Stray::AfterReceipt(run.1),
            Stray::LongBefore,
            Stray::BeforeFirstDay(run.0),
            Stray::NotConfigured(Institution::parse("I212").expect("a library")),
            Stray::NotShown,
            Stray::OtherDays,
            Stray::Open(9),
        ];
        let finding = |why| {
            let (file, lines) = ("a.csv".to_owned(), Lines { count: 3, amount: Money::from_cents(-750) });
            Finding::StrayLines { file, why, lines, days: Some(run) }
        };
        let findings = kinds.map(finding);
        let text = to_text(&findings).expect("a note");
        assert_eq!(from_text(&text, "a.csv").expect("its findings"), findings);
        assert_eq!(to_text(&[Finding::NoProfile { file: "a.csv".to_owned() }]), None);
        assert_eq!((from_text("{}", "a.csv"), intake_of(&name(12)), intake_of("output")), (None, Some(12), None));
    }
}
