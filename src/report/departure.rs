//! Why a line that came in is not on a report.

use crate::domain::LineSum;

/// Why a line that came in is not on a report. Of several reasons the first counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Departure {
    /// It is still open: it has neither a daybook nor a day of settlement.
    Open,
    /// It was settled, and the report is about what is open.
    Settled,
    /// It was settled on an earlier day.
    EarlierDays,
    /// It was settled on a later day.
    LaterDays,
    /// The cost arose in another library.
    OtherInstitutions,
    /// It was settled on a daybook that another library manages.
    OthersDaybooks,
    /// The report is about other lines.
    NotAskedFor,
    /// It was settled on a daybook of which nobody tells who manages it, so who received it is not known.
    NobodysDaybook,
    /// It is of a kind that stands apart, such as cash carried to the bank, and the report is not about it.
    Separate,
    /// A filter leaves it out.
    Filtered,
    /// It was written off, and nobody asked for that.
    WrittenOff,
    /// It was settled on a daybook that no channel of the control desk names.
    NoChannel,
}

/// The lines that are not on a report, by the reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Departures([LineSum; Departure::ALL.len()]);

impl Departure {
    /// All of them, in their order.
    pub const ALL: [Self; 12] = [
        Self::Open,
        Self::Settled,
        Self::EarlierDays,
        Self::LaterDays,
        Self::OtherInstitutions,
        Self::OthersDaybooks,
        Self::NotAskedFor,
        Self::NobodysDaybook,
        Self::Separate,
        Self::Filtered,
        Self::WrittenOff,
        Self::NoChannel,
    ];

    /// The name by which files for programs tell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Settled => "settled",
            Self::EarlierDays => "earlier_days",
            Self::LaterDays => "later_days",
            Self::OtherInstitutions => "other_institutions",
            Self::OthersDaybooks => "others_daybooks",
            Self::NotAskedFor => "not_asked_for",
            Self::NobodysDaybook => "nobodys_daybook",
            Self::Separate => "separate",
            Self::Filtered => "filtered",
            Self::WrittenOff => "written_off",
            Self::NoChannel => "no_channel",
        }
    }
}

impl Departures {
    /// Adds lines that left for a reason.
    #[inline]
    pub fn add(&mut self, why: Departure, lines: LineSum) {
        self.0[why as usize].merge(lines);
    }

    /// Adds all that others count.
    pub fn merge(&mut self, other: Self) {
        for (mine, others) in self.0.iter_mut().zip(other.0) {
            mine.merge(others);
        }
    }

    /// The lines that left for a reason.
    #[must_use]
    pub fn of(&self, why: Departure) -> LineSum {
        self.0[why as usize]
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> LineSum {
        let mut total = LineSum::default();
        self.0.iter().for_each(|sum| total.merge(*sum));
        total
    }
}
