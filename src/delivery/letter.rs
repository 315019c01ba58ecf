//! A mail about a parcel: which reports are new or restated, what needs a look, and the files that go along.

use chrono::DateTime;
use sha2::{Digest, Sha256};

use super::contents::{Contents, Issued, Trouble};
use super::mime::Mail;
use crate::archive::deliveries::Parcel;
use crate::archive::regular::known_bytes;
use crate::archive::{IssuedFile, ReportRecord};
use crate::config::Config;
use crate::config::delivery::{MailAddress, Target};
use crate::config::libraries::LibrarySettings;
use crate::control::desk_report::DeskReport;
use crate::diagnostic::{Count, said};
use crate::domain::{Institution, Money};
use crate::failure::Failure;
use crate::ingest::source::hex;
use crate::render::number::one_line;
use crate::report::template::Kind;
use crate::report::words::Words;
use crate::reporting::templates;

/// How many names of a kind are told.
const MOST_NAMES: usize = 10;

/// What a mail is written from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter<'a> {
    pub(super) config: &'a Config,
    pub(super) target: &'a Target,
    pub(super) parcel: &'a Parcel,
    pub(super) contents: &'a Contents,
    pub(super) issued: &'a Issued,
}

/// A report of a parcel.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReportToSend<'a> {
    pub(super) library: &'a LibrarySettings,
    pub(super) record: &'a ReportRecord,
    /// The version before it.
    before: Option<&'a ReportRecord>,
}

/// The reports of a parcel that the registers know.
pub(super) fn reports<'a>(config: &'a Config, contents: &Contents, issued: &'a Issued) -> Vec<ReportToSend<'a>> {
    let found = contents.reports.iter().filter_map(|(library, sequence)| {
        let institution = Institution::parse(library)?;
        let records = issued.get(&institution)?;
        let record = records.iter().find(|record| record.sequence == *sequence)?;
        let is_before = |other: &&ReportRecord| {
            (&other.report, other.period, other.version + 1) == (&record.report, record.period, record.version)
        };
        Some(ReportToSend { library: config.run.library(institution)?, record, before: records.iter().find(is_before) })
    });
    found.collect()
}

impl ReportToSend<'_> {
    /// Whether its lines are transactions, as far as anybody knows.
    pub(super) fn has_details(&self, config: &Config) -> bool {
        match DeskReport::of_name(&self.record.report) {
            Some(report) => report == DeskReport::Outstanding,
            None => {
                templates::template(&self.record.report, config).map_or(true, |it| it.template.kind == Kind::Listing)
            }
        }
    }

    /// Its files of the forms that a target gets.
    pub(super) fn files<'r>(&'r self, target: &'r Target) -> impl Iterator<Item = &'r IssuedFile> {
        let is_wanted = |file: &&IssuedFile| {
            let end = file.name.rsplit_once('.').map_or("", |(_, end)| end);
            target.attach.iter().any(|format| format.name() == end)
        };
        self.record.files.iter().filter(is_wanted)
    }

    /// The bytes of one of its files, if they are those that were issued.
    pub(super) fn bytes(&self, file: &IssuedFile) -> Result<Vec<u8>, Failure> {
        Ok(known_bytes(&self.library.output.join(&self.record.folder).join(&file.name), &file.sha256)?)
    }
}

impl<'a> Letter<'a> {
    /// The mail, the same whenever it is written.
    ///
    /// # Errors
    /// When a file is missing or altered.
    pub(super) fn mail(&self, from: &'a MailAddress, to: &'a [MailAddress]) -> Result<Mail<'a>, Failure> {
        let reports = reports(self.config, self.contents, self.issued);
        let mut room = self.target.attach_max;
        let (mut text, mut files) = (String::new(), Vec::new());
        if self.parcel.is_under_way {
            text += &self.line("you may have this mail already: it is not known whether it was handed over before");
            text.push('\n');
        }
        for library in self.contents.libraries() {
            text += &format!("{}\n\n", self.name(library));
            for report in reports.iter().filter(|report| report.record.number.starts_with(library)) {
                text += &self.told(report);
                for file in report.files(self.target) {
                    let is_small = file.bytes <= room;
                    let attached = if report.has_details(self.config) && !self.target.attaches_details {
                        "not attached, as its lines are transactions"
                    } else if is_small {
                        room -= file.bytes;
                        files.push((file.name.clone(), report.bytes(file)?));
                        "attached"
                    } else {
                        "not attached, as the mail would be too large"
                    };
                    text += &format!("    {}: {}\n      SHA-256 {}\n", self.said(attached), file.name, file.sha256);
                }
            }
            for trouble in self.contents.troubles.iter().filter(|trouble| trouble.library == library) {
                text += &self.trouble(trouble);
            }
            text.push('\n');
        }
        text += &self.line("kasverslag sent this by itself: nobody reads an answer");
        Ok(Mail {
            from,
            to,
            subject: format!("[kasverslag] {}: {}", self.whose(), self.counts(&reports)),
            message_id: self.message_id(&reports, from),
            date: DateTime::parse_from_rfc3339(&self.parcel.made).unwrap_or_default(),
            language: self.target.language.name(),
            text,
            files,
        })
    }

    fn said(&self, text: &str) -> String {
        said(text, self.target.language)
    }

    fn line(&self, text: &str) -> String {
        format!("{}.\n", self.said(text))
    }

    /// A library by name and code.
    fn name(&self, library: &str) -> String {
        let code = Institution::parse(library);
        let name = code.and_then(|code| Some(one_line(&self.config.tables.institutions.get(&code)?.name)));
        name.map_or_else(|| library.to_owned(), |name| format!("{name} ({library})"))
    }

    fn whose(&self) -> String {
        match &self.contents.libraries()[..] {
            [only] => self.name(only),
            several => self.said(&Count(several.len() as u64, "library").to_string()),
        }
    }

    fn counts(&self, reports: &[ReportToSend<'_>]) -> String {
        let restated = reports.iter().filter(|report| report.record.version > 1).count();
        let troubles = self.contents.troubles.len();
        let counted = [
            (reports.len(), Count(reports.len() as u64, "report").to_string()),
            (restated, format!("{restated} restated")),
            (troubles, format!("{troubles} to look at")),
        ];
        let told: Vec<String> =
            counted.iter().filter(|(count, _)| *count > 0).map(|(_, text)| self.said(text)).collect();
        told.join(", ")
    }

    /// A report on a line, with what was received and what that was before.
    fn told(&self, ReportToSend { record, before, .. }: &ReportToSend<'_>) -> String {
        let template = templates::template(&record.report, self.config).ok().map(|found| found.template);
        let title = template.as_ref().map_or_else(|| record.report.clone(), |template| template.title.clone());
        let received = |record: &ReportRecord| template.as_ref()?.receipts_of(&record.received);
        let version = self.said(&format!("version {}", record.version));
        let mut line = format!("  {}, {version}: {}, {}\n", record.number, one_line(&title), record.period);
        let amount = |money: Money| Words::of(self.target.language).amount(money);
        line += &match (received(record), before.and_then(received)) {
            (Some(now), Some(then)) => {
                let (now, then, difference) = (amount(now), amount(then), amount(now - then));
                let told =
                    format!("received {now} euro; in the version before it was {then}, a difference of {difference}");
                format!("    {}\n", self.said(&told))
            }
            (Some(now), None) => format!("    {}\n", self.said(&format!("received {} euro", amount(now)))),
            (None, _) => String::new(),
        };
        line
    }

    fn trouble(&self, trouble: &Trouble) -> String {
        let mut told = Vec::new();
        if !trouble.refused.is_empty() {
            let count = Count(trouble.refused.len() as u64, "export");
            told.push((format!("{count} refused"), some(&trouble.refused, trouble.refused.len())));
            told.push(("what to do: `kasverslag check FILE` tells every fault of an export".to_owned(), String::new()));
        }
        if trouble.missing_count > 0 {
            let count = Count(trouble.missing_count as u64, "day");
            told.push((format!("{count} without an export"), some(&trouble.missing, trouble.missing_count)));
            told.push(("what to do: export these days anew, or name them in `closed`".to_owned(), String::new()));
        }
        if trouble.status > 1 || (trouble.status == 1 && trouble.refused.is_empty()) {
            told.push((format!("the last night ended with status {}", trouble.status), String::new()));
            told.push(("what to do: `kasverslag status` tells more".to_owned(), String::new()));
        }
        let line = |(what, which): &(String, String)| {
            let which = if which.is_empty() { String::new() } else { format!(": {which}") };
            format!("  {}{which}\n", self.said(what))
        };
        told.iter().map(line).collect()
    }

    /// The same for the same parcel, so that whoever gets it twice knows it.
    fn message_id(&self, reports: &[ReportToSend<'_>], from: &MailAddress) -> String {
        let first = reports.first().map(|report| format!("{}.{}", report.record.number, report.record.version));
        let first = first.unwrap_or_else(|| "night".to_owned());
        let (made, name) = (&self.parcel.made, &self.target.name);
        let hash = hex(&Sha256::digest(format!("{made}\n{name}\n{}", self.contents.written())));
        format!("<{first}.{}@{}>", &hash[..16], from.host())
    }
}

/// The first of some names, and how many there are more.
fn some(names: &[String], count: usize) -> String {
    let told: Vec<String> = names.iter().take(MOST_NAMES).map(|name| one_line(name)).collect();
    let more = count.saturating_sub(told.len());
    let more = if more > 0 { format!(" … +{more}") } else { String::new() };
    told.join(", ") + &more
}
