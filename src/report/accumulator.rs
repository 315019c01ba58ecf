//! Gathers for several reports at once, line by line, as transactions come in: nothing else of them need be kept.

use std::sync::Arc;

use polars::prelude::*;

use super::describe::TextCounts;
use super::gathering::{ForAllReports, ReportGathering, ReportSums};
use super::needs::Needs;
use super::reopened;
use crate::domain::transactions::{TEXTS, TransactionsBuilder, column};
use crate::domain::{CodeTables, Transaction, on_this_thread};
use crate::ingest::LineSink;
use crate::ingest::file_use::FileUse;

/// How many rows polars gets at a time, at least, but for the last: it has a cost for each call beside that for each row.
const ROWS_PER_CALL: usize = 1 << 16;

/// Gathers for several reports at once, or for one.
pub struct Accumulator<'a, P = Vec<ReportGathering>> {
    tables: &'a CodeTables,
    builder: TransactionsBuilder,
    parts: P,
    texts: TextCounts,
    failed: Option<PolarsError>,
}

impl<'a> Accumulator<'a> {
    /// Nothing yet, for these needs; `tables` tell who manages which daybook.
    #[must_use]
    pub fn new(needs: &[Needs], tables: &'a CodeTables) -> Self {
        Self::of_parts(needs.iter().cloned().map(|needs| ReportGathering::new(needs, tables)).collect(), tables)
    }

    /// What was gathered, for each of the needs.
    ///
    /// # Errors
    /// Never for transactions of the fixed schema; what polars says otherwise.
    pub fn finish(self) -> PolarsResult<Vec<ReportSums>> {
        let (parts, common) = self.end()?;
        parts.into_iter().map(|part| part.finish(&common)).collect()
    }
}

impl<'a> Accumulator<'a, [ReportGathering; 1]> {
    /// Nothing yet, for the needs of one report.
    #[must_use]
    pub fn of_one(needs: &Needs, tables: &'a CodeTables) -> Self {
        Self::of_parts([ReportGathering::new(needs.clone(), tables)], tables)
    }

    /// What was gathered.
    ///
    /// # Errors
    /// Never for transactions of the fixed schema; what polars says otherwise.
    pub fn finish_one(self) -> PolarsResult<ReportSums> {
        let ([part], common) = self.end()?;
        part.finish(&common)
    }
}

impl<'a, P: AsRef<[ReportGathering]> + AsMut<[ReportGathering]>> Accumulator<'a, P> {
    fn of_parts(parts: P, tables: &'a CodeTables) -> Self {
        let needs = || parts.as_ref().iter().map(ReportGathering::needs);
        let mut wanted: Vec<&'static str> = needs().flat_map(|needs| needs.selection.columns()).collect();
        if needs().any(|needs| needs.rows.is_some() && needs.selection.open_at_end().is_some()) {
            wanted.extend([column::FEED, column::ID]);
        }
        for texts in needs().filter_map(|needs| needs.rows.as_ref()) {
            wanted.extend(TransactionsBuilder::OF_ROWS.iter().chain(texts));
        }
        wanted.extend(
            needs()
                .flat_map(|needs| needs.groups.iter().flatten())
                .filter(|name| TEXTS.contains(name) || **name == column::POSTED_DAY),
        );
        Self { tables, builder: TransactionsBuilder::new(wanted), parts, texts: TextCounts::default(), failed: None }
    }

    fn flush(&mut self) {
        if !self.builder.is_empty() && self.failed.is_none() {
            let transactions = self.builder.finish();
            let parts = self.parts.as_mut();
            let mut add =
                |transactions| parts.iter_mut().try_for_each(|part: &mut ReportGathering| part.add(&transactions));
            self.failed = on_this_thread(|| transactions.and_then(&mut add)).err();
        }
    }

    fn end(mut self) -> PolarsResult<(P, ForAllReports<'a>)> {
        self.flush();
        let Self { tables, builder, parts, texts, failed } = self;
        let common = ForAllReports { tables, builder, usual: Arc::new(texts.usual()) };
        failed.map_or(Ok((parts, common)), Err)
    }
}

impl<P: AsRef<[ReportGathering]> + AsMut<[ReportGathering]> + IntoIterator<Item = ReportGathering> + Send> LineSink
    for Accumulator<'_, P>
{
    fn texts(&self) -> Vec<&'static str> {
        let mut texts = self.builder.wanted().to_vec();
        let of_codes = [column::DESCRIPTION, column::CUSTOMER];
        texts.extend(of_codes.into_iter().filter(|_| self.tables.booking_codes.is_empty()));
        if self.parts.as_ref().iter().any(ReportGathering::follows_reopened) {
            texts.extend(reopened::TEXTS);
        }
        // Lines and recaps may ask for the same.
        texts.sort_unstable();
        texts.dedup();
        texts
    }

    #[inline]
    fn take(&mut self, _line: u64, transaction: &Transaction<'_>) {
        let row = transaction.row(self.tables);
        if self.tables.booking_codes.is_empty() {
            self.texts.add(row.booking_code, &transaction.words_of_code());
        }
        let mut is_wanted = false;
        for part in self.parts.as_mut() {
            part.take(&row, transaction, self.tables);
            is_wanted |= part.wants_columns();
        }
        if is_wanted {
            self.builder.push(transaction, row.manager);
        }
    }

    fn end_chunk(&mut self) {
        if self.builder.len() >= ROWS_PER_CALL {
            self.flush();
        }
    }

    fn use_of_lines(&self) -> Option<FileUse> {
        self.parts.as_ref().iter().filter_map(ReportGathering::use_of_lines).max()
    }

    fn merge(&mut self, mut other: Self) {
        other.flush();
        self.failed = self.failed.take().or(other.failed);
        self.texts.merge(other.texts);
        for (part, more) in self.parts.as_mut().iter_mut().zip(other.parts) {
            part.merge(more, &mut self.failed);
        }
    }
}
