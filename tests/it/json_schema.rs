//! The published schema of reports as JSON, held against all JSON of the golden cases: what it leaves out is a fault too.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// What of a value is not as its schema says, with the place. Keywords that are not known here may not be used.
fn faults(schema: &Value, root: &Value, value: &Value, place: &str, seen: &mut BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    for (keyword, said) in schema.as_object().unwrap() {
        let holds = match keyword.as_str() {
            "$schema" | "$id" | "title" | "description" | "$defs" => true,
            "properties" | "required" | "additionalProperties" if !value.is_object() => true,
            "items" | "pattern" | "minimum" if !(value.is_array() || value.is_string() || value.is_number()) => true,
            "$ref" => {
                let name = said.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                faults.extend(self::faults(&root["$defs"][name], root, value, place, seen));
                true
            }
            "const" => said == value,
            "enum" => said.as_array().unwrap().contains(value),
            "anyOf" => {
                said.as_array().unwrap().iter().any(|one| self::faults(one, root, value, place, seen).is_empty())
            }
            "type" => match said.as_str().unwrap() {
                "string" => value.is_string(),
                "integer" => value.is_i64() || value.is_u64(),
                "boolean" => value.is_boolean(),
                "null" => value.is_null(),
                "array" => value.is_array(),
                "object" => value.is_object(),
                other => panic!("{other}"),
            },
            "minimum" => value.as_i64().unwrap_or(i64::MAX) >= said.as_i64().unwrap(),
            "pattern" => value.as_str().is_none_or(|text| matches(said.as_str().unwrap(), text)),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    faults.extend(self::faults(said, root, item, &format!("{place}[{index}]"), seen));
                }
                true
            }
            "required" => said.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
            "properties" => {
                for (name, own) in said.as_object().unwrap() {
                    if let Some(inner) = value.get(name) {
                        seen.insert(format!("{}.{name}", place.split('[').next().unwrap()));
                        faults.extend(self::faults(own, root, inner, &format!("{place}.{name}"), seen));
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object();
                let more = value
                    .as_object()
                    .unwrap()
                    .iter()
                    .filter(|(name, _)| known.is_none_or(|known| !known.contains_key(*name)));
                for (name, inner) in more {
                    let place = format!("{place}.{name}");
                    if said == false {
                        faults.push(format!("{place} is not in the schema"));
                    } else {
                        faults.extend(self::faults(said, root, inner, &place, seen));
                    }
                }
                true
            }
            other => panic!("the keyword {other} is not known"),
        };
        if !holds {
            faults.push(format!("{place}: {keyword} {said} does not hold of {value}"));
        }
    }
    faults
}

/// The few patterns that the schema has.
fn matches(pattern: &str, text: &str) -> bool {
    let is_day = |text: &str| text.parse::<chrono::NaiveDate>().is_ok() && text.len() == 10;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match pattern {
        "^-?[0-9]+\\.[0-9]{2}$" => {
            let whole = text.strip_prefix('-').unwrap_or(text);
            whole.split_once('.').is_some_and(|(euro, cents)| digits(euro) && digits(cents) && cents.len() == 2)
        }
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => is_day(text),
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T" => text.get(..10).is_some_and(is_day) && text[10..].starts_with('T'),
        "^[0-9a-f]{64}$" => text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')),
        "^I[0-9]{3}$" => text.len() == 4 && text.starts_with('I') && digits(&text[1..]),
        "^[a-z-]+$" => text.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase()),
        other => panic!("the pattern {other} is not known"),
    }
}

#[test]
fn all_json_is_as_the_schema_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_slice(&fs::read(root.join("docs/report.schema.json")).unwrap()).unwrap();
    let (mut count, mut seen) = (0, BTreeSet::new());
    for case in fs::read_dir(root.join("tests/cases")).unwrap() {
        let folder = case.unwrap().path().join("expected");
        for file in fs::read_dir(&folder).into_iter().flatten().flatten().map(|file| file.path()) {
            if file.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            let value: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
            if value["form"] != "kasverslag-report/1" {
                continue;
            }
            let found = faults(&schema, &schema, &value, "report", &mut seen);
            assert!(found.is_empty(), "{}: {found:#?}", file.display());
            count += 1;
            // A schema that says nothing would find nothing.
            for (name, other) in [("version", Value::from("1")), ("lines", Value::from(-1)), ("currency", Value::Null)]
            {
                let mut altered = value.clone();
                altered[name] = other;
                assert!(!faults(&schema, &schema, &altered, "report", &mut seen).is_empty(), "{name}");
            }
            let mut more = value.clone();
            more["more"] = Value::Null;
            assert!(!faults(&schema, &schema, &more, "report", &mut seen).is_empty());
        }
    }
    assert!(count >= 5, "only {count} files");
    let unseen: Vec<&String> = schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .filter(|name| !seen.contains(&format!("report.{name}")))
        .collect();
    assert!(unseen.is_empty(), "no case has {unseen:?}");
}
