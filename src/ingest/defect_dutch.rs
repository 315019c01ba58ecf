//! What is wrong with a file or a record, in Dutch for the list of refused records.

use super::amount::AmountError;
use super::csv::chunk::LONGEST_RECORD;
use super::date::DateError;
use super::defect::{CodeForm, Reason};
use super::defect_words::list;
use super::input_file::shown_line;
use super::limits::{
    Bomb, LONGEST_FIELD, LONGEST_HEADER, MOST_COLUMNS, MOST_ROWS, MOST_ROWS_OF_GROUP, MOST_TEXT_IDS, UNPACKED_RATIO,
    WHOLE_FILE, shown,
};
use super::profile::{DecimalMark, MinusForm, Unit};

impl Reason {
    /// What is wrong, for the list of refused records that library staff read: a Dutch phrase.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "an arm for each reason")]
    pub fn dutch(&self) -> String {
        match self {
            Self::EmptyFile => "het bestand is leeg: er is zelfs geen kopregel".into(),
            Self::OtherContent(content) => format!("het bestand is niet wat zijn naam zegt: {}", content.dutch()),
            Self::CarriageReturnLines => "regels eindigen met alleen een carriage return".into(),
            Self::EmptyHeader => "de eerste regel is leeg waar de kopregel hoort".into(),
            Self::NoHeader { .. } => "er is geen kopregel".into(),
            Self::RecordsWithoutHeader { count, amount } => {
                let amount = amount.map(|amount| format!(", samen {amount}")).unwrap_or_default();
                format!("er staan records op een blad zonder kopregel ({count}{amount})")
            }
            Self::RecordAboveHeader { header } => format!("er staat een record boven de kopregel (rij {header})"),
            Self::DuplicateHeader { first, second } => format!("kolommen {first} en {second} hebben dezelfde kop"),
            Self::SameMeaning { other, .. } => format!("deze kolom en `{other}` betekenen hetzelfde"),
            Self::MissingColumn { field, .. } => format!("de kolom `{}` ontbreekt", field.usual_header()),
            Self::MissingFilterColumn { .. } => "de kolom waarop het profiel records kiest, ontbreekt".into(),
            Self::UnclosedQuote => "een aanhalingsteken wordt nergens gesloten".into(),
            Self::LongRecord => format!("het record is langer dan {}", shown(LONGEST_RECORD as u64)),
            Self::LongHeader => format!("de kopregel is langer dan {}", shown(LONGEST_HEADER as u64)),
            Self::TooLarge => format!("het bestand is groter dan {}", shown(WHOLE_FILE)),
            Self::Unpacked(Bomb::Size(limit)) => format!("het bestand wordt uitgepakt groter dan {}", shown(*limit)),
            Self::Unpacked(Bomb::Ratio) => {
                format!("het bestand wordt uitgepakt meer dan {UNPACKED_RATIO} keer zo groot")
            }
            Self::TooManyColumns { found } => {
                format!("er zijn {found} kolommen of meer; er mogen er {MOST_COLUMNS} zijn")
            }
            Self::TooManyRows => format!("een rij heeft een nummer boven {MOST_ROWS}"),
            Self::LargeRowGroup { rows } => {
                format!("een rijgroep heeft {rows} rijen; er mogen er {MOST_ROWS_OF_GROUP} zijn")
            }
            Self::TooManyIds => format!("er zijn meer dan {MOST_TEXT_IDS} boekingsnummers die geen getal zijn"),
            Self::LongField => format!("de tekst is langer dan {}", shown(LONGEST_FIELD as u64)),
            Self::QuoteOverLines => {
                "tekst tussen aanhalingstekens loopt over regeleinden door na het sluitteken".into()
            }
            Self::Compression(_) => "het gecomprimeerde bestand is beschadigd".into(),
            Self::BrokenUtf16 => "het bestand noemt zich UTF-16 en is dat niet".into(),
            Self::BrokenUtf8 => "het bestand noemt zich UTF-8 en is dat niet".into(),
            Self::MixedUtf8 { count, .. } => format!("{count} regels hebben bytes die geen UTF-8 zijn, de andere wel"),
            Self::OtherSeparator { told, found } => {
                format!("de eerste regel noemt `{told}` als scheidingsteken, de kopregel heeft `{found}`")
            }
            Self::Utf32 => "het bestand is UTF-32".into(),
            Self::NoCharacter { byte, count, .. } => {
                format!("geen UTF-8, en op {count} regels staat byte 0x{byte:02X}, die in Windows-1252 geen teken is")
            }
            Self::UnmarkedUtf16 => "het bestand lijkt UTF-16 zonder byte order mark".into(),
            Self::CutInCharacter => "het bestand eindigt midden in een teken".into(),
            Self::Parquet(_) => "het Parquet-bestand kan niet gelezen worden".into(),
            Self::FilterColumnType { .. } => {
                "de kolom waarop het profiel records kiest, bevat waarden die niet met teksten te vergelijken zijn"
                    .into()
            }
            Self::ColumnType { .. } => "de kolom bevat een ander soort waarden dan verwacht".into(),
            Self::Workbook(_) => "de werkmap kan niet gelezen worden".into(),
            Self::SheetChoice { sheets } => format!("geen enkel gevuld blad heeft de kopregel: {}", list(sheets)),
            Self::NoSuchSheet { .. } => "de werkmap heeft dat blad niet".into(),
            Self::FormulasWithoutResult { cells, .. } => {
                format!("cellen bevatten formules zonder resultaat: {}", cells.join(", "))
            }
            Self::MergedCells { cells, .. } => format!("cellen van records zijn samengevoegd: {}", cells.join(", ")),
            Self::DaybookTotal => {
                "een bedrag met een dagboek, maar zonder boekingsnummer, dagen, vestiging en boekingscode: een totaalregel?"
                    .into()
            }
            Self::TotalRow => "een bedrag zonder boekingsnummer en dagboek: een totaalregel?".into(),
            Self::NamedTotal => "een totaal op de plaats van het boekingsnummer: een totaalregel?".into(),
            Self::LoneText => "één tekst en verder niets: een voetregel?".into(),
            Self::NoRecord => "geen enkel veld past bij zijn kolom: een tweede kopregel?".into(),
            Self::PastedHeader | Self::PastedFile => {
                "de kopregel staat hier opnieuw: twee exports in één bestand?".into()
            }
            Self::MissingSeparators { expected, found } => {
                format!("te weinig velden: {found} in plaats van {expected}, de laatste scheidingstekens ontbreken")
            }
            Self::TooFewFields { expected, found } => format!("te weinig velden: {found} in plaats van {expected}"),
            Self::TooManyFields { expected, found } => format!("te veel velden: {found} in plaats van {expected}"),
            Self::CutShort { expected, found } => {
                format!("het bestand eindigt midden in een record: {found} velden in plaats van {expected}")
            }
            Self::TextAfterQuote => "er staat tekst na een sluitend aanhalingsteken".into(),
            Self::StrayQuote => "er staat een aanhalingsteken in een veld zonder aanhalingstekens".into(),
            Self::StrayCarriageReturn => "er staat een carriage return in een veld zonder aanhalingstekens".into(),
            Self::ControlCharacter(byte) => format!("er staat een stuurteken (byte {byte:#04x}) in het record"),
            Self::EmptyId => "het boekingsnummer is leeg".into(),
            Self::DuplicateId { first_line } => {
                format!("dit boekingsnummer staat al op regel {}", shown_line(*first_line))
            }
            Self::OtherNoughts { id, file, line } => {
                let place = file.as_ref().map_or_else(String::new, |file| format!(" van {file}"));
                format!("dit boekingsnummer staat als {id} op regel {}{place}", shown_line(*line))
            }
            Self::ScientificId => "het boekingsnummer heeft cijfers verloren in een rekenblad".into(),
            Self::DecimalId => "een getal met decimalen is geen nummer".into(),
            Self::LongNumber => "een getal van meer dan 15 cijfers, waarvan een rekenblad de laatste verliest".into(),
            Self::EmptyMark => "dit woord betekent dat er niets is".into(),
            Self::Invisible(c) => format!("er staat een onzichtbaar teken in (U+{:04X})", u32::from(*c)),
            Self::UnmappedValue { .. } => "het profiel zegt niet wat deze waarde betekent".into(),
            Self::SignWord { .. } => "het teken van het bedrag is onbekend".into(),
            Self::TwoSigns => "het bedrag heeft een minteken en ook een woord voor zijn teken".into(),
            Self::MinusGoingOut => "het bedrag heeft een minteken in de kolom van wat uitgaat".into(),
            Self::TwoAmounts => "er is een bedrag in én een bedrag uit".into(),
            Self::Amount(error) => amount_dutch(*error).into(),
            Self::Date(error) => date_dutch(error).into(),
            Self::Code(form) => code_dutch(*form).into(),
            Self::TimeWithoutDay => "er is een afboekuur maar geen afboekdatum".into(),
            Self::SettledWithoutDaybook => "er is een afboekdatum maar geen dagboek".into(),
            Self::DaybookWithoutSettlement => "er is een dagboek maar geen afboekdatum".into(),
            Self::ErrorCell => "de cel bevat een foutwaarde van het rekenblad".into(),
            Self::CellType { .. } => "de cel bevat een ander soort waarde dan verwacht".into(),
        }
    }
}

fn amount_dutch(error: AmountError) -> &'static str {
    match error {
        AmountError::Empty => "het bedrag is leeg",
        AmountError::Form(DecimalMark::Comma, Unit::Euro) => "geen bedrag met decimale komma",
        AmountError::Form(DecimalMark::Point, Unit::Euro) => "geen bedrag met decimale punt",
        AmountError::Form(_, Unit::Cents) => "geen geheel aantal cent",
        AmountError::Minus(MinusForm::Brackets) => "het bedrag staat tussen haakjes",
        AmountError::Minus(_) => "het minteken staat achter het bedrag",
        AmountError::MinusAlone => "een minteken alleen is geen bedrag",
        AmountError::Decimals => "het bedrag heeft meer dan twee decimalen",
        AmountError::TooLarge => "het bedrag is groter dan 999.999.999.999,99",
        AmountError::NotWholeCents => "het bedrag is geen geheel aantal cent",
    }
}

fn date_dutch(error: &DateError) -> &'static str {
    match error {
        DateError::Empty => "de datum is leeg",
        DateError::Form(_) => "geen datum in een bekende vorm",
        DateError::NoSuchDay => "die dag bestaat niet",
        DateError::Time => "het uur na de datum heeft geen bekende vorm",
        DateError::Year => "het jaar ligt niet tussen 1900 en 2099",
    }
}

fn code_dutch(form: CodeForm) -> &'static str {
    match form {
        CodeForm::Daybook => "geen dagboekcode: een hoofdletter en drie cijfers",
        CodeForm::Institution => "geen instantie: I en drie cijfers",
        CodeForm::Branch => "geen vestigingscode: vier cijfers",
        CodeForm::BookingCode => "geen boekingscode: vier cijfers, de groep eerst",
        CodeForm::GroupAndCode => "geen boekingsgroep van één cijfer met een code van drie",
    }
}
