//! The feeds of a library: which files are whose, and how they are read.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;

use super::line_days::{LineDays, UntoldDays};
use super::profile::{self, Profile};
use super::{ExportMode, ExportPlaces, FilePattern};
use crate::domain::closed_days::no_export_needed;
use crate::domain::known_days::DayRun;
use crate::domain::{ClosedDays, Institution};

/// A feed: files of one kind that come again and again, such as those of the desk or of online payments. Ids, snapshots,
/// order and coverage are of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its name.
    pub name: String,
    /// The patterns of its files.
    pub files: Vec<FilePattern>,
    /// The name of the profile that reads them; `None` for whichever is for a file's name.
    pub profile: Option<String>,
    /// What they mean.
    pub mode: ExportMode,
    /// The first and the last day of which they tell, where those are named.
    pub days: FeedTerm,
}

/// The first and the last day of a feed, where it has one.
pub type FeedTerm = (Option<NaiveDate>, Option<NaiveDate>);

impl Feed {
    /// Whether a file is one of its.
    #[must_use]
    pub fn is_of(&self, file: &Path) -> bool {
        self.files.iter().any(|pattern| pattern.fits(file))
    }
}

/// What the configuration says of a library's export files. Of each of them it says the same in the night and on demand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryFiles {
    /// The library.
    pub institution: Institution,
    /// Where they are looked for.
    pub places: ExportPlaces,
    /// Its feeds, where it names them; else each profile is one.
    pub feeds: Vec<Feed>,
    /// What its files mean, where it names no feeds.
    pub mode: ExportMode,
    /// Whether a single day in a file's name is the day that it covers, not that on which it was made.
    pub day_in_name: bool,
    /// The days on which the library is closed.
    pub closed: ClosedDays,
    /// The days on which each of its feeds sends nothing.
    pub silent: Vec<ClosedDays>,
    /// The first day that is reported on, if one is named.
    pub first_day: Option<NaiveDate>,
}

/// How many days between its first and its last line may have none, and an export that tells no days still tells all of
/// them.
pub(super) const MOST_EMPTY_DAYS: usize = 10;

/// The feed that a file is of, and what the file means there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFeed {
    /// The libraries whose file it is; none where nobody says.
    pub libraries: Vec<Institution>,
    /// The first of the libraries that have files together with these: feeds of others are others, whatever their names.
    pub home: Option<Institution>,
    /// The other libraries that look for exports where it lies.
    pub others: BTreeSet<Institution>,
    /// The feed's name.
    pub name: String,
    /// Whether the configuration names it: then it is one feed, whatever names its files have.
    pub is_configured: bool,
    /// The name of the profile that it is read by; `None` for whichever is for the file's name.
    pub profile: Option<String>,
    /// What the file means; `None` where its libraries don't say the same.
    pub mode: Option<ExportMode>,
    /// Whether a single day in its name is the day that it covers.
    pub day_in_name: bool,
    /// The first and the last day of the feed, where those are named.
    pub days: FeedTerm,
}

/// Why a file is not of one feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOfOneFeed {
    /// It is of none of those that are named.
    NoFeed,
    /// It may be of several.
    SeveralFeeds(Vec<String>),
}

impl FileFeed {
    /// That of a file that nobody says anything of: the profile for its name.
    #[must_use]
    pub fn of_profile(file: &Path, profiles: &[Profile]) -> Self {
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let profile = Profile::of_file(profiles, &name);
        Self {
            libraries: Vec::new(),
            home: None,
            others: BTreeSet::new(),
            name: profile.map_or(profile::BUILT_IN, |profile| &profile.name).to_owned(),
            is_configured: false,
            profile: None,
            mode: Some(ExportMode::Append),
            day_in_name: true,
            days: (None, None),
        }
    }
}

impl LibraryFiles {
    /// The days of which one of its exports tells all that there is, whose name tells none.
    ///
    /// # Errors
    /// Where nobody can know that.
    pub fn days_of_lines(&self, days: &LineDays) -> Result<Option<DayRun>, UntoldDays> {
        // Lines from before the library's first day are no reason to believe anything of the days until then.
        let from = self.first_day.unwrap_or(NaiveDate::MIN);
        days.span(from, MOST_EMPTY_DAYS, |day| no_export_needed(&self.closed, self.silent.iter(), day))
    }

    /// The feed that a file of the library is of.
    ///
    /// # Errors
    /// When it is of none of those that the library names, or may be of several.
    pub fn feed_of(&self, file: &Path, profiles: &[Profile]) -> Result<FileFeed, NotOfOneFeed> {
        let of_profile = FileFeed {
            libraries: vec![self.institution],
            home: Some(self.institution),
            mode: Some(self.mode),
            day_in_name: self.day_in_name,
            ..FileFeed::of_profile(file, profiles)
        };
        if self.feeds.is_empty() {
            return Ok(of_profile);
        }
        let fitting: Vec<&Feed> = self.feeds.iter().filter(|feed| feed.is_of(file)).collect();
        match fitting[..] {
            [] => Err(NotOfOneFeed::NoFeed),
            [feed] => Ok(FileFeed {
                name: feed.name.clone(),
                is_configured: true,
                profile: feed.profile.clone(),
                mode: Some(feed.mode),
                days: feed.days,
                ..of_profile
            }),
            _ => Err(NotOfOneFeed::SeveralFeeds(fitting.iter().map(|feed| feed.name.clone()).collect())),
        }
    }
}
