//! Daybooks that no library manages: what is on them stands in the report of every library on its daybooks.

use super::selection::Selection;
use super::tally::Tally;
use super::template::InstitutionScope;
use crate::domain::{CodeTables, Finding, Institution};

/// What is worth telling of lines of a report on one library's daybooks: those on daybooks that every other library has as
/// its own too. Where nothing tells of a second library, there is none.
pub(super) fn unmanaged_daybooks(tally: &Tally, selection: &Selection, tables: &CodeTables) -> Vec<Finding> {
    let Some(own) = selection.one_institution().filter(|_| selection.scope == InstitutionScope::OwnDaybooks) else {
        return Vec::new();
    };
    let is_others = |institution: &Institution| *institution != own;
    let costs = tally.costs.iter().filter(|(daybook, _)| tally.unmanaged.contains_key(daybook));
    let are_several = tables.name_managers()
        || tables.institutions.keys().any(is_others)
        || costs.map(|(_, institution)| institution).any(is_others);
    let unmanaged = tally.unmanaged.iter().filter(|_| are_several);
    unmanaged.map(|(daybook, sum)| Finding::UnmanagedDaybook { daybook: *daybook, lines: sum.lines() }).collect()
}
