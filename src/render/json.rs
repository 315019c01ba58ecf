//! The report as JSON: its head, and its lines as the CSV has them, one object a line of the file.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserializer, Serialize};
use serde_json::{Map, Value};

use super::bridge_entry::BridgeEntry;
use super::lines::{self, FactSums};
use super::manifest::{ManifestColumn, ManifestSource, MarkEntry, PROGRAM, ReplacesEntry, made};
use crate::domain::steering::escaped_in_json;
use crate::domain::{Finding, SeparateItem, Severity};
use crate::render::error::RenderError;
use crate::report::dimension::kind_name;
use crate::report::document::{self, Bar, Cell, Chart, Column, Document, Headline, KeyFigures, Section, Table};
use crate::report::finding_words::in_words;
use crate::report::knowledge::Knowledge;
use crate::report::lines::Totals;
use crate::report::row::Row;
use crate::report::template::ROW_TYPE;

/// The form of the file; another number when what is there changes its meaning.
pub const FORM: &str = "kasverslag-report/1";

/// What all amounts are in (ISO 4217).
const CURRENCY: &str = "EUR";

/// The report; with `totals` the total lines too, and what each row is.
///
/// Amounts are texts with a decimal point and two decimals, counts numbers, days `yyyy-mm-dd`, and what is empty `null`.
#[must_use]
pub fn render(document: &Document, totals: bool) -> Vec<u8> {
    let mut file = JsonObject { bytes: b"{".to_vec(), is_first: true };
    head(document, totals, &mut file);
    let count = rows(document, totals, &mut file);
    file.field("lines", &count);
    file.field(
        "sections",
        &document.sections.iter().map(|section| JsonPart::of(document, section)).collect::<Vec<_>>(),
    );
    file.field("key_figures", &document.key_figures.as_ref().map(KeyFiguresEntry::of));
    file.field("chart", &document.chart.as_ref().map(ChartEntry::of));
    file.field("received", &figures(&document.columns, &document.received));
    file.field("bridge", &document.bridge.as_ref().map(BridgeEntry::of));
    for (name, tables) in
        [("recaps", &document.recaps), ("revision", &document.revision), ("control", &document.control)]
    {
        file.field(name, &tables.iter().map(ShortTable::of).collect::<Vec<_>>());
    }
    let findings: Vec<String> = lines::findings(document).map(|finding| in_words(finding, document.words)).collect();
    file.field("findings", &findings);
    file.field("coded_findings", &lines::findings(document).map(FindingEntry::of).collect::<Vec<_>>());
    file.bytes.extend(b"\n}\n");
    file.bytes
}

fn head(document: &Document, totals: bool, file: &mut JsonObject) {
    let (title, provenance) = (&document.title, &document.provenance);
    file.field("form", FORM);
    file.field("program", PROGRAM);
    file.field("report", &document.report);
    file.field("language", document.words.language.name());
    file.field("title", &title.title);
    file.field("library", &title.library);
    file.field("number", &title.number);
    file.field("version", &title.version);
    file.field("replaces", &document.replaced.as_ref().map(ReplacesEntry::of));
    file.field("made", &made(document));
    file.field("currency", CURRENCY);
    file.field("institution", &provenance.institution.map(|institution| institution.to_string()));
    file.field("period", &provenance.period.map(|period| period.to_string()));
    file.field("first_day", &provenance.period.map(|period| period.first().to_string()));
    file.field("last_day", &provenance.period.map(|period| period.last().to_string()));
    file.field("posted_in", &provenance.posted_in.map(|period| period.to_string()));
    file.field("parameters", &provenance.parameters);
    file.field("template", &provenance.template);
    file.field("marks", &document.marks.iter().map(|mark| MarkEntry::of(mark, document.words)).collect::<Vec<_>>());
    file.field("missing_records", &document.missing_records());
    file.field("sources", &provenance.sources.iter().map(ManifestSource::of).collect::<Vec<_>>());
    let columns = document.columns.iter().map(ManifestColumn::of);
    let row_type = totals.then(ManifestColumn::of_row_type);
    file.field("columns", &columns.chain(row_type).collect::<Vec<_>>());
}

/// Writes the lines, each as it comes; gives the number of facts.
fn rows(document: &Document, totals: bool, file: &mut JsonObject) -> u64 {
    file.name("rows");
    let (mut count, mut separator) = (0, "[");
    let Ok(()) = lines::each(document, totals, |row, row_type| {
        count += u64::from(row_type == "detail");
        file.bytes.extend(separator.as_bytes());
        separator = ",";
        file.bytes.extend(b"\n    {");
        for (index, (column, cell)) in document.columns.iter().zip(row.cells()).enumerate() {
            file.bytes.extend(if index > 0 { &b","[..] } else { b"" });
            file.pair(&column.header, &value(cell, false));
        }
        if totals {
            file.bytes.extend(b",");
            file.pair(ROW_TYPE, row_type);
        }
        file.bytes.extend(b"}");
        Ok::<_, std::convert::Infallible>(())
    });
    file.bytes.extend(if separator == "[" { &b"[]"[..] } else { b"\n  ]" });
    count
}

/// The figures of a total line, by column.
fn figures(columns: &[Column], row: &Row) -> Map<String, Value> {
    let figures = columns.iter().zip(&row.cells).filter(|(_, cell)| matches!(cell, Cell::Count(_) | Cell::Money(_)));
    figures.map(|(column, cell)| (column.header.clone(), value(cell.value(), false))).collect()
}

/// A finding for programs, in the order of the sentences.
#[derive(Serialize)]
struct FindingEntry {
    name: &'static str,
    severity: &'static str,
    /// Set where only how many more there are of its kind is told.
    more: Option<u64>,
}

impl FindingEntry {
    fn of(finding: &Finding) -> Self {
        let severity = match finding.severity() {
            Severity::Notice => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let more = if let Finding::More { count, .. } = finding { Some(*count) } else { None };
        Self { name: finding.name(), severity, more }
    }
}

/// A part of the lines.
#[derive(Serialize)]
struct JsonPart<'a> {
    title: &'a str,
    daybooks: Vec<&'static str>,
    total: Option<Map<String, Value>>,
}

impl<'a> JsonPart<'a> {
    fn of(document: &Document, section: &'a Section) -> Self {
        Self {
            title: &section.title,
            daybooks: section.kinds.iter().map(|kind| kind_name(*kind)).collect(),
            total: section.total.as_ref().map(|total| figures(&document.columns, total)),
        }
    }
}

/// A short table. Its headers need not differ, so its rows are lists.
#[derive(Serialize)]
struct ShortTable<'a> {
    title: &'a str,
    note: Option<&'a str>,
    columns: Vec<ManifestColumn>,
    rows: Vec<Vec<Value>>,
}

impl<'a> ShortTable<'a> {
    fn of(table: &'a Table) -> Self {
        let rows = table.rows.iter().map(|row| row.cells.iter().map(|cell| value(cell.value(), true)).collect());
        Self {
            title: &table.title,
            note: table.note.as_deref(),
            columns: table.columns.iter().map(ManifestColumn::of).collect(),
            rows: rows.collect(),
        }
    }
}

/// What was received day by day, week by week, month by month or year by year.
#[derive(Serialize)]
struct ChartEntry<'a> {
    title: &'a str,
    /// What the parts of each bar are.
    series: &'a [String],
    bars: Vec<BarEntry<'a>>,
}

#[derive(Serialize)]
struct BarEntry<'a> {
    label: &'a str,
    /// Nothing where it is not known what happened.
    parts: Option<Vec<String>>,
    total: Option<String>,
}

impl<'a> ChartEntry<'a> {
    fn of(chart: &'a Chart) -> Self {
        let bar = |bar: &'a Bar| {
            let is_known = !matches!(bar.knowledge, Knowledge::Nothing | Knowledge::Closed);
            BarEntry {
                label: &bar.label,
                parts: is_known.then(|| bar.parts.iter().map(ToString::to_string).collect()),
                total: is_known.then(|| bar.total.to_string()),
            }
        };
        Self { title: &chart.title, series: &chart.series, bars: chart.bars.iter().map(bar).collect() }
    }
}

/// What a reader wants to know first.
#[derive(Serialize)]
struct KeyFiguresEntry<'a> {
    headlines: Vec<HeadlineEntry<'a>>,
    table: ShortTable<'a>,
    /// What was not received, by the way of it.
    not_received: BTreeMap<&'static str, SeparateEntry>,
    /// What stands on a line of its own, by name.
    separate: BTreeMap<&'static str, SeparateEntry>,
}

#[derive(Serialize)]
struct HeadlineEntry<'a> {
    label: &'a str,
    figure: Value,
}

#[derive(Serialize)]
struct SeparateEntry {
    count: u64,
    receipts: String,
    expenses: String,
    balance: String,
}

impl SeparateEntry {
    fn of(totals: Totals) -> Self {
        let [receipts, expenses, balance] =
            [totals.receipts, totals.expenses, totals.balance()].map(|money| money.to_string());
        Self { count: totals.count, receipts, expenses, balance }
    }
}

impl<'a> KeyFiguresEntry<'a> {
    fn of(figures: &'a KeyFigures) -> Self {
        let headline = |headline: &'a Headline| HeadlineEntry {
            label: &headline.label,
            figure: value(headline.figure.value(), true),
        };
        let separate = |(item, totals): (&SeparateItem, &Totals)| (item.name(), SeparateEntry::of(*totals));
        let not_received =
            |(part, totals): &(crate::report::figures::Means, Totals)| (part.name(), SeparateEntry::of(*totals));
        Self {
            headlines: figures.headlines.iter().map(headline).collect(),
            table: ShortTable::of(&figures.table),
            not_received: figures.not_received.iter().map(not_received).collect(),
            separate: figures.separate.iter().map(separate).collect(),
        }
    }
}

/// A value; short tables speak the language of the pages, as their headings do.
fn value(value: document::Value<'_>, as_page: bool) -> Value {
    match value {
        document::Value::Empty => Value::Null,
        document::Value::Text(text) => Value::from(text),
        document::Value::Said(said) => Value::from(if as_page { &*said.page } else { &*said.file }),
        document::Value::Count(count) => Value::from(count),
        document::Value::Money(money) => Value::from(money.to_string()),
        document::Value::Percent(percent) => Value::from(percent.to_string()),
        document::Value::Day(day) => Value::from(day.to_string()),
    }
}

/// A JSON object that grows field by field.
struct JsonObject {
    bytes: Vec<u8>,
    is_first: bool,
}

impl JsonObject {
    fn name(&mut self, name: &str) {
        self.bytes.extend(if self.is_first { &b"\n  "[..] } else { b",\n  " });
        self.is_first = false;
        self.put(name);
        self.bytes.extend(b": ");
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        self.name(name);
        self.put(value);
    }

    fn pair<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        self.put(name);
        self.bytes.extend(b":");
        self.put(value);
    }

    fn put<T: Serialize + ?Sized>(&mut self, value: &T) {
        let Ok(json) = serde_json::to_string(value) else { unreachable!("texts and numbers become JSON") };
        self.bytes.extend(escaped_in_json(&json).as_bytes());
    }
}

/// Checks finished JSON against the document by reading it again: number of rows and sum of each column of amounts.
///
/// # Errors
/// What differs: a fault of the program.
pub fn verify(document: &Document, bytes: &[u8]) -> Result<(), RenderError> {
    let mut written = FactSums::none(document);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let whole = Whole { document, written: &mut written };
    whole.deserialize(&mut reader).and_then(|()| reader.end()).map_err(|error| format!("the JSON: {error}"))?;
    lines::agree(document, "JSON", &written)
}

/// Reads a file back, row by row.
struct Whole<'a> {
    document: &'a Document,
    written: &'a mut FactSums,
}

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a report")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == "rows" {
                map.next_value_seed(JsonRows(Whole { document: self.document, written: &mut *self.written }))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct JsonRows<'a>(Whole<'a>);

impl<'de> DeserializeSeed<'de> for JsonRows<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for JsonRows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        let Whole { document, written } = self.0;
        while let Some(row) = rows.next_element::<Map<String, Value>>()? {
            if row.get(ROW_TYPE).is_some_and(|row_type| row_type != "detail") {
                continue;
            }
            written.count();
            for (index, column) in document.columns.iter().enumerate() {
                if let Some(text) = row.get(&column.header).and_then(Value::as_str)
                    && lines::is_amount(document, index)
                {
                    written.add(index, text.parse().map_err(|_| A::Error::custom(format!("`{text}` is no amount")))?);
                }
            }
        }
        Ok(())
    }
}
