//! What lines of a CSV should add up to, as the manifest says.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::domain::DaybookKind;
use crate::render::manifest::{Manifest, SectionTotal};
use crate::report::dimension::{kind_name, kind_of_name};
use crate::report::template::Field;

/// What lines of the CSV add up to, and what they should.
pub(super) struct CsvSums<'m> {
    pub(super) what: &'m str,
    /// Which lines are in it.
    pub(super) part: CsvPart<'m>,
    /// How many lines there are, and should be; what was received does not say.
    pub(super) lines: (u64, Option<u64>),
    /// By column: its header, its sum, and what that should be.
    pub(super) columns: Vec<(usize, &'m str, Decimal, String)>,
}

/// Some of the lines of the CSV.
pub(super) enum CsvPart<'m> {
    /// Those of some kinds of daybooks.
    Kinds(Vec<&'m str>),
    /// Those whose column says that they count, or that they do not.
    Marked(usize, bool),
}

/// What each section of daybooks, and what was received, should add up to.
pub(super) fn by_daybook<'m>(manifest: &'m Manifest, faults: &mut Vec<String>) -> Vec<CsvSums<'m>> {
    let sections = manifest.sections.iter().filter(|section| !section.daybooks.is_empty());
    let mut sums: Vec<CsvSums<'m>> = sections
        .map(|section| CsvSums {
            what: &section.title,
            part: CsvPart::Kinds(section.daybooks.iter().map(String::as_str).collect()),
            lines: (0, Some(section.lines)),
            columns: columns(&section.title, &section.total, manifest, faults),
        })
        .collect();
    let received = DaybookKind::ALL.into_iter().filter(|kind| kind.is_received()).map(kind_name).collect();
    let columns = columns("received", &manifest.received, manifest, faults);
    sums.push(CsvSums { what: "received", part: CsvPart::Kinds(received), lines: (0, None), columns });
    sums
}

/// The same where lines have no daybook: what was received is told by the column that says so, and all else is what the
/// other sections add up to.
pub(super) fn by_mark<'m>(manifest: &'m Manifest, faults: &mut Vec<String>) -> Vec<CsvSums<'m>> {
    let Some(mark) = manifest.column_of(Field::IsReceived) else { return Vec::new() };
    let is_apart = |section: &&SectionTotal| {
        let mut kinds = section.daybooks.iter().filter_map(|name| kind_of_name(name));
        kinds.any(|kind| !kind.is_received())
    };
    let mut apart: BTreeMap<&'m String, Decimal> = BTreeMap::new();
    for (header, figure) in manifest.sections.iter().filter(is_apart).flat_map(|section| &section.total) {
        let (sum, figure) = (apart.entry(header).or_default(), figure.parse::<Decimal>().unwrap_or_default());
        *sum = sum.checked_add(figure).unwrap_or_default();
    }
    let apart = apart.into_iter().map(|(header, sum)| (header, sum.to_string()));
    let sums = |what, counts, columns| CsvSums { what, part: CsvPart::Marked(mark, counts), lines: (0, None), columns };
    vec![
        sums("received", true, columns("received", &manifest.received, manifest, faults)),
        sums("not received", false, columns("not received", apart, manifest, faults)),
    ]
}

/// The columns of a total, or that one is not there.
fn columns<'m>(
    what: &str,
    totals: impl IntoIterator<Item = (&'m String, impl ToString)>,
    manifest: &Manifest,
    faults: &mut Vec<String>,
) -> Vec<(usize, &'m str, Decimal, String)> {
    let mut columns = Vec::new();
    for (header, total) in totals {
        match manifest.columns.iter().position(|column| column.header == *header) {
            Some(column) => columns.push((column, header.as_str(), Decimal::ZERO, total.to_string())),
            None => faults.push(format!("{what}: the manifest has a total of `{header}`, a column that is not there")),
        }
    }
    columns
}
