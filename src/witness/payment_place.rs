//! By what a payment is known again in another file: its number, else its place.

use chrono::NaiveDate;

use super::kind::WitnessKind;
use super::payments::Payment;

/// Where a payment without a number is: its day, contract, payout and brand.
pub(super) type PaymentPlace = (NaiveDate, String, String, String);
/// The number of a payment, and whether it goes back: a refund may bear its payment's number.
pub(super) type PaymentIdentity = (String, bool);

/// By what a payment is known again in another file. In lists of Mijn Bibliotheek every payment is a payout of its own.
pub(super) fn identity_of(kind: WitnessKind, payment: &Payment) -> Option<PaymentIdentity> {
    let number = if payment.id.is_empty() && kind == WitnessKind::MijnBib { &payment.payout } else { &payment.id };
    (!number.is_empty()).then(|| (number.clone(), payment.gross < 0))
}

/// Where a payment is that has no number.
pub(super) fn place_of(payment: &Payment) -> PaymentPlace {
    let Payment { day, contract, payout, brand, .. } = payment;
    (*day, contract.clone(), payout.clone(), brand.clone())
}
