"""Whole processes, timed: seconds, peak memory, and rounds in which everybody has a turn."""

import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field


@dataclass
class Contender:
    """A command that does a job. `reports` says that it prints its own seconds."""

    name: str
    command: list
    output: object = None
    reports: bool = False
    seconds: list = field(default_factory=list)
    peak: int = 0

    def run(self):
        """Runs the command once; whatever it made before is out of the way first."""
        put_aside(self.output)
        started = time.perf_counter()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=said)
            printed = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            took = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                said.seek(0)
                words = said.read().decode(errors="replace")
                raise SystemExit(f"{self.name} failed: {self.command}\n{words}")
        self.peak = max(self.peak, usage.ru_maxrss * 1024)
        return float(printed) if self.reports else took

    @property
    def median(self):
        return statistics.median(self.seconds)


def rounds(contenders, count):
    """Gives every contender a turn in each of `count` rounds, after one that is not measured.

    The order is another one in each, since it matters whom one comes after: what the last one has left in the
    caches of the processor, and what of its output the disk still has to take.
    """
    order = random.Random(count)
    for number in range(count + 1):
        for contender in order.sample(contenders, len(contenders)):
            seconds = contender.run()
            if number > 0:
                contender.seconds.append(seconds)
    while ASIDE:
        shutil.rmtree(ASIDE.pop())


def ratio(ours, theirs):
    """How many times as long `theirs` took: the median of the rounds' own ratios."""
    return statistics.median(b / a for a, b in zip(ours.seconds, theirs.seconds))


ASIDE = []


def put_aside(output):
    """Removes a file, and moves a folder away until all rounds are over.

    A file system is slow to make files where it has just deleted many, whoever makes them.
    """
    if output is not None and os.path.isdir(output):
        ASIDE.append(f"{output}.{len(ASIDE)}.old")
        os.rename(output, ASIDE[-1])
    else:
        remove(output)


def remove(output):
    if output is None:
        return
    if os.path.isdir(output):
        shutil.rmtree(output)
    elif os.path.exists(output):
        os.remove(output)
