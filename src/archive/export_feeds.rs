//! Which export is of which feed.

use std::sync::Arc;

/// The feed of each export, by its number.
#[derive(Clone, Debug, Default)]
pub struct ExportFeeds(Arc<[Arc<str>]>);

impl ExportFeeds {
    /// Those of exports, which are numbered from 1 on and stand in that order.
    #[must_use]
    pub fn of<'f>(feeds: impl Iterator<Item = &'f str>) -> Self {
        let mut all: Vec<Arc<str>> = Vec::new();
        for feed in feeds {
            // Most exports have the feed of their neighbour.
            let same = all.last().filter(|last| ***last == *feed).cloned();
            all.push(same.unwrap_or_else(|| Arc::from(feed)));
        }
        Self(all.into())
    }

    /// The feed of an export; empty when there is none of that number.
    #[must_use]
    pub fn get(&self, intake: u32) -> &str {
        let place = (intake as usize).checked_sub(1);
        place.and_then(|place| self.0.get(place)).map_or("", |feed| feed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_begin_with_one() {
        let feeds = ExportFeeds::of(["wise", "wise", "mijnbib"].into_iter());
        assert_eq!([0, 1, 2, 3, 4].map(|intake| feeds.get(intake)), ["", "wise", "wise", "mijnbib", ""]);
    }
}
