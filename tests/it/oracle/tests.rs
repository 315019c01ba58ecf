//! Does the oracle itself hold?

use super::clock::{brussels_offset, day_number, iso_day, iso_number};
use super::report::amount;
use super::*;
use std::panic::catch_unwind;

fn read(day: &str) -> (String, String) {
    parse_moment(day)
}

fn is(day: &str, time: &str) -> (String, String) {
    (day.to_string(), time.to_string())
}

const EXPORT: &str = "\u{feff}Boekingsnummer;OPBOEK_DATUM;Afboekdatum;Dagboek;Instantie;Vestiging;\
    Boekingscode;Bedrag;Omschrijving;Bron;Afboek bron;Klant;Exemplaar;Iets anders\r\n\
    10;21-11-2026;22-11-2026 10:00;K001;I355;3550;2110;1,50;\"Te \"\"laat\"\"; cd\";B;B;77;;x\r\n\
    9;21/11/2026;2026-11-22 10:00:00;K001;I355;3550;2110;-0,50;=boete;B;B;78;1;\r\n\
    11;22-11-2026;2026-11-22T23:30:00Z;B492;I355;3551;5001;-1.020,00;;I;I;;;\r\n\
    12;22-11-2026;;;I355;3550;2110;€ 3;;B;;;;\r\n\
    13;22-11-2026;22-11-2026;A100;I200;2000;2110;2,00;=boete;B;B;;;";

#[test]
fn days_are_counted() {
    assert_eq!(day_number(1970, 1, 1), 0);
    assert_eq!(day_number(2000, 3, 1), 11_017);
    assert_eq!(iso_number("2026-11-22"), 20_779);
    for n in [0, 58, 59, 789, 11_016, 11_017, 20_779, 47_540] {
        assert_eq!(iso_number(&iso_day(n)), n);
    }
    assert_eq!(iso_day(iso_number("2024-02-28") + 1), "2024-02-29");
    assert_eq!(iso_day(iso_number("2026-12-31") + 1), "2027-01-01");
}

#[test]
fn the_clock_changes_by_the_eu_rule() {
    // Clock changes as they were and will be published.
    for (spring, autumn) in [
        ("2021-03-28", "2021-10-31"),
        ("2024-03-31", "2024-10-27"),
        ("2025-03-30", "2025-10-26"),
        ("2026-03-29", "2026-10-25"),
    ] {
        let (spring, autumn) = (iso_number(spring) * 1440 + 60, iso_number(autumn) * 1440 + 60);
        assert_eq!(brussels_offset(spring - 1), 60);
        assert_eq!(brussels_offset(spring), 120);
        assert_eq!(brussels_offset(autumn - 1), 120);
        assert_eq!(brussels_offset(autumn), 60);
    }
}

#[test]
fn moments_with_an_offset_are_converted() {
    assert_eq!(read("2026-11-22T23:30:00Z"), is("2026-11-23", "00:30:00"));
    assert_eq!(read("2026-07-01T22:00:00.25Z"), is("2026-07-02", "00:00:00.25"));
    assert_eq!(read("2026-12-31 23:00:00+00:00"), is("2027-01-01", "00:00:00"));
    assert_eq!(read("01-01-2027 00:30+02:00"), is("2026-12-31", "23:30"));
    assert_eq!(read("01/01/2027 00:30:00-05:30"), is("2027-01-01", "07:00:00"));
    assert_eq!(read("2026-03-29T00:59:59Z"), is("2026-03-29", "01:59:59"));
    assert_eq!(read("2026-03-29T01:00:00Z"), is("2026-03-29", "03:00:00"));
    assert_eq!(read("2026-10-25T00:59:00Z"), is("2026-10-25", "02:59:00"));
    assert_eq!(read("2026-10-25T01:00:00Z"), is("2026-10-25", "02:00:00"));
    assert_eq!(read("22-11-2026"), is("2026-11-22", ""));
    assert_eq!(read("22/11/2026 09:05"), is("2026-11-22", "09:05"));
    assert_eq!(read("2026-03-29 02:30:00"), is("2026-03-29", "02:30:00"));
}

#[test]
fn malformed_moments_panic() {
    for text in [
        "",
        "2026-11",
        "31-11-2026",
        "29-02-2026",
        "2026-13-01",
        "22.11.2026",
        "22-11/2026",
        "22-11-2026 24:00:00",
        "22-11-2026 10:60",
        "22-11-2026 10",
        "22-11-2026Z",
        "22-11-2026 10:00:00.",
        "22-11-2026 10:00:00.1234567890",
        "22-11-2026 10:00+0100",
    ] {
        assert!(catch_unwind(|| parse_moment(text)).is_err(), "{text:?}");
    }
}

#[test]
fn amounts_are_exact() {
    for (text, cents) in [
        ("0,10", 10),
        ("-0,05", -5),
        ("1,5", 150),
        ("7", 700),
        ("1.234", 123_400),
        ("1.234,56", 123_456),
        ("€ 1 234,56", 123_456),
        ("-€ 5,00", -500),
        ("€ -5,00", -500),
        ("5,00 €", 500),
        ("999999999,99", 99_999_999_999),
        ("0,00", 0),
        ("-0,00", 0),
    ] {
        assert_eq!(parse_amount(text), cents, "{text:?}");
    }
    for text in ["", "12.34", "1,234", "1234.567", "1.23.456", "--5", ",5", "5,", "abc", "-€-5"] {
        assert!(catch_unwind(|| parse_amount(text)).is_err(), "{text:?}");
    }
    assert_eq!(amount(-123_456_789, Dialect::ExcelBe), "-1234567,89");
    assert_eq!(amount(-5, Dialect::Rfc4180), "-0.05");
    assert_eq!(amount(0, Dialect::ExcelBe), "0,00");
}

#[test]
fn selectors_choose() {
    let chosen = |text: &str| -> Vec<&str> {
        let selector = Selector::parse(text);
        assert_eq!(selector.text(), text);
        ["2110", "2199", "2200", "3010"].into_iter().filter(|c| selector.matches(c)).collect()
    };
    assert_eq!(chosen("2110"), ["2110"]);
    assert_eq!(chosen("2110..2199"), ["2110", "2199"]);
    assert_eq!(chosen("2*"), ["2110", "2199", "2200"]);
    assert_eq!(chosen("21*"), ["2110", "2199"]);
    assert_eq!(chosen("2111..2198"), Vec::<&str>::new());
    assert!(catch_unwind(|| Selector::parse("2199..2110")).is_err());
}

#[test]
fn an_export_is_read() {
    let lines = read_csv(EXPORT);
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0].description, "Te \"laat\"; cd");
    assert_eq!(lines[0].posted, "21-11-2026");
    assert_eq!(lines[1].posted_day(), "2026-11-21");
    assert_eq!(lines[2].settled, Some(is("2026-11-23", "00:30:00")));
    assert_eq!(lines[2].cents, -102_000);
    assert_eq!((&lines[3].settled, &lines[3].daybook, lines[3].cents), (&None, &None, 300));
    for bad in ["a;\"b", "a;b\"c", "a;\"b\"c", "a\rb"] {
        assert!(catch_unwind(|| records(bad, ';')).is_err(), "{bad:?}");
    }
    assert_eq!(records("\"a\r\n;\";b\n\n;\r\nc", ';'), [vec!["a\r\n;", "b"], vec!["", ""], vec!["c"]]);
}

#[test]
fn the_reports_are_as_written_by_hand() {
    let lines = read_csv(EXPORT);
    let mut query = Query::new(Report::Be, "2026-11-22", "2026-11-23");
    let head = "\u{feff}Dagboek;Instantie;Vestiging;Boekingscode;Omschrijving;Aantal;\
        Ontvangsten;Uitgaven;Soort;Telt mee";
    let (bank, cash, off) = (
        "B492;I355;3551;5001;onbekend;1;0,00;1020,00;bank;ja",
        "K001;I355;3550;2110;'=boete;2;1,00;0,00;kas;ja",
        "A100;I200;2000;2110;'=boete;1;2,00;0,00;afboeking;nee",
    );
    assert_eq!(report_csv(&lines, &query), format!("{head}\r\n{bank}\r\n{cash}\r\n"));
    assert_eq!(received_total(&lines, &query), (3, 100, 102_000));
    query.with_write_offs = true;
    assert_eq!(report_csv(&lines, &query), format!("{head}\r\n{off}\r\n{bank}\r\n{cash}\r\n"));
    assert_eq!(received_total(&lines, &query), (3, 100, 102_000));
    query.period = Some(("2026-11-24".into(), "2026-11-24".into()));
    query.totals = true;
    assert_eq!(report_csv(&lines, &query), format!("{head};Rijtype\r\n"));

    let mut query = Query::new(Report::Overview, "2026-11-22", "2026-11-22");
    query.institution = Some("I999".to_string());
    assert_eq!(report_csv(&lines, &query), format!("{head}\r\n{cash}\r\n"));
    query.daybook_type = Some('A');
    assert_eq!(report_csv(&lines, &query), format!("{head}\r\n{off}\r\n"));

    let mut query = Query::new(Report::Details, "", "");
    query.period = None;
    query.posted_in = Some(("2026-11-22".into(), "2026-11-22".into()));
    query.dialect = Dialect::Rfc4180;
    query.totals = true;
    assert_eq!(
        report_csv(&lines, &query),
        "Boekingsnummer,Instantie,Vestiging,Boekingscode,Omschrijving,Opboekdatum,Bron,Dagboek,\
         Afboekdatum,Afboekbron,Bedrag,Klant,Exemplaar,Rijtype\r\n\
         13,I200,2000,2110,'=boete,2026-11-22,B,A100,2026-11-22,B,2.00,,,detail\r\n\
         12,I355,3550,2110,'=boete,2026-11-22,B,,,,3.00,,,detail\r\n\
         11,I355,3551,5001,onbekend,2026-11-22,I,B492,2026-11-23,I,-1020.00,,,detail\r\n"
    );
    let mut query = Query::new(Report::Details, "2026-11-22", "2026-11-22");
    query.daybooks = vec![Selector::parse("001..099")];
    let ids: Vec<String> =
        records(&report_csv(&lines, &query), ';').into_iter().map(|r| format!("{} {}", r[0], r[4])).collect();
    assert_eq!(ids, ["Boekingsnummer Omschrijving", "10 Te \"laat\"; cd", "9 '=boete"]);
}

#[test]
fn the_later_file_holds() {
    let lines = read_csv(EXPORT);
    let mut changed = lines[0].clone();
    changed.cents = 1;
    // Both end on the same day: the name tells.
    let files =
        vec![("b.csv".to_string(), vec![changed.clone(), lines[2].clone()]), ("a.csv".to_string(), lines.clone())];
    let merged = merge(files);
    assert_eq!(merged.len(), 5);
    assert!(merged.contains(&changed) && !merged.contains(&lines[0]));
    let twice = vec![("a.csv".to_string(), vec![changed.clone(), changed])];
    assert!(catch_unwind(|| merge(twice)).is_err());
}
