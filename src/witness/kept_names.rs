//! The names by which an archive keeps kinds of entries and payments, the same for ever.

use super::bank::EntryKind;
use super::coda::Return;
use super::payments::PaymentKind;

/// Kinds of entries.
pub(super) const ENTRY_KINDS: [(&str, EntryKind); 7] = [
    ("transfer", EntryKind::Transfer),
    ("terminal", EntryKind::Terminal),
    ("deposit", EntryKind::Deposit),
    ("recount", EntryKind::Recount),
    ("cost", EntryKind::Cost),
    ("own", EntryKind::Own),
    ("other", EntryKind::Other),
];
/// Ways in which money comes back.
pub(super) const RETURNS: [(&str, Return); 5] = [
    ("reject", Return::Reject),
    ("return", Return::Return),
    ("refund", Return::Refund),
    ("reversal", Return::Reversal),
    ("cancellation", Return::Cancellation),
];
/// Kinds of payments.
pub(super) const PAYMENT_KINDS: [(&str, PaymentKind); 4] = [
    ("payment", PaymentKind::Payment),
    ("cost", PaymentKind::Cost),
    ("pending", PaymentKind::Pending),
    ("void", PaymentKind::Void),
];

/// The name of a kind.
pub(super) fn name_of<T: PartialEq>(names: &[(&str, T)], of: &T) -> String {
    names.iter().find(|(_, kind)| kind == of).map(|(name, _)| (*name).to_owned()).unwrap_or_default()
}

/// The kind of a name.
pub(super) fn of_name<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    names.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}
