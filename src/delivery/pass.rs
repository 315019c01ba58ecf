//! One pass over all deliveries.

use std::path::PathBuf;

use chrono::DateTime;
use chrono_tz::Tz;

use super::contents::{Contents, Issued, issued, new_for};
use super::folder;
use super::letter::{Letter, reports};
use super::sendmail::{HandedOver, hand_over};
use crate::archive::deliveries::{Deliveries, Parcel};
use crate::config::Config;
use crate::config::delivery::{Target, TargetPlace};
use crate::diagnostic::{Diagnostic, ExitStatus, messages};
use crate::failure::Failure;
use crate::issuing::summary::RunSummary;

/// A pass: what it works on.
#[derive(Clone, Copy, Debug)]
pub struct Pass<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// When it is.
    pub made: DateTime<Tz>,
    /// The last run.
    pub last: Option<&'a RunSummary>,
}

/// What a pass did.
#[derive(Debug, Default)]
pub struct Delivered {
    /// The files that are new in folders.
    pub files: Vec<PathBuf>,
    /// How many mails were handed over.
    pub mails: u64,
    /// How many parcels wait.
    pub waiting: u64,
    /// What there is to tell.
    pub diagnostics: Vec<Diagnostic>,
}

/// What became of a parcel.
enum ParcelOutcome {
    /// It arrived; these files are new.
    Arrived(Vec<PathBuf>),
    /// It was taken as a mail.
    Mailed,
    /// It did not arrive.
    Failed(String),
    /// It did not arrive, nor will any other mail now.
    NoMails(String),
    /// Nobody knows.
    Unclear(String),
}

impl Pass<'_> {
    /// What would be delivered, a line for each target and report; nothing is changed.
    ///
    /// # Errors
    /// When a register or the state can't be read.
    pub fn plan(&self) -> Result<(Vec<String>, Vec<Diagnostic>), Failure> {
        let issued = issued(&self.config.run)?;
        let state = Deliveries::open_to_read(&self.config.run.archive)?;
        let (mut lines, mut told) = (Vec::new(), Vec::new());
        let waiting = state.as_ref().map_or(Ok(Vec::new()), Deliveries::waiting)?;
        for target in &self.config.delivery.targets {
            let (entered, notices) = new_for(target, &issued, self.last, state.as_ref())?;
            told.extend(notices);
            let of_target = waiting.iter().filter(|parcel| parcel.target == target.name);
            let parcels = of_target.map(|parcel| &parcel.contents).chain(&entered.contents);
            for contents in parcels.filter_map(|text| Contents::read(text).ok()) {
                for report in reports(self.config, &contents, &issued) {
                    lines.push(format!("would deliver {} to {}", report.record.number, target.name));
                }
                for trouble in &contents.troubles {
                    lines.push(format!("would tell {} what is the matter with {}", target.name, trouble.library));
                }
            }
        }
        Ok((lines, told))
    }

    /// Delivers what is new and what waits.
    ///
    /// # Errors
    /// When a register or the state can't be used.
    pub fn deliver(&self) -> Result<Delivered, Failure> {
        let issued = issued(&self.config.run)?;
        let mut state = Deliveries::open(&self.config.run.archive, self.config.run.modes)?;
        let mut done = Delivered::default();
        let now = self.made.to_rfc3339();
        for target in &self.config.delivery.targets {
            let (entered, told) = new_for(target, &issued, self.last, Some(&state))?;
            state.enter(&target.name, &now, &entered)?;
            done.diagnostics.extend(told);
        }
        let mut are_mails_taken = true;
        for parcel in state.waiting()? {
            let Some(target) = self.config.delivery.targets.iter().find(|target| target.name == parcel.target) else {
                state.give_up(parcel.id, &now)?;
                done.diagnostics.push(given_up(&parcel));
                continue;
            };
            if matches!(target.place, TargetPlace::Mail(_)) && !are_mails_taken {
                done.waiting += 1;
                continue;
            }
            let error = match self.attempt(target, &parcel, &issued, &state, &mut done.diagnostics)? {
                ParcelOutcome::Arrived(files) => {
                    done.files.extend(files);
                    None
                }
                ParcelOutcome::Mailed => {
                    done.mails += 1;
                    None
                }
                ParcelOutcome::NoMails(error) => {
                    are_mails_taken = false;
                    state.set_failed(parcel.id, &error)?;
                    Some(error)
                }
                ParcelOutcome::Failed(error) => {
                    state.set_failed(parcel.id, &error)?;
                    Some(error)
                }
                ParcelOutcome::Unclear(error) => {
                    // Whatever made it hang makes the next one hang.
                    are_mails_taken = false;
                    state.set_unclear(parcel.id, &error)?;
                    Some(error)
                }
            };
            match error {
                None => state.set_done(parcel.id, &now)?,
                Some(error) => {
                    done.waiting += 1;
                    done.diagnostics.push(failed(target, &error));
                }
            }
        }
        Ok(done)
    }

    fn attempt(
        &self,
        target: &Target,
        parcel: &Parcel,
        issued: &Issued,
        state: &Deliveries,
        told: &mut Vec<Diagnostic>,
    ) -> Result<ParcelOutcome, Failure> {
        let contents = match Contents::read(&parcel.contents) {
            Ok(contents) => contents,
            Err(error) => return Ok(ParcelOutcome::Failed(format!("what is to be delivered can't be read: {error}"))),
        };
        let in_words = |failure: Failure| {
            let told = messages(&failure.diagnostics);
            let told = told.iter().map(|message| {
                let place = message.places().map(|place| format!(" ({place})")).unwrap_or_default();
                let hint = message.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
                format!("{}{place}{hint}", message.headline())
            });
            told.collect::<Vec<_>>().join("; ")
        };
        match &target.place {
            TargetPlace::Folder(pattern) => {
                let reports = reports(self.config, &contents, issued);
                Ok(match folder::put(pattern, target, &reports, self.config, state) {
                    Ok(files) => ParcelOutcome::Arrived(files),
                    Err(failure) => ParcelOutcome::Failed(in_words(failure)),
                })
            }
            TargetPlace::Mail(to) => {
                let Some(from) = &self.config.delivery.from else {
                    return Ok(ParcelOutcome::NoMails("mails are from nobody".to_owned()));
                };
                let letter = Letter { config: self.config, target, parcel, contents: &contents, issued };
                let mail = match letter.mail(from, to) {
                    Ok(mail) => mail,
                    Err(failure) => return Ok(ParcelOutcome::Failed(in_words(failure))),
                };
                if parcel.is_under_way {
                    told.push(again(target, parcel));
                }
                state.set_under_way(parcel.id)?;
                let delivery = &self.config.delivery;
                Ok(match hand_over(&delivery.sendmail, delivery.patience, &mail.bytes()) {
                    HandedOver::Taken => ParcelOutcome::Mailed,
                    HandedOver::Refused(error) => ParcelOutcome::Failed(error),
                    HandedOver::Nobody(error) => ParcelOutcome::NoMails(error),
                    HandedOver::Unclear(error) => ParcelOutcome::Unclear(error),
                })
            }
        }
    }
}

fn failed(target: &Target, error: &str) -> Diagnostic {
    Diagnostic::error(ExitStatus::Environment, "a delivery did not arrive")
        .with(format!("`{}`: {error}", target.name))
        .hinted("the next `kasverslag deliver` tries it again; `kasverslag status` tells what waits")
}

fn given_up(parcel: &Parcel) -> Diagnostic {
    let libraries = Contents::read(&parcel.contents).map(|contents| contents.libraries().join(", "));
    Diagnostic::warning("a delivery is given up, as nobody is configured who wants it").with(format!(
        "`{}`: {}",
        parcel.target,
        libraries.unwrap_or_default()
    ))
}

fn again(target: &Target, parcel: &Parcel) -> Diagnostic {
    let before = parcel.error.clone().unwrap_or_else(|| "the program died".to_owned());
    Diagnostic::warning("a mail is sent again, as nobody knows whether it was handed over before; it says so")
        .with(format!("`{}`: {before}", target.name))
}
