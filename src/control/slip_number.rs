//! The number of a deposit slip: no two slips of a year have one, whoever makes them and in whatever order.
//!
//! Hand-overs of one day are in an order that the counts fix, and each is carried to the bank once: so the place of a slip's first
//! hand-over on its last day is a number that no other slip has. Where counts came after a slip was made, its number is taken,
//! and the next one is.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};

use crate::domain::Institution;
use crate::witness::deposit_slip::{DepositSlip, HandOver, LARGEST_NUMBER};

/// How many numbers a day has.
const OF_A_DAY: u32 = 99;

/// A slip that was made before, with the file in which it stands.
#[derive(Clone, Debug)]
pub struct KnownSlip {
    /// What it says.
    pub slip: DepositSlip,
    /// The file.
    pub file: PathBuf,
}

/// A slip that is to be made.
#[derive(Clone, Debug)]
pub struct SlipWish {
    /// The library.
    pub institution: Institution,
    /// The number, where one is asked for.
    pub number: Option<u32>,
    /// The account that it comes to, where one is asked for.
    pub account: Option<String>,
    /// The account that the channel has; empty where it is not told.
    pub usual_account: String,
    /// The number of the bag, where one is told.
    pub bag: Option<String>,
    /// What it is made of, in the order of drawers and times; at least one.
    pub hand_overs: Vec<HandOver>,
}

/// Why a slip can't be made: another stands in its way.
#[derive(Clone, Debug)]
pub enum SlipClash<'k> {
    /// A hand-over is carried to the bank by that one.
    HandOver(HandOver, &'k KnownSlip),
    /// It was made of the same, with another number, bag or account.
    Changed(&'k KnownSlip),
    /// That one has its number.
    Number(&'k KnownSlip),
    /// The day has no number left, or the one that was asked for is none.
    NoNumber,
}

impl SlipWish {
    /// The slip, which may be one that was made before, with all that it said.
    ///
    /// `carried` is all that is handed over on any day, whether on this slip or not.
    ///
    /// # Errors
    /// The slip that stands in its way.
    pub fn slip<'k>(self, carried: &[HandOver], known: &'k [KnownSlip]) -> Result<DepositSlip, SlipClash<'k>> {
        let Some(day) = self.hand_overs.iter().map(|one| one.day).max() else { return Err(SlipClash::NoNumber) };
        let on = |one: &HandOver| {
            known.iter().find(|known| known.slip.hand_overs.iter().any(|other| other.key() == one.key()))
        };
        if let Some((own, before)) = self.hand_overs.iter().find_map(|one| Some((one, on(one)?))) {
            if !is_made_of(&before.slip, &self.hand_overs) {
                return Err(SlipClash::HandOver(own.clone(), before));
            }
            let is_as_asked = |asked: &Option<String>, said: &String| asked.as_ref().is_none_or(|asked| asked == said);
            let is_same = self.number.is_none_or(|asked| asked == before.slip.number)
                && is_as_asked(&self.account, &before.slip.account)
                && is_as_asked(&self.bag, &before.slip.bag);
            return if is_same { Ok(before.slip.clone()) } else { Err(SlipClash::Changed(before)) };
        }
        let ogm = |number| DepositSlip::ogm_of(self.institution, day.year(), number);
        let taken = |number| known.iter().find(|known| Some(known.slip.ogm) == ogm(number));
        let number = if let Some(asked) = self.number {
            taken(asked).map_or(Ok(asked), |other| Err(SlipClash::Number(other)))?
        } else {
            let place = place_on(day, &self.hand_overs, carried);
            let mut free = (place..=OF_A_DAY).chain(1..place).map(|place| day.ordinal() * 100 + place);
            free.find(|number| taken(*number).is_none()).ok_or(SlipClash::NoNumber)?
        };
        let ogm = ogm(number).filter(|_| number <= LARGEST_NUMBER).ok_or(SlipClash::NoNumber)?;
        let Self { account, usual_account, bag, hand_overs, .. } = self;
        let (account, bag) = (account.unwrap_or(usual_account), bag.unwrap_or_default());
        Ok(DepositSlip { line: 1, number, ogm, account, bag, hand_overs })
    }
}

/// Whether a slip is made of these hand-overs; of which it may not say the notes and coins.
fn is_made_of(slip: &DepositSlip, hand_overs: &[HandOver]) -> bool {
    let mut own: Vec<&HandOver> = slip.hand_overs.iter().collect();
    own.sort_by_key(|one| one.key());
    let is_same = |(own, other): (&&HandOver, &HandOver)| {
        let is_same_cash = own.pieces.is_empty() || own.pieces == other.pieces;
        own.key() == other.key() && own.cents == other.cents && is_same_cash
    };
    own.len() == hand_overs.len() && own.iter().zip(hand_overs).all(is_same)
}

/// The place of a slip's first hand-over of a day among all of that day, from 1.
fn place_on(day: NaiveDate, own: &[HandOver], carried: &[HandOver]) -> u32 {
    let first = own.iter().filter(|one| one.day == day).map(HandOver::key).min();
    let before = carried.iter().filter(|one| one.day == day && Some(one.key()) < first).count();
    u32::try_from(before).unwrap_or(OF_A_DAY) % OF_A_DAY + 1
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use chrono::NaiveTime;

    use super::*;
    use crate::domain::Daybook;

    fn hand_over(drawer: u32, day: u32, hour: u32, cents: i64) -> HandOver {
        HandOver {
            drawer: Daybook::parse(format!("K{drawer:03}")).expect("a drawer"),
            day: NaiveDate::from_ymd_opt(2026, 10, day).expect("a day"),
            time: NaiveTime::from_hms_opt(hour, 0, 0).expect("a time"),
            cents,
            pieces: BTreeMap::new(),
        }
    }

    fn wish(hand_overs: &[&HandOver]) -> SlipWish {
        let mut hand_overs: Vec<HandOver> = hand_overs.iter().map(|one| (*one).clone()).collect();
        hand_overs.sort_by_key(HandOver::key);
        let institution = Institution::parse("I200").expect("a library");
        SlipWish { institution, number: None, account: None, usual_account: String::new(), bag: None, hand_overs }
    }

    fn known(slip: &DepositSlip) -> KnownSlip {
        KnownSlip { slip: slip.clone(), file: PathBuf::from(format!("{}.csv", slip.number)) }
    }

    /// All ways to put four hand-overs on slips: those of one slip bear one figure.
    fn ways() -> impl Iterator<Item = [usize; 4]> {
        (0..256).map(|way| [way % 4, way / 4 % 4, way / 16 % 4, way / 64])
    }

    #[test]
    fn slips_of_other_hand_overs_never_share_a_number() {
        let carried = [
            hand_over(200, 1, 18, 500),
            hand_over(200, 2, 12, 160),
            hand_over(200, 2, 19, 90),
            hand_over(201, 2, 19, 40),
        ];
        for way in ways() {
            let slips =
                (0..4).map(|slip| carried.iter().zip(way).filter(move |(_, of)| *of == slip).map(|(one, _)| one));
            let slips: Vec<Vec<&HandOver>> =
                slips.map(Iterator::collect).filter(|own: &Vec<_>| !own.is_empty()).collect();
            // Nobody knows of the others, such as in folders of their own.
            let apart: BTreeSet<String> =
                slips.iter().map(|own| wish(own).slip(&carried, &[]).expect("a slip").ogm.digits()).collect();
            assert_eq!(apart.len(), slips.len(), "{way:?}");
            // Counts come in one after the other, and each slip is made when its own are there.
            let (mut there, mut made): (Vec<HandOver>, Vec<KnownSlip>) = (Vec::new(), Vec::new());
            for own in slips.iter().rev() {
                there.extend(own.iter().map(|one| (*one).clone()));
                let slip = wish(own).slip(&there, &made).expect("a slip");
                assert!(made.iter().all(|other| other.slip.ogm != slip.ogm), "{way:?}");
                made.push(known(&slip));
            }
            // Made again it is the slip that it was.
            for (own, before) in slips.iter().rev().zip(&made) {
                assert_eq!(wish(own).slip(&carried, &made).expect("a slip"), before.slip);
            }
        }
    }

    #[test]
    fn what_another_slip_carries_or_bears_is_refused() {
        let carried = [hand_over(200, 2, 12, 160), hand_over(201, 2, 19, 40)];
        let [first, second] = &carried;
        let made = [known(&wish(&[first]).slip(&carried, &[]).expect("a slip"))];
        let refused = |wish: SlipWish| wish.slip(&carried, &made).expect_err("no slip");
        assert!(matches!(refused(wish(&[first, second])), SlipClash::HandOver(one, _) if one == *first));
        assert!(matches!(refused(wish(&[&hand_over(200, 2, 12, 161)])), SlipClash::HandOver(..)));
        assert!(matches!(refused(SlipWish { bag: Some("Z1".to_owned()), ..wish(&[first]) }), SlipClash::Changed(_)));
        assert!(matches!(refused(SlipWish { number: Some(7), ..wish(&[first]) }), SlipClash::Changed(_)));
        assert!(matches!(refused(SlipWish { number: Some(27501), ..wish(&[second]) }), SlipClash::Number(_)));
        assert!(matches!(refused(SlipWish { number: Some(100_000), ..wish(&[second]) }), SlipClash::NoNumber));
        assert_eq!(SlipWish { number: Some(7), ..wish(&[second]) }.slip(&carried, &made).expect("a slip").number, 7);
    }
}
