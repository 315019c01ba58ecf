//! Profiles of payment providers.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::{ConfigError, wrong};
use super::profiles::{choice, dates, kept};
use super::raw_payment_profile::{RawPaymentColumns, RawPaymentProfile};
use super::raw_profile::OneOrMore;
use crate::ingest::date_form::DateStyle;
use crate::ingest::profile::{DecimalMark, MinusForm, Profile, Separator, Unit};
use crate::witness::payment_profile::{PaymentColumns, PaymentProfile, PaymentStates, RowValues};

/// Checks every profile; what is wrong goes to `errors`.
pub(super) fn read(raw: &[RawPaymentProfile], path: &Path, errors: &mut Vec<ConfigError>) -> Vec<PaymentProfile> {
    let mut profiles: Vec<PaymentProfile> = Vec::new();
    for (index, raw) in raw.iter().enumerate() {
        let mut refuse = |what: String| {
            let what = format!("[[payment_profile]] `{}`: {what}", raw.name);
            errors.push(wrong(path, format!("payment_profile[{index}]"), what));
        };
        if profiles.iter().any(|profile| profile.name == raw.name) {
            refuse("another profile has this name".to_owned());
        }
        let mut mistakes = Vec::new();
        let profile = profile(raw, &mut mistakes);
        if mistakes.is_empty() {
            profiles.push(profile);
        }
        mistakes.into_iter().for_each(refuse);
    }
    profiles
}

fn profile(raw: &RawPaymentProfile, mistakes: &mut Vec<String>) -> PaymentProfile {
    let separators =
        [(";", Separator::Semicolon), (",", Separator::Comma), ("\t", Separator::Tab), ("|", Separator::Bar)];
    let marks = [(",", DecimalMark::Comma), (".", DecimalMark::Point)];
    let units = [("euro", Unit::Euro), ("cents", Unit::Cents)];
    let minus = [("front", MinusForm::Front), ("behind", MinusForm::Behind), ("brackets", MinusForm::Brackets)];
    let usual = Profile::default();
    let forms = raw.dates.as_deref().map(|patterns| kept(dates(patterns), mistakes));
    let form = Profile {
        name: raw.name.clone(),
        separator: kept(choice("separator", raw.separator.as_deref(), &separators), mistakes),
        decimal_mark: kept(choice("decimal_mark", raw.decimal_mark.as_deref(), &marks), mistakes)
            .unwrap_or(usual.decimal_mark),
        unit: kept(choice("unit", raw.unit.as_deref(), &units), mistakes).unwrap_or(usual.unit),
        minus: kept(choice("minus", raw.minus.as_deref(), &minus), mistakes).unwrap_or(usual.minus),
        dates: DateStyle { forms: forms.unwrap_or_else(|| usual.dates.forms.clone()), zone: None },
        ..usual
    };
    let commissions = [("positive", false), ("negative", true)];
    let columns = columns(&raw.columns, mistakes);
    let lower = |words: &[String]| words.iter().map(|word| word.trim().to_lowercase()).collect::<Vec<_>>();
    let states = PaymentStates {
        paid: lower(&raw.states.paid),
        pending: lower(&raw.states.pending),
        void: lower(&raw.states.void),
    };
    if columns.state.is_some() == states.paid.is_empty() {
        mistakes.push("columns: `state` and the words of [payment_profile.states] `paid` come together".to_owned());
    }
    PaymentProfile {
        name: raw.name.clone(),
        form,
        columns,
        states,
        has_negative_commissions: kept(choice("commissions", raw.commissions.as_deref(), &commissions), mistakes)
            .unwrap_or(false),
        refunds: values(&raw.refunds),
        costs: values(&raw.costs),
        totals: values(&raw.totals),
        keep: values(&raw.keep),
        leave_out: values(&raw.leave_out),
    }
}

fn columns(raw: &RawPaymentColumns, mistakes: &mut Vec<String>) -> PaymentColumns {
    let RawPaymentColumns { day, gross, commission, net, contract, brand, payout, id, state, currency } = raw.clone();
    if gross.is_none() && (net.is_none() || commission.is_none()) {
        mistakes.push("columns: name `gross`, or `net` and `commission`".to_owned());
    }
    PaymentColumns { day, gross, commission, net, contract, brand, payout, id, state, currency }
}

fn values(raw: &BTreeMap<String, OneOrMore>) -> Vec<RowValues> {
    let of_column = |(column, words): (&String, &OneOrMore)| RowValues {
        column: column.clone(),
        values: words.texts().iter().map(|word| word.trim().to_lowercase()).collect(),
    };
    raw.iter().map(of_column).collect()
}
