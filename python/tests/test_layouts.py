"""Parquet in every encoding and page version that other tools write, as newsconv reads it."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from conftest import Run
from source import load_json

TEXTS: dict[str, list[str | None]] = {
    "null": [None] * 40,
    "one": ["short"],
    "one-of-many": [None] * 39 + ["short"],
    "empty": [""] * 40,
    "equal": ["https://example.org/" + "a" * 3000] * 4000,
    "growing": ["a" * length for length in range(400)],
    "shared": [f"https://example.org/news/2024/{n:05}" for n in range(4000)],
    "few": [("word " * 120) + str(n % 7) if n % 3 else None for n in range(4000)],
}


def table(name: str) -> pa.Table:
    """A column of these texts, and lists of them."""
    texts = TEXTS[name]
    lists = [None if n % 5 == 4 else [text] * (n % 5) for n, text in enumerate(texts) if text]
    lists += [[]] * (len(texts) - len(lists))
    return pa.table(
        {
            "path": [f"{n}.md" for n in range(len(texts))],
            "title": pa.array(texts, pa.string()),
            "topics": pa.array(lists, pa.list_(pa.string())),
            "quality": pa.array(range(len(texts)), pa.int64()),
        }
    )


def assert_read(articles: pa.Table, into: Path, newsconv: Run) -> None:
    back = into.with_suffix(".ndjson")
    newsconv(into, back)
    found = [load_json(line) for line in back.read_text("utf-8").split("\n")[:-1]]
    expected = [
        {name: value for name, value in row.items() if value is not None}
        for row in articles.to_pylist()
    ]
    assert found == expected


TEXT_ENCODINGS = ["PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY", "RLE_DICTIONARY"]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    ("version", "encoding", "compression"),
    list(product(["1.0", "2.0"], TEXT_ENCODINGS, ["none", "snappy", "zstd"])),
)
def test_pyarrow_encodings(
    version: str, encoding: str, compression: str, name: str, newsconv: Run, tmp_path: Path
) -> None:
    into, articles = tmp_path / "pages.parquet", table(name)
    dictionary = encoding == "RLE_DICTIONARY"
    encodings = {"title": encoding, "topics.list.element": encoding}
    encodings["quality"] = "DELTA_BINARY_PACKED"
    pq.write_table(
        articles,
        into,
        use_dictionary=dictionary,
        column_encoding=None if dictionary else encodings,
        data_page_version=version,
        compression=compression,
        data_page_size=50_000,
    )
    assert_read(articles, into, newsconv)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("version", ["v1", "v2"])
def test_duckdb_versions(version: str, name: str, newsconv: Run, tmp_path: Path) -> None:
    """DuckDB's second version ends a page of deltas behind the header of the one number."""
    into, articles = tmp_path / "pages.parquet", table(name)
    with duckdb.connect() as connection:
        connection.register("articles", articles)
        connection.execute(
            f"COPY articles TO '{into}' (FORMAT parquet, PARQUET_VERSION {version})"
        )
    assert_read(articles, into, newsconv)


@pytest.mark.parametrize("name", TEXTS)
def test_polars_pages(name: str, newsconv: Run, tmp_path: Path) -> None:
    into, articles = tmp_path / "pages.parquet", table(name)
    pl.DataFrame(articles).write_parquet(into)
    assert_read(articles, into, newsconv)


def test_texts_that_lists_repeat(newsconv: Run, tmp_path: Path) -> None:
    """A page of lists may hold more text than is decoded at once: 120,000 articles with five others."""
    into, back = tmp_path / "related.parquet", tmp_path / "back.parquet"
    query = (
        "SELECT i::VARCHAR || '.md' path, list_transform(range(5), lambda x: "
        "{'excerpt': repeat('word ', 120) || ((i * 5 + x) % 1000)::VARCHAR}) related "
        "FROM range(120000) t(i)"
    )
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{into}' (FORMAT parquet)")
    newsconv("--select", "path,related.excerpt", into, back)
    related = pq.read_table(back, columns=["related"])["related"]
    assert len(related) == 120_000
    assert related[119_999].as_py()[4]["excerpt"].endswith(" 999")


def test_encrypted_columns(newsconv: Run, tmp_path: Path) -> None:
    """A footer in plain text tells of a column that is not: the message says so."""
    from base64 import b64encode

    import pyarrow.parquet.encryption as pe

    class Keys(pe.KmsClient):  # type: ignore[misc]
        def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> bytes:
            return b64encode(key_bytes)

        def unwrap_key(self, wrapped_key: bytes, master_key_identifier: str) -> bytes:
            raise NotImplementedError

    factory = pe.CryptoFactory(lambda _: Keys())
    config = pe.EncryptionConfiguration(
        footer_key="footer", column_keys={"column": ["title"]}, plaintext_footer=True
    )
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), config)
    into = tmp_path / "encrypted.parquet"
    articles = pa.table({"path": ["0.md"], "title": ["Secret"]})
    pq.write_table(articles, into, encryption_properties=properties)
    done = newsconv(into, tmp_path / "back.ndjson", code=1)
    assert "columns of it are encrypted" in done.stderr
    newsconv("--select", "path", into, tmp_path / "back.ndjson")
