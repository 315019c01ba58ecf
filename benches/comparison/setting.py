"""Where a comparison works, and how much of everything it makes."""

import dataclasses
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
YARDSTICK = ROOT / "target/yardstick/release"
PACKAGES = ROOT / "target/bench-packages"
RIVALS = ROOT / "benches/comparison/rivals"
FONTS = ROOT / "report_templates/fonts"
# The clock of every run: nothing of what is compared depends on the day of the comparison.
NOW = "2027-01-15T03:00:00+01:00"
FULL = 10_000


@dataclasses.dataclass
class Setting:
    """How big a comparison is, and where it puts its data.

    `size` is in thousands of rows; everything else grows along with it. `pictures` are for the folder docs; `facts`
    are what the reckoning of a bigger installation rests on.
    """

    size: int
    runs: int
    program: pathlib.Path
    data: pathlib.Path
    archive_lines: int
    pictures: dict = dataclasses.field(default_factory=dict)
    facts: dict = dataclasses.field(default_factory=dict)

    @property
    def rows(self):
        """Rows of the export of the first section."""
        return 1000 * self.size

    def share_of(self, full, least):
        """What stands at `full` in a full comparison, in one of this size."""
        return max(least, full * self.size // FULL)

    def folder(self, name):
        """A new folder for data."""
        folder = self.data / name
        folder.mkdir(parents=True)
        return folder


def has_package(name):
    """Whether a competitor is installed; told when not, and wrong on a build server."""
    if (PACKAGES / name).is_dir():
        return True
    if os.environ.get("CI"):
        sys.exit(f"{name} is not installed: benches/install.sh installs it")
    print(f"LEFT OUT: the comparison with {name}, which benches/install.sh installs", file=sys.stderr)
    return False


def rival(name, *arguments):
    """The command of a competitor's script."""
    return [sys.executable, "-S", str(RIVALS / f"{name}.py"), *map(str, arguments)]


def make_export(path, rows, **options):
    """An export of so many rows; options are those of the program, with `_` for `-`."""
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    subprocess.run([YARDSTICK / "make_export", str(rows), "--out", path, *words], check=True)
