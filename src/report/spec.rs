//! All that says what a report shows, but for the lines themselves.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::DateTime;
use chrono_tz::Tz;

use super::language::Language;
use super::presentation::Presentation;
use super::selection::Selection;
use super::shown_lines::ShownLines;
use super::template::{Grouping, Template};
use crate::domain::transactions::TransactionRow;
use crate::domain::{CodeTables, Money, Transactions};

/// All that says what a report shows, but for the lines themselves.
#[derive(Clone, Debug)]
pub struct ReportSpec {
    /// What it looks like.
    pub template: Arc<Template>,
    /// How its lines are ordered.
    pub grouping: Grouping,
    /// What it is about.
    pub selection: Selection,
    /// The code tables.
    pub tables: Arc<CodeTables>,
    /// The language of its pages.
    pub language: Language,
    /// How the library wants it to look.
    pub presentation: Arc<Presentation>,
    /// When it is made.
    pub made: DateTime<Tz>,
    /// The page with the bookings behind its lines, as a path from its own; `None` where there is none.
    pub lines_page: Option<String>,
    /// What makes it an issued report; `None` for one on demand.
    pub issue: Option<Issue>,
}

/// What makes a report an issued one.
#[derive(Clone, Debug)]
pub struct Issue {
    /// Its number.
    pub number: String,
    /// Its version, from 1.
    pub version: u32,
    /// The hash of the record before it in the chain of the library's reports; empty for the first.
    pub previous: String,
    /// What the version before was made from.
    pub before: Option<Before>,
}

/// What an earlier version of a report was made from, and by what: tables, template and settings may be others today.
#[derive(Clone, Debug)]
pub struct Before {
    /// Its number, such as `I355-2026-00417`.
    pub number: String,
    /// The number of that version.
    pub version: u32,
    /// When it was issued, in Belgian time.
    pub issued: DateTime<Tz>,
    /// What it was about.
    pub selection: Selection,
    /// The code tables that it was made by.
    pub tables: Arc<CodeTables>,
    /// The transactions that held then, by those tables.
    pub then: Transactions,
    /// The transactions that hold now, by the tables of then.
    pub now: Transactions,
    /// What it said was received, less expenses; `None` where that is not known.
    pub received: Option<Money>,
    /// Whether its pseudonyms of customers came from another key.
    pub has_other_pseudonyms: bool,
    /// Its lines as it showed them, and as it would show them now: of a report whose lines are more than bookings of its days.
    pub lines: Option<[ShownLines; 2]>,
    /// What became of lines that exports have changed or dropped, then or since, by id.
    pub fates: BTreeMap<(String, String), LineFate>,
}

/// What became of a line, on whatever day it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineFate {
    /// The line as it stood when the earlier version was made; `None` when it was not there.
    pub then: Option<TransactionRow>,
    /// The line as it stands now; `None` when it is gone.
    pub now: Option<TransactionRow>,
    /// Whether it had vanished before the earlier version was made, for good or not.
    pub had_vanished: bool,
}
