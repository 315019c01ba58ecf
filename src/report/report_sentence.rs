//! A sentence of a report, with values in it.

use super::document::Cell;

/// Words with values among them. Which form those take is the output's to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSentence {
    /// The words; a name in braces stands for its value.
    pub text: String,
    /// The values by their names.
    pub values: Vec<(&'static str, Cell)>,
}

impl ReportSentence {
    /// The sentence with its values as `form` writes them. Braces around what is no value's name stay.
    #[must_use]
    pub fn written(&self, form: impl Fn(&Cell) -> String) -> String {
        let mut written = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, behind)) = rest.split_once('{') {
            let named = behind.split_once('}').and_then(|(name, after)| {
                let value = self.values.iter().find(|(other, _)| *other == name)?;
                Some((&value.1, after))
            });
            written += before;
            rest = if let Some((value, after)) = named {
                written += &form(value);
                after
            } else {
                written.push('{');
                behind
            };
        }
        written + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_their_names_do() {
        let sentence = |text: &str| ReportSentence {
            text: text.to_owned(),
            values: vec![("count", Cell::Count(3)), ("what", Cell::text("{count}"))],
        };
        let form = |cell: &Cell| match cell {
            Cell::Count(count) => count.to_string(),
            Cell::Text(text) => text.to_string(),
            _ => String::new(),
        };
        let written = |text| sentence(text).written(form);
        assert_eq!(written("{count} of {what}, {count}"), "3 of {count}, 3");
        assert_eq!(written("none"), "none");
        assert_eq!(written("{other} {count} {"), "{other} 3 {");
    }
}
