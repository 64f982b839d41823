"""The job in pandas, reading and writing by Arrow: peer_pandas.py TABLE FOLDER"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

import job

path, full, top = job.files()
kinds = dict.fromkeys(job.NUMBERS, "float64") | {"stage": "category"}
table = pd.read_csv(path, engine="pyarrow", usecols=job.TEXTS[:3] + job.NUMBERS, dtype=kinds)
for made in job.DERIVED:
    value = table[made.part] / table[made.whole].replace(0, np.nan)
    table[made.name] = value - 1 if made.less_one else value
stage = pd.Categorical(table["stage"], categories=job.STAGES).codes
peers = table.groupby("stage", observed=True)


def share(indicator):
    value = table[indicator.value]
    if indicator.kind == "tiers":
        borders, shares = zip(*indicator.steps)
        reached = np.searchsorted(borders, value.fillna(-np.inf).to_numpy(), side="right")
        return np.array((0.0,) + shares)[reached]
    if indicator.kind == "min_max":
        bounds = peers[indicator.value].quantile([0.01, 0.99]).unstack().loc[job.STAGES].to_numpy()
        lo, hi = bounds[stage, 0], bounds[stage, 1]
        return np.where(hi > lo, (np.clip(value.to_numpy(), lo, hi) - lo) / (hi - lo), 0.0)
    others = peers[indicator.value].count().loc[job.STAGES].to_numpy()[stage] - 1
    behind = peers[indicator.value].rank(method="min").to_numpy() - 1
    return np.where(others > 0, behind / others, 1.0)


def rounded(values):
    return np.floor(values * 100 + job.HALF) / 100


out = table[job.TEXTS[:3]].copy()
for indicator in job.INDICATORS:
    points = np.array(indicator.weights, float)[stage] * share(indicator)
    out[indicator.id] = rounded(np.nan_to_num(points))
del table, peers
for dimension in job.DIMENSIONS:
    out[dimension] = rounded(out[job.below(dimension)].sum(axis=1))
out["total"] = rounded(out[job.DIMENSIONS].sum(axis=1))
total = out["total"]
out["rank"] = total.rank(method="min", ascending=False).astype("int64")
within = out.groupby("stage", observed=True)["total"]
out["rank_in_stage"] = within.rank(method="min", ascending=False).astype("int64")
names, borders = zip(*job.GRADES[:-1])
out["grade"] = np.select([total >= at for at in borders], names, job.GRADES[-1][0])
out = out.sort_values(["total", "firm_id"], ascending=[False, True])
rows = pa.Table.from_pandas(out, preserve_index=False)
pa.csv.write_csv(rows, full, pa.csv.WriteOptions(quoting_style="needed"))
out.head(job.TOP).to_csv(top, index=False)
