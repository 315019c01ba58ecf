//! What many witnesses say together: whatever order they came in, and however often the same came, it is the same.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;

use super::bank::BankStatement;
use super::chain::{breaks, is_same};
use super::count::CashCount;
use super::deposit_slip::{DepositSlip, add_slip};
use super::fault::{Fault, Place};
use super::kind::WitnessKind;
use super::manual::{ManualMatch, add_manual};
use super::payments::Payments;
use super::reading::WitnessReading;
use super::told_payments::ToldPayments;
use super::told_twice::tell_once;
use crate::domain::DeskFinding;

/// A witness that was read and is sound by itself.
#[derive(Debug)]
pub struct WitnessFile {
    /// The name of the witness that it is of, as the configuration has it.
    pub name: String,
    /// What it is.
    pub kind: WitnessKind,
    /// The file: another file is called otherwise, and one of the same name is a later state of this one.
    pub file: String,
    /// What it says.
    pub reading: WitnessReading,
    /// The last day that was over when it came in: of later ones it can't tell all.
    pub over: NaiveDate,
}

/// What witnesses say together.
#[derive(Debug, Default)]
pub struct Gathered {
    /// What banks say: one statement of a number and account once, in the order of accounts and days.
    pub statements: Vec<BankStatement>,
    /// What providers say, by the name of the witness.
    pub payments: BTreeMap<String, Payments>,
    /// What was counted, by drawer and time.
    pub counts: Vec<CashCount>,
    /// The slips of deposits.
    pub slips: Vec<DepositSlip>,
    /// What was matched by hand.
    pub manual: Vec<ManualMatch>,
    /// Where files of one witness, or witnesses of one account, tell different things.
    pub disagreements: Vec<DeskFinding>,
}

impl Gathered {
    /// Puts witnesses together, and tells what is wrong between them: the place of the file among them, and the fault.
    ///
    /// A payment that several files tell of is one, and so is an entry of the bank. A count that is told otherwise than before, by its own file or another, is refused: what was counted is
    /// evidence.
    #[must_use]
    pub fn of<F: Borrow<WitnessFile>>(files: &[F]) -> (Self, Vec<(usize, Fault)>) {
        let files: Vec<&WitnessFile> = files.iter().map(Borrow::borrow).collect();
        let mut gathered = Self::default();
        let mut faults = Vec::new();
        let mut counts: BTreeMap<_, &CashCount> = BTreeMap::new();
        for (at, file) in files.iter().enumerate() {
            let by_hand = add_manual(&mut gathered.manual, file.reading.manual.clone());
            faults.extend(by_hand.map(|fault| (at, fault)));
            for slip in &file.reading.slips {
                faults.extend(add_slip(&mut gathered.slips, slip.clone()).map(|fault| (at, fault)));
            }
            for count in &file.reading.counts {
                let key = (count.drawer, count.day, count.time);
                let other = counts.insert(key, count);
                let Some(other) = other else { continue };
                if *other != (CashCount { line: other.line, ..count.clone() }) {
                    let what = "one count is told in two ways";
                    let text = format!("{}, {} {}", count.drawer, count.day, count.time);
                    let hint = "a count is never changed: put what was counted back, or leave the wrong file out, and count \
                                again at another time";
                    faults.push((at, Fault::at(Place::Line(count.line), what).with(text).hinted(hint)));
                }
            }
        }
        gathered.counts = counts.into_values().cloned().collect();
        let told = ToldPayments::of(&files);
        gathered.payments = told.payments;
        gathered.disagreements = told.findings;
        faults.extend(told.faults);
        let statements = files.iter().flat_map(|file| file.reading.statements.iter().map(move |one| (file, one)));
        let placed: Vec<_> = statements.map(|(file, statement)| (Path::new(&file.file), statement)).collect();
        let place = |path: &Path| files.iter().rposition(|file| Path::new(&file.file) == path).unwrap_or_default();
        faults.extend(breaks(placed.iter().copied()).into_iter().map(|(path, fault)| (place(path), fault)));
        gathered.statements = placed.into_iter().map(|(_, statement)| statement.clone()).collect();
        let day = |statement: &BankStatement| statement.balances.map(|balances| balances.day);
        let first = |statement: &BankStatement| statement.entries.first().map(|entry| (entry.day, entry.number));
        gathered.statements.sort_by_cached_key(|one| (one.account.clone(), day(one), one.number, first(one)));
        // A statement that came twice says the same: a chain that holds was demanded.
        gathered.statements.dedup_by(|later, earlier| {
            let is_one = later.account == earlier.account
                && later.balances.is_some()
                && later.number == earlier.number
                && later.balances == earlier.balances;
            is_one && (later.number.is_some() || is_same(earlier, later))
        });
        gathered.disagreements.extend(tell_once(&mut gathered.statements));
        (gathered, faults)
    }
}

/// The places of the files that fit each other, and what is wrong with the others. The first `known` were taken in before: they
/// stay, and what was wrong between them was told then.
#[must_use]
pub fn fitting(files: &[WitnessFile], known: usize) -> (Vec<usize>, Vec<(usize, Fault)>) {
    let (_, old) = Gathered::of(&files[..known]);
    let is_old = |(at, fault): &(usize, Fault)| *at < known && old.iter().any(|(_, other)| other == fault);
    let mut kept: Vec<usize> = (0..files.len()).collect();
    let mut all = Vec::new();
    loop {
        let chosen: Vec<&WitnessFile> = kept.iter().map(|at| &files[*at]).collect();
        let (_, faults) = Gathered::of(&chosen);
        let faults = faults.into_iter().map(|(at, fault)| (kept[at], fault)).filter(|fault| !is_old(fault));
        let faults: Vec<(usize, Fault)> = faults.collect();
        if faults.is_empty() {
            return (kept, all);
        }
        let own: BTreeSet<usize> = faults.iter().map(|(at, _)| *at).filter(|at| *at >= known).collect();
        all.extend(faults);
        let before = kept.len();
        // What came in before was sound: where only that is told of, what is new does not fit it.
        kept.retain(|at| *at < known || !own.is_empty() && !own.contains(at));
        if kept.len() == before {
            return (kept, all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Coverage;
    use crate::witness::payments::{Payment, PaymentKind};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_file_tells_of_the_days_of_its_name_or_of_its_payments() {
        let known = |files: &[WitnessFile]| Gathered::of(files).0.payments["pin"].known.clone();
        let days = |runs: &[(&str, &str)]| Coverage::of(runs.iter().map(|(first, last)| (day(first), day(last))));
        let of = |name: &str, days: &[&str]| {
            let paid: Vec<String> = days.iter().map(|on| format!("2026-10-{on}")).collect();
            file(name, &paid.iter().map(|day| (&**day, "7", 500)).collect::<Vec<_>>())
        };
        let named = |first: &str, last: &str| (format!("2026-10-{first}"), format!("2026-10-{last}"));
        for (name, paid, meant) in [
            // The week between two files has not come.
            ("a.csv", vec!["05", "08"], vec![named("05", "08")]),
            ("2026-10-05_2026-10-11.csv", vec!["08"], vec![named("05", "11")]),
            ("2026-10-05_2026-10-11.csv", vec![], vec![named("05", "11")]),
            // Of days that were not over it tells what it holds.
            ("2026-10.csv", vec!["08", "22"], vec![named("01", "20"), named("22", "22")]),
            ("2026-10-08.csv", vec!["08"], vec![named("08", "08")]),
            ("2026-10-09.csv", vec!["07", "08"], vec![named("07", "08")]),
            ("2026-10-09.csv", vec![], vec![]),
            ("a.csv", vec!["01", "12"], vec![named("01", "12")]),
            ("a.csv", vec!["01", "13"], vec![named("01", "01"), named("13", "13")]),
        ] {
            let meant: Vec<(&str, &str)> = meant.iter().map(|(first, last)| (&**first, &**last)).collect();
            assert_eq!(known(&[of(name, &paid)]), days(&meant), "{name} {paid:?}");
        }
        let apart = [of("a.csv", &["05", "08"]), of("b.csv", &["12", "16"])];
        assert_eq!(known(&apart), days(&[("2026-10-05", "2026-10-08"), ("2026-10-12", "2026-10-16")]));
    }

    fn file(file: &str, payments: &[(&str, &str, i64)]) -> WitnessFile {
        let payment = |(day, contract, gross): &(&str, &str, i64)| Payment {
            line: 2,
            id: String::new(),
            day: day.parse().expect("a day"),
            kind: PaymentKind::Payment,
            gross: *gross,
            commission: None,
            contract: (*contract).to_owned(),
            brand: String::new(),
            payout: String::new(),
        };
        let reading = WitnessReading { payments: payments.iter().map(payment).collect(), ..WitnessReading::default() };
        let over = day("2026-10-20");
        WitnessFile { name: "pin".to_owned(), kind: WitnessKind::Provider, file: file.to_owned(), reading, over }
    }

    #[test]
    fn files_that_overlap_tell_of_a_payment_once() {
        let early = || file("a.csv", &[("2026-10-05", "7", 500), ("2026-10-05", "7", 500), ("2026-10-06", "7", 300)]);
        let late = || file("b.csv", &[("2026-10-06", "7", 300), ("2026-10-06", "7", 200), ("2026-10-07", "7", 100)]);
        let other = || file("c.csv", &[("2026-10-06", "8", 900)]);
        let sums = |files: &[WitnessFile]| {
            let (gathered, faults) = Gathered::of(files);
            assert_eq!(fitting(files, 0).0.len(), files.len());
            assert_eq!(faults, []);
            gathered.payments["pin"].each.iter().map(|payment| payment.gross).collect::<Vec<_>>()
        };
        let meant = [500, 500, 300, 200, 900, 100];
        assert_eq!(sums(&[early(), late(), other()]), meant);
        assert_eq!(sums(&[other(), late(), early()]), meant);
        assert_eq!(sums(&[late(), early(), late(), other()]), meant);
    }
}
