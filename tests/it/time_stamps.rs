//! Heads that an authority stamped: the script of the documentation gets them (from an authority of this test's own), `openssl`
//! says that the stamp is good, and `verify` demands that the chain has each of them.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::world::World;

const AUTHORITY: &str = "[req]\nprompt = no\ndistinguished_name = name\nx509_extensions = stamping\n[name]\nCN = Authority of a test\n\
    [stamping]\nextendedKeyUsage = critical,timeStamping\nkeyUsage = critical,digitalSignature\n\
    [tsa]\ndefault_tsa = own\n[own]\nserial = serial\nsigner_cert = cert.pem\nsigner_key = key.pem\nsigner_digest = sha256\n\
    default_policy = 1.2.3.4.1\ndigests = sha256\ness_cert_id_alg = sha256\n";

/// Whether a command is there; its lack is told, and in CI is a fault.
fn is_there(command: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {command} >/dev/null")]).status();
    let found = found.is_ok_and(|status| status.success());
    if !found {
        eprintln!("NOTICE: there is no {command}: time stamps are NOT tried");
        assert!(std::env::var_os("CI").is_none(), "in CI time stamps must be tried");
    }
    found
}

fn openssl(folder: &Path, arguments: &[&str]) -> bool {
    let done = Command::new("openssl").current_dir(folder).args(arguments).output().expect("openssl");
    if !done.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&done.stderr));
    }
    done.status.success()
}

/// An authority that answers one question; gives its address.
fn authority(folder: PathBuf) -> (String, std::thread::JoinHandle<()>) {
    fs::write(folder.join("authority.cnf"), AUTHORITY).expect("a file");
    fs::write(folder.join("serial"), "01\n").expect("a file");
    let made = openssl(
        &folder,
        &[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-config",
            "authority.cnf",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
        ],
    );
    assert!(made, "no certificate");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/", listener.local_addr().expect("an address"));
    let serving = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a question");
        let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a line");
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut question = vec![0; length];
        reader.read_exact(&mut question).expect("a question");
        fs::write(folder.join("question"), question).expect("a file");
        let answered = openssl(
            &folder,
            &[
                "ts",
                "-reply",
                "-config",
                "authority.cnf",
                "-section",
                "own",
                "-queryfile",
                "question",
                "-out",
                "answer",
            ],
        );
        assert!(answered, "no answer");
        let answer = fs::read(folder.join("answer")).expect("an answer");
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len())
            .expect("a head");
        stream.write_all(&answer).expect("an answer");
    });
    (address, serving)
}

#[test]
fn a_head_is_stamped_and_the_chain_must_keep_it() {
    if !is_there("openssl") || !is_there("curl") {
        return;
    }
    let world = World::of_five_days();
    let place = tempfile::tempdir().expect("a folder");
    let (address, serving) = authority(place.path().to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tijdstempel.sh");
    let stamped = Command::new(script)
        .current_dir(world.place())
        .args(["reports", "I355"])
        .env("TSA", address)
        .output()
        .expect("the script");
    assert!(stamped.status.success(), "{}", String::from_utf8_lossy(&stamped.stderr));
    serving.join().expect("the authority");
    let folder = world.path("reports/I355/tijdstempels");
    let names: Vec<String> = crate::program::files(&folder).into_keys().collect();
    let stem = names[0].strip_suffix(".head").expect("a head").to_owned();
    assert_eq!(names, [".head", ".tsq", ".tsr"].map(|ending| format!("{stem}{ending}")));
    let head = fs::read_to_string(folder.join(&names[0])).expect("a head");
    assert!(
        fs::read_to_string(world.path("reports/I355/keten.csv")).expect("a chain").trim_end().ends_with(head.trim())
    );
    let certificate = place.path().join("cert.pem").display().to_string();
    assert!(openssl(&folder, &["ts", "-verify", "-digest", head.trim(), "-in", &names[2], "-CAfile", &certificate]));
    assert_eq!(world.verify().status, 0, "{}", world.verify().stderr);
    // A chain that began anew has other records.
    fs::rename(folder, world.path("stamps")).expect("a folder");
    fs::remove_dir_all(world.path("reports")).expect("a folder");
    world.export("I355", "2026-09-05", &[(5, "2026-09-05", "4,00")]);
    assert_eq!(world.night("2026-09-05").status, 0);
    assert_eq!(world.verify().status, 0, "{}", world.verify().stderr);
    fs::rename(world.path("stamps"), world.path("reports/I355/tijdstempels")).expect("a folder");
    let verified = world.verify();
    assert_eq!(verified.status, 1);
    assert!(
        verified.stderr.contains("is not in the chain: its end was cut off, or it began anew"),
        "{}",
        verified.stderr
    );
}

#[test]
fn a_stamped_head_is_a_head_of_its_day() {
    let world = World::of_five_days();
    let folder = world.path("reports/I355/tijdstempels");
    fs::create_dir(&folder).expect("a folder");
    let chain = fs::read_to_string(world.path("reports/I355/keten.csv")).expect("a chain");
    let head = chain.trim_end().rsplit(';').next().expect("a record");
    for (name, content, said) in [
        (format!("2026-09-07_{}.head", &head[..16]), head.to_owned(), None),
        (format!("2026-09-05_{}.head", &head[..16]), head.to_owned(), Some("and was issued later")),
        (format!("2026-09-07_{}.head", "0".repeat(16)), "0".repeat(64), Some("is not in the chain")),
        (format!("2026-09-07_{}.head", "0".repeat(16)), head.to_owned(), Some("its name is not the day")),
        ("2026-09-07.head".to_owned(), head.to_owned(), Some("its name is not the day")),
        (format!("2026-09-07_{}.head", &head[..16]), head[..63].to_owned(), Some("what it holds is no head")),
    ] {
        let path = folder.join(&name);
        fs::write(&path, content + "\n").expect("a head");
        let verified = world.verify();
        match said {
            None => assert_eq!((verified.status, verified.stderr.as_str()), (0, ""), "{name}"),
            Some(said) => {
                assert!(verified.status == 1 && verified.stderr.contains(said), "{name}: {}", verified.stderr);
            }
        }
        fs::remove_file(path).expect("a head");
    }
}
