//! The library that a form is for, with the drawers that it has.

use std::fs;
use std::path::Path;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use crate::config::Config;
use crate::config::control::ControlSettings;
use crate::control::channel::ChannelKind;
use crate::diagnostic::{Diagnostic, ExitStatus};
use crate::domain::{Daybook, Institution};
use crate::failure::Failure;
use crate::publish::OutputFile;
use crate::report::paper_form::{FormPage, PaperForm};

/// The library that a form is for.
pub(super) struct FormLibrary<'c> {
    /// Its code.
    pub(super) institution: Institution,
    /// Its control desk, if it has one.
    pub(super) desk: Option<&'c ControlSettings>,
    config: &'c Config,
}

impl<'c> FormLibrary<'c> {
    /// The library that is named, else the only one that there is.
    ///
    /// # Errors
    /// When none is named where there are none or several.
    pub(super) fn find(named: Option<&str>, config: &'c Config) -> Result<Self, Diagnostic> {
        let institution = match named.map(Institution::parse) {
            Some(Some(institution)) => institution,
            Some(None) => {
                let text = named.unwrap_or_default();
                return Err(Diagnostic::usage(format!("--institution: `{text}` is not like I355")));
            }
            None => {
                let mut all = config.control.keys().chain(&config.libraries).copied().collect::<Vec<_>>();
                all.sort_unstable();
                all.dedup();
                let [only] = all[..] else {
                    let hint = "name it with --institution, such as --institution I355";
                    return Err(Diagnostic::usage("it is not clear which library the form is for").hinted(hint));
                };
                only
            }
        };
        Ok(Self { institution, desk: config.control.get(&institution), config })
    }

    /// The drawers that are named, else those of its cash channels.
    pub(super) fn drawers(&self, named: &[String], mistakes: &mut Vec<Diagnostic>) -> Vec<Daybook> {
        let mut drawers: Vec<Daybook> = Vec::new();
        for text in named {
            match Daybook::parse(text).filter(|drawer| drawer.letter() == 'K') {
                Some(drawer) if self.knows(drawer) => drawers.push(drawer),
                Some(drawer) => {
                    let what = format!("--till: the configuration has no daybook {drawer}");
                    let hint = "name one that it has, or add a [[daybook]] or a [[library.channel]] with it";
                    mistakes.push(Diagnostic::usage(what).hinted(hint));
                }
                None => {
                    mistakes.push(Diagnostic::usage(format!("--till: `{text}` is no daybook of cash, such as K001")));
                }
            }
        }
        if named.is_empty() {
            let channels = self.desk.iter().flat_map(|desk| &desk.channels);
            let cash = channels.filter(|channel| channel.kind == ChannelKind::Cash);
            // A payment machine books on other daybooks too: a drawer is one of cash.
            drawers.extend(cash.flat_map(|channel| &channel.daybooks).filter(|daybook| daybook.letter() == 'K'));
            if drawers.is_empty() {
                let what = "the configuration tells of no cash channel of this library";
                let hint =
                    "name the drawers with --till, such as --till K001, or add a [[library.channel]] of the kind kas";
                mistakes.push(Diagnostic::usage(what).hinted(hint));
            }
        }
        drawers.sort_unstable();
        drawers.dedup();
        drawers
    }

    /// Whether the configuration has a drawer, in a channel of the library or in its table of daybooks; one that has none at
    /// all says nothing of it.
    fn knows(&self, drawer: Daybook) -> bool {
        let channels = || self.desk.iter().flat_map(|desk| &desk.channels).flat_map(|channel| &channel.daybooks);
        let tables = || self.config.tables.daybooks.keys();
        let is_known = channels().chain(tables()).any(|known| *known == drawer);
        is_known || !channels().chain(tables()).any(|known| known.letter() == drawer.letter())
    }

    /// What it is called, with its code.
    pub(super) fn name(&self) -> String {
        match self.config.tables.institutions.get(&self.institution) {
            Some(entry) => format!("{} ({})", entry.name, self.institution),
            None => self.institution.to_string(),
        }
    }

    /// What a drawer is called on a day.
    pub(super) fn name_of(&self, drawer: Daybook, day: NaiveDate) -> Option<String> {
        self.config.tables.daybook_description(drawer, day).map(str::to_owned)
    }

    /// A form with its pages.
    pub(super) fn form(&self, title: &str, subtitle: &str, made: DateTime<Tz>, pages: Vec<FormPage>) -> PaperForm {
        let look = &self.config.looks.of(Some(self.institution)).presentation;
        PaperForm {
            title: title.to_owned(),
            subtitle: subtitle.to_owned(),
            library: self.name(),
            language: "nl-BE".to_owned(),
            made,
            accent: look.accent,
            logo: look.logo.clone(),
            footer: look.footer.clone(),
            pages,
        }
    }
}

/// Demands that nothing is in the way of some files but what may be replaced: `is_replaceable` says so of the bytes that are
/// there.
pub(super) fn demand_free<'f>(
    out: &Path,
    files: impl Iterator<Item = &'f OutputFile>,
    is_replaceable: impl Fn(&OutputFile, &[u8]) -> bool,
    (what, hint): (&str, &str),
) -> Result<(), Failure> {
    let in_the_way = files.filter_map(|file| {
        let path = out.join(&file.name);
        let is_free =
            path.symlink_metadata().is_err() || fs::read(&path).is_ok_and(|bytes| is_replaceable(file, &bytes));
        (!is_free).then(|| Diagnostic::error(ExitStatus::Refused, what).about(&path).hinted(hint))
    });
    let in_the_way: Vec<Diagnostic> = in_the_way.collect();
    if in_the_way.is_empty() { Ok(()) } else { Err(in_the_way.into()) }
}

/// How many drawers the name of a file tells.
const NAMED: usize = 4;

/// What names of files say of drawers where some were asked for: `_K001-K002`, of many the first and how many there are.
pub(super) fn drawers_suffix(asked: &[String], drawers: &[Daybook]) -> String {
    if asked.is_empty() {
        return String::new();
    }
    let named: Vec<String> = drawers.iter().take(NAMED).map(ToString::to_string).collect();
    let more = drawers.len().checked_sub(NAMED).filter(|more| *more > 0);
    format!("_{}{}", named.join("-"), more.map(|more| format!("-en-{more}")).unwrap_or_default())
}
