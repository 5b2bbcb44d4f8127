"""Brings the rows of each tool and each text dialect into the layout of `Source.row`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any

import pandas as pd

from conftest import Dataset
from source import (
    ARTICLE,
    BOOL,
    IGNORED,
    INT,
    OFFSETS,
    PROVIDER,
    RESERVED,
    TEXT,
    TIME,
    Row,
    Shape,
    canonical_json,
    differences,
    instant,
    load_json,
    to_microseconds,
    whole_seconds,
)


def assert_rows(rows: list[Row], dataset: Dataset, *, exact_time: bool = False) -> None:
    """Every article is there, in order, with every value of its source."""
    expected = [source.row() for source in dataset.sources]
    if not exact_time:
        expected = to_microseconds(expected)
    assert_same(rows, expected)


def assert_same(rows: list[Row], expected: list[Row]) -> None:
    """The same rows in the same order; told apart by path and field."""
    assert [row["path"] for row in rows] == [row["path"] for row in expected]
    found = [
        f"{want['path']}: {difference[1:]}"
        for row, want in zip(rows, expected)
        for difference in differences(row, want)
    ]
    assert not found, f"{len(found)} differences:\n" + "\n".join(found[:20])


# --- Rows of columns -------------------------------------------------------------


def tidy_rows(raws: Iterable[dict[str, Any]]) -> list[Row]:
    """Rows as a tool gives them, with plain Python values."""
    return [tidy_row(raw) for raw in raws]


def tidy_row(raw: dict[str, Any]) -> Row:
    """One row of columns; a column too many or too few fails."""
    rest = dict(raw)
    path, body = rest.pop("path"), rest.pop("body")
    for name in IGNORED:
        tidy(rest.pop(name), TEXT)
    return {"path": tidy(path, TEXT), **_tidy_struct(rest, ARTICLE), "body": tidy(body, TEXT)}


def _tidy_struct(raw: dict[str, Any], shape: Shape) -> Row:
    row: Row = {}
    for name, kind in shape.items():
        row[name] = tidy(raw[name], kind)
        if kind == TIME:
            row[OFFSETS[name]] = tidy(raw[OFFSETS[name]], INT)
    extra = tidy(raw["extra"], TEXT)
    row["extra"] = None if extra is None else canonical_json(load_json(extra))
    assert raw.keys() == row.keys()
    return row


def tidy(value: Any, kind: Any) -> Any:
    """A plain Python value of `kind`, whatever type the tool wraps it in."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(kind, list):
        return [tidy(item, kind[0]) for item in value]
    if isinstance(kind, dict):
        return _tidy_struct(value, kind)
    if kind == TIME:
        assert isinstance(value, datetime)
        assert value.tzinfo is not None
        return whole_seconds(value) + Fraction(value.microsecond, 1_000_000)
    plain = {TEXT: str, INT: int, BOOL: bool}[kind](value)
    assert plain == value, f"{value!r} is no {kind}"
    return plain


# --- JSON ------------------------------------------------------------------------

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)", re.ASCII)


def row_of_json(article: dict[str, Any]) -> Row:
    """The columns of one article in the JSON dialect."""
    apart = ("path", "body", *IGNORED)
    rest = {name: value for name, value in article.items() if name not in apart}
    row = {"path": article["path"], **_members(rest, ARTICLE), "body": article.get("body")}
    assert article.get("body", "") is not None
    return row


def _members(given: dict[str, Any], shape: Shape) -> Row:
    row: Row = {}
    for name, kind in shape.items():
        value = given.get(name)
        assert name not in given or value is not None, f"{name} is null, not left out"
        if kind == TIME:
            row[name], row[OFFSETS[name]] = (None, None) if value is None else rfc3339(value)
        else:
            row[name] = _member(value, kind)
    extra = {name: value for name, value in given.items() if name not in shape}
    if "extra" in extra:
        # Some unknown key has the name of a member, so all stand apart in an object.
        (extra,) = extra.values()
        assert extra.keys() & (RESERVED | shape.keys())
    row["extra"] = canonical_json(extra) if extra else None
    return row


def _member(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, list):
        return [_member(item, kind[0]) for item in value]
    if isinstance(kind, dict):
        return _members(value, kind)
    assert type(value) is {TEXT: str, INT: int, BOOL: bool}[kind]
    return value


def rfc3339(text: str) -> tuple[Fraction, int | None]:
    """An instant and its offset, in the strict spelling of RFC 3339 alone."""
    assert RFC3339.fullmatch(text), f"no RFC 3339: {text!r}"
    return instant(text)


# --- CSV -------------------------------------------------------------------------

CSV_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\d*Z", re.ASCII)

Cells = dict[str, str | None]


def row_of_cells(cells: Cells) -> Row:
    """The columns of one record of CSV, all of whose cells were read as text."""
    provider = {name: cells[f"provider.{name}"] for name in [*PROVIDER, "extra"]}
    spread = any(cell is not None for cell in provider.values())
    if provider["extra"] == "{}":
        # `provider: {}` would leave nothing in any cell.
        assert not any(provider[name] for name in PROVIDER)
        provider["extra"] = None
    row: Row = {"path": cells["path"]}
    for name, kind in ARTICLE.items():
        if name == "provider":
            row[name] = _cells(provider, PROVIDER) if spread else None
        else:
            row |= _cells(cells, {name: kind}, extra=False)
    return row | _cells(cells, {}) | {"body": cells["body"]}


def _cells(cells: Cells, shape: Shape, *, extra: bool = True) -> Row:
    row: Row = {}
    for name, kind in shape.items():
        row[name] = _cell(cells[name], kind)
        if kind == TIME:
            row[OFFSETS[name]] = _cell(cells[OFFSETS[name]], INT)
    if extra:
        text = cells["extra"]
        row["extra"] = None if text is None else canonical_json(load_json(text))
    return row


def _cell(text: str | None, kind: Any) -> Any:
    if text is None or kind == TEXT:
        return text
    if kind == TIME:
        assert CSV_INSTANT.fullmatch(text), f"not as promised: {text!r}"
        return instant(text)[0]
    if kind == INT:
        assert re.fullmatch(r"-?\d+", text, re.ASCII)
        return int(text)
    if kind == BOOL:
        return {"true": True, "false": False}[text]
    return _member(load_json(text), kind)
