//! What files of providers say together: each payment once, and what a later file says holds.
//!
//! A payment that has a number is known again by it. Others are known by their place: the day, the contract, the payout and
//! the brand, of which a file tells all. Where two files tell different payments of a place, the later is a newer state of
//! the earlier if they tell some payments alike; if they tell none alike, each may be a part, and nobody can know.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::fault::{Fault, Place};
use super::gathered::WitnessFile;
use super::kind::WitnessKind;
use super::payment_days::days_of_payments;
use super::payment_place::{PaymentIdentity, PaymentPlace, identity_of, place_of};
use super::payments::{Payment, PaymentKind, Payments};
use super::told_twice::is_within;
use crate::domain::{Cents, Coverage, DeskFinding, DeskMatter, Money};
use crate::ingest::export_name::ExportOrder;

/// What files of providers say together.
#[derive(Debug, Default)]
pub(super) struct ToldPayments {
    /// What providers say, by the name of the witness.
    pub payments: BTreeMap<String, Payments>,
    /// Where a later file says something else than an earlier one.
    pub findings: Vec<DeskFinding>,
    /// Files that can't stand beside another, by their place among all.
    pub faults: Vec<(usize, Fault)>,
}

/// What a file tells.
struct ToldFile<'f> {
    /// Its place among all files.
    at: usize,
    file: &'f WitnessFile,
    places: BTreeMap<PaymentPlace, Vec<&'f Payment>>,
    numbered: BTreeMap<PaymentIdentity, Vec<&'f Payment>>,
}

/// What is held of a witness while its files are gone through, by the place of the file that tells it.
#[derive(Default)]
struct HeldPayments<'f> {
    places: BTreeMap<PaymentPlace, (usize, Vec<&'f Payment>)>,
    numbered: BTreeMap<PaymentIdentity, (usize, Vec<&'f Payment>)>,
    /// By what is the matter, the contract and the day: how much more the later file says.
    changes: BTreeMap<(DeskMatter, String, NaiveDate), Cents>,
    /// What a later file lacks, each once.
    lacking: BTreeSet<(PaymentPlace, Option<PaymentIdentity>)>,
}

impl ToldPayments {
    /// Puts the files together.
    pub(super) fn of(files: &[&WitnessFile]) -> Self {
        let mut told = Self::default();
        let is_told = |file: &WitnessFile| matches!(file.kind, WitnessKind::Provider | WitnessKind::MijnBib);
        let mut all: Vec<ToldFile<'_>> = files
            .iter()
            .enumerate()
            .filter(|(_, file)| is_told(file))
            .map(|(at, file)| ToldFile::of(at, file))
            .collect();
        all.sort_by_cached_key(|one| {
            ExportOrder::of(&one.file.file, one.file.reading.payments.iter().map(|payment| payment.day).max())
        });
        let names: BTreeSet<&String> = all.iter().map(|one| &one.file.name).collect();
        for name in names {
            let own: Vec<&ToldFile<'_>> = all.iter().filter(|one| one.file.name == *name).collect();
            let mut held = HeldPayments::default();
            for (number, file) in own.iter().enumerate() {
                told.faults.extend(held.take(number, file, &own));
            }
            let days =
                own.iter().flat_map(|one| days_of_payments(&one.file.file, &one.file.reading.payments, one.file.over));
            let known = Coverage::of(days);
            told.findings.extend(held.findings(name));
            told.payments.insert(name.clone(), Payments { known, each: held.each() });
        }
        told
    }
}

impl<'f> ToldFile<'f> {
    fn of(at: usize, file: &'f WitnessFile) -> Self {
        let mut told = Self { at, file, places: BTreeMap::new(), numbered: BTreeMap::new() };
        for payment in &file.reading.payments {
            match identity_of(file.kind, payment) {
                Some(identity) => told.numbered.entry(identity).or_default().push(payment),
                None => told.places.entry(place_of(payment)).or_default().push(payment),
            }
        }
        told
    }

    /// Whether it tells some payment without a number as another file does.
    fn agrees_with(&self, other: &Self) -> bool {
        self.places.iter().any(|(place, payments)| {
            let amounts = other.places.get(place).map(|payments| amounts(payments)).unwrap_or_default();
            payments.iter().any(|payment| amounts.contains(&amount(payment)))
        })
    }

    /// Whether it tells of days and payouts of a contract and brand on both sides of a payment.
    fn encloses(&self, payment: &Payment) -> bool {
        let is_of = |other: &&Payment| (&other.contract, &other.brand) == (&payment.contract, &payment.brand);
        let own = || self.file.reading.payments.iter().filter(is_of);
        let days = own().map(|one| one.day);
        let is_within = days.clone().min().is_some_and(|first| first < payment.day)
            && days.max().is_some_and(|last| payment.day < last);
        let is_numbered = identity_of(self.file.kind, payment).is_some();
        let payouts = || own().map(|one| &one.payout);
        let is_of_payouts = payouts().min().is_some_and(|first| *first <= payment.payout)
            && payouts().max().is_some_and(|last| payment.payout <= *last);
        is_within && (is_numbered || is_of_payouts)
    }
}

/// What a payment says of money.
fn amount(payment: &Payment) -> (PaymentKind, Cents, Option<Cents>) {
    (payment.kind, payment.gross, payment.commission)
}

fn amounts(payments: &[&Payment]) -> Vec<(PaymentKind, Cents, Option<Cents>)> {
    let mut all: Vec<_> = payments.iter().map(|payment| amount(payment)).collect();
    all.sort_unstable();
    all
}

/// What customers paid.
fn paid(payments: &[&Payment]) -> Cents {
    payments.iter().filter(|payment| payment.kind == PaymentKind::Payment).map(|payment| payment.gross).sum()
}

impl<'f> HeldPayments<'f> {
    /// Takes a file, the one of this number; tells what can't stand beside another. Nothing of such a payment is taken.
    fn take(&mut self, number: usize, file: &ToldFile<'f>, all: &[&ToldFile<'f>]) -> Option<(usize, Fault)> {
        self.note_lacking(file);
        for (identity, payments) in &file.numbered {
            if let Some((_, earlier)) = self.numbered.insert(identity.clone(), (number, payments.clone())) {
                self.note_renewed(&earlier, payments);
            }
        }
        let mut fault = None;
        for (place, payments) in &file.places {
            let Some((by, earlier)) = self.places.get(place) else {
                self.places.insert(place.clone(), (number, payments.clone()));
                continue;
            };
            let (was, is) = (amounts(earlier), amounts(payments));
            if !is_within(&was, &is) {
                let other = all[*by];
                if !file.agrees_with(other) {
                    // What came in last is refused, whichever of the two is called the later.
                    fault = fault.or_else(|| Some(unclear(file, other, place)));
                    continue;
                }
                let more = paid(payments) - paid(earlier);
                *self.changes.entry((DeskMatter::ProviderChanged, place.1.clone(), place.0)).or_default() += more;
            }
            self.places.insert(place.clone(), (number, payments.clone()));
        }
        fault.or_else(|| Self::unlike(file, all))
    }

    /// Notes that payments of a number are other ones now. That one is carried out, or that one never was is no change of
    /// what was paid.
    fn note_renewed(&mut self, earlier: &[&Payment], later: &[&Payment]) {
        let was_paid = earlier.iter().any(|payment| payment.kind == PaymentKind::Payment);
        let is_same = paid(earlier) == paid(later)
            && earlier.iter().map(|one| one.day).min() == later.iter().map(|one| one.day).min();
        if !was_paid || is_same {
            return;
        }
        for (payments, sign) in [(earlier, -1), (later, 1)] {
            for payment in payments {
                let key = (DeskMatter::ProviderChanged, payment.contract.clone(), payment.day);
                *self.changes.entry(key).or_default() += sign * paid(&[payment]);
            }
        }
    }

    /// Notes the payments that earlier files tell and that a file should tell too, and doesn't.
    fn note_lacking(&mut self, file: &ToldFile<'f>) {
        let unnumbered = self.places.iter().filter(|(place, _)| !file.places.contains_key(*place));
        let unnumbered = unnumbered.flat_map(|(_, (_, payments))| payments.iter().map(|payment| (None, *payment)));
        let numbered = self.numbered.iter().filter(|(identity, _)| !file.numbered.contains_key(*identity));
        let numbered = numbered
            .flat_map(|(identity, (_, payments))| payments.iter().map(|payment| (Some(identity.clone()), *payment)));
        let missing = unnumbered.chain(numbered);
        let missing: Vec<_> = missing
            .filter(|(_, payment)| payment.kind == PaymentKind::Payment && file.encloses(payment))
            .map(|(identity, payment)| (place_of(payment), identity, payment.gross))
            .collect();
        let mut now = BTreeSet::new();
        for (place, identity, gross) in missing {
            let key = (DeskMatter::ProviderLacks, place.1.clone(), place.0);
            if !self.lacking.contains(&(place.clone(), identity.clone())) {
                *self.changes.entry(key).or_default() -= gross;
            }
            now.insert((place, identity));
        }
        self.lacking.extend(now);
    }

    /// Says so where a file has numbers of the payments of a contract and a day, and another has none: a payment would count
    /// in both.
    fn unlike(file: &ToldFile<'f>, all: &[&ToldFile<'f>]) -> Option<(usize, Fault)> {
        let days = |file: &ToldFile<'f>, is_numbered: bool| -> BTreeSet<(NaiveDate, String)> {
            let payments = file.file.reading.payments.iter().filter(|one| one.kind == PaymentKind::Payment);
            let own = payments.filter(|one| identity_of(file.file.kind, one).is_some() == is_numbered);
            own.map(|one| (one.day, one.contract.clone())).collect()
        };
        let alone = |file: &ToldFile<'f>, is_numbered: bool| -> BTreeSet<(NaiveDate, String)> {
            days(file, is_numbered).difference(&days(file, !is_numbered)).cloned().collect()
        };
        let before = all.iter().take_while(|other| other.at != file.at);
        let [with, without] = [true, false].map(|is_numbered| alone(file, is_numbered));
        for other in before {
            let own = with.intersection(&alone(other, false)).next().cloned();
            let own = own.or_else(|| without.intersection(&alone(other, true)).next().cloned());
            if let Some((day, contract)) = own {
                return Some(unclear(file, other, &(day, contract, String::new(), String::new())));
            }
        }
        None
    }

    fn findings(&self, name: &str) -> Vec<DeskFinding> {
        let finding = |((matter, contract, day), cents): (&(DeskMatter, String, NaiveDate), &Cents)| DeskFinding {
            matter: *matter,
            of: if contract.is_empty() { name.to_owned() } else { format!("{name}, {contract}") },
            day: Some(*day),
            amount: (*cents != 0).then(|| Money::from_cents(*cents)),
        };
        self.changes.iter().map(finding).collect()
    }

    fn each(self) -> Vec<Payment> {
        let all = self.places.into_values().chain(self.numbered.into_values());
        let mut each: Vec<Payment> = all.flat_map(|(_, payments)| payments.into_iter().cloned()).collect();
        each.sort_by_cached_key(|payment| (place_of(payment), payment.line));
        each
    }
}

/// That two files tell different payments of a contract and a day, and nobody can know which hold: told of the one that
/// came in last.
fn unclear(file: &ToldFile<'_>, other: &ToldFile<'_>, (day, contract, _, brand): &PaymentPlace) -> (usize, Fault) {
    let last = if file.at > other.at { file } else { other };
    let is_of = |payment: &&Payment| payment.day == *day && payment.contract == *contract;
    let line = last.file.reading.payments.iter().find(is_of).map_or(1, |payment| payment.line);
    let day = day.to_string();
    let other = if file.at > other.at { other } else { file };
    let other = other.file.file.rsplit('/').next().unwrap_or_default();
    let parts = [contract.as_str(), brand, &day, other].into_iter().filter(|text| !text.is_empty());
    let text = parts.collect::<Vec<_>>().join(", ");
    let what = "two files tell different payments of one contract and day: whether both count is not known";
    let hint = "fetch the days again in one file, and leave those two out";
    (last.at, Fault::at(Place::Line(line), what).with(text).hinted(hint))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::witness::reading::WitnessReading;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 1).expect("a day") + chrono::Days::new(number)
    }

    fn payment(on: u64, brand: &str, gross: Cents, id: &str) -> Payment {
        Payment {
            line: 2,
            id: id.to_owned(),
            day: day(on),
            kind: PaymentKind::Payment,
            gross,
            commission: Some(0),
            contract: "602398".to_owned(),
            brand: brand.to_owned(),
            payout: day(on + 1).to_string(),
        }
    }

    fn file(name: &str, payments: &[Payment]) -> WitnessFile {
        let reading = WitnessReading { payments: payments.to_vec(), ..WitnessReading::default() };
        let (name, file, over) = ("pin".to_owned(), name.to_owned(), day(60));
        WitnessFile { name, kind: WitnessKind::Provider, file, reading, over }
    }

    fn told(files: &[&WitnessFile]) -> ToldPayments {
        ToldPayments::of(files)
    }

    fn sum(told: &ToldPayments) -> Cents {
        told.payments["pin"].each.iter().map(|payment| payment.gross).sum()
    }

    /// Payments of some days at a terminal, of two brands, with numbers or without.
    fn world() -> impl Strategy<Value = Vec<Payment>> {
        let of_day = prop::collection::vec((any::<bool>(), 1..400_i64), 1..4);
        (prop::collection::vec(of_day, 3..8), any::<bool>()).prop_map(|(days, is_numbered)| {
            let mut number = 0;
            let mut one = |on: u64, (is_first, gross): (bool, Cents)| {
                number += 1;
                let id = if is_numbered { number.to_string() } else { String::new() };
                payment(on, if is_first { "BC" } else { "MAESTRO" }, gross, &id)
            };
            let mut all = Vec::new();
            for (on, of_day) in (0..).zip(days) {
                all.extend(of_day.into_iter().map(|told| one(on, told)));
            }
            all
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_payment_counts_once_however_files_are_cut(all in world(), cut in 0..8_u64, is_by_brand in any::<bool>()) {
            let meant: Cents = all.iter().map(|one| one.gross).sum();
            let is_first = |one: &&Payment| if is_by_brand { one.brand == "BC" } else { one.day < day(cut) };
            let (one, other): (Vec<&Payment>, Vec<&Payment>) = all.iter().partition(is_first);
            let [one, other] = [one, other].map(|own| own.into_iter().cloned().collect::<Vec<_>>());
            let (one, other, whole) = (file("a.csv", &one), file("b.csv", &other), file("c.csv", &all));
            for files in [vec![&one, &other], vec![&other, &one], vec![&one, &other, &whole], vec![&whole, &other]] {
                let told = told(&files);
                prop_assert_eq!((&told.faults, &told.findings), (&vec![], &vec![]));
                prop_assert_eq!(sum(&told), meant);
            }
        }

        #[test]
        fn what_a_later_file_tells_otherwise_is_told(
            all in world(),
            at in any::<prop::sample::Index>(),
            more in prop_oneof![Just(1_i64), Just(5000)],
        ) {
            let at = at.index(all.len());
            let mut changed = all.clone();
            changed[at].gross += more;
            let (one, other) = (file("a.csv", &all), file("b.csv", &changed));
            // Of one payment alone nobody knows whether it is the same.
            let is_only = all.len() == 1;
            let told = told(&[&one, &other]);
            prop_assert!(is_only || told.findings.iter().any(|one| {
                one.matter == DeskMatter::ProviderChanged && one.day == Some(all[at].day)
            }), "{:?} {:?}", told.findings, told.faults);
            prop_assert_eq!(sum(&told), changed.iter().map(|one| one.gross).sum::<Cents>());
        }

        #[test]
        fn what_a_later_file_lacks_is_told_and_never_lost_in_silence(
            all in world(),
            at in any::<prop::sample::Index>(),
        ) {
            let last = all.last().expect("some").day;
            let inner: Vec<usize> = (0..all.len()).filter(|at| {
                let one = &all[*at];
                let own = || all.iter().filter(|other| other.brand == one.brand).map(|other| other.day);
                one.day > day(0) && one.day < last && own().any(|day| day < one.day) && own().any(|day| day > one.day)
            }).collect();
            if inner.is_empty() {
                return Ok(());
            }
            let gone = inner[at.index(inner.len())];
            let mut fewer = all.clone();
            fewer.remove(gone);
            let (one, other) = (file("a.csv", &all), file("b.csv", &fewer));
            let told = told(&[&one, &other]);
            prop_assert_eq!(told.findings.len(), 1, "{:?}", told.findings);
            prop_assert_eq!(told.findings[0].day, Some(all[gone].day));
            prop_assert_eq!(told.findings[0].amount, Some(Money::from_cents(-all[gone].gross)));
        }
    }

    #[test]
    fn files_of_unlike_payments_never_take_each_others_place() {
        let (one, other) = (file("a.csv", &[payment(1, "BC", 453, "")]), file("b.csv", &[payment(1, "BC", 311, "")]));
        for files in [[&one, &other], [&other, &one]] {
            let told = told(&files);
            assert_eq!(told.faults.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [1]);
        }
        // A file with numbers beside one without would count a payment twice.
        let numbered = file("c.csv", &[payment(1, "BC", 453, "7")]);
        assert_eq!(told(&[&one, &numbered]).faults.len(), 1);
        let more = file("c.csv", &[payment(1, "BC", 453, ""), payment(1, "BC", 311, "")]);
        let all = told(&[&one, &more]);
        assert_eq!((sum(&all), all.faults.len(), all.findings.len()), (764, 0, 0));
    }
}
