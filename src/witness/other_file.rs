//! What a file is that is taken for a witness of a kind and is none: nothing, a file of another sort, or a witness of another
//! kind.

use super::count_form::is_workbook;
use super::fault::{Fault, Place};
use super::kind::WitnessKind;
use crate::ingest::content::Content;

/// How many bytes of a file are looked at.
const TELLING: usize = 4096;

/// What is told instead of what readers of a kind say of a file that they can't read.
pub(super) fn other_file(kind: WitnessKind, bytes: &[u8], has_profiles: bool) -> Option<Fault> {
    let start = bytes.get(..TELLING).unwrap_or(bytes);
    let fault = |what| Fault::at(Place::File, what);
    // Of an empty CODA file its own reader tells.
    if bytes.trim_ascii().is_empty() && kind != WitnessKind::Coda {
        return Some(fault("the file is empty").hinted("fetch it again, or make it anew"));
    }
    let content = Content::of(start);
    let is_read = match kind {
        WitnessKind::Camt053 => matches!(content, Content::Xml | Content::Text),
        WitnessKind::Count => content == Content::Text || is_workbook(start),
        _ => content == Content::Text,
    };
    if !is_read {
        let told = fault("this is no file of the kind that it is taken for");
        return Some(told.with(content.english()).hinted(mend(kind, content)));
    }
    // Lists of payments may be what a profile says that they are. A name such as `.cod` says nothing about what is in it.
    let is_by_profile = has_profiles && matches!(kind, WitnessKind::Provider | WitnessKind::MijnBib);
    let other = WitnessKind::of_file("", start).filter(|other| *other != kind && !is_by_profile)?;
    let told = fault("the file is a witness of another kind than the one it is taken for");
    Some(told.with(format!("`{}`, not `{}`", other.name(), kind.name())).hinted(
        "leave --as out, so that each file is known by what is in it; or let the pattern of that [[library.witness]] leave \
         the file to its own kind",
    ))
}

/// What to do with a file of another sort.
fn mend(kind: WitnessKind, content: Content) -> &'static str {
    match content {
        Content::Gzip | Content::Zip => "unpack it, and give what is in it",
        Content::Html => "is it the page of an error, or of a log-in? Fetch the file again",
        Content::Workbook | Content::LockedWorkbook | Content::OldWorkbook | Content::OpenDocument
            if kind == WitnessKind::Count =>
        {
            "save it anew as an Excel workbook (.xlsx)"
        }
        Content::Workbook | Content::LockedWorkbook | Content::OldWorkbook | Content::OpenDocument => {
            "save it as CSV, or fetch it anew in the form that kasverslag reads"
        }
        _ => "fetch it anew in the form that kasverslag reads",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_witness_of_a_kind_is_told_as_what_it_is() {
        for kind in WitnessKind::ALL {
            let what = |bytes: &[u8]| other_file(kind, bytes, false).map(|fault| (fault.what, fault.text));
            let is_told = what(b" \n") == Some(("the file is empty", None));
            assert_eq!(is_told, kind != WitnessKind::Coda, "{kind:?}");
            let sort = "this is no file of the kind that it is taken for";
            for (bytes, text) in
                [(&b"%PDF-1.4"[..], "a PDF"), (b"\x1f\x8b\x08", "packed by gzip"), (b"<html>", "a web page (HTML)")]
            {
                assert_eq!(what(bytes), Some((sort, Some(text.to_owned()))), "{kind:?}");
            }
            let counts = what(b"Dagboek;Datum;Uur;Coupure;Aantal;Bedrag;Geteld door\n");
            let other = format!("`telling`, not `{}`", kind.name());
            let is_other = counts.is_some_and(|(_, text)| text == Some(other));
            assert_eq!(is_other, kind != WitnessKind::Count, "{kind:?}");
            assert_eq!(what(b"Dagboek;Iets\n"), None, "{kind:?}");
        }
    }
}
