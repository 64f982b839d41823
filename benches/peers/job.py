"""The reference job, read off ../reference/scheme.toml, so that every engine is given the same
indicators, borders and weights as innopoints. Knows no engine."""

import re
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

SCHEME = Path(__file__).resolve().parent.parent / "reference" / "scheme.toml"

# 100 x points is rounded by floor(x + HALF): half away from zero, where a value that misses a half
# by floating point alone counts as one (1.005 is 1.00499999999999989).
HALF = 0.5 + 1e-9


class Indicator(NamedTuple):
    id: str
    value: str  # a column, or the name of a derived one
    kind: str  # tiers, min_max, percentile
    steps: list  # of tiers: [[from, share], ...]
    dimension: str
    weights: list  # one for each stage


class Derived(NamedTuple):
    name: str
    part: str
    whole: str
    less_one: bool  # a growth rate rather than a ratio


_written = tomllib.loads(SCHEME.read_text(encoding="utf-8"))
STAGES = [stage["name"] for stage in _written["stage"]]
STAGE_IDS = [stage["id"] for stage in _written["stage"]]
DIMENSIONS = [dimension["id"] for dimension in _written["dimension"]]
GRADES = [(grade["name"], float(grade["at_least"])) for grade in _written["grade"]]
TOP = _written["list"][0]["top"]
NUMBERS = [c["name"] for c in _written["column"] if c["type"] in ("number", "integer")]
TEXTS = ["firm_id", "firm_name", "stage", "industry"]  # in this order, before the numbers


def _derived(entry):
    part, whole, rest = re.fullmatch(r"(\w+) / (\w+)( - 1)?", entry["value"]).groups()
    return Derived(entry["name"], part, whole, rest is not None)


def _indicator(entry):
    ((kind, rule),) = entry["rule"].items()
    points = entry["points"]
    weights = [points[s] if isinstance(points, dict) else points for s in STAGE_IDS]
    steps = rule.get("steps", [])
    return Indicator(entry["id"], entry["value"], kind, steps, entry["dimension"], weights)


DERIVED = [_derived(entry) for entry in _written["derive"]]
INDICATORS = [_indicator(entry) for entry in _written["indicator"]]
POINTS = [indicator.id for indicator in INDICATORS]
OUTPUT = TEXTS[:3] + POINTS + DIMENSIONS + ["total", "rank", "rank_in_stage", "grade"]


def of_kind(kind):
    return [indicator for indicator in INDICATORS if indicator.kind == kind]


def below(dimension):
    return [indicator.id for indicator in INDICATORS if indicator.dimension == dimension]


def files():
    """What a peer is called with: the table, and the two files that it writes."""
    table, folder = sys.argv[1:3]
    return table, f"{folder}/full.csv", f"{folder}/top.csv"


def cut_top(full, top):
    """The first rows of the full output."""
    with open(full, "rb") as rows, open(top, "wb") as out:
        for _ in range(TOP + 1):
            out.write(rows.readline())
