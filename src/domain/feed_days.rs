//! What is known where several feeds tell of the same days: a day is known when every feed knows it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::known_days::DayRun;
use super::{ClosedDays, Coverage, Institution};

/// The days of which a feed is expected to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredFeed", into = "StoredFeed")]
pub struct FeedDays {
    /// The feed's name.
    pub name: String,
    /// The days on which it sends nothing.
    pub closed: ClosedDays,
    /// The first day of which it tells; `None` for as early as any feed does.
    pub first_day: Option<NaiveDate>,
    /// The last day of which it tells; `None` while it goes on.
    pub last_day: Option<NaiveDate>,
}

/// The same as texts.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct StoredFeed {
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    closed: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_day: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_day: Option<String>,
}

impl From<FeedDays> for StoredFeed {
    fn from(feed: FeedDays) -> Self {
        let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        Self {
            name: feed.name,
            closed: feed.closed.texts(),
            first_day: text(feed.first_day),
            last_day: text(feed.last_day),
        }
    }
}

impl TryFrom<StoredFeed> for FeedDays {
    type Error = String;

    fn try_from(stored: StoredFeed) -> Result<Self, String> {
        let day = |text: Option<String>| {
            text.map(|text| text.parse().map_err(|error| format!("`{text}`: {error}"))).transpose()
        };
        Ok(Self {
            closed: ClosedDays::parse(&stored.closed).map_err(|wrong| format!("no days: {}", wrong.join(", ")))?,
            name: stored.name,
            first_day: day(stored.first_day)?,
            last_day: day(stored.last_day)?,
        })
    }
}

impl FeedDays {
    /// The name of a feed among those of several libraries.
    #[must_use]
    pub fn name_in(library: Institution, feed: &str) -> String {
        format!("{library}/{feed}")
    }

    /// The same among feeds of several libraries.
    #[must_use]
    pub fn in_library(self, library: Institution) -> Self {
        Self { name: Self::name_in(library, &self.name), ..self }
    }

    /// Whether it tells of a day, when its exports come as they should.
    #[must_use]
    pub fn expects(&self, day: NaiveDate) -> bool {
        let is_within = self.first_day.is_none_or(|first| first <= day) && self.last_day.is_none_or(|last| day <= last);
        is_within && !self.closed.has(day)
    }
}

/// The days that the exports of each feed tell about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedCoverage {
    feeds: BTreeMap<String, Coverage>,
}

impl FeedCoverage {
    /// The days of exports, each with its feed. A feed whose exports tell of no day by themselves is one too.
    #[must_use]
    pub fn of<N: Into<String>>(exports: impl IntoIterator<Item = (N, Vec<DayRun>)>) -> Self {
        let mut runs: BTreeMap<String, Vec<DayRun>> = BTreeMap::new();
        for (feed, days) in exports {
            runs.entry(feed.into()).or_default().extend(days);
        }
        let feeds = runs.into_iter().map(|(feed, runs)| (feed, Coverage::of(runs)));
        Self { feeds: feeds.collect() }
    }

    /// Whether any export is of a feed.
    #[must_use]
    pub fn has_feed(&self, name: &str) -> bool {
        self.feeds.contains_key(name)
    }

    /// The feeds whose exports these are, where nobody says which are expected.
    #[must_use]
    pub fn feeds(&self) -> Vec<FeedDays> {
        self.feeds.keys().map(|name| FeedDays { name: name.clone(), ..FeedDays::default() }).collect()
    }

    /// The days that any feed tells about.
    #[must_use]
    pub fn of_any(&self) -> Coverage {
        Coverage::of(self.feeds.values().flat_map(|coverage| coverage.runs().iter().copied()))
    }

    /// The days that every expected feed tells about or has nothing to tell of, and at least one tells about; where
    /// none is named, those are expected whose exports these are.
    #[must_use]
    pub fn of_all(&self, expected: &[FeedDays]) -> Coverage {
        if expected.is_empty() {
            let all = self.feeds.values().cloned();
            return all.reduce(|one, other| one.both(&other)).unwrap_or_default();
        }
        let any = self.of_any();
        let known = |feed: &FeedDays| {
            let told = self.feeds.get(&feed.name).cloned().unwrap_or_default();
            let needless = days(&any).filter(|day| !feed.expects(*day)).map(|day| (day, day));
            Coverage::of(told.runs().iter().copied().chain(needless))
        };
        expected.iter().map(known).fold(any.clone(), |all, known| all.both(&known))
    }

    /// Of days that are not known, those of which a feed was expected to tell and didn't.
    #[must_use]
    pub fn lacking(&self, feed: &FeedDays, unknown: &[NaiveDate]) -> Vec<NaiveDate> {
        let told = self.feeds.get(&feed.name);
        let lacks = |day: &&NaiveDate| feed.expects(**day) && told.is_none_or(|told| !told.has(**day));
        unknown.iter().filter(lacks).copied().collect()
    }
}

fn days(coverage: &Coverage) -> impl Iterator<Item = NaiveDate> + '_ {
    let run = |(first, last): &DayRun| {
        let last = *last;
        first.iter_days().take_while(move |day| *day <= last)
    };
    coverage.runs().iter().flat_map(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn run(first: u32, last: u32) -> DayRun {
        (day(&format!("2026-11-{first:02}")), day(&format!("2026-11-{last:02}")))
    }

    #[test]
    fn a_day_is_known_when_every_feed_knows_it() {
        let told = [
            ("balie", vec![run(1, 9)]),
            ("online", vec![run(2, 3)]),
            ("online", vec![run(5, 6)]),
            ("balie", vec![run(10, 12)]),
        ];
        let coverage = FeedCoverage::of(told);
        assert_eq!(coverage.of_any().runs(), [run(1, 12)]);
        assert_eq!(coverage.of_all(&[]).runs(), [run(2, 3), run(5, 6)]);
        let feed = |name: &str| FeedDays { name: name.to_owned(), ..FeedDays::default() };
        let closed = |texts: &[&str]| {
            ClosedDays::parse(&texts.iter().map(ToString::to_string).collect::<Vec<_>>()).expect("days")
        };
        assert_eq!(coverage.of_all(&[feed("balie")]).runs(), [run(1, 12)]);
        assert_eq!(coverage.of_all(&[feed("balie"), feed("nieuw")]).runs(), []);
        // The 4th is a Wednesday, the 7th a Saturday.
        let online = FeedDays { closed: closed(&["wednesday", "2026-11-07"]), ..feed("online") };
        assert_eq!(coverage.of_all(&[feed("balie"), online.clone()]).runs(), [run(2, 7), run(11, 11)]);
        let until = FeedDays { last_day: Some(day("2026-11-06")), first_day: Some(day("2026-11-02")), ..online };
        assert_eq!(coverage.of_all(&[feed("balie"), until.clone()]).runs(), [run(1, 12)]);
        // Where no feed says anything, that none had to is no knowledge.
        assert_eq!(coverage.of_all(std::slice::from_ref(&until)).runs(), [run(1, 12)]);
        let text = serde_json::to_string(&until).expect("JSON");
        let same =
            r#"{"name":"online","closed":["wednesday","2026-11-07"],"first-day":"2026-11-02","last-day":"2026-11-06"}"#;
        assert_eq!((text.as_str(), serde_json::from_str::<FeedDays>(same).expect("a feed")), (same, until.clone()));
        let unknown = [day("2026-11-04"), day("2026-11-13")];
        assert_eq!(coverage.lacking(&feed("online"), &unknown), unknown);
        assert_eq!(coverage.lacking(&feed("balie"), &unknown), [day("2026-11-13")]);
        assert_eq!(
            coverage.lacking(&FeedDays { closed: closed(&["wednesday"]), ..feed("online") }, &unknown),
            [day("2026-11-13")]
        );
    }
}
