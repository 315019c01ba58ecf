//! What is in a parcel: reports, and what is the matter with libraries; and what is new for a target.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::archive::deliveries::{Deliveries, Entered};
use crate::archive::{REGISTER, Register, ReportRecord};
use crate::config::delivery::{Occasion, Target, TargetPlace};
use crate::config::libraries::RunSettings;
use crate::diagnostic::{Count, Diagnostic};
use crate::domain::Institution;
use crate::failure::Failure;
use crate::issuing::summary::{LibrarySummary, RunSummary};
use crate::shelf::reports_in_place;

/// What is in a parcel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Contents {
    /// The reports, by their libraries and places in the chain.
    pub(super) reports: Vec<(String, u32)>,
    /// What is the matter.
    pub(super) troubles: Vec<Trouble>,
}

/// What is the matter with a library after a night.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trouble {
    /// The library.
    pub(super) library: String,
    /// How its night ended, as an exit status.
    pub(super) status: u8,
    /// The names of the exports that were refused.
    pub(super) refused: Vec<String>,
    /// The days that no export tells about: the first of them.
    pub(super) missing: Vec<String>,
    /// How many those are.
    pub(super) missing_count: usize,
}

impl Contents {
    /// The contents as a parcel keeps them.
    pub(super) fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what a parcel keeps.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// The libraries that it tells of, each once.
    pub(super) fn libraries(&self) -> Vec<&str> {
        let of_troubles = self.troubles.iter().map(|trouble| trouble.library.as_str());
        let mut all: Vec<&str> = self.reports.iter().map(|(library, _)| library.as_str()).chain(of_troubles).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Trouble {
    /// What is the matter with a library; `None` where all is well.
    fn of(library: &LibrarySummary) -> Option<Self> {
        let trouble = Self {
            library: library.library.clone(),
            status: library.status,
            refused: library.refused.clone(),
            missing: library.missing_days.clone(),
            missing_count: library.missing_day_count.max(library.missing_days.len()),
        };
        let is_well = trouble.status == 0 && trouble.refused.is_empty() && trouble.missing_count == 0;
        (!is_well).then_some(trouble)
    }
}

/// All reports that are in their places, by library.
pub(super) type Issued = BTreeMap<Institution, Vec<ReportRecord>>;

/// Reads what was issued; a library that no night has been of is left out.
///
/// # Errors
/// When a register can't be read.
pub(super) fn issued(run: &RunSettings) -> Result<Issued, Failure> {
    let mut all = Issued::new();
    for library in &run.libraries {
        let folder = run.archive.join(library.institution.to_string());
        if folder.join(REGISTER).exists() {
            all.insert(library.institution, reports_in_place(&Register::open_to_read(&folder)?)?);
        }
    }
    Ok(all)
}

/// What is new for a target, and what there is to tell of it.
///
/// # Errors
/// When the state can't be read.
pub(super) fn new_for(
    target: &Target,
    issued: &Issued,
    last: Option<&RunSummary>,
    state: Option<&Deliveries>,
) -> Result<(Entered, Vec<Diagnostic>), Failure> {
    let (mut contents, mut entered, mut told) = (Contents::default(), Entered::default(), Vec::new());
    for (institution, records) in issued.iter().filter(|(institution, _)| target.is_of(**institution)) {
        let library = institution.to_string();
        let seen = state.map_or(Ok(None), |state| state.seen(&target.name, &library))?;
        let wanted = |record: &&ReportRecord| target.wants(&record.report, record.period, record.version);
        let new: Vec<&ReportRecord> = if let Some(seen) = seen {
            records.iter().filter(|record| record.sequence > seen).collect()
        } else {
            let new: Vec<&ReportRecord> =
                records.iter().filter(|record| is_recent(record, records, target.since)).collect();
            let earlier = records.iter().filter(wanted).count() - new.iter().copied().filter(wanted).count();
            told.extend((earlier > 0).then(|| earlier_ones(target, &library, earlier as u64)));
            new
        };
        contents.reports.extend(new.into_iter().filter(wanted).map(|record| (library.clone(), record.sequence)));
        entered.seen.push((library, records.last().map_or(0, |record| record.sequence)));
    }
    let is_told = target.when.contains(&Occasion::Trouble) && matches!(target.place, TargetPlace::Mail(_));
    for library in last.iter().flat_map(|last| &last.libraries).filter(|_| is_told) {
        let is_of = Institution::parse(&library.library).is_some_and(|institution| target.is_of(institution));
        if !is_of {
            continue;
        }
        let trouble = Trouble::of(library);
        let text = trouble.as_ref().map(|trouble| serde_json::to_string(trouble).unwrap_or_default());
        let text = text.unwrap_or_default();
        // What is the matter night after night is told once, until it is another.
        if state.map_or(Ok(String::new()), |state| state.told(&target.name, &library.library))? != text {
            contents.troubles.extend(trouble);
            entered.troubles.push((library.library.clone(), text));
        }
    }
    let is_empty = contents.reports.is_empty() && contents.troubles.is_empty();
    entered.contents = (!is_empty).then(|| contents.written());
    Ok((entered, told))
}

/// Whether a report goes to a target that is new: those since a day that it names, else those of the last night.
fn is_recent(record: &ReportRecord, records: &[ReportRecord], since: Option<NaiveDate>) -> bool {
    match since {
        Some(since) => record.issued.date_naive() >= since,
        None => records.last().is_some_and(|last| last.issued == record.issued),
    }
}

fn earlier_ones(target: &Target, library: &str, count: u64) -> Diagnostic {
    let what = format!("reports that were issued before are not delivered to `{}`, which is new", target.name);
    let text = format!("{library}: {}", Count(count, "report"));
    Diagnostic::notice(what).with(text).hinted("`since` in its [[deliver]] names a day from which they are")
}
