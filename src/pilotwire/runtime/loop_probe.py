"""How late the event loop is: a call every few seconds that sees how long after its time it comes.

What keeps the loop from its work (a slow disk, too small a machine, a bug) delays everything alike, this call too.
"""

from __future__ import annotations

import asyncio
from collections import deque

INTERVAL_S = 5.0
_KEPT = 12
"""A minute of them."""


class LoopProbe:
    """The last minute of lateness.

    Args:
        loop: that is looked at.

    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._handle: asyncio.TimerHandle | None = None
        self._lags_s: deque[float] = deque(maxlen=_KEPT)
        self._tasks: int | None = None

    @property
    def worst_lag_s(self) -> float | None:
        """The longest wait in the last minute (s); None before the first look."""
        return max(self._lags_s, default=None)

    @property
    def tasks(self) -> int | None:
        """Tasks that had not ended at the last look; None before the first."""
        return self._tasks

    def start(self) -> None:
        """Look every few seconds from now on."""
        due_s = self._loop.time() + INTERVAL_S
        self._handle = self._loop.call_at(due_s, self._look, due_s)

    def stop(self) -> None:
        """Look no more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _look(self, due_s: float) -> None:
        # Asked for first, so that nothing that happens here ends it.
        self.start()
        self._lags_s.append(max(0.0, self._loop.time() - due_s))
        self._tasks = len(asyncio.all_tasks(self._loop))
