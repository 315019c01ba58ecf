//! Reports are entered in the register, and their files moved into their place.

use super::completed_summary::paths;
use super::issue::Issuer;
use super::news::{ToldFindings, restated};
use super::staged::StagedEntry;
use super::state;
use super::summary::{IssuedSummary, LibrarySummary};
use crate::archive::ReportRecord;
use crate::diagnostic::{self, Diagnostic, Message};
use crate::failure::Failure;
use crate::publish::outbox::{self, Move};

impl Issuer<'_> {
    /// Enters reports whose files are staged, then moves the files into their place. From the moment they are entered
    /// they are issued: a run that dies before the move leaves it to the next.
    pub(super) fn enter(
        &self,
        made: &mut Vec<StagedEntry>,
        known: &mut ToldFindings,
        summary: &mut LibrarySummary,
        told: &mut Vec<Diagnostic>,
    ) -> Result<(), Failure> {
        if made.is_empty() {
            return Ok(());
        }
        let records: Vec<ReportRecord> = made.iter().map(|entry| entry.record.clone()).collect();
        state::demand_free_places(&records, self.output)?;
        outbox::settle(self.output, records.iter().map(|record| &*record.folder))?;
        self.register.enter(&records, &self.texts)?;
        let folders = records.iter().map(|record| &*record.folder);
        outbox::move_reports(self.output, folders, Move::Fresh, self.modes())?;
        for StagedEntry { record, findings, news, bridge, change } in made.iter() {
            told.extend(restated(record, *change));
            told.extend(known.news(record, news));
            summary.issued.push(IssuedSummary {
                number: record.number.clone(),
                report: record.report.clone(),
                period: record.period.to_string(),
                version: record.version,
                findings: diagnostic::messages(findings).iter().map(Message::line).collect(),
                bridge: bridge.clone(),
                paths: paths(record, &self.library.output),
            });
        }
        let sequences: Vec<u32> = made.drain(..).map(|entry| entry.record.sequence).collect();
        Ok(self.register.mark_published(&sequences)?)
    }
}
