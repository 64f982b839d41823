"""The job in polars, lazily: peer_polars.py TABLE FOLDER streaming|memory"""

import sys

import polars as pl
from polars import col

import job

STAGE = "stage"


def ratio(derived):
    value = pl.when(col(derived.whole) != 0).then(col(derived.part) / col(derived.whole))
    return (value - 1 if derived.less_one else value).alias(derived.name)


def share(indicator):
    value = col(indicator.value)
    if indicator.kind == "tiers":
        reached = pl.lit(0.0)
        for at, share in indicator.steps:
            reached = pl.when(value >= at).then(share).otherwise(reached)
        return reached
    if indicator.kind == "min_max":
        lo, hi = (value.quantile(p, "linear").over(STAGE) for p in (0.01, 0.99))
        return pl.when(hi > lo).then((value.clip(lo, hi) - lo) / (hi - lo)).otherwise(0.0)
    behind, others = value.rank("min").over(STAGE) - 1, value.count().over(STAGE) - 1
    return pl.when(others > 0).then(behind / others).otherwise(1.0)


def rounded(expression):
    return (expression * 100 + job.HALF).floor() / 100


def exact(indicator):
    """Points before they are rounded."""
    weights = dict(zip(job.STAGES, map(float, indicator.weights)))
    weight = col(STAGE).replace_strict(weights, return_dtype=pl.Float64)
    return (weight * share(indicator)).fill_null(0.0)


def table(path):
    texts, numbers = dict.fromkeys(job.TEXTS, pl.String), dict.fromkeys(job.NUMBERS, pl.Float64)
    return pl.scan_csv(path, schema=texts | numbers).with_columns(map(ratio, job.DERIVED))


def scored(rows):
    points = [rounded(exact(indicator)).alias(indicator.id) for indicator in job.INDICATORS]
    rows = rows.select(*job.TEXTS[:3], *points)
    sums = [rounded(pl.sum_horizontal(job.below(d))).alias(d) for d in job.DIMENSIONS]
    total = rounded(pl.sum_horizontal(job.DIMENSIONS)).alias("total")
    rows = rows.with_columns(sums).with_columns(total)
    grade = pl.lit(job.GRADES[-1][0])
    for name, at in job.GRADES[-2::-1]:
        grade = pl.when(col("total") >= at).then(pl.lit(name)).otherwise(grade)
    rank = col("total").rank("min", descending=True)
    ranks = [rank.alias("rank"), rank.over(STAGE).alias("rank_in_stage"), grade.alias("grade")]
    return rows.with_columns(ranks).sort("total", "firm_id", descending=[True, False])


def main():
    path, full, top = job.files()
    rows = scored(table(path)).select(job.OUTPUT)
    if sys.argv[3] == "streaming":
        rows.sink_csv(full, engine="streaming")
        job.cut_top(full, top)
    else:
        made = rows.collect(engine="in-memory")
        made.write_csv(full)
        made.head(job.TOP).write_csv(top)


if __name__ == "__main__":
    main()
