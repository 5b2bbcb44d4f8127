"""Arrow IPC, file and stream, as pyarrow, pandas, Polars and DuckDB read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from conftest import Dataset
from rows import assert_rows, tidy_rows
from schema import DUCKDB_TYPES, SCHEMA, VERSION
from tools import duckdb_arrow_rows, pandas_dtypes


def _open(file: Path) -> pa.ipc.RecordBatchFileReader | pa.ipc.RecordBatchStreamReader:
    return (pa.ipc.open_file if file.suffix == ".arrow" else pa.ipc.open_stream)(file)


def _pandas(file: Path) -> list[dict[str, Any]]:
    return pd.read_feather(file).to_dict("records")


def _pandas_pyarrow(file: Path) -> list[dict[str, Any]]:
    return pd.read_feather(file, dtype_backend="pyarrow").to_dict("records")


# DuckDB reads IPC through pyarrow: its own reader is an extension to be fetched.
# pandas reads the file format alone.
READERS: dict[tuple[str, str], Callable[[Path], list[dict[str, Any]]]] = {
    ("arrow", "pyarrow"): lambda file: _open(file).read_all().to_pylist(),
    ("arrow", "polars"): lambda file: pl.read_ipc(file).to_dicts(),
    ("arrow", "pandas"): _pandas,
    ("arrow", "pandas-pyarrow"): _pandas_pyarrow,
    ("arrow", "duckdb"): lambda file: duckdb_arrow_rows("FROM articles", _open(file).read_all()),
    ("arrows", "pyarrow"): lambda file: _open(file).read_all().to_pylist(),
    ("arrows", "polars"): lambda file: pl.read_ipc_stream(file).to_dicts(),
    ("arrows", "duckdb"): lambda file: duckdb_arrow_rows("FROM articles", _open(file)),
}


@pytest.mark.parametrize(("format_name", "tool"), READERS)
def test_every_value_is_that_of_the_source(format_name: str, tool: str, dataset: Dataset) -> None:
    """Rows in order; text, lists, structs, instants, offsets, nulls, `extra`, body."""
    rows = READERS[format_name, tool](dataset.files[format_name])
    assert_rows(tidy_rows(rows), dataset)


@pytest.mark.parametrize("format_name", ["arrow", "arrows"])
def test_pyarrow_schema(format_name: str, dataset: Dataset) -> None:
    """Names, order and types to the letter; no view, no large type; the version."""
    reader = _open(dataset.files[format_name])
    assert reader.schema.remove_metadata() == SCHEMA
    assert VERSION.items() <= reader.schema.metadata.items()
    assert reader.read_all().validate(full=True) is None


def test_polars_schema(dataset: Dataset) -> None:
    """The file and the stream have Polars' own types for the same columns."""
    expected = pl.DataFrame(SCHEMA.empty_table()).schema
    assert list(pl.read_ipc_schema(dataset.files["arrow"]).items()) == list(expected.items())
    stream = pl.read_ipc_stream(dataset.files["arrows"])
    assert list(stream.schema.items()) == list(expected.items())


def test_polars_scans_the_file_lazily(dataset: Dataset) -> None:
    """A lazy scan, with one column projected, sees every article."""
    frame = pl.scan_ipc(dataset.files["arrow"]).select("path").collect()
    assert frame["path"].to_list() == [source.path for source in dataset.sources]


def test_pandas_dtypes(dataset: Dataset) -> None:
    """Feather gives the dtypes that Parquet gives."""
    frame = pd.read_feather(dataset.files["arrow"])
    rows = [source.row() for source in dataset.sources]
    assert dict(frame.dtypes.astype(str)) == pandas_dtypes(rows)


def test_duckdb_types(dataset: Dataset) -> None:
    """DuckDB gives an Arrow stream the types of the Parquet file."""
    described = duckdb_arrow_rows("DESCRIBE FROM articles", _open(dataset.files["arrows"]))
    assert [(row["column_name"], row["column_type"]) for row in described] == DUCKDB_TYPES
