//! What a template must keep to so that what was received is never added to what was not, and no money drops out of a
//! report or counts twice.

use super::dimension::{Dimension, kind_name};
use super::template::{Field, Grouping, RecapTemplate, Relation, SectionTemplate, Template, WriteOffs};
use super::template_fault::{At, TemplateFaults};
use crate::domain::DaybookKind;

impl Template {
    /// Demands what reports of today must keep to. Reports were issued before this was asked.
    pub(super) fn check_of_today(&self, faults: &mut TemplateFaults<'_>) {
        for (index, recap) in self.recaps.iter().enumerate() {
            self.check_recap(recap, &At::nth("recap", index), faults);
        }
        self.check_scope(faults);
        self.check_titles(faults);
        for (index, grouping) in self.groupings.iter().enumerate() {
            if grouping.matrix.is_some() && grouping.across.is_some() {
                let what = format!(
                    "grouping `{}` has `matrix` and `across`, which both need the width of the page",
                    grouping.name
                );
                faults.add(&At::nth("grouping", index).key("matrix"), what, "keep one of the two");
            }
        }
    }

    /// Demands that the scope leaves out nothing that it names.
    fn check_scope(&self, faults: &mut TemplateFaults<'_>) {
        for (index, lines) in self.scope.lines.iter().enumerate() {
            let at = At::top("scope").key("lines").item(index);
            if lines.kinds.is_empty() {
                let mend = "name its kinds of daybooks, such as `kinds = [\"K\", \"B\", \"G\"]`, or leave `lines` out";
                faults.add(&at, "`lines` of no kind of daybooks are none: all money would drop out", mend);
            }
            if lines.kinds.contains(&DaybookKind::WriteOff) && self.scope.write_offs != WriteOffs::Always {
                let what = "the report is about `A`, whose lines would drop out unless somebody asks for them";
                let mend = "write `write_offs = \"always\"` in [scope]";
                faults.add(&At::top("scope").key("write_offs"), what, mend);
            }
        }
    }

    /// Demands that parts can be told apart by their titles.
    fn check_titles(&self, faults: &mut TemplateFaults<'_>) {
        let groupings: Vec<&str> = self.groupings.iter().map(|grouping| grouping.name.as_str()).collect();
        let sections: Vec<&str> = self.sections.iter().map(|section| section.title.as_str()).collect();
        let recaps: Vec<&str> = self.recaps.iter().map(|recap| recap.title.as_str()).collect();
        let headers: Vec<&str> = self.columns.iter().map(|column| column.header.as_str()).collect();
        for (table, key, titles) in
            [("grouping", "name", groupings), ("section", "title", sections), ("recap", "title", recaps)]
        {
            for (index, title) in titles.iter().enumerate().filter(|(index, title)| titles[..*index].contains(title)) {
                let what = format!("two [[{table}]] have the {key} `{title}`");
                faults.add(
                    &At::nth(table, index).key(key),
                    what,
                    "give one of them another: readers must tell them apart",
                );
            }
            check_empty(table, key, &titles, faults);
        }
        check_empty("column", "header", &headers, faults);
        if self.title.trim().is_empty() {
            faults.add(&At::top("title"), "the `title` is empty", "write what readers shall call the report");
        }
    }

    /// Demands that a recap has what it is made of, adds nothing that must not be added, and leaves nothing out of a section.
    fn check_recap(&self, recap: &RecapTemplate, at: &At<'_>, faults: &mut TemplateFaults<'_>) {
        let title = &recap.title;
        if recap.first_page.is_some_and(|page| !(2..=20).contains(&page.at_most)) {
            let what = format!("recap `{title}` has no room for so many lines on the first page");
            faults.add(&at.clone().key("first_page"), what, "let its `at_most` be from 2 to 20");
        }
        for dimension in recap.dimensions() {
            let needs = match dimension {
                Dimension::Category if self.categories.is_empty() => "add [[category]], the last with `rest = true`",
                Dimension::Age if !self.scope.items.are_open() => {
                    "only open items have ages: `items = \"open-at-end\"` in [scope]"
                }
                Dimension::Earlier => "earlier periods stand `across` a [[grouping]] only",
                _ => continue,
            };
            let what = format!("recap `{title}` is of `{dimension}`, which the lines of this report don't have");
            faults.add(&at.clone().key("by"), what, needs);
        }
        if recap.across == Some(recap.by) {
            let what = format!("recap `{title}` has `{}` both `by` and `across`", recap.by);
            faults.add(&at.clone().key("across"), what, "leave `across` out, or name another dimension there");
        }
        let kinds = at.clone().key("kinds");
        let mut counted = self.kinds().filter(|kind| recap.kinds.contains(kind)).map(DaybookKind::is_received);
        let first = counted.next();
        if !counted.all(|kind| Some(kind) == first) && !recap.by.tells_received() {
            let what = format!("recap `{title}` would add what was received to what was not");
            faults.add(&kinds, what, "give it `kinds`, such as [\"K\", \"B\", \"G\"]");
        }
        let is_pure = |section: &&SectionTemplate| {
            section.kinds.iter().all(|kind| kind.is_received()) || !section.kinds.iter().any(|kind| kind.is_received())
        };
        for section in self.sections.iter().filter(is_pure) {
            let missing = section.kinds.iter().filter(|kind| !recap.kinds.contains(kind));
            let missing: Vec<String> = missing.map(|kind| format!("`{}`", kind_name(*kind))).collect();
            if !missing.is_empty() && missing.len() < section.kinds.len() {
                let what = format!(
                    "recap `{title}` counts some kinds of daybooks of section `{}` and leaves out {}: its total would tie to none",
                    section.title,
                    missing.join(", ")
                );
                let mend =
                    "count all kinds of a section or none; a report of fewer kinds says so in [scope] with `lines`";
                faults.add(&kinds, what, mend);
            }
        }
        let is_restricted = recap.kinds.len() < DaybookKind::ALL.len();
        if let Some(kind) = recap.kinds.iter().find(|kind| is_restricted && !self.kinds().any(|other| other == **kind))
        {
            let what = format!("recap `{title}` counts `{}`, and the report is not about it", kind_name(*kind));
            faults.add(&kinds, what, "leave it out");
        }
        if let Some(against) = &recap.against {
            let at = at.clone().key("against").key("kinds");
            if let Some(kind) = against.kinds.iter().find(|kind| recap.kinds.contains(kind)) {
                let what = format!("recap `{title}` counts `{}` and sets it against itself", kind_name(*kind));
                faults.add(&at, what, "name it on one side only");
            }
            let mut sides = against.kinds.iter().map(|kind| kind.is_received());
            let first = sides.next();
            if !sides.all(|kind| Some(kind) == first) {
                let what =
                    format!("recap `{title}` would add what was received to what was not, in what it sets against");
                faults.add(&at, what, "name kinds that were received, or kinds that were not");
            }
        }
    }

    /// Demands that a line tells whether it was received: in a file nothing else would.
    pub(super) fn check_received_is_told(&self, grouping: &Grouping, at: &At<'_>, faults: &mut TemplateFaults<'_>) {
        let mut kinds = self.kinds().map(DaybookKind::is_received);
        let first = kinds.next();
        let is_told = kinds.all(|kind| Some(kind) == first)
            || grouping.order.iter().any(|dimension| dimension.tells_received())
            || self.columns.iter().any(|column| column.field == Field::IsReceived);
        if !is_told {
            let what =
                format!("the lines of grouping `{}` would not tell what was received from what was not", grouping.name);
            let mend = "begin its `order` with `daybook` or `way-of-payment`, or add a column `is-received`";
            faults.add(&at.clone().key("order"), what, mend);
        }
    }

    /// Demands that a report of stornos or a sample has a section for each relation, so that no line drops out.
    pub(super) fn check_parts(&self, faults: &mut TemplateFaults<'_>) {
        let relations = match self.sample {
            Some(_) if self.pairs => {
                let what = "a report is of stornos or a sample, not both";
                return faults.add(&At::top("pairs"), what, "leave one of them out");
            }
            Some(_) => Relation::OF_SAMPLE,
            None => Relation::OF_STORNOS,
        };
        for relation in relations {
            let of_it = || self.sections.iter().enumerate().filter(|(_, section)| section.relation == Some(relation));
            if of_it().count() != 1 {
                let what =
                    format!("the report has {} sections with the relation `{}`", of_it().count(), relation.name());
                let last = of_it().next_back();
                let at = last.map_or_else(|| At::top("kind"), |(index, _)| At::nth("section", index).key("relation"));
                faults.add(&at, what, "give it one: lines would drop out, or stand there twice");
            }
        }
        let is_strange = |section: &SectionTemplate| section.relation.is_none_or(|own| !relations.contains(&own));
        if let Some(index) = self.sections.iter().position(is_strange) {
            let names = relations.map(|relation| format!("`{}`", relation.name())).join(", ");
            let mend = format!("its relation is one of {names}");
            faults.add(&At::nth("section", index), "a section has no relation of its own", mend);
        }
        if self.kinds().any(|kind| !kind.is_received()) {
            let what = "stornos and samples would add what was received to what was not";
            faults.add(&At::top("scope").key("lines"), what, "name kinds of `lines` among K, B and G in [scope]");
        }
    }

    /// Demands that each kind of daybook has exactly one section, so that no money drops out or counts twice.
    pub(super) fn check_sections(&self, faults: &mut TemplateFaults<'_>) {
        let about: Vec<DaybookKind> = self.kinds().collect();
        let kinds = |index| At::nth("section", index).key("kinds");
        let with = |test: &dyn Fn(&SectionTemplate) -> bool| {
            let found = self.sections.iter().enumerate().filter(|(_, section)| test(section));
            found.map(|(index, _)| index).collect::<Vec<_>>()
        };
        // What no section has is missing in the last one that could have it.
        let nowhere = |of_receipts: bool| {
            let alike = with(&|section| section.is_received() == of_receipts).last().copied();
            alike.or(self.sections.len().checked_sub(1)).map_or_else(|| At::top("kind"), kinds)
        };
        for kind in DaybookKind::ALL {
            let (places, name) = (with(&|section| section.kinds.contains(&kind)), kind_name(kind));
            match (about.contains(&kind), places.as_slice()) {
                (true, [_]) | (false, []) => {}
                (true, []) => {
                    let what = format!("no section has the kind of daybook `{name}`: its money would drop out");
                    let mend =
                        "add it to the `kinds` of a section, or leave it out of the report with `lines` in [scope]";
                    faults.add(&nowhere(kind.is_received()), what, mend);
                }
                (true, [.., last]) => {
                    let what = format!(
                        "{} sections have the kind of daybook `{name}`: its money would count twice",
                        places.len()
                    );
                    faults.add(&kinds(*last), what, "leave it in one of them");
                }
                (false, [first, ..]) => {
                    let what = format!("a section has the kind of daybook `{name}`, and the report is not about it");
                    faults.add(&kinds(*first), what, "leave it out, or let [scope] have its lines");
                }
            }
        }
        let open = with(&|section| section.is_open);
        match (open.as_slice(), self.scope.items.are_open()) {
            ([_], true) | ([], false) => {}
            ([.., last], true) => {
                faults.add(
                    &kinds(*last),
                    "what is open would count twice",
                    "leave `open` in the `kinds` of one section",
                );
            }
            ([], true) => {
                let what = "no section has what is open: it would drop out";
                faults.add(&nowhere(false), what, "write `kinds = [\"open\"]` in a section");
            }
            ([first, ..], false) => {
                let what = "a section is of what is open, and the report is not";
                faults.add(&kinds(*first), what, "leave `open` out, or write `items = \"open-at-end\"` in [scope]");
            }
        }
        for (index, section) in self.sections.iter().enumerate() {
            if section.kinds.iter().any(|kind| kind.is_received()) && !section.is_received() {
                let what = format!("section `{}` would add what was received to what was not", section.title);
                faults.add(&kinds(index), what, "K, B and G were received: put all others into sections of their own");
            }
        }
        let received = with(&|section| section.is_received() && !section.kinds.is_empty());
        if let [_, .., last] = received.as_slice() {
            let what = "what was received stands in several sections, and no total would be all of it";
            faults.add(&kinds(*last), what, "put K, B and G into one section");
        }
        if let Some(index) = with(&|section| section.kinds.is_empty() && !section.is_open).first() {
            let what = format!("section `{}` has no lines", self.sections[*index].title);
            faults.add(&kinds(*index), what, "name its `kinds` of daybooks, or leave it out");
        }
    }
}

/// Texts that readers see are not empty.
fn check_empty(table: &'static str, key: &'static str, texts: &[&str], faults: &mut TemplateFaults<'_>) {
    for (index, _) in texts.iter().enumerate().filter(|(_, text)| text.trim().is_empty()) {
        let what = format!("the {key} of a [[{table}]] is empty");
        faults.add(&At::nth(table, index).key(key), what, "write what readers shall read there");
    }
}
