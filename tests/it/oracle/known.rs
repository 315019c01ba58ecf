//! What can be known from a set of export files: which lines hold and which days are known, by the contract alone.
//!
//! Nothing here reads a name: whoever makes the files says which days a name tells and how it stands among others.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A record of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: u32,
    /// The day number of settlement.
    pub day: i64,
    /// That of posting.
    pub posted: i64,
    /// What was received; less than nought for a storno.
    pub cents: i64,
    /// The profile leaves it out.
    pub left_out: bool,
}

/// Lines that hold, by feed and id.
pub type Holding = BTreeMap<(usize, u32), (i64, i64)>;

/// An export file.
#[derive(Clone, Debug)]
pub struct Export {
    /// Which of the library's feeds it is of.
    pub feed: usize,
    /// Its name without a copy's mark and ending.
    pub base: String,
    /// What a copy's mark says: 0 the plain file, 1 its first copy.
    pub copy: u32,
    /// The days that its name tells, first and last.
    pub named: Option<(i64, i64)>,
    /// What is in it.
    pub lines: Vec<Entry>,
    /// The day on which it came in; those before were over.
    pub came: i64,
}

/// A feed of a library.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    /// Each file tells the whole truth of the days that it covers.
    pub snapshot: bool,
    /// Days on which it sends nothing.
    pub closed: BTreeSet<i64>,
}

/// A piece of a name: digits as a number, or other text.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(u64),
    Text(String),
}

fn pieces(name: &str) -> Vec<Piece> {
    let mut all: Vec<(bool, String)> = Vec::new();
    for letter in name.chars() {
        let is_digit = letter.is_ascii_digit();
        match all.last_mut() {
            Some((was_digit, text)) if *was_digit == is_digit => text.push(letter),
            _ => all.push((is_digit, letter.to_string())),
        }
    }
    all.into_iter()
        .map(|(is_digit, text)| if is_digit { Piece::Number(text.parse().unwrap()) } else { Piece::Text(text) })
        .collect()
}

impl Export {
    fn last_day(&self) -> Option<i64> {
        let begun = self.lines.iter().map(|line| line.day).filter(|day| *day <= self.came);
        self.named.map(|(_, last)| last).or_else(|| begun.max())
    }

    /// Which of two files of a feed is later.
    fn order(&self, other: &Export) -> Ordering {
        let key = |file: &Export| (file.last_day(), pieces(&file.base), file.copy);
        key(self).cmp(&key(other))
    }

    /// The days that it covers, given whether an archive or a person on demand asks.
    fn covers(&self, on_demand: bool) -> Vec<i64> {
        // A storno may be dated back, and so is what was settled before it was posted: of its day its file may tell nothing.
        let dated = self.lines.iter().filter(|line| !line.left_out && line.posted <= line.day);
        let (stornos, others): (Vec<&Entry>, Vec<&Entry>) = dated.partition(|line| line.cents < 0);
        let mut days: BTreeSet<i64> = others.iter().map(|line| line.day).collect();
        if let Some(first) = days.first().copied() {
            days.extend(stornos.iter().map(|line| line.day).filter(|day| first < *day));
        }
        let (first, last) = match (self.named, days.first(), days.last()) {
            (Some(named), ..) => named,
            (None, Some(first), Some(last)) => {
                let without_line = last - first + 1 - days.len() as i64;
                if !on_demand && without_line > 10 {
                    return Vec::new();
                }
                (*first, *last)
            }
            _ => return Vec::new(),
        };
        (first..=last).filter(|day| *day < self.came).collect()
    }
}

/// The lines that hold, files coming in any order.
pub fn what_holds(feeds: &[Feed], files: &[Export]) -> Holding {
    let mut holding = Holding::new();
    for (number, feed) in feeds.iter().enumerate() {
        let mut own: Vec<&Export> = files.iter().filter(|file| file.feed == number).collect();
        own.sort_by(|a, b| a.order(b));
        for file in own {
            if feed.snapshot {
                let told = file.covers(false);
                holding.retain(|(of, _), (day, _)| *of != number || !told.contains(day));
            }
            for line in &file.lines {
                let key = (number, line.id);
                if line.left_out {
                    holding.remove(&key)
                } else {
                    holding.insert(key, (line.day, line.cents))
                };
            }
        }
    }
    holding
}

/// The days that are known: that every feed knows, or sends nothing on. Where none sends anything it is closed, which an
/// archive says as soon as it knows anything.
pub fn what_is_known(feeds: &[Feed], files: &[Export], on_demand: bool) -> BTreeSet<i64> {
    let told_by = |number: usize| -> BTreeSet<i64> {
        files.iter().filter(|file| file.feed == number).flat_map(|file| file.covers(on_demand)).collect()
    };
    let mut known: BTreeSet<i64> = (0..feeds.len()).flat_map(told_by).collect();
    for (number, feed) in feeds.iter().enumerate() {
        let told = told_by(number);
        known.retain(|day| told.contains(day) || feed.closed.contains(day));
    }
    let says_closed = on_demand || !known.is_empty();
    let closed = feeds.iter().flat_map(|feed| feed.closed.iter().copied());
    let closed = closed.filter(|day| says_closed && feeds.iter().all(|feed| feed.closed.contains(day)));
    let closed: Vec<i64> = closed.collect();
    known.extend(closed);
    known
}
