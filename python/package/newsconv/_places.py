"""Inputs and outputs: paths, bytes and file objects."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import IO, Any

Source = str | os.PathLike[str] | bytes | IO[bytes] | IO[str]
"""A path, a pattern such as `news/2024-*.md`, a folder, the bytes themselves, or a file object."""

Sources = Source | Iterable[Source]


def listed(inputs: Sources) -> list[Any]:
    """The inputs as a list, so that an iterator can be used more than once."""
    if isinstance(inputs, str | os.PathLike | bytes | bytearray | memoryview) or hasattr(inputs, "read"):
        return [inputs]
    return list(inputs)


def native(inputs: list[Any], starts: dict[int, int]) -> list[Any]:
    """The inputs as the extension takes them. A file object that can seek starts where it stood at first."""
    return [_native(at, source, starts) for at, source in enumerate(inputs)]


def _native(at: int, source: Any, starts: dict[int, int]) -> Any:
    if isinstance(source, bytes | bytearray | memoryview):
        return (f"<bytes {at + 1}>", bytes(source))
    if hasattr(source, "read"):
        if hasattr(source, "seekable") and source.seekable():
            start = starts.setdefault(at, source.tell())
            source.seek(start)
        name = getattr(source, "name", None)
        return (name if isinstance(name, str) else f"<file {at + 1}>", source)
    return os.fsdecode(os.fspath(source))


def output(place: Any, to: str | None = None) -> Any:
    """The output as the extension takes it. A `Path` cannot end in `/`: without an extension it is a folder."""
    if hasattr(place, "write"):
        return place
    name = os.fsdecode(os.fspath(place))
    is_folder = not isinstance(place, str) and not os.path.splitext(name)[1] and to in (None, "markdown")
    return os.path.join(name, "") if is_folder else name
