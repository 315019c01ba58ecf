#!/usr/bin/env python3
"""Makes what others say of the money in `stad/`: the witnesses in `balie-stad/` for `balie-stad.toml`, October 2026.

Seven drawers, one of them in the payment machine, six terminals, and online payments, on one account. All agree with the
exports, but for what a city meets:

- every drawer is counted when it hands over; one slip a week is of all drawers of the evening, and the bank credits it in two sums:
  what goes into the night safe at Kaai, and the rest;
- the bank counts 5,00 less in the safe of 9 October, and tells it a day later;
- Friday and Saturday of the terminal at Kaai (B200) come in one credit; refunds are netted in their day;
- the payment machine sells credit (4910), by cash and card: that is money, and what is paid from credit (R001) is none;
- the terminal at Noord (B201) was paid 1,00 less than was booked on 14 October;
- a drawer (K203) is 20,00 short on 23 October, and the reason is not known;
- the statements of the second week came twice, the second time marked as duplicates;
- the statements after 28 October have not come yet.
"""
import datetime
import pathlib

import make_desk
from make_desk import Bank, COUPURES, bank_day_after, cents, euro, pieces, write

HERE = pathlib.Path(__file__).parent
make_desk.OUT = HERE / "balie-stad"
make_desk.ACCOUNT = "BE62510007547061"
make_desk.HOLIDAYS = set()
OPENING, MACHINE = 15000, "K492"
LAST_STATEMENT = datetime.date(2026, 10, 28)
CONTRACTS = {"B200": "620200", "B201": "620201", "B202": "620202", "B205": "620205", "B206": "620206", "B492": "620492"}
MERCHANT = "000000000000000000020009"


def lines():
    """What was settled: daybook, time, code, cents."""
    import csv
    with open(HERE / "stad" / "dagboek_2026-10.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if row["Dagboek"]:
                time = datetime.datetime.strptime(row["Datum afhandeling"], "%Y-%m-%d %H:%M:%S")
                yield row["Dagboek"], time, row["Boekingscode"], cents(row["Bedrag afgehandeld"])


def ogm(number):
    base = 200 * 10_000_000 + 26 * 100_000 + number
    return f"{base:010}{base % 97 or 97:02}"


def drawers(bank, booked):
    counts, slips = [], {}
    for daybook in sorted({line[0] for line in booked if line[0][0] == "K"}):
        own = sorted(line for line in booked if line[0] == daybook)
        balance, at = OPENING, 0
        for _, time, _, amount in [line for line in own if line[2] == "5990"]:
            moment = time - datetime.timedelta(minutes=2)
            while at < len(own) and own[at][1] <= moment:
                balance += own[at][3]
                at += 1
            day, carried = moment.date(), -amount
            is_short = daybook == "K203" and day == datetime.date(2026, 10, 23)
            counted = balance - 2000 * is_short
            assert counted >= carried, (daybook, moment, counted, carried)
            here, there = pieces(counted - carried), pieces(carried)
            role, second, reason = "kassaverantwoordelijke", "", ""
            if is_short:
                second, reason = "hoofdkassaverantwoordelijke", "onbekend"
            start = [daybook, f"{moment:%d/%m/%Y}", f"{moment:%H:%M}"]
            for value in COUPURES:
                count = here.get(value, 0) + there.get(value, 0)
                if count:
                    counts.append([*start, euro(value), count, euro(value * count), there.get(value, "") or "", role, second, reason])
                    role = second = reason = ""
            counts.append([*start, "afdracht", "", euro(carried), "", "", "", ""])
            slips.setdefault(day, []).append((daybook, moment, carried, there))
    header = ["Dagboek", "Datum", "Uur", "Coupure", "Aantal", "Bedrag", "Aantal afdracht", "Geteld door", "Tweede teller", "Reden"]
    write("tellingen/2026-10.csv", header, sorted(counts, key=lambda row: (row[1][3:5], row[1][:2], row[0], row[2])))
    header = ["Borderelnummer", "Mededeling", "Rekening", "Zaknummer", "Dagboek", "Datum", "Uur", "Post", "Aantal", "Bedrag"]
    rows = []
    for day, hand_overs in sorted(slips.items()):
        number = day.timetuple().tm_yday * 100 + 1
        digits = ogm(number)
        told = f"***{digits[:3]}/{digits[3:7]}/{digits[7:]}***"
        for daybook, moment, carried, there in hand_overs:
            start = [number, told, make_desk.ACCOUNT, "", daybook, f"{day:%Y-%m-%d}", f"{moment:%H:%M}"]
            rows.append([*start, "kasafdracht", "", euro(carried)])
            rows += [[*start, euro(value), there[value], euro(value * there[value])] for value in COUPURES if value in there]
        paid = bank_day_after(day)
        safe = sum(carried for daybook, _, carried, _ in hand_overs if daybook in ("K200", "K203"))
        rest = sum(carried for _, _, carried, _ in hand_overs) - safe
        for amount, code in [(safe, "00952000"), (rest, "00453000")]:
            if amount:
                bank.add(paid, amount, code, True, "101" + digits)
        if day == datetime.date(2026, 10, 9):
            bank.add(bank_day_after(paid), -500, "00919000", False, "VERSCHIL IN STORTING NACHTKLUIS")
    write("borderellen/2026-10.csv", header, rows)


def terminals(bank, booked):
    for daybook, contract in CONTRACTS.items():
        days = {}
        for _, time, _, amount in [line for line in booked if line[0] == daybook]:
            count, total = days.get(time.date(), (0, 0))
            days[time.date()] = (count + 1, total + amount)
        ticket, together = 1000, []
        for day in sorted(days):
            together.append(day)
            if daybook == "B200" and day.weekday() == 4 and day + datetime.timedelta(days=1) in days:
                continue
            count, total = (sum(days[one][part] for one in together) for part in (0, 1))
            total -= 100 * (daybook == "B201" and day == datetime.date(2026, 10, 14))
            first, paid = together[0], bank_day_after(day)
            text = (f"1111{contract}{paid.timetuple().tm_yday:03}{ticket:06}{first:%d%m%y}{ticket + count - 1:06}"
                    f"{day:%d%m%y}2{'BIB HAVENSTEDE':16}{daybook:10}")
            bank.add(paid, total, "00450000", True, text)
            ticket, together = ticket + count, []


def online(bank, booked):
    payments = {}
    for _, time, _, amount in [line for line in booked if line[0] == "B209"]:
        payments[time] = payments.get(time, 0) + amount
    rows, days = [], {}
    for at, (time, amount) in enumerate(sorted(payments.items())):
        rows.append([f"{time:%d/%m/%Y %H:%M:%S}", f"MB-{at:05}", euro(amount, "."), "Betaald en afgehandeld"])
        days[time.date()] = days.get(time.date(), 0) + amount
    write("online/2026-10.csv", ["Datum", "Transactie-id", "Bedrag", "Status"], rows)
    for at, (day, amount) in enumerate(sorted(days.items()), 1):
        bank.add(bank_day_after(day), amount, "00150000", False, f"{day:%Y%m%d}{f'PQPAYOUT{at:016}'}PQ BulkRecon{MERCHANT}")


def main():
    bank, booked = Bank(), list(lines())
    drawers(bank, booked)
    terminals(bank, booked)
    online(bank, booked)
    # One file a week: several statements in each.
    weeks, balance = {}, 4_500_000
    for number, day in enumerate(sorted(day for day in bank.days if day <= LAST_STATEMENT), 201):
        text, balance = bank.statement(day, balance, number, " ")
        weeks.setdefault(day.isocalendar().week, []).append(text)
    (make_desk.OUT / "bank").mkdir(parents=True, exist_ok=True)
    for week, texts in weeks.items():
        # All but the last say that another follows in the file.
        texts = [text[:-3] + "1\r\n" for text in texts[:-1]] + texts[-1:]
        (make_desk.OUT / "bank" / f"2026-W{week}.cod").write_text("".join(texts), encoding="ascii", newline="")
        if week == 42:
            copies = "".join(text[:16] + "D" + text[17:] for text in texts)
            (make_desk.OUT / "bank" / f"2026-W{week}-duplicaat.cod").write_text(copies, encoding="ascii", newline="")


if __name__ == "__main__":
    main()
