"""The columns that newsconv promises, written down from the design."""

from __future__ import annotations

import pyarrow as pa

from source import Row

VERSION = {b"newsconv.schema_version": b"1"}

INSTANT = pa.timestamp("us", tz="UTC")
TEXT = pa.string()


def list_of(item: pa.DataType) -> pa.DataType:
    """A list in Parquet's three-level layout: `list.element`."""
    return pa.list_(pa.field("element", item))


IMAGE = pa.struct(
    {
        "url": TEXT,
        "width": pa.int64(),
        "height": pa.int64(),
        "title": TEXT,
        "attribution": TEXT,
        "isCached": pa.bool_(),
        "extra": TEXT,
    }
)
AUTHOR = pa.struct({"name": TEXT, "url": TEXT, "extra": TEXT})
PROVIDER = pa.struct(
    {
        "name": TEXT,
        "domain": TEXT,
        "images": list_of(IMAGE),
        "authors": list_of(AUTHOR),
        "extra": TEXT,
    }
)
STUB = pa.struct(
    {
        "title": TEXT,
        "excerpt": TEXT,
        "publishedDateTime": INSTANT,
        "publishedOffset": pa.int16(),
        "originalUrl": TEXT,
        "webUrl": TEXT,
        "type": TEXT,
        "provider": PROVIDER,
        "quality": pa.int64(),
        "images": list_of(IMAGE),
        "extra": TEXT,
    }
)
SCHEMA = pa.schema(
    {
        "path": TEXT,
        "category": TEXT,
        "title": TEXT,
        "excerpt": TEXT,
        "publishedDateTime": INSTANT,
        "publishedOffset": pa.int16(),
        "updatedDateTime": INSTANT,
        "updatedOffset": pa.int16(),
        "originalUrl": TEXT,
        "webUrl": TEXT,
        "ampWebUrl": TEXT,
        "cdnAmpWebUrl": TEXT,
        "sourceUrl": TEXT,
        "type": TEXT,
        "locale": TEXT,
        "highlight": TEXT,
        "featuredContent": TEXT,
        "quality": pa.int64(),
        "heat": pa.int64(),
        "published": pa.bool_(),
        "provider": PROVIDER,
        "topics": list_of(TEXT),
        "tags": list_of(TEXT),
        "images": list_of(IMAGE),
        "related": list_of(STUB),
        "secured": TEXT,
        "extra": TEXT,
        "body": TEXT,
    }
)

_SPREAD = [f"provider.{field.name}" for field in PROVIDER]
CSV_HEADER = [
    column for name in SCHEMA.names for column in (_SPREAD if name == "provider" else [name])
]
"""CSV spreads `provider` over one column for each of its fields."""

_IMAGE = (
    "STRUCT(url VARCHAR, width BIGINT, height BIGINT, title VARCHAR, attribution VARCHAR,"
    " isCached BOOLEAN, extra VARCHAR)"
)
_AUTHOR = 'STRUCT("name" VARCHAR, url VARCHAR, extra VARCHAR)'
_PROVIDER = (
    f'STRUCT("name" VARCHAR, "domain" VARCHAR, images {_IMAGE}[], authors {_AUTHOR}[],'
    " extra VARCHAR)"
)
_STUB = (
    "STRUCT(title VARCHAR, excerpt VARCHAR, publishedDateTime TIMESTAMP WITH TIME ZONE,"
    ' publishedOffset SMALLINT, originalUrl VARCHAR, webUrl VARCHAR, "type" VARCHAR,'
    f" provider {_PROVIDER}, quality BIGINT, images {_IMAGE}[], extra VARCHAR)"
)
_DUCKDB = {
    "publishedDateTime": "TIMESTAMP WITH TIME ZONE",
    "publishedOffset": "SMALLINT",
    "updatedDateTime": "TIMESTAMP WITH TIME ZONE",
    "updatedOffset": "SMALLINT",
    "quality": "BIGINT",
    "heat": "BIGINT",
    "published": "BOOLEAN",
    "provider": _PROVIDER,
    "topics": "VARCHAR[]",
    "tags": "VARCHAR[]",
    "images": f"{_IMAGE}[]",
    "related": f"{_STUB}[]",
}
DUCKDB_TYPES = [(name, _DUCKDB.get(name, "VARCHAR")) for name in SCHEMA.names]
"""Name and type of each column in the words of DuckDB's `DESCRIBE`."""


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
