//! What a template must keep to, so that its report can be made and proven.

use super::category;
use super::field::name_of;
use super::template::{Field, Kind, Orientation, ROW_TYPE, Template};
use super::template_fault::{At, TemplateFaults};

impl Template {
    /// Demands that the report can be made, that each of its lines can be proven, and that no money drops out, counts
    /// twice, or is added to what was received without having been.
    pub(super) fn check(&self, faults: &mut TemplateFaults<'_>) {
        if self.id.is_empty() || !self.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            let mend = "write it in small letters, digits and dashes: the report is asked for by it, and files bear it";
            faults.add(&At::top("id"), format!("`{}` is no id of a report", self.id), mend);
        }
        for (table, is_missing) in [("grouping", self.groupings.is_empty()), ("column", self.columns.is_empty())] {
            if is_missing {
                let what = format!("the template has no [[{table}]]");
                faults.add(&At::top("kind"), what, "a report needs at least one [[grouping]] and one [[column]]");
            }
        }
        self.check_page(faults);
        self.first_page.check(self.is_of_receipts() && !self.lists_parts(), faults);
        self.further_pages.check(faults);
        self.check_columns(faults);
        if !self.columns.is_empty() {
            self.check_figures(faults);
        }
        if !self.categories.is_empty() {
            category::check(&self.categories, faults);
        }
        for (index, grouping) in self.groupings.iter().enumerate() {
            self.check_grouping(grouping, &At::nth("grouping", index), faults);
        }
        let of_transactions = "make its lines transactions: `kind = \"listing\"`";
        match self.kind {
            Kind::Summary if self.is_of_changes() => {
                faults.add(&At::top("kind"), "changes are told line by line, not in sums", of_transactions);
            }
            Kind::Summary if self.lists_parts() => {
                faults.add(&At::top("kind"), "stornos and samples are of transactions, not of sums", of_transactions);
            }
            Kind::Summary => self.check_sections(faults),
            Kind::Listing if self.entries => {
                let mend = "make its lines sums of transactions: `kind = \"summary\"`";
                faults.add(&At::top("kind"), "entries of a ledger are no single transactions", mend);
            }
            Kind::Listing if self.lists_parts() => self.check_parts(faults),
            Kind::Listing if self.sections.is_empty() => {}
            Kind::Listing => {
                let mend = "leave [[section]] out: each transaction stands in its place among the others";
                faults.add(&At::nth("section", 0), "a listing has no [[section]]", mend);
            }
        }
    }

    /// Tells the translations of texts that it nowhere says any more.
    pub(super) fn tell_lost_translations(&self, faults: &mut TemplateFaults<'_>) {
        let texts = self.texts();
        for (language, translations) in &self.languages {
            for text in translations.keys().filter(|text| !texts.contains(text.as_str())) {
                let what = format!("[language.{language}] translates `{text}`, which the template nowhere says");
                let mend =
                    "translate the text as it reads now, or leave this line out: pages show the template's own text";
                faults.add(&At::top("language").key(language.name()).name(text), what, mend);
            }
        }
    }

    fn check_page(&self, faults: &mut TemplateFaults<'_>) {
        if !(5.0..=14.0).contains(&self.page.font_size) {
            let what = format!("`font_size` is {}", self.page.font_size);
            faults.add(&At::top("page").key("font_size"), what, "it goes from 5 to 14 points; 8.5 is usual");
        }
        let on_pages = self.columns.iter().take_while(|column| !column.is_for_files_alone()).count();
        for (index, column) in self.columns.iter().enumerate() {
            let (at, header) = (At::nth("column", index).key("width"), &column.header);
            if index < on_pages && !(5.0..=200.0).contains(&column.width) {
                let what = format!("the column `{header}` is {} mm wide", column.width);
                faults.add(&at, what, "give it a `width` from 5 to 200");
            }
            if on_pages < index && !column.is_for_files_alone() {
                let what = format!("the column `{header}` stands behind one that only files have");
                faults.add(&at, what, "put it before: what has no `width` comes last");
            }
        }
        let (width, room) =
            (self.columns.iter().map(|column| column.width).sum::<f32>(), self.page.orientation.text_width());
        if width > room + 0.01 {
            let what = format!("the columns are {width} mm wide together, the page has room for {room}");
            let mend = match self.page.orientation {
                Orientation::Portrait => {
                    "make some narrower, or the page `orientation = \"landscape\"` with room for 277"
                }
                Orientation::Landscape => "make some narrower, or leave some out",
            };
            faults.add(&At::top("page").key("orientation"), what, mend);
        }
    }

    fn check_columns(&self, faults: &mut TemplateFaults<'_>) {
        for (index, column) in self.columns.iter().enumerate() {
            let (at, header) = (At::nth("column", index), &column.header);
            let is_of_others = (column.field.is_of_pairs() && !self.pairs)
                || (column.field.is_of_sample() && self.sample.is_none())
                || (column.field.is_of_entries() && !self.entries)
                || (column.field == Field::Relation && !self.lists_parts())
                || (column.field.is_of_changes()
                    && !self.is_of_changes()
                    && !(self.pairs && column.field == Field::CameIn));
            if !column.field.is_of(self.kind) || is_of_others {
                let what = format!("the column `{header}` shows what lines of this kind don't have");
                let mend = match self.kind {
                    Kind::Summary => {
                        "leave it out: a line of a summary has its dimensions and sums, no single transaction's facts"
                    }
                    Kind::Listing => "leave it out: a line of a listing is one transaction, and has no sums",
                };
                faults.add(&at.clone().key("field"), what, mend);
            }
            if header == ROW_TYPE || self.columns[..index].iter().any(|other| other.header == *header) {
                let what = format!("the header `{header}` is taken");
                faults.add(&at.key("header"), what, "files need another for each column");
            }
        }
    }

    /// Demands the figures by which it is proven that the lines add up to the transactions.
    fn check_figures(&self, faults: &mut TemplateFaults<'_>) {
        let place = |field| self.columns.iter().position(|column| column.field == field);
        let count_of = |field| self.columns.iter().filter(|column| column.field == field).count();
        let needed: &[Field] = match self.kind {
            Kind::Summary if self.entries => {
                &[Field::Daybook, Field::EntryNumber, Field::EntrySource, Field::Debit, Field::Credit]
            }
            Kind::Summary if self.is_told_side_by_side() => &[Field::Count],
            Kind::Summary if place(Field::Amount).is_some() => &[Field::Count, Field::Amount],
            Kind::Summary => &[Field::Count, Field::Receipts, Field::Expenses],
            Kind::Listing => &[Field::Amount],
        };
        let last = self.columns.len() - 1;
        for field in needed.iter().copied().filter(|field| count_of(*field) != 1) {
            let what = format!("the template has {} columns for `{}`", count_of(field), name_of(field));
            let mend = match self.kind {
                Kind::Summary if self.entries => {
                    "entries need one each for `daybook`, `entry-number`, `entry-source`, `debit` and `credit`: by these it is \
                     proven that they are balanced"
                }
                Kind::Summary => {
                    "a summary needs one for `count`, and one each for `receipts` and `expenses`, one for `amount`, or all of its \
                     money side by side: by these it is proven that no money drops out"
                }
                Kind::Listing => "a listing needs one for `amount`: by it it is proven that no money drops out",
            };
            let repeated = self.columns.iter().rposition(|column| column.field == field);
            faults.add(&At::nth("column", repeated.unwrap_or(last)).key("field"), what, mend);
        }
        if let (Kind::Summary, Some(_), Some(index)) =
            (self.kind, place(Field::Amount), place(Field::Receipts).or(place(Field::Expenses)))
        {
            let what = "the template tells the same money twice, as `amount` and as `receipts` or `expenses`";
            let mend = "keep columns for `receipts` and `expenses`, or one for `amount`";
            faults.add(&At::nth("column", index).key("field"), what, mend);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::catalog::built_in;
    use crate::report::template_fault::TemplateFault;

    /// What is told of a built-in template in which a text has been replaced; `None` when it is still sound.
    fn told(id: &str, from: &str, to: &str) -> Option<String> {
        // Its own words only: those of other languages are tables of them.
        let text = built_in(id).and_then(|text| text.split("# The texts above").next()).expect("a template");
        // A matrix has rules of its own, which come before those of lines.
        let text = text.replace("matrix = \"daybook\"\n", "");
        assert!(text.contains(from), "{id} has no `{from}`");
        let error = Template::parse(&text.replacen(from, to, 1)).err()?;
        let whole = |fault: &TemplateFault| format!("{}: {}", fault.what, fault.mend.as_deref().unwrap_or_default());
        Some(error.faults.iter().map(whole).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn what_cannot_be_made_or_proven_is_refused() {
        let (days, details, overview) = ("dagoverzicht", "financiele-details", "financieel-overzicht");
        let [order, subtotals] = ["order = [\"daybook\", \"day\"]", "subtotals = [\"daybook\"]"];
        let grouping = "[[grouping]]\nname = \"day\"\norder = [\"daybook\", \"day\"]\nsubtotals = [\"daybook\"]\n";
        let plain = "order = [\"booking-code\"]\nsubtotals = []";
        let page = "[page]";
        let section = "[[section]]\ntitle = \"S\"\nkinds = [\"K\"]\ntotal = \"T\"\n\n[page]";
        let entries = "boekingsvoorstel";
        let rows = [
            (
                entries,
                "order = [\"daybook\", \"month\", \"booking-code\"]",
                "order = [\"daybook\", \"month\"]",
                "does not make entries",
            ),
            (entries, "field = \"debit\"", "field = \"action\"", "0 columns for `debit`"),
            (entries, "entries = true\n", "", "what lines of this kind don't have"),
            (days, "kind = \"summary\"", "kind = \"listing\"\nentries = true", "no single transactions"),
            (days, "id = \"dagoverzicht\"", "id = \"\"", "`` is no id"),
            (days, "id = \"dagoverzicht\"", "id = \"Dag\"", "`Dag` is no id"),
            (days, grouping, "", "at least one [[grouping]]"),
            (days, "field = \"day\"", "field = \"customer\"", "what lines of this kind don't have"),
            (details, "field = \"item\"", "field = \"count\"", "what lines of this kind don't have"),
            (days, "header = \"Dag\"", "header = \"Dagboek\"", "the header `Dagboek` is taken"),
            (days, "header = \"Dag\"", "header = \"Rijtype\"", "the header `Rijtype` is taken"),
            (days, "field = \"day\"", "field = \"count\"", "columns for `count`"),
            (details, page, section, "a listing has no [[section]]"),
            (days, "font_size = 8.5", "font_size = 4.9", "`font_size` is 4.9"),
            (days, "font_size = 8.5", "font_size = 14.1", "`font_size` is 14.1"),
            (days, "width = 27", "width = 4.9", "the column `Uitgaven` is 4.9 mm wide"),
            (days, "width = 27", "width = 200.1", "the column `Uitgaven` is 200.1 mm wide"),
            (days, "width = 27", "width = 27.02", "the columns are 185.02 mm wide together"),
            (days, "field = \"count\"", "field = \"is-received\"", "columns for `count`"),
            (overview, "header = \"Telt mee\"", "header = \"Telt mee\"\nwidth = 20", "put it before"),
            (days, order, "order = []", "name each dimension once"),
            (days, order, "order = [\"daybook\", \"day\", \"day\"]", "name each dimension once"),
            (days, order, "order = [\"daybook\", \"day\", \"daybook-kind\"]", "name each dimension once"),
            (
                days,
                "order = [\"daybook\", \"day\"]\nsubtotals = [\"daybook\"]",
                "order = [\"day\"]\nsubtotals = []",
                "would not tell what was received",
            ),
            (days, order, "order = [\"daybook\", \"branch\"]", "the column `Dag` needs `day`"),
            (days, "field = \"day\"", "field = \"booking-group\"", "the column `Dag` needs `booking-group`"),
            (days, order, "order = [\"daybook\", \"day\"]\nacross = \"day\"", "both in its `order` and `across`"),
            (days, order, "order = [\"daybook\", \"day\"]\nacross = \"branch\"", "no one column `side`"),
            (days, "field = \"receipts\"", "field = \"amount\"", "as `amount` and as"),
            (days, "field = \"receipts\"", "field = \"difference\"", "columns for `receipts`"),
            (days, "field = \"day\"", "field = \"difference\"", "has nothing `across`"),
            (days, "field = \"day\"", "field = \"side\"", "there is a column `side`, and"),
            (
                overview,
                "by = \"booking-group\"\nkinds = [\"K\", \"B\", \"G\"]",
                "by = \"booking-group\"",
                "would add what was received",
            ),
            (days, subtotals, "subtotals = [\"branch\"]", "subtotals `branch`"),
            (details, plain, "order = [\"booking-code\"]\nsubtotals = [\"booking-code\"]", "of a listing groups"),
            (details, plain, "order = [\"daybook\"]\nsubtotals = []", "of a listing groups"),
            (days, "kinds = [\"K\", \"B\", \"G\"]", "kinds = [\"K\", \"B\"]", "no section has the kind of daybook `G`"),
            (days, "kinds = [\"R\"]", "kinds = [\"R\", \"K\"]", "2 sections have the kind of daybook `K`"),
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
