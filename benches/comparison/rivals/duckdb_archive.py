"""Financieel overzicht BE with DuckDB from Parquet files of an archive, as they stand.

duckdb_archive.py FILES FIRST_DAY LAST_DAY        FILES may be a pattern
"""

import sys

import duckdb

files, first, last = sys.argv[1:]
duckdb.execute(
    """
    COPY (
        SELECT daybook AS Dagboek, institution AS Instantie, branch AS Vestiging, booking_code AS Boekingscode,
               count(*) AS Aantal,
               sum(CASE WHEN NOT starts_with(booking_code, '5') THEN cents ELSE 0 END)::DECIMAL(18, 2) / 100 AS Ontvangsten,
               -sum(CASE WHEN starts_with(booking_code, '5') THEN cents ELSE 0 END)::DECIMAL(18, 2) / 100 AS Uitgaven
        FROM read_parquet($files)
        WHERE settled_day BETWEEN $first::DATE AND $last::DATE AND NOT starts_with(daybook, 'A') AND dropped_by IS NULL
        GROUP BY ALL ORDER BY ALL
    ) TO '/dev/stdout' (DELIMITER ';')
    """,
    {"files": files, "first": first, "last": last},
)
