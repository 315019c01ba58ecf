//! The header rows of the tables that are written beside reports, by which they are known again where exports are looked for.

/// That of `keten.csv`: place, number, report, period, version, time, files with their SHA-256, the record before, the record.
pub const CHAIN: [&str; 9] =
    ["volgnummer", "nummer", "verslag", "periode", "versie", "uitgegeven", "bestanden", "vorige", "record"];

/// That of `overdrachtslijst.csv`, the list of what is handed over to an archive service.
pub const TRANSFER: [&str; 11] = [
    "Serie",
    "Dossier",
    "Openingsdatum",
    "Sluitingsdatum",
    "Stuk",
    "Creatiedatum",
    "Bestand",
    "SHA-256",
    "Versie",
    "Vervangen door",
    "Bewaren tot",
];
