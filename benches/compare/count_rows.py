"""Prints how many articles an output holds. Usage: python count_rows.py OUTPUT"""

import os
import sys

output = sys.argv[1]
if os.path.isdir(output):
    print(sum(len(names) for _, _, names in os.walk(output)))
elif output.endswith(".ndjson"):
    with open(output, "rb") as file:
        print(sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")))
else:
    import duckdb

    print(duckdb.sql(f"SELECT count(*) FROM '{output}'").fetchall()[0][0])
