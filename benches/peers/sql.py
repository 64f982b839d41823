"""The job as SQL, in the parts that DuckDB, DataFusion and ClickHouse share. What differs, how a
quantile and how a rank within the stage are asked for, each engine's script hands in."""

import job


def derived():
    """The columns of the table and the ratios and growth rates over them."""
    made = [
        f"{d.part} / nullif({d.whole}, 0){' - 1' if d.less_one else ''} AS {d.name}"
        for d in job.DERIVED
    ]
    return ", ".join(job.TEXTS[:3] + job.NUMBERS + made)


def bounds(quantile):
    """The 1st and 99th percentile of every min_max indicator; `quantile(value, p)` is the engine's."""
    return ", ".join(
        f"{quantile(i.value, p)} AS {i.value}_{end}"
        for i in job.of_kind("min_max")
        for end, p in (("lo", 0.01), ("hi", 0.99))
    )


def points(percentile):
    """Every indicator's points; `percentile(value)` is the engine's share of peers behind."""
    return ", ".join(_points(i, percentile) for i in job.INDICATORS)


def _points(indicator, percentile):
    value = indicator.value
    if indicator.kind == "tiers":
        steps = " ".join(f"WHEN {value} >= {at} THEN {share}" for at, share in indicator.steps[::-1])
        share = f"CASE {steps} ELSE 0.0 END"
    elif indicator.kind == "min_max":
        lo, hi = f"{value}_lo", f"{value}_hi"
        scaled = f"(least(greatest({value}, {lo}), {hi}) - {lo}) / ({hi} - {lo})"
        share = f"CASE WHEN {value} IS NULL OR {hi} <= {lo} THEN 0.0 ELSE {scaled} END"
    else:
        share = percentile(value)
    whens = " ".join(f"WHEN '{s}' THEN {w}.0" for s, w in zip(job.STAGES, indicator.weights))
    return f"{rounded(f'(CASE stage {whens} END) * {share}')} AS {indicator.id}"


def rounded(expression):
    """Two decimals, half away from zero; points are never negative."""
    return f"floor(({expression}) * 100 + {job.HALF!r}) / 100"


def ranked(scored):
    """The whole output, in order, from a relation that has the points."""
    dimensions = ", ".join(f"{rounded(' + '.join(job.below(d)))} AS {d}" for d in job.DIMENSIONS)
    grades = " ".join(f"WHEN total >= {at} THEN '{name}'" for name, at in job.GRADES[:-1])
    return f"""
        WITH scored AS ({scored}),
        summed AS (SELECT *, {dimensions} FROM scored),
        totals AS (SELECT *, {rounded(" + ".join(job.DIMENSIONS))} AS total FROM summed)
        SELECT {", ".join(job.TEXTS[:3] + job.POINTS + job.DIMENSIONS)}, total,
            rank() OVER (ORDER BY total DESC) AS rank,
            rank() OVER (PARTITION BY stage ORDER BY total DESC) AS rank_in_stage,
            CASE {grades} ELSE '{job.GRADES[-1][0]}' END AS grade
        FROM totals ORDER BY total DESC, firm_id"""
