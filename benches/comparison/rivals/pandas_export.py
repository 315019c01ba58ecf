"""Financieel overzicht BE with pandas. Amounts are floats there, and are made cents before they are added up.

pandas_export.py EXPORT FIRST_DAY LAST_DAY
"""

import sys

import pandas

path, first, last = sys.argv[1:]
keys = ["Dagboek", "Instantie", "Vestiging", "Boekingscode"]
lines = pandas.read_csv(
    path,
    sep=";",
    decimal=",",
    usecols=[*keys, "Datum afhandeling", "Bedrag afgehandeld"],
    dtype=dict.fromkeys(keys, "str"),
    parse_dates=["Datum afhandeling"],
    date_format="%d-%m-%Y %H:%M:%S",
)
settled = lines["Datum afhandeling"]
end = pandas.Timestamp(last) + pandas.Timedelta(days=1)
lines = lines[(settled >= first) & (settled < end) & ~lines["Dagboek"].str.startswith("A", na=False)]
cents = (lines["Bedrag afgehandeld"] * 100).round().astype("int64")
spent = lines["Boekingscode"].str.startswith("5")
lines = lines[keys].assign(received=cents.where(~spent, 0), spent=-cents.where(spent, 0))
print(";".join([*keys, "Aantal", "Ontvangsten", "Uitgaven"]))
groups = lines.groupby(keys).agg(count=("received", "size"), received=("received", "sum"), spent=("spent", "sum"))
for key, count, received, spent in groups.itertuples(name=None):
    print(*key, count, f"{received / 100:.2f}", f"{spent / 100:.2f}", sep=";")
