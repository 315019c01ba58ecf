//! What differs between two versions of a line, in the words of a report.

use super::finding_words::filled;
use super::words::Words;
use crate::domain::difference::FieldValue;
use crate::domain::{Difference, LineField};

impl Words {
    /// The name of a field in the middle of a sentence.
    #[must_use]
    pub fn field(&self, field: LineField) -> &str {
        self.difference.field.get(&field).map_or("", String::as_str)
    }

    /// What differs between two versions: `afboekdatum was 02/11/2026, nu 03/11/2026; omschrijving gewijzigd`.
    #[must_use]
    pub fn differences(&self, differences: &[Difference]) -> String {
        self.told(differences, [&self.difference.values, &self.difference.changed])
    }

    /// What differs between what two libraries tell of a line.
    #[must_use]
    pub fn sides(&self, differences: &[Difference]) -> String {
        self.told(differences, [&self.difference.sides, &self.difference.differs])
    }

    /// Differences, each in a sentence with its values or, where these are not told, in one without.
    fn told(&self, differences: &[Difference], [values, alone]: [&str; 2]) -> String {
        let told = differences.iter().map(|difference| {
            let name = self.field(difference.field);
            match difference.values {
                Some(both) => {
                    let [before, now] = both.map(|value| self.value(difference.field, value));
                    filled(values, &[("field", name), ("before", &before), ("now", &now)])
                }
                None => filled(alone, &[("field", name)]),
            }
        });
        told.collect::<Vec<_>>().join("; ")
    }

    fn value(&self, field: LineField, value: FieldValue) -> String {
        let say = &self.difference;
        match value {
            FieldValue::Nothing if field == LineField::Settled => say.open.clone(),
            FieldValue::Nothing => say.empty.clone(),
            FieldValue::Day(day) => self.day(day),
            FieldValue::Daybook(code) => code.to_string(),
            FieldValue::Institution(code) => code.to_string(),
            FieldValue::Branch(code) => code.to_string(),
            FieldValue::BookingCode(code) => code.to_string(),
            FieldValue::Amount(amount) => filled(&say.amount, &[("amount", &self.amount(amount))]),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::Money;
    use crate::report::language::Language;

    #[test]
    fn each_language_tells_what_differs() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 2).expect("a day");
        let differences = [
            Difference { field: LineField::Settled, values: Some([FieldValue::Day(day), FieldValue::Nothing]) },
            Difference {
                field: LineField::AmountPosted,
                values: Some([FieldValue::Nothing, FieldValue::Amount(Money::from_cents(123_456))]),
            },
            Difference { field: LineField::Customer, values: None },
        ];
        assert_eq!(
            Language::ALL.map(|language| Words::of(language).differences(&differences)),
            [
                "afboekdatum was 02/11/2026, nu nog open; opgeboekt bedrag was leeg, nu 1.234,56 euro; klant gewijzigd",
                "date de règlement : avant 02/11/2026, maintenant encore ouverte; montant constaté : avant vide, \
                 maintenant 1.234,56 €; usager : modifié",
                "Tag der Begleichung war 02.11.2026, jetzt noch offen; Betrag bei Entstehung war leer, jetzt \
                 1.234,56 Euro; Kunde geändert",
                "day of settlement was 02/11/2026, now still open; amount at posting was empty, now 1,234.56 euro; \
                 customer changed",
            ]
        );
    }
}
