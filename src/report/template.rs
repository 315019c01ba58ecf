//! What a report looks like: the validated form of a template file.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer};

use super::category::Category;
use super::compare::Compare;
use super::dimension::{Dimension, kind_of_name};
pub use super::field::{CODE, Field, Format, Kind, Relation};
use super::figures::Means;
use super::first_page::FirstPage;
use super::further_pages::FurtherPages;
use super::language::Language;
use super::line_scope::Items;
use super::raw_template::RawTemplate;
use super::sampling::Sample;
use super::template_fault::{TemplateError, TemplateFault, TemplateFaults};
pub use super::template_page::{Orientation, TemplatePage};
pub use super::template_scope::{InstitutionScope, Scope, WriteOffs};
use super::template_text;
use crate::domain::DaybookKind;

/// The header of the column that tells total lines from others in files.
pub const ROW_TYPE: &str = "Rijtype";

/// A report: what its lines are, how they are grouped, what they show.
#[derive(Clone, Debug)]
pub struct Template {
    /// The name by which it is asked for, also in file names.
    pub id: String,
    /// The title at the head of the report.
    pub title: String,
    /// The line under the title.
    pub subtitle: String,
    /// What a line is.
    pub kind: Kind,
    /// Which transactions the report is about.
    pub scope: Scope,
    /// The ways to order and subtotal the lines, the usual one first.
    pub groupings: Vec<Grouping>,
    /// What each line shows.
    pub columns: Vec<ColumnTemplate>,
    /// The parts that a summary is split in, by kind of daybook; none in a listing.
    pub sections: Vec<SectionTemplate>,
    /// Short tables behind the lines.
    pub recaps: Vec<RecapTemplate>,
    /// What the first page shows.
    pub first_page: FirstPage,
    /// What stands behind it.
    pub further_pages: FurtherPages,
    /// The page.
    pub page: TemplatePage,
    /// Whether its lines are stornos, each beside the line that it takes back.
    pub pairs: bool,
    /// Whether its lines are entries of a ledger, each with what is debited and what is credited.
    pub entries: bool,
    /// Whether it shows, drawer by drawer, what was counted beside what had to be there, where that is known.
    pub cash_counts: bool,
    /// How its lines are drawn, where it is a sample.
    pub sample: Option<Sample>,
    /// The categories that lines are put into.
    pub categories: Vec<Category>,
    /// How many periods before, and the same of how many years before, are compared with.
    pub compare: Compare,
    /// The roles that sign.
    pub roles: Vec<String>,
    /// Its texts in other languages.
    pub languages: BTreeMap<Language, BTreeMap<String, String>>,
    /// The translations of texts that it nowhere says any more: pages show its own texts in their place.
    pub lost_translations: Vec<TemplateFault>,
    /// The SHA-256 of the template's text, in hexadecimal.
    pub sha256: String,
}

/// A way to order and subtotal the lines.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grouping {
    /// The name by which `--grouping` asks for it.
    pub name: String,
    /// What a line is grouped by, and the order of the lines.
    pub order: Vec<Dimension>,
    /// Which of those end with a subtotal.
    pub subtotals: Vec<Dimension>,
    /// The dimension whose codes stand side by side, in the place of the column `side`.
    pub across: Option<Dimension>,
    /// The dimension of its order whose codes stand side by side on pages, while files have a row for each.
    pub matrix: Option<Dimension>,
}

impl Grouping {
    /// All dimensions that its lines depend on: those of the order, and what stands side by side.
    #[must_use]
    pub fn dimensions(&self) -> Vec<Dimension> {
        self.order.iter().copied().chain(self.across).collect()
    }

    /// The levels at which lines part, outermost first: the order, with the booking group around its codes.
    #[must_use]
    pub fn levels(&self) -> Vec<Dimension> {
        let mut levels = Vec::new();
        for dimension in &self.order {
            if *dimension == Dimension::BookingCode && !self.order.contains(&Dimension::BookingGroup) {
                levels.push(Dimension::BookingGroup);
            }
            levels.push(*dimension);
        }
        levels
    }
}

/// One column of a report's table.
#[derive(Clone, Debug)]
pub struct ColumnTemplate {
    /// What it shows.
    pub field: Field,
    /// Its header.
    pub header: String,
    /// Its width on the page in millimetres; 0 when only files show it.
    pub width: f32,
    /// How its values are written on the page.
    pub format: Format,
}

/// A part of a summary: the lines of some kinds of daybooks and their total.
#[derive(Clone, Debug)]
pub struct SectionTemplate {
    /// Its heading.
    pub title: String,
    /// A sentence under the heading.
    pub note: Option<String>,
    /// The kinds of daybooks in it.
    pub kinds: Vec<DaybookKind>,
    /// Whether what is still open is in it.
    pub is_open: bool,
    /// In a report of stornos or a sample, the lines that are in it.
    pub relation: Option<Relation>,
    /// The words of its total line.
    pub total: String,
}

impl SectionTemplate {
    /// Whether what stands here was received.
    #[must_use]
    pub fn is_received(&self) -> bool {
        !self.is_open && self.kinds.iter().all(|kind| kind.is_received())
    }
}

/// A short table behind the lines.
#[derive(Clone, Debug)]
pub struct RecapTemplate {
    /// Its heading.
    pub title: String,
    /// A sentence under the heading.
    pub note: Option<String>,
    /// What its lines are grouped by.
    pub by: Dimension,
    /// What stands side by side in its lines.
    pub across: Option<Dimension>,
    /// The kinds of daybooks that it counts.
    pub kinds: Vec<DaybookKind>,
    /// What it sets against those.
    pub against: Option<Against>,
    /// Whether it counts the categories that are income, or those that are not; `None` for all.
    pub income: Option<bool>,
    /// A report over fewer days goes without it.
    pub at_least_days: u16,
    /// How it stands on the first page; `None` for one behind the lines.
    pub first_page: Option<OnFirstPage>,
}

/// How a recap stands on the first page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnFirstPage {
    /// With fewer lines pages go without it, as it says nothing; where too few lines bear a code, it stands behind the lines.
    #[serde(default)]
    pub at_least: usize,
    /// Of more lines the largest are shown, and all others together; the whole stands behind the lines.
    #[serde(default = "many")]
    pub at_most: usize,
}

/// So many lines of a recap fit on a first page.
fn many() -> usize {
    18
}

/// What a recap sets against the kinds of daybooks that it counts, without ever adding the two.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Against {
    /// The word over what it counts.
    pub counted: String,
    /// The kinds of daybooks that are set against it.
    #[serde(deserialize_with = "kinds")]
    pub kinds: Vec<DaybookKind>,
    /// The word over them.
    pub title: String,
    /// The word over what the first is more than the second.
    pub difference: String,
}

fn kinds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<DaybookKind>, D::Error> {
    Vec::<KindName>::deserialize(deserializer).map(KindName::all)
}

/// A kind of daybook by the name that templates have for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KindName(DaybookKind);

impl KindName {
    /// # Errors
    /// When it is neither a known letter nor `other`.
    pub(super) fn of<E: serde::de::Error>(name: &str) -> Result<DaybookKind, E> {
        kind_of_name(name).ok_or_else(|| {
            E::custom(format!("`{name}` is no kind of daybook; there are K, B, G, R, V, S, T, A and other"))
        })
    }

    /// The kinds that are meant.
    pub(super) fn all(names: Vec<Self>) -> Vec<DaybookKind> {
        names.into_iter().map(|name| name.0).collect()
    }
}

impl<'de> Deserialize<'de> for KindName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of(&String::deserialize(deserializer)?).map(Self)
    }
}

impl RecapTemplate {
    /// What its lines depend on.
    #[must_use]
    pub fn dimensions(&self) -> Vec<Dimension> {
        let category = self.income.map(|_| Dimension::Category);
        [self.by].into_iter().chain(self.across).chain(category).collect()
    }
}

impl Template {
    /// Reads a template from its TOML text.
    ///
    /// # Errors
    /// All for which the text is no template: it is no TOML, has unknown keys or values, or asks for what can't be shown
    /// or proven.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        Self::read(text, |template, faults| {
            template.check(faults);
            template.check_of_today(faults);
        })
    }

    /// Reads the template of an issued report, which was sound by the rules of then.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn parse_issued(text: &str) -> Result<Self, TemplateError> {
        Self::read(text, Self::check)
    }

    fn read(text: &str, check: impl Fn(&Self, &mut TemplateFaults<'_>)) -> Result<Self, TemplateError> {
        let (raw, document) = template_text::read::<RawTemplate>(text).map_err(|faults| TemplateError { faults })?;
        let mut template = raw.into_template(text);
        let mut faults = TemplateFaults::new(text, document.get_ref());
        check(&template, &mut faults);
        if !faults.is_empty() {
            return Err(TemplateError { faults: faults.into_found() });
        }
        template.tell_lost_translations(&mut faults);
        template.lost_translations = faults.into_found();
        Ok(template)
    }

    /// Whether its lines show customers.
    #[must_use]
    pub fn shows_customers(&self) -> bool {
        self.columns.iter().any(|column| column.field == Field::Customer)
    }

    /// One of the template's texts in a language; the text itself where the template has no other words for it.
    #[must_use]
    pub fn text<'t>(&'t self, text: &'t str, language: Language) -> &'t str {
        self.languages.get(&language).and_then(|texts| texts.get(text)).map_or(text, String::as_str)
    }

    /// Every text that pages show.
    #[must_use]
    pub fn texts(&self) -> BTreeSet<&str> {
        let mut texts = BTreeSet::from([self.title.as_str(), &self.subtitle]);
        texts.extend(self.groupings.iter().map(|grouping| grouping.name.as_str()));
        let on_pages = self.columns.iter().filter(|column| !column.is_for_files_alone());
        texts.extend(on_pages.map(|column| column.header.as_str()));
        for SectionTemplate { title, note, total, .. } in &self.sections {
            texts.extend([title, total].into_iter().chain(note).map(String::as_str));
        }
        for RecapTemplate { title, note, against, .. } in &self.recaps {
            texts.extend(std::iter::once(title).chain(note).map(String::as_str));
            let words = against.iter().flat_map(|against| [&against.counted, &against.title, &against.difference]);
            texts.extend(words.map(String::as_str));
        }
        texts.extend(self.roles.iter().map(String::as_str));
        texts.extend(self.categories.iter().map(|category| &*category.name));
        texts
    }

    /// The kinds of daybooks that the report is about.
    pub fn kinds(&self) -> impl Iterator<Item = DaybookKind> {
        let lines = &self.scope.lines;
        DaybookKind::ALL
            .into_iter()
            .filter(move |kind| lines.is_empty() || lines.iter().any(|scope| scope.kinds.contains(kind)))
            .filter(|_| !self.scope.items.are_open())
    }

    /// Whether its lines can be money that came in, or was not received, so.
    #[must_use]
    pub fn is_of_way(&self, part: Means) -> bool {
        self.kinds().any(|kind| match part {
            Means::Cash => kind == DaybookKind::Cash,
            Means::Bank | Means::Online => matches!(kind, DaybookKind::Bank | DaybookKind::SecondBank),
            Means::Apart(apart) => kind == apart,
            Means::Open => false,
        })
    }

    /// Whether its lines are transactions in sections of which each is told by itself.
    #[must_use]
    pub fn lists_parts(&self) -> bool {
        self.pairs || self.sample.is_some()
    }

    /// Whether the money of its lines stands in the columns side by side and in no other: where what they hold must not be
    /// added, a line has no sum of it.
    #[must_use]
    pub fn is_told_side_by_side(&self) -> bool {
        let is_sum = |field| matches!(field, Field::Amount | Field::Receipts | Field::Expenses | Field::Balance);
        let is_whole = |grouping: &Grouping| grouping.across.is_some_and(|across| across != Dimension::Earlier);
        self.columns.iter().any(|column| column.field == Field::Side)
            && !self.columns.iter().any(|column| is_sum(column.field))
            && self.groupings.iter().all(is_whole)
    }

    /// Whether its lines are changes of what had been reported.
    #[must_use]
    pub fn is_of_changes(&self) -> bool {
        self.scope.items == Items::Changes
    }

    /// Whether its lines are more than bookings of its own days: they show other periods, or say how something is entered
    /// or what became of it.
    #[must_use]
    pub fn has_lines_beyond_bookings(&self) -> bool {
        self.entries || self.pairs || self.is_of_changes() || self.compare != Compare::default()
    }

    /// Whether any of its lines can be money that was received.
    #[must_use]
    pub fn is_of_receipts(&self) -> bool {
        self.kinds().any(DaybookKind::is_received)
    }

    /// The grouping of a name, or the usual one.
    #[must_use]
    pub fn grouping(&self, name: Option<&str>) -> Option<&Grouping> {
        match name {
            None => self.groupings.first(),
            Some(name) => self.groupings.iter().find(|grouping| grouping.name == name),
        }
    }
}

impl ColumnTemplate {
    /// Whether only files for programs have it.
    #[must_use]
    pub fn is_for_files_alone(&self) -> bool {
        self.field.is_for_files_alone() && self.width <= 0.0
    }

    /// A column with the usual format of its field, or another.
    #[must_use]
    pub fn new(field: Field, header: String, width: f32, format: Option<Format>) -> Self {
        Self { field, header, width, format: format.unwrap_or_else(|| field.format()) }
    }
}
