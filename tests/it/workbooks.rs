//! The reports of a period as one workbook: a sheet that leads to all of them, two of each, the same figures as their own.

use std::fs;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

use crate::world::World;

const REPORTS: &str =
    "reports = [\"financieel-overzicht-be\", \"financiele-details\", \"dagoverzicht\"]\nformats = [\"csv\"]";

#[test]
fn a_workbook_holds_the_reports_of_a_period() {
    let world = World::empty(REPORTS);
    for library in ["I355", "I212"] {
        for day in 1..=2 {
            let date = format!("2026-09-0{day}");
            world.export(library, &date, &[(day, &date, "10,50"), (day + 10, &date, "-0,25")]);
        }
    }
    assert_eq!(world.night("2026-09-02").status, 0);
    let fixed = ["workbook", "--config", "kasverslag.toml", "--institution", "I355", "--period", "2026-09-01"];
    let now = ["--now", "2026-11-24T08:00:00+01:00"];
    let made = world.run(&[&fixed[..], &now].concat());
    assert_eq!((made.status, &*made.stdout), (0, "./werkboek_I355_2026-09-01.xlsx\n"), "{}", made.stderr);
    let bytes = fs::read(world.path("werkboek_I355_2026-09-01.xlsx")).unwrap();
    let mut workbook = Xlsx::new(Cursor::new(&bytes[..])).unwrap();
    assert_eq!(
        workbook.sheet_names(),
        [
            "Overzicht",
            "Verslag 1",
            "Financieel overzicht BE",
            "Verslag 2",
            "Financiële details",
            "Verslag 3",
            "Dagoverzicht"
        ]
    );
    let overview = workbook.worksheet_range("Overzicht").unwrap();
    let of_first = overview.rows().find(|row| row[1] == Data::String("Financieel overzicht BE".to_owned())).unwrap();
    assert_eq!(
        &of_first[2..],
        &[
            Data::String("I355-2026-00001".to_owned()),
            Data::Float(10.25),
            Data::Float(0.0),
            Data::Float(10.25),
            Data::Float(2.0),
        ]
    );
    for sheet in ["Financieel overzicht BE", "Financiële details", "Dagoverzicht"] {
        let range = workbook.worksheet_range(sheet).unwrap();
        let header: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
        let at = header.iter().position(|header| header == "Ontvangsten" || header == "Bedrag").unwrap();
        let sum: f64 = range
            .rows()
            .skip(1)
            .filter_map(|row| if let Data::Float(amount) = row[at] { Some(amount) } else { None })
            .sum();
        assert!((sum - 10.25).abs() < 1e-9, "{sheet}: {sum}");
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut names = String::new();
    archive.by_name("xl/workbook.xml").unwrap().read_to_string(&mut names).unwrap();
    assert!(names.contains("<definedName name=\"r_financieel_overzicht_be_Ontvangsten\">'Verslag 1'!$B$"), "{names}");
    // The same again, and nothing else at once.
    assert_eq!(world.run(&[&fixed[..], &now].concat()).status, 0);
    assert_eq!(fs::read(world.path("werkboek_I355_2026-09-01.xlsx")).unwrap(), bytes);
    let other = world.run(&[&fixed[..], &["--format", "csv"]].concat());
    assert_eq!(other.status, 2, "{}", other.stderr);
}
