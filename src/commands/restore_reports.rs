//! Reports that come back from the register, and what lies beside them.

use std::collections::BTreeSet;
use std::fs;

use super::Outcome;
use super::restore::{BEFORE, Restoration};
use crate::archive::history::HistoryView;
use crate::archive::regular::demand_known;
use crate::archive::{IssuedFile, Register, ReportRecord, regular};
use crate::failure::Failure;
use crate::pages;
use crate::pages::facts::PageFacts;
use crate::pages::library::LibraryShelf;
use crate::publish::aside::put_aside;
use crate::publish::outbox::{self, Move};
use crate::publish::{self, make_folder};
use crate::reporting::customer_keys::CustomerKeys;
use crate::reporting::reissue::files;
use crate::shelf;
use crate::shelf::{chain_file, transcript_file};

impl Restoration<'_> {
    /// Makes reports again whose files are gone or altered, each with the bytes that were issued, and what lies beside them.
    pub(super) fn restore_reports(
        &self,
        register: &Register,
        is_new: bool,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        let (output, modes) = (&self.library.output, self.config.run.modes);
        let records = shelf::reports_in_place(register)?;
        let all = register.reports()?;
        let keys = CustomerKeys::to_read(self.config, &self.config.run.archive, self.institution());
        let mut view = HistoryView::of(register)?;
        let mut failed = Vec::new();
        for record in &records {
            let folder = output.join(&record.folder);
            let is_sound = |file: &&IssuedFile| demand_known(&folder.join(&file.name), &file.sha256).is_ok();
            let lost: BTreeSet<&str> =
                record.files.iter().filter(|file| !is_sound(file)).map(|file| file.name.as_str()).collect();
            if lost.is_empty() {
                continue;
            }
            let mut made = match files(register, self.institution(), &mut view, &all, record, &keys) {
                Ok(made) => made,
                Err(failure) => {
                    failed.extend(failure.diagnostics);
                    continue;
                }
            };
            made.retain(|file| lost.contains(&*file.name.to_string_lossy()));
            if !self.args.dry_run {
                self.put(record, &made)?;
            }
            for file in &made {
                self.tell(&folder.join(&file.name), outcome);
            }
        }
        if !failed.is_empty() {
            return Err(failed.into());
        }
        if self.args.dry_run {
            return Ok(());
        }
        // What people look at is made of what the register notes; what it notes of nothing is for the next run to say.
        let facts = PageFacts::noted(register)?;
        if let Some(facts) = facts.clone() {
            pages::write(output, &LibraryShelf::of(register, self.institution(), facts)?, None, modes)?;
        }
        self.keep_other_chain(&records, outcome)?;
        transcript_file::refresh(output, &Register::open(&self.folder, modes)?, modes)?;
        shelf::restore(output, register, &records, modes)?;
        // A register that was made anew notes nothing of pages.
        if is_new && facts.is_none() && self.config.run.has_pages {
            super::pages::restore(self.config, self.library)?;
        }
        Ok(())
    }

    /// Puts a list of the chain aside that says something else than the register: it is a witness, and may be right.
    fn keep_other_chain(&self, records: &[ReportRecord], outcome: &mut Outcome) -> Result<(), Failure> {
        let output = &self.library.output;
        let path = output.join(chain_file::FILE);
        let Ok(found) = regular::read(&path) else { return Ok(()) };
        if chain_file::text(records).as_bytes().starts_with(&found) {
            return Ok(());
        }
        let aside = output.join(format!(".{BEFORE}"));
        make_folder(&aside, self.config.run.modes)?;
        put_aside(&path, &aside, chain_file::FILE)?;
        self.tell(&path, outcome);
        Ok(())
    }

    /// A folder that is gone comes back whole, in one step; of one that is there only what is missing.
    fn put(&self, record: &ReportRecord, made: &[publish::OutputFile]) -> Result<(), Failure> {
        let (output, modes) = (&self.library.output, self.config.run.modes);
        if outbox::is_in_place(output, &record.folder) {
            let folder = output.join(&record.folder);
            for file in made {
                let name = file.name.to_string_lossy();
                let path = folder.join(&*name);
                if fs::symlink_metadata(&path).is_ok() {
                    let aside = output.join(format!(".{BEFORE}"));
                    make_folder(&aside, modes)?;
                    put_aside(&path, &aside, &format!("{}_{name}", record.number))?;
                }
                publish::place(&folder, &file.name.to_string_lossy(), &file.bytes, modes)?;
            }
            return Ok(());
        }
        outbox::stage_report(output, &record.folder, made, modes)?;
        outbox::settle(output, [&*record.folder].into_iter())?;
        Ok(outbox::move_reports(output, [&*record.folder].into_iter(), Move::Fresh, modes)?)
    }
}
