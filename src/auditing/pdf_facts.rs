//! What an issued PDF says of itself, held against the record of its report.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Timelike};

use crate::archive::ReportRecord;
use crate::render::manifest::Manifest;

/// The names of what it says otherwise than the record; none when it is that report's.
pub(super) fn contradicted(manifest: &Manifest, report: &ReportRecord, library: Option<&str>) -> Vec<&'static str> {
    let made = DateTime::parse_from_rfc3339(&manifest.made).ok();
    let csv = report.files.iter().find(|file| Path::new(&file.name).extension().is_some_and(|ending| ending == "csv"));
    let received: BTreeMap<String, String> = serde_json::from_str(&report.received).unwrap_or_default();
    let facts = [
        ("report", manifest.report == report.report),
        ("number", manifest.number.as_ref() == Some(&report.number)),
        ("version", manifest.version == Some(report.version)),
        // The former form did not say so.
        ("place in the chain", manifest.previous.as_ref().is_none_or(|before| *before == report.previous)),
        ("library", manifest.institution.as_deref() == library),
        ("period", manifest.period == Some(report.period.to_string())),
        ("time", made == report.issued.with_nanosecond(0)),
        ("template", manifest.template == report.template),
        ("total", manifest.received.iter().all(|(column, sum)| received.get(column) == Some(sum))),
        ("number of lines", manifest.lines == report.rows),
        ("CSV", csv.is_none_or(|csv| csv.sha256 == manifest.csv.sha256)),
    ];
    facts.iter().filter(|(_, is_same)| !is_same).map(|(fact, _)| *fact).collect()
}
