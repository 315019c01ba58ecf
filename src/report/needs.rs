//! What a report needs of the transactions as they come in.

use super::earlier;
use super::lines::keys;
use super::listing;
use super::revision;
use super::selection::Selection;
use super::spec::Issue;
use super::template::{Grouping, Kind, Template};
use crate::domain::Period;

/// What a report needs of the transactions.
#[derive(Clone, Debug)]
pub struct Needs {
    pub(super) selection: Selection,
    pub(super) groups: Vec<Vec<&'static str>>,
    /// The text columns of a listing, or of a comparison of versions; `None` when no single lines are needed.
    pub(super) rows: Option<Vec<&'static str>>,
    /// The period of the stornos whose originals are looked for.
    pub(super) pairs: Option<Period>,
    /// The earlier periods that the report could be set beside.
    pub(super) earlier: Vec<Period>,
    /// Whether it is told where lines come from and which are left out: the first and the last id of each daybook, and
    /// the bridge.
    pub(super) tells_origin: bool,
    /// Whether lines may be of any library: then it is told when there are none of the one that was asked for.
    pub(super) of_any_library: bool,
}

impl Needs {
    /// What a report by this template needs.
    #[must_use]
    pub fn of_report(template: &Template, grouping: &Grouping, selection: &Selection) -> Self {
        let recaps = template.recaps.iter().map(|recap| keys(&recap.dimensions()));
        let mut groups: Vec<Vec<&'static str>> = vec![keys(&[])];
        for keys in recaps.chain([keys(&grouping.dimensions())]) {
            if !groups.contains(&keys) {
                groups.push(keys);
            }
        }
        let rows = (template.kind == Kind::Listing).then(|| listing::texts(template));
        let pairs = selection.period.filter(|_| template.pairs);
        let selection = selection.clone();
        Self { selection, groups, rows, pairs, earlier: Vec::new(), tells_origin: true, of_any_library: false }
    }

    /// The same, with the earlier periods that it can be set beside.
    #[must_use]
    pub fn with_earlier(self) -> Self {
        Self { earlier: earlier::periods(&self.selection), ..self }
    }

    /// The same for lines that may be of any library.
    #[must_use]
    pub fn of_any_library(self) -> Self {
        Self { of_any_library: true, ..self }
    }

    /// The same for those who only see the lines.
    #[must_use]
    pub fn of_lines_alone(self) -> Self {
        Self { tells_origin: false, ..self }
    }

    /// The same, with what an issued report needs that takes the place of an earlier version.
    #[must_use]
    pub fn of_issue(self, issue: Option<&Issue>) -> Self {
        if issue.is_some_and(|issue| issue.before.is_some()) { self.with_rows(&revision::COLUMNS) } else { self }
    }

    /// The same, with the single lines for a comparison of versions.
    #[must_use]
    pub fn with_rows(mut self, texts: &[&'static str]) -> Self {
        let rows = self.rows.get_or_insert_default();
        rows.extend(texts.iter().filter(|text| !rows.contains(text)).copied().collect::<Vec<_>>());
        self
    }

    /// The sums of a selection and what is worth telling of them, for no report.
    #[must_use]
    pub fn of_sums(selection: &Selection) -> Self {
        Self {
            selection: selection.clone(),
            groups: Vec::new(),
            rows: None,
            pairs: None,
            earlier: Vec::new(),
            tells_origin: false,
            of_any_library: false,
        }
    }
}
