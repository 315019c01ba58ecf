//! One report over the archives of several libraries: each library's part is made and proven by itself, and so is all of
//! it together.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono_tz::Europe::Brussels;
use sha2::{Digest, Sha256};

use super::archived::{AsOf, want_figures};
use super::job::{ReportJob, closed_days};
use super::make::with_characters;
use super::sides::{self, ArchivedSide, Sides, is_between_libraries};
use super::source::{accepted_by_archive, gathered};
use crate::archive::history::HistoryView;
use crate::archive::{REGISTER, Register};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::finding_list::FindingList;
use crate::domain::{CodeTables, Coverage, Daybook, Finding, Institution, KnownDays, LineSum};
use crate::failure::Failure;
use crate::ingest::source::hex;
use crate::ingest::{Intake, LineSink};
use crate::report::bridge::Accepted;
use crate::report::describe::TextCounts;
use crate::report::document::Document;
use crate::report::earlier::{self, EarlierSum};
use crate::report::gathering::{Accumulator, Part, ReportSums};
use crate::report::lines::{Totals, keys};
use crate::report::listing::Customers;
use crate::report::settlement::Confirmed;
use crate::report::template::InstitutionScope;
use crate::report::{self, LibraryPart, ReportInput, ReportSpec, libraries_table};

/// A library of a report over several.
#[derive(Debug)]
pub struct LibraryArchive {
    institution: Institution,
    /// Its register; `None` while nothing of it has come in.
    register: Option<Register>,
}

impl LibraryArchive {
    /// Whether its register on the disk is no longer the one that was read.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.register.as_ref().is_some_and(Register::is_outdated)
    }
}

/// Opens the registers of some libraries in an archive, or in the folder that holds an archive; without any named, of all
/// that it holds and that are configured.
///
/// # Errors
/// When there is none, or a library is neither in the archive nor configured.
pub fn open_all(archive: &Path, named: &[Institution], config: &Config) -> Result<Vec<LibraryArchive>, Failure> {
    let mut found: BTreeMap<Institution, std::path::PathBuf> = BTreeMap::new();
    for folder in [archive.to_owned(), archive.join("archive")] {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let institution = entry.file_name().to_str().and_then(Institution::parse);
            if let Some(institution) = institution.filter(|_| entry.path().join(REGISTER).is_file()) {
                found.insert(institution, entry.path());
            }
        }
    }
    if found.is_empty() {
        let what = format!("{}: no archive of any library lies there", archive.display());
        return Err(Diagnostic::error(ExitStatus::Environment, what).hinted("`kasverslag run` makes one").into());
    }
    let mut libraries: Vec<Institution> = named.to_vec();
    if named.is_empty() {
        libraries.extend(found.keys());
        libraries.extend(config.run.libraries.iter().map(|library| library.institution));
        libraries.sort_unstable();
        libraries.dedup();
    }
    let mut opened = Vec::new();
    for institution in libraries {
        let register = match found.get(&institution) {
            Some(folder) => Some(Register::open_to_read(folder)?),
            None if config.run.library(institution).is_some() => None,
            // Tells where it was looked for.
            None => Some(super::archived::open(archive, institution)?),
        };
        opened.push(LibraryArchive { institution, register });
    }
    Ok(opened)
}

/// What was gathered of all libraries so far.
struct Together<'a> {
    tables: &'a CodeTables,
    parts: Vec<LibraryPart>,
    known: Vec<KnownDays>,
    lines: Option<Accumulator<'a, [Part; 1]>>,
    accepted: Option<Accepted>,
    earlier: Vec<EarlierSum>,
    /// The texts of the codes of those.
    texts: TextCounts,
    files: Vec<crate::ingest::InputFile>,
    findings: FindingList,
    /// For each library a line with the hash of what its archive knows, where a sample is drawn by it.
    states: String,
    /// What each library says of lines between libraries.
    sides: Sides,
    /// The libraries whose own archives tell what they received.
    told: Vec<Institution>,
    /// Which library has lines on daybooks that nobody manages, by daybook and by whose costs they are.
    unmanaged: BTreeMap<(Daybook, Option<Institution>), Institution>,
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
        let closed = settings.map(|settings| closed_days(settings, &job.spec.selection)).unwrap_or_default();
        let job = ReportJob { closed, ..job.clone() };
        others.push((library.institution, ArchivedSide::of(register, library.institution, &job, as_of)?));
    }
    let whole = others.iter().filter(|(_, side)| side.is_whole());
    sides::of_archives((home, &own), whole.map(|(library, side)| (*library, side)))
}

/// Makes a report over several libraries out of their archives; beside it, what its pages can't say.
///
/// # Errors
/// When an archive can't be read, a proof fails, a line may be in two archives, or nothing is known of the period.
pub fn make_of_several(
    job: &ReportJob,
    libraries: &[LibraryArchive],
    as_of: AsOf,
    config: &Config,
) -> Result<(Document, Vec<Diagnostic>), Failure> {
    let mut job = job.clone();
    match as_of {
        AsOf::Now => {}
        AsOf::Time(time) => job.spec.made = time.with_timezone(&Brussels),
        AsOf::Version(version) => {
            let what = format!("--as-of {version}: versions are of the reports of one library");
            return Err(Diagnostic::usage(what).hinted("name one with --institution, or a time with --as-of").into());
        }
    }
    if job.spec.template.pairs {
        // Ids of two archives may be alike: a line would stand beside another library's.
        let what = format!("{} pairs the lines of one library", job.spec.template.id);
        return Err(Diagnostic::usage(what).hinted("name one library with --institution").into());
    }
    let tables = Arc::clone(&job.spec.tables);
    let mut together = Together {
        tables: &tables,
        parts: Vec::new(),
        known: Vec::new(),
        lines: None,
        accepted: None,
        earlier: Vec::new(),
        texts: TextCounts::default(),
        files: Vec::new(),
        findings: FindingList::default(),
        states: String::new(),
        sides: Sides::default(),
        told: Vec::new(),
        unmanaged: BTreeMap::new(),
    };
    let readable = libraries.iter().filter(|library| library.register.is_some());
    together.told = readable.map(|library| library.institution).collect();
    for library in libraries {
        together.add(library, &job, as_of, config)?;
    }
    together.finish(&job)
}

impl Together<'_> {
    /// Makes and proves the part of a library, and adds it.
    fn add(
        &mut self,
        library: &LibraryArchive,
        whole: &ReportJob,
        as_of: AsOf,
        config: &Config,
    ) -> Result<(), Failure> {
        let institution = library.institution;
        let mut job = whole.clone();
        job.spec.selection.institutions = vec![institution];
        if is_between_libraries(&job) {
            job.spec.selection.told_by_receivers = self.told.clone();
        }
        let settings = config.run.library(institution);
        job.closed = settings.map(|settings| closed_days(settings, &job.spec.selection)).unwrap_or_default();
        let about = job.spec.selection.about();
        let unknown = |known: &KnownDays| about.map(|period| known.unknown(period)).unwrap_or_default();
        let Some(register) = &library.register else {
            let known = job.known_days(Coverage::default());
            let (lines, received) = (LineSum::ZERO, Totals::ZERO);
            self.parts.push(LibraryPart { institution, lines, received, unknown: unknown(&known) });
            self.known.push(known);
            return Ok(());
        };
        let mut view = HistoryView::of(register)?;
        let came = view.exports().iter().filter(|export| as_of.has(export.taken_in));
        let after = came.map(|export| export.intake).max().unwrap_or(0);
        job.feeds = view.expected_feeds()?;
        if !is_between_libraries(&job) {
            want_figures(&mut view, &job);
        }
        let known = job.known_days(view.coverage(after).of_all(&job.feeds));
        let lines = view.lines_after(job.spec.selection.days_to_read(), after)?;
        let tells_origin = !job.outputs.are_lines_alone();
        let accepted = tells_origin.then(|| accepted_by_archive(&lines, &mut view, &job, after)).transpose()?;
        let needs = job.needs();
        let sums = gathered(&lines, &needs, self.tables)?;
        self.demand_once(institution, &job, &sums)?;
        if is_between_libraries(&job) {
            let rows = gathered(&lines, &sides::needs(&job), self.tables)?;
            let of_any = ReportJob {
                spec: ReportSpec { selection: whole.spec.selection.clone(), ..job.spec.clone() },
                ..job.clone()
            };
            let is_whole = whole.spec.selection.period.is_some_and(|period| known.has_all(period));
            self.sides.add(institution, is_whole, &of_any, rows.rows())?;
        }
        let again = lines.gather(|| Accumulator::of_one(&needs, self.tables))?;
        match &mut self.lines {
            Some(lines) => lines.merge(again),
            None => self.lines = Some(again),
        }
        self.add_earlier(&mut view, &job, after)?;
        let (all, received) = (sums.tally.all, sums.tally.figures.received());
        let part = LibraryPart { institution, lines: all, received, unknown: unknown(&known) };
        let state = job.draws_sample().then(|| view.state_of(about, after)).transpose()?;
        self.states.extend(state.iter().map(|state| format!("{institution} {state}\n")));
        let intake = Arc::new(lines.intake);
        let input =
            ReportInput { intake, sums, earlier: Vec::new(), known, state, confirmed: Confirmed::new(), accepted };
        report::build(&job.spec, &job.customers, &input)?;
        let ReportInput { intake, known, .. } = input;
        self.parts.push(part);
        self.known.push(known);
        self.accepted = match (self.accepted, accepted) {
            (Some(one), Some(other)) => Some(one.with(other)),
            (one, other) => one.or(other),
        };
        let intake =
            Arc::into_inner(intake).unwrap_or_else(|| unreachable!("no document keeps the intake that it was made of"));
        for mut file in intake.files {
            // Files of two libraries may have one name.
            file.name = format!("{institution}/{}", file.name);
            self.files.push(file);
        }
        self.findings.extend(intake.findings);
        Ok(())
    }

    /// Demands that no line can be in the archives of two libraries as the own line of both.
    fn demand_once(&mut self, institution: Institution, job: &ReportJob, sums: &ReportSums) -> Result<(), Diagnostic> {
        if job.spec.selection.scope != InstitutionScope::OwnDaybooks {
            return Ok(());
        }
        for line in sums.lines(&keys(&[])) {
            let Some(daybook) = line.daybook else { continue };
            let entries = self.tables.daybooks.get(&daybook).map_or(&[][..], Vec::as_slice);
            if !entries.is_empty() && entries.iter().all(|entry| entry.institution.is_some()) {
                continue;
            }
            let other = *self.unmanaged.entry((daybook, line.institution)).or_insert(institution);
            if other != institution {
                let what = format!(
                    "the archives of {other} and {institution} both have lines on {daybook}, which no library manages: \
                     they may be the same lines"
                );
                let hint = "say in the code tables which library manages that daybook";
                return Err(Diagnostic::error(ExitStatus::Refused, what).hinted(hint));
            }
        }
        Ok(())
    }

    /// Adds what a library's archive has of the earlier periods that the report may be set beside.
    fn add_earlier(&mut self, view: &mut HistoryView<'_>, job: &ReportJob, after: u32) -> Result<(), Failure> {
        if !job.compares() {
            return Ok(());
        }
        for period in earlier::periods(&job.spec.selection) {
            let mut sum = EarlierSum::new(&job.spec.selection, period);
            view.each_row(period, after, self.tables, |row, source, text| {
                sum.add(row, source);
                if job.describes_earlier() {
                    self.texts.add(row.booking_code, text);
                }
            })?;
            match self.earlier.iter_mut().find(|other| other.period() == period) {
                Some(other) => other.merge(sum),
                None => self.earlier.push(sum),
            }
        }
        Ok(())
    }

    /// The report over all that was added.
    fn finish(self, job: &ReportJob) -> Result<(Document, Vec<Diagnostic>), Failure> {
        let Self { tables, parts, known, lines, accepted, earlier, texts, files, findings, states, sides, .. } = self;
        let is_known = |period| known.iter().any(|known| known.has_any(period));
        if let Some(period) = job.spec.selection.period.filter(|period| !is_known(*period)) {
            let what = format!("geen export ontvangen: no library's archive knows anything of {period}");
            return Err(Diagnostic::error(ExitStatus::Refused, what).into());
        }
        let known = KnownDays::together(&known);
        let is_whole = job.spec.selection.period.is_some_and(|period| known.has_all(period));
        let earlier = earlier.into_iter().filter(|earlier| is_whole && known.has_all(earlier.period()));
        let lines = lines.unwrap_or_else(|| Accumulator::of_one(&job.needs(), tables));
        let mut sums = lines.finish_one().map_err(report::ReportError::from)?;
        if is_whole {
            sums.describe_rest(&texts);
        }
        let input = ReportInput {
            intake: Arc::new(Intake { files, findings: findings.into_findings() }),
            sums,
            earlier: earlier.map(|earlier| earlier.finish(tables)).collect(),
            known,
            state: job.draws_sample().then(|| hex(&Sha256::digest(states))),
            confirmed: sides.confirmed()?,
            accepted,
        };
        let mut document = report::build(&job.spec, &job.customers, &input)?;
        document.control.insert(0, libraries_table(&job.spec, &parts, &input.sums.tally)?);
        // Which library it is that nothing is known of says more than the days alone.
        document.findings.retain(|finding| !matches!(finding, Finding::UnknownDays { .. }));
        let unknown = parts.into_iter().filter(|part| !part.unknown.are_none());
        let unknown = unknown.map(|part| Finding::UnknownDays { of: Some(part.institution), days: part.unknown });
        document.findings.splice(0..0, unknown);
        let is_numbered = job.spec.template.shows_customers() && matches!(job.customers, Customers::Numbered);
        let numbered = is_numbered.then(|| {
            Diagnostic::notice(
                "customers of several libraries are numbered, for this report alone: each has its own key",
            )
        });
        Ok((with_characters(document, job), numbered.into_iter().collect()))
    }
}
