//! Gauges of the last night for a collector of metrics that reads text files, such as that of Prometheus.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{NaiveDate, NaiveTime};

use super::nights::{NightOfLibrary, NightRecord};
use crate::archive::regular;
use crate::publish::modes::{FileMode, Modes};
use crate::publish::{self, PublishError};

/// What comes of a gauge's name before its own part.
const PREFIX: &str = "kasverslag";
/// The gauge that keeps its value through nights that fail.
const SUCCESS: &str = "run_success_timestamp_seconds";

/// Writes the gauges of a night; a library whose night failed keeps the time of its last success.
///
/// # Errors
/// When the file can't be written.
pub fn publish(path: &Path, night: &NightRecord, archive: &Path) -> Result<(), PublishError> {
    let earlier = String::from_utf8_lossy(&regular::read(path).unwrap_or_default()).into_owned();
    place(path, &text(night, &successes(&earlier, archive, night)))
}

/// Writes how many deliveries wait, into a file of its own beside that of the nights, such as `kasverslag-deliver.prom`: a
/// night may be at work at the same time.
///
/// # Errors
/// When the file can't be written.
pub fn publish_deliveries(path: &Path, waiting: u64) -> Result<(), PublishError> {
    let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let name = format!("{PREFIX}_deliveries_pending");
    let help = "Deliveries that did not arrive yet.";
    let text = format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {waiting}\n");
    place(&path.with_file_name(format!("{stem}-deliver.prom")), &text)
}

fn place(path: &Path, text: &str) -> Result<(), PublishError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    // The collector reads it as a user of its own.
    let modes = Modes { file: FileMode::parse("0644").ok(), folder: None };
    publish::place(folder, &name, text.as_bytes(), modes)
}

/// When each library's last good night was: as an earlier file has it, as the record of nights has it, or just now.
fn successes(earlier: &str, archive: &Path, night: &NightRecord) -> BTreeMap<String, i64> {
    let mut found = BTreeMap::new();
    let start = format!("{PREFIX}_{SUCCESS}{{library=\"");
    for line in earlier.lines().filter_map(|line| line.strip_prefix(&start)) {
        let Some((library, time)) = line.split_once("\"} ") else { continue };
        found.extend(time.parse().ok().map(|time| (library.to_owned(), time)));
    }
    for night in NightRecord::read(archive).iter().chain([night]) {
        let good = night.libraries.iter().filter(|library| library.status == 0);
        found.extend(good.map(|library| (library.library.clone(), night.ended)));
    }
    found
}

fn text(night: &NightRecord, successes: &BTreeMap<String, i64>) -> String {
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, values: Vec<(String, String)>| {
        if !values.is_empty() {
            text += &format!("# HELP {PREFIX}_{name} {help}\n# TYPE {PREFIX}_{name} gauge\n");
            text.extend(values.iter().map(|(labels, value)| format!("{PREFIX}_{name}{labels} {value}\n")));
        }
    };
    let one = |value: String| vec![(String::new(), value)];
    let each = |value: &dyn Fn(&NightOfLibrary) -> Option<i64>| {
        let of = |library: &NightOfLibrary| Some((label(&library.library), value(library)?.to_string()));
        night.libraries.iter().filter_map(of).collect::<Vec<_>>()
    };
    let count = |count: usize| i64::try_from(count).ok();
    gauge("run_timestamp_seconds", "When the last night ended.", one(night.ended.to_string()));
    let of_success = successes.iter().map(|(library, time)| (label(library), time.to_string())).collect();
    gauge(SUCCESS, "When the last night ended in which all was well.", of_success);
    gauge("run_status", "How the last night ended, as an exit status.", each(&|night| Some(night.status.into())));
    gauge("run_duration_seconds", "How long the last night took.", one(format!("{:.3}", night.seconds)));
    gauge("exports_refused", "Exports that the last night refused.", each(&|night| count(night.refused)));
    gauge("reports_issued", "Reports that the last night issued.", each(&|night| count(night.issued)));
    gauge("reports_restated", "Those of them that replace others.", each(&|night| count(night.restated)));
    gauge("missing_days", "Days that no export tells about.", each(&|night| count(night.missing)));
    let of_last_day = |night: &NightOfLibrary| {
        let day: NaiveDate = night.last_day.as_ref()?.parse().ok()?;
        Some(day.and_time(NaiveTime::MIN).and_utc().timestamp())
    };
    gauge("last_covered_day_timestamp_seconds", "The last day that is known, at its start.", each(&of_last_day));
    let commit = option_env!("KASVERSLAG_COMMIT").map_or_else(String::new, |commit| format!(",commit=\"{commit}\""));
    let labels = format!("{{version=\"{}\"{commit}}}", env!("CARGO_PKG_VERSION"));
    gauge("build_info", "The program.", vec![(labels, "1".to_owned())]);
    text
}

fn label(library: &str) -> String {
    format!("{{library=\"{library}\"}}")
}
