"""CSV and TSV as DuckDB, pyarrow, pandas and Polars read them.

Two ways to read: every cell as text, with the recipe that keeps null apart from
empty text, for every value; and with the types that each tool infers.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from readers import CSV, SEPARATORS, duckdb_rows, pandas_csv, pyarrow_csv

from conftest import Dataset, Run
from rows import assert_rows, assert_same, row_of_cells
from schema import CSV_HEADER
from source import load_json


@pytest.mark.parametrize("format_name", SEPARATORS)
@pytest.mark.parametrize("tool", CSV)
def test_every_value_is_that_of_the_source(tool: str, format_name: str, dataset: Dataset) -> None:
    """Text, JSON cells, instants to their last digit, offsets, null and `""`, body."""
    cells = CSV[tool](dataset.files[format_name])
    assert all(list(record) == CSV_HEADER for record in cells)
    assert_rows([row_of_cells(record) for record in cells], dataset, exact_time=True)


@pytest.mark.parametrize("format_name", SEPARATORS)
def test_pandas_reads_every_cell(format_name: str, dataset: Dataset) -> None:
    """pandas sees the cells that Polars sees, but for null, which it reads as ''."""
    file = dataset.files[format_name]
    expected = [
        {name: cell or "" for name, cell in record.items()} for record in CSV["polars"](file)
    ]
    assert len(expected) == len(dataset.sources)
    assert_same(pandas_csv(file), expected)


# --- With inferred types -------------------------------------------------------------

TYPED: dict[str, list[Any]] = {
    "title": ["NA", "Second", "Third"],
    "excerpt": ["", None, None],
    "publishedDateTime": [
        datetime.fromisoformat("2024-01-23T12:00:00+00:00"),
        datetime.fromisoformat("2024-01-23T06:30:00.250000+00:00"),
        None,
    ],
    "publishedOffset": [None, 330, None],
    "quality": [80, 7, None],
    "published": [True, False, None],
    "topics": ['["a","b, \\"c\\""]', "[]", None],
}


@pytest.fixture
def typed_file(plain: Path, newsconv: Run, tmp_path: Path) -> Path:
    """The plain articles as CSV."""
    newsconv(plain, tmp_path / "articles.csv")
    return tmp_path / "articles.csv"


def test_duckdb_infers_types(typed_file: Path) -> None:
    """The sniffer alone finds instants, integers and booleans; `::JSON` opens a cell."""
    source = "read_csv($file, allow_quoted_nulls=false)"
    described = duckdb_rows(f"DESCRIBE FROM {source}", file=str(typed_file))
    types = {row["column_name"]: row["column_type"] for row in described}
    assert {name: types[name] for name in TYPED} == {
        "title": "VARCHAR",
        "excerpt": "VARCHAR",
        "publishedDateTime": "TIMESTAMP WITH TIME ZONE",
        "publishedOffset": "BIGINT",
        "quality": "BIGINT",
        "published": "BOOLEAN",
        "topics": "VARCHAR",
    }
    rows = duckdb_rows(f"FROM {source}", file=str(typed_file))
    assert {name: [row[name] for row in rows] for name in TYPED} == TYPED
    (second,) = duckdb_rows(
        f"SELECT topics::JSON->>1 AS topic FROM {source} WHERE quality = 80",
        file=str(typed_file),
    )
    assert second == {"topic": 'b, "c"'}


def test_pyarrow_infers_types(typed_file: Path) -> None:
    """pyarrow takes six digits for nanoseconds of the same instant."""
    table = pyarrow_csv(typed_file).select(list(TYPED))
    assert dict(zip(table.schema.names, table.schema.types)) == {
        "title": pa.string(),
        "excerpt": pa.string(),
        "publishedDateTime": pa.timestamp("ns", tz="UTC"),
        "publishedOffset": pa.int64(),
        "quality": pa.int64(),
        "published": pa.bool_(),
        "topics": pa.string(),
    }
    assert table.to_pydict() == TYPED


def test_polars_infers_types(typed_file: Path) -> None:
    """With `try_parse_dates`, instants are UTC microseconds."""
    frame = pl.read_csv(typed_file, try_parse_dates=True).select(list(TYPED))
    assert dict(frame.schema) == {
        "title": pl.String,
        "excerpt": pl.String,
        "publishedDateTime": pl.Datetime("us", "UTC"),
        "publishedOffset": pl.Int64,
        "quality": pl.Int64,
        "published": pl.Boolean,
        "topics": pl.String,
    }
    assert frame.to_dict(as_series=False) == TYPED


def test_pandas_infers_types(typed_file: Path) -> None:
    """With `parse_dates`, instants are UTC microseconds; the title "NA" is kept."""
    frame = pd.read_csv(
        typed_file,
        parse_dates=["publishedDateTime"],
        keep_default_na=False,
        na_values={"publishedOffset": "", "quality": "", "published": ""},
    )[list(TYPED)]
    assert dict(frame.dtypes.astype(str)) == {
        "title": "str",
        "excerpt": "str",
        "publishedDateTime": "datetime64[us, UTC]",
        "publishedOffset": "float64",
        "quality": "float64",
        "published": "object",
        "topics": "str",
    }
    columns: dict[str, list[Any]] = frame.astype(object).where(frame.notna(), None).to_dict("list")
    text = {name: [cell or "" for cell in TYPED[name]] for name in ["title", "excerpt", "topics"]}
    assert columns == TYPED | text
    assert load_json(columns["topics"][0]) == ["a", 'b, "c"']
