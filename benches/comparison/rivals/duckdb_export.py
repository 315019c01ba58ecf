"""Financieel overzicht BE with DuckDB: an export as typed columns, grouped. It looks at no row more closely than that.

duckdb_export.py EXPORT FIRST_DAY LAST_DAY
"""

import sys

import duckdb

TYPES = {
    "Adm Id": "BIGINT",
    "Datum boeking": "TIMESTAMP",
    "Datum afhandeling": "TIMESTAMP",
    "Dagboek": "VARCHAR",
    "Instantie": "VARCHAR",
    "Vestiging": "VARCHAR",
    "Boekingscode": "VARCHAR",
    "Bedrag afgehandeld": "DECIMAL(14,2)",
    "Bedrag boeking": "DECIMAL(14,2)",
    "Omschrijving": "VARCHAR",
    "Bron": "VARCHAR",
    "Afboek bron": "VARCHAR",
    "Actor Id": "VARCHAR",
    "ExemplaarId": "VARCHAR",
}

path, first, last = sys.argv[1:]
duckdb.execute(
    """
    COPY (
        SELECT Dagboek, Instantie, Vestiging, Boekingscode, count(*) AS Aantal,
               sum(CASE WHEN Boekingscode < '5' OR Boekingscode >= '6' THEN "Bedrag afgehandeld" ELSE 0 END) AS Ontvangsten,
               -sum(CASE WHEN Boekingscode >= '5' AND Boekingscode < '6' THEN "Bedrag afgehandeld" ELSE 0 END) AS Uitgaven
        FROM read_csv($path, columns = $types, auto_detect = false, header = true, delim = ';', quote = '"', escape = '"',
                      new_line = '\\r\\n', decimal_separator = ',', timestampformat = '%d-%m-%Y %H:%M:%S')
        WHERE "Datum afhandeling" >= $first::DATE AND "Datum afhandeling" < $last::DATE + 1 AND NOT starts_with(Dagboek, 'A')
        GROUP BY ALL ORDER BY ALL
    ) TO '/dev/stdout' (DELIMITER ';')
    """,
    {"path": path, "types": TYPES, "first": first, "last": last},
)
