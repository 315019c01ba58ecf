//! The roll-forward of channels as a table of a report.

use super::reports::Desk;
use super::roll_forward::{Outstanding, RollForward};
use crate::domain::{Cents, Money};
use crate::report::ReportError;
use crate::report::document::{Cell, Column, Presence, Table};
use crate::report::row::Row;
use crate::report::template::Format;
use crate::report::words::Words;

/// The columns behind that of the channel. What was explained, and what of an age is open, stands there where there is any.
const COLUMNS: [(&str, Presence); 8] = [
    ("Openstaand begin", Presence::Always),
    ("Geboekt", Presence::Always),
    ("Op de bank", Presence::Always),
    ("Verklaard", Presence::UnlessNought),
    ("Openstaand einde", Presence::Always),
    ("Waarvan 0-3", Presence::UnlessNought),
    ("Waarvan 4-10", Presence::UnlessNought),
    ("Waarvan > 10", Presence::UnlessNought),
];
const TITLE: &str = "Verloop per kanaal";
const NOTE: &str = "Openstaand einde van de ene dag is openstaand begin van de volgende. Op de bank: vóór commissie; een \
                    voorstel telt pas als het bevestigd is. Ouderdom in bankwerkdagen van TARGET.";

/// What became of the money of each channel, each row proven.
///
/// # Errors
/// When a row doesn't add up: a fault of the program.
pub(super) fn table(desk: &Desk<'_>, words: &Words) -> Result<Table, ReportError> {
    let said = |text: &str| words.desk.said(text).to_owned();
    let column = |header: &str, width: f32, format: Format| Column {
        header: header.to_owned(),
        ..Column::new(words.desk.said(header), width, format)
    };
    let mut columns = vec![column("Kanaal", 30.0, Format::Text)];
    columns.extend(COLUMNS.map(|(header, presence)| column(header, 30.0, Format::Amount).present(presence)));
    let money = |cents: Option<Cents>| cents.map_or(Cell::Empty, |cents| Cell::Money(Money::from_cents(cents)));
    let row = |(channel, roll): (&super::channel::Channel, RollForward)| {
        let all = |open: Option<Outstanding>| money(open.map(|open| open.cents));
        let of_age = |age: usize| money(roll.closing.map(|open| open.by_age[age]));
        Row::detail(vec![
            Cell::text(&channel.name),
            all(roll.opening),
            money(roll.booked),
            money(Some(roll.received)),
            money(Some(roll.explained)),
            all(roll.closing),
            of_age(0),
            of_age(1),
            of_age(2),
        ])
    };
    let all = desk.roll_forwards();
    if let Some((channel, roll)) = all.iter().find(|(_, roll)| !roll.adds_up()) {
        return Err(ReportError::CrossFoot(format!(
            "what is outstanding on {} does not add up: {roll:?}",
            channel.name
        )));
    }
    let rows = all.into_iter().map(row).collect();
    Ok(Table { title: said(TITLE), note: Some(said(NOTE)), columns, rows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::language::Language;

    #[test]
    fn every_word_is_said_in_every_language() {
        for language in Language::ALL {
            let said = &Words::of(language).desk.said;
            assert!(
                COLUMNS.iter().map(|(header, _)| header).chain([&TITLE, &NOTE]).all(|word| said.contains_key(*word)),
                "{language}"
            );
        }
    }
}
