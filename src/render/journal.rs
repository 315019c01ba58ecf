//! The report's lines as a journal for plain-text accounting programs such as hledger: one transaction a line.
//!
//! A daybook whose money was received is an asset that grows by what came in; the other side is a receipt or an
//! expense. Every other kind of daybook has a tree of its own for both sides, so that what was settled from credit,
//! waived or offset never stands among receipts.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::error::RenderError;
use super::lines;
use super::manifest::{PROGRAM, made};
use super::number::one_line;
use crate::domain::{BookingCode, BookingGroup, Daybook, DaybookKind, Money};
use crate::report::document::{Document, Value};
use crate::report::language::Language;
use crate::report::row::RowView;
use crate::report::template::Field;
use crate::report::words::Words;

/// What a report's lines must show to be transactions, as templates name it.
const NEEDED: [(Field, &str); 7] = [
    (Field::TransactionId, "transaction-id"),
    (Field::Daybook, "daybook"),
    (Field::Institution, "institution"),
    (Field::Branch, "branch"),
    (Field::BookingCode, "booking-code"),
    (Field::Settled, "settled"),
    (Field::Amount, "amount"),
];

/// The only commodity, with how its amounts are written.
const COMMODITY: &str = "EUR";

/// What lines that show these fields lack to be transactions, as templates name it; nothing when they are.
#[must_use]
pub fn lacking(fields: &[Field]) -> Vec<&'static str> {
    NEEDED.into_iter().filter(|(field, _)| !fields.contains(field)).map(|(_, name)| name).collect()
}

/// Whether a report's lines are transactions.
#[must_use]
pub fn is_possible(document: &Document) -> bool {
    lacking(&document.columns.iter().filter_map(|column| column.field).collect::<Vec<_>>()).is_empty()
}

/// The lines as transactions in the order of their days; those of a day stay in the order of the report.
///
/// Items that are still open have no day and no daybook: a remark counts them.
///
/// # Errors
/// When a line lacks a code that it must have: a fault of the program.
pub fn render(document: &Document) -> Result<Vec<u8>, RenderError> {
    let mut accounts = BTreeSet::new();
    let mut transactions: Vec<(NaiveDate, String)> = Vec::new();
    let (mut open, mut open_amount) = (0u64, Money::ZERO);
    lines::each(document, false, |row, _| {
        let line = JournalLine { document, row };
        if let Some(settlement) = line.settlement()? {
            let sides = line.sides(settlement)?;
            transactions.push((settlement.1, line.transaction(settlement, &sides)?));
            accounts.extend(sides);
        } else {
            open += 1;
            open_amount = open_amount + line.amount()?;
        }
        Ok::<_, RenderError>(())
    })?;
    transactions.sort_by_key(|(day, _)| *day);
    let mut text = head(document);
    if open > 0 {
        text += &format!("; nog open, dus niet opgenomen: {open} (samen {open_amount} {COMMODITY})\n");
    }
    text += &format!("\ncommodity 1000.00 {COMMODITY}\n\n");
    text += "account activa  ; type:A\naccount activa:kas  ; type:C\naccount activa:bank  ; type:C\n";
    text += "account ontvangsten  ; type:R\naccount uitgaven  ; type:X\n";
    for account in accounts {
        text += &format!("account {account}\n");
    }
    for (_, transaction) in transactions {
        text.push('\n');
        text += &transaction;
    }
    Ok(text.into_bytes())
}

/// What the journal is and where it comes from, as remarks.
fn head(document: &Document) -> String {
    let provenance = &document.provenance;
    let dutch = Words::of(Language::Dutch);
    let mut remarks = vec![format!("{PROGRAM}: {}", document.plain_stem())];
    let issued = document.title.number.iter().zip(document.title.version);
    remarks.extend(issued.map(|(number, version)| format!("nummer {number}, versie {version}")));
    remarks.push(format!("opgemaakt {}", made(document)));
    for (name, value) in &provenance.parameters {
        remarks.push(format!("{name}: {value}"));
    }
    for source in &provenance.sources {
        remarks.push(format!("bron {} (SHA-256 {})", source.name, source.hash()));
    }
    remarks.extend(document.marks.iter().map(|mark| dutch.mark(mark)));
    remarks
        .push("in tags staan tekens die ze zouden breken als % en twee cijfers, zoals %2C voor een komma".to_owned());
    let mut text = String::new();
    for remark in remarks {
        text += &format!("; {}\n", one_line(&remark));
    }
    text
}

/// A line of the report, to be a transaction.
struct JournalLine<'a> {
    document: &'a Document,
    row: &'a RowView<'a>,
}

type DaybookDay = (Daybook, NaiveDate);

impl JournalLine<'_> {
    /// Its value for a field, if the report shows that.
    fn value(&self, field: Field) -> Value<'_> {
        let index = self.document.columns.iter().position(|column| column.field == Some(field));
        index.and_then(|index| self.row.cell(index)).unwrap_or(Value::Empty)
    }

    fn text(&self, field: Field) -> &str {
        match self.value(field) {
            Value::Text(text) => text,
            Value::Said(said) => &said.file,
            _ => "",
        }
    }

    fn amount(&self) -> Result<Money, RenderError> {
        match self.value(Field::Amount) {
            Value::Money(money) => Ok(money),
            _ => Err(self.fault("amount")),
        }
    }

    fn booking_code(&self) -> Result<BookingCode, RenderError> {
        BookingCode::parse(self.text(Field::BookingCode)).ok_or_else(|| self.fault("booking code"))
    }

    /// How and when it was settled; nothing for an open item.
    fn settlement(&self) -> Result<Option<DaybookDay>, RenderError> {
        match (self.text(Field::Daybook), self.value(Field::Settled)) {
            ("", Value::Empty) => Ok(None),
            (daybook, Value::Day(day)) => {
                let daybook = Daybook::parse(daybook).ok_or_else(|| self.fault("daybook"))?;
                Ok(Some((daybook, day)))
            }
            _ => Err(self.fault("settlement")),
        }
    }

    fn fault(&self, what: &str) -> RenderError {
        RenderError::Fault(format!("the journal: line {:?} has no {what}", self.text(Field::TransactionId)))
    }

    /// The account of the daybook and the one on the other side, whose last parts are the codes of the line.
    fn sides(&self, (daybook, _): DaybookDay) -> Result<[String; 2], RenderError> {
        let is_expense = self.booking_code()?.group() == BookingGroup::EXPENSES;
        let (tree, other) = match daybook.kind() {
            DaybookKind::Cash => ("activa:kas", None),
            DaybookKind::Bank | DaybookKind::SecondBank => ("activa:bank", None),
            DaybookKind::Deposit => ("deposito:dagboek", Some("deposito:kosten")),
            DaybookKind::Offset => ("verrekening:dagboek", Some("verrekening:kosten")),
            DaybookKind::Points => ("spaarpunten:dagboek", Some("spaarpunten:kosten")),
            DaybookKind::Voucher => ("vouchers:dagboek", Some("vouchers:kosten")),
            DaybookKind::WriteOff => ("afboekingen:dagboek", Some("afboekingen:kosten")),
            DaybookKind::Other => ("overige:dagboek", Some("overige:kosten")),
        };
        let other = other.unwrap_or(if is_expense { "uitgaven" } else { "ontvangsten" });
        let [institution, branch, code] = [Field::Institution, Field::Branch, Field::BookingCode].map(|f| self.text(f));
        Ok([format!("{tree}:{daybook}"), format!("{other}:{institution}:{branch}:{code}:{daybook}")])
    }

    fn transaction(&self, (daybook, day): DaybookDay, sides: &[String; 2]) -> Result<String, RenderError> {
        let id = self.text(Field::TransactionId);
        let original = self.text(Field::Description);
        let description = one_line(original).replace(';', ",").replace('|', "/");
        let mut text = format!("{day} * ({}) {description}\n", escaped(id, |c| c == ')'));
        if description != original {
            text += &tag("omschrijving", original);
        }
        for (field, name) in TAGS {
            let value = match self.value(field) {
                Value::Text(text) => text.to_owned(),
                Value::Said(said) => said.file.to_string(),
                Value::Day(day) => day.to_string(),
                Value::Money(money) => money.to_string(),
                Value::Count(_) | Value::Percent(_) | Value::Empty => continue,
            };
            text += &tag(name, &value);
        }
        let amount = self.amount()?;
        let ledger = &self.document.ledger_accounts;
        let ledger = [ledger.of_daybook(daybook, day), ledger.of_booking_code(self.booking_code()?, daybook, day)];
        for ((account, amount), ledger) in sides.iter().zip([amount, -amount]).zip(ledger) {
            let ledger = ledger.map(|ledger| format!("  ; grootboek:{}", value(&ledger))).unwrap_or_default();
            text += &format!("    {account}  {amount} {COMMODITY}{ledger}\n");
        }
        Ok(text)
    }
}

/// What is kept of a line in tags, where the report shows it.
const TAGS: [(Field, &str); 15] = [
    (Field::TransactionId, "id"),
    (Field::BookingCode, "code"),
    (Field::Posted, "opgeboekt"),
    (Field::Source, "bron"),
    (Field::SettlementSource, "afboekbron"),
    (Field::AmountPosted, "opgeboekt-bedrag"),
    (Field::Customer, "klant"),
    (Field::Item, "exemplaar"),
    (Field::Invoice, "factuur"),
    (Field::Drawer, "kas"),
    (Field::Staff, "medewerker"),
    (Field::InstitutionName, "instantie"),
    (Field::BranchName, "vestiging"),
    (Field::DaybookDescription, "dagboek"),
    (Field::BookingGroup, "groep"),
];

/// A tag on a remark line of its own, so that only a comma could end its value.
fn tag(name: &str, text: &str) -> String {
    format!("    ; {name}:{}\n", value(text))
}

/// A tag's value without what would end it, get lost at its edges, or be read as the date of a posting.
fn value(text: &str) -> String {
    escaped(text, |c| matches!(c, ',' | '['))
}

/// A text on one line, nothing lost: `%`, control characters, blanks at the edges and what `is_special` stand as their
/// UTF-8 bytes in hexadecimal behind a `%`.
fn escaped(text: &str, is_special: impl Fn(char) -> bool) -> String {
    let inner = text.trim_matches(char::is_whitespace);
    let start = inner.as_ptr() as usize - text.as_ptr() as usize;
    let is_edge = |index: usize| index < start || index >= start + inner.len();
    let mut escaped = String::with_capacity(text.len());
    for (index, character) in text.char_indices() {
        if character == '%' || character.is_control() || is_edge(index) || is_special(character) {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                escaped += &format!("%{byte:02X}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Checks a finished journal against the document by reading it again: number of lines and sum of their amounts, open
/// items aside, and that every transaction balances.
///
/// # Errors
/// What differs: a fault of the program.
pub fn verify(document: &Document, bytes: &[u8]) -> Result<(), RenderError> {
    let fault = |what: String| RenderError::Fault(format!("the journal: {what}"));
    let text = str::from_utf8(bytes).map_err(|error| fault(error.to_string()))?;
    let mut written = (0u64, Decimal::ZERO);
    for transaction in text.split("\n\n").filter(|part| part.starts_with(|c: char| c.is_ascii_digit())) {
        let postings = transaction.lines().filter(|line| line.starts_with("    ") && !line.starts_with("    ;"));
        let amounts = postings.map(|posting| {
            let mut parts = posting.trim_start().split("  ").skip(1);
            let number = parts.next().and_then(|amount| amount.strip_suffix(COMMODITY)?.trim().parse().ok());
            number.ok_or_else(|| fault(format!("`{posting}` has no amount")))
        });
        let amounts: Vec<Decimal> = amounts.collect::<Result<_, _>>()?;
        let [daybook, other] = amounts[..] else {
            return Err(fault(format!("`{transaction}` has not two sides")));
        };
        if daybook != -other {
            return Err(fault(format!("`{transaction}` does not balance")));
        }
        written = (written.0 + 1, written.1 + daybook);
    }
    let mut meant = (0u64, Decimal::ZERO);
    lines::each(document, false, |row, _| {
        let line = JournalLine { document, row };
        if line.settlement()?.is_some() {
            meant = (meant.0 + 1, meant.1 + line.amount()?.decimal());
        }
        Ok::<_, RenderError>(())
    })?;
    if written == meant {
        return Ok(());
    }
    Err(fault(format!("it has {written:?} lines and euro, the report {meant:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader makes of a tag's value.
    fn read(value: &str) -> String {
        let mut parts = value.split('%');
        let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
        for part in parts {
            let (code, rest) = part.split_at(2);
            bytes.extend(u8::from_str_radix(code, 16).ok());
            bytes.extend(rest.as_bytes());
        }
        String::from_utf8(bytes).unwrap_or_default()
    }

    #[test]
    fn values_lose_nothing_and_stay_on_their_line() {
        for text in ["", "a, b", "100%", "%2C", " \u{a0}rand\t", "a\r\nb", "[2020-01-01]", "a: b; c | d  e", "é\u{85}€"]
        {
            let value = value(text);
            assert_eq!(read(&value), text);
            assert!(!value.contains([',', '[', '\n', '\r']) && value.trim() == value, "{value:?}");
        }
        assert_eq!(value("a, b;c"), "a%2C b;c");
    }
}
