//! What a grouping of a template must keep to, so that its lines can be made and proven.

use super::compare::Compare;
use super::dimension::Dimension;
use super::template::{CODE, Field, Grouping, Kind, Template};
use super::template_fault::{At, TemplateFaults};

impl Template {
    /// Demands that lines can be grouped as this says.
    pub(super) fn check_grouping(&self, grouping: &Grouping, at: &At<'_>, faults: &mut TemplateFaults<'_>) {
        let (name, order) = (&grouping.name, at.clone().key("order"));
        let repeated = (1..grouping.order.len()).any(|index| grouping.order[..index].contains(&grouping.order[index]));
        if grouping.order.is_empty() || repeated || grouping.dimensions().contains(&Dimension::DaybookKind) {
            let what = format!("grouping `{name}` has nothing to group by, or one thing twice, or `daybook-kind`");
            let mend = "name each dimension once in its `order`; `way-of-payment` takes the place of `daybook-kind`";
            return faults.add(&order, what, mend);
        }
        let levels = grouping.levels();
        for (index, subtotal) in
            grouping.subtotals.iter().enumerate().filter(|(_, subtotal)| !levels.contains(subtotal))
        {
            let what = format!("grouping `{name}` subtotals `{subtotal}`, which its `order` doesn't have");
            faults.add(&at.clone().key("subtotals").item(index), what, "name it in the `order`, or leave it out");
        }
        if self.kind == Kind::Listing {
            if grouping.order != [Dimension::BookingCode] || !grouping.subtotals.is_empty() {
                let what = format!("grouping `{name}` of a listing groups its lines");
                faults.add(&order, what, "a listing has `order = [\"booking-code\"]` and `subtotals = []`");
            }
            return;
        }
        self.check_sides(grouping, at, faults);
        if self.entries {
            check_entries(grouping, at, faults);
        }
        if let Some(across) = grouping.matrix {
            let others: Vec<&Dimension> = grouping.order.iter().filter(|dimension| **dimension != across).collect();
            if grouping.order.len() != 2 || !matches!(others.as_slice(), [down] if down.is_time()) {
                let what = format!("the `matrix` of grouping `{name}` has no days below each other");
                let mend =
                    "it needs an `order` of two: a dimension that stands side by side, and day, week, month or year";
                faults.add(&at.clone().key("matrix"), what, mend);
            }
        }
        self.check_dimensions(grouping, at, faults);
        self.check_received_is_told(grouping, at, faults);
        for (index, column) in self.columns.iter().enumerate() {
            if let Some(dimension) = column.field.dimension()
                && !levels.contains(&dimension)
            {
                let what =
                    format!("the column `{}` needs `{dimension}` in the `order` of grouping `{name}`", column.header);
                let mend = "add it there, or leave the column out";
                faults.add(&At::nth("column", index).key("field"), what, mend);
            }
        }
    }

    /// Demands that lines have what they are grouped by.
    fn check_dimensions(&self, grouping: &Grouping, at: &At<'_>, faults: &mut TemplateFaults<'_>) {
        let (name, all, order) = (&grouping.name, grouping.dimensions(), at.clone().key("order"));
        if all.contains(&Dimension::Category) && self.categories.is_empty() {
            let what = format!("grouping `{name}` is of categories, and there are none");
            faults.add(&order, what, "add [[category]], the last with `rest = true`");
        }
        if all.contains(&Dimension::Age) && !self.scope.items.are_open() {
            let what = format!("grouping `{name}` has ages, which only open items have");
            faults.add(&order, what, "leave `age` out, or write `items = \"open-at-end\"` in [scope]");
        }
        if grouping.order.contains(&Dimension::Earlier) {
            let what = format!("the `order` of grouping `{name}` has `earlier`, which only stands side by side");
            faults.add(&order, what, "write `across = \"earlier\"`");
        }
        if grouping.across == Some(Dimension::Earlier) {
            let known = [
                Dimension::Daybook,
                Dimension::Institution,
                Dimension::Branch,
                Dimension::BookingGroup,
                Dimension::BookingCode,
                Dimension::LedgerAccount,
            ];
            if self.compare == Compare::default() {
                let what = format!("grouping `{name}` sets earlier periods side by side, and no template says which");
                faults.add(&at.clone().key("across"), what, "add [compare] with `before` or `years`");
            }
            if let Some(other) = grouping.order.iter().find(|dimension| !known.contains(dimension)) {
                let what = format!("earlier periods don't know `{other}`, which the `order` of grouping `{name}` has");
                let mend = "they know daybook, institution, branch, booking-group, booking-code and ledger-account";
                faults.add(&order, what, mend);
            }
        }
    }

    /// Demands that what stands side by side has a place, and is not also what lines are grouped by.
    fn check_sides(&self, grouping: &Grouping, at: &At<'_>, faults: &mut TemplateFaults<'_>) {
        let (name, across) = (&grouping.name, at.clone().key("across"));
        let of = |field: Field| self.columns.iter().enumerate().filter(move |(_, column)| column.field == field);
        let header = |index| At::nth("column", index).key("header");
        if let Some(dimension) = grouping.across.filter(|across| grouping.levels().contains(across)) {
            if grouping.order.contains(&dimension) {
                let what = format!("grouping `{name}` has `{dimension}` both in its `order` and `across`");
                faults.add(&across, what, "leave it out of one of them");
            } else {
                let what = format!("grouping `{name}` has `{dimension}` in `across`, and a part of it in its `order`");
                faults.add(&across, what, "leave out one of the two");
            }
        }
        match (of(Field::Side).count(), grouping.across) {
            (1, Some(_)) | (0, None) => {}
            (_, Some(_)) => {
                let what =
                    format!("grouping `{name}` sets codes side by side, and there is no one column `side` for them");
                faults.add(
                    &across,
                    what,
                    format!("add one [[column]] with `field = \"side\"`, whose `header` holds {CODE}"),
                );
            }
            (_, None) => {
                let index = of(Field::Side).next().map_or(0, |(index, _)| index);
                let what = format!("there is a column `side`, and grouping `{name}` has nothing side by side");
                faults.add(&header(index), what, "add `across` to the grouping, or leave the column out");
            }
        }
        let difference = of(Field::Difference).chain(of(Field::DifferencePercent)).next();
        if let (Some((index, _)), None) = (difference, grouping.across) {
            let what = format!("grouping `{name}` has nothing `across` that could differ");
            faults.add(&header(index), what, "add `across` to the grouping, or leave the column out");
        }
        if let Some((index, column)) = of(Field::Side).find(|(_, column)| !column.header.contains(CODE)) {
            let what = format!("the header `{}` would stand over each of the columns side by side", column.header);
            faults.add(&header(index), what, format!("write {CODE} in it, in the place of the code"));
        }
    }
}

/// Demands that entries can be dated, and be told from each other.
fn check_entries(grouping: &Grouping, at: &At<'_>, faults: &mut TemplateFaults<'_>) {
    let is_sound = match grouping.order[..] {
        [Dimension::Daybook, time, Dimension::BookingCode] => time.is_time(),
        _ => false,
    };
    if is_sound && grouping.subtotals.is_empty() && grouping.across.is_none() && grouping.matrix.is_none() {
        return;
    }
    let what = format!("grouping `{}` does not make entries", grouping.name);
    let mend = "its `order` is daybook, then day, week, month or year, then booking-code; it has no subtotals, and nothing \
                side by side";
    faults.add(&at.clone().key("order"), what, mend);
}
