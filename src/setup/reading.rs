//! Reads the exports that a configuration is made of: what they hold, how they are written, and whose they are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;

use super::guesses::Guesses;
use super::places::{ExportGroup, ExportPlace, PlacedPattern, escaped, told};
use super::survey::CodeSurvey;
use super::ways::seen_from_here;
use crate::domain::{ClosedDays, CodeTables, Daybook, Institution};
use crate::ingest::intake_error::IntakeError;
use crate::ingest::profile::{DecimalMark, Profile};
use crate::ingest::{
    ExportMode, ExportPlaces, ExportReader, Feed, FeedDirectory, FilePattern, InputFile, Intake, LibraryFiles,
    OwnOutput,
};

/// What was read of exports.
#[derive(Debug)]
pub struct SetupReading {
    /// The files.
    pub intake: Intake,
    /// Their codes and days.
    pub survey: CodeSurvey,
    /// The profile that reads them, where they are not as Wise writes them, as lines of TOML.
    pub profile: Vec<(&'static str, String)>,
}

/// The patterns by which each night finds exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportPatterns {
    /// Those of all libraries.
    pub of_all: Vec<PlacedPattern>,
    /// Those of one library alone.
    pub of_library: BTreeMap<Institution, Vec<PlacedPattern>>,
}

impl ExportPatterns {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &PlacedPattern> {
        self.of_all.iter().chain(self.of_library.values().flatten())
    }
}

/// What exports lead to.
#[derive(Debug)]
pub struct Found {
    /// What was read.
    pub reading: SetupReading,
    /// What is guessed of it.
    pub guesses: Guesses,
    /// Where each night finds exports.
    pub patterns: ExportPatterns,
    /// Libraries that money was received for and that have no exports of their own beside others that have.
    pub without_exports: BTreeSet<Institution>,
    /// Whether ids of exports that lie apart are the same ones, though nothing tells whose exports they are.
    pub ids_meet: bool,
}

/// Reads exports and thinks of what they are; `named` are the libraries that a person named.
///
/// # Errors
/// When they can't be read at all.
pub fn found(place: &ExportPlace, named: &[Institution]) -> Result<Found, IntakeError> {
    let apart = read(place, true)?;
    let mut guesses = Guesses::of(&apart.survey, &apart.intake.files, named);
    // Of one library alone several groups are its kinds of exports, and no pattern of its own is needed.
    let is_useful = |owners: &BTreeMap<_, _>| owners.len() > 1 || place.groups.len() == 1;
    let owners = owners(place, &apart.intake.files).filter(is_useful);
    let are_all_owners = |owners: &BTreeMap<Institution, Vec<usize>>| {
        guesses.libraries.iter().all(|library| owners.contains_key(library))
    };
    let done = |reading, guesses, patterns| Found {
        reading,
        guesses,
        patterns,
        without_exports: BTreeSet::new(),
        ids_meet: false,
    };
    let together = || ExportPatterns { of_all: place.patterns.clone(), of_library: BTreeMap::new() };
    let are_apart =
        |owners: &BTreeMap<Institution, Vec<usize>>| !are_crossed(place, owners, &apart.intake.files, &guesses);
    if let Some(owners) = owners.as_ref().filter(|owners| are_all_owners(owners) && are_apart(owners)) {
        let patterns = patterns_of(place, owners);
        guesses.belong_to(&daybooks(place, owners, &apart.intake.files), &apart.survey, named.is_empty());
        return Ok(done(apart, guesses, patterns));
    }
    if place.groups.len() < 2 {
        return Ok(done(apart, guesses, together()));
    }
    let replaced = |reading: &SetupReading| reading.intake.files.iter().map(|file| file.replaced).sum::<u64>();
    let as_one = read(place, false)?;
    if replaced(&as_one) <= replaced(&apart) {
        let guesses = Guesses::of(&as_one.survey, &as_one.intake.files, named);
        return Ok(done(as_one, guesses, together()));
    }
    // The ids of some are those of others: read as one, lines of a library would take the place of another's.
    match owners {
        Some(owners) => {
            let known = |library: &Institution| owners.contains_key(library);
            let without_exports = guesses.libraries.iter().copied().filter(|library| !known(library)).collect();
            guesses.libraries.retain(known);
            guesses.belong_to(&daybooks(place, &owners, &apart.intake.files), &apart.survey, named.is_empty());
            let patterns = patterns_of(place, &owners);
            Ok(Found { without_exports, ..done(apart, guesses, patterns) })
        }
        None => Ok(Found { ids_meet: true, ..done(apart, guesses, together()) }),
    }
}

/// The library that each group of exports is of, with the places of its groups; `None` where one is of several or of none.
fn owners(place: &ExportPlace, files: &[InputFile]) -> Option<BTreeMap<Institution, Vec<usize>>> {
    let mut owners: BTreeMap<Institution, Vec<usize>> = BTreeMap::new();
    for (index, group) in place.groups.iter().enumerate() {
        let only = || {
            let guessed = Guesses::of_libraries(files_of(group, files));
            let mut guessed = guessed.into_iter();
            guessed.next().filter(|_| guessed.next().is_none())
        };
        owners.entry(group.code.or_else(only)?).or_default().push(index);
    }
    Some(owners)
}

/// Whether exports of a library have lines that stand on the reports of another: it needs them too then.
fn are_crossed(
    place: &ExportPlace,
    owners: &BTreeMap<Institution, Vec<usize>>,
    files: &[InputFile],
    guesses: &Guesses,
) -> bool {
    owners.iter().any(|(owner, groups)| {
        let files = groups.iter().flat_map(|index| files_of(&place.groups[*index], files));
        let mut places = files.flat_map(|file| file.survey.places());
        places.any(|(place, _)| {
            let manager = place.settled.and_then(|(daybook, _)| guesses.managers.get(&daybook));
            let is_of_another = place.institution != *owner && owners.contains_key(&place.institution);
            place.settled.is_some() && is_of_another && manager.is_none_or(|manager| *manager == place.institution)
        })
    })
}

fn files_of<'f>(group: &ExportGroup, files: &'f [InputFile]) -> impl Iterator<Item = &'f InputFile> + Clone {
    let paths: BTreeSet<_> = group.files.iter().map(|path| seen_from_here(path)).collect();
    files.iter().filter(move |file| paths.contains(&file.path))
}

/// The daybooks in each library's own exports.
fn daybooks(
    place: &ExportPlace,
    owners: &BTreeMap<Institution, Vec<usize>>,
    files: &[InputFile],
) -> BTreeMap<Institution, BTreeSet<Daybook>> {
    let of = |groups: &Vec<usize>| -> BTreeSet<Daybook> {
        let files = groups.iter().flat_map(|index| files_of(&place.groups[*index], files));
        let places = files.flat_map(|file| file.survey.places());
        places.filter_map(|(place, _)| Some(place.settled?.0)).collect()
    };
    owners.iter().map(|(library, groups)| (*library, of(groups))).collect()
}

/// The patterns of libraries each of which has exports of its own.
fn patterns_of(place: &ExportPlace, owners: &BTreeMap<Institution, Vec<usize>>) -> ExportPatterns {
    if let Some(of_all) = place.patterns_by_code() {
        return ExportPatterns { of_all, of_library: BTreeMap::new() };
    }
    if owners.len() < 2 {
        return ExportPatterns { of_all: place.patterns.clone(), of_library: BTreeMap::new() };
    }
    let patterns =
        |groups: &Vec<usize>| groups.iter().flat_map(|index| place.groups[*index].patterns.clone()).collect();
    let of_library = owners.iter().map(|(library, groups)| (*library, patterns(groups))).collect();
    ExportPatterns { of_all: Vec::new(), of_library }
}

/// Reads exports as Wise writes them; where that refuses some, also with a decimal point, which holds when it refuses
/// nothing: of one and the other at most one can be.
fn read(place: &ExportPlace, is_apart: bool) -> Result<SetupReading, IntakeError> {
    let usual = read_by(place, is_apart, &[])?;
    if usual.0.files.iter().all(|file| !file.is_refused()) {
        return Ok(SetupReading { intake: usual.0, survey: usual.1, profile: Vec::new() });
    }
    let name = "exports";
    let point = Profile { name: name.to_owned(), decimal_mark: DecimalMark::Point, ..Profile::default() };
    let (intake, survey) = read_by(place, is_apart, &[point])?;
    if intake.files.iter().any(InputFile::is_refused) {
        return Ok(SetupReading { intake: usual.0, survey: usual.1, profile: Vec::new() });
    }
    let profile = vec![("name", format!("\"{name}\"")), ("decimal_mark", "\".\"".to_owned())];
    Ok(SetupReading { intake, survey, profile })
}

fn read_by(place: &ExportPlace, is_apart: bool, profiles: &[Profile]) -> Result<(Intake, CodeSurvey), IntakeError> {
    let groups = apart(place).filter(|groups| is_apart && groups.feeds.len() > 1);
    let directory = match &groups {
        Some(groups) => FeedDirectory { libraries: std::slice::from_ref(groups), asked: &[] },
        None => FeedDirectory::NONE,
    };
    let reader = ExportReader {
        profiles,
        directory,
        tables: &CodeTables::default(),
        own: &OwnOutput::default(),
        is_hashed: false,
        last_over: NaiveDate::MAX,
        make: &CodeSurvey::default,
    };
    let (mut intake, survey) = Intake::read(&place.files, &reader)?;
    for file in &mut intake.files {
        file.path = seen_from_here(&file.path);
    }
    Ok((intake, survey))
}

/// Each group of exports as a feed of one library, so that their ids do not meet: whose they are is not known yet.
fn apart(place: &ExportPlace) -> Option<LibraryFiles> {
    let feed = |group: &ExportGroup| {
        let names = group.name_pattern();
        let folders: BTreeSet<_> = group.files.iter().filter_map(|path| path.parent()).collect();
        let of_folder =
            |folder: &Path| FilePattern::parse(&format!("{}/{names}", escaped(&folder.display().to_string()))).ok();
        Feed {
            name: told(&group.patterns),
            files: folders.into_iter().filter_map(of_folder).collect(),
            profile: None,
            mode: ExportMode::Append,
            days: (None, None),
        }
    };
    Some(LibraryFiles {
        institution: Institution::from_number(0)?,
        places: ExportPlaces::default(),
        feeds: place.groups.iter().map(feed).collect(),
        mode: ExportMode::Append,
        day_in_name: true,
        closed: ClosedDays::default(),
        silent: Vec::new(),
        first_day: None,
    })
}
