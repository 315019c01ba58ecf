//! The lines of a file, each of 128 characters whose positions are counted from 1, and the fields on them.

use chrono::NaiveDate;
use encoding_rs::WINDOWS_1252;

use super::fault::{CodaFault, FaultKind};

/// How many characters a line has.
pub const LENGTH: usize = 128;

/// Whether lines that are too short are taken for lines that lost the blanks at their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortLines {
    /// They are refused.
    Refused,
    /// Blanks are put there again.
    Padded,
}

/// A line of a file.
#[derive(Debug)]
pub(super) struct CodaLine {
    /// Which line it is, from 1.
    pub(super) number: u64,
    /// Its characters.
    chars: Vec<char>,
    /// Whether it has as many as it should, so that its positions mean something.
    pub(super) is_sound: bool,
}

/// Takes a file apart. What is wrong with whole lines goes to `faults`.
pub(super) fn lines(bytes: &[u8], short: ShortLines, faults: &mut Vec<CodaFault>) -> Vec<CodaLine> {
    let text = decoded(bytes);
    // What some systems write behind the last line.
    let text = text.trim_end_matches(['\r', '\n', '\u{1a}']);
    if text.is_empty() {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for (number, text) in (1..).zip(split(text)) {
        let mut chars: Vec<char> = text.chars().collect();
        if chars.len() < LENGTH && !chars.is_empty() && short == ShortLines::Padded {
            chars.resize(LENGTH, ' ');
        }
        let is_sound = chars.len() == LENGTH;
        if !is_sound {
            let detail = Some(format!("{} characters", chars.len()));
            faults.push(CodaFault { line: Some(number), positions: None, kind: FaultKind::Length, detail });
        }
        let line = CodaLine { number, chars, is_sound };
        if let Some(at) = line.chars.iter().position(|c| c.is_control()) {
            let at = u8::try_from(at + 1).unwrap_or(u8::MAX);
            let detail = Some(format!("character {}", u32::from(line.chars[usize::from(at) - 1])));
            faults.push(CodaFault { line: Some(number), positions: Some((at, at)), kind: FaultKind::Control, detail });
        }
        lines.push(line);
    }
    lines
}

/// The text of a file: Windows-1252 as the standard has it, or UTF-8 where a program wrote it anew and 128 characters
/// are 128 characters only so.
fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes)
        && split(text).all(|line| line.is_ascii() || line.chars().count() == LENGTH)
    {
        return text.to_owned();
    }
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

/// The lines of a text, whatever ends them: CR, LF or both.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else {
            rest = None;
            return Some(text);
        };
        let behind = if text[end..].starts_with("\r\n") { end + 2 } else { end + 1 };
        rest = Some(&text[behind..]);
        Some(&text[..end])
    })
}

impl CodaLine {
    /// The character at a position; a blank where the line is shorter.
    pub(super) fn at(&self, position: u8) -> char {
        self.chars.get(usize::from(position) - 1).copied().unwrap_or(' ')
    }

    /// The characters from a position to another, both among them.
    pub(super) fn text(&self, from: u8, to: u8) -> String {
        (from..=to).map(|position| self.at(position)).collect()
    }
}

/// Reads the fields of a line; what is wrong with them goes to `faults`.
pub(super) struct FieldReader<'a> {
    pub(super) line: &'a CodaLine,
    pub(super) faults: &'a mut Vec<CodaFault>,
}

impl FieldReader<'_> {
    /// Tells that something is wrong with a field.
    pub(super) fn refuse(&mut self, from: u8, to: u8, kind: FaultKind, detail: impl Into<String>) {
        let (line, positions) = (Some(self.line.number), Some((from, to)));
        self.faults.push(CodaFault { line, positions, kind, detail: Some(detail.into()) });
    }

    /// Demands certain characters.
    pub(super) fn demand(&mut self, from: u8, to: u8, wanted: &str) {
        let text = self.line.text(from, to);
        if text != wanted {
            self.refuse(from, to, FaultKind::Fixed, format!("`{text}`, not `{wanted}`"));
        }
    }

    /// One of several characters.
    pub(super) fn one_of(&mut self, position: u8, choices: &str) -> Option<char> {
        let c = self.line.at(position);
        if choices.contains(c) {
            return Some(c);
        }
        self.refuse(position, position, FaultKind::Code, format!("`{c}`"));
        None
    }

    /// A mark that is 1 or 0.
    pub(super) fn flag(&mut self, position: u8) -> Option<bool> {
        self.one_of(position, "01").map(|c| c == '1')
    }

    /// A number of digits alone.
    pub(super) fn number(&mut self, from: u8, to: u8) -> Option<u64> {
        let text = self.line.text(from, to);
        let number = digits(&text);
        if number.is_none() {
            self.refuse(from, to, FaultKind::Number, format!("`{text}`"));
        }
        number
    }

    /// A date.
    pub(super) fn date(&mut self, from: u8) -> Option<NaiveDate> {
        let text = self.line.text(from, from + 5);
        let date = date(&text);
        if date.is_none() {
            self.refuse(from, from + 5, FaultKind::Date, format!("`{text}`"));
        }
        date
    }

    /// A date, or noughts where the bank doesn't tell any.
    #[expect(clippy::option_option, reason = "a date that is not told is no fault")]
    pub(super) fn date_if_any(&mut self, from: u8) -> Option<Option<NaiveDate>> {
        if self.line.text(from, from + 5) == "000000" { Some(None) } else { self.date(from).map(Some) }
    }

    /// An amount in whole cents: 15 digits in thousandths of a euro, positive.
    pub(super) fn amount(&mut self, from: u8) -> Option<i64> {
        let text = self.line.text(from, from + 14);
        let (kind, cents) = match cents(&text) {
            Ok(cents) => return Some(cents),
            Err(kind) => (kind, text),
        };
        self.refuse(from, from + 14, kind, format!("`{cents}`"));
        None
    }

    /// An amount with its sign in front: 0 is money that came in, 1 money that went out.
    pub(super) fn signed(&mut self, from: u8) -> Option<i64> {
        let (is_debit, cents) = (self.flag(from), self.amount(from + 1));
        Some(if is_debit? { -cents? } else { cents? })
    }
}

/// A number of digits alone.
pub(super) fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A date written DDMMYY, of this century.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let part = |range| text.get(range).and_then(digits).and_then(|number| u32::try_from(number).ok());
    let year = i32::try_from(part(4..6)?).ok()?;
    NaiveDate::from_ymd_opt(2000 + year, part(2..4)?, part(0..2)?)
}

/// 15 digits in thousandths of a euro as whole cents.
pub(super) fn cents(text: &str) -> Result<i64, FaultKind> {
    let thousandths = digits(text).and_then(|number| i64::try_from(number).ok()).ok_or(FaultKind::Amount)?;
    if thousandths % 10 == 0 { Ok(thousandths / 10) } else { Err(FaultKind::HalfCent) }
}
