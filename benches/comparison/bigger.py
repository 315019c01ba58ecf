"""What all of the Netherlands and Flanders would take, reckoned from what the other sections measured."""

from . import table

LINES_A_YEAR = 100_000_000
LIBRARIES = 450
# Three reports as PDF and CSV: for the day alone, and for a day, a week and a month.
FILES_A_DAY, FILES_AT_MOST = 3 * 2, 3 * 3 * 2


def reckon(facts):
    """A table, or nothing when some of the facts were not measured."""
    if not {"seconds a line", "bytes a line", "files a second", "seconds a library with nothing new"} <= facts.keys():
        return None
    lines = LINES_A_YEAR // 365
    taking_in = lines * facts["seconds a line"]
    usual, most = (LIBRARIES * files / facts["files a second"] for files in (FILES_A_DAY, FILES_AT_MOST))
    bytes_a_line = facts["bytes a line"]
    rows = [
        [
            "lines a night",
            table.count(lines),
            f"{facts['seconds a line'] * 1e6:,.1f} µs a line",
            table.seconds(taking_in),
        ],
        [
            "looking into every archive",
            table.count(LIBRARIES),
            f"{table.seconds(facts['seconds a library with nothing new'])} a library",
            table.seconds(LIBRARIES * facts["seconds a library with nothing new"]),
        ],
        [
            "files of a usual night",
            table.count(LIBRARIES * FILES_A_DAY),
            f"{facts['files a second']:,.0f} a second",
            table.seconds(usual),
        ],
        [
            "files of the longest night",
            table.count(LIBRARIES * FILES_AT_MOST),
            f"{facts['files a second']:,.0f} a second",
            table.seconds(most),
        ],
        [
            "archive, a year",
            table.count(LINES_A_YEAR),
            f"{bytes_a_line:,.0f} bytes a line",
            f"{LINES_A_YEAR * bytes_a_line / 1e9:,.1f} GB",
        ],
        [
            "archive, ten years",
            table.count(10 * LINES_A_YEAR),
            f"{bytes_a_line:,.0f} bytes a line",
            f"{10 * LINES_A_YEAR * bytes_a_line / 1e9:,.0f} GB",
        ],
    ]
    return table.table(["", "how many", "measured", "makes"], rows)
