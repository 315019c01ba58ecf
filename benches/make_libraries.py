#!/usr/bin/env python3
"""Makes exports of many libraries for May 2026, whose last day is a Sunday: on its night a day, a week and a month are due.

    benches/make_libraries.py FOLDER [LIBRARIES [LINES_A_DAY]]

Each library (I100 and on) gets one export up to 30 May and one of the 31st. The same arguments give the same bytes.
"""
import datetime
import pathlib
import random
import sys

folder = pathlib.Path(sys.argv[1])
libraries = int(sys.argv[2]) if len(sys.argv) > 2 else 300
lines_a_day = int(sys.argv[3]) if len(sys.argv) > 3 else 60
MAY = [datetime.date(2026, 5, day) for day in range(1, 32)]
CODES = [1010, 2110, 2120, 2130, 2140, 2310, 2610, 2820, 3010, 3020, 4010, 4020, 4030, 5001]
TEXTS = ["Contributie volwassene", "Telaatgeld boeken", "Reservering", "Prints A4 zwart", "Kopiekaart", "Draagtas"]
HEADER = "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Omschrijving;Actor Id\r\n"

for number in range(100, 100 + libraries):
    dice = random.Random(number)
    days = {}
    for day in MAY:
        lines = days[day] = []
        for line in range(lines_a_day):
            code, cents = dice.choice(CODES), dice.randint(10, 2500)
            sign = "-" if code == 5001 else ""
            time = f"{day:%d-%m-%Y} {dice.randint(9, 17):02}:{dice.randint(0, 59):02}:{dice.randint(0, 59):02}"
            book = dice.choice("KKBBA") + dice.choice(["001", "002"])
            branch = f"{number}{dice.randint(0, 4)}"
            lines.append(
                f"{day:%d}{line:05};{time};{time};{book};I{number};{branch};{code};{sign}{cents // 100},{cents % 100:02};"
                f"{dice.choice(TEXTS)};{dice.randint(4100000, 4999999)}\r\n"
            )
    place = folder / f"exports/I{number}"
    place.mkdir(parents=True, exist_ok=True)
    for first, last in ((MAY[0], MAY[-2]), (MAY[-1], MAY[-1])):
        text = HEADER + "".join(line for day, lines in days.items() if first <= day <= last for line in lines)
        (place / f"dagboek_{first}_{last}.csv").write_text(text, newline="")

config = """\
[run]
out = "reports"
exports = "exports/{institution}/*.csv"
reports = ["financieel-overzicht-be", "financieel-overzicht", "financiele-details"]
periods = ["day", "week", "month"]
first_day = "2026-05-01"
"""
config += "".join(f'\n[[library]]\ninstitution = "I{number}"\n' for number in range(100, 100 + libraries))
(folder / "kasverslag.toml").write_text(config)
