//! What stands behind the first page of a report, and in which order: a template says it. What one signs is always last.

use serde::Deserialize;

use super::first_page::has_twice;
use super::template_fault::{At, TemplateFaults};

/// What stands behind the first page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FurtherPages {
    /// Its parts, from the first. One that has nothing to show takes no room.
    pub parts: Vec<FurtherPart>,
    /// The tables of the control, from the first.
    pub control: Vec<ControlPart>,
}

/// A part of a report behind its first page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FurtherPart {
    /// The lines, section by section.
    Lines,
    /// The recaps that the first page does not show whole.
    Recaps,
    /// What differs from the version before.
    Changes,
    /// What a reader should know about the figures.
    Findings,
    /// Where the figures come from, and that they add up.
    Control,
}

/// A table of the control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ControlPart {
    /// The way from the lines that were accepted to those of the report.
    Bridge,
    /// The files that lines came from, with their fingerprints.
    Sources,
    /// That all ways of adding up agree.
    CrossFoot,
    /// Of each daybook the stornos and the first and last booking.
    Daybooks,
}

impl Default for FurtherPages {
    fn default() -> Self {
        use ControlPart::{Bridge, CrossFoot, Daybooks, Sources};
        use FurtherPart::{Changes, Control, Findings, Lines, Recaps};
        Self {
            parts: vec![Lines, Recaps, Changes, Findings, Control],
            control: vec![Bridge, Sources, CrossFoot, Daybooks],
        }
    }
}

impl FurtherPages {
    /// Demands that nothing stands twice, and that nothing is left out that a reader must be told.
    pub(super) fn check(&self, faults: &mut TemplateFaults<'_>) {
        use ControlPart::{Bridge, CrossFoot, Sources};
        use FurtherPart::{Changes, Control, Findings, Lines};
        let at = |key| At::top("further_pages").key(key);
        for (key, is_twice) in [("parts", has_twice(&self.parts)), ("control", has_twice(&self.control))] {
            if is_twice {
                let what = format!("[further_pages] names something twice in its `{key}`");
                faults.add(&at(key), what, "leave it in one place");
            }
        }
        if [Lines, Changes, Findings, Control].iter().any(|part| !self.parts.contains(part)) {
            let what = "the `parts` of [further_pages] leave something out that a reader must be told";
            faults.add(
                &at("parts"),
                what,
                "name `lines`, `changes`, `findings` and `control`; `recaps` may be left out",
            );
        }
        if self.parts.last() != Some(&Control) {
            let what = "the `parts` of [further_pages] don't end with `control`";
            faults.add(&at("parts"), what, "let it stand last: what one signs stands under it, never alone on a page");
        }
        if [Bridge, Sources, CrossFoot].iter().any(|part| !self.control.contains(part)) {
            let what = "the `control` of [further_pages] leaves something out that proves the figures";
            faults.add(&at("control"), what, "name `bridge`, `sources` and `cross-foot`; `daybooks` may be left out");
        }
    }
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;

    fn told(text: &str) -> Option<String> {
        let pages: FurtherPages = toml::from_str(text).expect("it can be read");
        let document = DeTable::parse("").expect("nothing");
        let mut faults = TemplateFaults::new(text, document.get_ref());
        pages.check(&mut faults);
        faults.into_found().first().map(|fault| fault.what.clone())
    }

    #[test]
    fn nothing_is_left_out_that_must_be_told() {
        assert_eq!(told(""), None);
        assert_eq!(told("parts = [\"findings\", \"changes\", \"lines\", \"control\"]"), None);
        assert_eq!(told("control = [\"cross-foot\", \"sources\", \"bridge\"]"), None);
        let is_told = |text, what: &str| told(text).is_some_and(|told| told.contains(what));
        assert!(is_told("parts = [\"lines\", \"changes\", \"control\"]", "must be told"));
        assert!(is_told("parts = [\"findings\", \"control\", \"changes\", \"lines\"]", "don't end with"));
        assert!(is_told("control = [\"bridge\", \"sources\", \"daybooks\"]", "proves the figures"));
        assert!(is_told("control = [\"bridge\", \"sources\", \"cross-foot\", \"bridge\"]", "twice"));
    }
}
