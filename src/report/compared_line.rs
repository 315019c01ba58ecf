//! Receipts by way of payment beside those of earlier periods, in a line for each: for pages without room for a table.

use super::context::Context;
use super::earlier::Earlier;
use super::figures::{Figures, Means};
use crate::domain::{Money, Percent};

/// What each way in which money came in brought then, with the difference since, in all ways together last.
pub(super) fn compared_line(context: &Context<'_>, figures: &Figures, earlier: &Earlier, ways: &[Means]) -> String {
    let words = context.words;
    let signed = |amount: Money| {
        let sign = if amount > Money::ZERO { "+" } else { "" };
        format!("{sign}{}", words.amount(amount))
    };
    let beside = |label: &str, now: Money, then: Money| {
        let difference = now - then;
        let share = Percent::of(difference, then).map(|percent| format!("; {}", words.change(percent)));
        format!("{label} {} ({}{})", words.amount(then), signed(difference), share.unwrap_or_default())
    };
    let each = ways
        .iter()
        .map(|way| beside(context.way_name(*way), figures.of(*way).receipts, earlier.figures.of(*way).receipts));
    let together = beside(context.received_words(), figures.received().receipts, earlier.figures.received().receipts);
    let told: Vec<String> = each.filter(|_| ways.len() > 1).chain([together]).collect();
    let period = words.short_period(earlier.period);
    words.key_figures.beside.replace("{period}", &period).replace("{ways}", &told.join(" · "))
}
