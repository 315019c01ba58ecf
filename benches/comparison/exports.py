"""Section: an export becomes a Financieel overzicht BE as CSV."""

from . import table
from .contest import Contender, compete
from .overview import Agreement
from .setting import NOW, YARDSTICK, has_package, make_export, rival

YEAR = ("2026-01-01", "2026-12-31")
# pandas holds all rows at once and takes its time; more of them say nothing new.
PANDAS_ROWS = 1_000_000


def contenders(setting, export, rows):
    """All that read the export and must tell the same; kasverslag first."""
    agreement = Agreement()
    out = export.parent / "out"

    def has_all_lines(printed):
        if int(printed.split()[0]) != rows + 1:
            raise SystemExit("wc counts other lines")

    report = ["report", "financieel-overzicht-be", "--input", export, "--period", "2026", "--format", "csv"]
    yield Contender(
        "kasverslag",
        [setting.program, *report, "--out", out, "--now", NOW],
        agreement.of_file(out / "financieel-overzicht-be_all_2026.csv"),
    )
    days = [day.replace("-", "") for day in YEAR]
    yield Contender("written by hand (`add_up`)", [YARDSTICK / "add_up", export, *days], agreement.of_text)
    if has_package("duckdb"):
        yield Contender("DuckDB", rival("duckdb_export", export, *YEAR), agreement.of_text)
        yield Contender("Python importing DuckDB", rival("starting", "duckdb"))
    if rows <= PANDAS_ROWS and has_package("pandas"):
        yield Contender("pandas", rival("pandas_export", export, *YEAR), agreement.of_text)
    yield Contender("`wc -l`", ["wc", "-l", export], has_all_lines)


def measure(setting):
    """A table for a tenth of the rows, and one for all."""
    text = ""
    for rows in sorted({max(1000, setting.rows // 10), setting.rows}):
        folder = setting.folder(f"export-{rows}")
        export = folder / "export.csv"
        make_export(export, rows)
        scores = compete(list(contenders(setting, export, rows)), setting.runs)
        size = export.stat().st_size / 1e6
        export.unlink()
        text += f"{table.count(rows)} rows, {size:,.1f} MB, {setting.runs} runs each in turn:\n\n"
        text += table.table(
            ["", "time (shortest – longest)", "kasverslag takes", "CPU", "peak"], table.plain(scores, "kasverslag")
        )
        text += "\n"
    return text
