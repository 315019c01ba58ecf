//! Two sides of the same money: what a library says that it received for another, beside what the other says. A report of
//! what they owe each other is made only where both agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::archived::AsOf;
use super::job::{ReportJob, closed_days};
use super::source::{FileLines, ReadFrom, gathered};
use crate::archive::Register;
use crate::archive::history::HistoryView;
use crate::diagnostic::{Count, Diagnostic, ExitStatus};
use crate::domain::transactions::column;
use crate::domain::{BookingCode, Branch, Cents, Daybook, Institution, LineSum, Money, Transactions};
use crate::failure::Failure;
use crate::ingest::Intake;
use crate::report::ReportError;
use crate::report::matcher::Matcher;
use crate::report::needs::Needs;
use crate::report::selection::Selection;
use crate::report::settlement::Confirmed;
use crate::report::template::InstitutionScope;

/// How many differences are told one by one.
const MOST_TOLD: usize = 20;

/// A line that one library received for another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct CrossLine {
    id: String,
    settled: NaiveDate,
    daybook: Daybook,
    branch: Branch,
    booking_code: BookingCode,
    cents: Cents,
}

impl fmt::Display for CrossLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, settled, daybook, branch, booking_code, cents } = self;
        write!(f, "{id}, settled on {settled} on {daybook}, {branch} {booking_code}, {}", Money::from_cents(*cents))
    }
}

/// What a library says of lines between it and others, by who received and whose costs they are.
type SumsByParty = BTreeMap<(Institution, Institution), Vec<CrossLine>>;

/// What libraries say of lines between them, for each of them.
#[derive(Debug, Default)]
pub(super) struct SidesOfLines(BTreeMap<Institution, Side>);

/// What a library says.
#[derive(Clone, Debug, Default)]
struct Side {
    told: SumsByParty,
    /// Whether it knows every day of the period: then what it says nothing of was not so.
    is_whole: bool,
}

/// What a library's archive says of a period.
#[derive(Debug)]
pub struct ArchivedSide(Side);

impl ArchivedSide {
    /// What the archive of a library says, as it was at a time or is now, for a report of any library.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn of(register: &Register, library: Institution, job: &ReportJob, as_of: AsOf) -> Result<Self, Failure> {
        let mut view = HistoryView::of(register)?;
        let after = view.last_export(|time| as_of.has(time));
        let feeds = view.expected_feeds()?;
        let known = job.known_days(view.coverage(after).of_all(&feeds));
        let is_whole = job.spec.selection.period.is_some_and(|period| known.has_all(period));
        let lines = view.lines_after(job.spec.selection.days_to_read(), after)?;
        let mut sides = SidesOfLines::default();
        sides.add(library, is_whole, job, gathered(&lines, &needs(job), &job.spec.tables)?.rows())?;
        Ok(Self(sides.0.remove(&library).unwrap_or_default()))
    }

    /// Whether it tells of any line between its library and another.
    #[must_use]
    pub fn tells_of(&self, other: Institution) -> bool {
        let is_of = |((receiver, owner), lines): (&(Institution, Institution), &Vec<CrossLine>)| {
            (*receiver == other || *owner == other) && !lines.is_empty()
        };
        self.0.told.iter().any(is_of)
    }

    /// Whether it knows every day of the period.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_whole
    }
}

/// What others say of a library's lines between it and them.
///
/// # Errors
/// When the two sides differ: that is in the way of this report alone.
pub fn of_archives<'s>(
    home: (Institution, &ArchivedSide),
    others: impl Iterator<Item = (Institution, &'s ArchivedSide)>,
) -> Result<Confirmed, Failure> {
    let own = (home.0, home.1.0.clone());
    let others = others.map(|(library, side)| (library, side.0.clone()));
    let sides = SidesOfLines(std::iter::once(own).chain(others).collect());
    let confirmed = sides.confirmed_about(Some(home.0));
    confirmed.map_err(|diagnostics| Failure { diagnostics, is_of_one_report: true })
}

/// Whether a report is about what libraries owe each other.
#[must_use]
pub fn is_between_libraries(job: &ReportJob) -> bool {
    job.spec.template.scope.institution == InstitutionScope::BetweenInstitutions
}

/// Demands, of a report between libraries, that it is known who manages which daybook: else it would have no line.
///
/// # Errors
/// When no daybook of the code tables names an institution.
pub fn demand_managers(job: &ReportJob) -> Result<(), Diagnostic> {
    let mut entries = job.spec.tables.daybooks.values().flatten();
    if !is_between_libraries(job) || entries.any(|entry| entry.institution.is_some()) {
        return Ok(());
    }
    let what = format!("{} needs to know which library manages which daybook", job.spec.template.id);
    let hint = "say so in the code tables: `institution` of each [[daybook]]";
    Err(Diagnostic::usage(what).hinted(hint))
}

/// What the lines of a report between any libraries need to be told by sides.
pub(super) fn needs(job: &ReportJob) -> Needs {
    // Own lines too: by these it is known whose a file is.
    let of_all = Selection { period: job.spec.selection.period, ..Selection::everything() };
    Needs::of_sums(&of_all).with_rows(&[column::ID, column::SOURCE])
}

impl SidesOfLines {
    /// Adds what a library says, which may know every day of the period.
    pub(super) fn add(
        &mut self,
        library: Institution,
        is_whole: bool,
        job: &ReportJob,
        rows: &Transactions,
    ) -> Result<(), ReportError> {
        let any = Selection { institutions: Vec::new(), ..job.spec.selection.clone() };
        let matcher = Matcher::of(&any);
        let Side { told, is_whole: knows_all } = self.0.entry(library).or_default();
        *knows_all |= is_whole;
        let of_rows = rows.rows()?;
        let (ids, sources) = (of_rows.text(column::ID)?, of_rows.text(column::SOURCE)?);
        for (place, row) in of_rows.iter().enumerate() {
            let (Some(receiver), Some(daybook), Some(settled)) = (row.manager, row.daybook, row.settled) else {
                continue;
            };
            let is_of_it = receiver == library || row.institution == library;
            if !is_of_it || !matcher.matches(&row, sources.get(place).unwrap_or_default()) {
                continue;
            }
            let id = ids.get(place).unwrap_or_default().to_owned();
            let (branch, booking_code, cents) = (row.branch, row.booking_code, row.cents);
            let line = CrossLine { id, settled, daybook, branch, booking_code, cents };
            told.entry((receiver, row.institution)).or_default().push(line);
        }
        Ok(())
    }

    /// What those say whose costs they are, and those who received say the same. Files that say nothing of lines on others'
    /// daybooks may not be all that a library has; an archive that knows every day says that there are none.
    ///
    /// # Errors
    /// When two sides differ, with the lines in which they do.
    pub(super) fn confirmed(&self) -> Result<Confirmed, Vec<Diagnostic>> {
        self.confirmed_about(None)
    }

    /// The same of what one library has to do with. Of that one it counts that it says nothing: its own report would lack
    /// what others received for it.
    fn confirmed_about(&self, about: Option<Institution>) -> Result<Confirmed, Vec<Diagnostic>> {
        let mut confirmed = Confirmed::new();
        let (mut differences, mut pairs) = (Vec::new(), Vec::new());
        for (owner, Side { told, is_whole }) in &self.0 {
            let is_silent = told.iter().all(|((receiver, _), lines)| receiver == owner || lines.is_empty());
            if is_silent && !is_whole && about != Some(*owner) {
                continue;
            }
            for (receiver, Side { told: by_receiver, .. }) in self.0.iter().filter(|(receiver, _)| *receiver != owner) {
                if about.is_some_and(|about| about != *receiver && about != *owner) {
                    continue;
                }
                let key = (*receiver, *owner);
                let sorted = |lines: Option<&Vec<CrossLine>>| {
                    let mut lines = lines.cloned().unwrap_or_default();
                    lines.sort();
                    // A line that several exports of a library have is one line.
                    lines.dedup();
                    lines
                };
                let (there, here) = (sorted(by_receiver.get(&key)), sorted(told.get(&key)));
                if (about.is_some() || is_silent) && there.is_empty() && here.is_empty() {
                    continue;
                }
                if there == here {
                    let received = here.iter().filter(|line| line.daybook.kind().is_received());
                    let mut sum = LineSum::ZERO;
                    received.for_each(|line| sum.add(line.cents));
                    confirmed.insert(key, sum);
                    continue;
                }
                pairs.push(format!("{receiver} received for {owner}: {} and {}", said(&there), said(&here)));
                let only = |one: &[CrossLine], other: &[CrossLine], who: Institution| {
                    let others: BTreeSet<&CrossLine> = other.iter().collect();
                    let only = one.iter().filter(|line| !others.contains(line));
                    only.map(|line| format!("{who} alone tells of {line}")).collect::<Vec<_>>()
                };
                differences.extend(only(&there, &here, *receiver));
                differences.extend(only(&here, &there, *owner));
            }
        }
        if pairs.is_empty() {
            return Ok(confirmed);
        }
        let more = differences.len().saturating_sub(MOST_TOLD);
        differences.truncate(MOST_TOLD);
        differences.extend((more > 0).then(|| format!("{more} more lines of one side alone")));
        let what = format!("the two sides differ in what was received: {}", pairs.join("; "));
        let hint = "ask both libraries for new exports of these days, or make the report from the exports of one";
        let refused = |what| Diagnostic::error(ExitStatus::Refused, what);
        Err([refused(what).hinted(hint)].into_iter().chain(differences.into_iter().map(refused)).collect())
    }
}

/// How many lines, and what they add up to.
fn said(lines: &[CrossLine]) -> String {
    let mut sum = LineSum::ZERO;
    for line in lines {
        sum.add(line.cents);
    }
    format!("{} adding up to {}", Count(sum.count, "line"), sum.money())
}

/// The sides that export files tell: the files of one library together; of those that are nobody's in particular each by
/// itself, as the library's whose own costs alone are on its own daybooks there. What is of several libraries is no side.
///
/// # Errors
/// When the files can't be read again, or two sides differ.
pub fn of_files(job: &ReportJob, intake: &Intake, from: &ReadFrom<'_>) -> Result<Confirmed, Failure> {
    let mut sides = SidesOfLines::default();
    if intake.files.len() < 2 {
        return Ok(Confirmed::new());
    }
    let mut of_library: BTreeMap<Institution, Vec<PathBuf>> = BTreeMap::new();
    for file in &intake.files {
        match file.feed.libraries[..] {
            [library] => of_library.entry(library).or_default().push(file.path.clone()),
            [] => {
                let read = FileLines::read(std::slice::from_ref(&file.path), &[needs(job)], false, from)?;
                for sums in &read.sums {
                    let rows = sums.rows().rows().map_err(ReportError::from)?;
                    let own = rows.iter().filter(|row| row.manager == Some(row.institution));
                    let homes: BTreeSet<Institution> = own.map(|row| row.institution).collect();
                    if let (Some(home), 1) = (homes.first(), homes.len()) {
                        sides.add(*home, false, job, sums.rows())?;
                    }
                }
            }
            _ => {}
        }
    }
    for (library, files) in of_library {
        let read = FileLines::read(&files, &[needs(job)], false, from)?;
        for sums in &read.sums {
            sides.add(library, knows_all(job, library, &read.intake, from), job, sums.rows())?;
        }
    }
    Ok(sides.confirmed()?)
}

/// Whether a library's files tell of every day of a report.
fn knows_all(job: &ReportJob, library: Institution, intake: &Intake, from: &ReadFrom<'_>) -> bool {
    let Some(settings) = from.config.run.library(library) else { return false };
    let feeds = settings.feed_days();
    let covered = intake.coverage(&[library], &feeds, &from.config.tables);
    let closed = closed_days(settings, &job.spec.selection, covered.first());
    let known = ReportJob { closed, feeds, ..job.clone() }.known_days(covered);
    job.spec.selection.period.is_some_and(|period| known.has_all(period))
}
