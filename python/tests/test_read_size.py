"""Big articles and many of them, as every tool reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from readers import COLUMNAR, CSV, JSON, Raw, open_ipc, pandas_csv, pandas_json

from conftest import Run

READERS = (
    COLUMNAR
    | JSON
    | {(format_name, tool): CSV[tool] for format_name in ("csv", "tsv") for tool in CSV}
    | {("csv", "pandas"): pandas_csv, ("ndjson", "pandas"): pandas_json}
)
BODY = 'A line with "quotes", commas, tabs\t and an é.\r\n' * 70_000
"""3 MB: beyond what DuckDB and pyarrow read of CSV and JSON by default."""


def _read(format_name: str, tool: str, file: Path) -> list[Raw]:
    return READERS[format_name, tool](file)


@pytest.fixture(scope="session")
def big(newsconv: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article with a body of 3 MB between two small ones, in every format."""
    folder = tmp_path_factory.mktemp("big")
    for name, body in {"a.md": "Small\n", "b.md": BODY, "c.md": "Small\n"}.items():
        (folder / name).write_bytes(f'---\ntitle: "{name}"\n---\n{body}'.encode())
    for format_name in sorted({format_name for format_name, _ in READERS}):
        newsconv(folder, "-f", "markdown", folder / f"big.{format_name}")
    return folder


@pytest.mark.parametrize(("format_name", "tool"), READERS)
def test_big_body(format_name: str, tool: str, big: Path) -> None:
    """A body of megabytes comes whole, its neighbours beside it."""
    rows = _read(format_name, tool, big / f"big.{format_name}")
    assert [row["title"] for row in rows] == ["a.md", "b.md", "c.md"]
    assert [row["body"] == body for row, body in zip(rows, ["Small\n", BODY, "Small\n"])] == [
        True
    ] * 3


COUNT = 20_000


@pytest.fixture(scope="session")
def many(newsconv: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty thousand articles in every format, more than one chunk of each."""
    folder = tmp_path_factory.mktemp("many")
    source = folder / "source.ndjson"
    with source.open("w", encoding="utf-8") as lines:
        for index in range(COUNT):
            article = {
                "path": f"{index:05}.md",
                "title": f"Title {index}",
                "quality": index,
                "topics": ["a", "b"][: index % 3],
                "body": "Body\n" * (index % 50),
            }
            lines.write(json.dumps(article) + "\n")
    for format_name in sorted({format_name for format_name, _ in READERS}):
        newsconv(source, folder / f"many.{format_name}")
    return folder


@pytest.mark.parametrize(("format_name", "tool"), READERS)
def test_many_articles(format_name: str, tool: str, many: Path) -> None:
    """All are there, in order, over batches and row groups."""
    rows = _read(format_name, tool, many / f"many.{format_name}")
    assert [row["path"] for row in rows] == [f"{index:05}.md" for index in range(COUNT)]
    assert [int(row["quality"]) for row in rows] == list(range(COUNT))
    assert sum(len(row["body"]) for row in rows) == sum(
        len("Body\n") * (index % 50) for index in range(COUNT)
    )


def test_many_batches(many: Path, newsconv: Run, tmp_path: Path) -> None:
    """The Arrow file has several batches, the Parquet file as many row groups as asked for."""
    batches = open_ipc(many / "many.arrow").num_record_batches
    assert batches > 1, "one batch holds them all by now: raise COUNT"
    file = tmp_path / "groups.parquet"
    newsconv("--row-group-rows", 3000, many / "many.parquet", file)
    metadata = pq.read_metadata(file)
    groups = [metadata.row_group(index).num_rows for index in range(metadata.num_row_groups)]
    assert sum(groups) == COUNT
    assert max(groups) == 3000
    assert [row["path"] for row in COLUMNAR["parquet", "polars"](file)] == [
        f"{index:05}.md" for index in range(COUNT)
    ]
