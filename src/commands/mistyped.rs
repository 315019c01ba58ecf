//! What is wrong with what was typed, told like all else: with a code, in the reader's language, for programs as JSON.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, ValueEnum};

use super::cli::{Cli, ColourChoice, TellingArgs, TextOrJson};
use super::config_args::ConfigArgs;
use crate::diagnostic::Diagnostic;

/// Where a flag's value ends what clap says of it: `--format <FORMAT>`.
const VALUE: char = ' ';

/// Dashes that word processors write where somebody types `-` or `--`.
const LONG_DASHES: [char; 3] = ['\u{2013}', '\u{2014}', '\u{2212}'];

/// A flag that does not begin with two plain dashes, as word processors and hasty people write them.
#[must_use]
pub fn misdashed(typed: &[OsString]) -> Option<Diagnostic> {
    let word = |argument: &str| argument.trim_start_matches(LONG_DASHES).trim_start_matches('-').to_owned();
    let is_misdashed = |argument: &&str| {
        let is_one = argument.starts_with('-') && !argument.starts_with("--");
        (is_one || argument.starts_with(LONG_DASHES)) && is_flag(word(argument).split('=').next().unwrap_or_default())
    };
    let argument = typed.iter().skip(1).filter_map(|argument| argument.to_str()).find(is_misdashed)?;
    let flag = word(argument);
    Some(
        Diagnostic::usage(format!("`{argument}` does not begin with two plain dashes"))
            .hinted(format!("type `--{flag}` anew: a word processor makes another dash of two")),
    )
}

/// Whether some command has a flag of that name.
fn is_flag(name: &str) -> bool {
    fn has(command: &clap::Command, name: &str) -> bool {
        command.get_arguments().any(|argument| argument.get_long() == Some(name))
            || command.get_subcommands().any(|command| has(command, name))
    }
    has(&Cli::command(), name)
}

/// The mistake; `None` where help or the version was asked for, which is none.
#[must_use]
pub fn mistake(error: &clap::Error) -> Option<Diagnostic> {
    let texts = |kind| context(error, kind);
    let first = |kind| texts(kind).into_iter().next().unwrap_or_default();
    let argument = || name(&first(ContextKind::InvalidArg));
    let (what, hint) = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::UnknownArgument if argument().starts_with('-') => {
            (format!("there is no flag `{}` here", argument()), like(&first(ContextKind::SuggestedArg)))
        }
        ErrorKind::UnknownArgument => (format!("`{}` is one argument too many", argument()), None),
        ErrorKind::InvalidSubcommand => {
            // Clap names those that are most like it last.
            let suggested = texts(ContextKind::SuggestedSubcommand).pop().unwrap_or_default();
            (format!("there is no command `{}`", first(ContextKind::InvalidSubcommand)), like(&suggested))
        }
        ErrorKind::InvalidValue if first(ContextKind::InvalidValue).is_empty() => {
            (format!("`{}` lacks its value", argument()), values(&texts(ContextKind::ValidValue)))
        }
        ErrorKind::InvalidValue => {
            let what = format!("`{}` is no value of `{}`", first(ContextKind::InvalidValue), argument());
            (what, values(&texts(ContextKind::ValidValue)))
        }
        ErrorKind::ValueValidation => {
            let what = format!("`{}` is no value of `{}`", first(ContextKind::InvalidValue), argument());
            (what, Some(whole_number(&error.source().map(ToString::to_string).unwrap_or_default())))
        }
        ErrorKind::MissingRequiredArgument => {
            let lacking: Vec<String> = texts(ContextKind::InvalidArg).iter().map(|one| format!("`{one}`")).collect();
            (format!("what the command needs is missing: {}", lacking.join(", ")), None)
        }
        ErrorKind::ArgumentConflict => {
            let what = match first(ContextKind::PriorArg) {
                other if name(&other) == argument() => format!("`{}` stands there twice", argument()),
                other => format!("`{}` and `{}` exclude each other", argument(), name(&other)),
            };
            (what, None)
        }
        ErrorKind::InvalidUtf8 => ("an argument is no text in UTF-8".to_owned(), None),
        _ => (format!("what was typed can't be understood: {}", error.kind()), None),
    };
    let help = "`--help` behind the command lists all that it takes";
    Some(Diagnostic::usage(what).hinted(hint.unwrap_or_else(|| help.to_owned())))
}

/// How messages are told, as far as that can be read in arguments that can't be understood as a whole.
#[must_use]
pub fn telling_args(typed: &[OsString]) -> TellingArgs {
    TellingArgs {
        message_format: chosen(typed, "--message-format").unwrap_or(TextOrJson::Text),
        messages: value(typed, "--messages").and_then(|name| name.parse().ok()),
        color: chosen(typed, "--color").unwrap_or(ColourChoice::Auto),
        quiet: typed.iter().any(|argument| argument == "--quiet"),
    }
}

/// Where the configuration lies, likewise.
#[must_use]
pub fn config_args(typed: &[OsString]) -> ConfigArgs {
    ConfigArgs {
        config: value(typed, "--config").map(Into::into),
        no_config: typed.iter().any(|argument| argument == "--no-config"),
    }
}

fn chosen<V: ValueEnum>(typed: &[OsString], flag: &str) -> Option<V> {
    V::from_str(&value(typed, flag)?, false).ok()
}

/// The value of a flag, which stands behind it or behind its `=`.
fn value(typed: &[OsString], flag: &str) -> Option<String> {
    let mut typed = typed.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = typed.next() {
        if argument == flag {
            return typed.next().map(str::to_owned);
        }
        if let Some(value) = argument.strip_prefix(flag).and_then(|rest| rest.strip_prefix('=')) {
            return Some(value.to_owned());
        }
    }
    None
}

/// What clap knows of the mistake.
fn context(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

/// The flag alone, without what it takes.
fn name(argument: &str) -> String {
    match argument.split_once(VALUE) {
        Some((flag, _)) if flag.starts_with('-') => flag.to_owned(),
        _ => argument.to_owned(),
    }
}

fn like(suggested: &str) -> Option<String> {
    (!suggested.is_empty()).then(|| format!("`{suggested}` is like it"))
}

/// The numbers that a flag takes: all values that clap looks at by itself are numbers, and it says `0 is not in 1..=255`.
fn whole_number(source: &str) -> String {
    match source.split_once(" is not in ").and_then(|(_, range)| range.split_once("..=")) {
        Some((least, most)) => format!("it takes a whole number from {least} to {most}"),
        None => "it takes a whole number".to_owned(),
    }
}

fn values(possible: &[String]) -> Option<String> {
    (!possible.is_empty()).then(|| format!("it takes {}", possible.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::language::Language;
    use clap::Parser;

    fn typed(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    fn told(line: &str) -> Option<(String, String)> {
        let error = Cli::try_parse_from(typed(line)).expect_err("a mistake");
        mistake(&error).map(|told| (told.what, told.hint.expect("a way out")))
    }

    #[test]
    fn each_kind_of_mistake_has_words_and_a_way_out() {
        let cases = [
            ("k report x --periode 2026", "there is no flag `--periode` here", "`--period` is like it"),
            (
                "k report x --qqqq",
                "there is no flag `--qqqq` here",
                "`--help` behind the command lists all that it takes",
            ),
            ("k repport", "there is no command `repport`", "`report` is like it"),
            ("k report x --color pink", "`pink` is no value of `--color`", "it takes auto, always, never"),
            (
                "k report x --format",
                "`--format` lacks its value",
                "it takes pdf, csv, xlsx, json, journal, html, table",
            ),
            ("k report x --allow-rejected many", "`many` is no value of `--allow-rejected`", "it takes a whole number"),
            (
                "k stortingsborderel --number 0",
                "`0` is no value of `--number`",
                "it takes a whole number from 1 to 99999",
            ),
            (
                "k check",
                "what the command needs is missing: `<PATHS>...`",
                "`--help` behind the command lists all that it takes",
            ),
            (
                "k explain KV312 x",
                "`x` is one argument too many",
                "`--help` behind the command lists all that it takes",
            ),
            (
                "k report x --lang nl --lang fr",
                "`--lang` stands there twice",
                "`--help` behind the command lists all that it takes",
            ),
        ];
        for (line, what, hint) in cases {
            assert_eq!(told(line), Some((what.to_owned(), hint.to_owned())), "{line}");
        }
        assert_eq!(told("k report --help"), None);
    }

    #[test]
    fn a_flag_has_two_plain_dashes() {
        for line in ["k report x –period 2026", "k report x -period 2026", "k check —as coda"] {
            let told = misdashed(&typed(line)).expect("a mistake");
            assert!(told.hint.is_some_and(|hint| hint.contains("`--period`") || hint.contains("`--as`")), "{line}");
        }
        for line in ["k report x --period 2026", "k -h", "k report -V", "k report x --input - --out -1", "k check –"]
        {
            assert_eq!(misdashed(&typed(line)), None, "{line}");
        }
    }

    #[test]
    fn how_messages_are_told_is_found_in_arguments_that_are_wrong() {
        let args = telling_args(&typed("k report --foo --messages=nl --color never --message-format json --quiet"));
        assert_eq!(args.messages, Some(Language::Dutch));
        assert_eq!((args.color, args.message_format, args.quiet), (ColourChoice::Never, TextOrJson::Json, true));
        let args = telling_args(&typed("k report --messages --color"));
        assert_eq!((args.messages, args.color, args.quiet), (None, ColourChoice::Auto, false));
        assert_eq!(config_args(&typed("k run --config x.toml")).config, Some("x.toml".into()));
    }
}
