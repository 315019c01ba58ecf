//! Folders that stand in for others while something is tried: people are told of those that they know.

use std::path::PathBuf;

use super::entry::Diagnostic;

/// Places that stand in for others, each with the one that people know. A place in a folder comes before that folder.
#[derive(Clone, Debug, Default)]
pub struct StandIns(Vec<(PathBuf, PathBuf)>);

impl StandIns {
    /// Adds a place that stands in for another.
    #[must_use]
    pub fn with(mut self, place: impl Into<PathBuf>, known: impl Into<PathBuf>) -> Self {
        self.0.push((place.into(), known.into()));
        self
    }

    /// Has diagnostics tell of the places that people know.
    pub fn reveal(&self, diagnostics: &mut [Diagnostic]) {
        let pairs: Vec<(String, String)> =
            self.0.iter().map(|(place, known)| (place.display().to_string(), known.display().to_string())).collect();
        for diagnostic in diagnostics {
            let Diagnostic { what, text, place, hint, spot, .. } = diagnostic;
            let file = spot.as_mut().map(|spot| &mut spot.file);
            for told in [Some(what), text.as_mut(), place.as_mut(), hint.as_mut(), file].into_iter().flatten() {
                for (place, known) in &pairs {
                    if told.contains(place) {
                        *told = told.replace(place, known);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_of_the_places_that_they_know() {
        let places = StandIns::default().with("/tmp/x/register.sqlite", "reports/a.gz").with("/tmp/x", "archive/I355");
        let mut told = [Diagnostic::usage("/tmp/x/register.sqlite: no").in_file("/tmp/x/lines/a").hinted("see /tmp/x")];
        places.reveal(&mut told);
        assert_eq!(told[0].what, "reports/a.gz: no");
        assert_eq!(told[0].hint.as_deref(), Some("see archive/I355"));
        assert!(told[0].place.as_deref().is_some_and(|place| place == "archive/I355/lines/a"), "{:?}", told[0]);
    }
}
