"""Columns of times without a zone are placed in the zone that `--timezone` names."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from conftest import Run

WINTER = datetime(2024, 1, 23, 12, 0, 0)
SUMMER = date(2024, 7, 1)


def articles(newsconv: Run, file: Path, *options: str) -> tuple[list[dict[str, str]], str]:
    """The articles of the file, and what is said of it."""
    done = newsconv(file, "-", "-t", "ndjson", "--profile", "common", *options)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_columns_without_a_zone(newsconv: Run, tmp_path: Path, unit: str, suffix: str) -> None:
    """In a field, and under a key that is mapped to one; a column with a zone stays what it is."""
    table = pa.table(
        {
            "title": ["A"],
            "date": pa.array([WINTER], pa.timestamp(unit)),
            "updatedDateTime": pa.array([SUMMER], pa.date32()),
        }
    )
    named = table.drop_columns("updatedDateTime").append_column(
        "updatedDateTime", pa.array([WINTER], pa.timestamp(unit, "UTC"))
    )
    for name, columns, updated in [
        ("plain", table, "2024-07-01T00:00:00+02:00"),
        ("named", named, "2024-01-23T12:00:00Z"),
    ]:
        file = tmp_path / f"{name}.{suffix}"
        if suffix == "parquet":
            pq.write_table(columns, file)
        else:
            feather.write_feather(columns, str(file), compression="uncompressed")
        [article], said = articles(newsconv, file, "--timezone", "Europe/Berlin")
        assert article["publishedDateTime"] == "2024-01-23T12:00:00+01:00", name
        assert article["updatedDateTime"] == updated, name
        assert "NC0205" not in said
        [article], _ = articles(newsconv, file)
        assert article["publishedDateTime"] == "2024-01-23T12:00:00Z", name


def test_int96(newsconv: Run, tmp_path: Path) -> None:
    """The times of the oldest type have no zone either, in a field and under a key that is mapped to one."""
    file = tmp_path / "old.parquet"
    times = pa.array([WINTER], pa.timestamp("ns"))
    table = pa.table({"title": ["A"], "date": times, "updatedDateTime": times})
    pq.write_table(table, file, use_deprecated_int96_timestamps=True)
    [article], said = articles(newsconv, file, "--timezone", "Europe/Berlin")
    assert article["publishedDateTime"] == article["updatedDateTime"] == "2024-01-23T12:00:00+01:00"
    assert "NC0205" not in said
    [article], said = articles(newsconv, file)
    assert article["updatedDateTime"] == "2024-01-23T12:00:00Z"
    assert "NC0205" in said
