//! The reports of the control desk: their names, their columns and what they say of themselves.

/// A report of the control desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskReport {
    /// Drawer by drawer and day by day: what must be there and what was counted.
    CashBook,
    /// Channel by channel: what was booked beside what the bank says.
    Matching,
    /// What was booked and is not at the bank yet.
    Outstanding,
    /// Count by count: how many of each note and coin there were.
    Counts,
}

impl DeskReport {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::CashBook, Self::Matching, Self::Outstanding, Self::Counts];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CashBook => "kasblad",
            Self::Matching => "afstemming",
            Self::Outstanding => "openstaande-ontvangsten",
            Self::Counts => "kastelling",
        }
    }

    /// The report of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|report| report.name() == name)
    }

    /// The headers of its columns, as files have them.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::CashBook => &CASH_BOOK,
            Self::Matching => &MATCHING,
            Self::Outstanding => &["Kanaal", "Dag", "Bedrag", "Bankwerkdagen", "Ouderdom", "Status"],
            Self::Counts => {
                &["Dagboek", "Dag", "Uur", "Post", "Aantal", "Bedrag", "Geteld door", "Tweede teller", "Reden"]
            }
        }
    }

    /// The line under its title.
    #[must_use]
    pub fn subtitle(self) -> &'static str {
        match self {
            Self::CashBook => "Per kassa en per dag: wat er moest zijn en wat geteld werd",
            Self::Matching => "Per kanaal: wat geboekt werd naast wat bank en aanbieder zeggen",
            Self::Outstanding => "Wat geboekt werd en niet, of niet helemaal, op de bank staat",
            Self::Counts => "Per telling: biljetten en munten, en wat er moest zijn",
        }
    }

    /// What stands in the place of its lines where there are none.
    #[must_use]
    pub fn nothing(self) -> &'static str {
        match self {
            Self::CashBook => "geen kassa's",
            Self::Matching => "niets af te stemmen",
            Self::Outstanding => "niets openstaand",
            Self::Counts => "geen tellingen ontvangen",
        }
    }

    /// The columns that its last line sums, and whether a day that lacks one makes the sum unknown.
    #[must_use]
    pub fn totals(self) -> &'static [(&'static str, bool)] {
        match self {
            Self::CashBook => {
                &[("Ontvangsten", true), ("Uitgaven", true), ("Kasafdracht", true), ("Kasverschil", true)]
            }
            Self::Matching => &[("Wise", true), ("Commissie", false), ("Bank", false)],
            Self::Outstanding => &[("Bedrag", true)],
            Self::Counts => &[],
        }
    }
}

const CASH_BOOK: [&str; 14] = [
    "Dagboek",
    "Dag",
    "Beginsaldo",
    "Ontvangsten",
    "Uitgaven",
    "Kasafdracht",
    "Kasverschil",
    "Eindsaldo",
    "Tellingen",
    "Geteld",
    "Verwacht bij telling",
    "Verschil",
    "Oordeel",
    "Reden",
];

const MATCHING: [&str; 14] = [
    "Kanaal",
    "Dag",
    "Tot en met",
    "Wise",
    "Aanbieder bruto",
    "Verschil",
    "Commissie",
    "Netto",
    "Bank",
    "Afschrift",
    "Boekdatum",
    "Valutadatum",
    "Status",
    "Verklaring",
];
