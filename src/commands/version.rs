//! What `kasverslag --version` tells: which program this is, and which archives and forms it knows.

use std::ffi::OsString;

use serde::Serialize;

use super::cli::VERSION;
use crate::archive::schema::LAYOUT;
use crate::render::{json, manifest};

/// The typeface of pages.
const TYPEFACE: &str = "Noto Sans";

/// The program, for programs.
#[derive(Debug, Serialize)]
struct ProgramVersion {
    form: &'static str,
    name: &'static str,
    version: &'static str,
    /// What only a package can vouch for.
    commit: Option<&'static str>,
    day: Option<&'static str>,
    target: Option<&'static str>,
    archive_layouts: ArchiveLayouts,
    report_forms: ReportForms,
    typeface: &'static str,
}

#[derive(Debug, Serialize)]
struct ArchiveLayouts {
    written: u32,
    read: Vec<u32>,
}

#[derive(Debug, Serialize)]
struct ReportForms {
    json: &'static str,
    manifest: &'static str,
    manifests_read: [&'static str; 2],
}

impl ProgramVersion {
    fn new() -> Self {
        // Of a package the version is `0.2.0 (1a2b3c4d5 2026-12-01 x86_64-unknown-linux-gnu)`.
        let built = VERSION.split_once('(').and_then(|(_, built)| built.strip_suffix(')'));
        let mut facts = built.into_iter().flat_map(|built| built.split(' '));
        Self {
            form: "kasverslag-version/1",
            name: "kasverslag",
            version: env!("CARGO_PKG_VERSION"),
            commit: facts.next(),
            day: facts.next(),
            target: facts.next(),
            archive_layouts: ArchiveLayouts { written: LAYOUT, read: (1..=LAYOUT).collect() },
            report_forms: ReportForms {
                json: json::FORM,
                manifest: manifest::FORM,
                manifests_read: [manifest::FORMER_FORM, manifest::FORM],
            },
            typeface: TYPEFACE,
        }
    }

    fn text(&self) -> String {
        let layouts: Vec<String> = self.archive_layouts.read.iter().map(ToString::to_string).collect();
        let forms = &self.report_forms;
        let lines = [
            // The one that is written stands last.
            ("archive_layouts", layouts.join(", ")),
            ("report_forms", [&[forms.json][..], &forms.manifests_read].concat().join(", ")),
            ("typeface", self.typeface.to_owned()),
        ];
        let mut text = format!("kasverslag {VERSION}\n");
        for (name, value) in lines {
            text += &format!("{name}: {value}\n");
        }
        text
    }
}

/// What is printed where nothing but the version is asked for; `None` where something else is typed. `-V` asks for one
/// line, `--version` for all, with `--format json` for programs.
#[must_use]
pub fn asked(typed: &[OsString]) -> Option<String> {
    let words: Vec<&str> = typed.iter().skip(1).map(|word| word.to_str()).collect::<Option<_>>()?;
    let (asking, others): (Vec<&str>, Vec<&str>) =
        words.into_iter().partition(|word| matches!(*word, "--version" | "-V"));
    let version = ProgramVersion::new();
    match (&asking[..], &others[..]) {
        (["-V"], []) => Some(format!("kasverslag {VERSION}\n")),
        (["--version"], [] | ["--format", "text"] | ["--format=text"]) => Some(version.text()),
        ([_], ["--format", "json"] | ["--format=json"]) => {
            serde_json::to_string_pretty(&version).ok().map(|text| text + "\n")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &[&str]) -> Option<String> {
        let typed: Vec<OsString> = ["kasverslag"].iter().chain(words).map(OsString::from).collect();
        asked(&typed)
    }

    #[test]
    fn the_version_is_told_shortly_at_length_and_to_programs() {
        assert_eq!(told(&["-V"]), Some(format!("kasverslag {VERSION}\n")));
        let long = told(&["--version"]).expect("text");
        assert!(
            long.starts_with(&format!("kasverslag {VERSION}\n")) && long.contains("archive_layouts: 1, 2"),
            "{long}"
        );
        for words in [&["--version", "--format", "json"][..], &["--format=json", "--version"]] {
            let told: serde_json::Value = serde_json::from_str(&told(words).expect("JSON")).expect("JSON");
            assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
            assert_eq!(told["archive_layouts"]["written"], LAYOUT);
        }
        assert_eq!(told(&["run", "--version"]), None);
        assert_eq!(told(&["--version", "--format", "pdf"]), None);
    }
}
