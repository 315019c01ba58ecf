//! The lines of exports, added up again before anything is issued: what was changed behind the program's back is found
//! before it is on a report.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::ArchiveError;
use super::archived_export::{ArchivedExport, files_hash};
use super::history::HistoryView;
use super::month::{Month, Wanted};
use super::register::Register;
use crate::domain::{Money, Period};

impl Register {
    /// Demands that the files of lines are those that the newest export left.
    ///
    /// # Errors
    /// When the register names others.
    pub fn demand_files_of_newest(&self) -> Result<(), ArchiveError> {
        let newest = self.known_exports()?.last().cloned();
        let Some((name, files)) = newest.and_then(|newest| Some((newest.name, newest.files?))) else { return Ok(()) };
        if files_hash(self.months()?.iter()) == files {
            return Ok(());
        }
        let what = format!("they are not those that {name} left, which came in last");
        Err(ArchiveError::Changed(self.folder().to_owned(), what))
    }
}

impl HistoryView<'_> {
    /// Demands that the lines of exports that tell of a period add up to what each brought, all of their lines, whatever
    /// became of them. Those that were proven before are passed over, and remembered.
    ///
    /// # Errors
    /// When they don't, or a file of lines is missing or altered.
    pub fn demand_sums(&mut self, period: Period, proven: &mut BTreeSet<u32>) -> Result<(), ArchiveError> {
        let tells = |export: &&ArchivedExport| {
            export.days_of_lines.is_some_and(|(first, last)| first <= period.last() && period.first() <= last)
        };
        let exports: Vec<ArchivedExport> =
            self.exports().iter().filter(tells).filter(|export| proven.insert(export.intake)).cloned().collect();
        let months: BTreeSet<Month> = exports.iter().flat_map(months_of).collect();
        let mut sums: BTreeMap<u32, i128> = BTreeMap::new();
        for record in self.all_months().into_iter().filter(|record| months.contains(&record.month)) {
            for (intake, sum) in self.month(&record, &Wanted::Lines)?.sums()?.0 {
                *sums.entry(intake).or_default() += sum;
            }
        }
        for ArchivedExport { intake, name, kept_cents, .. } in exports {
            let (sum, Some(kept)) = (sums.get(&intake).copied().unwrap_or_default(), kept_cents) else { continue };
            if sum != i128::from(kept) {
                let (sum, kept) = (Money::from_cents(i64::try_from(sum).unwrap_or(i64::MAX)), Money::from_cents(kept));
                let what = format!("the lines of {name} add up to {sum}, when they came in it was {kept}");
                return Err(ArchiveError::Changed(self.folder().to_owned(), what));
            }
        }
        Ok(())
    }
}

/// The months that lines of an export can be kept in.
pub(super) fn months_of(export: &ArchivedExport) -> Vec<Month> {
    let Some((first, last)) = export.days_of_lines else { return Vec::new() };
    let number = |day: chrono::NaiveDate| day.year() * 12 + day.month0().cast_signed();
    let day = |number: i32| {
        let month = number.rem_euclid(12).unsigned_abs() + 1;
        chrono::NaiveDate::from_ymd_opt(number.div_euclid(12), month, 1)
    };
    let settled = (number(first)..=number(last)).filter_map(day).map(|day| Month::of(Some(day)));
    settled.chain((export.open > 0).then(|| Month::of(None))).collect()
}
