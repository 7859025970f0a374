"""When to try again: one machine for every connection of the station that can break (serial line, MQTT, OCPP, …).

After a failure it waits, longer after each, up to a cap; the wait is jittered so that many stations do not come back
in step. Only a connection that has lasted makes the waits short again, so one that opens and breaks at once is not
tried without pause. A sign that things have changed (the network is back) makes the next try due at once.

Pure: the owner tells it the time (elapsed milliseconds) and gives it a random number for each wait.
"""

from __future__ import annotations

from enum import Enum

import msgspec

_MAX_DOUBLINGS = 30
"""Further ones are far beyond every cap."""


class Backoff(msgspec.Struct, frozen=True):
    """How long to wait. The first wait is 1 to 2 times ``first_ms``, each further one up to twice as long."""

    first_ms: int = 1_000
    """The shortest wait (ms)."""
    cap_ms: int = 60_000
    """The longest wait (ms)."""
    stable_ms: int = 30_000
    """A connection that has lasted so long counts as good: the next wait is short again."""

    def wait_ms(self, failures: int, jitter: float) -> int:
        """The wait after so many failures in a row (at least 1); ``jitter`` from 0 to 1 places it in its range."""
        doubled = self.first_ms << min(max(failures, 1), _MAX_DOUBLINGS)
        longest_ms = min(doubled, self.cap_ms)
        return max(self.first_ms, round(longest_ms * (1 + min(max(jitter, 0.0), 1.0)) / 2))


class ReconnectState(Enum):
    """Where a connection is."""

    STOPPED = "stopped"
    """Not wanted."""
    WAITING = "waiting"
    """The next try is due at a known time."""
    CONNECTING = "connecting"
    CONNECTED = "connected"


class Reconnect:
    """One connection's tries. Calls that do not fit the state change nothing."""

    def __init__(self, backoff: Backoff = Backoff()) -> None:
        self._backoff = backoff
        self._state = ReconnectState.STOPPED
        self._next_try_ms: int | None = None
        self._since_ms = 0
        self._begun_ms: int | None = None
        self._failures = 0
        self._losses = 0
        self._last_error = ""

    @property
    def state(self) -> ReconnectState:
        """Where the connection is."""
        return self._state

    @property
    def next_try_ms(self) -> int | None:
        """When to begin the next try (elapsed time); None unless waiting."""
        return self._next_try_ms

    @property
    def failures(self) -> int:
        """Failures since the connection last was good."""
        return self._failures

    @property
    def losses(self) -> int:
        """Times a connection that had been made broke."""
        return self._losses

    @property
    def last_error(self) -> str:
        """What went wrong last, in words; empty once connected and before anything did."""
        return self._last_error

    def retry_in_ms(self, now_ms: int) -> int | None:
        """Time until the next try; None unless waiting."""
        return None if self._next_try_ms is None else max(0, self._next_try_ms - now_ms)

    def due(self, now_ms: int) -> bool:
        """Whether to begin a try now."""
        return self._next_try_ms is not None and now_ms >= self._next_try_ms

    def start(self, now_ms: int) -> None:
        """The connection is wanted from now on."""
        if self._state is ReconnectState.STOPPED:
            self._failures = 0
            self._last_error = ""
            self._wait_until(self._soonest(now_ms), now_ms)

    def stop(self, now_ms: int) -> None:
        """The connection is not wanted any more."""
        self._enter(ReconnectState.STOPPED, now_ms)

    def begin(self, now_ms: int) -> None:
        """A try begins; the owner says how it ended by ``succeeded`` or ``failed``."""
        if self._state is ReconnectState.WAITING:
            self._begun_ms = now_ms
            self._enter(ReconnectState.CONNECTING, now_ms)

    def succeeded(self, now_ms: int) -> None:
        """The try succeeded."""
        if self._state is ReconnectState.CONNECTING:
            self._last_error = ""
            self._enter(ReconnectState.CONNECTED, now_ms)

    def failed(self, error: str, now_ms: int, jitter: float) -> None:
        """The try failed, or the connection broke; ``jitter`` is a random number from 0 to 1."""
        if self._state is ReconnectState.CONNECTED:
            self._losses += 1
            if now_ms - self._since_ms >= self._backoff.stable_ms:
                self._failures = 0
        elif self._state is not ReconnectState.CONNECTING:
            return
        self._failures += 1
        self._last_error = error
        self._wait_until(now_ms + self._backoff.wait_ms(self._failures, jitter), now_ms)

    def wake(self, now_ms: int) -> None:
        """Something that may help has happened: do not wait out the rest."""
        if self._next_try_ms is not None:
            self._next_try_ms = min(self._next_try_ms, self._soonest(now_ms))

    def _soonest(self, now_ms: int) -> int:
        """Now, but never two tries within the shortest wait, however often somebody wakes us."""
        return now_ms if self._begun_ms is None else max(now_ms, self._begun_ms + self._backoff.first_ms)

    def _wait_until(self, at_ms: int, now_ms: int) -> None:
        self._enter(ReconnectState.WAITING, now_ms)
        self._next_try_ms = at_ms

    def _enter(self, state: ReconnectState, now_ms: int) -> None:
        self._state = state
        self._since_ms = now_ms
        self._next_try_ms = None
