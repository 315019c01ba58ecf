"""Section: a day report at the desk, from a small library's export to files on disk."""

import subprocess

from . import table
from .contest import Contender, compete
from .overview import Agreement
from .setting import NOW, YARDSTICK, make_export

ROWS = 5000
DAY = "2026-02-10"


def measure(setting):
    """A table of the report and of the same binary telling its version."""
    folder = setting.folder("desk")
    export = folder / "export.csv"
    make_export(export, ROWS, institutions=1, days=90)
    report = ["report", "financieel-overzicht-be", "--input", export, "--period", DAY, "--institution", "I100"]
    command = [setting.program, *report, "--out", folder, "--now", NOW]
    written = folder / f"financieel-overzicht-be_I100_{DAY}"
    agreement = Agreement()
    day = DAY.replace("-", "")
    agreement.of_text(subprocess.run([YARDSTICK / "add_up", export, day, day], check=True, capture_output=True).stdout)
    take_csv = agreement.of_file(written.with_suffix(".csv"))

    def check(printed):
        subprocess.run([setting.program, "verify", written.with_suffix(".pdf")], check=True)
        written.with_suffix(".pdf").unlink()
        take_csv(printed)

    scores = compete(
        [
            Contender("the report, PDF and CSV", command, check),
            Contender("the report, CSV alone", [*command, "--format", "csv"], take_csv),
            Contender("`kasverslag --version`", [setting.program, "--version"]),
        ],
        # They are short: more of them cost little and say more.
        setting.runs * 3,
    )
    rows = table.plain(scores, "the report, PDF and CSV")
    headers = ["", "time (shortest – longest)", "the report takes", "CPU", "peak"]
    return f"{table.count(ROWS)} rows, {setting.runs * 3} runs each in turn:\n\n" + table.table(headers, rows)
