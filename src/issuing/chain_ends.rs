//! Where the chains of libraries ended, as what earlier runs left says. Two files tell it, each for all libraries that it
//! ever told of: a run for some libraries forgets nothing of the others, and one file that is lost or put back is told on by
//! the other. Of each library the folder of another one tells too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::neighbour;
use super::nights::{self, NightRecord};
use super::summary::{self, Ends, RunSummary};
use crate::archive::{Register, ReportRecord};
use crate::domain::Institution;

/// Where chains ended, as each file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainEnds {
    /// As the summary of the last run has it; `None` when there is none.
    pub in_summary: Option<Ends>,
    /// As the record of the nights has it; `None` when there is none, or one of before it told.
    pub in_nights: Option<Ends>,
    /// As the folder of another library has it, with the path of its file from the archive.
    pub at_neighbours: BTreeMap<String, (String, String)>,
    archive: PathBuf,
}

impl ChainEnds {
    /// As the summary of the last run and the record of the nights in an archive have it.
    #[must_use]
    pub fn of(summary: Option<&RunSummary>, archive: &Path) -> Self {
        let in_nights = NightRecord::newest(archive).map(|night| night.ends).filter(|ends| !ends.is_empty());
        let (in_summary, at_neighbours) = (summary.map(RunSummary::ends), neighbour::read(archive));
        Self { in_summary, in_nights, at_neighbours, archive: archive.to_owned() }
    }

    /// Where the chain of a library ended, each with the name of the file that says so.
    pub fn of_library(&self, institution: Institution) -> impl Iterator<Item = (&str, &str)> {
        let name = institution.to_string();
        let files = [(summary::FILE, &self.in_summary), (nights::FILE, &self.in_nights)];
        let at_neighbour = self.at_neighbours.get(&name).map(|(end, file)| (&**file, &**end));
        let of_all =
            files.into_iter().filter_map(move |(file, ends)| Some((file, ends.as_ref()?.get(&name)?.as_str())));
        of_all.chain(at_neighbour)
    }

    /// The ends of a library's chain that its records lack, each with the name of the file that tells it.
    #[must_use]
    pub fn unknown(&self, institution: Institution, records: &[ReportRecord]) -> Vec<(&str, &str)> {
        let ends = self.of_library(institution);
        let unknown = ends.filter(|(_, end)| records.iter().all(|record| record.record != *end));
        unknown.filter(|(file, _)| self.is_of_this_archive(file)).collect()
    }

    /// Whether a file that tells of a library is of the same nights as all else. One in another library's folder is not when
    /// that came from elsewhere, register and all: then that register does not know where its own chain ended, and only
    /// its own library is stopped.
    fn is_of_this_archive(&self, file: &str) -> bool {
        let Some((own, _)) = file.split_once('/') else { return true };
        let mut ends = [&self.in_summary, &self.in_nights].into_iter().flatten().filter_map(|ends| ends.get(own));
        let register = Register::open_to_read(&self.archive.join(own));
        let Ok(records) = register.and_then(|register| register.reports()) else { return true };
        ends.all(|end| records.iter().any(|record| record.record == *end))
    }

    /// All libraries that any file tells of, each with where its chain ended.
    #[must_use]
    pub fn all(&self) -> Ends {
        let at_neighbours = self.at_neighbours.iter().map(|(library, (end, _))| (library, end));
        let both = self.in_nights.iter().chain(&self.in_summary).flatten();
        at_neighbours.chain(both).map(|(library, end)| (library.clone(), end.clone())).collect()
    }
}
