//! The words of a report that no template sets.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::archive_words::ArchiveWords;
use super::closing_words::{ControlWords, SignatureWords};
use super::desk_words::DeskWords;
use super::dimension::Dimension;
use super::first_page_words::{FirstPageWords, KeyFigureWords};
use super::html_words::HtmlWords;
use super::knowledge::KnowledgeWords;
use super::language::Language;
use super::line_words::LineWords;
use super::mark::MarkWords;
use super::revision_words::RevisionWords;
use super::single_words::{RelationWords, SingleWords};
use super::statement_words::StatementWords;
use crate::domain::LineField;

/// The words of a report in one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Words {
    pub language: Language,
    /// The language as documents name it, such as `nl-BE`.
    pub tag: String,
    pub weekdays: [String; 7],
    pub months: [String; 12],
    /// The same in as few letters as tell them apart, January first.
    pub short_months: [String; 12],
    pub figure: FigureWords,
    pub title: TitleWords,
    pub mark: MarkWords,
    pub knowledge: KnowledgeWords,
    pub selection: SelectionWords,
    pub lines: LineWords,
    pub measure: MeasureWords,
    pub dimension: DimensionWords,
    pub subtotal: SubtotalWords,
    pub kind: BTreeMap<String, String>,
    pub booking_group: BTreeMap<String, String>,
    /// How a storno stands to the line that it takes back.
    pub relation: RelationWords,
    /// How old open items are, by their names in files.
    pub age: BTreeMap<String, String>,
    pub key_figures: KeyFigureWords,
    pub first_page: FirstPageWords,
    pub chart: ChartWords,
    pub revision: RevisionWords,
    pub bridge: BridgeWords,
    pub control: ControlWords,
    pub finding: FindingWords,
    pub difference: DifferenceWords,
    pub signature: SignatureWords,
    pub attachment: AttachmentWords,
    pub archive: ArchiveWords,
    pub desk: DeskWords,
    pub single: SingleWords,
    pub statement: StatementWords,
    pub html: HtmlWords,
}

/// How a language writes figures and days.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureWords {
    /// What stands before the cents.
    pub decimal_mark: String,
    /// What stands between thousands.
    pub thousands_mark: String,
    /// A day, as a pattern of chrono.
    pub day: String,
    /// A day with its time, as a pattern of chrono.
    pub moment: String,
}

/// The sentences for findings, with names in braces where figures and codes go.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct FindingWords {
    pub lines_one: String,
    pub lines_many: String,
    pub encoding_fallback: String,
    pub ignored_columns: String,
    pub passed_over: String,
    pub folder_not_searched: String,
    pub unclear_name: String,
    pub titles_one: String,
    pub titles_many: String,
    pub repeated_header_one: String,
    pub repeated_header_many: String,
    pub left_out: String,
    pub left_out_unread: String,
    pub left_out_unknown: String,
    pub nearly_named: String,
    pub replaced_by_constant: String,
    pub sheets_not_read: String,
    pub sheets_with_header_not_read: String,
    pub hidden_rows_one: String,
    pub hidden_rows_many: String,
    pub no_decimals: String,
    pub no_profile: String,
    pub unused_profile: String,
    pub unused_headers: String,
    pub own_output: String,
    pub other_noughts_one: String,
    pub other_noughts_many: String,
    pub overlap_one: String,
    pub overlap_many: String,
    pub shared_lines_one: String,
    pub shared_lines_many: String,
    pub changed_line: String,
    pub told_otherwise: String,
    pub remembered_change: String,
    pub vanished_line: String,
    pub gone_open_item: String,
    pub gone_open_items: String,
    pub withdrawn_line: String,
    pub same_ids_one: String,
    pub same_ids_many: String,
    pub two_kinds: String,
    pub missed_exports: String,
    pub alike_in_feeds: String,
    pub days_not_told: String,
    pub dated_back_alone: String,
    pub late_line: String,
    pub late_line_gone: String,
    pub not_taken_in_record: String,
    pub not_taken_in_records: String,
    pub not_taken_in_unusable: String,
    pub not_taken_in_clash: String,
    pub not_taken_in_waits: String,
    /// A witness that was refused.
    pub not_taken_in_witness: String,
    pub not_taken_in_several_feeds: String,
    pub not_taken_in_day_to_come: String,
    pub not_taken_in_no_feed: String,
    pub not_taken_in_no_pattern: String,
    pub incomplete_one: String,
    pub incomplete_many: String,
    pub no_export: String,
    pub not_over: String,
    pub fallback_daybook: String,
    pub former_online_daybook: String,
    pub other_kind: String,
    pub unknown_code: String,
    pub branch_of_another: String,
    pub unmanaged_daybook: String,
    pub daybook: String,
    pub institution: String,
    pub branch: String,
    pub booking_code: String,
    pub back_dated_storno: String,
    pub stray_outside_name: String,
    pub stray_after_receipt: String,
    pub stray_long_before: String,
    pub stray_before_first_day: String,
    pub stray_after_last_day: String,
    pub stray_before_feed: String,
    pub stray_after_feed: String,
    pub stray_not_configured: String,
    pub stray_not_shown: String,
    pub stray_other_days: String,
    pub stray_open: String,
    pub nothing_of: String,
    pub missing_characters: String,
    pub more_one: String,
    pub more_many: String,
    pub names_and_more: String,
}

/// The words for what differs between two versions of a line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct DifferenceWords {
    /// For a field with what stood in it before and what stands in it now.
    pub values: String,
    /// For a field whose values are not told.
    pub changed: String,
    /// For a field with what holds (`now`) and what the other library tells (`before`).
    pub sides: String,
    /// The same for one whose values are not told.
    pub differs: String,
    pub amount: String,
    pub open: String,
    pub empty: String,
    pub field: BTreeMap<LineField, String>,
}

/// The words for the files inside a PDF.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct AttachmentWords {
    pub csv: String,
    pub manifest: String,
}

/// The words of the bridge.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct BridgeWords {
    pub title: String,
    pub note: String,
    pub step: String,
    pub accepted: String,
    pub archived: String,
    pub overlap: String,
    pub replaced: String,
    pub withdrawn: String,
    pub open: String,
    pub earlier_days: String,
    pub later_days: String,
    pub other_institutions: String,
    pub others_daybooks: String,
    /// Of the control desk.
    pub no_channel: String,
    pub settled: String,
    pub not_asked_for: String,
    pub nobodys_daybook: String,
    pub separate: String,
    pub filtered: String,
    pub written_off: String,
    pub shown: String,
    /// Of the items that were open at the end of the period.
    pub settled_since: String,
    pub of_which: String,
}

/// The words of one part of a report.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TitleWords {
    pub library: String,
    pub all_institutions: String,
    pub period: String,
    pub week: String,
    pub of: String,
    pub to: String,
    pub posted_in: String,
    pub number: String,
    pub version: String,
    pub on_demand: String,
    pub made: String,
    pub selection: String,
    pub page: String,
    pub no_bookings: String,
    pub unknown: String,
    pub open_items: String,
}

/// The words of one part of a report.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SelectionWords {
    pub branch: String,
    pub booking_code: String,
    pub daybook_type: String,
    pub daybook: String,
    pub source: String,
    pub with_write_offs: String,
    pub posted_in: String,
    pub grouping: String,
}

/// The words of one part of a report.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct MeasureWords {
    pub count: String,
    pub receipts: String,
    pub expenses: String,
    pub balance: String,
    pub amount: String,
    pub plus: String,
    pub minus: String,
}

/// The words of one part of a report.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ChartWords {
    pub by_day: String,
    pub by_week: String,
    pub by_month: String,
    pub by_year: String,
    pub total: String,
    pub highest: String,
    pub weekend: String,
    pub alternative: String,
    pub alternative_unknown: String,
    /// Each bar with its figure.
    pub alternative_each: String,
}

/// The words for what lines are grouped by.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs)]
pub struct DimensionWords {
    pub description: String,
    pub ledger_account: String,
    #[serde(flatten)]
    pub names: BTreeMap<Dimension, String>,
}

/// The words of total lines.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs)]
pub struct SubtotalWords {
    pub received: String,
    pub own: String,
    pub other: String,
    #[serde(flatten)]
    pub names: BTreeMap<Dimension, String>,
}

/// The tables that are compiled in, each read once in the life of the process.
static TABLES: LazyLock<[Words; 4]> = LazyLock::new(|| {
    Language::ALL.map(|language| {
        toml::from_str(Words::table(language))
            .unwrap_or_else(|error| unreachable!("the built-in table of words is sound: {error}"))
    })
});

impl Words {
    /// The words of a language.
    ///
    /// # Panics
    /// Never: a test reads the tables that are compiled in.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        let [dutch, french, german, english] = &*TABLES;
        match language {
            Language::Dutch => dutch,
            Language::French => french,
            Language::German => german,
            Language::English => english,
        }
    }

    /// The text of a language's table.
    #[must_use]
    pub fn table(language: Language) -> &'static str {
        match language {
            Language::Dutch => include_str!("../../report_templates/languages/nl.toml"),
            Language::French => include_str!("../../report_templates/languages/fr.toml"),
            Language::German => include_str!("../../report_templates/languages/de.toml"),
            Language::English => include_str!("../../report_templates/languages/en.toml"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::difference::DIFFERING;
    use crate::domain::{DaybookKind, LineField, SeparateItem};
    use crate::report::dimension::kind_name;

    #[test]
    fn every_language_is_complete() {
        let apart = DaybookKind::ALL.into_iter().filter(|kind| !kind.is_received());
        assert!(apart.map(kind_name).eq(["R", "V", "S", "T", "A", "other"]));
        for language in Language::ALL {
            let words = Words::of(language);
            assert_eq!(words.language, language);
            let names = (words.dimension.names.len(), words.subtotal.names.len());
            assert_eq!((names, words.kind.len(), words.booking_group.len()), ((19, 18), 9, 7), "{language}");
            let told: BTreeSet<LineField> = DIFFERING.map(|(field, _)| field).into();
            assert!(words.difference.field.keys().eq(&told), "{language}");
            let names: BTreeSet<&str> = SeparateItem::ALL.iter().map(|item| item.name()).collect();
            assert!(words.key_figures.separate.keys().map(String::as_str).eq(names), "{language}");
            assert!(words.key_figures.apart.keys().eq(["A", "R", "S", "T", "V", "other"]), "{language}");
        }
    }
}
