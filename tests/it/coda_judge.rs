//! Generated bank statements in CODA, read by the program and by febelfin-coda, a reader by others: both say the same of what
//! is sound, and what that one refuses the program does not take.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use chrono::{Days, NaiveDate};
use kasverslag::witness::coda::{self, Movement, ShortLines};
use serde_json::{Value, json};

use crate::oracle::Generator;
use crate::program::checker;

/// A line of 128 characters with texts at positions.
fn line(parts: &[(usize, &str)]) -> String {
    let mut line = vec![b' '; coda::LENGTH];
    for (from, text) in parts {
        line[from - 1..from - 1 + text.len()].copy_from_slice(text.as_bytes());
    }
    String::from_utf8(line).expect("ASCII")
}

fn amount(cents: i64) -> String {
    format!("{}{:015}", i32::from(cents < 0), cents.abs() * 10)
}

fn short(day: NaiveDate) -> String {
    day.format("%d%m%y").to_string()
}

/// A movement: record 2.1, with 2.2 and 2.3 where its communication is long.
fn movement(
    (statement, day): (&str, NaiveDate),
    numbers: (usize, usize),
    cents: i64,
    code: &str,
    is_free: bool,
    text: &str,
) -> Vec<String> {
    let number = format!("{:04}{:04}", numbers.0, numbers.1);
    let part = |from: usize, to: usize| text.get(from..to.min(text.len())).unwrap_or_default();
    let (has_second, has_third) = (text.len() > 53, text.len() > 106);
    let mark = |has: bool| if has { "1" } else { "0" };
    let (value, entry) = (short(day + Days::new(1)), short(day));
    let communication = format!("{}{}", i32::from(!is_free), part(0, 53));
    let first = line(&[
        (1, "21"),
        (3, &number),
        (11, "REF"),
        (32, &amount(cents)),
        (48, &value),
        (54, code),
        (62, &communication),
        (116, &format!("{entry}{statement}0")),
        (126, mark(has_second)),
        (128, "0"),
    ]);
    let second = line(&[(1, "22"), (3, &number), (11, part(53, 106)), (126, mark(has_third)), (128, "0")]);
    let third = line(&[(1, "23"), (3, &number), (48, "IEMAND"), (83, part(106, 149)), (126, "0"), (128, "0")]);
    let mut lines = vec![first];
    lines.extend(has_second.then_some(second));
    lines.extend(has_third.then_some(third));
    lines
}

/// A file of one to three statements of days that follow each other.
fn file(random: &mut Generator) -> Vec<String> {
    let mut lines = Vec::new();
    let count = 1 + random.below(3);
    let mut old = i64::try_from(random.below(2_000_000)).expect("small") - 400_000;
    let structure = random.pick(&["2", "3"]);
    let account = "BE68539007547034                  EUR";
    for at in 0..count {
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day") + Days::new(at as u64);
        let sequence = format!("{:03}", 40 + at);
        let of = (&*sequence, day);
        let header =
            [(6, &*short(day)), (12, "53905"), (35, "BIBLIOTHEEK"), (61, "TESTBEBB"), (84, "00000"), (128, "2")];
        lines.push(line(&[&[(1, "00000")][..], &header].concat()));
        let before = short(day - Days::new(1));
        let balance = [(43, &*amount(old)), (59, &*before), (65, "BIBLIOTHEEK"), (126, &*sequence)];
        lines.push(line(&[&[(1, "1"), (2, structure), (3, &*sequence), (6, account)][..], &balance].concat()));
        let (mut records, mut debit, mut credit) = (2, 0, 0);
        for number in 1..=random.below(6) {
            let cents = i64::try_from(1 + random.below(90_000)).expect("small") * random.pick(&[1, 1, -1]);
            let long = "MEDEDELING ".repeat(1 + random.below(13));
            let long = long.trim_end();
            let terminal = format!("1111602398413{:06}{}{:06}{}5BIB", 12, short(day), 14, short(day));
            let own = match random.below(4) {
                0 => movement(of, (number, 0), cents, "00150000", false, "101090933755493"),
                1 => movement(of, (number, 0), cents, "00450000", false, &terminal),
                2 => {
                    // A total with its parts, which add to nothing else.
                    let part = cents / 2;
                    let mut all = movement(of, (number, 0), cents, "10150000", true, "TOTAAL");
                    all.extend(movement(of, (number, 1), part, "50150000", true, "DEEL"));
                    all.extend(movement(of, (number, 2), cents - part, "50150000", true, long));
                    all
                }
                _ => movement(of, (number, 0), cents, "00150000", true, long),
            };
            records += own.len();
            lines.extend(own);
            (debit, credit, old) = (debit + (-cents).max(0), credit + cents.max(0), old + cents);
        }
        let new = [(2, &*sequence), (5, account), (42, &*amount(old)), (58, &*short(day)), (128, "0")];
        lines.push(line(&[&[(1, "8")][..], &new].concat()));
        let sums = format!("{records:06}{:015}{:015}", debit * 10, credit * 10);
        lines.push(line(&[(1, "9"), (17, &sums), (128, if at + 1 == count { "2" } else { "1" })]));
    }
    lines
}

/// The file with a digit of a line changed.
fn changed(random: &mut Generator, lines: &[String]) -> Vec<String> {
    let mut lines = lines.to_vec();
    loop {
        let (at, place) = (random.below(lines.len()), random.below(coda::LENGTH));
        let byte = lines[at].as_bytes()[place];
        if byte.is_ascii_digit() {
            let other = (byte - b'0' + 1 + u8::try_from(random.below(9)).expect("small")) % 10;
            lines[at].replace_range(place..=place, &other.to_string());
            return lines;
        }
    }
}

/// A day as both write it: of which century a year of two digits is, each reader says for itself.
fn plain(day: NaiveDate) -> String {
    day.format("%y-%m-%d").to_string()
}

fn moves<T>(all: &[Movement<T>], into: &mut Vec<Value>) {
    for one in all {
        let code = one.code;
        let code = format!("{}{:02}{:02}{:03}", code.kind, code.family, code.transaction, code.category);
        let value = one.value_day.map(plain);
        into.push(json!([one.sequence, one.detail, one.cents * 10, plain(one.entry_day), value, code]));
        moves(&one.details, into);
    }
}

/// What the program reads; the faults where it refuses.
fn own(bytes: &[u8]) -> Result<Value, String> {
    let file = coda::read(bytes, ShortLines::Refused, &|_| ());
    if !file.faults.is_empty() {
        return Err(format!("{:?}", file.faults));
    }
    let statement = |one: &coda::Statement<()>| {
        let mut all = Vec::new();
        moves(&one.movements, &mut all);
        let balance = |balance: coda::Balance| json!([balance.cents * 10, plain(balance.day)]);
        json!({
            "account": one.account.number, "currency": one.account.currency, "sequence": one.sequence,
            "created": plain(one.created), "old": balance(one.old), "new": balance(one.new), "moves": all,
        })
    };
    Ok(file.statements.iter().map(statement).collect())
}

#[test]
fn another_reader_says_the_same_of_statements_and_refuses_no_more() {
    let Some(reader) = checker("coda", "statements are not read by another reader") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let mut random = Generator::new(20_260_302);
    let mut texts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for number in 0..300 {
        let lines = file(&mut random);
        let altered = changed(&mut random, &lines);
        for (kind, lines) in [("sound", lines), ("altered", altered)] {
            let name = format!("{kind}-{number:03}.cod");
            let bytes: Vec<u8> = lines.iter().flat_map(|line| format!("{line}\r\n").into_bytes()).collect();
            fs::write(folder.path().join(&name), &bytes).expect("written");
            texts.insert(name, bytes);
        }
    }
    let done = Command::new(reader).arg(folder.path()).output().expect("a reader");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told = String::from_utf8(done.stdout).expect("UTF-8");
    let (mut same, mut refused) = (0, 0);
    for told in told.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")) {
        let name = told["file"].as_str().expect("a name");
        let own = own(&texts[name]);
        match (&own, told.get("error")) {
            (Ok(statements), None) => {
                assert_eq!(*statements, told["statements"], "{name}");
                same += 1;
            }
            (Ok(_), Some(error)) => panic!("{name}: it is taken, and the other reader says {error}"),
            (Err(faults), _) => {
                assert!(!name.starts_with("sound"), "{name}: {faults}");
                refused += 1;
            }
        }
    }
    assert!(same >= 300 && refused > 150, "{same} the same, {refused} refused");
}
