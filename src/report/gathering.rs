//! What is gathered of the transactions for one report.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::*;

use super::adder::Adder;
use super::as_it_stood;
use super::asked_for::AskedFor;
use super::back_dated::BackDated;
use super::departure::{Departure, Departures};
use super::describe::TextCounts;
use super::earlier::{Earlier, EarlierSum};
use super::lines::{GroupTotals, Groups};
use super::matcher::Matcher;
use super::needs::Needs;
use super::pairing::{Pairing, Pairs};
use super::reopened::{self, LineTexts, Reopened};
use super::tally::Tally;
use crate::domain::transactions::{TransactionRow, TransactionsBuilder, column};
use crate::domain::{Asked, BookingCode, CodeTables, KnownDays, LineSum, Transaction, Transactions};
use crate::ingest::file_use::FileUse;

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
    /// The stornos that are known to have been dated back: whoever has the lines tells.
    pub back_dated: BackDated,
    /// The earlier periods that the report could be set beside, whether every day of them is known or not.
    earlier: Vec<Earlier>,
    /// The text that each booking code most often has in all that came in.
    pub usual: Arc<BTreeMap<BookingCode, Arc<str>>>,
}

/// What is gathered for all reports together, at the end.
pub(super) struct ForAllReports<'a> {
    pub(super) tables: &'a CodeTables,
    pub(super) builder: TransactionsBuilder,
    pub(super) usual: Arc<BTreeMap<BookingCode, Arc<str>>>,
}

impl ReportGathering {
    pub(super) fn new(needs: Needs, tables: &CodeTables) -> Self {
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

    pub(super) fn finish(mut self, common: &ForAllReports<'_>) -> PolarsResult<ReportSums> {
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
            back_dated: BackDated::new(),
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

    /// Takes in the columns of some transactions.
    pub(super) fn add(&mut self, transactions: &Transactions) -> PolarsResult<()> {
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

    /// Takes in a transaction, of which `row` holds the codes.
    #[inline]
    pub(super) fn take(&mut self, row: &TransactionRow, transaction: &Transaction<'_>, tables: &CodeTables) {
        let stood = self.matcher.as_it_stood(row);
        let as_then = stood.as_ref().unwrap_or(row);
        let departure = self.matcher.departure(as_then, transaction.source);
        if let Some(reopened) = &mut self.reopened {
            reopened.see(row, departure.is_none().then_some(as_then), LineTexts::of(transaction));
        }
        match departure {
            None => {
                self.selected += 1;
                if stood.is_some() {
                    self.settled_since[0].merge(LineSum { count: 1, cents: row.cents.into() });
                }
                self.adder.add(as_then, if self.needs.tells_origin { transaction.id } else { "" });
            }
            Some(why) => {
                self.left.add(why, LineSum { count: 1, cents: row.cents.into() });
                let unknown = row.daybook.zip(row.settled).filter(|_| why == Departure::NobodysDaybook);
                if let Some((daybook, _)) = unknown.filter(|(book, day)| tables.lacks_daybook(*book, *day)) {
                    self.adder.add_on_unknown(daybook, row.cents);
                }
            }
        }
        self.asked.see(row);
        for earlier in &mut self.earlier {
            earlier.add(row, transaction.source);
        }
        if let Some(pairing) = &mut self.pairing {
            pairing.add(row, transaction, &tables.handed_over);
        }
    }

    /// What the report needs.
    pub(super) fn needs(&self) -> &Needs {
        &self.needs
    }

    /// Whether it follows what was settled and taken back since.
    pub(super) fn follows_reopened(&self) -> bool {
        self.reopened.is_some()
    }

    /// Whether it takes columns of transactions, beside the rows.
    pub(super) fn wants_columns(&self) -> bool {
        !self.groups.is_empty() || self.needs.rows.is_some()
    }

    /// Which use it makes of the lines that it took in; `None` before there were any.
    pub(super) fn use_of_lines(&self) -> Option<FileUse> {
        let of_days = [Departure::EarlierDays, Departure::LaterDays, Departure::Open];
        match self.left.total().count - of_days.map(|why| self.left.of(why).count).iter().sum::<u64>() {
            _ if self.selected > 0 => Some(FileUse::Shown),
            // What a storno takes back is named beside it.
            _ if self.pairing.as_ref().is_some_and(Pairing::has_originals) => Some(FileUse::Shown),
            0 if self.left.total().count == 0 => None,
            0 => Some(FileUse::OtherDays),
            _ => Some(FileUse::NotShown),
        }
    }

    /// Takes over what another one gathered of other lines; `failed` is told the first thing that polars refuses.
    pub(super) fn merge(&mut self, more: Self, failed: &mut Option<PolarsError>) {
        self.adder.merge(more.adder);
        if let (Some(pairing), Some(more)) = (&mut self.pairing, more.pairing) {
            pairing.merge(more);
        }
        self.left.merge(more.left);
        self.left_by_mask.merge(more.left_by_mask);
        self.settled_since.iter_mut().zip(more.settled_since).for_each(|(sum, more)| sum.merge(more));
        if let (Some(reopened), Some(more)) = (&mut self.reopened, more.reopened) {
            reopened.merge(more);
        }
        self.selected += more.selected;
        self.asked.merge(&more.asked);
        for (sum, more) in self.earlier.iter_mut().zip(more.earlier) {
            sum.merge(more);
        }
        for (groups, more) in self.groups.iter_mut().zip(more.groups) {
            if let Err(error) = groups.merge(more) {
                failed.get_or_insert(error);
            }
        }
        self.rows.extend(more.rows);
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
