//! The part of one library in a report over several: made out of its archive and proven by itself.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::archived::{AsOf, want_figures};
use super::archived_stornos;
use super::between::{Apart, BetweenLines, CountedElsewhere, OfIds, OtherLibraries};
use super::changes;
use super::earlier_lines::EarlierLines;
use super::job::{ReportJob, closed_days};
use super::sides::{self, ArchivedSide, is_between_libraries};
use super::source::{accepted_by_archive, gathered};
use crate::archive::Register;
use crate::archive::history::HistoryView;
use crate::config::Config;
use crate::config::libraries::LibrarySettings;
use crate::domain::{CodeTables, Coverage, Institution, KnownDays, LineSum, Transactions};
use crate::failure::Failure;
use crate::ingest::ids::{IdList, IdSet, SeenIds};
use crate::ingest::{Intake, LineSink};
use crate::report::accumulator::Accumulator;
use crate::report::back_dated::BackDated;
use crate::report::bridge::{Accepted, Origin};
use crate::report::describe::TextCounts;
use crate::report::earlier::{self, EarlierSum};
use crate::report::gathering::ReportGathering;
use crate::report::lines::Totals;
use crate::report::pairing::Pairs;
use crate::report::selection::Teller;
use crate::report::settlement::Confirmed;
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
    pub(super) told: Option<Transactions>,
}

/// What was gathered of one library, while it is not known yet which of the lines count that others tell of too.
pub(super) struct PartInHand<'a> {
    institution: Institution,
    job: ReportJob,
    known: KnownDays,
    lines: Option<LinesInHand<'a>>,
}

struct LinesInHand<'a> {
    /// Gathered twice: once for this part, once for the whole.
    gathered: [Accumulator<'a, [ReportGathering; 1]>; 2],
    /// The ids of what was gathered, of the earlier periods too.
    own: IdSet,
    between: BetweenLines,
    accepted: Option<Accepted>,
    earlier: Vec<(EarlierLines<'a>, BetweenLines)>,
    intake: Intake,
    back_dated: BackDated,
    state: Option<String>,
    told: Option<Transactions>,
}

/// Gathers the lines of a library for a report over several.
pub(super) fn gather_part<'t>(
    library: &LibraryArchive,
    readable: &BTreeSet<Institution>,
    whole: &ReportJob,
    as_of: AsOf,
    config: &Config,
    tables: &'t CodeTables,
) -> Result<PartInHand<'t>, Failure> {
    let institution = library.institution;
    let mut job = whole.clone();
    let is_of_changes = job.spec.template.is_of_changes();
    if is_of_changes {
        // What an archive did to a line is told by the library whose cost it is, or that manages the daybook.
        job.spec.selection.institutions = vec![institution];
    }
    let others = readable.iter().copied().filter(|library| *library != institution).collect();
    job.spec.selection.told_by = Some(Teller { home: institution, others });
    let settings = config.run.library(institution);
    job.closed = BTreeSet::new();
    let Some(register) = &library.register else {
        let known = job.known_days(Coverage::default());
        return Ok(PartInHand { institution, job, known, lines: None });
    };
    let register = lock(register);
    let mut view = HistoryView::of(&register)?;
    let after = view.last_export(|time| as_of.has(time));
    job.feeds = view.expected_feeds()?;
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
    let others = OtherLibraries { home: institution, libraries: readable, tables };
    let mut gather = || {
        Ok::<_, Failure>(if is_of_changes {
            (changes::gather(&mut view, &job, after, tables)?, IdList::default(), BetweenLines::default())
        } else {
            lines.gather(|| Apart::before(Accumulator::of_one(&needs, tables), others))?.into_parts()
        })
    };
    let (one, mut own, mut between) = gather()?;
    let gathered_twice = [one, gather()?.0];
    view.exports().iter().filter(|export| export.intake <= after).for_each(|export| between.know(&export.feed));
    let back_dated = archived_stornos::in_archive(&lines, view.exports(), &job)?;
    let told = is_between_libraries(&job).then(|| gathered(&lines, &sides::needs(&job), tables)).transpose()?;
    let earlier = earlier_of(&mut view, &job, after, (others, tables), &mut own)?;
    let about = job.spec.selection.about();
    let state = job.draws_sample().then(|| view.state_of(about, after)).transpose()?;
    let lines = LinesInHand {
        gathered: gathered_twice,
        own: SeenIds::of(own).all,
        between,
        accepted,
        earlier,
        intake: lines.intake,
        back_dated,
        state,
        told: told.map(|sums| sums.rows().clone()),
    };
    Ok(PartInHand { institution, job, known, lines: Some(lines) })
}

impl<'t> PartInHand<'t> {
    /// The library.
    pub(super) fn institution(&self) -> Institution {
        self.institution
    }

    /// Its lines that others may tell of too: of the report, and of each earlier period.
    pub(super) fn between(&self) -> Vec<&BetweenLines> {
        let Some(lines) = &self.lines else { return Vec::new() };
        std::iter::once(&lines.between).chain(lines.earlier.iter().map(|(_, between)| between)).collect()
    }

    /// Whether a line of an id, or one that differs in noughts in front, counts whatever others tell; very rarely it only
    /// seems so.
    pub(super) fn has_own(&self, id: &str) -> bool {
        self.lines.as_ref().is_some_and(|lines| lines.own.has(id))
    }

    /// The lines with some ids, without noughts in front, of the report and of the earlier periods.
    pub(super) fn lines_of(
        &self,
        library: &LibraryArchive,
        ids: &BTreeSet<String>,
        as_of: AsOf,
    ) -> Result<BetweenLines, Failure> {
        let Some(register) = &library.register else { return Ok(BetweenLines::default()) };
        let register = lock(register);
        let mut view = HistoryView::of(&register)?;
        let after = view.last_export(|time| as_of.has(time));
        // Lines are alike as far as the others were read.
        if !is_between_libraries(&self.job) {
            want_figures(&mut view, &self.job);
        }
        let lines = view.lines_after(self.job.spec.selection.days_to_read(), after)?;
        let mut found = lines.gather(|| OfIds::new(ids))?;
        if self.job.compares() {
            for period in earlier::periods(&self.job.spec.selection) {
                view.each_line(period, after, |line| found.take(0, line))?;
            }
        }
        Ok(found.into_kept())
    }

    /// Adds those of these lines that count, and proves the part.
    pub(super) fn finish(self, elsewhere: &CountedElsewhere) -> Result<ArchivedPart<'t>, Failure> {
        let Self { institution, job, known, lines } = self;
        let unknown = job.spec.selection.about().map(|period| known.unknown(period)).unwrap_or_default();
        let Some(lines) = lines else {
            let (lines, received) = (LineSum::ZERO, Totals::ZERO);
            let part = LibraryPart { institution, lines, received, unknown };
            return Ok(ArchivedPart { part, known, lines: None });
        };
        let LinesInHand { gathered, own: _, between, mut accepted, earlier, intake, back_dated, state, told } = lines;
        let [mut of_part, mut of_whole] = gathered;
        let [alike, otherwise] = between.show_counting(elsewhere, |line| {
            of_part.take(0, line);
            of_whole.take(0, line);
        });
        if let Some(accepted) = &mut accepted {
            accepted.overlap.merge(alike);
            accepted.replaced.merge(otherwise);
        }
        let (mut sums_of_earlier, mut texts) = (Vec::new(), TextCounts::default());
        for (mut lines, between) in earlier {
            between.show_counting(elsewhere, |line| lines.take(0, line));
            sums_of_earlier.push(lines.sum);
            texts.merge(lines.texts);
        }
        let mut sums = of_part.finish_one().map_err(ReportError::from)?;
        sums.back_dated.clone_from(&back_dated);
        let part = LibraryPart { institution, lines: sums.tally.all, received: sums.tally.figures.received(), unknown };
        let pairs = sums.pairs.clone();
        let input = ReportInput {
            intake: Arc::new(intake),
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
        let lines = PartLines {
            lines: of_whole,
            accepted,
            earlier: sums_of_earlier,
            texts,
            intake,
            pairs,
            back_dated,
            state,
            told,
        };
        Ok(ArchivedPart { part, known, lines: Some(lines) })
    }
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

/// What a library's archive has of the earlier periods that a report may be set beside; kept apart, what others may know
/// better. Notes the ids of the rest.
fn earlier_of<'t>(
    view: &mut HistoryView<'_>,
    job: &ReportJob,
    after: u32,
    (others, tables): (OtherLibraries<'_>, &'t CodeTables),
    own: &mut IdList,
) -> Result<Vec<(EarlierLines<'t>, BetweenLines)>, Failure> {
    let mut earlier = Vec::new();
    let periods = if job.compares() { earlier::periods(&job.spec.selection) } else { Vec::new() };
    for period in periods {
        let mut apart = Apart::before(EarlierLines::new(job, period, tables), others);
        view.each_line(period, after, |line| apart.take(0, line))?;
        let (lines, ids, between) = apart.into_parts();
        own.append(ids);
        earlier.push((lines, between));
    }
    Ok(earlier)
}
