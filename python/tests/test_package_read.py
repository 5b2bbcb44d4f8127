"""The package: articles read into tables and dicts."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import newsconv as nc
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from conftest import PROJECT
from schema import SCHEMA

SAMPLES = PROJECT / "samples" / "valid"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """The samples as the program's Parquet has them."""
    file = tmp_path_factory.mktemp("table") / "samples.parquet"
    nc.convert(SAMPLES, file, from_="markdown", quiet=True)
    return pq.read_table(file)


def read() -> nc.Articles:
    return nc.read(SAMPLES, from_="markdown", quiet=True)


def test_arrow_has_what_the_program_writes(table: pa.Table) -> None:
    found = read().to_arrow()
    assert found.num_rows == table.num_rows > 20
    assert found.schema.remove_metadata().equals(SCHEMA.remove_metadata())
    assert found.cast(table.schema).equals(table)


def test_polars_has_every_value(table: pa.Table) -> None:
    found = read().to_polars()
    assert isinstance(found, pl.DataFrame)
    assert found.to_dicts() == pl.from_arrow(table).to_dicts()  # type: ignore[union-attr]
    assert found.schema["publishedDateTime"] == pl.Datetime("us", "UTC")


def test_pandas_keeps_types(table: pa.Table) -> None:
    found = read().to_pandas()
    assert isinstance(found["quality"].dtype, pd.ArrowDtype)
    assert pa.Table.from_pandas(found, preserve_index=False).to_pylist() == table.to_pylist()
    assert str(found["publishedDateTime"].dtype) == "timestamp[us, tz=UTC][pyarrow]"


def test_pandas_has_other_backends() -> None:
    assert str(read().to_pandas(dtype_backend="numpy_nullable")["quality"].dtype) == "Int64"
    assert read().to_pandas(dtype_backend="numpy")["quality"].dtype == "float64"
    with pytest.raises(ValueError, match="dtype_backend='other'"):
        read().to_pandas(dtype_backend="other")  # type: ignore[arg-type]


def test_pandas_flattens(table: pa.Table) -> None:
    found = read().to_pandas(flatten=True)
    names = [each["name"] if each else None for each in table["provider"].to_pylist()]
    assert [None if pd.isna(name) else name for name in found["provider.name"]] == names
    assert "provider" not in found and any(names)


def test_duckdb_gets_a_table(table: pa.Table) -> None:
    with duckdb.connect() as connection:
        made = read().to_duckdb(connection, 'the "news"')
        assert made.aggregate("count(*)").fetchall() == [(table.num_rows,)]
        titles = connection.sql('select title from "the ""news"""').fetchall()
        assert [title for (title,) in titles] == table["title"].to_pylist()
        with pytest.raises(duckdb.CatalogException, match="already exists"):
            read().to_duckdb(connection, 'the "news"')
        read().to_duckdb(connection, 'the "news"', overwrite=True)


def test_any_tool_takes_the_stream(table: pa.Table) -> None:
    articles = read()
    assert pa.table(articles).num_rows == table.num_rows
    assert pl.DataFrame(articles).height == table.num_rows
    assert pd.DataFrame.from_arrow(articles).shape[0] == table.num_rows
    assert pa.schema(articles).names == table.schema.names
    with duckdb.connect() as connection:
        query = "select count(*) from articles"
        assert connection.sql(query).fetchall() == [(table.num_rows,)]
        assert connection.sql(query).fetchall() == [(table.num_rows,)], "opened anew"


def test_a_selection_has_its_columns_in_its_order() -> None:
    articles = nc.read(
        SAMPLES, from_="markdown", select=["publishedDateTime", "title", "provider.name", "extra"], quiet=True
    )
    names = ["publishedDateTime", "publishedOffset", "title", "provider", "extra"]
    assert articles.to_arrow().column_names == names == pa.schema(articles).names
    first = next(iter(articles))
    assert list(first) == ["publishedDateTime", "title", "provider", "extra"]
    assert nc.read(SAMPLES, select="title, path", from_="markdown", quiet=True).to_polars().columns == ["title", "path"]
    others = articles.to_arrow()["provider"].combine_chunks().field("domain")
    assert others.null_count == len(others), "a part of a record that is not selected is empty"


MARKDOWN = b"""---
title: "Ferry"
publishedDateTime: 2024-01-23T12:00:00+05:30
updatedDateTime: 2024-01-23T12:00:00Z
topics: [sea, harbour]
provider:
  name: Port
  since: 1999
weight: 7
price: 1.5
huge: 1E400
nested: {a: [1, null, "x"]}
---
It sails.
"""


def test_dicts_have_values_of_python() -> None:
    [article] = nc.read(MARKDOWN)
    assert article["title"] == "Ferry" and article["topics"] == ["sea", "harbour"]
    assert article["extra"] == {
        "weight": 7,
        "price": 1.5,
        "huge": article["extra"]["huge"],
        "nested": {"a": [1, None, "x"]},
    }
    assert str(article["extra"]["huge"]) == "1E+400"
    published = article["publishedDateTime"]
    assert published.isoformat() == "2024-01-23T12:00:00+05:30"
    assert published.utcoffset() == dt.timedelta(hours=5, minutes=30)
    assert article["updatedDateTime"].tzinfo is dt.UTC
    assert article["provider"]["name"] == "Port" and article["provider"]["extra"] == {"since": 1999}
    assert article["body"] == "It sails.\n" and article["excerpt"] is None
    assert "publishedOffset" not in article


def test_dicts_have_what_arrow_has(table: pa.Table) -> None:
    rows = list(read())
    assert [row["path"] for row in rows] == table["path"].to_pylist()
    assert [row["images"] is None for row in rows] == [images is None for images in table["images"].to_pylist()]
    for row, moment in zip(rows, table["publishedDateTime"].to_pylist(), strict=True):
        assert row["publishedDateTime"] == moment


def test_inputs_of_every_kind(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_bytes(MARKDOWN)
    line = b'{"title":"Ferry"}\n'
    (tmp_path / "c.ndjson").write_bytes(line)
    text = (tmp_path / "c.ndjson").open()
    for inputs, count in [
        (str(tmp_path / "a.md"), 1),
        (tmp_path / "a.md", 1),
        ([tmp_path / "a.md", str(tmp_path / "b.md")], 2),
        (tmp_path / "*.md", 2),
        (tmp_path, 2),
        ((tmp_path / name for name in ("a.md", "c.ndjson")), 2),
        (MARKDOWN, 1),
        (bytearray(line), 1),
        ([MARKDOWN, line], 2),
        (gzip.compress(line), 1),
        (io.BytesIO(line), 1),
        (text, 1),
        ((tmp_path / "c.ndjson").open("rb"), 1),
    ]:
        articles = nc.read(inputs)
        for _ in range(2):
            assert [row["title"] for row in articles] == ["Ferry"] * count, inputs


def test_a_file_object_may_be_columnar(table: pa.Table) -> None:
    file = io.BytesIO()
    pq.write_table(table, file)
    file.seek(0)
    assert nc.read(file, quiet=True).to_arrow().num_rows == table.num_rows


def test_names_that_are_not_utf8_reach_newsconv(tmp_path: Path) -> None:
    import os

    name = os.fsdecode(b"\xff.md")
    (tmp_path / name).write_bytes(MARKDOWN)
    with pytest.raises(nc.ConversionError, match="NC0113"):
        list(nc.read(tmp_path / name))


def test_articles_pickle() -> None:
    articles = nc.read([SAMPLES], from_="markdown", select=["title"], quiet=True)
    again = pickle.loads(pickle.dumps(articles))
    assert again.to_arrow().equals(articles.to_arrow())
    assert repr(again) == repr(articles)


def test_threads_share_articles() -> None:
    articles = read()
    with ThreadPoolExecutor(8) as pool:
        tables = list(pool.map(lambda _: articles.to_arrow(), range(24)))
    assert all(each.equals(tables[0]) for each in tables)


def test_a_notebook_shows_schema_counts_and_rows() -> None:
    articles = nc.read([b'{"title":"<b>Ferry</b>","body":"x"}\n'] * 7, from_="ndjson", select=["title", "body"])
    shown = articles._repr_html_()
    assert "7 articles, 2 columns" in shown and "<th>title</th>" in shown
    assert shown.count("<tr>") == 6 and "&lt;b&gt;Ferry" in shown and "<b>" not in shown
    assert "select=['title', 'body']" in repr(articles)
    assert "NC0" in nc.read(b"{broken", from_="json")._repr_html_()


def addresses(array: Any) -> set[int]:
    return {buffer.address for buffer in array.buffers() if buffer is not None}


def test_texts_are_not_copied() -> None:
    [batch] = nc.read(b'{"title":"a text that is longer than twelve bytes"}\n' * 10, from_="ndjson").batches()
    offsets, texts = batch.buffer_addresses("title")
    arrow = pa.record_batch(batch)["title"]
    assert {offsets, texts} <= addresses(arrow)
    # Polars' own buffers: views, then the bytes that they point into.
    frame = pl.from_arrow(pa.table(batch), rechunk=False)
    assert isinstance(frame, pl.DataFrame)
    views = frame["title"].to_arrow(compat_level=pl.CompatLevel.newest())
    assert pa.types.is_string_view(views.type) and texts in addresses(views)
    assert frame["title"].to_list() == arrow.to_pylist()


def test_batches_come_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "many.ndjson").write_text('{"title":"x"}\n' * 50_000)
    articles = nc.read(tmp_path / "many.ndjson")
    sizes = [batch.num_rows for batch in articles.batches()]
    assert sum(sizes) == 50_000 and len(sizes) > 1
    batch = next(articles.batches())
    assert len(batch) == sizes[0] and "title" in batch.column_names and "articles" in repr(batch)


def test_nothing_is_left_running_when_a_reader_stops_early(tmp_path: Path) -> None:
    (tmp_path / "many.ndjson").write_text('{"title":"x"}\n' * 200_000)
    for _ in range(20):
        assert next(iter(nc.read(tmp_path / "many.ndjson")))["title"] == "x"
    tasks = len(list(Path("/proc/self/task").iterdir()))
    assert tasks < 60, tasks


def test_declared_columns_are_typed(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text('[columns]\nweight = "integer"\n')
    articles = nc.read(MARKDOWN, profile=tmp_path / "ours.toml")
    assert articles.to_arrow()["weight"].to_pylist() == [7]
    [article] = articles
    assert article["weight"] == 7 and "weight" not in article["extra"]
    assert '"weight"' in nc.schema("json-schema", profile=tmp_path / "ours.toml")
