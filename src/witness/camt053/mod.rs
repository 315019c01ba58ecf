//! Bank statements in camt.053 (ISO 20022), of all its versions from 02 to 13.
//!
//! Only what is booked counts, each entry as one movement however many payments are in it. Opening balance and booked
//! entries make the closing balance, to the cent. Names, addresses and accounts of others are read over.

mod proof;
mod xml;

use chrono::{DateTime, NaiveDate};
use encoding_rs::WINDOWS_1252;

use self::xml::{Element, XmlFault, tree};
use super::bank::{Balances, BankEntry, BankStatement, EntryKind, Reference};
use super::coda::Ogm;
use super::fault::{Fault, Place};
use crate::domain::{Cents, Money};
use crate::ingest::amount::parse_amount;
use crate::ingest::profile::{DecimalMark, Profile};
use crate::witness::fault::WitnessDefect;
use crate::witness::mending;

/// What stands in the name space of such a file, before its version.
const NAME_SPACE: &str = "camt.053.001.";
/// The versions that are read.
const VERSIONS: std::ops::RangeInclusive<u32> = 2..=13;

/// Whether a file begins as one of the messages of ISO 20022 on accounts does.
pub(super) fn begins_as_camt(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    ["camt.052.001.", "camt.053.001.", "camt.054.001."].iter().any(|name| text.contains(name))
}

/// Reads a file.
pub(super) fn read_camt053(bytes: &[u8], faults: &mut Vec<Fault>) -> Vec<BankStatement> {
    let document = match tree(&decoded(bytes)) {
        Ok(document) => document,
        Err(XmlFault(line, what)) => {
            faults.push(
                Fault::at(Place::Line(line), "this is no sound XML")
                    .with(what)
                    .hinted("fetch the file from the bank again"),
            );
            return Vec::new();
        }
    };
    if let Some(fault) = judge_version(&document) {
        faults.push(fault);
        return Vec::new();
    }
    let statements: Vec<(&Element, &Element)> = document
        .all("BkToCstmrStmt")
        .flat_map(|message| message.all("Stmt").map(move |statement| (message, statement)))
        .collect();
    if statements.is_empty() {
        faults.push(Fault::at(Place::Line(document.line), mending::NO_STATEMENT));
    }
    let mut reader = CamtReader { faults, profile: Profile { decimal_mark: DecimalMark::Point, ..Profile::default() } };
    statements.into_iter().filter_map(|(message, statement)| reader.statement(message, statement)).collect()
}

fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes)
        .map_or_else(|_| WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), str::to_owned)
}

fn judge_version(document: &Element) -> Option<Fault> {
    let space = &document.attribute;
    let place = Place::Line(document.line);
    if let Some((_, version)) = space.split_once(NAME_SPACE) {
        let is_known = version.parse().is_ok_and(|version| VERSIONS.contains(&version));
        let what = "this version of camt.053 is not read";
        return (!is_known).then(|| Fault::at(place, what).with(format!("`{space}`")).hinted("02 to 13 are"));
    }
    let hint = "ask the bank for statements of whole days: camt.053";
    let what = if space.contains("camt.052") {
        "this is camt.052, a report during the day that may still change"
    } else if space.contains("camt.054") {
        "this is camt.054, a notice of single payments without balances"
    } else {
        "this is XML of another kind than camt.053"
    };
    Some(Fault::at(place, what).hinted(hint))
}

struct CamtReader<'f> {
    faults: &'f mut Vec<Fault>,
    profile: Profile,
}

impl CamtReader<'_> {
    fn refuse(&mut self, element: &Element, what: impl Into<WitnessDefect>, text: impl Into<String>) {
        self.faults.push(Fault::at(Place::Line(element.line), what).with(text));
    }

    fn statement(&mut self, message: &Element, statement: &Element) -> Option<BankStatement> {
        let (iban, other) =
            (statement.text_of(&["Acct", "Id", "IBAN"]), statement.text_of(&["Acct", "Id", "Othr", "Id"]));
        let account: String = if iban.is_empty() { other } else { iban }.split_whitespace().collect();
        if account.is_empty() {
            self.refuse(statement, mending::MISSING, "Acct/Id/IBAN");
        }
        let numbers = [&["ElctrncSeqNb"], &["LglSeqNb"]].map(|way| statement.text_of(way));
        let number = numbers.iter().find_map(|number| number.parse().ok());
        let opening = self.balance(statement, &["OPBD", "PRCD"]);
        let closing = self.balance(statement, &["CLBD"]);
        let mut entries = Vec::new();
        let (mut sum, mut is_known) = (0_i128, true);
        for (at, entry) in (1..).zip(statement.all("Ntry")) {
            match self.entry(entry, (number.unwrap_or(0), at)) {
                Some(Some(entry)) => {
                    sum += i128::from(entry.cents);
                    entries.push(entry);
                }
                Some(None) => {}
                None => is_known = false,
            }
        }
        self.judge_summary(statement);
        let ((opening, opened), (closing, day)) = (opening?, closing?);
        let wanted = i128::from(opening) + sum;
        if is_known && wanted != i128::from(closing) {
            let [before, after] = [opening, closing].map(Money::from_cents);
            let moved = i64::try_from(sum).map(|sum| Money::from_cents(sum).to_string()).unwrap_or_default();
            let differs = i64::try_from(i128::from(closing) - wanted).map(|cents| Money::from_cents(cents).to_string());
            let text = format!("{before} and {moved} don't make {after}: {} differs", differs.unwrap_or_default());
            self.refuse(statement, mending::CLOSING_BALANCE, text);
        }
        self.judge_days(message, statement, (opened, day), &entries);
        self.faults.extend(entries.iter().filter_map(BankEntry::judge));
        let balances = Some(Balances { opening, closing, day });
        Some(BankStatement { line: statement.line, account, number, balances, entries })
    }

    /// The balance of one of several kinds, with its day.
    fn balance(&mut self, statement: &Element, kinds: &[&str]) -> Option<(Cents, NaiveDate)> {
        let is_of = |balance: &&Element, kind: &str| balance.text_of(&["Tp", "CdOrPrtry", "Cd"]) == kind;
        let of_kind = |kind: &&str| statement.all("Bal").find(|balance| is_of(balance, kind));
        let Some(balance) = kinds.iter().find_map(of_kind) else {
            self.refuse(statement, mending::MISSING, format!("a balance (Bal) of the kind {}", kinds[0]));
            return None;
        };
        let kind = balance.text_of(&["Tp", "CdOrPrtry", "Cd"]);
        let facts = |one: &Element| [one.text_of(&["Amt"]).to_owned(), one.text_of(&["CdtDbtInd"]).to_owned()];
        let others = statement.all("Bal").filter(|other| is_of(other, kind) && facts(other) != facts(balance));
        if let Some(other) = others.into_iter().next() {
            self.refuse(other, "two balances of one kind say different things", kind.to_owned());
        }
        let cents = self.signed(balance);
        let day = self.day(balance, "Dt");
        Some((cents?, day?))
    }

    /// The amount of a balance or an entry, with its sign.
    fn signed(&mut self, element: &Element) -> Option<Cents> {
        let is_credit = match element.text_of(&["CdtDbtInd"]) {
            "CRDT" => Some(true),
            "DBIT" => Some(false),
            "" => {
                self.refuse(
                    element,
                    "an amount does not say whether it came or went",
                    format!("{}/CdtDbtInd", element.name),
                );
                None
            }
            other => {
                self.refuse(element, "an amount does not say whether it came or went", format!("`{other}`"));
                None
            }
        };
        let Some(amount) = element.first(&["Amt"]) else {
            self.refuse(element, mending::MISSING, format!("{}/Amt", element.name));
            return None;
        };
        if amount.attribute != "EUR" {
            self.refuse(amount, "an amount is not in euro", format!("`{}`", amount.attribute));
            return None;
        }
        let is_plain = amount.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if let Some(cents) = parse_amount(&amount.text, &self.profile).ok().filter(|_| is_plain) {
            Some(if is_credit? { cents } else { -cents })
        } else {
            self.refuse(
                amount,
                "an amount is expected here, digits with a decimal point",
                format!("`{}`", amount.text),
            );
            None
        }
    }

    /// A day, or the day of a time.
    fn day(&mut self, element: &Element, name: &str) -> Option<NaiveDate> {
        let (day, time) = (element.text_of(&[name, "Dt"]), element.text_of(&[name, "DtTm"]));
        let text = if day.is_empty() { time } else { day };
        let read = match DateTime::parse_from_rfc3339(text) {
            Ok(time) => Some(time.with_timezone(&chrono_tz::Europe::Brussels).date_naive()),
            // A day may bear an offset, which changes nothing of it.
            Err(_) => text.get(..10).and_then(|day| day.parse().ok()),
        };
        if read.is_none() {
            self.refuse(
                element,
                "a day is expected here, such as 2026-11-22",
                format!("{}/{name}: `{text}`", element.name),
            );
        }
        read
    }

    /// An entry; `Some(None)` when it does not count, `None` when it can't be read.
    #[expect(clippy::option_option, reason = "what does not count is no fault")]
    fn entry(&mut self, entry: &Element, number: (u32, u32)) -> Option<Option<BankEntry>> {
        let state = match entry.text_of(&["Sts", "Cd"]) {
            "" => entry.text_of(&["Sts"]),
            code => code,
        };
        match state {
            "BOOK" => {}
            "PDNG" | "INFO" | "FUTR" => return Some(None),
            other => {
                let text = if other.is_empty() { "Ntry/Sts".to_owned() } else { format!("`{other}`") };
                self.refuse(entry, "an entry does not say whether it is booked", text);
                return None;
            }
        }
        let (cents, day) = (self.signed(entry), self.day(entry, "BookgDt"));
        let value_day = match entry.first(&["ValDt"]) {
            Some(_) => Some(self.day(entry, "ValDt")?),
            None => None,
        };
        let (cents, day) = (cents?, day?);
        self.judge_batch(entry, cents);
        let payments: Vec<&Element> = entry.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
        // Of an entry with several payments, none of them says what the whole is.
        let reference = match payments[..] {
            [payment] => reference(payment, day),
            _ => Reference::None,
        };
        let reference = match reference {
            Reference::None => Reference::of_text(entry.text_of(&["AddtlNtryInf"]), day),
            reference => reference,
        };
        let kind = kind(entry);
        let (returned, cash) = (None, Vec::new());
        let line = entry.line;
        Some(Some(BankEntry { line, number, day, value_day, cents, kind, reference, returned, cash }))
    }
}

/// What a payment refers to.
fn reference(payment: &Element, day: NaiveDate) -> Reference {
    let mut structured = payment.all("RmtInf").flat_map(|remittance| remittance.all("Strd"));
    let ogm = structured.find_map(|one| Ogm::parse(one.text_of(&["CdtrRefInf", "Ref"])));
    if let Some(ogm) = ogm {
        return Reference::Ogm(ogm);
    }
    let free = payment.all("RmtInf").flat_map(|remittance| remittance.all("Ustrd"));
    let text: String = free.map(|element| element.text.as_str()).collect::<Vec<_>>().concat();
    Reference::of_text(&text, day)
}

/// What the bank says that an entry is: by the Belgian code where it has one, else by that of ISO 20022.
fn kind(entry: &Element) -> EntryKind {
    let code = entry.text_of(&["BkTxCd", "Prtry", "Cd"]);
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    // Eight digits begin with the type; others leave it out.
    let digits = if digits.len() == 8 { &digits[1..] } else { &*digits };
    if let (Some(family), Some(transaction)) = (digits.get(..2), digits.get(2..4))
        && let (Ok(family), Ok(transaction)) = (family.parse(), transaction.parse())
    {
        return EntryKind::of_code(family, transaction);
    }
    let domain = ["BkTxCd", "Domn"];
    let family = entry.text_of(&[domain[0], domain[1], "Fmly", "Cd"]);
    let sub_family = entry.text_of(&[domain[0], domain[1], "Fmly", "SubFmlyCd"]);
    // Cash management, securities, loans: none of them is a payment.
    if matches!(entry.text_of(&[domain[0], domain[1], "Cd"]), "CAMT" | "SECU" | "LDAS") {
        return EntryKind::Own;
    }
    match (family, sub_family) {
        ("CNTR", "CDPT") => EntryKind::Deposit,
        ("CCRD" | "MCRD", _) => EntryKind::Terminal,
        ("RCDT" | "ICDT", _) => EntryKind::Transfer,
        (_, "CHRG" | "FEES" | "COMM") => EntryKind::Cost,
        _ => EntryKind::Other,
    }
}
