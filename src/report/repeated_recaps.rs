//! Recaps that say no more than what stands on the pages anyway.

use std::collections::BTreeSet;

use super::dimension::Dimension;
use super::first_page::FirstPagePart;
use super::template::{Kind, RecapTemplate, Template};

/// The places of the recaps that repeat what the headings of a listing's lines come to, or how it was paid and what was not
/// received.
pub(super) fn repeated(template: &Template, recaps: &[&RecapTemplate]) -> BTreeSet<usize> {
    if template.kind != Kind::Listing || template.lists_parts() {
        return BTreeSet::new();
    }
    let parts = &template.first_page.parts;
    let is_repeated = |recap: &RecapTemplate| match recap.by {
        _ if recap.first_page.is_some() || recap.across.is_some() || recap.against.is_some() => false,
        Dimension::BookingCode => recap.income.is_none(),
        Dimension::DaybookKind => {
            parts.contains(&FirstPagePart::WaysOfPayment) && parts.contains(&FirstPagePart::NotReceived)
        }
        _ => false,
    };
    recaps.iter().enumerate().filter(|(_, recap)| is_repeated(recap)).map(|(place, _)| place).collect()
}
