"""Articles that are read when they are used."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from newsconv import _native
from newsconv._errors import NewsconvError
from newsconv._options import selected, words
from newsconv._places import listed, native
from newsconv._report import running
from newsconv._times import parse

if TYPE_CHECKING:
    import duckdb
    import pandas
    import polars
    import pyarrow  # type: ignore[import-untyped, unused-ignore]

T = TypeVar("T")

_PREVIEW = 5
_CELL = 60


class _Once:
    """A stream that a tool of Arrow takes."""

    def __init__(self, stream: _native.Stream) -> None:
        self._stream = stream

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._stream.capsule()


class Articles:
    """The articles of some inputs, which are opened anew at each use; `newsconv.read` makes it.

    It is a table for every tool that takes Arrow's PyCapsule interface, such as `polars.DataFrame(articles)`. As an
    iterator it gives dicts: absent fields are `None`, `extra` is a dict of the unknown keys, and times have the offset
    that the source wrote.
    """

    def __init__(self, inputs: Any, options: dict[str, Any]) -> None:
        self._inputs = listed(inputs)
        self._options = options
        self._words = words(options)
        self._select = selected(options)
        self._skips = options.get("on_error") == "skip"
        self._starts: dict[int, int] = {}

    def __reduce__(self) -> tuple[type[Articles], tuple[list[Any], dict[str, Any]]]:
        return type(self), (self._inputs, self._options)

    def _open(self, control: _native.Control) -> _native.Stream:
        inputs = native(self._inputs, self._starts)
        return _native.open(inputs, self._words, self._select, self._skips, control)

    # --- Arrow -----------------------------------------------------------------

    def __arrow_c_schema__(self) -> object:
        """The schema, without reading anything."""
        return _native.schema_capsule(self._words, self._select)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The articles as a stream of batches. Errors come as the tool's own; warnings are not told."""
        control = _native.Control(self._options.get("on_diagnostic"))
        return self._open(control).capsule()

    def batches(self) -> Iterator[_native.Batch]:
        """The articles in batches of columns, which Arrow's tools take without a copy."""
        with running(self._options) as control:
            stream = self._open(control)
            while (batch := stream.next_batch()) is not None:
                yield batch

    def _taken(self, take: Callable[[_Once], T]) -> T:
        with running(self._options) as control:
            try:
                return take(_Once(self._open(control)))
            except NewsconvError:
                raise
            except Exception:
                # The tool raises its own error for one of ours.
                control.raise_failure()
                raise

    def to_arrow(self) -> pyarrow.Table:
        """The articles as a table of pyarrow."""
        import pyarrow  # type: ignore[import-untyped, unused-ignore]

        table: pyarrow.Table = self._taken(pyarrow.table)
        return table

    def to_polars(self) -> polars.DataFrame:
        """The articles as a frame of Polars."""
        import polars

        return self._taken(polars.DataFrame)

    def to_pandas(
        self,
        *,
        dtype_backend: Literal["pyarrow", "numpy_nullable", "numpy"] = "pyarrow",
        flatten: bool = False,
    ) -> pandas.DataFrame:
        """The articles as a frame of pandas, which needs pyarrow.

        By default columns are pyarrow's, with nullable integers, zones, lists and structs as they are. `flatten` makes
        a column of each field of a struct, such as `provider.name`.
        """
        import pandas

        table = self.to_arrow()
        while flatten and any(_is_struct(field) for field in table.schema):
            table = table.flatten()
        mappers = {"pyarrow": pandas.ArrowDtype, "numpy_nullable": _nullable(pandas).get, "numpy": None}
        if dtype_backend not in mappers:
            raise ValueError(f"dtype_backend={dtype_backend!r}: it is one of {', '.join(mappers)}")
        frame: pandas.DataFrame = table.to_pandas(types_mapper=mappers[dtype_backend])
        return frame

    def to_duckdb(
        self, connection: duckdb.DuckDBPyConnection, name: str = "articles", *, overwrite: bool = False
    ) -> duckdb.DuckDBPyRelation:
        """Makes a table of DuckDB of the articles, and returns it. `overwrite` replaces a table of that name."""
        quoted = '"' + name.replace('"', '""') + '"'
        create = "CREATE OR REPLACE TABLE" if overwrite else "CREATE TABLE"

        def take(once: _Once) -> None:
            connection.register("newsconv_stream", _reader(once))
            try:
                connection.execute(f"{create} {quoted} AS SELECT * FROM newsconv_stream")
            finally:
                connection.unregister("newsconv_stream")

        self._taken(take)
        return connection.table(quoted)

    # --- Python ----------------------------------------------------------------

    def __iter__(self) -> Iterator[dict[str, Any]]:
        with running(self._options) as control:
            stream = self._open(control)
            while (rows := stream.next_rows(parse)) is not None:
                yield from rows

    def __repr__(self) -> str:
        inputs = ", ".join(_short(source) for source in self._inputs[:3])
        more = ", ..." if len(self._inputs) > 3 else ""
        options = "".join(f", {name}={value!r}" for name, value in self._options.items())
        return f"newsconv.read([{inputs}{more}]{options})"

    def _repr_html_(self) -> str:
        """The schema, the number of articles and the first of them, of which no more than two batches are read."""
        title = f"<p><code>{html.escape(repr(self))}</code></p>"
        try:
            names, rows, count = self._preview()
        except NewsconvError as error:
            return f"{title}<pre>{html.escape(str(error))}</pre>"
        head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
        cells = ("".join(f"<td>{html.escape(_short(row.get(name)))}</td>" for name in names) for row in rows)
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        note = f"<p>{count} articles, {len(names)} columns</p>"
        return f"{title}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"

    def _preview(self) -> tuple[list[str], list[dict[str, Any]], str]:
        control = _native.Control()
        stream = self._open(control)
        rows = stream.next_rows(parse) or []
        more = stream.next_batch()
        control.cancel()
        names = list(rows[0]) if rows else self._select
        count = f"{len(rows):,}" if more is None else f"more than {len(rows):,}"
        return names, rows[:_PREVIEW], count


def _reader(once: _Once) -> Any:
    """The stream as DuckDB takes it: by pyarrow if it is there."""
    try:
        import pyarrow  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        return once
    return pyarrow.RecordBatchReader.from_stream(once)


def _is_struct(field: Any) -> bool:
    import pyarrow  # type: ignore[import-untyped, unused-ignore]

    return bool(pyarrow.types.is_struct(field.type))


def _nullable(pandas: Any) -> dict[Any, Any]:
    import pyarrow  # type: ignore[import-untyped, unused-ignore]

    return {
        pyarrow.int64(): pandas.Int64Dtype(),
        pyarrow.int16(): pandas.Int16Dtype(),
        pyarrow.float64(): pandas.Float64Dtype(),
        pyarrow.bool_(): pandas.BooleanDtype(),
        pyarrow.string(): pandas.StringDtype(),
    }


def _short(value: object) -> str:
    text = "" if value is None else value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"
