//! How a listing shows customers.

use std::borrow::Cow;
use std::collections::HashMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::rows::Customers;
use crate::domain::customer_in_text::without_customer;

/// The customers of one listing, as it shows them.
pub(super) struct ShownCustomers<'a> {
    how: &'a Customers,
    numbers: HashMap<String, usize>,
}

impl<'a> ShownCustomers<'a> {
    pub(super) fn of(how: &'a Customers) -> Self {
        Self { how, numbers: HashMap::new() }
    }

    /// A customer, as the listing shows it.
    pub(super) fn shown(&mut self, customer: &str) -> String {
        match self.how {
            _ if customer.is_empty() => String::new(),
            Customers::Shown => customer.to_owned(),
            Customers::Hidden => String::new(),
            Customers::Pseudonyms { key } => pseudonym(key, customer),
            Customers::Numbered => {
                let next = self.numbers.len() + 1;
                format!("#{}", self.numbers.entry(customer.to_owned()).or_insert(next))
            }
        }
    }

    /// A text of a line in which its customer's id stands, with what the listing shows in the place of that; `None` where it
    /// may stand as it is.
    pub(super) fn without_customer(&mut self, text: &str, customer: &str) -> Option<String> {
        if matches!(self.how, Customers::Shown) {
            return None;
        }
        let shown = || Some(self.shown(customer)).filter(|shown| !shown.is_empty()).unwrap_or_else(|| "…".to_owned());
        match without_customer(text, customer, shown) {
            Cow::Owned(said) => Some(said),
            Cow::Borrowed(_) => None,
        }
    }
}

/// Ten letters and digits that stand for a customer: 50 bits of an HMAC-SHA-256, without letters that look alike.
fn pseudonym(key: &[u8], customer: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("an HMAC takes a key of any length") };
    mac.update(customer.as_bytes());
    let digest = mac.finalize().into_bytes();
    digest.iter().take(10).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_in_a_text_is_shown_as_beside_it() {
        let customers = Customers::Numbered;
        let mut shown = ShownCustomers::of(&customers);
        assert_eq!(shown.shown("9001"), "#1");
        assert_eq!(shown.without_customer("Lidgeld klant 4711471", "4711471").as_deref(), Some("Lidgeld klant #2"));
        assert_eq!((shown.without_customer("Lidgeld", "4711472"), shown.shown("4711472").as_str()), (None, "#3"));
        let [all, none] = [Customers::Shown, Customers::Hidden];
        assert_eq!(ShownCustomers::of(&all).without_customer("klant 4711471", "4711471"), None);
        let hidden = ShownCustomers::of(&none).without_customer("klant 4711471", "4711471");
        assert_eq!(hidden.as_deref(), Some("klant …"));
    }
}
