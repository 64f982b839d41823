"""The job in ClickHouse, in process (chdb): peer_clickhouse.py TABLE FOLDER"""

import tempfile

from chdb import session

import job
import sql

path, full, top = job.files()
types = [f"{c} String" for c in job.TEXTS] + [f"{c} Nullable(Float64)" for c in job.NUMBERS]
source = f"file('{path}', 'CSVWithNames', '{', '.join(types)}')"


def behind(value):
    peers = f"PARTITION BY stage, isNull({value})"
    rank = f"rank() OVER ({peers} ORDER BY {value})"
    share = f"({rank} - 1) / nullIf(count() OVER ({peers}) - 1, 0)"
    return f"if(isNull({value}), 0, ifNull({share}, 1))"


quantiles = sql.bounds(lambda value, p: f"quantileExactInclusive({p})({value})")
scored = f"""
    SELECT firm_id, firm_name, stage, {sql.points(behind)} FROM base
    INNER JOIN (SELECT stage AS of_stage, {quantiles} FROM base GROUP BY stage) AS bounds
    ON base.stage = bounds.of_stage"""

with tempfile.TemporaryDirectory() as folder:
    clickhouse = session.Session(folder)
    clickhouse.query("SET engine_file_truncate_on_insert = 1")
    clickhouse.query(f"CREATE TABLE base ENGINE = Memory AS SELECT {sql.derived()} FROM {source}")
    clickhouse.query(f"INSERT INTO FUNCTION file('{full}', 'CSVWithNames') {sql.ranked(scored)}")
    clickhouse.close()
job.cut_top(full, top)
