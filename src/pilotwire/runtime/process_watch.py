"""What the station tells about the process it runs in: memory, storage, and its own log as text."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

from pilotwire.services.process_facts import ProcessFacts

from .loop_probe import LoopProbe
from .store_keeper import StoreKeeper

TAIL_BYTES = 2048
_FRESH_S = 5.0
_STATM = Path("/proc/self/statm")
_DESCRIPTORS = Path("/proc/self/fd")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class ProcessWatch(logging.Handler):
    """Measures now and then, and keeps the end of the log. Add it to a logger to have its records.

    Args:
        data_dir: the folder of the store.
        probe: of the event loop.
        keeper: of the store.

    """

    def __init__(self, data_dir: Path, probe: LoopProbe, keeper: StoreKeeper) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._data_dir = data_dir
        self._probe = probe
        self._keeper = keeper
        self._facts = ProcessFacts()
        self._measured_s = -_FRESH_S
        self._tail = ""
        self._followers: list[Callable[[str], None]] = []

    @property
    def facts(self) -> ProcessFacts:
        """The process and its machine, as of the last few seconds."""
        now_s = time.monotonic()
        if now_s - self._measured_s >= _FRESH_S:
            self._measured_s = now_s
            self._facts = self._measure()
        return self._facts

    @property
    def log_tail(self) -> str:
        """The last 2048 bytes of the log."""
        return self._tail

    def follow_log(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Have every further line passed to ``callback``; the function returned ends that."""
        self._followers.append(callback)
        return lambda: self._followers.remove(callback)

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record of the log."""
        line = f"{self.format(record)}\n"
        self._tail = (self._tail + line)[-TAIL_BYTES:]
        for callback in tuple(self._followers):
            callback(line)

    def _measure(self) -> ProcessFacts:
        storage = os.statvfs(self._data_dir)
        return ProcessFacts(
            memory_free_bytes=os.sysconf("SC_AVPHYS_PAGES") * _PAGE_BYTES,
            storage_free_bytes=storage.f_bavail * storage.f_frsize,
            storage_used_bytes=sum(entry.stat().st_size for entry in os.scandir(self._data_dir) if entry.is_file()),
            memory_bytes=_memory_bytes(),
            cpu_s=time.process_time(),
            open_files=_open_files(),
            tasks=self._probe.tasks,
            loop_lag_s=self._probe.worst_lag_s,
            store=self._keeper.facts,
        )


def _memory_bytes() -> int | None:
    """Resident memory of this process; None where there is no such file."""
    try:
        return int(_STATM.read_bytes().split()[1]) * _PAGE_BYTES
    except OSError:
        return None


def _open_files() -> int | None:
    """File descriptors of this process; None where they are not listed."""
    try:
        return sum(1 for _ in _DESCRIPTORS.iterdir()) - 1  # without the one it takes to list them
    except OSError:
        return None
