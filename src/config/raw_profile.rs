//! Export profiles as they are written in the configuration.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProfile {
    /// Its name, which its feed has in the archive too: it stays.
    #[schemars(extend("examples" = ["online payments"]))]
    pub(super) name: String,
    /// The patterns of file names, one or a list; the first profile that fits a file's name reads it; left out: all files.
    #[schemars(extend("examples" = ["mijnbib-*.csv"]))]
    pub(super) files: Option<OneOrMore>,
    /// What stands between fields: `;` `,` `|` or a tab; left out: found from the header row.
    #[schemars(extend("examples" = [","]))]
    pub(super) separator: Option<String>,
    /// The character set; left out: found from the bytes.
    #[schemars(extend("examples" = ["utf-8"]))]
    pub(super) encoding: Option<String>,
    /// What stands before decimals: `,` or `.`.
    #[schemars(extend("default" = ","))]
    pub(super) decimal_mark: Option<String>,
    /// What amounts are in: `euro` or `cents`.
    #[schemars(extend("default" = "euro"))]
    pub(super) unit: Option<String>,
    /// Where a minus may stand: `front`, `behind` or `brackets`.
    #[schemars(extend("default" = "front"))]
    pub(super) minus: Option<String>,
    /// `as-written`, or `reversed`: all have the opposite sign.
    #[schemars(extend("default" = "as-written"))]
    pub(super) amounts: Option<String>,
    /// The sign of booking group 5: `negative` or `positive`.
    #[schemars(extend("default" = "negative"))]
    pub(super) expenses: Option<String>,
    /// The forms of days.
    #[schemars(extend("examples" = [["yyyy-mm-dd"]]))]
    pub(super) dates: Option<Vec<String>>,
    /// The zone of times without an offset.
    #[schemars(extend("default" = "Europe/Brussels"))]
    pub(super) zone: Option<String>,
    /// The word, or words, for nothing.
    #[schemars(extend("examples" = ["NULL"]))]
    pub(super) empty: Option<OneOrMore>,
    /// The sheet of a workbook; left out: all that have the header row.
    #[schemars(extend("examples" = ["Export"]))]
    pub(super) sheet: Option<String>,
    /// What headers mean that no usual profile knows.
    #[schemars(extend("examples" = [{"Volgnummer": "transaction_id"}]))]
    #[serde(default)]
    pub(super) columns: BTreeMap<String, OneOrMore>,
    /// What a field is in every record.
    #[schemars(extend("examples" = [{"daybook": "B990"}]))]
    #[serde(default)]
    pub(super) constant: BTreeMap<String, String>,
    /// What the values of a field mean.
    #[schemars(extend("examples" = [{"booking_code": {"TELAAT": "2110"}}]))]
    #[serde(default)]
    pub(super) values: BTreeMap<String, BTreeMap<String, String>>,
    /// The words that tell the sign of amounts.
    #[schemars(extend("examples" = [{"minus": ["Af"], "plus": ["Bij"]}]))]
    #[serde(default)]
    pub(super) sign: RawSigns,
    /// Records that are kept, by the value of a column; all others are left out.
    #[schemars(extend("examples" = [{"Status": ["Betaald"]}]))]
    #[serde(default)]
    pub(super) keep: BTreeMap<String, OneOrMore>,
    /// Records that are left out, by the value of a column.
    #[schemars(extend("examples" = [{"Status": ["Geannuleerd"]}]))]
    #[serde(default)]
    pub(super) leave_out: BTreeMap<String, OneOrMore>,
}

/// How files of a profile are written: keys that stand among others where they are written, as serde can't refuse unknown
/// keys of a table that is put together of several.
macro_rules! has_form {
    ($profile:ty) => {
        impl $profile {
            /// How its files are written.
            pub(super) fn form(&self) -> RawForm<'_> {
                RawForm {
                    name: &self.name,
                    separator: self.separator.as_deref(),
                    decimal_mark: self.decimal_mark.as_deref(),
                    unit: self.unit.as_deref(),
                    minus: self.minus.as_deref(),
                    dates: self.dates.as_deref(),
                }
            }
        }
    };
}

pub(super) use has_form;

has_form!(RawProfile);

/// The words that tell the sign of an amount.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSigns {
    /// Words for money that goes out.
    #[schemars(extend("examples" = [["Af"]]))]
    #[serde(default)]
    pub(super) minus: Vec<String>,
    /// Words for money that comes in.
    #[schemars(extend("examples" = [["Bij"]]))]
    #[serde(default)]
    pub(super) plus: Vec<String>,
}

/// How files of a profile are written, as it says that.
pub(super) struct RawForm<'r> {
    pub(super) name: &'r str,
    pub(super) separator: Option<&'r str>,
    pub(super) decimal_mark: Option<&'r str>,
    pub(super) unit: Option<&'r str>,
    pub(super) minus: Option<&'r str>,
    pub(super) dates: Option<&'r [String]>,
}

/// A text, or a list of them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    /// The texts.
    pub(super) fn texts(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::More(texts) => texts,
        }
    }
}
