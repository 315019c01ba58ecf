#!/usr/bin/env python3
"""Makes the Parquet files in `parquet/` and `gebroken/` from the other samples. Needs pyarrow (made with 26.0.1).

`parquet/` holds August 2026 of `zonnedorp/` in three files, each with other types of columns: together they give the
same reports as `zonnedorp/dagboek_2026-08.csv`.
"""
import csv
import datetime
import decimal
import pathlib
import zoneinfo

import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
BRUSSELS = zoneinfo.ZoneInfo("Europe/Brussels")
TIMES = ("Datum boeking", "Datum afhandeling")
AMOUNTS = ("Bedrag afgehandeld", "Bedrag boeking")
CODES = ("Vestiging", "Boekingscode")

with open(HERE / "zonnedorp" / "dagboek_2026-08.csv", encoding="utf-8-sig", newline="") as file:
    header, *lines = csv.reader(file, delimiter=";")


def columns(rows):
    return {name: [row[index] or None for row in rows] for index, name in enumerate(header)}


def time(text, zone=None):
    return text and datetime.datetime.strptime(text, "%d-%m-%Y %H:%M:%S").replace(tzinfo=zone)


def amount(text):
    return text and decimal.Decimal(text.replace(".", "").replace(",", "."))


def write(name, table, **options):
    pq.write_table(table, HERE / name, store_schema=options.pop("store_schema", True), **options)


def typed(rows):
    """As a database would: decimals, local times, codes as numbers, texts as dictionaries."""
    table = columns(rows)
    arrays = {name: pa.array(values).dictionary_encode() for name, values in table.items()}
    arrays |= {name: pa.array(map(time, table[name]), pa.timestamp("us")) for name in TIMES}
    arrays |= {name: pa.array(map(amount, table[name]), pa.decimal128(12, 4)) for name in AMOUNTS}
    arrays |= {name: pa.array(map(int, table[name]), pa.int16()) for name in CODES}
    return pa.table(arrays)


def frame(rows):
    """As a data frame would: binary numbers, points in time, a day where the time doesn't matter."""
    table = columns(rows)
    arrays = {name: pa.array(values, pa.large_string()) for name, values in table.items()}
    zoned = [time(text, BRUSSELS) for text in table["Datum afhandeling"]]
    arrays["Datum boeking"] = pa.array([time(text).date() for text in table["Datum boeking"]], pa.date32())
    arrays["Datum afhandeling"] = pa.array(zoned, pa.timestamp("ms", tz="Europe/Brussels"))
    arrays |= {name: pa.array([float(amount(text)) for text in table[name]], pa.float64()) for name in AMOUNTS}
    return pa.table(arrays)


def texts(rows):
    """As the CSV has it."""
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns(rows).items()})


write("parquet/dagboek_2026-08_a.parquet", typed(lines[:150]), compression="snappy")
write("parquet/dagboek_2026-08_b.parquet", frame(lines[150:300]), compression="zstd", data_page_version="2.0")
write("parquet/dagboek_2026-08_c.parquet", texts(lines[300:]), compression="none", row_group_size=50, store_schema=False)

sound = typed(lines[:5])
at = sound.schema.get_field_index
half = frame(lines[:5])
half = half.set_column(at("Bedrag afgehandeld"), "Bedrag afgehandeld", pa.array([1.2, 0.5, 1.005, 2.0, 0.1]))
write("gebroken/parquet_halve_cent.parquet", half)
short = sound.set_column(at("Bedrag afgehandeld"), "Bedrag afgehandeld", pa.array([1.2, 0.5, 1.0, 2.0, 0.1], pa.float32()))
short = short.set_column(at("Datum boeking"), "Datum boeking", pa.array([20260801] * 5))
short = short.set_column(at("Omschrijving"), "Omschrijving", pa.array([["a"]] * 5))
write("gebroken/parquet_kolomtypes.parquet", short)
write("gebroken/parquet_kolom_ontbreekt.parquet", sound.drop_columns(["Dagboek"]))
twice = pa.concat_tables([sound, sound.slice(2, 1)])
write("gebroken/parquet_id_dubbel.parquet", twice)
whole = (HERE / "parquet" / "dagboek_2026-08_a.parquet").read_bytes()
(HERE / "gebroken" / "parquet_afgebroken.parquet").write_bytes(whole[: len(whole) // 2])
(HERE / "gebroken" / "parquet_geen_parquet.parquet").write_bytes(b"Adm Id;Datum boeking\r\n1;01-08-2026\r\n")
