//! Writing lines as an export.

use super::clock::{brussels_offset, iso_day, iso_number, time_nanos};
use super::{Line, parse_moment};

/// How the days of an export are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// `dd-mm-yyyy hh:mm:ss`
    Dashes,
    /// `dd/mm/yyyy hh:mm:ss`
    Slashes,
    /// `yyyy-mm-dd hh:mm:ss`
    Iso,
    /// `yyyy-mm-ddThh:mm:ssZ`: converted to UTC. Days without a time, and local times that the
    /// clock change skips, stay as in `Iso`.
    Utc,
}

/// How an export is written. Every style of the same lines is the same data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Form of the days.
    pub date: DateForm,
    /// A dot between thousands.
    pub thousands: bool,
    /// `€ ` before the amount.
    pub euro: bool,
    /// Byte order mark in front.
    pub mark: bool,
    /// CRLF line ends, otherwise LF.
    pub crlf: bool,
    /// Booking group and code in two columns.
    pub split_code: bool,
}

impl Style {
    /// The style of [`to_csv`].
    pub const PLAIN: Style =
        Style { date: DateForm::Dashes, thousands: false, euro: false, mark: false, crlf: true, split_code: false };
}

/// Writes an export with a fixed Dutch header: `;`, decimal comma, CRLF, days as `dd-mm-yyyy`.
pub fn to_csv(lines: &[Line]) -> String {
    to_csv_styled(lines, Style::PLAIN)
}

/// Writes an export in a style.
pub fn to_csv_styled(lines: &[Line], style: Style) -> String {
    let line_end = if style.crlf { "\r\n" } else { "\n" };
    let group = if style.split_code { "Boekingsgroep;" } else { "" };
    let mut out = if style.mark { "\u{feff}".to_string() } else { String::new() };
    out += &format!(
        "Boekingsnummer;Opboekdatum;Afboekdatum;Dagboek;Instantie;Vestiging;{group}Boekingscode;\
         Bedrag;Omschrijving;Bron;Afboek bron;Klant;Exemplaar{line_end}"
    );
    for line in lines {
        let posted =
            if style == Style::PLAIN { line.posted.clone() } else { moment(&parse_moment(&line.posted), style.date) };
        let settled = line.settled.as_ref().map_or(String::new(), |s| moment(s, style.date));
        let mut fields = vec![
            line.id.clone(),
            posted,
            settled,
            line.daybook.clone().unwrap_or_default(),
            line.institution.clone(),
            line.branch.clone(),
        ];
        if style.split_code {
            fields.push(line.booking_code[..1].to_string());
            fields.push(line.booking_code[1..].to_string());
        } else {
            fields.push(line.booking_code.clone());
        }
        fields.push(export_amount(line.cents, style));
        fields.push(line.description.clone());
        fields.push(line.source.clone());
        fields.push(line.settlement_source.clone());
        fields.push(line.customer.clone());
        fields.push(line.item.clone());
        let fields: Vec<String> = fields.iter().map(|f| quoted(f, ";")).collect();
        out += &fields.join(";");
        out += line_end;
    }
    out
}

/// A field, quoted only when it holds the separator, a quote, CR or LF.
pub fn quoted(value: &str, separator: &str) -> String {
    if value.contains(separator) || value.contains(['"', '\r', '\n']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_string()
    }
}

/// A local day and time in a form.
fn moment((day, time): &(String, String), form: DateForm) -> String {
    let (y, m, d) = (&day[0..4], &day[5..7], &day[8..10]);
    let blank = if time.is_empty() { "" } else { " " };
    match form {
        DateForm::Dashes => format!("{d}-{m}-{y}{blank}{time}"),
        DateForm::Slashes => format!("{d}/{m}/{y}{blank}{time}"),
        DateForm::Iso => format!("{day}{blank}{time}"),
        DateForm::Utc if time.is_empty() => day.clone(),
        DateForm::Utc => {
            let local = iso_number(day) * 1440 + time_nanos(time) / 60_000_000_000;
            // Summer time first: of an hour that comes twice, the first one.
            match [120, 60].into_iter().find(|offset| brussels_offset(local - offset) == *offset) {
                Some(offset) => {
                    let utc = local - offset;
                    let (hour, minute) = (utc % 1440 / 60, utc % 60);
                    format!("{}T{hour:02}:{minute:02}{}Z", iso_day(utc / 1440), &time[5..])
                }
                None => format!("{day} {time}"),
            }
        }
    }
}

fn export_amount(cents: i128, style: Style) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let euro = if style.euro { "€ " } else { "" };
    let cents = cents.unsigned_abs();
    let digits = (cents / 100).to_string();
    let mut whole = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if style.thousands && i > 0 && (digits.len() - i).is_multiple_of(3) {
            whole.push('.');
        }
        whole.push(digit);
    }
    format!("{euro}{sign}{whole},{:02}", cents % 100)
}
