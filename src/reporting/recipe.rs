//! What an issued report was made by, as the register keeps it.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::parameters::Parameters;
use crate::archive::{Register, ReportRecord};
use crate::config;
use crate::domain::CodeTables;
use crate::ingest::source::hex;
use crate::report::document::Presentation;
use crate::report::template::Template;

/// What an issued report was made by, beside the lines.
#[derive(Debug)]
pub struct Recipe {
    /// The template.
    pub template: Arc<Template>,
    /// The code tables.
    pub tables: Arc<CodeTables>,
    /// How it was made.
    pub parameters: Parameters,
    /// How the library wanted it to look.
    pub presentation: Arc<Presentation>,
}

/// What a report was made by.
///
/// # Errors
/// When the register lacks them, or they are unsound.
pub fn recipe(register: &Register, record: &ReportRecord) -> Result<Recipe, String> {
    let text = |sha256: &str, what: &str| {
        let text = register.text(sha256).map_err(|error| format!("{error:?}"))?;
        let text = text.ok_or_else(|| format!("the register lacks its {what}"))?;
        let is_it = hex(&Sha256::digest(text.as_bytes())) == sha256;
        if is_it { Ok(text) } else { Err(format!("its {what} in the register has been altered")) }
    };
    let template = Template::parse_issued(&text(&record.template, "template")?).map_err(|error| error.to_string())?;
    let tables = config::parse_tables(&text(&record.tables, "code tables")?)?;
    let parameters = Parameters::of(record)?;
    let presentation = match &parameters.presentation {
        Some(sha256) => config::parse_look(&text(sha256, "presentation")?)?,
        None => Presentation::default(),
    };
    Ok(Recipe {
        template: Arc::new(template),
        tables: Arc::new(tables),
        parameters,
        presentation: Arc::new(presentation),
    })
}
