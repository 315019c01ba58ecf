#!/bin/sh
# Builds what is passed on, into target/packages: the program with its version, man pages, completions, a tarball, a .deb
# where cargo-deb is installed, and SHA256SUMS. Run it from anywhere in the project; CARGO may name another cargo.
set -eu
cd "$(dirname "$0")/.."
cargo=${CARGO:-cargo}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
target=$(rustc -vV | sed -n 's/^host: //p')
commit=$(git rev-parse --short=9 HEAD)
day=$(git log -1 --format=%cs)
out=target/packages
export KASVERSLAG_BUILD="$version ($commit $day $target)"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
[ -n "${BINARY:-}" ] || $cargo build --release --locked
program=${BINARY:-target/release/kasverslag}

rm -rf "$out"
mkdir -p "$out/man" "$out/completions"
"$program" man --to "$out/man"
for shell in bash zsh fish; do
    "$program" completions "$shell" > "$out/completions/kasverslag.$shell"
done

name=kasverslag-$version-$target
mkdir "$out/$name"
cp "$program" README.md CHANGELOG.md LICENSE-MIT "$out/$name/"
mkdir "$out/$name/docs"
cp docs/*.md "$out/$name/docs/"
cp -r "$out/man" "$out/completions" "$out/$name/"
cp packaging/*.service packaging/*.timer packaging/*.path packaging/kasverslag.sysusers.conf "$out/$name/"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -C "$out" -czf "$out/$name.tar.gz" "$name"
rm -r "${out:?}/$name"

if $cargo deb --version > /dev/null 2>&1; then
    $cargo deb --no-build --output "$out/"
else
    echo "cargo-deb is not installed: no .deb is made" >&2
fi
(cd "$out" && find . -maxdepth 1 -type f ! -name SHA256SUMS -printf '%f\n' | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
