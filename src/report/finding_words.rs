//! Findings in the words of a report.

use super::mark::ReportMark;
use super::words::Words;
use crate::domain::finding::{FindingLines, UnknownCode};
use crate::domain::finding_list::MOST_TOLD;
use crate::domain::known_days::DayRun;
use crate::domain::{Asked, DeskFinding, Finding, NotTakenIn, Stray, UnknownDays};
use crate::ingest::input_file::shown_line;

/// How many runs of days a mark names: it has one line.
const RUNS_ON_A_MARK: usize = 2;
/// How many a finding names.
const RUNS_IN_A_FINDING: usize = 12;

/// A finding as the report's reader sees it.
#[must_use]
#[allow(clippy::too_many_lines)] // One for each finding.
pub fn in_words(finding: &Finding, words: &Words) -> String {
    let say = &words.finding;
    let sum = |lines: &FindingLines| {
        let sentence = if lines.count == 1 { &say.lines_one } else { &say.lines_many };
        filled(sentence, &[("count", &words.count(lines.count)), ("amount", &words.amount(lines.amount))])
    };
    match finding {
        Finding::EncodingFallback { file } => filled(&say.encoding_fallback, &[("file", file)]),
        Finding::IgnoredColumns { file, columns } => {
            let columns = some_of(columns.iter().cloned(), words);
            filled(&say.ignored_columns, &[("file", file), ("columns", &columns)])
        }
        Finding::Titles { file, rows, header } => {
            let sentence = if *rows == 1 { &say.titles_one } else { &say.titles_many };
            filled(sentence, &[("file", file), ("count", &words.count(*rows)), ("line", &header.to_string())])
        }
        Finding::RepeatedHeader { file, rows } => {
            let sentence = if *rows == 1 { &say.repeated_header_one } else { &say.repeated_header_many };
            filled(sentence, &[("file", file), ("count", &words.count(*rows))])
        }
        Finding::LeftOut { file, profile, lines, unread: 0 } => {
            filled(&say.left_out, &[("file", file), ("profile", profile), ("lines", &sum(lines))])
        }
        Finding::LeftOut { file, profile, lines, unread } if lines.count == *unread => {
            let count = words.count(*unread);
            filled(&say.left_out_unknown, &[("file", file), ("profile", profile), ("count", &count)])
        }
        Finding::LeftOut { file, profile, lines, unread } => {
            let (lines, unread) = (sum(lines), words.count(*unread));
            let values = [("file", file), ("profile", profile), ("lines", &lines), ("unread", &unread)];
            filled(&say.left_out_unread, &values.map(|(name, text)| (name, text.as_str())))
        }
        Finding::NearlyNamed { file, profile, header, value, met } => {
            let values = [("file", file), ("profile", profile), ("header", header), ("value", value), ("met", met)];
            filled(&say.nearly_named, &values.map(|(name, text)| (name, text.as_str())))
        }
        Finding::ReplacedByConstant { file, profile, header, constant, value, records } => {
            let records = words.count(*records);
            let values = [
                ("file", file),
                ("profile", profile),
                ("header", header),
                ("constant", constant),
                ("value", value),
                ("records", &records),
            ];
            filled(&say.replaced_by_constant, &values.map(|(name, text)| (name, text.as_str())))
        }
        Finding::SheetsNotRead { file, sheets, has_header } => {
            let sentence = if *has_header { &say.sheets_with_header_not_read } else { &say.sheets_not_read };
            filled(sentence, &[("file", file), ("sheets", &sheets.join(", "))])
        }
        Finding::HiddenRows { file, sheet, rows } => {
            let sentence = if *rows == 1 { &say.hidden_rows_one } else { &say.hidden_rows_many };
            filled(sentence, &[("file", file), ("sheet", sheet), ("count", &words.count(*rows))])
        }
        Finding::NoDecimals { file } => filled(&say.no_decimals, &[("file", file)]),
        Finding::NoProfile { file } => filled(&say.no_profile, &[("file", file)]),
        Finding::UnusedProfile { profile } => filled(&say.unused_profile, &[("profile", profile)]),
        Finding::UnusedHeaders { profile, headers } => {
            filled(&say.unused_headers, &[("profile", profile), ("headers", &headers.join(", "))])
        }
        Finding::OwnOutput { file } => filled(&say.own_output, &[("file", file)]),
        Finding::OtherNoughts { file, earlier, lines, ids: [there, here] } => {
            let sentence = if *lines == 1 { &say.other_noughts_one } else { &say.other_noughts_many };
            let count = words.count(*lines);
            let names = [("file", file), ("earlier", earlier), ("count", &count), ("there", there), ("here", here)];
            filled(sentence, &names.map(|(name, text)| (name, text.as_str())))
        }
        Finding::PassedOver { file } => filled(&say.passed_over, &[("file", file)]),
        Finding::FolderNotSearched { folder } => filled(&say.folder_not_searched, &[("folder", folder)]),
        Finding::UnclearName { file } => filled(&say.unclear_name, &[("file", file)]),
        Finding::Overlap { file, lines } => {
            let sentence = if *lines == 1 { &say.overlap_one } else { &say.overlap_many };
            filled(sentence, &[("file", file), ("count", &words.count(*lines))])
        }
        Finding::SharedLines { file, lines } => {
            let sentence = if *lines == 1 { &say.shared_lines_one } else { &say.shared_lines_many };
            filled(sentence, &[("file", file), ("count", &words.count(*lines))])
        }
        Finding::ChangedLine { id, later, earlier, differences } => filled(
            &say.changed_line,
            &[
                ("id", id),
                ("later", &later.0),
                ("later_line", &shown_line(later.1)),
                ("earlier", &earlier.0),
                ("earlier_line", &shown_line(earlier.1)),
                ("differences", &words.differences(differences)),
            ],
        ),
        Finding::ToldOtherwise { id, holds, other, differences } => filled(
            &say.told_otherwise,
            &[("id", id), ("holds", &holds.0), ("other", &other.0), ("differences", &words.sides(differences))],
        ),
        Finding::RememberedChange { id, file, differences } => {
            let differences = words.differences(differences);
            filled(&say.remembered_change, &[("id", id), ("file", file), ("differences", &differences)])
        }
        Finding::VanishedLine { id, file, amount } => {
            filled(&say.vanished_line, &[("id", id), ("file", file), ("amount", &words.amount(*amount))])
        }
        Finding::GoneOpenItems { file, lines, id } => {
            let sentence = if lines.count == 1 { &say.gone_open_item } else { &say.gone_open_items };
            let (count, amount) = (words.count(lines.count), words.amount(lines.amount));
            filled(sentence, &[("file", file), ("count", &count), ("amount", &amount), ("id", id)])
        }
        Finding::WithdrawnLine { id, file, amount, .. } => {
            filled(&say.withdrawn_line, &[("id", id), ("file", file), ("amount", &words.amount(*amount))])
        }
        Finding::SameIds { file, other, ids, id } => {
            let sentence = if *ids == 1 { &say.same_ids_one } else { &say.same_ids_many };
            filled(sentence, &[("file", file), ("other", other), ("count", &words.count(*ids)), ("id", id)])
        }
        Finding::TwoKinds { file, other, lines } => {
            filled(&say.two_kinds, &[("file", file), ("other", other), ("lines", &sum(lines))])
        }
        Finding::MissedExports { like, beside, days } => {
            let days = words.runs(days, RUNS_IN_A_FINDING);
            filled(&say.missed_exports, &[("like", like), ("beside", beside), ("days", &days)])
        }
        Finding::AlikeInFeeds { file, feed, ids, alike, id } => {
            let [alike, ids] = [*alike, *ids].map(|count| words.count(count));
            let values = [("file", file), ("feed", feed), ("alike", &alike), ("count", &ids), ("id", id)];
            filled(&say.alike_in_feeds, &values.map(|(name, text)| (name, text.as_str())))
        }
        Finding::DaysNotTold { file, days: (first, last), empty } => {
            let [first, last] = [*first, *last].map(|day| words.day(day));
            let values = [("file", file), ("first", &first), ("last", &last), ("count", &words.count(*empty))];
            filled(&say.days_not_told, &values.map(|(name, text)| (name, text.as_str())))
        }
        Finding::DatedBackAlone { file, days } => {
            filled(&say.dated_back_alone, &[("file", file), ("days", &words.runs(&[*days], RUNS_IN_A_FINDING))])
        }
        Finding::LateLine { id, file, amount, later, .. } => {
            let sentence = if later.is_some() { &say.late_line } else { &say.late_line_gone };
            let (amount, later) = (words.amount(*amount), later.clone().unwrap_or_default());
            filled(sentence, &[("id", id), ("file", file), ("amount", &amount), ("later", &later)])
        }
        Finding::Incomplete { records } => {
            let sentence = if *records == 1 { &say.incomplete_one } else { &say.incomplete_many };
            filled(sentence, &[("count", &words.count(*records))])
        }
        Finding::UnknownDays { of, days: UnknownDays { no_export, not_over } } => {
            let of = of.map(|library| format!("{library}: ")).unwrap_or_default();
            let told = |sentence, runs: &[DayRun]| filled(sentence, &[("days", &words.runs(runs, RUNS_IN_A_FINDING))]);
            let no_export = (!no_export.is_empty()).then(|| told(&say.no_export, no_export));
            let not_over = not_over.map(|run| told(&say.not_over, &[run]));
            of + &no_export.into_iter().chain(not_over).collect::<Vec<_>>().join("; ")
        }
        Finding::FallbackDaybook { daybook, lines } => {
            filled(&say.fallback_daybook, &[("daybook", &daybook.to_string()), ("lines", &sum(lines))])
        }
        Finding::FormerOnlineDaybook { lines } => filled(&say.former_online_daybook, &[("lines", &sum(lines))]),
        Finding::OtherKind { daybook, lines } => {
            filled(&say.other_kind, &[("daybook", &daybook.to_string()), ("lines", &sum(lines))])
        }
        Finding::UnknownCode { code, lines } => {
            let (sentence, code) = match code {
                UnknownCode::Daybook(code) => (&say.daybook, code.to_string()),
                UnknownCode::Institution(code) => (&say.institution, code.to_string()),
                UnknownCode::Branch(code) => (&say.branch, code.to_string()),
                UnknownCode::BookingCode(code) => (&say.booking_code, code.to_string()),
            };
            let code = filled(sentence, &[("code", &code)]);
            filled(&say.unknown_code, &[("code", &code), ("lines", &sum(lines))])
        }
        Finding::BranchOfAnother { branch, institution, owner, lines } => {
            let [branch, institution, owner] = [branch.to_string(), institution.to_string(), owner.to_string()];
            let values =
                [("branch", &branch), ("institution", &institution), ("owner", &owner), ("lines", &sum(lines))];
            filled(&say.branch_of_another, &values.map(|(name, text)| (name, text.as_str())))
        }
        Finding::UnmanagedDaybook { daybook, lines } => {
            filled(&say.unmanaged_daybook, &[("daybook", &daybook.to_string()), ("lines", &sum(lines))])
        }
        Finding::BackDatedStorno { daybook, lines } => {
            filled(&say.back_dated_storno, &[("daybook", &daybook.to_string()), ("lines", &sum(lines))])
        }
        Finding::NotTakenIn { file, why, .. } => {
            let sentence = match why {
                NotTakenIn::Records(1) => &say.not_taken_in_record,
                NotTakenIn::Records(_) => &say.not_taken_in_records,
                NotTakenIn::Unusable => &say.not_taken_in_unusable,
                NotTakenIn::Clash => &say.not_taken_in_clash,
                NotTakenIn::Waits => &say.not_taken_in_waits,
                NotTakenIn::LaterDay | NotTakenIn::DayToCome => &say.not_taken_in_day_to_come,
                NotTakenIn::SeveralFeeds => &say.not_taken_in_several_feeds,
                NotTakenIn::NoFeed => &say.not_taken_in_no_feed,
                NotTakenIn::Witness => &say.not_taken_in_witness,
                NotTakenIn::NoPattern => &say.not_taken_in_no_pattern,
            };
            let count = if let NotTakenIn::Records(records) = why { words.count(*records) } else { String::new() };
            filled(sentence, &[("file", file), ("count", &count)])
        }
        Finding::StrayLines { file, why, lines, days } => stray_in_words(words, file, *why, lines, *days),
        Finding::Desk(found) => {
            let DeskFinding { matter, of, day, amount } = found;
            let sentence = match (day, amount) {
                (Some(_), Some(_)) => &words.desk.of_day,
                (Some(_), None) => &words.desk.of_day_itself,
                (None, Some(_)) => &words.desk.of_none,
                (None, None) => &words.desk.of_itself,
            };
            let what = words.desk.matter.get(matter.name()).map_or("", String::as_str);
            let day = day.map(|day| words.day(day)).unwrap_or_default();
            let word = found.word().map(|word| format!("{} ", words.desk.said(word))).unwrap_or_default();
            let amount = amount.map(|amount| format!("{word}{}", words.amount(amount))).unwrap_or_default();
            filled(sentence, &[("of", of), ("day", &day), ("what", what), ("amount", &amount)])
        }
        Finding::NothingOf { what } => {
            let (sentence, code) = match what {
                Asked::Institution(code) => (&say.institution, code.to_string()),
                Asked::Branch(code) => (&say.branch, code.to_string()),
                Asked::Daybooks(code) => (&say.daybook, code.clone()),
                Asked::BookingCodes(code) => (&say.booking_code, code.clone()),
            };
            filled(&say.nothing_of, &[("what", &filled(sentence, &[("code", &code)]))])
        }
        Finding::MissingCharacters { characters } => {
            let points = characters.chars().map(|character| format!("U+{:04X}", u32::from(character)));
            filled(&say.missing_characters, &[("characters", &some_of(points, words))])
        }
        Finding::More { count: 1, .. } => say.more_one.clone(),
        Finding::More { count, .. } => filled(&say.more_many, &[("count", &words.count(*count))]),
    }
}

/// Why lines of a file are worth a look.
fn stray_in_words(words: &Words, file: &str, why: Stray, lines: &FindingLines, days: Option<DayRun>) -> String {
    let say = &words.finding;
    let sentence = match why {
        Stray::OutsideName(_) => &say.stray_outside_name,
        Stray::AfterReceipt(_) => &say.stray_after_receipt,
        Stray::LongBefore => &say.stray_long_before,
        Stray::BeforeFirstDay(_) => &say.stray_before_first_day,
        Stray::AfterLastDay(_) => &say.stray_after_last_day,
        Stray::BeforeFeed(_) => &say.stray_before_feed,
        Stray::AfterFeed(_) => &say.stray_after_feed,
        Stray::NotConfigured(_) => &say.stray_not_configured,
        Stray::NotShown => &say.stray_not_shown,
        Stray::OtherDays => &say.stray_other_days,
        Stray::Open(_) => &say.stray_open,
    };
    let (mut named, mut day, mut code, mut count) = (String::new(), String::new(), String::new(), String::new());
    match why {
        Stray::OutsideName(run) => named = words.runs(&[run], 1),
        Stray::AfterReceipt(of)
        | Stray::BeforeFirstDay(of)
        | Stray::AfterLastDay(of)
        | Stray::BeforeFeed(of)
        | Stray::AfterFeed(of) => day = words.day(of),
        Stray::NotConfigured(institution) => code = institution.to_string(),
        Stray::Open(of) => count = words.count(of),
        Stray::LongBefore | Stray::NotShown | Stray::OtherDays => {}
    }
    let days = days.map(|run| words.runs(&[run], 1)).unwrap_or_default();
    let counted = if lines.count == 1 { &say.lines_one } else { &say.lines_many };
    let lines = filled(counted, &[("count", &words.count(lines.count)), ("amount", &words.amount(lines.amount))]);
    let values =
        [("file", file), ("lines", &lines), ("days", &days), ("named", &named), ("day", &day), ("code", &code)];
    filled(sentence, &values.into_iter().chain([("count", count.as_str())]).collect::<Vec<_>>())
}

impl Words {
    /// What every page of a report says that is not whole, or not the issued one that holds.
    #[must_use]
    pub fn mark(&self, mark: &ReportMark) -> String {
        let say = &self.mark;
        match mark {
            ReportMark::Provisional(unknown) => {
                filled(&say.provisional, &[("days", &self.runs(&unknown.runs(), RUNS_ON_A_MARK))])
            }
            ReportMark::Incomplete(1) => say.incomplete_one.clone(),
            ReportMark::Incomplete(records) => filled(&say.incomplete_many, &[("count", &self.count(*records))]),
            ReportMark::Partial(filter) => filled(&say.partial, &[("filter", &self.filter_in_few(filter))]),
            ReportMark::Copy { number, version, code } => {
                let sentence = if code.is_some() { &say.copy_of_code } else { &say.copy };
                let values = [("number", number.as_str()), ("version", &version.to_string())];
                filled(
                    sentence,
                    &values.into_iter().chain([("code", code.as_deref().unwrap_or_default())]).collect::<Vec<_>>(),
                )
            }
            ReportMark::ReplacedBy { number, version, issued } => filled(
                &say.replaced_by,
                &[("number", number), ("version", &version.to_string()), ("day", &self.day(*issued))],
            ),
        }
    }

    /// Runs of days, the first so many of them, with how many days there are more.
    pub(super) fn runs(&self, runs: &[DayRun], most: usize) -> String {
        let shown = &runs[..runs.len().min(most)];
        let run = |(first, last): &DayRun| {
            if first == last {
                self.day(*first)
            } else {
                format!("{} {} {}", self.day(*first), self.title.to, self.day(*last))
            }
        };
        let mut text = shown.iter().map(run).collect::<Vec<_>>().join(", ");
        let more: i64 = runs[shown.len()..].iter().map(|(first, last)| (*last - *first).num_days() + 1).sum();
        if more > 0 {
            let sentence = if more == 1 { &self.mark.more_days_one } else { &self.mark.more_days_many };
            text = format!("{text} {}", filled(sentence, &[("count", &self.count(more.unsigned_abs()))]));
        }
        text
    }
}

/// A sentence with values in the place of their names in braces; braces in a value stay as they are.
pub(super) fn filled(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = sentence;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        text += before;
        text += values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        rest = after;
    }
    text + rest
}

/// The first of a list, and how many more there are.
fn some_of(names: impl Iterator<Item = String>, words: &Words) -> String {
    let mut names = names.fuse();
    let first: Vec<String> = names.by_ref().take(MOST_TOLD).collect();
    match names.count() {
        0 => first.join(", "),
        more => {
            filled(&words.finding.names_and_more, &[("names", &first.join(", ")), ("count", &words.count(more as u64))])
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::report::language::Language;

    #[test]
    fn values_are_taken_as_they_are() {
        assert_eq!(filled("{a} en {b}: {a}", &[("a", "{b}"), ("b", "{")]), "{b} en {: {b}");
        assert_eq!(filled("geen {", &[]), "geen {");
    }

    #[test]
    fn a_mark_names_few_days_and_counts_the_rest() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        let mark = |no_export: &[(u32, u32)]| {
            let no_export = no_export.iter().map(|(first, last)| (day(*first), day(*last))).collect();
            let unknown = UnknownDays { no_export, not_over: Some((day(29), day(30))) };
            Words::of(Language::Dutch).mark(&ReportMark::Provisional(unknown))
        };
        assert_eq!(mark(&[(24, 28)]), "VOORLOPIG: geen export van 24/11/2026 t.e.m. 30/11/2026");
        assert_eq!(
            mark(&[(1, 1), (3, 5)]),
            "VOORLOPIG: geen export van 01/11/2026, 03/11/2026 t.e.m. 05/11/2026 en nog 2 dagen"
        );
    }
}
