//! Bookings that several libraries tell of: each export has its library's daybooks and its costs, so that what one library
//! received for another is in both. It is one booking, and this is the one place that says which line of it counts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::columns::TransactionColumns;
use super::ids::{same_but_for_noughts, without_noughts};
use crate::domain::finding_list::FindingList;
use crate::domain::{CodeTables, Difference, Finding, Institution, Moment, Transaction};

/// Lines of one feed of a library, which has none of another feed that is not told of: those that count there and whose ids
/// other libraries may have too.
#[derive(Debug)]
pub struct LibraryLines<'a> {
    /// The name of their file; of lines out of an archive the library's code.
    pub name: &'a str,
    /// The library: the first of those whose file it is.
    pub home: Institution,
    /// The feed.
    pub feed: &'a str,
    /// Those lines; each has the number 0 that stands on no line of a file.
    pub columns: &'a TransactionColumns,
}

/// The places among some lines of those that do not count, as a line of another library stands for each.
#[derive(Debug, Default)]
pub struct ToldElsewhere {
    /// That one is alike.
    pub alike: Vec<usize>,
    /// That one is otherwise.
    pub replaced: Vec<usize>,
}

/// A line, with where it comes from.
#[derive(Clone, Copy, Debug)]
struct ToldLine<'a> {
    /// Whose lines it is among, and its place there.
    at: (usize, usize),
    home: Institution,
    feed: &'a str,
    line: Transaction<'a>,
    /// Who manages its daybook.
    manager: Option<Institution>,
}

/// How sure it is that two lines are one booking; the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// Alike, in feeds of one name.
    AlikeInFeed,
    /// Alike.
    Alike,
    /// The same cost in feeds of one name.
    SameCostInFeed,
    /// One id of one system, on one daybook or still open in one of them.
    SamePlaceInFeed,
    /// The same cost.
    SameCost,
}

/// Whether exports of libraries may have a line: it is a cost of one of them, or on a daybook of its or of nobody. `manager`
/// is who manages its daybook.
pub fn may_be_told_by(
    line: &Transaction<'_>,
    manager: Option<Institution>,
    is_one: impl Fn(Institution) -> bool,
) -> bool {
    is_one(line.institution) || manager.map_or(line.settlement.is_some(), is_one)
}

impl ToldLine<'_> {
    fn may_be_told_by(&self, library: Institution) -> bool {
        may_be_told_by(&self.line, self.manager, |one| one == library)
    }

    /// Whether both are one booking. Two systems may number alike, but not for a cost of one branch, of one code, that
    /// arose at one moment; and one that both libraries have to do with is of one system where their feeds have one name.
    /// Feeds of other names are of other systems where both libraries have one of them.
    fn likeness(&self, other: &Self, feeds: &BTreeSet<(Institution, &str)>) -> Option<Likeness> {
        let (here, there) = (&self.line, &other.line);
        let is_one_feed = self.feed == other.feed;
        if !is_one_feed && (feeds.contains(&(self.home, other.feed)) || feeds.contains(&(other.home, self.feed))) {
            return None;
        }
        if here == there || same_but_for_noughts(here, there) {
            return Some(if is_one_feed { Likeness::AlikeInFeed } else { Likeness::Alike });
        }
        if here.institution != there.institution {
            return None;
        }
        // One export may tell the time and the other the day alone.
        let is_one_moment = here.posted == there.posted
            || here.posted.day() == there.posted.day() && (is_day_alone(here.posted) || is_day_alone(there.posted));
        if is_one_moment && (here.branch, here.booking_code) == (there.branch, there.booking_code) {
            return Some(if is_one_feed { Likeness::SameCostInFeed } else { Likeness::SameCost });
        }
        let daybook = |line: &Transaction<'_>| line.settlement.map(|settlement| settlement.daybook);
        let is_one_place = daybook(here).zip(daybook(there)).is_none_or(|(here, there)| here == there);
        let is_between = self.may_be_told_by(other.home) || other.may_be_told_by(self.home);
        (is_one_feed && here.id == there.id && is_one_place && is_between).then_some(Likeness::SamePlaceInFeed)
    }

    /// Who is believed comes first: the library that manages the daybook on which it tells the booking, then one that tells
    /// it settled, then the one whose cost it is.
    fn weight(&self) -> impl Ord + use<> {
        let Self { at, home, line, manager, .. } = self;
        let claims = [*manager == Some(*home), line.settlement.is_some(), line.institution == *home];
        (claims.map(Reverse), *home, *at)
    }

    /// Where it stands.
    fn spot(&self, of: &[LibraryLines<'_>]) -> (String, u64) {
        let lines = &of[self.at.0];
        (lines.name.to_owned(), lines.columns.line(self.at.1))
    }
}

/// Whether a moment may be a day without a time.
fn is_day_alone(moment: Moment) -> bool {
    Moment::from_day(moment.day()) == Some(moment)
}

/// Says of each of some lines which do not count, of bookings that several libraries tell of; `tables` tell who manages
/// which daybook.
#[must_use]
pub fn shared_lines(of: &[LibraryLines<'_>], tables: &CodeTables) -> (Vec<ToldElsewhere>, Vec<Finding>) {
    let mut elsewhere: Vec<ToldElsewhere> = of.iter().map(|_| ToldElsewhere::default()).collect();
    let mut findings = FindingList::default();
    let feeds: BTreeSet<(Institution, &str)> = of.iter().map(|lines| (lines.home, lines.feed)).collect();
    let mut by_id: BTreeMap<&str, Vec<ToldLine<'_>>> = BTreeMap::new();
    for (place, lines) in of.iter().enumerate() {
        for index in 0..lines.columns.len() {
            let line = lines.columns.get(index);
            let manager = line.row(tables).manager;
            let told = ToldLine { at: (place, index), home: lines.home, feed: lines.feed, line, manager };
            by_id.entry(without_noughts(line.id)).or_default().push(told);
        }
    }
    for told in by_id.into_values().filter(|told| told.iter().any(|line| line.home != told[0].home)) {
        for mut booking in bookings(told, &feeds) {
            booking.sort_by_key(ToldLine::weight);
            let [holder, others @ ..] = &booking[..] else { continue };
            for other in others {
                let not_here = &mut elsewhere[other.at.0];
                if other.line == holder.line || same_but_for_noughts(&other.line, &holder.line) {
                    not_here.alike.push(other.at.1);
                    continue;
                }
                not_here.replaced.push(other.at.1);
                findings.push(Finding::ToldOtherwise {
                    id: holder.line.id.to_owned(),
                    holds: holder.spot(of),
                    other: other.spot(of),
                    differences: Difference::between(&other.line, &holder.line),
                });
            }
        }
    }
    (elsewhere, findings.into_findings())
}

/// Puts lines of one id together that are one booking: of each library one at most, the surest pairs first.
fn bookings<'a>(mut told: Vec<ToldLine<'a>>, feeds: &BTreeSet<(Institution, &str)>) -> Vec<Vec<ToldLine<'a>>> {
    told.sort_by_key(|line| (line.home, line.at));
    let mut pairs: Vec<(Likeness, usize, usize)> = Vec::new();
    for (here, line) in told.iter().enumerate() {
        for (there, other) in told.iter().enumerate().skip(here + 1).filter(|(_, other)| other.home != line.home) {
            pairs.extend(line.likeness(other, feeds).map(|likeness| (likeness, here, there)));
        }
    }
    pairs.sort_unstable();
    let mut booking_of: Vec<usize> = (0..told.len()).collect();
    for (_, here, there) in pairs {
        let (one, other) = (booking_of[here], booking_of[there]);
        let homes = |booking: usize| {
            let lines = told.iter().zip(&booking_of).filter(move |(_, of)| **of == booking);
            lines.map(|(line, _)| line.home).collect::<Vec<_>>()
        };
        let taken = homes(other);
        if one != other && !homes(one).iter().any(|home| taken.contains(home)) {
            booking_of.iter_mut().filter(|booking| **booking == other).for_each(|booking| *booking = one);
        }
    }
    let mut bookings: BTreeMap<usize, Vec<ToldLine<'a>>> = BTreeMap::new();
    for (line, booking) in told.into_iter().zip(booking_of) {
        bookings.entry(booking).or_default().push(line);
    }
    bookings.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::LineCore;
    use crate::domain::transactions::TEXTS;

    /// A line with an id, an amount and a cost of a library.
    type Raw = (&'static str, i64, &'static str);

    fn columns(lines: &[Raw]) -> TransactionColumns {
        let mut columns = TransactionColumns::default();
        for (number, (id, cents, institution)) in (2..).zip(lines) {
            let institution = Institution::parse(*institution).expect("a library");
            let core = LineCore { cents: *cents, institution, ..*Transaction::example() };
            columns.push(number, &Transaction { id, ..Transaction::new("", core, [""; TEXTS.len()]) });
        }
        columns
    }

    /// What does not count of the lines of libraries and feeds, by their places, and the names of what was found.
    fn judged(of: &[(&'static str, &'static str, &[Raw])]) -> (Vec<[Vec<usize>; 2]>, Vec<&'static str>) {
        let all: Vec<TransactionColumns> = of.iter().map(|(_, _, lines)| columns(lines)).collect();
        let lines = of.iter().zip(&all).map(|((home, feed, _), columns)| {
            let home_code = Institution::parse(*home).expect("a library");
            LibraryLines { name: home, home: home_code, feed, columns }
        });
        let (told, findings) = shared_lines(&lines.collect::<Vec<_>>(), &CodeTables::default());
        let told = told.into_iter().map(|ToldElsewhere { alike, replaced }| [alike, replaced]);
        (told.collect(), findings.iter().map(Finding::name).collect())
    }

    #[test]
    fn a_booking_counts_once_and_a_cost_is_told_by_its_library() {
        let (told, found) = judged(&[
            ("I355", "", &[("1", 100, "I410"), ("2", 200, "I410"), ("3", 300, "I355"), ("04", 400, "I355")]),
            ("I410", "", &[("1", 100, "I410"), ("2", 250, "I410"), ("3", 300, "I410"), ("4", 400, "I355")]),
        ]);
        // 1 is alike, 2 is not, 3 stands for two costs of two libraries, a spreadsheet took the nought of 4.
        assert_eq!(told, [[vec![0], vec![1]], [vec![3], vec![]]]);
        assert_eq!(found, ["told-otherwise"]);
    }

    #[test]
    fn feeds_of_other_names_are_other_systems_where_both_libraries_have_one() {
        let of_both = [("I355", "a", &[("7", 100, "I410")][..]), ("I410", "b", &[("7", 200, "I410")][..])];
        let (told, found) = judged(&of_both);
        assert_eq!((&told[0], found.len()), (&[vec![], vec![0]], 1));
        let (told, found) = judged(&[of_both[0], of_both[1], ("I410", "a", &[])]);
        assert!(told.iter().flatten().all(Vec::is_empty) && found.is_empty());
    }
}
