//! What the reports of a night say of counted drawers.

use super::issue::Issuer;
use super::restatement::CountChange;
use crate::archive::ReportRecord;
use crate::archive::history::HistoryView;
use crate::archive::witness_record::{hash_of_both, witnesses_hashes};
use crate::control::count_lines::CountLine;
use crate::control::recipe::DeskRecipe;
use crate::control::running_sums::RunningSums;
use crate::domain::Period;
use crate::failure::Failure;
use crate::report::template::Template;
use crate::reporting::counts::{self, has_counts};
use crate::reporting::desk::DeskState;
use crate::reporting::parameters::{CountParameters, Parameters};
use crate::reporting::shown_counts::{ShownCounts, lines_hash};

/// What the control desk knows tonight.
#[derive(Debug)]
pub(super) struct DeskTonight {
    pub(super) state: DeskState,
    /// The hash over all exports and witnesses.
    pub(super) exports: String,
    /// What happened in the drawers.
    sums: Option<RunningSums>,
}

/// What a report says of drawers, and what the register keeps of that.
pub(super) struct IssuedCounts {
    pub(super) shown: ShownCounts,
    pub(super) parameters: Option<CountParameters>,
}

impl Issuer<'_> {
    /// What the control desk knows tonight, by its channels, read once.
    pub(super) fn tonight(&self, view: &mut HistoryView<'_>, recipe: &DeskRecipe) -> Result<&DeskTonight, Failure> {
        if let Some(tonight) = self.tonight.get() {
            return Ok(tonight);
        }
        let witnesses = self.register.witnesses()?;
        let at = (self.newest, witnesses.last().map_or(0, |last| last.number));
        let state = DeskState::of(self.register, view, at, &self.library.feed_days())?;
        let hashes = witnesses_hashes(&witnesses);
        let hash = hashes.get(&at.1).map(String::as_str).unwrap_or_default();
        let sums = state.running_sums(recipe, &self.nightly.config.tables);
        let exports = hash_of_both(&self.exports, hash);
        Ok(self.tonight.get_or_init(|| DeskTonight { state, exports, sums }))
    }

    /// The same; `None` where nobody counts any drawer.
    fn counted(&self, view: &mut HistoryView<'_>) -> Result<Option<(&DeskTonight, &DeskRecipe)>, Failure> {
        match &self.desk {
            Some(recipe) if has_counts(self.register)? => Ok(Some((self.tonight(view, recipe)?, &**recipe))),
            _ => Ok(None),
        }
    }

    fn lines(&self, counted: &DeskTonight, period: Period) -> Vec<CountLine> {
        counted.state.count_lines(counted.sums.as_ref(), &self.nightly.config.tables, period)
    }

    /// Why a report would say something else of drawers tonight than it does; `None` where it would not.
    pub(super) fn count_change(
        &self,
        view: &mut HistoryView<'_>,
        template: &Template,
        earlier: &ReportRecord,
    ) -> Result<Option<CountChange>, Failure> {
        if !template.cash_counts {
            return Ok(None);
        }
        let counted = self.counted(view)?;
        let hash = |lines: Vec<CountLine>| (!lines.is_empty()).then(|| lines_hash(&lines));
        let now = counted.and_then(|(counted, _)| hash(self.lines(counted, earlier.period)));
        let parameters = Parameters::of(earlier).ok();
        let said = parameters.as_ref().and_then(|parameters| parameters.counts.as_ref());
        if said.map(|said| &said.lines) == now.as_ref() {
            return Ok(None);
        }
        // By the channels and tables of then it may still say the same.
        if let (Some(parameters), Some(said), Some((counted, recipe))) = (&parameters, said, counted) {
            let is_by_others = said.channels != recipe.sha256() || earlier.tables != self.tables;
            if is_by_others && counts::is_still_so(self.register, earlier, parameters, &counted.state)? {
                return Ok(Some(CountChange::Settings));
            }
        }
        Ok(Some(CountChange::Arrivals))
    }

    /// What a report says of drawers tonight beside what the version before said, and the hash over all that it is made of.
    pub(super) fn shown_counts(
        &self,
        view: &mut HistoryView<'_>,
        template: &Template,
        period: Period,
        earlier: Option<&ReportRecord>,
    ) -> Result<(IssuedCounts, String), Failure> {
        let none = || IssuedCounts { shown: ShownCounts::default(), parameters: None };
        if !template.cash_counts {
            return Ok((none(), self.exports.clone()));
        }
        let before =
            earlier.map(|earlier| Ok::<_, Failure>((earlier.version, counts::said(self.register, view, earlier)?)));
        let before = before.transpose()?;
        let Some((counted, recipe)) = self.counted(view)? else {
            let shown = ShownCounts { before, ..ShownCounts::default() };
            return Ok((IssuedCounts { shown, parameters: None }, self.exports.clone()));
        };
        let shown = ShownCounts { now: self.lines(counted, period), before };
        let parameters = shown.parameters(counted.state.witnesses, recipe);
        let exports = if parameters.is_some() { &counted.exports } else { &self.exports };
        let exports = exports.clone();
        Ok((IssuedCounts { shown, parameters }, exports))
    }
}
