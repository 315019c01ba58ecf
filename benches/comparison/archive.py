"""An archive of ten years, and the section about a month out of it."""

import datetime
import statistics
import subprocess

from . import table
from .contest import Contender, compete, run_once
from .overview import Agreement
from .setting import NOW, has_package, make_export, rival

CONFIG = """\
[run]
out = "reports"
exports = "exports/{institution}/*.csv"
reports = ["financieel-overzicht-be"]
periods = ["year"]
formats = ["csv"]
# Later than every export: lines are taken in, and no report is due.
first_day = "2027-01-01"

[[library]]
institution = "I100"
"""
LAST_YEAR = 2026


class Archive:
    """One library's archive, filled month by month by `kasverslag run`."""

    def __init__(self, setting, folder):
        self.setting = setting
        self.folder = folder
        self.lines = 0
        self.seconds = []
        (folder / "kasverslag.toml").write_text(CONFIG)
        (folder / "exports/I100").mkdir(parents=True)

    def run_command(self, day):
        """The nightly run up to a day."""
        return [self.setting.program, "run", "--config", "kasverslag.toml", "--quiet", "--date", str(day), "--now", NOW]

    def take_in(self, year, month, lines):
        """An export of a month, as a night takes it in; it is deleted afterwards, as the archive has it."""
        first = datetime.date(year, month, 1)
        last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        export = self.folder / f"exports/I100/dagboek_{first}_{last}.csv"
        options = {"institutions": 1, "first_day": first, "days": last.day, "first_id": 100_000_000 + self.lines}
        make_export(export, lines, seed=year * 12 + month, **options)
        self.lines += lines
        self.seconds.append(run_once(Contender("run", self.run_command(last), folder=self.folder)).seconds)
        export.unlink()

    def report(self, period):
        """The command for a month's report."""
        report = ["report", "financieel-overzicht-be", "--archive", "reports", "--institution", "I100"]
        return [self.setting.program, *report, "--period", period, "--format", "csv", "--out", "out", "--now", NOW]

    def files(self, months="*"):
        """A pattern for the Parquet files of months such as `2021-06`."""
        return self.folder / "reports/archive/I100/lines" / f"{months}.*.parquet"

    def size(self):
        """Bytes of all Parquet files, and of the register."""
        lines = sum(file.stat().st_size for file in self.files().parent.iterdir())
        return lines, (self.folder / "reports/archive/I100/register.sqlite").stat().st_size


def measure(setting):
    """A table for a month out of ten years, and for a run with nothing new."""
    archive = Archive(setting, setting.folder("archive"))
    a_month = setting.archive_lines // 120
    for year in range(LAST_YEAR - 9, LAST_YEAR + 1):
        for month in range(1, 13):
            archive.take_in(year, month, a_month)
    month, first, last = "2021-06", "2021-06-01", "2021-06-30"
    agreement = Agreement()
    written = archive.folder / f"out/financieel-overzicht-be_I100_{month}.csv"
    ours = Contender("kasverslag", archive.report(month), agreement.of_file(written), folder=archive.folder)
    contenders = [ours]
    if has_package("duckdb"):
        files = {"the month's file": archive.files(month), "all files, filtered": archive.files()}
        for name, pattern in files.items():
            command = rival("duckdb_archive", pattern, first, last)
            contenders.append(Contender(f"DuckDB, {name}", command, agreement.of_text))
        contenders.append(Contender("Python importing DuckDB", rival("starting", "duckdb")))
    scores = compete(contenders, setting.runs)
    needs_few_files(archive, ours, agreement)
    night = Contender("run", archive.run_command("2026-12-31"), folder=archive.folder)
    night = compete([night], setting.runs)["run"]
    lines, register = archive.size()
    setting.facts["seconds a line"] = statistics.median(archive.seconds[-12:]) / a_month
    setting.facts["bytes a line"] = (lines + register) / archive.lines
    headers = ["", "time (shortest – longest)", "kasverslag takes", "CPU", "peak"]
    return (
        f"{table.count(archive.lines)} lines in 120 months, {table.count(a_month)} in the month asked for; the lines are "
        f"{lines / 1e6:,.1f} MB, the register {register / 1e6:,.1f} MB. A month was taken in in "
        f"{table.seconds(statistics.median(archive.seconds[:12]))} in the first year and in "
        f"{table.seconds(statistics.median(archive.seconds[-12:]))} in the last (medians). {setting.runs} runs each in turn:\n\n"
        + table.table(headers, table.plain(scores, "kasverslag"))
        + "\nThe report came out the same with all files taken away but three: the month's, and those of the month before and of "
        "the same month a year earlier, which stand beside it on its first page.\n"
        f"\nA nightly run that finds nothing new: {table.wall(night)}, peak {table.mebibytes(night)}.\n"
    )


def needs_few_files(archive, ours, agreement):
    """Takes all files away but the month's and those of the months that its first page sets beside it, for one more run."""
    aside = archive.folder / "aside"
    aside.mkdir()
    kept = ("2021-06.", "2021-05.", "2020-06.")
    others = [file for file in archive.files().parent.iterdir() if not file.name.startswith(kept)]
    for file in others:
        file.rename(aside / file.name)
    try:
        subprocess.run(ours.command, cwd=archive.folder, check=True, capture_output=True)
        ours.check(b"")
    finally:
        for file in others:
            (aside / file.name).rename(file)
    if len(others) < 117 or agreement.first is None:
        raise SystemExit("the archive has no other months")
