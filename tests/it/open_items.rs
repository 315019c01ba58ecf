//! What was open at the end of a period is the same whether the export was taken the next night or months later.

use std::fmt::Write as _;
use std::fs;

use chrono::{Days, NaiveDate};

use crate::effort::cases;
use crate::oracle::Generator;
use crate::program::{args, run};

const WORLDS: u64 = 60;
const HEADER: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag afgehandeld;Klant;Exemplaar\n";

/// What happened to a cost on a day: it was settled, or its settlement was taken back.
struct Step {
    day: NaiveDate,
    daybook: &'static str,
    takes_back: bool,
}

/// A cost, with all that ever happened to it.
struct Cost {
    posted: NaiveDate,
    /// Whether it was dropped in the end, so that nobody owes it any more though it is not settled.
    is_dropped: bool,
    steps: Vec<Step>,
    rest: String,
    cents: i64,
}

impl Cost {
    fn any(world: &mut Generator, number: usize, from: NaiveDate) -> Self {
        let posted = from + Days::new(world.below(60) as u64);
        let (mut steps, mut day) = (Vec::new(), posted);
        for step in 0..world.below(5) {
            day = day + Days::new(world.below(25) as u64);
            let takes_back = step % 2 == 1;
            // A write-off is not taken back by a line of money.
            let daybook = world.pick(&["K001", "B001"]);
            steps.push(Step { day, daybook, takes_back });
        }
        let is_taken_back = steps.last().is_some_and(|step| step.takes_back);
        let branch = world.pick(&["3550", "3551"]);
        let code = world.pick(&["2110", "2610", "1010"]);
        let cents = 1 + world.below(500) as i64;
        // Two costs may be alike in all but their customer.
        let rest = format!("I355;{branch};{code};{{}};{};{}", 9_000 + number, world.below(9));
        Self { posted, is_dropped: is_taken_back && world.one_in(2), steps, rest, cents }
    }

    /// Its lines in an export that is taken at the end of a day.
    fn write(&self, export: &mut String, number: usize, taken: NaiveDate) {
        if self.posted > taken {
            return;
        }
        let amount = |cents: i64| {
            let sign = if cents < 0 { "-" } else { "" };
            self.rest.replace("{}", &format!("{sign}{},{:02}", cents.abs() / 100, cents.abs() % 100))
        };
        let posted = self.posted.format("%d-%m-%Y");
        let so_far = self.steps.iter().take_while(|step| step.day <= taken);
        let mut is_settled = false;
        for (place, step) in so_far.enumerate() {
            let cents = if step.takes_back { -self.cents } else { self.cents };
            let (settled, daybook) = (step.day.format("%d-%m-%Y"), step.daybook);
            writeln!(export, "{};{posted};{settled};{daybook};{}", number * 10 + place, amount(cents)).expect("a text");
            is_settled = !step.takes_back;
        }
        let is_dropped = self.is_dropped && self.steps.iter().all(|step| step.day <= taken);
        if !is_settled && !is_dropped {
            writeln!(export, "{};{posted};;;{}", number * 10 + 9, amount(self.cents)).expect("a text");
        }
    }

    /// Whether it was dropped on or before a day, so that an export of later lacks it where one of then has it.
    fn is_dropped_by(&self, day: NaiveDate) -> bool {
        self.is_dropped && self.steps.iter().all(|step| step.day <= day)
    }
}

#[test]
fn what_was_open_is_the_same_for_whoever_asks_later() {
    let mut seen = [0; 3];
    for seed in 0..cases(WORLDS) {
        let mut world = Generator::new(0x0_4e40 + seed);
        let from: NaiveDate = "2026-09-01".parse().expect("a day");
        let end: NaiveDate = "2026-10-31".parse().expect("a day");
        let costs: Vec<Cost> = (0..1 + world.below(30)).map(|number| Cost::any(&mut world, number, from)).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let mut reports = Vec::new();
        for (name, taken) in [("then", end), ("later", end + Days::new(120))] {
            let mut export = HEADER.to_owned();
            for (number, cost) in costs.iter().enumerate() {
                cost.write(&mut export, number + 1, taken);
            }
            let input = format!("{name}.csv");
            fs::write(folder.path().join(&input), &export).expect("the export");
            let command = format!(
                "report openstaand --input {input} --institution I355 --period 2026-10 --format csv,json --out {name} \
                 --now 2027-06-01T08:00:00+01:00"
            );
            let done = run(folder.path(), &args(&command.split(' ').collect::<Vec<_>>()), &[]);
            assert_eq!(done.status, 0, "seed {seed}: {}\n{export}", done.stderr);
            let written = |end| {
                fs::read_to_string(folder.path().join(name).join(format!("openstaand_I355_2026-10.{end}"))).expect("it")
            };
            let json: serde_json::Value = serde_json::from_str(&written("json")).expect("JSON");
            let since = json["bridge"]["settled_since"]["lines"].as_u64().expect("a number");
            assert!(name == "later" || since == 0, "seed {seed}: nothing is settled after the export was taken");
            reports.push((written("csv"), export, since));
        }
        let [(then, export_then, _), (later, export_later, since)] = &reports[..] else { panic!("two reports") };
        assert_eq!(then, later, "seed {seed}\n{export_then}\n{export_later}");
        seen[0] += since;
        seen[1] += u64::from(costs.iter().any(|cost| cost.is_dropped_by(end)));
        let is_again =
            |cost: &Cost| cost.posted <= end && cost.steps.iter().any(|step| step.takes_back && step.day > end);
        seen[2] += costs.iter().filter(|cost| is_again(cost)).count() as u64;
    }
    assert!(seen.iter().all(|count| *count > 10), "{seen:?}");
}
