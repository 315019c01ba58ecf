#!/bin/sh
# Tries the .deb of target/packages in fresh Debians, as root: try.sh bookworm trixie. It needs debootstrap and a mirror of
# Debian (MIRROR); PLACE keeps the fresh systems, so that the next try is quick.
set -eu
cd "$(dirname "$0")/.."
mirror=${MIRROR:-http://deb.debian.org/debian}
place=${PLACE:-/var/tmp/kasverslag-try}
package=$(ls target/packages/kasverslag_*.deb)
mkdir -p "$place"

for suite in "$@"; do
    fresh=$place/$suite
    [ -e "$fresh.tar" ] || {
        rm -rf "$fresh"
        debootstrap --variant=minbase "$suite" "$fresh" "$mirror" > "$fresh.log"
        tar -C "$fresh" -cf "$fresh.tar" .
    }
    root=$(mktemp -d "$place/root.XXXXXX")
    trap 'rm -rf "$root"' EXIT
    tar -C "$root" -xf "$fresh.tar"
    cp "$package" "$root/kasverslag.deb"
    # The same with a lower number, to be upgraded.
    dpkg-deb -R "$package" "$root/older"
    sed -i 's/^Version: .*/Version: 0.0.1-1/' "$root/older/DEBIAN/control"
    dpkg-deb --root-owner-group -b "$root/older" "$root/kasverslag-older.deb" > /dev/null
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    # What a new administrator does, with nothing but Debian and the package.
    cat > "$root/try" <<'END'
set -eux
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
apt-get update -qq
apt-get install -y -qq /kasverslag-older.deb > /dev/null
getent passwd kasverslag
kasverslag --version
test -e /usr/share/man/man1/kasverslag-run.1.gz
mkdir -p /srv/exports
cp /usr/share/doc/kasverslag/examples/zonnedorp/*.csv /srv/exports/
kasverslag init /srv/exports --to /etc/kasverslag
kasverslag config check --config /etc/kasverslag/kasverslag.toml
as() { setpriv --reuid kasverslag --regid kasverslag --clear-groups env HOME=/var/lib/kasverslag "$@"; }
cd /
as kasverslag doctor
as kasverslag run --config /etc/kasverslag/kasverslag.toml --date 2026-09-30
as kasverslag status --now 2026-10-01T08:00:00+02:00
as kasverslag verify /var/lib/kasverslag/reports
as kasverslag report --period 2026-07 --out /tmp
before=$(find /var/lib/kasverslag -type f | sort | xargs sha256sum | sha256sum)
apt-get install -y -qq /kasverslag.deb > /dev/null
dpkg-query -W kasverslag
as kasverslag verify /var/lib/kasverslag/reports
apt-get purge -y -q kasverslag
test ! -e /usr/bin/kasverslag
test -e /etc/kasverslag/kasverslag.toml
test "$before" = "$(find /var/lib/kasverslag -type f | sort | xargs sha256sum | sha256sum)"
END
    mount -t proc proc "$root/proc"
    trap 'umount "$root/proc"; rm -rf "$root"' EXIT
    chroot "$root" sh /try > "$place/$suite.tried" 2>&1 || {
        tail -n 40 "$place/$suite.tried"
        echo "$suite: failed" >&2
        exit 1
    }
    umount "$root/proc"
    rm -rf "$root"
    trap - EXIT
    echo "$suite: installed, used, upgraded, purged"
done
