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
    /// The daybooks that take online payments.
    pub online: BTreeSet<Daybook>,
    /// Whether desks receive costs of other libraries, as in a cooperation.
    pub receives_for_others: bool,
    /// The first day that an export tells about.
    pub first_day: Option<NaiveDate>,
    /// The last one.
    pub last_day: Option<NaiveDate>,
    /// How many files tell days that an earlier one told too.
    pub repeating_files: usize,
}

/// At least so much of what is settled on a daybook, in hundredths, was settled on the web when it is an online one.
const MOSTLY: u64 = 90;

impl Guesses {
    /// What exports and the files that they came in let one think; `named` are the libraries that a person named.
    #[must_use]
    pub fn of(survey: &CodeSurvey, files: &[InputFile], named: &[Institution]) -> Self {
        let is_managed = |daybook: &Daybook| {
            let kind = daybook.kind();
            let is_of_a_desk = kind.is_received() || kind == DaybookKind::Deposit;
            is_of_a_desk && !daybook.is_fallback() && !daybook.is_former_online()
        };
        let managed = survey.daybooks.iter().filter(|(daybook, _)| is_managed(daybook));
        let managers: BTreeMap<Daybook, Institution> =
            managed.filter_map(|(daybook, used)| Some((*daybook, *most_frequent(&used.costs)?))).collect();
        let receiving = managers.iter().filter(|(daybook, _)| daybook.kind().is_received());
        let mut libraries: BTreeSet<Institution> = receiving.map(|(_, institution)| *institution).collect();
        if libraries.is_empty() {
            // Nothing was settled yet: whoever has costs is a library.
            libraries = survey.institutions.keys().copied().collect();
        }
        if !named.is_empty() {
            libraries = named.iter().copied().collect();
        }
        let is_online = |daybook: &&Daybook| {
            let used = &survey.daybooks[*daybook];
            daybook.kind() == DaybookKind::Bank && used.online * 100 >= used.lines * MOSTLY
        };
        let online = managers.keys().filter(is_online).copied().collect();
        let receives_for_others = managers
            .iter()
            .any(|(daybook, manager)| survey.daybooks[daybook].costs.keys().any(|institution| institution != manager));
        let (first, last) = survey.days.unzip();
        let covered = |day: fn(&InputFile) -> Option<NaiveDate>| files.iter().filter_map(day);
        Self {
            libraries,
            managers,
            online,
            receives_for_others,
            first_day: covered(|file| file.covers.first()).chain(first).min(),
            last_day: covered(|file| file.covers.last()).chain(last).max(),
            repeating_files: repeating(files),
        }
    }

    /// The reports that libraries of this kind need.
    #[must_use]
    pub fn reports(&self) -> Vec<&'static str> {
        let cooperation = self.receives_for_others.then_some("financieel-overzicht");
        ["financieel-overzicht-be"].into_iter().chain(cooperation).collect()
    }
}

/// How many files tell a day that a file before them told.
fn repeating(files: &[InputFile]) -> usize {
    let mut told: BTreeSet<NaiveDate> = BTreeSet::new();
    let mut count = 0;
    for file in files {
        let runs = file.covers.runs().iter();
        let days: Vec<NaiveDate> =
            runs.flat_map(|(first, last)| first.iter_days().take_while(move |day| day <= last)).collect();
        count += usize::from(days.iter().any(|day| told.contains(day)));
        told.extend(days);
    }
    count
}
