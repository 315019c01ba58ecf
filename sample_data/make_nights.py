#!/usr/bin/env python3
"""Makes the nightly exports in `nachten/` from the other samples: twenty nights of two libraries.

I355 sends what was settled on the last two days, so that files overlap; the export of 9 September never came, that of
the 10th makes up for it; on 15 September a storno is dated back to the 8th, into a closed week.
I212 sends a snapshot of the last seven days; a payment of 16 September at its own desk is undone on the 18th without a
trace. Nothing happens on Sundays.
"""
import csv
import datetime
import gzip
import pathlib

HERE = pathlib.Path(__file__).parent
FIRST, LAST = datetime.date(2026, 9, 3), datetime.date(2026, 9, 22)


def day(text):
    return datetime.datetime.strptime(text[:10].replace("/", "-"), "%d-%m-%Y").date() if text else None


def read(paths):
    header, lines = None, {}
    for path in paths:
        open_text = gzip.open if path.suffix == ".gz" else open
        with open_text(path, "rt", encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=";")
            header = next(reader)
            for line in reader:
                lines[line[0]] = line
    return header, [line for line in lines.values() if line[2]]


def write(folder, first, last, header, lines):
    path = HERE / "nachten" / folder / f"dagboek_{first}_{last}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerows([header, *lines])


def nights():
    return [FIRST + datetime.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def zonnedorp():
    header, lines = read([HERE / "zonnedorp" / "dagboek_2026-09.csv"])
    storno = next(line for line in lines if day(line[2]) == datetime.date(2026, 9, 8) and line[3] == "K001").copy()
    storno[0], storno[1] = "000499001", "15-09-2026 10:02:11"
    storno[7] = storno[8] = "-" + storno[7]
    storno[9] = "Storno " + storno[9]
    for night in nights():
        if night == datetime.date(2026, 9, 9):
            continue
        first = max(FIRST, night - datetime.timedelta(days=1))
        sent = [line for line in lines if first <= day(line[2]) <= night]
        write("I355", first, night, header, sent + ([storno] if night == datetime.date(2026, 9, 15) else []))


def beekveld():
    month = datetime.timedelta(days=28)

    def earlier(text):
        return text and (day(text) - month).strftime("%d-%m-%Y") + text[10:]

    header, lines = read([HERE / "samenwerking" / "dagboek_2026-10-01_10.csv", HERE / "samenwerking" / "dagboek_2026-10-11_20.csv.gz"])
    places = [header.index(name) for name in header if name.startswith("Datum")]
    lines = [line for line in lines if line[header.index("Instantie")] == "I212"]
    for line in lines:
        for place in places:
            line[place] = earlier(line[place])
    of_the_day = [line for line in lines if day(line[2]) == datetime.date(2026, 9, 16)]
    undone = next(line[0] for line in of_the_day if line[header.index("Dagboek")] == "K212")
    for night in nights():
        first = max(FIRST, night - datetime.timedelta(days=6))
        sent = [line for line in lines if first <= day(line[2]) <= night]
        if night >= datetime.date(2026, 9, 18):
            sent = [line for line in sent if line[0] != undone]
        write("I212", first, night, header, sent)


zonnedorp()
beekveld()
