//! The way from what came in to what is on a report: every line that was accepted is on it, or left for a reason.

use super::departure::{Departure, Departures};
use super::lines::Totals;
use crate::domain::LineSum;
use crate::ingest::InputFile;

/// What came in, counted by those who brought it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// Lines of export files.
    Files {
        /// All that were accepted.
        accepted: LineSum,
        /// Those among them that an earlier file had already, alike.
        overlap: LineSum,
        /// Those among them in whose place a later file has others.
        replaced: LineSum,
        /// Those among them that the profile leaves out in a later file.
        withdrawn: LineSum,
    },
    /// Lines of an archive that held: those of the months that the report is about, and those that were open.
    Archive {
        /// All of them.
        held: LineSum,
        /// Those among them that were settled before and behind the days of the report, which nobody looks at one by one.
        other_days: [LineSum; 2],
        /// Those among them that were open, as far as nobody looks at them one by one.
        open: LineSum,
    },
}

/// The way from what came in to what is on a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// What came in.
    pub accepted: Accepted,
    /// What left on the way, by the reason.
    pub left: Departures,
    /// The lines of the report.
    pub shown: LineSum,
    /// Of those, the items that were open at the end of the period and were settled since; `None` for a report that is not
    /// about what was open then.
    pub settled_since: Option<LineSum>,
    /// The same, part by part: its name, whether it was received, its totals.
    pub sections: Vec<(String, bool, Totals)>,
}

/// A step on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// An earlier file had the lines already, alike.
    Overlap,
    /// A later file has others in their place.
    Replaced,
    /// The profile leaves them out in a later file.
    Withdrawn,
    /// They are not on the report.
    Left(Departure),
}

impl Accepted {
    /// What the files of an intake brought.
    #[must_use]
    pub fn of_files(files: &[InputFile]) -> Self {
        let [mut accepted, mut overlap, mut replaced, mut withdrawn] = [LineSum::ZERO; 4];
        for file in files {
            accepted.merge(LineSum { count: file.accepted, cents: file.amount.decimal().mantissa() });
            let [overlap_cents, replaced_cents, withdrawn_cents] = file.set_aside_cents.unwrap_or_default();
            overlap.merge(LineSum { count: file.overlap, cents: overlap_cents });
            replaced.merge(LineSum { count: file.replaced, cents: replaced_cents });
            withdrawn.merge(LineSum { count: file.withdrawn, cents: withdrawn_cents });
        }
        Self::Files { accepted, overlap, replaced, withdrawn }
    }

    /// What the archives of two libraries held; what files brought is counted once for all.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let sum = |mut one: LineSum, other: LineSum| {
            one.merge(other);
            one
        };
        match (self, other) {
            (
                Self::Archive { held, other_days: [earlier, later], open },
                Self::Archive { held: more, other_days: [more_earlier, more_later], open: more_open },
            ) => Self::Archive {
                held: sum(held, more),
                other_days: [sum(earlier, more_earlier), sum(later, more_later)],
                open: sum(open, more_open),
            },
            (files @ Self::Files { .. }, _) | (_, files @ Self::Files { .. }) => files,
        }
    }

    /// Those of files that don't count, by the reason: an earlier file had them, a later one has others, or leaves them out.
    #[must_use]
    pub fn set_aside(self) -> Vec<LineSum> {
        match self {
            Self::Files { overlap, replaced, withdrawn, .. } => vec![overlap, replaced, withdrawn],
            Self::Archive { .. } => Vec::new(),
        }
    }

    /// All that came in, by itself and by the reasons why some of it is not looked at.
    #[must_use]
    pub fn all(self) -> LineSum {
        match self {
            Self::Files { accepted, .. } => accepted,
            Self::Archive { held, .. } => held,
        }
    }
}

impl Step {
    /// The name by which files for programs tell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
            Self::Left(why) => why.name(),
        }
    }
}

impl Bridge {
    /// The steps on the way and what each takes away; those that take nothing too.
    #[must_use]
    pub fn steps(&self) -> Vec<(Step, LineSum)> {
        let mut steps = Vec::new();
        if let Accepted::Files { overlap, replaced, withdrawn, .. } = self.accepted {
            steps.extend([(Step::Overlap, overlap), (Step::Replaced, replaced)]);
            // Few profiles leave records out.
            steps.extend((withdrawn.count > 0).then_some((Step::Withdrawn, withdrawn)));
        }
        // The order in which people think of them.
        let order = [
            Departure::EarlierDays,
            Departure::LaterDays,
            Departure::OtherInstitutions,
            Departure::OthersDaybooks,
            Departure::Settled,
            Departure::NotAskedFor,
            Departure::Filtered,
            Departure::Open,
            Departure::WrittenOff,
        ];
        steps.extend(order.map(|why| (Step::Left(why), self.left.of(why))));
        // Only the control desk has channels.
        let of_no_channel = self.left.of(Departure::NoChannel);
        steps.extend((of_no_channel.count > 0).then_some((Step::Left(Departure::NoChannel), of_no_channel)));
        steps
    }

    /// All that came in.
    #[must_use]
    pub fn came_in(&self) -> LineSum {
        self.accepted.all()
    }
}
