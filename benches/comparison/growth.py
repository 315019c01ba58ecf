"""Section: what rows, libraries and years cost as they grow."""

import os

from . import plot, table
from .archive import LAST_YEAR, Archive
from .contest import Contender, compete
from .exports import contenders as of_export
from .nights import NIGHT, make_libraries, put_away, written
from .setting import make_export

ROWS = [10**3, 10**4, 10**5, 10**6, 10**7, 5 * 10**7]
# Institutions have three digits, and the made ones begin at 100.
LIBRARIES = [1, 3, 10, 30, 100, 300, 900]
YEARS = [1, 2, 5, 10, 20]
HEADERS = ["time (shortest – longest)", "peak"]


def measure(setting):
    """Three tables, and one picture of them."""
    text, panels = "", []
    for of in (rows, libraries, years):
        part, of_panels = of(setting)
        text += part + "\n"
        panels += of_panels
    setting.pictures["growth.svg"] = plot.svg(panels)
    return text + "![Time and memory as rows, libraries and years grow](growth.svg)\n"


def up_to(steps, limit):
    """The steps that are not too big; two at least, so that there is something to compare."""
    return [step for index, step in enumerate(steps) if step <= limit or index < 2]


def points(scores):
    """Seconds by step, and MiB."""
    return (
        [(step, score.median()) for step, score in scores.items()],
        [(step, score.median("peak") / 1024) for step, score in scores.items()],
    )


def rows(setting):
    scores, by_hand, lines = {}, {}, []
    for count in up_to(ROWS, setting.rows * 5):
        folder = setting.folder(f"rows-{count}")
        export = folder / "export.csv"
        make_export(export, count)
        ours, hand = list(of_export(setting, export, count))[:2]
        result = compete([ours, hand], setting.runs if count <= 10**6 else min(setting.runs, 3))
        export.unlink()
        scores[count], by_hand[count] = result[ours.name], result[hand.name]
        a_row = scores[count].median() / count
        lines.append(
            [
                table.count(count),
                table.wall(scores[count]),
                f"{a_row * 1e6:,.2f} µs",
                table.mebibytes(scores[count]),
                table.wall(by_hand[count]),
            ]
        )
    seconds, peak = points(scores)
    headers = ["rows", HEADERS[0], "a row", "peak", "by hand"]
    return table.table(headers, lines), [plot.Panel("rows", "s", seconds), plot.Panel("rows", "MiB", peak)]


def libraries(setting):
    scores, lines = {}, []
    for count in up_to(LIBRARIES, setting.share_of(900, 3)):
        folder = setting.folder(f"libraries-{count}")
        make_libraries(folder, count)
        config = (folder / "kasverslag.toml").read_text()
        # Of the first night only the last day is due: three reports a library.
        config = config.replace('first_day = "2026-05-01"', 'first_day = "2026-05-31"')
        (folder / "kasverslag.toml").write_text(config)

        def check(_printed, folder=folder, count=count):
            if len(written(folder / "reports")) != count * 6:
                raise SystemExit(f"{count} libraries have {len(written(folder / 'reports'))} files")

        command = [setting.program, "run", "--quiet", "--config", "kasverslag.toml", "--jobs", "2", *NIGHT]
        before = lambda folder=folder: put_away(folder / "reports")
        night = Contender("night", command, check, before, folder=folder)
        scores[count] = compete([night], min(setting.runs, 3))["night"]
        before()
        lines.append(
            [
                table.count(count),
                table.wall(scores[count]),
                table.seconds(scores[count].median() / count),
                table.mebibytes(scores[count]),
            ]
        )
    seconds, peak = points(scores)
    headers = ["libraries: a month of lines taken in, one day due", HEADERS[0], "a library", "peak"]
    return table.table(headers, lines), [plot.Panel("libraries", "s", seconds), plot.Panel("libraries", "MiB", peak)]


def years(setting):
    archive = Archive(setting, setting.folder("years"))
    a_month = max(1, setting.archive_lines // 1200)
    reports, nights, lines = {}, {}, []
    steps = up_to(YEARS, setting.share_of(2000, 2))
    first_year = LAST_YEAR - steps[-1] + 1
    last_of = {first_year - 1 + step: step for step in steps}
    for year in range(first_year, LAST_YEAR + 1):
        for month in range(1, 13):
            archive.take_in(year, month, a_month)
        if year not in last_of:
            continue
        step = last_of[year]
        os.sync()
        report = Contender("report", archive.report(f"{year}-12"), folder=archive.folder)
        night = Contender("night", archive.run_command(f"{year}-12-31"), folder=archive.folder)
        result = compete([report, night], setting.runs)
        reports[step], nights[step] = result["report"], result["night"]
        in_bytes, register = archive.size()
        lines.append(
            [
                str(step),
                table.count(archive.lines),
                table.wall(reports[step]),
                table.mebibytes(reports[step]),
                table.wall(nights[step]),
                f"{(in_bytes + register) / 1e6:,.1f} MB",
            ]
        )
    seconds, peak = points(reports)
    headers = ["years", "lines", "a month's report", "peak", "a run with nothing new", "archive"]
    return table.table(headers, lines), [plot.Panel("years", "s", seconds), plot.Panel("years", "MiB", peak)]
