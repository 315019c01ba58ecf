//! Feeds as they are written in the configuration.

use schemars::JsonSchema;
use serde::Deserialize;

use super::raw_profile::OneOrMore;

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFeed {
    /// Its name, which its lines have in the archive: it stays.
    #[schemars(extend("examples" = ["balie"]))]
    pub(super) name: String,
    /// The patterns of its files: one, or a list; with folders, they are looked for there too.
    #[serde(alias = "pattern", alias = "exports")]
    #[schemars(extend("examples" = ["dagboek_*.csv"]))]
    pub(super) files: Option<OneOrMore>,
    /// The profile that reads them; left out: whichever is for a file's name.
    #[schemars(extend("examples" = ["wise"]))]
    pub(super) profile: Option<String>,
    /// What an export says, `append` or `snapshot`; left out: as the library's.
    #[schemars(extend("examples" = ["snapshot"]))]
    pub(super) mode: Option<String>,
    /// Days of the week and single days on which it sends nothing.
    #[schemars(extend("examples" = [["sunday", "2026-12-25"]]))]
    pub(super) closed: Option<Vec<String>>,
    /// The first day of which it tells; left out: the first of which any feed does.
    #[schemars(extend("examples" = ["2026-01-01"]))]
    pub(super) first_day: Option<String>,
    /// The last day of which it tells; left out: it goes on.
    #[schemars(extend("examples" = ["2026-12-31"]))]
    pub(super) last_day: Option<String>,
}
