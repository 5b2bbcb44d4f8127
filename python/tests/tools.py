"""The few calls into the tools that several test files share."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from schema import SCHEMA
from source import Row


def duckdb_rows(query: str, **parameters: Any) -> list[dict[str, Any]]:
    """The rows of a query; DuckDB hands out instants in UTC."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        relation = connection.execute(query, parameters)
        names = [column[0] for column in relation.description]
        return [dict(zip(names, row)) for row in relation.fetchall()]


def duckdb_arrow_rows(
    query: str, articles: pa.Table | pa.RecordBatchReader
) -> list[dict[str, Any]]:
    """The rows of a query over the Arrow data that it calls `articles`."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("articles", articles)
        relation = connection.execute(query)
        names = [column[0] for column in relation.description]
        return [dict(zip(names, row)) for row in relation.fetchall()]


def pandas_dtypes(rows: list[Row]) -> dict[str, str]:
    """The dtypes of pandas' default backend for columns that hold `rows`."""
    return {field.name: _dtype(field, rows) for field in SCHEMA}


def _dtype(field: pa.Field, rows: list[Row]) -> str:
    has_null = any(row[field.name] is None for row in rows)
    if pa.types.is_string(field.type):
        return "str"
    if pa.types.is_timestamp(field.type):
        return "datetime64[us, UTC]"
    if pa.types.is_integer(field.type):
        return "float64" if has_null else str(field.type)
    if pa.types.is_boolean(field.type):
        return "object" if has_null else "bool"
    return "object"
