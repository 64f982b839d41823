"""Compares every output with the first: check.py TABLE FOLDER FOLDER...

Ends with 1 where points, ranks, grades or lists differ. A difference of 0.01 at a half, which
engines reach by another order of the same operations, is named and counted apart.
"""

import sys
from pathlib import Path

import polars as pl
from polars import col

import job
import peer_polars

CENTS = job.POINTS + job.DIMENSIONS + ["total"]
# Points (in hundredths) this near to a half are a matter of the last bits of floating point.
NEAR = 1e-7


def output(folder):
    """The full output of an engine by firm: points in hundredths, stages in words."""
    ours = Path(folder, "ranking.csv")
    path = ours if ours.exists() else Path(folder, "full.csv")
    kinds = {c: pl.Float64 for c in CENTS + ["rank", "rank_in_stage"]}
    kinds |= {c: pl.String for c in job.TEXTS[:3] + ["grade"]}
    rows = pl.read_csv(path, columns=job.OUTPUT, schema_overrides=kinds).select(job.OUTPUT)
    if ours.exists():
        rows = rows.with_columns(col("stage").replace(job.STAGE_IDS, job.STAGES))
    cents = [(col(c) * 100).round().cast(pl.Int32) for c in CENTS]
    ranks = col("rank", "rank_in_stage").cast(pl.Int64)
    return rows.with_columns(cents).with_columns(ranks).sort("firm_id")


def top(folder):
    """The ids of the list, and the totals beside them."""
    ours = Path(folder, "top100.csv")
    rows = pl.read_csv(ours if ours.exists() else Path(folder, "top.csv"))
    return dict(zip(rows["firm_id"], rows["total"]))


def at_a_half(table, indicator, firms):
    """How many of these firms' points lie at a half before they are rounded."""
    exact = peer_polars.table(table).select("firm_id", peer_polars.exact(indicator).alias("exact"))
    exact = exact.filter(col("firm_id").is_in(firms.implode())).collect()["exact"] * 100
    return int(((exact - exact.floor() - 0.5).abs() < NEAR).sum())


def differences(table, first, other):
    """What differs, in words; whether all of it is accounted for by halves."""
    for c in job.TEXTS[:3]:
        if first.height != other.height or (first[c] != other[c]).any():
            return [f"{c} differs"], False
    found, accounted = [], True
    for indicator in job.INDICATORS:
        apart = (first[indicator.id] - other[indicator.id]).abs()
        differing = int((apart > 0).sum())
        if differing:
            halves = at_a_half(table, indicator, first["firm_id"].filter(apart == 1))
            accounted &= halves == differing
            found.append(f"{indicator.id}: {differing} ({halves} at a half)")
    for c in job.DIMENSIONS + ["total", "rank", "rank_in_stage", "grade"]:
        differing = int((first[c] != other[c]).sum())
        if differing:
            accounted &= any("at a half" in each for each in found)
            found.append(f"{c}: {differing}")
    return found, accounted


def main():
    table, first, *others = sys.argv[1:]
    reference, listed, sound = output(first), top(first), True
    for folder in others:
        found, accounted = differences(table, reference, output(folder))
        # A list of ours goes on while firms are level with the last.
        both, last = top(folder), min(top(folder).values())
        beyond = [t for firm, t in listed.items() if firm not in both]
        if not both.keys() <= listed.keys() or any(t != last for t in beyond):
            found.append("the list")
        sound &= accounted and "the list" not in found
        name = Path(folder).name
        told = "; ".join(found) if found else f"{reference.height} firms, nothing differs"
        print(f"{name}: {told}")
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
