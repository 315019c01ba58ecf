"""Runs the queries of a page with DuckDB, in the current folder: every block of SQL, from the first to the last.

query.py PAGE        writes for each query its heading on the page and its rows, as JSON, amounts as texts
"""

import json
import re
import sys

import duckdb

page = open(sys.argv[1], encoding="utf-8").read()
connection = duckdb.connect()
connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
heading = None
for title, block in re.findall(r"^#+ ([^\n]+)$|^```sql\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
    heading = title or heading
    if block:
        result = connection.execute(block)
        columns = [column[0] for column in result.description]
        rows = [[str(cell) for cell in row] for row in result.fetchall()]
        print(json.dumps({"heading": heading, "columns": columns, "rows": rows}))
