"""Finds the binary and converts each set of articles once for the whole run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from source import Source, read_folders

PROJECT = Path(__file__).resolve().parents[2]
CORPUS = os.environ.get("NEWSCONV_CORPUS")
CORPUS_FOLDERS = ["news", "samples", "learning", "people", "communities"]
FORMATS = ["parquet", "arrow", "arrows", "csv", "tsv", "ndjson", "json"]

Run = Callable[..., subprocess.CompletedProcess[str]]


def find_binary() -> Path:
    """The binary under test: `NEWSCONV`, else the project's own build."""
    named = os.environ.get("NEWSCONV")
    builds = [PROJECT / "target" / profile / "newsconv" for profile in ("release", "debug")]
    candidates = [Path(named)] if named else builds
    for candidate in candidates:
        if candidate.is_file():
            return candidate.resolve()
    tried = ", ".join(str(candidate) for candidate in candidates)
    pytest.exit(f"no newsconv binary at {tried}: build it or set NEWSCONV", returncode=2)


@dataclass(frozen=True)
class Dataset:
    """A set of articles: what the source says, and newsconv's file in each format."""

    name: str
    sources: list[Source]
    files: dict[str, Path]


@pytest.fixture(scope="session")
def newsconv() -> Run:
    """Runs newsconv; a run that does not exit with `code` fails the test."""
    binary = find_binary()

    def run(*args: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [str(binary), *map(str, args)]
        # These tests compare with what the sources say under newsconv's own names.
        if args[0] not in {"schema", "explain", "profile"} and "--profile" not in args:
            command += ["--profile", "none"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300)
        assert done.returncode == code, f"{command} gave {done.returncode}\n{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def samples(newsconv: Run, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The samples in every format."""
    root = PROJECT / "samples" / "valid"
    return convert("samples", newsconv, root, [root], tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session", params=["samples", "corpus"] if CORPUS else ["samples"])
def dataset(
    request: pytest.FixtureRequest,
    samples: Dataset,
    newsconv: Run,
    tmp_path_factory: pytest.TempPathFactory,
) -> Dataset:
    """The samples and, where `NEWSCONV_CORPUS` is set, the corpus."""
    if request.param == "samples":
        return samples
    root = Path(str(CORPUS))
    folders = [root / folder for folder in CORPUS_FOLDERS]
    return convert("corpus", newsconv, root, folders, tmp_path_factory.mktemp("corpus"))


def convert(name: str, newsconv: Run, root: Path, folders: list[Path], into: Path) -> Dataset:
    """Converts the Markdown below `folders` into every format."""
    sources = read_folders(root, folders)
    assert sources, f"no Markdown below {root}"
    files = {}
    for format_name in FORMATS:
        files[format_name] = into / f"articles.{format_name}"
        newsconv("--root", root, *folders, files[format_name])
    return Dataset(name, sources, files)


PLAIN = {
    "first.md": """
title: "NA"
excerpt: ""
publishedDateTime: 2024-01-23T12:00:00Z
quality: 80
published: true
topics: [a, "b, \\"c\\""]
""",
    "second.md": """
title: "Second"
publishedDateTime: 2024-01-23T12:00:00.25+05:30
quality: 7
published: false
topics: []
""",
    "third.md": """
title: "Third"
""",
}


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three everyday articles: full, with an offset, nearly bare."""
    folder = tmp_path_factory.mktemp("plain")
    for name, front_matter in PLAIN.items():
        (folder / name).write_text(f"---{front_matter}---\nBody\n", encoding="utf-8")
    return folder
