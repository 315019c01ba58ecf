//! The configuration as it is written.

use std::collections::BTreeSet;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::raw_control::{RawChannel, RawWitness};
use super::raw_delivery::{RawDelivery, RawDeskFolder};
use super::raw_feed::RawFeed;
use super::raw_payment_profile::RawPaymentProfile;
use super::raw_profile::{OneOrMore, RawProfile};
use super::raw_tables::{
    RawAgreement, RawBookingCode, RawBookkeeping, RawBranch, RawDaybook, RawInstitution, RawLedgerMapping, RawTables,
};

/// The configuration file as it is written; unknown keys are refused.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawConfig {
    /// What the nightly run does, for every library that does not say otherwise.
    #[serde(default)]
    pub(super) run: RawRun,
    /// What `kasverslag report` takes for what was not typed.
    pub(super) report: Option<RawReport>,
    /// CSV files with code tables, beside this one, with `;` between fields.
    #[serde(default)]
    pub(super) tables: RawTables,
    /// Libraries: entries of the code table here, in the place of a file or beside it.
    #[serde(default)]
    pub(super) institution: Vec<RawInstitution>,
    /// Branches, likewise.
    #[serde(default)]
    pub(super) branch: Vec<RawBranch>,
    /// Daybooks, likewise.
    #[serde(default)]
    pub(super) daybook: Vec<RawDaybook>,
    /// Booking codes, likewise.
    #[serde(default)]
    pub(super) booking_code: Vec<RawBookingCode>,
    /// What libraries have agreed on receiving money for each other: `verrekening` names it.
    #[serde(default)]
    pub(super) agreement: Vec<RawAgreement>,
    /// How the board keeps its books: what `boekingsvoorstel` puts into its entries.
    pub(super) bookkeeping: Option<RawBookkeeping>,
    /// The accounts of the ledger for daybooks and booking codes, before those of their own entries.
    #[serde(default)]
    pub(super) ledger: Vec<RawLedgerMapping>,
    /// A library to report for.
    #[serde(default)]
    pub(super) library: Vec<RawLibrary>,
    /// Somebody, or a folder, to whom issued reports go.
    #[serde(default)]
    pub(super) deliver: Vec<RawDelivery>,
    /// The folder in which the desk puts exports, and finds reports.
    pub(super) desk: Option<RawDeskFolder>,
    /// How one kind of export is written, where that is not as Wise writes it.
    #[serde(default)]
    pub(super) profile: Vec<RawProfile>,
    /// How a payment provider writes its files, where that is not built in.
    #[serde(default)]
    pub(super) payment_profile: Vec<RawPaymentProfile>,
    /// A folder with report templates that add to or replace the built-in ones.
    #[schemars(extend("examples" = ["my-templates"]))]
    pub(super) templates: Option<PathBuf>,
}

/// What `report` takes for what was not typed.
impl RawConfig {
    /// Every report that is named, as it is written.
    pub(super) fn named_reports(&self) -> BTreeSet<String> {
        let libraries = self.library.iter().map(|library| &library.reports);
        let report = self.report.iter().map(|report| &report.reports);
        let deliveries = self.deliver.iter().map(|delivery| &delivery.reports);
        let desk = self.desk.iter().map(|desk| &desk.reports);
        let lists = [&self.run.reports].into_iter().chain(libraries).chain(report).chain(deliveries).chain(desk);
        lists.flatten().flatten().cloned().collect()
    }
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReport {
    /// Export files, and folders with export files: one, or a list.
    #[schemars(extend("examples" = ["exports"]))]
    pub(super) input: Option<OneOrMany<PathBuf>>,
    /// The reports, by name or title.
    #[schemars(extend("examples" = [["financieel-overzicht-be"]]))]
    pub(super) reports: Option<Vec<String>>,
    /// What is made: pdf, csv, xlsx, json, html, journal, table.
    #[schemars(extend("default" = ["pdf", "csv"]))]
    pub(super) formats: Option<Vec<String>>,
    /// The folder to write to: the current one unless said.
    #[schemars(extend("examples" = ["reports"]))]
    pub(super) out: Option<PathBuf>,
    /// The library, or `all`; left out with one library: that one.
    #[schemars(extend("examples" = ["I355"]))]
    pub(super) institution: Option<String>,
}

/// A value, or a list of them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    pub(super) fn all(&self) -> &[T] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLibrary {
    /// The code of the library.
    #[schemars(extend("examples" = ["I355"]))]
    pub(super) institution: String,
    /// The key by which customers get their pseudonyms: at least 16 characters. Better in a file of its own.
    #[schemars(extend("examples" = ["at least 16 characters"]))]
    pub(super) pseudonym_key: Option<String>,
    /// A file with the key, which only its owner may read (chmod 600).
    #[schemars(extend("examples" = ["I355.key"]))]
    pub(super) pseudonym_key_file: Option<PathBuf>,
    /// The folder that its reports go to, in a folder of its code.
    #[schemars(extend("examples" = ["reports"]))]
    pub(super) out: Option<PathBuf>,
    /// The patterns that its export files fit: one, or a list.
    #[schemars(extend("examples" = ["exports/I355/*.csv"]))]
    pub(super) exports: Option<OneOrMore>,
    /// What an export says: `append` adds lines, `snapshot` tells all of its days, so that lines it lacks have vanished.
    #[schemars(extend("examples" = ["append"]))]
    pub(super) mode: Option<String>,
    /// Whether one day in a file's name is the day that it covers.
    #[schemars(extend("examples" = [false]))]
    pub(super) day_in_name: Option<bool>,
    /// The reports that are issued, by name.
    #[schemars(extend("examples" = [["financieel-overzicht-be"]]))]
    pub(super) reports: Option<Vec<String>>,
    /// The kinds of periods that they are issued for: day, week, month, year.
    #[schemars(extend("examples" = [["day", "week", "month"]]))]
    pub(super) periods: Option<Vec<String>>,
    /// What is made of them: pdf, csv, xlsx, json, html, journal.
    #[schemars(extend("examples" = [["pdf", "csv"]]))]
    pub(super) formats: Option<Vec<String>>,
    /// How CSV files are written: `excel-be` or `rfc4180`.
    #[schemars(extend("examples" = ["excel-be"]))]
    pub(super) csv_dialect: Option<String>,
    /// The archival standard of PDFs: `3a` is accessible too, `3b` smaller.
    #[schemars(extend("examples" = ["3a"]))]
    pub(super) pdf_level: Option<String>,
    /// Days of the week and single days on which no export needs to come.
    #[schemars(extend("examples" = [["sunday", "2026-12-25"]]))]
    pub(super) closed: Option<Vec<String>>,
    /// How often exports come: `daily`, `weekly` or `monthly`; until then nobody misses them.
    #[schemars(extend("examples" = ["monthly"]))]
    pub(super) exports_come: Option<String>,
    /// How many days late exports may be.
    #[schemars(extend("examples" = [3]))]
    pub(super) grace_days: Option<u16>,
    /// The first day to report on; left out: the first that an export covers.
    #[schemars(extend("examples" = ["2026-01-01"]))]
    pub(super) first_day: Option<String>,
    /// The last day to report on, of a library that is no more.
    #[schemars(extend("examples" = ["2026-12-31"]))]
    pub(super) last_day: Option<String>,
    /// Whether overviews show write-offs, apart.
    #[schemars(extend("examples" = [false]))]
    pub(super) with_write_offs: Option<bool>,
    /// The language of pages: nl, fr, de or en. CSV files stay Dutch.
    #[schemars(extend("examples" = ["nl"]))]
    pub(super) lang: Option<String>,
    /// Who signs, in the place of the template's roles; [] for nobody.
    #[schemars(extend("examples" = [["Kassier", "Financieel directeur"]]))]
    pub(super) roles: Option<Vec<String>>,
    /// Whether PDFs have an empty field for each role to sign in electronically.
    #[schemars(extend("examples" = [true]))]
    pub(super) signature_fields: Option<bool>,
    /// A text at the foot of every page.
    #[schemars(extend("examples" = ["Stad Zonnedorp"]))]
    pub(super) footer: Option<String>,
    /// Texts above the signatures.
    #[schemars(extend("examples" = [["Boven 250 euro tekent ook de financieel directeur."]]))]
    pub(super) notes: Option<Vec<String>>,
    /// The colour of headings, dark enough to be read on white.
    #[schemars(extend("examples" = ["#1a5276"]))]
    pub(super) accent: Option<String>,
    /// A PNG, or an SVG of plain paths and shapes.
    #[schemars(extend("examples" = ["logo.svg"]))]
    pub(super) logo: Option<PathBuf>,
    /// The logo in words; left out: the library's name.
    #[schemars(extend("examples" = ["Zon boven een boek"]))]
    pub(super) logo_alternative: Option<String>,
    /// Its feeds, where its exports are of several kinds: a table [[library.feed]] each; else each profile is one.
    #[serde(default)]
    pub(super) feed: Vec<RawFeed>,
    /// Its channels: the ways on which money comes in, for the control desk.
    #[serde(default)]
    pub(super) channel: Vec<RawChannel>,
    /// Its witnesses: files of banks, payment providers and cash counts, for the control desk.
    #[serde(default)]
    pub(super) witness: Vec<RawWitness>,
}

/// The nightly run: its folders, and what holds for every library that doesn't say otherwise.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRun {
    /// The folder of the archive, of which a copy belongs elsewhere; left out: `archive` in `out`.
    #[schemars(extend("examples" = ["reports/archive"]))]
    pub(super) archive: Option<PathBuf>,
    /// The folder of the keys that are made for customers' pseudonyms; left out: beside the folder of reports.
    #[schemars(extend("examples" = ["reports-keys"]))]
    pub(super) keys: Option<PathBuf>,
    /// A file of gauges for a collector of metrics, which each night writes anew; its name ends in `.prom`.
    #[schemars(extend("examples" = ["/var/lib/prometheus/node-exporter/kasverslag.prom"]))]
    pub(super) metrics: Option<PathBuf>,
    /// The address that mails of [[deliver]] are from.
    #[schemars(extend("examples" = ["kasverslag@zonnedorp.be"]))]
    pub(super) from: Option<String>,
    /// The program that takes mails, with its arguments.
    #[schemars(extend("default" = ["/usr/sbin/sendmail", "-t", "-i"]))]
    pub(super) sendmail: Option<Vec<String>>,
    /// How many seconds it may take for a mail.
    #[schemars(extend("default" = 60))]
    pub(super) sendmail_seconds: Option<u16>,
    /// Whether a night writes the pages beside the reports; `kasverslag pages` does in any case.
    #[schemars(extend("default" = true))]
    pub(super) pages: Option<bool>,
    /// Whether a log beside the lines of each library lets programs read them as a Delta table. Once begun it is kept up.
    #[schemars(extend("default" = false))]
    pub(super) delta: Option<bool>,
    /// How long files of lines stay that others have replaced, for programs that read by that log: days, as in `7d`.
    #[schemars(extend("default" = "7d"))]
    pub(super) keep_replaced: Option<String>,
    /// The language of messages: nl, fr, de or en; left out, that of the system, English without one.
    #[schemars(extend("examples" = ["nl"]))]
    pub(super) messages: Option<String>,
    /// The mode of new files, whatever the umask; at most 0664.
    #[schemars(extend("default" = "0640"))]
    pub(super) file_mode: Option<String>,
    /// The mode of new folders; at most 0775.
    #[schemars(extend("default" = "0750"))]
    pub(super) folder_mode: Option<String>,
    /// The folder that reports go to; a folder for each library comes in it.
    #[schemars(extend("default" = "reports"))]
    pub(super) out: Option<PathBuf>,
    /// The patterns that export files fit: one, or a list; `{institution}` stands for the code of a library.
    #[schemars(extend("examples" = ["exports/{institution}/*.csv"]))]
    pub(super) exports: Option<OneOrMore>,
    /// What an export says: `append` adds lines, `snapshot` tells all of its days, so that lines it lacks have vanished.
    #[schemars(extend("default" = "append"))]
    pub(super) mode: Option<String>,
    /// Whether one day in a file's name is the day that it covers.
    #[schemars(extend("default" = true))]
    pub(super) day_in_name: Option<bool>,
    /// The reports that are issued, by name.
    #[schemars(extend("default" = ["financieel-overzicht-be"]))]
    pub(super) reports: Option<Vec<String>>,
    /// The kinds of periods that they are issued for: day, week, month, year.
    #[schemars(extend("default" = ["day", "week", "month"]))]
    pub(super) periods: Option<Vec<String>>,
    /// What is made of them: pdf, csv, xlsx, json, html, journal.
    #[schemars(extend("default" = ["pdf", "csv"]))]
    pub(super) formats: Option<Vec<String>>,
    /// How CSV files are written: `excel-be` or `rfc4180`.
    #[schemars(extend("default" = "excel-be"))]
    pub(super) csv_dialect: Option<String>,
    /// The archival standard of PDFs: `3a` is accessible too, `3b` smaller.
    #[schemars(extend("default" = "3a"))]
    pub(super) pdf_level: Option<String>,
    /// Days of the week and single days on which no export needs to come.
    #[schemars(extend("default" = [], "examples" = [["sunday", "2026-12-25"]]))]
    pub(super) closed: Option<Vec<String>>,
    /// How often exports come: `daily`, `weekly` or `monthly`; until then nobody misses them.
    #[schemars(extend("default" = "daily"))]
    pub(super) exports_come: Option<String>,
    /// How many days late exports may be.
    #[schemars(extend("default" = 0))]
    pub(super) grace_days: Option<u16>,
    /// The first day to report on; left out: the first that an export covers.
    #[schemars(extend("examples" = ["2026-01-01"]))]
    pub(super) first_day: Option<String>,
    /// Whether overviews show write-offs, apart.
    #[schemars(extend("default" = false))]
    pub(super) with_write_offs: Option<bool>,
    /// The language of pages: nl, fr, de or en. CSV files stay Dutch.
    #[schemars(extend("default" = "nl"))]
    pub(super) lang: Option<String>,
    /// Who signs, in the place of the template's roles; [] for nobody.
    #[schemars(extend("examples" = [["Kassier", "Financieel directeur"]]))]
    pub(super) roles: Option<Vec<String>>,
    /// Whether PDFs have an empty field for each role to sign in electronically.
    #[schemars(extend("default" = false))]
    pub(super) signature_fields: Option<bool>,
    /// A text at the foot of every page.
    #[schemars(extend("examples" = ["Stad Zonnedorp"]))]
    pub(super) footer: Option<String>,
    /// Texts above the signatures.
    #[schemars(extend("examples" = [["Boven 250 euro tekent ook de financieel directeur."]]))]
    pub(super) notes: Option<Vec<String>>,
    /// The colour of headings, dark enough to be read on white.
    #[schemars(extend("examples" = ["#1a5276"]))]
    pub(super) accent: Option<String>,
    /// A PNG, or an SVG of plain paths and shapes.
    #[schemars(extend("examples" = ["logo.svg"]))]
    pub(super) logo: Option<PathBuf>,
    /// The logo in words; left out: the library's name.
    #[schemars(extend("examples" = ["Zon boven een boek"]))]
    pub(super) logo_alternative: Option<String>,
}

/// How reports look, as the run or a library says it.
#[derive(Debug)]
pub(super) struct RawLook<'a> {
    pub(super) lang: Option<&'a String>,
    pub(super) roles: Option<&'a Vec<String>>,
    pub(super) signature_fields: Option<bool>,
    pub(super) footer: Option<&'a String>,
    pub(super) notes: Option<&'a Vec<String>>,
    pub(super) accent: Option<&'a String>,
    pub(super) logo: Option<&'a PathBuf>,
    pub(super) logo_alternative: Option<&'a String>,
}

/// Gathers the keys about the look, which stand among others where they are written.
macro_rules! look_of {
    ($raw:expr) => {
        RawLook {
            lang: $raw.lang.as_ref(),
            roles: $raw.roles.as_ref(),
            signature_fields: $raw.signature_fields,
            footer: $raw.footer.as_ref(),
            notes: $raw.notes.as_ref(),
            accent: $raw.accent.as_ref(),
            logo: $raw.logo.as_ref(),
            logo_alternative: $raw.logo_alternative.as_ref(),
        }
    };
}

impl RawRun {
    pub(super) fn look(&self) -> RawLook<'_> {
        look_of!(self)
    }
}

impl RawLibrary {
    pub(super) fn look(&self) -> RawLook<'_> {
        look_of!(self)
    }
}
