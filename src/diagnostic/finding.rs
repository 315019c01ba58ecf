//! Findings as the user is told: what those of a kind have in common, and what is particular to each.

use super::code::Code;
use super::count::Count;
use super::entry::{Diagnostic, ExitStatus, Spot};
use super::finding_heading::heading;
use crate::domain::difference::FieldValue;
use crate::domain::finding::{FindingLines, UnknownCode};
use crate::domain::finding_list::MOST_TOLD;
use crate::domain::known_days::DayRun;
use crate::domain::{Asked, DeskFinding, Difference, Finding, LineField, NotTakenIn, Severity, Stray, UnknownDays};
use crate::ingest::input_file::{row, shown_line};
use crate::ingest::source::locked;

/// A finding as the user is told; under `strict` a warning is an error.
#[must_use]
pub fn of_finding(finding: &Finding, strict: bool) -> Diagnostic {
    let diagnostic = judged(finding.severity(), strict, heading(finding)).coded(Code::of_finding(finding));
    match finding {
        Finding::More { count, .. } => Diagnostic { times: *count, ..diagnostic },
        finding => {
            let diagnostic = match place(finding) {
                None => diagnostic,
                Some((file, None)) => diagnostic.in_file(file),
                Some((file, Some((line, shown)))) => {
                    let spot = Spot { file: file.to_owned(), line: Some(line), ..Spot::default() };
                    Diagnostic { spot: Some(spot), ..diagnostic.at(format!("{file}, line {shown}")) }
                }
            };
            Diagnostic { text: text(finding), ..diagnostic }
        }
    }
}

/// What is told as something that matters so much; under `strict` a warning is an error.
#[must_use]
pub fn judged(severity: Severity, strict: bool, what: impl Into<String>) -> Diagnostic {
    let severity = match severity {
        Severity::Warning if strict => Severity::Error,
        severity => severity,
    };
    let status = if severity == Severity::Error { ExitStatus::Refused } else { ExitStatus::Done };
    Diagnostic { severity, ..Diagnostic::error(status, what) }
}

/// What is particular to one finding.
#[expect(clippy::too_many_lines, reason = "an arm for each finding")]
fn text(finding: &Finding) -> Option<String> {
    let sum = |lines: &FindingLines| format!("{} adding up to {}", Count(lines.count, "line"), lines.amount);
    Some(match finding {
        Finding::EncodingFallback { .. }
        | Finding::NoDecimals { .. }
        | Finding::NoProfile { .. }
        | Finding::OwnOutput { .. }
        | Finding::FolderNotSearched { .. }
        | Finding::UnclearName { .. }
        | Finding::More { .. } => return None,
        Finding::NotTakenIn { why, .. } => {
            let NotTakenIn::Records(records) = why else { return None };
            format!("{} refused", Count(*records, "record"))
        }
        Finding::UnknownDays { of, days } => {
            let of = of.map(|library| format!("{library}: ")).unwrap_or_default();
            of + &unknown_days_in_english(days)
        }
        Finding::IgnoredColumns { columns, .. } => some_of(columns.iter().map(|column| format!("`{column}`"))),
        Finding::Titles { rows, header, .. } => {
            format!("{}, the header row is line {header}", Count(*rows, "row"))
        }
        Finding::RepeatedHeader { rows, .. } => Count(*rows, "row").to_string(),
        Finding::LeftOut { profile, lines, unread: 0, .. } => format!("profile `{profile}`, {}", sum(lines)),
        Finding::LeftOut { profile, lines, unread, .. } if lines.count == *unread => {
            format!(
                "profile `{profile}`, {} with an amount that can't be read: the sum is not known",
                Count(*unread, "line")
            )
        }
        Finding::LeftOut { profile, lines, unread, .. } => {
            format!(
                "profile `{profile}`, {}; {unread} of them with an amount that can't be read, which is not in it",
                sum(lines)
            )
        }
        Finding::NearlyNamed { profile, header, value, met, .. } => {
            format!("profile `{profile}`, column `{header}`: it names `{value}`, the file has `{met}`")
        }
        Finding::ReplacedByConstant { profile, header, constant, value, records, .. } => {
            let records = Count(*records, "record");
            format!(
                "profile `{profile}` says `{constant}`, column `{header}` has another value in {records}, such as `{value}`"
            )
        }
        Finding::SheetsNotRead { sheets, .. } => some_of(sheets.iter().map(|sheet| format!("`{sheet}`"))),
        Finding::PassedOver { file } => {
            return match file.chars().next() {
                _ if locked(file).is_some() || file.starts_with('~') => {
                    Some("a lock or a copy of a program that has the file open".to_owned())
                }
                Some('.') => Some("a hidden file".to_owned()),
                _ => None,
            };
        }
        Finding::HiddenRows { sheet, rows, .. } => format!("{} of sheet `{sheet}`", Count(*rows, "row")),
        Finding::UnusedProfile { profile } => format!("`{profile}`"),
        Finding::UnusedHeaders { profile, headers } => {
            format!("`{profile}`: {}", some_of(headers.iter().map(|header| format!("`{header}`"))))
        }
        Finding::OtherNoughts { earlier, lines, ids: [there, here], .. } => {
            format!("{} of {earlier}, such as {there} and {here}", Count(*lines, "line"))
        }
        Finding::Overlap { lines, .. } | Finding::SharedLines { lines, .. } => Count(*lines, "line").to_string(),
        Finding::ChangedLine { id, earlier: (file, line), differences, .. } => {
            format!("{id}: {} ({file} line {} does not hold)", differences_in_english(differences), shown_line(*line))
        }
        Finding::ToldOtherwise { id, other: (file, line), differences, .. } => {
            let differences = sides_in_english(differences);
            match line {
                0 => format!("{id}: {differences} ({file} does not hold)"),
                _ => format!("{id}: {differences} ({file} line {} does not hold)", shown_line(*line)),
            }
        }
        Finding::RememberedChange { id, differences, .. } => {
            format!("{id}: {}", differences_in_english(differences))
        }
        Finding::VanishedLine { id, amount, .. } | Finding::WithdrawnLine { id, amount, .. } => {
            format!("{id} ({amount})")
        }
        Finding::GoneOpenItems { lines, id, .. } => {
            format!("{} adding up to {}, such as {id}", Count(lines.count, "line"), lines.amount)
        }
        Finding::SameIds { other, ids, id, .. } => format!("{} of {other}, such as {id}", Count(*ids, "id")),
        Finding::TwoKinds { other, lines, .. } => format!("{} of {other}", sum(lines)),
        Finding::MissedExports { like, beside, days } => {
            format!("one like {like}, of {}. Reports have what {beside} tells of that", runs_in_english(days))
        }
        Finding::AlikeInFeeds { feed, ids, alike, id, .. } => {
            format!("the feed `{feed}` has {alike} of {ids} shared ids for the same money, such as {id}")
        }
        Finding::DaysNotTold { days: (first, last), empty, .. } => {
            format!(
                "its name tells none, and {} between its first line, of {first}, and its last, of {last}, have no line",
                Count(*empty, "day")
            )
        }
        Finding::DatedBackAlone { days, .. } => format!(
            "its name tells none, and all of its lines, of {}, are stornos or were settled before they were posted: such \
             lines may be dated back",
            runs_in_english(&[*days])
        ),
        Finding::LateLine { id, amount, later, differences, .. } => {
            let why = match later {
                Some(later) if differences.is_empty() => format!("{later}, which is later, holds"),
                Some(later) => format!("{later}, which is later, holds: {}", differences_in_english(differences)),
                None => "a later export of its day no longer has it".to_owned(),
            };
            format!("transaction {id} ({amount}): {why}")
        }
        Finding::Incomplete { records } => Count(*records, "record").to_string(),
        Finding::FormerOnlineDaybook { lines } => sum(lines),
        Finding::FallbackDaybook { daybook, lines }
        | Finding::OtherKind { daybook, lines }
        | Finding::UnmanagedDaybook { daybook, lines }
        | Finding::BackDatedStorno { daybook, lines } => format!("{daybook}, {}", sum(lines)),
        Finding::BranchOfAnother { branch, institution, owner, lines } => {
            format!("branch {branch} of {institution}, of {owner} in the tables: {}", sum(lines))
        }
        Finding::UnknownCode { code, lines } => {
            let code = match code {
                UnknownCode::Daybook(code) => code.to_string(),
                UnknownCode::Institution(code) => code.to_string(),
                UnknownCode::Branch(code) => code.to_string(),
                UnknownCode::BookingCode(code) => code.to_string(),
            };
            format!("{code}, {}", sum(lines))
        }
        Finding::StrayLines { why, lines, days, .. } => {
            let of_days = days.map(|run| format!(" on {}", runs_in_english(&[run]))).unwrap_or_default();
            match why {
                Stray::OutsideName(run) => format!("{}{of_days}, not {}", sum(lines), runs_in_english(&[*run])),
                Stray::AfterReceipt(day) | Stray::AfterLastDay(day) | Stray::AfterFeed(day) => {
                    format!("{}{of_days}, after {day}", sum(lines))
                }
                Stray::BeforeFirstDay(day) | Stray::BeforeFeed(day) => format!("{}{of_days}, before {day}", sum(lines)),
                Stray::NotConfigured(institution) => format!("{institution}, {}", sum(lines)),
                Stray::Open(count) => format!("{}, of {count} in all", sum(lines)),
                Stray::LongBefore | Stray::NotShown | Stray::OtherDays => format!("{}{of_days}", sum(lines)),
            }
        }
        Finding::NothingOf { what } => match what {
            Asked::Institution(code) => format!("institution {code}"),
            Asked::Branch(code) => format!("branch {code}"),
            Asked::Daybooks(code) => format!("daybook {code}"),
            Asked::BookingCodes(code) => format!("booking code {code}"),
        },
        Finding::Desk(found) => {
            let DeskFinding { of, day, amount, .. } = found;
            let day = day.map(|day| format!(", {day}")).unwrap_or_default();
            let amount = amount.map(|amount| format!(": {amount}")).unwrap_or_default();
            // The word is the one that the report has.
            let word = found.word().map(|word| format!(" ({word})")).unwrap_or_default();
            format!("{of}{day}{amount}{word}")
        }
        Finding::MissingCharacters { characters } => {
            some_of(characters.chars().map(|character| format!("U+{:04X}", u32::from(character))))
        }
    })
}

/// The file where it was found, and the line of it: its number, and as it is shown.
fn place(finding: &Finding) -> Option<(&str, Option<(u64, String)>)> {
    Some(match finding {
        Finding::EncodingFallback { file }
        | Finding::Titles { file, .. }
        | Finding::RepeatedHeader { file, .. }
        | Finding::LeftOut { file, .. }
        | Finding::NearlyNamed { file, .. }
        | Finding::ReplacedByConstant { file, .. }
        | Finding::SheetsNotRead { file, .. }
        | Finding::HiddenRows { file, .. }
        | Finding::NoDecimals { file }
        | Finding::NoProfile { file }
        | Finding::OwnOutput { file }
        | Finding::OtherNoughts { file, .. }
        | Finding::IgnoredColumns { file, .. }
        | Finding::PassedOver { file }
        | Finding::NotTakenIn { file, .. }
        | Finding::StrayLines { file, .. }
        | Finding::FolderNotSearched { folder: file }
        | Finding::UnclearName { file }
        | Finding::Overlap { file, .. }
        | Finding::SharedLines { file, .. }
        | Finding::RememberedChange { file, .. }
        | Finding::SameIds { file, .. }
        | Finding::TwoKinds { file, .. }
        | Finding::AlikeInFeeds { file, .. }
        | Finding::DaysNotTold { file, .. }
        | Finding::DatedBackAlone { file, .. }
        | Finding::LateLine { file, .. }
        | Finding::VanishedLine { file, .. }
        | Finding::GoneOpenItems { file, .. }
        | Finding::ToldOtherwise { holds: (file, 0), .. }
        | Finding::WithdrawnLine { file, line: None, .. } => (file, None),
        Finding::ChangedLine { later: (file, line), .. }
        | Finding::ToldOtherwise { holds: (file, line), .. }
        | Finding::WithdrawnLine { file, line: Some(line), .. } => (file, Some((row(*line), shown_line(*line)))),
        _ => return None,
    })
}

/// The first of a list, and how many more there are.
fn some_of(texts: impl Iterator<Item = String>) -> String {
    let mut texts = texts.fuse();
    let first: Vec<String> = texts.by_ref().take(MOST_TOLD).collect();
    match texts.count() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// The most runs of days that a message names.
const RUNS_TOLD: usize = 12;

/// Runs of days, the first of them and how many days there are more.
#[must_use]
pub fn runs_in_english(runs: &[DayRun]) -> String {
    let run = |(first, last): &DayRun| if first == last { first.to_string() } else { format!("{first}..{last}") };
    let named: Vec<String> = runs.iter().take(RUNS_TOLD).map(run).collect();
    let more: i64 = runs.iter().skip(RUNS_TOLD).map(|(first, last)| (*last - *first).num_days() + 1).sum();
    let more = if more > 0 { format!(" and {}", Count(more.unsigned_abs(), "more day")) } else { String::new() };
    named.join(", ") + &more
}

fn unknown_days_in_english(UnknownDays { no_export, not_over }: &UnknownDays) -> String {
    let no_export =
        (!no_export.is_empty()).then(|| format!("no export tells what happened on {}", runs_in_english(no_export)));
    let not_over = not_over.map(|run| format!("{} is not over by the clock", runs_in_english(&[run])));
    let why: Vec<String> = no_export.into_iter().chain(not_over).collect();
    why.join(", and ")
}

/// What differs between two versions of a line.
#[must_use]
pub fn differences_in_english(differences: &[Difference]) -> String {
    let values = |name: &str, before: &str, now: &str| format!("{name} was {before}, now {now}");
    in_english(differences, values, |name| format!("{name} changed"))
}

/// What differs between what two libraries tell of a line.
fn sides_in_english(differences: &[Difference]) -> String {
    let values = |name: &str, there: &str, here: &str| format!("{name} is {here} here, {there} there");
    in_english(differences, values, |name| format!("{name} differs"))
}

/// Differences, each told by its values or, where these are not told, alone.
fn in_english(
    differences: &[Difference],
    values: impl Fn(&str, &str, &str) -> String,
    alone: impl Fn(&str) -> String,
) -> String {
    let told = differences.iter().map(|difference| match (difference.name(), difference.values) {
        (name, Some(both)) => {
            let [one, other] = both.map(|value| value_in_english(difference.field, value));
            values(name, &one, &other)
        }
        (name, None) => alone(name),
    });
    told.collect::<Vec<_>>().join("; ")
}

fn value_in_english(field: LineField, value: FieldValue) -> String {
    match value {
        FieldValue::Nothing if field == LineField::Settled => "open".to_owned(),
        FieldValue::Nothing => "empty".to_owned(),
        FieldValue::Day(day) => day.to_string(),
        FieldValue::Daybook(code) => code.to_string(),
        FieldValue::Institution(code) => code.to_string(),
        FieldValue::Branch(code) => code.to_string(),
        FieldValue::BookingCode(code) => code.to_string(),
        FieldValue::Amount(amount) => amount.to_string(),
    }
}
