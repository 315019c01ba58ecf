#!/bin/sh
# tijdstempel.sh REPORTS LIBRARY: has an authority stamp the end of a library's chain (RFC 3161), and keeps head, question and
# stamp in REPORTS/LIBRARY/tijdstempels. TSA is the address of the authority. Whoever has its certificate can check later:
#   openssl ts -verify -digest "$(cat X.head)" -in X.tsr -CAfile authority.pem
# and `kasverslag verify REPORTS` checks that the chain still has the head.
set -eu
reports=$1 library=$2
: "${TSA:?the address of a time-stamping authority}"
head=$(tail -n 1 "$reports/$library/keten.csv" | tr -d '\r' | sed 's/.*;//')
stamps=$reports/$library/tijdstempels
mkdir -p "$stamps"
stamp=$stamps/$(date +%F)_$(printf %.16s "$head")
passing=$(mktemp -d)
trap 'rm -rf "$passing"' EXIT
openssl ts -query -digest "$head" -sha256 -cert -out "$passing/tsq"
curl --fail --silent --show-error --header 'Content-Type: application/timestamp-query' \
    --data-binary "@$passing/tsq" --output "$passing/tsr" "$TSA"
# Nothing is kept of an answer that is no stamp of this head.
openssl ts -reply -in "$passing/tsr" -text | grep -q '^Status: Granted'
mv "$passing/tsq" "$stamp.tsq"
mv "$passing/tsr" "$stamp.tsr"
printf '%s\n' "$head" >"$stamp.head"
