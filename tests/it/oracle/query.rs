//! What is asked of a report.

/// The three reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// `financieel-overzicht-be`
    Be,
    /// `financieel-overzicht`
    Overview,
    /// `financiele-details`
    Details,
}

impl Report {
    /// The report id, as on the command line and in file names.
    pub fn id(self) -> &'static str {
        match self {
            Report::Be => "financieel-overzicht-be",
            Report::Overview => "financieel-overzicht",
            Report::Details => "financiele-details",
        }
    }
}

/// Order of the rows of `financieel-overzicht`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// Daybook, institution, branch, booking code.
    Branch,
    /// Daybook, booking code, institution, branch.
    BookingCode,
}

/// The two forms of CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Byte order mark, `;`, decimal comma.
    ExcelBe,
    /// No byte order mark, `,`, decimal point.
    Rfc4180,
}

/// A choice of codes: `2110`, `2110..2199` (both included) or `2*`. Compared as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// Exactly this code.
    One(String),
    /// From this code to that one, both included.
    Range(String, String),
    /// All codes that start so.
    Prefix(String),
}

impl Selector {
    /// Reads one selector.
    ///
    /// # Panics
    /// On an empty text, a range that runs backwards, and bounds of different length.
    pub fn parse(text: &str) -> Selector {
        assert!(!text.is_empty(), "empty selector");
        if let Some((from, to)) = text.split_once("..") {
            assert!(from.len() == to.len() && from <= to, "no range: {text:?}");
            Selector::Range(from.to_string(), to.to_string())
        } else if let Some(prefix) = text.strip_suffix('*') {
            Selector::Prefix(prefix.to_string())
        } else {
            Selector::One(text.to_string())
        }
    }

    /// Does it choose this code?
    pub fn matches(&self, code: &str) -> bool {
        match self {
            Selector::One(one) => code == one,
            Selector::Range(from, to) => from.as_str() <= code && code <= to.as_str(),
            Selector::Prefix(prefix) => code.starts_with(prefix.as_str()),
        }
    }

    /// Its text, as on the command line.
    pub fn text(&self) -> String {
        match self {
            Selector::One(one) => one.clone(),
            Selector::Range(from, to) => format!("{from}..{to}"),
            Selector::Prefix(prefix) => format!("{prefix}*"),
        }
    }
}

/// What is asked: the report, the filters and the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Which report.
    pub report: Report,
    /// First and last ISO day of settlement, both included. `None` only beside `posted_in`.
    pub period: Option<(String, String)>,
    /// Institution of origin (not used in `financieel-overzicht`: see [`super::report_csv`]).
    pub institution: Option<String>,
    /// Branches of origin; empty is all.
    pub branches: Vec<String>,
    /// Booking codes; empty is all.
    pub booking_codes: Vec<Selector>,
    /// First letter of the daybook.
    pub daybook_type: Option<char>,
    /// Daybook codes without the letter; empty is all.
    pub daybooks: Vec<Selector>,
    /// Order of the rows; counts in `financieel-overzicht` only.
    pub grouping: Grouping,
    /// Write-offs (A) too; the details always have them.
    pub with_write_offs: bool,
    /// `Bron`; details only.
    pub source: Option<String>,
    /// First and last ISO day of posting, both included; details only.
    pub posted_in: Option<(String, String)>,
    /// A last column `Rijtype`, which reads `detail`; total rows are not made here.
    pub totals: bool,
    /// Form of the CSV.
    pub dialect: Dialect,
}

impl Query {
    /// A query without filters over a period.
    pub fn new(report: Report, from: &str, to: &str) -> Query {
        Query {
            report,
            period: Some((from.to_string(), to.to_string())),
            institution: None,
            branches: Vec::new(),
            booking_codes: Vec::new(),
            daybook_type: None,
            daybooks: Vec::new(),
            grouping: Grouping::Branch,
            with_write_offs: false,
            source: None,
            posted_in: None,
            totals: false,
            dialect: Dialect::ExcelBe,
        }
    }

    /// The query as arguments after the program's name, without `--input`, `--out`, `--format`
    /// and `--now`. Several values of one option are given by repeating it. Customers are
    /// always shown in the details.
    pub fn args(&self) -> Vec<String> {
        let mut args = vec!["report".to_string(), self.report.id().to_string()];
        let mut give = |option: &str, value: String| args.extend([option.to_string(), value]);
        if let Some(period) = &self.period {
            give("--period", period_text(period));
        }
        if let Some(period) = &self.posted_in {
            give("--posted-in", period_text(period));
        }
        if let Some(institution) = &self.institution {
            give("--institution", institution.clone());
        }
        for branch in &self.branches {
            give("--branch", branch.clone());
        }
        for selector in &self.booking_codes {
            give("--booking-code", selector.text());
        }
        if let Some(letter) = self.daybook_type {
            give("--daybook-type", letter.to_string());
        }
        for selector in &self.daybooks {
            give("--daybook", selector.text());
        }
        if self.grouping == Grouping::BookingCode {
            give("--grouping", "booking-code".to_string());
        }
        if let Some(source) = &self.source {
            give("--source", source.clone());
        }
        if self.dialect == Dialect::Rfc4180 {
            give("--csv-dialect", "rfc4180".to_string());
        }
        for (flag, on) in [
            ("--with-write-offs", self.with_write_offs),
            ("--totals", self.totals),
            ("--show-customers", self.report == Report::Details),
        ] {
            if on {
                args.push(flag.to_string());
            }
        }
        args
    }
}

/// A period as on the command line: a day, or a first and a last day.
fn period_text((from, to): &(String, String)) -> String {
    if from == to { from.clone() } else { format!("{from}..{to}") }
}
