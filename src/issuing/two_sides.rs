//! What two libraries say of the same money, out of the archives of both: once all have taken in what came.

use std::sync::{Arc, PoisonError};

use super::issue::Issuer;
use super::turn::Turn;
use crate::archive::{REGISTER, Register};
use crate::diagnostic::Diagnostic;
use crate::domain::{Institution, Period};
use crate::failure::Failure;
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
        let name = library.to_string();
        let folders = self.nightly.shadow.into_iter().chain([self.nightly.archive]).map(|folder| folder.join(&name));
        let side = match folders.into_iter().find(|folder| folder.join(REGISTER).is_file()) {
            Some(folder) => {
                let settings = self.nightly.config.run.library(library);
                let register = Register::open_to_read(&folder)?;
                let first_told = register.coverage()?.of_any().first();
                let closed = settings.map(|settings| closed_days(settings, &job.spec.selection, first_told));
                let job = ReportJob { closed: closed.unwrap_or_default(), ..job.clone() };
                Some(Arc::new(ArchivedSide::of(&register, library, &job, AsOf::Now)?))
            }
            None => None,
        };
        known.insert(key, side.clone());
        Ok(side)
    }
}
