//! The control desk of a library, as the configuration has it.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{NaiveDate, NaiveTime};

use super::error::{ConfigError, wrong};
use super::raw::RawLibrary;
use super::raw_control::{RawChannel, RawWitness};
use crate::control::channel::{Channel, ChannelKind};
use crate::control::other_desks::OtherDesks;
use crate::control::recipe::DeskRecipe;
use crate::domain::{BookingCode, Cents, Daybook, Institution};
use crate::ingest::amount::parse_amount;
use crate::ingest::profile::Profile;
use crate::witness::bank::BankStatement;

use crate::witness::payment_profile::PaymentProfile;
use crate::witness::{Fault, Place, WitnessKind};

/// The kind of a channel of online payments.
const ONLINE: &str = "online";
/// The daybook of online payments from before a library had its own.
const FORMER_ONLINE: &str = "B990";

/// The control desk of a library.
#[derive(Clone, Debug, Default)]
pub struct ControlSettings {
    /// Its channels, in the order in which they may take money at the bank.
    pub channels: Vec<Channel>,
    /// Where its witnesses lie.
    pub witnesses: Vec<WitnessSource>,
    /// Booking codes by which cash is carried to the bank, beside 5990.
    pub handed_over: Vec<BookingCode>,
    /// What other libraries have where this one may meet it.
    pub others: OtherDesks,
}

impl ControlSettings {
    /// Whether nothing is told of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.channels.is_empty() && self.witnesses.is_empty()
    }

    /// The profiles that payments of a witness may be written by: those of the witness of that name, or some.
    #[must_use]
    pub fn profiles_of<'p>(&'p self, witness: &str, others: &'p [PaymentProfile]) -> &'p [PaymentProfile] {
        self.witnesses.iter().find(|source| source.name == witness).map_or(others, |source| &source.profiles)
    }

    /// What is wrong with a file of statements of which none is of an account of a channel. Where a channel names no
    /// account, its money may come to any.
    #[must_use]
    pub fn of_no_channel(&self, statements: &[BankStatement]) -> Vec<Fault> {
        of_no_channel(&self.channels, statements)
    }

    /// What reports of the control desk are made by.
    #[must_use]
    pub fn recipe(&self) -> DeskRecipe {
        let Self { channels, handed_over, others, .. } = self.clone();
        DeskRecipe { channels, handed_over, others }
    }
}

/// Tells each control desk of what others have that it may meet: contracts, daybooks, accounts that they share.
pub(super) fn tell_of_others(desks: &mut BTreeMap<Institution, ControlSettings>) {
    let all: Vec<(Institution, Channel)> = desks
        .iter()
        .flat_map(|(institution, desk)| desk.channels.iter().map(|channel| (*institution, channel.clone())))
        .collect();
    for (institution, desk) in desks.iter_mut() {
        let others: Vec<(Institution, &Channel)> =
            all.iter().filter(|(of, _)| of != institution).map(|(of, channel)| (*of, channel)).collect();
        desk.others = OtherDesks::of(&desk.channels, &others);
    }
}

/// What is wrong with a file of statements of which none is of an account of some channels, where there are channels.
pub(crate) fn of_no_channel<'c>(
    channels: impl IntoIterator<Item = &'c Channel>,
    statements: &[BankStatement],
) -> Vec<Fault> {
    let mut channels = channels.into_iter().peekable();
    let is_own = |channel: &Channel| statements.iter().any(|statement| channel.has_account(&statement.account));
    if channels.peek().is_none() || channels.any(is_own) {
        return Vec::new();
    }
    let fault = |statement: &BankStatement| {
        Fault::at(Place::Line(statement.line), "no channel has the account that a statement is of")
            .with(statement.account.clone())
            .hinted("leave the file out, or write the account into a [[library.channel]]")
    };
    statements.iter().map(fault).collect()
}

/// Where witnesses of a kind lie.
#[derive(Clone, Debug)]
pub struct WitnessSource {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: WitnessKind,
    /// The patterns of its files, from the folder of the configuration.
    pub files: Vec<String>,
    /// The profiles that its payments may be written by.
    pub profiles: Vec<PaymentProfile>,
}

/// Checks the control desk of a library; what is wrong goes to `errors`.
pub(super) fn read(
    library: &RawLibrary,
    institution: Institution,
    entry: &str,
    profiles: &[PaymentProfile],
    path: &Path,
    errors: &mut Vec<ConfigError>,
) -> ControlSettings {
    let mut settings = ControlSettings::default();
    let of_channel = |index: usize| format!("{entry}.channel[{index}]");
    for (index, raw) in library.channel.iter().enumerate() {
        let mut refuse = |what: String| {
            let what = format!("{institution}: [[library.channel]] `{}`: {what}", raw.name);
            errors.push(wrong(path, of_channel(index), what));
        };
        if settings.channels.iter().any(|other| other.name == raw.name) {
            refuse("another channel has this name".to_owned());
        }
        let shared = |daybook: &&Daybook| settings.channels.iter().any(|other| other.daybooks.contains(daybook));
        match channel(raw) {
            Ok((channel, codes)) => {
                if let Some(daybook) = channel.daybooks.iter().find(shared) {
                    refuse(format!("daybooks: `{daybook}` is of another channel too: its money would count twice"));
                }
                let is_shared = |contract: &&String| settings.channels.iter().any(|other| other.has_contract(contract));
                if let Some(contract) = channel.contracts.iter().find(is_shared) {
                    refuse(format!(
                        "contracts: `{contract}` is of another channel too: its payments would count twice"
                    ));
                }
                settings.channels.push(channel);
                settings.handed_over.extend(codes);
            }
            Err(mistakes) => mistakes.into_iter().for_each(refuse),
        }
    }
    takes_former_online(&mut settings.channels, &library.channel);
    for (index, raw) in library.witness.iter().enumerate() {
        match witness(raw, institution, profiles, path) {
            Ok(source) => settings.witnesses.push(source),
            Err(what) => {
                let what = format!("{institution}: [[library.witness]] `{}`: {what}", raw.name);
                errors.push(wrong(path, format!("{entry}.witness[{index}]"), what));
            }
        }
    }
    for channel in settings.channels.iter().filter(|channel| !channel.provider.is_empty()) {
        let is_one = |source: &WitnessSource| {
            source.name == channel.provider && matches!(source.kind, WitnessKind::Provider | WitnessKind::MijnBib)
        };
        if !settings.witnesses.iter().any(is_one) {
            let what =
                format!("provider: `{}` is no [[library.witness]] of the kind aanbieder or mijnbib", channel.provider);
            let what = format!("{institution}: [[library.channel]] `{}`: {what}", channel.name);
            let index = library.channel.iter().position(|raw| raw.name == channel.name).unwrap_or_default();
            errors.push(wrong(path, of_channel(index), what));
        }
    }
    settings
}

/// Gives the library's own lines on B990 to its online channel, as Wise put online payments there before the library had a
/// daybook for them. Where no channel is online, or several are and none names B990, it is nobody's.
fn takes_former_online(channels: &mut [Channel], raw: &[RawChannel]) {
    let is_named = channels.iter().any(|channel| channel.daybooks.iter().any(|daybook| daybook.is_former_online()));
    let is_online = |channel: &Channel| raw.iter().any(|raw| raw.name == channel.name && raw.kind == ONLINE);
    let mut online = channels.iter_mut().filter(|channel| is_online(channel));
    if let (Some(one), None) = (online.next(), online.next())
        && !is_named
    {
        one.daybooks.extend(Daybook::parse(FORMER_ONLINE));
    }
}

fn witness(
    raw: &RawWitness,
    institution: Institution,
    profiles: &[PaymentProfile],
    path: &Path,
) -> Result<WitnessSource, String> {
    let kind = WitnessKind::of_name(&raw.kind).ok_or_else(|| {
        format!("kind: `{}` is none of {}", raw.kind, WitnessKind::ALL.map(WitnessKind::name).join(", "))
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let pattern = |text: &String| {
        let text = text.replace("{institution}", &institution.to_string());
        glob::Pattern::new(&text).map_err(|error| format!("files: `{text}`: {error}"))?;
        Ok::<_, String>(folder.join(text).display().to_string())
    };
    let files = raw.files.texts().iter().map(pattern).collect::<Result<_, _>>()?;
    Ok(WitnessSource { name: raw.name.clone(), kind, files, profiles: profiles_of(raw, kind, profiles)? })
}

/// The profiles that payments of a witness may be written by.
fn profiles_of(
    raw: &RawWitness,
    kind: WitnessKind,
    profiles: &[PaymentProfile],
) -> Result<Vec<PaymentProfile>, String> {
    let is_of_payments = matches!(kind, WitnessKind::Provider | WitnessKind::MijnBib);
    match &raw.profile {
        None if is_of_payments => Ok(profiles.to_vec()),
        None => Ok(Vec::new()),
        Some(_) if !is_of_payments => Err("profile: only an aanbieder or mijnbib has one".to_owned()),
        Some(name) => {
            let named = profiles.iter().find(|profile| profile.name == *name);
            let named = named.ok_or_else(|| format!("profile: there is no [[payment_profile]] `{name}`"))?;
            Ok(vec![named.clone()])
        }
    }
}

fn channel(raw: &RawChannel) -> Result<(Channel, Vec<BookingCode>), Vec<String>> {
    let mut mistakes = Vec::new();
    let names = || ChannelKind::ALL.map(|(name, ..)| name).join(", ");
    let kind = ChannelKind::of_name(&raw.kind);
    if kind.is_none() {
        mistakes.push(format!("kind: `{}` is none of {}", raw.kind, names()));
    }
    let mut each = |key: &str, texts: &[String], form: &str, is_one: &dyn Fn(&str) -> bool| {
        let wrong = texts.iter().filter(|text| !is_one(text)).map(|text| format!("{key}: `{text}` is not like {form}"));
        mistakes.extend(wrong);
    };
    each("daybooks", &raw.daybooks, "B492", &|text| Daybook::parse(text).is_some());
    each("handed_over", &raw.handed_over, "5990", &|text| BookingCode::parse(text).is_some());
    let daybooks: Vec<Daybook> = raw.daybooks.iter().filter_map(Daybook::parse).collect();
    if raw.daybooks.is_empty() {
        mistakes.push("daybooks: none is named".to_owned());
    }
    // What is settled from credit was received when the credit was bought: it would count twice.
    if let Some(daybook) = daybooks.iter().find(|daybook| !daybook.kind().is_received()) {
        mistakes.push(format!("daybooks: `{daybook}` is no daybook on which money is received (K, B, G)"));
    }
    let opening = opening(raw).map_err(|what| mistakes.push(what)).unwrap_or_default();
    let day_ends = day_ends(raw, kind.map(|(kind, _)| kind)).map_err(|what| mistakes.push(what)).unwrap_or_default();
    let codes = raw.handed_over.iter().filter_map(BookingCode::parse).collect();
    match kind {
        Some((kind, usual)) if mistakes.is_empty() => Ok((
            Channel {
                name: raw.name.clone(),
                kind,
                daybooks,
                account: raw.account.iter().flat_map(|account| account.split_whitespace()).collect(),
                provider: raw.provider.clone().unwrap_or_default(),
                contracts: raw.contracts.clone(),
                bank_days: raw.bank_days.map_or(usual, u32::from),
                day_ends,
                opening,
            },
            codes,
        )),
        _ => Err(mistakes),
    }
}

fn day_ends(raw: &RawChannel, kind: Option<ChannelKind>) -> Result<Option<NaiveTime>, String> {
    let Some(text) = &raw.day_ends else { return Ok(None) };
    if kind == Some(ChannelKind::Cash) {
        return Err("day_ends: the day of a drawer ends at midnight; a count has its time".to_owned());
    }
    let time = NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| format!("day_ends: `{text}` is not like 02:00"))?;
    Ok(Some(time).filter(|time| *time != NaiveTime::MIN))
}

fn opening(raw: &RawChannel) -> Result<Option<(NaiveDate, Cents)>, String> {
    match (&raw.opening_day, &raw.opening) {
        (None, None) => Ok(None),
        (Some(day), Some(amount)) => {
            let read = day.parse().map_err(|_| format!("opening_day: `{day}` is not like 2026-10-01"))?;
            let cents = parse_amount(amount, &Profile::default())
                .map_err(|_| format!("opening: `{amount}` is not like 75,00"))?;
            Ok(Some((read, cents)))
        }
        _ => Err("opening and opening_day come together".to_owned()),
    }
}
