"""Runs bundles of `innopoints sql` on a real engine: python run.py ENGINE FOLDER...

Each folder holds sample.csv, sample.sql, score.sql, rank.sql and perhaps steps.sql, steps.csv and
fit.sql; result.csv is written beside them. The sample is read with the column types that sample.sql
states, steps.csv by steps.sql itself.
"""

import csv
import os
import re
import sys
import time

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

TYPES = [
    ("DOUBLE|Float64", pa.float64()),
    ("VARCHAR|STRING|String", pa.string()),
    ("BOOLEAN|Bool", pa.bool_()),
    ("DATE|Date32", pa.date32()),
]


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return file.read()


def column_types(sql):
    """The columns of sample.sql: a line each, a quoted name and a type."""
    types = {}
    for line in sql.splitlines():
        match = re.match(r'^  (["`])(.+)\1 ([A-Za-z0-9()]+),?$', line)
        if match:
            types[match[2]] = next(t for names, t in TYPES if re.search(f"({names})", match[3]))
    return types


def sample(folder):
    """sample.csv as one Parquet file, which every engine reads alike."""
    types = column_types(read(folder, "sample.sql"))
    options = pa.csv.ConvertOptions(
        column_types=types, strings_can_be_null=True, null_values=[""],
        true_values=["true"], false_values=["false"],
    )
    table = pa.csv.read_csv(os.path.join(folder, "sample.csv"), convert_options=options)
    assert set(types) == set(table.column_names), (types, table.column_names)
    path = os.path.join(folder, "sample.parquet")
    pa.parquet.write_table(table, path)
    return path


def statements(folder):
    """What comes before rank.sql, a statement at a time; files are named by their whole path."""
    for name in ["steps.sql", "fit.sql", "score.sql"]:
        if os.path.exists(os.path.join(folder, name)):
            sql = read(folder, name)
            if name != "steps.sql":
                yield sql
                continue
            sql = sql.replace("'steps.csv'", f"'{os.path.abspath(folder)}/steps.csv'")
            yield from (part for part in sql.split(";\n") if part.strip())


def write(folder, columns, rows):
    with open(os.path.join(folder, "result.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow("" if cell is None else cell for cell in row)


def duckdb():
    import duckdb

    def run(folder, parquet):
        db = duckdb.connect()
        db.execute(f"CREATE VIEW firms AS SELECT * FROM read_parquet('{parquet}')")
        for statement in statements(folder):
            db.execute(statement)
        found = db.execute(read(folder, "rank.sql"))
        columns = [column[0] for column in found.description]
        write(folder, columns, found.fetchall())

    return run


def datafusion():
    from datafusion import SessionContext

    def run(folder, parquet):
        context = SessionContext()
        context.register_parquet("firms", parquet)
        for statement in statements(folder):
            context.sql(statement).collect()
        table = context.sql(read(folder, "rank.sql")).to_arrow_table()
        write(folder, table.column_names, (row.values() for row in table.to_pylist()))

    return run


def clickhouse():
    from chdb.session import Session

    session = Session()
    # Many groups of peers make queries beyond the usual limits.
    session.query(
        "SET max_query_size = 100000000, max_ast_elements = 10000000, "
        "max_expanded_ast_elements = 10000000"
    )

    def run(folder, parquet):
        session.query("CREATE DATABASE IF NOT EXISTS zone")
        session.query("USE zone")
        session.query("DROP TABLE IF EXISTS firms")
        session.query(
            "CREATE TABLE firms ENGINE = MergeTree ORDER BY tuple() AS "
            f"SELECT * FROM file('{parquet}', Parquet)"
        )
        for statement in statements(folder):
            session.query(statement)
        found = session.query(read(folder, "rank.sql"), "CSVWithNames")
        with open(os.path.join(folder, "result.csv"), "wb") as file:
            file.write(found.bytes())

    return run


def spark():
    from pyspark.sql import SparkSession

    # Two workers in processes of their own, one core each: rows really travel.
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.sql.files.minPartitionNum", "2")
        .getOrCreate()
    )

    def run(folder, parquet):
        session.read.parquet(parquet).repartition(2).createOrReplaceTempView("firms")
        for statement in statements(folder):
            session.sql(statement)
        found = session.sql(read(folder, "rank.sql"))
        write(folder, found.columns, found.collect())

    return run


def main(engine, folders):
    run = {"duckdb": duckdb, "datafusion": datafusion, "clickhouse": clickhouse, "spark": spark}
    run = run[engine]()
    for folder in folders:
        start = time.monotonic()
        run(folder, os.path.abspath(sample(folder)))
        print(f"{engine} {os.path.basename(folder)} {time.monotonic() - start:.1f}s", flush=True)


main(sys.argv[1], sys.argv[2:])
