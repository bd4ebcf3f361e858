"""Runs a command and writes its wall and processor seconds, peak memory and exit code as JSON.

    python -I -S bench/timed.py RESULT.json COMMAND [ARGUMENT...]

A process of its own, because Linux counts the memory of the process that starts another as the
other's at the moment of exec: started from here, the floor is the 10 MB of a bare interpreter.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    result, *command = sys.argv[1:]
    began = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    found = {
        "seconds": seconds,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
        "code": os.waitstatus_to_exitcode(status),
    }
    with open(result, "w", encoding="utf-8") as file:  # noqa: PTH123  (pathlib would cost more than all else here)
        json.dump(found, file)


if __name__ == "__main__":
    main()
