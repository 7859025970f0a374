"""Blocking procedures: what the firmware does in one go while it answers nobody.

A procedure is a generator that yields a ``Wait`` for each time it would block. While one runs the controller is busy:
serial commands, button and pilot classification wait, as they do in the firmware. Safety does not wait (``safety``).
"""

from __future__ import annotations

from collections.abc import Callable, Generator

import msgspec


class Wait(msgspec.Struct, frozen=True):
    """Block for ``duration_ms``, or less if ``until`` becomes true."""

    duration_ms: int
    until: Callable[[], bool] | None = None


Procedure = Generator[Wait, None, None]
"""A blocking procedure."""


def pause(duration_ms: int) -> Wait:
    """Block for a time."""
    return Wait(duration_ms)


class Runner:
    """Runs procedures one after the other; a procedure may start another, which then runs next."""

    __slots__ = ("_deadline_ms", "_queue", "_wait")

    def __init__(self) -> None:
        self._queue: list[Procedure] = []
        self._wait: Wait | None = None
        self._deadline_ms = 0

    @property
    def busy(self) -> bool:
        """A procedure is running."""
        return bool(self._queue)

    @property
    def deadline(self) -> int | None:
        """When the present wait ends (ms)."""
        return self._deadline_ms if self._wait is not None else None

    def start(self, procedure: Procedure) -> None:
        """Run this after what is running now."""
        self._queue.append(procedure)

    def drop(self) -> None:
        """Forget everything (reset)."""
        self._queue.clear()
        self._wait = None

    def step(self, now_ms: int) -> bool:
        """Run as far as time and conditions allow; True when something ran."""
        ran = False
        while self._queue:
            if self._wait is not None:
                met = self._wait.until is not None and self._wait.until()
                if not met and now_ms < self._deadline_ms:
                    return ran
                self._wait = None
            ran = True
            current = self._queue[0]
            try:
                wait = next(current)
            except StopIteration:
                if self._queue and self._queue[0] is current:
                    self._queue.pop(0)
                continue
            if self._queue and self._queue[0] is current:
                self._wait = wait
                self._deadline_ms = now_ms + wait.duration_ms
        return ran
