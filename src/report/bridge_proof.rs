//! The proof of the bridge: nothing that came in is missing from it.

use super::bridge::{Accepted, Bridge};
use super::cross_foot::CrossFoot;
use super::departure::{Departure, Departures};
use super::error::ReportError;
use crate::domain::LineSum;

/// The bridge of a report, proven: both ways to count what left agree, and what came in is what left and what is
/// shown; that is what the sections have together.
///
/// # Errors
/// What differs: a fault of the program.
pub(super) fn prove(
    accepted: Accepted,
    left: &[Departures; 2],
    settled_since: Option<[LineSum; 2]>,
    shown: LineSum,
    cross_foot: &CrossFoot,
) -> Result<Bridge, ReportError> {
    let [mut left, by_mask] = *left;
    if left != by_mask {
        return Err(format!("lines left out: {left:?} by the matcher, {by_mask:?} by the masks").into());
    }
    if let Some([since, by_mask]) = settled_since.filter(|[one, other]| one != other) {
        return Err(format!("lines settled since: {since:?} by the matcher, {by_mask:?} by the masks").into());
    }
    let mut way = left.total();
    way.merge(shown);
    accepted.set_aside().into_iter().for_each(|lines| way.merge(lines));
    let [earlier, later] = accepted.other_days;
    // What nobody looked at one by one.
    for (why, lines) in
        [(Departure::EarlierDays, earlier), (Departure::LaterDays, later), (Departure::Open, accepted.open)]
    {
        left.add(why, lines);
        way.merge(lines);
    }
    if way != accepted.all {
        return Err(format!("{:?} came in, and {way:?} left or is shown", accepted.all).into());
    }
    let sections = cross_foot.sections.iter();
    let sections = sections.map(|section| (section.title.clone(), section.is_received, section.totals)).collect();
    Ok(Bridge { accepted, left, shown, settled_since: settled_since.map(|[since, _]| since), sections })
}

#[cfg(test)]
mod tests {
    use super::super::bridge::Origin;
    use super::*;

    fn sum(count: u64, cents: i128) -> LineSum {
        LineSum { count, cents }
    }

    #[test]
    fn a_line_that_is_lost_doubled_or_changed_on_the_way_is_a_fault() {
        let cross_foot = CrossFoot { sections: Vec::new() };
        let mut left = Departures::default();
        left.add(Departure::Open, sum(2, 300));
        left.add(Departure::Filtered, sum(1, -50));
        let files = Accepted {
            all: sum(9, 1_000),
            overlap: sum(1, 20),
            replaced: sum(1, 30),
            ..Accepted::nothing(Origin::Files)
        };
        let prove = |accepted, left, shown| prove(accepted, &left, None, shown, &cross_foot);
        let bridge = prove(files, [left; 2], sum(4, 700)).expect("it holds");
        assert_eq!((bridge.left, bridge.shown), (left, sum(4, 700)));
        for shown in [sum(3, 700), sum(5, 700), sum(4, 699), sum(4, 701)] {
            assert!(prove(files, [left; 2], shown).is_err(), "{shown:?}");
        }
        let mut other = left;
        other.add(Departure::WrittenOff, sum(1, 0));
        assert!(prove(files, [left, other], sum(4, 700)).is_err(), "only one way counts a line");
        let since = |one, other| super::prove(files, &[left; 2], Some([one, other]), sum(4, 700), &cross_foot);
        assert_eq!(since(sum(1, 20), sum(1, 20)).expect("it holds").settled_since, Some(sum(1, 20)));
        assert!(since(sum(1, 20), sum(1, 21)).is_err() && since(sum(1, 20), sum(2, 20)).is_err());
        let archive = Accepted {
            all: sum(12, 1_550),
            other_days: [sum(1, 200), sum(1, 300)],
            open: sum(1, 50),
            from: Origin::Sources,
            ..files
        };
        let bridge = prove(archive, [left; 2], sum(4, 700)).expect("it holds");
        let of = |why| bridge.left.of(why);
        assert_eq!((of(Departure::EarlierDays), of(Departure::LaterDays)), (sum(1, 200), sum(1, 300)));
        assert_eq!(of(Departure::Open), sum(3, 350), "both those that are looked at and those that are not");
        assert!(prove(archive, [left; 2], sum(4, 699)).is_err());
    }
}
