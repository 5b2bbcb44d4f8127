#!/usr/bin/env python3
"""A folder of Markdown to a Polars frame and to Arrow: the Python package beside what people use today.

    python benches/python/compare.py FOLDER [--newsconv PROGRAM] [--rounds 5]

It prints medians over the rounds, and ratios. The peer is python-frontmatter with PyYAML's C loader, whose dicts Polars
makes a frame of; both are read on a warm cache. The program writes an Arrow file to /dev/shm, so that the disk does not
count. `pip install newsconv polars pyarrow python-frontmatter`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import frontmatter
import newsconv
import polars as pl
import yaml


class CLoader(frontmatter.YAMLHandler):
    def load(self, fm: str, **_: object) -> object:
        return yaml.load(fm, yaml.CSafeLoader)


def peer(folder: Path) -> int:
    """What a script does today: every key as text where it is not a scalar of one type."""
    handler = CLoader()
    rows = []
    for file in folder.rglob("*.md"):
        post = frontmatter.loads(file.read_text(encoding="utf-8"), handler=handler)
        rows.append({**post.metadata, "body": post.content})
    return pl.from_dicts(rows, infer_schema_length=None, strict=False).height


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    work()
    return clock() - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--newsconv", default="newsconv")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    articles = newsconv.read(given.folder, quiet=True)
    output = Path("/dev/shm", f"newsconv-bench-{os.getpid()}.arrow")
    command = [given.newsconv, given.folder, output, "--overwrite", "--quiet"]
    work: dict[str, Callable[[], object]] = {
        "newsconv.read(...).to_polars()": articles.to_polars,
        "newsconv.read(...).to_arrow()": articles.to_arrow,
        "newsconv FOLDER news.arrow": lambda: subprocess.run(command, check=True),
    }
    assert articles.to_polars().height == peer(given.folder) > 0
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(given.rounds):
        for name, each in work.items():
            times[name].append(seconds(each))
    output.unlink()
    peer_times = [seconds(lambda: peer(given.folder)) for _ in range(min(given.rounds, 3))]
    medians = {name: statistics.median(each) for name, each in times.items()}
    frame, arrow, program = medians.values()
    today = statistics.median(peer_times)
    for name, median in {**medians, "python-frontmatter + CLoader + pl.from_dicts": today}.items():
        print(f"{name:46} {median:8.3f} s")
    # On a machine that does other work too, these tell more.
    cpu, cpu_today = (seconds(work, time.process_time) for work in (articles.to_polars, lambda: peer(given.folder)))
    print(f"frame: {cpu_today / cpu:.1f} x less CPU time, {cpu:.2f} s of all threads")
    print(f"frame: {today / frame:.1f} x faster than python-frontmatter (goal 25)")
    print(f"Arrow: {program / arrow:.2f} x the program's speed (goal 0.90)")


if __name__ == "__main__":
    main()
