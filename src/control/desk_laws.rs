//! Laws of `afstemming` over generated desks: whatever is asked for, its rows add up to all that was booked and to all that
//! witnesses say, and periods add up to the whole.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::booked::BookedLine;
use super::channel::{Channel, ChannelKind};
use super::desk_report::DeskReport;
use super::laws::*;
use super::matching::AccountEntry;
use super::other_desks::OtherDesks;
use super::reports::{AllDays, Desk};
use crate::domain::{BookingCode, Cents, CodeTables, Coverage, Daybook, Institution, Moment, Period};
use crate::report::document::Cell;
use crate::witness::bank::{BankStatement, EntryKind, Reference};
use crate::witness::payments::{Payment, Payments};
use crate::witness::payout::Payout;

/// The columns that add up.
const SUMS: [&str; 5] = ["Wise", "Aanbieder bruto", "Verschil", "Commissie", "Bank"];

/// An account of statements that no channel has.
const OF_NOBODY: &str = "BE71096123456769";

/// What a desk looks at: a drawer whose hand-overs go to the bank, a terminal, online payments by settlement.
#[derive(Clone, Debug)]
struct DeskWorld {
    institution: Institution,
    channels: Vec<Channel>,
    others: OtherDesks,
    lines: Vec<BookedLine>,
    entries: Vec<AccountEntry>,
    payments: BTreeMap<String, Payments>,
}

fn lines(
    institution: Institution,
    (daybook, code): (&str, &str),
    booked: &BTreeMap<NaiveDate, Cents>,
) -> Vec<BookedLine> {
    let line = |(day, cents): (&NaiveDate, &Cents)| BookedLine {
        daybook: Daybook::parse(daybook).expect("a daybook"),
        settled: Moment::from_local(day.and_hms_opt(14, 0, 0).expect("a time")).expect("a moment"),
        code: BookingCode::parse(code).expect("a code"),
        cents: if code == "5990" { -cents } else { *cents },
        institution,
    };
    booked.iter().map(line).collect()
}

/// What a provider says of online payments: those of two days beside each other are a settlement.
fn settlements(prefix: &str, booked: &BTreeMap<NaiveDate, Cents>, off: &[i8]) -> Payments {
    let number = |day: NaiveDate| format!("{prefix}{}", (day - first()).num_days() / 2);
    let each: Vec<Payment> =
        payments(booked, off).into_iter().map(|one| Payment { payout: number(one.day), ..one }).collect();
    let run = each.first().zip(each.last()).map(|(first, last)| (first.day, last.day));
    Payments { known: Coverage::of(run), each }
}

fn world() -> impl Strategy<Value = DeskWorld> {
    let others = prop::collection::vec((0..9_u8, 0..25_u64, 1..9_i64, 0..12_u64), 0..9);
    let off = prop::collection::vec(-1..2_i8, 1..6);
    (booked(), booked(), booked(), entries(), others, off).prop_map(
        |(drawer, terminal, online, mut entries, others, off)| {
            let next = u32::try_from(entries.len()).expect("few") + 1;
            for (number, (kind, on, amount, which)) in (next..).zip(others) {
                // Costs, a direct debit, a salary, money between accounts, an account that no channel has.
                let plain = [EntryKind::Cost, EntryKind::Other, EntryKind::Transfer, EntryKind::Own, EntryKind::Other];
                if let Some(plain) = usize::from(kind).checked_sub(4).and_then(|at| plain.get(at)) {
                    let mut one = entry(number, day(on), -amount * 100, *plain, Reference::None);
                    if kind == 8 {
                        OF_NOBODY.clone_into(&mut one.account);
                    }
                    entries.push(one);
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
            let payments = BTreeMap::from([("mollie".to_owned(), settlements("S", &online, &off))]);
            let channels = channels(["K001", "B001", "B003"], "602398");
            let lines = booked_on(library(), &channels, [&drawer, &terminal, &online]);
            DeskWorld { institution: library(), channels, others: OtherDesks::NONE, lines, entries, payments }
        },
    )
}

/// What was booked on a drawer, a terminal and online.
fn booked_on(
    institution: Institution,
    channels: &[Channel],
    booked: [&BTreeMap<NaiveDate, Cents>; 3],
) -> Vec<BookedLine> {
    let codes = ["5990", "2110", "2110"];
    let of = |((channel, code), booked): ((&Channel, &str), _)| {
        lines(institution, (&channel.daybooks[0].to_string(), code), booked)
    };
    let mut all: Vec<BookedLine> = channels.iter().zip(codes).zip(booked).flat_map(of).collect();
    all.sort_unstable();
    all
}

fn channels(daybooks: [&str; 3], contract: &str) -> Vec<Channel> {
    let own = |name: &str, kind, daybook: &str, provider: &str| Channel {
        name: name.to_owned(),
        daybooks: vec![Daybook::parse(daybook).expect("a daybook")],
        provider: provider.to_owned(),
        contracts: if name == "terminal" { vec![contract.to_owned()] } else { Vec::new() },
        ..channel(kind)
    };
    vec![
        own("balie", ChannelKind::Cash, daybooks[0], ""),
        own("terminal", ChannelKind::Paid, daybooks[1], ""),
        own("online", ChannelKind::Paid, daybooks[2], "mollie"),
    ]
}

/// What a period's `afstemming` says: what its rows come to, of each status too, and the entries that stand on them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    sums: BTreeMap<&'static str, Cents>,
    by_status: BTreeMap<String, Cents>,
    /// How many rows of channels with money of the bank there are for each entry.
    entries: BTreeMap<String, u32>,
    /// What the bank has on rows that are of no channel, by what these say in its place.
    of_no_channel: BTreeMap<String, Cents>,
    /// The entries on these.
    others: BTreeMap<String, BTreeSet<String>>,
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
        let statement = |account: &str| {
            let own = self.entries.iter().filter(|one| one.account == account);
            let entries = own.map(|one| one.entry.clone()).collect();
            BankStatement { line: 1, account: account.to_owned(), number: None, balances: None, entries }
        };
        let statements = [statement(ACCOUNT), statement(OF_NOBODY)];
        let tables = CodeTables::default();
        let (known, all_days) = (Coverage::of([(first() - Days::new(20), day(60))]), AllDays::default());
        look(&Desk {
            institution: self.institution,
            tables: &tables,
            channels: &self.channels,
            handed_over: &[],
            others: &self.others,
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
            let Some(bank) = cents("Bank") else { continue };
            let (of, statements) = (text("Kanaal"), text("Afschrift"));
            if self.channels.iter().any(|channel| channel.name == of) {
                for number in statements.split_whitespace() {
                    *said.entries.entry(number.to_owned()).or_default() += 1;
                }
            } else {
                *said.of_no_channel.entry(of.clone()).or_default() += bank;
                said.others.entry(of).or_default().extend(statements.split_whitespace().map(ToOwned::to_owned));
            }
        }
        said
    }
}

fn number(one: &AccountEntry) -> String {
    format!("{}/{}", one.entry.number.0, one.entry.number.1)
}

impl DeskWorld {
    /// Another library that shares the account, and looks at the same statements.
    fn neighbour(&self, [drawer, terminal, online]: [&BTreeMap<NaiveDate, Cents>; 3]) -> Self {
        let institution = Institution::parse("I212").expect("a library");
        let channels = channels(["K002", "B002", "B004"], "777777");
        let lines = booked_on(institution, &channels, [drawer, terminal, online]);
        let payments = BTreeMap::from([("mollie".to_owned(), settlements("R", online, &[0]))]);
        let own: Vec<(Institution, &Channel)> = self.channels.iter().map(|one| (self.institution, one)).collect();
        let others = OtherDesks::of(&channels, &own);
        Self { institution, channels, others, lines, entries: self.entries.clone(), payments }
    }

    fn beside(mut self, neighbour: &Self) -> Self {
        let theirs: Vec<(Institution, &Channel)> =
            neighbour.channels.iter().map(|one| (neighbour.institution, one)).collect();
        self.others = OtherDesks::of(&self.channels, &theirs);
        self
    }
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
        let moved: Cents = world.entries.iter().map(|one| one.entry.cents).sum();
        prop_assert_eq!(said.sums["Bank"], moved);
        let of_status: Cents = said.by_status.values().sum();
        prop_assert_eq!(of_status, moved);
    }

    /// Whatever a bank calls it: what a statement tells of a day is on rows of channels, entry by entry, or on those of none.
    #[test]
    fn each_entry_of_a_day_is_on_one_row_of_a_channel_or_on_one_of_none(world in world()) {
        let whole = world.said(period(None, 60));
        prop_assert!(whole.entries.values().all(|count| *count == 1), "{:?}", whole.entries);
        let mut of_channels = 0;
        let days: BTreeSet<NaiveDate> = world.entries.iter().map(|one| one.entry.day).collect();
        for on in days {
            let of_day = || world.entries.iter().filter(|one| one.entry.day == on);
            let is_on_channel = |one: &&AccountEntry| whole.entries.contains_key(&number(one));
            let on_channels: Cents = of_day().filter(is_on_channel).map(|one| one.entry.cents).sum();
            of_channels += on_channels;
            let said = world.said(Period::Day(on));
            let others: Cents = said.of_no_channel.values().sum();
            prop_assert_eq!(on_channels + others, of_day().map(|one| one.entry.cents).sum::<Cents>(), "{}", on);
            let rest: BTreeSet<String> = of_day().filter(|one| !is_on_channel(one)).map(number).collect();
            let mut listed: BTreeSet<String> = said.others.into_values().flatten().collect();
            let is_cut = listed.remove("…");
            prop_assert!(is_cut && listed.is_subset(&rest) || listed == rest, "{:?} {:?}", listed, rest);
        }
        let none: Cents = whole.of_no_channel.values().sum();
        prop_assert_eq!(whole.sums["Bank"] - none, of_channels);
    }

    #[test]
    fn no_euro_is_claimed_by_two_libraries_that_share_an_account(
        world in world(),
        (drawer, terminal, online) in (booked(), booked(), booked()),
    ) {
        let other = world.neighbour([&drawer, &terminal, &online]);
        let world = world.beside(&other);
        let (one, two) = (world.said(period(None, 60)), other.said(period(None, 60)));
        let claimed = |said: &Said| {
            let mut all: BTreeSet<String> = said.entries.keys().cloned().collect();
            all.extend(said.others.get("geen kanaal").into_iter().flatten().cloned());
            all
        };
        let both: BTreeSet<String> = claimed(&one).intersection(&claimed(&two)).cloned().collect();
        prop_assert_eq!(both, BTreeSet::new());
        // What one claims is not said to be anybody's on the other desk, and what is, is on both.
        let shared = |said: &Said| said.others.get("gedeelde rekening").cloned().unwrap_or_default();
        prop_assert!(shared(&one).difference(&shared(&two)).all(|one| claimed(&two).contains(one)));
        prop_assert!(shared(&two).difference(&shared(&one)).all(|two| claimed(&one).contains(two)));
        let moved: Cents = world.entries.iter().map(|one| one.entry.cents).sum();
        prop_assert_eq!((one.sums["Bank"], two.sums["Bank"]), (moved, moved));
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
