//! What lies beside numbered reports: what somebody changed there is made again and told, what somebody put there stays and
//! is told, and a copy from elsewhere is known for the report that it is.

use std::fs;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::program::files;
use crate::world::World;

const TRANSCRIPT: &str = "reports/I355/register.jsonl.gz";

fn unpacked(packed: &[u8]) -> String {
    let mut text = String::new();
    MultiGzDecoder::new(packed).read_to_string(&mut text).unwrap();
    text
}

fn packed(text: &str) -> Vec<u8> {
    let mut file = GzEncoder::new(Vec::new(), Compression::fast());
    file.write_all(text.as_bytes()).unwrap();
    file.finish().unwrap()
}

#[test]
fn an_altered_transcript_is_put_aside_and_written_anew() {
    let world = World::of_five_days();
    let path = world.path(TRANSCRIPT);
    let sound = fs::read(&path).unwrap();
    let text = unpacked(&sound);
    let (head, rest) = text.split_once('\n').unwrap();
    let lines: Vec<&str> = rest.lines().collect();
    let without_last = format!("{head}\n{}\n", lines[..lines.len() - 1].join("\n"));
    let altered = [
        packed(&without_last),
        packed(&text.replacen("I355", "I999", 2)),
        packed(&format!("{text}[\"report\"]\n")),
        [&packed(head)[..], b"\n"].concat(),
    ];
    for (number, altered) in altered.iter().enumerate() {
        fs::write(&path, altered).unwrap();
        assert_eq!(world.verify().status, 1, "{number}");
        let night = world.night("2026-09-05");
        let told = night.stderr.contains("register.jsonl.gz") || number == 3;
        assert!(night.status == 0 && told, "{number}: {}", night.stderr);
        assert!(fs::read(&path).unwrap() == sound, "{number}");
        assert_eq!(world.verify().stderr, "", "{number}");
        assert!(!world.night("2026-09-05").stderr.contains("register.jsonl.gz"), "{number}: told once");
    }
    let all = files(&world.path("reports/I355"));
    let aside: Vec<_> = all.iter().filter(|(name, _)| name.contains(".altered")).map(|(_, bytes)| bytes).collect();
    assert!(altered[..3].iter().all(|bytes| aside.contains(&bytes)), "what was there may be right, and stays");
    // Written again with the same content, as by a copy of folders: nothing to tell.
    fs::write(&path, packed(&text)).unwrap();
    let night = world.night("2026-09-05");
    assert!(night.status == 0 && !night.stderr.contains("altered"), "{}", night.stderr);
}

#[test]
fn strays_among_the_reports_that_hold_go_where_they_are_copies_and_stay_where_they_are_not() {
    let world = World::of_five_days();
    let folder = world.path("reports/I355/actueel/financieel-overzicht-be");
    let sound = files(&folder);
    let issued = fs::read(folder.join("2026-09-05.csv")).unwrap();
    fs::write(folder.join("kopie.csv"), &issued).unwrap();
    // What a program saved beside a report under its name was taken away when the report was put there again.
    fs::write(folder.join("2026-09-05.xlsx"), "saved by hand").unwrap();
    fs::write(folder.join("nota.txt"), "mine").unwrap();
    fs::create_dir(folder.join("map")).unwrap();
    fs::remove_file(folder.join("2026-09-05.csv")).unwrap();
    let told = world.verify();
    assert!(told.status == 1 && told.stderr.contains("no report that holds is called so"), "{}", told.stderr);
    let night = world.night("2026-09-05");
    for words in ["made again: 1 file", "taken away: 1 file", "what is no report lies among those that hold: 3 files"] {
        assert!(night.status == 0 && night.stderr.contains(words), "{words}: {}", night.stderr);
    }
    assert_eq!(fs::read_to_string(folder.join("2026-09-05.xlsx")).unwrap(), "saved by hand");
    assert_eq!(fs::read_to_string(folder.join("nota.txt")).unwrap(), "mine");
    assert!(!folder.join("kopie.csv").exists() && folder.join("map").is_dir());
    for name in ["2026-09-05.xlsx", "nota.txt"] {
        fs::remove_file(folder.join(name)).unwrap();
    }
    fs::remove_dir(folder.join("map")).unwrap();
    assert_eq!(files(&folder), sound);
    assert_eq!((world.verify().status, world.verify().stderr.as_str()), (0, ""));
    assert!(!world.night("2026-09-05").stderr.contains("warning"));
}

#[test]
fn a_copy_from_elsewhere_is_known_for_the_report_that_it_is() {
    let world = World::of_five_days();
    let pdf = fs::read(world.path("reports/I355/actueel/financieel-overzicht-be/2026-09-03.pdf")).unwrap();
    let csv = fs::read(world.path("reports/I212/actueel/financieel-overzicht-be/2026-09-03.csv")).unwrap();
    fs::write(world.path("gemaild.pdf"), &pdf).unwrap();
    fs::write(world.path("gemaild.csv"), &csv).unwrap();
    let ask = |names: &[&str]| {
        let copies: Vec<&str> = names.iter().flat_map(|name| ["--copy", name]).collect();
        let done = world.run(&[&["verify", "reports", "--config", "kasverslag.toml"], &copies[..]].concat());
        (done.status, done.stderr)
    };
    let (status, told) = ask(&["gemaild.pdf", "gemaild.csv"]);
    assert!(status == 0, "{told}");
    for words in ["gemaild.pdf: it is I355-2026-00003 as it was issued on", "gemaild.csv: it is I212-2026-00003 as"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    // A bit turned, and another file.
    let mut bent = pdf.clone();
    bent[pdf.len() / 2] ^= 1;
    fs::write(world.path("bent.pdf"), bent).unwrap();
    fs::write(world.path("other.csv"), "a;b\n").unwrap();
    for name in ["bent.pdf", "other.csv"] {
        let (status, told) = ask(&[name]);
        assert!(status == 1 && told.contains("no report that was issued here has its bytes"), "{told}");
    }
    assert_eq!(ask(&["absent.pdf"]).0, 3);
    let (status, told) =
        (world.run(&["verify", "gemaild.pdf", "--copy", "gemaild.pdf"]).status, "a file has no copies");
    assert_eq!(status, 2, "{told}");
    // The report is issued anew: the copy is what was issued, and holds no longer.
    world.export_as(
        "I355_2026-09-03_2026-09-03_2.csv",
        "I355",
        &[(3, "2026-09-03", "3,00"), (33, "2026-09-03", "9,00")],
    );
    let night = world.night("2026-09-05");
    assert_eq!(night.status, 0, "{}", night.stderr);
    let (status, told) = ask(&["gemaild.pdf"]);
    assert!(status == 0 && told.contains("I355-2026-00003 was replaced: I355-2026-00006 holds, version 2"), "{told}");
}
