//! What two libraries say of the same money, out of the archives of both: once all have taken in what came.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::issue::Issuer;
use super::turn::Turn;
use crate::archive::{REGISTER, Register, ReportRecord};
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::Diagnostic;
use crate::domain::{Institution, Period};
use crate::failure::Failure;
use crate::report::template::Template;
use crate::reporting::archived::AsOf;
use crate::reporting::job::{ReportJob, closed_days};
use crate::reporting::sides::{ArchivedSide, of_archives};

impl Issuer<'_> {
    /// A report between libraries with what the others say of the same lines.
    ///
    /// # Errors
    /// When the two sides differ, or the other can't tell yet: then this one report is not issued.
    pub(super) fn told_by_both(&self, job: ReportJob) -> Result<ReportJob, Failure> {
        let (home, Some(period)) = (self.library.institution, job.spec.selection.period) else { return Ok(job) };
        if self.turn != Turn::Between {
            return Ok(job);
        }
        let own = ArchivedSide::of(self.register, home, &job, AsOf::Now)?;
        let mut others = Vec::new();
        for other in self.nightly.config.run.libraries.iter().filter(|other| other.institution != home) {
            let Some(side) = self.side(other.institution, period, &job)? else { continue };
            if side.is_whole() {
                others.push((other.institution, side));
            } else if own.tells_of(other.institution) {
                let what = format!("the exports of {} don't tell of every day of it yet", other.institution);
                let waits = Diagnostic::warning(what).hinted("it is issued as soon as both sides can be compared");
                return Err(Failure { diagnostics: vec![waits], is_of_one_report: true });
            }
        }
        let confirmed = of_archives((home, &own), others.iter().map(|(other, side)| (*other, &**side)))?;
        Ok(ReportJob { confirmed, ..job })
    }

    /// Whether lines of days came into the archive of another library since a report between libraries was issued.
    ///
    /// # Errors
    /// When an archive can't be read.
    pub(super) fn is_touched_elsewhere(
        &self,
        template: &Template,
        days: &[Period],
        earlier: &ReportRecord,
    ) -> Result<bool, Failure> {
        if Turn::of(template) != Turn::Between {
            return Ok(false);
        }
        if self.elsewhere.get().is_none() {
            let mut newest: BTreeMap<NaiveDate, DateTime<FixedOffset>> = BTreeMap::new();
            let others = self.nightly.config.run.libraries.iter().map(|other| other.institution);
            for folder in
                others.filter(|other| *other != self.library.institution).filter_map(|other| self.folder_of(other))
            {
                let register = Register::open_to_read(&folder)?;
                let taken_in: BTreeMap<u32, DateTime<FixedOffset>> =
                    register.exports()?.iter().map(|export| (export.intake, export.taken_in)).collect();
                for (day, intake) in register.touched()? {
                    let came = taken_in.get(&intake).copied().unwrap_or_default();
                    let known = newest.entry(day).or_insert(came);
                    *known = came.max(*known);
                }
            }
            let _ = self.elsewhere.set(newest);
        }
        let came_later = |days: &Period| {
            let own = self.elsewhere.get().into_iter().flat_map(|newest| newest.range(days.first()..=days.last()));
            own.into_iter().any(|(_, came)| *came > earlier.issued)
        };
        Ok(days.iter().any(came_later))
    }

    /// The folder of a library in the archive, or in the copy that a dry run works on; `None` where it has none yet.
    fn folder_of(&self, library: Institution) -> Option<PathBuf> {
        let folders = self.nightly.shadow.into_iter().chain([self.nightly.archive]);
        let mut folders = folders.map(|folder| folder.join(library.to_string()));
        folders.find(|folder| folder.join(REGISTER).is_file())
    }

    /// What another library's archive says; nothing where it has none.
    fn side(
        &self,
        library: Institution,
        period: Period,
        job: &ReportJob,
    ) -> Result<Option<Arc<ArchivedSide>>, Failure> {
        let mut known = self.nightly.sides.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (library, job.spec.template.sha256.clone(), period.to_string());
        if let Some(side) = known.get(&key) {
            return Ok(side.clone());
        }
        let side = match self.folder_of(library) {
            Some(folder) => {
                let settings = self.nightly.config.run.library(library);
                let register = Register::open_to_read(&folder)?;
                let told = register.coverage()?;
                let first_told = |settings: &LibrarySettings| told.of_all(&settings.feed_days()).first();
                let closed = settings.map(|settings| closed_days(settings, &job.spec.selection, first_told(settings)));
                let job = ReportJob { closed: closed.unwrap_or_default(), ..job.clone() };
                Some(Arc::new(ArchivedSide::of(&register, library, &job, AsOf::Now)?))
            }
            None => None,
        };
        known.insert(key, side.clone());
        Ok(side)
    }
}
