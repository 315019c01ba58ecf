//! The program against a small reader and adder that shares no code with it, over generated worlds.

use std::fs;

use crate::oracle::{
    DateForm, Dialect, Generator, Report, Style, merge, received_total, records, report_csv, to_csv_styled,
};
use crate::parquet::to_parquet;
use crate::program::{args, files, run};

/// How many worlds; each is asked several questions.
const WORLDS: u64 = 320;
const QUERIES: usize = 3;
/// Behind all days of all worlds: a line of a day to come tells nothing of which file is later.
const NOW: &str = "2031-11-24T08:00:00+01:00";

#[test]
fn the_program_and_the_oracle_agree() {
    let workers: Vec<_> = (0..2u64)
        .map(|worker| {
            std::thread::spawn(move || (worker * WORLDS / 2..(worker + 1) * WORLDS / 2).map(compare).sum::<usize>())
        })
        .collect();
    let rows: usize = workers.into_iter().map(|worker| worker.join().expect("no difference")).sum();
    assert!(rows > 1_000, "the questions found only {rows} rows: the generator is asleep");
}

/// Asks the program and the oracle about one world; gives the number of rows that they agree on.
fn compare(seed: u64) -> usize {
    let mut generator = Generator::new(seed);
    // The order inside the hour that the clock change skips is read differently on purpose: such worlds are only
    // asked for summaries, which know days alone.
    generator.odd_hours = seed.is_multiple_of(2);
    let world = generator.world();
    let exports = generator.files(&world);
    let input = tempfile::tempdir().expect("a temporary folder");
    for (name, lines) in &exports {
        let (name, bytes) = if generator.one_in(4) {
            (name.replace(".csv", ".parquet"), to_parquet(lines, &mut generator))
        } else {
            (name.clone(), to_csv_styled(lines, style(&mut generator)).into_bytes())
        };
        fs::write(input.path().join(name), bytes).expect("a written export");
    }
    let merged = merge(exports);
    let generator_has_odd_hours = generator.odd_hours;
    let mut rows = 0;
    for _ in 0..QUERIES {
        let query = std::iter::repeat_with(|| generator.query(&merged))
            .find(|query| !(generator_has_odd_hours && query.report == Report::Details))
            .expect("an endless choice");
        let out = tempfile::tempdir().expect("a temporary folder");
        let mut arguments = query.args();
        arguments.extend(args(&["--format", "csv", "--now", NOW, "--input"]));
        arguments.push(input.path().display().to_string());
        arguments.extend(args(&["--out", &out.path().display().to_string()]));
        let done = run(input.path(), &arguments, &[]);
        assert_eq!(done.status, 0, "seed {seed}: {arguments:?}\n{}", done.stderr);
        let made = files(out.path());
        let found = String::from_utf8(made.into_values().next().expect("a CSV")).expect("UTF-8");
        let expected = report_csv(&merged, &query);
        let separator = if query.dialect == Dialect::ExcelBe { ';' } else { ',' };
        if !query.totals {
            assert!(found == expected, "seed {seed}: {arguments:?}\nexpected\n{expected}\nfound\n{found}");
            rows += expected.lines().count() - 1;
            continue;
        }
        let (mut found, expected) = (table(&found, separator), table(&expected, separator));
        let totals: Vec<Vec<String>> =
            found.iter().filter(|row| row.last().is_some_and(|kind| kind == "totaal-ontvangen")).cloned().collect();
        let last = found.last().cloned();
        found.retain(|row| row.last().is_some_and(|kind| kind == "detail" || kind == "Rijtype"));
        assert!(found == expected, "seed {seed}: {arguments:?}\nexpected\n{expected:?}\nfound\n{found:?}");
        if expected.len() > 1 {
            assert_eq!(totals.len(), 1, "seed {seed}: {arguments:?}");
            assert_eq!(Some(&totals[0]), last.as_ref(), "seed {seed}: the total is the last row");
            let (count, receipts, expenses) = received_total(&merged, &query);
            let amounts: Vec<i128> = totals[0].iter().filter_map(|cell| cents(cell)).collect();
            let wanted = if query.report.id() == "financiele-details" {
                vec![receipts - expenses]
            } else {
                assert!(totals[0].contains(&count.to_string()), "seed {seed}: {arguments:?}");
                vec![receipts, expenses]
            };
            assert_eq!(amounts, wanted, "seed {seed}: {arguments:?}");
        }
        rows += expected.len() - 1;
    }
    rows
}

/// A way to write an export; files of one world are written in different ways, which must not matter.
fn style(generator: &mut Generator) -> Style {
    if generator.one_in(4) {
        return Style::PLAIN;
    }
    Style {
        date: generator.pick(&[DateForm::Dashes, DateForm::Slashes, DateForm::Iso, DateForm::Utc]),
        thousands: generator.one_in(2),
        euro: generator.one_in(3),
        mark: generator.one_in(2),
        crlf: generator.one_in(2),
        split_code: generator.one_in(3),
    }
}

fn table(text: &str, separator: char) -> Vec<Vec<String>> {
    records(text.trim_start_matches('\u{feff}'), separator)
}

/// An amount with two decimals in cents; `None` for other cells.
fn cents(cell: &str) -> Option<i128> {
    let (whole, decimals) = cell.split_once([',', '.'])?;
    (decimals.len() == 2).then(|| format!("{whole}{decimals}").parse().ok()).flatten()
}
