//! What the register notes of what was found in an export, so that the reports of its days can tell it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ArchiveError, ArchivedExport, REGISTER, Register};
use crate::domain::finding::FindingLines;
use crate::domain::{Finding, Institution, Money, Stray};

/// What the names of such notes begin with; the number of the export follows. The first were of stray lines alone.
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
    AfterLastDay(Day),
    BeforeFeed(Day),
    AfterFeed(Day),
    NotConfigured(String),
    NotShown,
    OtherDays,
    Open(u64),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is what serde gives")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// Another finding, without the name of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Remark {
    EncodingFallback {},
    LeftOut {
        profile: String,
        lines: u64,
        cents: i64,
        #[serde(default, skip_serializing_if = "is_none")]
        unread: u64,
    },
    NearlyNamed {
        profile: String,
        header: String,
        value: String,
        met: String,
    },
    ReplacedByConstant {
        profile: String,
        header: String,
        constant: String,
        value: String,
        records: u64,
    },
    SheetsNotRead {
        sheets: Vec<String>,
    },
    HiddenRows {
        sheet: String,
        rows: u64,
    },
    NoDecimals {},
    NoProfile {},
    UnusedHeaders {
        profile: String,
        headers: Vec<String>,
    },
    UnclearName {},
    OtherNoughts {
        earlier: String,
        lines: u64,
        ids: [String; 2],
    },
    AlikeInFeeds {
        feed: String,
        ids: u64,
        alike: u64,
        id: String,
    },
    DaysNotTold {
        first: Day,
        last: Day,
        empty: u64,
    },
    DatedBackAlone {
        first: Day,
        last: Day,
    },
    GoneOpenItems {
        lines: u64,
        cents: i64,
        id: String,
    },
    LateLine {
        id: String,
        cents: i64,
        later: Option<String>,
    },
    More {
        like: Box<NoteEntry>,
        count: u64,
    },
}

/// What is noted.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum NoteEntry {
    Stray(Note),
    Remark(Remark),
}

/// The findings of an export that are noted with it, as they are; `None` when there are none.
#[must_use]
pub fn to_text(findings: &[Finding]) -> Option<String> {
    let notes: Vec<NoteEntry> = findings.iter().filter_map(entry).collect();
    (!notes.is_empty()).then(|| serde_json::to_string(&notes).unwrap_or_default())
}

fn entry(finding: &Finding) -> Option<NoteEntry> {
    let cents = |amount: &Money| i64::try_from(amount.decimal().mantissa()).ok();
    if !finding.is_of_export() {
        return None;
    }
    Some(NoteEntry::Remark(match finding.clone() {
        Finding::StrayLines { why, lines, days, .. } => {
            let why = match why {
                Stray::OutsideName((first, last)) => Why::OutsideName(Day(first), Day(last)),
                Stray::AfterReceipt(day) => Why::AfterReceipt(Day(day)),
                Stray::LongBefore => Why::LongBefore,
                Stray::BeforeFirstDay(day) => Why::BeforeFirstDay(Day(day)),
                Stray::AfterLastDay(day) => Why::AfterLastDay(Day(day)),
                Stray::BeforeFeed(day) => Why::BeforeFeed(Day(day)),
                Stray::AfterFeed(day) => Why::AfterFeed(Day(day)),
                Stray::NotConfigured(institution) => Why::NotConfigured(institution.to_string()),
                Stray::NotShown => Why::NotShown,
                Stray::OtherDays => Why::OtherDays,
                Stray::Open(count) => Why::Open(count),
            };
            let days = days.map(|(first, last)| (Day(first), Day(last)));
            return Some(NoteEntry::Stray(Note { why, lines: lines.count, cents: cents(&lines.amount)?, days }));
        }
        Finding::EncodingFallback { .. } => Remark::EncodingFallback {},
        Finding::LeftOut { profile, lines, unread, .. } => {
            Remark::LeftOut { profile, lines: lines.count, cents: cents(&lines.amount)?, unread }
        }
        Finding::NearlyNamed { profile, header, value, met, .. } => Remark::NearlyNamed { profile, header, value, met },
        Finding::ReplacedByConstant { profile, header, constant, value, records, .. } => {
            Remark::ReplacedByConstant { profile, header, constant, value, records }
        }
        Finding::SheetsNotRead { sheets, .. } => Remark::SheetsNotRead { sheets },
        Finding::HiddenRows { sheet, rows, .. } => Remark::HiddenRows { sheet, rows },
        Finding::NoDecimals { .. } => Remark::NoDecimals {},
        Finding::NoProfile { .. } => Remark::NoProfile {},
        Finding::UnusedHeaders { profile, headers } => Remark::UnusedHeaders { profile, headers },
        Finding::UnclearName { .. } => Remark::UnclearName {},
        Finding::OtherNoughts { earlier, lines, ids, .. } => Remark::OtherNoughts { earlier, lines, ids },
        Finding::AlikeInFeeds { feed, ids, alike, id, .. } => Remark::AlikeInFeeds { feed, ids, alike, id },
        Finding::DaysNotTold { days: (first, last), empty, .. } => {
            Remark::DaysNotTold { first: Day(first), last: Day(last), empty }
        }
        Finding::DatedBackAlone { days: (first, last), .. } => {
            Remark::DatedBackAlone { first: Day(first), last: Day(last) }
        }
        Finding::GoneOpenItems { lines, id, .. } => {
            Remark::GoneOpenItems { lines: lines.count, cents: cents(&lines.amount)?, id }
        }
        Finding::LateLine { id, amount, later, .. } => Remark::LateLine { id, cents: cents(&amount)?, later },
        Finding::More { like, count } => Remark::More { like: Box::new(entry(&like)?), count },
        _ => return None,
    }))
}

/// The findings that are noted of a file; `None` when that is no note of kasverslag.
#[must_use]
pub fn from_text(text: &str, file: &str) -> Option<Vec<Finding>> {
    let notes: Vec<NoteEntry> = serde_json::from_str(text).ok()?;
    notes.into_iter().map(|noted| finding(noted, file)).collect()
}

fn finding(noted: NoteEntry, file: &str) -> Option<Finding> {
    let lines = |count, cents| FindingLines { count, amount: Money::from_cents(cents) };
    let file = file.to_owned();
    Some(match noted {
        NoteEntry::Stray(note) => {
            let why = match note.why {
                Why::OutsideName(first, last) => Stray::OutsideName((first.0, last.0)),
                Why::AfterReceipt(day) => Stray::AfterReceipt(day.0),
                Why::LongBefore => Stray::LongBefore,
                Why::BeforeFirstDay(day) => Stray::BeforeFirstDay(day.0),
                Why::AfterLastDay(day) => Stray::AfterLastDay(day.0),
                Why::BeforeFeed(day) => Stray::BeforeFeed(day.0),
                Why::AfterFeed(day) => Stray::AfterFeed(day.0),
                Why::NotConfigured(institution) => Stray::NotConfigured(Institution::parse(institution)?),
                Why::NotShown => Stray::NotShown,
                Why::OtherDays => Stray::OtherDays,
                Why::Open(count) => Stray::Open(count),
            };
            let days = note.days.map(|(first, last)| (first.0, last.0));
            Finding::StrayLines { file, why, lines: lines(note.lines, note.cents), days }
        }
        NoteEntry::Remark(told) => match told {
            Remark::EncodingFallback {} => Finding::EncodingFallback { file },
            Remark::LeftOut { profile, lines: count, cents, unread } => {
                Finding::LeftOut { file, profile, lines: lines(count, cents), unread }
            }
            Remark::ReplacedByConstant { profile, header, constant, value, records } => {
                Finding::ReplacedByConstant { file, profile, header, constant, value, records }
            }
            Remark::NearlyNamed { profile, header, value, met } => {
                Finding::NearlyNamed { file, profile, header, value, met }
            }
            Remark::SheetsNotRead { sheets } => Finding::SheetsNotRead { file, sheets, has_header: true },
            Remark::HiddenRows { sheet, rows } => Finding::HiddenRows { file, sheet, rows },
            Remark::NoDecimals {} => Finding::NoDecimals { file },
            Remark::NoProfile {} => Finding::NoProfile { file },
            Remark::UnusedHeaders { profile, headers } => Finding::UnusedHeaders { profile, headers },
            Remark::UnclearName {} => Finding::UnclearName { file },
            Remark::OtherNoughts { earlier, lines, ids } => Finding::OtherNoughts { file, earlier, lines, ids },
            Remark::AlikeInFeeds { feed, ids, alike, id } => Finding::AlikeInFeeds { file, feed, ids, alike, id },
            Remark::DaysNotTold { first, last, empty } => Finding::DaysNotTold { file, days: (first.0, last.0), empty },
            Remark::DatedBackAlone { first, last } => Finding::DatedBackAlone { file, days: (first.0, last.0) },
            Remark::GoneOpenItems { lines: count, cents, id } => {
                Finding::GoneOpenItems { file, lines: lines(count, cents), id }
            }
            Remark::LateLine { id, cents, later } => {
                let (amount, differences) = (Money::from_cents(cents), Vec::new());
                Finding::LateLine { id, file, amount, later, differences }
            }
            Remark::More { like, count } => Finding::More { like: Box::new(finding(*like, &file)?), count },
        },
    })
}

/// All that is noted of what was found in exports, by the number of the export.
///
/// # Errors
/// When SQLite refuses, or a note has been altered.
pub fn all(register: &Register, exports: &[ArchivedExport]) -> Result<BTreeMap<u32, Vec<Finding>>, ArchiveError> {
    let mut found = BTreeMap::new();
    for name in register.notes()? {
        let export = intake_of(&name).and_then(|intake| exports.iter().find(|export| export.intake == intake));
        let Some(export) = export else { continue };
        let noted = register.note(&name)?.and_then(|text| from_text(&text, &export.name));
        found.insert(export.intake, noted.ok_or_else(|| ArchiveError::Altered(register.folder().join(REGISTER)))?);
    }
    Ok(found)
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
            Stray::AfterLastDay(run.1),
            Stray::BeforeFeed(run.0),
            Stray::AfterFeed(run.1),
            Stray::NotConfigured(Institution::parse("I212").expect("a library")),
            Stray::NotShown,
            Stray::OtherDays,
            Stray::Open(9),
        ];
        let finding = |why| {
            let (file, lines) = ("a.csv".to_owned(), FindingLines { count: 3, amount: Money::from_cents(-750) });
            Finding::StrayLines { file, why, lines, days: Some(run) }
        };
        let (file, lines) = ("a.csv".to_owned(), FindingLines { count: 3, amount: Money::from_cents(-750) });
        let (id, amount, profile) = ("7".to_owned(), Money::from_cents(125), "desk".to_owned());
        let late = Finding::LateLine { id, file: file.clone(), amount, later: None, differences: Vec::new() };
        let others = [
            Finding::EncodingFallback { file: file.clone() },
            Finding::LeftOut { file: file.clone(), profile: profile.clone(), lines, unread: 0 },
            Finding::LeftOut { file: file.clone(), profile: profile.clone(), lines, unread: 2 },
            Finding::NearlyNamed {
                file: file.clone(),
                profile: profile.clone(),
                header: "Status".to_owned(),
                value: "Geannuleerd".to_owned(),
                met: "GEANNULEERD".to_owned(),
            },
            Finding::ReplacedByConstant {
                file: file.clone(),
                profile: profile.clone(),
                header: "Dagboek".to_owned(),
                constant: "B990".to_owned(),
                value: "K001".to_owned(),
                records: 2,
            },
            Finding::SheetsNotRead { file: file.clone(), sheets: vec!["juli".to_owned()], has_header: true },
            Finding::HiddenRows { file: file.clone(), sheet: "juli".to_owned(), rows: 2 },
            Finding::NoDecimals { file: file.clone() },
            Finding::NoProfile { file: file.clone() },
            Finding::UnusedHeaders { profile, headers: vec!["Kas".to_owned()] },
            Finding::UnclearName { file: file.clone() },
            Finding::OtherNoughts {
                file: file.clone(),
                earlier: "b.csv".to_owned(),
                lines: 4,
                ids: ["007", "7"].map(str::to_owned),
            },
            Finding::AlikeInFeeds {
                file: file.clone(),
                feed: "online".to_owned(),
                ids: 9,
                alike: 1,
                id: "7".to_owned(),
            },
            Finding::DaysNotTold { file: file.clone(), days: run, empty: 12 },
            Finding::DatedBackAlone { file: file.clone(), days: run },
            Finding::GoneOpenItems { file: file.clone(), lines, id: "7".to_owned() },
            late.clone(),
            Finding::More { like: Box::new(late), count: 31 },
        ];
        let findings: Vec<Finding> = kinds.map(finding).into_iter().chain(others).collect();
        let text = to_text(&findings).expect("a note");
        assert_eq!(from_text(&text, "a.csv").expect("its findings"), findings);
        // What is no warning is not noted.
        assert_eq!(to_text(&[Finding::PassedOver { file }]), None);
        let former = r#"[{"why":{"open":9},"lines":3,"cents":-750,"days":["2026-11-01","2026-11-30"]}]"#;
        assert_eq!(from_text(former, "a.csv").expect("a note"), [finding(Stray::Open(9))]);
        assert_eq!((from_text("{}", "a.csv"), intake_of(&name(12)), intake_of("output")), (None, Some(12), None));
    }
}
