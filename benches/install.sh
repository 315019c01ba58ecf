#!/usr/bin/env bash
# Builds what benches/compare.py measures with and against: the yardsticks into target/yardstick, packages of PyPI into
# target/bench-packages. Quick when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet --locked --manifest-path benches/yardstick/Cargo.toml --target-dir target/yardstick

place=target/bench-packages
sources=$(python3 --version && sha256sum benches/requirements.txt)
if [ "$(cat "$place/sources" 2>/dev/null)" = "$sources" ]; then
    exit 0
fi
rm -rf "$place"
python3 -m pip install -q --disable-pip-version-check --root-user-action ignore --no-deps --only-binary :all: \
    --target "$place" -r benches/requirements.txt
echo "$sources" >"$place/sources"
