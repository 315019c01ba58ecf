#!/usr/bin/env python3
"""Measures kasverslag beside what people would pick instead, and checks that all of them tell the same.

benches/compare.py --size full                      all of docs/performance.md anew; takes hours
benches/compare.py --size 100 --only exports        a hundredth of it, one section, to the terminal
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

from comparison import archive, bigger, desk, document, exports, growth, machine, nights, pages
from comparison.setting import FULL, ROOT, Setting

DOCUMENT = ROOT / "docs/performance.md"
SECTIONS = {
    "exports": exports,
    "archive": archive,
    "desk": desk,
    "pages": pages,
    "nights": nights,
    "growth": growth,
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="100", help="rows in thousands, all else in proportion; `full` is 10000")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="a section; may be repeated")
    parser.add_argument("--runs", type=int, help="measured runs of each program; otherwise 7 of the full size, else 3")
    parser.add_argument("--archive-lines", type=int, help="lines in ten years of archive; otherwise 12 times the rows")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/release/kasverslag")
    parser.add_argument(
        "--data", type=pathlib.Path, default=ROOT / "target/bench-data", help="a folder for what is made"
    )
    parser.add_argument(
        "--write",
        type=pathlib.Path,
        nargs="?",
        const=DOCUMENT,
        metavar="FILE",
        help="put the tables into docs/performance.md or another file whatever the size",
    )
    parser.add_argument("--as-is", action="store_true", help="build and install nothing")
    return parser.parse_args()


def main():
    given = arguments()
    if not given.as_is:
        subprocess.run([ROOT / "benches/install.sh"], check=True)
        subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)
    size = FULL if given.size == "full" else int(given.size)
    if size < 1:
        sys.exit("--size: at least 1")
    runs = given.runs or (7 if size == FULL else 3)
    place = given.write or (DOCUMENT if size == FULL else None)
    if place:
        document.demand_marks(place, ["machine", "bigger", *SECTIONS])
    given.data.mkdir(parents=True, exist_ok=True)
    setting = Setting(size, runs, given.program.resolve(), given.data.resolve(), given.archive_lines or 12_000 * size)
    parts = {"machine": machine.describe(setting)}
    for name in given.only or SECTIONS:
        print(name, end=" ", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(dir=given.data, prefix=f"{name}-") as folder:
            setting.data = pathlib.Path(folder).resolve()
            parts[name] = SECTIONS[name].measure(setting)
        # Told at once: a later section may fail hours from now.
        print(f"\n## {name}\n\n{parts[name]}", flush=True)
        reckoned = bigger.reckon(setting.facts)
        if reckoned:
            parts["bigger"] = reckoned
        if place:
            document.put(place, parts)
            for picture, svg in setting.pictures.items():
                (place.parent / picture).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
