"""The package: signals, threads, memory, progress, and the command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import newsconv as nc
import pytest

from conftest import PROJECT, Run

ARCHIVE = PROJECT / "samples" / "valid" / "archive"


def python(code: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-B", "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


ENDLESS = """
import io, sys, newsconv
class Endless(io.RawIOBase):
    told = False
    def readable(self): return True
    def read(self, size=-1):
        if not self.told:
            self.told = True
            print("reading", flush=True)
        return b'{"title":"x","body":"' + b"y" * 2000 + b'"}\\n'
class Stuck(Endless):
    def read(self, size=-1):
        import time
        super().read()
        time.sleep(1000)
try:
    USE
except KeyboardInterrupt:
    print("interrupted", flush=True)
except Exception as error:
    # Of another tool that reads the stream itself.
    assert "interrupted" in str(error) and type(error).__module__.startswith("polars"), error
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize(
    "use",
    [
        'newsconv.convert(Endless(), sys.argv[1], from_="ndjson")',
        'newsconv.convert(Stuck(), sys.argv[1], from_="ndjson")',
        'newsconv.read(Endless(), from_="ndjson").to_arrow()',
        'newsconv.read(Stuck(), from_="ndjson").to_arrow()',
        'newsconv.read(Endless(), from_="ndjson").to_polars()',
        '[None for _ in newsconv.read(Endless(), from_="ndjson", select="title")]',
        'newsconv.check(Endless(), from_="ndjson")',
        'newsconv.write(({"title": "x"} for _ in iter(Endless().read, None)), sys.argv[1])',
        'import polars; polars.DataFrame(newsconv.read(Endless(), from_="ndjson"))',
    ],
)
def test_ctrl_c_ends_a_run_and_leaves_nothing(use: str, tmp_path: Path) -> None:
    process = python(ENDLESS.replace("USE", use), tmp_path / "out.ndjson", preexec_fn=listen)
    assert process.stdout is not None and process.stdout.readline() == "reading\n"
    process.send_signal(signal.SIGINT)
    start = time.monotonic()
    out, err = process.communicate(timeout=60)
    # The promise is a second; a busy machine gets more.
    assert time.monotonic() - start < 30
    assert out == "interrupted\n", err
    assert list(tmp_path.iterdir()) == []


def listen() -> None:
    # A parent that ignores it would pass that on.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_other_threads_run_while_a_conversion_does(tmp_path: Path) -> None:
    """The file gives its bytes only when another thread of Python says so."""
    import io

    go, ran = threading.Event(), threading.Event()

    class Waiting(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            ran.set()
            assert go.wait(60)
            return super().read(size)

    def let() -> None:
        assert ran.wait(60)
        go.set()

    for use in (
        lambda file: nc.convert(file, tmp_path / "a.csv", from_="ndjson"),
        lambda file: nc.read(file, from_="ndjson").to_polars(),
        lambda file: nc.read(file, from_="ndjson").to_arrow(),
        lambda file: list(nc.read(file, from_="ndjson")),
    ):
        go.clear()
        ran.clear()
        other = threading.Thread(target=let)
        other.start()
        use(Waiting(b'{"title":"A"}\n'))
        other.join()


MEMORY = """
import newsconv, re, sys
class Lines:
    left = int(sys.argv[1])
    def read(self, size=-1):
        count = min(self.left, 100)
        Lines.left -= count
        return (b'{"title":"Ferry","topics":["a","b"],"body":"' + b"x" * 2400 + b'"}\\n') * count
rows = sum(batch.num_rows for batch in newsconv.read(Lines(), from_="ndjson").batches())
peak = re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())
print(rows, int(peak[1]) // 1024)
"""


def test_streaming_takes_bounded_memory() -> None:
    """200,000 articles of 2.5 KB are 500 MB; a million take no more memory than these."""
    out, err = python(MEMORY, 200_000).communicate(timeout=300)
    rows, megabytes = map(int, out.split() or err)
    assert rows == 200_000 and megabytes <= 300


def test_progress_counts_records(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import tqdm.auto

    seen: list[int] = []

    class Bar:
        n = 0

        def __init__(self, **_: Any) -> None: ...

        def update(self, more: int) -> None:
            self.n += more
            seen.append(self.n)

        def close(self) -> None:
            seen.append(-1)

    monkeypatch.setattr(tqdm.auto, "tqdm", Bar)
    nc.convert(ARCHIVE, tmp_path / "a.csv", progress=True)
    assert seen[-2:] == [4, -1]
    nc.read(ARCHIVE, progress=True).to_polars()
    assert seen[-2:] == [4, -1]
    # Without tqdm nothing is shown.
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    count = len(seen)
    nc.convert(ARCHIVE, tmp_path / "b.csv", progress=True)
    assert len(seen) == count


# --- The command ---------------------------------------------------------------

COMMAND = Path(sys.executable).with_name("newsconv")


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [str(COMMAND), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["--version"], 0),
        (["--help"], 0),
        (["explain", "NC0203"], 0),
        (["--nothing"], 2),
        (["missing.md", "a.csv"], 1),
        ([ARCHIVE, "-", "-t", "ndjson"], 0),
        (["check", PROJECT / "samples" / "invalid" / "check-url.md"], 0),
    ],
)
def test_the_command_is_the_same_program(arguments: list[object], code: int, newsconv: Run, tmp_path: Path) -> None:
    from conftest import find_binary

    done = run(*arguments, cwd=tmp_path)
    program = subprocess.run(
        [str(find_binary()), *map(str, arguments)], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, program.stdout, program.stderr)


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "newsconv", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"newsconv {nc.__version__}\n"


def waiting(**options: Any) -> subprocess.Popen[str]:
    command = [str(COMMAND), "-", "out.csv", "-f", "ndjson"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_command(number: signal.Signals, tmp_path: Path) -> None:
    process: Any = waiting(cwd=tmp_path, preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
    process.stdin.write('{"title":"x"}\n' * 100_000)
    process.stdin.flush()
    process.send_signal(number)
    process.stdin.close()
    assert process.wait(60) == -number
    assert list(tmp_path.iterdir()) == []


def test_a_signal_that_was_ignored_stays_ignored(tmp_path: Path) -> None:
    process: Any = waiting(cwd=tmp_path, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    process.stdin.write('{"title":"x"}\n' * 100_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    process.stdin.close()
    assert process.wait(60) == 0
    assert (tmp_path / "out.csv").exists()


def test_closed_streams_take_no_message(tmp_path: Path) -> None:
    def close() -> None:
        for number in (0, 1, 2):
            os.close(number)

    lines = '{"title":"x","Tile":1,"publishedDateTime":"2024-01-01"}\n' * 10
    (tmp_path / "a.ndjson").write_text(lines)
    done = subprocess.run([str(COMMAND), "a.ndjson", "b.ndjson"], cwd=tmp_path, preexec_fn=close, check=False)
    assert done.returncode == 0
    assert (tmp_path / "b.ndjson").read_text().count("\n") == 10
    assert "warning" not in (tmp_path / "b.ndjson").read_text()
    done = subprocess.run([str(COMMAND), "a.ndjson", "-", "-t", "csv"], cwd=tmp_path, preexec_fn=close, check=False)
    assert done.returncode == 1
