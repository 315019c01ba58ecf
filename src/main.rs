//! Arguments in, exit status out.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use kasverslag::commands::cli::{
    ArchiveCommand, Cli, ColourChoice, Command, ConfigCommand, LogFormat, TellingArgs, TextOrJson,
};
use kasverslag::commands::configuration::{Environment, message_language};
use kasverslag::commands::{
    archive, check, config, count_form, deliver, deposit_slip, desk_folder, doctor, explain, export, init, manual,
    mistyped, nightly, pages, report, restore, status, templates, verify, version, workbook,
};
use kasverslag::diagnostic::{self, Diagnostic, ExitStatus, Message, MessageForm, messages, told, told_summary};
use kasverslag::domain::Severity;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let typed: Vec<OsString> = std::env::args_os().collect();
    if let Some(version) = version::asked(&typed) {
        // Whoever reads a pipe may stop reading.
        let _ = io::stdout().lock().write_all(version.as_bytes());
        return ExitCode::SUCCESS;
    }
    let mut environment = Environment::of(|name| std::env::var_os(name));
    if let Some(mistake) = mistyped::misdashed(&typed) {
        return mistyped_as(mistake, &typed, &environment);
    }
    let mut cli = match Cli::try_parse_from(&typed) {
        Ok(cli) => cli,
        Err(error) => return not_understood(&error, &typed, &environment),
    };
    if let Command::Run(args) = &mut cli.command {
        args.quiet = cli.telling.quiet;
    }
    let filter = EnvFilter::try_from_env("KASVERSLAG_LOG")
        .unwrap_or_else(|_| EnvFilter::new(default_log(&cli.command, telling(&cli.telling))));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).without_time();
    // A log that can't be written is nobody's loss; telling so on stderr, where it could not be written, would panic.
    let log = log.log_internal_errors(false);
    match &cli.command {
        Command::Run(args) if args.log_format == LogFormat::Json => log.json().init(),
        _ => log.init(),
    }
    if io::stdout().is_terminal() {
        let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        environment.columns = environment.columns.or_else(seen);
    }
    let language = message_language(cli.telling.messages, cli.command.config(), &environment);
    let outcome = match &cli.command {
        Command::Init(args) => init::init(args),
        Command::Report(args) => report::report(args, &environment),
        Command::Config(command) => config::config(command, &environment),
        Command::Doctor(args) => doctor::doctor(args, &environment, language),
        Command::Status(args) => status::status(args, &environment, language),
        Command::Explain(args) => explain::explain(args, language),
        Command::Completions { shell } => manual::completions(*shell),
        Command::Man { to } => manual::man(to),
        Command::Check(args) => check::check(args, &environment),
        Command::CountForm(args) => count_form::count_form(args, &environment),
        Command::DepositSlip(args) => deposit_slip::deposit_slip(args, &environment),
        Command::Run(args) => nightly::run(args, &environment, language),
        Command::Desk(args) => desk_folder::desk(args, &environment),
        Command::Deliver(args) => deliver::deliver(args, &environment, language),
        Command::Pages(args) => pages::pages(args, &environment),
        Command::Workbook(args) => workbook::workbook(args, &environment),
        Command::Export(args) => export::export(args, &environment),
        Command::Verify(args) => verify::verify(args, &environment),
        Command::Archive(ArchiveCommand::Upgrade(args)) => archive::upgrade(args, &environment, language),
        Command::Archive(ArchiveCommand::Restore(args)) => restore::restore(args, &environment, language),
        Command::Templates(args) => templates::templates(args, &environment),
    };
    // Paths first: what there is to tell is then the last that a terminal shows.
    let written = io::stdout().lock().write_all(outcome.output.as_bytes()).and_then(|()| io::stdout().flush());
    let is_json = matches!(&cli.command, Command::Run(args) if args.log_format == LogFormat::Json);
    let telling = telling(&cli.telling);
    let is_wrong = |diagnostic: &&Diagnostic| !cli.telling.quiet || diagnostic.severity > Severity::Notice;
    let diagnostics: Vec<Diagnostic> = outcome.diagnostics.iter().filter(is_wrong).cloned().collect();
    let said = |text: &str| diagnostic::said(text, language);
    if is_json {
        messages(&diagnostic::in_language(diagnostics, language)).iter().for_each(log_line);
    } else {
        // A closed stderr leaves nobody to tell.
        let _ = io::stderr().write_all(told(diagnostics, telling, language).as_bytes());
    }
    let is_for_people = !cli.telling.quiet && telling != MessageForm::Json;
    let is_wanted = matches!(cli.command, Command::Run(_) | Command::Deliver(_)) || is_for_people;
    if let Some(summary) = outcome.summary.as_ref().filter(|_| is_wanted && telling != MessageForm::Json) {
        let _ = io::stderr().write_all(told_summary(summary, language).as_bytes());
    }
    let is_watched = (io::stderr().is_terminal() || telling == MessageForm::Text { colour: true }) && is_for_people;
    if let Some(words) = all_is_well(&cli.command).filter(|_| is_watched && outcome.diagnostics.is_empty()) {
        let _ = writeln!(io::stderr(), "{}", said(words));
    }
    let status = match written {
        Ok(()) => outcome.status(),
        // Whoever reads a pipe may stop reading.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => outcome.status(),
        Err(error) => {
            let what = Diagnostic::error(ExitStatus::Environment, format!("the output can't be written: {error}"));
            let _ = io::stderr().write_all(told(vec![what], MessageForm::Text { colour: false }, language).as_bytes());
            outcome.status().max(ExitStatus::Environment)
        }
    };
    match outcome.exit.filter(|_| status == ExitStatus::Done) {
        Some(exit) => ExitCode::from(exit),
        None => ExitCode::from(status as u8),
    }
}

/// Tells what is wrong with what was typed; shows the help or the version where they were asked for.
fn not_understood(error: &clap::Error, typed: &[OsString], environment: &Environment) -> ExitCode {
    let Some(mistake) = mistyped::mistake(error) else { error.exit() };
    mistyped_as(mistake, typed, environment)
}

/// Tells a mistake in what was typed.
fn mistyped_as(mistake: Diagnostic, typed: &[OsString], environment: &Environment) -> ExitCode {
    let args = mistyped::telling_args(typed);
    let language = message_language(args.messages, Some(&mistyped::config_args(typed)), environment);
    // A closed stderr leaves nobody to tell.
    let _ = io::stderr().write_all(told(vec![mistake], telling(&args), language).as_bytes());
    ExitCode::from(ExitStatus::Usage as u8)
}

/// Messages have colours where a person reads them, unless somebody says otherwise.
fn telling(args: &TellingArgs) -> MessageForm {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    if args.message_format == TextOrJson::Json {
        return MessageForm::Json;
    }
    let colour = match args.color {
        ColourChoice::Always => true,
        ColourChoice::Never => false,
        ColourChoice::Auto if is_set("NO_COLOR") => false,
        ColourChoice::Auto => io::stderr().is_terminal() || is_set("CLICOLOR_FORCE"),
    };
    MessageForm::Text { colour }
}

/// What a person is told of a command that is silent when all is well.
fn all_is_well(command: &Command) -> Option<&'static str> {
    match command {
        Command::Check(_) => Some("All is well: every record was read, and none is refused."),
        Command::Verify(_) => Some("All is well: every hash, number and total is as it was issued."),
        Command::Config(ConfigCommand::Check { .. }) => Some("All is well: the configuration has no mistakes."),
        _ => None,
    }
}

/// A run logs its libraries where no progress bar can be seen; all else is silent unless `KASVERSLAG_LOG` asks. Beside
/// messages for programs, lines of text would not be read.
fn default_log(command: &Command, telling: MessageForm) -> &'static str {
    match command {
        Command::Run(args) if telling == MessageForm::Json && args.log_format == LogFormat::Text => "off",
        Command::Run(args) if args.quiet && args.log_format == LogFormat::Json => "kasverslag=warn",
        Command::Run(args) if args.quiet => "off",
        Command::Run(args) if args.log_format == LogFormat::Json || !io::stderr().is_terminal() => "kasverslag=info",
        _ => "off",
    }
}

/// A message as a log line, so that every line is of one form.
fn log_line(message: &Message) {
    let (what, place, hint) = (message.headline(), message.places(), message.hint());
    match message.severity {
        Severity::Error => tracing::error!(place, hint, "{what}"),
        Severity::Warning => tracing::warn!(place, hint, "{what}"),
        Severity::Notice => tracing::info!(place, hint, "{what}"),
    }
}
