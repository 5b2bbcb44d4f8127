"""The command `newsconv`: the same program as the one that Rust builds."""

from __future__ import annotations

import os
import signal
import sys

from newsconv import _native


def main() -> int:
    """Runs the program with the arguments of this process, and returns its exit code."""
    # A stream that was closed becomes `/dev/null`, as Rust's runtime does it: a file that is opened later would get its
    # number, and messages would be written into it.
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    # Python's handler would only note Ctrl-C. A signal that is ignored stays ignored.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.main(["newsconv", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
