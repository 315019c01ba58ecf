//! A monetary-unit sample: lines are drawn by the euro, so that a line of ten euro has ten times the chance of one of a
//! euro, and by a seed that is printed, so that anyone can draw the same ones again.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};

/// The method, as seeds begin with it; another name when it would draw other lines.
pub const METHOD: &str = "kasverslag-mus-v1";

/// What a template says of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The largest error that would change nobody's mind.
    pub tolerable: Tolerable,
    /// How sure one wants to be, in percent.
    pub confidence: Confidence,
}

/// The largest error that would change nobody's mind, of a stratum of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tolerable {
    /// An amount, in cents.
    Amount(u64),
    /// A part of what the stratum adds up to, in thousandths.
    PerMille(u16),
}

/// How sure one wants to be: a percentage for which the factor of no errors is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confidence(u8);

impl<'de> Deserialize<'de> for Tolerable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let parsed = match text.strip_suffix('%') {
            Some(percent) => scaled(percent.trim_end(), 1)
                .and_then(|tenths| u16::try_from(tenths).ok())
                .filter(|tenths| (1..=1000).contains(tenths))
                .map(Self::PerMille),
            None => scaled(&text, 2).filter(|cents| *cents > 0).map(Self::Amount),
        };
        parsed.ok_or_else(|| {
            let what =
                format!("`{text}` is no tolerable error: write an amount such as \"25.00\", or a part such as \"5%\"");
            D::Error::custom(what)
        })
    }
}

/// A decimal number without a sign as a whole number of its smallest parts, of which it may have `places`.
fn scaled(text: &str, places: usize) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || !is_number(whole) || !is_number(part) || part.len() > places {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

impl<'de> Deserialize<'de> for Confidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let percent = u8::deserialize(deserializer)?;
        let known = FACTORS.map(|(percent, _)| percent.to_string()).join(", ");
        let is_known = FACTORS.iter().any(|(known, _)| *known == percent);
        let of_known = is_known.then_some(Self(percent));
        of_known.ok_or_else(|| D::Error::custom(format!("a confidence of {percent} % is not among {known}")))
    }
}

/// The factor of no expected errors, in tenths, by the confidence in percent: −ln(1 − confidence).
const FACTORS: [(u8, u8); 7] = [(99, 46), (95, 30), (90, 23), (85, 19), (80, 16), (75, 14), (50, 7)];

impl Confidence {
    /// The factor in tenths.
    #[must_use]
    pub fn factor(self) -> u8 {
        let known = FACTORS.iter().find(|(percent, _)| *percent == self.0);
        known.map_or_else(|| unreachable!("only known percentages are read"), |(_, factor)| *factor)
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Sample {
    /// How many cents lie from point to point, where lines add up to so many: the tolerable error by the factor, rounded
    /// down, and at least one.
    #[must_use]
    pub fn interval(self, total: u64) -> u64 {
        let tolerable = match self.tolerable {
            Tolerable::Amount(cents) => cents.into(),
            Tolerable::PerMille(part) => u128::from(total) * u128::from(part) / 1000,
        };
        let interval = tolerable * 10 / u128::from(self.confidence.factor());
        u64::try_from(interval).unwrap_or(u64::MAX).max(1)
    }
}

/// What the random start comes from: the method, the library, the period, and a hash of what was known when it was drawn.
#[must_use]
pub fn seed(institution: &str, period: &str, state: &str) -> String {
    format!("{METHOD}\n{institution}\n{period}\n{state}")
}

/// The first point: one more than the seed's SHA-256, as a whole number, leaves when divided by the interval.
#[must_use]
pub fn start(seed: &str, interval: u64) -> u64 {
    let rest = |rest: u128, byte: u8| (rest << 8 | u128::from(byte)) % u128::from(interval);
    let rest = Sha256::digest(seed).into_iter().fold(0, rest);
    1 + u64::try_from(rest).unwrap_or_else(|_| unreachable!("a rest is less than what was divided by"))
}

/// The lines of a stratum that points fell on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// What the lines of the stratum add up to, in cents.
    pub total: u64,
    /// How many cents lie from point to point.
    pub interval: u64,
    /// The first point.
    pub start: u64,
    /// How many points there are.
    pub points: u64,
    /// The lines that points fell on, in their order.
    pub hits: Vec<Hit>,
}

/// A line that points fell on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its place in the stratum, from 0.
    pub place: usize,
    /// What the lines up to it, it among them, add up to.
    pub cumulative: u64,
    /// How many points fell on it.
    pub points: u64,
    /// Whether it is as large as the interval, so that a point can't miss it.
    pub is_certain: bool,
}

/// Draws from amounts in cents, laid end to end in their order.
#[must_use]
pub fn draw(amounts: &[u64], sample: Sample, seed: &str) -> Draw {
    let total = amounts.iter().sum();
    let interval = sample.interval(total);
    let start = start(seed, interval);
    let points_until = |cents: u64| cents.checked_sub(start).map_or(0, |cents| cents / interval + 1);
    let (mut hits, mut cumulative) = (Vec::new(), 0);
    for (place, amount) in amounts.iter().enumerate() {
        let before = cumulative;
        cumulative += amount;
        let points = points_until(cumulative) - points_until(before);
        if points > 0 {
            hits.push(Hit { place, cumulative, points, is_certain: *amount >= interval });
        }
    }
    Draw { total, interval, start, points: points_until(total), hits }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(text: &str) -> Result<Sample, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    /// Twenty lines with a state, a start and points that were worked out by another program.
    #[test]
    fn the_lines_of_the_test_vector_are_drawn() {
        let amounts =
            [500, 20, 150, 2500, 75, 1000, 300, 50, 5000, 125, 40, 860, 1500, 10, 990, 2000, 250, 35, 700, 615];
        let seed = seed("I355", "2026-09", "4f8bcc7977fdd47fe1ef3837a4151930ef442296a2b5fb08acf2ebcc8b5b5e0e");
        let sample = sample("tolerable = \"25.00\"\nconfidence = 95").expect("a sample");
        let drawn = draw(&amounts, sample, &seed);
        assert_eq!((drawn.total, drawn.interval, drawn.start, drawn.points), (16_720, 833, 442, 20));
        let hits: Vec<_> = drawn.hits.iter().map(|hit| (hit.place, hit.points, hit.is_certain)).collect();
        let meant = [
            (0, 1, false),
            (3, 3, true),
            (5, 1, true),
            (8, 6, true),
            (9, 1, false),
            (11, 1, true),
            (12, 2, true),
            (14, 1, true),
            (15, 2, true),
            (18, 1, false),
            (19, 1, false),
        ];
        assert_eq!(hits, meant);
        assert_eq!(drawn.hits.last().map(|hit| hit.cumulative), Some(16_720));
    }

    #[test]
    fn what_is_tolerable_is_an_amount_or_a_part() {
        let interval = |text: &str, total| {
            sample(&format!("tolerable = \"{text}\"\nconfidence = 95")).map(|sample| sample.interval(total))
        };
        assert_eq!(interval("25.00", 1), Ok(833));
        assert_eq!(interval("25", 1), Ok(833));
        assert_eq!(interval("5%", 6_000), Ok(100));
        assert_eq!(interval("0.5 %", 6_000), Ok(10));
        assert_eq!(interval("0.01", 1), Ok(1), "never nought");
        assert_eq!(interval("5%", 0), Ok(1));
        for text in ["", "0", "0%", "-1", "1.234", "101%", "5,0", "1e3", "%"] {
            assert!(interval(text, 1).is_err_and(|what| what.contains("no tolerable error")), "{text}");
        }
        let other = sample("tolerable = \"5%\"\nconfidence = 98");
        assert!(other.is_err_and(|what| what.contains("98 % is not among 99, 95, 90, 85, 80, 75, 50")));
    }

    #[test]
    fn points_are_as_many_as_the_total_has_room_for_and_none_misses_a_large_line() {
        let sample = sample("tolerable = \"0.30\"\nconfidence = 95").expect("a sample");
        for last in 0..60 {
            let amounts = [1, 9, 10, 11, last];
            let drawn = draw(&amounts, sample, &format!("seed {last}"));
            assert_eq!(drawn.hits.iter().map(|hit| hit.points).sum::<u64>(), drawn.points);
            assert_eq!(drawn.points, (drawn.total - drawn.start) / 10 + 1);
            let certain = |place: usize| drawn.hits.iter().any(|hit| hit.place == place && hit.is_certain);
            assert!((0..5).filter(|place| amounts[*place] >= 10).all(certain), "{last}");
        }
        assert_eq!(draw(&[], sample, "").points, 0);
    }
}
