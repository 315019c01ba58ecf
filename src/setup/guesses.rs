//! What can be guessed of libraries from their exports, each guess with its reason. A person looks over all of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::survey::{CodeSurvey, most_frequent};
use crate::domain::{Daybook, DaybookKind, Institution};
use crate::ingest::InputFile;

/// What is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guesses {
    /// The libraries to report for.
    pub libraries: BTreeSet<Institution>,
    /// Who manages each daybook; a daybook that isn't here is every library's own.
    pub managers: BTreeMap<Daybook, Institution>,
    /// The daybooks that several libraries use alike, or have in their own exports: nobody manages them, and each library
    /// has its own costs on them.
    pub shared: BTreeSet<Daybook>,
    /// The daybooks that take online payments.
    pub online: BTreeSet<Daybook>,
    /// Whether desks receive costs of other libraries, as in a cooperation.
    pub receives_for_others: bool,
    /// What made one think of the libraries.
    pub why_libraries: WhyLibraries,
    /// The first day that an export tells about.
    pub first_day: Option<NaiveDate>,
    /// The last one.
    pub last_day: Option<NaiveDate>,
    /// How many files tell days that an earlier one told too.
    pub repeating_files: usize,
}

/// Why libraries are thought to be those to report for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhyLibraries {
    /// A person named them.
    Named,
    /// Money was received on their daybooks.
    #[default]
    Received,
    /// They have costs, and nothing was received.
    HaveCosts,
}

/// At least so much of what is settled on a daybook, in hundredths, was settled on the web when it is an online one.
const MOSTLY: u64 = 90;

impl Guesses {
    /// What exports and the files that they came in let one think; `named` are the libraries that a person named.
    #[must_use]
    pub fn of(survey: &CodeSurvey, files: &[InputFile], named: &[Institution]) -> Self {
        let costs = survey.daybooks.iter().map(|(daybook, used)| (*daybook, &used.costs));
        let found = DaybookManagers::of(costs);
        let libraries = libraries(&found, survey.institutions.keys().copied());
        let are_received = !found.receiving.is_empty();
        let DaybookManagers { managers, shared, .. } = found;
        let why_libraries = match named {
            [_, ..] => WhyLibraries::Named,
            [] if are_received => WhyLibraries::Received,
            [] => WhyLibraries::HaveCosts,
        };
        let libraries = if named.is_empty() { libraries } else { named.iter().copied().collect() };
        let is_online = |daybook: &&Daybook| {
            let used = &survey.daybooks[*daybook];
            daybook.kind() == DaybookKind::Bank && used.online * 100 >= used.lines * MOSTLY
        };
        let online = managers.keys().chain(&shared).filter(is_online).copied().collect();
        let receives_for_others = receives_for_others(&managers, survey);
        let (first, last) = survey.days.unzip();
        let covered = |day: fn(&InputFile) -> Option<NaiveDate>| files.iter().filter_map(day);
        Self {
            libraries,
            managers,
            online,
            why_libraries,
            shared,
            receives_for_others,
            first_day: covered(|file| file.covers.first()).chain(first).min(),
            last_day: covered(|file| file.covers.last()).chain(last).max(),
            repeating_files: repeating(files),
        }
    }

    /// The libraries that some files let one think of.
    #[must_use]
    pub fn of_libraries<'f>(files: impl IntoIterator<Item = &'f InputFile>) -> BTreeSet<Institution> {
        let mut costs: BTreeMap<Daybook, BTreeMap<Institution, u64>> = BTreeMap::new();
        let mut institutions = BTreeSet::new();
        for (place, sum) in files.into_iter().flat_map(|file| file.survey.places()) {
            institutions.insert(place.institution);
            if let Some((daybook, _)) = place.settled {
                *costs.entry(daybook).or_default().entry(place.institution).or_default() += sum.count;
            }
        }
        libraries(&DaybookManagers::of(costs.iter().map(|(daybook, costs)| (*daybook, costs))), institutions)
    }

    /// Takes into account that exports are the libraries' own, `daybooks` being those that stand in them. Where a daybook's
    /// number is another's too, a library would be left without any: then it is each one's own. Unless a person named the
    /// libraries, all that have exports are.
    pub fn belong_to(
        &mut self,
        daybooks: &BTreeMap<Institution, BTreeSet<Daybook>>,
        survey: &CodeSurvey,
        are_all: bool,
    ) {
        if are_all {
            self.libraries = daybooks.keys().copied().collect();
        }
        for (library, own) in daybooks {
            let received: Vec<&Daybook> =
                own.iter().filter(|book| book.kind().is_received() && self.managers.contains_key(*book)).collect();
            let manages = |book: &&Daybook| self.managers.get(*book) == Some(library);
            if !received.iter().any(manages) {
                self.shared.extend(
                    received
                        .into_iter()
                        .filter(|book| daybooks.iter().filter(|(_, others)| others.contains(*book)).count() > 1),
                );
            }
        }
        self.managers.retain(|daybook, _| !self.shared.contains(daybook));
        self.receives_for_others = receives_for_others(&self.managers, survey);
    }

    /// The reports that libraries of this kind need.
    #[must_use]
    pub fn reports(&self) -> Vec<&'static str> {
        let cooperation = self.receives_for_others.then_some("financieel-overzicht");
        ["financieel-overzicht-be"].into_iter().chain(cooperation).collect()
    }
}

/// A daybook with how many lines of it are costs of which library.
type DaybookCosts<'c> = (Daybook, &'c BTreeMap<Institution, u64>);

/// Of what a daybook has, so much at least is of a library that has it as its own, in hundredths. Of a deposit daybook any:
/// customers of a small library settle there as those of a large one do.
const OWN_SHARE: u64 = 10;

/// Whose daybooks are whose.
#[derive(Debug, Default)]
struct DaybookManagers {
    /// Whose costs are on each desk's daybook for the most part.
    managers: BTreeMap<Daybook, Institution>,
    /// The daybooks that several libraries use alike, or on which no library has most of the costs.
    shared: BTreeSet<Daybook>,
    /// Those whose costs are first on a daybook that money is received on.
    receiving: BTreeSet<Institution>,
}

impl DaybookManagers {
    /// Guesses them. A library uses a daybook as its own when most of its lines of that kind stand there; what guests
    /// settle at another desk is little of what they settle at their own.
    fn of<'c>(costs: impl Iterator<Item = DaybookCosts<'c>>) -> Self {
        let is_managed = |daybook: &Daybook| {
            let kind = daybook.kind();
            let is_of_a_desk = kind.is_received() || kind == DaybookKind::Deposit;
            is_of_a_desk && !daybook.is_fallback() && !daybook.is_former_online()
        };
        let managed: Vec<DaybookCosts<'c>> = costs.filter(|(daybook, _)| is_managed(daybook)).collect();
        let mut of_kind: BTreeMap<(DaybookKind, Institution), u64> = BTreeMap::new();
        let mut found = Self::default();
        for (daybook, costs) in &managed {
            for (institution, count) in *costs {
                *of_kind.entry((daybook.kind(), *institution)).or_default() += count;
            }
            let most = costs.values().max();
            let first = costs.iter().filter(|(_, count)| Some(*count) == most).map(|(institution, _)| *institution);
            found.receiving.extend(first.filter(|_| daybook.kind().is_received()));
        }
        for (daybook, costs) in managed {
            let all: u64 = costs.values().sum();
            let is_own = |(institution, count): &(&Institution, &u64)| {
                let is_share = daybook.kind() == DaybookKind::Deposit || *count * 100 >= all * OWN_SHARE;
                is_share
                    && found.receiving.contains(*institution)
                    && *count * 2 > of_kind[&(daybook.kind(), **institution)]
            };
            let users = costs.iter().filter(is_own).count();
            match most_frequent(costs).filter(|first| users < 2 && costs[*first] * 2 > all) {
                Some(first) => drop(found.managers.insert(daybook, *first)),
                None => drop(found.shared.insert(daybook)),
            }
        }
        found
    }
}

/// Those on whose daybooks money was received; where nothing was settled yet, whoever has costs.
fn libraries(found: &DaybookManagers, institutions: impl IntoIterator<Item = Institution>) -> BTreeSet<Institution> {
    if found.receiving.is_empty() { institutions.into_iter().collect() } else { found.receiving.clone() }
}

fn receives_for_others(managers: &BTreeMap<Daybook, Institution>, survey: &CodeSurvey) -> bool {
    managers
        .iter()
        .any(|(daybook, manager)| survey.daybooks[daybook].costs.keys().any(|institution| institution != manager))
}

/// How many files tell a day that a file before them told of the same exports.
fn repeating(files: &[InputFile]) -> usize {
    let mut told: BTreeSet<(&str, NaiveDate)> = BTreeSet::new();
    let mut count = 0;
    for file in files {
        let feed = file.feed.name.as_str();
        let runs = file.covers.runs().iter();
        let days: Vec<(&str, NaiveDate)> = runs
            .flat_map(|(first, last)| first.iter_days().take_while(move |day| day <= last))
            .map(|day| (feed, day))
            .collect();
        count += usize::from(days.iter().any(|day| told.contains(day)));
        told.extend(days);
    }
    count
}
