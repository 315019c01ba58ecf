//! `kasverslag stortingsborderel`: a deposit slip of what counts say is carried to the bank.

use std::collections::BTreeMap;

use super::arguments;
use super::configuration::{Configuration, Environment};
use super::desk_input::configured;
use super::form_cli::{DepositSlipArgs, SlipFormat};
use super::form_library::{FormLibrary, demand_free, drawers_suffix};
use super::known_slips::{in_the_way, known_slips};
use super::outcome::Outcome;
use crate::control::channel::ChannelKind;
use crate::control::deposit_slip::{hand_over_of, json, page, table};
use crate::control::slip_number::SlipWish;
use crate::diagnostic::{self, Diagnostic, ExitStatus};
use crate::domain::{Daybook, Money, Period};
use crate::failure::Failure;
use crate::publish::{OutputFile, publish};
use crate::render::pdf::paper_form;
use crate::render::plain;
use crate::witness::count::CashCount;
use crate::witness::deposit_slip::HandOver;
use crate::witness::file::{Paths, WitnessPath, read};
use crate::witness::{Fault, Place, WitnessKind, reading};

/// Makes a deposit slip.
#[must_use]
pub fn deposit_slip(args: &DepositSlipArgs, environment: &Environment) -> Outcome {
    Outcome::of(|outcome| make(args, environment, outcome))
}

fn make(args: &DepositSlipArgs, environment: &Environment, outcome: &mut Outcome) -> Result<(), Failure> {
    let made = arguments::clock(args.now.as_deref(), environment.source_date_epoch.as_deref())?;
    let configuration = Configuration::read(&args.config, environment, false)?;
    let config = &configuration.config;
    let mut mistakes = Vec::new();
    let period = Period::parse(&args.period, made.date_naive());
    if let Err(error) = &period {
        mistakes.push(Diagnostic::usage(format!("--period: {error}")));
    }
    let library = FormLibrary::find(args.institution.as_deref(), config);
    let drawers = match &library {
        Ok(library) => library.drawers(&args.till, &mut mistakes),
        Err(mistake) => {
            mistakes.push(mistake.clone());
            Vec::new()
        }
    };
    let (Ok(period), Ok(library), true) = (period, library, mistakes.is_empty()) else { return Err(mistakes.into()) };
    let is_asked = |count: &CashCount| period.contains(count.day) && drawers.contains(&count.drawer);
    let all = counts(args, &library)?;
    let mut carried: Vec<HandOver> = all.iter().filter_map(hand_over_of).collect();
    carried.sort_by_key(HandOver::key);
    let (counts, others): (Vec<CashCount>, Vec<CashCount>) = all.into_iter().partition(is_asked);
    let account: Option<String> = args.account.as_ref().map(|account| account.split_whitespace().collect());
    let usual_account = if account.is_none() { account_of(&library, &drawers)? } else { String::new() };
    let mut hand_overs: Vec<HandOver> = counts.iter().filter_map(hand_over_of).collect();
    hand_overs.sort_by_key(HandOver::key);
    if hand_overs.is_empty() {
        return Err(nothing_to_carry(&args.period, &counts, &others).into());
    }
    let institution = library.institution;
    let known = known_slips(&library, &args.out)?;
    let (number, bag) = (args.number, args.bag.clone());
    let wish = SlipWish { institution, number, account, usual_account, bag, hand_overs };
    let slip = wish.slip(&carried, &known).map_err(in_the_way)?;
    let of_drawers = drawers_suffix(&args.till, &drawers);
    let stem = format!("stortingsborderel_{institution}_{}{of_drawers}_{:05}", period.file_part(), slip.number);
    let mut files = Vec::new();
    for format in &args.format {
        let (ending, bytes) = match format {
            SlipFormat::Pdf => {
                let subtitle = "Storting van kasgeld: wat van welke kassa komt, in welke biljetten en munten.";
                let form = library.form("Stortingsborderel", subtitle, made, vec![page(&slip)]);
                ("pdf", paper_form::render_form(&form)?)
            }
            SlipFormat::Csv => ("csv", plain::csv(&table(&slip), arguments::USUAL_FORM.dialect)),
            SlipFormat::Json => ("json", json(&slip, &library.name())),
        };
        files.push(OutputFile { name: format!("{stem}.{ending}").into(), bytes });
    }
    // A slip that was made before may be made again; what bears its name and is another stays.
    if known.iter().all(|known| known.slip.ogm != slip.ogm) {
        demand_free(
            &args.out,
            files.iter(),
            |file, bytes| file.bytes == bytes,
            (
                "a file that may be another slip has the name of this one",
                "move it away, or name another folder with --out or another number with --number",
            ),
        )?;
    }
    publish(&args.out, &files, config.run.modes)?.iter().for_each(|path| outcome.wrote(path));
    outcome.diagnostics = configuration.told_with(Vec::new());
    Ok(())
}

/// That there is nothing to make a slip of: the counts that were looked at with what they say, or which others there are.
fn nothing_to_carry(period: &str, counts: &[CashCount], others: &[CashCount]) -> Diagnostic {
    let told = |counts: &[CashCount]| {
        let named = counts.iter().take(NAMED).map(|count| {
            let CashCount { drawer, day, time, .. } = count;
            format!("{drawer} {day} {} ({})", time.format("%H:%M"), Money::from_cents(count.counted()))
        });
        let more = counts.len().checked_sub(NAMED).filter(|more| *more > 0).map(|more| format!("+ {more}"));
        named.chain(more).collect::<Vec<_>>().join(", ")
    };
    if counts.is_empty() {
        let what = "there is no count of these days and drawers";
        let all = if others.is_empty() { period.to_owned() } else { format!("{period}; {}", told(others)) };
        let hint = "the counts behind it are of other days or drawers: name theirs with --period and --till";
        let diagnostic = Diagnostic::error(ExitStatus::Refused, what).with(all);
        return if others.is_empty() { diagnostic } else { diagnostic.hinted(hint) };
    }
    let what = "no count of these days and drawers says that anything is carried to the bank";
    let hint = "a count tells it in its row `afdracht`, or on its form behind `Kasafdracht`";
    Diagnostic::error(ExitStatus::Refused, what).with(told(counts)).hinted(hint)
}

/// How many counts a message names.
const NAMED: usize = 5;

/// All counts that are read; they must be sound.
fn counts(args: &DepositSlipArgs, library: &FormLibrary<'_>) -> Result<Vec<CashCount>, Failure> {
    let mut paths: Vec<WitnessPath> = Vec::new();
    if args.input.is_empty() {
        let all = library.desk.map(configured).transpose()?.unwrap_or_default();
        paths.extend(all.into_iter().map(|(_, path)| path).filter(|path| path.kind == WitnessKind::Count));
    } else {
        let told = Paths::told_apart(&args.input, None, false, &[]);
        paths.extend(told.witnesses.into_iter().filter(|path| path.kind == WitnessKind::Count));
    }
    if paths.is_empty() {
        let hint = "name counts with --input, or add a [[library.witness]] of the kind telling";
        return Err(Diagnostic::usage("there are no counts to make a slip of").hinted(hint).into());
    }
    let (mut counts, mut wrong): (BTreeMap<_, CashCount>, _) = (BTreeMap::new(), Vec::new());
    for WitnessPath { path, kind } in &paths {
        let bytes = match read(path) {
            Ok(file) => file.bytes,
            Err(error) => {
                wrong.push(diagnostic::of_unreadable_witness(path, &error));
                continue;
            }
        };
        let one = reading::read(*kind, &bytes, &[]);
        wrong.extend(one.faults.iter().map(|fault| diagnostic::of_witness_fault(path, fault)));
        for count in one.counts {
            let other = counts.entry((count.drawer, count.day, count.time)).or_insert_with(|| count.clone());
            if *other != (CashCount { line: other.line, ..count.clone() }) {
                let what = "two files tell of one count and say different things";
                let text = format!("{}, {} {}", count.drawer, count.day, count.time);
                let fault = Fault::at(Place::Line(count.line), what).with(text);
                wrong.push(diagnostic::of_witness_fault(path, &fault));
            }
        }
    }
    if !wrong.is_empty() {
        return Err(diagnostic::bounded(wrong).into());
    }
    Ok(counts.into_values().collect())
}

/// The account of the drawers' channels.
fn account_of(library: &FormLibrary<'_>, drawers: &[Daybook]) -> Result<String, Diagnostic> {
    let channels = library.desk.iter().flat_map(|desk| &desk.channels);
    let is_own = |daybooks: &[Daybook]| drawers.iter().any(|drawer| daybooks.contains(drawer));
    let cash = channels.filter(|channel| channel.kind == ChannelKind::Cash && is_own(&channel.daybooks));
    let mut accounts: Vec<&str> =
        cash.map(|channel| channel.account.as_str()).filter(|account| !account.is_empty()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    match accounts[..] {
        [] => Ok(String::new()),
        [only] => Ok(only.to_owned()),
        _ => Err(Diagnostic::usage("the drawers carry their money to several accounts")
            .with(accounts.join(", "))
            .hinted("make a slip for each: name its drawers with --till")),
    }
}
