#!/usr/bin/env python3
"""Makes one export of so many lines over the year 2025, and a configuration that takes it in and reports on its months.

    benches/make_large_export.py FOLDER [LINES]
"""
import datetime
import pathlib
import random
import sys

folder = pathlib.Path(sys.argv[1])
lines = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
HEADER = (
    "Adm Id;Datum boeking;Datum afhandeling;Dagboek;Instantie;Vestiging;Boekingscode;Bedrag;Omschrijving;Bron;Actor Id;"
    "ExemplaarId;Kasnummer;Medewerker\r\n"
)
TEXTS = ["Contributie volwassene", "Telaatgeld boeken", "Reservering", "Prints A4 zwart", "Kopiekaart", "Draagtas"]
CODES = [2110, 2120, 2130, 2310, 5001, 1010]

(folder / "exports").mkdir(parents=True, exist_ok=True)
dice = random.Random(5)
days = [f"{datetime.date(2025, 1, 1) + datetime.timedelta(days=day):%d-%m-%Y}" for day in range(365)]
with open(folder / "exports/dagboek_2025-01-01_2025-12-31.csv", "w", newline="") as export:
    export.write(HEADER)
    for number in range(lines):
        bits, day = dice.getrandbits(60), days[number * 365 // lines]
        export.write(
            f"{10000000 + number};{day} {9 + bits % 9:02}:{(bits >> 4) % 60:02}:{(bits >> 10) % 60:02};"
            f"{day} {9 + (bits >> 5) % 9:02}:{(bits >> 7) % 60:02}:00;{'KKBB'[bits % 4]}00{1 + (bits >> 3) % 2};I100;"
            f"100{(bits >> 8) % 5};{CODES[(bits >> 12) % 6]};{(bits >> 16) % 25},{(bits >> 24) % 100:02};"
            f"{TEXTS[(bits >> 30) % 6]};B;{4100000 + (bits >> 35) % 900000};{800000000 + (bits >> 20) % 9000000};"
            f"{1 + (bits >> 9) % 4};{100 + (bits >> 11) % 40}\r\n"
        )
(folder / "kasverslag.toml").write_text("""\
[run]
out = "reports"
exports = "exports/*.csv"
reports = ["financieel-overzicht-be"]
periods = ["month"]
formats = ["csv"]
first_day = "2025-01-01"

[[library]]
institution = "I100"
""")
