#!/usr/bin/env python3
"""Adds up what the test runners said in a log: `counts.py LOG`.

Prints one closing line for each runner and fails when one of them ran no test.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

CARGO = re.compile(r"^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored", re.MULTILINE)
PYTEST = re.compile(r"^=+ (.*\b(?:passed|failed|skipped|errors?)\b.*) in [\d.]+s\b.*=+$", re.MULTILINE)
WORDS = re.compile(r"(\d+) (passed|failed|skipped|xfailed|xpassed|error)")


def cargo(log: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for passed, failed, ignored in CARGO.findall(log):
        total.update(passed=int(passed), failed=int(failed), skipped=int(ignored))
    return total


def pytest(log: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for line in PYTEST.findall(log):
        for number, word in WORDS.findall(line):
            total[{"xfailed": "skipped", "xpassed": "failed", "error": "failed"}.get(word, word)] += int(number)
    return total


def main() -> None:
    log = Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace")
    totals = {"cargo": cargo(log), "pytest": pytest(log)}
    for runner, total in totals.items():
        print(f"{runner}: {total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    idle = [runner for runner, total in totals.items() if total["passed"] + total["failed"] == 0]
    if idle:
        sys.exit(f"no test was run by {' and '.join(idle)}")


if __name__ == "__main__":
    main()
