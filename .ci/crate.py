#!/usr/bin/env python3
"""What the Makefile and CI ask about the package, answered by `cargo metadata`.

    crate.py features       the features other than `default`, one on each line
    crate.py examples       the examples, one on each line
    crate.py rust-version   the oldest Rust that the package promises to build with
    crate.py msrv           fails when a dependency needs a newer Rust than that
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

Metadata = dict[str, Any]
Version = tuple[int, int]


def metadata() -> Metadata:
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def root(data: Metadata) -> Metadata:
    return next(p for p in data["packages"] if p["id"] == data["resolve"]["root"])


def targets(package: Metadata, kind: str) -> list[str]:
    return [target["name"] for target in package["targets"] if kind in target["kind"]]


def version(text: str | None) -> Version:
    major, minor = ((text or "0").split(".") + ["0"])[:2]
    return int(major), int(minor)


def needed(data: Metadata) -> list[Metadata]:
    """Every package that a user of the library or the binary compiles, on any system."""
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    seen: set[str] = set()
    waiting = [data["resolve"]["root"]]
    while waiting:
        package = waiting.pop()
        if package in seen:
            continue
        seen.add(package)
        for dependency in nodes[package]["deps"]:
            if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    return [p for p in data["packages"] if p["id"] in seen and p is not root(data)]


def check_msrv(data: Metadata) -> None:
    ours = version(root(data)["rust_version"])
    newest = max(needed(data), key=lambda package: version(package["rust_version"]))
    theirs = version(newest["rust_version"])
    if ours < theirs:
        name = f"{newest['name']} {newest['version']}"
        sys.exit(f"rust-version is {ours[0]}.{ours[1]}, and {name} needs {theirs[0]}.{theirs[1]}")
    print(f"rust-version is {ours[0]}.{ours[1]}, and no dependency needs more than {theirs[0]}.{theirs[1]}")


def main() -> None:
    data = metadata()
    match sys.argv[1:]:
        case ["features"]:
            print(*(name for name in root(data)["features"] if name != "default"), sep="\n")
        case ["examples"]:
            print(*targets(root(data), "example"), sep="\n")
        case ["rust-version"]:
            print(root(data)["rust_version"])
        case ["msrv"]:
            check_msrv(data)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
