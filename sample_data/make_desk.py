#!/usr/bin/env python3
"""Makes what others say of the money in `zonnedorp/`: the witnesses in `balie/` for `balie.toml`.

Counts of the drawer K001, deposit slips, the bank's statements (CODA 2), the e-statements of the terminal B001 and the list
of online payments B003. All agree with the exports, but for what a library meets:

- credit cards come net, a text tells gross amount and commission; in August the commission is corrected with a row of its own;
- Friday and Saturday at the terminal come in one credit; a refund is netted in its day;
- 8 August goes into the night safe, and the bank counts 5,00 less; 22 August comes in two credits;
- one slip is of the hand-overs of 5 and 12 September;
- the statement of 19 August came twice, once marked as a duplicate;
- on 10 September 0,10 more was booked at the terminal than was paid;
- on 16 September a count is 10,00 short and nobody says why; on 29 September there is 0,50 too much, a mistake in change;
- the statements after 24 September have not come yet; an online payment of 30 September is still in progress.
"""
import csv
import datetime
import pathlib

HERE = pathlib.Path(__file__).parent
OUT = HERE / "balie"
ACCOUNT = "BE68539007547034"
FIRST, LAST_STATEMENT = datetime.date(2026, 7, 1), datetime.date(2026, 9, 24)
OPENING_DRAWER, OPENING_ACCOUNT = 7500, 1234500
COUPURES = [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1]
HOLIDAYS = {datetime.date(2026, 7, 21)}
TERMINAL, CARDS, MERCHANT = "602398", "27992973", "000000000000000000012345"


def cents(text):
    return int(text.replace(".", "").replace(",", ""))


def euro(amount, mark=","):
    sign, amount = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{amount // 100}{mark}{amount % 100:02}"


def lines():
    """What was settled: daybook, time, code, cents, id."""
    for path in sorted((HERE / "zonnedorp").glob("*.csv")):
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                if row["Dagboek"]:
                    time = datetime.datetime.strptime(row["Datum afhandeling"], "%d-%m-%Y %H:%M:%S")
                    yield row["Dagboek"], time, row["Boekingscode"], cents(row["Bedrag afgehandeld"]), row["Adm Id"]


def bank_day_after(day):
    day += datetime.timedelta(days=1)
    while day.weekday() > 4 or day in HOLIDAYS:
        day += datetime.timedelta(days=1)
    return day


def pieces(amount):
    found = {}
    for value in COUPURES:
        if amount >= value:
            found[value], amount = divmod(amount, value)
    return found


def write(path, header, rows, delimiter=";", end="\r\n"):
    path = OUT / path
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
        writer.writerows([header, *rows])


def ogm(year, number):
    base = 355 * 10_000_000 + year % 100 * 100_000 + number
    return f"{base:010}{base % 97 or 97:02}"


class Bank:
    """Movements by the day on which they are booked, written as a statement a day."""

    def __init__(self):
        self.days = {}

    def add(self, day, amount, code, structured, text):
        self.days.setdefault(day, []).append((amount, code, structured, text))

    def write(self):
        balance, number = OPENING_ACCOUNT, 125
        for day in sorted(self.days):
            if day > LAST_STATEMENT:
                continue
            text, balance = self.statement(day, balance, number, " ")
            (OUT / "bank").mkdir(parents=True, exist_ok=True)
            name = OUT / "bank" / f"{day}.cod"
            name.write_text(text, encoding="ascii", newline="")
            if day == datetime.date(2026, 8, 19):
                copy = text[:16] + "D" + text[17:]
                (OUT / "bank" / f"{day}-duplicaat.cod").write_text(copy, encoding="ascii", newline="")
            number += 1

    def statement(self, day, balance, number, mark):
        date, records = f"{day:%d%m%y}", []
        account = f"{ACCOUNT:34}EUR"
        old = balance
        debit = credit = 0
        for at, (amount, code, structured, text) in enumerate(self.days[day], 1):
            balance += amount
            debit, credit = (debit - amount, credit) if amount < 0 else (debit, credit + amount)
            more = len(text) > 53
            records.append(f"21{at:04}0000{'':21}{int(amount < 0)}{abs(amount) * 10:015}{date}{code:8}{int(structured)}{text[:53]:53}"
                           f"{date}{number % 1000:03}0{int(more)} 0")
            if more:
                records.append(f"22{at:04}0000{text[53:106]:53}{'':62}0 0")
        head = f"00000{date}53905{mark}{'':7}{'':10}{'BIBLIOTHEEK ZONNEDORP':26}{'':11}{'':11} 00000{'':16}{'':16}{'':7}2"
        first = f"12{number % 1000:03}{account}{int(old < 0)}{abs(old) * 10:015}{date}{'':26}{'':35}{number % 1000:03}"
        last = f"8{number % 1000:03}{account}{int(balance < 0)}{abs(balance) * 10:015}{date}{'':64}0"
        trailer = f"9{'':15}{len(records) + 2:06}{debit * 10:015}{credit * 10:015}{'':75}2"
        all_lines = [head, first, *records, last, trailer]
        assert all(len(line) == 128 for line in all_lines), [len(line) for line in all_lines]
        return "".join(line + "\r\n" for line in all_lines), balance


def drawer(bank):
    """Counts of K001, slips, and deposits."""
    own = sorted(line for line in lines() if line[0] == "K001")
    counts, slips = [], {}
    balance, at = OPENING_DRAWER, 0
    wanted = []
    for _, time, code, amount, _ in own:
        if code == "5990":
            wanted.append((time - datetime.timedelta(minutes=2), -amount, 0, ""))
        if code == "4990":
            wanted.append((time - datetime.timedelta(minutes=1), 0, amount, "afronding" if abs(amount) < 20 else "wisselgeldfout"))
    wanted.append((datetime.datetime(2026, 9, 16, 18, 0), 0, -1000, ""))
    for time, carried, difference, reason in sorted(wanted):
        while at < len(own) and own[at][1] <= time:
            balance += own[at][3]
            at += 1
        counted = balance + difference
        assert counted >= carried, (time, counted, carried)
        here, there = pieces(counted - carried), pieces(carried)
        role = "kassaverantwoordelijke"
        second = "hoofdkassaverantwoordelijke" if difference < -500 else ""
        start = [f"K001", f"{time:%d/%m/%Y}", f"{time:%H:%M}"]
        for value in COUPURES:
            count = here.get(value, 0) + there.get(value, 0)
            if count:
                counts.append([*start, euro(value), count, euro(value * count), there.get(value, "") or "", role, second, reason])
                role, second, reason = "", "", ""
        counts.append([*start, "wisselgeld", "", euro(counted - carried), "", "", "", ""])
        if carried:
            counts.append([*start, "afdracht", "", euro(carried), "", "", "", ""])
            day = time.date()
            # The hand-over of 5 September waits for that of the 12th.
            key = datetime.date(2026, 9, 12) if day == datetime.date(2026, 9, 5) else day
            slips.setdefault(key, []).append((day, time, carried, there))
    header = ["Dagboek", "Datum", "Uur", "Coupure", "Aantal", "Bedrag", "Aantal afdracht", "Geteld door", "Tweede teller", "Reden"]
    for month in (7, 8, 9):
        rows = [row for row in counts if row[1][3:5] == f"{month:02}"]
        write(f"tellingen/2026-{month:02}.csv", header, rows)
    header = ["Borderelnummer", "Mededeling", "Rekening", "Zaknummer", "Dagboek", "Datum", "Uur", "Post", "Aantal", "Bedrag"]
    for last, hand_overs in sorted(slips.items()):
        number = last.timetuple().tm_yday * 100 + 1
        digits = ogm(last.year, number)
        told = f"***{digits[:3]}/{digits[3:7]}/{digits[7:]}***"
        rows = []
        for day, time, carried, there in hand_overs:
            start = [number, told, ACCOUNT, "", "K001", f"{day:%Y-%m-%d}", f"{time:%H:%M}"]
            rows.append([*start, "kasafdracht", "", euro(carried)])
            rows += [[*start, euro(value), there[value], euro(value * there[value])] for value in COUPURES if value in there]
        write(f"borderellen/{last}.csv", header, rows)
        booked = bank_day_after(last)
        total = sum(carried for _, _, carried, _ in hand_overs)
        if last == datetime.date(2026, 8, 8):
            bank.add(booked, total, "00952000", True, "101" + digits)
            bank.add(bank_day_after(booked), -500, "00919000", False, "VERSCHIL IN STORTING NACHTKLUIS")
        elif last == datetime.date(2026, 8, 22):
            bank.add(booked, 5000, "00453000", True, "101" + digits)
            bank.add(booked, total - 5000, "00453000", True, "101" + digits)
        else:
            bank.add(booked, total, "00453000", True, "101" + digits)


def commission(amount):
    return (abs(amount) * 12 + 500) // 1000 + 5


def terminal(bank):
    """The e-statements of B001, and what the bank is paid."""
    days = {}
    for daybook, time, _, amount, number in lines():
        if daybook == "B001":
            # One payment in seven is by credit card; a refund is not.
            brand = "MC" if int(number) % 7 == 0 and amount > 0 else "BC"
            days.setdefault(time.date(), []).append((brand, amount))
    header = ["UID", "Merchant Name", "Record type", "Paym. date", "Brand", "Trx Date", "Gross Amount", "Comm. Amount", "Rate", "Net amount"]
    months, ticket, remittance, together = {}, 9000, 94000, []
    for day in sorted(days):
        payments = list(days[day])
        if day == datetime.date(2026, 9, 10):
            # More was booked than was paid.
            at = next(at for at, (brand, amount) in enumerate(payments) if brand == "BC" and amount > 10)
            payments[at] = ("BC", payments[at][1] - 10)
        paid = bank_day_after(day)
        rows = months.setdefault(day.month, [])
        for brand, amount in payments:
            kept = commission(amount) if brand == "MC" else 0
            contract = CARDS if brand == "MC" else TERMINAL
            rows.append([contract, "BIBLIOTHEEK ZONNEDORP", "Trx", paid, brand, day, amount, kept, "", amount - kept])
        cards = [amount for brand, amount in payments if brand == "MC"]
        if cards:
            gross, kept = sum(cards), sum(map(commission, cards))
            remittance += 1
            text = (f"R:128 MC {CARDS} REM:{remittance:07} F:          51175 {day:%d/%m}"
                    f"BRT:{euro(gross):0>10}EUR C:{euro(kept):0>8} N:NNNNNN******NNNN")
            bank.add(paid, gross - kept, "00450000", False, text)
        count = sum(1 for brand, _ in payments if brand == "BC")
        if count:
            together.append((day, sum(amount for brand, amount in payments if brand == "BC"), count))
        # Friday waits for Saturday.
        if together and not (day.weekday() == 4 and day + datetime.timedelta(days=1) in days):
            first, last, tickets = together[0][0], together[-1][0], sum(one[2] for one in together)
            text = (f"1111{TERMINAL}{bank_day_after(last).timetuple().tm_yday:03}{ticket:06}{first:%d%m%y}{ticket + tickets - 1:06}"
                    f"{last:%d%m%y}2{'BIB ZONNEDORP':16}{'ZONNEDORP':10}")
            bank.add(bank_day_after(last), sum(one[1] for one in together), "00450000", True, text)
            ticket += tickets
            together = []
    last = datetime.date(2026, 8, 31)
    months[8].append([CARDS, "BIBLIOTHEEK ZONNEDORP", "Trx", bank_day_after(last), "MC", last, 0, 12, "", -12])
    bank.add(bank_day_after(last), -12, "00437000", False, "WORLDLINE CORRECTIE COMMISSIE 08/2026")
    for month, rows in sorted(months.items()):
        whole = []
        for contract, brand in [(TERMINAL, "BC"), (CARDS, "MC")]:
            own = [row for row in rows if row[0] == contract]
            for paid in sorted({row[3] for row in own}):
                of_day = [row for row in own if row[3] == paid]
                sums = [sum(row[column] for row in of_day) for column in (6, 7, 9)]
                whole += of_day
                whole.append([contract, "BIBLIOTHEEK ZONNEDORP", "Pos Total", paid, brand, "", sums[0], sums[1], "", sums[2]])
        shown = [[*row[:6], euro(row[6], "."), euro(row[7], "."), row[8], euro(row[9], ".")] for row in whole]
        write(f"terminal/2026-{month:02}.csv", header, shown, delimiter=",")


def online(bank):
    """The list of online payments B003, and a payout a day."""
    payments = {}
    for daybook, time, _, amount, _ in lines():
        if daybook == "B003":
            payments[time] = payments.get(time, 0) + amount
    months, days = {}, {}
    for at, (time, amount) in enumerate(sorted(payments.items())):
        status = "Geslaagd" if at == 20 else "Betaald en afgehandeld"
        months.setdefault(time.month, []).append([f"{time:%d/%m/%Y %H:%M:%S}", f"MB-{at:05}", euro(amount, "."), status])
        days[time.date()] = days.get(time.date(), 0) + amount
    months[7].append(["15/07/2026 21:00:00", "MB-90001", "2.40", "Geannuleerd"])
    months[9].append(["30/09/2026 22:14:09", "MB-90002", "1.10", "In verwerking"])
    for month, rows in sorted(months.items()):
        write(f"online/2026-{month:02}.csv", ["Datum", "Transactie-id", "Bedrag", "Status"], rows)
    for at, (day, amount) in enumerate(sorted(days.items()), 1):
        text = f"{day:%Y%m%d}{f'PQPAYOUT{at:016}'}PQ BulkRecon{MERCHANT}"
        bank.add(bank_day_after(day), amount, "00150000", False, text)


def main():
    bank = Bank()
    drawer(bank)
    terminal(bank)
    online(bank)
    bank.write()


if __name__ == "__main__":
    main()
