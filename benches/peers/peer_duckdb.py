"""The job in DuckDB: peer_duckdb.py TABLE FOLDER"""

import duckdb

import job
import sql

path, full, top = job.files()
types = [f"'{c}': 'VARCHAR'" for c in job.TEXTS] + [f"'{c}': 'DOUBLE'" for c in job.NUMBERS]
source = f"read_csv('{path}', header = true, delim = ',', columns = {{{', '.join(types)}}})"


# Ranks are computed over two narrow columns and joined by row, which takes less memory and time
# than six windows over the whole rows.
def behind(value):
    return f"""LEFT JOIN (
        SELECT rowid AS row, percent_rank() OVER (PARTITION BY stage ORDER BY {value}) AS share
        FROM base WHERE {value} IS NOT NULL
    ) of_{value} ON base.rowid = of_{value}.row"""


quantiles = sql.bounds(lambda value, p: f"quantile_cont({value}, {p})")
joins = " ".join(behind(i.value) for i in job.of_kind("percentile"))
points = sql.points(lambda value: f"coalesce(of_{value}.share, 0)")
scored = f"""
    SELECT firm_id, firm_name, stage, {points} FROM base
    JOIN (SELECT stage AS of_stage, {quantiles} FROM base GROUP BY stage) ON stage = of_stage
    {joins}"""

connection = duckdb.connect()
# The order is the sort's: nothing else needs to keep it.
connection.execute("SET preserve_insertion_order = false")
connection.execute(f"CREATE TEMP TABLE base AS SELECT {sql.derived()} FROM {source}")
connection.execute(f"COPY ({sql.ranked(scored)}) TO '{full}' (HEADER, DELIMITER ',')")
job.cut_top(full, top)
