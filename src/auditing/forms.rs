//! An issued file against the report that is made again from the lines of then: byte for byte where this program made it
//! too and all that it was made by is there, else by what it says.

use std::collections::BTreeSet;

use super::csv_meaning::{adds_up_to, difference};
use super::pdf_facts;
use crate::archive::ReportRecord;
use crate::inspect::{faults_of_any, manifest_of};
use crate::render::error::RenderError;
use crate::render::form::FileFormat;
use crate::render::manifest::{figures, sha256};
use crate::render::rendering::Rendering;
use crate::render::{csv, html, journal, json, xlsx};
use crate::report::document::Document;
use crate::reporting::parameters::Parameters;

/// A report that was made again.
pub(super) struct RemadeReport<'a> {
    /// The report, from the lines as they stood.
    pub(super) document: &'a Document,
    /// Its record.
    pub(super) report: &'a ReportRecord,
    /// How it was made.
    pub(super) parameters: &'a Parameters,
    /// The column of pseudonyms, where nobody here has their key.
    pub(super) pseudonyms: Option<usize>,
}

impl RemadeReport<'_> {
    /// What is wrong with one of its issued files.
    pub(super) fn faults(&self, format: FileFormat, issued: &[u8]) -> Vec<String> {
        if self.bytes(format).is_ok_and(|meant| meant == issued) {
            return match format {
                FileFormat::Csv => {
                    adds_up_to(issued, self.report, self.parameters, self.document).err().into_iter().collect()
                }
                _ => Vec::new(),
            };
        }
        let read_back = match format {
            FileFormat::Pdf => return self.faults_of_pdf(issued),
            FileFormat::Csv => return self.faults_of_csv(issued),
            FileFormat::Xlsx => xlsx::verify(self.document, issued),
            FileFormat::Json => json::verify(self.document, issued),
            FileFormat::Html => html::verify(self.document, issued),
            FileFormat::Journal => journal::verify(self.document, issued),
        };
        read_back.err().map(RenderError::told).into_iter().collect()
    }

    fn bytes(&self, format: FileFormat) -> Result<Vec<u8>, RenderError> {
        let mut bytes = Vec::new();
        let rendering = Rendering::new(self.document, self.parameters.form(), &BTreeSet::from([format]))?;
        rendering.write(format, 1, &mut bytes)?;
        Ok(bytes)
    }

    fn faults_of_csv(&self, issued: &[u8]) -> Vec<String> {
        let meant = csv::render(self.document, self.parameters.dialect(), false);
        let differs = difference(issued, &meant, self.parameters, self.pseudonyms);
        differs.into_iter().chain(adds_up_to(issued, self.report, self.parameters, self.document).err()).collect()
    }

    /// A PDF that another build made, or one whose pseudonyms can't be made again, must agree with itself and say what
    /// the report says.
    fn faults_of_pdf(&self, issued: &[u8]) -> Vec<String> {
        let mut faults = faults_of_any(issued);
        let Ok(manifest) = manifest_of(issued) else { return faults };
        let (document, report) = (self.document, self.report);
        let institution = document.provenance.institution.map(|institution| institution.to_string());
        let mut others = pdf_facts::contradicted(&manifest, report, institution.as_deref());
        let meant_csv = csv::render(document, self.parameters.dialect(), false);
        if self.pseudonyms.is_none() && manifest.csv.sha256 != sha256(&meant_csv) && !others.contains(&"CSV") {
            others.push("CSV");
        }
        if manifest.received != figures(document, &document.received) && !others.contains(&"total") {
            others.push("total");
        }
        if !others.is_empty() {
            faults.push(format!("its {} is not as register and lines have it", others.join(", ")));
        }
        faults
    }
}
