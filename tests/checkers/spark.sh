#!/usr/bin/env bash
# Installs Spark into target/checkers for the long tier (half a gigabyte); Java comes with tests/checkers/install.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=target/checkers
[ -x "$place/spark" ] && exit 0
python3 -m pip install -q --disable-pip-version-check --root-user-action ignore --no-deps --require-hashes \
    -r tests/checkers/spark.txt --target "$place/pyspark"
cp tests/checkers/spark.py "$place/"
cat >"$place/spark" <<'SCRIPT'
#!/bin/sh
# spark PAGE: see tests/checkers/spark.py. Made by tests/checkers/spark.sh.
here=$(dirname "$0")
PYTHONPATH="$here/pyspark" exec python3 -B "$here/spark.py" "$@"
SCRIPT
chmod +x "$place/spark"
