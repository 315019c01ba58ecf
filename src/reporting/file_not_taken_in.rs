//! Files that were there when a report was made, and of which no line came in, as the register keeps them with it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::parameters::days_as_texts;
use crate::domain::finding_list::FindingList;
use crate::domain::{Finding, NotTakenIn, Period};

/// A file that was there when a report was made, and of which no line came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FileNotTakenIn {
    /// Its name.
    pub file: String,
    /// Why.
    pub why: NotTakenIn,
    /// The first and the last day that it may be about; none where nobody can know.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty", with = "days_as_texts")]
    pub days: BTreeSet<NaiveDate>,
    /// How many more there are that are not told one by one, where it stands for those.
    #[serde(default, skip_serializing_if = "is_none")]
    pub more: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it is what serde gives")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

impl FileNotTakenIn {
    /// Those of some findings that may be about a period: the first of each kind one by one.
    #[must_use]
    pub fn concerning(period: Period, findings: &[Finding]) -> Vec<Self> {
        let concerning: FindingList = findings.iter().filter(|finding| finding.concerns(period)).cloned().collect();
        concerning.into_findings().iter().filter_map(Self::of).collect()
    }

    fn of(finding: &Finding) -> Option<Self> {
        match finding {
            Finding::NotTakenIn { file, why, days } => {
                let days = days.iter().flat_map(|(first, last)| [*first, *last]).collect();
                Some(Self { file: file.clone(), why: *why, days, more: 0 })
            }
            Finding::More { like, count } => Self::of(like).map(|like| Self { more: *count, ..like }),
            _ => None,
        }
    }

    /// What a report tells of it.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let days = self.days.first().copied().zip(self.days.last().copied());
        let finding = Finding::NotTakenIn { file: self.file.clone(), why: self.why, days };
        if self.more == 0 { finding } else { Finding::More { like: Box::new(finding), count: self.more } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_a_period_comes_back_as_it_was_found_and_is_bounded() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 9, day).expect("a day");
        let file = |name: &str, why, days| Finding::NotTakenIn { file: name.to_owned(), why, days };
        let of_day = |number: u32| file(&number.to_string(), NotTakenIn::Records(2), Some((day(number), day(number))));
        let any = file("any.csv", NotTakenIn::NoPattern, None);
        let month = Period::Month { first: day(1) };
        let kept = FileNotTakenIn::concerning(Period::Day(day(2)), &[of_day(1), of_day(2), any.clone()]);
        let text = serde_json::to_string(&kept).expect("a text");
        assert_eq!(
            text,
            r#"[{"file":"2","why":{"records":2},"days":["2026-09-02"]},{"file":"any.csv","why":"no-pattern"}]"#
        );
        let back: Vec<FileNotTakenIn> = serde_json::from_str(&text).expect("the same");
        let found: Vec<Finding> = back.iter().map(FileNotTakenIn::finding).collect();
        assert_eq!(found, [of_day(2), any]);
        let many: Vec<Finding> = (1..=30).map(of_day).collect();
        let kept = FileNotTakenIn::concerning(month, &many);
        assert_eq!((kept.len(), kept.last().map(|last| last.more)), (21, Some(10)));
        assert_eq!(kept[20].finding(), Finding::More { like: Box::new(of_day(20)), count: 10 });
    }
}
