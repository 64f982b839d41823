"""Measures innopoints and its peers on the same files, side by side, and prints a Markdown table.

    python benches/peers/run.py --sizes 100000,1000000 --rounds 5

Every measurement is a whole process: the file from the page cache, start to end by the wall clock,
and the peak of resident memory that the kernel reports for it. The engines take turns, so that
what else the machine does falls on all of them. A first round, which is not measured, warms up
and is checked: every output must agree with ours.

This file loads no engine: a child begins with the memory of its parent in its account.
"""

import argparse
import importlib.metadata
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCHEME = HERE.parent / "reference" / "scheme.toml"

# Name in the table, script, further arguments, the package whose version counts.
PEERS = [
    ("polars, streaming", "peer_polars.py", ["streaming"], "polars"),
    ("polars, in memory", "peer_polars.py", ["memory"], "polars"),
    ("ClickHouse (chdb)", "peer_clickhouse.py", [], "chdb"),
    ("pandas on Arrow", "peer_pandas.py", [], "pandas"),
    ("DuckDB", "peer_duckdb.py", [], "duckdb"),
    ("DataFusion", "peer_datafusion.py", [], "datafusion"),
]


class Engine(NamedTuple):
    name: str
    version: str
    command: list  # with {table} and {out} to fill in

    def folder(self, work):
        return work / "".join(c if c.isalnum() else "_" for c in self.name)


class Cost(NamedTuple):
    seconds: float
    mib: float


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="100000,1000000", help="firms, separated by commas")
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds (median of)")
    parser.add_argument("--engines", default="", help="only peers whose name has one of these words")
    parser.add_argument("--data", type=Path, default=ROOT / "target" / "peers", help="where files go")
    parser.add_argument("--seed", type=int, default=20240601, help="of the made-up firms")
    parser.add_argument("--innopoints", type=Path, default=ROOT / "target/release/innopoints")
    parser.add_argument(
        "--generator", type=Path, default=ROOT / "target/release/examples/generate_reference"
    )
    return parser.parse_args()


def engines(asked):
    """innopoints first, then the peers that were asked for."""
    about = subprocess.run([asked.innopoints, "--version"], capture_output=True, text=True, check=True)
    job = ["score", SCHEME, "{table}", "--write", "ranking,lists", "--out", "{out}", "--quiet"]
    chosen = [Engine("innopoints", about.stdout.split()[-1], [asked.innopoints, *job])]
    words = [word.lower() for word in asked.engines.split(",") if word]
    for name, script, further, package in PEERS:
        if not words or any(word in name.lower() for word in words):
            command = [sys.executable, HERE / script, "{table}", "{out}", *further]
            chosen.append(Engine(name, importlib.metadata.version(package), command))
    return chosen


def table(asked, firms):
    """The table of so many firms, made where it is not there yet."""
    path = asked.data / f"reference_{firms}_{asked.seed}.csv"
    if not path.exists():
        print(f"making {path}", file=sys.stderr)
        making = path.with_suffix(".part")
        command = [asked.generator, "--firms", str(firms), "--seed", str(asked.seed)]
        with open(making, "wb") as out:
            subprocess.run(command, stdout=out, check=True)
        making.rename(path)
    return path


def measure(engine, path, work):
    """One whole process; None where it fails, for want of memory for one."""
    folder = engine.folder(work)
    # Into an empty folder: taking an older file away is not the job.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    words = [str(word).format(table=path, out=folder) for word in engine.command]
    start = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=work)
    told = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        last = told.decode(errors="replace").strip().splitlines()[-1:]
        print(f"{engine.name}: ended with {child.returncode}: {''.join(last)}", file=sys.stderr)
        return None
    # The kernel counts kibibytes, macOS bytes.
    unit = 1 if platform.system() == "Darwin" else 1024
    return Cost(seconds, usage.ru_maxrss * unit / 2**20)


def check(path, chosen, work):
    """Whether the outputs agree: in a process of its own, which may load an engine."""
    folders = [str(engine.folder(work)) for engine in chosen]
    done = subprocess.run([sys.executable, HERE / "check.py", path, *folders], stdout=sys.stderr)
    if done.returncode != 0:
        sys.exit("the outputs differ: nothing was measured")


def run(chosen, path, work, rounds):
    """Medians by engine name."""
    able = [engine for engine in chosen if measure(engine, path, work)]
    check(path, able, work)
    costs = {engine.name: [] for engine in able}
    for round in range(rounds):
        print(f"round {round + 1} of {rounds}", file=sys.stderr)
        for engine in able:
            cost = measure(engine, path, work)
            if cost is not None:
                costs[engine.name].append(cost)
    middle = {}
    for name, all in costs.items():
        if all:
            middle[name] = Cost(*(statistics.median(part) for part in zip(*all)))
    return middle


def report(firms, chosen, costs):
    ours = costs.get("innopoints")
    if ours is None:
        sys.exit("innopoints itself failed")
    print(f"\n**{firms:,} firms**\n")
    print("| engine | version | time | times ours | peak memory | times ours |")
    print("|---|---|--:|--:|--:|--:|")
    # innopoints first, then the fastest.
    ordered = sorted(chosen, key=lambda e: (e.name != "innopoints", costs.get(e.name, (1e9,))[0]))
    for engine in ordered:
        cost = costs.get(engine.name)
        if cost is None:
            print(f"| {engine.name} | {engine.version} | failed | | | |")
            continue
        slower, larger = cost.seconds / ours.seconds, cost.mib / ours.mib
        print(
            f"| {engine.name} | {engine.version} | {cost.seconds:.2f} s | {slower:.1f} |"
            f" {cost.mib:,.0f} MiB | {larger:.1f} |"
        )


def machine():
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text().splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{model}, {cores} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def main():
    asked = arguments()
    asked.data.mkdir(parents=True, exist_ok=True)
    asked.data = asked.data.resolve()
    chosen = engines(asked)
    print(f"Whole processes taking turns, medians of {asked.rounds}; {machine()}.")
    print(f"Command: `python benches/peers/run.py {' '.join(sys.argv[1:])}`")
    for firms in map(int, asked.sizes.split(",")):
        path = table(asked, firms)
        work = asked.data / f"outputs_{firms}"
        work.mkdir(exist_ok=True)
        report(firms, chosen, run(chosen, path, work, asked.rounds))


if __name__ == "__main__":
    main()
