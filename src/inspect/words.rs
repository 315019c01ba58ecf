//! The words of a report that its pages say in their language and its CSV in Dutch.

use std::collections::BTreeMap;

use super::figures::{of_csv, of_page};
use super::fonts::Fonts;
use crate::render::manifest::{ColumnKind, Manifest};

/// Words that mean the same, each with the one that stands for all of them.
#[derive(Debug)]
pub(super) struct Synonyms(BTreeMap<String, String>);

impl Synonyms {
    /// Those of a report. A text of an export may happen to be such a word: it stays the same as itself.
    pub(super) fn of(manifest: &Manifest, fonts: &Fonts) -> Self {
        let mut same: BTreeMap<String, String> = BTreeMap::new();
        for (in_file, on_page) in &manifest.translated {
            let forms = [of_csv(in_file, ColumnKind::Text), of_page(on_page, ColumnKind::Text)];
            let forms = forms.iter().flat_map(|form| [form.clone(), fonts.marked(form)]);
            let forms: Vec<String> = forms.collect();
            let first = forms.iter().find_map(|form| same.get(form)).unwrap_or(&forms[0]).clone();
            for form in forms {
                if let Some(other) = same.insert(form, first.clone())
                    && other != first
                {
                    same.values_mut().filter(|one| **one == other).for_each(|one| one.clone_from(&first));
                }
            }
        }
        Self(same)
    }

    /// What stands for a text in its column.
    pub(super) fn same<'w>(&'w self, text: &'w str, kind: ColumnKind) -> &'w str {
        match kind {
            ColumnKind::Text => self.0.get(text).map_or(text, String::as_str),
            _ => text,
        }
    }
}
