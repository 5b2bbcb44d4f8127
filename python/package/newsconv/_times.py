"""Values of articles as objects of Python, and objects as values of JSON."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@lru_cache(maxsize=2048)
def _zone(minutes: int) -> dt.tzinfo:
    # Named, so that `+00:00` is not `Z`.
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return dt.timezone(dt.timedelta(minutes=minutes), f"{sign}{hours:02}:{rest:02}")


def time(micros: int, offset: int | None) -> dt.datetime | str:
    """The time with its own offset; in UTC where the source wrote `Z`. Text if Python has no such year."""
    try:
        moment = _EPOCH + dt.timedelta(microseconds=micros)
        return moment if offset is None else moment.astimezone(_zone(offset))
    except OverflowError:
        return f"{micros} microseconds since 1970"


def _float(text: str) -> float | Decimal:
    number = float(text)
    return number if math.isfinite(number) else Decimal(text)


parse = partial(json.loads, parse_float=_float)
"""Reads JSON; a number that no float holds is a `Decimal`."""


def plain(value: Any) -> tuple[bool, Any]:
    """A value that JSON has, and whether it is a number to be written by its digits."""
    if type(value).__name__ in {"NAType", "NaTType"}:
        return False, None
    if hasattr(value, "tolist"):  # Numbers and arrays of numpy.
        return False, value.tolist()
    match value:
        case dt.datetime():
            text = value.isoformat()
            if text.endswith("+00:00") and value.tzname() != "+00:00":
                text = text.removesuffix("+00:00") + "Z"
            return False, text
        case dt.date() | dt.time():
            return False, value.isoformat()
        case Decimal():
            return (True, value) if value.is_finite() else (False, float(value))
        case int():
            return True, int(value)
        case os.PathLike():
            return False, os.fspath(value)
        case set() | frozenset():
            return False, sorted(value)
    if hasattr(value, "keys"):
        return False, {key: value[key] for key in value.keys()}
    raise TypeError(f"an article cannot hold {type(value).__name__}: {value!r}")
