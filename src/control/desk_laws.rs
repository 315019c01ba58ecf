//! Laws of `afstemming` over generated desks: whatever is asked for, its rows add up to all that was booked and to all that
//! witnesses say, and periods add up to the whole.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::booked::BookedLine;
use super::channel::{Channel, ChannelKind};
use super::desk_report::DeskReport;
use super::laws::*;
use super::matching::{AccountEntry, Status};
use super::reports::{AllDays, Desk};
use crate::domain::{BookingCode, Cents, CodeTables, Coverage, Daybook, Institution, Moment, Period};
use crate::report::document::Cell;
use crate::witness::bank::{BankStatement, EntryKind, Reference};
use crate::witness::payments::{Payment, Payments};
use crate::witness::payout::Payout;

/// The columns that add up.
const SUMS: [&str; 5] = ["Wise", "Aanbieder bruto", "Verschil", "Commissie", "Bank"];

/// What a desk looks at: a drawer whose hand-overs go to the bank, a terminal, online payments by settlement.
#[derive(Clone, Debug)]
struct DeskWorld {
    lines: Vec<BookedLine>,
    entries: Vec<AccountEntry>,
    payments: BTreeMap<String, Payments>,
}

fn library() -> Institution {
    Institution::parse("I355").expect("a library")
}

fn lines(daybook: &str, code: &str, booked: &BTreeMap<NaiveDate, Cents>) -> Vec<BookedLine> {
    let line = |(day, cents): (&NaiveDate, &Cents)| BookedLine {
        daybook: Daybook::parse(daybook).expect("a daybook"),
        settled: Moment::from_local(day.and_hms_opt(14, 0, 0).expect("a time")).expect("a moment"),
        code: BookingCode::parse(code).expect("a code"),
        cents: if code == "5990" { -cents } else { *cents },
        institution: library(),
    };
    booked.iter().map(line).collect()
}

/// What a provider says of online payments: those of two days beside each other are a settlement.
fn settlements(booked: &BTreeMap<NaiveDate, Cents>, off: &[i8]) -> Payments {
    let number = |day: NaiveDate| format!("S{}", (day - first()).num_days() / 2);
    let each: Vec<Payment> =
        payments(booked, off).into_iter().map(|one| Payment { payout: number(one.day), ..one }).collect();
    let run = each.first().zip(each.last()).map(|(first, last)| (first.day, last.day));
    Payments { known: Coverage::of(run), each }
}

fn world() -> impl Strategy<Value = DeskWorld> {
    let others = prop::collection::vec((0..5_u8, 0..25_u64, 1..9_i64, 0..12_u64), 0..6);
    let off = prop::collection::vec(-1..2_i8, 1..6);
    (booked(), booked(), booked(), entries(), others, off).prop_map(
        |(drawer, terminal, online, mut entries, others, off)| {
            let next = u32::try_from(entries.len()).expect("few") + 1;
            for (number, (kind, on, amount, which)) in (next..).zip(others) {
                if kind == 4 {
                    entries.push(entry(number, day(on), -amount * 100, EntryKind::Cost, Reference::None));
                    continue;
                }
                let reference = match kind {
                    0 => match tickets(on, 1) {
                        Reference::Terminal(tickets) => Reference::Terminal(crate::witness::coda::Tickets {
                            terminal: "777777".to_owned(),
                            ..tickets
                        }),
                        other => other,
                    },
                    1 => Reference::Payout(Payout::Settlement("X99".to_owned())),
                    _ => Reference::Payout(Payout::Settlement(format!("S{which}"))),
                };
                entries.push(entry(number, day(on), amount * 100, EntryKind::Transfer, reference));
            }
            let all =
                [lines("K001", "5990", &drawer), lines("B001", "2110", &terminal), lines("B003", "2110", &online)];
            let mut lines = all.concat();
            lines.sort_unstable();
            DeskWorld { lines, entries, payments: BTreeMap::from([("mollie".to_owned(), settlements(&online, &off))]) }
        },
    )
}

fn channels() -> Vec<Channel> {
    let own = |name: &str, kind, daybook: &str, provider: &str| Channel {
        name: name.to_owned(),
        daybooks: vec![Daybook::parse(daybook).expect("a daybook")],
        provider: provider.to_owned(),
        contracts: if name == "terminal" { channel(kind).contracts } else { Vec::new() },
        ..channel(kind)
    };
    vec![
        own("balie", ChannelKind::Cash, "K001", ""),
        own("terminal", ChannelKind::Paid, "B001", ""),
        own("online", ChannelKind::Paid, "B003", "mollie"),
    ]
}

/// What a period's `afstemming` says: what its rows come to, of each status too, and the entries that stand on them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    sums: BTreeMap<&'static str, Cents>,
    by_status: BTreeMap<String, Cents>,
    /// How many rows with money of the bank there are for each entry.
    entries: BTreeMap<String, u32>,
}

/// A period from a day on, or from before anything came.
fn period(from: Option<u64>, to: u64) -> Period {
    let from = from.map_or(first() - Days::new(20), day);
    Period::parse(&format!("{from}..{}", day(to)), day(60)).expect("a period")
}

/// Cuts days into periods.
fn periods(cuts: &BTreeSet<u64>) -> Vec<Period> {
    let starts = std::iter::once(None).chain(cuts.iter().copied().map(Some));
    let ends = cuts.iter().map(|cut| cut - 1).chain([60]);
    starts.zip(ends).map(|(from, to)| period(from, to)).collect()
}

impl DeskWorld {
    fn with<T>(&self, period: Period, look: impl Fn(&Desk<'_>) -> T) -> T {
        let entries = self.entries.iter().map(|one| one.entry.clone()).collect();
        let (account, number, balances) = (ACCOUNT.to_owned(), None, None);
        let statements = [BankStatement { line: 1, account, number, balances, entries }];
        let (tables, channels) = (CodeTables::default(), channels());
        let (known, all_days) = (Coverage::of([(first() - Days::new(20), day(60))]), AllDays::default());
        look(&Desk {
            institution: library(),
            tables: &tables,
            channels: &channels,
            handed_over: &[],
            elsewhere: &[],
            lines: &self.lines,
            statements: &statements,
            known: &known,
            payments: &self.payments,
            counts: &[],
            disagreements: &[],
            manual: &[],
            slips: &[],
            period,
            today: day(60),
            all_days: &all_days,
        })
    }

    fn said(&self, period: Period) -> Said {
        let table = self.with(period, |desk| desk.table(DeskReport::Matching));
        let place = |header: &str| table.columns.iter().position(|column| *column == header).expect("a column");
        let mut said = Said::default();
        for row in &table.rows {
            let cents = |header: &str| match &row[place(header)] {
                Cell::Money(money) => Cents::try_from(money.decimal().mantissa()).ok(),
                _ => None,
            };
            for header in SUMS {
                *said.sums.entry(header).or_default() += cents(header).unwrap_or_default();
            }
            let text = |header: &str| match &row[place(header)] {
                Cell::Text(text) => text.to_string(),
                _ => String::new(),
            };
            *said.by_status.entry(text("Status")).or_default() += cents("Bank").unwrap_or_default();
            if cents("Bank").is_some() {
                for number in text("Afschrift").split_whitespace() {
                    *said.entries.entry(number.to_owned()).or_default() += 1;
                }
            }
        }
        said
    }
}

/// Whether an entry says of itself that it is cash, costs or a provider's: then it stands in the report, whosever it is.
fn is_told(one: &AccountEntry) -> bool {
    let is_cash = matches!(one.entry.kind, EntryKind::Deposit | EntryKind::Recount | EntryKind::Cost);
    is_cash || one.entry.reference != Reference::None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_add_up_to_all_that_was_booked_and_all_that_came(world in world()) {
        let said = world.said(period(None, 60));
        let booked: Cents = world.lines.iter().map(|line| line.cents.abs()).sum();
        prop_assert_eq!(said.sums["Wise"], booked);
        let told: Cents = world.payments.values().flat_map(|of| &of.each).map(|payment| payment.gross).sum();
        prop_assert_eq!(said.sums["Aanbieder bruto"], told);
        let number = |one: &AccountEntry| format!("{}/{}", one.entry.number.0, one.entry.number.1);
        for one in world.entries.iter().filter(|one| is_told(one)) {
            prop_assert!(said.entries.contains_key(&number(one)), "{:?} is on no row", one);
        }
        let own = world.entries.iter().filter(|one| said.entries.contains_key(&number(one)));
        prop_assert_eq!(said.sums["Bank"], own.map(|one| one.entry.cents).sum::<Cents>());
        let statuses = [Status::Matched, Status::Proposed, Status::Open, Status::Late, Status::Refused, Status::NotReceived];
        let of_status: Cents = statuses.iter().filter_map(|one| said.by_status.get(one.dutch())).sum();
        prop_assert_eq!(of_status, said.sums["Bank"]);
    }

    #[test]
    fn periods_add_up_to_the_whole(world in world(), cuts in prop::collection::btree_set(1..40_u64, 0..5)) {
        let mut sums: BTreeMap<&str, Cents> = BTreeMap::new();
        let mut entries = BTreeSet::new();
        for period in periods(&cuts) {
            let said = world.said(period);
            said.sums.iter().for_each(|(header, cents)| *sums.entry(header).or_default() += cents);
            entries.extend(said.entries.into_keys());
        }
        let whole = world.said(period(None, 60));
        prop_assert_eq!(sums, whole.sums);
        prop_assert_eq!(entries, whole.entries.into_keys().collect::<BTreeSet<_>>());
    }

    /// What the bank had at the end of a period, and was booked later, is on a row of that period; so rows explain what is
    /// outstanding below nought.
    #[test]
    fn money_that_comes_before_its_days_is_on_a_row_of_its_own_period(world in world(), end in 1..40_u64) {
        let (before, whole) = (period(None, end), period(None, 60));
        let said = world.said(before);
        let early: Vec<String> = world.with(whole, |desk| {
            let (entries, all) = desk.matches();
            let of_later = all.flat_map(|(_, of)| &of.matches).filter(|one| one.days.first() > Some(&day(end)));
            let own = of_later.flat_map(|one| &one.entries).map(|at| &entries[*at].entry);
            own.filter(|entry| entry.day <= day(end)).map(|one| format!("{}/{}", one.number.0, one.number.1)).collect()
        });
        for number in early {
            prop_assert!(said.entries.contains_key(&number), "{} is on no row until its day", number);
        }
    }

    #[test]
    fn what_is_outstanding_rolls_from_period_to_period(
        world in world(),
        cuts in prop::collection::btree_set(1..40_u64, 0..5),
    ) {
        let whole = world.with(period(None, 60), |desk| {
            desk.roll_forwards().into_iter().map(|(_, forward)| forward).collect::<Vec<_>>()
        });
        let mut received = vec![0; whole.len()];
        let mut closing = whole.iter().map(|of| of.opening).collect::<Vec<_>>();
        for period in periods(&cuts) {
            let all = world.with(period, |desk| {
                desk.roll_forwards().into_iter().map(|(_, forward)| forward).collect::<Vec<_>>()
            });
            for ((forward, received), closing) in all.iter().zip(&mut received).zip(&mut closing) {
                prop_assert!(forward.adds_up());
                prop_assert_eq!(forward.opening, *closing);
                *received += forward.received;
                *closing = forward.closing;
            }
        }
        prop_assert_eq!(received, whole.iter().map(|of| of.received).collect::<Vec<_>>());
        prop_assert_eq!(closing, whole.iter().map(|of| of.closing).collect::<Vec<_>>());
    }
}
