//! Reports that no register knows, wherever somebody puts them; and folders that are the same by another name.

use std::fs;
use std::os::unix::fs::symlink;

use crate::program::files;
use crate::world::World;

#[test]
fn a_report_that_no_register_knows_is_told_wherever_it_lies() {
    let world = World::of_five_days();
    let all = files(&world.path("reports/I355/2026"));
    let (name, pdf) = all.iter().find(|(name, _)| name.contains("00005") && name.ends_with(".pdf")).expect("a report");
    let file = name.rsplit('/').next().unwrap();
    let page = fs::read(world.path("reports/I355/2026/index.html")).unwrap();
    let verified = || {
        let done = world.run(&["verify", "reports", "--config", "kasverslag.toml"]);
        (done.status, done.stderr)
    };
    assert_eq!(verified(), (0, String::new()));
    let altered = [&pdf[..], b" "].concat();
    for (place, bytes, says) in [
        (
            "I355/2025/I355-2025-00001_financieel-overzicht-be_2025-09-05/a.pdf",
            pdf,
            "no register knows of such a report",
        ),
        ("I355/2025/anders.txt", pdf, "no register knows of such a report"),
        ("I355/2025/index.html", &page, "the register gives no such page"),
        ("I355/2025/SHA256SUMS", &page, "no register knows of such a report"),
        ("I355/I355-2026-00006_financieel-overzicht-be_2026-09-06/a.pdf", pdf, "no register knows of such a report"),
        ("I355/I355-2026-00006_financieel-overzicht-be_2026-09-06.pdf", &page, "no register knows of such a report"),
        ("I355/financieel-overzicht-be_I355_2026-09-06.pdf", pdf, "is a copy of I355-2026-00005 under a name"),
        ("I355/anders.PDF", &altered, "is a copy of I355-2026-00005 under a name"),
        ("I355-2026-00006_financieel-overzicht-be_2026-09-06/a.pdf", pdf, "no register knows of such a report"),
        ("I212-2026-00006_financieel-overzicht-be_2026-09-06.pdf", &page, "no register knows of such a report"),
        ("jaarverslag.pdf", pdf, "is a copy of I355-2026-00005 under a name"),
    ] {
        let path = world.path("reports").join(place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        let (status, told) = verified();
        assert!(status == 1 && told.contains(says), "{place}: {status}: {told}");
        let shown =
            place.rsplit_once('/').filter(|(folder, _)| folder.contains('_')).map_or(place, |(folder, _)| folder);
        assert!(told.contains(&format!("reports/{shown}: ")), "{place}: {told}");
        assert_eq!(told.lines().filter(|line| line.starts_with("error")).count(), 1, "{place}: {told}");
        let top =
            if place.starts_with("I355/") { place.match_indices('/').nth(1) } else { place.match_indices('/').next() };
        let top = world.path("reports").join(top.map_or(place, |(at, _)| &place[..at]));
        if top.is_dir() { fs::remove_dir_all(top).unwrap() } else { fs::remove_file(top).unwrap() }
    }
    // A copy under its own name, and what bears no number, is nobody's harm.
    for (place, bytes) in
        [(file, &pdf[..]), ("nota.txt", b"of somebody"), ("leeg.pdf", b"%PDF-1.7"), ("cijfers.csv", b"a;b")]
    {
        for folder in ["reports", "reports/I355"] {
            fs::write(world.path(folder).join(place), bytes).unwrap();
        }
    }
    assert_eq!(verified(), (0, String::new()));
}

#[test]
fn a_folder_is_the_same_by_whatever_way_one_comes_to_it() {
    let world = World::of_five_days();
    symlink("reports", world.path("link")).unwrap();
    for name in ["reports", "link", "./reports/../reports", "reports/", "exports/../link/."] {
        let done = world.run(&["verify", name, "--config", "kasverslag.toml"]);
        assert_eq!((done.status, done.stderr.as_str()), (0, ""), "{name}");
    }
}

#[test]
fn reports_whose_folder_is_gone_are_told_by_their_places() {
    let world = World::of_five_days();
    fs::remove_dir_all(world.path("reports/I355")).unwrap();
    for more in [&["--config", "kasverslag.toml"][..], &[]] {
        let done = world.run(&[&["verify", "reports"], more].concat());
        assert_eq!(done.status, 1);
        for name in ["reports/I355/2026/I355-2026-00001_", "reports/I355/register.jsonl.gz: "] {
            assert!(done.stderr.contains(name), "{name}: {}", done.stderr);
        }
        assert!(!done.stderr.contains(" reports/2026/"), "{}", done.stderr);
    }
}
