#!/bin/sh
# Builds what is passed on, into target/packages: a tarball, a .deb (with cargo-deb), an .rpm (with cargo-generate-rpm), a
# tarball whose program needs no library of the system (with rustup's target for musl, and musl-gcc), a list of all that is
# built in (CycloneDX), and SHA256SUMS.
# What a tool is missing for is told and left out. Run it from anywhere in the project. CARGO may name another cargo; BINARY
# a program that is built already, such as the one under test, which is packed as it is.
set -eu
cd "$(dirname "$0")/.."
cargo=${CARGO:-cargo}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
target=$(rustc -vV | sed -n 's/^host: //p')
static=x86_64-unknown-linux-musl
# A tree that differs from its commit says so.
commit=$(git describe --always --abbrev=9 --dirty --exclude '*')
day=$(git log -1 --format=%cs)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
out=target/packages
export KASVERSLAG_COMMIT="$commit"
rm -rf "$out"
mkdir -p "$out/man" "$out/completions"

# The book, as pages that are read offline.
CARGO_TARGET_DIR=target/book $cargo build --quiet --release --locked --manifest-path packaging/book/Cargo.toml
target/book/release/kasverslag-book . "$out/book"
CARGO="$cargo" python3 packaging/sbom.py > "$out/kasverslag-$version.cdx.json"

# tarball PROGRAM TARGET: what is unpacked anywhere.
tarball() {
    name=kasverslag-$version-$2
    mkdir -p "$out/$name/docs/templates"
    cp "$1" README.md CHANGELOG.md LICENSE-MIT report_templates/fonts/OFL.txt "$out/$name/"
    cp docs/*.md docs/*.png docs/report.schema.json "$out/$name/docs/"
    cp docs/templates/* "$out/$name/docs/templates/"
    cp -r "$out/man" "$out/completions" "$out/$name/"
    cp -r "$out/book" "$out/$name/handleiding"
    cp packaging/*.service packaging/*.timer packaging/*.path packaging/kasverslag.sysusers.conf "$out/$name/"
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -C "$out" -cf - "$name" |
        gzip -9n > "$out/$name.tar.gz"
    rm -r "${out:?}/$name"
}

export KASVERSLAG_BUILD="$version ($commit $day $target)"
[ -n "${BINARY:-}" ] || $cargo build --release --locked
program=${BINARY:-target/release/kasverslag}
"$program" man --to "$out/man" > /dev/null
for shell in bash zsh fish; do
    "$program" completions "$shell" > "$out/completions/kasverslag.$shell"
done
tarball "$program" "$target"

gzip -9nc CHANGELOG.md > "$out/changelog.gz"
maintainer=$(sed -n 's/^maintainer = "\(.*\)"/\1/p' Cargo.toml)
cat > "$out/changelog.Debian" <<END
kasverslag ($version-1) stable; urgency=medium

  * Version $version: what is new stands in changelog.gz.

 -- $maintainer  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
END
if $cargo deb --version > /dev/null 2>&1; then
    $cargo deb --no-build --output "$out/" > /dev/null
else
    echo "cargo-deb is not installed: no .deb is made" >&2
fi
if $cargo generate-rpm --version > /dev/null 2>&1; then
    $cargo generate-rpm --source-date "$SOURCE_DATE_EPOCH" --output "$out/" > /dev/null
else
    echo "cargo-generate-rpm is not installed: no .rpm is made" >&2
fi
if [ -n "${BINARY:-}" ]; then
    echo "BINARY is packed as it is: no static tarball is made" >&2
elif command -v musl-gcc > /dev/null && [ -d "$(rustc --print sysroot)/lib/rustlib/$static" ]; then
    export KASVERSLAG_BUILD="$version ($commit $day $static)"
    CC_x86_64_unknown_linux_musl=musl-gcc $cargo build --release --locked --target "$static"
    tarball "target/$static/release/kasverslag" "$static"
else
    echo "rustup's target $static or musl-gcc is missing: no static tarball is made" >&2
fi

rm -r "$out/man" "$out/completions" "$out/book" "$out/changelog.gz" "$out/changelog.Debian"
(cd "$out" && find . -maxdepth 1 -type f ! -name SHA256SUMS -printf '%f\n' | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
cat "$out/SHA256SUMS"
