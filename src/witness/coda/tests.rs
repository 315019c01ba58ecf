//! CODA as banks send it, made here line by line; and that no single change of a digit that counts goes unnoticed.

use super::*;

/// A line of 128 characters with texts at positions.
fn line(parts: &[(usize, &str)]) -> String {
    let mut chars = vec![' '; LENGTH];
    for (from, text) in parts {
        for (at, c) in text.chars().enumerate() {
            chars[from - 1 + at] = c;
        }
    }
    chars.into_iter().collect()
}

fn amount(cents: i64) -> String {
    format!("{}{:015}", i32::from(cents < 0), cents.abs() * 10)
}

fn header() -> String {
    line(&[(1, "00000061026539"), (15, "05"), (35, "GEMEENTE VOORBEELD"), (84, "00000"), (128, "2")])
}

fn old(sequence: u16, cents: i64) -> String {
    let sequence = format!("{sequence:03}");
    let account = "BE68539007547034                  EUR";
    line(&[(1, "12"), (3, &sequence), (6, account), (43, &amount(cents)), (59, "051026"), (126, &sequence)])
}

fn movement(numbers: &str, cents: i64, code: &str, communication: &str, marks: &str) -> String {
    let marks: Vec<&str> = marks.split(' ').collect();
    line(&[
        (1, "21"),
        (3, numbers),
        (32, &amount(cents)),
        (48, "061026"),
        (54, code),
        (62, communication),
        (116, "061026187"),
        (125, "0"),
        (126, marks[0]),
        (128, marks[1]),
    ])
}

fn new(sequence: u16, cents: i64) -> String {
    let account = "BE68539007547034                  EUR";
    line(&[(1, "8"), (2, &format!("{sequence:03}")), (5, account), (42, &amount(cents)), (58, "061026"), (128, "0")])
}

fn trailer(records: usize, debit: i64, credit: i64) -> String {
    let (debit, credit) = (format!("{:015}", debit * 10), format!("{:015}", credit * 10));
    line(&[(1, "9"), (17, &format!("{records:06}")), (23, &debit), (38, &credit), (128, "2")])
}

/// A terminal's payments, a customer's transfer over three records, and a cost with its details.
fn sound() -> Vec<String> {
    vec![
        header(),
        old(187, 123_456),
        movement("00010000", 4650, "00450000", "11111602398413009583051026009594051026", "1 0"),
        line(&[(1, "22"), (3, "00010000"), (11, " VOORBEELD"), (126, "0"), (128, "0")]),
        movement("00020000", 250, "00150000", "0BOETE VAN JAN PEETERS", "1 0"),
        line(&[(1, "22"), (3, "00020000"), (64, "KLANTREFERENTIE"), (126, "1"), (128, "0")]),
        line(&[(1, "23"), (3, "00020000"), (11, "BE71096123456769"), (48, "JAN PEETERS"), (126, "0"), (128, "1")]),
        line(&[(1, "31"), (3, "00020001"), (32, "00150000"), (40, "1001JAN PEETERS"), (126, "1"), (128, "0")]),
        line(&[(1, "32"), (3, "00020001"), (11, "DORPSSTRAAT 1"), (126, "0"), (128, "0")]),
        movement("00030000", -121, "30437000", "0KOSTEN", "0 0"),
        movement("00030001", -100, "80437006", "0KOSTEN", "0 0"),
        movement("00030002", -21, "80437011", "0BTW", "0 0"),
        new(187, 128_235),
        trailer(12, 121, 4900),
    ]
}

fn read_lines(lines: &[String]) -> CodaFile<String> {
    read(lines.join("\r\n").as_bytes(), ShortLines::Refused, &|text| text.text.trim().to_owned())
}

fn kinds(lines: &[String]) -> Vec<(Option<u64>, FaultKind)> {
    read_lines(lines).faults.into_iter().map(|fault| (fault.line, fault.kind)).collect()
}

#[test]
fn a_statement_is_read_to_the_cent() {
    let file = read_lines(&sound());
    assert_eq!(file.faults, []);
    let [statement] = &file.statements[..] else { panic!("{} statements", file.statements.len()) };
    assert_eq!((statement.sequence, &*statement.account.number), (187, "BE68539007547034"));
    assert_eq!((statement.old.cents, statement.new.cents), (123_456, 128_235));
    let cents: Vec<i64> = statement.movements.iter().map(|movement| movement.cents).collect();
    assert_eq!(cents, [4650, 250, -121]);
    let Communication::Tickets(tickets) = &statement.movements[0].communication else { panic!("no tickets") };
    assert_eq!((&*tickets.terminal, tickets.count()), ("602398", Some(12)));
    assert_eq!(statement.movements[1].communication, Communication::Free("BOETE VAN JAN PEETERS".to_owned()));
    assert_eq!(statement.movements[2].details.iter().map(|detail| detail.cents).sum::<i64>(), -121);
}

#[test]
fn line_ends_and_character_sets_change_nothing() {
    let with_accent: Vec<String> = sound().iter().map(|line| line.replace("GEMEENTE", "GEMEËNTE")).collect();
    let bytes = |end: &str| with_accent.join(end);
    let one_byte: Vec<u8> = bytes("\r\n").chars().map(|c| u8::try_from(u32::from(c)).expect("a byte")).collect();
    let forms =
        [bytes("\n").into_bytes(), bytes("\r").into_bytes(), (bytes("\r\n") + "\r\n\u{1a}").into_bytes(), one_byte];
    let expected = read_lines(&sound()).statements;
    for bytes in forms {
        let file = read(&bytes, ShortLines::Refused, &|text| text.text.trim().to_owned());
        assert_eq!((file.faults, file.statements), (vec![], expected.clone()));
    }
}

#[test]
fn blanks_that_were_cut_off_are_put_back_only_when_asked_for() {
    let cut: Vec<String> = sound().iter().map(|line| line.trim_end_matches([' ', '0']).to_owned()).collect();
    let text = cut.join("\n");
    let refused = read(text.as_bytes(), ShortLines::Refused, &|_| ());
    assert!(refused.faults.iter().all(|fault| fault.kind == FaultKind::Length), "{:?}", refused.faults);
    let blanks_alone: Vec<String> = sound().iter().map(|line| line.trim_end().to_owned()).collect();
    let padded = read(blanks_alone.join("\n").as_bytes(), ShortLines::Padded, &|_| ());
    assert_eq!(padded.faults, []);
}

#[test]
fn several_statements_stand_in_a_file_and_an_empty_one_too() {
    let empty = [header(), old(188, 128_235), trailer(1, 0, 0)];
    let mut lines: Vec<String> = sound().into_iter().chain(empty).collect();
    // The first says that another follows, the last that none does.
    assert_eq!(kinds(&lines), [(Some(14), FaultKind::FileUnannounced)]);
    lines[13].replace_range(127..128, "1");
    let mut cut = lines.clone();
    cut[16].replace_range(127..128, "1");
    assert_eq!(kinds(&cut), [(Some(17), FaultKind::FileMissing)]);
    // Banks that send files one by one leave the mark.
    assert_eq!(kinds(&lines[..14]), []);
    let file = read_lines(&lines);
    assert_eq!(file.faults, []);
    let closing: Vec<(u16, i64)> = file.statements.iter().map(|one| (one.sequence, one.new.cents)).collect();
    assert_eq!(closing, [(187, 128_235), (188, 128_235)]);
}

#[test]
fn messages_stand_between_the_new_balance_and_the_end() {
    let message = line(&[(1, "4"), (3, "00010000"), (33, "BERICHT"), (128, "0")]);
    let mut lines = sound();
    lines[12].replace_range(127..128, "1");
    lines.insert(13, message.clone());
    assert_eq!(kinds(&lines), []);
    lines[12].replace_range(127..128, "0");
    assert_eq!(kinds(&lines), [(Some(14), FaultKind::Unannounced)]);
    let mut lines = sound();
    lines.insert(2, message);
    assert!(kinds(&lines).contains(&(Some(3), FaultKind::Order)));
}

#[test]
fn every_line_left_out_is_noticed() {
    for at in 0..sound().len() {
        let mut lines = sound();
        lines.remove(at);
        assert_ne!(kinds(&lines), [], "without line {}", at + 1);
    }
}

#[test]
fn every_line_written_twice_is_noticed() {
    for at in 0..sound().len() {
        let mut lines = sound();
        lines.insert(at, lines[at].clone());
        assert_ne!(kinds(&lines), [], "line {} twice", at + 1);
    }
}

#[test]
fn every_pair_of_lines_that_change_places_is_noticed() {
    let sound = sound();
    for at in 1..sound.len() {
        let mut lines = sound.clone();
        lines.swap(at - 1, at);
        assert_ne!(kinds(&lines), [], "lines {at} and {}", at + 1);
    }
}

/// The positions whose digits money depends on, of each kind of record.
const MONEY: [(&str, std::ops::RangeInclusive<usize>); 4] =
    [("1", 43..=58), ("21", 32..=47), ("8", 42..=57), ("9", 17..=52)];

#[test]
fn every_changed_digit_of_money_is_noticed_on_its_line_or_by_the_sums() {
    let sound = sound();
    for (number, text) in sound.iter().enumerate() {
        let fields = MONEY.iter().filter(|(record, _)| text.starts_with(record));
        for at in fields.flat_map(|(_, positions)| positions.clone()) {
            // Details never add to anything.
            let is_detail = text.starts_with("21") && &text[6..10] != "0000";
            for digit in ('0'..='9').filter(|digit| !is_detail && text.chars().nth(at - 1) != Some(*digit)) {
                let mut lines = sound.clone();
                lines[number].replace_range(at - 1..at, &digit.to_string());
                assert_ne!(kinds(&lines), [], "line {}, position {at}, digit {digit}", number + 1);
            }
        }
    }
}

#[test]
fn each_fault_has_its_kind_and_place() {
    let changed = |number: usize, from: usize, text: &str| {
        let mut lines = sound();
        lines[number - 1].replace_range(from - 1..from - 1 + text.len(), text);
        let faults = read_lines(&lines).faults;
        faults.into_iter().map(|fault| (fault.line.unwrap_or(0), fault.positions, fault.kind)).collect::<Vec<_>>()
    };
    let at = |line: u64, from: u8, to: u8, kind| vec![(line, Some((from, to)), kind)];
    assert_eq!(changed(1, 128, "1"), at(1, 128, 128, FaultKind::OldVersion));
    assert_eq!(changed(1, 6, "310226"), at(1, 6, 11, FaultKind::Date));
    assert_eq!(
        changed(2, 40, "USD"),
        [(2, Some((40, 42)), FaultKind::Currency), (13, Some((5, 41)), FaultKind::OtherAccount)]
    );
    assert_eq!(changed(3, 48, "320126"), at(3, 48, 53, FaultKind::Date));
    assert_eq!(changed(3, 116, "00X126"), at(3, 116, 121, FaultKind::Date));
    assert_eq!(changed(3, 62, "2"), at(3, 62, 62, FaultKind::Code));
    assert_eq!(changed(3, 54, "4"), at(3, 54, 54, FaultKind::Code));
    assert_eq!(changed(3, 47, "1"), at(3, 33, 47, FaultKind::HalfCent));
    assert_eq!(changed(3, 33, "00000000000465A"), at(3, 33, 47, FaultKind::Amount));
    assert_eq!(changed(3, 82, "QQQQQQ"), at(3, 82, 87, FaultKind::Date));
    assert_eq!(changed(4, 6, "2"), at(4, 3, 10, FaultKind::OtherMovement));
    assert_eq!(
        changed(8, 6, "3"),
        [(8, Some((3, 6)), FaultKind::OtherMovement), (9, Some((3, 10)), FaultKind::OtherMovement)]
    );
    assert_eq!(
        changed(5, 3, "0003"),
        [
            (5, Some((3, 6)), FaultKind::Sequence),
            (6, Some((3, 10)), FaultKind::OtherMovement),
            (7, Some((3, 10)), FaultKind::OtherMovement),
            (8, Some((3, 6)), FaultKind::OtherMovement),
            (10, Some((3, 6)), FaultKind::Sequence)
        ]
    );
    assert_eq!(changed(3, 126, "0"), at(4, 1, 2, FaultKind::Unannounced));
    assert_eq!(changed(9, 126, "1"), at(9, 126, 126, FaultKind::Promised));
    assert_eq!(
        changed(10, 54, "0"),
        [(11, Some((3, 10)), FaultKind::NoParent), (12, Some((3, 10)), FaultKind::NoParent)]
    );
    assert_eq!(changed(11, 54, "3"), at(11, 7, 10, FaultKind::NumberedDetail));
    assert_eq!(changed(12, 10, "1"), at(12, 7, 10, FaultKind::Sequence));
    assert_eq!(changed(12, 10, "3"), at(12, 7, 10, FaultKind::Sequence));
    assert_eq!(changed(12, 46, "2"), at(10, 33, 47, FaultKind::Details));
    assert_eq!(changed(1, 15, "06"), at(1, 15, 16, FaultKind::Fixed));
    assert_eq!(changed(1, 15, "00"), []);
    assert_eq!(changed(3, 122, "186"), at(3, 122, 124, FaultKind::OfAnotherStatement));
    assert_eq!(changed(3, 122, "000"), []);
    assert_eq!(changed(13, 2, "186"), at(13, 2, 4, FaultKind::OtherStatement));
    assert_eq!(changed(13, 56, "6"), at(13, 43, 57, FaultKind::Balance));
    assert_eq!(changed(14, 22, "3"), at(14, 17, 22, FaultKind::Count));
    assert_eq!(changed(14, 36, "2"), at(14, 23, 37, FaultKind::Debit));
    assert_eq!(changed(14, 51, "1"), at(14, 38, 52, FaultKind::Credit));
    assert_eq!(changed(14, 128, "3"), at(14, 128, 128, FaultKind::Code));
    assert_eq!(changed(4, 20, "\u{1}"), at(4, 20, 20, FaultKind::Control));
    assert_eq!(
        changed(4, 1, "5"),
        [(4, Some((1, 2)), FaultKind::UnknownRecord), (14, Some((17, 22)), FaultKind::Count)]
    );
}

#[test]
fn files_that_are_none_and_files_that_stop_are_told() {
    assert_eq!(kinds(&[]), [(None, FaultKind::Empty)]);
    assert_eq!(kinds(&["x".repeat(LENGTH)]), [(None, FaultKind::NoHeader)]);
    assert_eq!(kinds(&sound()[..4]), [(Some(4), FaultKind::CutOff)]);
    let short = sound()[3].clone();
    let mut lines = sound();
    lines[3] = short[..100].to_owned();
    assert_eq!(kinds(&lines), [(Some(4), FaultKind::Length)]);
}

#[test]
fn numbers_begin_again_after_the_last() {
    let (mut lines, mut sum) = (vec![header(), old(187, 0)], 0);
    for number in 1..=10_001_u32 {
        lines.push(movement(&format!("{:04}0000", number % 10_000), 1, "00150000", "0", "0 0"));
        sum += 1;
    }
    lines.extend([new(187, sum), trailer(10_003, 0, sum)]);
    assert_eq!(kinds(&lines), []);
    let mut lines = vec![header(), old(187, 0), movement("00010000", 10_001, "10150000", "0", "0 0")];
    lines.extend(
        (1..=10_001_u32).map(|number| movement(&format!("0001{:04}", number % 10_000), 1, "50150000", "0", "0 0")),
    );
    lines.extend([new(187, 10_001), trailer(10_004, 0, 10_001)]);
    assert_eq!(kinds(&lines), []);
}

#[test]
fn details_alone_are_a_separate_application() {
    let mut header = header();
    header.replace_range(83..88, "00001");
    let detail = movement("00010001", 500, "50150000", "0", "0 0");
    let lines = [header, old(187, 0), detail, new(187, 0), trailer(3, 0, 0)];
    let file = read_lines(&lines);
    assert_eq!(file.faults, []);
    assert!(file.statements[0].is_separate);
}

#[test]
fn notes_of_a_deposit_are_counted_and_must_make_their_amount() {
    let deposit = |total: i64| {
        let notes = format!("1007{:07}{}{:015}", 2, "050000", total * 10);
        let message = "111547699999999912341004711000012051026170506102600000300000000017";
        let mut lines = vec![header(), old(187, 0), movement("00010000", 10_000, "00453000", message, "0 1")];
        lines.push(line(&[(1, "31"), (3, "00010001"), (32, "00453000"), (40, &notes), (126, "0"), (128, "0")]));
        lines.extend([new(187, 10_000), trailer(4, 0, 10_000)]);
        read_lines(&lines)
    };
    let file = deposit(10_000);
    assert_eq!(file.statements[0].movements[0].cash, [Denomination { pieces: 2, cents: 5000 }]);
    let kinds: Vec<FaultKind> = deposit(9_000).faults.into_iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [FaultKind::Denomination]);
}

#[test]
fn the_notes_and_coins_that_a_bank_tells_make_the_deposit() {
    // A deposit of 102.00 in notes of 50 and coins, of which the bank may have found other ones.
    let deposit = |code: &str, told: Option<i64>, notes: u32, coins: u32| {
        let mut lines = vec![header(), old(187, 0)];
        match told {
            None => lines.push(movement("00010000", 10_200, code, "0STORTING", "0 1")),
            // What was put into a machine stands on the second record.
            Some(cents) => {
                lines.push(movement("00010000", 10_200, code, "1115", "1 0"));
                let told = format!("{:015}", cents * 10);
                lines.push(line(&[(1, "22"), (3, "00010000"), (12, &told), (126, "0"), (128, "1")]));
            }
        }
        let parts = [(notes, "050000", 5000), (coins, "002000", 200)];
        for ((pieces, value, cents), at) in parts.into_iter().zip(1..) {
            let information = format!("1007{pieces:07}{value}{:015}", pieces * cents * 10);
            let (number, mark) = (format!("0001{at:04}"), if at == 1 { "0 1" } else { "0 0" });
            let (more, other) = mark.split_at(1);
            lines.push(line(&[
                (1, "31"),
                (3, &number),
                (32, code),
                (40, &information),
                (126, more),
                (128, other.trim()),
            ]));
        }
        let records = lines.len();
        lines.extend([new(187, 10_200), trailer(records, 0, 10_200)]);
        let file = read_lines(&lines);
        file.faults.into_iter().map(|fault| (fault.kind, fault.line, fault.detail)).collect::<Vec<_>>()
    };
    assert_eq!(deposit("00950000", None, 2, 1), []);
    let wrong = (FaultKind::Cash, Some(3), Some("102.00, and they make 104.00".to_owned()));
    let wrong = [wrong];
    assert_eq!(deposit("00950000", None, 2, 2), wrong);
    assert_eq!(deposit("00453000", Some(10_200), 2, 2), wrong);
    // What was put in is told; what the bank found otherwise stands on a movement of its own.
    assert_eq!(deposit("00453000", Some(10_400), 2, 2), []);
    assert_eq!(deposit("00968000", None, 2, 2), []);
}
