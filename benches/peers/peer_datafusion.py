"""The job in DataFusion: peer_datafusion.py TABLE FOLDER"""

import pyarrow as pa
from datafusion import SessionContext

import job
import sql

path, full, top = job.files()
texts, numbers = [(c, pa.string()) for c in job.TEXTS], [(c, pa.float64()) for c in job.NUMBERS]
context = SessionContext()
context.register_csv("source", path, schema=pa.schema(texts + numbers), has_header=True)
context.sql(f"CREATE TABLE base AS SELECT {sql.derived()} FROM source").collect()


def behind(value):
    window = f"PARTITION BY stage, {value} IS NULL ORDER BY {value}"
    return f"CASE WHEN {value} IS NULL THEN 0.0 ELSE percent_rank() OVER ({window}) END"


# `percentile_cont` interpolates in steps of a millionth, which moves a point now and then. The
# values themselves, sorted, give the quantile as the other engines do.
def quantile(value, p):
    place = f"{p} * (array_length({value}) - 1)"
    below, above = (f"{value}[CAST({side}({place}) AS BIGINT) + 1]" for side in ("floor", "ceil"))
    return f"{below} + ({place} - floor({place})) * ({above} - {below})"


values = ", ".join(
    f"array_sort(array_agg({v}) FILTER (WHERE {v} IS NOT NULL)) AS {v}"
    for v in (i.value for i in job.of_kind("min_max"))
)
scored = f"""
    WITH peers AS (SELECT stage AS of_stage, {values} FROM base GROUP BY stage),
    bounds AS (SELECT of_stage, {sql.bounds(quantile)} FROM peers)
    SELECT firm_id, firm_name, stage, {sql.points(behind)} FROM base
    JOIN bounds ON stage = of_stage"""
options = "OPTIONS ('format.has_header' 'true')"
context.sql(f"COPY ({sql.ranked(scored)}) TO '{full}' STORED AS CSV {options}").collect()
job.cut_top(full, top)
