//! What the former form of a report's PDF vouches for: its code is that of the manifest, which has a hash of how the
//! pages are drawn.

use sha2::{Digest, Sha256};

use super::faults::FileFaults;
use super::package::PdfPackage;
use super::page::DrawnPage;
use super::reader::content;
use crate::render::page_code::page_code;

/// The content with the code: so many operations, and no others.
const OPERATIONS: [&str; 8] = ["BT", "BMC", "g", "Tf", "Td", "Tj", "EMC", "ET"];
/// It is one line.
const LARGEST: usize = 4 << 10;

/// Checks that the code on the pages is that of the manifest, and that nothing is drawn together with it.
pub(super) fn check_code(package: &PdfPackage<'_>, faults: &mut FileFaults) {
    let code = page_code(&Sha256::digest(&package.manifest_bytes).into());
    let read = package.code.ok_or_else(|| "its pages bear no code".to_owned()).and_then(|number| {
        let stream = package.file.stream(number)?;
        faults.closed("the code on its pages", &stream.dictionary, &["Filter", "Length"]);
        let content = package.file.unpacked(&stream)?.all(LARGEST)?;
        let mut operations: Vec<String> = Vec::new();
        content::each(&content, |operation| {
            operations.push(String::from_utf8_lossy(operation.operator).into_owned());
            Ok(())
        })?;
        Ok((operations, DrawnPage::read(&content, &package.fonts)?))
    });
    let Some((operations, shown)) = faults.sound(read) else { return };
    if shown.margins != [format!("{code}\n")] || !shown.runs.is_empty() {
        faults.add(format!("the pages do not bear the code of the manifest, {code}"));
    }
    if operations != OPERATIONS || shown.strange.is_some() {
        faults.add("something is drawn over the pages together with their code");
    }
}
