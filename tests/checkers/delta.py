"""Reads a Delta table as an engine does that knows nothing of kasverslag.

delta.py TABLE QUERY        writes for each version of the table a line of JSON: its number, and the first row of what the
                            query gives over it as the table `line`, as texts; or why the version can't be read any more
"""

import json
import sys

from deltalake import DeltaTable, QueryBuilder

place, query = sys.argv[1:]
for version in range(DeltaTable(place).version() + 1):
    told = {"version": version}
    try:
        table = DeltaTable(place, version=version)
        rows = QueryBuilder().register("line", table).execute(query).read_all()
        told["row"] = [str(rows.column(index)[0].as_py()) for index in range(rows.num_columns)]
    except Exception as error:
        told["error"] = str(error)
    print(json.dumps(told))
