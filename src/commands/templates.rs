//! `kasverslag templates`: the built-in templates.

use super::outcome::Outcome;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::report;
use crate::reporting::templates;

/// Lists the built-in templates, or prints one.
#[must_use]
pub fn templates(name: Option<&str>) -> Outcome {
    let Some(name) = name else {
        let names = report::catalog::BUILT_IN.iter().map(|(name, _)| format!("{name}\n"));
        return Outcome { output: names.collect(), ..Outcome::default() };
    };
    let named = templates::named(name, &Config::default());
    match report::catalog::built_in(named.as_deref().unwrap_or(name)) {
        Some(text) => Outcome { output: text.to_owned(), ..Outcome::default() },
        None => match templates::template(name, &Config::default()) {
            Ok(_) => Outcome::of_errors(vec![Diagnostic::usage(format!("`{name}` is not built in"))]),
            Err(diagnostic) => Outcome::of_errors(vec![diagnostic]),
        },
    }
}
