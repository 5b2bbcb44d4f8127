"""The package: its types under mypy's strict rules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLE = """
import io
from pathlib import Path

import newsconv as nc

articles: nc.Articles = nc.read(["posts/", Path("a.md"), b"x", io.BytesIO()], profile="hugo", select=["title"])
for article in articles:
    title: str = article["title"]
batches: list[nc.Batch] = list(articles.batches())
summary: nc.Summary = nc.convert("posts/", "news.parquet", on_error="skip", rejects=Path("rejected"))
plan: nc.Plan = nc.convert("posts/", "news.parquet", dry_run=True)
nc.write(articles.to_polars(), "restored/", as_="jekyll")
nc.write([{"title": "A"}], io.BytesIO(), to="ndjson")
found: list[nc.Diagnostic] = nc.check("posts/").diagnostics
same: bool = nc.verify("posts/", "news.parquet").is_equal
text: str = nc.dumps(nc.loads("---"))
try:
    articles.to_pandas(dtype_backend="numpy", flatten=True)
except nc.ConversionError as error:
    line: int | None = error.diagnostics[0].line
"""

WRONG = """
import newsconv as nc

nc.read("posts/", profil="hugo")
nc.read("posts/", on_error="ignore")
nc.read("posts/", lenient="yes")
nc.read("posts/", overwrite=True)
nc.schema("xml")
nc.write(3, "out/")
nc.convert("posts/")
number: int = nc.convert("posts/", "a.csv").written_at
"""


def mypy(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--cache-dir=/dev/null"]
    return subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, timeout=600, check=False)


def test_the_package_and_an_example_have_strict_types(tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text(EXAMPLE)
    for what in (["-p", "newsconv"], [tmp_path / "example.py"]):
        done = mypy(*what)
        assert done.returncode == 0, done.stdout


def test_wrong_calls_are_found(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(WRONG)
    done = mypy(tmp_path / "wrong.py")
    lines = {int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error:" in line}
    assert lines == set(range(4, 12)), done.stdout
