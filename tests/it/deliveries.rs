//! Reports reach those who want them, each once: with a false `sendmail` that takes, refuses, hangs and dies, and a share
//! that vanishes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::program::{Run, args, copy, files, run_as_typed};

/// A library of the samples with one night behind it, and whatever is configured besides.
fn library(configured: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    copy(&samples.join("parquet"), &place.path().join("exports"));
    assert_eq!(ask(place.path(), &["init", "exports"]).status, 0);
    configure(place.path(), configured);
    ask(place.path(), &["run", "--date", "2026-08-31", "--now", "2026-09-01T03:00:00+02:00"]);
    place
}

/// Writes the configuration with a mail program of one's own and what is given besides.
fn configure(place: &Path, configured: &str) {
    let path = place.join("kasverslag.toml");
    let kept = place.join("kept.toml");
    if !kept.exists() {
        fs::copy(&path, &kept).expect("copied");
    }
    let text = fs::read_to_string(kept).expect("a configuration");
    let text = text.replace("# periods = [\"day\", \"week\", \"month\"]", "periods = [\"month\"]");
    let run = format!(
        "[run]\nmetrics = \"k.prom\"\nfrom = \"kas@zonnedorp.be\"\nsendmail = [\"{}\", \"-t\"]\nsendmail_seconds = 1\n",
        sendmail(place)
    );
    fs::write(path, text.replacen("[run]\n", &run, 1) + configured).expect("written");
}

fn sendmail(place: &Path) -> String {
    place.join("sendmail").display().to_string()
}

/// Puts a false `sendmail` into place; `$BOX` is where mails go.
fn takes(place: &Path, script: &str) {
    let path = place.join("sendmail");
    fs::create_dir_all(place.join("box")).expect("a folder");
    let text = format!("#!/bin/sh\nBOX={}\n{script}\n", place.join("box").display());
    let _ = fs::remove_file(&path);
    fs::write(&path, text).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
}

/// A `sendmail` that takes each mail.
const TAKES: &str = "n=$(ls $BOX | wc -l); cat > $BOX/$n";

fn ask(place: &Path, parts: &[&str]) -> Run {
    run_as_typed(place, &args(parts), &[])
}

fn deliver(place: &Path) -> Run {
    ask(place, &["deliver", "--now", "2026-09-01T06:00:00+02:00"])
}

fn mails(place: &Path) -> Vec<String> {
    files(&place.join("box")).into_values().map(|bytes| String::from_utf8(bytes).expect("plain")).collect()
}

/// The text of a mail and the names of its files, as another program reads them.
fn read(mail: &str) -> (String, Vec<String>) {
    let script = "import sys, email, email.policy\n\
        m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)\n\
        assert not m.defects and not any(p.defects for p in m.walk()), m.defects\n\
        print(m['Subject']); print(m.get_body().get_content())\n\
        print('\\0' + '\\0'.join(p.get_filename() + ' ' + str(len(p.get_content())) for p in m.iter_attachments()))";
    let mut child = std::process::Command::new("python3")
        .args(["-c", script])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("python3");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), mail.as_bytes()).expect("written");
    let read = child.wait_with_output().expect("ended");
    assert!(read.status.success());
    let text = String::from_utf8(read.stdout).expect("UTF-8");
    let (text, names) = text.split_once('\0').unwrap_or((&text, ""));
    (text.to_owned(), names.split('\0').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect())
}

const TO: &str = "\n[[deliver]]\nname = \"directie\"\nto = [\"financien@zonnedorp.be\"]\n";

#[test]
fn a_mail_goes_out_once_with_its_report() {
    let place = library(TO);
    let place = place.path();
    takes(place, TAKES);
    let dry = ask(place, &["deliver", "--dry-run", "--now", "2026-09-01T06:00:00+02:00"]);
    assert!(dry.stdout.contains("would deliver I355-2026-00001 to directie\n"), "{}{}", dry.stdout, dry.stderr);
    assert!(mails(place).is_empty() && !place.join("reports/archive/deliveries").exists());
    let done = deliver(place);
    assert_eq!(done.status, 0, "{}", done.stderr);
    let [mail] = &mails(place)[..] else { panic!("{}", mails(place).len()) };
    for head in ["To: financien@zonnedorp.be\n", "Auto-Submitted: auto-generated\n", "Message-ID: <I355-2026-00001.1."]
    {
        assert!(mail.contains(head), "{mail}");
    }
    let (text, names) = read(mail);
    assert!(text.starts_with("[kasverslag] ") && text.contains(": 1 verslag\n"), "{text}");
    assert!(text.contains("I355-2026-00001, versie 1: Financieel overzicht BE, 2026-08\n    ontvangen "), "{text}");
    let issued = files(&place.join("reports/I355/2026"));
    let (_, pdf) = issued.iter().find(|(name, _)| name.ends_with(".pdf")).expect("a PDF");
    assert_eq!(names, [format!("financieel-overzicht-be_I355_2026-08.pdf {}", pdf.len())]);
    // Nothing is sent a second time, and a run in which nothing is new makes no mail.
    ask(place, &["run", "--date", "2026-08-31", "--now", "2026-09-01T05:00:00+02:00"]);
    assert_eq!(deliver(place).status, 0);
    assert_eq!(mails(place).len(), 1);
    assert!(ask(place, &["verify", "reports"]).stderr.is_empty());
}

#[test]
fn what_sendmail_refuses_waits_and_arrives_once() {
    let place = library(TO);
    let place = place.path();
    takes(place, "echo 'no `route`' >&2; exit 75");
    let refused = deliver(place);
    assert_eq!(refused.status, 3, "{}", refused.stderr);
    assert!(refused.stderr.contains("ended with status 75: `no 'route'`"), "{}", refused.stderr);
    let pending = || fs::read_to_string(place.join("k-deliver.prom")).expect("a gauge");
    assert!(pending().ends_with("gauge\nkasverslag_deliveries_pending 1\n"), "{}", pending());
    let status = ask(place, &["status", "--now", "2026-09-01T08:00:00+02:00"]).stdout;
    assert!(
        status.contains("deliveries              1 waiting since 2026-09-01T06:00:00+02:00; directie: ")
            && status.contains(": all is well, but a delivery has not arrived\n"),
        "{status}"
    );
    let monitor = ask(place, &["status", "--format", "nagios", "--now", "2026-09-01T08:00:00+02:00"]);
    assert!(monitor.status == 1 && monitor.stdout.starts_with("KASVERSLAG WARNING - "), "{}", monitor.stdout);
    let late = ask(place, &["status", "--now", "2026-09-09T08:00:00+02:00"]);
    assert!(
        late.status == 1 && late.stdout.contains("a delivery to `directie` has waited for 8 days"),
        "{}",
        late.stdout
    );
    let doctor = ask(place, &["doctor", "--messages", "nl"]).stdout;
    assert!(doctor.contains("* `directie`: worden mails aangenomen ? ja"), "{doctor}");
    assert!(doctor.contains("* wacht er geen levering ? nee 1 in wacht sinds 2026-09-01T06:00:00+02:00"), "{doctor}");
    takes(place, TAKES);
    assert_eq!((deliver(place).status, deliver(place).status, mails(place).len()), (0, 0, 1));
    assert!(pending().ends_with("gauge\nkasverslag_deliveries_pending 0\n"), "{}", pending());
    // It was refused, and so did not arrive: nothing is said of a second time.
    assert!(!read(&mails(place)[0]).0.contains("mogelijk hebt u"));
    assert!(ask(place, &["status"]).stdout.contains("deliveries              none waiting"));
}

#[test]
fn what_may_have_arrived_is_sent_again_and_says_so() {
    for (script, told) in [
        ("cat > $BOX/0; sleep 30", "had not ended after 1 seconds, and was stopped"),
        ("cat > $BOX/0; kill -9 $$", "was ended by signal 9"),
    ] {
        let place = library(TO);
        let place = place.path();
        takes(place, script);
        let unclear = deliver(place);
        assert!(unclear.status == 3 && unclear.stderr.contains(told), "{}", unclear.stderr);
        takes(place, TAKES);
        let again = deliver(place);
        assert!(
            again.status == 0 && again.stderr.contains("a mail is sent again, as nobody knows"),
            "{}",
            again.stderr
        );
        let mails = mails(place);
        assert_eq!(mails.len(), 2);
        let id = |mail: &str| mail.lines().find(|line| line.starts_with("Message-ID: ")).map(str::to_owned);
        assert_eq!(id(&mails[0]), id(&mails[1]));
        assert!(read(&mails[1]).0.contains("mogelijk hebt u deze mail al"), "{}", read(&mails[1]).0);
        assert_eq!((deliver(place).status, self::mails(place).len()), (0, 2));
    }
}

#[test]
fn a_program_that_is_not_there_or_reads_nothing_holds_nobody_up() {
    let folder = "\n[[deliver]]\nfolder = \"share\"\n";
    let place = library(&format!("{TO}\n[[deliver]]\nto = \"b@c.be\"\nlang = \"fr\"\n{folder}"));
    let place = place.path();
    fs::create_dir(place.join("share")).expect("a share");
    let none = deliver(place);
    assert!(none.status == 3 && none.stderr.contains("can't be started"), "{}", none.stderr);
    // The folder gets its reports all the same, and no other mail is tried.
    assert_eq!(none.stdout.lines().count(), 1, "{}", none.stdout);
    assert_eq!(none.stderr.matches("can't be started").count(), 1, "{}", none.stderr);
    takes(place, "exit 0");
    assert_eq!(deliver(place).status, 0);
}

#[test]
fn a_share_that_vanishes_gets_all_when_it_is_back() {
    let place = library("\n[[deliver]]\nfolder = \"share/{institution}/{year}\"\nattach = [\"pdf\", \"csv\"]\n");
    let place = place.path();
    let share = place.join("share");
    let gone = deliver(place);
    assert!(gone.status == 3 && gone.stderr.contains("is the share mounted?"), "{}", gone.stderr);
    assert!(!share.exists());
    fs::create_dir(&share).expect("a share");
    let done = deliver(place);
    assert_eq!((done.status, done.stdout.lines().count()), (0, 2), "{}", done.stderr);
    let before = files(&share);
    assert!(before.contains_key("I355/2026/financieel-overzicht-be_I355_2026-08.pdf"), "{:?}", before.keys());
    // The place where it is mounted is there without it: nothing is written beside the share.
    fs::rename(&share, place.join("away")).expect("moved");
    fs::create_dir(&share).expect("an empty place");
    let path = place.join("kasverslag.toml");
    let text = fs::read_to_string(&path).expect("a configuration");
    let text = text.replace("\nperiods = [\"month\"]", "\nperiods = [\"month\", \"week\"]");
    fs::write(&path, text).expect("written");
    ask(place, &["run", "--date", "2026-08-31", "--now", "2026-09-01T05:00:00+02:00"]);
    let other = deliver(place);
    assert!(files(&share).is_empty(), "{:?}", files(&share).keys());
    assert!(other.status == 3 && other.stderr.contains("is not the one that it was"), "{}", other.stderr);
    fs::remove_dir(&share).expect("removed");
    fs::rename(place.join("away"), &share).expect("back");
    assert_eq!(deliver(place).status, 0);
    let after = files(&share);
    assert!(after.len() > before.len() + 4, "{:?}", after.keys());
    assert!(before.iter().all(|(name, bytes)| after.get(name) == Some(bytes)), "what was there stays");
}

#[test]
fn nothing_is_written_over_and_a_died_delivery_ends_as_one_that_did_not() {
    let place = library("\n[[deliver]]\nfolder = \"share\"\n");
    let place = place.path();
    let share = place.join("share");
    fs::create_dir(&share).expect("a share");
    let name = "financieel-overzicht-be_I355_2026-08.pdf";
    fs::write(share.join(name), "another").expect("a file");
    let refused = deliver(place);
    assert!(refused.status == 3 && refused.stderr.contains("another file has the name"), "{}", refused.stderr);
    assert_eq!(fs::read(share.join(name)).expect("there"), b"another");
    // As if an attempt had died after it had put the file there.
    let issued = files(&place.join("reports/I355/2026"));
    let (_, pdf) = issued.iter().find(|(name, _)| name.ends_with(".pdf")).expect("a PDF");
    fs::write(share.join(name), pdf).expect("a file");
    let done = deliver(place);
    assert_eq!((done.status, done.stdout.as_str()), (0, ""), "{}", done.stderr);
    assert_eq!(&fs::read(share.join(name)).expect("there"), pdf);
}

#[test]
fn details_go_to_nobody_who_did_not_ask_and_large_files_are_named() {
    let all = "\n[[deliver]]\nname = \"a\"\nto = \"a@b.be\"\n[[deliver]]\nname = \"b\"\nto = \"b@b.be\"\nattach_details = true\n\
               [[deliver]]\nname = \"c\"\nto = \"c@b.be\"\nattach_max = \"1 KiB\"\nlang = \"en\"\n";
    let place = library("");
    let place = place.path();
    fs::remove_dir_all(place.join("reports")).expect("removed");
    let kept = fs::read_to_string(place.join("kept.toml")).expect("a configuration");
    let (run, rest) = kept.split_once("\n[report]\n").expect("two parts");
    let start = run.find("\nreports = [").expect("its reports");
    let end = start + 1 + run[start + 1..].find('\n').expect("a line");
    let run = format!("{}\nreports = [\"financiele-details\"]{}", &run[..start], &run[end..]);
    fs::write(place.join("kept.toml"), format!("{run}\n[report]\n{rest}")).expect("written");
    configure(place, all);
    ask(place, &["run", "--date", "2026-08-31", "--now", "2026-09-01T03:00:00+02:00"]);
    takes(place, TAKES);
    assert_eq!(deliver(place).status, 0);
    let [a, b, c] = [0, 1, 2].map(|at| read(&mails(place)[at]));
    assert!(
        a.1.is_empty() && a.0.contains("niet bijgevoegd, omdat de lijnen verrichtingen zijn: financiele-details_"),
        "{}",
        a.0
    );
    assert_eq!(b.1.len(), 1, "{}", b.0);
    assert!(c.1.is_empty() && c.0.contains("SHA-256 "), "{}", c.0);
}

#[test]
fn trouble_is_told_once_and_anew_when_it_is_another() {
    let place = library(TO);
    let place = place.path();
    takes(place, TAKES);
    assert_eq!(deliver(place).status, 0);
    fs::write(place.join("exports/dagboek_2026-09-01.parquet"), "no Parquet").expect("written");
    let night = |day: &str| {
        ask(place, &["run", "--date", day, "--now", "2026-09-03T03:00:00+02:00"]);
        assert_eq!(deliver(place).status, 0);
        mails(place).len()
    };
    assert_eq!(night("2026-09-01"), 2);
    let (text, names) = read(&mails(place)[1]);
    assert!(
        text.contains(": 1 na te kijken\n") && text.contains("1 export geweigerd: dagboek_2026-09-01.parquet"),
        "{text}"
    );
    assert!(names.is_empty() && !text.contains("no Parquet"), "{text}");
    assert_eq!(night("2026-09-01"), 2, "the same is told once");
    // Somebody who is no longer configured gets nothing, and that is told.
    takes(place, "exit 1");
    assert_eq!(ask(place, &["run", "--date", "2026-09-02", "--now", "2026-09-03T03:00:00+02:00"]).status, 1);
    deliver(place);
    configure(place, "\n[[deliver]]\nname = \"b\"\nto = \"b@c.be\"\nwhen = [\"restated\"]\n");
    takes(place, TAKES);
    let done = deliver(place);
    assert_eq!(done.status, 0, "{}", done.stderr);
}

#[test]
fn an_altered_report_goes_nowhere() {
    let place = library(TO);
    let place = place.path();
    takes(place, TAKES);
    let issued = files(&place.join("reports/I355/2026"));
    let name = issued.keys().find(|name| name.ends_with(".pdf")).expect("a PDF");
    let path = place.join("reports/I355/2026").join(name);
    let bytes = fs::read(&path).expect("a PDF");
    fs::write(&path, b"%PDF-another").expect("altered");
    let refused = deliver(place);
    assert!(refused.status == 3 && mails(place).is_empty(), "{}", refused.stderr);
    assert!(refused.stderr.contains("has been altered"), "{}", refused.stderr);
    fs::write(&path, bytes).expect("put back");
    assert_eq!((deliver(place).status, mails(place).len()), (0, 1));
}
