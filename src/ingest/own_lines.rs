//! Whose file a file is by its lines and its name, where several libraries look for exports in one place: another
//! library's file never makes a day known.

use std::collections::{BTreeMap, BTreeSet};

use super::export_series::ExportSeries;
use super::input_file::InputFile;
use super::survey::Survey;
use super::told_names::names_with_own_folders;
use crate::domain::{CodeTables, Institution};

/// Exports of one kind: their feed, and what their names and folders have in common.
pub type OwnKind = (String, ExportSeries);

/// What is known of a kind of exports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct KindOfLines {
    /// Whether one of them has lines.
    has_lines: bool,
    /// Whether one of them has a line of the library, or was taken for one of its.
    has_own: bool,
}

/// The kinds of exports that are known of a library.
#[derive(Clone, Debug, Default)]
pub struct OwnKinds {
    kinds: BTreeMap<OwnKind, KindOfLines>,
}

impl OwnKinds {
    /// Notes an export of a kind.
    pub fn note(&mut self, kind: OwnKind, has_lines: bool, is_own: bool) {
        let of_kind = self.kinds.entry(kind).or_default();
        of_kind.has_lines |= has_lines;
        of_kind.has_own |= has_lines && is_own;
    }

    /// Whether an export of a kind has had a line of the library.
    #[must_use]
    pub fn has_own(&self, kind: &OwnKind) -> bool {
        self.kinds.get(kind).is_some_and(|of_kind| of_kind.has_own)
    }

    /// Whether exports of a kind tell of the library's days by themselves: one of them has a line of its, or none any line.
    #[must_use]
    pub fn tell(&self, kind: &OwnKind) -> bool {
        let of_kind = self.kinds.get(kind).copied().unwrap_or_default();
        of_kind.has_own || !of_kind.has_lines
    }

    /// Whether exports of a kind without any line of the library tell of its days all the same. A feed of which nothing is
    /// the library's own is one that it doesn't wait for, as long as another is.
    #[must_use]
    pub fn tell_without(&self, (feed, _): &OwnKind, is_looked_for_by_others: bool) -> bool {
        let mut own = self.kinds.iter().filter(|(_, of_kind)| of_kind.has_own).peekable();
        if own.peek().is_none() { !is_looked_for_by_others } else { !own.any(|((name, _), _)| name == feed) }
    }
}

/// Whether a line is the library's: on a daybook of its, or a cost of its that no other library that looks for the file
/// received.
#[must_use]
pub fn has_own_line(survey: &Survey, own: Institution, others: &BTreeSet<Institution>, tables: &CodeTables) -> bool {
    let has_daybook = tables.daybooks.values().flatten().any(|entry| entry.institution == Some(own));
    survey.places().any(|(place, _)| {
        let manager = place.settled.and_then(|(daybook, day)| tables.managing_institution(daybook, day));
        let is_of_another = has_daybook && manager.is_some_and(|manager| others.contains(&manager));
        manager == Some(own) || (place.institution == own && !is_of_another)
    })
}

/// Whether the name of an export, or of a folder before it, has the library's code.
#[must_use]
pub fn is_named_for(name: &str, own: Institution) -> bool {
    let code = own.to_string();
    name.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case(&code))
}

/// Which files are of other libraries than those that are asked about, where others look for exports where they lie too.
#[must_use]
pub fn of_others(files: &[InputFile], asked: &[Institution], tables: &CodeTables) -> Vec<bool> {
    let names = names_with_own_folders(&files.iter().map(|file| file.path.as_path()).collect::<Vec<_>>());
    let kind_of = |file: &InputFile, name: &str| (file.feed.name.clone(), ExportSeries::of(name));
    let is_own = |file: &InputFile, name: &str| {
        let has_line = |own: &Institution| has_own_line(&file.survey, *own, &file.feed.others, tables);
        file.feed.is_configured || asked.iter().any(|own| has_line(own) || is_named_for(name, *own))
    };
    let mut kinds = OwnKinds::default();
    for (file, name) in files.iter().zip(&names) {
        kinds.note(kind_of(file, name), file.accepted > 0, is_own(file, name));
    }
    let tells = |(file, name): (&InputFile, &String)| {
        let kind = kind_of(file, name);
        let tell = || kinds.tell(&kind) || kinds.tell_without(&kind, true);
        asked.is_empty() || file.feed.others.is_empty() || is_own(file, name) || tell()
    };
    files.iter().zip(&names).map(|pair| !tells(pair)).collect()
}
