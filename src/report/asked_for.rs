//! Which of the codes that a report was asked for the input has.

use super::selection::{BookingCodes, Daybooks, Selection};
use crate::domain::transactions::TransactionRow;
use crate::domain::{Asked, Branch, Institution};

/// A code, or a run of codes, that was asked for.
#[derive(Clone, Copy, Debug)]
enum AskedCode {
    Institution(Institution),
    Branch(Branch),
    Letter(char),
    Daybooks(Daybooks),
    BookingCodes(BookingCodes),
}

/// The codes that were asked for, each with whether a line has it.
#[derive(Clone, Debug, Default)]
pub(super) struct AskedFor {
    codes: Vec<(AskedCode, bool)>,
    has_lines: bool,
}

impl AskedFor {
    /// What a selection asks for; the libraries only where the input may be of others.
    pub(super) fn of(selection: &Selection, with_institution: bool) -> Self {
        let institutions = selection.institutions.iter().filter(|_| with_institution).copied();
        let codes = institutions
            .map(AskedCode::Institution)
            .chain(selection.branches.iter().copied().map(AskedCode::Branch))
            .chain(selection.daybook_letters.iter().copied().map(AskedCode::Letter))
            .chain(selection.daybooks.iter().copied().map(AskedCode::Daybooks))
            .chain(selection.booking_codes.iter().copied().map(AskedCode::BookingCodes));
        Self { codes: codes.map(|code| (code, false)).collect(), has_lines: false }
    }

    /// Looks at a line.
    #[inline]
    pub(super) fn see(&mut self, row: &TransactionRow) {
        self.has_lines = true;
        for (code, is_seen) in self.codes.iter_mut().filter(|(_, is_seen)| !is_seen) {
            *is_seen = match code {
                AskedCode::Institution(institution) => {
                    row.institution == *institution || row.manager == Some(*institution)
                }
                AskedCode::Branch(branch) => row.branch == *branch,
                AskedCode::Letter(letter) => row.daybook.is_some_and(|daybook| daybook.letter() == *letter),
                AskedCode::Daybooks(daybooks) => row.daybook.is_some_and(|daybook| daybooks.have(daybook)),
                AskedCode::BookingCodes(codes) => codes.have(row.booking_code),
            };
        }
    }

    /// Adds what another part of the input has.
    pub(super) fn merge(&mut self, other: &Self) {
        self.has_lines |= other.has_lines;
        for ((_, is_seen), (_, is_seen_there)) in self.codes.iter_mut().zip(&other.codes) {
            *is_seen |= is_seen_there;
        }
    }

    /// What no line has; nothing where there are no lines at all.
    pub(super) fn lacking(&self) -> Vec<Asked> {
        let lacking = self.codes.iter().filter(|(_, is_seen)| self.has_lines && !is_seen);
        let asked = |(code, _): &(AskedCode, bool)| match code {
            AskedCode::Institution(institution) => Asked::Institution(*institution),
            AskedCode::Branch(branch) => Asked::Branch(*branch),
            AskedCode::Letter(letter) => Asked::Daybooks(letter.to_string()),
            AskedCode::Daybooks(daybooks) => Asked::Daybooks(daybooks.to_string()),
            AskedCode::BookingCodes(codes) => Asked::BookingCodes(codes.to_string()),
        };
        lacking.map(asked).collect()
    }
}
