//! Puts the reports of a parcel into a folder, such as a share: each file whole, none over another, nothing where the
//! share is gone.

use std::path::{Path, PathBuf};

use super::letter::ReportToSend;
use super::mark::{MARK, MARK_TEXT};
use crate::archive::deliveries::Deliveries;
use crate::archive::regular;
use crate::config::Config;
use crate::config::delivery::{DeliveryFolder, Target};
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::failure::Failure;
use crate::publish::{OutputFile, publish};

/// Why nothing can be put into a folder; `None` when it can.
///
/// # Errors
/// When the state can't be read.
pub fn hindrance(
    pattern: &DeliveryFolder,
    name: &str,
    state: Option<&Deliveries>,
) -> Result<Option<Diagnostic>, Failure> {
    let root = pattern.root();
    if !root.is_dir() {
        let gone = Diagnostic::error(ExitStatus::Environment, "a folder that reports go to is not there");
        return Ok(Some(gone.in_file(&root).hinted("is the share mounted? It is never made by kasverslag")));
    }
    if state.map_or(Ok(false), |state| state.has_begun(name))? && !root.join(MARK).is_file() {
        let other =
            Diagnostic::error(ExitStatus::Environment, "a folder that reports go to is not the one that it was");
        let hint = format!("is the share mounted? If it is the right folder, put an empty file `{MARK}` into it");
        return Ok(Some(other.in_file(&root).hinted(hint)));
    }
    Ok(None)
}

/// Puts the files of reports into their folders, and returns what is new there.
///
/// # Errors
/// When the folder is gone, or something can't be read or written; what is there stays, and the next call finishes.
pub(super) fn put(
    pattern: &DeliveryFolder,
    target: &Target,
    reports: &[ReportToSend<'_>],
    config: &Config,
    state: &Deliveries,
) -> Result<Vec<PathBuf>, Failure> {
    if let Some(hindrance) = hindrance(pattern, &target.name, Some(state))? {
        return Err(hindrance.into());
    }
    let (root, modes) = (pattern.root(), config.run.modes);
    if !root.join(MARK).is_file() {
        publish(&root, &[OutputFile { name: MARK.into(), bytes: MARK_TEXT.into() }], modes)?;
    }
    state.set_begun(&target.name)?;
    let mut written = Vec::new();
    for report in reports {
        if report.has_details(config) && !target.attaches_details {
            continue;
        }
        let folder = pattern.of(report.library.institution, report.record.year());
        let mut files = Vec::new();
        for file in report.files(target) {
            let (name, bytes) = (name(&file.name, report.record.version), report.bytes(file)?);
            match regular::read(&folder.join(&name)) {
                // An attempt that died had come so far.
                Ok(found) if found == bytes => {}
                Ok(_) => return Err(taken(&folder.join(&name))),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    files.push(OutputFile { name: name.into(), bytes });
                }
                Err(error) => return Err(unreadable(&folder.join(&name), &error)),
            }
        }
        if !files.is_empty() {
            written.extend(publish(&folder, &files, modes)?);
        }
    }
    Ok(written)
}

/// The name of a file in a folder that holds all versions, for people: with its version in words, and but once.
fn name(name: &str, version: u32) -> String {
    match name.rsplit_once('.') {
        Some((stem, end)) if version > 1 => {
            let stem = stem.strip_suffix(&format!("_v{version}")).unwrap_or(stem);
            format!("{stem}_versie-{version}.{end}")
        }
        _ => name.to_owned(),
    }
}

fn taken(path: &Path) -> Failure {
    Diagnostic::error(ExitStatus::Environment, "another file has the name of a report that is to be delivered")
        .in_file(path)
        .hinted("nothing is written over: move it elsewhere")
        .into()
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Diagnostic::error(ExitStatus::Environment, format!("`{}` can't be read: {error}", path.display())).into()
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_version_is_told_once() {
        for (issued, version, wanted) in [
            ("dag_I355_2026-11-02.pdf", 1, "dag_I355_2026-11-02.pdf"),
            ("dag_I355_2026-11-02_v2.pdf", 2, "dag_I355_2026-11-02_versie-2.pdf"),
            ("dag_I355_2026-11-02_v12.csv", 2, "dag_I355_2026-11-02_v12_versie-2.csv"),
            ("dag_I355_2026-11-02.csv", 3, "dag_I355_2026-11-02_versie-3.csv"),
        ] {
            assert_eq!(name(issued, version), wanted);
        }
    }
}
