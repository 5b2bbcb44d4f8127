"""The truth about a Markdown article, found without newsconv.

A reader of YAML front matter in the 1.2 core schema, and the values that the
design promises for its columns. Every test compares a tool's rows with
`Source.row`. The layout of a row is `ARTICLE`, read together with `columns`:
instants are exact fractions of a second since 1970, offsets are minutes, and
`extra` is JSON text in one canonical spelling that keeps order and types.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

Row = dict[str, Any]
Shape = dict[str, Any]

TEXT, INT, BOOL, TIME = "text", "int", "bool", "time"

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
"""What `newsconv schema` prints; a test of newsconv's own keeps the files equal to it."""


def load_schema(name: str) -> Any:
    """One of the generated schemas."""
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def is_offset(field: dict[str, Any]) -> bool:
    """Whether a column of the Arrow schema is the offset of the time before it."""
    return field["type"].get("bitWidth") == 16


def _kind(field: dict[str, Any]) -> Any:
    children = field["children"]
    match field["type"]["name"]:
        case "list":
            return [_kind(children[0])]
        case "struct":
            return _shape(children)
        case name:
            return {"utf8": TEXT, "int": INT, "bool": BOOL, "timestamp": TIME}[name]


def _shape(fields: list[dict[str, Any]]) -> Shape:
    """The keys of front matter that these columns are: neither offsets nor `extra`."""
    keys = [field for field in fields if field["name"] != "extra" and not is_offset(field)]
    return {field["name"]: _kind(field) for field in keys}


_COLUMNS = load_schema("article.arrow.json")["fields"]
_NAMES = [column["name"] for column in _COLUMNS]
_EXTRA = _NAMES.index("extra")

ARTICLE: Shape = _shape(_COLUMNS[_NAMES.index("path") + 1 : _EXTRA])
"""The keys of the front matter: the columns between `path` and `extra`."""
PROVIDER: Shape = ARTICLE["provider"]
OFFSETS = {
    before["name"]: after["name"]
    for before, after in zip(_COLUMNS, _COLUMNS[1:])
    if is_offset(after)
}
IGNORED = [name for name in _NAMES[_EXTRA + 1 :] if name != "body"]
"""Columns about how the source was written, which say nothing about the article."""
RESERVED = {
    *(name for name in load_schema("article.schema.json")["properties"] if name not in ARTICLE),
    *OFFSETS.values(),
}
"""Members of the JSON dialect that are no keys of the front matter."""


# --- YAML 1.2, core schema ---------------------------------------------------


class CoreResolver(BaseResolver):
    """Gives a plain scalar its tag as YAML 1.2.2, section 10.3.2, says."""


_TAG = "tag:yaml.org,2002:"
for _name, _pattern, _first in [
    ("null", r"(?:~|null|Null|NULL|)", ["~", "n", "N", ""]),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)", list("tTfF")),
    ("int", r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)", list("-+0123456789")),
    (
        "float",
        r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))",
        list("-+.0123456789"),
    ),
]:
    CoreResolver.add_implicit_resolver(_TAG + _name, re.compile(_pattern + r"\Z"), _first)


class CoreLoader(Reader, Scanner, Parser, Composer, CoreResolver):
    """PyYAML up to the node tree, with the resolver above."""

    def __init__(self, stream: str) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        CoreResolver.__init__(self)


# Line ends in YAML 1.1, which PyYAML speaks, but plain characters in YAML 1.2.
_HIDE = {0x85: "\ue085", 0x2028: "\ue028", 0x2029: "\ue029"}
_SHOW = {ord(hidden): chr(shown) for shown, hidden in _HIDE.items()}


def load_yaml(text: str) -> Any:
    """The value of one YAML document; a mapping keeps the order of its keys."""
    assert not set(text) & set(_HIDE.values())
    node = yaml.compose(text.translate(_HIDE), Loader=CoreLoader)
    return None if node is None else _value(node)


def _value(node: Node) -> Any:
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        return [_value(item) for item in node.value]
    assert isinstance(node, MappingNode)
    return _mapping(node)


def _mapping(node: MappingNode) -> dict[str, Any]:
    """Keys are their text; merge keys give way to the mapping's own keys."""
    own: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key, value in node.value:
        assert isinstance(key, ScalarNode)
        name = key.value.translate(_SHOW)
        if name == "<<" and key.style is None:
            given = _value(value)
            for mapping in given if isinstance(given, list) else [given]:
                merged = {**mapping, **merged}
            continue
        assert name not in own, f"duplicate key {name!r}"
        own[name] = _value(value)
    return own | {name: value for name, value in merged.items() if name not in own}


_SCALARS: dict[str, Callable[[str], Any]] = {
    "null": lambda text: None,
    "bool": lambda text: text.lower() == "true",
    "int": lambda text: int(text, 0) if text[:2] in ("0x", "0o") else int(text),
    "float": lambda text: float(text.lower().replace(".inf", "inf").replace(".nan", "nan")),
}


class _SpelledInt(int):
    """An integer that JSON spells otherwise, such as `014`: a number in a field, text in an unknown key."""

    spelling: str


class _SpelledFloat(float):
    """A number that JSON spells otherwise, such as `.5`."""

    spelling: str


_JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|nan)\Z", re.IGNORECASE)


def _scalar(node: ScalarNode) -> Any:
    text = node.value.translate(_SHOW)
    value = _SCALARS.get(node.tag.removeprefix(_TAG), str)(text)
    if _JSON_NUMBER.match(text) or _NOT_FINITE.match(text):
        return value
    if type(value) is int:
        value = _SpelledInt(value)
    elif type(value) is float:
        value = _SpelledFloat(value)
    else:
        return value
    value.spelling = text
    return value


# --- Front matter --------------------------------------------------------------

_FENCED = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)(?<=\n)(?:---|\.\.\.)[ \t]*(?P<end>\r?\n|\Z)(?P<body>.*)\Z",
    re.DOTALL,
)


@dataclass(frozen=True)
class Source:
    """One Markdown file: its path under the input root and what it says."""

    path: str
    front: dict[str, Any]
    body: str | None

    @classmethod
    def read(cls, file: Path, root: Path) -> Source:
        """Splits the file at its fences. No line end after the last: no body."""
        text = file.read_bytes().decode("utf-8")
        path = file.relative_to(root).as_posix()
        fenced = _FENCED.match(text)
        if fenced is None:
            assert not text.startswith("---"), f"{path}: front matter without end"
            return cls(path, {}, text)
        body = fenced["body"] if fenced["end"] else None
        return cls(path, load_yaml(fenced["yaml"]) or {}, body)

    def row(self) -> Row:
        """Every column of the article, in the exact time of the source."""
        return {"path": self.path, **columns(self.front, ARTICLE), "body": self.body}


def read_folders(root: Path, folders: list[Path]) -> list[Source]:
    """All Markdown files below `folders`, in the order that newsconv promises."""
    files = [file for folder in folders for file in folder.rglob("*.md")]
    sources = [Source.read(file, root) for file in files]
    return sorted(sources, key=lambda source: source.path.encode())


# --- The article's columns -----------------------------------------------------


def columns(mapping: dict[str, Any], shape: Shape) -> Row:
    """The columns of a mapping of the front matter, `extra` among them."""
    row: Row = {}
    for name, kind in shape.items():
        value = mapping.get(name)
        if kind == TIME:
            row[name], row[OFFSETS[name]] = (None, None) if value is None else instant(value)
        else:
            row[name] = _column(value, kind)
    unknown = {name: value for name, value in mapping.items() if name not in shape}
    row["extra"] = canonical_json(unknown) if unknown else None
    return row


def _column(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, list):
        return [_column(item, kind[0]) for item in value]
    if isinstance(kind, dict):
        return columns(value, kind)
    if isinstance(value, _SpelledInt):
        value = int(value)
    expected = {TEXT: str, INT: int, BOOL: bool}[kind]
    assert type(value) is expected, f"{value!r} is no {kind}"
    return value


def canonical_json(value: Any) -> str:
    """One spelling per JSON value: keys in their order, `1` apart from `1.0`."""
    return json.dumps(_spelled(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _spelled(value: Any) -> Any:
    """The value with text in the place of numbers that JSON spells otherwise."""
    if isinstance(value, _SpelledInt | _SpelledFloat):
        return value.spelling
    if isinstance(value, dict):
        return {name: _spelled(item) for name, item in value.items()}
    return [_spelled(item) for item in value] if isinstance(value, list) else value


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"duplicate member in {names}"
    return dict(pairs)


def load_json(text: str) -> Any:
    """Strict JSON: no NaN, no member given twice."""
    return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_duplicates)


_INSTANT = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|z|[-+]\d\d?(?::?\d\d)?))?)?"
)


def instant(text: str) -> tuple[Fraction, int | None]:
    """Seconds since 1970 and the offset in minutes; `Z` and nothing are no offset."""
    found = _INSTANT.fullmatch(text)
    assert found, f"no time: {text!r}"
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    digits = found[7] or "0"
    seconds = whole_seconds(moment) + Fraction(int(digits), 10 ** len(digits))
    if found[8] in (None, "Z", "z"):
        return seconds, None
    zone = found[8][1:].replace(":", "")
    minutes = int(zone[:-2]) * 60 + int(zone[-2:]) if len(zone) > 2 else int(zone) * 60
    minutes *= -1 if found[8][0] == "-" else 1
    return seconds - 60 * minutes, minutes


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def whole_seconds(moment: datetime) -> int:
    """Seconds since 1970 of an aware time, its microseconds cut off."""
    since = moment - _EPOCH
    return since.days * 86_400 + since.seconds


def to_microseconds(row: Any) -> Any:
    """The row as columns hold it: every instant cut to the microsecond."""
    if isinstance(row, dict):
        return {name: to_microseconds(value) for name, value in row.items()}
    if isinstance(row, list):
        return [to_microseconds(value) for value in row]
    return Fraction(row * 1_000_000 // 1, 1_000_000) if isinstance(row, Fraction) else row


def differences(left: Any, right: Any, at: str = "") -> Iterator[str]:
    """Each place where two values differ, told as `verify` does."""
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        for name in left:
            yield from differences(left[name], right[name], f"{at}.{name}")
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for index, pair in enumerate(zip(left, right)):
            yield from differences(*pair, f"{at}[{index}]")
    elif type(left) is not type(right) or left != right:
        yield f"{at}: {left!r} != {right!r}"
