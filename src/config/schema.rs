//! The keys of a configuration, for editors and for people: made from the types that read them.

use schemars::generate::SchemaSettings;
use serde::de::value::Error;
use serde::de::{DeserializeOwned, Error as _, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};
use serde_json::Value;

use super::raw::{RawConfig, RawLibrary, RawReport, RawRun};
use super::raw_delivery::{RawDelivery, RawDeskFolder};
use super::raw_feed::RawFeed;
use super::raw_profile::RawProfile;
use super::raw_tables::RawTables;

/// The name of the schema's file beside a configuration.
pub const SCHEMA_FILE: &str = "kasverslag.schema.json";

/// A part of a configuration whose keys are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ConfigSection {
    Run,
    Report,
    Tables,
    Library,
    Feed,
    Profile,
    Deliver,
    Desk,
}

/// A key of a configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigKey {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub what: String,
    /// What holds when it is left out, as TOML.
    pub default: Option<String>,
    /// What it may be, as TOML.
    pub example: Option<String>,
}

impl ConfigSection {
    /// Every one, in the order in which a configuration has them.
    pub const ALL: [Self; 8] =
        [Self::Run, Self::Report, Self::Tables, Self::Library, Self::Feed, Self::Profile, Self::Deliver, Self::Desk];

    /// How its table begins.
    #[must_use]
    pub fn head(self) -> &'static str {
        match self {
            Self::Run => "[run]",
            Self::Report => "[report]",
            Self::Tables => "[tables]",
            Self::Library => "[[library]]",
            Self::Feed => "[[library.feed]]",
            Self::Profile => "[[profile]]",
            Self::Deliver => "[[deliver]]",
            Self::Desk => "[desk]",
        }
    }

    /// Its key in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.head().trim_matches(['[', ']'])
    }

    /// Its keys, in the order of the type that reads them.
    #[must_use]
    pub fn keys(self) -> Vec<ConfigKey> {
        let (name, fields) = match self {
            Self::Run => ("RawRun", fields_of::<RawRun>()),
            Self::Report => ("RawReport", fields_of::<RawReport>()),
            Self::Tables => ("RawTables", fields_of::<RawTables>()),
            Self::Library => ("RawLibrary", fields_of::<RawLibrary>()),
            Self::Feed => ("RawFeed", fields_of::<RawFeed>()),
            Self::Profile => ("RawProfile", fields_of::<RawProfile>()),
            Self::Deliver => ("RawDelivery", fields_of::<RawDelivery>()),
            Self::Desk => ("RawDeskFolder", fields_of::<RawDeskFolder>()),
        };
        let schema = schema();
        let properties = &schema["definitions"][name]["properties"];
        let text = |value: &Value| toml::Value::try_from(value).map(|value| value.to_string()).ok();
        let key = |name: &&'static str| {
            let property = &properties[*name];
            ConfigKey {
                name,
                what: property["description"].as_str().unwrap_or_default().replace('\n', " "),
                default: property.get("default").filter(|value| !is_nothing(value)).and_then(text),
                example: property["examples"].get(0).and_then(text),
            }
        };
        // Other spellings of a key are fields too, and no properties.
        fields.iter().filter(|name| properties.get(**name).is_some()).map(key).collect()
    }
}

/// A table without anything in it, which shows nobody what may stand there.
fn is_nothing(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty)
}

/// The JSON schema of a configuration, in draft 7 as editors want it.
#[must_use]
pub fn schema() -> Value {
    let schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<RawConfig>();
    let mut schema = schema.to_value();
    schema["title"] = "kasverslag.toml".into();
    schema
}

/// The schema as its file has it.
#[must_use]
pub fn schema_text() -> String {
    format!("{:#}\n", schema())
}

/// The names of a type's fields, in the order in which it has them.
fn fields_of<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut fields: &'static [&'static str] = &[];
    // It is asked for its fields and given nothing: that it can't be made of that is no error.
    let _ = T::deserialize(FieldNames(&mut fields));
    fields
}

/// Takes note of the fields of whatever type wants to be read.
struct FieldNames<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for FieldNames<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
        Err(Error::custom("only names are asked for"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_says_what_it_is() {
        for section in ConfigSection::ALL {
            let keys = section.keys();
            assert!(keys.len() > 3, "{section:?}");
            let silent: Vec<&str> = keys.iter().filter(|key| key.what.is_empty()).map(|key| key.name).collect();
            assert!(silent.is_empty(), "{section:?}: say in a doc comment what {silent:?} are");
            // What is a table of its own has keys of its own, and no value to be written behind an equals sign.
            let is_table = |key: &&ConfigKey| key.what.contains("[[") || ["channel", "witness"].contains(&key.name);
            let bare = keys.iter().filter(|key| key.default.is_none() && key.example.is_none() && !is_table(key));
            let bare: Vec<&str> = bare.map(|key| key.name).collect();
            assert!(bare.is_empty(), "{section:?}: {bare:?} have neither `default` nor `examples` in their schema");
        }
    }

    #[test]
    fn keys_come_in_the_order_of_their_type() {
        let names: Vec<&str> = ConfigSection::Report.keys().iter().map(|key| key.name).collect();
        assert_eq!(names, ["input", "reports", "formats", "out", "institution"]);
        let mode = ConfigSection::Run.keys().into_iter().find(|key| key.name == "mode").expect("it is there");
        assert_eq!(mode.default.as_deref(), Some("\"append\""));
    }

    #[test]
    fn defaults_and_examples_are_values_that_are_read() {
        for section in [ConfigSection::Run, ConfigSection::Report, ConfigSection::Tables] {
            for key in section.keys() {
                for value in [&key.default, &key.example].into_iter().flatten() {
                    let text = format!("{}\n{} = {value}\n", section.head(), key.name);
                    assert!(toml::from_str::<RawConfig>(&text).is_ok(), "{text}");
                }
            }
        }
    }

    #[test]
    fn a_default_that_is_written_down_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let libraries = |more: &str| {
            let path = folder.path().join("kasverslag.toml");
            let text = format!("[run]\nexports = \"*.csv\"\n{more}[[library]]\ninstitution = \"I355\"\n");
            std::fs::write(&path, &text).expect("a file");
            crate::config::Config::read(&path).unwrap_or_else(|errors| panic!("{text}{errors:?}")).run.libraries
        };
        let keys = ConfigSection::Run.keys();
        let shown = keys.iter().filter_map(|key| Some(format!("{} = {}\n", key.name, key.default.as_ref()?)));
        let shown: Vec<String> = shown.collect();
        assert!(shown.len() > 9, "{shown:?}");
        assert_eq!(libraries(&shown.concat()), libraries(""));
    }
}
