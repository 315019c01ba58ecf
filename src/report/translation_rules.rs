//! What the texts of a template must keep to in every language, so that readers take none of them for another.

use super::language::Language;
use super::template::{CODE, Template};
use super::template_fault::{At, TemplateFaults};
use super::words::Words;
use crate::domain::steering::steers;

/// What texts that stand beside each other are: two of them must not read alike.
struct NeighbouringTexts<'t> {
    /// The table of the template that they are of.
    name: &'static str,
    /// Those of the template.
    all: Vec<&'t str>,
}

impl Template {
    /// Demands texts that can be read, in every language, and that no two of them that stand beside each other read alike.
    pub(super) fn check_texts(&self, faults: &mut TemplateFaults<'_>) {
        faults.add_texts(
            |text| text.chars().any(steers),
            "a text has line ends, control characters or characters that turn the direction of writing",
            "write it as one line of letters that can be seen",
        );
        for (index, section) in self.sections.iter().enumerate() {
            let at = At::nth("section", index).key("total");
            if self.sections[..index].iter().any(|other| other.total == section.total) {
                let what = format!("two [[section]] have the total `{}`", section.total);
                faults.add(&at, what, "give one of them another: readers must tell them apart");
            }
            if !section.is_received() && self.is_word_for_received(&section.total, Language::Dutch) {
                let what =
                    format!("`{}` is what pages call what was received, and this section was not", section.total);
                faults.add(&at, what, "give its total another name");
            }
        }
        for language in self.languages.keys() {
            self.check_translations(*language, faults);
        }
    }

    /// Whether pages call what was received so, where the report is about receipts.
    fn is_word_for_received(&self, text: &str, language: Language) -> bool {
        self.is_of_receipts() && text == Words::of(language).subtotal.received
    }

    fn check_translations(&self, language: Language, faults: &mut TemplateFaults<'_>) {
        let at = |text| At::top("language").key(language.name()).name(text);
        let translations = self.languages.get(&language).into_iter().flatten();
        let texts = self.texts();
        for (text, said) in translations.filter(|(text, _)| texts.contains(text.as_str())) {
            if said.trim().is_empty() && !text.trim().is_empty() {
                let what = format!("[language.{language}] has nothing for `{text}`");
                faults.add(&at(text), what, "write what readers shall read there, or leave the line out");
            } else if text.contains(CODE) != said.contains(CODE) {
                let what =
                    format!("[language.{language}] translates `{text}` to `{said}`: only one of them has {CODE}");
                faults.add(&at(text), what, format!("write {CODE} in both, in the place of the code, or in neither"));
            }
        }
        for NeighbouringTexts { name, all } in self.beside_each_other() {
            for (index, text) in all.iter().enumerate() {
                let said = self.text(text, language);
                let is_alike = |other: &&&str| **other != *text && self.text(other, language) == said;
                let Some(other) = all[..index].iter().find(is_alike).filter(|_| !said.trim().is_empty()) else {
                    continue;
                };
                let what = format!("[language.{language}] has `{said}` for two {name}: `{other}` and `{text}`");
                faults.add(&at(text), what, "give each its own: readers must tell them apart");
            }
        }
        for section in self.sections.iter().filter(|section| !section.is_received()) {
            let said = self.text(&section.total, language);
            if said != section.total && self.is_word_for_received(said, language) {
                let total = &section.total;
                let what = format!(
                    "[language.{language}] has `{said}` for `{total}`: pages call so what was received, and this section was not"
                );
                faults.add(&at(total), what, "give its total another name");
            }
        }
    }

    /// The texts of which no two may read alike.
    fn beside_each_other(&self) -> [NeighbouringTexts<'_>; 6] {
        let of = |name, all| NeighbouringTexts { name, all };
        [
            of(
                "[[column]]",
                self.columns
                    .iter()
                    .filter(|column| !column.is_for_files_alone())
                    .map(|column| &*column.header)
                    .collect(),
            ),
            of("[[section]]", self.sections.iter().map(|section| &*section.title).collect()),
            of("[[section]]", self.sections.iter().map(|section| &*section.total).collect()),
            of("[[recap]]", self.recaps.iter().map(|recap| &*recap.title).collect()),
            of("[[category]]", self.categories.iter().map(|category| &*category.name).collect()),
            of("[[grouping]]", self.groupings.iter().map(|grouping| &*grouping.name).collect()),
        ]
    }
}
