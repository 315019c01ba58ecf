//! What an auditor asks, written from the contract and `docs/sample.md` alone: stornos beside what they take back, and the
//! monetary-unit sample.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Line;
use super::clock::{iso_day, iso_number, time_nanos};
use super::over_time::{Asked, Row, euro, header, text};

/// Money that was given back, or of which that was turned back; what is carried to the bank is none.
fn is_refund(line: &Line) -> bool {
    line.is_received() && line.is_expense() && line.booking_code != "5990"
}

fn day(line: &Line) -> &str {
    &line.settled.as_ref().unwrap().0
}

/// Two lines of one cost. Where neither customer nor item is known, nobody knows the cost.
fn are_of_one_cost(one: &Line, other: &Line) -> bool {
    let cost = |line: &Line| (line.customer.clone(), line.item.clone(), line.booking_code.clone(), line.posted_day());
    cost(one) == cost(other) && !(one.customer.is_empty() && one.item.is_empty())
}

impl Asked {
    /// A negative line on K or B, of what is neither a refund, a cash discrepancy nor carried to the bank.
    fn is_storno(&self, line: &Line) -> bool {
        line.cents < 0
            && !line.is_expense()
            && matches!(line.kind(), Some('K' | 'B'))
            && line.booking_code != "4990"
            && !self.is_hand_over(line)
    }

    /// What each storno takes back, by their ids: the latest line of the same cost and the opposite amount that was not
    /// settled later, each once, and of the same daybook. Whose daybook it is means nothing: it may have changed hands in
    /// between.
    fn pairs(&self) -> BTreeMap<&str, &Line> {
        let first = iso_day(iso_number(&self.period.1) - 731);
        let is_near = |line: &&Line| line.is_received() && *first <= *day(line) && *day(line) <= *self.period.2;
        let mut lines: Vec<&Line> = self.lines.iter().filter(is_near).collect();
        lines.sort_by_key(|line| (day(line), line.id.as_str()));
        let (stornos, mut originals): (Vec<&Line>, Vec<&Line>) =
            lines.into_iter().partition(|line| self.is_storno(line));
        let mut pairs: BTreeMap<&str, &Line> = BTreeMap::new();
        for storno in stornos {
            let fits = |line: &&Line| {
                are_of_one_cost(line, storno)
                    && line.cents == -storno.cents
                    && day(line) <= day(storno)
                    && line.daybook == storno.daybook
            };
            if let Some(place) = originals.iter().rposition(fits) {
                pairs.insert(&storno.id, originals.remove(place));
            }
        }
        pairs
    }

    /// A line's own text, else that of its code.
    fn own_text(&self, line: &Line) -> String {
        let own = Some(&line.description).filter(|own| !own.trim().is_empty());
        own.map_or_else(|| self.description(&line.booking_code), |own| text(own))
    }

    /// Stornos beside their originals, those without one, and refunds.
    pub fn stornos(&self) -> Vec<Row> {
        let pairs = self.pairs();
        let mut lines: Vec<(usize, &Line)> = Vec::new();
        for line in self.settled().filter(|line| self.is_own_share(line)) {
            match (self.is_storno(line), pairs.contains_key(&*line.id)) {
                (true, true) => lines.push((0, line)),
                (true, false) => lines.push((1, line)),
                (false, _) if is_refund(line) && !self.is_hand_over(line) => lines.push((2, line)),
                _ => {}
            }
        }
        lines.sort_by_key(|(list, line)| {
            (
                *list,
                line.booking_code.clone(),
                day(line),
                time_nanos(&line.settled.as_ref().unwrap().1),
                line.id.clone(),
            )
        });
        let row = |(list, line): (usize, &Line)| {
            let original = pairs.get(&*line.id).filter(|_| list == 0);
            let days = original.map(|original| iso_number(day(line)) - iso_number(day(original)));
            let relation = match (list, days) {
                (2, _) => "terugbetaling",
                _ if *day(line) < *line.posted_day() => "teruggedateerd",
                (_, None) => "niet gevonden",
                (_, Some(0)) => "zelfde dag",
                _ => "andere dag",
            };
            vec![
                text(&line.id),
                line.daybook.clone().unwrap(),
                line.branch.clone(),
                line.booking_code.clone(),
                self.own_text(line),
                line.posted_day(),
                day(line).to_owned(),
                euro(line.cents),
                original.map_or_else(String::new, |original| text(&original.id)),
                original.map_or_else(String::new, |original| day(original).to_owned()),
                days.map_or_else(String::new, |days| days.to_string()),
                relation.to_owned(),
                text(&line.customer),
                text(&line.item),
            ]
        };
        let head = "Boekingsnummer;Dagboek;Vestiging;Boekingscode;Omschrijving;Opboekdatum;Afboekdatum;Bedrag;\
                    Teruggedraaide boeking;Afgeboekt op;Dagen;Verband;Klant;Exemplaar";
        std::iter::once(header(head)).chain(lines.into_iter().map(row)).collect()
    }

    /// The monetary-unit sample of 5 % at 95 %.
    pub fn sample(&self) -> Vec<Row> {
        let state = hex(&Sha256::digest(format!("{}\n", self.sha256)));
        let about = self.institution.as_deref().unwrap_or("all");
        let seed = Sha256::digest(format!("kasverslag-mus-v1\n{about}\n{}\n{state}", self.period.0));
        let mut population: Vec<&Line> =
            self.settled().filter(|line| line.is_received() && self.is_own_share(line)).collect();
        population.sort_by_key(|line| line.id.as_str());
        let mut chosen: Vec<(usize, &Line, i128, i128)> = Vec::new();
        for sign in [1, -1] {
            let part: Vec<&&Line> = population.iter().filter(|line| line.cents * sign > 0).collect();
            let total: i128 = part.iter().map(|line| line.cents * sign).sum();
            let interval = ((total * 5 / 100) * 10 / 30).max(1);
            let start = 1 + seed.iter().fold(0, |rest, byte| (rest * 256 + i128::from(*byte)) % interval);
            let mut laid = 0;
            for line in part {
                let before = laid;
                laid += line.cents * sign;
                // How many of start, start + interval, … lie in the half-open way from before to laid.
                let up_to = |cents: i128| if cents < start { 0 } else { (cents - start) / interval + 1 };
                let points = up_to(laid) - up_to(before);
                let is_certain = line.cents * sign >= interval;
                assert!(!is_certain || points > 0, "{line:?}");
                if points > 0 {
                    let list = if sign < 0 { 2 } else { usize::from(!is_certain) };
                    chosen.push((list, line, laid, points));
                }
            }
            let points: i128 =
                chosen.iter().filter(|(_, line, ..)| line.cents * sign > 0).map(|(.., points)| points).sum();
            assert_eq!(points, if total < start { 0 } else { (total - start) / interval + 1 });
        }
        // A line of the negative part may be a certain one, too.
        let negative: i128 = population.iter().map(|line| (-line.cents).max(0)).sum();
        let interval = ((negative * 5 / 100) * 10 / 30).max(1);
        chosen.sort_by_key(|(list, line, ..)| (*list, line.id.clone()));
        let row = |(list, line, laid, points): (usize, &Line, i128, i128)| {
            let is_certain = list == 0 || (list == 2 && -line.cents >= interval);
            vec![
                text(&line.id),
                line.daybook.clone().unwrap(),
                line.branch.clone(),
                line.booking_code.clone(),
                self.own_text(line),
                line.posted_day(),
                day(line).to_owned(),
                euro(line.cents),
                euro(laid),
                points.to_string(),
                (if is_certain { "zekerheidspost" } else { "getrokken" }).to_owned(),
                text(&line.customer),
                text(&line.item),
                String::new(),
            ]
        };
        let head = "Boekingsnummer;Dagboek;Vestiging;Boekingscode;Omschrijving;Opboekdatum;Afboekdatum;Bedrag;Opgeteld;\
                    Punten;Reden;Klant;Exemplaar;Nagekeken";
        std::iter::once(header(head)).chain(chosen.into_iter().map(row)).collect()
    }
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
