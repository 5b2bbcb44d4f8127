"""The options: those of the program, under the same names with `_`."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypedDict

from newsconv._errors import Diagnostic, UsageError

type_path = str | os.PathLike[str]


class _Common(TypedDict, total=False):
    #: Called with each diagnostic; then there are no warnings.
    on_diagnostic: Callable[[Diagnostic], object] | None
    #: No warnings.
    quiet: bool
    #: Shows the number of records with `tqdm`, where it is installed.
    progress: bool


class InputOptions(_Common, total=False):
    """How inputs are read."""

    #: Format of all inputs; by default it is detected.
    from_: str | None
    #: Folder that the paths of articles are relative to.
    root: type_path | None
    #: Whether names of folders such as `category=news` are columns.
    hive: Literal["auto", "on", "off"]
    #: A field of the wrong type stays an unknown key, with a warning.
    lenient: bool
    #: Which other keys mean a field: a name, `"none"`, or a file that ends in `.toml`.
    profile: type_path | None
    #: Keys that a field is taken from first: `{"title": ["headline", "webTitle"]}`.
    map: Mapping[str, str | Iterable[str]] | None
    #: The zone of times that have none, such as `"Europe/Berlin"`.
    timezone: str | None
    #: What becomes of keys that are not fields.
    unknown: Literal["keep", "warn", "error", "drop"]
    #: Text before the path of each Markdown file.
    path_prefix: str | None
    #: Maximum size of an input after decompression: a number of bytes, or text such as `"2GiB"`.
    max_decompressed: int | str | None
    #: Maximum size of one record.
    max_record_size: int | str | None
    #: Adds and removes a `'` before texts that a spreadsheet would read as a formula.
    csv_safe: bool
    #: Encoding of the text of all inputs, such as `"windows-1252"`.
    encoding: str | None
    #: Where the records are in JSON, such as `"response.results"`.
    records: str | None
    #: Character between the cells of CSV.
    delimiter: str | None
    #: Character around the cells of CSV, or `"none"`.
    quote: str | None
    #: Lines before the header of CSV.
    skip_rows: int
    #: Names of the columns of CSV without a header.
    no_header: Iterable[str] | None
    #: Number of worker threads; by default one for each core.
    jobs: int | None


class ReadOptions(InputOptions, total=False):
    """How articles are read."""

    #: Fields, such as `["title", "provider.name"]`.
    select: str | Iterable[str] | None
    #: Keeps the source text of front matter.
    preserve: bool
    #: Whether a rejected record raises `ConversionError`, or is skipped with a warning.
    on_error: Literal["fail", "skip"]
    #: Number or percentage of rejected records that ends the reading.
    max_errors: int | str | None


class WriteOptions(_Common, total=False):
    """How articles are written."""

    #: Format of the output; by default its name tells.
    to: str | None
    #: Replaces an output that exists.
    overwrite: bool
    preserve: bool
    json_shape: Literal["object", "array", "value", "articles", "items"] | None
    front_matter: Literal["yaml", "toml", "json"] | None
    #: Writes the keys and shapes of this profile.
    as_: type_path | None
    compact: bool
    compression: str | None
    compat: bool
    row_group_rows: int | None
    csv_safe: bool
    select: str | Iterable[str] | None
    on_error: Literal["fail", "skip"]
    max_errors: int | str | None
    #: Folder for rejected records.
    rejects: type_path | None
    profile: type_path | None
    map: Mapping[str, str | Iterable[str]] | None
    timezone: str | None
    lenient: bool
    unknown: Literal["keep", "warn", "error", "drop"]
    jobs: int | None


class ConvertOptions(ReadOptions, total=False):
    """How articles are read and written: see `ReadOptions` and `WriteOptions`."""

    to: str | None
    overwrite: bool
    json_shape: Literal["object", "array", "value", "articles", "items"] | None
    front_matter: Literal["yaml", "toml", "json"] | None
    as_: type_path | None
    compact: bool
    compression: str | None
    compat: bool
    row_group_rows: int | None
    rejects: type_path | None


_FLAGS = {"lenient", "csv_safe", "preserve", "overwrite", "compact", "compat"}
_LISTS = {"select", "no_header"}
_OURS = {"on_diagnostic", "quiet", "progress"}


def names(kind: type) -> set[str]:
    """The names of these options."""
    return set(kind.__annotations__).union(*(names(base) for base in kind.__orig_bases__ if base is not TypedDict)) \
        if hasattr(kind, "__orig_bases__") else set(kind.__annotations__)


def check_names(function: str, options: Mapping[str, Any], kind: type) -> None:
    """Raises what Python raises for an argument that a function does not have."""
    known = names(kind)
    for name in options:
        if name not in known:
            close = difflib.get_close_matches(name, known | {"from_", "as_"}, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise TypeError(f"{function}() got an unexpected keyword argument {name!r}{hint}")


def words(options: Mapping[str, Any]) -> list[str]:
    """The options as words of the program's command line."""
    return [word for name, value in options.items() for word in _words(name, value)]


def _words(name: str, value: Any) -> list[str]:
    if value is None or name in _OURS:
        return []
    flag = "--" + name.rstrip("_").replace("_", "-")
    if name in _FLAGS:
        if not isinstance(value, bool):
            raise UsageError(f"{name}={value!r} cannot be used: it is True or False")
        return [flag] if value else []
    if name == "map":
        return [f"{flag}={field}={_list(name, keys)}" for field, keys in value.items()]
    if name in _LISTS:
        return [f"{flag}={_list(name, value)}"]
    if isinstance(value, bool) or not isinstance(value, str | int | os.PathLike):
        raise UsageError(f"{name}={value!r} cannot be used: it is a text or a number")
    return [f"{flag}={value if isinstance(value, int) else os.fspath(value)}"]


def _list(name: str, value: str | Iterable[str]) -> str:
    if isinstance(value, str):
        return value
    items = list(value)
    if not items:
        raise UsageError(f"{name}=[] cannot be used: name at least one, or leave it out")
    for item in items:
        if not isinstance(item, str) or "," in item:
            raise UsageError(f"{name}: {item!r} cannot be used: it is a name without a comma")
    return ",".join(items)


def selected(options: Mapping[str, Any]) -> list[str]:
    """The names of a selection, in their order."""
    select = options.get("select")
    if select is None:
        return []
    return [name.strip() for name in _list("select", select).split(",")]
