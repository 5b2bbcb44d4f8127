"""The columns that newsconv promises in `schemas/`, in the types of each tool."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from source import SCHEMAS, Row, load_schema

INSTANT = pa.timestamp("us", tz="UTC")


def list_of(item: pa.DataType) -> pa.DataType:
    """A list in Parquet's three-level layout: `list.element`."""
    return pa.list_(pa.field("element", item))


def _fields(fields: list[dict[str, Any]]) -> list[pa.Field]:
    return [pa.field(field["name"], _type(field)) for field in fields]


def _type(field: dict[str, Any]) -> pa.DataType:
    children = _fields(field["children"])
    match field["type"]:
        case {"name": "utf8"}:
            return pa.string()
        case {"name": "bool"}:
            return pa.bool_()
        case {"name": "int", "bitWidth": bits}:
            return {16: pa.int16(), 64: pa.int64()}[bits]
        case {"name": "timestamp", "unit": "MICROSECOND", "timezone": zone}:
            return pa.timestamp("us", tz=zone)
        case {"name": "list"}:
            return pa.list_(children[0])
        case {"name": "struct"}:
            return pa.struct(children)
    raise AssertionError(f"no such type: {field}")


_ARROW = load_schema("article.arrow.json")
SCHEMA = pa.schema(_fields(_ARROW["fields"]))
VERSION = {entry["key"].encode(): entry["value"].encode() for entry in _ARROW["metadata"]}
IMAGE = SCHEMA.field("images").type.value_type

CSV_HEADER = [field["name"] for field in load_schema("article.table-schema.json")["fields"]]
"""CSV spreads `provider` over one column for each of its fields."""


def _duckdb_types() -> list[tuple[str, str]]:
    with duckdb.connect() as connection:
        connection.execute((SCHEMAS / "article.duckdb.sql").read_text(encoding="utf-8"))
        return [row[:2] for row in connection.execute("DESCRIBE article").fetchall()]


DUCKDB_TYPES = _duckdb_types()
"""Name and type of each column in the words of DuckDB's `DESCRIBE`."""


def pandas_dtypes(rows: list[Row]) -> dict[str, str]:
    """The dtypes of pandas' default backend for columns that hold `rows`."""
    return {field.name: _dtype(field, rows) for field in SCHEMA}


def _dtype(field: pa.Field, rows: list[Row]) -> str:
    if pa.types.is_string(field.type):
        return "str"
    if pa.types.is_timestamp(field.type):
        return "datetime64[us, UTC]"
    has_null = any(row[field.name] is None for row in rows)
    if pa.types.is_integer(field.type):
        return "float64" if has_null else str(field.type)
    if pa.types.is_boolean(field.type):
        return "object" if has_null else "bool"
    return "object"
