"""Parquet as DuckDB, pyarrow, pandas and Polars read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from conftest import Dataset
from rows import assert_rows, tidy_rows
from schema import DUCKDB_TYPES, SCHEMA, VERSION
from source import load_json
from tools import duckdb_rows, pandas_dtypes


def _duckdb(file: Path) -> list[dict[str, Any]]:
    return duckdb_rows("FROM read_parquet($file)", file=str(file))


def _pandas(file: Path) -> list[dict[str, Any]]:
    return pd.read_parquet(file).to_dict("records")


def _pandas_pyarrow(file: Path) -> list[dict[str, Any]]:
    return pd.read_parquet(file, dtype_backend="pyarrow").to_dict("records")


READERS: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "duckdb": _duckdb,
    "pyarrow": lambda file: pq.read_table(file).to_pylist(),
    "pandas": _pandas,
    "pandas-pyarrow": _pandas_pyarrow,
    "polars": lambda file: pl.read_parquet(file).to_dicts(),
}


@pytest.mark.parametrize("tool", READERS)
def test_every_value_is_that_of_the_source(tool: str, dataset: Dataset) -> None:
    """Rows in order; text, lists, structs, instants, offsets, nulls, `extra`, body."""
    assert_rows(tidy_rows(READERS[tool](dataset.files["parquet"])), dataset)


def test_pyarrow_schema(dataset: Dataset) -> None:
    """Names, order and types to the letter; no view, no large type; the version."""
    schema = pq.read_schema(dataset.files["parquet"])
    assert schema.remove_metadata() == SCHEMA
    assert VERSION.items() <= schema.metadata.items()


def test_duckdb_schema(dataset: Dataset) -> None:
    """The types that SQL sees, and the version among the key-values."""
    file = str(dataset.files["parquet"])
    described = duckdb_rows("DESCRIBE FROM read_parquet($file)", file=file)
    assert [(row["column_name"], row["column_type"]) for row in described] == DUCKDB_TYPES
    metadata = duckdb_rows("FROM parquet_kv_metadata($file)", file=file)
    assert VERSION.items() <= {row["key"]: row["value"] for row in metadata}.items()


def test_pandas_dtypes(dataset: Dataset) -> None:
    """What numpy can hold: integers with a null become floats, nested are objects."""
    frame = pd.read_parquet(dataset.files["parquet"])
    rows = [source.row() for source in dataset.sources]
    assert dict(frame.dtypes.astype(str)) == pandas_dtypes(rows)


def test_pandas_pyarrow_dtypes(dataset: Dataset) -> None:
    """With the pyarrow backend every column keeps its exact type."""
    frame = pd.read_parquet(dataset.files["parquet"], dtype_backend="pyarrow")
    assert list(frame.dtypes.items()) == [
        (field.name, pd.ArrowDtype(field.type)) for field in SCHEMA
    ]


def test_polars_schema(dataset: Dataset) -> None:
    """Polars' own types for the same columns, and the version."""
    file = dataset.files["parquet"]
    assert list(pl.read_parquet_schema(file).items()) == list(
        pl.DataFrame(SCHEMA.empty_table()).schema.items()
    )
    assert pl.read_parquet_metadata(file)["newsconv.schema_version"] == "1"


def test_layout_that_spark_needs(dataset: Dataset) -> None:
    """Three-level lists, UTC microseconds, 16-bit offsets, zstd: as in the file itself."""
    file = pq.ParquetFile(dataset.files["parquet"])
    leaves = {
        column.path: f"{column.physical_type} {column.logical_type}"
        for column in map(file.schema.column, range(len(file.schema)))
    }
    assert {path for path in leaves if path.startswith(("topics", "related.list.element.pr"))} == {
        "topics.list.element",
        *(
            f"related.list.element.provider.{leaf}"
            for leaf in [
                "name",
                "domain",
                *(f"images.list.element.{name}" for name in _names("images")),
                *(f"authors.list.element.{name}" for name in _names("authors")),
                "extra",
            ]
        ),
    }
    instant = leaves["related.list.element.publishedDateTime"]
    assert instant == leaves["publishedDateTime"]
    assert instant.startswith("INT64 Timestamp(isAdjustedToUTC=true, timeUnit=microseconds")
    assert leaves["publishedOffset"] == "INT32 Int(bitWidth=16, isSigned=true)"
    assert leaves["body"] == leaves["extra"] == leaves["path"] == "BYTE_ARRAY String"
    groups = [file.metadata.row_group(index) for index in range(file.num_row_groups)]
    assert sum(group.num_rows for group in groups) == len(dataset.sources)
    codecs = {
        group.column(index).compression for group in groups for index in range(len(file.schema))
    }
    assert codecs == {"ZSTD"}


def _names(field: str) -> list[str]:
    return [item.name for item in SCHEMA.field("provider").type.field(field).type.value_type]


@pytest.mark.parametrize("tool", ["duckdb", "polars"])
def test_extra_answers_json_queries(tool: str, dataset: Dataset) -> None:
    """`extra` is plain text to which the tools' JSON functions apply."""
    file = dataset.files["parquet"]
    if tool == "duckdb":
        query = "SELECT path, json_keys(extra) AS keys FROM read_parquet($file)"
        keys = {row["path"]: row["keys"] for row in duckdb_rows(query, file=str(file))}
    else:
        frame = pl.read_parquet(file, columns=["path", "extra"])
        assert frame["extra"].str.json_path_match("$").is_not_null().sum() > 0
        keys = {
            path: None if extra is None else list(load_json(extra))
            for path, extra in frame.iter_rows()
        }
    expected = {source.path: source.row()["extra"] for source in dataset.sources}
    assert any(expected.values())
    assert keys == {
        path: None if extra is None else list(load_json(extra)) for path, extra in expected.items()
    }


def test_duckdb_filters_on_nested_fields(dataset: Dataset) -> None:
    """A query as users write it: struct field, list, time and null in one statement."""
    query = """
        SELECT path FROM read_parquet($file)
        WHERE provider.domain IS NOT NULL AND len(images) > 0
          AND publishedDateTime < TIMESTAMPTZ '2024-01-01 00:00:00+00'
    """
    found = [row["path"] for row in duckdb_rows(query, file=str(dataset.files["parquet"]))]
    year_2024 = 1_704_067_200
    expected = [
        row["path"]
        for row in (source.row() for source in dataset.sources)
        if (row["provider"] or {}).get("domain") is not None
        and row["images"]
        and row["publishedDateTime"] is not None
        and row["publishedDateTime"] < year_2024
    ]
    assert expected
    assert found == expected
