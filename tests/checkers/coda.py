"""Reads bank statements in CODA by a reader that knows nothing of kasverslag.

coda.py FOLDER              writes for each file of the folder, by name, a line of JSON: its name, and what each statement
                            says, in thousandths of the currency; or why it is refused
"""

import json
import os
import sys

from coda import CODA


def day(date):
    # Of which century a year of two digits is, each reader says for itself.
    return date.strftime("%y-%m-%d")


def thousandths(amount):
    return int(amount * 1000)


def move(one):
    days = [day(one.entry_date), day(one.value_date)]
    return [int(one.sequence), int(one.detail_sequence), thousandths(one.amount), *days, one.transaction_code]


def statement(one):
    return {
        "account": one.account,
        "currency": one.account_currency,
        "sequence": int(one.coda_sequence),
        "created": day(one.creation_date),
        "old": [thousandths(one.old_balance), day(one.old_balance_date)],
        "new": [thousandths(one.new_balance), day(one.new_balance_date)],
        "moves": [move(each) for each in one.all_moves],
    }


folder = sys.argv[1]
for name in sorted(os.listdir(folder)):
    told = {"file": name}
    try:
        told["statements"] = [statement(one) for one in CODA(os.path.join(folder, name)).statements]
    except Exception as error:
        told["error"] = f"{type(error).__name__}: {error}"
    print(json.dumps(told))
