"""Starts stations quickly: a process that has imported everything and forks one for every line on its input.

A line is a JSON object: data directory, file for the output, whether the car is plugged in. The answer is the pid.
A station started so is one of ``pilotwire run``, only that it does not load the program anew.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from pilotwire.runtime.gateway_options import WebAddress
from pilotwire.runtime.station_options import station_options
from pilotwire.runtime.station_run import RunEnds, run_command

SPEED = 20.0


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)  # noqa: T201 - this is how the test hears of it
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become_station(Path(wanted["data_dir"]), Path(wanted["output"]), plugged=wanted["plugged"])
        print(pid, flush=True)  # noqa: T201


def _become_station(data_dir: Path, output: Path, *, plugged: bool) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    options = station_options(data_dir=data_dir, plugged=plugged, speed=SPEED, car="tesla-model-y-lr")
    os._exit(run_command(options, RunEnds(rapi=(), web=WebAddress("127.0.0.1", 0)), headless=True))


if __name__ == "__main__":
    main()
