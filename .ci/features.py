#!/usr/bin/env python3
"""Builds the library as its users do: as a dependency of a crate of its own, with some of its features.

    features.py check       compiles it with no feature, each feature and each pair of formats; any warning is an error
    features.py cost        what each feature costs: crates, and CPU seconds of a debug build from nothing
"""

from __future__ import annotations

import itertools
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
USER = TARGET / "user"
FORMATS = ["markdown", "json", "feed", "rss", "csv", "arrow", "parquet"]
OTHERS = ["compress", "cli"]
# The rows of the table in CONTRIBUTING.md: Markdown with one other feature, and all.
BESIDES = ["json", "csv", "rss", "compress", "arrow", "parquet", "cli"]
COSTS = [[], *(["markdown", name] for name in BESIDES), [*FORMATS, *OTHERS]]

MANIFEST = """\
[package]
name = "user"
version = "0.0.0"
edition = "2024"
publish = false

[features]
{features}

[dependencies]
newsconv = {{ path = {path}, default-features = false }}

[workspace]
"""


def prepare() -> None:
    """Writes the user's crate, which has the features of newsconv and its lock file."""
    (USER / "src").mkdir(parents=True, exist_ok=True)
    names = [*FORMATS, *OTHERS]
    features = "\n".join(f'{name} = ["newsconv/{name}"]' for name in names)
    path = '"' + ROOT.as_posix() + '"'
    (USER / "Cargo.toml").write_text(MANIFEST.format(features=features, path=path))
    (USER / "src" / "main.rs").write_text("fn main() {}\n")
    shutil.copy(ROOT / "Cargo.lock", USER / "Cargo.lock")


def cargo(command: str, features: list[str], target: Path, *arguments: str) -> str:
    """Runs cargo in the user's crate, and gives what it printed; warnings end the program like errors."""
    line = ["cargo", command, *arguments, "--features", ",".join(features)]
    environment = os.environ | {"CARGO_TARGET_DIR": str(target)}
    done = subprocess.run(line, cwd=USER, env=environment, capture_output=True, encoding="utf-8")
    if done.returncode != 0 or "warning" in done.stderr:
        names = ", ".join(features) or "none"
        sys.exit(f"{done.stderr}\nit does not compile without warnings; features: {names}")
    return done.stdout


def check() -> None:
    alone = [[], *([name] for name in [*FORMATS, *OTHERS])]
    pairs = [list(pair) for pair in itertools.combinations(FORMATS, 2)]
    for features in [*alone, *pairs, [*FORMATS, *OTHERS]]:
        print("== features:", ", ".join(features) or "none", flush=True)
        # Not the user's own folder: the dependencies are there for clippy already.
        cargo("check", features, TARGET, "--quiet")


def seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cost() -> None:
    print("| features | crates | CPU seconds |\n|---|---:|---:|")
    for features in COSTS:
        tree = cargo("tree", features, TARGET, "--edges", "normal,build", "--prefix", "none")
        crates = {tuple(line.split()[:2]) for line in tree.splitlines()} - {("user", "v0.0.0")}
        shutil.rmtree(USER / "target", ignore_errors=True)
        before = seconds()
        cargo("build", features, USER / "target", "--quiet")
        all_of_them = len(features) == len(FORMATS) + len(OTHERS)
        names = "all" if all_of_them else ", ".join(f"`{name}`" for name in features) or "none"
        print(f"| {names} | {len(crates)} | {seconds() - before:.0f} |", flush=True)


if __name__ == "__main__":
    prepare()
    match sys.argv[1:]:
        case ["check"]:
            check()
        case ["cost"]:
            cost()
        case _:
            sys.exit(__doc__)
