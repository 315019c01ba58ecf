//! Makes all that lies beside the reports anew, from the registers alone.

use super::Outcome;
use super::cli::PagesArgs;
use super::configuration::{Configuration, Environment};
use super::nightly::chosen;
use crate::archive::lock::Lock;
use crate::archive::{REGISTER, Register};
use crate::config::Config;
use crate::config::libraries::LibrarySettings;
use crate::diagnostic::{Count, Diagnostic};
use crate::failure::Failure;
use crate::issuing::state::demand_witnessed;
use crate::issuing::{beside, index};
use crate::pages;
use crate::pages::facts::PageFacts;
use crate::pages::library::LibraryShelf;
use crate::shelf;

/// How it says who has the lock: a run waits for it.
pub(super) const MAKES_PAGES: &str = ", which makes pages";

/// Makes what lies beside the reports anew, library by library; one that fails does not stop the others.
#[must_use]
pub fn pages(args: &PagesArgs, environment: &Environment) -> Outcome {
    try_pages(args, environment).unwrap_or_else(|failure| Outcome::of_errors(failure.diagnostics))
}

fn try_pages(args: &PagesArgs, environment: &Environment) -> Result<Outcome, Failure> {
    let configuration = Configuration::read(&args.config, environment, false)?;
    let Some(path) = &configuration.path else {
        let what = "`pages` needs a configuration, and there is none";
        return Err(Configuration::lacking(what, &args.config, environment).into());
    };
    let run = &configuration.config.run;
    let libraries = chosen(&args.library, run, path)?;
    let holder = format!("process {}{MAKES_PAGES}", std::process::id());
    // A run is worth waiting for: what it issues belongs on the pages.
    let _lock = Lock::take_after(&run.archive, &holder, run.modes, |_| true)?;
    let mut outcome = Outcome::default();
    let (mut diagnostics, mut made) = (Vec::new(), 0);
    for library in libraries {
        match restore(&configuration.config, &library) {
            Ok(is_there) => made += u64::from(is_there),
            Err(failure) => {
                let at = |it: Diagnostic| Diagnostic { what: format!("{}: {}", library.institution, it.what), ..it };
                diagnostics.extend(failure.diagnostics.into_iter().map(at));
            }
        }
    }
    diagnostics.extend(index::refresh(run).err().map(|failure| failure.diagnostics).unwrap_or_default());
    if made > 0 {
        outcome.summary = Some(format!("what lies beside the reports of {} is up to date", Count(made, "library")));
    }
    outcome.diagnostics = configuration.told_with(diagnostics);
    Ok(outcome)
}

/// Makes what lies beside a library's reports anew; whether there is a register to make anything from.
///
/// # Errors
/// When the register can't be read, or contradicts what lies there; or something can't be written.
pub(super) fn restore(config: &Config, library: &LibrarySettings) -> Result<bool, Failure> {
    let run = &config.run;
    let folder = run.archive.join(library.institution.to_string());
    if !folder.join(REGISTER).exists() {
        return Ok(false);
    }
    let register = Register::open_to_read(&folder)?;
    let records = shelf::reports_in_place(&register)?;
    // What contradicts the register is not written over: it may be the only witness.
    demand_witnessed(&records, library)?;
    let earlier = PageFacts::noted(&register)?;
    let facts = if let Some(earlier) = &earlier {
        let made = beside::facts(config, library, &register, &[], earlier.date.0)?;
        PageFacts { refused: earlier.refused.clone(), desk: earlier.desk.clone(), ..made }
    } else {
        let last = register.coverage()?.of_any().last();
        let Some(last) = last.or_else(|| records.last().map(|record| record.period.last())) else {
            return Ok(true);
        };
        beside::facts(config, library, &register, &[], last)?
    };
    if earlier.as_ref() != Some(&facts) {
        facts.note(&Register::open(&folder, run.modes)?)?;
    }
    pages::write(&library.output, &LibraryShelf::of(&register, library.institution, facts)?, None, run.modes)?;
    shelf::restore(&library.output, &register, &records, run.modes)?;
    Ok(true)
}
