"""The package: archives converted, written, checked and compared."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import newsconv as nc
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from conftest import PROJECT, Run

ARCHIVE = PROJECT / "samples" / "valid" / "archive"

pytestmark = pytest.mark.filterwarnings("ignore::newsconv.NewsconvWarning")


def test_convert_says_what_it_did(tmp_path: Path) -> None:
    done = nc.convert([ARCHIVE], tmp_path / "news.parquet")
    assert (done.articles, done.rejected, done.written) == (4, 0, True)
    nc.convert(tmp_path / "news.parquet", f"{tmp_path}/back/")
    assert nc.verify(ARCHIVE, tmp_path / "back")


def test_an_output_that_exists_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "news.csv"
    file.write_text("mine")
    with pytest.raises(nc.OutputError, match="overwrite=True") as raised:
        nc.convert(ARCHIVE, file)
    assert isinstance(raised.value, OSError) and file.read_text() == "mine"
    assert nc.convert(ARCHIVE, file, overwrite=True).written


def test_the_program_writes_the_same_bytes(tmp_path: Path, newsconv: Run) -> None:
    for name in ("a.parquet", "a.csv", "a.ndjson", "a.arrow"):
        newsconv(ARCHIVE, tmp_path / name, "--profile", "common")
        nc.convert(ARCHIVE, tmp_path / f"py-{name}")
        assert (tmp_path / name).read_bytes() == (tmp_path / f"py-{name}").read_bytes()


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    plan = nc.convert(ARCHIVE, tmp_path / "news.parquet", dry_run=True)
    assert plan.format == "parquet" and plan.inputs == [("markdown", 4)]
    assert not list(tmp_path.iterdir())


def test_a_file_object_is_an_output(tmp_path: Path) -> None:
    out = io.BytesIO()
    assert nc.convert(ARCHIVE, out, to="ndjson").articles == 4
    assert out.getvalue().count(b"\n") == 4
    with (tmp_path / "x.parquet").open("wb") as file:
        nc.convert(ARCHIVE, file, to="parquet")
    assert nc.verify(ARCHIVE, tmp_path / "x.parquet")
    with pytest.raises(nc.UsageError, match="to"):
        nc.convert(ARCHIVE, io.BytesIO())


@pytest.mark.parametrize("tool", ["polars", "pandas", "pandas numpy", "pyarrow", "dicts", "articles", "iterator"])
def test_what_was_read_is_written_back(tool: str, tmp_path: Path) -> None:
    articles = nc.read(ARCHIVE)
    table: Any = {
        "polars": articles.to_polars,
        "pandas": articles.to_pandas,
        "pandas numpy": lambda: articles.to_pandas(dtype_backend="numpy"),
        "pyarrow": articles.to_arrow,
        "dicts": lambda: list(articles),
        "articles": lambda: articles,
        "iterator": lambda: (dict(article) for article in articles),
    }[tool]()
    done = nc.write(table, tmp_path / "back/")
    assert done.articles == 4
    assert nc.verify(ARCHIVE, tmp_path / "back", spelling=True).differences == []


def test_frames_are_written_as_a_generator_has_it(tmp_path: Path) -> None:
    frame = pl.DataFrame({"title": ["Ferry"], "publishedDateTime": [dt.datetime(2024, 1, 23, tzinfo=dt.UTC)]})
    nc.write(frame, tmp_path / "posts/", as_="jekyll")
    [file] = (tmp_path / "posts").rglob("*.md")
    assert "date: 2024-01-23" in file.read_text()


def test_a_pandas_frame_of_its_own(tmp_path: Path) -> None:
    frame = pd.DataFrame({"title": ["A", None], "quality": [80, 20], "weight": [1.5, np.nan]})
    nc.write(frame, tmp_path / "a.ndjson")
    lines = (tmp_path / "a.ndjson").read_text().splitlines()
    assert lines == ['{"title":"A","quality":80,"weight":1.5}', '{"quality":20}']


def test_values_of_python_become_values_of_articles() -> None:
    article = {
        "title": "A \u2028 \"quote\"\n",
        "publishedDateTime": dt.datetime(2024, 1, 23, 12, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        "quality": np.int64(7),
        "topics": np.array(["a", "b"]),
        "weight": Decimal("1.10"),
        "big": 10**30,
        "day": dt.date(2024, 1, 2),
        "none": None,
        "nan": float("nan"),
        "missing": pd.NA,
        "where": Path("a/b"),
        "extra": {"deep": {"x": (1, True)}},
    }
    out = io.BytesIO()
    nc.write([article], out, to="ndjson", profile="none")
    [again] = nc.read(out.getvalue(), from_="ndjson", profile="none")
    assert again["title"] == article["title"] and again["quality"] == 7
    assert again["publishedDateTime"] == article["publishedDateTime"]
    assert again["publishedDateTime"].utcoffset() == dt.timedelta(hours=2)
    assert again["topics"] == ["a", "b"]
    extra = again["extra"]
    assert extra["weight"] == 1.1 and b"1.10" in out.getvalue() and extra["big"] == 10**30
    assert (extra["day"], extra["where"]) == ("2024-01-02", "a/b")
    assert extra["deep"] == {"x": [1, True]} and extra["nan"] is None and extra["missing"] is None


def test_what_cannot_be_an_article_is_said() -> None:
    for rows, error in [
        ([3], TypeError),
        ([{"a": object()}], TypeError),
        ({"title": "A"}, nc.UsageError),
    ]:
        with pytest.raises(error):
            nc.write(rows, io.BytesIO(), to="ndjson")  # type: ignore[arg-type]
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]
    with pytest.raises(ValueError, match="deep"):
        nc.write([{"a": deep}], io.BytesIO(), to="ndjson")


def test_loads_and_dumps_are_one_markdown_text() -> None:
    text = (ARCHIVE / "news-briefs" / "2024-01-09-in-brief.md").read_text()
    article = nc.loads(text)
    assert article["title"] and article["path"] is None
    assert nc.dumps(article) == text
    article["title"] = "Another"
    assert nc.loads(nc.dumps(article))["title"] == "Another"
    assert nc.loads(b"---\ntitle: A\nmine: 1\n---\nB\n")["extra"] == {"mine": 1}
    assert nc.loads("---\ndate: 2024-01-23T10:00:00Z\n---\n")["publishedDateTime"] == dt.datetime(2024, 1, 23, 10, tzinfo=dt.UTC)
    assert nc.dumps({"title": "A", "body": "B\n"}, front_matter="toml").startswith("+++")
    with pytest.raises(nc.ConversionError) as raised:
        nc.loads("---\ntitle: [\n---\n")
    [problem] = raised.value.diagnostics
    assert problem.code.startswith("NC01") and problem.line == 2


def test_zero_offset_is_not_z() -> None:
    text = "---\npublishedDateTime: 2024-01-23T12:00:00+00:00\nupdatedDateTime: 2024-01-23T12:00:00Z\n---\n"
    assert nc.dumps(nc.loads(text)) == text


def test_check_is_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\nwebUrl: example.com/a\nquality: high\n---\n")
    (tmp_path / "b.md").write_text("---\ntitle: B\nwebUrl: example.com/a\nTile: x\n---\n")
    checked = nc.check(tmp_path)
    assert not checked and not checked.ok and checked.summary.rejected == 1
    table = pa.table(checked)
    assert table.column_names == ["code", "severity", "path", "line", "column", "row", "field", "message", "help"]
    assert table.num_rows == len(checked) == len(list(checked)) >= 3
    wrong = [row for row in table.to_pylist() if row["code"] == "NC0201"]
    assert [(row["line"], row["column"], row["field"]) for row in wrong] == [(4, 10, "quality")]
    assert pl.DataFrame(checked).height == table.num_rows
    good = nc.check(b"---\ntitle: A\nwebUrl: a\n---\n", strict=False)
    assert good and not nc.check(b"---\ntitle: A\nwebUrl: a\n---\n", strict=True)


def test_verify_says_what_differs() -> None:
    left, right = b'{"path":"a.md","title":"A"}\n', b'{"path":"a.md","title":"B"}\n{"path":"b.md"}\n'
    found = nc.verify(left, right, from_="ndjson")
    assert not found and (found.left, found.right, found.different, found.right_only) == (1, 2, 1, 1)
    assert [str(each) for each in found.differences if each.field == "title"] == ['a.md: title: "A" != "B"']
    assert nc.verify(left, right, from_="ndjson", select="path", most=0).differences == []
    assert nc.verify(left, ARCHIVE, from_="ndjson", right_from="markdown").right == 4


def test_schemas_profiles_and_codes(newsconv: Run) -> None:
    for kind in ("json-schema", "arrow", "table-schema", "parquet", "duckdb", "spark"):
        assert nc.schema(kind) == newsconv("schema", "--as", kind).stdout  # type: ignore[arg-type]
    with pytest.raises(nc.UsageError):
        nc.schema("none")  # type: ignore[arg-type]
    assert {"common", "jekyll", "hugo"} <= {profile.name for profile in nc.profiles()}
    assert nc.explain("NC0203") == newsconv("explain", "NC0203").stdout and "NC0203" in nc.explain()
    assert "[columns]" in nc.suggest([b"---\ntitle: A\nmood: good\n---\n"] * 3)


def test_rejects_are_kept(tmp_path: Path) -> None:
    lines = b'{"title":"A"}\n{"title":3}\n{"title":"B"}\n'
    with pytest.warns(nc.NewsconvWarning, match="NC0201"):
        done = nc.convert(
            lines, tmp_path / "a.parquet", from_="ndjson", on_error="skip", rejects=tmp_path / "rejected"
        )
    assert (done.articles, done.rejected) == (2, 1)
    assert (tmp_path / "rejected" / "rejects.ndjson").exists()
