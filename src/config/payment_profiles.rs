//! Profiles of payment providers.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::ConfigError;
use super::profiles::{choice, each, form, kept};
use super::raw_payment_profile::{RawPaymentColumns, RawPaymentProfile};
use super::raw_profile::OneOrMore;
use crate::witness::payment_profile::{PaymentColumns, PaymentProfile, PaymentStates, RowValues};

/// Checks every profile; what is wrong goes to `errors`.
pub(super) fn read(raw: &[RawPaymentProfile], path: &Path, errors: &mut Vec<ConfigError>) -> Vec<PaymentProfile> {
    each("payment_profile", raw, |raw| &raw.name, profile, path, errors)
}

fn profile(raw: &RawPaymentProfile, mistakes: &mut Vec<String>) -> PaymentProfile {
    let form = form(&raw.form(), mistakes);
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
