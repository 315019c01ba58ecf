//! A report that is refused while others are made.

use crate::archive::ReportRecord;
use crate::archive::unreplaced::Unreplaced;
use crate::diagnostic::Diagnostic;
use crate::domain::Period;
use crate::failure::Failure;
use crate::report::template::Template;

/// What is refused of the reports of a night.
#[derive(Debug)]
pub(super) struct Refusals<'t> {
    pub(super) told: &'t mut Vec<Diagnostic>,
    /// The issued ones that no longer hold and can't be replaced.
    pub(super) unreplaced: Unreplaced,
}

impl<'t> Refusals<'t> {
    /// None yet; what is refused will be told.
    pub(super) fn new(told: &'t mut Vec<Diagnostic>) -> Self {
        Self { told, unreplaced: Unreplaced::new() }
    }

    /// What was made of a report, whose version before may be issued; nothing where that one report is refused, which is
    /// told and stops no other.
    ///
    /// # Errors
    /// What is in the way of others too.
    pub(super) fn or_refused<T>(
        &mut self,
        made: Result<T, Failure>,
        (template, period, earlier): (&Template, Period, Option<&ReportRecord>),
    ) -> Result<Option<T>, Failure> {
        match made {
            Ok(made) => Ok(Some(made)),
            Err(failure) if failure.is_of_one_report => {
                if let Some(earlier) = earlier {
                    let why = failure.diagnostics.first().map(|diagnostic| diagnostic.what.clone()).unwrap_or_default();
                    self.unreplaced.insert(earlier.number.clone(), why);
                }
                let of_report = |diagnostic: Diagnostic| {
                    let what = match earlier {
                        None => format!("{} of {period} is not issued: {}", template.id, diagnostic.what),
                        Some(ReportRecord { number, .. }) => format!(
                            "{number}, {} of {period}, no longer holds and is not replaced: {}",
                            template.id, diagnostic.what
                        ),
                    };
                    Diagnostic { what, ..diagnostic }
                };
                self.told.extend(failure.diagnostics.into_iter().map(of_report));
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }
}
