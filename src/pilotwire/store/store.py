"""The store as the runtime uses it: one station's file, opened by one process, written by one thread at a time.

What is durable when is said in ``connections``, what each record does in ``recording``, what is kept how long in
``retention``, and what happens to a damaged file in ``salvage``. Reading is ``reader``'s.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self, TypeVar

from pilotwire.station.records import Kept, Record, ResetRecord, SampleRecord

from . import certificates, migrations, recording, retention, salvage, station_state
from .backup import copy_to
from .certificates import Certificate
from .connections import connect, make_durable, transaction
from .errors import reading, unusable, writing
from .lock import StationLock
from .rows import HOUR_S

FILE_NAME = "pilotwire.sqlite3"
"""What the store is called in a station's data directory."""

T = TypeVar("T")


class Store:
    """An open store. Made by ``open``."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: StationLock, report: str) -> None:
        self.path = path
        self.report = report
        """What people should know about how the file was found; empty when all was well. ``load`` may add to it."""
        self._connection = connection
        self._lock = lock
        self._turn = threading.Lock()
        self._condensed_s: int | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a station's file, creating it and its directory where there is none, and bring it up to date.

        A damaged file is kept aside and replaced by one with everything that can be read from it; ``report`` says so.

        Raises:
            StoreError: another station uses the directory, it cannot be written, or the file is not ours or newer.

        """
        lock = StationLock.take(path)
        try:
            with writing(path):
                connection, report = _open_sound(path)
        except BaseException:
            lock.release()
            raise
        return cls(path, connection, lock, report)

    def load(self) -> Kept:
        """Everything a start brings back. What cannot be read is left out and told in ``report``."""
        with self._turn, reading(self.path):
            kept, problems = station_state.load(self._connection)
        self.report = "\n".join(filter(None, [self.report, *problems]))
        return kept

    def commit(self, records: Sequence[Record]) -> None:
        """Store all records, in their order, or none; they are on the disk when this returns.

        Raises:
            RefusedError: one of them can never be stored; try without it.
            StoreError: not now (disk full, locked by somebody); trying again is right.

        """
        if not records:
            return
        with self._writing() as connection:
            with transaction(connection):
                for record in records:
                    recording.apply(connection, record)
                retention.trim_counted(connection)
                condensed_s = self._condense(connection, records)
            self._condensed_s = condensed_s
            if any(isinstance(record, ResetRecord) for record in records):
                self._forget_traces(connection)

    def put_certificate(self, certificate: Certificate) -> bool:
        """Keep a certificate; False (and nothing done) when its id is taken."""
        return self._change(lambda connection: certificates.put(connection, certificate))

    def delete_certificate(self, certificate_id: str) -> bool:
        """Forget a certificate; says whether there was one."""
        return self._change(lambda connection: certificates.delete(connection, certificate_id))

    def backup(self, target: Path) -> None:
        """Write a consistent copy, complete in itself, to ``target`` (replaced if there is one). From any thread.

        Raises:
            StoreError: it cannot be written.

        """
        copy_to(self.path, target)

    def close(self) -> None:
        """End in order; another station can have the directory then."""
        with self._turn:
            try:
                with writing(self.path):
                    self._connection.close()
            finally:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._turn, writing(self.path):
            yield self._connection

    def _change(self, change: Callable[[sqlite3.Connection], T]) -> T:
        with self._writing() as connection, transaction(connection):
            return change(connection)

    def _condense(self, connection: sqlite3.Connection, records: Sequence[Record]) -> int | None:
        """Condense old samples, at most once an hour of the samples' time; returns when that was last done."""
        now_s = max((record.sample.epoch_s for record in records if isinstance(record, SampleRecord)), default=None)
        if now_s is None or (self._condensed_s is not None and abs(now_s - self._condensed_s) < HOUR_S):
            return self._condensed_s
        retention.condense_samples(connection, now_s)
        return now_s

    def _forget_traces(self, connection: sqlite3.Connection) -> None:
        """Passwords and keys are to be gone from log and free pages too. What fails here is done at the next start."""
        with contextlib.suppress(sqlite3.Error):
            connection.executescript("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)")
        with contextlib.suppress(OSError):
            salvage.forget_kept_aside(self.path)


def _open_sound(path: Path) -> tuple[sqlite3.Connection, str]:
    report = ""
    try:
        salvage.finish_replacing(path)
        with contextlib.closing(connect(path)) as found:
            problem = salvage.damage(found, path)
        if problem is not None:
            report = salvage.replace_damaged(path, problem)
        connection = connect(path)
    except OSError as error:
        raise unusable(error, path) from error
    try:
        make_durable(connection)
        migrations.migrate(connection)
        connection.executescript("PRAGMA incremental_vacuum")
    except BaseException:
        connection.close()
        raise
    return connection, report
