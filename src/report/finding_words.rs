//! Findings in the words of a report, in Dutch.

use super::document::Document;
use crate::domain::Finding;
use crate::domain::finding::{Lines, UnknownCode};

/// A finding as the report's reader sees it.
#[must_use]
pub fn in_dutch(finding: &Finding, amount: impl Fn(crate::domain::Money) -> String) -> String {
    let sum = |lines: &Lines| {
        let word = if lines.count == 1 { "lijn" } else { "lijnen" };
        format!("{} {word}, {} euro", lines.count, amount(lines.amount))
    };
    match finding {
        Finding::EncodingFallback { file } => {
            format!("{file}: geen UTF-8 of UTF-16, gelezen als Windows-1252")
        }
        Finding::IgnoredColumns { file, columns } => {
            format!("{file}: kolommen die geen rapport gebruikt: {}", columns.join(", "))
        }
        Finding::PassedOver { file } => format!("{file}: geen export, niet gelezen"),
        Finding::Overlap { file, lines: 1 } => {
            format!("{file}: 1 lijn stond al in een vroeger bestand, één keer geteld")
        }
        Finding::Overlap { file, lines } => {
            format!("{file}: {lines} lijnen stonden al in een vroeger bestand, één keer geteld")
        }
        Finding::ChangedLine { id, later, earlier, amount: now, amount_before } => format!(
            "Boeking {id} is gewijzigd: {} regel {} ({} euro) vervangt {} regel {} ({} euro)",
            later.0,
            later.1,
            amount(*now),
            earlier.0,
            earlier.1,
            amount(*amount_before)
        ),
        Finding::RememberedChange { id, file, amount: now, amount_before } => format!(
            "Boeking {id} is gewijzigd door {file}: {} euro vervangt {} euro",
            amount(*now),
            amount(*amount_before)
        ),
        Finding::VanishedLine { id, file, amount: gone } => {
            format!("Boeking {id} ({} euro) is verdwenen: {file} heeft ze niet meer", amount(*gone))
        }
        Finding::Incomplete { records: 1 } => "1 record is geweigerd: de cijfers zijn onvolledig".to_owned(),
        Finding::Incomplete { records } => format!("{records} records zijn geweigerd: de cijfers zijn onvolledig"),
        Finding::FallbackDaybook { daybook, lines } => {
            format!("{daybook}: dagboek dat Wise gebruikt als er geen bekend is ({})", sum(lines))
        }
        Finding::FormerOnlineDaybook { lines } => {
            format!("B990: online betalingen van vóór het eigen online dagboek ({})", sum(lines))
        }
        Finding::OtherKind { daybook, lines } => {
            format!("{daybook}: letter zonder bekende betekenis, niet bij de ontvangsten geteld ({})", sum(lines))
        }
        Finding::UnknownCode { code, lines } => {
            let what = match code {
                UnknownCode::Daybook(daybook) => format!("dagboek {daybook}"),
                UnknownCode::Institution(institution) => format!("instantie {institution}"),
                UnknownCode::Branch(branch) => format!("vestiging {branch}"),
                UnknownCode::BookingCode(code) => format!("boekingscode {code}"),
            };
            format!("Onbekend in de codetabellen: {what} ({})", sum(lines))
        }
        Finding::BackDatedStorno { daybook, lines } => {
            format!("{daybook}: storno's met een afboekdatum vóór hun opboekdatum ({})", sum(lines))
        }
        Finding::MissingCharacters { characters } => {
            format!("Tekens die het lettertype niet heeft, getoond als \u{fffd}: {}", code_points(characters))
        }
    }
}

/// Characters that can't be shown, by their numbers.
fn code_points(characters: &str) -> String {
    let points: Vec<String> = characters.chars().map(|character| format!("U+{:04X}", u32::from(character))).collect();
    points.join(", ")
}

impl Document {
    /// The mark that every page of an incomplete report bears.
    #[must_use]
    pub fn incomplete_mark(&self) -> Option<String> {
        match self.title.missing_records {
            0 => None,
            1 => Some(self.words.title.incomplete_one.clone()),
            records => Some(self.words.title.incomplete_many.replace("{}", &records.to_string())),
        }
    }
}
