//! What the terminal warns of stands on the report too: it is read by others, years later.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{case_args, files, run};

/// The findings that a warning with a code may be, by the name that programs know them by.
fn findings_of(code: &str) -> Option<&'static [&'static str]> {
    Some(match code {
        "KV701" => &["encoding-fallback"],
        "KV703" => &["unknown-code", "branch-of-another"],
        "KV704" => &["changed-line", "told-otherwise", "remembered-change", "vanished-line", "withdrawn-line"],
        "KV705" => &["back-dated-storno"],
        "KV706" => &["overlap", "shared-lines", "other-noughts"],
        "KV707" => &["fallback-daybook", "former-online-daybook", "other-kind"],
        "KV708" => &["unknown-days"],
        "KV709" => &["stray-lines"],
        "KV710" => &["nothing-of"],
        "KV711" => &["same-ids", "two-kinds", "alike-in-feeds"],
        "KV712" => &["missed-exports"],
        "KV713" => &["unclear-name", "days-not-told"],
        "KV714" => &["no-profile", "unused-profile", "unused-headers", "nearly-named", "replaced-by-constant"],
        "KV715" => &["no-decimals"],
        "KV716" => &["sheets-not-read", "hidden-rows"],
        "KV717" => &["incomplete"],
        "KV719" => &[
            "count-differs",
            "daybook-of-no-channel",
            "count-differs-without-reason",
            "money-not-booked",
            "money-on-a-shared-account",
            "deposit-counted-otherwise",
            "payout-differs",
            "money-late",
            "money-came-late",
            "money-returned",
            "bank-without-export",
            "no-statement",
            "match-by-hand-does-not-hold",
            "provider-differs",
            "no-provider",
            "contract-paid-otherwise",
            "commission-differs",
            "proposal-unconfirmed",
            "provider-changed",
            "payment-in-process",
        ],
        "KV720" => &["late-line"],
        "KV721" => &["not-taken-in"],
        // Each refused record that was let through is told; the report tells that there are some, and how many.
        code if code.starts_with("KV3") => &["incomplete"],
        _ => return None,
    })
}

/// Why a warning stands on no report: it is about something else.
const ELSEWHERE: [(&str, &str); 6] = [
    // Pages tell it; files for programs have those characters.
    ("the PDF's font lacks characters", "the pages alone"),
    // What was asked for by a code that no table has: that no line has it, or that it is unknown, is a finding.
    ("of the code tables", "what was typed"),
    ("pseudonym_key", "who may read the configuration"),
    ("pseudonym key", "who may read the configuration"),
    ("translates `", "the texts of a template"),
    ("could not be removed", "the list of what an earlier report refused"),
];

#[test]
fn each_warning_of_a_report_stands_on_it() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let folders = fs::read_dir(cases).expect("the cases").map(|entry| entry.expect("a case").path());
    let (mut reports, mut seen, mut faults) = (0, BTreeSet::new(), Vec::new());
    let mut folders: Vec<_> = folders.collect();
    folders.sort();
    for case in folders {
        let told = fs::read_to_string(case.join("stderr")).unwrap_or_default();
        let args = fs::read_to_string(case.join("args")).unwrap_or_default();
        let is_report =
            args.starts_with("report\n") && fs::read_to_string(case.join("status")).is_ok_and(|s| s == "0\n");
        if !is_report || !told.lines().any(|line| line.starts_with("warning")) {
            continue;
        }
        let out = tempfile::tempdir().expect("a folder");
        let mut args = case_args(&case, out.path());
        if let Some(at) = args.iter().position(|arg| arg == "--format") {
            args.drain(at..at + 2);
        }
        args.extend(["--format", "pdf,json", "--message-format", "json"].map(str::to_owned));
        let done = run(&case, &args, &[]);
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let made = files(out.path());
        let jsons = made.iter().filter(|(name, _)| name.ends_with(".json"));
        let named: BTreeSet<String> = jsons
            .flat_map(|(_, bytes)| {
                let report: Value = serde_json::from_slice(bytes).expect("JSON");
                let found = report["coded_findings"].as_array().cloned().unwrap_or_default();
                found.into_iter().filter_map(|finding| Some(finding["name"].as_str()?.to_owned()))
            })
            .collect();
        reports += 1;
        for line in done.stderr.lines() {
            let message: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{name}: {line}"));
            if message["severity"] != "warning" || ELSEWHERE.iter().any(|(text, _)| line.contains(text)) {
                continue;
            }
            let code = message["code"].as_str().expect("a code");
            seen.insert(code.to_owned());
            if findings_of(code).is_none_or(|names| !names.iter().any(|name| named.contains(*name))) {
                faults.push(format!("{name}: {line}; the report tells {named:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(reports > 50 && seen.len() > 12, "{reports} reports, {seen:?}");
}
