//! Files that are odd in one way each, and what the contract says of them: what has one meaning is read, what has two is
//! refused. What is wanted was written before any of them was read.

use std::fs;

use serde_json::Value;

use crate::program::{args, files, run};

const HEAD: &str = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag\n";

/// A line of that day.
fn line(id: &str, day: &str, daybook: &str, amount: &str) -> String {
    format!("{id};{day};{day};{daybook};I355;3550;2110;{amount}\n")
}

/// What was received on 5 October 2026 by the files of a folder; `None` where they are refused. Beside it, what is told.
fn received(exports: &[(&str, String)]) -> (Option<String>, String) {
    let place = tempfile::tempdir().expect("a folder");
    fs::create_dir(place.path().join("in")).expect("a folder");
    for (name, text) in exports {
        fs::write(place.path().join("in").join(name), text).expect("a file");
    }
    let typed = "report financieel-overzicht --no-config --input in --period 2026-10-05 --format json --out out \
                 --now 2026-11-24T12:00:00+01:00";
    let done = run(place.path(), &args(&typed.split_whitespace().collect::<Vec<_>>()), &[]);
    assert!(done.status == 0 || done.status == 1, "{exports:?}: {}", done.stderr);
    let made = files(&place.path().join("out")).into_iter().find(|(name, _)| name.ends_with("2026-10-05.json"));
    let sum = made.map(|(_, bytes)| {
        let report: Value = serde_json::from_slice(&bytes).expect("JSON");
        report["received"]["Ontvangsten"].as_str().expect("an amount").to_owned()
    });
    (sum, done.stderr)
}

#[test]
fn amounts_have_one_meaning_or_are_refused() {
    let rows = [
        ("1.234", Some("1234.00")),
        ("1.234,56", Some("1234.56")),
        ("1 234,56", Some("1234.56")),
        ("1\u{a0}234,56", Some("1234.56")),
        ("1\u{202f}234,56", Some("1234.56")),
        ("1,50 EUR", Some("1.50")),
        ("EUR 1,50", Some("1.50")),
        ("-€ 1,50", Some("-1.50")),
        ("€ -1,50", Some("-1.50")),
        ("1,500", Some("1.50")),
        ("12.34", None),
        ("0.500", None),
        ("1,505", None),
        ("1.23.456,00", None),
        ("1E2", None),
        ("$1,50", None),
    ];
    for (amount, wanted) in rows {
        let (sum, told) = received(&[("a.csv", HEAD.to_owned() + &line("1", "05-10-2026", "K001", amount))]);
        assert_eq!(sum.as_deref(), wanted, "{amount}: {told}");
    }
}

#[test]
fn days_have_one_meaning_or_are_refused() {
    let rows = [
        ("5/10/2026 9:05", Some("1.50")),
        ("2026-10-05T08:00:00Z", Some("1.50")),
        ("2026-10-05T08:00:00+02", Some("1.50")),
        ("2026-10-05 23:59:59.999999999", Some("1.50")),
        // Brussels is two hours ahead then.
        ("2026-10-04T22:00:00Z", Some("1.50")),
        ("2026-10-04T21:59:59Z", Some("0.00")),
        ("2026-10-05 23:59:59.9999999999", None),
        ("05-10-2026 24:00", None),
        ("05-10-26", None),
        ("31-02-2026", None),
        ("10/25/2026", None),
    ];
    for (day, wanted) in rows {
        let (sum, told) = received(&[("a.csv", HEAD.to_owned() + &line("1", day, "K001", "1,50"))]);
        assert_eq!(sum.as_deref(), wanted, "{day}: {told}");
    }
}

#[test]
fn files_are_read_whole_or_refused() {
    let one = line("1", "05-10-2026", "K001", "1,50");
    let all = HEAD.to_owned() + &one;
    let rows = [
        (format!("\u{feff}{all}"), Some("1.50"), ""),
        (format!("sep=;\n{all}"), Some("1.50"), "rows above the header row"),
        (format!("#TYPE System.Data.DataRow\n{all}"), Some("1.50"), "rows above the header row"),
        (format!("Dagboek oktober\n\nGemaakt op 6 oktober\n{all}"), Some("1.50"), "rows above the header row"),
        (format!("Dagboek;;;;;;;\n{all}"), Some("1.50"), "rows above the header row"),
        (format!("{all}{HEAD}{}", line("2", "05-10-2026", "K001", "2,00")), Some("3.50"), "stands there again"),
        (format!("{all};;;;;;;1,50\n"), None, "total row"),
        (format!("{all}Totaal;;;;;;;1,50\n"), None, ""),
        (all.replace('\n', "\r\n"), Some("1.50"), ""),
        (all.replace('\n', "\r"), None, ""),
        (all.trim_end().to_owned(), Some("1.50"), ""),
        (format!("{all}2;05-10-2026;05-10"), None, ""),
        (format!("{all}\"2;05-10-2026;"), None, ""),
        (format!("{all}{one}"), None, ""),
        (all.replace("1,50", "1,50;x"), None, ""),
        (all.replace("K001", "K0\u{0}01"), None, ""),
        (all.replace("\n1;", "\n2,02607E+12;"), None, ""),
        (all.replace(";K001;", ";;"), None, ""),
        (all.replace("05-10-2026;K001", "NULL;NULL"), None, ""),
        (String::new(), None, ""),
        (HEAD.to_owned(), Some("0.00"), ""),
        ("<html><table></table></html>".to_owned(), None, "HTML"),
        (format!("{all}{}", line("2", "05-10-2026", "R001", "9,00")), Some("1.50"), ""),
        (format!("{all}{}", line("2", "05-10-2026", "A100", "9,00")), Some("1.50"), ""),
        (format!("{all}{}", line("2", "05-10-2026", "X001", "9,00")), Some("1.50"), "letter of a daybook"),
        (format!("{all}{}", line("2", "05-10-2027", "K001", "9,00")), Some("1.50"), "after the day on which"),
        (all.replace(';', "\t"), Some("1.50"), ""),
        (all.replace(';', "|"), Some("1.50"), ""),
    ];
    for (text, wanted, words) in rows {
        let (sum, told) = received(&[("a.csv", text.clone())]);
        assert_eq!(sum.as_deref(), wanted, "{text:?}: {told}");
        assert!(told.contains(words), "{text:?}: {told}");
    }
}

#[test]
fn of_two_files_the_later_holds() {
    let of = |id: &str, amount: &str| HEAD.to_owned() + &line(id, "05-10-2026", "K001", amount);
    let rows = [
        (("a_2026-10-05.csv", "1", "1,00"), ("a_2026-10-05 (1).csv", "1", "2,00"), Some("2.00")),
        (("a_9.csv", "1", "9,00"), ("a_10.csv", "1", "10,00"), Some("10.00")),
        (("a.csv", "1", "1,00"), ("a - kopie.csv", "1", "2,00"), Some("2.00")),
        (("a_2026-10-05_2026-10-05.csv", "1", "1,00"), ("a_2026-10-01_2026-10-06.csv", "1", "2,00"), Some("2.00")),
        // A spreadsheet took noughts away.
        (("a_2026-10-05.csv", "007", "1,50"), ("a_2026-10-06.csv", "7", "1,50"), Some("1.50")),
        (("a_2026-10-05.csv", "007", "1,50"), ("a_2026-10-06.csv", "7", "3,00"), None),
    ];
    for ((one, id, amount), (other, other_id, other_amount), wanted) in rows {
        let (sum, told) = received(&[(one, of(id, amount)), (other, of(other_id, other_amount))]);
        assert_eq!(sum.as_deref(), wanted, "{one} and {other}: {told}");
    }
}
