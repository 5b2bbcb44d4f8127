"""How each tool reads each format: recipes that lose nothing.

Where a tool loses something by default, the option that keeps it is named here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.json as pj
import pyarrow.parquet as pq

from schema import CSV_HEADER
from source import ARTICLE, BOOL, INT, TEXT, Shape

Raw = dict[str, Any]
"""A row with the values that the tool gives; `rows` tells what they mean."""

LARGEST = 1 << 26
"""Bytes of one article; by default DuckDB and pyarrow stop at 1 or 2 MB of CSV or JSON."""


def duckdb_rows(query: str, **parameters: Any) -> list[Raw]:
    """The rows of a query; DuckDB hands out instants in UTC."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return _fetch(connection.execute(query, parameters))


def duckdb_arrow_rows(query: str, articles: pa.Table | pa.RecordBatchReader) -> list[Raw]:
    """The rows of a query over the Arrow data that it calls `articles`."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("articles", articles)
        return _fetch(connection.execute(query))


def _fetch(result: duckdb.DuckDBPyConnection) -> list[Raw]:
    names = [column[0] for column in result.description]
    return [dict(zip(names, row)) for row in result.fetchall()]


# --- Parquet and Arrow -----------------------------------------------------------


def _duckdb_parquet(file: Path) -> list[Raw]:
    return duckdb_rows("FROM read_parquet($file)", file=str(file))


def _pandas_pyarrow(file: Path) -> pd.DataFrame:
    return pd.read_parquet(file, dtype_backend="pyarrow")


def open_ipc(file: Path) -> pa.ipc.RecordBatchFileReader | pa.ipc.RecordBatchStreamReader:
    """pyarrow's reader for an Arrow file or stream."""
    return (pa.ipc.open_file if file.suffix == ".arrow" else pa.ipc.open_stream)(file)


def _pandas_feather(file: Path) -> list[Raw]:
    return pd.read_feather(file, dtype_backend="pyarrow").to_dict("records")


# DuckDB reads IPC through pyarrow: its own reader is an extension to be fetched.
# pandas reads Arrow files, not streams.
COLUMNAR: dict[tuple[str, str], Callable[[Path], list[Raw]]] = {
    ("parquet", "duckdb"): _duckdb_parquet,
    ("parquet", "pyarrow"): lambda file: pq.read_table(file).to_pylist(),
    ("parquet", "pandas"): lambda file: pd.read_parquet(file).to_dict("records"),
    ("parquet", "pandas-pyarrow"): lambda file: _pandas_pyarrow(file).to_dict("records"),
    ("parquet", "polars"): lambda file: pl.read_parquet(file).to_dicts(),
    ("arrow", "duckdb"): lambda file: duckdb_arrow_rows("FROM articles", open_ipc(file).read_all()),
    ("arrow", "pyarrow"): lambda file: open_ipc(file).read_all().to_pylist(),
    ("arrow", "pandas"): lambda file: pd.read_feather(file).to_dict("records"),
    ("arrow", "pandas-pyarrow"): _pandas_feather,
    ("arrow", "polars"): lambda file: pl.read_ipc(file).to_dicts(),
    ("arrows", "duckdb"): lambda file: duckdb_arrow_rows("FROM articles", open_ipc(file)),
    ("arrows", "pyarrow"): lambda file: open_ipc(file).read_all().to_pylist(),
    ("arrows", "polars"): lambda file: pl.read_ipc_stream(file).to_dicts(),
}
PARQUET_TOOLS = [tool for format_name, tool in COLUMNAR if format_name == "parquet"]


# --- CSV, every cell as text -------------------------------------------------------

SEPARATORS = {"csv": ",", "tsv": "\t"}


def _separator(file: Path) -> str:
    return SEPARATORS[file.suffix[1:]]


def _duckdb_csv(file: Path) -> list[Raw]:
    """Without `allow_quoted_nulls=false`, DuckDB takes `""` for null."""
    query = """
        FROM read_csv($file, delim=$delim, header=true, all_varchar=true,
                      allow_quoted_nulls=false, max_line_size=$largest)
    """
    return duckdb_rows(query, file=str(file), delim=_separator(file), largest=LARGEST)


def pyarrow_csv(file: Path, **types: pa.DataType) -> pa.Table:
    """Without the options on nulls, pyarrow takes a bare empty cell for text."""
    return pc.read_csv(
        file,
        read_options=pc.ReadOptions(block_size=LARGEST),
        parse_options=pc.ParseOptions(delimiter=_separator(file), newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _pyarrow_csv(file: Path) -> list[Raw]:
    return pyarrow_csv(file, **dict.fromkeys(CSV_HEADER, pa.string())).to_pylist()


def _polars_csv(file: Path) -> list[Raw]:
    """Polars tells a bare empty cell from `""` as it is."""
    return pl.read_csv(file, separator=_separator(file), infer_schema=False).to_dicts()


def pandas_csv(file: Path) -> list[Raw]:
    """pandas has no way to tell null from `""`: with this recipe both are empty text."""
    frame = pd.read_csv(file, sep=_separator(file), dtype=str, keep_default_na=False)
    return frame.to_dict("records")


CSV: dict[str, Callable[[Path], list[Raw]]] = {
    "duckdb": _duckdb_csv,
    "pyarrow": _pyarrow_csv,
    "polars": _polars_csv,
}


# --- JSON, the fields of the model -------------------------------------------------

MEMBERS: Shape = {"path": TEXT, **ARTICLE, "body": TEXT}


def _duckdb_type(kind: Any) -> str:
    if isinstance(kind, list):
        return f"{_duckdb_type(kind[0])}[]"
    if isinstance(kind, dict):
        fields = ", ".join(f'"{name}" {_duckdb_type(field)}' for name, field in kind.items())
        return f"STRUCT({fields})"
    return {INT: "BIGINT", BOOL: "BOOLEAN"}.get(kind, "VARCHAR")


def _arrow_type(kind: Any) -> pa.DataType:
    if isinstance(kind, list):
        return pa.list_(_arrow_type(kind[0]))
    if isinstance(kind, dict):
        return pa.struct({name: _arrow_type(field) for name, field in kind.items()})
    return {INT: pa.int64(), BOOL: pa.bool_()}.get(kind, pa.string())


_ARROW_MEMBERS = pa.schema({name: _arrow_type(kind) for name, kind in MEMBERS.items()})
_POLARS_MEMBERS = pl.DataFrame(_ARROW_MEMBERS.empty_table()).schema


def _duckdb_json(file: Path) -> list[Raw]:
    """Unknown keys of any type would make DuckDB give up columns when it infers them."""
    query = "FROM read_json($file, columns=$columns, maximum_object_size=$largest)"
    types = {name: _duckdb_type(kind) for name, kind in MEMBERS.items()}
    return duckdb_rows(query, file=str(file), columns=types, largest=LARGEST)


def _pyarrow_json(file: Path) -> list[Raw]:
    options = pj.ParseOptions(explicit_schema=_ARROW_MEMBERS, unexpected_field_behavior="ignore")
    read = pj.ReadOptions(block_size=LARGEST)
    return pj.read_json(file, read_options=read, parse_options=options).to_pylist()


def pandas_json(file: Path) -> list[Raw]:
    """pandas keeps each value as it is, but integers beside nulls; absent is None."""
    frame = pd.read_json(file, lines=file.suffix == ".ndjson", dtype=False)
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


# pyarrow reads no JSON array.
JSON: dict[tuple[str, str], Callable[[Path], list[Raw]]] = {
    ("ndjson", "duckdb"): _duckdb_json,
    ("ndjson", "pyarrow"): _pyarrow_json,
    ("ndjson", "polars"): lambda file: pl.read_ndjson(file, schema=_POLARS_MEMBERS).to_dicts(),
    ("json", "duckdb"): _duckdb_json,
    ("json", "polars"): lambda file: pl.read_json(file, schema=_POLARS_MEMBERS).to_dicts(),
}
