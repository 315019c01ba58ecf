//! A report that is refused while others are made.

use crate::diagnostic::Diagnostic;
use crate::domain::Period;
use crate::failure::Failure;
use crate::report::template::Template;

/// What was made; nothing where that one report is refused, which is told and stops no other.
///
/// # Errors
/// What is in the way of others too.
pub(super) fn or_refused<T>(
    made: Result<T, Failure>,
    template: &Template,
    period: Period,
    told: &mut Vec<Diagnostic>,
) -> Result<Option<T>, Failure> {
    match made {
        Ok(made) => Ok(Some(made)),
        Err(failure) if failure.is_of_one_report => {
            let of_report = |diagnostic: Diagnostic| Diagnostic {
                what: format!("{} of {period} is not issued: {}", template.id, diagnostic.what),
                ..diagnostic
            };
            told.extend(failure.diagnostics.into_iter().map(of_report));
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}
