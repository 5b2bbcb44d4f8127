"""Warnings and progress of a run."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newsconv import _native
from newsconv._errors import NewsconvWarning

_HERE = str(Path(__file__).parent)


@contextmanager
def running(options: Mapping[str, Any], skips: bool = True) -> Iterator[_native.Control]:
    """What a run shares with its caller. At its end come the warnings, once for each code."""
    callback = options.get("on_diagnostic")
    control = _native.Control(callback)
    with _progress(control, bool(options.get("progress"))):
        yield control
    if callback is None and not options.get("quiet"):
        warn(control, skips)


def warn(control: _native.Control, skips: bool = True) -> None:
    """Warns about each code that was reported, and about skipped records if `skips`."""
    for count, first in control.told():
        if first.severity == "note" or (first.severity == "error" and not skips):
            continue
        times = "" if count == 1 else f" (the first of {count} of this code)"
        warnings.warn(f"{first}{times}", NewsconvWarning, stacklevel=_level())


def _level() -> int:
    """The frame of the caller outside of this package."""
    level, frame = 2, sys._getframe(2)
    while frame.f_back and (
        frame.f_code.co_filename.startswith(_HERE) or frame.f_code.co_filename.endswith("contextlib.py")
    ):
        level, frame = level + 1, frame.f_back
    return level


@contextmanager
def _progress(control: _native.Control, shown: bool) -> Iterator[None]:
    """Shows the records that were read, if `shown` and `tqdm` is there."""
    bar = _bar() if shown else None
    if bar is None:
        yield
        return
    ended = threading.Event()

    def follow() -> None:
        while not ended.wait(0.2):
            bar.update(control.records - bar.n)

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        bar.update(control.records - bar.n)
        bar.close()


def _bar() -> Any:
    try:
        from tqdm.auto import tqdm  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        return None
    return tqdm(unit=" articles", desc="newsconv", leave=False)
