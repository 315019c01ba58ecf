//! Reading well-formed exports.

use super::{Line, parse_moment};

/// Splits CSV text into records of fields, character by character (RFC 4180, LF or CRLF line
/// ends, an optional byte order mark). Wholly empty lines are left out.
///
/// # Panics
/// On a quote in the wrong place, an unclosed quote, and a CR outside quotes without an LF.
pub fn records(text: &str, separator: char) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut chars = text.chars().peekable();
    let mut all = Vec::new();
    while chars.peek().is_some() {
        // One record.
        let mut record = Vec::new();
        loop {
            // One field, and the character that ends it.
            let mut field = String::new();
            let end;
            if chars.peek() == Some(&'"') {
                chars.next();
                loop {
                    match chars.next().expect("unclosed quote") {
                        '"' if chars.peek() == Some(&'"') => {
                            chars.next();
                            field.push('"');
                        }
                        '"' => break,
                        other => field.push(other),
                    }
                }
                end = chars.next();
            } else {
                loop {
                    match chars.next() {
                        Some('"') => panic!("quote inside an unquoted field: {field:?}"),
                        Some(c) if c != separator && c != '\r' && c != '\n' => field.push(c),
                        other => {
                            end = other;
                            break;
                        }
                    }
                }
            }
            record.push(field);
            match end {
                Some(c) if c == separator => {}
                Some('\r') => {
                    assert_eq!(chars.next(), Some('\n'), "CR without LF");
                    break;
                }
                Some('\n') | None => break,
                Some(c) => panic!("{c:?} after a closing quote"),
            }
        }
        if record != [""] {
            all.push(record);
        }
    }
    all
}

/// A header as it is compared: small letters without accents, blanks, `_` and `-`.
fn plain(header: &str) -> String {
    header
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '_' && *c != '-')
        .map(|c| match c {
            'é' | 'è' | 'ë' | 'ê' => 'e',
            'á' | 'à' | 'ä' | 'â' => 'a',
            'í' | 'ì' | 'ï' | 'î' => 'i',
            'ó' | 'ò' | 'ö' | 'ô' => 'o',
            'ú' | 'ù' | 'ü' | 'û' => 'u',
            other => other,
        })
        .collect()
}

/// Reads an export with Dutch headers, `;` between fields and decimal commas.
///
/// # Panics
/// On anything malformed.
pub fn read_csv(text: &str) -> Vec<Line> {
    let mut rows = records(text, ';').into_iter();
    let header: Vec<String> = rows.next().expect("no header").iter().map(|h| plain(h)).collect();
    let find = |names: &[&str]| -> Option<usize> {
        let hits: Vec<usize> = (0..header.len()).filter(|&i| names.iter().any(|n| plain(n) == header[i])).collect();
        assert!(hits.len() <= 1, "column twice: {names:?}");
        hits.first().copied()
    };
    let need = |names: &[&str]| find(names).unwrap_or_else(|| panic!("no column {names:?}"));

    let id = need(&["Adm Id", "Boekingsnummer"]);
    let posted = need(&["Datum boeking", "Opboekdatum", "Opboek datum"]);
    let settled = need(&["Datum afhandeling", "Afboekdatum", "Afboek datum"]);
    let daybook = need(&["Dagboek", "Dagboekcode"]);
    let institution = need(&["Instantie"]);
    let branch = need(&["Vestiging", "Vestigingscode"]);
    let group = find(&["Boekingsgroep"]);
    let code = need(&["Boekingscode"]);
    let amount = need(&["Bedrag afgehandeld", "Bedrag"]);
    let description = find(&["Omschrijving"]);
    let source = find(&["Bron"]);
    let settlement_source = find(&["Afboek bron"]);
    let customer = find(&["Actor Id", "Klant"]);
    let item = find(&["ExemplaarId", "Exemplaar"]);

    let read_row = |row: Vec<String>| -> Line {
        assert_eq!(row.len(), header.len(), "number of fields: {row:?}");
        let at = |i: usize| row[i].clone();
        let maybe = |i: Option<usize>| i.map(at).unwrap_or_default();
        let booking_code = maybe(group) + &at(code);
        assert!(
            booking_code.len() == 4 && booking_code.bytes().all(|b| b.is_ascii_digit()),
            "no booking code: {booking_code:?}"
        );
        let settled = Some(at(settled)).filter(|s| !s.is_empty()).map(|s| parse_moment(&s));
        let daybook = Some(at(daybook)).filter(|s| !s.is_empty());
        assert_eq!(settled.is_some(), daybook.is_some(), "half open: {row:?}");
        parse_moment(&row[posted]); // checks the form
        for i in [id, institution, branch] {
            assert!(!row[i].is_empty(), "field {i} empty: {row:?}");
        }
        Line {
            id: at(id),
            posted: at(posted),
            settled,
            daybook,
            institution: at(institution),
            branch: at(branch),
            booking_code,
            cents: parse_amount(&row[amount]),
            description: maybe(description),
            source: maybe(source),
            settlement_source: maybe(settlement_source),
            customer: maybe(customer),
            item: maybe(item),
        }
    };
    rows.map(read_row).collect()
}

/// Cents of an amount with a decimal comma, at most two decimals, an optional dot or blank
/// between thousands, an optional `€` before or after, and an optional minus in front.
///
/// # Panics
/// On any other form.
pub fn parse_amount(text: &str) -> i128 {
    let trimmed = text.trim();
    let (negative, rest) = match trimmed.strip_prefix('-') {
        Some(rest) => (true, rest.trim()),
        None => (false, trimmed),
    };
    let rest = rest.strip_prefix('€').or_else(|| rest.strip_suffix('€')).unwrap_or(rest).trim();
    let (negative, rest) = match rest.strip_prefix('-') {
        Some(rest) if !negative => (true, rest),
        _ => (negative, rest),
    };
    let (whole, decimals) = rest.split_once(',').unwrap_or((rest, "00"));
    let only_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    assert!(only_digits(decimals) && decimals.len() <= 2, "no amount: {text:?}");
    let groups: Vec<&str> = whole.split(['.', ' ', '\u{a0}', '\u{202f}']).collect();
    assert!(groups.iter().all(|g| only_digits(g)), "no amount: {text:?}");
    if groups.len() > 1 {
        assert!(groups[0].len() <= 3, "no amount: {text:?}");
        assert!(groups[1..].iter().all(|g| g.len() == 3), "no amount: {text:?}");
    }
    let cents: i128 = format!("{}{decimals:0<2}", groups.concat()).parse().expect("digits");
    if negative { -cents } else { cents }
}
