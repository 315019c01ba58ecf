//! The templates that come with the program.

/// The name and text of each built-in template, in the order in which they are listed.
pub const BUILT_IN: [(&str, &str); 14] = [
    ("financieel-overzicht-be", include_str!("../../report_templates/financieel-overzicht-be.toml")),
    ("financieel-overzicht", include_str!("../../report_templates/financieel-overzicht.toml")),
    ("financiele-details", include_str!("../../report_templates/financiele-details.toml")),
    ("dagoverzicht", include_str!("../../report_templates/dagoverzicht.toml")),
    ("vergelijking", include_str!("../../report_templates/vergelijking.toml")),
    ("jaaroverzicht", include_str!("../../report_templates/jaaroverzicht.toml")),
    ("afboekingen", include_str!("../../report_templates/afboekingen.toml")),
    ("stornos", include_str!("../../report_templates/stornos.toml")),
    ("openstaand", include_str!("../../report_templates/openstaand.toml")),
    ("tegoed", include_str!("../../report_templates/tegoed.toml")),
    ("verrekening", include_str!("../../report_templates/verrekening.toml")),
    ("steekproef", include_str!("../../report_templates/steekproef.toml")),
    ("boekingsvoorstel", include_str!("../../report_templates/boekingsvoorstel.toml")),
    ("wijzigingen", include_str!("../../report_templates/wijzigingen.toml")),
];

/// The text of a built-in template.
#[must_use]
pub fn built_in(id: &str) -> Option<&'static str> {
    BUILT_IN.into_iter().find(|(name, _)| *name == id).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::first_page::FirstPagePart;
    use crate::report::template::Template;

    #[test]
    fn every_report_of_receipts_sets_them_beside_earlier_ones_on_page_one() {
        for (name, text) in BUILT_IN {
            let template = Template::parse(text).expect("it is sound");
            let is_it = |part: &FirstPagePart| matches!(part, FirstPagePart::WaysOfPayment | FirstPagePart::Compared);
            assert!(!template.is_of_receipts() || template.first_page.parts.iter().any(is_it), "{name}");
        }
    }

    #[test]
    fn every_built_in_template_is_sound_and_named_after_its_id() {
        for (name, text) in BUILT_IN {
            let template = Template::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(template.id, name);
        }
    }
}
