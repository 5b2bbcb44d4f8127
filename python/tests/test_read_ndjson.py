"""NDJSON and JSON as DuckDB, pyarrow, pandas and Polars read them.

Python's own strict parser proves each value of the JSON dialect against the
source; the tools, given the fields of the model, must see the same members.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.json as pj
import pytest
from readers import JSON, MEMBERS, duckdb_rows, pandas_json

from conftest import Dataset, Run
from rows import assert_rows, assert_same, row_of_json
from source import INT, load_json


def _articles(file: Path) -> list[dict[str, Any]]:
    text = file.read_bytes().decode("utf-8")
    if file.suffix == ".json":
        return load_json(text)
    assert text.endswith("\n")
    return [load_json(line) for line in text.split("\n")[:-1]]


@pytest.mark.parametrize("format_name", ["ndjson", "json"])
def test_every_value_is_that_of_the_source(format_name: str, dataset: Dataset) -> None:
    """Absent fields left out, unknown keys flat, instants with their own offset."""
    articles = _articles(dataset.files[format_name])
    assert_rows([row_of_json(article) for article in articles], dataset, exact_time=True)


@pytest.mark.parametrize("format_name", ["ndjson", "json"])
def test_order_of_members(format_name: str, dataset: Dataset) -> None:
    """`path`, then known fields in the model's order, then unknown keys."""
    articles = _articles(dataset.files[format_name])
    assert len(articles) == len(dataset.sources)
    for article in articles:
        members = [name for name in article if name != "body"]
        known = [name for name in MEMBERS if name in article and name != "body"]
        assert members[: len(known)] == known


# --- The tools -------------------------------------------------------------------


@pytest.mark.parametrize(("format_name", "tool"), JSON)
def test_tools_see_every_member_of_the_model(format_name: str, tool: str, dataset: Dataset) -> None:
    """The members that Python sees: text, numbers, lists, structs, null and empty."""
    file = dataset.files[format_name]
    expected = [_known(article, MEMBERS) for article in _articles(file)]
    assert len(expected) == len(dataset.sources)
    assert_same(JSON[format_name, tool](file), expected)


def _known(value: Any, kind: Any) -> Any:
    """The value with the model's members alone, absent ones as None."""
    if value is None:
        return None
    if isinstance(kind, list):
        return [_known(item, kind[0]) for item in value]
    if isinstance(kind, dict):
        return {name: _known(value.get(name), field) for name, field in kind.items()}
    return int(value) if kind == INT and value == int(value) else value


def test_pandas_sees_every_member_of_the_model(dataset: Dataset, tmp_path: Path) -> None:
    """As the other tools, but integers beside nulls are floats.

    Lines with an integer beyond 64 bits are taken out before: for one of those
    pandas refuses the whole file ("Value is too big").
    """
    lines = dataset.files["ndjson"].read_bytes().splitlines(keepends=True)
    small = [line for line in lines if not _has_big_integer(load_json(line.decode()))]
    assert len(lines) - len(small) == (1 if dataset.name == "samples" else 0)
    file = tmp_path / "small.ndjson"
    file.write_bytes(b"".join(small))
    expected = [_known(load_json(line.decode()), MEMBERS) for line in small]
    assert_same([_known(row, MEMBERS) for row in pandas_json(file)], expected)


def _has_big_integer(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_big_integer, value.values()))
    if isinstance(value, list):
        return any(map(_has_big_integer, value))
    return isinstance(value, int) and not -(2**63) <= value < 2**64


# --- Without a schema --------------------------------------------------------------

PLAIN: dict[str, list[Any]] = {
    "path": ["first.md", "second.md", "third.md"],
    "title": ["NA", "Second", "Third"],
    "excerpt": ["", None, None],
    "publishedDateTime": ["2024-01-23T12:00:00Z", "2024-01-23T12:00:00.25+05:30", None],
    "quality": [80, 7, None],
    "published": [True, False, None],
    "topics": [["a", 'b, "c"'], [], None],
    "body": ["Body\n"] * 3,
}


@pytest.fixture
def plain_file(plain: Path, newsconv: Run, tmp_path: Path) -> Path:
    """The plain articles as NDJSON."""
    newsconv(plain, tmp_path / "articles.ndjson")
    return tmp_path / "articles.ndjson"


def test_duckdb_infers_types(plain_file: Path) -> None:
    """DuckDB finds the instants too, each in its own offset."""
    described = duckdb_rows("DESCRIBE FROM read_ndjson($file)", file=str(plain_file))
    assert {row["column_name"]: row["column_type"] for row in described} == {
        "path": "VARCHAR",
        "title": "VARCHAR",
        "excerpt": "VARCHAR",
        "publishedDateTime": "TIMESTAMP WITH TIME ZONE",
        "quality": "BIGINT",
        "published": "BOOLEAN",
        "topics": "VARCHAR[]",
        "body": "VARCHAR",
        "sourceStyle": "VARCHAR",
    }
    rows = duckdb_rows("FROM read_ndjson($file)", file=str(plain_file))
    instants = [time and datetime.fromisoformat(time) for time in PLAIN["publishedDateTime"]]
    assert {name: [row[name] for row in rows] for name in PLAIN} == {
        **PLAIN,
        "publishedDateTime": instants,
    }


def test_polars_infers_types(plain_file: Path) -> None:
    """Polars leaves instants as text, which one expression turns into UTC."""
    frame = pl.read_ndjson(plain_file)
    assert frame.schema["quality"] == pl.Int64
    assert frame.schema["published"] == pl.Boolean
    assert frame.schema["topics"] == pl.List(pl.String)
    assert frame.select(list(PLAIN)).to_dict(as_series=False) == PLAIN
    instants = frame["publishedDateTime"].str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%#z")
    assert instants.dtype == pl.Datetime("us", "UTC")
    assert instants.to_list() == [
        time and datetime.fromisoformat(time) for time in PLAIN["publishedDateTime"]
    ]


def test_pyarrow_infers_types(plain_file: Path) -> None:
    """pyarrow leaves instants as text where offsets or fractions differ."""
    table = pj.read_json(plain_file)
    assert table.schema.field("quality").type == pa.int64()
    assert table.schema.field("published").type == pa.bool_()
    assert table.schema.field("topics").type == pa.list_(pa.string())
    assert table.select(list(PLAIN)).to_pydict() == PLAIN


def test_pandas_infers_types(plain_file: Path) -> None:
    """The pyarrow backend keeps integers and booleans beside nulls."""
    frame = pd.read_json(plain_file, lines=True, dtype_backend="pyarrow")[list(PLAIN)]
    assert frame["quality"].dtype == pd.ArrowDtype(pa.int64())
    assert frame["published"].dtype == pd.ArrowDtype(pa.bool_())
    assert frame.astype(object).where(frame.notna(), None).to_dict("list") == PLAIN
