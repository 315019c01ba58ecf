//! The period that an export tells of, by which its reports are named.

use chrono::NaiveDate;

use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::Period;
use crate::ingest::Intake;

/// The days that an export tells of, as the shortest name of a period that they have; `None` where it tells of none.
pub(super) fn period(intake: &Intake) -> Option<Period> {
    let runs = intake.files.iter().flat_map(|file| match file.named_days {
        Some(run) => vec![run],
        None => file.covers.runs().to_vec(),
    });
    let settled = || {
        let places = intake.files.iter().flat_map(|file| file.survey.places());
        let days: Vec<NaiveDate> = places.filter_map(|(place, _)| Some(place.settled?.1)).collect();
        Some((*days.iter().min()?, *days.iter().max()?))
    };
    let (first, last) = runs.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))).or_else(settled)?;
    let exactly = |text: String| {
        let period = Period::parse(&text, last).ok()?;
        (period.first() == first && period.last() == last).then_some(period)
    };
    let names = ["%Y-%m-%d", "%G-W%V", "%Y-%m", "%Y"].map(|form| first.format(form).to_string());
    names.into_iter().find_map(exactly).or(Some(Period::Range { first, last }))
}

/// That an export tells of no days.
pub(super) fn no_days(lines: u64) -> Diagnostic {
    let what = if lines == 0 {
        "the export has no lines, and its name tells no days"
    } else {
        "all lines of the export are still open, and its name tells no days"
    };
    Diagnostic::error(ExitStatus::Refused, what).hinted(
        "make the export of days on which something was settled, or name the days in the file's name, such as \
         dagboek_2026-11-02.csv",
    )
}
