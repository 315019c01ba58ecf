//! What a desk must say of a quarter, worked out from the rules as plainly as can be: no code of the program is used.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};

/// A line of a daybook: the day, the time, the booking code, cents.
pub(crate) type Booked = (NaiveDate, NaiveTime, u16, i64);

/// A count of the drawer.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub day: NaiveDate,
    pub time: NaiveTime,
    pub cents: i64,
    pub reason: &'static str,
}

/// What an entry of the bank says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Says {
    /// A plain transfer.
    Nothing,
    /// Payments at the library's terminal from one day to another.
    Terminal(NaiveDate, NaiveDate),
    /// A deposit without a reference.
    Deposit,
    /// A deposit with the communication of the slip of these days.
    Slip(Vec<NaiveDate>),
    /// What the bank found when it counted again.
    Recount,
}

/// An entry of the bank: the statement and the number on it, the day, cents.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub number: (u32, u32),
    pub day: NaiveDate,
    pub cents: i64,
    pub says: Says,
}

/// A quarter of a library with one drawer and one terminal.
#[derive(Debug)]
pub(crate) struct Quarter {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub today: NaiveDate,
    /// Days of which no export tells.
    pub gap: Option<(NaiveDate, NaiveDate)>,
    pub opening: i64,
    pub drawer: Vec<Booked>,
    pub terminal: Vec<Booked>,
    pub counts: Vec<Counted>,
    pub entries: Vec<Entry>,
    /// What is on each slip, by its days.
    pub slips: BTreeMap<Vec<NaiveDate>, i64>,
}

/// A channel with what was booked on it, and its days that nothing is set beside yet.
struct Channel {
    name: &'static str,
    booked: BTreeMap<NaiveDate, i64>,
    within: u32,
    soonest: u32,
    left: Vec<NaiveDate>,
}

fn euro(cents: Option<i64>) -> String {
    cents.map_or_else(String::new, |cents| {
        format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100)
    })
}

/// The days of 2026 and 2027 on which banks rest, beside weekends.
const REST: [(i32, u32, u32); 8] = [
    (2026, 1, 1),
    (2026, 4, 3),
    (2026, 4, 6),
    (2026, 5, 1),
    (2026, 12, 25),
    (2026, 12, 26),
    (2027, 1, 1),
    (2027, 3, 26),
];

pub(crate) fn is_bank_day(day: NaiveDate) -> bool {
    let is_rest = REST.contains(&(day.year(), day.month(), day.day()));
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_rest
}

/// The bank day that is so many bank days later.
pub(crate) fn later(mut day: NaiveDate, mut count: u32) -> NaiveDate {
    while count > 0 {
        day = day + Days::new(1);
        count -= u32::from(is_bank_day(day));
    }
    day
}

impl Quarter {
    pub(crate) fn days(&self) -> Vec<NaiveDate> {
        self.first.iter_days().take_while(|day| *day <= self.last).collect()
    }

    pub(crate) fn is_known(&self, day: NaiveDate) -> bool {
        let is_in_gap = self.gap.is_some_and(|(from, to)| from <= day && day <= to);
        self.first <= day && day <= self.last && !is_in_gap
    }

    /// The rows of `kasblad`, without the name of the drawer.
    pub(crate) fn cash_book(&self) -> Vec<Vec<String>> {
        let mut opening = Some(self.opening);
        let mut rows = Vec::new();
        for day in self.days().into_iter().filter(|day| *day <= self.today) {
            let is_known = self.is_known(day);
            let lines: Vec<&Booked> = self.drawer.iter().filter(|line| line.0 == day).collect();
            // Group 5 is money out; 5990 goes to the bank; 4990 is a difference.
            let sum =
                |is_of: fn(u16) -> bool| lines.iter().filter(|line| is_of(line.2)).map(|line| line.3).sum::<i64>();
            let received = sum(|code| code != 4990 && !(5000..6000).contains(&code));
            let spent = -sum(|code| (5000..6000).contains(&code) && code != 5990);
            let carried = -sum(|code| code == 5990);
            let difference = sum(|code| code == 4990);
            let closing = opening.filter(|_| is_known).map(|opening| opening + received - spent - carried + difference);
            let last = self.counts.iter().filter(|count| count.day == day).max_by_key(|count| count.time);
            let expected = last.and_then(|count| {
                let until: i64 = lines.iter().filter(|line| line.1 <= count.time).map(|line| line.3).sum();
                opening.filter(|_| is_known).map(|opening| opening + until)
            });
            let off = last.zip(expected).map(|(count, expected)| count.cents - expected);
            let verdict = match (last, off) {
                _ if !is_known => "geen export",
                (None, _) => "niet ontvangen",
                (Some(_), None) => "beginsaldo niet bekend",
                (Some(_), Some(0)) => "klopt",
                (Some(_), Some(off)) if off > 0 => "overschot",
                _ => "tekort",
            };
            let told = |cents: i64| euro(is_known.then_some(cents));
            rows.push(vec![
                day.to_string(),
                euro(opening),
                told(received),
                told(spent),
                told(carried),
                told(difference),
                euro(closing),
                self.counts.iter().filter(|count| count.day == day).count().to_string(),
                euro(last.map(|count| count.cents)),
                euro(expected),
                euro(off),
                verdict.to_owned(),
                last.map(|count| count.reason.to_owned()).unwrap_or_default(),
            ]);
            opening = closing;
        }
        rows
    }

    /// Rows of `afstemming`: channel, first and last day, booked, at the bank, entries, status, whether it came late.
    pub(crate) fn matching(&self) -> BTreeSet<Vec<String>> {
        let mut free: BTreeSet<usize> = (0..self.entries.len()).collect();
        let mut rows = BTreeSet::new();
        let mut carried: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for line in self.drawer.iter().filter(|line| line.2 == 5990) {
            *carried.entry(line.0).or_default() -= line.3;
        }
        let mut taken: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for line in &self.terminal {
            *taken.entry(line.0).or_default() += line.3;
        }
        let mut channels = [
            Channel { name: "kassa", booked: carried, within: 5, soonest: 0, left: Vec::new() },
            Channel { name: "terminal", booked: taken, within: 3, soonest: 1, left: Vec::new() },
        ];
        for channel in &mut channels {
            self.told(channel, &mut free, &mut rows);
        }
        self.sums(&mut channels, &mut free, &mut rows);
        for at in free.clone() {
            let entry = &self.entries[at];
            if matches!(entry.says, Says::Deposit | Says::Slip(_) | Says::Recount) {
                free.remove(&at);
                if self.first <= entry.day && entry.day <= self.last {
                    rows.insert(self.row("kassa", &[], None, &[at], "open", ""));
                }
            }
        }
        // Whatever else a statement tells: a day on a row.
        let mut others: BTreeMap<NaiveDate, Vec<&Entry>> = BTreeMap::new();
        for entry in free.iter().map(|at| &self.entries[*at]) {
            others.entry(entry.day).or_default().push(entry);
        }
        for (_, of_day) in others.into_iter().filter(|(day, _)| self.first <= *day && *day <= self.last) {
            let cents: i64 = of_day.iter().map(|entry| entry.cents).sum();
            let mut numbers: Vec<String> =
                of_day.iter().map(|entry| format!("{}/{}", entry.number.0, entry.number.1)).collect();
            if numbers.len() > 8 {
                numbers.truncate(8);
                numbers.push("…".to_owned());
            }
            let none = String::new;
            let row = [none(), none(), none(), euro(Some(cents)), numbers.join(" "), none(), none()];
            rows.insert([vec!["andere verrichtingen".to_owned()], row.to_vec()].concat());
        }
        for channel in &channels {
            self.alone(channel, &mut rows);
        }
        rows
    }

    fn sum(&self, channel: &Channel, days: &[NaiveDate]) -> Option<i64> {
        let all_known = days.iter().all(|day| self.is_known(*day));
        all_known.then(|| days.iter().map(|day| channel.booked.get(day).copied().unwrap_or(0)).sum::<i64>())
    }

    fn shows(&self, days: &[NaiveDate]) -> bool {
        days.iter().any(|day| self.first <= *day && *day <= self.last)
    }

    fn row(
        &self,
        channel: &str,
        days: &[NaiveDate],
        booked: Option<i64>,
        entries: &[usize],
        status: &str,
        late: &str,
    ) -> Vec<String> {
        let day = |day: Option<&NaiveDate>| day.map(ToString::to_string).unwrap_or_default();
        // Of days outside the quarter no export tells, so nobody knows what came for each: it stands with the last day.
        let shown: Vec<NaiveDate> = days.iter().copied().filter(|day| self.shows(&[*day])).collect();
        let is_last = shown.last() == days.last();
        let bank = (!entries.is_empty() && is_last).then(|| entries.iter().map(|at| self.entries[*at].cents).sum());
        let numbers: Vec<String> =
            entries.iter().map(|at| format!("{}/{}", self.entries[*at].number.0, self.entries[*at].number.1)).collect();
        let channel = channel.to_owned();
        vec![
            channel,
            day(shown.first()),
            day(shown.last()),
            euro(booked),
            euro(bank),
            numbers.join(" "),
            status.to_owned(),
            late.to_owned(),
        ]
    }

    /// What the bank itself links to days.
    fn told(&self, channel: &mut Channel, free: &mut BTreeSet<usize>, rows: &mut BTreeSet<Vec<String>>) {
        let is_cash = channel.name == "kassa";
        // What the bank itself says of days.
        let says = |at: usize| match &self.entries[at].says {
            Says::Terminal(from, to) if !is_cash => from.iter_days().take_while(|day| day <= to).collect(),
            Says::Slip(days) if is_cash => days.clone(),
            _ => Vec::new(),
        };
        let mut claims: Vec<(BTreeSet<NaiveDate>, BTreeSet<usize>)> = Vec::new();
        for at in free.clone() {
            let days: BTreeSet<NaiveDate> = says(at).into_iter().collect();
            if !days.is_empty() {
                claims.push((days, BTreeSet::from([at])));
                free.remove(&at);
            }
        }
        // Those that share a day belong together, until none do.
        'again: loop {
            for one in 0..claims.len() {
                for other in one + 1..claims.len() {
                    if !claims[one].0.is_disjoint(&claims[other].0) {
                        let (days, entries) = claims.remove(other);
                        claims[one].0.extend(days);
                        claims[one].1.extend(entries);
                        continue 'again;
                    }
                }
            }
            break;
        }
        let mut done: BTreeSet<NaiveDate> = BTreeSet::new();
        for (days, entries) in &claims {
            let days: Vec<NaiveDate> = days.iter().copied().collect();
            done.extend(&days);
            let entries: Vec<usize> = entries.iter().copied().collect();
            let bank: i64 = entries.iter().map(|at| self.entries[*at].cents).sum();
            let slips: BTreeSet<&Vec<NaiveDate>> = entries
                .iter()
                .filter_map(|at| match &self.entries[*at].says {
                    Says::Slip(days) => Some(days),
                    _ => None,
                })
                .collect();
            let told: i64 = slips.iter().map(|days| self.slips[*days]).sum();
            let late = entries.iter().any(|at| {
                let last = says(*at).into_iter().max();
                last.is_some_and(|last| self.entries[*at].day > later(last, channel.within))
            });
            let late = if late { "na de termijn" } else { "" };
            let status = match self.sum(channel, &days) {
                None => "niet ontvangen",
                Some(cents) if cents == bank && (slips.is_empty() || told == bank) => "afgepunt",
                Some(_) => "open",
            };
            if self.shows(&days) {
                rows.insert(self.row(channel.name, &days, self.sum(channel, &days), &entries, status, late));
            }
        }
        channel.left = channel.booked.keys().copied().filter(|day| !done.contains(day)).collect();
    }

    /// Sums that fit one run of days of one channel, and nothing else.
    fn sums(&self, channels: &mut [Channel], free: &mut BTreeSet<usize>, rows: &mut BTreeSet<Vec<String>>) {
        let mut doubtful: BTreeSet<usize> = BTreeSet::new();
        for length in 1..=5 {
            let mut fits: Vec<(usize, usize, usize)> = Vec::new();
            for (which, channel) in channels.iter().enumerate() {
                let is_cash = channel.name == "kassa";
                for start in 0..(channel.left.len() + 1).saturating_sub(length) {
                    let run = &channel.left[start..start + length];
                    let Some(cents) = self.sum(channel, run).filter(|cents| *cents > 0) else { continue };
                    let (from, to) = (later(run[length - 1], channel.soonest), later(run[0], channel.within));
                    for at in free.iter().copied().filter(|at| !doubtful.contains(at)) {
                        let entry = &self.entries[at];
                        let is_kind = match entry.says {
                            Says::Deposit | Says::Slip(_) => is_cash,
                            // A plain transfer may be of either.
                            Says::Nothing => true,
                            _ => false,
                        };
                        if is_kind && entry.cents == cents && from <= entry.day && entry.day <= to {
                            fits.push((which, start, at));
                        }
                    }
                }
            }
            let mut gone = BTreeSet::new();
            for (which, start, at) in &fits {
                // The only one for its days and the only one for its entry.
                let rivals = fits.iter().filter(|(channel, other, entry)| {
                    entry == at || channel == which && other.abs_diff(*start) < length
                });
                if rivals.count() > 1 {
                    doubtful.insert(*at);
                    continue;
                }
                let channel = &channels[*which];
                let run = channel.left[*start..start + length].to_vec();
                free.remove(at);
                if self.shows(&run) {
                    rows.insert(self.row(channel.name, &run, self.sum(channel, &run), &[*at], "voorstel", ""));
                }
                gone.extend(run.into_iter().map(|day| (*which, day)));
            }
            for (which, channel) in channels.iter_mut().enumerate() {
                channel.left.retain(|day| !gone.contains(&(which, *day)));
            }
        }
    }

    /// Days that are in nothing.
    fn alone(&self, channel: &Channel, rows: &mut BTreeSet<Vec<String>>) {
        let within = channel.within;
        let told_until = self.entries.iter().map(|entry| entry.day).max();
        for day in channel.left.iter().copied() {
            let cents = self.sum(channel, &[day]);
            let bank_days =
                day.iter_days().skip(1).take_while(|one| *one <= self.today).filter(|one| is_bank_day(*one));
            let status = if cents.is_none() {
                "niet ontvangen"
            } else if cents == Some(0) {
                "afgepunt"
            } else if told_until.is_some_and(|last| later(day, within) <= last) {
                "te laat"
            } else if bank_days.count() <= within as usize {
                "open"
            } else {
                "niet ontvangen"
            };
            rows.insert(self.row(channel.name, &[day], cents, &[], status, ""));
        }
    }
}
