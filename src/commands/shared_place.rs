//! Whether another configuration makes reports in the same place: each would show its own libraries alone, and take in what
//! the other knows otherwise.

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::config::libraries::RunSettings;
use crate::diagnostic::{Diagnostic, judged};
use crate::domain::{Institution, Severity};
use crate::issuing::nights::NightRecord;
use crate::issuing::summary::RunSummary;

/// What there is to tell of another configuration that works in the archive or the output of this one.
pub(super) fn told(run: &RunSettings, place: &Path, last: Option<&RunSummary>, strict: bool) -> Option<Diagnostic> {
    let (what, which, at) = by_its_night(run, place).or_else(|| by_its_libraries(run, last?))?;
    Some(judged(Severity::Warning, strict, what).with(which).in_file(&at).hinted(WAY_OUT))
}

/// What there is to tell, of which libraries, and of which file or folder.
type Told = (&'static str, String, PathBuf);

/// The configuration of the last night, where that is another one that is still there and works in the same place.
fn by_its_night(run: &RunSettings, place: &Path) -> Option<Told> {
    let night = NightRecord::newest(&run.archive)?;
    let other = night.configuration?;
    let other = Path::new(&other);
    if other.canonicalize().ok()? == place.canonicalize().ok()? {
        return None;
    }
    let settings = Config::look_over(other).0?.run;
    let is_shared = is_same(&settings.archive, &run.archive) || is_same(&settings.output, &run.output);
    let what = "another configuration makes reports in the same place, and made those of the last night";
    let codes = settings.libraries.iter().map(|library| library.institution.to_string());
    is_shared.then(|| (what, codes.collect::<Vec<_>>().join(", "), other.to_owned()))
}

/// The libraries of the last run whose reports lie in the output and that neither the configuration nor its archive knows.
fn by_its_libraries(run: &RunSettings, last: &RunSummary) -> Option<Told> {
    let is_own = |code: Institution| run.libraries.iter().any(|library| library.institution == code);
    let codes = last.libraries.iter().filter_map(|library| Institution::parse(&library.library));
    let is_foreign = |code: &Institution| {
        let name = code.to_string();
        !is_own(*code) && run.output.join(&name).is_dir() && !run.archive.join(name).exists()
    };
    let foreign: Vec<String> = codes.filter(is_foreign).map(|code| code.to_string()).collect();
    let what = "another configuration, with an archive of its own, makes reports in the same folder";
    (!foreign.is_empty()).then(|| (what, foreign.join(", "), run.output.clone()))
}

/// How to have one place for each configuration.
const WAY_OUT: &str = "keep one of them with all libraries in it, or give each an `out` of its own: the pages, `run.json` \
                       and `status` of a place tell of one configuration";

fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some() && real(one) == real(other)
}
