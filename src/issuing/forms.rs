//! A report in every form that its library wants.

use sha2::{Digest, Sha256};

use super::issue::Issuer;
use crate::archive::IssuedFile;
use crate::failure::Failure;
use crate::ingest::source::hex;
use crate::publish::OutputFile;
use crate::render::form::FileFormat;
use crate::render::journal;
use crate::render::rendering::Rendering;
use crate::report::document::Document;

impl Issuer<'_> {
    /// The files of a report, in every form that the library wants and the report can have.
    ///
    /// # Errors
    /// When one can't be made.
    pub(super) fn files(&self, document: &Document) -> Result<(Vec<IssuedFile>, Vec<OutputFile>), Failure> {
        let mut formats = self.library.formats.clone();
        if !journal::is_possible(document) {
            formats.remove(&FileFormat::Journal);
        }
        let rendering = Rendering::new(document, self.parameters.form(), &formats)?;
        let file = |format: FileFormat| {
            let mut bytes = Vec::new();
            // The cores are busy with other libraries.
            let code = rendering.write_with_code(format, 1, &mut bytes)?;
            let name = format!("{}.{}", document.file_stem(), format.name());
            let (length, sha256) = (bytes.len() as u64, hex(&Sha256::digest(&bytes)));
            Ok((
                IssuedFile { name: name.clone(), bytes: length, sha256, code },
                OutputFile { name: name.into(), bytes },
            ))
        };
        formats.into_iter().map(file).collect()
    }
}
