//! The whole way in: files are found, read, proven, and merged into one set of transactions.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use chrono::NaiveDate;

use super::columns::TransactionColumns;
use super::csv::encoding::Encoding;
use super::defect::{Defect, Reason};
use super::export_name::ExportOrder;
use super::export_series::ExportSeries;
use super::feed::FileFeed;
use super::feed_directory::FeedDirectory;
use super::feed_reading::{FeedReading, ids_of_several};
use super::file_reading::{FileReading, read_file};
use super::gather::LineSink;
use super::ids::{IdSet, SeenIds};
use super::input_file::InputFile;
use super::intake_error::IntakeError;
use super::merge::{Merge, merge, same_ids};
use super::own_lines::of_others;
use super::own_output::OwnOutput;
use super::profile::Profile;
use super::regular_series::{NamedExport, missed_exports};
use super::snapshot::{SnapshotFile, drop_lacking};
use super::snapshot_days::snapshot_days;
use super::source::{ExportPath, SourceError, find_exports};
use super::task::Task;
use super::told_names::{file_alone, names_with_own_folders};
use super::verdict::{RecordVerdict, Suspects, Verdicts};
use super::whole_days::WholeDays;
use crate::domain::{Cents, CodeTables, Coverage, FeedCoverage, FeedDays, Finding, Institution};
use crate::parallel::processors;

/// All that came in, but for the transactions themselves.
#[derive(Debug)]
pub struct Intake {
    /// File by file: feed by feed, and those of a feed in their order, the later one behind.
    pub files: Vec<InputFile>,
    /// What was found while reading and merging.
    pub findings: Vec<Finding>,
}

/// A feed of the libraries that have files together.
type FeedKey = (Option<Institution>, String);

/// A file that was read, with its place among those of its feed.
type OrderedReading<'e, G> = (ExportOrder, &'e ExportPath, FileReading<G>);

/// Reads exports with one set of profiles into gatherers of one kind.
pub struct ExportReader<'a, G> {
    /// How files of which names are written.
    pub profiles: &'a [Profile],
    /// Whose files these are, and of which feeds.
    pub directory: FeedDirectory<'a>,
    /// Who manages which daybook: that library knows best what stands on it.
    pub tables: &'a CodeTables,
    /// What files are known by that kasverslag wrote itself, which are none of these.
    pub own: &'a OwnOutput,
    /// Whether anyone wants the hashes of the files, which cost a fifth of the time.
    pub is_hashed: bool,
    /// The last day that is over: of later ones no file tells all.
    pub last_over: NaiveDate,
    /// Makes a new gatherer.
    pub make: &'a (dyn Fn() -> G + Sync),
}

impl Intake {
    /// Reads every export that `paths` lead to, and gathers the transactions that count.
    ///
    /// What is wrong with files and records is in the result: all of it, so that one run tells all.
    ///
    /// # Errors
    /// When a path leads to no export, or a proof fails.
    pub fn read<G: LineSink>(paths: &[PathBuf], reader: &ExportReader<'_, G>) -> Result<(Self, G), IntakeError> {
        let (found, mut findings) = find_exports(paths).map_err(IntakeError::Sources)?;
        let (own, exports): (Vec<_>, Vec<_>) = found.into_iter().partition(|export| reader.own.has(export));
        if exports.is_empty() {
            return Err(IntakeError::OwnOutputAlone(own.into_iter().map(|export| export.path).collect()));
        }
        findings.extend(own.into_iter().map(|export| Finding::OwnOutput { file: export.name }));
        // Lists of refused records of files of one name are told apart by their hashes.
        let is_hashed =
            reader.is_hashed || exports.windows(2).any(|pair| file_alone(&pair[0].name) == file_alone(&pair[1].name));
        let (readings, merged) = ExportReader { is_hashed, ..*reader }.read_all(&exports)?;
        let mut files = Vec::new();
        let mut gathered = (reader.make)();
        let mut unused = UnusedHeaders::default();
        for mut reading in readings {
            unused.take(&reading.file, &mut reading.findings);
            findings.append(&mut reading.findings);
            reading.file.use_of_lines = reading.gathered.use_of_lines();
            files.push(reading.file);
            gathered.merge(reading.gathered);
        }
        findings.extend(unused.findings());
        findings.extend(merged);
        findings.extend(reader.missed_exports(&files));
        Ok((Self { files, findings }, gathered))
    }

    /// The days that the files tell all of, as far as they may be files of some libraries, or without any named of all:
    /// those that each of these feeds tells of, where any file is of one; else those that each feed does which there is.
    /// Files of none of the feeds were never meant to be all that a library has, and another library's tells of none of its
    /// days.
    #[must_use]
    pub fn coverage(&self, libraries: &[Institution], feeds: &[FeedDays], tables: &CodeTables) -> Coverage {
        let is_of_them = |feed: &FileFeed| feed.libraries.iter().any(|library| libraries.contains(library));
        let are_any = self.files.iter().any(|file| is_of_them(&file.feed));
        let of_others = of_others(&self.files, libraries, tables);
        let of_them = self.files.iter().zip(of_others).filter(|(_, of_others)| !of_others).map(|(file, _)| file);
        let files = of_them.filter(|file| !are_any || is_of_them(&file.feed));
        let told = files.flat_map(|file| {
            let of_library = |library: &Institution| FeedDays::name_in(*library, &file.feed.name);
            let mut names: Vec<String> = file.feed.libraries.iter().map(of_library).collect();
            if names.is_empty() {
                names.push(file.feed.name.clone());
            }
            names.into_iter().map(|name| (name, file.covers.runs().to_vec()))
        });
        let coverage = FeedCoverage::of(told);
        let is_of_one = feeds.iter().any(|feed| coverage.has_feed(&feed.name));
        coverage.of_all(if is_of_one { feeds } else { &[] })
    }

    /// How many records were refused in all.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.files.iter().map(|file| file.rejects.count()).sum()
    }

    /// Whether a file as a whole could not be used, which no number of allowed rejects covers.
    #[must_use]
    pub fn has_unusable_file(&self) -> bool {
        self.files.iter().any(|file| !file.faults.is_empty() || file.rejects.is_of_file())
    }
}

/// Demands that a turnover can't overflow a sum of cents.
///
/// # Errors
/// When it can.
pub fn bound_turnover(turnover: i128) -> Result<(), IntakeError> {
    Cents::try_from(turnover).map(|_| ()).map_err(|_| IntakeError::TooMuchMoney)
}

impl<G: LineSink> ExportReader<'_, G> {
    /// The same for gatherers of another kind, which read files again: by their hashes it is known that they are the same.
    pub(super) fn reading_again<'b, H>(&'b self, make: &'b (dyn Fn() -> H + Sync)) -> ExportReader<'b, H> {
        let Self { profiles, directory, tables, own, last_over, .. } = *self;
        ExportReader { profiles, directory, tables, own, is_hashed: true, last_over, make }
    }

    /// The day on which files are taken to have come in: they are as old as the question.
    pub(super) fn today(&self) -> NaiveDate {
        self.last_over.succ_opt().unwrap_or(NaiveDate::MAX)
    }

    /// Reads and proves exports, and merges those of each feed in their order; beside them, what was found while merging.
    ///
    /// All are read once. Where ids came more than once in a feed, the records that have them are looked at more closely,
    /// and the files in which some don't count are read again without those: nothing of the others need be kept. That
    /// they are still the same is told by their hashes.
    ///
    /// # Errors
    /// When a file can't be read, or a proof fails.
    pub fn read_all(&self, exports: &[ExportPath]) -> Result<(Vec<FileReading<G>>, Vec<Finding>), IntakeError> {
        let mut feeds: BTreeMap<FeedKey, (SeenIds, Vec<OrderedReading<'_, G>>)> = BTreeMap::new();
        for (export, feed) in exports.iter().zip(self.directory.feeds_of(exports, self.profiles)?) {
            let key = (feed.home, feed.name.clone());
            let mut reading = self.read(export, &feed, None)?;
            let (seen, readings) = feeds.entry(key).or_default();
            seen.join(std::mem::take(&mut reading.seen));
            if seen.all.are_too_many() {
                reading.file.faults.push(Defect::of_file(Reason::TooManyIds));
            }
            readings.push((reading.order(self.today()), export, reading));
        }
        let (mut read, mut findings): (Vec<FeedReading<'_, G>>, _) = (Vec::new(), Vec::new());
        for ((home, _), (seen, mut ordered)) in feeds {
            ordered.sort_by(|a, b| a.0.cmp(&b.0));
            let (paths, mut readings): (Vec<_>, Vec<_>) =
                ordered.into_iter().map(|(_, export, reading)| (export, reading)).unzip();
            let (whole, untold) = snapshot_days(&readings, self.directory.libraries, self.last_over);
            findings.extend(untold);
            let mut verdicts: Vec<Verdicts> = readings.iter().map(|_| Verdicts::new()).collect();
            if !seen.twice.is_empty() || whole.iter().skip(1).any(|days| *days != WholeDays::default()) {
                if !self.is_hashed {
                    return Self { is_hashed: true, ..*self }.read_all(exports);
                }
                let (judged, found) = self.merge_feed(&paths, &mut readings, &seen.twice, &whole)?;
                verdicts = judged;
                findings.extend(found);
            }
            read.push(FeedReading { home, ids: seen.all, exports: paths, readings, verdicts });
        }
        let shared = ids_of_several(&mut read);
        if !shared.is_empty() {
            if !self.is_hashed {
                return Self { is_hashed: true, ..*self }.read_all(exports);
            }
            findings.extend(self.merge_libraries(&mut read, &shared)?);
        }
        let all: Vec<_> = read.into_iter().flat_map(|feed| feed.readings).collect();
        bound_turnover(all.iter().map(|reading| reading.turnover).sum())?;
        Ok((all, findings))
    }

    /// Takes what doesn't count out of the files of a feed, which stand in their order, and tells what was found.
    fn merge_feed(
        &self,
        exports: &[&ExportPath],
        readings: &mut [FileReading<G>],
        twice: &IdSet,
        whole: &[WholeDays],
    ) -> Result<(Vec<Verdicts>, Vec<Finding>), IntakeError> {
        let (verdicts, merged) = self.judge(exports, readings, twice, whole)?;
        for (index, (export, verdicts)) in exports.iter().zip(&verdicts).enumerate() {
            if !verdicts.is_empty() {
                let again = self.read(export, &readings[index].file.feed, Some(verdicts))?;
                same(export, &again.file, &readings[index].file)?;
                readings[index] = again;
            }
            let file = &mut readings[index].file;
            let [overlap, replaced, withdrawn] =
                [&merged.overlaps, &merged.replaced, &merged.withdrawn].map(|lines| lines[index]);
            (file.overlap, file.replaced, file.withdrawn) = (overlap.count, replaced.count, withdrawn.count);
            file.set_aside_cents = Some([overlap.cents, replaced.cents, withdrawn.cents]);
        }
        Ok((verdicts, merged.findings.into_findings()))
    }

    /// Says for each file what becomes of the records that have one of these ids.
    fn judge(
        &self,
        exports: &[&ExportPath],
        readings: &[FileReading<G>],
        ids: &IdSet,
        whole: &[WholeDays],
    ) -> Result<(Vec<Verdicts>, Merge), IntakeError> {
        let (mut columns, mut verdicts, mut refused, mut left_out) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (index, (export, first)) in exports.iter().zip(readings).enumerate() {
            let told_later = WholeDays::of_several(&whole[index + 1..]);
            let make = || Suspects::new(ids, &told_later);
            let suspects = self.reading_again(&make).read(export, &first.file.feed, Some(&Verdicts::new()))?;
            same(export, &suspects.file, &first.file)?;
            refused.push(suspects.gathered.refused_ids());
            left_out.push(suspects.gathered.left_out());
            let (kept, duplicates) = suspects.gathered.judge_duplicates();
            columns.push(kept);
            verdicts.push(duplicates);
        }
        let names = told_apart(readings.iter().map(|reading| &reading.file));
        let files: Vec<(&str, &TransactionColumns)> = names.iter().map(String::as_str).zip(&columns).collect();
        let mut merged = merge(&files, &left_out);
        let kinds = names_with_own_folders(&exports.iter().map(|export| export.path.as_path()).collect::<Vec<_>>());
        let series: Vec<ExportSeries> = kinds.iter().map(|name| ExportSeries::of(name)).collect();
        let parts = files.iter().zip(&series).zip(whole.iter().zip(&refused));
        let snapshots: Vec<SnapshotFile<'_>> = parts
            .map(|(((name, columns), series), (days, refused))| SnapshotFile { name, series, columns, days, refused })
            .collect();
        let is_configured = readings.iter().any(|reading| reading.file.feed.is_configured);
        let by = drop_lacking(&snapshots, is_configured, &mut merged);
        if let Some(file) = by.into_iter().map(|index| &readings[index].file).find(|file| file.feed.mode.is_none()) {
            return Err(IntakeError::UnclearMode { file: file.path.clone() });
        }
        if !is_configured {
            merged.findings.extend(same_ids(&names, &series, &merged.shared));
        }
        let judged = columns.iter().zip(merged.kept.iter().zip(&merged.refused));
        for ((columns, (kept, refused)), verdicts) in judged.zip(&mut verdicts) {
            let superseded = kept.iter().enumerate().filter(|(_, kept)| !**kept);
            verdicts.extend(superseded.map(|(index, _)| (columns.line(index), RecordVerdict::Superseded)));
            verdicts.extend(refused.clone());
        }
        Ok((verdicts, merged))
    }

    /// What to tell about files that came day after day beside others, and of which some are missing, where no feeds are
    /// named.
    fn missed_exports(&self, files: &[InputFile]) -> Vec<Finding> {
        let mut feeds: BTreeMap<FeedKey, Vec<NamedExport<'_>>> = BTreeMap::new();
        let names = names_with_own_folders(&files.iter().map(|file| file.path.as_path()).collect::<Vec<_>>());
        let in_folders = files.iter().zip(&names);
        for (file, name) in in_folders.filter(|(file, _)| !file.feed.is_configured && !file.is_refused()) {
            let Some((first, last)) = file.named_days else { continue };
            let last = last.min(self.last_over);
            let days = (first <= last).then_some((first, last));
            let repeats = file.overlap > 0;
            let exports = feeds.entry((file.feed.home, file.feed.name.clone())).or_default();
            exports.push(NamedExport { name, days, repeats });
        }
        let of_feed = |exports: Vec<NamedExport<'_>>| {
            let told = Coverage::of(exports.iter().filter_map(|export| export.days));
            let (Some(first), Some(last)) = (told.first(), told.last()) else { return Vec::new() };
            let days = first.iter_days().take_while(|day| *day <= last);
            missed_exports(&exports, days, last, |_| false)
        };
        feeds.into_values().flat_map(of_feed).map(|missed| missed.finding()).collect()
    }

    /// Reads and proves one export by the profile of its feed, else by the first one that fits its name.
    pub(super) fn read(
        &self,
        export: &ExportPath,
        feed: &FileFeed,
        verdicts: Option<&Verdicts>,
    ) -> Result<FileReading<G>, IntakeError> {
        let built_in = Profile::default();
        let named = feed.profile.as_deref();
        let fitting = match named {
            Some(name) => self.profiles.iter().find(|profile| profile.name == name),
            None => Profile::of_file(self.profiles, &export.name),
        };
        let profile = fitting.unwrap_or(&built_in);
        tracing::debug!(file = export.name, profile = profile.name, "reading");
        let task = Task { file: &export.name, profile, verdicts, feed, make: self.make, threads: processors() };
        let encoding = Encoding::of_profile(profile.charset);
        let mut reading = match read_file(export, self.is_hashed, &task, encoding)? {
            Some(reading) => reading,
            None => match read_file(export, self.is_hashed, &task, Encoding::Windows1252)? {
                Some(mut reading) => {
                    // Of a file that is refused as a whole nobody needs to know how it was read.
                    if reading.file.faults.is_empty() {
                        reading.findings.insert(0, Finding::EncodingFallback { file: export.name.clone() });
                    }
                    reading
                }
                None => unreachable!("every byte is a character of Windows-1252"),
            },
        };
        if fitting.is_none() && named.is_none() && !self.profiles.is_empty() {
            reading.findings.insert(0, Finding::NoProfile { file: export.name.clone() });
        }
        Ok(reading)
    }
}

/// For each profile, the headers that it maps and that none of its files has.
#[derive(Default)]
struct UnusedHeaders(BTreeMap<String, Vec<String>>);

impl UnusedHeaders {
    /// Takes what was found of them out of the findings of a file: another file may have them.
    fn take(&mut self, file: &InputFile, findings: &mut Vec<Finding>) {
        let is_of_them = |finding: &mut Finding| matches!(finding, Finding::UnusedHeaders { .. });
        let own = findings.extract_if(.., is_of_them).filter_map(|finding| match finding {
            Finding::UnusedHeaders { headers, .. } => Some(headers),
            _ => None,
        });
        let own = own.reduce(both).unwrap_or_default();
        // Of a file that can't be used nobody knows its headers.
        if let Some(profile) = file.profile.as_ref().filter(|_| file.faults.is_empty()) {
            let unused = self.0.remove(profile).map_or(own.clone(), |others| both(others, own));
            self.0.insert(profile.clone(), unused);
        }
    }

    fn findings(self) -> impl Iterator<Item = Finding> {
        let unused = self.0.into_iter().filter(|(_, headers)| !headers.is_empty());
        unused.map(|(profile, headers)| Finding::UnusedHeaders { profile, headers })
    }
}

/// What both have.
#[expect(clippy::needless_pass_by_value, reason = "it is what `reduce` takes")]
fn both(mut one: Vec<String>, other: Vec<String>) -> Vec<String> {
    one.retain(|header| other.contains(header));
    one
}

/// The names of files, with the start of their hashes where several are called the same.
pub(super) fn told_apart<'f>(files: impl Iterator<Item = &'f InputFile> + Clone) -> Vec<String> {
    let mut called: HashMap<&str, u32> = HashMap::new();
    for file in files.clone() {
        *called.entry(&file.name).or_default() += 1;
    }
    let told = |file: &InputFile| match &file.sha256 {
        Some(sha256) if called[file.name.as_str()] > 1 => told_by_hash(&file.name, sha256),
        _ => file.name.clone(),
    };
    files.map(told).collect()
}

/// A file's name with the start of its hash: two files are never told by one name.
#[must_use]
pub fn told_by_hash(name: &str, sha256: &str) -> String {
    format!("{name} (SHA-256 {}…)", sha256.get(..8).unwrap_or(sha256))
}

/// Demands that a file is the same when it is read again.
pub(super) fn same(export: &ExportPath, again: &InputFile, first: &InputFile) -> Result<(), IntakeError> {
    if again.sha256 == first.sha256 { Ok(()) } else { Err(SourceError::Changed(export.path.clone()).into()) }
}
