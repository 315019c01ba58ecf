//! `kasverslag templates`: the built-in templates.

use super::outcome::Outcome;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::report;
use crate::reporting::templates::template;

/// Lists the built-in templates, or prints one.
#[must_use]
pub fn templates(name: Option<&str>) -> Outcome {
    let Some(name) = name else {
        let names = report::catalog::BUILT_IN.iter().map(|(name, _)| format!("{name}\n"));
        return Outcome { output: names.collect(), ..Outcome::default() };
    };
    match report::catalog::built_in(name) {
        Some(text) => Outcome { output: text.to_owned(), ..Outcome::default() },
        None => match template(name, &Config::default()) {
            Ok(_) => Outcome::of_errors(vec![Diagnostic::usage(format!("`{name}` is not built in"))]),
            Err(diagnostic) => Outcome::of_errors(vec![diagnostic]),
        },
    }
}
