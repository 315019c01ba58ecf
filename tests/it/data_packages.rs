//! `datapackage.json` by the rules of Data Packages: names, paths, lengths, hashes, and columns that hold what is said.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::world::World;

const REPORTS: &str =
    "reports = [\"financieel-overzicht-be\", \"financiele-details\", \"vergelijking\"]\nformats = [\"csv\"]";

fn package(world: &World) -> Value {
    let text = fs::read_to_string(world.path("reports/I355/2026/datapackage.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Everything that is not as the package says.
fn faults(folder: &Path, package: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._/".contains(&b))
    };
    let mut demand = |holds: bool, what: String| faults.extend((!holds).then_some(what));
    demand(is_name(package["name"].as_str().unwrap()), "name of the package".to_owned());
    let mut names = BTreeSet::new();
    for resource in package["resources"].as_array().unwrap() {
        let name = resource["name"].as_str().unwrap();
        demand(is_name(name) && names.insert(name.to_owned()), format!("name {name}"));
        let path = resource["path"].as_str().unwrap();
        demand(!path.starts_with('/') && !path.contains(".."), format!("path {path}"));
        let bytes = fs::read(folder.join(path)).unwrap();
        demand(resource["bytes"] == bytes.len(), format!("{name}: bytes"));
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        demand(resource["hash"] == format!("sha256:{hash}"), format!("{name}: hash"));
        let text = String::from_utf8(bytes).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        let delimiter = resource["dialect"]["delimiter"].as_str().unwrap().as_bytes()[0];
        demand(text.ends_with(resource["dialect"]["lineTerminator"].as_str().unwrap()), format!("{name}: line ends"));
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let Some(fields) = resource["schema"]["fields"].as_array() else { continue };
        let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let called: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        demand(headers == called, format!("{name}: headers {headers:?}"));
        let key: Vec<usize> = resource["schema"]["primaryKey"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|key| headers.iter().position(|header| key == header).unwrap())
            .collect();
        let mut keys = BTreeSet::new();
        for row in reader.records() {
            let Ok(row) = row else {
                demand(false, format!("{name}: a row of another length"));
                continue;
            };
            for (cell, field) in row.iter().zip(fields).filter(|(cell, _)| !cell.is_empty()) {
                let holds = match field["type"].as_str().unwrap() {
                    "string" => match field["constraints"]["pattern"].as_str() {
                        Some("[A-Z][0-9]{3}" | "I[0-9]{3}") => {
                            cell.len() == 4 && cell.as_bytes()[0].is_ascii_uppercase()
                        }
                        Some("[0-9]{4}") => cell.len() == 4 && cell.bytes().all(|b| b.is_ascii_digit()),
                        Some(other) => panic!("{other}"),
                        None => true,
                    },
                    "integer" => cell.parse::<i64>().is_ok(),
                    "number" => {
                        let mark = field["decimalChar"].as_str().unwrap();
                        !cell.contains(if mark == "," { '.' } else { ',' })
                            && cell.replace(mark, ".").parse::<rust_decimal::Decimal>().is_ok()
                    }
                    "date" => cell.parse::<chrono::NaiveDate>().is_ok(),
                    other => panic!("{other}"),
                };
                demand(holds, format!("{name}: `{cell}` is no {}", field["type"]));
            }
            let own: Vec<&str> = key.iter().map(|column| &row[*column]).collect();
            demand(key.is_empty() || keys.insert(own.join("|")), format!("{name}: {own:?} stands there twice"));
        }
    }
    faults
}

#[test]
fn a_years_files_are_as_their_package_says() {
    for dialect in ["excel-be", "rfc4180"] {
        let world = World::empty(&format!("{REPORTS}\ncsv_dialect = \"{dialect}\""));
        for library in ["I355", "I212"] {
            for day in 1..=3 {
                let date = format!("2026-09-0{day}");
                world.export(library, &date, &[(day, &date, "1,50"), (day + 10, &date, "-0,25")]);
            }
        }
        let night = world.night("2026-09-03");
        assert_eq!(night.status, 0, "{}", night.stderr);
        let package = package(&world);
        let folder = world.path("reports/I355/2026");
        assert_eq!(faults(&folder, &package), Vec::<String>::new());
        assert_eq!(package["resources"].as_array().unwrap().len(), 9);
        let keys: BTreeSet<String> = package["resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|resource| resource["schema"]["primaryKey"].to_string())
            .collect();
        assert!(keys.contains("[\"Dagboek\",\"Instantie\",\"Vestiging\",\"Boekingscode\"]"), "{keys:?}");
        assert_eq!(world.verify().status, 0);
        // One byte of a file, and one of the package.
        let path = folder.join(package["resources"][0]["path"].as_str().unwrap());
        let sound = fs::read(&path).unwrap();
        fs::write(&path, [&sound[..], b" "].concat()).unwrap();
        let found = faults(&folder, &package);
        assert!(
            found.iter().any(|fault| fault.ends_with(": hash")) && found.iter().any(|fault| fault.ends_with(": bytes")),
            "{found:?}"
        );
        fs::write(&path, sound).unwrap();
        let own = folder.join("datapackage.json");
        fs::write(&own, fs::read_to_string(&own).unwrap().replacen("Kasverslagen", "Andere verslagen", 1)).unwrap();
        let altered = world.verify();
        assert_eq!(altered.status, 1);
        assert!(altered.stderr.contains("datapackage.json: line 3"), "{}", altered.stderr);
        fs::remove_file(&own).unwrap();
        assert!(world.verify().stderr.contains("datapackage.json: it is missing"));
        assert_eq!(world.run(&["pages", "--config", "kasverslag.toml"]).status, 0);
        assert_eq!(world.verify().status, 0, "`pages` makes it anew");
    }
}
