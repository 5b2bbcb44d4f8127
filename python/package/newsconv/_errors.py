"""Diagnostics and errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem: what is wrong, where, and what to do.

    `line` and `column` count from 1, the column in characters. Columnar files have a `row` instead, which counts from 1
    too. `severity` is `"error"`, `"warning"` or `"note"`; `newsconv.explain(code)` explains the code.
    """

    code: str
    severity: str
    path: str | None
    line: int | None
    column: int | None
    row: int | None
    field: str | None
    message: str
    help: str | None

    def __str__(self) -> str:
        row = None if self.row is None else f"row {self.row}"
        place = [str(part) for part in (self.path, self.line, self.column, row) if part is not None]
        where = ":".join(place) + ": " if place else ""
        field = f" {self.field}" if self.field else ""
        advice = f"; {self.help}" if self.help else ""
        return f"{where}{self.severity}[{self.code}]{field}: {self.message}{advice}"


class NewsconvWarning(UserWarning):
    """A problem that rejects no record, or a record that was skipped; one warning for each code, with its count."""


class NewsconvError(Exception):
    """The base of all errors of newsconv. Nothing was written."""

    def __init__(self, message: str = "", diagnostics: Iterable[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.message = message
        #: The diagnostics of rejected records, in input order: at most 10,000.
        self.diagnostics: list[Diagnostic] = list(diagnostics)

    def __reduce__(self) -> tuple[type[NewsconvError], tuple[str, list[Diagnostic]]]:
        return type(self), (self.message, self.diagnostics)

    def __str__(self) -> str:
        return self.message


class ConversionError(NewsconvError, ValueError):
    """Records were rejected."""


class UsageError(NewsconvError, ValueError):
    """The request is wrong, whatever the inputs contain."""


class InputError(NewsconvError, OSError):
    """An input cannot be read."""


class OutputError(NewsconvError, OSError):
    """An output cannot be written."""


class InternalError(NewsconvError, RuntimeError):
    """A bug in newsconv; please report it."""


_CLASSES = {
    each.__name__: each
    for each in (ConversionError, UsageError, InputError, OutputError, InternalError)
}

_SHOWN = 5


def made(name: str, text: str, diagnostics: list[Diagnostic]) -> NewsconvError:
    """The error of this class, whose message has the first diagnostics too."""
    if not diagnostics:
        return _CLASSES[name](text)
    shown = [str(problem) for problem in diagnostics[:_SHOWN]]
    more = len(diagnostics) - len(shown)
    if more:
        shown.append(f"... and {more} more in .diagnostics")
    first = [text] if len(text.splitlines()) == 1 and "[NC" not in text else []
    return _CLASSES[name]("\n".join(first + shown), diagnostics)
