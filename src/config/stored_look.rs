//! How reports look as text, so that the archive can keep it beside the reports that looked so.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::colour;
use super::picture::Picture;
use crate::report::document::{Logo, Presentation};

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StoredLook {
    roles: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    signature_fields: bool,
    footer: Option<String>,
    notes: Vec<String>,
    accent: Option<String>,
    logo: Option<KeptLogo>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct KeptLogo {
    /// A PNG file in base64: the dots themselves, since another version could draw an SVG otherwise.
    png: String,
    alternative: String,
}

/// The presentation as JSON; nothing when there is nothing to it.
#[must_use]
pub fn serialise_look(presentation: &Presentation) -> Option<String> {
    if *presentation == Presentation::default() {
        return None;
    }
    let Presentation { roles, signature_fields, footer, notes, accent, logo } = presentation;
    let kept = StoredLook {
        roles: roles.clone(),
        signature_fields: *signature_fields,
        footer: footer.clone(),
        notes: notes.clone(),
        accent: accent.map(colour::written),
        logo: logo.as_ref().map(|logo| KeptLogo {
            png: STANDARD.encode(Picture { width: logo.width, height: logo.height, rgb: logo.rgb.clone() }.to_png()),
            alternative: logo.alternative.clone(),
        }),
    };
    Some(serde_json::to_string(&kept).unwrap_or_else(|error| unreachable!("texts become JSON: {error}")))
}

/// The presentation of a text that [`serialise_look`] made.
///
/// # Errors
/// When it is something else.
pub fn parse_look(text: &str) -> Result<Presentation, String> {
    let kept: StoredLook = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let logo = kept.logo.map(|kept| {
        let png = STANDARD.decode(kept.png).map_err(|error| error.to_string())?;
        let Picture { width, height, rgb } = Picture::of_png(&png)?;
        Ok::<_, String>(Arc::new(Logo { width, height, rgb, alternative: kept.alternative }))
    });
    Ok(Presentation {
        roles: kept.roles,
        signature_fields: kept.signature_fields,
        footer: kept.footer,
        notes: kept.notes,
        accent: kept.accent.as_deref().map(colour::parse).transpose()?,
        logo: logo.transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let logo = Logo { width: 8, height: 9, rgb: (0..216).collect(), alternative: "Bib \"Zonnedorp\"".to_owned() };
        let presentation = Presentation {
            roles: Some(vec!["Kassier".to_owned()]),
            signature_fields: true,
            footer: Some("Stad Zonnedorp".to_owned()),
            notes: vec!["Boven 250 euro tekent de directeur.".to_owned()],
            accent: Some([0x1a, 0x52, 0x76]),
            logo: Some(Arc::new(logo)),
        };
        let text = serialise_look(&presentation).expect("something to keep");
        assert_eq!(parse_look(&text), Ok(presentation));
        assert_eq!(serialise_look(&Presentation::default()), None);
        assert!(parse_look("{}").is_err());
    }
}
