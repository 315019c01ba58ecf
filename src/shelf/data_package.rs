//! `datapackage.json`: a year's CSV files for programs, each with its hash, its dialect and what its columns hold, by the
//! Data Package specification (version 1).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::issued_templates::IssuedTemplates;
use crate::archive::{IssuedFile, ReportRecord};
use crate::domain::steering::escaped_in_json;
use crate::render::csv::Dialect;
use crate::report::dimension::Dimension;
use crate::report::template::{Field, Format, Grouping, Kind, Template};

/// Its name in the folder of a year.
pub const FILE: &str = "datapackage.json";

#[derive(Serialize)]
struct DataPackage<'a> {
    name: String,
    title: String,
    resources: Vec<Resource<'a>>,
}

/// A CSV of the year.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource<'a> {
    name: String,
    path: String,
    title: String,
    profile: &'static str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    bytes: u64,
    hash: String,
    dialect: CsvDialect,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Schema>,
    number: &'a str,
    report: &'a str,
    period: String,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CsvDialect {
    delimiter: &'static str,
    line_terminator: &'static str,
    quote_char: &'static str,
    double_quote: bool,
    header: bool,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<SchemaColumn>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    primary_key: Vec<String>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct SchemaColumn {
    name: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    decimal_char: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints>,
}

#[derive(Clone, Serialize)]
struct Constraints {
    pattern: &'static str,
}

/// How the CSV was written, of all that its record says of how it was made.
#[derive(Deserialize)]
struct CsvForm {
    rfc4180: bool,
}

/// The text of the file of each of these years, for the reports whose numbers are of it; none for a year without a CSV.
#[must_use]
pub fn texts<'r>(
    library: &str,
    templates: &IssuedTemplates,
    records: &'r [ReportRecord],
    years: &BTreeSet<&str>,
) -> BTreeMap<&'r str, String> {
    if years.is_empty() {
        return BTreeMap::new();
    }
    let newest = ReportRecord::newest(records);
    let mut resources: BTreeMap<&str, Vec<Resource<'_>>> = BTreeMap::new();
    for record in records.iter().filter(|record| years.contains(record.year())) {
        let Some(file) =
            record.files.iter().find(|file| Path::new(&file.name).extension().is_some_and(|end| end == "csv"))
        else {
            continue;
        };
        let template = templates.of(record);
        let later = newest.get(&(record.report.clone(), record.period.to_string()));
        let later = later.filter(|later| later.version > record.version).map(|later| later.number.as_str());
        resources.entry(record.year()).or_default().push(Resource::of(record, file, template, later));
    }
    let text = |(year, resources): (&'r str, Vec<Resource<'_>>)| {
        let package = DataPackage {
            name: format!("kasverslag-{}-{year}", library.to_lowercase()),
            title: format!("Kasverslagen {library} {year}"),
            resources,
        };
        let json = serde_json::to_string_pretty(&package).unwrap_or_default();
        (year, format!("{}\n", escaped_in_json(&json)))
    };
    resources.into_iter().map(text).collect()
}

impl<'a> Resource<'a> {
    fn of(record: &'a ReportRecord, file: &IssuedFile, template: Option<&Template>, later: Option<&'a str>) -> Self {
        let is_for_programs = serde_json::from_str(&record.parameters).is_ok_and(|written: CsvForm| written.rfc4180);
        let dialect = if is_for_programs { Dialect::Rfc4180 } else { Dialect::ExcelBe };
        let title = template.map_or(record.report.as_str(), |template| &template.title);
        Self {
            // Such names are of small letters.
            name: format!("{}-{}-{}", record.number, record.report, record.period.file_part()).to_lowercase(),
            path: format!("{}/{}", record.place_in_year(), file.name),
            title: format!("{title} {}", record.period),
            profile: if template.is_some() { "tabular-data-resource" } else { "data-resource" },
            format: "csv",
            mediatype: "text/csv",
            encoding: "utf-8",
            bytes: file.bytes,
            hash: format!("sha256:{}", file.sha256),
            dialect: CsvDialect {
                delimiter: if is_for_programs { "," } else { ";" },
                line_terminator: "\r\n",
                quote_char: "\"",
                double_quote: true,
                header: true,
            },
            schema: template.and_then(|template| schema(template, dialect)),
            number: &record.number,
            report: &record.report,
            period: record.period.to_string(),
            version: record.version,
            replaced_by: later,
        }
    }
}

/// What the columns hold; `None` where they depend on what stands side by side.
fn schema(template: &Template, dialect: Dialect) -> Option<Schema> {
    let is_beside = |field: Field| matches!(field, Field::Side | Field::Difference | Field::DifferencePercent);
    if template.columns.iter().any(|column| is_beside(column.field)) {
        return None;
    }
    let decimal_char = match dialect {
        Dialect::ExcelBe => ",",
        Dialect::Rfc4180 => ".",
    };
    let field = |column: &crate::report::template::ColumnTemplate| {
        let r#type = match column.format {
            Format::Text | Format::Hash => "string",
            Format::Count => "integer",
            Format::Amount | Format::Percent | Format::Share => "number",
            Format::Date | Format::Weekday => "date",
        };
        SchemaColumn {
            name: column.header.clone(),
            r#type,
            decimal_char: (r#type == "number").then_some(decimal_char),
            constraints: pattern(column.field).map(|pattern| Constraints { pattern }),
        }
    };
    Some(Schema { fields: template.columns.iter().map(field).collect(), primary_key: primary_key(template) })
}

/// What codes look like.
fn pattern(field: Field) -> Option<&'static str> {
    match field {
        Field::Daybook => Some("[A-Z][0-9]{3}"),
        Field::Institution => Some("I[0-9]{3}"),
        Field::Branch | Field::BookingCode => Some("[0-9]{4}"),
        _ => None,
    }
}

/// The columns that tell the lines of a summary apart; none where some of them is not shown, or lines are bookings.
fn primary_key(template: &Template) -> Vec<String> {
    let of = |dimension: &Dimension| {
        let field = match dimension {
            Dimension::Daybook => Field::Daybook,
            Dimension::Institution => Field::Institution,
            Dimension::Branch => Field::Branch,
            Dimension::BookingCode => Field::BookingCode,
            Dimension::BookingGroup => Field::BookingGroup,
            Dimension::Day => Field::Day,
            _ => return None,
        };
        template.columns.iter().find(|column| column.field == field).map(|column| column.header.clone())
    };
    let order = template.groupings.first().filter(|_| template.kind == Kind::Summary).map(Grouping::dimensions);
    order.unwrap_or_default().iter().map(of).collect::<Option<Vec<String>>>().unwrap_or_default()
}
