//! Who gets issued reports: mails and folders, as the configuration has them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;

use super::choice;
use super::error::{ConfigError, wrong};
use super::feeds;
use super::libraries::PeriodKind;
use super::raw::RawConfig;
use super::raw_delivery::RawDelivery;
use crate::domain::{Institution, Period};
use crate::render::form::FileFormat;
use crate::report::language::Language;

/// How the system takes mails, unless the configuration says otherwise.
const SENDMAIL: [&str; 3] = ["/usr/sbin/sendmail", "-t", "-i"];
/// How long a mail may take to be handed over, in seconds, unless the configuration says otherwise.
const PATIENCE: u16 = 60;
/// How much a mail may hold, in bytes, unless the configuration says otherwise.
const ATTACH_MAX: u64 = 8 << 20;
/// What stands for parts of a report's place in a folder.
const PLACEHOLDERS: [&str; 2] = ["{institution}", "{year}"];

/// Who gets issued reports, and how mails are handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliverySettings {
    /// Whom mails are from; there is one where a target has addresses.
    pub from: Option<MailAddress>,
    /// The program that takes mails, with its arguments.
    pub sendmail: Vec<String>,
    /// How long it may take for one.
    pub patience: Duration,
    /// Who gets reports, in the order of the configuration.
    pub targets: Vec<Target>,
}

/// Somebody, or a folder, to whom reports go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its name, under which is kept what it got.
    pub name: String,
    /// Where reports go.
    pub place: TargetPlace,
    /// The libraries; none for all.
    libraries: Vec<Institution>,
    /// What it is told of.
    pub when: BTreeSet<Occasion>,
    /// The reports, by name or title; none for all.
    pub reports: Vec<String>,
    /// The kinds of periods; none for all.
    periods: BTreeSet<PeriodKind>,
    /// The files that go along.
    pub attach: BTreeSet<FileFormat>,
    /// How many bytes of files a mail may hold.
    pub attach_max: u64,
    /// Whether files of reports whose lines are transactions go along.
    pub attaches_details: bool,
    /// The first day of issue whose reports go out.
    pub since: Option<NaiveDate>,
    /// The language of its mails.
    pub language: Language,
}

/// Where reports go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetPlace {
    /// Into a mail to these addresses.
    Mail(Vec<MailAddress>),
    /// Into a folder.
    Folder(DeliveryFolder),
}

/// What a target is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// A report was issued for the first time.
    Issued,
    /// A later version of one was issued.
    Restated,
    /// An export was refused, days are missing, a night failed.
    Trouble,
}

impl Occasion {
    const ALL: [(&'static str, Self); 3] =
        [("issued", Self::Issued), ("restated", Self::Restated), ("trouble", Self::Trouble)];
}

/// An address of a mail: plain, so that it can't change the head of a mail that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAddress(String);

impl MailAddress {
    /// Reads an address such as `kas@zonnedorp.be`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        let (local, host) = text.split_once('@')?;
        let is_whole = |part: &str| !part.is_empty() && part.chars().all(is_plain);
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        // What begins with a dash could be taken for an option.
        let is_sound = is_whole(local) && !local.starts_with('-') && !host.is_empty() && host.chars().all(is_host);
        is_sound.then(|| Self(text.to_owned()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is behind its `@`.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, host)| host)
    }
}

/// A folder with places for what is a report's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryFolder {
    folder: PathBuf,
    text: String,
}

impl DeliveryFolder {
    /// The part that is the same for all reports: it must be there, as nobody makes a share by making its folder.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        let fixed = Path::new(&self.text).components();
        let is_fixed = |part: &std::path::Component<'_>| {
            let text = part.as_os_str().to_string_lossy();
            !PLACEHOLDERS.iter().any(|placeholder| text.contains(placeholder))
        };
        self.folder.join(fixed.take_while(is_fixed).collect::<PathBuf>())
    }

    /// The folder of a report.
    #[must_use]
    pub fn of(&self, institution: Institution, year: &str) -> PathBuf {
        let [of_institution, of_year] = PLACEHOLDERS;
        self.folder.join(self.text.replace(of_institution, &institution.to_string()).replace(of_year, year))
    }
}

impl Target {
    /// Whether it gets what is of a library.
    #[must_use]
    pub fn is_of(&self, institution: Institution) -> bool {
        self.libraries.is_empty() || self.libraries.contains(&institution)
    }

    /// Whether it gets a version of a report for a period.
    #[must_use]
    pub fn wants(&self, report: &str, period: Period, version: u32) -> bool {
        let occasion = if version > 1 { Occasion::Restated } else { Occasion::Issued };
        let is_period =
            self.periods.is_empty() || PeriodKind::of(period).is_some_and(|kind| self.periods.contains(&kind));
        let is_report = self.reports.is_empty() || self.reports.iter().any(|name| name == report);
        self.when.contains(&occasion) && is_period && is_report
    }
}

/// Checks who gets reports; what is wrong goes to `errors`.
pub(super) fn read(raw: &RawConfig, path: &Path, errors: &mut Vec<ConfigError>) -> DeliverySettings {
    let folder = path.parent().unwrap_or(Path::new(""));
    let run = &raw.run;
    let mut mistakes = Vec::new();
    let from = run.from.as_ref().and_then(|from| address("[run] from", from, &mut mistakes));
    let sendmail = run.sendmail.clone().unwrap_or_else(|| SENDMAIL.map(str::to_owned).to_vec());
    let program = sendmail.first().map_or("", String::as_str);
    if !program.starts_with('/') {
        mistakes.push(format!(
            "[run] sendmail: `{program}` is no whole path; name the program with its whole path first, then its arguments"
        ));
    }
    let seconds = run.sendmail_seconds.unwrap_or(PATIENCE);
    if seconds == 0 {
        mistakes.push("[run] sendmail_seconds: `0` leaves no time".to_owned());
    }
    let known: Vec<Institution> =
        raw.library.iter().filter_map(|library| Institution::parse(&library.institution)).collect();
    let mut targets: Vec<Target> = Vec::new();
    errors.extend(mistakes.into_iter().map(|what| wrong(path, "run", what)));
    for (index, delivery) in raw.deliver.iter().enumerate() {
        let mut mistakes = Vec::new();
        match target(delivery, folder, &known) {
            Ok(target) => {
                if targets.iter().any(|other| other.name == target.name) {
                    mistakes.push(format!("[[deliver]] `{}` stands there twice; give each a name", target.name));
                }
                if from.is_none() && run.from.is_none() && matches!(target.place, TargetPlace::Mail(_)) {
                    let whom = &target.name;
                    mistakes
                        .push(format!("[[deliver]] `{whom}`: mails need an address that they are from: from in [run]"));
                }
                targets.push(target);
            }
            Err((name, what)) => {
                let name = if name.is_empty() { String::new() } else { format!(" `{name}`") };
                mistakes.extend(what.iter().map(|what| format!("[[deliver]]{name}: {what}")));
            }
        }
        errors.extend(mistakes.into_iter().map(|what| wrong(path, format!("deliver[{index}]"), what)));
    }
    DeliverySettings { from, sendmail, patience: Duration::from_secs(seconds.into()), targets }
}

fn address(key: &str, text: &str, mistakes: &mut Vec<String>) -> Option<MailAddress> {
    let address = MailAddress::parse(text);
    if address.is_none() {
        mistakes.push(format!("{key}: `{text}` is no address such as kas@zonnedorp.be"));
    }
    address
}

fn target(raw: &RawDelivery, folder: &Path, known: &[Institution]) -> Result<Target, (String, Vec<String>)> {
    let mut mistakes = Vec::new();
    let to = raw.to.as_ref().map_or(&[][..], |to| to.all());
    let usual_name = raw.folder.clone().unwrap_or_else(|| to.join(", "));
    let name = raw.name.clone().unwrap_or(usual_name);
    let addresses: Vec<MailAddress> = to.iter().filter_map(|to| address("to", to, &mut mistakes)).collect();
    let place = match &raw.folder {
        Some(_) if !to.is_empty() => {
            mistakes.push("to and folder exclude each other: write a [[deliver]] for each".to_owned());
            None
        }
        Some(text) => {
            let pattern = DeliveryFolder { folder: folder.to_owned(), text: text.clone() };
            let rest = PLACEHOLDERS.iter().fold(text.clone(), |rest, placeholder| rest.replace(placeholder, ""));
            if rest.contains(['{', '}']) {
                mistakes.push(format!(
                    "folder: `{text}` has something between braces that is none of {{institution}}, {{year}}"
                ));
            }
            Some(TargetPlace::Folder(pattern))
        }
        None if to.is_empty() => {
            mistakes.push("nobody gets it: write addresses in `to`, or a `folder`".to_owned());
            None
        }
        None => Some(TargetPlace::Mail(addresses)),
    };
    let mut libraries = Vec::new();
    for text in raw.libraries.iter().flatten() {
        match Institution::parse(text).filter(|code| known.contains(code)) {
            Some(code) => libraries.push(code),
            None => mistakes.push(format!("libraries: `{text}` is no [[library]] of this configuration")),
        }
    }
    let when = raw.when.clone().unwrap_or_else(|| Occasion::ALL.map(|(name, _)| name.to_owned()).to_vec());
    let when = choice::several("when", &when, Occasion::ALL, &mut mistakes);
    let periods = raw.periods.as_ref();
    let periods = periods.map(|periods| choice::several("periods", periods, PeriodKind::ALL, &mut mistakes));
    let formats = FileFormat::ALL.map(|format| (format.name(), format));
    let attach = match &raw.attach {
        Some(names) if names.is_empty() => BTreeSet::new(),
        Some(names) => choice::several("attach", names, formats, &mut mistakes),
        None => BTreeSet::from([FileFormat::Pdf]),
    };
    let attach_max = raw.attach_max.as_ref().map_or(Some(ATTACH_MAX), |text| size(text));
    if let (None, Some(text)) = (attach_max, &raw.attach_max) {
        mistakes.push(format!("attach_max: `{text}` is no size such as 8 MiB or 500 KiB"));
    }
    let since = feeds::day("since", raw.since.as_ref(), &mut mistakes);
    let language = raw.lang.as_ref().map_or(Ok(Language::Dutch), |text| text.parse::<Language>());
    mistakes.extend(language.as_ref().err().map(|what| format!("lang: {what}")));
    let (Some(place), Some(attach_max), Ok(language), true) = (place, attach_max, language, mistakes.is_empty()) else {
        return Err((name, mistakes));
    };
    Ok(Target {
        name,
        place,
        libraries,
        when,
        reports: raw.reports.clone().unwrap_or_default(),
        periods: periods.unwrap_or_default(),
        attach,
        attach_max,
        attaches_details: raw.attach_details.unwrap_or(false),
        since,
        language,
    })
}

/// A number of bytes such as `8 MiB`.
fn size(text: &str) -> Option<u64> {
    let units = [("KiB", 10), ("MiB", 20), ("GiB", 30)];
    let (number, shift) = units.into_iter().find_map(|(unit, shift)| Some((text.strip_suffix(unit)?, shift)))?;
    let number: u64 = number.trim().parse().ok().filter(|number| (1..=1023).contains(number))?;
    Some(number << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain() {
        let is_sound = |text: &str| MailAddress::parse(text).is_some();
        assert!(is_sound("kas@zonnedorp.be") && is_sound("a.b+c@stad") && !is_sound("kas"));
        for text in ["", "@b", "a@", "a b@c", "a@b\nBcc: c@d", "a@b,c@d", "<a@b>", "-oX@b", "à@b", "a@b c"] {
            assert!(!is_sound(text), "{text}");
        }
    }

    #[test]
    fn sizes_have_their_unit() {
        assert_eq!([size("8 MiB"), size("500KiB"), size("1 GiB")], [Some(8 << 20), Some(500 << 10), Some(1 << 30)]);
        assert_eq!([size("8"), size("0 MiB"), size("-1 MiB"), size("8 MB"), size("")], [None; 5]);
    }

    #[test]
    fn the_fixed_part_of_a_folder_ends_before_what_is_a_reports() {
        let pattern = |text: &str| DeliveryFolder { folder: "/etc/k".into(), text: text.to_owned() };
        let code = Institution::parse("I355").expect("a code");
        assert_eq!(pattern("/srv/kas/{institution}/{year}").root(), Path::new("/srv/kas"));
        assert_eq!(pattern("/srv/kas-{year}/a").root(), Path::new("/srv"));
        assert_eq!(pattern("uit").root(), Path::new("/etc/k/uit"));
        assert_eq!(pattern("uit/{institution}/{year}").of(code, "2026"), Path::new("/etc/k/uit/I355/2026"));
    }
}
