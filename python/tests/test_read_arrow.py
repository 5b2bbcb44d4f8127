"""Arrow IPC, file and stream, as pyarrow, pandas, Polars and DuckDB read it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from readers import COLUMNAR, duckdb_arrow_rows, open_ipc

from conftest import Dataset, Run
from rows import assert_rows, tidy_rows
from schema import DUCKDB_TYPES, SCHEMA, VERSION, pandas_dtypes

ARROW = [pair for pair in COLUMNAR if pair[0] != "parquet"]


@pytest.mark.parametrize(("format_name", "tool"), ARROW)
def test_every_value_is_that_of_the_source(format_name: str, tool: str, dataset: Dataset) -> None:
    """Rows in order; text, lists, structs, instants, offsets, nulls, `extra`, body."""
    rows = COLUMNAR[format_name, tool](dataset.files[format_name])
    assert_rows(tidy_rows(rows), dataset)


@pytest.mark.parametrize("codec", ["lz4", "zstd"])
@pytest.mark.parametrize(("format_name", "tool"), ARROW)
def test_compressed(
    format_name: str, tool: str, codec: str, samples: Dataset, newsconv: Run, tmp_path: Path
) -> None:
    """Both codecs that Arrow has are read by every tool, and make the file smaller."""
    file = tmp_path / f"articles.{format_name}"
    newsconv("--compression", codec, samples.files[format_name], file)
    assert_rows(tidy_rows(COLUMNAR[format_name, tool](file)), samples)
    assert file.stat().st_size < samples.files[format_name].stat().st_size


@pytest.mark.parametrize("format_name", ["arrow", "arrows"])
def test_pyarrow_schema(format_name: str, dataset: Dataset) -> None:
    """Names, order and types to the letter; no view, no large type; the version."""
    reader = open_ipc(dataset.files[format_name])
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
    described = duckdb_arrow_rows("DESCRIBE FROM articles", open_ipc(dataset.files["arrows"]))
    assert [(row["column_name"], row["column_type"]) for row in described] == DUCKDB_TYPES
