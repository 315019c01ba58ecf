//! A mail as bytes: plain heads, a text in UTF-8, and files.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, FixedOffset};
use sha2::{Digest, Sha256};

use crate::config::delivery::MailAddress;
use crate::ingest::source::hex;

/// The most characters of a line of base64.
const LINE: usize = 76;
/// The most bytes of a text in one encoded word, so that its line stays short.
const WORD: usize = 42;

/// A mail.
#[derive(Clone, Debug)]
pub(super) struct Mail<'a> {
    pub(super) from: &'a MailAddress,
    pub(super) to: &'a [MailAddress],
    pub(super) subject: String,
    pub(super) message_id: String,
    pub(super) date: DateTime<FixedOffset>,
    pub(super) language: &'static str,
    pub(super) text: String,
    /// The files that go along, with their names.
    pub(super) files: Vec<(String, Vec<u8>)>,
}

impl Mail<'_> {
    /// Its bytes, the same for the same mail.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let to: Vec<&str> = self.to.iter().map(MailAddress::as_str).collect();
        // Nothing that is encoded can hold it: base64 has no `_`.
        let boundary = format!("=_kasverslag_{}", &hex(&Sha256::digest(self.message_id.as_bytes()))[..24]);
        let mut mail = format!(
            "From: kasverslag <{}>\nTo: {}\nSubject: {}\nDate: {}\nMessage-ID: {}\nAuto-Submitted: auto-generated\n\
             Content-Language: {}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\n",
            self.from.as_str(),
            to.join(",\n "),
            encoded_words(&self.subject),
            self.date.to_rfc2822(),
            self.message_id,
            self.language,
        );
        let mut part = |head: &str, bytes: &[u8]| {
            mail += &format!("\n--{boundary}\n{head}\nContent-Transfer-Encoding: base64\n\n{}", lines(bytes));
        };
        part("Content-Type: text/plain; charset=utf-8", self.text.as_bytes());
        for (name, bytes) in &self.files {
            let kind = kind(name);
            part(&format!("Content-Type: {kind}\nContent-Disposition: attachment; filename=\"{name}\""), bytes);
        }
        mail += &format!("\n--{boundary}--\n");
        mail.into_bytes()
    }
}

/// Bytes as lines of base64.
fn lines(bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    let mut lines = String::with_capacity(text.len() + text.len() / LINE + 1);
    for line in text.as_bytes().chunks(LINE) {
        lines.extend(line.iter().map(|byte| char::from(*byte)));
        lines.push('\n');
    }
    lines
}

/// A text as the head of a mail may have it: as it is where it is plain, else as encoded words.
fn encoded_words(text: &str) -> String {
    if text.len() < LINE && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return text.to_owned();
    }
    let mut words = vec![String::new()];
    for character in text.chars() {
        let is_full = words.last().is_some_and(|word| word.len() + character.len_utf8() > WORD);
        if is_full {
            words.push(String::new());
        }
        words.last_mut().into_iter().for_each(|word| word.push(character));
    }
    let encoded = words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word)));
    encoded.collect::<Vec<_>>().join("\n ")
}

/// What a file is, by the ending of its name.
fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "pdf" => "application/pdf",
        "csv" => "text/csv; charset=utf-8",
        "json" => "application/json",
        "html" => "text/html; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_stays_on_its_line_whatever_is_in_it() {
        assert_eq!(encoded_words("3 verslagen"), "3 verslagen");
        let long = "é".repeat(50) + "\nBcc: x@y";
        let encoded = encoded_words(&long);
        assert!(
            encoded.lines().all(|line| line.trim_start().starts_with("=?UTF-8?B?") && line.len() <= 76),
            "{encoded}"
        );
        let text = encoded.split_whitespace().map(|word| {
            let word = word.trim_start_matches("=?UTF-8?B?").trim_end_matches("?=");
            String::from_utf8(STANDARD.decode(word).expect("base64")).expect("UTF-8")
        });
        assert_eq!(text.collect::<String>(), long);
    }
}
