//! Pages as HTML, with a security policy that lets nothing in but what they hold.

use std::fmt::Write as _;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("markup/page.css");
const SCRIPT: &str = include_str!("markup/page.js");

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
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
    environment.add_global("style", Value::from_safe_string(STYLE.to_owned()));
    environment.add_global("script", Value::from_safe_string(SCRIPT.to_owned()));
    environment.add_global("policy", policy());
    for (name, text) in [
        ("layout.html", include_str!("markup/layout.html")),
        ("reports.html", include_str!("markup/reports.html")),
        ("index.html", include_str!("markup/index.html")),
        ("library.html", include_str!("markup/library.html")),
        ("year.html", include_str!("markup/year.html")),
    ] {
        if let Err(error) = environment.add_template(name, text) {
            unreachable!("the built-in page {name} is sound: {error}");
        }
    }
    environment
});

/// A page of a kind.
pub(super) fn page(name: &str, content: &impl Serialize) -> String {
    let page = PAGES.get_template(name).and_then(|page| page.render(content));
    page.unwrap_or_else(|error| unreachable!("the built-in page {name} is sound: {error}"))
}

/// Nothing is loaded, sent or run but the page's own style and script.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; \
         form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

/// A text that stands in HTML as it is.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\'' => safe += "&#39;",
            letter => {
                let _ = safe.write_char(letter);
            }
        }
    }
    safe
}
