#!/usr/bin/env python3
"""Makes what others say of the money in the exports that `make_libraries.py` made: all that a library's control desk may get.

    benches/make_witnesses.py FOLDER

Of each library: a statement (CODA) for each bank working day with the payouts of the terminal B001 (credit cards, net) and of the online
payments B002, and costs that a direct debit takes; the provider's e-statement and the list of online payments, day by day; a count
of the drawers K001 and K002 each evening. `FOLDER/desk.toml` is `FOLDER/kasverslag.toml` with witnesses and channels. The same exports
give the same bytes.
"""
import csv
import datetime
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "sample_data"))
import make_desk
from make_desk import Bank, bank_day_after, euro

folder = pathlib.Path(sys.argv[1])
make_desk.HOLIDAYS = {datetime.date(2026, 5, 1)}
HEADER = "UID,Merchant Name,Record type,Paym. date,Brand,Trx Date,Gross Amount,Comm. Amount,Rate,Net amount"


def booked(library):
    """Payments by daybook and day, in cents, with their times."""
    days = {}
    for path in sorted((folder / "exports" / library).glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                time = datetime.datetime.strptime(row["Datum afhandeling"], "%d-%m-%Y %H:%M:%S")
                amount = int(row["Bedrag"].replace(",", ""))
                days.setdefault(row["Dagboek"], {}).setdefault(time.date(), []).append((time, amount))
    return days


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="ascii", newline="")


def witnesses(library):
    days, place, number = booked(library), folder / "witnesses" / library, int(library[1:])
    account, contract, bank = f"BE{number:014}", f"27{number:06}", Bank()
    make_desk.ACCOUNT = account
    for day, payments in sorted(days["B001"].items()):
        paid, rows = bank_day_after(day), []
        kept = [1 + abs(amount) // 100 for _, amount in payments]
        for (_, amount), own in zip(payments, kept):
            figures = [euro(amount, "."), euro(own, "."), "", euro(amount - own, ".")]
            rows.append(",".join([contract, "BIB", "Trx", str(paid), "MC", str(day), *figures]))
        write(place / f"terminal/{day}.csv", "\n".join([HEADER, *rows, ""]))
        gross, kept = sum(amount for _, amount in payments), sum(kept)
        text = f"R:128 MC {contract} REM:{day:%m%d}000 F: 51175 {day:%d/%m}BRT:{euro(gross, ','):0>10}EUR C:{euro(kept, ','):0>8} N:1"
        bank.add(paid, gross - kept, "00450000", False, text)
    for day, payments in sorted(days["B002"].items()):
        rows = [f"{time:%d/%m/%Y %H:%M:%S};{day:%m%d}-{at};{euro(amount, '.')};Geslaagd" for at, (time, amount) in enumerate(payments)]
        write(place / f"online/{day}.csv", "\n".join(["Datum;Transactie-id;Bedrag;Status", *rows, ""]))
        text = f"{day:%Y%m%d}{f'PQPAYOUT{day:%Y%m%d}':24}PQ BulkRecon{number:024}"
        bank.add(bank_day_after(day), sum(amount for _, amount in payments), "00150000", False, text)
    balance = 1_000_000
    for at, day in enumerate(sorted(bank.days), 1):
        if day <= datetime.date(2026, 5, 29):
            bank.add(day, -1234, "00501000", False, "FACTUUR VAN DE AANBIEDER")
            text, balance = bank.statement(day, balance, at, " ")
            write(place / f"bank/{day}.cod", text)
    for drawer in ("K001", "K002"):
        lies = 7500
        for day, payments in sorted(days[drawer].items()):
            lies += sum(amount for _, amount in payments)
            row = f"{drawer};{day:%d/%m/%Y};18:30;andere;;{euro(lies, ',')};kassaverantwoordelijke;;"
            write(place / f"tellingen/{drawer}-{day}.csv", f"Dagboek;Datum;Uur;Coupure;Aantal;Bedrag;Geteld door;Tweede teller;Reden\n{row}\n")
    kinds = [("bank", "coda"), ("terminal", "aanbieder"), ("online", "mijnbib"), ("tellingen", "telling")]
    told = "".join(
        f'\n[[library.witness]]\nname = "{name}"\nkind = "{kind}"\nfiles = "witnesses/{{institution}}/{name}/*"\n' for name, kind in kinds
    )
    return f"""{told}
[[library.channel]]
name = "balie"
kind = "kas"
daybooks = ["K001", "K002"]
account = "{account}"
opening_day = "2026-05-01"
opening = "75,00"

[[library.channel]]
name = "terminal"
kind = "kredietkaart"
daybooks = ["B001"]
account = "{account}"
provider = "terminal"
contracts = ["{contract}"]

[[library.channel]]
name = "online"
kind = "online"
daybooks = ["B002"]
account = "{account}"
provider = "online"
contracts = ["{number:024}"]
"""


head, *libraries = (folder / "kasverslag.toml").read_text().split("\n[[library]]\n")
told = [own + witnesses(own.split('"')[1]) for own in libraries]
head = head.replace('out = "reports"', 'out = "desk"').replace('"financiele-details"]', '"financiele-details", "kasblad", "afstemming"]')
(folder / "desk.toml").write_text("\n[[library]]\n".join([head, *told]))
