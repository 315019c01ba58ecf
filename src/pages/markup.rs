//! Pages as HTML, on the layout that reports have too.

use std::sync::LazyLock;

use minijinja::Environment;
use serde::Serialize;

use crate::render::markup::{self, STYLE, environment, policy, safe};

const SCRIPT: &str = include_str!("markup/page.js");

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = environment(&[
        ("reports.html", include_str!("markup/reports.html")),
        ("index.html", include_str!("markup/index.html")),
        ("library.html", include_str!("markup/library.html")),
        ("year.html", include_str!("markup/year.html")),
    ]);
    environment.add_global("script", safe(SCRIPT));
    environment.add_global("policy", policy(STYLE, Some(SCRIPT)));
    environment
});

/// A page of a kind.
pub(super) fn page(name: &str, content: &impl Serialize) -> String {
    markup::page(&PAGES, name, content)
}
