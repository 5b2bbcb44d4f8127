"""The package: its options are those of the program."""

from __future__ import annotations

import re

from newsconv import _options

from conftest import Run

OF_MESSAGES = {
    "format": "diagnostics are objects",
    "message-format": "diagnostics are objects",
    "json": "results are objects",
    "color": "diagnostics are objects",
    "quiet": "it is there for warnings",
    "stats": "Summary has the numbers",
    "help": "help(newsconv.read)",
    "version": "newsconv.__version__",
}
POSITIONAL = {"output": "the second argument", "dry-run": "an argument of convert() alone"}


def flags(help_text: str) -> set[str]:
    return set(re.findall(r"^\s+(?:-\w, )?--([a-z-]+)", help_text, re.MULTILINE))


def ours(kind: type) -> set[str]:
    return {name.rstrip("_").replace("_", "-") for name in _options.names(kind)} - {"on-diagnostic", "progress", "quiet"}


def test_convert_has_every_option_of_the_program(newsconv: Run) -> None:
    theirs = flags(newsconv("--help", "--profile=none").stdout) - OF_MESSAGES.keys() - POSITIONAL.keys()
    assert len(theirs) > 30
    assert ours(_options.ConvertOptions) == theirs


def test_check_verify_and_read_have_those_of_reading(newsconv: Run) -> None:
    check = flags(newsconv("check", "--help", "--profile=none").stdout) - OF_MESSAGES.keys() - {"strict"}
    assert ours(_options.InputOptions) == check
    verify = flags(newsconv("verify", "--help", "--profile=none").stdout) - OF_MESSAGES.keys()
    assert verify - {"right-from", "select", "spelling"} == check - {"jobs"}
    assert ours(_options.ReadOptions) - ours(_options.InputOptions) == {"select", "preserve", "on-error", "max-errors"}
    assert ours(_options.WriteOptions) <= ours(_options.ConvertOptions)


def test_every_option_can_be_given() -> None:
    """Each with a value that the program takes."""
    from newsconv import _native

    given = {
        "from_": "markdown", "root": ".", "hive": "off", "lenient": True, "profile": "hugo",
        "map": {"title": ["headline", "webTitle"], "excerpt": "lead"}, "timezone": "Europe/Berlin", "unknown": "warn",
        "path_prefix": "a/", "max_decompressed": "2GiB", "max_record_size": 1000, "csv_safe": True,
        "encoding": "utf-16", "records": "a.b", "delimiter": "\t", "quote": "none", "skip_rows": 2,
        "no_header": ["title", "body"], "jobs": 2, "select": ["title", "path"], "preserve": True, "on_error": "skip",
        "max_errors": "5%", "to": "csv", "overwrite": True, "json_shape": "array", "front_matter": "toml",
        "as_": "jekyll", "compact": True, "compression": "zstd:9", "compat": True, "row_group_rows": 7,
        "rejects": "rejected",
    }
    assert given.keys() == _options.names(_options.ConvertOptions) - {"on_diagnostic", "quiet", "progress"}
    for name, value in given.items():
        _native.schema_capsule(_options.words({name: value}), [])
