"""Parquet as DuckDB, pyarrow, pandas and Polars read it."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path

import fastparquet
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from readers import COLUMNAR, PARQUET_TOOLS, duckdb_rows

from conftest import Dataset, Run
from rows import assert_rows, tidy_rows
from schema import DUCKDB_TYPES, SCHEMA, VERSION, pandas_dtypes
from source import load_json


@pytest.mark.parametrize("tool", PARQUET_TOOLS)
def test_every_value_is_that_of_the_source(tool: str, dataset: Dataset) -> None:
    """Rows in order; text, lists, structs, instants, offsets, nulls, `extra`, body."""
    assert_rows(tidy_rows(COLUMNAR["parquet", tool](dataset.files["parquet"])), dataset)


CODECS = {
    "zstd:9": "ZSTD",
    "snappy": "SNAPPY",
    "gzip": "GZIP",
    "lz4": "LZ4",
    "brotli": "BROTLI",
    "none": "UNCOMPRESSED",
}


@pytest.mark.parametrize("codec", CODECS)
def test_every_codec_in_small_row_groups(
    codec: str, samples: Dataset, newsconv: Run, tmp_path: Path
) -> None:
    """Each codec, in row groups of seven, is read by every tool."""
    file = tmp_path / "articles.parquet"
    newsconv("--compression", codec, "--row-group-rows", 7, samples.files["parquet"], file)
    metadata = pq.read_metadata(file)
    assert metadata.num_row_groups == math.ceil(len(samples.sources) / 7) > 1
    assert metadata.row_group(0).column(0).compression == CODECS[codec]
    for tool in PARQUET_TOOLS:
        assert_rows(tidy_rows(COLUMNAR["parquet", tool](file)), samples)


def test_compatible_files_are_read_by_small_readers(
    samples: Dataset, newsconv: Run, tmp_path: Path
) -> None:
    """`--compat`: fastparquet has the same flat columns, and every other tool the same rows."""
    file = tmp_path / "articles.parquet"
    newsconv("--compat", samples.files["parquet"], file)
    metadata = pq.read_metadata(file)
    columns = [metadata.row_group(0).column(leaf) for leaf in range(metadata.num_columns)]
    assert {column.compression for column in columns} == {"SNAPPY"}
    encodings = {encoding for column in columns for encoding in column.encodings}
    assert encodings <= {"PLAIN", "RLE", "PLAIN_DICTIONARY", "RLE_DICTIONARY"}
    for tool in PARQUET_TOOLS:
        assert_rows(tidy_rows(COLUMNAR["parquet", tool](file)), samples)
    frame = fastparquet.ParquetFile(file).to_pandas()
    assert len(frame) == len(samples.sources) > 30
    table = pq.read_table(file)
    flat = [field.name for field in table.schema if not pa.types.is_nested(field.type)]
    assert {"webUrl", "publishedDateTime", "body", "quality"} <= set(flat)
    for name in flat:
        found = [None if pd.isna(value) else value for value in frame[name]]
        wanted = table[name].to_pylist()
        assert [_comparable(value) for value in found] == [_comparable(v) for v in wanted], name


def _comparable(value: object) -> object:
    """fastparquet gives instants without their zone, which is UTC."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


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
    assert pl.read_parquet_metadata(file).items() >= {
        key.decode(): value.decode() for key, value in VERSION.items()
    }.items()


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
