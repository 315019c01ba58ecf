//! One report over the archives of several libraries: each library's part is made and proven by itself, and so is all of
//! it together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use chrono_tz::Europe::Brussels;
use sha2::{Digest, Sha256};

use super::archived::AsOf;
use super::archived_part::{ArchivedPart, LibraryArchive, PartInHand, gather_part};
use super::between::{BetweenLines, counted_elsewhere};
use super::job::ReportJob;
use super::make::with_characters;
use super::sides::SidesOfLines;
use crate::archive::{REGISTER, Register};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::finding_list::FindingList;
use crate::domain::{CodeTables, Finding, Institution, KnownDays};
use crate::failure::Failure;
use crate::ingest::source::hex;
use crate::ingest::{InputFile, Intake, LineSink};
use crate::parallel::{deal_out, processors};
use crate::report::accumulator::Accumulator;
use crate::report::back_dated::BackDated;
use crate::report::bridge::Accepted;
use crate::report::describe::TextCounts;
use crate::report::document::Document;
use crate::report::earlier::EarlierSum;
use crate::report::gathering::ReportGathering;
use crate::report::listing::Customers;
use crate::report::pairing::Pairs;
use crate::report::{self, LibraryPart, ReportError, ReportInput, libraries_table};

/// Does the same for each library on all processors, and gives what was made in the order of the libraries; of several
/// failures the first in that order.
fn for_each<T: Send>(count: usize, work: impl Fn(usize) -> Result<T, Failure> + Sync) -> Result<Vec<T>, Failure> {
    let of_thread =
        |numbers: &mut dyn Iterator<Item = usize>| numbers.map(|number| (number, work(number))).collect::<Vec<_>>();
    let mut made: Vec<_> = deal_out(count, processors(), of_thread).into_iter().flatten().collect();
    made.sort_by_key(|(number, _)| *number);
    made.into_iter().map(|(_, made)| made).collect()
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
    for_each(libraries.len(), |number| {
        let institution = libraries[number];
        let register = match found.get(&institution) {
            Some(folder) => Some(Register::open_to_read(folder)?),
            None if config.run.library(institution).is_some() => None,
            // Tells where it was looked for.
            None => Some(super::archived::open(archive, institution)?),
        };
        Ok(LibraryArchive { institution, register: register.map(Mutex::new) })
    })
}

/// What was gathered of all libraries so far.
struct Together<'a> {
    tables: &'a CodeTables,
    parts: Vec<LibraryPart>,
    known: Vec<KnownDays>,
    lines: Option<Accumulator<'a, [ReportGathering; 1]>>,
    accepted: Option<Accepted>,
    earlier: Vec<EarlierSum>,
    texts: TextCounts,
    files: Vec<InputFile>,
    findings: FindingList,
    pairs: Pairs,
    back_dated: BackDated,
    /// For each library a line with the hash of what its archive knows, where a sample is drawn by it.
    states: String,
    /// What each library says of lines between libraries.
    sides: SidesOfLines,
}

/// Makes a report over several libraries out of their archives; beside it, what its pages can't say.
///
/// # Errors
/// When an archive can't be read, a proof fails, or nothing is known of the period.
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
        pairs: Pairs::new(),
        back_dated: BackDated::new(),
        states: String::new(),
        sides: SidesOfLines::default(),
    };
    let readable = libraries.iter().filter(|library| library.register.is_some());
    let readable: BTreeSet<Institution> = readable.map(|library| library.institution).collect();
    let mut of_parts = job.clone();
    if job.spec.selection.institutions.is_empty() {
        // All libraries are those, not whoever a line may name.
        of_parts.spec.selection.institutions = libraries.iter().map(|library| library.institution).collect();
    }
    let gather = |number: usize| gather_part(&libraries[number], &readable, &of_parts, as_of, config, &tables);
    let parts = for_each(libraries.len(), gather)?;
    let own = own_of_others(&parts, libraries, as_of)?;
    let between =
        parts.iter().zip(&own).map(|(part, own)| (part.institution(), part.between().into_iter().chain(own).collect()));
    let (elsewhere, findings) = counted_elsewhere(&between.collect::<Vec<_>>(), &tables);
    together.findings.extend(findings);
    let parts: Vec<Mutex<Option<PartInHand<'_>>>> = parts.into_iter().map(|part| Mutex::new(Some(part))).collect();
    let parts = for_each(parts.len(), |number| {
        let part = parts[number].lock().unwrap_or_else(PoisonError::into_inner).take();
        part.map(|part| part.finish(&elsewhere[number])).transpose()
    })?;
    for part in parts.into_iter().flatten() {
        together.add(&job, part)?;
    }
    together.finish(&job)
}

/// Of each library those of its own lines of which others tell too, where any do.
fn own_of_others(
    parts: &[PartInHand<'_>],
    libraries: &[LibraryArchive],
    as_of: AsOf,
) -> Result<Vec<Option<BetweenLines>>, Failure> {
    let place: BTreeMap<Institution, usize> = parts.iter().map(PartInHand::institution).zip(0..).collect();
    let mut wanted: Vec<BTreeSet<String>> = vec![BTreeSet::new(); parts.len()];
    for part in parts {
        let told = part.between().into_iter().flat_map(|lines| lines.ids_of_others(part.institution()));
        for (library, id) in told {
            if let Some(place) = place.get(&library).filter(|place| parts[**place].has_own(id)) {
                wanted[*place].insert(id.to_owned());
            }
        }
    }
    for_each(parts.len(), |number| {
        let ids = Some(&wanted[number]).filter(|ids| !ids.is_empty());
        ids.map(|ids| parts[number].lines_of(&libraries[number], ids, as_of)).transpose()
    })
}

impl<'a> Together<'a> {
    /// Adds the part of a library.
    fn add(&mut self, whole: &ReportJob, told: ArchivedPart<'a>) -> Result<(), Failure> {
        let institution = told.part.institution;
        self.parts.push(told.part);
        let is_whole = whole.spec.selection.period.is_some_and(|period| told.known.has_all(period));
        self.known.push(told.known);
        let Some(told) = told.lines else { return Ok(()) };
        if let Some(rows) = &told.told {
            self.sides.add(institution, is_whole, whole, rows)?;
        }
        match &mut self.lines {
            Some(lines) => lines.merge(told.lines),
            None => self.lines = Some(told.lines),
        }
        for sum in told.earlier {
            match self.earlier.iter_mut().find(|other| other.period() == sum.period()) {
                Some(other) => other.merge(sum),
                None => self.earlier.push(sum),
            }
        }
        self.texts.merge(told.texts);
        self.pairs.extend(told.pairs);
        self.back_dated.extend(told.back_dated);
        self.states.extend(told.state.iter().map(|state| format!("{institution} {state}\n")));
        self.accepted = match (self.accepted, told.accepted) {
            (Some(one), Some(other)) => Some(one.with(other)),
            (one, other) => one.or(other),
        };
        for mut file in told.intake.files {
            // Files of two libraries may have one name.
            file.name = format!("{institution}/{}", file.name);
            self.files.push(file);
        }
        self.findings.extend(told.intake.findings);
        Ok(())
    }

    /// The report over all that was added.
    fn finish(self, job: &ReportJob) -> Result<(Document, Vec<Diagnostic>), Failure> {
        let Self {
            tables,
            parts,
            known,
            lines,
            accepted,
            earlier,
            texts,
            files,
            findings,
            states,
            sides,
            pairs,
            back_dated,
            ..
        } = self;
        let is_known = |period| known.iter().any(|known| known.has_any(period));
        if let Some(period) = job.spec.selection.period.filter(|period| !is_known(*period)) {
            let what = format!("geen export ontvangen: no library's archive knows anything of {period}");
            return Err(Diagnostic::error(ExitStatus::Refused, what).into());
        }
        let known = KnownDays::together(&known);
        let is_whole = job.spec.selection.period.is_some_and(|period| known.has_all(period));
        let earlier = earlier.into_iter().filter(|earlier| is_whole && known.has_all(earlier.period()));
        let lines = lines.unwrap_or_else(|| Accumulator::of_one(&job.needs(), tables));
        let mut sums = lines.finish_one().map_err(ReportError::from)?;
        // Each library paired its own: ids and customers of two systems may be alike.
        sums.pairs = pairs;
        sums.back_dated = back_dated;
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
