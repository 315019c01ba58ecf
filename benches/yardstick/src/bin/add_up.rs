//! The yardstick for *Financieel overzicht BE*: no library, no frame, no report. Blocks of whole records are parsed side
//! by side, each row is checked, and amounts are added up in a hash map per thread.
//!
//!     add_up EXPORT FIRST LAST        days as yyyymmdd, both included
//!
//! It knows the one form of `make_export`, and does not see whether an identifier comes twice.

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::{self, Read, Write};
use std::sync::Mutex;
use std::thread;

/// What is read at a time.
const BLOCK: usize = 1 << 20;
const FIELDS: usize = 14;

/// Daybook, institution, branch and booking code, four bytes each: in the order of their text.
type Group = u128;

#[derive(Clone, Copy, Default)]
struct Sum {
    count: u64,
    cents: i64,
}

type Sums = HashMap<Group, Sum, BuildHasherDefault<Fold>>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, first, last] = arguments.as_slice() else {
        return Err("usage: add_up EXPORT FIRST LAST (days as yyyymmdd)".into());
    };
    let days: (u32, u32) = (first.parse()?, last.parse()?);
    let blocks = Mutex::new(Blocks::open(path)?);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<Result<Sums, String>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(|| add_blocks(&blocks, days))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a thread failed".into()))).collect()
    });
    let mut sums = Sums::default();
    for part in parts {
        for (group, sum) in part? {
            let total = sums.entry(group).or_default();
            total.count += sum.count;
            total.cents += sum.cents;
        }
    }
    write(sums)?;
    Ok(())
}

/// Cuts the file into blocks of whole records.
struct Blocks {
    file: File,
    rest: Vec<u8>,
    start: u64,
}

impl Blocks {
    fn open(path: &str) -> io::Result<Self> {
        let mut blocks = Self { file: File::open(path)?, rest: Vec::new(), start: 0 };
        // The header is one line; what follows it is the first rest.
        let mut block = Vec::new();
        blocks.fill(&mut block)?;
        let header = memchr::memchr(b'\n', &block).map_or(block.len(), |end| end + 1);
        block.append(&mut blocks.rest);
        blocks.rest = block.split_off(header);
        blocks.start = header as u64;
        Ok(blocks)
    }

    /// The next records into `block`; none at the end. Gives where in the file they start.
    fn next(&mut self, block: &mut Vec<u8>) -> io::Result<u64> {
        let start = self.start;
        self.fill(block)?;
        self.start += block.len() as u64;
        Ok(start)
    }

    fn fill(&mut self, block: &mut Vec<u8>) -> io::Result<()> {
        block.clear();
        block.append(&mut self.rest);
        loop {
            let read = (&mut self.file).take(BLOCK as u64).read_to_end(block)?;
            if read == 0 {
                return Ok(());
            }
            // A line end is a record's end when an even number of quotes stands before it.
            let mut quotes = memchr::memchr_iter(b'"', block).count();
            let mut end = block.len();
            while let Some(line_end) = memchr::memrchr(b'\n', &block[..end]) {
                quotes -= memchr::memchr_iter(b'"', &block[line_end..end]).count();
                if quotes.is_multiple_of(2) {
                    self.rest.extend_from_slice(&block[line_end + 1..]);
                    block.truncate(line_end + 1);
                    return Ok(());
                }
                end = line_end;
            }
        }
    }
}

fn add_blocks(blocks: &Mutex<Blocks>, days: (u32, u32)) -> Result<Sums, String> {
    let mut sums = Sums::default();
    let mut block = Vec::with_capacity(BLOCK + BLOCK / 4);
    loop {
        let start =
            blocks.lock().map_err(|_| "a thread failed")?.next(&mut block).map_err(|error| error.to_string())?;
        if block.is_empty() {
            return Ok(sums);
        }
        std::str::from_utf8(&block).map_err(|error| format!("from byte {start}: {error}"))?;
        let mut at = 0;
        while at < block.len() {
            let (row, next) = record(&block, at).ok_or_else(|| format!("byte {}: not a record", start + at as u64))?;
            add(&row, days, &mut sums).map_err(|what| format!("byte {}: {what}", start + at as u64))?;
            at = next;
        }
    }
}

/// The fields of the record at `at`, and where the next one starts; `None` when it hasn't as many as it must.
fn record(block: &[u8], at: usize) -> Option<([&[u8]; FIELDS], usize)> {
    let mut fields: [&[u8]; FIELDS] = [b""; FIELDS];
    let mut start = at;
    for (index, field) in fields.iter_mut().enumerate() {
        let end = if block.get(start) == Some(&b'"') {
            let mut end = start + 1;
            loop {
                end += memchr::memchr(b'"', &block[end..])? + 1;
                if block.get(end) != Some(&b'"') {
                    break end;
                }
                end += 1;
            }
        } else {
            start + block[start..].iter().position(|byte| matches!(byte, b';' | b'\n' | b'"'))?
        };
        *field = &block[start..end];
        if index + 1 < FIELDS {
            if block.get(end) != Some(&b';') {
                return None;
            }
            start = end + 1;
        } else {
            // The last field's line end: CRLF or LF.
            let end = if block.get(end) == Some(&b'\r') { end + 1 } else { end };
            if block.get(end) != Some(&b'\n') {
                return None;
            }
            *field = field.strip_suffix(b"\r").unwrap_or(field);
            return Some((fields, end + 1));
        }
    }
    None
}

fn add(row: &[&[u8]; FIELDS], days: (u32, u32), sums: &mut Sums) -> Result<(), &'static str> {
    let [id, posted, settled, daybook, institution, branch, code, cents, cents_posted, ..] = *row;
    if id.is_empty() || !id.iter().all(u8::is_ascii_digit) {
        return Err("transaction id");
    }
    day(posted).ok_or("posted")?;
    let settled = if settled.is_empty() { None } else { Some(day(settled).ok_or("settled")?) };
    if daybook.is_empty() != settled.is_none() {
        return Err("daybook and settled go together");
    }
    let institution = letter_and_digits(institution).ok_or("institution")?;
    let branch = digits::<4>(branch).map(|_| word(branch)).ok_or("branch")?;
    let code = digits::<4>(code).map(|_| word(code)).ok_or("booking code")?;
    let cents = amount(cents).ok_or("amount")?;
    amount(cents_posted).ok_or("amount posted")?;
    let Some(settled) = settled else { return Ok(()) };
    let daybook = letter_and_digits(daybook).ok_or("daybook")?;
    if settled < days.0 || settled > days.1 || daybook >> 24 == u32::from(b'A') {
        return Ok(());
    }
    let group = u128::from(daybook) << 96 | u128::from(institution) << 64 | u128::from(branch) << 32 | u128::from(code);
    let sum = sums.entry(group).or_default();
    sum.count += 1;
    sum.cents += cents;
    Ok(())
}

fn word(text: &[u8]) -> u32 {
    text.iter().fold(0, |word, &byte| word << 8 | u32::from(byte))
}

fn letter_and_digits(text: &[u8]) -> Option<u32> {
    let (&letter, rest) = text.split_first()?;
    digits::<3>(rest).filter(|_| letter.is_ascii_uppercase()).map(|_| word(text))
}

fn digits<const N: usize>(text: &[u8]) -> Option<u32> {
    let text: &[u8; N] = text.try_into().ok()?;
    let mut number = 0;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some(number)
}

/// `dd-mm-yyyy hh:mm:ss` to yyyymmdd.
fn day(text: &[u8]) -> Option<u32> {
    let text: &[u8; 19] = text.try_into().ok()?;
    let marks = [text[2], text[5], text[10], text[13], text[16]];
    if marks != *b"-- ::" {
        return None;
    }
    let (day, month, year) = (digits::<2>(&text[..2])?, digits::<2>(&text[3..5])?, digits::<4>(&text[6..10])?);
    let time = [digits::<2>(&text[11..13])?, digits::<2>(&text[14..16])?, digits::<2>(&text[17..])?];
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let longest = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let good = (1..=longest).contains(&day) && time[0] < 24 && time[1] < 60 && time[2] < 60;
    good.then_some(year * 10_000 + month * 100 + day)
}

/// `-1,20` to cents.
fn amount(text: &[u8]) -> Option<i64> {
    let (negative, text) = text.strip_prefix(b"-").map_or((false, text), |rest| (true, rest));
    let (euro, cents) = text.split_at_checked(text.len().checked_sub(3)?)?;
    if cents[0] != b',' || euro.is_empty() || euro.len() > 12 {
        return None;
    }
    let mut sum = 0i64;
    for byte in euro.iter().chain(&cents[1..]) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        sum = sum * 10 + i64::from(digit);
    }
    Some(if negative { -sum } else { sum })
}

/// The columns of the report but for the description.
fn write(sums: Sums) -> io::Result<()> {
    let mut sums: Vec<(Group, Sum)> = sums.into_iter().collect();
    sums.sort_unstable_by_key(|&(group, _)| group);
    let mut out = Vec::new();
    writeln!(out, "Dagboek;Instantie;Vestiging;Boekingscode;Aantal;Ontvangsten;Uitgaven")?;
    for (group, sum) in sums {
        for text in group.to_be_bytes().chunks(4) {
            out.extend_from_slice(text);
            out.push(b';');
        }
        let money_out = group.to_be_bytes()[12] == b'5';
        let (received, spent) = if money_out { (0, -sum.cents) } else { (sum.cents, 0) };
        writeln!(out, "{};{};{}", sum.count, euro(received), euro(spent))?;
    }
    io::stdout().write_all(&out)
}

fn euro(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{},{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

/// Mixes the two halves of a group; keys are no attack here.
#[derive(Default)]
struct Fold(u64);

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u128(u128::from(byte));
        }
    }

    fn write_u128(&mut self, key: u128) {
        let mixed = u128::from(key as u64 ^ self.0 ^ 0x9E37_79B9_7F4A_7C15)
            * u128::from((key >> 64) as u64 ^ 0xD1B5_4A32_D192_ED03);
        self.0 = mixed as u64 ^ (mixed >> 64) as u64;
    }
}
