//! What `kasverslag --version` tells: which program this is, and which archives and forms it knows.

use std::ffi::OsString;
use std::fmt::Write as _;

use serde::Serialize;

use super::cli::VERSION;
use crate::archive::schema::LAYOUT;
use crate::render::{json, manifest};

/// The commit that a package was built of.
const COMMIT: Option<&str> = option_env!("KASVERSLAG_COMMIT");

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
        let commit = facts.next();
        Self {
            form: "kasverslag-version/1",
            name: "kasverslag",
            version: env!("CARGO_PKG_VERSION"),
            commit: commit.or(COMMIT),
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
        let read: Vec<String> = self.archive_layouts.read.iter().map(ToString::to_string).collect();
        let mut text = format!("kasverslag {VERSION}\n");
        if self.target.is_none() {
            let (machine, system) = (std::env::consts::ARCH, std::env::consts::OS);
            let _ = writeln!(text, "built by hand for {machine} {system}: only a package tells its commit and day");
        }
        let _ = writeln!(text, "archives: writes layout {}, reads {}", self.archive_layouts.written, read.join(", "));
        let forms = &self.report_forms;
        let _ =
            writeln!(text, "reports: {}, {} (reads {})", forms.json, forms.manifest, forms.manifests_read.join(", "));
        let _ = writeln!(text, "typeface: {}", self.typeface);
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
        assert!(long.starts_with(&format!("kasverslag {VERSION}\n")) && long.contains("writes layout"), "{long}");
        for words in [&["--version", "--format", "json"][..], &["--format=json", "--version"]] {
            let told: serde_json::Value = serde_json::from_str(&told(words).expect("JSON")).expect("JSON");
            assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
            assert_eq!(told["archive_layouts"]["written"], LAYOUT);
        }
        assert_eq!(told(&["run", "--version"]), None);
        assert_eq!(told(&["--version", "--format", "pdf"]), None);
    }
}
