//! The lines of a summary: transactions put together that have the same codes in the dimensions of its order.

use std::collections::BTreeMap;

use super::dimension::Dimension;
use super::key::{Codes, Key};
use super::lines::{GroupTotals, Totals};
use crate::domain::{Daybook, DaybookKind};

/// A line of a summary.
#[derive(Clone, Debug)]
pub struct SummaryLine {
    /// Its codes, in the order of the dimensions that it was grouped by.
    codes: Vec<(Dimension, Key)>,
    /// Whether its money was received.
    pub is_received: bool,
    /// The kind of daybook on which all of it was settled; `None` where there are several.
    pub kind: Option<DaybookKind>,
    /// Its number and sums.
    pub totals: Totals,
    /// The part of them that belongs into each of the columns that stand side by side.
    pub across: Vec<Totals>,
}

/// What lines are grouped by, and what stands side by side in them.
#[derive(Clone, Copy, Debug)]
pub struct SummaryShape<'a> {
    /// The dimensions of a line, outermost first.
    pub order: &'a [Dimension],
    /// The dimension whose codes stand side by side, and those codes.
    pub across: Option<(Dimension, &'a [Key])>,
    /// What tells codes that lines don't bear themselves.
    pub codes: Codes<'a>,
}

impl SummaryLine {
    /// Its code in a dimension, if it has one there.
    #[must_use]
    pub fn key(&self, dimension: Dimension) -> Option<Key> {
        let own = self.codes.iter().find(|(own, _)| *own == dimension).map(|(_, key)| key.clone());
        own.or_else(|| self.codes.iter().find_map(|(_, key)| key.within(dimension)))
    }
}

/// Puts groups together that have the same codes in the dimensions of a shape, in the order of those. A group with a
/// place is of an earlier period: it belongs into the column there, and not to the sums.
#[must_use]
pub fn grouped<'g>(
    groups: impl IntoIterator<Item = (Option<usize>, &'g GroupTotals)>,
    shape: SummaryShape<'_>,
) -> Vec<SummaryLine> {
    let mut lines: BTreeMap<Vec<Key>, SummaryLine> = BTreeMap::new();
    for (earlier, group) in groups {
        let key = |dimension: &Dimension| Key::of(group, *dimension, shape.codes);
        let keys: Vec<Key> = shape.order.iter().map(key).collect();
        let line = lines.entry(keys).or_insert_with_key(|keys| SummaryLine {
            codes: shape.order.iter().copied().zip(keys.iter().cloned()).collect(),
            is_received: group.daybook.is_some_and(|daybook| daybook.kind().is_received()),
            kind: group.daybook.map(Daybook::kind),
            totals: Totals::ZERO,
            across: vec![Totals::ZERO; shape.across.map_or(0, |(_, codes)| codes.len())],
        });
        line.kind = line.kind.filter(|kind| group.daybook.map(Daybook::kind) == Some(*kind));
        if let Some(place) = earlier {
            line.across[place] += group.totals;
            continue;
        }
        line.totals += group.totals;
        if let Some((dimension, codes)) = shape.across.filter(|(dimension, _)| *dimension != Dimension::Earlier) {
            let code = key(&dimension);
            let place = codes.iter().position(|other| *other == code);
            let place = place.unwrap_or_else(|| unreachable!("every code that lines have stands side by side"));
            line.across[place] += group.totals;
        }
    }
    lines.into_values().collect()
}
