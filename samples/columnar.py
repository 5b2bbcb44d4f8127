"""Writes the columnar files of `invalid/` and `foreign/`, with pyarrow: what no writer of newsconv's own
would make."""

from datetime import datetime, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet

INVALID = Path(__file__).parent / "invalid"
TIME = pa.timestamp("us", tz="UTC")
NOON = datetime(2024, 1, 23, 12, tzinfo=timezone.utc)


def table(**columns: pa.Array) -> pa.Table:
    """Two articles, with some columns replaced or added."""
    plain = {
        "path": pa.array(["a.md", "b.md"]),
        "title": pa.array(["First", "Second"]),
        "publishedDateTime": pa.array([NOON, None], TIME),
        "publishedOffset": pa.array([60, None], pa.int16()),
        "quality": pa.array([1, 2], pa.int64()),
        "topics": pa.array([["Transport"], []], pa.list_(pa.string())),
    }
    return pa.table(plain | columns)


def write(name: str, data: pa.Table, cut: float = 1.0) -> None:
    """Writes a file of the format that its name tells; of a cut one, the beginning."""
    path = INVALID / name
    if path.suffix == ".parquet":
        pa.parquet.write_table(data, path)
    else:
        new = pa.ipc.new_stream if path.suffix == ".arrows" else pa.ipc.new_file
        with new(path, data.schema) as writer:
            writer.write_table(data)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * cut)])


def not_utf8() -> pa.Array:
    """A text and one that is cut within a character."""
    ends = pa.array([0, 5, 8], pa.int32()).buffers()[1]
    return pa.Array.from_buffers(pa.string(), 2, [None, ends, pa.py_buffer(b"FirstTi\xc3")])


def write_checksums() -> None:
    """Writes the columnar golden of a valid case once more, with a checksum of each page and an index of them."""
    articles = pa.parquet.read_table(INVALID.parent / "valid/archive/articles.parquet")
    for version, compression in (("1.0", "none"), ("2.0", "zstd")):
        pa.parquet.write_table(
            articles,
            INVALID.parent / f"foreign/checksums-v{version[0]}.parquet",
            write_page_checksum=True,
            write_page_index=True,
            data_page_version=version,
            compression=compression,
            store_schema=False,
        )


def write_int96() -> None:
    """Times of Spark's old type, which nanoseconds since 1970 cannot count, on each level of columns."""
    years = [datetime(9999, 12, 31, 23, 59, 59, 999999), datetime(1000, 1, 1), datetime(2024, 1, 23, 12)]
    times = pa.array(years, pa.timestamp("us"))
    stubs = pa.StructArray.from_arrays([times], names=["publishedDateTime"])
    related = pa.ListArray.from_arrays(pa.array([0, 1, 2, 3], pa.int32()), stubs)
    columns = {"publishedDateTime": times, "related": related, "seen": times}
    path = INVALID.parent / "foreign/int96.parquet"
    options = {"use_deprecated_int96_timestamps": True, "store_schema": False}
    pa.parquet.write_table(pa.table(columns), path, **options)


write("column-type.arrow", table(quality=pa.array([[1], [2]])))
write("column-type-nested.parquet", table(provider=pa.array([{"images": [{"width": "wide"}]}, None])))
write("column-no-place.arrows", table(title=pa.UnionArray.from_sparse(pa.array([0, 0], pa.int8()), [pa.array([1, 2])])))
write("../foreign/binary.parquet", table(thumbnail=pa.array([b"\xff\xd8", None])))
write("../foreign/nan.parquet", table(quality=pa.array([float("nan"), 80.0])))
write("../foreign/union.arrows", table(lead=pa.UnionArray.from_sparse(pa.array([0, 0], pa.int8()), [pa.array([1, 2])])))
write("../foreign/index.parquet", table(__index_level_0__=pa.array([0, 1])))
write("bad-extra.arrow", table(extra=pa.array(["{}", '{"a": '])))
write("offset-without-time.arrows", table(publishedOffset=pa.array([60, 60], pa.int16())))
write("impossible-time.parquet", table(updatedDateTime=pa.array([None, 253402300800000000], TIME)))
write("null-item.parquet", table(topics=pa.array([["a"], ["b", None]])))
write("invalid-utf8.arrows", table(title=not_utf8()))
write("cut.arrow", table(), cut=0.5)
write("cut.arrows", table(), cut=0.9)
write("cut.parquet", table(), cut=0.9)
(INVALID / "not-parquet.parquet").write_bytes(b"title,excerpt\nThe night ferry,returns\n")
(INVALID / "not-arrow.arrow").write_bytes(b"title,excerpt\nThe night ferry,returns\n")
write_checksums()
write_int96()
