#!/usr/bin/env python3
"""Makes daily exports of one library that are left where they are, up to 31 May 2026: 20 lines each.

    benches/make_left_exports.py FOLDER [DAYS]

The first `run --date 2026-05-31` in that folder takes them in; the second is a night with nothing new.
"""
import datetime
import pathlib
import random
import sys

folder = pathlib.Path(sys.argv[1])
days = int(sys.argv[2]) if len(sys.argv) > 2 else 3650
LAST = datetime.date(2026, 5, 31)
HEADER = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Omschrijving;Actor Id\r\n"

(folder / "exports").mkdir(parents=True, exist_ok=True)
dice = random.Random(1)
first = LAST - datetime.timedelta(days=days - 1)
for number in range(days):
    day = first + datetime.timedelta(days=number)
    text = HEADER
    for line in range(20):
        book, code = dice.choice("KKBB"), dice.choice([2110, 2120, 2310, 5001])
        text += (
            f"{100000 + number * 20 + line};{day:%d-%m-%Y} 10:00;{day:%d-%m-%Y} 11:00;{book}001;I100;1000;{code};"
            f"{dice.randint(1, 20)},{dice.randint(0, 99):02};Te laat;{dice.randint(4100000, 4999999)}\r\n"
        )
    (folder / f"exports/dagboek_{day}_{day}.csv").write_text(text, newline="")
(folder / "kasverslag.toml").write_text(f"""\
[run]
out = "reports"
exports = "exports/*.csv"
reports = ["financieel-overzicht-be"]
periods = ["day", "month"]
formats = ["csv"]
first_day = "{first}"

[[library]]
institution = "I100"
""")
