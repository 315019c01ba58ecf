#!/usr/bin/env python3
"""Write all sample exports, code tables and the README of this folder.

Everything is invented. The same program writes the same files again: each
folder has its own seed, and zip and gzip members bear no time of their own.
Plain Python 3.11, no other packages:  python3 make_samples.py
"""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent

COLUMNS = [
    "Adm Id", "Datum boeking", "Datum afhandeling", "Dagboek", "Instantie", "Vestiging",
    "Boekingscode", "Bedrag afgehandeld", "Bedrag boeking", "Omschrijving", "Bron",
    "Afboek bron", "Actor Id", "ExemplaarId",
]  # fmt: skip

# --- code tables ---------------------------------------------------------

INSTITUTIONS = [  # code, name, financial organisation, cooperation group
    ("I200", "Stadsbibliotheek Havenstede", "303", "2"),
    ("I210", "Bibliotheek Rivierdal", "302", "3"),
    ("I212", "Bibliotheek Beekveld", "302", "3"),
    ("I355", "Bibliotheek Zonnedorp", "301", "1"),
]

BRANCHES = [  # 2132 belongs to I210, whatever its digits suggest
    ("2000", "I200", "Hoofdbibliotheek Kaai"),
    ("2001", "I200", "Wijkbibliotheek Noord"),
    ("2002", "I200", "Wijkbibliotheek De Linde"),
    ("2005", "I200", "Wijkbibliotheek Zuid"),
    ("2010", "I200", "Wijkbibliotheek Molenveld"),
    ("2100", "I210", "Rivierdal Centrum"),
    ("2101", "I210", "Rivierdal Brugge-eind"),
    ("2120", "I212", "Beekveld"),
    ("2132", "I210", "Rivierdal Overzijde"),
    ("3550", "I355", "Zonnedorp"),
]

CASH, BANK = "570000", "550000"
DAYBOOKS = [  # code, description, institution, ledger account, valid from, valid to
    ("A100", "Kwijtschelding contributie", "", "", "", ""),
    ("A200", "Kwijtschelding andere kosten", "", "", "", ""),
    ("A300", "Overgedragen aan gerechtsdeurwaarder", "", "", "", ""),
    ("A910", "Lidmaatschap stopgezet, verlopen maanden", "", "", "", ""),
    ("A911", "Lidmaatschap stopgezet, resterende maanden", "", "", "", ""),
    ("A915", "Conversie", "", "", "", ""),
    ("A920", "Verwijderd in bulk", "", "", "", ""),
    ("A929", "Conversie, rest", "", "", "", ""),
    ("A930", "Aangerekend exemplaar terug", "", "", "", ""),
    ("A960", "Lid elders in samenwerkingsgroep 1", "", "", "", ""),
    ("B001", "Bancontact balie Zonnedorp", "I355", BANK, "", ""),
    ("B003", "Online betalingen Zonnedorp", "I355", BANK, "2024-01-01", ""),
    ("B200", "Bancontact Kaai", "I200", BANK, "", ""),
    ("B201", "Bancontact Noord", "I200", BANK, "", ""),
    ("B202", "Bancontact De Linde", "I200", BANK, "", ""),
    ("B205", "Bancontact Zuid", "I200", BANK, "", ""),
    ("B206", "Bancontact Molenveld", "I200", BANK, "", ""),
    ("B209", "Online betalingen Havenstede", "I200", BANK, "", ""),
    ("B210", "Bancontact Rivierdal", "I210", BANK, "", ""),
    ("B212", "Bancontact Beekveld", "I210", BANK, "", "2025-12-31"),
    ("B212", "Bancontact Beekveld", "I212", BANK, "2026-01-01", ""),
    ("B219", "Online betalingen Rivierdal", "I210", BANK, "", ""),
    ("B229", "Online betalingen Beekveld", "I212", BANK, "", ""),
    ("B492", "Betaalautomaat Kaai, Bancontact", "I200", BANK, "", ""),
    ("B990", "Internetbetalingen zonder eigen dagboek", "", BANK, "", ""),
    ("K001", "Kas balie Zonnedorp", "I355", CASH, "", ""),
    ("K200", "Kas Kaai, balie 1", "I200", CASH, "", ""),
    ("K201", "Kas Noord", "I200", CASH, "", ""),
    ("K202", "Kas De Linde", "I200", CASH, "", ""),
    ("K203", "Kas Kaai, balie 2", "I200", CASH, "", ""),
    ("K205", "Kas Zuid", "I200", CASH, "", ""),
    ("K206", "Kas Molenveld", "I200", CASH, "", ""),
    ("K210", "Kas Rivierdal", "I210", CASH, "", ""),
    ("K212", "Kas Beekveld", "I210", CASH, "", "2025-12-31"),
    ("K212", "Kas Beekveld", "I212", CASH, "2026-01-01", ""),
    ("K492", "Betaalautomaat Kaai, kas", "I200", CASH, "", ""),
    ("R001", "Afgeboekt van tegoed", "", "", "", ""),
    ("S001", "Spaarpunten", "", "", "", ""),
    ("T001", "Cadeaubonnen", "", "", "", ""),
    ("V001", "Verrekening tussen instanties", "", "", "", ""),
]


@dataclass(frozen=True)
class Code:
    """A booking code: its text, ledger account, usual amounts in cents, and weights."""

    text: str
    account: str
    cents: tuple[int, ...] = ()
    desk: int = 0
    online: int = 0
    source: str = "B"


CODES = {
    "1010": Code("Contributie volwassene", "702010", (500,), 7, 10, "T"),
    "1020": Code("Contributie verminderd", "702020", (250,), 3, 4, "T"),
    "2110": Code("Telaatgeld boeken", "702110", tuple(range(10, 310, 10)) + (350, 400, 500), 30, 38, "Z"),
    "2120": Code("Telaatgeld cd", "702120", tuple(range(10, 160, 10)), 3, 3, "Z"),
    "2130": Code("Telaatgeld dvd", "702130", (50, 100, 150, 200, 400), 7, 8, "Z"),
    "2140": Code("Telaatgeld tijdschriften", "702140", tuple(range(10, 110, 10)), 4, 4, "Z"),
    "2220": Code("Leengeld cd", "702220", (50,), 1, 0, "Z"),
    "2230": Code("Leengeld dvd", "702230", (100, 125), 2, 0, "Z"),
    "2310": Code("Reservering", "702310", (50, 100, 150), 9, 14, "I"),
    "2410": Code("IBL openbare bibliotheek", "702410", (300,), 2, 2, "P"),
    "2420": Code("IBL wetenschappelijke bibliotheek", "702420", (800, 1000), 1, 1, "P"),
    "2610": Code("Materiaalvergoeding boeken", "702610", tuple(range(500, 3600, 100)), 2, 2),
    "2630": Code("Materiaalvergoeding dvd", "702630", tuple(range(800, 2600, 100)), 1, 0),
    "2710": Code("Verkoop afgevoerde boeken", "702710", (25, 50, 100), 8, 0),
    "2810": Code("Verloren lidkaart", "702810", (200, 250), 3, 0),
    "2820": Code("Maankost", "702820", (70, 95, 125), 3, 7, "T"),
    "2830": Code("Administratiekost nota", "702830", (100, 250), 1, 3, "T"),
    "2840": Code("Aangetekende zending", "702840", (650, 1000), 1, 1, "T"),
    "3010": Code("Boekenverkoop", "700010", (50, 100, 150, 200), 4, 0),
    "3020": Code("Draagtas", "700020", (25, 50, 100, 200), 3, 0),
    "3030": Code("Oortjes", "700030", (200,), 1, 0),
    "4010": Code("Prints A4 zwart", "704010", (10, 10, 20, 20, 30, 40, 50, 60, 80, 120), 22, 0, "P"),
    "4020": Code("Prints A4 kleur", "704020", (40, 50, 80, 100, 150, 200), 7, 0, "P"),
    "4030": Code("Kopiekaart", "704030", (50, 100, 250), 2, 0),
    "4040": Code("Activiteit", "704040", (500,), 2, 3, "I"),
    "4050": Code("Waarborg", "488000", (1000, 2000, 2500)),
    "4910": Code("Verkoop tegoed", "488100", (500, 1000, 2000, 5000)),
    "4990": Code("Kasverschil", "649000"),
    "5001": Code("Terugbetaling waarborg", "488000"),
    "5002": Code("Teruggave diverse", "709000"),
    "5910": Code("Teruggave tegoed", "488100"),
    "5990": Code("Kasafdracht", "580000"),
    "6010": Code("Ticket lezing", "706010", (500, 800, 1200)),
    "6020": Code("Ticket voorleestheater", "706020", (300, 600)),
    "7010": Code("Gift Vrienden van de Bib", "740010", (500, 1000, 2500, 5000)),
}

FREE_SALE = {"2710", "3010", "3020", "3030", "4010", "4020", "4030"}  # often without a card
HAS_ITEM = {"2110", "2120", "2130", "2140", "2220", "2230", "2310", "2610", "2630"}

CONFIG = """\
# Configuration for the sample exports in this folder. Everything is invented.

[tables]
institutions  = "codes/institutions.csv"
branches      = "codes/branches.csv"
daybooks      = "codes/daybooks.csv"
booking_codes = "codes/booking-codes.csv"
"""


def write_config() -> None:
    """Write `kasverslag.toml` and the four tables that it names."""
    codes = [(code, c.text, c.account) for code, c in CODES.items()]
    table("institutions", "code;name;financial_organisation;cooperation_group", INSTITUTIONS)
    table("branches", "code;institution;name", BRANCHES)
    table("daybooks", "code;description;institution;ledger_account;valid_from;valid_to", DAYBOOKS)
    table("booking-codes", "code;description;ledger_account", codes)
    libraries = [f'\n[[library]]\ninstitution = "{code}"\n' for code, _, _, _ in INSTITUTIONS]
    put("kasverslag.toml", (CONFIG + "".join(libraries)).encode())


def table(name: str, header: str, rows: list[tuple]) -> None:
    """Write one code table."""
    lines = [header] + [";".join(row) for row in rows]
    put(f"codes/{name}.csv", ("\n".join(lines) + "\n").encode())


# --- writing files -------------------------------------------------------


def put(path: str, content: bytes) -> None:
    """Write one file below this folder."""
    target = HERE / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def csv_text(header: list[str], rows: list[list[str]], sep: str = ";", end: str = "\r\n") -> str:
    """Join records, quoting only the fields that need it."""
    return "".join(sep.join(quoted(cell, sep) for cell in row) + end for row in [header, *rows])


def quoted(cell: str, sep: str) -> str:
    """A field, in quotes when it holds a separator, a quote or a line end."""
    if any(mark in cell for mark in (sep, '"', "\r", "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def gz(content: bytes) -> bytes:
    """Compress without name and time, so that the bytes repeat."""
    return gzip.compress(content, 9, mtime=0)


SHEET_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Dagboek" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
    '<Relationship Id="rId2" Target="styles.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm:ss"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def xlsx(rows: list[list[object]]) -> bytes:
    """A workbook with one sheet: `str` is text, `datetime` a date, `Number` and `ErrorCell` themselves."""
    body = "".join(
        f'<row r="{r}">' + "".join(sheet_cell(f"{chr(65 + c)}{r}", v) for c, v in enumerate(row)) + "</row>"
        for r, row in enumerate(rows, start=1)
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{body}</sheetData></worksheet>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in {**SHEET_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(member, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + part)
    return out.getvalue()


class Number(str):
    """The text of a number cell."""


class ErrorCell(str):
    """The text of an error cell, such as `#N/A`."""


def sheet_cell(ref: str, value: object) -> str:
    """One cell of the sheet; empty text gives no cell at all."""
    match value:
        case datetime():
            since = value - datetime(1899, 12, 30)
            return f'<c r="{ref}" s="1"><v>{since.days + since.seconds / 86400!r}</v></c>'
        case Number():
            return f'<c r="{ref}" s="2"><v>{value}</v></c>'
        case ErrorCell():
            return f'<c r="{ref}" t="e"><v>{value}</v></c>'
        case "" | None:
            return ""
        case _:
            return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


# --- daybook lines -------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of the export; open when `settled` is None."""

    posted: datetime
    settled: datetime | None
    daybook: str
    institution: str
    branch: str
    code: str
    cents: int
    posted_cents: int
    text: str
    source: str
    settle_source: str
    customer: str
    item: str
    number: int = 0

    @property
    def when(self) -> datetime:
        """The time by which the export is ordered."""
        return self.settled or self.posted


def euro(cents: int) -> str:
    """Cents as Belgian text: -1205 gives `-12,05`."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02d}"


def text_row(line: Line, dates: str) -> list[str]:
    """The fourteen fields of a line as text."""
    settled = line.settled.strftime(dates) if line.settled else ""
    return [
        f"{line.number:09d}", line.posted.strftime(dates), settled, line.daybook, line.institution,
        line.branch, line.code, euro(line.cents), euro(line.posted_cents), line.text, line.source,
        line.settle_source, line.customer, line.item,
    ]  # fmt: skip


def sheet_row(line: Line) -> list[object]:
    """The fourteen cells of a line: numbers and dates as such, codes as text."""
    row: list[object] = list(text_row(line, ""))
    row[1], row[2] = line.posted, line.settled
    row[7], row[8] = (Number(euro(c).replace(",", ".")) for c in (line.cents, line.posted_cents))
    return row


class Ledger:
    """Collects the lines of one folder, day by day, and keeps the drawers' contents."""

    def __init__(self, seed: int, customers: int) -> None:
        self.rng = random.Random(seed)
        self.people = [f"{4_000_000 + self.rng.randrange(900_000)}" for _ in range(customers)]
        self.lines: list[Line] = []
        self.drawer: dict[str, int] = {}
        self.reversed: set[int] = set()
        self.deposits: list[Line] = []

    def add(self, line: Line) -> Line:
        """Keep a line; cash goes into its drawer."""
        self.lines.append(line)
        if line.daybook.startswith("K"):
            self.drawer[line.daybook] = self.drawer.get(line.daybook, 0) + line.cents
        return line

    def cost(self, code: str, institution: str, branch: str, when: datetime, customer: str, late: bool = False) -> Line:
        """A new open cost, posted at `when` or, when `late`, some days before."""
        rng, meta = self.rng, CODES[code]
        cents = rng.choice(meta.cents)
        posted = when - timedelta(seconds=rng.randrange(5, 240))
        if late or (code in HAS_ITEM and rng.random() < 0.4):
            posted -= timedelta(days=rng.randrange(1, 45), seconds=rng.randrange(7200))
        if code in FREE_SALE and rng.random() < 0.7:
            customer = ""
        item = f"{300_000_000 + rng.randrange(90_000_000)}" if code in HAS_ITEM else ""
        return Line(posted, None, "", institution, branch, code, cents, cents,
                    self.wording(code, cents), meta.source, "", customer, item)  # fmt: skip

    def wording(self, code: str, cents: int) -> str:
        """Mostly the table's text, sometimes with more, sometimes none."""
        chance, text = self.rng.random(), CODES[code].text
        if chance < 0.04:
            return ""
        if chance < 0.12 and code in ("2110", "2120", "2140"):
            return f"{text}, {cents // 10} dagen"
        if chance < 0.12 and code == "4010":
            return f"{text}, {cents // 10} blz."
        return text

    def pay(self, cost: Line, daybook: str, when: datetime, settle_source: str = "B") -> Line:
        """Settle a cost in full."""
        return self.add(replace(cost, settled=when, daybook=daybook, settle_source=settle_source))

    def pay_split(self, cost: Line, first: str, second: str, when: datetime) -> None:
        """Settle a cost in two lines, partly on each daybook."""
        part = cost.cents // 200 * 100
        self.add(replace(cost, settled=when, daybook=first, settle_source="B", cents=part))
        later = when + timedelta(seconds=40)
        self.add(replace(cost, settled=later, daybook=second, settle_source="B", cents=cost.cents - part))

    def own(self, code: str, cents: int, daybook: str, institution: str, branch: str, when: datetime) -> None:
        """A line of the desk itself: cash drop, discrepancy."""
        self.add(Line(when, when, daybook, institution, branch, code, cents, cents,
                      CODES[code].text, "B", "B", "", ""))  # fmt: skip

    def drop(self, daybook: str, institution: str, branch: str, when: datetime) -> None:
        """Take the drawer's contents to the bank, in whole five euros."""
        if (cents := self.drawer.get(daybook, 0) // 500 * 500) > 0:
            self.own("5990", -cents, daybook, institution, branch, when)

    def discrepancy(self, daybook: str, institution: str, branch: str, when: datetime) -> None:
        """A small difference found at the cash count."""
        self.own("4990", self.rng.choice((-50, -20, -10, -5, 5, 10, 20, 50)), daybook, institution, branch, when)

    def storno(self, when: datetime, daybooks: tuple[str, ...]) -> None:
        """Reverse a recent payment at this desk and book it on the desk's other daybook."""
        recent = [
            i for i, line in enumerate(self.lines[-900:], start=max(0, len(self.lines) - 900))
            if line.settled and timedelta() < when - line.settled < timedelta(days=8) and line.cents > 0
            and line.daybook in daybooks and line.code != "4050" and line.code[:2] != "49"
            and line.settle_source == "B" and i not in self.reversed
        ]  # fmt: skip
        if not recent:
            return
        index = self.rng.choice(recent)
        self.reversed.add(index)
        wrong = self.lines[index]
        right = self.rng.choice([code for code in daybooks if code != wrong.daybook])
        self.add(replace(wrong, settled=when, cents=-wrong.cents))
        self.add(replace(wrong, settled=when + timedelta(seconds=25), daybook=right))
        self.reversed.add(len(self.lines) - 1)

    def waive(self, cost: Line, when: datetime) -> None:
        """Write a cost off, by hand."""
        self.pay(cost, "A100" if cost.code[0] == "1" else "A200", when)

    def guarantee(self, daybook: str, institution: str, branch: str, when: datetime) -> None:
        """Take a guarantee deposit."""
        cost = self.cost("4050", institution, branch, when, self.rng.choice(self.people))
        self.deposits.append(self.pay(cost, daybook, when))

    def give_back(self, when: datetime) -> None:
        """Pay the oldest guarantee back, on the daybook that took it."""
        if self.deposits:
            taken = self.deposits.pop(0)
            self.add(replace(taken, posted=when, settled=when, code="5001", cents=-taken.cents,
                             posted_cents=-taken.cents, text=CODES["5001"].text))  # fmt: skip

    def numbered(self, first: int) -> list[Line]:
        """All lines in time order, with ids that rise with gaps."""
        number, done = first, []
        for line in sorted(self.lines, key=lambda line: line.when):
            done.append(replace(line, number=number))
            number += self.rng.choice((1, 1, 1, 2, 3))
        return done


DESK_CODES = [code for code, c in CODES.items() if c.desk]
DESK_WEIGHTS = [CODES[code].desk for code in DESK_CODES]
ONLINE_CODES = [code for code, c in CODES.items() if c.online]
ONLINE_WEIGHTS = [CODES[code].online for code in ONLINE_CODES]


def draw(rng: random.Random, online: bool = False) -> str:
    """A booking code, by weight."""
    if online:
        return rng.choices(ONLINE_CODES, ONLINE_WEIGHTS)[0]
    return rng.choices(DESK_CODES, DESK_WEIGHTS)[0]


def days(first: date, last: date) -> list[date]:
    """All days of a period, both ends inclusive."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A time on a day."""
    return datetime(day.year, day.month, day.day, hour, minute, second)


def times(rng: random.Random, day: date, opens: int, closes: int, count: int) -> list[datetime]:
    """`count` times between opening and closing hour, ascending."""
    span = (closes - opens) * 3600 - (600 if closes < 24 else 0)
    return [at(day, opens) + timedelta(seconds=s) for s in sorted(rng.sample(range(span), count))]


def desk_day(ledger: Ledger, day: date, opens: int, closes: int, lines: int, desk: Desk) -> None:
    """A day at one desk: visits of one to four costs each, paid in one way."""
    rng, left = ledger.rng, lines
    for when in times(rng, day, opens, closes, lines):
        if left <= 0:
            break
        count = min(left, rng.choices((1, 2, 3, 4), (60, 25, 10, 5))[0])
        left -= count
        customer, daybook = rng.choice(ledger.people), rng.choices(desk.daybooks, desk.weights)[0]
        institution, branch = rng.choices(desk.origins, desk.origin_weights)[0]
        for n in range(count):
            moment = when + timedelta(seconds=n)
            cost = ledger.cost(draw(rng), institution, branch, moment, customer)
            if cost.cents >= 1000 and rng.random() < 0.25:
                ledger.pay_split(cost, desk.daybooks[0], desk.daybooks[-1], moment)
            else:
                ledger.pay(cost, daybook, moment)


@dataclass(frozen=True)
class Desk:
    """Where the money goes in, and where the costs come from."""

    daybooks: tuple[str, ...]
    weights: tuple[int, ...]
    origins: tuple[tuple[str, str], ...]
    origin_weights: tuple[int, ...]


def online_day(ledger: Ledger, day: date, daybook: str, count: int, origins: list[tuple[str, str]]) -> None:
    """Online payments, at any hour."""
    rng = ledger.rng
    for when in times(rng, day, 0, 24, count):
        institution, branch = rng.choice(origins)
        cost = ledger.cost(draw(rng, online=True), institution, branch, when, rng.choice(ledger.people), late=True)
        ledger.pay(cost, daybook, when, "I")


def side_lines(ledger: Ledger, day: date, hour: int, origin: tuple[str, str], open_rate: float, waive_rate: float) -> None:
    """Costs of the day that stay open, and older costs that are written off."""
    rng = ledger.rng
    while rng.random() < open_rate:
        ledger.add(ledger.cost(rng.choice(("2110", "2130", "2310", "2820", "1010")), *origin,
                               at(day, hour, rng.randrange(60)), rng.choice(ledger.people)))  # fmt: skip
    while rng.random() < waive_rate:
        when = at(day, hour, rng.randrange(60), rng.randrange(60))
        cost = ledger.cost(rng.choice(("2110", "2110", "2130", "2820", "1010")), *origin, when,
                           rng.choice(ledger.people), late=True)  # fmt: skip
        ledger.waive(cost, when)


# --- zonnedorp: a small town library ------------------------------------

CLOSED = {date(2026, 7, 11), date(2026, 7, 21), date(2026, 8, 15)}
SILENT = {date(2026, 7, 21), date(2026, 8, 16), date(2026, 8, 17), date(2026, 9, 6)}
TINY = date(2026, 8, 18)


def zonnedorp() -> list[Shown]:
    """One quarter of I355, one CSV a month."""
    ledger, here = Ledger(3550, 350), ("I355", "3550")
    desk = Desk(("K001", "B001"), (50, 50), (here,), (1,))
    for day in days(date(2026, 7, 1), date(2026, 9, 30)):
        if day == TINY:
            tiny_day(ledger, here)
        elif day not in SILENT:
            zonnedorp_day(ledger, day, desk)
    shown = []
    numbered = ledger.numbered(412_001)
    for month, name in ((7, "2026-07"), (8, "2026-08"), (9, "2026-09")):
        lines = [line for line in numbered if line.when.month == month]
        rows = [text_row(line, "%d-%m-%Y %H:%M:%S") for line in lines]
        put(f"zonnedorp/dagboek_{name}.csv", csv_text(COLUMNS, rows).encode())
        shown.append(Shown(f"dagboek_{name}.csv", len(rows), summary(lines)))
    busy = {line.settled.date() for line in numbered if line.settled}
    idle = [f"{day:%d-%m}" for day in days(date(2026, 7, 1), date(2026, 9, 30)) if day not in busy]
    return [*shown, Shown("*.csv", len(numbered), "no bookings at all on " + ", ".join(idle))]


def zonnedorp_day(ledger: Ledger, day: date, desk: Desk) -> None:
    """A usual day: the desk from Tuesday to Saturday, online payments always."""
    rng, here = ledger.rng, ("I355", "3550")
    online_day(ledger, day, "B003", rng.choice((0, 0, 1, 1, 2, 3, 4)), [here])
    if day.weekday() in (0, 6) or day in CLOSED:
        return
    busy = day.weekday() in (2, 5)
    closes = 13 if day.weekday() == 5 else 18
    desk_day(ledger, day, 10, closes, rng.randrange(18, 39) if busy else rng.randrange(5, 20), desk)
    side_lines(ledger, day, 11, here, 0.25, 0.2)
    if rng.random() < 0.15:
        ledger.storno(at(day, closes - 1, 20), desk.daybooks)
    if rng.random() < 0.1:
        ledger.guarantee("K001", *here, at(day, closes - 1, 30))
    elif rng.random() < 0.1:
        ledger.give_back(at(day, closes - 1, 40))
    if rng.random() < 0.07:
        ledger.discrepancy("K001", *here, at(day, closes, 1))
    if day.weekday() == 5 or day == date(2026, 7, 10) or day == date(2026, 8, 14):
        ledger.drop("K001", *here, at(day, closes, 5))


def tiny_day(ledger: Ledger, here: tuple[str, str]) -> None:
    """Three cash lines, 1,40 euro in all."""
    for minute, code, cents in ((12, "4010", 40), (31, "2110", 50), (58, "2710", 50)):
        when = at(TINY, 14, minute)
        cost = ledger.cost(code, *here, when, "4100237" if code == "2110" else "")
        ledger.pay(replace(cost, cents=cents, posted_cents=cents, text=CODES[code].text), "K001", when)


# --- samenwerking: two libraries of group 3 ------------------------------


def samenwerking() -> list[Shown]:
    """October 2026 of I210 and I212, each receiving the other's costs too."""
    ledger = Ledger(2100, 800)
    rivierdal = Desk(("K210", "B210"), (45, 55), (("I210", "2100"), ("I210", "2101"), ("I210", "2132"), ("I212", "2120")),
                     (50, 20, 15, 15))  # fmt: skip
    beekveld = Desk(("K212", "B212"), (50, 50), (("I212", "2120"), ("I210", "2100")), (95, 5))
    for day in days(date(2026, 10, 1), date(2026, 10, 31)):
        cooperation_day(ledger, day, rivierdal, beekveld)
    parts = {"01_10": [], "11_20": [], "21_31": []}
    for line in ledger.numbered(880_001):
        parts["01_10" if line.when.day <= 10 else "11_20" if line.when.day <= 20 else "21_31"].append(line)
    first, second, third = ([text_row(line, "%d/%m/%Y %H:%M:%S") for line in part] for part in parts.values())
    put("samenwerking/dagboek_2026-10-01_10.csv", csv_text(COLUMNS, first).encode())
    put("samenwerking/dagboek_2026-10-11_20.csv.gz", gz(csv_text(COLUMNS, second).encode()))
    cells = [sheet_row(line) for line in parts["21_31"]]
    put("samenwerking/dagboek_2026-10-21_31.xlsx", xlsx([list(COLUMNS), *cells]))
    return [
        Shown(f"dagboek_2026-10-{name}", len(part), summary(part))
        for name, part in zip(("01_10.csv", "11_20.csv.gz", "21_31.xlsx"), parts.values())
    ]


def cooperation_day(ledger: Ledger, day: date, rivierdal: Desk, beekveld: Desk) -> None:
    """Online payments always; both desks open from Tuesday to Saturday."""
    rng = ledger.rng
    online_day(ledger, day, "B219", rng.randrange(2, 9), [("I210", "2100"), ("I210", "2101"), ("I210", "2132")])
    online_day(ledger, day, "B229", rng.randrange(0, 4), [("I212", "2120")])
    if day.weekday() in (0, 6):
        return
    desk_day(ledger, day, 10, 18, rng.randrange(45, 95), rivierdal)
    desk_day(ledger, day, 13, 18, rng.randrange(8, 35), beekveld)
    side_lines(ledger, day, 12, ("I210", rng.choice(("2100", "2101", "2132"))), 0.6, 0.4)
    side_lines(ledger, day, 14, ("I212", "2120"), 0.3, 0.2)
    if rng.random() < 0.4:
        ledger.storno(at(day, 17, 15), rivierdal.daybooks)
    if rng.random() < 0.2:
        ledger.guarantee("B210", "I210", "2100", at(day, 17, 25))
    if rng.random() < 0.15:
        ledger.discrepancy("K210", "I210", "2100", at(day, 18, 1))
    if day.weekday() == 5:
        ledger.drop("K210", "I210", "2100", at(day, 18, 5))
        ledger.drop("K212", "I212", "2120", at(day, 18, 6))
        ledger.give_back(at(day, 17, 50))


# --- stad: a city library ------------------------------------------------

CITY = (
    ("2000", ("K200", "K203", "B200"), (25, 20, 55), 120),
    ("2001", ("K201", "B201"), (45, 55), 42),
    ("2002", ("K202", "B202"), (50, 50), 36),
    ("2005", ("K205", "B205"), (45, 55), 32),
    ("2010", ("K206", "B206"), (55, 45), 24),
)


def stad() -> list[Shown]:
    """October 2026 of I200: five branches and a payment machine."""
    ledger = Ledger(2000, 6000)
    for day in days(date(2026, 10, 1), date(2026, 10, 31)):
        city_day(ledger, day)
    city_refunds(ledger)
    lines = ledger.numbered(5_300_001)
    rows = [text_row(line, "%Y-%m-%d %H:%M:%S") for line in lines]
    put("stad/dagboek_2026-10.csv", csv_text(COLUMNS, rows).encode())
    return [Shown("dagboek_2026-10.csv", len(rows), summary(lines))]


def city_day(ledger: Ledger, day: date) -> None:
    """Online payments always; on Sunday the main branch alone, for three hours."""
    rng = ledger.rng
    online_day(ledger, day, "B209", rng.randrange(18, 42), [("I200", row[0]) for row in CITY])
    sunday = day.weekday() == 6
    for branch, daybooks, weights, usual in CITY[:1] if sunday else CITY:
        others = [("I200", row[0]) for row in CITY if row[0] != branch]
        desk = Desk(daybooks, weights, (("I200", branch), *others), (90, *(len(others) * [3])))
        usual = usual // 3 if sunday else usual
        desk_day(ledger, day, 10, 13 if sunday else 19, rng.randrange(usual * 3 // 4, usual * 5 // 4), desk)
        side_lines(ledger, day, 12, ("I200", branch), 0.5, 0.5)
        if day.weekday() == 4:
            for drawer in (code for code in daybooks if code[0] == "K"):
                ledger.drop(drawer, "I200", branch, at(day, 19, 5))
        if rng.random() < 0.1:
            ledger.discrepancy(daybooks[0], "I200", branch, at(day, 13 if sunday else 19, 1))
        if rng.random() < 0.25:
            ledger.storno(at(day, 13 if sunday else 18, 58), daybooks)
    machine_day(ledger, day, 4 if sunday else rng.randrange(7, 14))
    special_lines(ledger, day)
    if rng.random() < 0.3:
        ledger.guarantee("B200", "I200", "2000", at(day, 11, 3))
    if rng.random() < 0.2:
        ledger.give_back(at(day, 11, 50))


def machine_day(ledger: Ledger, day: date, visits: int) -> None:
    """Credit bought at the payment machine, and costs of the same amount settled from it."""
    rng = ledger.rng
    for when in times(rng, day, 10, 13 if day.weekday() == 6 else 19, visits):
        customer = rng.choice(ledger.people)
        costs = [
            ledger.cost(draw(rng, online=True), "I200", rng.choice(CITY)[0], when, customer, late=True)
            for _ in range(rng.randrange(1, 4))
        ]
        due = sum(cost.cents for cost in costs)
        cash = due // 500 * 500 if rng.random() < 0.15 else due if rng.random() < 0.4 else 0
        for daybook, cents in (("K492", cash), ("B492", due - cash)):
            if cents:
                credit = replace(ledger.cost("4910", "I200", "2000", when, customer), cents=cents, posted_cents=cents)
                ledger.pay(replace(credit, source="S", text=CODES["4910"].text), daybook, when, "S")
        for n, cost in enumerate(costs, start=2):
            ledger.pay(cost, "R001", when + timedelta(seconds=n), "S")
    if day.weekday() == 4:
        ledger.drop("K492", "I200", "2000", at(day, 19, 10))


def special_lines(ledger: Ledger, day: date) -> None:
    """Tickets, gifts, offsets, points, vouchers and automatic write-offs."""
    rng = ledger.rng

    def settle(code: str, daybook: str, hour: int, source: str = "B") -> None:
        when = at(day, hour, rng.randrange(60), rng.randrange(60))
        cost = ledger.cost(code, "I200", rng.choice(CITY)[0], when, rng.choice(ledger.people))
        ledger.pay(cost, daybook, when, source)

    for _ in range(rng.randrange(0, 7)):
        settle(rng.choice(("6010", "6010", "6020")), rng.choice(("B209", "B200", "K200")), 12)
    if rng.random() < 0.3:
        settle("7010", rng.choice(("B209", "B200", "K203")), 12)
    for daybook in ("V001", "S001", "T001"):
        if rng.random() < 0.2:
            settle(rng.choice(("2110", "2310", "3010")), daybook, 12)
    if day.weekday() == 0:
        for daybook, code in (("A300", "2610"), ("A910", "1010"), ("A911", "1010"), ("A920", "2110"), ("A930", "2610")):
            settle(code, daybook, 3, "T")


def city_refunds(ledger: Ledger) -> None:
    """Money given back at the desk; credit bought at the machine and not wanted."""
    for day, cents in ((date(2026, 10, 8), 1000), (date(2026, 10, 22), 500)):
        customer = ledger.rng.choice(ledger.people)
        base = replace(ledger.cost("4910", "I200", "2000", at(day, 15), customer), text=CODES["4910"].text, source="S")
        ledger.pay(replace(base, cents=cents, posted_cents=cents), "K492", at(day, 15), "S")
        back = replace(base, posted=at(day, 15, 9), code="5910", cents=-cents, posted_cents=-cents,
                       text=CODES["5910"].text, source="B")  # fmt: skip
        ledger.pay(back, "K200", at(day, 15, 9))
    for day, daybook, cents in ((date(2026, 10, 13), "B200", 500), (date(2026, 10, 27), "K201", 200)):
        ledger.add(Line(at(day, 16), at(day, 16), daybook, "I200", "2000", "5002", -cents, -cents,
                        "Teruggave dubbel betaald", "B", "B", ledger.rng.choice(ledger.people), ""))  # fmt: skip


# --- what the README tells ----------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A file in the README: its name, its records, and what to expect of it."""

    name: str
    records: int
    note: str


def summary(lines: list[Line]) -> str:
    """The sums over the kinds of daybook, and the number of open items, for the README."""
    parts = []
    for label, kinds in (("K, B", "KB"), ("R", "R"), ("A", "A"), ("V, S, T", "VST")):
        chosen = [line for line in lines if line.settled and line.daybook[0] in kinds]
        if chosen:
            paid_out = -sum(line.cents for line in chosen if line.code[0] == "5")
            taken_in = sum(line.cents for line in chosen) + paid_out
            parts.append(f"{label}: {len(chosen)} lines, {euro(taken_in)}" + (f" in, {euro(paid_out)} out" if paid_out else ""))
    return "; ".join([*parts, f"open: {sum(1 for line in lines if not line.settled)}"])


# --- ongewoon: odd, yet acceptable ---------------------------------------


class Odd:
    """Writes the odd files; its records count their own ids up."""

    def __init__(self) -> None:
        self.next = 700_000_001
        self.shown: list[Shown] = []

    def row(self, when: str, daybook: str, code: str, amount: str, text: str = "", **other: str) -> dict[str, str]:
        """One record by column name; `other` overrides: posted, branch, customer, item, source, settle, id."""
        number = other.get("id", f"{self.next:09d}")
        self.next += "id" not in other
        fields = [
            number, other.get("posted", when), when, daybook, other.get("institution", "I355"),
            other.get("branch", "3550"), code, amount, other.get("posted_amount", amount), text,
            other.get("source", "B"), other.get("settle", "B"), other.get("customer", "4100237"), other.get("item", ""),
        ]  # fmt: skip
        return dict(zip(COLUMNS, fields, strict=True))

    def file(self, name: str, rows: list[dict[str, str]], note: str, header: dict[str, str] | None = None,
             sep: str = ";", end: str = "\r\n", encoding: str = "utf-8", text: str | None = None) -> None:  # fmt: skip
        """Write a file; `header` maps our column names to its own, in its own order."""
        header = header or {name: name for name in COLUMNS}
        if text is None:
            text = csv_text(list(header.values()), [[row[key] for key in header] for row in rows], sep, end)
        put(f"ongewoon/{name}", text.encode(encoding))
        self.shown.append(Shown(name, len(rows), note))


def ongewoon() -> list[Shown]:
    """All odd files, by subfolder."""
    odd = Odd()
    for part in (odd_storno, odd_zomeruur, odd_jaarwissel, odd_codes, odd_tekst, odd_codering, odd_vorm, odd_datum, odd_bedrag):
        part(odd)
    odd_overlap(odd)
    return odd.shown


def odd_storno(odd: Odd) -> None:
    """Stornos, refunds, write-offs."""
    first = [
        odd.row("14-07-2026 11:02:10", "K001", "2110", "3,20", "Telaatgeld boeken", posted="02-07-2026 16:00:00"),
        odd.row("28-07-2026 15:40:00", "B001", "2610", "18,00", "Materiaalvergoeding boeken", posted="28-07-2026 15:39:02"),
        odd.row("31-07-2026 17:12:45", "K001", "1010", "5,00", "Contributie volwassene"),
        odd.row("", "", "2610", "12,00", "Materiaalvergoeding boeken", posted="30-07-2026 10:00:00", settle=""),
    ]
    odd.file("storno/export_2026-08-01.csv", first, "July as exported on 1 August: 26,20 received, 1 open")
    later = [
        odd.row("28-07-2026 15:40:00", "B001", "2610", "-18,00", "Materiaalvergoeding boeken", posted="28-07-2026 15:39:02"),
        odd.row("14-07-2026 11:02:10", "K001", "2110", "-3,20", "Telaatgeld boeken", posted="02-07-2026 16:00:00"),
        odd.row("13-08-2026 10:05:00", "B001", "2110", "3,20", "Telaatgeld boeken", posted="02-07-2026 16:00:00"),
    ]
    odd.file("storno/export_2026-09-01.csv", later,
             "stornos made on 4 and 13 August, dated back to the day of the payment (28-07, and 14-07: the full"
             " 30 days); with the file above July becomes 5,00")  # fmt: skip
    odd.file("storno/terugbetalingen.csv", [
        odd.row("01-09-2026 10:00:00", "K001", "4050", "20,00", "Waarborg", customer="4100301"),
        odd.row("15-09-2026 10:00:00", "K001", "5001", "-20,00", "Terugbetaling waarborg", customer="4100301"),
        odd.row("15-09-2026 10:10:00", "B001", "5002", "-3,50", "Teruggave dubbele betaling"),
        odd.row("15-09-2026 10:20:00", "K001", "5910", "-10,00", "Teruggave tegoed"),
        odd.row("15-09-2026 10:25:00", "K001", "5910", "10,00", "Teruggave tegoed"),
        odd.row("15-09-2026 17:55:00", "K001", "5990", "-55,00", "Kasafdracht", customer=""),
    ], "money out (group 5) and the storno of one refund, which is positive: Ontvangsten 20,00, Uitgaven 78,50")  # fmt: skip
    odd.file("storno/afboekingen.csv", [
        odd.row("02-09-2026 09:00:00", daybook, code, amount, text, settle=settle)
        for daybook, code, amount, text, settle in (
            ("A100", "1010", "5,00", "Contributie volwassene", "B"), ("A200", "2110", "4,40", "Telaatgeld boeken", "B"),
            ("A300", "2610", "34,00", "Materiaalvergoeding boeken", "T"), ("A910", "1010", "2,50", "Contributie volwassene", "T"),
            ("A911", "1010", "2,50", "Contributie volwassene", "T"), ("A915", "2110", "0,60", "Telaatgeld boeken", "T"),
            ("A920", "2110", "0,10", "Telaatgeld boeken", "T"), ("A929", "2130", "1,00", "Telaatgeld dvd", "T"),
            ("A930", "2610", "17,00", "Materiaalvergoeding boeken", "T"), ("A960", "1010", "5,00", "Contributie volwassene", "T"),
        )
    ], "write-offs only: nothing received; 72,10 apart when write-offs are asked for")  # fmt: skip
    odd.file("storno/som_nul.csv", [
        odd.row("03-09-2026 10:00:00", "K001", "2310", "1,00", "Reservering"),
        odd.row("03-09-2026 10:30:00", "K001", "2310", "-1,00", "Reservering"),
        odd.row("03-09-2026 10:31:00", "B001", "2310", "0,00", "Reservering gratis"),
    ], "lines that add up to zero stay visible: K001 2 lines 0,00, B001 1 line 0,00")  # fmt: skip


def odd_zomeruur(odd: Odd) -> None:
    """Both clock changes of 2026, and midnight in UTC against Brussels."""

    def lines(*stamps: str) -> list[dict[str, str]]:
        return [odd.row(stamp, "B003", "2110", "1,00", "Telaatgeld boeken", source="Z", settle="I") for stamp in stamps]

    odd.file("zomeruur/lente_zonder_offset.csv", lines(
        "28-03-2026 23:59:59", "29-03-2026 00:00:00", "29-03-2026 01:59:59", "29-03-2026 02:30:00",
        "29-03-2026 03:00:00", "29-03-2026 23:59:59", "30-03-2026 00:00:00",
    ), "02:30 does not exist on 29 March; lines a day: 28th 1, 29th 5, 30th 1")  # fmt: skip
    odd.file("zomeruur/lente_met_offset.csv", lines(
        "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z",
        "2026-03-29T03:00:00+02:00", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z", "2026-03-29T23:59:59Z",
        "2026-03-29T17:59:59-05:00",
    ), "in Brussels: 28th 1, 29th 5, 30th 3")  # fmt: skip
    odd.file("zomeruur/herfst_zonder_offset.csv", lines(
        "24-10-2026 23:59:59", "25-10-2026 00:00:00", "25-10-2026 02:30:00", "25-10-2026 02:30:00",
        "25-10-2026 03:00:00", "25-10-2026 23:59:59", "26-10-2026 00:00:00",
    ), "02:30 comes twice on 25 October; lines a day: 24th 1, 25th 5, 26th 1")  # fmt: skip
    odd.file("zomeruur/herfst_met_offset.csv", lines(
        "2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z",
        "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z",
        "2026-10-25T23:59:59+00:00",
    ), "in Brussels: 24th 1, 25th 6, 26th 2")  # fmt: skip


def odd_jaarwissel(odd: Odd) -> None:
    """The turn of the year, in ISO week 53."""
    stamps = ("27-12-2026 23:59:59", "28-12-2026 00:00:00", "30-12-2026 14:10:00", "31-12-2026 23:59:59",
              "01-01-2027 00:00:00", "02-01-2027 11:30:00", "03-01-2027 23:59:59", "04-01-2027 00:00:00")  # fmt: skip
    rows = [
        odd.row(stamp, "K001" if n in (2, 5) else "B003", "1010", f"{n},00", "Contributie volwassene", settle="I")
        for n, stamp in enumerate(stamps, start=1)
    ]
    odd.file("jaarwissel/jaarwissel.csv", rows,
             "2026-W52 1,00; 2026-W53 (28-12 to 03-01) 27,00; 2027-W01 8,00; year 2026 10,00; year 2027 26,00")  # fmt: skip


def odd_codes(odd: Odd) -> None:
    """Codes that no table knows, fallback daybooks, odd kinds."""
    when = "08-09-2026 10:00:00"
    odd.file("codes/onbekend.csv", [
        odd.row(when, "K777", "2110", "1,00", "Telaatgeld boeken"),
        odd.row(when, "K001", "2110", "2,00", "Telaatgeld boeken", branch="3999"),
        odd.row(when, "B001", "2999", "3,00", "Iets nieuws"),
        odd.row(when, "B001", "2998", "4,00"),
        odd.row(when, "K001", "2110", "5,00", "Telaatgeld boeken", source="Q", settle="F"),
    ], "unknown daybook K777, branch 3999, booking codes 2999 and 2998: findings, 15,00 stays in;"
       " sources Q and F pass through")  # fmt: skip
    odd.file("codes/terugval.csv", [
        odd.row(when, "K000", "2110", "1,50", "Telaatgeld boeken"),
        odd.row(when, "B990", "2310", "2,50", "Reservering", source="I", settle="I"),
        odd.row(when, "B003", "2310", "0,50", "Reservering", source="I", settle="I"),
    ], "fallback daybook K000: a finding; B990 belongs with the library's own online daybook B003")  # fmt: skip
    odd.file("codes/andere_letters.csv", [
        odd.row(when, daybook, "2110", amount, "Telaatgeld boeken")
        for daybook, amount in (("X001", "1,00"), ("G001", "2,00"), ("R001", "4,00"), ("V001", "8,00"),
                                ("S001", "16,00"), ("T001", "32,00"), ("K001", "64,00"))
    ], "received 66,00 (K001, G001); X001 apart as `overige` and a finding; R, V, S, T apart; X001 and G001 unknown")  # fmt: skip


def odd_tekst(odd: Odd) -> None:
    """Names, quotes, formulas, long text."""
    when = "09-09-2026 10:00:00"

    def file(name: str, texts: list[str], note: str) -> None:
        odd.file(f"tekst/{name}", [odd.row(when, "K001", "4040", "5,00", text) for text in texts], note)

    file("namen.csv", [
        "Lezing in Łódź", "Café d'Été", "½ dagkaart – 2,50 €", "Œuvre complète, Ĳsland, Çelik & Søn",
        "Cafe\u0301 (teken en accent apart)", "naïef, coëfficiënt, hôtel", "Straße, niño, Dvořák", "“krullen” ‘en’ …",
    ], "letters and signs beyond ASCII; record 5 writes é as two code points")  # fmt: skip
    file("aanhalingstekens.csv", [
        "Boek; strip; cd", 'De zogenaamde "Grote Lezing"', "eerste regel\r\ntweede regel", "een\n\ndrie", '"', "gewoon",
    ], "separators, quotes and line ends inside fields; record 4 starts on line 6 and ends on line 8, the last record is line 10")  # fmt: skip
    file("formules.csv", ["=1+1", "@x", "-korting", "+32 3 000 00 00", '=HYPERLINK("http://voorbeeld.invalid";"klik")', "\ttab vooraan"],
         "text that a spreadsheet would run: defused in CSV output")  # fmt: skip
    sentence = "Deelname aan de workshop boekbinden voor beginners, materiaal inbegrepen. "
    file("lang.csv", [(sentence * 4).strip(), "x" * 1000, (sentence * 68).strip()],
         "descriptions of 295, 1,000 (no blank in it) and 5,031 characters")  # fmt: skip


def odd_codering(odd: Odd) -> None:
    """Character encodings."""
    texts = ["Café d'Été", "½ dagkaart – 2,50 €", "naïef, hôtel, Straße"]

    def file(name: str, encoding: str, note: str) -> None:
        rows = [odd.row("10-09-2026 11:00:00", "B001", "4040", "5,00", text) for text in texts]
        odd.file(f"codering/{name}", rows, note, encoding=encoding)

    file("windows1252.csv", "cp1252", "Windows-1252: a finding (encoding fall-back)")
    file("utf8_met_bom.csv", "utf-8-sig", "UTF-8 with byte order mark")
    texts.append("Lezing in Łódź")
    rows = [odd.row("10-09-2026 12:00:00", "B001", "4040", "5,00", text) for text in texts]
    for name, encoding in (("utf16le_met_bom.csv", "utf-16-le"), ("utf16be_met_bom.csv", "utf-16-be")):
        if encoding == "utf-16-be":
            rows = [odd.row("10-09-2026 13:00:00", "B001", "4040", "5,00", text) for text in texts]
        text = "\ufeff" + csv_text(COLUMNS, [list(row.values()) for row in rows])
        odd.file(f"codering/{name}", rows, f"{encoding[:6].upper()}{encoding[7:].upper()} with byte order mark",
                 encoding=encoding, text=text)  # fmt: skip


ENGLISH = {
    "Adm Id": "Transaction id", "Datum boeking": "Date posted", "Datum afhandeling": "Date settled",
    "Dagboek": "Journal", "Instantie": "Institution", "Vestiging": "Location", "Boekingscode": "Booking code",
    "Bedrag afgehandeld": "Amount", "Bedrag boeking": "Amount posted", "Omschrijving": "Description",
    "Bron": "Source", "Afboek bron": "Settlement source", "Actor Id": "Customer", "ExemplaarId": "Item",
}  # fmt: skip
LOOSE = {
    "Bedrag afgehandeld": "  BEDRAG ", "Dagboek": "dagboek_code", "Datum afhandeling": "Afboek-Datum",
    "Datum boeking": "OPBOEK DATUM", "Adm Id": "adm_id", "Instantie": "Instantië", "Vestiging": "vestigings-code",
    "Boekingscode": "boekings code", "Omschrijving": "OMSCHRIJVING",
}  # fmt: skip


def odd_vorm(odd: Odd) -> None:
    """Headers, separators, line ends, blank lines."""

    def rows(hour: int) -> list[dict[str, str]]:
        return [
            odd.row(f"11-09-2026 {hour}:00:00", "K001", "2110", "1,20", "Telaatgeld boeken"),
            odd.row(f"11-09-2026 {hour}:05:00", "B001", "1010", "5,00", "Contributie volwassene"),
            odd.row(f"11-09-2026 {hour}:10:00", "K001", "5001", "-20,00", "Terugbetaling waarborg"),
        ]

    odd.file("vorm/alleen_kop.csv", [], "header only: an empty export, no fault")
    odd.file("vorm/koppen_engels.csv", rows(10), "English headers", ENGLISH)
    odd.file("vorm/koppen_los.csv", rows(11), "needed columns only, other order, case, blanks, accents, `_` and `-`", LOOSE)
    split = rows(12)
    for row in split:
        row["groep"], row["Boekingscode"] = row["Boekingscode"][0], row["Boekingscode"][1:]
    odd.file("vorm/groep_en_code.csv", split, "booking group and three-digit code in two columns (2 + 110, 5 + 001)",
             {**dict(zip(COLUMNS[:6], COLUMNS[:6])), "groep": "Boekingsgroep", **dict(zip(COLUMNS[6:], COLUMNS[6:]))})  # fmt: skip
    extra = rows(13)
    for row in extra:
        row |= {"Factuurnummer": "F2026-0007", "Kasnummer": "3550001", "Medewerker": "M12", "Kleur": "blauw"}
    odd.file("vorm/extra_kolommen.csv", extra, "three more known columns, and `Kleur`, ignored with a notice",
             {key: key for key in extra[0]})  # fmt: skip
    odd.file("vorm/komma.csv", rows(14), "comma separated, so amounts are quoted", sep=",")
    odd.file("vorm/tab.csv", rows(15), "tab separated", sep="\t")
    odd.file("vorm/streep.csv", rows(16), "separated by `\\|`", sep="|")
    odd.file("vorm/lf.csv", rows(17), "LF line ends", end="\n")
    bare = rows(18)
    odd.file("vorm/zonder_regeleinde.csv", bare, "no line end after the last record",
             text=csv_text(COLUMNS, [list(row.values()) for row in bare]).rstrip())  # fmt: skip
    blank = rows(19)
    lines = csv_text(COLUMNS, [list(row.values()) for row in blank]).split("\r\n")
    odd.file("vorm/lege_regels.csv", blank, "blank lines 3, 4, 7 and 8; the records are on lines 2, 5 and 6",
             text="\r\n".join([*lines[:2], "", "", *lines[2:4], "", "", ""]))  # fmt: skip
    every = rows(20)
    table_rows = [COLUMNS, *[list(row.values()) for row in every]]
    odd.file("vorm/alles_tussen_aanhalingstekens.csv", every, "every field quoted, empty ones too",
             text="".join(";".join(f'"{cell}"' for cell in row) + "\r\n" for row in table_rows))  # fmt: skip


def odd_datum(odd: Odd) -> None:
    """Date forms, one a file."""
    forms = {
        "dd-mm-jjjj.csv": ("01-02-2026", "28-02-2026", "01-03-2026"),
        "dd_schuin_mm_schuin_jjjj.csv": ("01/02/2026 09:00", "28/02/2026 12:30", "01/03/2026 23:59"),
        "iso.csv": ("2026-02-01", "2026-02-28", "2026-03-01"),
        "iso_met_tijd.csv": ("2026-02-01 09:00:00", "2026-02-28 12:30:00", "2026-03-01 23:59:59"),
        "iso_met_T_en_offset.csv": ("2026-02-01T09:00:00+01:00", "2026-02-28T22:59:59Z", "2026-02-28T23:00:00Z"),
        "fracties.csv": ("2026-02-01T00:00:00.5", "2026-02-28T23:59:59.999999999", "2026-03-01T00:00:00.000000001"),
    }
    for name, stamps in forms.items():
        rows = [odd.row(stamp, "K001", "2110", f"{n},00", "Telaatgeld boeken") for n, stamp in enumerate(stamps, start=1)]
        odd.file(f"datum/{name}", rows, f"such as `{stamps[1]}`; February 3,00, March 3,00")
    leap = [odd.row("29-02-2028", "K001", "2110", "1,00", "Telaatgeld boeken")]
    odd.file("datum/schrikkeldag.csv", leap, "29 February 2028")


def odd_bedrag(odd: Odd) -> None:
    """Forms of amounts."""

    def file(name: str, amounts: tuple[str, ...], note: str) -> None:
        rows = [odd.row("16-09-2026 10:00:00", "B001", "3010", amount, "Boekenverkoop") for amount in amounts]
        odd.file(f"bedrag/{name}", rows, note)

    file("duizendtallen.csv", ("1.234", "1.234,56", "-1.234,56", "12 345,60", "1.000.000,00"),
         "`1.234` is 1234 euro: sum 1.013.579,60")  # fmt: skip
    file("kort.csv", ("5", "5,5", "0,05", "-0,05", "007,00"), "one or no decimals, leading zeros: sum 17,50")
    file("euroteken.csv", ("€ 12,50", "€12,50", "€ -5,00", "€ 1.234,00"), "euro sign in front: sum 1.254,00")
    file("euroteken_achter.csv", ("12,50 €", "12,50€", "-5,00 €"), "euro sign behind: sum 20,00")
    file("harde_spatie.csv", ("1\u00a0234,50", "€\u00a02,50", "1\u202f000,00"), "no-break blanks (U+00A0, U+202F): sum 2.237,00")
    file("twaalf_cijfers.csv", ("1234567890,12", "9.999.999.999,99", "-9999999999,99", "-1.234.567.890,11"),
         "amounts of twelve digits: sum 0,01")  # fmt: skip


def odd_overlap(odd: Odd) -> None:
    """Two nightly exports that overlap; ids repeat between them on purpose."""
    night = [
        odd.row(f"22-09-2026 1{n}:00:00", "K001" if n % 2 else "B001", "2110", f"{n},00", "Telaatgeld boeken")
        for n in range(1, 7)
    ]
    odd.file("overlap/nacht1.csv", night, "first night: 21,00")
    repeated = [dict(row) for row in night[2:]]
    repeated[1] |= {"Dagboek": "K001", "Bedrag afgehandeld": "4,50"}
    new = [odd.row(f"23-09-2026 1{n}:00:00", "B001", "2310", "1,00", "Reservering") for n in range(3)]
    odd.file("overlap/nacht2.csv", [*repeated, *new],
             "second night: 4 ids again, 3 alike (overlap), 1 changed (B001 4,00 is now K001 4,50: a finding), 3 new;"
             " both nights together 9 lines, 24,50")  # fmt: skip


# --- gebroken: one fault a file ------------------------------------------


class Broken:
    """Writes files of five sound records; each file gets one fault."""

    def __init__(self) -> None:
        self.first = 900_000_001
        self.shown: list[tuple[str, str, str]] = []

    def rows(self) -> list[list[str]]:
        """A header and five sound records (lines 1 to 6), with ids of their own."""
        base = self.first
        self.first += 10
        plain = [
            ("K001", "2110", "1,20", "Telaatgeld boeken"), ("B001", "1010", "5,00", "Contributie volwassene"),
            ("K001", "4010", "0,40", "Prints A4 zwart"), ("B001", "2310", "1,00", "Reservering"),
            ("K001", "2710", "0,50", "Verkoop afgevoerde boeken"),
        ]  # fmt: skip
        return [list(COLUMNS)] + [
            [f"{base + n}", f"03-02-2026 1{n}:00:00", f"03-02-2026 1{n}:00:30", daybook, "I355", "3550", code,
             amount, amount, text, "B", "B", "4100237", ""]
            for n, (daybook, code, amount, text) in enumerate(plain)
        ]  # fmt: skip

    def text(self) -> str:
        """The sound file as text."""
        header, *rows = self.rows()
        return csv_text(header, rows)

    def put(self, name: str, content: bytes | str, line: str, fault: str) -> None:
        """Write a broken file and remember the fault expected."""
        put(f"gebroken/{name}", content.encode() if isinstance(content, str) else content)
        self.shown.append((name, line, fault))

    def cell(self, name: str, column: str, value: str, fault: str) -> None:
        """A file whose line 4 has a bad value in one column."""
        header, *rows = self.rows()
        rows[2][COLUMNS.index(column)] = value
        self.put(f"{name}.csv", csv_text(header, rows), "4", f"`{column}`: {fault}")


BAD_CELLS = [  # file, column, value on line 4, fault
    ("bedrag_punt", "Bedrag afgehandeld", "12.34", "decimal point under a decimal comma"),
    ("bedrag_drie_decimalen", "Bedrag afgehandeld", "12,345", "three decimals"),
    ("bedrag_geen_getal", "Bedrag afgehandeld", "twaalf", "not a number"),
    ("bedrag_leeg", "Bedrag afgehandeld", "", "empty"),
    ("datum_onmogelijk", "Datum afhandeling", "31-02-2026 10:00:00", "a day that does not exist"),
    ("datum_andere_vorm", "Datum afhandeling", "2026/02/03", "not one of the accepted forms"),
    ("dagboek_fout", "Dagboek", "KAS1", "not a letter and three digits"),
    ("vestiging_fout", "Vestiging", "35X0", "not four digits"),
    ("boekingscode_fout", "Boekingscode", "21A0", "not four digits"),
    ("instantie_fout", "Instantie", "355", "not `I` and three digits"),
    ("id_leeg", "Adm Id", "", "empty"),
    ("datum_zonder_dagboek", "Dagboek", "", "empty, though there is a settlement date"),
]


def gebroken() -> list[tuple[str, str, str]]:
    """All broken files: (name, line, fault)."""
    broken = Broken()
    broken_form(broken)
    for name, column, value, fault in BAD_CELLS:
        broken.cell(name, column, value, fault)
    header, *rows = broken.rows()
    rows[3][0] = rows[1][0]
    broken.put("id_dubbel.csv", csv_text(header, rows), "5", "`Adm Id`: the same id as on line 3, other content")
    broken_containers(broken)
    return broken.shown


def broken_form(broken: Broken) -> None:
    """Faults in the form of a CSV file."""
    header, *rows = broken.rows()
    rows[2].pop()
    broken.put("rij_te_kort.csv", csv_text(header, rows), "4", "13 fields instead of 14")
    header, *rows = broken.rows()
    rows[2].append("te veel")
    broken.put("rij_te_lang.csv", csv_text(header, rows), "4", "15 fields instead of 14")
    text = broken.text()
    broken.put("afgebroken.csv", text[: text.rindex("0,50")] + "0,", "6", "cut in mid-row: 9 fields, no line end")
    rows = [[*row, row[5]] for row in broken.rows()]
    broken.put("kop_dubbel.csv", csv_text(rows[0], rows[1:]), "1", "header `Vestiging` twice")
    rows = [[*row, row[3]] for row in broken.rows()]
    rows[0][-1] = "Dagboekcode"
    broken.put("kop_twee_namen.csv", csv_text(rows[0], rows[1:]), "1", "`Dagboek` and `Dagboekcode` name the same column")
    rows = [row[:7] + row[8:] for row in broken.rows()]
    broken.put("kop_ontbreekt.csv", csv_text(rows[0], rows[1:]), "1", "no column for the amount (`Bedrag afgehandeld`)")
    broken.put("nul_byte.csv", broken.text().replace("Prints A4", "Prints\0A4"), "4", "NUL byte in `Omschrijving`")
    broken.put("aanhalingsteken_open.csv", broken.text().replace("Prints", '"Prints'), "4", "quote never closed")
    broken.put("aanhalingsteken_tekst_erna.csv", broken.text().replace("Prints A4 zwart", '"Prints A4" zwart'), "4",
               "text after a closing quote")  # fmt: skip
    broken.put("regeleinde_cr.csv", broken.text().replace("\r\n", "\r"), "1", "CR-only line ends")
    broken.put("nul_bytes_lang.csv", b"", "-", "0 bytes")
    broken.put("utf16_oneven.csv", ("\ufeff" + broken.text()).encode("utf-16-le")[:-1], "-", "UTF-16 with an odd number of bytes")


def broken_containers(broken: Broken) -> None:
    """Faults in gzip and XLSX files."""
    packed = gz(broken.text().encode())
    broken.put("gz_afgebroken.csv.gz", packed[: len(packed) * 2 // 3], "-", "gzip data cut short")
    broken.put("gz_geen_gzip.csv.gz", random.Random(99).randbytes(400), "-", "not gzip at all")
    broken.put("gz_rommel_erna.csv.gz", gz(broken.text().encode()) + b"rommel na het einde", "-", "garbage after the gzip data")
    for name, value, fault in (("xlsx_halve_cent", Number("1.005"), "`Bedrag afgehandeld`: 1.005, not whole cents"),
                               ("xlsx_foutcel", ErrorCell("#N/A"), "`Bedrag afgehandeld`: error cell #N/A")):  # fmt: skip
        header, *rows = broken.rows()
        cells = [[*row[:7], Number(row[7].replace(",", ".")), Number(row[8].replace(",", ".")), *row[9:]] for row in rows]
        for n, row in enumerate(cells):
            row[1:3] = [datetime(2026, 2, 3, 10 + n), datetime(2026, 2, 3, 10 + n, 0, 30)]
        cells[2][7] = value
        broken.put(f"{name}.xlsx", xlsx([header, *cells]), "4", fault)
    broken.put("xlsx_geen_zip.xlsx", broken.text(), "-", "a CSV named .xlsx: not a zip")


# --- README --------------------------------------------------------------

README = """\
# Sample data

Invented exports to try `kasverslag` on: no real library, customer or amount is in here. Names and texts in the data are
Dutch, as in the real exports. `make_samples.py` writes everything in this folder, this page too, but for `nachten/`
(`make_nights.py`), `balie/` (`make_desk.py`), `balie-stad/` (`make_desk_stad.py`) and Parquet files (`make_parquet.py`); run them again and the same bytes come out. They need Python
3.11, and `make_parquet.py` needs pyarrow.

| folder | shows |
| --- | --- |
| `zonnedorp/` | a small town library (I355, branch 3550), July to September 2026 |
| `samenwerking/` | two libraries of cooperation group 3 (I210, I212) that receive each other's costs, October 2026 |
| `stad/` | a city library (I200) with five branches and a payment machine, October 2026 |
| `ongewoon/` | odd files that are all acceptable: no record is to be rejected |
| `gebroken/` | broken files, one fault each: every one is to be refused, with the fault named |
| `parquet/` | August 2026 of `zonnedorp/` in three Parquet files with other types of columns: the same reports come out |
| `balie/`, `balie.toml` | what others say of the money of `zonnedorp/`: counts, deposit slips, bank, terminal, online payments |
| `balie-stad/`, `balie-stad.toml` | the same of a month of `stad/`: seven drawers, a payment machine that sells credit, six terminals |
| `nachten/`, `nachten.toml` | twenty nights of exports of two libraries, for `kasverslag run` |
| `kasverslag.toml`, `codes/` | configuration and code tables for the three libraries above |

Unless said otherwise a file is CSV with `;`, decimal comma, CRLF, UTF-8. Transaction ids are unique over a folder with its
subfolders, but for `ongewoon/overlap/`, where repeated ids are the point. Amounts below are in euro; *in* is
*Ontvangsten*, *out* is *Uitgaven* (booking group 5), over all daybooks of the letters named.
"""

NOTES = {
    "zonnedorp": "Dates `dd-mm-yyyy hh:mm:ss`. Desk: K001, B001; online: B003. Closed on Sunday and Monday, and on 11 and 21 July and"
    " 15 August. On 18 August there are three cash lines alone, of 1,40 in all.",
    "samenwerking": "Dates `dd/mm/yyyy hh:mm:ss`; real dates and numbers in the XLSX. The desk of I210 (K210, B210) receives costs of I212"
    " too, the desk of I212 (K212, B212) a few of I210; online: B219 and B229. Branch 2132 belongs to I210: the table says so, the digits do"
    " not. K212 and B212 were managed by I210 until the end of 2025.",
    "stad": "Dates `yyyy-mm-dd hh:mm:ss`. At the payment machine credit is bought (4910 on K492 and B492) and costs are settled from it on"
    " R001: all 4910 lines and the (negative) 5910 lines together are the same sum as all R001 lines, so K + B + R would count that money twice. All booking groups 1 to 7;"
    " costs of other branches at every desk; a few lines on V001, S001, T001, many on A daybooks.",
    "ongewoon": "Codes are those of zonnedorp, unless the file is about unknown ones. Amounts and days below are what the file alone gives.",
    "gebroken": "Each file was a header and five sound records on lines 2 to 6 before its fault was put in. `line` is the physical line, the header being line 1;"
    " `-` where the file as a whole is the fault. A Parquet file has rows, the first being row 1.",
}


PARQUET_FAULTS = [
    ("parquet_halve_cent.parquet", "row 3", "`Bedrag afgehandeld`: 1.005, not whole cents"),
    ("parquet_id_dubbel.parquet", "row 6", "`Adm Id`: the same id as in row 3"),
    ("parquet_kolom_ontbreekt.parquet", "-", "no column for the daybook (`Dagboek`)"),
    ("parquet_kolomtypes.parquet", "-", "amounts as short binary numbers, days as whole numbers, texts as lists"),
    ("parquet_afgebroken.parquet", "-", "cut in the middle"),
    ("parquet_geen_parquet.parquet", "-", "a CSV named .parquet"),
]


def readme(groups: dict[str, list[Shown]], faults: list[tuple[str, str, str]]) -> None:
    """Write the README: a table for each folder."""
    parts = [README]
    for folder, shown in groups.items():
        parts.append(f"\n## {folder}/\n\n{NOTES[folder]}\n\n| file | records | expect |\n| --- | ---: | --- |\n")
        parts += [f"| `{entry.name}` | {entry.records} | {entry.note} |\n" for entry in shown]
    parts.append(f"\n## gebroken/\n\n{NOTES['gebroken']}\n\n| file | line | fault |\n| --- | --- | --- |\n")
    parts += [f"| `{name}` | {line} | {fault} |\n" for name, line, fault in faults + PARQUET_FAULTS]
    put("README.md", "".join(parts).encode())


def main() -> None:
    """Write everything."""
    write_config()
    put(".gitattributes", b"# The bytes are the point: no change of line ends.\n*.csv -text\n*.gz binary\n*.xlsx binary\n*.parquet binary\n")
    groups = {"zonnedorp": zonnedorp(), "samenwerking": samenwerking(), "stad": stad(), "ongewoon": ongewoon()}
    readme(groups, gebroken())


if __name__ == "__main__":
    main()
