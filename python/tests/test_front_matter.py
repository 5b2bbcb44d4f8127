"""Front matter in TOML and JSON means the same to Python's own readers after a trip through each format."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from conftest import FORMATS, PROJECT, Run

LANGUAGES = PROJECT / "samples" / "languages"
FENCES = re.compile(r"(\+\+\+|---toml|---json|;;;)\n(.*?)^(?:\+\+\+|---|;;;)\n(.*)", re.DOTALL | re.MULTILINE)


def meaning(text: str) -> tuple[Any, str]:
    """What the front matter says, and the body."""
    if text.startswith("{"):
        value, end = json.JSONDecoder().raw_decode(text)
        return value, text[end:].removeprefix("\n")
    match = FENCES.match(text)
    assert match is not None, text
    fence, front, body = match.groups()
    if fence in ("+++", "---toml"):
        return tomllib.loads(front), body
    front = front.strip()
    return json.loads(front if front.startswith("{") else f"{{{front}}}"), body


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("file", ["zola.md", "eleventy.md", "hugo.md", "gatsby.mdx", "middleman.markdown"])
def test_front_matter_means_the_same(name: str, file: str, newsconv: Run, tmp_path: Path) -> None:
    there, back = tmp_path / f"there.{name}", tmp_path / "back.md"
    newsconv(LANGUAGES / file, there, "--profile", "common")
    newsconv(there, back, "--profile", "common")
    source = (LANGUAGES / file).read_text("utf-8")
    assert meaning(back.read_text("utf-8")) == meaning(source)


# TOML has no null, so a list that holds one is rejected.
NULL_IN_LIST = ["extra-nested", "null-values", "yaml12"]
SAMPLES = sorted((PROJECT / "samples" / "valid").glob("*/article.md"))


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.parent.name for sample in SAMPLES])
def test_tomllib_reads_what_is_written(sample: Path, newsconv: Run, tmp_path: Path) -> None:
    """`tomllib` takes the TOML of every sample, and newsconv reads the same article from it."""
    toml, again = tmp_path / "toml.md", tmp_path / "again.md"
    if sample.parent.name in NULL_IN_LIST:
        done = newsconv(sample, toml, "--front-matter", "toml", code=1)
        assert "error[NC0511]" in done.stderr
        assert not toml.exists()
        return
    done = newsconv(sample, toml, "--front-matter", "toml")
    text = toml.read_bytes().decode("utf-8")
    if text.startswith("+++\n"):
        tomllib.loads(text[4 : text.index("\n+++", 3) + 1])
    newsconv(toml, again, "--front-matter", "yaml")
    if "NC0510" not in done.stderr:
        newsconv("verify", again, toml)
