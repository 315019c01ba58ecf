"""Runs the queries of a page with Spark, in the current folder: the block of Python first, then the view and the queries.

spark.py PAGE        writes for each query its heading on the page and its rows, as JSON, amounts as texts
"""

import json
import re
import sys

page = open(sys.argv[1], encoding="utf-8").read()
[python] = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
names = {}
exec(python, names)
spark = names["spark"]
heading = None
for title, block in re.findall(r"^#+ ([^\n]+)$|^```sql\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
    heading = title or heading
    if "own_daybook_line" not in block:
        continue
    result = spark.sql(block.strip().rstrip(";"))
    rows = [[str(cell) for cell in row] for row in result.collect()]
    print(json.dumps({"heading": heading, "columns": result.columns, "rows": rows}))
