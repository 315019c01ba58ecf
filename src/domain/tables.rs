//! What the codes mean: the validated code tables of the configuration.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{BookingCode, Branch, Daybook, DaybookKind, Institution, Ledger, Period};

/// The code tables; a table that is not configured is empty and knows nothing of its codes.
#[derive(Clone, Debug, Default)]
pub struct CodeTables {
    /// Libraries by code.
    pub institutions: BTreeMap<Institution, InstitutionEntry>,
    /// Branches by code: one entry for each run of days.
    pub branches: BTreeMap<Branch, Vec<BranchEntry>>,
    /// Daybooks by code: one entry for each run of days.
    pub daybooks: BTreeMap<Daybook, Vec<DaybookEntry>>,
    /// Booking codes by code.
    pub booking_codes: BTreeMap<BookingCode, BookingCodeEntry>,
    /// Booking codes by which cash is carried to the bank, beside 5990.
    pub handed_over: Vec<BookingCode>,
    /// What libraries have agreed on receiving money for each other.
    pub agreements: Vec<Agreement>,
    /// On which accounts the bookkeeping wants what was booked.
    pub ledger: Ledger,
}

/// What libraries have agreed on receiving money for each other.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// What it is called, so that a reader finds it.
    pub name: String,
    /// The libraries that agreed, each once.
    pub institutions: Vec<Institution>,
    /// The first day on which it holds; `None` for always before.
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds; `None` for always after.
    pub valid_to: Option<NaiveDate>,
}

impl Agreement {
    /// Whether it is about two libraries on any day of a period.
    #[must_use]
    pub fn is_between(&self, one: Institution, other: Institution, period: Period) -> bool {
        self.institutions.contains(&one)
            && self.institutions.contains(&other)
            && self.valid_from.is_none_or(|first| first <= period.last())
            && self.valid_to.is_none_or(|last| period.first() <= last)
    }
}

/// What is known of a library.
#[derive(Clone, Debug)]
pub struct InstitutionEntry {
    /// Its name.
    pub name: String,
    /// The number of the financial organisation that it belongs to.
    pub financial_organisation: Option<u32>,
    /// The cooperation group: `1`, `2`, `3`, `3a` …
    pub cooperation_group: Option<String>,
}

/// What is known of a branch during a run of days.
#[derive(Clone, Debug)]
pub struct BranchEntry {
    /// The library that it belongs to.
    pub institution: Institution,
    /// Its name.
    pub name: String,
    /// The first day on which this entry holds; `None` for always before.
    pub valid_from: Option<NaiveDate>,
    /// The last day on which this entry holds; `None` for always after.
    pub valid_to: Option<NaiveDate>,
}

/// What is known of a daybook during a run of days.
#[derive(Clone, Debug)]
pub struct DaybookEntry {
    /// Which desk, terminal or account it is.
    pub description: String,
    /// The library that manages it; `None` when it is every library's own.
    pub institution: Option<Institution>,
    /// The ledger account that it is booked on.
    pub ledger_account: Option<String>,
    /// The first day on which this entry holds; `None` for always before.
    pub valid_from: Option<NaiveDate>,
    /// The last day on which this entry holds; `None` for always after.
    pub valid_to: Option<NaiveDate>,
}

/// What is known of a booking code.
#[derive(Clone, Debug)]
pub struct BookingCodeEntry {
    /// What was paid.
    pub description: String,
    /// The ledger account that it is booked on.
    pub ledger_account: Option<String>,
}

impl BranchEntry {
    /// Whether the entry holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }
}

impl DaybookEntry {
    /// Whether the entry holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }
}

impl CodeTables {
    /// Takes a code for one by which cash is carried to the bank; in order, each one time.
    pub fn add_hand_over(&mut self, code: BookingCode) {
        if !self.handed_over.contains(&code) {
            self.handed_over.push(code);
            self.handed_over.sort_unstable();
        }
    }

    /// What figures rest on, without the words that pages show beside them: the same for tables that give the same figures.
    #[must_use]
    pub fn without_words(&self) -> Self {
        let mut daybooks = self.daybooks.clone();
        for entry in daybooks.values_mut().flatten() {
            // That it speaks of online payments tells how money came in.
            let word = if speaks_of_online(&entry.description) { "online" } else { "" };
            word.clone_into(&mut entry.description);
        }
        let mut booking_codes = self.booking_codes.clone();
        booking_codes.retain(|_, entry| entry.ledger_account.is_some());
        for entry in booking_codes.values_mut() {
            entry.description.clear();
        }
        let (handed_over, ledger) = (self.handed_over.clone(), self.ledger.clone());
        Self { daybooks, booking_codes, handed_over, ledger, ..Self::default() }
    }

    /// The entry of a daybook that holds on a day.
    #[must_use]
    pub fn daybook_on(&self, daybook: Daybook, day: NaiveDate) -> Option<&DaybookEntry> {
        self.daybooks.get(&daybook)?.iter().find(|entry| entry.holds_on(day))
    }

    /// The description of a daybook for a reader of figures up to `day`: the one that holds then, else the newest.
    #[must_use]
    pub fn daybook_description(&self, daybook: Daybook, day: NaiveDate) -> Option<&str> {
        let entry = self.daybook_on(daybook, day).or_else(|| self.daybooks.get(&daybook)?.last())?;
        Some(&entry.description)
    }

    /// The name of a branch for a reader of figures up to `day`: the one that holds then, else the newest.
    #[must_use]
    pub fn branch_name(&self, branch: Branch, day: NaiveDate) -> Option<&str> {
        let entries = self.branches.get(&branch)?;
        let entry = entries.iter().find(|entry| entry.holds_on(day)).or_else(|| entries.last())?;
        Some(&entry.name)
    }

    /// Whether what is settled on a daybook comes in online, by its description then. B990 always does: Wise puts
    /// online payments there from before a library had its own online daybook.
    #[must_use]
    pub fn is_online(&self, daybook: Daybook, day: NaiveDate) -> bool {
        daybook.kind() == DaybookKind::Bank
            && (daybook.is_former_online() || self.daybook_description(daybook, day).is_some_and(speaks_of_online))
    }

    /// Whether any bank daybook of the tables takes online payments; without one they can't be told apart.
    #[must_use]
    pub fn knows_online(&self) -> bool {
        let mut bank = self.daybooks.iter().filter(|(daybook, _)| daybook.kind() == DaybookKind::Bank);
        bank.any(|(_, entries)| entries.iter().any(|entry| speaks_of_online(&entry.description)))
    }

    /// The library that manages a daybook on a day. `None` when it is every library's own: no daybook table is
    /// configured, the table says so, or it doesn't know the daybook (its money must not drop out).
    #[inline]
    #[must_use]
    pub fn managing_institution(&self, daybook: Daybook, day: NaiveDate) -> Option<Institution> {
        self.daybook_on(daybook, day)?.institution
    }

    /// The library in whose hands a daybook is on a day: the one that manages it then or, where the table knows it no longer, the
    /// one that managed it last. What is settled on a drawer that has ended comes out of that drawer.
    #[must_use]
    pub fn holding_institution(&self, daybook: Daybook, day: NaiveDate) -> Option<Institution> {
        if let Some(entry) = self.daybook_on(daybook, day) {
            return entry.institution;
        }
        let ended = self.daybooks.get(&daybook)?.iter().filter(|entry| entry.valid_to.is_some_and(|last| last < day));
        ended.max_by_key(|entry| entry.valid_to)?.institution
    }

    /// Whether any daybook has a library that manages it: else they tell nothing of what is whose.
    #[must_use]
    pub fn name_managers(&self) -> bool {
        self.daybooks.values().flatten().any(|entry| entry.institution.is_some())
    }

    /// Whether any booking code has an account of the books.
    #[must_use]
    pub fn name_ledger_accounts(&self) -> bool {
        let of_code = self.ledger.mappings.iter().any(|mapping| mapping.booking_codes.is_some());
        of_code || self.booking_codes.values().any(|entry| entry.ledger_account.is_some())
    }

    /// Whether daybooks are configured and this one is not known on that day.
    #[must_use]
    pub fn lacks_daybook(&self, daybook: Daybook, day: NaiveDate) -> bool {
        !self.daybooks.is_empty() && self.daybook_on(daybook, day).is_none()
    }

    /// Whether institutions are configured and this one is not.
    #[must_use]
    pub fn lacks_institution(&self, institution: Institution) -> bool {
        !self.institutions.is_empty() && !self.institutions.contains_key(&institution)
    }

    /// Whether it depends on the day which branches there are.
    #[must_use]
    pub fn has_dated_branches(&self) -> bool {
        let mut entries = self.branches.values().flatten();
        entries.any(|entry| entry.valid_from.is_some() || entry.valid_to.is_some())
    }

    /// Whether branches are configured and this one is not known on that day.
    #[must_use]
    pub fn lacks_branch(&self, branch: Branch, day: NaiveDate) -> bool {
        let holds = |entries: &Vec<BranchEntry>| entries.iter().any(|entry| entry.holds_on(day));
        !self.branches.is_empty() && !self.branches.get(&branch).is_some_and(holds)
    }

    /// The library that a branch belongs to on a day by the tables, where that is another than lines have.
    #[must_use]
    pub fn other_owner(&self, branch: Branch, institution: Institution, day: NaiveDate) -> Option<Institution> {
        let entry = self.branches.get(&branch)?.iter().find(|entry| entry.holds_on(day))?;
        Some(entry.institution).filter(|owner| *owner != institution)
    }

    /// Whether booking codes are configured and this one is not.
    #[must_use]
    pub fn lacks_booking_code(&self, code: BookingCode) -> bool {
        !self.booking_codes.is_empty() && !self.booking_codes.contains_key(&code)
    }
}

/// Whether a description has the word, in small letters or capitals.
fn speaks_of_online(description: &str) -> bool {
    description.as_bytes().windows(6).any(|part| part.eq_ignore_ascii_case(b"online"))
}
