//! The part of one library in a report over several: made out of its archive and proven by itself.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::archived::{AsOf, want_figures};
use super::archived_stornos;
use super::changes;
use super::job::{ReportJob, closed_days};
use super::sides::{self, ArchivedSide, is_between_libraries};
use super::source::{accepted_by_archive, gathered};
use crate::archive::Register;
use crate::archive::history::HistoryView;
use crate::config::Config;
use crate::config::libraries::LibrarySettings;
use crate::domain::{CodeTables, Coverage, Daybook, Institution, KnownDays, LineSum, Transactions};
use crate::failure::Failure;
use crate::ingest::Intake;
use crate::report::accumulator::Accumulator;
use crate::report::back_dated::BackDated;
use crate::report::bridge::{Accepted, Origin};
use crate::report::describe::TextCounts;
use crate::report::earlier::{self, EarlierSum};
use crate::report::gathering::{ReportGathering, ReportSums};
use crate::report::lines::{Totals, keys};
use crate::report::pairing::Pairs;
use crate::report::settlement::Confirmed;
use crate::report::template::InstitutionScope;
use crate::report::{self, LibraryPart, ReportError, ReportInput};

/// A library of a report over several.
#[derive(Debug)]
pub struct LibraryArchive {
    pub(super) institution: Institution,
    /// Its register, for one thread at a time; `None` while nothing of it has come in.
    pub(super) register: Option<Mutex<Register>>,
}

impl LibraryArchive {
    /// Whether its register on the disk is no longer the one that was read.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.register.as_ref().is_some_and(|register| lock(register).is_outdated())
    }
}

/// A register that was only ever read is sound, whatever became of who read it.
fn lock(register: &Mutex<Register>) -> MutexGuard<'_, Register> {
    register.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What one library's archive tells, proven by itself.
pub(super) struct ArchivedPart<'a> {
    pub(super) part: LibraryPart,
    pub(super) known: KnownDays,
    /// `None` while nothing of it has come in.
    pub(super) lines: Option<PartLines<'a>>,
}

/// What came in of one library.
pub(super) struct PartLines<'a> {
    pub(super) lines: Accumulator<'a, [ReportGathering; 1]>,
    pub(super) accepted: Option<Accepted>,
    pub(super) earlier: Vec<EarlierSum>,
    /// The texts of the codes of those.
    pub(super) texts: TextCounts,
    pub(super) intake: Intake,
    pub(super) pairs: Pairs,
    pub(super) back_dated: BackDated,
    pub(super) state: Option<String>,
    /// What it says of lines between libraries, where that is asked.
    pub(super) between: Option<Transactions>,
    /// Its lines on daybooks that nobody manages, by daybook and by whose costs they are.
    pub(super) unmanaged: BTreeSet<(Daybook, Option<Institution>)>,
}

/// Makes and proves the part of a library. `receivers` are those whose own archives tell what they received.
pub(super) fn part_of<'t>(
    library: &LibraryArchive,
    receivers: &[Institution],
    whole: &ReportJob,
    as_of: AsOf,
    config: &Config,
    tables: &'t CodeTables,
) -> Result<ArchivedPart<'t>, Failure> {
    let institution = library.institution;
    let mut job = whole.clone();
    job.spec.selection.institutions = vec![institution];
    if is_between_libraries(&job) {
        job.spec.selection.told_by_receivers = receivers.to_vec();
    } else {
        job.spec.selection.told_by_owners = receivers.to_vec();
    }
    let settings = config.run.library(institution);
    job.closed = BTreeSet::new();
    let about = job.spec.selection.about();
    let unknown = |known: &KnownDays| about.map(|period| known.unknown(period)).unwrap_or_default();
    let Some(register) = &library.register else {
        let known = job.known_days(Coverage::default());
        let (lines, received) = (LineSum::ZERO, Totals::ZERO);
        let part = LibraryPart { institution, lines, received, unknown: unknown(&known) };
        return Ok(ArchivedPart { part, known, lines: None });
    };
    let register = lock(register);
    let mut view = HistoryView::of(&register)?;
    let came = view.exports().iter().filter(|export| as_of.has(export.taken_in));
    let after = came.map(|export| export.intake).max().unwrap_or(0);
    job.feeds = view.expected_feeds()?;
    let is_of_changes = job.spec.template.is_of_changes();
    if !is_between_libraries(&job) && !is_of_changes {
        want_figures(&mut view, &job);
    }
    let covered = view.coverage(after).of_all(&job.feeds);
    let closed = settings.map(|settings| closed_days(settings, &job.spec.selection, covered.first()));
    job.closed = closed.unwrap_or_default();
    let known = job.known_days(covered);
    let mut lines = view.lines_after(job.spec.selection.days_to_read(), after)?;
    let tells_origin = !job.outputs.are_lines_alone() && !is_of_changes;
    let accepted = tells_origin.then(|| accepted_by_archive(&mut lines, &mut view, Origin::Sources)).transpose()?;
    let needs = job.needs();
    let mut gather = || {
        Ok::<_, Failure>(if is_of_changes {
            changes::gather(&mut view, &job, after, tables)?
        } else {
            lines.gather(|| Accumulator::of_one(&needs, tables))?
        })
    };
    let again = gather()?;
    let mut sums = gather()?.finish_one().map_err(ReportError::from)?;
    sums.back_dated = archived_stornos::in_archive(&lines, view.exports(), &job)?;
    let unmanaged = unmanaged(&job, &sums, tables);
    let between = is_between_libraries(&job).then(|| gathered(&lines, &sides::needs(&job), tables)).transpose()?;
    let (earlier, texts) = earlier_of(&mut view, &job, after, tables)?;
    let (all, received) = (sums.tally.all, sums.tally.figures.received());
    let part = LibraryPart { institution, lines: all, received, unknown: unknown(&known) };
    let state = job.draws_sample().then(|| view.state_of(about, after)).transpose()?;
    let (pairs, back_dated) = (sums.pairs.clone(), sums.back_dated.clone());
    let intake = Arc::new(lines.intake);
    let input = ReportInput {
        intake,
        sums,
        earlier: Vec::new(),
        known,
        state: state.clone(),
        confirmed: Confirmed::new(),
        accepted,
    };
    report::build(&job.spec, &job.customers, &input)?;
    let ReportInput { intake, known, .. } = input;
    let intake =
        Arc::into_inner(intake).unwrap_or_else(|| unreachable!("no document keeps the intake that it was made of"));
    let between = between.map(|sums| sums.rows().clone());
    let lines =
        PartLines { lines: again, accepted, earlier, texts, intake, pairs, back_dated, state, between, unmanaged };
    Ok(ArchivedPart { part, known, lines: Some(lines) })
}

/// What the archives of all other libraries say of the lines of one library's report between libraries. Where an archive
/// does not know every day there is nothing to compare.
///
/// # Errors
/// When one can't be read, or the two sides differ.
pub fn told_by_others(
    job: &ReportJob,
    (home, register): (Institution, &Register),
    libraries: &[LibraryArchive],
    as_of: AsOf,
    config: &Config,
) -> Result<Confirmed, Failure> {
    let own = ArchivedSide::of(register, home, job, as_of)?;
    if !own.is_whole() {
        return Ok(Confirmed::new());
    }
    let mut others = Vec::new();
    for library in libraries.iter().filter(|library| library.institution != home) {
        let Some(register) = &library.register else { continue };
        let settings = config.run.library(library.institution);
        let register = lock(register);
        let told = register.coverage()?;
        let first_told = |settings: &LibrarySettings| told.of_all(&settings.feed_days()).first();
        let closed = settings.map(|settings| closed_days(settings, &job.spec.selection, first_told(settings)));
        let job = ReportJob { closed: closed.unwrap_or_default(), ..job.clone() };
        others.push((library.institution, ArchivedSide::of(&register, library.institution, &job, as_of)?));
    }
    let whole = others.iter().filter(|(_, side)| side.is_whole());
    sides::of_archives((home, &own), whole.map(|(library, side)| (*library, side)))
}

/// The daybooks with lines of a report that no library manages, beside whose costs they are: such a line might be in the
/// archives of two libraries as the own line of both.
fn unmanaged(job: &ReportJob, sums: &ReportSums, tables: &CodeTables) -> BTreeSet<(Daybook, Option<Institution>)> {
    if job.spec.selection.scope != InstitutionScope::OwnDaybooks {
        return BTreeSet::new();
    }
    let is_managed = |daybook: &Daybook| {
        let entries = tables.daybooks.get(daybook).map_or(&[][..], Vec::as_slice);
        !entries.is_empty() && entries.iter().all(|entry| entry.institution.is_some())
    };
    let keys = keys(&[]);
    let lines = sums.lines(&keys).iter();
    lines.filter_map(|line| Some((line.daybook.filter(|daybook| !is_managed(daybook))?, line.institution))).collect()
}

/// What a library's archive has of the earlier periods that a report may be set beside, and the texts of their codes.
fn earlier_of(
    view: &mut HistoryView<'_>,
    job: &ReportJob,
    after: u32,
    tables: &CodeTables,
) -> Result<(Vec<EarlierSum>, TextCounts), Failure> {
    let (mut earlier, mut texts) = (Vec::new(), TextCounts::default());
    if !job.compares() {
        return Ok((earlier, texts));
    }
    for period in earlier::periods(&job.spec.selection) {
        let mut sum = EarlierSum::new(&job.spec.selection, period);
        view.each_row(period, after, tables, |row, source, text| {
            sum.add(row, source);
            if job.describes_earlier() {
                texts.add(row.booking_code, text);
            }
        })?;
        earlier.push(sum);
    }
    Ok((earlier, texts))
}
