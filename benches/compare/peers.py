"""What people use today, one job per process.

Usage: python peers.py JOB INPUT OUTPUT. It prints the seconds that the job took, without the start of
Python and the imports, which the peers would otherwise pay and newsconv not.

Each library has two threads and writes zstd where it writes Parquet.
"""

import os
import sys
import time

THREADS = 2


def duckdb_copy(query):
    """A job that copies a query over INPUT into OUTPUT with DuckDB."""

    def prepare():
        import duckdb

        connection = duckdb.connect()
        connection.execute(f"SET threads = {THREADS}")

        def job(source, target):
            connection.execute(query.format(source=source, target=target))

        return job

    return prepare


def polars_stream(scan, sink):
    """A job that streams INPUT into OUTPUT with Polars."""

    def prepare():
        os.environ["POLARS_MAX_THREADS"] = str(THREADS)
        import polars as pl

        def job(source, target):
            sink(scan(pl, source), target)

        return job

    return prepare


def pyarrow_job(run):
    """A job of pyarrow's."""

    def prepare():
        import pyarrow as pa

        pa.set_cpu_count(THREADS)
        pa.set_io_thread_count(THREADS)
        import pyarrow.csv
        import pyarrow.json
        import pyarrow.parquet

        return lambda source, target: run(pa, source, target)

    return prepare


def arrow_ndjson_to_parquet(pa, source, target):
    options = pa.json.ReadOptions(block_size=16 << 20)
    table = pa.json.read_json(source, read_options=options)
    pa.parquet.write_table(table, target, compression="zstd")


def arrow_csv_to_parquet(pa, source, target):
    parse = pa.csv.ParseOptions(newlines_in_values=True)
    table = pa.csv.read_csv(source, parse_options=parse)
    pa.parquet.write_table(table, target, compression="zstd")


def arrow_parquet_to_csv(pa, source, target):
    pa.csv.write_csv(pa.parquet.read_table(source), target)


def frontmatter_to_parquet():
    """python-frontmatter, which takes PyYAML's C loader by itself, and pyarrow."""
    import pathlib

    import frontmatter
    import pyarrow as pa
    import pyarrow.parquet
    import yaml

    assert yaml.__with_libyaml__, "PyYAML has no C loader here"

    def job(source, target):
        rows = []
        for file in sorted(pathlib.Path(source).rglob("*.md")):
            article = frontmatter.load(file)
            rows.append({"path": str(file.relative_to(source)), **article.metadata, "body": article.content})
        pa.parquet.write_table(pa.Table.from_pylist(rows), target, compression="zstd")

    return job


def plain_writes():
    """The files of a folder, from a list in memory, through `open`, `write` and `close`."""
    import pathlib

    def job(source, target):
        root = pathlib.Path(source)
        files = [
            (f"{target}/{file.relative_to(root)}", file.read_bytes())
            for file in sorted(root.rglob("*.md"))
        ]
        started = time.perf_counter()
        os.mkdir(target)
        for folder in sorted({os.path.dirname(name) for name, _ in files}):
            os.makedirs(folder, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        for name, data in files:
            handle = os.open(name, flags, 0o644)
            os.write(handle, data)
            os.close(handle)
        return time.perf_counter() - started

    return job


JOBS = {
    "duckdb-ndjson-parquet": duckdb_copy(
        "COPY (FROM read_json('{source}', format = 'newline_delimited'))"
        " TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    ),
    "duckdb-csv-parquet": duckdb_copy(
        "COPY (FROM read_csv('{source}')) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    ),
    "duckdb-parquet-parquet": duckdb_copy(
        "COPY (FROM '{source}') TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)"
    ),
    "duckdb-parquet-ndjson": duckdb_copy("COPY (FROM '{source}') TO '{target}' (FORMAT json)"),
    "duckdb-parquet-csv": duckdb_copy("COPY (FROM '{source}') TO '{target}' (FORMAT csv)"),
    "polars-ndjson-parquet": polars_stream(
        lambda pl, source: pl.scan_ndjson(source),
        lambda frame, target: frame.sink_parquet(target, compression="zstd"),
    ),
    "polars-csv-parquet": polars_stream(
        lambda pl, source: pl.scan_csv(source),
        lambda frame, target: frame.sink_parquet(target, compression="zstd"),
    ),
    "polars-parquet-ndjson": polars_stream(
        lambda pl, source: pl.scan_parquet(source),
        lambda frame, target: frame.sink_ndjson(target),
    ),
    "polars-parquet-csv": polars_stream(
        lambda pl, source: pl.scan_parquet(source),
        lambda frame, target: frame.sink_csv(target),
    ),
    "pyarrow-ndjson-parquet": pyarrow_job(arrow_ndjson_to_parquet),
    "pyarrow-csv-parquet": pyarrow_job(arrow_csv_to_parquet),
    "pyarrow-parquet-csv": pyarrow_job(arrow_parquet_to_csv),
    "frontmatter-parquet": frontmatter_to_parquet,
    "plain-writes": plain_writes,
}


def main():
    name, source, target = sys.argv[1:]
    job = JOBS[name]()
    started = time.perf_counter()
    inner = job(source, target)
    print(time.perf_counter() - started if inner is None else inner)


if __name__ == "__main__":
    main()
