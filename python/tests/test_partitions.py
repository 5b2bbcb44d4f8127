"""Partitioned datasets that other tools write from newsconv's Parquet hold the same articles."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from conftest import Run

ODD = ["news", "a/b", "k=v", "é 日本", "50 %", "1+1", "a b", "x%2Fy", None]


@pytest.fixture
def source(tmp_path: Path, newsconv: Run) -> Path:
    """Articles whose categories and other fields need every rule of names."""
    lines = [
        {
            "path": f"{n:03}.md",
            "category": ODD[n % len(ODD)],
            "title": f"Title {n}",
            "publishedDateTime": f"20{20 + n % 3}-{1 + n % 12:02}-{1 + n % 28:02}T23:30:00-05:00",
            "quality": n % 4,
            "published": n % 2 == 0,
            "locale": "en-us" if n % 5 else None,
        }
        for n in range(90)
    ]
    text = tmp_path / "source.ndjson"
    with text.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    newsconv(text, tmp_path / "source.parquet")
    return tmp_path / "source.parquet"


@pytest.mark.parametrize(
    "keys", [["category"], ["quality", "published"], ["locale", "category"], ["publishedOffset"]]
)
@pytest.mark.parametrize("kind", ["parquet", "csv", "arrow"])
def test_pyarrow_datasets(
    kind: str, keys: list[str], source: Path, newsconv: Run, tmp_path: Path
) -> None:
    articles = pq.read_table(source)
    if kind == "csv":
        flat = [name for name in articles.column_names if not pa.types.is_nested(articles[name].type)]
        articles = articles.select(flat)
    schema = pa.schema([articles.schema.field(key) for key in keys])
    into = tmp_path / "dataset"
    ds.write_dataset(
        articles, into, format=kind, partitioning=ds.partitioning(schema, flavor="hive")
    )
    newsconv("verify", source, into)
    assert newsconv("verify", source, into, "--hive", "off", code=1).stdout


@pytest.mark.parametrize("keys", [["category"], ["quality", "published"], ["locale", "category"]])
def test_polars_datasets(keys: list[str], source: Path, newsconv: Run, tmp_path: Path) -> None:
    into = tmp_path / "dataset"
    pl.read_parquet(source).write_parquet(into, partition_by=keys)
    newsconv("verify", source, into)


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("keys", [["category"], ["quality", "published"], ["locale", "category"]])
@pytest.mark.parametrize("kind", ["parquet", "csv", "json"])
def test_duckdb_datasets(
    kind: str, keys: list[str], kept: bool, source: Path, newsconv: Run, tmp_path: Path
) -> None:
    into = tmp_path / "dataset"
    by = ", ".join(keys)
    options = ", WRITE_PARTITION_COLUMNS true" if kept else ""
    columns = "*" if kind == "parquet" else "path, category, title, quality, published, locale"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {columns} FROM '{source}') TO '{into}' "
            f"(FORMAT {kind}, PARTITION_BY ({by}){options})"
        )
    select = ["--select", "path,category,title,quality,published,locale"]
    newsconv("verify", source, into, *(select if kind != "parquet" else []))


def test_parts_of_the_date(source: Path, newsconv: Run, tmp_path: Path) -> None:
    """The parts of the day by which datasets are often divided are not new keys."""
    into = tmp_path / "dataset"
    day = "(publishedDateTime AT TIME ZONE 'UTC')"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            f"COPY (SELECT *, year({day}) AS year, strftime({day}, '%m') AS month "
            f"FROM '{source}') TO '{into}' (FORMAT parquet, PARTITION_BY (year, month))"
        )
    assert sorted(into.glob("year=*/month=01"))
    newsconv("verify", source, into)


def test_pandas_text(source: Path, newsconv: Run, tmp_path: Path) -> None:
    """pandas writes through pyarrow, and cannot read a null partition."""
    into = tmp_path / "dataset"
    table = pq.read_table(source)
    pq.write_to_dataset(table, str(into), partition_cols=["category"])
    assert (into / f"category={quote('a/b', safe='')}").is_dir()
    newsconv("verify", source, into)
