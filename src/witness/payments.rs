//! What payment providers and the online payments of Mijn Bibliotheek say of single payments.

use chrono::NaiveDate;

use super::fault::Fault;
use super::table::TableRow;
use crate::domain::{Cents, Coverage, Money};
use crate::witness::mending;

/// A payment, as whoever took it in says. Of who paid, nothing is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The line on which it stands.
    pub line: u64,
    /// Its number, where no two payments of the provider have the same; empty where it is not told.
    pub id: String,
    /// The day on which it was made.
    pub day: NaiveDate,
    /// What it is.
    pub kind: PaymentKind,
    /// What the customer paid, in cents; below zero the customer got it back.
    pub gross: Cents,
    /// What the provider keeps of it, in cents; `None` where it doesn't tell that payment by payment.
    pub commission: Option<Cents>,
    /// The terminal or the contract; empty where it is not told.
    pub contract: String,
    /// The brand of the card or the way of payment.
    pub brand: String,
    /// The payout that it is in; empty where it is not told.
    pub payout: String,
}

/// What a provider says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payments {
    /// Payment by payment.
    pub each: Vec<Payment>,
    /// The days of which it tells: on others nobody knows what was paid.
    pub known: Coverage,
}

/// What a row of a provider is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaymentKind {
    /// A customer paid, or got money back.
    Payment,
    /// The provider's own costs, which no customer paid.
    Cost,
    /// Not carried out yet.
    Pending,
    /// Never carried out: what an earlier file says of it does not hold.
    Void,
}

impl Payment {
    /// What reaches the bank.
    #[must_use]
    pub fn net(&self) -> Cents {
        self.gross - self.commission.unwrap_or_default()
    }

    /// Whether it is in a payout: customers paid it, or it is a cost.
    #[must_use]
    pub fn is_carried_out(&self) -> bool {
        matches!(self.kind, PaymentKind::Payment | PaymentKind::Cost)
    }
}

/// Demands that gross amount less commission is the net amount of a row, which stands in a column.
pub(super) fn demand_net(row: &mut TableRow<'_>, column: &[&str], [gross, commission, net]: [Cents; 3]) {
    if gross - commission != net {
        let [gross, commission, net] = [gross, commission, net].map(Money::from_cents);
        let what = mending::NET_AMOUNT;
        row.refuse_with(column, what, format!("{gross} - {commission} is not {net}"));
    }
}

/// The faults of a file that is read row by row; rows alone are worth nothing where there are any.
pub(super) fn sound(payments: Vec<Payment>, faults: &[Fault]) -> Vec<Payment> {
    if faults.is_empty() { payments } else { Vec::new() }
}
