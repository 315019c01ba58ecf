//! What is wrong with witnesses, as the user is told.

use std::io;
use std::path::Path;

use super::entry::{Diagnostic, ExitStatus};
use crate::witness::Fault;
use crate::witness::mending::way_to_mend;

/// What is wrong with a witness.
#[must_use]
pub fn of_witness_fault(path: &Path, fault: &Fault) -> Diagnostic {
    let place = format!("{}{}", path.display(), fault.place);
    let diagnostic = Diagnostic::error(ExitStatus::Refused, fault.what).at(place);
    Diagnostic {
        text: fault.text.clone(),
        hint: fault.hint.or_else(|| way_to_mend(fault.what)).map(str::to_owned),
        ..diagnostic
    }
}

/// That a witness can't be read at all.
#[must_use]
pub fn of_unreadable_witness(path: &Path, error: &io::Error) -> Diagnostic {
    if error.kind() == io::ErrorKind::NotFound {
        return Diagnostic::usage(format!("there is no file `{}`", path.display()));
    }
    Diagnostic::error(ExitStatus::Environment, format!("`{}` can't be read: {error}", path.display()))
}
