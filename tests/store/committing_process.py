"""Commits numbered records as fast as it can, is killed in the middle of it, again and again; for ``test_crash``.

    python committing_process.py PATH KILLS SEED

One fork per life, so that a life costs milliseconds. Prints one JSON array per life: the last number whose commit had
returned when it was killed, and the numbers found afterwards in the registers, the settings and the log.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from itertools import count
from pathlib import Path

from pilotwire.rapi.codes import VolatileFlag
from pilotwire.station.claims import ChargeState
from pilotwire.station.energy import Registers
from pilotwire.station.eventlog import LogEntry, LogKind
from pilotwire.station.records import LogRecord, RegistersRecord, SampleRecord, SettingsRecord
from pilotwire.station.samples import Sample
from pilotwire.store.reader import Reader
from pilotwire.store.rows import instant
from pilotwire.store.store import Store

LONGEST_LIFE_S = 0.03


def commit_until_killed(path: Path, acknowledged: int) -> None:
    with Store.open(path) as store:
        for number in count(store.load().registers.switches + 1):
            text = str(number).ljust(number % 3000)
            entry = LogEntry(
                at=instant(number),
                kind=LogKind.WARNING,
                target=ChargeState.ACTIVE,
                state_code=1,
                flags=VolatileFlag(0),
                pilot_a=6,
                session_wh=0.0,
                session_elapsed_s=0.0,
                temperature_dc=None,
                temperature_max_dc=None,
                divert_active=False,
                shaper_active=False,
                text=text,
            )
            store.commit(
                [
                    SettingsRecord({"number": number}),
                    LogRecord(entry),
                    SampleRecord(Sample(number * 60, 0.0, 230.0, 0.0, 6, 1, None, 0.0, 0.0)),
                    RegistersRecord(Registers(total_kwh=number / 7, switches=number)),
                ]
            )
            os.write(acknowledged, b"%d\n" % number)


def killed_life(path: Path, life_s: float) -> int:
    """Let a process commit for a while, kill it, and return the last number it had acknowledged."""
    receiving, sending = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(receiving)
        commit_until_killed(path, sending)
        os._exit(1)
    os.close(sending)
    with os.fdopen(receiving, "rb") as acknowledged:
        first = acknowledged.readline()
        time.sleep(life_s)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        lines = [first, *acknowledged]
    return int(lines[-1])


def main() -> None:
    path, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)
    for _ in range(kills):
        acknowledged = killed_life(path, chance.uniform(0, LONGEST_LIFE_S))
        with Store.open(path) as store, Reader(path) as reader:
            kept = store.load()
            newest = int(reader.log(limit=1)[0].entry.text)
            sys.stdout.write(
                json.dumps([acknowledged, kept.registers.switches, kept.settings["number"], newest, store.report])
                + "\n"
            )


if __name__ == "__main__":
    main()
