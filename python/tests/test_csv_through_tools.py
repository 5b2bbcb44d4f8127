"""newsconv's own CSV, which each tool reads and writes as Parquet, comes back equal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from conftest import Dataset, Run

Through = Callable[[Path, Path], object]


def _duckdb(table: Path, into: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        read = f"read_csv('{table}', allow_quoted_nulls = false)"
        connection.execute(f"COPY (FROM {read}) TO '{into}' (FORMAT parquet)")


def _pandas(table: Path, into: Path) -> None:
    # pandas takes an empty cell and `""` for the same; the Parquet that it writes cannot tell them apart.
    pd.read_csv(table).to_parquet(into)


def _polars(table: Path, into: Path) -> None:
    pl.read_csv(table, try_parse_dates=True, infer_schema_length=None).write_parquet(into)


def _pyarrow(table: Path, into: Path) -> None:
    found = pc.read_csv(
        table,
        parse_options=pc.ParseOptions(newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
        ),
    )
    pq.write_table(found, into)


THROUGH: dict[str, Through] = {
    "duckdb": _duckdb,
    "pandas": _pandas,
    "polars": _polars,
    "pyarrow": _pyarrow,
}

ARTICLES = """\
{"path":"a.md","title":"One","publishedDateTime":"2024-01-23T12:00:00+05:30","webUrl":"https://e.org/a","quality":80,"published":true,"tags":["x","y"],"images":[{"url":"https://e.org/i.png","width":640}],"provider":{"name":"N","authors":[{"name":"A"}]},"body":"line one\\nline two, \\"quoted\\""}
{"path":"b.md","title":"Two","publishedDateTime":"2024-01-24T12:00:00Z","webUrl":"https://e.org/b","tags":[],"body":"b","price":1.5}
"""


@pytest.mark.parametrize("tool", THROUGH)
def test_csv_through_a_tool_to_parquet_is_equal(tool: str, newsconv: Run, tmp_path: Path) -> None:
    """Most columns hold nothing: the tool gives them whatever type it likes."""
    source, table, file = (tmp_path / f"news.{name}" for name in ("ndjson", "csv", "parquet"))
    source.write_text(ARTICLES, encoding="utf-8")
    newsconv(source, table)
    THROUGH[tool](table, file)
    assert "2 equal, 0 different" in newsconv("verify", source, file).stdout


@pytest.mark.parametrize("tool", ["duckdb", "polars"])
def test_every_sample_through_a_tool_to_parquet_is_equal(
    tool: str, samples: Dataset, newsconv: Run, tmp_path: Path
) -> None:
    """The tools that tell an empty cell from `""`. Columns hold microseconds, so the CSV is made from them."""
    table, file = tmp_path / "news.csv", tmp_path / "news.parquet"
    newsconv(samples.files["parquet"], table)
    THROUGH[tool](table, file)
    count = len(samples.sources)
    assert f"{count} equal, 0 different" in newsconv("verify", samples.files["parquet"], file).stdout
