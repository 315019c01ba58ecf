//! Findings without end, of which the first of each kind are told and the others counted.

use std::collections::HashMap;

use super::finding::Finding;
use super::finding_kind::FindingKind;

/// How many of a kind are told one by one, wherever something is told.
pub const MOST_TOLD: usize = 20;

/// Findings in the order in which they were made, at most [`MOST_TOLD`] of each kind.
#[derive(Clone, Debug, Default)]
pub struct FindingList {
    told: Vec<Finding>,
    kinds: HashMap<FindingKind, FindingCount>,
}

/// How many findings of a kind there are.
#[derive(Clone, Copy, Debug, Default)]
struct FindingCount {
    told: usize,
    /// Where the last of them stands.
    last: usize,
    untold: u64,
}

impl FindingList {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        let tally = self.kinds.entry(finding.kind()).or_default();
        match finding {
            Finding::More { count, .. } if tally.told > 0 => tally.untold += count,
            finding if tally.told >= MOST_TOLD => {
                drop(finding);
                tally.untold += 1;
            }
            finding => {
                *tally = FindingCount { told: tally.told + 1, last: self.told.len(), ..*tally };
                self.told.push(finding);
            }
        }
    }

    /// All of them: behind the last that is told of a kind stands how many more there are.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        let mut findings = Vec::with_capacity(self.told.len());
        for (index, finding) in self.told.into_iter().enumerate() {
            let tally = self.kinds.get(&finding.kind()).copied().unwrap_or_default();
            let more = (tally.last == index && tally.untold > 0)
                .then(|| Finding::More { like: Box::new(finding.clone()), count: tally.untold });
            findings.push(finding);
            findings.extend(more);
        }
        findings
    }
}

impl Extend<Finding> for FindingList {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}

impl FromIterator<Finding> for FindingList {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        let mut list = Self::default();
        list.extend(findings);
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::{FindingLines, UnknownCode};
    use crate::domain::{BookingCode, Branch, Money};

    fn overlap(lines: u64) -> Finding {
        Finding::Overlap { file: String::new(), lines }
    }

    fn unknown(code: UnknownCode) -> Finding {
        Finding::UnknownCode { code, lines: FindingLines { count: 1, amount: Money::ZERO } }
    }

    fn bounded(findings: impl IntoIterator<Item = Finding>) -> Vec<Finding> {
        findings.into_iter().collect::<FindingList>().into_findings()
    }

    #[test]
    fn the_first_of_a_kind_are_told_and_the_others_counted() {
        let passed = Finding::PassedOver { file: "a".to_owned() };
        let few: Vec<Finding> = (0..20).map(overlap).chain([passed.clone()]).collect();
        assert_eq!(bounded(few.clone()), few);
        let many = bounded((0..9).map(overlap).chain([passed.clone()]).chain((9..400_000).map(overlap)));
        assert_eq!(many.len(), 22);
        assert_eq!((&many[9], &many[20]), (&passed, &overlap(19)));
        assert_eq!(many[21], Finding::More { like: Box::new(overlap(19)), count: 399_980 });
        assert_eq!(many[21].severity(), overlap(1).severity());
        // What is counted stays counted when findings are gathered again.
        let again = bounded(many.iter().cloned().chain([overlap(7)]));
        assert_eq!(again[21], Finding::More { like: Box::new(overlap(19)), count: 399_981 });
        let more = Finding::More { like: Box::new(overlap(1)), count: 3 };
        assert_eq!(bounded([more.clone()]), [more]);
    }

    #[test]
    fn codes_of_different_tables_are_different_kinds() {
        let codes = (0..25).map(|number| {
            unknown(UnknownCode::BookingCode(BookingCode::parse(format!("{:04}", 2000 + number)).expect("a code")))
        });
        let branch = unknown(UnknownCode::Branch(Branch::parse("3550").expect("a branch")));
        let told = bounded(codes.chain([branch.clone()]));
        assert_eq!((told.len(), &told[21]), (22, &branch));
        assert!(matches!(&told[20], Finding::More { count: 5, .. }));
    }
}
