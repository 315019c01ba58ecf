"""Section: a long Financiële details as PDF."""

import csv
import re
import shutil
import subprocess
import sys
import textwrap
import zlib

from . import table
from .contest import Contender, Run, compete
from .setting import FONTS, NOW, YARDSTICK, has_package, make_export, rival

# Of report_templates/financiele-details.toml: where columns begin, and the amount ends, in points on an A4 on its side.
PLACES = [
    "30.85",
    "110.22",
    "155.57",
    "200.93",
    "263.29",
    "375.09",
    "437.59",
    "465.93",
    "508.45",
    "568.20",
    "680.65<",
    "693.15",
    "766.85",
]
DESCRIPTION, DAYS, AMOUNT = 4, (5, 8), 10
LEADING = 9.5
ROWS_A_PAGE = 35


def texts(rows, headers, pages):
    """The rows on so many pages as texts and lines with their places; see write_pages."""
    for page, of_page in enumerate(shared_out(rows, pages)):
        yield "\f"
        yield text("R", "28.35", 565, 7, "Financiële details · alle instanties · 2026 (01/01/2026 t.e.m. 31/12/2026)")
        yield text("R", "813.54<", 565, 7, "Versie 1 · 15/01/2027 03:00")
        for place, header in zip(PLACES, headers):
            yield text("B", place, 533, 8, header)
        y = 528.0
        yield f"line\t28.35\t{y}\t813.54"
        # A page with more than its share stands closer together.
        closer = min(1, (y - 40) / sum(map(height, of_page)))
        for row in of_page:
            for column, (place, cell) in enumerate(zip(PLACES, row)):
                lines = broken(cell) if column == DESCRIPTION else [cell] if cell else []
                for index, line in enumerate(lines):
                    yield text("R", place, round(y - (10 + index * LEADING) * closer, 2), 8, line)
            y = round(y - height(row) * closer, 2)
            yield f"line\t28.35\t{y}\t813.54"
        yield text("R", "28.35", 26, 7, "kasverslag · financiele-details")
        yield text("R", "480.00<", 26, 7, "0123 4567 89AB CDEF GHJK MNPQ RSTV WXYZ")
        yield text("R", "813.54<", 26, 7, f"Pagina {page + 1} / {pages}")


def broken(description):
    """The lines of a description, about as the program breaks them."""
    return textwrap.wrap(description, 26)


def height(row):
    """How much of a page a row takes, in points."""
    return 13.16 + LEADING * (max(1, len(broken(row[DESCRIPTION]))) - 1)


def shared_out(rows, pages):
    """The rows of each page, all pages being about as full."""
    shares, so_far, whole = [[] for _ in range(pages)], 0, sum(map(height, rows))
    for row in rows:
        shares[min(pages - 1, int(so_far / whole * pages))].append(row)
        so_far += height(row)
    return shares


def text(font, place, y, size, what):
    return f"text\t{font}\t{place}\t{y}\t{size}\t{what}"


def as_shown(row):
    """Cells of the CSV as they stand on the page."""
    cells = list(row)
    for index in DAYS:
        cells[index] = "/".join(reversed(cells[index].split("-")))
    euro, cents = cells[AMOUNT].split(",")
    cells[AMOUNT] = f"{int(euro):,}".replace(",", ".") + "," + cents if euro != "-0" else cells[AMOUNT]
    return cells


def pages_of(pdf):
    """The number of pages: the objects that are one, some of which lie in compressed streams of objects."""
    data = pdf.read_bytes()
    parts = [data]
    for stream in re.finditer(rb"/ObjStm\b.{0,200}?stream\r?\n", data, re.DOTALL):
        parts.append(zlib.decompressobj().decompress(data[stream.end() :]))
    return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in parts)


def check_words(pdf, rows, bookings):
    """Whether every booking is on the pages, as poppler reads them."""
    if not shutil.which("pdftotext"):
        print("LEFT OUT: reading the pages of competitors back, for want of pdftotext", file=sys.stderr)
        return
    found = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    amounts = sorted(re.findall(r"(?<=\s)-?[\d.]+,\d\d(?=\s)", found))
    if sorted(re.findall(r"\b1\d{8}\b", found)) != bookings or amounts != sorted(row[AMOUNT] for row in rows):
        sys.exit(f"{pdf} lacks bookings or amounts")


def measure(setting):
    """A table of all that write the pages, and of what they take when they only read what is to be written."""
    folder = setting.folder("pages")
    export, drawn = folder / "export.csv", folder / "pages.txt"
    # Write-offs are in the details, open items aren't.
    make_export(export, setting.share_of(1000, 2) * ROWS_A_PAGE, institutions=1)
    report = ["report", "financiele-details", "--input", export, "--period", "2026", "--out", folder, "--now", NOW]
    written = folder / "financiele-details_all_2026.pdf"
    ours = [setting.program, *report]

    subprocess.run([*ours, "--pdf-level", "3b"], check=True, capture_output=True)
    pages = pages_of(written)
    with open(written.with_suffix(".csv"), encoding="utf-8-sig", newline="") as file:
        headers, *rows = csv.reader(file, delimiter=";")
    rows = [as_shown(row) for row in rows]
    bookings = sorted(row[0] for row in rows)
    drawn.write_text("\n".join(texts(rows, headers, pages)) + "\n", encoding="utf-8", newline="\n")

    sizes = {}

    def judged(name, pdf, verify):
        def check(_printed):
            if pages_of(pdf) != pages:
                sys.exit(f"{name} wrote {pages_of(pdf)} pages, not {pages}")
            # The first time thoroughly; the bytes of later runs are the same.
            if sizes.setdefault(name, pdf.stat().st_size) != pdf.stat().st_size:
                sys.exit(f"{name} writes other bytes each time")
            if name not in seen:
                verify(pdf)
                seen.add(name)
            pdf.unlink()

        return check

    seen = set()
    verified = lambda pdf: subprocess.run([setting.program, "verify", pdf], check=True)
    read_back = lambda pdf: check_words(pdf, rows, bookings)
    fonts = [FONTS / "NotoSans-Regular.ttf", FONTS / "NotoSans-Bold.ttf"]
    contenders = []
    for level in ("3a", "3b"):
        for cores, where in ((0, ""), (1, ", one core")):
            name = f"kasverslag, PDF/A-{level}{where}"
            command = [*ours, "--pdf-level", level]
            contenders.append(Contender(name, command, judged(name, written, verified), cores=cores))
    contenders.append(Contender("kasverslag, CSV alone", [*ours, "--format", "csv"]))
    contenders.append(Contender("kasverslag, CSV alone, one core", [*ours, "--format", "csv"], cores=1))
    hand = [YARDSTICK / "write_pages", drawn, *fonts]
    other = folder / "other.pdf"
    contenders.append(Contender("pdf-writer", [*hand, other], judged("pdf-writer", other, read_back)))
    contenders.append(Contender("pdf-writer, reading alone", [*hand, "-"]))
    if has_package("reportlab"):
        canvas = rival("reportlab_pages", drawn, *fonts)
        contenders.append(Contender("ReportLab", [*canvas, other], judged("ReportLab", other, read_back)))
        contenders.append(Contender("ReportLab, reading alone", [*canvas, "-"]))
    scores = compete(contenders, setting.runs)

    lines, alone = [], {}
    for name, score in scores.items():
        if name not in sizes:
            lines.append(
                [name, table.wall(score), "", "", table.seconds(score.median("cpu")), "", table.mebibytes(score), ""]
            )
            continue
        reading = scores[reading_of(name)]
        seconds, cpu = (max(score.median(what) - reading.median(what), 1e-4) for what in ("seconds", "cpu"))
        alone[name] = Run(seconds, cpu, 0)
        speed = [table.count(round(pages / taken)) for taken in (score.median(), seconds)]
        size = f"{sizes[name] / 1e6:,.2f} MB"
        lines.append(
            [
                name,
                table.wall(score),
                *speed,
                table.seconds(score.median("cpu")),
                table.seconds(cpu),
                table.mebibytes(score),
                size,
            ]
        )
    headers = ["", "time (shortest – longest)", "pages/s", "without reading", "CPU", "without reading", "peak", "file"]
    return (
        f"{table.count(pages)} pages with {table.count(len(rows))} rows, {setting.runs} runs each in turn:\n\n"
        + table.table(headers, lines)
        + in_words(scores, alone)
    )


def in_words(scores, alone):
    """How much faster, and with how much more work: whole, and without reading."""
    tagged, plain = "kasverslag, PDF/A-3a", "kasverslag, PDF/A-3b"
    text = ""
    if "ReportLab" in alone:

        def faster(name):
            whole = scores["ReportLab"].median() / scores[name].median()
            return table.factor(whole), table.factor(alone["ReportLab"].seconds / alone[name].seconds)

        (two, two_alone), (one, one_alone) = faster(tagged), faster(f"{tagged}, one core")
        text += (
            f"\nTagged, kasverslag makes {two} times as many pages a second as ReportLab ({two_alone} without reading), "
            f"on one core {one} times as many ({one_alone})."
        )
    whole = table.factor(scores[plain].median("cpu") / scores["pdf-writer"].median("cpu"))
    without = table.factor(alone[plain].cpu / alone["pdf-writer"].cpu)
    return text + f"\nUntagged, it takes {whole} times the CPU of pdf-writer ({without} without reading).\n"


def reading_of(name):
    """The contender that does all of this one's work but the pages."""
    if not name.startswith("kasverslag"):
        return f"{name}, reading alone"
    return "kasverslag, CSV alone" + (", one core" if name.endswith(", one core") else "")
