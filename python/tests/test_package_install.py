"""The package: its wheel in an empty environment, without Rust and without any other package."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PROJECT

ARCHIVE = PROJECT / "samples" / "valid" / "archive"

USE = """
import sys, newsconv
articles = newsconv.read(sys.argv[1], select=["title", "publishedDateTime", "extra"])
rows = list(articles)
assert len(rows) == 4 and all(row["title"] for row in rows), rows
assert "4 articles" in articles._repr_html_()
newsconv.convert(sys.argv[1], "news.parquet")
assert newsconv.verify(sys.argv[1], "news.parquet")
try:
    articles.to_polars()
except ModuleNotFoundError:
    print("done")
"""


def wheel() -> Path:
    """The wheel under test: that of `make wheel`."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target"))
    found = list((target / "wheels").glob("newsconv-*.whl"))
    if not found:
        pytest.fail("no wheel: run `make wheel`")
    return found[0]


def test_the_wheel_needs_nothing(tmp_path: Path) -> None:
    def run(*command: object) -> str:
        words = [str(word) for word in command]
        # Without Rust on the path, and without what the tests' own environment has.
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
        done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(sys.executable, "-m", "venv", "empty")
    scripts = tmp_path / "empty" / "bin"
    run(scripts / "pip", "install", "--no-index", "--disable-pip-version-check", wheel())
    assert run(scripts / "newsconv", "--version").startswith("newsconv ")
    assert run(scripts / "newsconv", ARCHIVE, "a.csv") == ""
    assert (tmp_path / "a.csv").exists()
    assert run(scripts / "python", "-c", USE, ARCHIVE) == "done\n"
