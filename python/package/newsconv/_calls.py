"""The functions that read and write archives."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Literal, Protocol, Unpack, overload

from newsconv import _native
from newsconv._articles import Articles
from newsconv._errors import Diagnostic, UsageError
from newsconv._options import (
    ConvertOptions,
    InputOptions,
    ReadOptions,
    WriteOptions,
    check_names,
    words,
)
from newsconv._places import Sources, listed, native, output as placed
from newsconv._report import running
from newsconv._times import parse

Place = str | os.PathLike[str] | IO[bytes]
"""An output: a file, a folder of Markdown (text that ends in `/`, or a `Path` without an extension), or a file object in
binary mode."""


class ArrowStream(Protocol):
    """A table of any tool with Arrow's PyCapsule interface."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


@dataclass(frozen=True)
class Summary:
    """What a run did, in numbers."""

    articles: int
    rejected: int
    warnings: int
    notes: int
    dropped_keys: int
    #: Records that needed the full YAML parser.
    slow: int
    written: bool
    #: Profiles of APIs that joined, since the input showed their signature.
    profiles: list[str]


@dataclass(frozen=True)
class Plan:
    """What a conversion would do."""

    #: Format and number of the inputs.
    inputs: list[tuple[str, int]]
    output: str
    format: str
    is_folder: bool
    profile: str | None
    replaced: int
    deleted: int
    unreadable: int


@dataclass(frozen=True)
class Checked:
    """The result of a check: counts, and a table of the diagnostics for every tool that takes Arrow's streams."""

    summary: Summary
    diagnostics: list[Diagnostic]
    strict: bool = False

    @property
    def ok(self) -> bool:
        """Whether there is no error, and under `strict` no warning."""
        return self.summary.rejected == 0 and not (self.strict and self.summary.warnings)

    def __bool__(self) -> bool:
        return self.ok

    def __len__(self) -> int:
        return len(self.diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return _native.diagnostics_capsule(self.diagnostics)


@dataclass(frozen=True)
class Difference:
    """A field of an article that differs between two archives."""

    article: str
    field: str
    left: str
    right: str

    def __str__(self) -> str:
        return f"{self.article}: {self.field}: {self.left} != {self.right}"


@dataclass(frozen=True)
class Comparison:
    """Two archives compared; true if they hold the same articles."""

    left: int
    right: int
    equal: int
    different: int
    #: The first differences.
    differences: list[Difference] = field(repr=False)

    @property
    def left_only(self) -> int:
        return self.left - self.equal - self.different

    @property
    def right_only(self) -> int:
        return self.right - self.equal - self.different

    @property
    def is_equal(self) -> bool:
        return self.left == self.right == self.equal

    def __bool__(self) -> bool:
        return self.is_equal


@dataclass(frozen=True)
class Profile:
    """A built-in profile: which keys of other archives mean a field."""

    name: str
    title: str
    url: str
    text: str = field(repr=False)


def read(inputs: Sources, **options: Unpack[ReadOptions]) -> Articles:
    """The articles of `inputs`, which are opened at each use: `Articles` says how they are used."""
    check_names("read", options, ReadOptions)
    return Articles(inputs, dict(options))


@overload
def convert(
    inputs: Sources, output: Place, *, dry_run: Literal[False] = False, **options: Unpack[ConvertOptions]
) -> Summary: ...
@overload
def convert(
    inputs: Sources, output: Place, *, dry_run: Literal[True], **options: Unpack[ConvertOptions]
) -> Plan: ...
def convert(
    inputs: Sources, output: Place, *, dry_run: bool = False, **options: Unpack[ConvertOptions]
) -> Summary | Plan:
    """Converts `inputs` into `output`, as the program does. With `dry_run`, says what would be done."""
    check_names("convert", options, ConvertOptions)
    sources = native(listed(inputs), {})
    with running(options) as control:
        if dry_run:
            if hasattr(output, "write"):
                raise UsageError("dry_run=True needs a path as the output")
            return Plan(**_native.plan(sources, placed(output, options.get("to")), words(options), control))
        summary, _ = _native.convert(sources, placed(output, options.get("to")), words(options), control)
        return Summary(**summary)


def write(
    articles: ArrowStream | Iterable[Mapping[str, Any]], output: Place, **options: Unpack[WriteOptions]
) -> Summary:
    """Writes a table (anything with `__arrow_c_stream__`) or dicts."""
    check_names("write", options, WriteOptions)
    return _write(articles, placed(output, options.get("to")), options)[0]


def _write(articles: Any, place: Any, options: Mapping[str, Any]) -> tuple[Summary, bytes | None]:
    said = words(options)
    with running(options) as control:
        if isinstance(articles, Mapping):
            raise UsageError("write() takes a table or a list of articles, not one article")
        if isinstance(articles, Articles) or not hasattr(articles, "__arrow_c_stream__"):
            summary, written = _native.write_rows(iter(articles), place, said, control)
        else:
            capsule = articles.__arrow_c_stream__()
            summary, written = _native.write_stream(capsule, place, said, control)
        return Summary(**summary), written


def check(inputs: Sources, *, strict: bool = False, **options: Unpack[InputOptions]) -> Checked:
    """Reports every problem of `inputs`, and writes nothing. The result is true if there is no error."""
    check_names("check", options, InputOptions)
    found: list[Diagnostic] = []
    callback = options.get("on_diagnostic")

    def collect(problem: Diagnostic) -> None:
        found.append(problem)
        if callback is not None:
            callback(problem)

    sources = native(listed(inputs), {})
    with running({**options, "on_diagnostic": collect}) as control:
        summary = _native.check(sources, words(options), control)
    return Checked(Summary(**summary), found, strict)


def verify(
    left: Sources,
    right: Sources,
    *,
    right_from: str | None = None,
    select: str | Iterable[str] | None = None,
    spelling: bool = False,
    most: int = 1000,
    **options: Unpack[InputOptions],
) -> Comparison:
    """Compares two archives article by article. `differences` of the result are the first `most`."""
    check_names("verify", options, InputOptions)
    said = words({**options, "select": select})
    other = words({**options, "select": select, "from_": right_from or options.get("from_")})
    sides = native(listed(left), {}), native(listed(right), {})
    with running(options) as control:
        counts, found = _native.verify(*sides, said, other, spelling, most, control)
    return Comparison(*counts, [Difference(*each) for each in found])


def suggest(inputs: Sources, **options: Unpack[InputOptions]) -> str:
    """Drafts a profile from the keys of `inputs`, as the text of a file in TOML."""
    check_names("suggest", options, InputOptions)
    with running(options) as control:
        return _native.suggest(native(listed(inputs), {}), words(options), control)


def schema(
    as_: Literal["json-schema", "arrow", "table-schema", "parquet", "duckdb", "spark"] = "arrow",
    *,
    profile: str | os.PathLike[str] | None = None,
) -> str:
    """The schema of all outputs, with the columns that a profile of your own declares."""
    return _native.schema(as_, None if profile is None else os.fspath(profile))


def profiles() -> list[Profile]:
    """The built-in profiles."""
    return [Profile(*each) for each in _native.profiles()]


def explain(code: str | None = None) -> str:
    """What a code such as `NC0203` means and what to do; without a code, the list of all codes."""
    return _native.explain(code)


def loads(text: str | bytes, **options: Unpack[ReadOptions]) -> dict[str, Any]:
    """The article of one Markdown text, as a dict: `body`, the fields, and the unknown keys in `extra`."""
    check_names("loads", options, ReadOptions)
    data = text.encode() if isinstance(text, str) else bytes(text)
    said = {"from_": "markdown", **options}
    with running(options) as control:
        stream = _native.open([("<text>", data)], words(said), [], False, control)
        rows = []
        while (some := stream.next_rows(parse)) is not None:
            rows += some
    article: dict[str, Any] = rows[0]
    article["path"] = None
    return article


def dumps(article: Mapping[str, Any], **options: Unpack[WriteOptions]) -> str:
    """The Markdown text of one article."""
    check_names("dumps", options, WriteOptions)
    _, written = _write([article], None, {"to": "markdown", **options})
    return (written or b"").decode()


