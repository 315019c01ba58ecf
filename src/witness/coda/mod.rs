//! Bank statements in CODA, the coded statement of Belgian banks: CODA 2.6, Febelfin, February 2018.
//!
//! A parser of its own that knows nothing of the rest of the program. Every record is read by its positions, and what does
//! not tie out is refused: balances, totals, counts, numbers, the order of records, the marks that say what follows.
//! All faults are told, each with its line and positions.
//!
//! What is never kept: names, addresses, accounts of others, card numbers. The types have no room for them. What a free
//! communication says is shown to whoever reads, who keeps of it what is needed.

mod account;
mod communication;
mod days;
mod fault;
mod line;
mod movements;
mod ogm;
mod reader;
mod records;
mod statement;
#[cfg(test)]
mod tests;
mod totals;

pub use account::Account;
pub use communication::{Communication, FreeText, Tickets};
pub use fault::{CodaFault, FaultKind};
pub use line::{LENGTH, ShortLines};
pub use ogm::Ogm;
pub use reader::read;
pub use statement::{Balance, CodaFile, Denomination, Movement, Return, Statement, TransactionCode};

/// Whether bytes begin as a CODA file does; a file whose first line is damaged further on is one too.
#[must_use]
pub fn begins_as_coda(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let line = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    // Record 0: noughts, the day, the bank or blanks, the application, a blank or D, seven blanks.
    line.len() >= 24
        && line.starts_with(b"00000")
        && line[5..11].iter().all(u8::is_ascii_digit)
        && line[11..14].iter().all(|byte| byte.is_ascii_digit() || *byte == b' ')
        && line[14..16].iter().all(u8::is_ascii_digit)
        && matches!(line[16], b' ' | b'D')
        && line[17..24].iter().all(|byte| *byte == b' ')
}
