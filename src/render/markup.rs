//! HTML with a security policy that lets nothing in but what a page holds: the form that pages of the archive and
//! reports share.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The style of all pages.
pub const STYLE: &str = include_str!("markup/page.css");

/// The built-in templates of pages, each by its name, on the layout that all have in common.
///
/// # Panics
/// Never: every template is used by a test.
#[must_use]
pub fn environment(templates: &[(&'static str, &'static str)]) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_formatter(|out, state, value| {
        if value.is_safe() || matches!(state.auto_escape(), AutoEscape::None) {
            return write!(out, "{value}").map_err(Into::into);
        }
        out.write_str(&escaped(&value.to_string())).map_err(Into::into)
    });
    environment.add_global("style", safe(STYLE));
    for (name, text) in [("layout.html", include_str!("markup/layout.html"))].iter().chain(templates) {
        if let Err(error) = environment.add_template(name, text) {
            unreachable!("the built-in page {name} is sound: {error}");
        }
    }
    environment
}

/// A text that stands in pages as it is: HTML, style or script.
#[must_use]
pub fn safe(text: impl Into<String>) -> Value {
    Value::from_safe_string(text.into())
}

/// A page of a kind.
///
/// # Panics
/// Never: every template is used by a test.
#[must_use]
pub fn page(environment: &Environment<'_>, name: &str, content: &impl Serialize) -> String {
    let page = environment.get_template(name).and_then(|page| page.render(content));
    page.unwrap_or_else(|error| unreachable!("the built-in page {name} is sound: {error}"))
}

/// Nothing is loaded, sent or run but the page's own style and script.
#[must_use]
pub fn policy(style: &str, script: Option<&str>) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    let script = script.map(|script| format!("script-src 'sha256-{}'; ", hash(script))).unwrap_or_default();
    format!(
        "default-src 'none'; {script}style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(style)
    )
}

/// A text that stands in HTML as it is.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    push_escaped(&mut safe, text);
    safe
}

/// Adds a text to HTML.
pub fn push_escaped(html: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => *html += "&amp;",
            '<' => *html += "&lt;",
            '>' => *html += "&gt;",
            '"' => *html += "&quot;",
            '\'' => *html += "&#39;",
            letter => html.push(letter),
        }
    }
}
