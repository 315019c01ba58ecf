//! One witness read and judged, whatever its kind.

use super::bank::BankStatement;
use super::coda::{self, ShortLines};
use super::fault::Fault;
use super::kind::WitnessKind;
use super::payout::Payout;

/// What a witness says, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Reading {
    /// Statements of bank accounts.
    pub statements: Vec<BankStatement>,
    /// All that is wrong; where anything is, nothing that it says counts.
    pub faults: Vec<Fault>,
}

/// Reads a witness.
#[must_use]
pub fn read(kind: WitnessKind, bytes: &[u8]) -> Reading {
    match kind {
        WitnessKind::Coda => {
            let file = coda::read(bytes, ShortLines::Refused, &Payout::of_coda);
            let mut faults: Vec<Fault> = file.faults.into_iter().map(Fault::from).collect();
            let (statements, more) = BankStatement::of_coda(file.statements);
            faults.extend(more);
            Reading { statements, faults }
        }
    }
}
