//! What the register knows of exports, of what they changed, and of the files that lines are kept in.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate};
use sha2::{Digest, Sha256};

use super::line_version::{Ending, LineKey};
use super::month::Month;
use crate::domain::finding::FindingLines;
use crate::domain::{Coverage, Finding, Money};
use crate::ingest::export_name::ExportOrder;
use crate::ingest::intake::told_by_hash;
use crate::ingest::name_days::NameDays;
use crate::ingest::regular_series::NamedExport;
use crate::ingest::rejects::Rejects;
use crate::ingest::source::hex;
use crate::ingest::survey::Survey;
use crate::ingest::{ExportMode, FileFeed, InputFile};

/// What the register knows of an export file that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedExport {
    /// Its place among the library's exports, from 1.
    pub intake: u32,
    /// The feed that it is of.
    pub feed: String,
    /// The profile that read it; `None` for those that came in before registers knew of profiles.
    pub profile: Option<String>,
    /// The file's name, with the folders that its pattern leaves open.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// When it came in.
    pub taken_in: DateTime<FixedOffset>,
    /// `append` or `snapshot`.
    pub mode: String,
    /// The first and the last day of settlement of its lines; of posting, where all are open.
    pub days_of_lines: Option<(NaiveDate, NaiveDate)>,
    /// The last day that its records tell, by which it is later than another: not that of the last line where a record that
    /// its profile leaves out is later, or the line lies behind the day on which it came in.
    pub last_told: Option<NaiveDate>,
    /// The days that it tells all of; `None` when nobody can know which.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The last day that was over when it came in: later ones it can't know, whatever its name says.
    pub complete_to: NaiveDate,
    /// How many records were accepted.
    pub accepted: u64,
    /// How many of them are items that are still open.
    pub open: u64,
    /// How many are blank.
    pub blank: u64,
    /// How many of the accepted ones were there already, alike.
    pub overlap: u64,
    /// How many lines it brought that were not there.
    pub brought: u64,
    /// How many lines it brought in the place of others.
    pub changed: u64,
    /// How many lines it no longer has.
    pub vanished: u64,
    /// How many of its lines a later export, which arrived earlier, knows better.
    pub outdated: u64,
    /// The sum of the accepted records in cents.
    pub cents: i64,
    /// What the lines add up to that it brought, those that others know better among them: what overlaps stands with
    /// those that brought it. `None` for those that came in before registers knew.
    pub kept_cents: Option<i64>,
    /// The hash over the files of lines that there were once it had come in: see [`files_hash`].
    pub files: Option<String>,
}

impl ArchivedExport {
    /// The days of which it knows all that happened: those that it tells about and that were over when it came in.
    #[must_use]
    pub fn known_days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (first, last) = self.days?;
        let last = last.min(self.complete_to);
        (first <= last).then_some((first, last))
    }

    /// The same with its name, where that tells those days.
    #[must_use]
    pub fn named(&self, day_in_name: bool) -> Option<NamedExport<'_>> {
        let told = NameDays::of(&self.name).told(day_in_name).filter(|told| self.days == Some(*told));
        let repeats = self.overlap + self.changed > 0;
        told.map(|_| NamedExport { name: &self.name, days: self.known_days(), repeats })
    }

    /// Whether the last day that its records tell is another than that of its last line.
    #[must_use]
    pub fn is_told_apart(&self) -> bool {
        self.last_told != self.days_of_lines.map(|(_, last)| last)
    }

    /// Its place among the files of its feed.
    #[must_use]
    pub fn order(&self) -> ExportOrder {
        ExportOrder::of(&self.name, self.last_told)
    }

    /// It as the control section shows it, but for how many of its lines others replaced; `noted` is what was found in it.
    pub(super) fn as_file(&self, noted: &[Finding]) -> InputFile {
        let (left_out, left_out_unread) = noted.iter().find_map(Finding::left_out).unwrap_or((FindingLines::NONE, 0));
        InputFile {
            name: self.name.clone(),
            path: PathBuf::from(&self.name),
            feed: FileFeed {
                libraries: Vec::new(),
                home: None,
                others: BTreeSet::new(),
                name: self.feed.clone(),
                is_configured: false,
                profile: self.profile.clone(),
                mode: ExportMode::of_name(&self.mode),
                day_in_name: true,
                days: (None, None),
            },
            profile: self.profile.clone(),
            covers: Coverage::of(self.known_days()),
            named_days: None,
            survey: Survey::default(),
            use_of_lines: None,
            sheets: Vec::new(),
            sha256: Some(self.sha256.clone()),
            faults: Vec::new(),
            rejects: Rejects::default(),
            accepted: self.accepted,
            blank: self.blank,
            left_out,
            left_out_unread,
            repeated: 0,
            overlap: self.overlap,
            replaced: 0,
            withdrawn: 0,
            set_aside_cents: None,
            amount: Money::from_cents(self.cents),
            rejected_amount: Money::ZERO,
        }
    }

    /// All of it as one line, the same for ever: hashes of issued reports rest on it.
    #[must_use]
    pub fn as_text(&self) -> String {
        match &self.profile {
            Some(profile) => self.as_json(profile),
            None => self.as_text_of_layout_1(),
        }
    }

    /// A list of texts in JSON, so that no name can be taken for two.
    fn as_json(&self, profile: &str) -> String {
        let days = |days: Option<(NaiveDate, NaiveDate)>| {
            days.map(|(first, last)| format!("{first}..{last}")).unwrap_or_default()
        };
        let counts = [
            self.accepted,
            self.open,
            self.blank,
            self.overlap,
            self.brought,
            self.changed,
            self.vanished,
            self.outdated,
        ];
        let mut fields = vec![
            self.intake.to_string(),
            self.feed.clone(),
            profile.to_owned(),
            self.name.clone(),
            self.sha256.clone(),
            self.bytes.to_string(),
            self.taken_in.to_rfc3339(),
            self.mode.clone(),
            days(self.days_of_lines),
            days(self.days),
            self.complete_to.to_string(),
        ];
        fields.extend(counts.map(|count| count.to_string()));
        fields.push(self.cents.to_string());
        fields.push(self.kept_cents.map(|cents| cents.to_string()).unwrap_or_default());
        fields.push(self.files.clone().unwrap_or_default());
        if self.is_told_apart() {
            fields.push(self.last_told.map(|day| day.to_string()).unwrap_or_default());
        }
        serde_json::to_string(&fields).unwrap_or_default()
    }

    fn as_text_of_layout_1(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let counts =
            [self.accepted, self.blank, self.overlap, self.brought, self.changed, self.vanished, self.outdated];
        let fields = [
            self.intake.to_string(),
            escaped(&self.name),
            self.sha256.clone(),
            self.bytes.to_string(),
            self.taken_in.to_rfc3339(),
            self.mode.clone(),
            day(self.days.map(|(first, _)| first)),
            day(self.days.map(|(_, last)| last)),
            self.complete_to.to_string(),
            counts.map(|count| count.to_string()).join("\t"),
            self.cents.to_string(),
        ];
        fields.join("\t")
    }
}

/// A name that no other name can pass for among fields with tabs between: what ends a field or a line is written with a
/// backslash, and so is a backslash.
fn escaped(name: &str) -> String {
    let escape = |character: char| match character {
        '\\' => "\\\\".to_owned(),
        '\t' => "\\t".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        character => character.to_string(),
    };
    name.chars().map(escape).collect()
}

/// The name of the export with a number.
#[must_use]
pub fn told_by_intake(intake: u32, exports: &[ArchivedExport]) -> String {
    let export = exports.iter().find(|export| export.intake == intake);
    export.map(|export| told_apart(export, exports)).unwrap_or_default()
}

/// The name of an export, with the start of its hash where another one is called the same.
fn told_apart(export: &ArchivedExport, exports: &[ArchivedExport]) -> String {
    let is_alone = exports.iter().filter(|other| other.name == export.name).count() == 1;
    if is_alone { export.name.clone() } else { told_by_hash(&export.name, &export.sha256) }
}

/// A line that an export changed or no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRecord {
    /// The number of the export.
    pub intake: u32,
    /// Its feed.
    pub feed: String,
    /// The line's id.
    pub id: String,
    /// `changed`, `vanished` or `outdated`.
    pub how: String,
    /// The number of the export that had brought the version before; `None` where an old register doesn't know.
    pub brought_by: Option<u32>,
    /// The day of settlement and the amount before; `None` while it was open.
    pub before: (Option<NaiveDate>, i64),
    /// The same after; `None` when it vanished.
    pub after: Option<(Option<NaiveDate>, i64)>,
}

impl ChangeRecord {
    /// The line that it is about.
    #[must_use]
    pub fn key(&self) -> LineKey {
        LineKey { feed: self.feed.clone(), id: self.id.clone() }
    }

    /// Whether it is about a line that was settled and held: that an open item is settled is no change worth telling,
    /// and what was outdated as it came has changed nothing.
    #[must_use]
    pub fn is_of_settled_line(&self) -> bool {
        self.before.0.is_some() && Ending::of_name(&self.how).is_some_and(|how| how != Ending::Outdated)
    }

    /// The day of settlement after; `None` when it vanished or is open.
    #[must_use]
    pub fn day_after(&self) -> Option<NaiveDate> {
        self.after.and_then(|(day, _)| day)
    }
}

/// The Parquet file that holds a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthRecord {
    /// The month.
    pub month: Month,
    /// The file's name in the folder of lines.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many versions of lines it holds.
    pub lines: u64,
}

#[cfg(test)]
impl ArchivedExport {
    /// An export from which tests make what they need.
    pub(super) fn example() -> Self {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        Self {
            intake: 3,
            feed: "wise".to_owned(),
            profile: Some("wise".to_owned()),
            name: "dagboek.csv".to_owned(),
            sha256: "ab12".to_owned(),
            bytes: 1024,
            taken_in: DateTime::parse_from_rfc3339("2026-11-23T03:00:00+01:00").expect("a time"),
            mode: "snapshot".to_owned(),
            days_of_lines: Some((day("2026-11-02"), day("2026-11-21"))),
            last_told: Some(day("2026-11-21")),
            days: Some((day("2026-11-01"), day("2026-11-22"))),
            complete_to: day("2026-11-22"),
            accepted: 9,
            open: 6,
            blank: 1,
            overlap: 2,
            brought: 4,
            changed: 1,
            vanished: 5,
            outdated: 2,
            cents: -1250,
            kept_cents: Some(-1000),
            files: Some("f0".to_owned()),
        }
    }
}

/// A hash over files of lines: SHA-256 over month, name, hash and number of lines of each, a line of text a file, in the
/// order of the months.
#[must_use]
pub fn files_hash<'m>(months: impl Iterator<Item = &'m MonthRecord>) -> String {
    let mut lines: Vec<String> = months
        .map(|MonthRecord { month, file, sha256, lines }| format!("{month}\t{file}\t{sha256}\t{lines}\n"))
        .collect();
    lines.sort_unstable();
    hex(&Sha256::digest(lines.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_text_is_the_same_for_ever() {
        let export = ArchivedExport::example();
        let text = r#"["3","wise","wise","dagboek.csv","ab12","1024","2026-11-23T03:00:00+01:00","snapshot","2026-11-02..2026-11-21","2026-11-01..2026-11-22","2026-11-22","9","6","1","2","4","1","5","2","-1250","-1000","f0"]"#;
        assert_eq!(export.as_text(), text);
        let apart =
            ArchivedExport { last_told: Some("2026-11-22".parse().expect("a day")), ..export.clone() }.as_text();
        assert_eq!(apart, text.replace("\"f0\"]", "\"f0\",\"2026-11-22\"]"));
        let text = "3\tdagboek.csv\tab12\t1024\t2026-11-23T03:00:00+01:00\tsnapshot\t2026-11-01\t2026-11-22\t2026-11-22\t\
                    9\t1\t2\t4\t1\t5\t2\t-1250";
        let of_layout_1 = ArchivedExport { profile: None, ..export };
        assert_eq!(of_layout_1.as_text(), text, "of layout 1");
        let named = |name: &str| ArchivedExport { name: name.to_owned(), ..of_layout_1.clone() }.as_text();
        assert!(named("a\tb\nc\\t").starts_with("3\ta\\tb\\nc\\\\t\tab12\t"), "{}", named("a\tb\nc\\t"));
    }
}
