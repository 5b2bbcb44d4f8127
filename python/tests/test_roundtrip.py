"""There and back: articles edited in a data frame return to Markdown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from conftest import Dataset, Run
from rows import assert_same
from source import Source, to_microseconds

EDITED = "seed/article.md"
TITLE = 'Edited: "中国日报网" & \\ co'


def _pandas(file: Path, into: Path) -> None:
    """The default backend, in which integers beside nulls are floats."""
    frame = pd.read_parquet(file)
    frame.loc[frame["path"] == EDITED, "title"] = TITLE
    frame.to_parquet(into)


def _pandas_pyarrow(file: Path, into: Path) -> None:
    frame = pd.read_parquet(file, dtype_backend="pyarrow")
    frame.loc[frame["path"] == EDITED, "title"] = TITLE
    frame.to_parquet(into)


def _polars(file: Path, into: Path) -> None:
    edit = pl.when(path=EDITED).then(pl.lit(TITLE)).otherwise("title").alias("title")
    pl.read_parquet(file).with_columns(edit).write_parquet(into)


def _duckdb(file: Path, into: Path) -> None:
    query = """
        SELECT * REPLACE (CASE WHEN path = $edited THEN $title ELSE title END AS title)
        FROM read_parquet($file)
    """
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY ({query}) TO '{into}' (FORMAT parquet)",
            {"edited": EDITED, "title": TITLE, "file": str(file)},
        )


EDITORS: dict[str, Callable[[Path, Path], None]] = {
    "pandas": _pandas,
    "pandas-pyarrow": _pandas_pyarrow,
    "polars": _polars,
    "duckdb": _duckdb,
}


def _files(folder: Path) -> dict[str, str]:
    """The text of every file of a folder, line ends as they are, by its path."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes().decode("utf-8")
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.mark.parametrize("tool", EDITORS)
def test_edited_title_returns(tool: str, samples: Dataset, newsconv: Run, tmp_path: Path) -> None:
    """The line of the title changes in that one file; all others keep their bytes."""
    edited = tmp_path / "edited.parquet"
    EDITORS[tool](samples.files["parquet"], edited)
    before, after = tmp_path / "before", tmp_path / "after"
    newsconv(samples.files["parquet"], f"{before}/")
    newsconv(edited, f"{after}/")

    old, new = _files(before), _files(after)
    assert sorted(new) == sorted(old) == sorted(source.path for source in samples.sources)
    assert [path for path in old if old[path] != new[path]] == [EDITED]
    changed = [
        pair for pair in zip(old[EDITED].split("\n"), new[EDITED].split("\n")) if len(set(pair)) > 1
    ]
    assert len(changed) == 1
    original = next(source for source in samples.sources if source.path == EDITED)
    article = Source.read(after / EDITED, after)
    assert article.front == {**original.front, "title": TITLE}
    assert list(article.front) == list(original.front)
    assert article.body == original.body


@pytest.mark.parametrize("format_name", ["parquet", "arrow", "arrows", "csv", "tsv", "ndjson"])
def test_markdown_means_the_same(
    format_name: str, samples: Dataset, newsconv: Run, tmp_path: Path
) -> None:
    """Every sample, through a format and back to Markdown, says what it said."""
    folder = tmp_path / "back"
    newsconv(samples.files[format_name], f"{folder}/")
    found = {path: Source.read(folder / path, folder).row() for path in _files(folder)}
    expected = [source.row() for source in samples.sources]
    if format_name in ("parquet", "arrow", "arrows"):
        expected = to_microseconds(expected)
    assert_same([found[row["path"]] for row in expected], expected)
    assert len(found) == len(expected)
