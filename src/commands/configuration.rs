//! The configuration: named, or found where it usually lies.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::cli::{ArchiveCommand, Command, ConfigArgs, ConfigCommand};
use crate::config::{self, Config, FILE};
use crate::diagnostic::{self, Diagnostic};
use crate::domain::Severity;
use crate::failure::Failure;
use crate::report::language::Language;

/// What the program reads of the environment that it is started in.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `SOURCE_DATE_EPOCH`: the time to work with.
    pub source_date_epoch: Option<String>,
    /// `KASVERSLAG_CONFIG`: the configuration file.
    pub config: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`: where the user keeps configurations.
    pub config_home: Option<PathBuf>,
    /// `HOME`: where the user is at home.
    pub home: Option<PathBuf>,
    /// `COLUMNS`, else the terminal: how many characters of a line can be seen.
    pub columns: Option<usize>,
    /// The language of messages, as the locale has it.
    pub language: Option<Language>,
}

impl Environment {
    /// What variables say; empty ones say nothing.
    #[must_use]
    pub fn of(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let path = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self {
            source_date_epoch: variable("SOURCE_DATE_EPOCH").map(|value| value.to_string_lossy().into_owned()),
            config: path("KASVERSLAG_CONFIG"),
            config_home: path("XDG_CONFIG_HOME"),
            home: path("HOME"),
            columns: variable("COLUMNS").and_then(|value| value.to_str()?.parse().ok()).filter(|columns| *columns > 0),
            language: ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| path(name)).and_then(|locale| {
                let tag: String = locale.to_string_lossy().chars().take_while(char::is_ascii_alphabetic).collect();
                tag.parse().ok()
            }),
        }
    }

    /// Where a configuration lies that nobody names, the first before the others.
    fn usual_places(&self) -> Vec<PathBuf> {
        let home = self.config_home.clone().or_else(|| self.home.as_ref().map(|home| home.join(".config")));
        let shared = Path::new("/etc").to_owned();
        let folders = home.into_iter().chain([shared]).map(|folder| folder.join("kasverslag"));
        std::iter::once(PathBuf::new()).chain(folders).map(|folder| folder.join(FILE)).collect()
    }
}

/// A configuration that was read.
#[derive(Debug, Default)]
pub struct Configuration {
    /// What it says; nothing when there is none.
    pub config: Config,
    /// Its file.
    pub path: Option<PathBuf>,
    /// What there is to tell of it.
    pub notices: Vec<Diagnostic>,
}

impl Configuration {
    /// Reads the configuration that is named, else the one that is found, else none.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(args: &ConfigArgs, environment: &Environment, strict: bool) -> Result<Self, Failure> {
        let (configuration, errors) = Self::look_over(args, environment, strict);
        if errors.is_empty() {
            return Ok(configuration);
        }
        // What is to be changed in it once it is right is told then.
        let found = configuration.notices.into_iter().filter(|notice| notice.severity == Severity::Notice);
        let told = errors.into_iter().chain(found);
        Err(told.collect::<Vec<_>>().into())
    }

    /// Reads it as far as it can be read, with everything that is wrong with it.
    #[must_use]
    pub fn look_over(args: &ConfigArgs, environment: &Environment, strict: bool) -> (Self, Vec<Diagnostic>) {
        let (path, why) = found(args, environment);
        let Some(path) = path else { return (Self::default(), Vec::new()) };
        let told = why.map(|why| Diagnostic::notice(why).in_file(&path));
        let (config, errors) = Config::look_over(&path);
        let config = config.unwrap_or_default();
        let errors: Vec<Diagnostic> = errors.iter().map(diagnostic::of_config_error).collect();
        let mut notices: Vec<Diagnostic> = told.into_iter().collect();
        if let Some((file, mode)) = &config.keys.exposed {
            let what = "a pseudonym_key stands in a configuration that others than its owner may read or change";
            let exposed = diagnostic::judged(Severity::Warning, strict, what).with(format!("mode {mode:04o}"));
            notices.push(
                exposed
                    .in_file(file)
                    .hinted("let `chmod 600` mend that, or keep the key in a file of its own with pseudonym_key_file"),
            );
        }
        (Self { config, path: Some(path), notices }, errors)
    }

    /// What there is to tell of it and of all else. Which one was found is no news where nothing else is told.
    #[must_use]
    pub fn told_with(self, others: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let is_told = |notice: &Diagnostic| notice.severity > Severity::Notice || !others.is_empty();
        let told: Vec<Diagnostic> = self.notices.into_iter().filter(is_told).collect();
        told.into_iter().chain(others).collect()
    }

    /// Where a configuration was looked for, if anywhere.
    #[must_use]
    pub fn looked_for(args: &ConfigArgs, environment: &Environment) -> String {
        if args.no_config {
            return "--no-config looks for none".to_owned();
        }
        let places: Vec<String> = environment.usual_places().iter().map(|place| place.display().to_string()).collect();
        format!("One was looked for at {}", places.join(", "))
    }

    /// What is told where nothing can be done without a configuration.
    #[must_use]
    pub fn lacking(what: &str, args: &ConfigArgs, environment: &Environment) -> Diagnostic {
        Diagnostic::usage(what).hinted(format!("name it with --config. {}", Self::looked_for(args, environment)))
    }
}

/// The configuration that is named, else the one that is found; and why it is that one, where nobody named it.
fn found(args: &ConfigArgs, environment: &Environment) -> (Option<PathBuf>, Option<&'static str>) {
    match (&args.config, &environment.config) {
        _ if args.no_config => (None, None),
        (Some(path), _) => (Some(path.clone()), None),
        (None, Some(path)) => (Some(path.clone()), Some("the configuration is the one that KASVERSLAG_CONFIG names")),
        (None, None) => {
            let found = environment.usual_places().into_iter().find(|place| is_there(place));
            (found, Some("no configuration was named; this one was found"))
        }
    }
}

impl Command {
    /// Where its configuration lies; `None` of a command without one.
    #[must_use]
    pub fn config(&self) -> Option<&ConfigArgs> {
        match self {
            Self::Report(args) => Some(&args.config),
            Self::Check(args) => Some(&args.config),
            Self::CountForm(args) => Some(&args.config),
            Self::DepositSlip(args) => Some(&args.config),
            Self::Export(args) => Some(&args.config),
            Self::Workbook(args) => Some(&args.report.config),
            Self::Run(args) => Some(&args.config),
            Self::Pages(args) => Some(&args.config),
            Self::Deliver(args) => Some(&args.config),
            Self::Desk(args) => Some(&args.config),
            Self::Verify(args) => Some(&args.config),
            Self::Config(ConfigCommand::Check { config } | ConfigCommand::Show { config, .. }) => Some(config),
            Self::Doctor(args) => Some(&args.config),
            Self::Templates(args) => Some(&args.config),
            Self::Status(args) => Some(&args.config),
            Self::Archive(ArchiveCommand::Upgrade(args)) => Some(&args.config),
            Self::Archive(ArchiveCommand::Restore(args)) => Some(&args.config),
            Self::Config(ConfigCommand::Schema)
            | Self::Init(_)
            | Self::Explain(_)
            | Self::Completions { .. }
            | Self::Man { .. } => None,
        }
    }
}

/// The language of messages: the one that is asked for, else that of the configuration, else that of the locale, else
/// English.
#[must_use]
pub fn message_language(asked: Option<Language>, args: Option<&ConfigArgs>, environment: &Environment) -> Language {
    let of_configuration = || config::message_language(&found(args?, environment).0?);
    asked.or_else(of_configuration).or(environment.language).unwrap_or(Language::English)
}

/// Whether something stands at a place. What can't be looked at does: else another configuration took its place.
fn is_there(path: &Path) -> bool {
    match std::fs::metadata(path) {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_in_their_order() {
        let of = |home: &[(&str, &str)]| {
            let home = home.to_vec();
            let value =
                move |name: &str| home.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value));
            let places = Environment::of(value).usual_places();
            places.iter().map(|place| place.display().to_string()).collect::<Vec<_>>().join(" ")
        };
        let (own, shared) = ("kasverslag.toml", "/etc/kasverslag/kasverslag.toml");
        assert_eq!(of(&[]), format!("{own} {shared}"));
        assert_eq!(of(&[("HOME", "/h")]), format!("{own} /h/.config/kasverslag/kasverslag.toml {shared}"));
        let both = [("HOME", "/h"), ("XDG_CONFIG_HOME", "/x")];
        assert_eq!(of(&both), format!("{own} /x/kasverslag/kasverslag.toml {shared}"));
        assert_eq!(of(&[("XDG_CONFIG_HOME", "")]), format!("{own} {shared}"));
    }
}
