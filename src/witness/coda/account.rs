//! Accounts as CODA writes them, in one of four structures.

/// The account that a statement is of: the library's or its board's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    /// An IBAN where that is known, else the number as it is written; without blanks.
    pub number: String,
    /// The three letters of its currency.
    pub currency: String,
}

impl Account {
    /// Reads a field of 37 characters by its structure: 0 Belgian number, 1 foreign number, 2 Belgian IBAN, 3 foreign IBAN.
    #[must_use]
    pub(super) fn of(structure: char, field: &str) -> Self {
        let chars: Vec<char> = field.chars().collect();
        let part = |from: usize, to: usize| chars.get(from..to).unwrap_or_default().iter().collect::<String>();
        let plain = |text: String| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let (number, currency) = match structure {
            '0' => (iban_of_belgian(&part(0, 12)).unwrap_or_else(|| plain(part(0, 12))), part(13, 16)),
            '2' => (plain(part(0, 31)), part(34, 37)),
            _ => (plain(part(0, 34)), part(34, 37)),
        };
        Self { number, currency }
    }
}

/// The IBAN of a Belgian account number of twelve digits.
fn iban_of_belgian(number: &str) -> Option<String> {
    let is_number = number.len() == 12 && number.bytes().all(|byte| byte.is_ascii_digit());
    // `BE00` behind the number, letters as numbers: B is 11, E is 14.
    let whole: u128 = is_number.then(|| format!("{number}111400").parse().ok()).flatten()?;
    Some(format!("BE{:02}{number}", 98 - whole % 97))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_structure_is_read() {
        let read = |structure, field: &str| {
            let Account { number, currency } = Account::of(structure, field);
            (number, currency)
        };
        let pair = |number: &str, currency: &str| (number.to_owned(), currency.to_owned());
        assert_eq!(read('2', "BE68539007547034                  EUR"), pair("BE68539007547034", "EUR"));
        assert_eq!(read('0', "539007547034 EUR0BE                  "), pair("BE68539007547034", "EUR"));
        assert_eq!(read('1', "1234 5678                         USD"), pair("12345678", "USD"));
        assert_eq!(read('3', "NL91ABNA0417164300                EUR"), pair("NL91ABNA0417164300", "EUR"));
    }
}
