//! The way from what came in to what is on a report: every line that was accepted is on it, or left for a reason.

use super::departure::{Departure, Departures};
use super::lines::Totals;
use crate::domain::LineSum;
use crate::ingest::InputFile;

/// What came in, counted by those who brought it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What it came from.
    pub from: Origin,
    /// All lines that were accepted.
    pub all: LineSum,
    /// Those among them that an earlier file had already, alike.
    pub overlap: LineSum,
    /// Those among them in whose place a later file has others, or none.
    pub replaced: LineSum,
    /// Those among them that the profile leaves out in a later file; out of an archive they count as replaced.
    pub withdrawn: LineSum,
    /// Those among them that were settled before and behind the days of the report, as far as nobody looks at them one by
    /// one.
    pub other_days: [LineSum; 2],
    /// Those among them that are open, as far as nobody looks at them one by one.
    pub open: LineSum,
}

/// What lines came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Export files.
    Files,
    /// The exports in an archive that the report names as its sources.
    Sources,
    /// All exports in an archive.
    Archive,
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
    /// A later file has others in their place, or none.
    Replaced,
    /// The profile leaves them out in a later file.
    Withdrawn,
    /// They are not on the report.
    Left(Departure),
}

impl Accepted {
    /// Nothing, from somewhere.
    #[must_use]
    pub fn nothing(from: Origin) -> Self {
        let none = LineSum::ZERO;
        Self { from, all: none, overlap: none, replaced: none, withdrawn: none, other_days: [none; 2], open: none }
    }

    /// What the files of an intake brought.
    #[must_use]
    pub fn of_files(files: &[InputFile]) -> Self {
        let mut accepted = Self::nothing(Origin::Files);
        for file in files {
            accepted.all.merge(LineSum { count: file.accepted, cents: file.amount.decimal().mantissa() });
            let [overlap_cents, replaced_cents, withdrawn_cents] = file.set_aside_cents.unwrap_or_default();
            accepted.overlap.merge(LineSum { count: file.overlap, cents: overlap_cents });
            accepted.replaced.merge(LineSum { count: file.replaced, cents: replaced_cents });
            accepted.withdrawn.merge(LineSum { count: file.withdrawn, cents: withdrawn_cents });
        }
        accepted
    }

    /// What the archives of two libraries took in together.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        let Self { from: _, all, overlap, replaced, withdrawn, other_days: [earlier, later], open } = other;
        self.all.merge(all);
        self.overlap.merge(overlap);
        self.replaced.merge(replaced);
        self.withdrawn.merge(withdrawn);
        self.other_days[0].merge(earlier);
        self.other_days[1].merge(later);
        self.open.merge(open);
        self
    }

    /// Those that don't count, by the reason: an earlier file had them, a later one has others, or leaves them out.
    #[must_use]
    pub fn set_aside(self) -> [LineSum; 3] {
        [self.overlap, self.replaced, self.withdrawn]
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
        let mut steps = vec![(Step::Overlap, self.accepted.overlap), (Step::Replaced, self.accepted.replaced)];
        // Few profiles leave records out.
        let withdrawn = self.accepted.withdrawn;
        steps.extend((withdrawn.count > 0).then_some((Step::Withdrawn, withdrawn)));
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
        // Few reports know of these: only the control desk has channels.
        for why in [Departure::NobodysDaybook, Departure::Separate, Departure::NoChannel] {
            let lines = self.left.of(why);
            steps.extend((lines.count > 0).then_some((Step::Left(why), lines)));
        }
        steps
    }

    /// All that came in.
    #[must_use]
    pub fn came_in(&self) -> LineSum {
        self.accepted.all
    }
}
