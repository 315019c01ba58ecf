//! Deliveries, and the folder of the desk, as they are written in the configuration.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::raw::OneOrMany;

/// Somebody, or a folder, to whom issued reports go.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDelivery {
    /// Its name, under which is kept what it got; left out: its addresses, or its folder.
    #[schemars(extend("examples" = ["directie"]))]
    pub(super) name: Option<String>,
    /// The addresses that get a mail: one, or a list.
    #[schemars(extend("examples" = [["financien@zonnedorp.be"]]))]
    pub(super) to: Option<OneOrMany<String>>,
    /// A folder instead; `{institution}` and `{year}` stand for those of a report. What is before them must be there.
    #[schemars(extend("examples" = ["/srv/samba/kas/{institution}/{year}"]))]
    pub(super) folder: Option<String>,
    /// The libraries; left out: all.
    #[schemars(extend("examples" = [["I355"]]))]
    pub(super) libraries: Option<Vec<String>>,
    /// What is told: `issued` reports, `restated` ones, `trouble` (refused exports, missing days, a night that failed).
    #[schemars(extend("default" = ["issued", "restated", "trouble"]))]
    pub(super) when: Option<Vec<String>>,
    /// The reports, by name; left out: all.
    #[schemars(extend("examples" = [["financieel-overzicht-be"]]))]
    pub(super) reports: Option<Vec<String>>,
    /// The kinds of periods: day, week, month, year; left out: all.
    #[schemars(extend("examples" = [["month"]]))]
    pub(super) periods: Option<Vec<String>>,
    /// The files that go along: pdf, csv, xlsx, json, html, journal; [] names reports only.
    #[schemars(extend("default" = ["pdf"]))]
    pub(super) attach: Option<Vec<String>>,
    /// How much a mail may hold; above it, files are named with their hashes.
    #[schemars(extend("default" = "8 MiB"))]
    pub(super) attach_max: Option<String>,
    /// Whether files of reports whose lines are transactions go along.
    #[schemars(extend("default" = false))]
    pub(super) attach_details: Option<bool>,
    /// The first day of issue whose reports go out; left out: of those issued before the target was new, the last night's.
    #[schemars(extend("examples" = ["2026-01-01"]))]
    pub(super) since: Option<String>,
    /// The language of mails: nl, fr, de or en.
    #[schemars(extend("default" = "nl"))]
    pub(super) lang: Option<String>,
}

/// The folder in which the desk puts exports, and finds reports.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDeskFolder {
    /// The folder that exports are put into.
    #[serde(rename = "in")]
    #[schemars(extend("examples" = ["/srv/kas/in"]))]
    pub(super) input: PathBuf,
    /// The folder that reports go to; left out: `uit` beside it.
    #[schemars(extend("examples" = ["/srv/kas/uit"]))]
    pub(super) out: Option<PathBuf>,
    /// The reports, by name; left out: those of [report], else financieel-overzicht-be.
    #[schemars(extend("examples" = [["financieel-overzicht-be"]]))]
    pub(super) reports: Option<Vec<String>>,
    /// What is made: pdf, csv, xlsx, json, html, journal.
    #[schemars(extend("default" = ["pdf"]))]
    pub(super) formats: Option<Vec<String>>,
    /// For how many seconds a file must not change before it is read.
    #[schemars(extend("default" = 5))]
    pub(super) steady_seconds: Option<u16>,
    /// Whom to ask, as the page says it that tells what to mend.
    #[schemars(extend("examples" = ["ict@zonnedorp.be"]))]
    pub(super) help: Option<String>,
}
