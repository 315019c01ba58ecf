//! Do the generated worlds hold, and does every style of one world say the same?

use super::*;

const STYLES: [Style; 3] = [
    Style { date: DateForm::Iso, thousands: true, mark: true, crlf: false, ..Style::PLAIN },
    Style { date: DateForm::Slashes, euro: true, split_code: true, ..Style::PLAIN },
    Style { date: DateForm::Utc, ..Style::PLAIN },
];

#[test]
fn worlds_are_the_same_for_the_same_seed_and_survive_writing() {
    for seed in 0..60 {
        let lines = Generator::new(seed).world();
        assert_eq!(lines, Generator::new(seed).world());
        assert!((1..=400).contains(&lines.len()));
        assert_eq!(read_csv(&to_csv(&lines)), lines, "seed {seed}");
        assert_eq!(merge(vec![("a.csv".to_string(), lines.clone())]).len(), lines.len());
        for style in STYLES {
            let again = read_csv(&to_csv_styled(&lines, style));
            assert_eq!(again.len(), lines.len());
            for (a, b) in again.iter().zip(&lines) {
                assert_eq!(a.settled, b.settled, "seed {seed} {style:?}");
                assert_eq!(a.posted_day(), b.posted_day(), "seed {seed} {style:?}");
                let posted = b.posted.clone();
                assert_eq!(Line { posted, ..a.clone() }, *b, "seed {seed} {style:?}");
            }
        }
    }
}

#[test]
fn every_way_of_adding_gives_the_same_total() {
    let mut hits = 0;
    for seed in 0..300 {
        let mut generator = Generator::new(seed);
        let world = generator.world();
        let files = generator.files(&world);
        let lines = merge(files);
        assert_eq!(lines.len(), world.len());
        let query = Query { totals: false, ..generator.query(&lines) };
        assert_eq!(query.args()[..2], ["report", query.report.id()]);
        let separator = if query.dialect == Dialect::ExcelBe { ';' } else { ',' };
        let rows = records(&report_csv(&lines, &query), separator);
        let cents = |text: &str| parse_amount(&text.replace('.', ","));
        let (mut count, mut receipts, mut expenses) = (0, 0, 0);
        for row in &rows[1..] {
            let details = query.report == Report::Details;
            assert_eq!(row.len(), if details { 13 } else { 10 });
            hits += 1;
            let daybook = if details { &row[7] } else { &row[0] };
            if !daybook.starts_with(['K', 'B', 'G']) {
                continue;
            }
            if !details {
                count += row[5].parse::<usize>().unwrap();
                receipts += cents(&row[6]);
                expenses += cents(&row[7]);
            } else if row[3].starts_with('5') {
                count += 1;
                expenses -= cents(&row[10]);
            } else {
                count += 1;
                receipts += cents(&row[10]);
            }
        }
        assert_eq!((count, receipts, expenses), received_total(&lines, &query), "seed {seed}");
    }
    assert!(hits > 1000, "too few rows: {hits}");
}
