#!/usr/bin/env python3
"""Says which share of random faults in the code the tests notice.

    mutants.py [--size 60] [--seed 1]

`cargo mutants` lists all faults that it can put into the rooms below; of these a sample is drawn, the same for the same
size, seed and code. One after the other is put into a copy of the project. The unit tests run first; what they do not
notice, `tests/suite` may. The score is the share of faults that a test noticed among those that compile. Those that no
test noticed are listed, and make the script fail if the score is below 95 %.

A sample of 60 takes about an hour and a half on two cores.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
from typing import Any

Mutant = dict[str, Any]
ROOMS = ["model", "decode", "formats/markdown", "formats/csv", "formats/columns"]
GOAL = 0.95
# Seconds that the tests may take: some twenty times what they take.
LONGEST = {"--lib": 400, "--test": 3600}


def mutants() -> list[Mutant]:
    """All mutants of the rooms, in the order of the code."""
    command = ["cargo", "mutants", "--list", "--json"]
    for room in ROOMS:
        command += ["--file", f"src/{room}/**/*.rs"]
    listed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    # Mutants of this kind are listed for all files.
    return [mutant for mutant in listed if any(mutant["file"].startswith(f"src/{room}/") for room in ROOMS)]


def mutated(text: str, mutant: Mutant) -> str:
    """The text of a file with the fault in it. Lines and columns count from 1, columns in characters."""
    lines = text.splitlines(keepends=True)

    def offset(place: dict[str, int]) -> int:
        return sum(map(len, lines[: place["line"] - 1])) + place["column"] - 1

    start, end = (offset(mutant["span"][of]) for of in ("start", "end"))
    return text[:start] + mutant["replacement"] + text[end:]


class Copy:
    """A copy of the project, whose files git knows, with builds of its own that use the same dependencies."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", "target")).absolute()
        self.environment = {**os.environ, "CARGO_TARGET_DIR": str(target)}
        listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
        for name in filter(None, listed.split("\0")):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            # Unchanged files keep their times, so that nothing is built twice.
            data = pathlib.Path(name).read_bytes()
            if not path.exists() or path.read_bytes() != data:
                path.write_bytes(data)

    def test(self, *which: str) -> str:
        """Returns "fails to build", "fails" or "passes"."""
        command = ["cargo", "test", "--quiet", "--locked", *which]
        options: dict[str, Any] = {"cwd": self.folder, "env": self.environment, "stdin": subprocess.DEVNULL}
        options |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        if subprocess.run([*command, "--no-run"], **options).returncode:
            return "fails to build"
        # A group of their own, so that tests that never end can be ended with all that they started.
        running = subprocess.Popen(command, start_new_session=True, **options)
        try:
            return "fails" if running.wait(LONGEST[which[0]]) else "passes"
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            return "fails"

    def outcome(self, mutant: Mutant) -> str:
        file = self.folder / mutant["file"]
        sound = file.read_text()
        file.write_text(mutated(sound, mutant))
        try:
            by_unit = self.test("--lib")
            if by_unit == "fails to build":
                return "not viable"
            if by_unit == "fails":
                return "noticed by unit tests"
            return "survived" if self.test("--test", "suite") == "passes" else "noticed by the suite"
        finally:
            file.write_text(sound)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=60, help="number of mutants")
    parser.add_argument("--seed", type=int, default=1, help="another sample for another number")
    arguments = parser.parse_args()

    every = mutants()
    sample = random.Random(arguments.seed).sample(every, arguments.size)
    print(f"{len(sample)} of {len(every)} mutants, seed {arguments.seed}", flush=True)
    copy = Copy(pathlib.Path("target/mutants"))
    for which in (["--lib"], ["--test", "suite"]):
        if copy.test(*which) != "passes":
            sys.exit(f"the tests fail without a fault: cargo test {' '.join(which)}")

    counts: collections.Counter[str] = collections.Counter()
    for mutant in sample:
        outcome = copy.outcome(mutant)
        counts[outcome] += 1
        print(f"{outcome}: {mutant['name']}", flush=True)

    viable = len(sample) - counts["not viable"]
    score = (viable - counts["survived"]) / viable
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())))
    print(f"score {score:.1%} of {viable} viable mutants")
    if score < GOAL:
        sys.exit(1)


if __name__ == "__main__":
    main()
