"""Files that DuckDB, pyarrow, pandas and Polars wrote, as newsconv reads them."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.feather as pf
import pyarrow.parquet as pq
import pytest

from conftest import Dataset, Run
from rows import assert_rows, assert_same, row_of_json
from schema import CSV_HEADER, IMAGE, INSTANT, SCHEMA, list_of
from source import Row, canonical_json, load_json, to_microseconds

Write = Callable[[Path, Path], object]


def articles_of(newsconv: Run, file: Path) -> list[dict[str, Any]]:
    """What newsconv finds in `file`, as its NDJSON says it."""
    into = file.with_name(file.name + ".back.ndjson")
    newsconv(file, into)
    text = into.read_bytes().decode("utf-8")
    return [load_json(line) for line in text.split("\n")[:-1]]


def rows_of(newsconv: Run, file: Path) -> list[Row]:
    """The same as columns."""
    return [row_of_json(article) for article in articles_of(newsconv, file)]


# --- Every sample through every tool -------------------------------------------------


def _duckdb_copy(query: str, file: Path, into: Path, options: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY ({query}) TO '{into}' ({options})", {"file": str(file)})


def _duckdb_parquet(file: Path, into: Path) -> None:
    _duckdb_copy("FROM read_parquet($file)", file, into, "FORMAT parquet")


def _pandas_pyarrow(file: Path) -> pd.DataFrame:
    return pd.read_parquet(file, dtype_backend="pyarrow")


def _pyarrow_stream(file: Path, into: Path) -> None:
    table = pq.read_table(file)
    with pa.ipc.new_stream(into, table.schema) as writer:
        writer.write_table(table, max_chunksize=3)


COLUMNAR: dict[tuple[str, str], Write] = {
    ("parquet", "duckdb"): _duckdb_parquet,
    ("parquet", "pyarrow"): lambda file, into: pq.write_table(pq.read_table(file), into),
    # pandas' own backend: integers beside nulls are floats, lists without a value are null-typed.
    ("parquet", "pandas"): lambda file, into: pd.read_parquet(file).to_parquet(into),
    ("parquet", "pandas-pyarrow"): lambda file, into: _pandas_pyarrow(file).to_parquet(into),
    ("parquet", "polars"): lambda file, into: pl.read_parquet(file).write_parquet(into),
    ("arrow", "pyarrow-lz4"): lambda file, into: pf.write_feather(
        pq.read_table(file), into, compression="lz4"
    ),
    ("arrow", "pyarrow-zstd"): lambda file, into: pf.write_feather(
        pq.read_table(file), into, compression="zstd"
    ),
    ("feather", "pandas"): lambda file, into: pd.read_parquet(file).to_feather(into),
    # Polars writes string views.
    ("arrow", "polars"): lambda file, into: pl.read_parquet(file).write_ipc(into),
    ("arrows", "pyarrow"): _pyarrow_stream,
    ("arrows", "polars"): lambda file, into: pl.read_parquet(file).write_ipc_stream(into),
}


@pytest.mark.parametrize(("format_name", "tool"), COLUMNAR)
def test_columns_that_a_tool_wrote(
    format_name: str, tool: str, dataset: Dataset, newsconv: Run, tmp_path: Path
) -> None:
    """newsconv's Parquet, read and written by the tool, holds the same articles."""
    into = tmp_path / f"{tool}.{format_name}"
    COLUMNAR[format_name, tool](dataset.files["parquet"], into)
    assert_rows(rows_of(newsconv, into), dataset)


LAYOUTS: dict[str, dict[str, Any]] = {
    "snappy": {"compression": "snappy"},
    "gzip": {"compression": "gzip"},
    "brotli": {"compression": "brotli"},
    "lz4": {"compression": "lz4"},
    "none": {"compression": "none"},
    "pages-v2": {"data_page_version": "2.0"},
    "checksums": {"write_page_checksum": True},
    "one-row-groups": {"row_group_size": 1},
    "small-pages": {"data_page_size": 64, "write_batch_size": 2, "write_page_index": True},
    "no-dictionary": {"use_dictionary": False},
    "delta": {"use_dictionary": False, "column_encoding": {"title": "DELTA_BYTE_ARRAY"}},
    "format-1.0": {"version": "1.0"},
    "no-arrow-schema": {"store_schema": False},
    "lists-of-item": {"use_compliant_nested_type": False, "store_schema": False},
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_parquet_layouts(layout: str, samples: Dataset, newsconv: Run, tmp_path: Path) -> None:
    """Parquet as other writers lay it out: codecs, pages, groups, encodings, list names."""
    into = tmp_path / "layout.parquet"
    pq.write_table(pq.read_table(samples.files["parquet"]), into, **LAYOUTS[layout])
    assert_rows(rows_of(newsconv, into), samples)


def test_int96_instants(samples: Dataset, newsconv: Run, tmp_path: Path) -> None:
    """Spark's old 96-bit instants have no zone: UTC is assumed, with a warning. They reach beyond all years."""
    into, back = tmp_path / "int96.parquet", tmp_path / "back.ndjson"
    table = pq.read_table(samples.files["parquet"])
    pq.write_table(table, into, use_deprecated_int96_timestamps=True, store_schema=False)
    assert pq.ParquetFile(into).schema.column(6).physical_type == "INT96"
    done = newsconv(into, back)
    for name in ("publishedDateTime", "updatedDateTime", "related.publishedDateTime"):
        assert f"{name}: " in done.stderr
    lines = back.read_bytes().decode("utf-8").split("\n")[:-1]
    assert_same(
        [row_of_json(load_json(line)) for line in lines],
        to_microseconds([source.row() for source in samples.sources]),
    )


@pytest.mark.parametrize("format_name", ["parquet", "arrow", "arrows"])
def test_no_rows(format_name: str, newsconv: Run, tmp_path: Path) -> None:
    """A file without rows is no error: out comes the full schema, and no row."""
    into, back = tmp_path / f"empty.{format_name}", tmp_path / "back.parquet"
    write(pa.table({"path": pa.array([], pa.string())}), into)
    newsconv(into, back)
    found = pq.read_table(back)
    assert found.schema.remove_metadata() == SCHEMA
    assert found.num_rows == 0


CATEGORICAL: dict[str, Callable[[Path], object]] = {
    "pandas.parquet": lambda into: _pandas_categories().to_parquet(into),
    "pandas.feather": lambda into: _pandas_categories().to_feather(into),
    "polars.parquet": lambda into: _polars_categories(pl.Categorical()).write_parquet(into),
    "polars.arrow": lambda into: _polars_categories(pl.Categorical()).write_ipc(into),
    "polars-enum.parquet": lambda into: _polars_categories(pl.Enum(["b", "a"])).write_parquet(into),
    "polars-enum.arrow": lambda into: _polars_categories(pl.Enum(["b", "a"])).write_ipc(into),
}


def _pandas_categories() -> pd.DataFrame:
    return pd.DataFrame({"category": pd.Categorical(["a", None, "b", "a"])})


def _polars_categories(dtype: pl.DataType) -> pl.DataFrame:
    return pl.DataFrame({"category": ["a", None, "b", "a"]}, schema={"category": dtype})


@pytest.mark.parametrize("name", CATEGORICAL)
def test_categories(name: str, newsconv: Run, tmp_path: Path) -> None:
    """Categories of pandas and Polars are text."""
    CATEGORICAL[name](tmp_path / name)
    found = articles_of(newsconv, tmp_path / name)
    assert found == [{"category": "a"}, {}, {"category": "b"}, {"category": "a"}]


def _duckdb_json(file: Path, into: Path, options: str = "FORMAT json") -> None:
    _duckdb_copy("FROM read_parquet($file)", file, into, options)


def _pandas_json(frame: pd.DataFrame, into: Path) -> None:
    """Instants as text: pandas' older default was epoch numbers, see `test_epoch_numbers`."""
    lines = into.suffix == ".ndjson"
    frame.to_json(into, orient="records", lines=lines, date_format="iso", date_unit="us")


# pyarrow writes no JSON.
JSON: dict[tuple[str, str], Write] = {
    ("ndjson", "duckdb"): _duckdb_json,
    ("ndjson", "pandas"): lambda file, into: _pandas_json(pd.read_parquet(file), into),
    ("ndjson", "pandas-pyarrow"): lambda file, into: _pandas_json(_pandas_pyarrow(file), into),
    ("ndjson", "polars"): lambda file, into: pl.read_parquet(file).write_ndjson(into),
    ("json", "duckdb"): lambda file, into: _duckdb_json(file, into, "FORMAT json, ARRAY true"),
    ("json", "pandas"): lambda file, into: _pandas_json(pd.read_parquet(file), into),
    ("json", "polars"): lambda file, into: pl.read_parquet(file).write_json(into),
}


@pytest.mark.parametrize(("format_name", "tool"), JSON)
def test_json_that_a_tool_wrote(
    format_name: str, tool: str, dataset: Dataset, newsconv: Run, tmp_path: Path
) -> None:
    """Columns as members: nulls written out, `extra` a text, offsets beside instants.

    DuckDB and Polars spell UTC as `+00` and `+00:00`, so that an offset of null
    (`Z` in the source) and one of zero are one.
    """
    into = tmp_path / f"{tool}.{format_name}"
    JSON[format_name, tool](dataset.files["parquet"], into)
    rows = rows_of(newsconv, into)
    expected = to_microseconds([source.row() for source in dataset.sources])
    if tool in ("duckdb", "polars"):
        rows, expected = [[_zero_offsets(row) for row in side] for side in (rows, expected)]
    assert_same(rows, expected)


def _zero_offsets(value: Any) -> Any:
    if isinstance(value, list):
        return [_zero_offsets(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: 0 if name.endswith("Offset") and item is None else _zero_offsets(item)
        for name, item in value.items()
    }


def _duckdb_csv(file: Path, into: Path) -> None:
    """`allow_quoted_nulls=false`, else DuckDB reads `""` as null."""
    query = "FROM read_csv($file, allow_quoted_nulls=false, sample_size=-1)"
    _duckdb_copy(query, file, into, "FORMAT csv")


def _pyarrow_csv(file: Path, into: Path) -> None:
    """Instants stay text: pyarrow's columns hold either nanoseconds or the years 1 and 9999."""
    integers = ["publishedOffset", "updatedOffset", "quality", "heat"]
    types = dict.fromkeys(CSV_HEADER, pa.string()) | dict.fromkeys(integers, pa.int64())
    table = pc.read_csv(
        file,
        parse_options=pc.ParseOptions(newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            column_types=types | {"published": pa.bool_()},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    pc.write_csv(table, into)


def _polars_csv(file: Path, into: Path) -> None:
    """Its instants are spelled with the offset `+0000`."""
    instants = pl.col("publishedDateTime", "updatedDateTime")
    frame = pl.read_csv(file, infer_schema_length=None)
    frame.with_columns(
        instants.str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_zone="UTC")
    ).write_csv(into)


def _pandas_csv(file: Path, into: Path) -> None:
    """Its booleans are spelled `True`, its integers beside nulls `80.0`."""
    numbers = ["publishedOffset", "updatedOffset", "quality", "heat", "published"]
    frame = pd.read_csv(
        file,
        keep_default_na=False,
        na_values=dict.fromkeys(numbers, ""),
        parse_dates=["publishedDateTime", "updatedDateTime"],
        date_format="ISO8601",
    )
    frame.to_csv(into, index=False)


CSV: dict[str, Write] = {
    "duckdb": _duckdb_csv,
    "pyarrow": _pyarrow_csv,
    "polars": _polars_csv,
    "pandas": _pandas_csv,
}


@pytest.mark.parametrize("tool", CSV)
def test_csv_that_a_tool_wrote(tool: str, dataset: Dataset, newsconv: Run, tmp_path: Path) -> None:
    """newsconv's CSV, read with types and written by the tool, holds the same articles."""
    into = tmp_path / f"{tool}.csv"
    CSV[tool](dataset.files["csv"], into)
    rows = rows_of(newsconv, into)
    expected = [source.row() for source in dataset.sources]
    if tool == "pandas":
        # pandas writes null and `""` alike: nothing.
        rows, expected = [[_without_empty(row) for row in side] for side in (rows, expected)]
    assert_same(_cut_instants(rows), _cut_instants(expected))


INSTANTS: dict[str, Callable[[pa.Table, Path], object]] = {
    # 2024-01-23 12:00:00.123456+00
    "duckdb": lambda articles, into: duckdb.from_arrow(articles).write_csv(str(into)),
    # 2024-01-23 12:00:00.123456Z
    "pyarrow": pc.write_csv,
    # 2024-01-23T12:00:00.123456+0000
    "polars": lambda articles, into: pl.DataFrame(articles).write_csv(into),
    # 2024-01-23 12:00:00.123456+00:00
    "pandas": lambda articles, into: articles.to_pandas().to_csv(into, index=False),
}


@pytest.mark.parametrize("tool", INSTANTS)
def test_csv_instants_as_a_tool_spells_them(tool: str, newsconv: Run, tmp_path: Path) -> None:
    """Each tool has its own spelling of an instant; the offset column has the last word."""
    into = tmp_path / f"{tool}.csv"
    columns = {
        "publishedDateTime": pa.array([NOON, None], INSTANT),
        "publishedOffset": pa.array([330, None], pa.int16()),
    }
    INSTANTS[tool](table(**columns), into)
    assert articles_of(newsconv, into) == [
        {"path": "0.md", "publishedDateTime": "2024-01-23T17:30:00.123456+05:30"},
        {"path": "1.md"},
    ]


@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
def test_csv_with_more_quotes(
    quoting: int, samples: Dataset, newsconv: Run, tmp_path: Path
) -> None:
    """Excel's dialect: everything quoted, CRLF, a byte order mark; `""` is no number.

    pandas quotes null, too: in a column of text it is empty text from then on.
    """
    into = tmp_path / "quoted.csv"
    columns = ["path", "publishedDateTime", "publishedOffset", "quality", "published"]
    frame = pd.read_parquet(samples.files["parquet"], columns=columns, dtype_backend="pyarrow")
    # pandas' quoting constants are literals to its types.
    options: dict[str, Any] = {"quoting": quoting, "lineterminator": "\r\n"}
    frame.to_csv(into, index=False, encoding="utf-8-sig", **options)
    expected = [
        {name: value if name in columns else None for name, value in source.row().items()}
        for source in samples.sources
    ]
    assert_same(rows_of(newsconv, into), to_microseconds(expected))


def _cut_instants(rows: list[Row]) -> list[Row]:
    """Tools hold microseconds in columns of instants; JSON cells keep every digit."""
    names = ("publishedDateTime", "updatedDateTime")
    return [row | {name: to_microseconds(row[name]) for name in names} for row in rows]


def _without_empty(row: Row) -> Row:
    provider = row["provider"] and {k: v or None for k, v in row["provider"].items()}
    cells = {name: None if value == "" else value for name, value in row.items()}
    return cells | {"provider": provider}


# --- Types other than newsconv's own ---------------------------------------------------

NOON = datetime(2024, 1, 23, 12, 0, 0, 123456, tzinfo=UTC)


ACCEPTED: dict[str, tuple[str, pa.Array, list[Any]]] = {
    "large_string": ("title", pa.array(["One", None], pa.large_string()), ["One", None]),
    "string_view": (
        "title",
        pa.array(["A text beyond twelve", ""], pa.string_view()),
        ["A text beyond twelve", ""],
    ),
    "dictionary": ("title", pa.array(["One", None]).dictionary_encode(), ["One", None]),
    "dictionary-large": (
        "title",
        pa.array(["One", "One"], pa.large_string()).dictionary_encode(),
        ["One", "One"],
    ),
    "null-text": ("title", pa.nulls(2), [None, None]),
    "large_list": (
        "topics",
        pa.array([["a", ""], []], pa.large_list(pa.large_string())),
        [["a", ""], []],
    ),
    "list-of-views": ("topics", pa.array([["a"], None], pa.list_(pa.string_view())), [["a"], None]),
    "list-of-dictionary": (
        "topics",
        pa.array([["a", "b"], ["a"]], pa.list_(pa.dictionary(pa.int32(), pa.string()))),
        [["a", "b"], ["a"]],
    ),
    "list-of-null": ("topics", pa.array([[], None], pa.list_(pa.null())), [[], None]),
    "list-as-json": ("topics", pa.array(['["a", "b"]', "[]"]), [["a", "b"], []]),
    "null-list": ("images", pa.nulls(2), [None, None]),
    "null-struct": ("provider", pa.nulls(2), [None, None]),
    "seconds": (
        "publishedDateTime",
        pa.array([NOON.replace(microsecond=0), None], pa.timestamp("s", "UTC")),
        ["2024-01-23T12:00:00Z", None],
    ),
    "milliseconds": (
        "publishedDateTime",
        pa.array([NOON.replace(microsecond=123_000), None], pa.timestamp("ms", "UTC")),
        ["2024-01-23T12:00:00.123Z", None],
    ),
    "microseconds": (
        "publishedDateTime",
        pa.array([NOON, None], INSTANT),
        ["2024-01-23T12:00:00.123456Z", None],
    ),
    "nanoseconds": (
        "publishedDateTime",
        pa.array([NOON, None], pa.timestamp("ns", "UTC")),
        ["2024-01-23T12:00:00.123456Z", None],
    ),
    "nanoseconds-finer": (
        "updatedDateTime",
        pa.array([1, -1], pa.timestamp("ns", "UTC")),
        ["1970-01-01T00:00:00.000000001Z", "1969-12-31T23:59:59.999999999Z"],
    ),
    "zone-berlin": (
        "publishedDateTime",
        pa.array([NOON, None], pa.timestamp("us", "Europe/Berlin")),
        ["2024-01-23T13:00:00.123456+01:00", None],
    ),
    "zone-offset": (
        "publishedDateTime",
        pa.array([NOON, None], pa.timestamp("ms", "+05:30")),
        ["2024-01-23T17:30:00.123+05:30", None],
    ),
    "time-text": (
        "publishedDateTime",
        pa.array(["2024-01-23 17:30:00 +05:30", None]),
        ["2024-01-23T17:30:00+05:30", None],
    ),
    "int32": ("quality", pa.array([80, None], pa.int32()), [80, None]),
    "uint8": ("quality", pa.array([255, 0], pa.uint8()), [255, 0]),
    "uint64": ("quality", pa.array([2**63 - 1, 0], pa.uint64()), [2**63 - 1, 0]),
    "whole-double": ("quality", pa.array([80.0, None]), [80, None]),
    "whole-float": ("heat", pa.array([-3.0, 0.0], pa.float32()), [-3, 0]),
    "offset-double": ("publishedOffset", pa.array([None, None], pa.float64()), [None, None]),
    "struct-reordered": (
        "provider",
        pa.array(
            [{"domain": "example.org", "name": "Example"}, None],
            pa.struct({"domain": pa.large_string(), "name": pa.string()}),
        ),
        [{"name": "Example", "domain": "example.org"}, None],
    ),
    "struct-unknown-field": (
        "provider",
        pa.array([{"name": "Example", "founded": 1999}, {"name": None, "founded": None}]),
        [{"name": "Example", "founded": 1999}, {}],
    ),
    "images-whole-double": (
        "images",
        pa.array([[{"width": 640.0, "isCached": True}], []]),
        [[{"width": 640, "isCached": True}], []],
    ),
}


def table(**columns: pa.Array) -> pa.Table:
    """A table of articles `0.md`, `1.md`, … with the columns given."""
    length = len(next(iter(columns.values())))
    return pa.table({"path": [f"{index}.md" for index in range(length)], **columns})


def write(articles: pa.Table, into: Path) -> None:
    """Writes Parquet or Arrow as pyarrow does, keeping its types in the schema."""
    if into.suffix == ".parquet":
        pq.write_table(articles, into)
        return
    new = pa.ipc.new_file if into.suffix == ".arrow" else pa.ipc.new_stream
    with new(into, articles.schema) as writer:
        writer.write_table(articles)


@pytest.mark.parametrize("container", ["parquet", "arrow", "arrows"])
@pytest.mark.parametrize("name", ACCEPTED)
def test_type_is_accepted(name: str, container: str, newsconv: Run, tmp_path: Path) -> None:
    """A column of another type that means the same is read; null members are left out."""
    column, array, expected = ACCEPTED[name]
    into = tmp_path / f"articles.{container}"
    write(table(**{column: array}), into)
    found = articles_of(newsconv, into)
    assert found == [
        {"path": f"{index}.md"} | ({} if value is None else {column: value})
        for index, value in enumerate(expected)
    ]


@pytest.mark.parametrize("container", ["parquet", "arrow", "arrows", "csv", "ndjson"])
def test_time_without_zone(container: str, newsconv: Run, tmp_path: Path) -> None:
    """UTC is assumed, and a warning names the column."""
    into = tmp_path / f"articles.{container}"
    naive = table(publishedDateTime=pa.array([NOON.replace(tzinfo=None)], pa.timestamp("us")))
    if container == "csv":
        pc.write_csv(naive, into)
    elif container == "ndjson":
        pl.DataFrame(naive).write_ndjson(into)
    else:
        write(naive, into)
    done = newsconv(into, tmp_path / "back.ndjson")
    article = load_json((tmp_path / "back.ndjson").read_text("utf-8"))
    assert article == {"path": "0.md", "publishedDateTime": "2024-01-23T12:00:00.123456Z"}
    assert "publishedDateTime" in done.stderr
    assert "UTC" in done.stderr


REFUSED: dict[str, tuple[str, pa.Array]] = {
    "title-list": ("title", pa.array([["One"]])),
    "title-integer": ("title", pa.array([2024])),
    "time-integer": ("publishedDateTime", pa.array([1_706_011_200])),
    "time-text": ("publishedDateTime", pa.array(["yesterday"])),
    "quality-fraction": ("quality", pa.array([80.5])),
    "quality-infinite": ("quality", pa.array([math.inf])),
    "quality-beyond": ("quality", pa.array([2**63], pa.uint64())),
    "quality-text": ("quality", pa.array(["high"])),
    "published-text": ("published", pa.array(["perhaps"])),
    "offset-beyond": ("publishedOffset", pa.array([100_000])),
    "provider-text": ("provider", pa.array(["Wired"])),
    "topics-integers": ("topics", pa.array([[1, 2]])),
    "topics-null": ("topics", pa.array([["a", None]])),
    "images-null": ("images", pa.array([[{"url": "https://example.org/a.png"}, None]])),
    "images-text": ("images", pa.array([["https://example.org/a.png"]])),
    "width-fraction": ("images", pa.array([[{"width": 640.5}]])),
    "extra-no-json": ("extra", pa.array(["{not json"])),
    "body-binary": ("body", pa.array([b"\xff\xfe"])),
}


@pytest.mark.parametrize("container", ["parquet", "arrow", "arrows"])
@pytest.mark.parametrize("name", REFUSED)
def test_wrong_type_is_refused(name: str, container: str, newsconv: Run, tmp_path: Path) -> None:
    """Exit code 1, a message that names the column, and no output."""
    column, array = REFUSED[name]
    into = tmp_path / f"articles.{container}"
    columns = {column: array}
    if column == "publishedOffset":
        columns["publishedDateTime"] = pa.array([NOON], INSTANT)
    write(table(**columns), into)
    back = tmp_path / "back.ndjson"
    done = newsconv(into, back, code=1)
    assert column in done.stderr
    assert not back.exists()


def test_epoch_numbers(samples: Dataset, newsconv: Run, tmp_path: Path) -> None:
    """A bare number, as pandas wrote instants in JSON for long, is no time of known unit."""
    into = tmp_path / "epoch.ndjson"
    query = "SELECT path, epoch_ms(publishedDateTime) AS publishedDateTime FROM read_parquet($file)"
    _duckdb_copy(query, samples.files["parquet"], into, "FORMAT json")
    done = newsconv(into, tmp_path / "back.ndjson", code=1)
    assert "publishedDateTime" in done.stderr


def test_cells_that_are_no_json(samples: Dataset, newsconv: Run, tmp_path: Path) -> None:
    """pandas and DuckDB write lists in CSV each in its own way; neither is JSON."""
    file = samples.files["parquet"]
    columns = ["path", "topics"]
    pandas, duck = tmp_path / "pandas.csv", tmp_path / "duckdb.csv"
    pd.read_parquet(file, columns=columns, dtype_backend="pyarrow").to_csv(pandas, index=False)
    _duckdb_copy("SELECT path, topics FROM read_parquet($file)", file, duck, "FORMAT csv")
    for into in (pandas, duck):
        done = newsconv(into, tmp_path / "back.ndjson", code=1)
        assert "topics" in done.stderr


# --- Columns missing, in another order, unknown -------------------------------------------

SOME = ["body", "related", "quality", "publishedOffset", "publishedDateTime", "title", "path"]
"""Some columns, against the order of the schema."""


def _some_parquet(samples: Dataset, into: Path) -> None:
    pq.write_table(pq.read_table(samples.files["parquet"]).select(SOME), into)


def _some_arrow(samples: Dataset, into: Path) -> None:
    pl.read_ipc(samples.files["arrow"]).select(SOME).write_ipc(into)


def _some_csv(samples: Dataset, into: Path) -> None:
    pl.read_csv(samples.files["csv"], infer_schema=False).select(SOME).write_csv(into)


def _some_ndjson(samples: Dataset, into: Path) -> None:
    _duckdb_copy(
        f"SELECT {', '.join(SOME)} FROM read_parquet($file)",
        samples.files["parquet"],
        into,
        "FORMAT json, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%fZ'",
    )


@pytest.mark.parametrize("container", ["parquet", "arrow", "csv", "ndjson"])
def test_some_columns_in_another_order(
    container: str, samples: Dataset, newsconv: Run, tmp_path: Path
) -> None:
    """Columns are found by name; those that are missing are null."""
    into = tmp_path / f"some.{container}"
    {
        "parquet": _some_parquet,
        "arrow": _some_arrow,
        "csv": _some_csv,
        "ndjson": _some_ndjson,
    }[container](samples, into)
    expected = [
        {name: value if name in SOME else None for name, value in source.row().items()}
        for source in samples.sources
    ]
    assert_same(to_microseconds(rows_of(newsconv, into)), to_microseconds(expected))


@pytest.mark.parametrize("container", ["parquet", "arrow", "arrows"])
def test_column_without_any_other(container: str, newsconv: Run, tmp_path: Path) -> None:
    """Not even a path is required."""
    into = tmp_path / f"articles.{container}"
    write(pa.table({"title": ["One", "Two"]}), into)
    assert articles_of(newsconv, into) == [{"title": "One"}, {"title": "Two"}]


UNKNOWN: dict[str, tuple[pa.Array, Any]] = {
    "integer": (pa.array([5, None], pa.int16()), 5),
    "unsigned": (pa.array([2**64 - 1, None], pa.uint64()), 2**64 - 1),
    "float": (pa.array([0.25, None]), 0.25),
    "whole-float": (pa.array([2.0, None]), 2.0),
    "boolean": (pa.array([False, None]), False),
    "text": (pa.array(["no", None]), "no"),
    "empty-text": (pa.array(["", None], pa.large_string()), ""),
    "dictionary": (pa.array(["a", None]).dictionary_encode(), "a"),
    "view": (pa.array(["a text beyond twelve", None], pa.string_view()), "a text beyond twelve"),
    "float32": (pa.array([0.1, None], pa.float32()), 0.1),
    "decimal": (pa.array([Decimal("19.90"), None]), 19.9),
    "instant": (pa.array([NOON, None], pa.timestamp("ms", "UTC")), "2024-01-23T12:00:00.123Z"),
    "clock": (pa.array([NOON.replace(tzinfo=None), None]), "2024-01-23T12:00:00.123456"),
    "date": (pa.array([NOON.date(), None]), "2024-01-23"),
    "list": (pa.array([[1, None, 3], None]), [1, None, 3]),
    "empty-list": (pa.array([[], None], pa.list_(pa.string())), []),
    "struct": (pa.array([{"b": 1, "a": "x"}, None]), {"b": 1, "a": "x"}),
    "map": (
        pa.array([[("b", 1), ("a", None)], None], pa.map_(pa.string(), pa.int32())),
        {"b": 1, "a": None},
    ),
    "deep": (
        pa.array([[{"a": [1.5, 2.0]}, {"a": []}], None]),
        [{"a": [1.5, 2.0]}, {"a": []}],
    ),
}


@pytest.mark.parametrize("container", ["parquet", "arrow", "arrows"])
@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_column(name: str, container: str, newsconv: Run, tmp_path: Path) -> None:
    """It becomes a key of `extra` with its value and type, after the keys of `extra` itself."""
    array, expected = UNKNOWN[name]
    into = tmp_path / f"articles.{container}"
    write(table(unknown=array, extra=pa.array(['{"z":1,"a":2}', None])), into)
    first, second = rows_of(newsconv, into)
    known = {"z": 1, "a": 2, "unknown": expected}
    assert load_json(first["extra"]) == known
    assert type(load_json(first["extra"])["unknown"]) is type(expected)
    assert load_json(second["extra"] or "{}").get("unknown") is None


EXTRA = {"z": 1, "a": {"b": [1.5, None, "x"]}}


@pytest.mark.parametrize("container", ["parquet", "arrow", "arrows"])
@pytest.mark.parametrize("kind", ["json", "struct"])
def test_extra_of_another_type(kind: str, container: str, newsconv: Run, tmp_path: Path) -> None:
    """`extra` is read from pyarrow's JSON type and from a struct, too."""
    into = tmp_path / f"articles.{container}"
    text = canonical_json(EXTRA)
    if kind == "json":
        extra = pa.ExtensionArray.from_storage(pa.json_(), pa.array([text, None]))
    else:
        extra = pa.array([{"z": 1, "a": {"b": None}}, None])
        text = '{"z":1,"a":{}}'
    write(table(extra=extra), into)
    first, second = rows_of(newsconv, into)
    assert first["extra"] == text
    assert second["extra"] is None


def test_extra_of_duckdb_json_type(samples: Dataset, newsconv: Run, tmp_path: Path) -> None:
    """A JSON column of DuckDB has Parquet's JSON type and no Arrow schema beside it."""
    into = tmp_path / "json.parquet"
    query = "SELECT path, extra::JSON AS extra FROM read_parquet($file)"
    _duckdb_copy(query, samples.files["parquet"], into, "FORMAT parquet")
    assert "JSON" in str(pq.ParquetFile(into).schema.column(1).logical_type)
    expected = [source.row() for source in samples.sources]
    assert [(row["path"], row["extra"]) for row in rows_of(newsconv, into)] == [
        (row["path"], row["extra"]) for row in expected
    ]


@pytest.mark.parametrize("container", ["arrow", "arrows"])
def test_list_views(container: str, newsconv: Run, tmp_path: Path) -> None:
    """List views exist in Arrow alone; their items may stand in any order."""
    into = tmp_path / f"articles.{container}"
    topics = pa.ListViewArray.from_arrays([2, 0, 0], [1, 2, 0], pa.array(["a", "b", "c"]))
    write(table(topics=topics), into)
    found = [article["topics"] for article in articles_of(newsconv, into)]
    assert found == [["c"], ["a", "b"], []]


def test_unknown_column_stays_a_column_away(newsconv: Run, tmp_path: Path) -> None:
    """Parquet to Parquet: the schema stays as it is, the column is inside `extra`."""
    into, back = tmp_path / "in.parquet", tmp_path / "out.parquet"
    write(table(topic_id=pa.array([7])), into)
    newsconv(into, back)
    found = pq.read_table(back)
    assert found.schema.remove_metadata() == SCHEMA
    assert load_json(found["extra"][0].as_py()) == {"topic_id": 7}


def test_unknown_field_of_an_image(newsconv: Run, tmp_path: Path) -> None:
    """Inside a list of structs the same holds: the field goes to the image's own `extra`."""
    into, back = tmp_path / "in.parquet", tmp_path / "out.parquet"
    images = pa.array([[{"url": "https://example.org/a.png", "focus": [0.5, 0.25]}]])
    write(table(images=images), into)
    newsconv(into, back)
    found = pq.read_table(back)
    assert found.schema.field("images").type == list_of(IMAGE)
    ((image,),) = found["images"].to_pylist()
    assert image["url"] == "https://example.org/a.png"
    assert load_json(image["extra"]) == {"focus": [0.5, 0.25]}


def test_unknown_column_of_csv(newsconv: Run, tmp_path: Path) -> None:
    """CSV has no types: an unknown column is text, null and empty text told apart."""
    into = tmp_path / "in.csv"
    frame = pl.DataFrame({"path": ["0.md", "1.md", "2.md"], "desk": ["Water", "", None]})
    frame.write_csv(into)
    found = articles_of(newsconv, into)
    assert [article.get("desk") for article in found] == ["Water", "", None]
