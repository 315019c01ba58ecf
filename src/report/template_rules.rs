//! What a template must keep to, so that its report can be made and proven.

use super::category;
use super::compare::Compare;
use super::dimension::Dimension;
use super::line_scope::Items;
use super::template::{CODE, Field, Grouping, Kind, ROW_TYPE, Relation, Template};
use crate::domain::DaybookKind;

impl Template {
    /// Demands that the report can be made, that each of its lines can be proven, and that no money drops out, counts
    /// twice, or is added to what was received without having been.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.id.is_empty() || !self.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return Err(format!("`id` is `{}`; it needs small letters, digits and dashes only", self.id));
        }
        if self.groupings.is_empty() || self.columns.is_empty() {
            return Err("a template needs at least one [[grouping]] and one [[column]]".to_owned());
        }
        self.check_page()?;
        self.first_page.check(self.is_of_receipts() && !self.lists_parts())?;
        self.check_languages()?;
        for column in &self.columns {
            let is_of_others = (column.field.is_of_pairs() && !self.pairs)
                || (column.field.is_of_sample() && self.sample.is_none())
                || (column.field.is_of_entries() && !self.entries)
                || (column.field == Field::Relation && !self.lists_parts())
                || (column.field.is_of_changes() && !self.is_of_changes());
            if !column.field.is_of(self.kind) || is_of_others {
                return Err(format!("the column `{}` shows what lines of this kind don't have", column.header));
            }
        }
        for (index, column) in self.columns.iter().enumerate() {
            let header = &column.header;
            if header == ROW_TYPE || self.columns[..index].iter().any(|other| other.header == *header) {
                return Err(format!("the header `{header}` is taken; files need another for each column"));
            }
        }
        self.check_figures()?;
        if !self.categories.is_empty() {
            category::check(&self.categories)?;
        }
        for grouping in &self.groupings {
            self.check_grouping(grouping)?;
        }
        match self.kind {
            Kind::Summary if self.is_of_changes() => {
                Err("changes are told line by line: `kind = \"listing\"`".to_owned())
            }
            Kind::Summary if self.lists_parts() => {
                Err("stornos and samples are of transactions: `kind = \"listing\"`".to_owned())
            }
            Kind::Summary => self.check_sections(),
            Kind::Listing if self.entries => {
                Err("entries of a ledger are sums of transactions: `kind = \"summary\"`".to_owned())
            }
            Kind::Listing if self.lists_parts() => self.check_parts(),
            Kind::Listing if self.sections.is_empty() => Ok(()),
            Kind::Listing => Err("a listing has no [[section]]".to_owned()),
        }
    }

    /// Demands that no recap adds what was received to what was not. Reports were issued before this was asked.
    pub(super) fn check_recaps(&self) -> Result<(), String> {
        for recap in &self.recaps {
            if recap.first_page.is_some_and(|page| !(2..=20).contains(&page.at_most)) {
                return Err(format!("recap `{}` has `at_most` from 2 to 20 lines on the first page", recap.title));
            }
            let mut kinds = self.kinds().filter(|kind| recap.kinds.contains(kind)).map(DaybookKind::is_received);
            let first = kinds.next();
            let is_mixed = !kinds.all(|kind| Some(kind) == first);
            if is_mixed && !recap.by.tells_received() {
                return Err(format!(
                    "recap `{}` would add what was received to what was not: give it `kinds`, such as [\"K\", \"B\", \"G\"]",
                    recap.title
                ));
            }
        }
        Ok(())
    }

    /// Demands that translations are of texts that are there, so that a changed text doesn't lose them in silence.
    fn check_languages(&self) -> Result<(), String> {
        let texts = self.texts();
        for (language, translations) in &self.languages {
            if let Some(text) = translations.keys().find(|text| !texts.contains(text.as_str())) {
                return Err(format!("[language.{language}] translates `{text}`, which the template nowhere says"));
            }
        }
        Ok(())
    }

    fn check_page(&self) -> Result<(), String> {
        if !(5.0..=14.0).contains(&self.page.font_size) {
            return Err(format!("`font_size` is {}; it goes from 5 to 14 points", self.page.font_size));
        }
        let on_pages = self.columns.iter().take_while(|column| !column.is_for_files_alone()).count();
        let (on_pages, in_files) = self.columns.split_at(on_pages);
        if let Some(column) = on_pages.iter().find(|column| !(5.0..=200.0).contains(&column.width)) {
            return Err(format!("the column `{}` is {} mm wide; widths go from 5 to 200", column.header, column.width));
        }
        if let Some(column) = in_files.iter().find(|column| !column.is_for_files_alone()) {
            return Err(format!(
                "the column `{}` stands behind one that only files have; put it before",
                column.header
            ));
        }
        let (width, room) =
            (self.columns.iter().map(|column| column.width).sum::<f32>(), self.page.orientation.text_width());
        if width > room + 0.01 {
            return Err(format!("the columns are {width} mm wide together, the page has room for {room}"));
        }
        Ok(())
    }

    fn check_grouping(&self, grouping: &Grouping) -> Result<(), String> {
        let name = &grouping.name;
        let repeated = (1..grouping.order.len()).any(|index| grouping.order[..index].contains(&grouping.order[index]));
        if grouping.order.is_empty() || repeated || grouping.dimensions().contains(&Dimension::DaybookKind) {
            return Err(format!("the `order` of grouping `{name}` needs each dimension once, and no daybook-kind"));
        }
        let levels = grouping.levels();
        if let Some(subtotal) = grouping.subtotals.iter().find(|subtotal| !levels.contains(subtotal)) {
            return Err(format!("grouping `{name}` subtotals {subtotal:?}, which its `order` doesn't have"));
        }
        if self.kind == Kind::Listing {
            let is_plain = grouping.order == [Dimension::BookingCode] && grouping.subtotals.is_empty();
            return is_plain.then_some(()).ok_or_else(|| {
                format!("grouping `{name}` of a listing has `order = [\"booking-code\"]` and no subtotals")
            });
        }
        self.check_sides(grouping)?;
        if self.entries {
            Self::check_entries(grouping)?;
        }
        if let Some(across) = grouping.matrix {
            let others: Vec<&Dimension> = grouping.order.iter().filter(|dimension| **dimension != across).collect();
            if grouping.order.len() != 2 || !matches!(others.as_slice(), [down] if down.is_time()) {
                return Err(format!(
                    "the `matrix` of grouping `{name}` needs an `order` of two: a dimension that stands side by side, and day, \
                     week, month or year"
                ));
            }
        }
        self.check_dimensions(grouping)?;
        // In a file nothing else would tell what was received from what was not.
        let mut kinds = self.kinds().map(DaybookKind::is_received);
        let first = kinds.next();
        let is_told = kinds.all(|kind| Some(kind) == first)
            || grouping.order.iter().any(|dimension| dimension.tells_received())
            || self.columns.iter().any(|column| column.field == Field::IsReceived);
        if !is_told {
            return Err(format!(
                "the lines of grouping `{name}` would not tell what was received from what was not: begin its `order` \
                 with `daybook` or `way-of-payment`, or add a column `is-received`"
            ));
        }
        for column in &self.columns {
            if let Some(dimension) = column.field.dimension()
                && !levels.contains(&dimension)
            {
                return Err(format!(
                    "the column `{}` needs {dimension:?} in the `order` of grouping `{name}`",
                    column.header
                ));
            }
        }
        Ok(())
    }

    /// Demands the figures by which it is proven that the lines add up to the transactions.
    fn check_figures(&self) -> Result<(), String> {
        let count_of = |field| self.columns.iter().filter(|column| column.field == field).count();
        let needed: &[Field] = match self.kind {
            Kind::Summary if self.entries => {
                &[Field::Daybook, Field::EntryNumber, Field::EntrySource, Field::Debit, Field::Credit]
            }
            Kind::Summary if count_of(Field::Amount) > 0 => &[Field::Count, Field::Amount],
            Kind::Summary => &[Field::Count, Field::Receipts, Field::Expenses],
            Kind::Listing => &[Field::Amount],
        };
        if let Some(field) = needed.iter().find(|field| count_of(**field) != 1) {
            return Err(format!("a template of this kind needs one column for {field:?}"));
        }
        if self.kind == Kind::Summary
            && count_of(Field::Amount) > 0
            && count_of(Field::Receipts) + count_of(Field::Expenses) > 0
        {
            return Err("a summary has columns for `receipts` and `expenses`, or one for `amount`".to_owned());
        }
        Ok(())
    }

    /// Demands that entries can be dated, and be told from each other.
    fn check_entries(grouping: &Grouping) -> Result<(), String> {
        let is_sound = match grouping.order[..] {
            [Dimension::Daybook, time, Dimension::BookingCode] => time.is_time(),
            _ => false,
        };
        if is_sound && grouping.subtotals.is_empty() && grouping.across.is_none() && grouping.matrix.is_none() {
            return Ok(());
        }
        let name = &grouping.name;
        Err(format!(
            "the `order` of grouping `{name}` of entries is daybook, then day, week, month or year, then booking-code; it has \
             no subtotals, and nothing side by side"
        ))
    }

    /// Demands that lines have what they are grouped by.
    fn check_dimensions(&self, grouping: &Grouping) -> Result<(), String> {
        let (name, all) = (&grouping.name, grouping.dimensions());
        if all.contains(&Dimension::Category) && self.categories.is_empty() {
            return Err(format!("grouping `{name}` needs a [[category]]"));
        }
        if all.contains(&Dimension::Age) && self.scope.items != Items::Open {
            return Err(format!("grouping `{name}` has ages, which only open items have: `items = \"open\"`"));
        }
        if grouping.order.contains(&Dimension::Earlier) {
            return Err(format!("the `order` of grouping `{name}` has `earlier`, which only stands `across`"));
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
                return Err(format!("grouping `{name}` needs [compare], which says what is compared with"));
            }
            if let Some(other) = grouping.order.iter().find(|dimension| !known.contains(dimension)) {
                return Err(format!(
                    "earlier periods don't know {other:?}, which the `order` of grouping `{name}` has"
                ));
            }
        }
        Ok(())
    }

    /// Demands that what stands side by side has a place, and is not also what lines are grouped by.
    fn check_sides(&self, grouping: &Grouping) -> Result<(), String> {
        let name = &grouping.name;
        let of = |field| self.columns.iter().filter(move |column| column.field == field);
        if let Some(across) = grouping.across.filter(|across| grouping.levels().contains(across)) {
            return Err(format!("grouping `{name}` has {across:?} both in its `order` and `across`"));
        }
        if of(Field::Side).count() != usize::from(grouping.across.is_some()) {
            return Err(format!(
                "grouping `{name}` needs a column `side` where it has `across`, and none where it has not"
            ));
        }
        let differences = || of(Field::Difference).chain(of(Field::DifferencePercent));
        if differences().next().is_some() && grouping.across.is_none() {
            return Err(format!("grouping `{name}` has nothing `across` that could differ"));
        }
        match of(Field::Side).find(|column| !column.header.contains(CODE)) {
            Some(column) => Err(format!("the header `{}` needs {CODE} in the place of the code", column.header)),
            None => Ok(()),
        }
    }

    /// Demands that a report of stornos or a sample has a section for each relation, so that no line drops out.
    fn check_parts(&self) -> Result<(), String> {
        let (what, relations) = match self.sample {
            Some(_) if self.pairs => return Err("a report is of stornos or a sample, not both".to_owned()),
            Some(_) => ("a sample", Relation::OF_SAMPLE),
            None => ("a report of stornos", Relation::OF_STORNOS),
        };
        for relation in relations {
            if self.sections.iter().filter(|section| section.relation == Some(relation)).count() != 1 {
                return Err(format!("{what} needs one section with the relation {relation:?}"));
            }
        }
        if self.sections.len() != relations.len() || self.kinds().any(|kind| !kind.is_received()) {
            return Err(format!("{what} has three sections, and lines of K, B and G"));
        }
        Ok(())
    }

    /// Demands that each kind of daybook has exactly one section, so that no money drops out or counts twice.
    fn check_sections(&self) -> Result<(), String> {
        let about: Vec<DaybookKind> = self.kinds().collect();
        for kind in DaybookKind::ALL {
            let count = self.sections.iter().flat_map(|section| &section.kinds).filter(|other| **other == kind).count();
            let name = super::dimension::kind_name(kind);
            if about.contains(&kind) && count != 1 {
                return Err(format!("the kind of daybook `{name}` is in {count} sections; it needs exactly one"));
            }
            if !about.contains(&kind) && count != 0 {
                return Err(format!("the kind of daybook `{name}` has a section, and the report is not about it"));
            }
        }
        let open = self.sections.iter().filter(|section| section.is_open).count();
        if open != usize::from(self.scope.items == Items::Open) {
            return Err("what is open has exactly one section where `items = \"open\"`, and none elsewhere".to_owned());
        }
        for section in &self.sections {
            if section.kinds.iter().any(|kind| kind.is_received()) && !section.is_received() {
                return Err(format!("section `{}` would add what was received to what was not", section.title));
            }
        }
        let received = self.sections.iter().filter(|section| section.is_received()).count();
        if received != usize::from(self.is_of_receipts()) {
            return Err("K, B and G belong in one section: what was received".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::catalog::built_in;

    /// What is told of a built-in template in which a text has been replaced; `None` when it is still sound.
    fn told(id: &str, from: &str, to: &str) -> Option<String> {
        // Its own words only: those of other languages are tables of them.
        let text = built_in(id).and_then(|text| text.split("# The texts above").next()).expect("a template");
        // A matrix has rules of its own, which come before those of lines.
        let text = text.replace("matrix = \"daybook\"\n", "");
        assert!(text.contains(from), "{id} has no `{from}`");
        Template::parse(&text.replacen(from, to, 1)).err().map(|error| error.to_string())
    }

    #[test]
    fn what_cannot_be_made_or_proven_is_refused() {
        let (days, details, overview) = ("dagoverzicht", "financiele-details", "financieel-overzicht");
        let [order, subtotals] = ["order = [\"daybook\", \"day\"]", "subtotals = [\"daybook\"]"];
        let grouping = "[[grouping]]\nname = \"day\"\norder = [\"daybook\", \"day\"]\nsubtotals = [\"daybook\"]\n";
        let plain = "order = [\"booking-code\"]\nsubtotals = []";
        let page = "[page]";
        let section = "[[section]]\ntitle = \"S\"\nkinds = [\"K\"]\ntotal = \"T\"\n\n[page]";
        let rows = [
            (days, "id = \"dagoverzicht\"", "id = \"\"", "`id` is ``"),
            (days, "id = \"dagoverzicht\"", "id = \"Dag\"", "`id` is `Dag`"),
            (days, grouping, "", "at least one [[grouping]]"),
            (days, "field = \"day\"", "field = \"customer\"", "what lines of this kind don't have"),
            (details, "field = \"item\"", "field = \"count\"", "what lines of this kind don't have"),
            (days, "header = \"Dag\"", "header = \"Dagboek\"", "the header `Dagboek` is taken"),
            (days, "header = \"Dag\"", "header = \"Rijtype\"", "the header `Rijtype` is taken"),
            (days, "field = \"day\"", "field = \"count\"", "needs one column for Count"),
            (details, page, section, "a listing has no [[section]]"),
            (days, "font_size = 8.5", "font_size = 4.9", "`font_size` is 4.9"),
            (days, "font_size = 8.5", "font_size = 14.1", "`font_size` is 14.1"),
            (days, "width = 27", "width = 4.9", "the column `Uitgaven` is 4.9 mm wide"),
            (days, "width = 27", "width = 200.1", "the column `Uitgaven` is 200.1 mm wide"),
            (days, "width = 27", "width = 27.02", "the columns are 185.02 mm wide together"),
            (days, "field = \"count\"", "field = \"is-received\"", "needs one column for Count"),
            (overview, "header = \"Telt mee\"", "header = \"Telt mee\"\nwidth = 20", "put it before"),
            (days, order, "order = []", "needs each dimension once"),
            (days, order, "order = [\"daybook\", \"day\", \"day\"]", "needs each dimension once"),
            (days, order, "order = [\"daybook\", \"day\", \"daybook-kind\"]", "needs each dimension once"),
            (
                days,
                "order = [\"daybook\", \"day\"]\nsubtotals = [\"daybook\"]",
                "order = [\"day\"]\nsubtotals = []",
                "would not tell what was received",
            ),
            (days, order, "order = [\"daybook\", \"branch\"]", "the column `Dag` needs Day"),
            (days, "field = \"day\"", "field = \"booking-group\"", "the column `Dag` needs BookingGroup"),
            (days, order, "order = [\"daybook\", \"day\"]\nacross = \"day\"", "both in its `order` and `across`"),
            (days, order, "order = [\"daybook\", \"day\"]\nacross = \"branch\"", "needs a column `side`"),
            (days, "field = \"receipts\"", "field = \"amount\"", "or one for `amount`"),
            (days, "field = \"receipts\"", "field = \"difference\"", "needs one column for Receipts"),
            (days, "field = \"day\"", "field = \"difference\"", "has nothing `across`"),
            (days, "field = \"day\"", "field = \"side\"", "needs a column `side` where it has `across`"),
            (
                overview,
                "by = \"booking-group\"\nkinds = [\"K\", \"B\", \"G\"]",
                "by = \"booking-group\"",
                "would add what was received",
            ),
            (days, subtotals, "subtotals = [\"branch\"]", "subtotals Branch"),
            (details, plain, "order = [\"booking-code\"]\nsubtotals = [\"booking-code\"]", "of a listing has"),
            (details, plain, "order = [\"daybook\"]\nsubtotals = []", "of a listing has"),
            (days, "kinds = [\"K\", \"B\", \"G\"]", "kinds = [\"K\", \"B\"]", "`G` is in 0 sections"),
            (days, "kinds = [\"R\"]", "kinds = [\"R\", \"K\"]", "`K` is in 2 sections"),
        ];
        for (id, from, to, what) in rows {
            let told = told(id, from, to).unwrap_or_else(|| panic!("{id} with `{to}` is taken for sound"));
            assert!(told.contains(what), "{id} with `{to}`: {told}");
        }
    }

    #[test]
    fn the_largest_and_smallest_that_a_page_takes_are_sound() {
        for (from, to) in [
            ("font_size = 8.5", "font_size = 5"),
            ("font_size = 8.5", "font_size = 14"),
            ("width = 27", "width = 5"),
            ("width = 27", "width = 27.01"),
        ] {
            assert_eq!(told("dagoverzicht", from, to), None, "{to}");
        }
    }
}
