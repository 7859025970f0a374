"""Carries the station's records to the store in a thread, so that a slow memory card holds up nothing.

What people have asked for is committed at once; measurements wait for company, because a card wears out. Whoever must
know that something is on disk waits with :meth:`StoreKeeper.flushed`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TypeVar

from pilotwire.services.process_facts import StoreFacts
from pilotwire.station.records import URGENT, Record
from pilotwire.store.errors import RefusedError, StoreError
from pilotwire.store.store import Store

T = TypeVar("T")

MAX_WAITING = 5_000
"""Records that are held while the store can not be written; beyond it the oldest measurements go."""
RETRY_S = 10.0


class StoreKeeper:
    """Owner of the store while the station runs.

    Args:
        store: open.
        interval_s: how long records that are not urgent may wait (s).
        complain: gets a sentence when the store can not be written, and an empty one when it can again.
        executor: where the writing happens; one thread of its own if not given.

    """

    def __init__(
        self, store: Store, interval_s: float, complain: Callable[[str], None], executor: Executor | None = None
    ) -> None:
        self.interval_s = interval_s
        self._store = store
        self._complain = complain
        self._executor = executor or ThreadPoolExecutor(1, thread_name_prefix="store")
        self._waiting: list[Record] = []
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._error = ""
        self._commits = 0
        self._failures = 0
        self._writing_s = 0.0

    @property
    def facts(self) -> StoreFacts:
        """How much was written, and how long that took."""
        return StoreFacts(self._commits, self._failures, self._writing_s, len(self._waiting))

    @property
    def error(self) -> str:
        """Why nothing could be written last; empty when all is well."""
        return self._error

    def put(self, records: Sequence[Record]) -> None:
        """Take records, in order."""
        if not records:
            return
        self._waiting.extend(records)
        if len(self._waiting) > MAX_WAITING:
            urgent: list[Record] = [record for record in self._waiting if isinstance(record, URGENT)]
            self._waiting = urgent[-MAX_WAITING:]
        if any(isinstance(record, URGENT) for record in records):
            self._commit_soon(0.0)
        else:
            self._commit_soon(self.interval_s)

    async def flushed(self) -> bool:
        """Wait until everything taken so far has been tried to be written; says whether it is on disk."""
        while self._waiting or self._task is not None:
            if self._task is None:
                self._start()
            task = self._task
            if task is not None:
                await asyncio.shield(task)
            if self._error:
                return False
        return True

    async def call(self, work: Callable[[Store], T]) -> T:
        """Have something else done to the store, in its turn; returns what ``work`` does.

        Raises:
            StoreError: it could not be done.

        """
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, self._store)

    async def close(self) -> bool:
        """Write what waits and close the store; says whether everything is on disk."""
        saved = await self.flushed()
        if self._timer is not None:
            self._timer.cancel()
        await asyncio.get_running_loop().run_in_executor(self._executor, self._store.close)
        self._executor.shutdown()
        return saved

    def _commit_soon(self, delay_s: float) -> None:
        if self._task is not None:
            return  # it looks again when it is done
        due_s = asyncio.get_running_loop().time() + delay_s
        if self._timer is not None:
            if self._timer.when() <= due_s:
                return
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(due_s, self._start)

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._task is None and self._waiting:
            self._task = asyncio.get_running_loop().create_task(self._commit())

    async def _commit(self) -> None:
        records, self._waiting = self._waiting, []
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        try:
            refused = await loop.run_in_executor(self._executor, _commit, self._store, records)
        except StoreError as error:
            self._failures += 1
            self._waiting[:0] = records
            self._say(str(error))
        else:
            self._say(refused)
        finally:
            self._commits += 1
            self._writing_s += loop.time() - begun_s
            self._task = None
            if self._waiting:
                urgent = any(isinstance(record, URGENT) for record in self._waiting)
                self._commit_soon(RETRY_S if self._error else 0.0 if urgent else self.interval_s)

    def _say(self, error: str) -> None:
        if error != self._error:
            self._error = error
            self._complain(error)


def _commit(store: Store, records: Sequence[Record]) -> str:
    """Commit all at once or, if something among them is refused for good, each by itself; says what was refused."""
    try:
        store.commit(records)
    except RefusedError:
        return _commit_each(store, records)
    return ""


def _commit_each(store: Store, records: Sequence[Record]) -> str:
    refused = ""
    for record in records:
        try:
            store.commit([record])
        except RefusedError as error:
            refused = str(error)
    return refused
