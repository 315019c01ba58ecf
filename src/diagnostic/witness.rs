//! What is wrong with witnesses, as the user is told.

use std::io;
use std::path::Path;

use super::entry::{Diagnostic, ExitStatus, Spot};
use super::input::of_source_error;
use crate::ingest::source::SourceError;
use crate::witness::{Fault, Place};

/// What is wrong with a witness.
#[must_use]
pub fn of_witness_fault(path: &Path, fault: &Fault) -> Diagnostic {
    let place = format!("{}{}", path.display(), fault.place);
    let diagnostic = Diagnostic::error(ExitStatus::Refused, fault.what).at(place);
    let (line, column) = match &fault.place {
        Place::File => (None, None),
        Place::Line(line) => (Some(*line), None),
        Place::Positions(line, from, _) => (Some(*line), Some(from.to_string())),
        Place::Column(line, header) => (Some(*line), Some(header.clone())),
        Place::Cell(_, row, cell) => (Some(u64::from(*row)), Some(cell.clone())),
    };
    let spot = Spot { file: path.display().to_string(), line, column, ..Spot::default() };
    let hint = fault.hint.map(str::to_owned);
    Diagnostic { text: fault.text.clone(), hint, spot: Some(spot), ..diagnostic }
}

/// That a witness can't be read at all.
#[must_use]
pub fn of_unreadable_witness(path: &Path, error: &io::Error) -> Diagnostic {
    if error.kind() == io::ErrorKind::NotFound {
        return of_source_error(&SourceError::Missing(path.to_owned()));
    }
    Diagnostic::error(ExitStatus::Environment, format!("`{}` can't be read: {error}", path.display())).about(path)
}
