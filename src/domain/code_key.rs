//! The codes of a transaction, as one number.

use super::{BookingCode, Branch, Daybook, Institution};

/// The codes that a summary groups transactions by, as one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeKey {
    /// How it was settled; `None` while the item is open.
    pub daybook: Option<Daybook>,
    /// Where the cost arose.
    pub institution: Institution,
    /// Where the cost arose.
    pub branch: Branch,
    /// What was paid.
    pub booking_code: BookingCode,
}

impl CodeKey {
    /// What stands for no daybook: more than any has.
    const OPEN: u64 = 26_000;

    /// The number of these codes; other codes have another.
    #[inline]
    #[must_use]
    pub fn number(self) -> u64 {
        let daybook = self.daybook.map_or(Self::OPEN, |daybook| daybook.number().into());
        let (institution, branch) = (u64::from(self.institution.number()), u64::from(self.branch.number()));
        ((daybook * 1000 + institution) * 10_000 + branch) * 10_000 + u64::from(self.booking_code.number())
    }

    /// The codes that a number stands for; `None` when it stands for none.
    #[must_use]
    pub fn from_number(number: u64) -> Option<Self> {
        let part = |number: u64| u32::try_from(number).ok();
        let (rest, booking_code) = (number / 10_000, number % 10_000);
        let (rest, branch) = (rest / 10_000, rest % 10_000);
        let (daybook, institution) = (rest / 1000, rest % 1000);
        let daybook = if daybook == Self::OPEN { None } else { Some(Daybook::from_number(part(daybook)?)?) };
        Some(Self {
            daybook,
            institution: Institution::from_number(part(institution)?)?,
            branch: Branch::from_number(part(branch)?)?,
            booking_code: BookingCode::from_number(part(booking_code)?)?,
        })
    }
}
