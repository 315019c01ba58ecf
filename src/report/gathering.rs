//! Gathers what reports need of the transactions, as they come in: nothing else of them need be kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::*;

use super::as_it_stood;
use super::asked_for::AskedFor;
use super::departure::{Departure, Departures};
use super::describe::TextCounts;
use super::earlier::{Earlier, EarlierSum};
use super::lines::{GroupTotals, Groups};
use super::matcher::Matcher;
use super::needs::Needs;
use super::pairing::{Pairing, Pairs};
use super::reopened::{self, LineTexts, Reopened};
use super::tally::{Adder, Tally};
use crate::domain::transactions::{TEXTS, TransactionsBuilder, column};
use crate::domain::{Asked, BookingCode, CodeTables, KnownDays, LineSum, Transaction, Transactions, on_this_thread};
use crate::ingest::LineSink;
use crate::ingest::file_use::FileUse;

/// How many rows polars gets at a time, at least, but for the last: it has a cost for each call beside that for each row.
const RUN: usize = 1 << 16;

/// What is gathered for one report.
#[derive(Debug)]
pub struct ReportGathering {
    needs: Needs,
    matcher: Matcher,
    groups: Vec<Groups>,
    rows: Vec<DataFrame>,
    adder: Adder,
    pairing: Option<Pairing>,
    earlier: Vec<EarlierSum>,
    /// What is not selected, as the matcher counts it.
    left: Departures,
    /// The same, as polars counts it.
    left_by_mask: Departures,
    /// What is selected as an open item and was settled since, as the matcher and as polars count it.
    settled_since: [LineSum; 2],
    /// What was settled, taken back and settled again since the end of the period.
    reopened: Option<Reopened>,
    /// How many lines are selected.
    selected: u64,
    asked: AskedFor,
}

/// Gathers for several reports at once, or for one.
pub struct Accumulator<'a, P = Vec<ReportGathering>> {
    tables: &'a CodeTables,
    builder: TransactionsBuilder,
    parts: P,
    texts: TextCounts,
    failed: Option<PolarsError>,
}

/// What was gathered for one report.
#[derive(Debug)]
pub struct ReportSums {
    groups: Vec<(Vec<&'static str>, Vec<GroupTotals>)>,
    rows: Transactions,
    /// The selected transactions, added up in plain code.
    pub tally: Tally,
    /// The transactions that are not selected, counted in plain code and by polars.
    pub left: [Departures; 2],
    /// The selected transactions that were open at the end of the period and were settled since, counted in both ways;
    /// `None` for a report that is not about what was open then.
    pub settled_since: Option<[LineSum; 2]>,
    /// What was asked for and no line has.
    pub lacking: Vec<Asked>,
    /// The stornos whose originals were found.
    pub pairs: Pairs,
    /// The earlier periods that the report could be set beside, whether every day of them is known or not.
    earlier: Vec<Earlier>,
    /// The text that each booking code most often has in all that came in.
    pub usual: Arc<BTreeMap<BookingCode, Arc<str>>>,
}

impl ReportGathering {
    fn new(needs: Needs, tables: &CodeTables) -> Self {
        let groups = needs.groups.iter().cloned().map(Groups::new).collect();
        let asked = AskedFor::of(&needs.selection, needs.of_any_library);
        let pairing = needs.pairs.map(Pairing::new);
        let earlier = needs.earlier.iter().map(|period| EarlierSum::new(&needs.selection, *period)).collect();
        Self {
            reopened: needs.selection.open_at_end().map(Reopened::new),
            matcher: Matcher::of(&needs.selection),
            needs,
            groups,
            rows: Vec::new(),
            adder: Adder::of(tables),
            pairing,
            earlier,
            left: Departures::default(),
            left_by_mask: Departures::default(),
            settled_since: [LineSum::ZERO; 2],
            selected: 0,
            asked,
        }
    }

    fn finish(mut self, common: &Common<'_>) -> PolarsResult<ReportSums> {
        let mut groups = Vec::new();
        for group in &self.groups {
            groups.push((group.keys().to_vec(), group.lines()?));
        }
        let mut rows = stacked(std::mem::take(&mut self.rows), &common.builder)?;
        let again = self.reopened.take().map(Reopened::finish).unwrap_or_default();
        if self.needs.rows.is_some() && !again.is_empty() {
            rows = Transactions::with_frame(reopened::without(rows.frame(), &again)?);
        }
        for item in again {
            for (keys, lines) in &mut groups {
                item.leave(keys, lines);
            }
            self.adder.take_out(&item.row);
            for left in [&mut self.left, &mut self.left_by_mask] {
                left.add(Departure::Settled, item.sum());
            }
            if item.is_settled {
                self.settled_since = self.settled_since.map(|since| since.without(item.sum()));
            }
        }
        Ok(ReportSums {
            groups,
            rows,
            tally: self.adder.finish(common.tables),
            pairs: self.pairing.map(Pairing::finish).unwrap_or_default(),
            left: [self.left, self.left_by_mask],
            settled_since: self.needs.selection.open_at_end().map(|_| self.settled_since),
            lacking: self.asked.lacking(),
            earlier: self.earlier.into_iter().map(|sum| sum.finish(common.tables)).collect(),
            usual: common.usual.clone(),
        })
    }

    /// Which of some transactions are selected; `None` for all. Counts those that are not.
    fn mask(&mut self, frame: &DataFrame) -> PolarsResult<Option<BooleanChunked>> {
        let mut selected: Option<BooleanChunked> = None;
        let cents = frame.column(column::CENTS)?.as_materialized_series().i64()?;
        let mut before = self.needs.tells_origin.then(|| sum_of(cents, None));
        for (why, is_let_through) in self.needs.selection.conditions(frame)? {
            let both = match selected {
                Some(selected) => selected & is_let_through,
                None => is_let_through,
            };
            if let Some(before) = &mut before {
                let after = sum_of(cents, Some(&both));
                self.left_by_mask.add(why, before.without(after));
                *before = after;
            }
            selected = Some(both);
        }
        Ok(selected)
    }

    fn add(&mut self, transactions: &Transactions) -> PolarsResult<()> {
        let stood = self.needs.selection.open_at_end().map(|last| as_it_stood::frame(transactions.frame(), last));
        let (frame, since) = match &stood.transpose()? {
            Some((frame, since)) => (frame.clone(), Some(since.clone())),
            None => (transactions.frame().clone(), None),
        };
        let mask = self.mask(&frame)?;
        if let Some(since) = since {
            let cents = frame.column(column::CENTS)?.as_materialized_series().i64()?;
            let shown = mask.as_ref().map_or_else(|| since.clone(), |mask| mask & &since);
            self.settled_since[1].merge(sum_of(cents, Some(&shown)));
        }
        let selected = |frame: &DataFrame| match &mask {
            Some(mask) => frame.filter_seq(mask),
            None => Ok(frame.clone()),
        };
        if let ([groups], None) = (&mut self.groups[..], &self.needs.rows) {
            return groups.add(&selected(&frame.select(groups.columns())?)?);
        }
        let selected = selected(&frame)?;
        for groups in &mut self.groups {
            groups.add(&selected)?;
        }
        if self.needs.rows.is_some() {
            self.rows.push(selected);
        }
        Ok(())
    }
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

/// What is gathered for all reports together, at the end.
struct Common<'a> {
    tables: &'a CodeTables,
    builder: TransactionsBuilder,
    usual: Arc<BTreeMap<BookingCode, Arc<str>>>,
}

impl<'a, P: AsRef<[ReportGathering]> + AsMut<[ReportGathering]>> Accumulator<'a, P> {
    fn of_parts(parts: P, tables: &'a CodeTables) -> Self {
        let needs = || parts.as_ref().iter().map(|part| &part.needs);
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

    fn end(mut self) -> PolarsResult<(P, Common<'a>)> {
        self.flush();
        let Self { tables, builder, parts, texts, failed } = self;
        let common = Common { tables, builder, usual: Arc::new(texts.usual()) };
        failed.map_or(Ok((parts, common)), Err)
    }
}

/// How many of some amounts a mask lets through, and their sum; all without one.
fn sum_of(cents: &Int64Chunked, mask: Option<&BooleanChunked>) -> LineSum {
    let cents = cents.into_no_null_iter();
    match mask {
        None => LineSum { count: cents.len() as u64, cents: cents.map(i128::from).sum() },
        Some(mask) => {
            let through = mask
                .downcast_iter()
                .flat_map(|piece| piece.values_iter())
                .zip(cents)
                .filter(|(is_through, _)| *is_through);
            through.fold(LineSum::default(), |sum, (_, cents)| LineSum {
                count: sum.count + 1,
                cents: sum.cents + i128::from(cents),
            })
        }
    }
}

/// The rows of all chunks in one frame.
fn stacked(parts: Vec<DataFrame>, builder: &TransactionsBuilder) -> PolarsResult<Transactions> {
    let mut parts = parts.into_iter();
    let Some(mut whole) = parts.next() else { return builder.nothing() };
    for part in parts {
        whole.vstack_mut_owned(part)?;
    }
    whole.rechunk_mut();
    Ok(Transactions::with_frame(whole))
}

impl<P: AsRef<[ReportGathering]> + AsMut<[ReportGathering]> + IntoIterator<Item = ReportGathering> + Send> LineSink
    for Accumulator<'_, P>
{
    fn texts(&self) -> Vec<&'static str> {
        let mut texts = self.builder.wanted().to_vec();
        texts.extend(self.tables.booking_codes.is_empty().then_some(column::DESCRIPTION));
        if self.parts.as_ref().iter().any(|part| part.reopened.is_some()) {
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
            self.texts.add(row.booking_code, transaction.description);
        }
        let mut is_wanted = false;
        for part in self.parts.as_mut() {
            let stood = part.matcher.as_it_stood(&row);
            let as_then = stood.as_ref().unwrap_or(&row);
            let departure = part.matcher.departure(as_then, transaction.source);
            if let Some(reopened) = &mut part.reopened {
                reopened.see(&row, departure.is_none().then_some(as_then), LineTexts::of(transaction));
            }
            match departure {
                None => {
                    part.selected += 1;
                    if stood.is_some() {
                        part.settled_since[0].merge(LineSum { count: 1, cents: row.cents.into() });
                    }
                    part.adder.add(as_then, if part.needs.tells_origin { transaction.id } else { "" });
                }
                Some(why) => {
                    part.left.add(why, LineSum { count: 1, cents: row.cents.into() });
                    let unknown = row.daybook.zip(row.settled).filter(|_| why == Departure::NobodysDaybook);
                    if let Some((daybook, _)) = unknown.filter(|(book, day)| self.tables.lacks_daybook(*book, *day)) {
                        part.adder.add_on_unknown(daybook, row.cents);
                    }
                }
            }
            part.asked.see(&row);
            for earlier in &mut part.earlier {
                earlier.add(&row, transaction.source);
            }
            if let Some(pairing) = &mut part.pairing {
                pairing.add(&row, transaction, &self.tables.handed_over);
            }
            is_wanted |= !part.groups.is_empty() || part.needs.rows.is_some();
        }
        if is_wanted {
            self.builder.push(transaction, row.manager);
        }
    }

    fn end_chunk(&mut self) {
        if self.builder.len() >= RUN {
            self.flush();
        }
    }

    fn use_of_lines(&self) -> Option<FileUse> {
        let of_part = |part: &ReportGathering| {
            let of_days = [Departure::EarlierDays, Departure::LaterDays, Departure::Open];
            match part.left.total().count - of_days.map(|why| part.left.of(why).count).iter().sum::<u64>() {
                _ if part.selected > 0 => Some(FileUse::Shown),
                0 if part.left.total().count == 0 => None,
                0 => Some(FileUse::OtherDays),
                _ => Some(FileUse::NotShown),
            }
        };
        self.parts.as_ref().iter().filter_map(of_part).max()
    }

    fn merge(&mut self, mut other: Self) {
        other.flush();
        self.failed = self.failed.take().or(other.failed);
        self.texts.merge(other.texts);
        for (part, more) in self.parts.as_mut().iter_mut().zip(other.parts) {
            part.adder.merge(more.adder);
            if let (Some(pairing), Some(more)) = (&mut part.pairing, more.pairing) {
                pairing.merge(more);
            }
            part.left.merge(more.left);
            part.left_by_mask.merge(more.left_by_mask);
            part.settled_since.iter_mut().zip(more.settled_since).for_each(|(sum, more)| sum.merge(more));
            if let (Some(reopened), Some(more)) = (&mut part.reopened, more.reopened) {
                reopened.merge(more);
            }
            part.selected += more.selected;
            part.asked.merge(&more.asked);
            for (sum, more) in part.earlier.iter_mut().zip(more.earlier) {
                sum.merge(more);
            }
            for (groups, more) in part.groups.iter_mut().zip(more.groups) {
                if let Err(error) = groups.merge(more) {
                    self.failed.get_or_insert(error);
                }
            }
            part.rows.extend(more.rows);
        }
    }
}

impl ReportSums {
    /// Takes the usual texts of earlier periods for the codes that have none in what came in.
    pub fn describe_rest(&mut self, earlier: &TextCounts) {
        let mut usual = earlier.usual();
        if usual.keys().any(|code| !self.usual.contains_key(code)) {
            usual.extend(self.usual.iter().map(|(code, text)| (*code, Arc::clone(text))));
            self.usual = Arc::new(usual);
        }
    }

    /// The groups of selected transactions by these columns.
    #[must_use]
    pub fn lines(&self, keys: &[&'static str]) -> &[GroupTotals] {
        self.groups.iter().find(|(of, _)| of == keys).map_or(&[], |(_, lines)| lines)
    }

    /// The selected transactions one by one; none where nobody needed single ones.
    #[must_use]
    pub fn rows(&self) -> &Transactions {
        &self.rows
    }

    /// The earlier periods that the report can be set beside: those of which every day is known.
    #[must_use]
    pub fn known_earlier(&self, known: &KnownDays) -> Vec<Earlier> {
        self.earlier.iter().filter(|earlier| known.has_all(earlier.period)).cloned().collect()
    }
}
