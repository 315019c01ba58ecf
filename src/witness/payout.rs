//! What payment providers write into the free communication of a payout. Nothing else of such a text is kept.

use chrono::{Datelike, Days, NaiveDate};

use crate::domain::Cents;

/// A payout that says what it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payout {
    /// Credit cards of a day, paid net (Worldline).
    Cards(CardPayout),
    /// All payments of a day, paid gross (Bancontact Pro, formerly Payconiq).
    Bulk(BulkPayout),
    /// A settlement, paid net, whose file tells the rest (Mollie).
    Settlement(String),
}

/// Credit cards of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardPayout {
    /// The brand of the cards, such as `MC`.
    pub brand: String,
    /// The number of the contract.
    pub contract: String,
    /// The number of the remittance.
    pub remittance: String,
    /// The day of the payments; `None` where no day within sixty before the booking fits.
    pub day: Option<NaiveDate>,
    /// What was paid by card, in cents.
    pub gross: Cents,
    /// What the provider keeps of it, in cents.
    pub commission: Cents,
}

/// All payments of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkPayout {
    /// The day of the payments.
    pub day: NaiveDate,
    /// The reference of the payout.
    pub payout: String,
    /// What the library chose to tell its payouts apart by; may be empty.
    pub bulk: String,
    /// The number of the merchant.
    pub merchant: String,
}

/// How long before its booking a payment may have been: the day of a payment is told without its year.
const LONGEST: u64 = 60;

impl Payout {
    /// What a free communication says of a payout; `None` when it says nothing of any.
    #[must_use]
    pub fn of_text(text: &str, booked: NaiveDate) -> Option<Self> {
        let cards = CardPayout::of_text(text, booked).map(Self::Cards);
        cards.or_else(|| BulkPayout::of_text(text).map(Self::Bulk)).or_else(|| settlement(text).map(Self::Settlement))
    }
}

impl CardPayout {
    /// `R:128 MC 27992973 REM:0094245 F: 51175 30/12BRT:0000088,50EUR C:00001,99 N:…`
    fn of_text(text: &str, booked: NaiveDate) -> Option<Self> {
        let (before, behind) = text.split_once("REM:")?;
        let mut words = before.split_whitespace().rev();
        let (contract, brand) = (words.next()?, words.next()?);
        let (before, amounts) = behind.split_once("BRT:")?;
        let remittance = before.split_whitespace().next()?;
        let (gross, behind) = amounts.split_once("EUR")?;
        let commission = behind.trim_start().strip_prefix("C:")?.split_whitespace().next()?;
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(contract) || !is_number(remittance) {
            return None;
        }
        let day_and_month = before.trim_end().rsplit(' ').next()?;
        Some(Self {
            brand: brand.to_owned(),
            contract: contract.to_owned(),
            remittance: remittance.to_owned(),
            day: day_before(day_and_month, booked),
            gross: cents(gross.trim())?,
            commission: cents(commission)?,
        })
    }
}

/// Digits, a comma and two digits.
fn cents(text: &str) -> Option<Cents> {
    let (euro, cents) = text.split_once(',')?;
    let is_number = |text: &str| !text.is_empty() && text.len() < 13 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(euro) || !is_number(cents) || cents.len() != 2 {
        return None;
    }
    Some(euro.parse::<Cents>().ok()? * 100 + cents.parse::<Cents>().ok()?)
}

/// The last day with that day and month (`30/12`) that is not after another, nor more than sixty days before it.
fn day_before(text: &str, booked: NaiveDate) -> Option<NaiveDate> {
    let (day, month) = text.split_once('/')?;
    let (day, month) = (day.parse().ok()?, month.parse().ok()?);
    let first = booked - Days::new(LONGEST);
    let years = [booked.year(), booked.year() - 1].into_iter();
    years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|day| (first..=booked).contains(day))
}

impl BulkPayout {
    /// A day of 8 digits, the payout's reference of 24 characters, perhaps the library's own, `PQ BulkRecon`, the merchant's
    /// number of 24.
    fn of_text(text: &str) -> Option<Self> {
        let (before, merchant) = text.split_once("PQ BulkRecon")?;
        let day = NaiveDate::parse_from_str(before.get(..8)?, "%Y%m%d").ok()?;
        Some(Self {
            day,
            payout: before.get(8..32)?.trim().to_owned(),
            bulk: before.get(32..)?.trim().to_owned(),
            merchant: merchant.trim().get(..24).unwrap_or(merchant.trim()).to_owned(),
        })
    }
}

/// A word like `1234567.2610.01`, perhaps with a `T` in front.
fn settlement(text: &str) -> Option<String> {
    let of_word = |word: &str| {
        let word = word.strip_prefix('T').unwrap_or(word);
        let parts: Vec<&str> = word.split('.').collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
        let is_one = matches!(lengths[..], [4..=12, 4, 2]) && parts.iter().all(is_number);
        is_one.then(|| word.to_owned())
    };
    text.split_whitespace().find_map(of_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_payout_of_cards_tells_gross_and_commission() {
        let text =
            "R:128 MC 27992973 REM:0094245 F:          51175 30/12BRT:0000088,50EUR C:00001,99 N:NNNNNN******NNNN";
        let Some(Payout::Cards(payout)) = Payout::of_text(text, day("2027-01-04")) else { panic!("no payout") };
        assert_eq!((payout.gross, payout.commission), (8850, 199));
        assert_eq!((&*payout.brand, &*payout.contract, &*payout.remittance), ("MC", "27992973", "0094245"));
        assert_eq!(payout.day, Some(day("2026-12-30")));
    }

    #[test]
    fn a_day_without_a_year_is_the_last_one_within_sixty_days() {
        assert_eq!(day_before("31/12", day("2027-01-01")), Some(day("2026-12-31")));
        assert_eq!(day_before("01/01", day("2027-01-01")), Some(day("2027-01-01")));
        assert_eq!(day_before("29/02", day("2028-03-02")), Some(day("2028-02-29")));
        assert_eq!(day_before("02/01", day("2027-01-01")), None);
        assert_eq!(day_before("30/06", day("2026-09-01")), None);
    }

    #[test]
    fn a_bulk_payout_tells_its_day_and_merchant() {
        let text = "20261005PQPAYOUT0000000000000012ZONNEDORPPQ BulkRecon000000000000000000012345  ";
        let Some(Payout::Bulk(payout)) = Payout::of_text(text, day("2026-10-06")) else { panic!("no payout") };
        assert_eq!((payout.day, &*payout.payout), (day("2026-10-05"), "PQPAYOUT0000000000000012"));
        assert_eq!((&*payout.bulk, &*payout.merchant), ("ZONNEDORP", "000000000000000000012345"));
    }

    #[test]
    fn of_other_texts_nothing_is_kept() {
        let booked = day("2026-10-06");
        let settled = Payout::of_text("Mollie T1234567.2610.01", booked);
        assert_eq!(settled, Some(Payout::Settlement("1234567.2610.01".to_owned())));
        for text in
            ["Jan Peeters, boete", "REM:1 BRT:", "PQ BulkRecon", "20261332PQ BulkRecon", "12.34", "é PQ BulkRecon"]
        {
            assert_eq!(Payout::of_text(text, booked), None, "{text}");
        }
    }
}
